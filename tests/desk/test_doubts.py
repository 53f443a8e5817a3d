"""What stands over a draft and under Why is what is so today, and the list says which drafts want a second look."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from mailtriage.desk.amber import marks
from mailtriage.model.case import CaseMail, Entitlement, Verdict
from mailtriage.model.draft import Draft
from mailtriage.model.register import Contact, Customer
from mailtriage.staff.around import look_twice
from mailtriage.work.another import choose
from mailtriage.work.approve import edit
from mailtriage.work.written import propose
from tests.desk.letters import letter
from tests.desk.office import NOW, Office, form
from tests.scenarios.story import THABA, World

NALEDI = "naledi@thaba.example"


@pytest.fixture
def office(office: Office) -> Office:
    office.world.customers(THABA)
    return office


def waiting(office: Office, case: str) -> Draft:
    return next(d for d in office.waiting() if d.case == case)


def contract_ends(office: Office) -> None:
    with office.desk.store.unit() as unit:
        customer = unit.one(Customer, "key", "cadents/Thaba Health")
        assert customer is not None
        unit.put(replace(customer, valid_to=date(2026, 10, 1)))


def test_a_badge_that_an_amber_line_doubts_is_not_green(office: Office) -> None:
    number, thandi = office.mail(NALEDI), office.sign_in("thandi")
    with office.desk.store.unit() as unit:
        unit.put(replace(office.world.case(number), entitlement=Entitlement(Verdict.ENTITLED)))
    path = f"/drafts/{waiting(office, number).id}"
    contract_ends(office)
    page = thandi.get(path).text
    assert '<span class="entitled expired"' in page and "<s>entitled</s> ended 2026-10-" in page
    assert "when it was decided: " in page.partition("<h3>Why")[2]
    with office.desk.store.unit() as unit:
        contact = unit.one(Contact, "key", f"cadents/{NALEDI}")
        assert contact is not None
        unit.add(Customer("cadents", "Umoja Clinics"))
        unit.put(replace(contact, customer="Umoja Clinics"))
    page = thandi.get(path).text
    assert "entitled, as Umoja Clinics" in page and '<span class="customer unsure">Thaba Health?' in page
    assert 'class="entitled entitled"' not in page


def test_why_says_what_is_now_and_who_changed_it(office: Office) -> None:
    number, thandi = office.mail(NALEDI), office.sign_in("thandi")
    draft = waiting(office, number)
    answer = thandi.post(f"/drafts/{draft.id}/change", data=form(thandi, category="documentation", priority="P2"))
    why = thandi.get(answer.headers["location"]).text.partition("<h3>Why")[2]
    assert "documentation: set by Thandi, was login" in why and "P2: set by Thandi, was P4" in why
    assert why.index("set by Thandi") < why.index("when it was decided: login on ")


def test_the_same_category_offers_to_check_the_contract_today_and_writes_the_draft_anew(office: Office) -> None:
    number, thandi = office.mail(NALEDI), office.sign_in("thandi")
    case, draft = office.world.case(number), waiting(office, number)
    edit(office.desk, draft.id, "thandi", body=f"My words on {number}.\n")
    contract_ends(office)
    path = f"/drafts/{draft.id}/change"
    page = thandi.post(path, data=form(thandi, category=case.category, priority=case.priority)).text
    assert "already: nothing was done" in page and 'name="check" value="yes"' in page
    answer = thandi.post(path, data=form(thandi, check="yes"))
    again = office.draft(int(answer.headers["location"].rpartition("/")[2]))
    assert again.body == draft.body and again.replaces == draft.id
    assert office.world.case(number).entitlement.register == "expired" != case.entitlement.register
    assert "checked again by Thandi" in thandi.get(answer.headers["location"]).text


def test_a_text_that_is_chosen_has_the_article_of_the_known_problem_that_names_it(office: Office) -> None:
    draft = waiting(office, office.mail(NALEDI))
    assert office.world.case(draft.case).known_problem is None
    chosen = choose(office.desk, draft.id, "thandi", "known-port-in-use")
    assert "More about it: https://www.cadents.example/docs/known-problems/" in chosen.body


def test_a_draft_written_anew_keeps_its_place_among_those_as_urgent(office: Office) -> None:
    first, second = (waiting(office, office.mail(NALEDI, subject=s)) for s in ("One", "Two"))
    assert first.due == second.due
    thandi = office.sign_in("thandi")
    choose(office.desk, first.id, "thandi", "documentation")
    page = thandi.get("/queue").text
    assert page.index(first.case) < page.index(second.case)


def test_a_card_says_that_its_draft_wants_a_second_look_and_of_files(office: Office) -> None:
    number = office.world.arrives(letter(files=(('filename="log 1.txt"', b"x" * 1234),), sender=NALEDI), "support").case
    thandi, draft = office.sign_in("thandi"), waiting(office, number)
    page = thandi.get(f"/drafts/{draft.id}").text
    assert "look twice</span>" not in page and 'title="log 1.txt">1 file<' in page
    edit(office.desk, draft.id, "thandi", body=f"{number}: you have the Recorder 3.1")
    assert 'title="Look twice: nobody wrote 3.1' in thandi.get("/queue").text
    office.passes(minutes=1)
    office.world.arrives(letter(text="More words", sender=NALEDI, subject=f"Re: [{number}] Locked out", id="h2"), "support")
    page = thandi.get(f"/drafts/{waiting(office, number).id}").text
    assert "More words" in page and "log 1.txt <small>1.2 kB</small>" in page, "a file of the mail before"


def test_what_there_was_no_time_for_is_behind_and_asked_for_again(office: Office) -> None:
    draft = waiting(office, office.mail(NALEDI))
    edit(office.desk, draft.id, "thandi", body=f"{draft.case}: you have the Recorder 3.1")
    with office.desk.store.view() as view:
        row = (office.draft(draft.id), office.world.case(draft.case), view.find(CaseMail, "case", draft.case)[0])
        assert (marks(view, office.desk, [row], 0).behind, marks(view, office.desk, [row], 0).lines) == (1, {})
        assert draft.id in marks(view, office.desk, [row]).lines
        assert marks(view, office.desk, [row], 0).behind == 0


def test_a_text_that_has_nothing_to_ask_is_not_proposed_and_who_chooses_it_is_warned(tmp_path: Path) -> None:
    world = World(tmp_path, NOW, edits=(("rules/cadents/categories.toml", 'checklist = "login"\n', ""),))
    raw = (f"From: Ann <{NALEDI}>\r\nTo: support@cadents.example\r\nMessage-ID: <1@thaba.example>\r\nSubject: Log in\r\n\r\n"
           "I can't log in since this morning, my colleague can.\r\n")
    world.customers(THABA)
    number = world.arrives(raw.encode(), "support").case
    assert not world.drafts(number)
    chosen = propose(world.desk, number, "thandi", "fault-questions")
    with world.desk.store.view() as view:
        told = look_twice(view, world.desk, world.case(chosen.case), chosen, None)
    assert "it asks nothing: fault-questions is there to ask, and no question stands in it" in told


def test_a_case_says_what_is_doubted_of_it_as_its_draft_does(office: Office) -> None:
    thandi, number = office.sign_in("thandi"), office.mail(NALEDI)
    with office.desk.store.unit() as unit:
        unit.put(replace(office.world.case(number), entitlement=Entitlement(Verdict.ENTITLED, "gold", "at that time")))
    assert 'class="danger"' not in thandi.get(f"/cases/{number}").text
    office.world.customers(THABA.replace("2027-12-31", "2026-10-01"))
    page = thandi.get(f"/cases/{number}").text
    assert "<s>entitled</s> ended 2026-10-15" in page
    assert "the contract ended, its grace included, on 2026-10-15: after the case was checked" in page
    with office.desk.store.unit() as unit:
        unit.put(replace(office.world.case(number), customer="Dry Lake"))
    assert "it came from somebody of Thaba Health, the case is of Dry Lake" in thandi.get(f"/cases/{number}").text
