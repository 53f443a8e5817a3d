"""Customers and incidents by the browser: what the register says, what is broken for many, and who may not see it."""

from __future__ import annotations

import pytest

from mailtriage.model.draft import Draft
from mailtriage.model.staff import Role
from tests.desk.office import Office, form
from tests.scenarios.story import THABA


@pytest.fixture
def office(office: Office) -> Office:
    office.world.customers(THABA.replace("2027-12-31,,en", "2026-11-01,,en").replace("Thaba", "Thaba & Sons/"))
    return office


def test_a_customer_is_found_by_any_word_and_shown_with_contract_contacts_and_cases(office: Office) -> None:
    number, thandi = office.mail("naledi@thaba.example", "Gateway"), office.sign_in("thandi")
    for words in ("thaba", "naledi", "T-100", "gateway 4", "mokoena thaba.example"):
        assert "Thaba &amp; Sons/" in thandi.get(f"/customers?q={words}").text, words
    assert "No customer has all these words" in thandi.get("/customers?q=kettle").text
    page = thandi.get("/customers/cadents/Thaba & Sons/ Health").text
    for words in ("naledi@thaba.example", "administrator", "2026-11-01", "Gateway 4", number, "the contract has ended on 1 Nov 2026"):
        assert words in page, words
    assert thandi.get("/customers/cadents/Nobody").status_code == 404


def test_a_customer_of_another_program_is_not_there(office: Office) -> None:
    stranger = office.sign_in("sipho", programs=("other",))
    assert "Thaba" not in stranger.get("/customers").text
    assert stranger.get("/customers/cadents/Thaba & Sons/ Health").status_code == 404


def test_a_lead_opens_links_and_closes_an_incident_and_its_reporters_get_drafts(office: Office) -> None:
    before, lead, thandi = office.mail(text="The portal is white"), office.sign_in("lerato", Role.LEAD), office.sign_in("thandi")
    assert thandi.post("/incidents", data=form(thandi, title="x", program="cadents")).status_code == 403
    wrong = lead.post("/incidents", data=form(lead, title="Portal is down", program="cadents", words="(", tell="Soon."))
    assert wrong.status_code == 409 and "Portal is down" in wrong.text
    answer = lead.post("/incidents", data=form(lead, title="Portal is down", program="cadents", words="portal (is )?down\n"))
    assert answer.headers["location"] == "/incidents/INC-1"
    office.mail(text="The portal is down again")
    assert thandi.post("/incidents/INC-1/link", data=form(thandi, number="CAD-999999-9")).status_code == 409
    thandi.post("/incidents/INC-1/link", data=form(thandi, number=before.lower()))
    page = thandi.get("/incidents/INC-1").text
    assert page.count('class="number" href="/cases/') == 2 and "It is over" not in page
    assert "2 open cases" in lead.get("/incidents/INC-1").text
    thandi.post("/incidents/INC-1/unlink", data=form(thandi, number=before))
    assert thandi.post("/incidents/INC-1/close", data=form(thandi, over="x")).status_code == 403
    assert lead.post("/incidents/INC-1/close", data=form(lead, over="A disk was full.")).status_code == 303
    with office.desk.store.view() as view:
        drafts = [d for d in view.all(Draft) if d.purpose == "incident-over"]
    assert len(drafts) == 1 and "A disk was full." in drafts[0].body
    assert "Over" in lead.get("/incidents").text and "closed" in lead.get("/incidents/INC-1").text


def test_an_incident_of_another_program_is_not_there(office: Office) -> None:
    lead = office.sign_in("lerato", Role.LEAD)
    lead.post("/incidents", data=form(lead, title="Portal is down", program="cadents"))
    stranger = office.sign_in("sipho", Role.LEAD, ("other",))
    assert "Portal" not in stranger.get("/incidents").text
    assert stranger.get("/incidents/INC-1").status_code == 404
    for act in ("close", "link"):
        assert stranger.post(f"/incidents/INC-1/{act}", data=form(stranger, over="x", number="1")).status_code == 404
    assert stranger.post("/incidents", data=form(stranger, title="x", program="cadents")).status_code == 404


def test_light_and_dark_are_chosen_and_lead_nowhere_else(office: Office) -> None:
    thandi = office.sign_in("thandi")
    answer = thandi.post("/theme", data=form(thandi, theme="dark", back="/cases"))
    assert answer.headers["location"] == "/cases" and '<html lang="en" data-theme="dark">' in thandi.get("/cases").text
    assert thandi.post("/theme", data=form(thandi, theme="dark", back="//evil.example")).headers["location"] == "/"
    thandi.post("/theme", data=form(thandi, theme='"><script>', back="/"))
    assert 'data-theme="dark"' in thandi.get("/cases").text
    thandi.post("/theme", data=form(thandi, theme="", back="/"))
    assert "data-theme" not in thandi.get("/cases").text
