"""servers/desk.py: a whole set-up on real servers: config.toml, rules, data, and `mailtriage` as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp_sink import SmtpSink

ROOT = Path(__file__).parents[2]
_MAILBOX = """
[[mailbox]]
name = "{name}"
address = "{name}@cadents.example"
display_name = "Cadents {name}"
program = "cadents"
file_to = "{file_to}"
[mailbox.imap]
host = "127.0.0.1"
port = {imap_port}
security = "{security}"
ca_file = "{ca_file}"
username = "{user}"
password_env = "MAILTRIAGE_TEST_PASSWORD"
[mailbox.smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "starttls"
ca_file = "{ca_file}"
username = "submit"
password_env = "MAILTRIAGE_TEST_PASSWORD"
rate_per_minute = 10000
"""


@dataclass
class RealDesk:
    """`users` maps a mailbox name to the Dovecot user it reads."""

    folder: Path
    dovecot: Dovecot
    sink: SmtpSink
    users: dict[str, str]
    file_to: str = "Processed"

    def __post_init__(self) -> None:
        text = f'rules_dir = "{ROOT / "rules"}"\ntemplates_dir = "{ROOT / "templates"}"\n[daemon]\npoll = "2 seconds"\n[limits]\nanswers_per_domain_per_day = 100000\nanswers_per_hour = 100000\n'
        for name, user in self.users.items():
            text += _MAILBOX.format(
                name=name, user=user, imap_port=self.dovecot.tls_port, security="tls", file_to=self.file_to,
                smtp_port=self.sink.port, ca_file=self.dovecot.certificates.ca_file,
            )  # fmt: skip
        (self.folder / "config.toml").write_text(text)
        (self.folder / "data").mkdir(mode=0o700, exist_ok=True)

    def start(self, *command: str, **more: Any) -> subprocess.Popen[str]:
        """`mailtriage COMMAND` as a process, stderr piped."""
        return subprocess.Popen(
            [sys.executable, "-m", "mailtriage", "-c", str(self.folder / "config.toml"), *command],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=self.folder,
            env={**os.environ, "MAILTRIAGE_TEST_PASSWORD": PASSWORD}, **more,
        )  # fmt: skip

    def run(self, *command: str, exits: int = 0, stdin: str | None = None) -> str:
        """Run a command to its end; its stdout."""
        process = self.start(*command, stdin=subprocess.PIPE)
        out, err = process.communicate(stdin, timeout=900 if os.environ.get("MAILTRIAGE_FULL") else 100)
        assert process.returncode == exits, f"{' '.join(command)} exited {process.returncode}\n{out}\n{err}"
        return out

    def json(self, *command: str, exits: int = 0) -> Any:
        return json.loads(self.run(*command, "--json", exits=exits))
