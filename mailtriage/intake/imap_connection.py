"""intake/imap_connection.py: from `[mailbox.imap]` to a logged-in IMAPClient; from any fault to one exception.

Promises   ImapTrouble is all that comes out. TLS is verified always; `starttls` logs in only when TLS came up;
           `plain` reaches this machine only. No password in any text. The client waits on a Wire, so it cannot
           hang.
Does not   log: imapclient's and imaplib's debug lines hold commands and mail, and are off.
Reads next intake/imap.py
"""

from __future__ import annotations

import imaplib
import ipaddress
import re
import ssl
import threading
from typing import Any, Literal

from imapclient import IMAPClient
from imapclient.exceptions import CapabilityError, LoginError, ProtocolError

from mailtriage import log, oauth
from mailtriage.config import Imap
from mailtriage.intake.wire import Stopped, TooMuch, Wire
from mailtriage.points import point

Kind = Literal["connect", "tls", "login", "folder", "lost", "protocol", "refused"]


class ImapTrouble(Exception):
    """A mailbox cannot be served now. `kind`: connect (nobody answers) · tls · login · folder (cannot be opened)
    · lost (the line broke) · protocol (the server speaks nonsense) · refused (it said no). `text` names the
    server and, where there is one, the remedy."""

    def __init__(self, kind: Kind, text: str) -> None:
        super().__init__(text)
        self.kind: Kind = kind
        self.text = text


