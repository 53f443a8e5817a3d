"""Attack 19: headers a sender can write and a desk might obey (RT deletes RT-Squelch-Replies-To from what comes in; RT
CVE-2012-4735): no privilege, no other case, no receipt, no other recipient, no silence for anybody but the sender."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.scenarios.story import World

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
HEADERS = (
    "X-Mailtriage-Case: {case}", "X-Mailtriage-Trusted: yes", "X-Mailtriage-Kind: staff-command", "X-Mailtriage-Loop: {mark}",
    "X-Mailtriage-Customer: Thaba Foods", "X-Mailtriage-Priority: 1", "RT-Squelch-Replies-To: support@cadents.example",
    "RT-Ticket: {case}", "RT-Control: Queue: General", "X-RT-Loop-Prevention: cadents.example", "X-RT-Interface: Email",
    "X-OTRS-Queue: Raw", "X-OTRS-Priority: 5 very high", "X-OTRS-FollowUp-State: closed", "X-OTRS-Loop: true",
    "X-Zammad-Trusted: true", "X-Zammad-Ticket-Owner: kari", "X-Znuny-DynamicField-X: y", "X-osTicket-Priority: emergency",
    "X-FreeScout-Mail-Type: user.notification", "X-Priority: 1", "Importance: high", "Priority: urgent", "X-MSMail-Priority: High",
    "Return-Receipt-To: eve@evil.example", "Disposition-Notification-To: eve@evil.example",
    "X-Confirm-Reading-To: eve@evil.example", "Generate-Delivery-Report: yes", "Reply-To: victim@elsewhere.example",
    "Errors-To: victim@elsewhere.example", "X-Envelope-To: victim@elsewhere.example", "Resent-From: kari@cadents.example",
    "Sender: kari@cadents.example", "X-Original-Sender: kari@cadents.example", "X-Forwarded-For: kari@cadents.example",
    "On-Behalf-Of: kari@cadents.example", "List-Unsubscribe: <mailto:victim@elsewhere.example>",
    "Approved: secret", "Control: cancel <x@y.example>", "Supersedes: {ours}", "X-Spam-Flag: NO", "X-Trusted: yes",
)


def desk(tmp_path: Path) -> World:
    """A desk with one case of somebody else."""
    world = World(tmp_path, START)
    world.arrives(b"From: naledi@thaba.example\r\nSubject: Gateway\r\nMessage-ID: <1@thaba.example>\r\n\r\nIt crashes.\r\n", "support")
    return world


def stranger(n: int, *headers: str) -> bytes:
    more = "".join(f"{header}\r\n" for header in headers)
    return (f"From: eve@evil.example\r\nTo: support@cadents.example\r\nSubject: Question {n}\r\nMessage-ID: <{n}@evil.example>\r\n"
            f"{more}\r\nHow do we configure the {'abcdefghij'[n % 10]} port, please?\r\n").encode()


def outcome(world: World, raw: bytes) -> tuple[object, ...]:
    """What became of a mail, but for numbers, ids and times; and to whom anything left."""
    before = len(world.outgoing_rows())
    row = world.arrives(raw, "support")
    case = world.case(row.case)
    new = world.outgoing_rows()[before:]
    told = [(r.text, r.purpose, r.state.value, tuple(a.address for a in r.recipients)) for r in new]
    return (row.outcome.value, case.participants, case.links, case.customer, case.entitlement.verdict, case.priority, case.type,
            case.category, case.level, case.team, case.assignee, case.state.value, case.fields, told)


def fill(world: World, header: str) -> str:
    ours = world.outgoing_rows()[0]
    mark = re.search(rb"(?im)^X-Mailtriage-Loop: (\S+)", world.desk.raw.get(ours.raw))
    assert mark is not None
    return header.format(case=world.cases[0], ours=ours.message_id, mark=f"{mark[1].decode()} <other@desk.example>")


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_that_a_sender_can_write_commands_nothing(tmp_path: Path, header: str) -> None:
    for name in ("with", "without"):
        (tmp_path / name).mkdir()
    commanded, plain = desk(tmp_path / "with"), desk(tmp_path / "without")
    theirs = outcome(commanded, stranger(1, fill(commanded, header)))
    assert theirs == outcome(plain, stranger(1))
    assert theirs[-1] == [("acknowledgement", "acknowledgement", "queued", ("eve@evil.example",))]
    left = commanded.desk.raw.get(commanded.outgoing_rows()[-1].raw)
    for word in (b"victim@", b"kari@", b"Disposition-Notification-To", b"Return-Receipt-To", b"naledi", b"Thaba"):
        assert word not in left
    assert commanded.case(commanded.cases[0]) == plain.case(plain.cases[0]), "somebody else's case was touched"


def test_all_of_them_together_command_nothing(tmp_path: Path) -> None:
    for name in ("with", "without"):
        (tmp_path / name).mkdir()
    commanded, plain = desk(tmp_path / "with"), desk(tmp_path / "without")
    headers = [fill(commanded, header) for header in HEADERS]
    for n, cut in enumerate((headers[i : i + 10] for i in range(0, len(headers), 10)), 1):
        words = stranger(n).replace(b"please", b"please " + b"now " * n)
        theirs = outcome(commanded, stranger(n, *cut).replace(b"please", b"please " + b"now " * n))
        assert theirs == outcome(plain, words)


def test_a_mark_made_for_another_mail_neither_silences_nor_opens_anything(tmp_path: Path) -> None:
    """Our keyed mark is for the mail it names: who copies the whole of it silences his own mail alone."""
    world = desk(tmp_path)
    whole = re.search(rb"(?im)^X-Mailtriage-Loop: ([^\r\n]+(?:\r\n[ \t][^\r\n]+)*)", world.desk.raw.get(world.outgoing_rows()[0].raw))
    assert whole is not None
    row = world.arrives(stranger(1, f"X-Mailtriage-Loop: {' '.join(whole[1].decode().split())}"), "support")
    assert row.outcome.value == "loop" and len(world.cases) == 1 and len(world.outgoing_rows()) == 1
    assert world.arrives(stranger(2), "support").outcome.value == "new-case", "the sender was silenced for good"
