"""An answer typed inside our text is what is new in the mail: on the case, in triage and in what staff read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.intake.parse import parse
from mailtriage.model.case import CaseMail, Direction
from mailtriage.work.reading import read, unanswered
from tests.scenarios.story import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))


def mail(n: int, text: str, extra: str = "") -> bytes:
    return (
        f"From: Ann Ames <ann@customer.example>\r\nTo: support@cadents.example\r\nSubject: {'Re: ' if extra else ''}Gateway crashes\r\n"
        f"Message-ID: <{n}@customer.example>\r\n{extra}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


def answer(world: World, number: str, edit: tuple[str, str], marked: bool) -> bytes:
    (acknowledged,) = world.outgoing_rows()[-1:]
    ours = parse(world.desk.raw.get(acknowledged.raw)).text
    lines = [f"> {line}" if marked else line for line in ours.split("\n")]
    quote = "\n".join(lines).replace(*edit)
    head = "On Mon, 23 Nov 2026 at 09:00, Support <support@cadents.example> wrote:" if marked else (
        "From: Support <support@cadents.example>\nSent: Monday\nTo: Ann\nSubject: Gateway crashes")
    text = f"See below.\n\n{head}\n\n{quote}".replace("\n", "\r\n")
    return mail(2, text, f"In-Reply-To: {acknowledged.message_id}\r\nReferences: {acknowledged.message_id}\r\n")


@pytest.mark.parametrize("marked", [True, False])
def test_an_answer_inside_our_text_reaches_the_case_and_the_staff(world: World, marked: bool) -> None:
    row = world.arrives(mail(1, "The gateway crashes every night."), "support")
    (acknowledged,) = world.outgoing_rows()
    ours = parse(world.desk.raw.get(acknowledged.raw)).text
    line = next(line for line in ours.split("\n") if len(line.split()) > 5)
    said = "The serial number is 4711-X, and it is in Oslo."
    raw = answer(world, row.case, (line, f"{line}\n{'> ' if marked else ''}{said}"), marked)
    assert said not in parse(raw).reply_text, "without the store the marks decide"
    done = world.arrives(raw, "support")
    assert done.case == row.case
    with world.desk.store.view() as view:
        (came,) = unanswered(view, world.case(row.case), 1)
    assert said in came.snippet
    new = read(world.desk, came).new
    assert said in new and "See below." in new and line not in new


def test_a_mail_that_answers_nothing_of_ours_is_read_by_its_marks(world: World) -> None:
    world.arrives(mail(1, "The gateway crashes every night."), "support")
    row = world.arrives(mail(3, "It fails.\r\n\r\n> older words of somebody else", "In-Reply-To: <x@elsewhere.example>\r\n"), "support")
    with world.desk.store.view() as view:
        (came,) = [m for m in view.find(CaseMail, "case", row.case) if m.direction is Direction.IN]
    assert came.snippet == "It fails."


def test_a_mail_that_is_only_a_quote_is_still_read_by_the_rules(world: World) -> None:
    row = world.arrives(mail(1, "> The gateway crashes every night."), "support")
    assert parse(mail(1, "> x")).said == "> x"
    assert world.case(row.case).category
