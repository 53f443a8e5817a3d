"""What a person decides about a draft, on a whole desk with its own clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage.model.case import NotAllowed
from mailtriage.model.draft import Draft
from mailtriage.work import cases, outbox, queue
from mailtriage.work.approve import Refused, approve, edit, reject
from mailtriage.work.reading import unanswered
from tests.scenarios.story import THABA, World

FAULT = b"""From: Naledi Mokoena <naledi@thaba.example>\r
To: support@cadents.example\r
Subject: Gateway\r
Message-ID: <1@thaba.example>\r
\r
The gateway crashes since this morning.\r
"""
MORE = (
    FAULT.replace(b"<1@", b"<2@")
    .replace(b"\r\n\r\n", b"\r\nIn-Reply-To: %s\r\n\r\n")
    .replace(b"crashes", b"still hangs")
)


def desk_with_customers(folder: Path, outgoing: str = "on") -> World:
    world = World(folder, datetime(2026, 11, 23, 9, tzinfo=UTC), outgoing=outgoing)
    world.customers(THABA)
    return world


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = desk_with_customers(tmp_path)
    world.arrives(FAULT, "support")
    return world


def draft(world: World) -> Draft:
    found = world.drafts(world.cases[0])
    assert len(found) == 1, found
    return found[0]


def follow_up(world: World) -> None:
    world.arrives(MORE % world.outgoing_rows()[0].message_id.encode(), "support")


def test_an_approved_draft_leaves_ten_seconds_later_as_its_words_stood(world: World) -> None:
    row = approve(world.desk, draft(world).id, "thandi")
    assert row.not_before == world.now + timedelta(seconds=10)
    letter = world.letter(row)
    assert letter["Auto-Submitted"] is None, "a person approved it: it is not automatic (RFC 3834)"
    assert letter["In-Reply-To"] == "<1@thaba.example>"
    assert letter["Subject"].startswith(f"[{world.cases[0]}] ")
    assert not world.drafts(world.cases[0])


def test_the_second_to_decide_is_told_who_was_first(world: World) -> None:
    id = draft(world).id
    approve(world.desk, id, "thandi")
    with pytest.raises(Refused, match=r"draft \d+ was approved by thandi at 2026-11-23 09:00 UTC"):
        reject(world.desk, id, "sipho", "wrong text")
    assert len(world.outgoing_rows()) == 2


def test_words_that_changed_since_they_were_seen_are_not_approved(world: World) -> None:
    seen = draft(world)
    edit(world.desk, seen.id, "sipho", body="Hello,\n\nwe are on it.\n")
    with pytest.raises(Refused, match="has changed since you saw it"):
        approve(world.desk, seen.id, "thandi", digest=seen.digest)


def test_an_edited_draft_leaves_as_edited(world: World) -> None:
    edited = edit(world.desk, draft(world).id, "thandi", body="Hello,\n\nwe **are** on it.\n")
    assert edited.edited
    row = approve(world.desk, edited.id, "thandi", digest=edited.digest)
    plain = world.letter(row).get_body(("plain",))
    assert plain is not None and "we are on it." in plain.get_content()


def test_a_rejected_draft_leaves_nothing_and_keeps_the_reason(world: World) -> None:
    found = reject(world.desk, draft(world).id, "thandi", "wrong category")
    assert (found.state.value, found.decided_why) == ("rejected", "wrong category")
    assert len(world.outgoing_rows()) == 1
    with pytest.raises(Refused):
        approve(world.desk, found.id, "thandi")


def test_an_empty_draft_is_not_approved(world: World) -> None:
    found = edit(world.desk, draft(world).id, "thandi", body="  \n")
    with pytest.raises(Refused, match="is empty"):
        approve(world.desk, found.id, "thandi")


def test_new_mail_sends_a_waiting_draft_back_and_the_old_approval_does_not_fit(world: World) -> None:
    before = draft(world)
    follow_up(world)
    after = draft(world)
    assert after.id != before.id and after.digest != before.digest and after.in_reply_to == "<2@thaba.example>"
    with pytest.raises(Refused, match="a new mail came"):
        approve(world.desk, before.id, "thandi")


def test_new_mail_takes_back_an_approved_answer_that_has_not_left(world: World) -> None:
    row = approve(world.desk, draft(world).id, "thandi")
    follow_up(world)
    states = {r.id: r.state.value for r in world.outgoing_rows()}
    assert states[row.id] == "cancelled"
    again = draft(world)
    assert approve(world.desk, again.id, "thandi").state.value == "queued"


def test_a_machine_does_not_send_a_draft_back(world: World) -> None:
    before = draft(world)
    away = MORE.replace(b"\r\n\r\n", b"\r\nAuto-Submitted: auto-replied\r\n\r\n")
    world.arrives(away % world.outgoing_rows()[0].message_id.encode(), "support")
    assert draft(world).id == before.id


def test_solving_drops_the_drafts_and_stops_the_clock(world: World) -> None:
    cases.solve(world.desk, world.cases[0], "thandi")
    assert world.drafts(world.cases[0]) == []
    world.now += timedelta(days=30)
    from mailtriage.work.tick import tick

    tick(world.desk)
    assert [r.text for r in world.outgoing_rows()] == ["acknowledgement"]


def test_a_closed_case_is_final_for_staff_too(world: World) -> None:
    cases.close(world.desk, world.cases[0], "thandi")
    with pytest.raises(NotAllowed, match="a closed case stays closed"):
        cases.set_values(world.desk, world.cases[0], "thandi", {"state": "assigned"})
    with pytest.raises(Refused, match="is closed; nothing more leaves"):
        cases.reply(world.desk, world.cases[0], "thandi", "hello")


def test_a_reply_by_staff_goes_to_the_participants_in_the_thread(world: World) -> None:
    row = cases.reply(world.desk, world.cases[0], "thandi", "We **found** it.")
    letter = world.letter(row)
    assert [a.address for a in row.recipients] == ["naledi@thaba.example"]
    assert letter["In-Reply-To"] == "<1@thaba.example>" and letter["Auto-Submitted"] is None


def test_a_hand_over_reaches_the_level_with_the_customers_own_words(world: World) -> None:
    case = cases.hand_over(world.desk, world.cases[0], "thandi", "L2")
    row = world.outgoing_rows()[-1]
    plain = world.letter(row).get_body(("plain",))
    assert case.level == "L2" and plain is not None and "crashes since this morning" in plain.get_content()
    assert all(a.address.endswith("cadents.example") for a in row.recipients)
    with pytest.raises(Refused, match="has no level L9"):
        cases.hand_over(world.desk, world.cases[0], "thandi", "L9")


def test_each_step_of_the_ladder_is_taken_once_by_hand(world: World) -> None:
    steps = len(world.desk.programs["cadents"].steps)
    for _ in range(steps):
        cases.escalate(world.desk, world.cases[0], "thandi")
    with pytest.raises(Refused, match="every step of the ladder"):
        cases.escalate(world.desk, world.cases[0], "thandi")


def test_with_outgoing_off_not_a_word_is_queued_to_leave(tmp_path: Path) -> None:
    world = desk_with_customers(tmp_path, outgoing="off")
    world.arrives(FAULT, "support")
    approve(world.desk, draft(world).id, "thandi")
    assert {(r.state.value, r.held_why) for r in world.outgoing_rows()} == {("held", "it was written while outgoing was off")}


def test_the_reason_of_a_draft_stays_what_it_was_however_many_mails_come(world: World) -> None:
    reason = draft(world).words
    for n in range(4):
        world.arrives((MORE % world.outgoing_rows()[0].message_id.encode()).replace(b"<2@", b"<%d@" % (n + 20)), "support")
    assert draft(world).words == f"{reason} (proposed anew: a new mail came)"


def test_a_text_counts_as_sent_when_it_is_queued_and_not_when_it_is_proposed(world: World) -> None:
    number = world.cases[0]
    proposed = draft(world).text
    assert world.case(number).texts_sent == ("acknowledgement",) and world.case(number).texts_proposed == (proposed,)
    reject(world.desk, draft(world).id, "thandi", "wrong text")
    follow_up(world)
    assert world.drafts(number) == [], "the same text is never proposed twice"
    assert world.case(number).texts_sent == ("acknowledgement",)


def test_an_approved_text_counts_as_sent(world: World) -> None:
    id, text = draft(world).id, draft(world).text
    approve(world.desk, id, "thandi")
    assert world.case(world.cases[0]).texts_sent == ("acknowledgement", text)


@pytest.mark.parametrize("taken_back", [
    lambda world, id: queue.undo(world.desk, id, "thandi"),
    lambda world, id: outbox.cancel(world.desk, world.outgoing_rows()[-1].id, "thandi"),
], ids=["the approval is undone", "the mail is cancelled"])
def test_what_was_taken_back_before_it_left_counts_as_neither_sent_nor_asked(
    world: World, taken_back: Callable[[World, int], object]
) -> None:
    number, asking = world.cases[0], draft(world)
    before = world.case(number)
    approve(world.desk, asking.id, "thandi")
    after = world.case(number)
    assert asking.text in after.texts_sent and asking.asks and set(asking.asks) <= set(after.asked)
    taken_back(world, asking.id)
    again = world.case(number)
    assert (again.texts_sent, again.asked, again.questions) == (before.texts_sent, before.asked, before.questions)


def test_after_an_undo_all_that_was_not_answered_is_shown_again(world: World) -> None:
    follow_up(world)
    case, asking = world.case(world.cases[0]), next(d for d in world.drafts(world.cases[0]) if d.queue)
    with world.desk.store.view() as view:
        before = unanswered(view, case)
    assert len(before) == 2
    approve(world.desk, asking.id, "thandi")
    queue.undo(world.desk, asking.id, "thandi")
    with world.desk.store.view() as view:
        assert unanswered(view, case) == before


def test_what_another_mail_asked_stays_asked_when_one_is_taken_back(world: World) -> None:
    asking = draft(world)
    approve(world.desk, asking.id, "thandi")
    with world.desk.store.unit() as unit:
        twin = unit.add(replace(asking, id=0, text="trace-guide", asks=asking.asks[:1]))
    approve(world.desk, twin.id, "thandi")
    queue.undo(world.desk, asking.id, "thandi")
    case = world.case(world.cases[0])
    assert case.asked == case.questions == asking.asks[:1] and "trace-guide" in case.texts_sent