class _Imap4(imaplib.IMAP4):
    """imaplib over a Wire: these are the methods it names "overridable"."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        super().__init__(wire.host, wire.port)

    def open(self, host: str = "", port: int = 0, timeout: float | None = None) -> None:
        self.host, self.port = self.wire.host, self.wire.port

    def read(self, size: int) -> bytes:
        return self.wire.exactly(size)

    def readline(self) -> bytes:
        return self.wire.line()

    def send(self, data: Any) -> None:
        self.wire.send(bytes(data))

    def shutdown(self) -> None:
        self.wire.close()

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:
        assert ssl_context is not None
        point("imap.starttls")
        kind, data = self._simple_command("STARTTLS")
        if kind == "OK":
            self.wire.secure(ssl_context)
            self.untagged_responses.clear()     # said before TLS: anybody may have said it (RFC 3501 6.2.1)
            self._get_capabilities()
        return kind, data

    def _log(self, line: str) -> None:
        """imaplib keeps its last ten commands for a debug print, LOGIN and its password among them. Not here."""


class _Client(IMAPClient):  # type: ignore[misc]
    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        super().__init__(wire.host, port=wire.port, ssl=wire.encrypted)
        # imapclient turns imaplib's trace on: at level 5 each mail is also formatted by repr(), to be dropped.
        self._imap.debug = 0
        self.normalise_times = False            # else INTERNALDATE loses its zone

    def _create_IMAP4(self) -> _Imap4:
        return _Imap4(self.wire)

    def _set_read_timeout(self) -> None:
        """The Wire keeps the time."""


def connect(imap: Imap, password: str, stop: threading.Event) -> _Client:
    """A client that is logged in. ImapTrouble of kind connect, tls or login."""
    if imap.security == "plain" and not _loopback(imap.host):
        raise ImapTrouble("tls", f'{imap.host}: security = "plain" would send the password in clear and is for '
                                 'this machine only; use "tls" or "starttls"')
    wire: Wire | None = None
    step: Kind = "connect"
    try:
        context = _context(imap) if imap.security != "plain" else None
        point("imap.connect")
        times = imap.connect_timeout.total_seconds(), imap.read_timeout.total_seconds()
        wire = Wire(imap.host, imap.port, *times, stop, context if imap.security == "tls" else None)
        if imap.security == "plain" and not _loopback(wire.peer()):
            raise ImapTrouble("tls", f"{imap.host} is {wire.peer()}, not this machine; the password was not sent")
        wire.allow()
        client = _Client(wire)
        if imap.security == "starttls":
            step = "tls"
            _start_tls(client, imap, context)
        step = "login"
        point("imap.login")
        _log_in(client, imap, password)
        point("imap.login.done")
        return client
    except Exception as e:  # noqa: BLE001  imaplib and imapclient raise whatever their parsing trips over
        if wire is not None:
            wire.close()
        raise translate(e, step, imap, wire, password) from None


def _context(imap: Imap) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=imap.ca_file or None)
    except (OSError, ssl.SSLError) as e:
        text = f"{imap.ca_file}: not a PEM file with certificates ({e}); mend ca_file"
        raise ImapTrouble("tls", text) from None


def _start_tls(client: _Client, imap: Imap, context: ssl.SSLContext | None) -> None:
    if not client.has_capability("STARTTLS"):
        raise ImapTrouble("tls", f"{_where(imap)} offers no STARTTLS; the password was not sent. Use security = "
                                 '"tls" on the TLS port (993), or ask why TLS is missing')
    point("imap.starttls")
    client.starttls(context)
    if not client.wire.encrypted:
        raise ImapTrouble("tls", f"{_where(imap)}: STARTTLS brought up no TLS; the password was not sent")


def _log_in(client: _Client, imap: Imap, password: str) -> None:
    if any(ord(c) < 32 for c in imap.username + password):
        raise ImapTrouble("login", f"{_where(imap)}: user name or password holds a control character")
    if isinstance(password, oauth.Bearer):
        _show_token(client, imap, password)
    elif (imap.username + password).isascii():
        client.login(imap.username, password)
    else:
        # LOGIN has no charset (RFC 3501 6.2.3), AUTHENTICATE PLAIN has UTF-8 (RFC 4616).
        client.plain_login(imap.username, password)


def _show_token(client: _Client, imap: Imap, token: oauth.Bearer) -> None:
    offered = {str(c, "ascii", "replace").upper().removeprefix("AUTH=") for c in client.capabilities()}
    mechanism = oauth.chosen(offered)
    if not mechanism:
        raise ImapTrouble("login", f"{_where(imap)} takes no OAuth token (neither XOAUTH2 nor OAUTHBEARER is offered); "
                                   "give [mailbox.imap] a password, or ask the provider")
    # After the first words the server speaks again only to say why not, and wants any answer to that (RFC 7628 3.2.3).
    words = iter([oauth.initial_response(mechanism, imap.username, token, imap.host, imap.port)])
    try:
        client.sasl_login(mechanism, lambda _: next(words, b"\x01"))
    except LoginError as e:
        if not isinstance(e.__context__, imaplib.IMAP4.abort):      # a server that goes down has refused nothing
            token.refused()
        raise


def _loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _where(imap: Imap) -> str:
    return f"{imap.host}:{imap.port} ({imap.username})"


def translate(
    e: BaseException, step: Kind, imap: Imap, wire: Wire | None, password: str, doing: str = ""
) -> ImapTrouble:
    """What went wrong, as ImapTrouble. `step` is the kind when the server simply said no."""
    if isinstance(e, ImapTrouble):
        return e
    kind, said = _kind(e, step, wire), _said(e, password)
    mend = "may this account use IMAP, and the app act for it?" if isinstance(password, oauth.Bearer) else (
        "check username and password")
    what = {
        "connect": f"cannot be reached: {said}",
        "tls": f"no trustworthy TLS: {said}; the password was not sent",
        "login": f"log-in refused: {said}; {mend}",
        "folder": said,
        "lost": f"connection lost: {said}",
        "protocol": f"not understood: {said}",
        "refused": f"refused: {said}",
    }[kind]
    return ImapTrouble(kind, f"{_where(imap)}: {doing + ': ' if doing else ''}{what}")


def _kind(e: BaseException, step: Kind, wire: Wire | None) -> Kind:
    early = step in ("connect", "tls")
    if isinstance(e, Stopped):
        return "lost"
    if isinstance(e, TooMuch):
        return "protocol"
    if isinstance(e, ssl.SSLError):
        return "tls" if early else "lost"
    if isinstance(e, OSError) or (wire is not None and wire.broken):
        return "connect" if step == "connect" else "lost"
    if isinstance(e, LoginError):
        # imapclient calls whatever ends a log-in a LoginError; a server that goes down has not refused us.
        gone = isinstance(e.__context__, imaplib.IMAP4.abort)
        return _kind(e.__context__, "lost", wire) if gone and e.__context__ else "login"
    if isinstance(e, CapabilityError):
        return step
    if isinstance(e, ProtocolError) or not isinstance(e, imaplib.IMAP4.error):
        return "protocol"
    if isinstance(e, imaplib.IMAP4.abort) and not isinstance(e, imaplib.IMAP4.readonly):
        # abort is imaplib's word for "close and retry": a BYE, or an answer it cannot make sense of.
        return "protocol" if "unexpected" in str(e) else "connect" if step == "connect" else "lost"
    return "protocol" if "command error: BAD" in str(e) else step


def _said(e: BaseException, password: str) -> str:
    """The server's own words on one line, without Python's bytes marks and without the password."""
    text = e.strerror if isinstance(e, OSError) and e.strerror else str(e) or type(e).__name__
    if isinstance(e, ssl.SSLCertVerificationError):
        text = e.verify_message
    text = re.sub(r"""\[?b(['"])(.*?)\1\]?""", r"\2", " ".join(text.split()))
    if password:
        text = log.without(text, password, "<password>")
    return "".join(c if c.isprintable() else "?" for c in text)[:300].rstrip(". ")
