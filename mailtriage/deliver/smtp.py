"""deliver/smtp.py: one connection to one submission server. The only file that speaks SMTP (by way of aiosmtplib).

Promises   every call ends in a value, whatever the server, the network or TLS does. TLS is verified;
           STARTTLS is required where configured; `plain` and passwords in the clear go to loopback only.
           The final dot is written exactly once per send, and what happens after it without an answer is
           `unknown`, never a guess.
Does not   retry, wait, keep state about mails or read secrets: the password is an argument.
Crash      between point smtp.dot and smtp.answered nobody can know (RFC 1047); before smtp.dot nothing has
           left.
Reads next deliver/loop.py
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
import ssl
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailtriage import log
from mailtriage.deliver.account import Account
from mailtriage.deliver.outcome import Envelope, Outcome, Reply, Result, deferred, line_of, refused, settled, trouble
from mailtriage.model.outgoing import Recipient, Verdict
from mailtriage.model.wire import BadAddress, flaw, header_text, wire_address
from mailtriage.oauth import Bearer, chosen, initial_response
from mailtriage.points import point

if TYPE_CHECKING:
    from aiosmtplib import SMTP, SMTPResponse

_CHUNK = 64 * 1024


class Connection:
    """One connection, one mail at a time. Not for two tasks at once."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.used = 0                                  # mails handed over; above 0 the server may have tired of us
        self._smtp: SMTP | None = None

    @property
    def alive(self) -> bool:
        return self._smtp is not None and self._smtp.is_connected

    async def open(self) -> Outcome | None:
        """Connect, secure, log in. None when ready for mail, else what stopped it (always trouble, never a mail's)."""
        account = self.account
        if why := account.unsafe:
            return trouble("config", Reply(0, why))
        from aiosmtplib import SMTP

        try:
            tls = None if account.security == "plain" else ssl.create_default_context(cafile=account.ca_file or None)
            self._smtp = smtp = SMTP(
                hostname=account.host, port=account.port, timeout=account.timeout, local_hostname=account.name,
                use_tls=account.security == "tls", start_tls=False, tls_context=tls,
            )
        except (OSError, ValueError) as e:
            why = f"ca_file {account.ca_file}: {getattr(e, 'strerror', '') or e}" if isinstance(e, OSError) else str(e)
            return trouble("config", Reply(0, why))
        point("smtp.connect")
        if (reply := await self._ask(smtp.connect())).kind != 2:
            return trouble("greeting" if reply.code else "connect", reply)
        if (reply := await self._ask(smtp.ehlo())).kind != 2:
            return self._no("ehlo", reply)
        if account.security == "starttls":
            if not smtp.supports_extension("starttls"):
                return self._no("starttls", Reply(0, "the server does not offer STARTTLS; nothing was sent"))
            point("smtp.starttls")
            if (reply := await self._ask(smtp.starttls())).kind != 2:
                return self._no("starttls", reply)
            if (reply := await self._ask(smtp.ehlo())).kind != 2:
                return self._no("ehlo", reply)
        return await self._log_in(smtp) if account.username else None

    async def _log_in(self, smtp: SMTP) -> Outcome | None:
        # Not smtp.login(): after a refusal it tries the next mechanism with the same password, which locks accounts.
        user, password = self.account.username, self.account.password
        point("smtp.auth")
        if isinstance(password, Bearer):
            return await self._show_token(smtp, password)
        offered = smtp.server_auth_methods
        if "plain" in offered:
            reply = await self._ask(smtp.auth_plain(user, password))
        elif "login" in offered:
            reply = await self._ask(smtp.auth_login(user, password))
        elif "cram-md5" in offered:
            reply = await self._ask(smtp.auth_crammd5(user, password))
        else:
            reply = Reply(0, f"the server offers no way to log in that we know ({', '.join(offered) or 'none'})")
        return None if reply.kind == 2 else self._no("auth", reply)

    async def _show_token(self, smtp: SMTP, token: Bearer) -> Outcome | None:
        account = self.account
        offered = set(smtp.esmtp_extensions.get("auth", "").upper().split())
        mechanism = chosen(offered)
        if not mechanism:
            return self._no("auth", Reply(0, "the server takes no OAuth token (neither XOAUTH2 nor OAUTHBEARER)"))
        words = initial_response(mechanism, account.username, token, account.host, account.port)
        reply = await self._ask(smtp.execute_command(b"AUTH", mechanism.encode(), base64.b64encode(words)))
        if reply.code == 334:           # why not, in base64; it wants an answer before it says no (RFC 7628 3.2.3)
            reply = await self._ask(smtp.execute_command(base64.b64encode(b"\x01")))
        if reply.kind == 2:
            return None
        if reply.kind == 5:
            token.refused()
        return self._no("auth", reply)

    @property
    def extensions(self) -> dict[str, str]:
        """What the server offered after TLS: extension -> parameters."""
        return dict(self._smtp.esmtp_extensions) if self._smtp else {}

    async def send(self, envelope: Envelope, data: bytes) -> Outcome:
        """Hand over canonical bytes. Every recipient of the envelope is in the Outcome."""
        smtp = self._smtp
        if smtp is None or not smtp.is_connected:
            return deferred(envelope, "mail", Reply(0, "not connected"), trouble=True)
        if why := flaw(data):
            return refused(envelope, "mail", Reply(0, f"not sent: the message holds {why}"))
        fates, options, refusal = self._options(smtp, envelope, data)
        if refusal:
            return refusal
        if len(fates) == len(set(envelope.recipients)):
            return settled(envelope, fates, refused(envelope, "rcpt", Reply(0, "no recipient can be written to")))
        point("smtp.mail")
        sender = _wire(envelope.sender) or ""
        encoding = "utf-8" if "SMTPUTF8" in options else "ascii"
        command = " ".join((f"FROM:<{sender}>", *options)).encode(encoding)
        reply = await self._ask(smtp.execute_command(b"MAIL", command))
        if reply.code == 552:                          # RFC 1870: larger than this server will ever take
            await self._reset(smtp)
            return refused(envelope, "mail", reply)
        if reply.kind != 2:
            await self._reset(smtp)
            return deferred(envelope, "mail", reply, trouble=True)
        return await self._recipients(smtp, envelope, fates, encoding, data)

    def _options(
        self, smtp: SMTP, envelope: Envelope, data: bytes
    ) -> tuple[dict[str, Recipient], list[str], Outcome | None]:
        """Recipients we refuse ourselves, parameters of MAIL, and a refusal of the whole."""
        fates: dict[str, Recipient] = {}
        options: list[str] = []
        utf8 = smtp.supports_extension("smtputf8")
        sender = _wire(envelope.sender)
        if sender is None or not sender.isascii() and not utf8:
            why = Reply(0, f"the server cannot send for {header_text(envelope.sender)}")
            return {}, [], deferred(envelope, "mail", why, trouble=True)
        wired = {address: _wire(address) for address in envelope.recipients}
        for address, wire in wired.items():
            if wire is None:
                fates[address] = Recipient(address, Verdict.REFUSED, "not an address that can be written to")
            elif not wire.isascii() and not utf8:
                fates[address] = Recipient(address, Verdict.REFUSED, "the server has no SMTPUTF8 (RFC 6531)")
        if utf8 and not all((w or "").isascii() for w in (*wired.values(), sender)):
            options.append("SMTPUTF8")
        if not data.isascii():                         # ours are 7-bit; bytes of an older release may not be
            if not smtp.supports_extension("8bitmime"):
                return {}, [], refused(envelope, "mail", Reply(0, "8-bit bytes, and the server has no 8BITMIME"))
            options.append("BODY=8BITMIME")
        limit = smtp.esmtp_extensions.get("size", "")
        if smtp.supports_extension("size"):
            options.append(f"SIZE={len(data)}")
            if limit.strip().isdigit() and 0 < int(limit) < len(data):
                why = Reply(552, f"{len(data)} bytes, the server takes {int(limit)}")
                return {}, [], refused(envelope, "mail", why)
        return fates, options, None

    async def _recipients(
        self, smtp: SMTP, envelope: Envelope, fates: dict[str, Recipient], encoding: str, data: bytes
    ) -> Outcome:
        reply = Reply(0, "")
        last = Reply(0, "")                            # the last answer that was no yes
        for address in envelope.recipients:
            if address in fates:
                continue
            point("smtp.rcpt")
            wire = (_wire(address) or "").encode(encoding)
            reply = await self._ask(smtp.execute_command(b"RCPT", b"TO:<" + wire + b">"))
            if reply.code == 0 or reply.code == 421 or not self.alive:
                return settled(envelope, fates, deferred(envelope, "rcpt", reply))
            verdict = {2: Verdict.ACCEPTED, 5: Verdict.REFUSED}.get(reply.kind, Verdict.DEFERRED)
            fates[address] = Recipient(address, verdict, line_of(reply))
            if verdict is not Verdict.ACCEPTED:
                last = reply
        accepted = {a: f for a, f in fates.items() if f.verdict is Verdict.ACCEPTED}
        others = {a: f for a, f in fates.items() if a not in accepted}
        if not accepted:
            await self._reset(smtp)
            none_left = all(f.verdict is Verdict.REFUSED for f in others.values())
            text = last.text or "; ".join(f.answer for f in others.values())
            whole = (refused if none_left else deferred)(envelope, "rcpt", Reply(last.code, text))
            return settled(envelope, others, whole)
        outcome = await self._content(smtp, Envelope(envelope.sender, tuple(accepted)), data)
        return settled(envelope, others, outcome)

    async def _content(self, smtp: SMTP, envelope: Envelope, data: bytes) -> Outcome:
        """DATA, the body, the dot, the answer; `envelope` has the recipients the server took."""
        point("smtp.data")
        reply = await self._ask(smtp.execute_command(b"DATA"))
        if reply.code != 354:
            await self._reset(smtp)
            whole = refused if reply.kind == 5 else deferred
            if reply.kind in (2, 3):                   # it is not where we are: do not go on talking past each other
                self.drop()
            return whole(envelope, "data", reply)
        protocol = smtp.protocol
        if protocol is None:
            return deferred(envelope, "data", Reply(0, "connection lost"))
        # Reading starts before writing: a server may refuse in the middle of a body and hang up.
        answer = asyncio.ensure_future(self._ask(protocol.read_response(timeout=None)))
        try:
            await asyncio.sleep(0)
            point("smtp.body")
            early = await self._body(smtp, _stuffed(data), answer)
            if early is not None:
                self.drop()
                return (refused if early.kind == 5 else deferred)(envelope, "body", early)
            point("smtp.dot")
            try:
                protocol.write(b".\r\n")
            except OSError as e:                       # the dot was not written, so nothing has left
                self.drop()
                return deferred(envelope, "body", Reply(0, _why(e)))
            reply = await self._last_word(answer)
        finally:
            answer.cancel()
        point("smtp.answered")
        if reply.kind == 2:
            self.used += 1
            taken = tuple(Recipient(a, Verdict.ACCEPTED, line_of(reply)) for a in envelope.recipients)
            return Outcome(Result.SENT, "dot", reply.code, reply.text, taken)
        if reply.kind in (4, 5):
            return (refused if reply.kind == 5 else deferred)(envelope, "dot", reply)
        self.drop()
        waiting = tuple(Recipient(a, Verdict.WAITING, "unknown") for a in envelope.recipients)
        return Outcome(Result.UNKNOWN, "dot", reply.code, reply.text, waiting)

    async def _body(self, smtp: SMTP, data: bytes, answer: asyncio.Future[Reply]) -> Reply | None:
        """Write the body as fast as the server reads. A Reply when it must not be finished."""
        loop = asyncio.get_running_loop()
        for start in range(0, len(data), _CHUNK):
            protocol, transport = smtp.protocol, smtp.transport
            if answer.done() or protocol is None or not isinstance(transport, asyncio.WriteTransport):
                break
            point("smtp.body.write")
            try:
                protocol.write(data[start : start + _CHUNK])
            except OSError as e:
                return Reply(0, _why(e))
            deadline = loop.time() + self.account.timeout
            # Polled: the public way to wait for a drained buffer (StreamWriter) closes the transport when it goes.
            while transport.get_write_buffer_size() and not answer.done() and not transport.is_closing():
                if loop.time() > deadline:
                    return Reply(0, f"the server stopped reading for {self.account.timeout:g} s")
                await asyncio.sleep(0.002)
        await asyncio.sleep(0)
        if answer.done():
            early = answer.result()
            return early if early.kind in (0, 4, 5) else Reply(0, f"answered {early.code} before the end of the body")
        return None if self.alive else Reply(0, "connection lost")

    async def _last_word(self, answer: asyncio.Future[Reply]) -> Reply:
        seconds = self.account.last_timeout or 10 * self.account.timeout
        try:
            done, _ = await asyncio.wait((answer,), timeout=seconds)
        except asyncio.CancelledError:                 # swallowed: the mail may be gone, and that must be said
            return Reply(0, "mailtriage stopped while the server was to answer the final dot")
        return answer.result() if done else Reply(0, f"no answer to the final dot for {seconds:g} s")

    async def close(self) -> None:
        """QUIT politely; whatever happens to it, the mails before it keep their outcome."""
        if self._smtp is not None and self._smtp.is_connected:
            point("smtp.quit")
            await self._ask(self._smtp.quit(timeout=min(5.0, self.account.timeout)))
        self.drop()

    def drop(self) -> None:
        """Close at once, without a word."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(OSError, RuntimeError):
                if isinstance(smtp.transport, asyncio.WriteTransport):
                    smtp.transport.abort()
                smtp.close()

    async def _reset(self, smtp: SMTP) -> None:
        """RSET, so that the next mail on this connection starts clean; a connection that cannot is dropped."""
        if self.alive and (await self._ask(smtp.rset())).kind != 2:
            self.drop()

    async def _ask(self, call: Awaitable[SMTPResponse]) -> Reply:
        """The answer to a command as a value. The one place where the exceptions of the wire end."""
        from aiosmtplib import SMTPResponseException

        point("smtp.command")                          # nothing was said yet: `call` begins when it is awaited
        try:
            response = await call
            return Reply(response.code, self._clean(response.message))
        except SMTPResponseException as e:
            if 200 <= e.code < 600:
                return Reply(e.code, self._clean(e.message))
            reply = Reply(0, f"not SMTP: {self._clean(e.message)}")
        except Exception as e:  # noqa: BLE001  aiosmtplib, ssl and asyncio raise a dozen kinds; all mean "lost"
            reply = Reply(0, self._clean(_why(e)))
        self.drop()
        return reply

    def _clean(self, text: str) -> str:
        return header_text(log.without(text, self.account.password), 300)      # a server may quote what it refused

    def _no(self, phase: str, reply: Reply) -> Outcome:
        self.drop()
        return trouble(phase, reply)


@dataclass(frozen=True, slots=True)
class Probe:
    """What `check --online` learns: `outcome` is None when a mail could be sent now."""

    outcome: Outcome | None
    extensions: dict[str, str]


async def probe(account: Account) -> Probe:
    """Connect, secure, log in, look, leave. Sends no mail."""
    connection = Connection(account)
    outcome = await connection.open()
    found = connection.extensions
    await connection.close()
    return Probe(outcome, found)


def _stuffed(data: bytes) -> bytes:
    """Canonical bytes with the dots at line starts doubled (RFC 5321 4.5.2)."""
    return (b"." if data.startswith(b".") else b"") + data.replace(b"\r\n.", b"\r\n..")


def _wire(address: str) -> str | None:
    try:
        return wire_address(address)
    except BadAddress:
        return None


def _why(e: Exception) -> str:
    if isinstance(e, ssl.SSLCertVerificationError):
        return f"the server's certificate is not trusted: {e.verify_message}; ca_file names a private CA"
    said = " ".join(str(e).split()) or type(e).__name__
    why = _unreached(e.__cause__ or e.__context__)
    return f"{said.partition(': [')[0]}: {why}" if why else said


def _unreached(e: BaseException | None) -> str:
    """Why a connection did not come about, in words; "" when it did, or nobody can tell."""
    if isinstance(e, socket.gaierror):
        return "there is no host of that name; mend host, or the name server of this machine"
    if isinstance(e, ConnectionRefusedError):
        return "nothing listens there: mend host or port, or start the server"
    return ""
