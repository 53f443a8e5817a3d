"""Header injection, out (RT CVE-2012-4730, CVE-2013-3373): no words of a customer add a header, a recipient, a line.

Every field a customer's text can reach × payloads; the bytes are read by two parsers that are not ours: the email
package, and a submission server that says what it received and from whom to whom.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest

from mailtriage.compose.message import File, freeze
from mailtriage.compose.render import render
from mailtriage.deliver.account import Account
from mailtriage.deliver.outcome import Envelope, Result
from mailtriage.deliver.smtp import Connection
from mailtriage.model.wire import flaw
from tests.servers.smtp_sink import SmtpSink

BREAKS = [
    "\r\n",
    "\n",
    "\r",
    "\r\r\n",
    "\n\r",
    "\n\n",
    "\r\n ",
    "\r\n\t",
    "\x85",
    "\u2028",
    "\u2029",
    "\v",
    "\f",
    "\0",
    "\x1c",
    "\x1d",
    "\x1e",
    "\u200b\n",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\x7f",
    "\x1b[2J",
    "%0d%0a",
    "\\r\\n",
    "=0D=0A",
    "\ud800",
    "=?utf-8?q?=0D=0A?=",
    "=?utf-8?b?DQo=?=",
    "=?us-ascii?q?=0A?=\n",
    "&#13;&#10;",
    "\u010a",
    "\uff0d\n",
]
AFTER = [
    "Bcc: eve@evil.example",
    "X-Mailtriage-Loop: x",
    "\r\n\r\n<script>alert(1)</script>",
    ".\r\nMAIL FROM:<e@e.example>",
]
OTHERS = [
    "a" * 10_000,
    "🙂" * 3000,
    "\u202egpj.exe",
    "=?utf-8?q?x?=" * 300,
    "<eve@evil.example>",
    "a, eve@evil.example",
    '"; eve@evil.example',
    "(x) <e@e.example>",
    "\0" * 50,
    "\x01\x02\x03",
    "--=_alt_\r\n",
    "Content-Type: text/html",
    " ",
    "",
    "\t",
    "[MEZ-000001-7]",
    "{{7*7}}",
    "%s%n%x",
    "'\"\\",
    "\ud83d",
    "é" * 998,
]
PAYLOADS = [f"x{b}{a}" for b in BREAKS for a in AFTER] + BREAKS + OTHERS
FIELDS = ("subject", "name", "title", "file", "reference", "body", "language", "type")
CLEAN = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Mailtriage-Loop",
    "MIME-Version",
    "Content-Type",
}


def answer(field: str, payload: str) -> bytes:
    """A whole answer, rendered and frozen, with the payload where `field` lets a customer write."""

    def at(name: str, otherwise: str) -> str:
        return payload if field == name else otherwise

    rendered = render(
        "Re: {{ subject }} {{ title }}",
        "Hello {{ name }},\n\n> {{ body }}\n\n- {{ title }}\n",
        {
            "subject": at("subject", "Tablet"),
            "name": at("name", "Naledi") + ".",
            "title": at("title", "Sync") + ".",
            "body": at("body", "It does not work") + ".",
        },
    )
    return freeze(
        from_address="support@mez.example",
        from_name=at("name", "Mezzanine"),
        to=["naledi@thaba.example"],
        subject=rendered.subject,
        markdown=rendered.markdown,
        number="MEZ-104213-4",
        date=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        message_id="<mt1.r.k1.a.b@mez.example>",
        keys={"k1": b"k"},
        key_id="k1",
        in_reply_to="<ok@x.example>",
        references=[at("reference", "<r@x.example>"), f"<{at('reference', 'r')}@x.example>"],
        auto_submitted="auto-replied",
        language=at("language", "en"),
        attachments=[File(at("file", "a.txt"), at("type", "text/plain"), payload.encode("utf-8", "replace"))],
    )


@pytest.mark.parametrize("field", FIELDS)
def test_no_payload_adds_a_header_a_recipient_or_a_long_line(field: str) -> None:
    for payload in PAYLOADS:
        data = answer(field, payload)
        assert flaw(data) == "" and data.isascii(), (field, payload)
        parsed = email.message_from_bytes(data, policy=email.policy.SMTP)
        assert isinstance(parsed, EmailMessage)
        assert list(parsed.keys()) == [k for k in parsed if k in CLEAN] and set(parsed.keys()) == CLEAN, (
            field,
            payload,
        )
        assert [a.addr_spec for a in parsed["To"].addresses] == ["naledi@thaba.example"]
        assert [a.addr_spec for a in parsed["From"].addresses] == ["support@mez.example"]
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", str(parsed["Subject"]))
        assert str(parsed["Subject"]).count("[MEZ-104213-4]") == 1
        kinds = [p.get_content_type() for p in parsed.walk()]
        assert kinds[:4] == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html"] and len(kinds) == 5
        for part in parsed.walk():
            assert set(part.keys()) <= CLEAN | {"Content-Disposition", "Content-Transfer-Encoding"}


def test_the_grid_is_not_a_handful() -> None:
    assert len(PAYLOADS) * len(FIELDS) >= 6 * 200


def test_the_server_sees_one_mail_to_the_one_we_meant() -> None:
    sink = SmtpSink()
    sink.start()

    async def send_all() -> list[Result]:
        connection = Connection(Account("127.0.0.1", sink.port, "plain", "", "", timeout=10))
        assert await connection.open() is None
        envelope = Envelope("support@mez.example", ("naledi@thaba.example",))
        results = [
            (await connection.send(envelope, answer(field, payload))).result
            for field in ("subject", "body", "file")
            for payload in PAYLOADS[::3]
        ]
        await connection.close()
        return results

    try:
        results = asyncio.run(send_all())
    finally:
        sink.stop()
    assert set(results) == {Result.SENT}
    assert len(sink.mails) == len(results)
    assert {m.recipients for m in sink.mails} == {("naledi@thaba.example",)}


@pytest.mark.parametrize(
    "payload", [f"naledi@thaba.example{b}{a}" for b in BREAKS for a in (*AFTER, ">", "> RCPT TO:<e@e.example")]
)
def test_an_address_with_more_in_it_reaches_no_server(payload: str) -> None:
    from tests.faults.scripted_smtp import ScriptedSmtp

    async def go() -> tuple[list[str], Result, list[str]]:
        async with ScriptedSmtp() as server:
            connection = Connection(Account("127.0.0.1", server.port, "plain", "", "", timeout=5))
            assert await connection.open() is None
            outcome = await connection.send(Envelope("support@mez.example", (payload,)), b"a: b\r\n\r\nx\r\n")
            await connection.close()
            commands: Any = server.commands
            return [r for _, rs in server.envelopes for r in rs], outcome.result, commands

    recipients, result, commands = asyncio.run(go())
    assert recipients == [] and result is Result.REFUSED
    assert not any("evil" in c or "e.example" in c for c in commands)
