"""servers/dovecot.py: a private Dovecot (apt dovecot-imapd 2.3) on random loopback ports, root or not.

Every user name logs in with PASSWORD and gets an own empty Maildir, so one server serves a whole session:
give each test its own user. Reads next tests/servers/fixtures.py
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from datetime import datetime
from pathlib import Path

from imapclient import IMAPClient

from mailtriage.config import Imap
from tests.servers.certificates import Certificates
from tests.servers.require import free_port

PROGRAM = shutil.which("dovecot") or "/usr/sbin/dovecot"
PASSWORD = "s3cret"

_CONFIG = """
base_dir = {base}/run
state_dir = {base}/run
log_path = {base}/dovecot.log
protocols = imap
listen = 127.0.0.1
{unprivileged}
ssl = yes
ssl_cert = <{chain}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_fsync = never
mailbox_idle_check_interval = 1s
imap_idle_notify_interval = 30s
first_valid_uid = {uid}
mail_max_userip_connections = 100
default_vsz_limit = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
# A refused log-in must not slow down the next test's.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
{extra}
"""
# Not root: dovecot must not look for its own accounts nor chroot.
_UNPRIVILEGED = """default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
}}
service stats {{
  chroot =
}}"""


class Dovecot:
    """`base` must be a short path: unix sockets end at 108 bytes. `extra` is appended to dovecot.conf."""

    def __init__(self, base: Path, certificates: Certificates, extra: str = "") -> None:
        self.base, self.certificates, self.extra = base, certificates, extra
        self.port, self.tls_port = free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Dovecot:
        """Start, or start again on the same ports; returns when it greets."""
        config = self.base / "dovecot.conf"
        if not config.exists():
            self._prepare(config)
        with (self.base / "stderr.log").open("wb") as stderr:
            self._process = subprocess.Popen([PROGRAM, "-F", "-c", str(config)], stdout=stderr, stderr=stderr)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError(f"dovecot did not start:\n{self.log()}")
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as s:
                    if s.recv(64).startswith(b"* OK"):
                        return self
            except OSError:
                time.sleep(0.02)
        raise TimeoutError(f"dovecot does not greet:\n{self.log()}")

    def _prepare(self, config: Path) -> None:
        root = os.geteuid() == 0
        # As root dovecot refuses uid 0 for mail: the Maildirs belong to an unprivileged account.
        me = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
        for name in ("mail", "run"):
            (self.base / name).mkdir(parents=True, exist_ok=True)
        self.base.chmod(0o755)
        if root:
            os.chown(self.base / "mail", me.pw_uid, me.pw_gid)
        group = grp.getgrgid(me.pw_gid).gr_name
        config.write_text(_CONFIG.format(
            base=self.base, unprivileged="" if root else _UNPRIVILEGED.format(user=me.pw_name, group=group),
            chain=self.certificates.chain_file, key=self.certificates.key_file, password=PASSWORD,
            uid=me.pw_uid, gid=me.pw_gid, port=self.port, tls_port=self.tls_port, extra=self.extra,
        ))

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def log(self) -> str:
        return "".join(p.read_text(errors="replace") for p in sorted(self.base.glob("*.log")))

    # What a test needs of a mailbox

    def imap(self, user: str, security: str = "plain", **keys: object) -> Imap:
        """The `[mailbox.imap]` section for `user`."""
        port = self.tls_port if security == "tls" else self.port
        return Imap.model_validate({
            "host": "127.0.0.1", "port": port, "security": security,
            "username": user, "ca_file": str(self.certificates.ca_file), "connect_timeout": "5 seconds",
            "read_timeout": "10 seconds", "password_env": "MAILTRIAGE_TEST_PASSWORD", **keys,
        })

    def client(self, user: str, folder: str = "INBOX") -> IMAPClient:
        """Another mail program on the same mailbox, logged in; `folder` is selected, made when missing."""
        client = IMAPClient("127.0.0.1", self.port, ssl=False, timeout=10)
        client.normalise_times = False
        client.login(user, PASSWORD)
        if folder != "INBOX" and not client.folder_exists(folder):
            client.create_folder(folder)
        client.select_folder(folder)
        return client

    def deliver(
        self, user: str, *mails: bytes, folder: str = "INBOX", at: datetime | None = None
    ) -> list[int]:
        """Append mails, with INTERNALDATE `at`; the UIDs of the folder afterwards."""
        with self.client(user, folder) as client:
            for raw in mails:
                client.append(folder, raw, msg_time=at)
            client.noop()
            return [int(uid) for uid in client.search()]

    def uids(self, user: str, folder: str = "INBOX") -> list[int]:
        with self.client(user, folder) as client:
            return [int(uid) for uid in client.search()]

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        home = self.base / "mail" / user / "Maildir"
        return home if folder == "INBOX" else home / f".{folder}"

    def new_uidvalidity(self, user: str, folder: str = "INBOX") -> None:
        """Forget the folder's UIDs, as a rebuilt server does: the same mails under a new UIDVALIDITY."""
        with self.client(user, folder) as client:
            old = int(client.folder_status(folder, ["UIDVALIDITY"])[b"UIDVALIDITY"])
        place = self.maildir(user, folder)
        for index in place.glob("dovecot.index*"):
            index.unlink()
        uidlist = place / "dovecot-uidlist"
        head, *rest = uidlist.read_text(errors="surrogateescape").splitlines()
        version, *fields = head.split(" ")
        fields = [f"V{old + 1}" if f.startswith("V") else "N1000" if f.startswith("N") else f for f in fields]
        # Other UIDs too: a program that went by the number alone would take one mail for another.
        moved = [f"{900 + n} {line.partition(' ')[2]}" for n, line in enumerate(rest)]
        uidlist.write_text("\n".join([" ".join([version, *fields]), *moved]) + "\n", errors="surrogateescape")
