"""Attack 18, Message-ID games: (a) another mail under a known Message-ID is recorded, not swallowed: 2 of 2; (b) one mail by
several routes counts once: 1 case, 1 answer; (c) References with 10,000 ids: under 50 ms; (d) our own id from a stranger
gives no identity. FIELD.md part 4: no Message-ID, the same id with other bodies, the same mail in two mailboxes."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.intake.parse import parse
from mailtriage.work.facts import candidates_of
from tests.scenarios.story import World

HEAD = "From: Naledi <naledi@thaba.example>\r\nTo: support@cadents.example, easupport@cadents.example\r\n"
DATE = "Date: Mon, 23 Nov 2026 10:00:00 +0200\r\n"
ID = "Message-ID: <1@thaba.example>\r\n"
TEXT = "The gateway crashes since noon.\r\nPlease help.\r\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))


def mail(text: str = TEXT, subject: str = "Gateway", headers: str = ID + DATE, above: str = "") -> bytes:
    return f"{above}{HEAD}Subject: {subject}\r\n{headers}\r\n{text}".encode()


def answers(world: World) -> int:
    return sum(r.text == "acknowledgement" for r in world.outgoing_rows())


@pytest.mark.parametrize(
    "other",
    [
        mail("Please pay invoice 7 to this account.\r\n"),
        mail(TEXT + "And the printer is on fire.\r\n"),
        mail(subject="Printer"),
        mail(headers=ID + DATE.replace("10:00", "11:00"), text="It is worse now.\r\n"),
        mail().replace(b"naledi@", b"sipho@"),
    ],
)
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_another_mail_under_the_same_message_id_is_recorded(world: World, other: bytes, order: tuple[int, int]) -> None:
    mails = (mail(), other)
    rows = [world.arrives(mails[i], "support") for i in order]
    assert [r.outcome.value for r in rows] != ["new-case", "duplicate"]
    assert len({r.sha256 for r in rows}) == 2 and all(r.case for r in rows)


def test_one_mail_by_every_route_is_one_case_with_one_answer(world: World) -> None:
    footer = "\r\n_______________________________________________\r\nstaff mailing list\r\nstaff@lists.thaba.example\r\n"
    banner = "CAUTION: This email originated from outside of the organisation.\r\n\r\n"
    routes = [
        (mail(), "support"),
        (mail(above="Received: by b\r\nDelivered-To: easupport@cadents.example\r\n"), "easupport"),
        (mail(above="Received: by c\r\n"), "support"),
        (mail(TEXT + footer, "[staff] Gateway"), "support"),
        (mail(banner + TEXT), "easupport"),
        (mail(TEXT.replace("\r\n", " \r\n"), "Gateway"), "easupport"),
        (mail(above="X-Spam: no\r\n", subject="***SPAM*** Gateway"), "support"),
    ]
    rows = [world.arrives(raw, box) for raw, box in routes]
    assert [r.outcome.value for r in rows] == ["new-case"] + ["duplicate"] * 6
    assert len({r.case for r in rows}) == 1 and answers(world) == 1
    print(f"attack 18 b: {len(routes)} routes, {len(world.cases)} case, {answers(world)} answer")


def test_in_any_order_the_routes_are_one_case(tmp_path: Path) -> None:
    copies = [
        (mail(), "support"),
        (mail(TEXT + "\r\n-- \r\nThis mail is confidential.\r\n", "[EXTERNAL] Gateway"), "easupport"),
        (mail("WARNING: external sender\r\n" + TEXT), "support"),
    ]
    for n, order in enumerate(itertools.permutations(range(3))):
        (tmp_path / str(n)).mkdir()
        world = World(tmp_path / str(n), datetime(2026, 11, 23, 9, tzinfo=UTC))
        for i in order:
            world.arrives(*copies[i])
        # A copy with a banner and one with a footer differ twice: seen only against the plain one they are the same.
        assert answers(world) <= (1 if order[0] == 0 or order[1] == 0 else 2), order
        world.desk.close()


def test_a_mail_without_a_message_id_opens_a_case_and_its_copy_does_not(world: World) -> None:
    bare = mail(headers=DATE)
    assert world.arrives(bare, "support").outcome.value == "new-case"
    assert world.arrives(bare, "support").outcome.value == "duplicate"
    assert world.arrives(b"Received: by b\r\n" + bare, "easupport").outcome.value == "duplicate"
    assert world.arrives(mail("Another matter.\r\n", headers=DATE), "support").outcome.value == "new-case"
    assert answers(world) == 2


def test_ten_thousand_references_cost_less_than_50_ms_and_the_nearest_is_found(world: World) -> None:
    number = world.arrives(mail(), "support").case
    ours = world.outgoing_rows()[0].message_id
    ids = [f"<{n:05}@elsewhere.example>" for n in range(10_000)]
    best = []
    for at in (0, 5_000, 10_000):
        folded = "\r\n ".join([*ids[:at], ours, *ids[at:]])
        raw = mail(headers=f"Message-ID: <r{at}@thaba.example>\r\nReferences: {folded}\r\n", text=f"More {at}.\r\n")
        took = []
        for _ in range(3):
            start = time.process_time()
            found = parse(raw)
            with world.desk.store.view() as view:
                candidates = candidates_of(view, world.desk, found)
            took.append((time.process_time() - start) * 1000)
        best.append(min(took))
        assert len(found.references) <= 100
        if at == 10_000:
            assert [c.case.number for c in candidates] == [number]
        assert world.arrives(raw, "support").case
    print(f"attack 18 c: 10,000 ids in {max(best):.1f} ms")
    assert max(best) < 50


def test_our_own_id_from_a_stranger_gives_no_identity(world: World) -> None:
    number = world.arrives(mail(), "support").case
    ours = world.outgoing_rows()[0].message_id
    forms = [f"In-Reply-To: {ours}\r\n", f"References: {ours}\r\n", f"In-Reply-To: {ours.upper()}\r\nReferences: {ours}\r\n"]
    for n, thread in enumerate(forms):
        raw = mail(f"I am Naledi, number {n}.\r\n", f"Re: [{number}] Gateway", f"Message-ID: <e{n}@evil.example>\r\n{thread}")
        row = world.arrives(raw.replace(b"naledi@thaba", b"eve@evil"), "support")
        assert row.outcome.value == "new-case" and world.case(row.case).links == (f"claims:{number}",)
        assert world.case(row.case).customer == "" and world.case(number).participants == ("naledi@thaba.example",)
    replayed = world.arrives(mail("x\r\n", headers=f"Message-ID: {ours}\r\n").replace(b"naledi@thaba", b"eve@evil"), "support")
    assert (replayed.outcome.value, replayed.case) == ("loop", "")
