"""servers/postfix.py: a private Postfix on a loopback port: SMTP in, Maildirs by virtual(8), nothing out.

Only as root: master(8) insists on uid 0. Postfix starts in about 3 s: use it for the few tests that
need a real MTA, the sink for the rest.
"""

from __future__ import annotations

import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from tests.servers.require import free_port

MASTER = "/usr/lib/postfix/sbin/master"

# Without peername_lookup=no and disable_dns_lookups=yes every connection waits for a DNS that is not there.
_MAIN = """
compatibility_level = 3.6
queue_directory = {base}/queue
data_directory = {base}/data
maillog_file = {base}/mail.log
maillog_file_prefixes = {base}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.{domain}
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = reject_unauth_destination
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = texthash:{base}/etc/vmailbox
virtual_mailbox_base = /
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
default_transport = error:no mail leaves this test server
smtputf8_enable = yes
smtpd_peername_lookup = no
disable_dns_lookups = yes
"""

_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """`maildirs` maps addresses in `domain` to Maildir paths, such as `Dovecot.maildir(user)`."""

    def __init__(self, base: Path, maildirs: Mapping[str, Path], domain: str = "mezzanine.example") -> None:
        self.base, self.maildirs, self.domain, self.port = base, dict(maildirs), domain, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Postfix:
        self._prepare()
        with (self.base / "stderr.log").open("wb") as stderr:
            self._process = subprocess.Popen([MASTER, "-c", str(self.base / "etc"), "-d"],
                                             stdout=stderr, stderr=stderr, start_new_session=True)
        end = time.monotonic() + 20
        while time.monotonic() < end and self._process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 2) as s:
                    if s.recv(80).startswith(b"220"):
                        return self
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("postfix did not start:\n" + self.log())

    def _prepare(self) -> None:
        owner = pwd.getpwnam("nobody")
        self.base.chmod(0o755)
        for name in ("etc", "queue", "data"):
            (self.base / name).mkdir(exist_ok=True)
        os.chown(self.base / "data", pwd.getpwnam("postfix").pw_uid, -1)
        for maildir in self.maildirs.values():
            for made in (maildir.parent, maildir):
                made.mkdir(parents=True, exist_ok=True)
                os.chown(made, owner.pw_uid, owner.pw_gid)
        etc = self.base / "etc"
        (etc / "vmailbox").write_text("".join(f"{a} {path}/\n" for a, path in self.maildirs.items()))
        (etc / "main.cf").write_text(
            _MAIN.format(base=self.base, domain=self.domain, uid=owner.pw_uid, gid=owner.pw_gid))
        (etc / "master.cf").write_text(_MASTER.format(port=self.port))
        subprocess.run(["postfix", "-c", str(etc), "check"], capture_output=True, check=False)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def log(self) -> str:
        return "".join(p.read_text(errors="replace") for p in sorted(self.base.glob("*.log")))
