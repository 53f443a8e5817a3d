"""What the desk owes: whoever wrote last and has no answer on its way stands in a list, whatever became of a draft."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from mailtriage.model.case import Case
from mailtriage.model.clock import Clock, ClockState
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.work import cases
from mailtriage.work.approve import approve, reject
from mailtriage.work.owed import owing
from mailtriage.work.reading import unanswered
from mailtriage.work.regroup import merge
from tests.desk.office import Office, form


def owed(office: Office) -> list[str]:
    found = owing(office.desk, 5)
    assert not found.behind
    return sorted(o.number for o in found.values)


def rejected(office: Office, **mail: str) -> str:
    """A case whose drafts a person rejected."""
    number = office.mail(**mail)
    for draft in office.waiting():
        if draft.case == number:
            reject(office.desk, draft.id, "thandi", "wrong text")
    return number


def test_the_queue_without_drafts_says_who_waits_and_the_list_shows_them(office: Office) -> None:
    number, thandi = rejected(office), office.sign_in("thandi")
    page = thandi.get("/").text
    assert "everything is answered" not in page and "Nothing waits for a person" not in page
    assert "1 unanswered without a draft" in page and "1 open case</a>" in page
    page = thandi.get("/unanswered").text
    assert "1 unanswered" in page and f'href="/cases/{number}"' in page and "due in" in page
    assert "rejected by thandi: wrong text" in page, "whoever goes on reads why"
    assert "1 unanswered" in thandi.get("/queue").text
    assert "0 unanswered" in office.sign_in("sipho", programs=("other",)).get("/unanswered").text


def test_a_draft_that_waits_or_an_answer_on_its_way_is_enough_and_an_acknowledgement_is_not(office: Office) -> None:
    number = office.mail()
    assert any(r.purpose == "acknowledgement" for r in office.world.outgoing_rows()) and owed(office) == []
    first, *others = office.waiting()
    for draft in others:
        reject(office.desk, draft.id, "thandi", "other")
    approve(office.desk, first.id, "thandi")
    assert owed(office) == [] and "answered</td>" in office.sign_in("thandi").get("/cases").text
    assert "0 unanswered without" in office.sign_in("thandi").get("/").text
    assert "Every open case has an answer of ours" in office.sign_in("thandi").get("/").text
    office.passes(minutes=5)
    thandi = office.sign_in("thandi")
    row = next(r for r in office.world.outgoing_rows() if r.draft)
    from mailtriage.work import outbox

    outbox.cancel(office.desk, row.id, "thandi", "wrong")
    assert owed(office) == [number]
    assert "unanswered</b>" in thandi.get("/cases").text


def test_a_case_leaves_the_list_by_a_reply_and_by_waiting_and_comes_back_with_the_next_word(office: Office) -> None:
    one, two = rejected(office), rejected(office)
    assert owed(office) == [one, two]
    cases.reply(office.desk, one, "thandi", "We look at it.")
    cases.note(office.desk, two, "thandi", "I called them")
    assert owed(office) == [two]
    cases.set_values(office.desk, two, "thandi", {"state": "waiting"})
    assert owed(office) == []
    office.passes(minutes=1)
    token = next(r for r in office.world.outgoing_rows() if r.case == one and r.purpose == "reply").message_id
    office.world.arrives(f"From: c1@s1.example\r\nTo: support@cadents.example\r\nMessage-ID: <again@s1.example>\r\n"
                         f"In-Reply-To: {token}\r\nSubject: Re: x\r\n\r\nIt still does not work.\r\n".encode(), "support")
    for draft in office.waiting():
        reject(office.desk, draft.id, "thandi", "other")
    assert owed(office) == [one]


def test_what_was_not_answered_on_a_merged_case_is_owed_where_it_goes_on(office: Office) -> None:
    old, new = (rejected(office, sender="ann@one.example", text=f"The {what} is broken.") for what in ("door", "lamp"))
    cases.reply(office.desk, new, "thandi", "The lamp is on its way.")
    office.passes(minutes=1)
    assert owed(office) == [old]
    merge(office.desk, old, new, "thandi")
    assert owed(office) == [new], "an answer before the merge was none to its words"
    with office.desk.store.view() as view:
        case = view.one(Case, "number", new)
        assert case is not None
        assert [(m.case, m.snippet) for m in unanswered(view, case)] == [(old, "The door is broken.")]
    office.passes(minutes=1)
    cases.reply(office.desk, new, "thandi", "And so is the door.")
    assert owed(office) == []


def test_an_answer_given_before_the_merge_is_not_owed_again(office: Office) -> None:
    old, new = rejected(office, sender="ann@one.example"), rejected(office, sender="ann@one.example")
    for number in (old, new):
        cases.reply(office.desk, number, "thandi", "It is done.")
    with office.desk.store.unit() as unit:
        for row in unit.find(Outgoing, "state", OutState.QUEUED.value):
            unit.put(replace(row, state=OutState.SENT))     # what has not left is taken back by the merge
    merge(office.desk, old, new, "thandi")
    assert owed(office) == []


def test_what_came_by_telephone_waits_for_an_answer_too(office: Office) -> None:
    case = cases.open_by_hand(office.desk, "support", "thandi", subject="Down", sender="a@b.example",
                              text="She says it is down", channel="telephone")
    assert owed(office) == [case.number]
    cases.reply(office.desk, case.number, "thandi", "We look at it.")
    assert owed(office) == []


def test_a_missed_clock_stands_first_and_says_so_in_words_there_and_in_the_list_of_cases(office: Office) -> None:
    later, missed = rejected(office), rejected(office)
    with office.desk.store.unit() as unit:
        for clock in unit.find(Clock, "case", missed):
            unit.put(replace(clock, state=ClockState.MISSED, due=office.world.now - timedelta(hours=2)))
    thandi = office.sign_in("thandi")
    page = thandi.get("/unanswered").text
    assert page.index(missed) < page.index(later) and "missed 2 h ago" in page and "due in" in page
    page = thandi.get("/cases").text
    assert "missed 2 h ago" in page and re.search(r"due in \d+", page)


def test_only_mine_are_those_that_are_with_me(office: Office) -> None:
    one, two, thandi = rejected(office), rejected(office), office.sign_in("thandi")
    cases.assign(office.desk, one, "thandi", "thandi")
    page = thandi.get("/unanswered?mine=1").text
    assert one in page and two not in page


def test_a_draft_to_our_own_staff_is_no_answer_to_the_customer(office: Office) -> None:
    office.mail()
    with office.desk.store.unit() as unit:
        for draft in unit.find(Draft, "state", "proposed"):
            unit.put(replace(draft, purpose="hand-over"))
    assert len(owed(office)) == 1 and office.waiting()[0].state is DraftState.PROPOSED


def test_a_look_takes_no_longer_than_it_may_and_says_what_is_left(office: Office) -> None:
    rejected(office)
    found = owing(office.desk, 0)
    assert (found.values, found.behind) == ((), 1)
    thandi = office.sign_in("thandi")
    assert form(thandi) and len(owed(office)) == 1
