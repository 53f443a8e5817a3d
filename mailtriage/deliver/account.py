"""deliver/account.py: where and as whom a mailbox sends. Reads next deliver/smtp.py"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailtriage.config import Smtp


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom a mailbox sends. `timeout` in seconds, for one command; `last_timeout` for the answer to the
    final dot, ten times as long when 0: giving up there makes an `unknown`, and RFC 5321 4.5.3.2.6 asks for 10
    minutes. `name` is what EHLO says."""

    host: str
    port: int
    security: str
    username: str
    password: str
    ca_file: str = ""
    timeout: float = 60.0
    rate_per_minute: int = 60
    name: str = "localhost"
    last_timeout: float = 0.0

    @classmethod
    def of(cls, smtp: Smtp, password: str, name: str = "localhost") -> Account:
        return cls(
            smtp.host, smtp.port, smtp.security, smtp.username, password, smtp.ca_file, smtp.timeout.total_seconds(),
            smtp.rate_per_minute, name,
        )

    @property
    def unsafe(self) -> str:
        """Why nothing may be sent over this account as it is configured, or ""."""
        if self.security != "plain":
            return ""
        try:
            local = ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            local = self.host == "localhost"
        return "" if local else f'security = "plain" is for loopback only, not for {self.host}; use "starttls" or "tls"'

    def __repr__(self) -> str:                         # a password has no place in a log or a traceback
        return f"Account({self.username}@{self.host}:{self.port} {self.security})"
