"""The page of a case: its customer is set there, what is chosen is what it is, and what waits to leave says for what."""

from __future__ import annotations

import re

import pytest

from mailtriage.model.autonomy import Standing
from mailtriage.model.case import Event, State
from mailtriage.work import cases
from mailtriage.work.another import choose
from mailtriage.work.approve import approve, reject
from mailtriage.work.status import write_status
from tests.desk.office import Office, form
from tests.scenarios.story import THABA


@pytest.fixture
def office(office: Office) -> Office:
    office.world.customers(THABA)
    return office


def test_the_customer_is_chosen_among_the_register_and_the_contract_is_checked_again(office: Office) -> None:
    number, thandi = office.mail(), office.sign_in("thandi")
    assert '<option value="Thaba Health">' in thandi.get(f"/cases/{number}").text
    wrong = thandi.post(f"/cases/{number}/change", data=form(thandi, customer="Thaba Helth"))
    assert wrong.status_code == 409 and "did you mean" in wrong.text and 'value="Thaba Helth"' in wrong.text
    assert thandi.post(f"/cases/{number}/change", data=form(thandi, customer="Thaba Health")).status_code == 303
    case = office.world.case(number)
    assert case.customer == "Thaba Health" and "Thaba Health" in case.entitlement.evidence
    with office.desk.store.view() as view:
        events = [(e.kind, e.actor, e.face) for e in view.find(Event, "case", number)]
    assert ("set", "thandi", "web") in events and ("entitlement", "thandi", "web") in events
    thandi.post(f"/cases/{number}/change", data=form(thandi, **{"customer": "", "customer-was": "Thaba Health"}))
    assert office.world.case(number).customer == ""


def selected(page: str, name: str, action: str) -> str:
    part = page.split(f'action="{action}"')[1].split("</form>")[0].split(f'name="{name}"')[1]
    found = re.search(r"<option[^>]* selected[^>]*>([^<]*)", part)
    return found[1] if found else ""


def test_a_choice_shows_what_is_and_sending_it_as_it_stands_changes_nothing(office: Office) -> None:
    number, thandi = office.mail(), office.sign_in("thandi")
    page = thandi.get(f"/cases/{number}").text
    assert selected(page, "to", f"/cases/{number}/state") == "new (now)"
    assert selected(page, "to", f"/cases/{number}/assign") == "nobody yet: choose…"
    before = office.world.case(number)
    assert thandi.post(f"/cases/{number}/state", data=form(thandi, to="new")).status_code == 303
    assert office.world.case(number) == before and before.state is State.NEW
    cases.assign(office.desk, number, "thandi", "thandi")
    assert selected(thandi.get(f"/cases/{number}").text, "to", f"/cases/{number}/assign") == "Thandi (you)"


def test_queued_says_when_it_leaves_and_what_it_waits_for(office: Office) -> None:
    number, thandi = office.mail(), office.sign_in("thandi")
    cases.reply(office.desk, number, "thandi", "We look at it.")
    assert "queued: leaves in 10 s" in thandi.get(f"/cases/{number}").text
    office.passes(minutes=1)
    page = thandi.get(f"/cases/{number}").text
    assert "queued: the daemon does not run, so nothing leaves" in page and "leaves in" not in page
    write_status(office.desk, (), {})
    assert "queued: waits for the mail server" in thandi.get(f"/cases/{number}").text
    office.passes(minutes=3)
    assert "the daemon does not run" in thandi.get(f"/cases/{number}").text, "its last word is old"


def test_a_chosen_text_and_a_rejection_count_against_the_program_and_earn_its_rule_nothing(office: Office) -> None:
    for _ in range(3):
        office.mail(text="Where can I find the manual for the network module?")
    first, second, third = (d for d in office.waiting() if d.text == "documentation")
    approve(office.desk, first.id, "thandi")
    chosen = choose(office.desk, second.id, "thandi", "password-reset")
    assert chosen.chosen and not chosen.earns
    approve(office.desk, chosen.id, "thandi")
    reject(office.desk, third.id, "thandi", "wrong text")
    page = office.sign_in("thandi").get("/charts").text
    for words in ("of 3 decided, 33 in 100 left", "another text chosen <b>1</b>", "approved as proposed <b>1</b>", "rejected <b>1</b>"):
        assert words in page, words
    with office.desk.store.view() as view:
        said = [s for s in view.all(Standing) if s.unedited and s.text == "password-reset"]
    assert said == []


def test_a_fact_has_its_title_and_leads_to_the_mail_it_was_read_from(office: Office) -> None:
    number = office.mail(text="The client crashes when I save.\n\nError message: Cannot bind to port 5061\nVersion: 4.2\n")
    page = office.sign_in("thandi").get(f"/cases/{number}").text
    facts = page.split("<h2>Facts</h2>")[1].split("</dl>")[0]
    assert re.search(r'<dt>Error message</dt><dd>Cannot bind to port 5061<br><small title="[^"]+">[^<]+, '
                     r'<a href="#mail-\w+">mail of ', facts), facts
    assert 'id="' + re.findall(r'href="#(mail-\w+)"', facts)[0] + '"' in page
    assert "error_text" not in facts and "Message-ID" not in facts
