"""Another text for a draft, and another category or priority: written anew, the old one ended, and everybody told."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailtriage.model.autonomy import Standing
from mailtriage.model.case import Event
from mailtriage.model.draft import Draft, DraftState
from mailtriage.work.another import change, choose
from mailtriage.work.approve import Refused, approve, edit
from mailtriage.work.cases import close
from mailtriage.work.written import offers
from tests.desk.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.mail()
    return office


def one(office: Office, text: str = "password-reset") -> Draft:
    return next(d for d in office.waiting() if d.text == text)


def events(office: Office, case: str) -> list[Event]:
    with office.desk.store.view() as view:
        return view.find(Event, "case", case)


def test_what_is_offered_is_for_customers_in_words_of_this_case(office: Office) -> None:
    with office.desk.store.view() as view:
        found = {o.id: o for o in offers(view, office.desk, one(office))}
    assert one(office).case in found["documentation"].first and not found["documentation"].lacks
    assert not {"password-reset", "hand-over", "escalation-first-response", "acknowledgement", "closed-number", "incident"} & {*found}


def test_another_text_waits_in_place_of_the_old_one_under_a_digest_of_its_own(office: Office) -> None:
    old = one(office)
    new = choose(office.desk, old.id, "thandi", "documentation")
    before = office.draft(old.id)
    assert (before.state, before.decided_by) == (DraftState.SUPERSEDED, "thandi")
    assert (new.text, new.replaces, new.state, new.to) == ("documentation", old.id, DraftState.PROPOSED, old.to)
    assert new.in_reply_to == old.in_reply_to and new.digest != old.digest and old.case in new.body
    said = events(office, old.case)[-1]
    assert said.actor == "thandi" and said.text.startswith(f"draft {old.id} (password-reset) is proposed anew as {new.id} (documentation)")
    row = approve(office.desk, new.id, "thandi", digest=new.digest)
    assert row.text == "documentation" and b"documentation" in office.desk.raw.get(row.raw)


def test_who_is_second_is_told_and_nothing_that_does_not_fit_is_chosen(office: Office) -> None:
    old = one(office)
    for text, why in (("no-such", "has no text"), ("password-reset", "already"), ("hand-over", "next level"),
                      ("incident", "linked to no such"), ("acknowledgement", "with the mail")):
        with pytest.raises(Refused, match=why):
            choose(office.desk, old.id, "thandi", text)
    choose(office.desk, old.id, "thandi", "documentation")
    with pytest.raises(Refused, match="superseded by thandi"):
        choose(office.desk, old.id, "sipho", "documentation")


def test_another_category_leads_to_its_answer_and_type_follows(office: Office) -> None:
    old = one(office)
    new = change(office.desk, old.id, "thandi", {"category": "documentation", "priority": ""})
    case = office.world.case(old.case)
    assert (new.text, new.replaces) == ("documentation", old.id)
    assert (case.category, case.type) == ("documentation", "question") and "documentation" in case.texts_proposed
    kinds = [(e.kind, e.actor) for e in events(office, old.case)[-2:]]
    assert kinds == [("set", "thandi"), ("draft", "thandi")]


def test_the_priority_of_the_old_category_goes_with_it_and_one_of_its_own_stays(office: Office) -> None:
    number = office.mail(text="The gateway crashes since this morning.", subject="Gateway")
    draft = next(d for d in office.waiting() if d.case == number)
    assert office.world.case(number).priority == "P3"
    draft = change(office.desk, draft.id, "thandi", {"category": "documentation"})
    assert office.world.case(number).priority == "P4"
    draft = change(office.desk, draft.id, "thandi", {"priority": "P1"})
    change(office.desk, draft.id, "thandi", {"category": "software-fault"})
    assert office.world.case(number).priority == "P1"


def test_edited_words_stay_unless_another_text_is_wanted(office: Office) -> None:
    mine = edit(office.desk, one(office).id, "thandi", body="My words")
    same = change(office.desk, mine.id, "thandi", {"priority": "P1"})
    assert (same.id, same.body) == (mine.id, "My words") and office.world.case(mine.case).priority == "P1"
    new = choose(office.desk, mine.id, "thandi", "documentation")
    assert "My words" not in new.body and not new.edited and office.draft(mine.id).body == "My words"


def test_a_change_of_nothing_and_of_what_is_not_known_is_refused(office: Office) -> None:
    old = one(office)
    with pytest.raises(Refused, match="already"):
        change(office.desk, old.id, "thandi", {"category": office.world.case(old.case).category})
    with pytest.raises(Refused, match="has no category"):
        change(office.desk, old.id, "thandi", {"category": "no-such"})
    close(office.desk, old.case, "sipho")
    with pytest.raises(Refused, match="superseded"):
        change(office.desk, old.id, "thandi", {"priority": "P1"})


def test_another_text_speaks_against_what_the_first_had_earned(office: Office) -> None:
    office.mail(subject="A question", text="Where can I find the manual for the network module?")
    old = one(office, "documentation")
    assert old.earns
    new = choose(office.desk, old.id, "thandi", "how-to")
    assert not new.earns
    with office.desk.store.view() as view:
        standing = view.one(Standing, "key", old.earns.rpartition(" ")[0])
    assert standing is not None and (standing.decided, standing.unedited) == (1, 0)


def test_the_command_line_has_the_same_verbs(office: Office) -> None:
    old = one(office)
    assert "documentation" in office.world.command(f"draft texts {old.id}")
    assert "waits in place of" in office.world.command(f"draft choose {old.id} documentation --as thandi")
    new = one(office, "documentation")
    assert "stay as they are" in office.world.command(f"draft set {new.id} --priority P1 --as thandi")
    assert "sipho is asked" in office.world.command(f"draft ask {new.id} sipho --question Right? --as thandi")
    assert "put off" in office.world.command(f"draft snooze {new.id} --hours 2 --as thandi")
    office.world.command(f"draft approve {new.id} --as thandi")
    assert "undone" in office.world.command(f"draft undo {new.id} --as thandi")
