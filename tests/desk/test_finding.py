"""What is opened by hand, found by any word, and explained where it stands."""

from __future__ import annotations

import pytest

from mailtriage.model.case import Event
from tests.desk.office import Office, form
from tests.scenarios.story import THABA


@pytest.fixture
def office(office: Office) -> Office:
    office.world.customers(THABA.replace("2027-12-31", "2026-11-21"))
    return office


CALL = {"mailbox": "support", "channel": "telephone", "sender": "naledi@thaba.example", "subject": "Gateway down",
        "text": "She says it crashes", "category": "", "priority": "P1", "customer": ""}


def test_a_telephone_call_becomes_a_case_at_the_desk(office: Office) -> None:
    thandi = office.sign_in("thandi")
    assert 'href="/new-case"' in thandi.get("/cases").text and "Thaba Health" in thandi.get("/new-case").text
    answer = thandi.post("/new-case", data=form(thandi, **CALL))
    assert answer.status_code == 303, answer.text[-500:]
    case = office.world.case(answer.headers["location"].rpartition("/")[2])
    assert (case.channel, case.customer, case.priority, case.participants) == (
        "telephone", "Thaba Health", "P1", ("naledi@thaba.example",))
    with office.desk.store.view() as view:
        event = view.find(Event, "case", case.number)[0]
    assert (event.kind, event.actor, event.face) == ("opened", "thandi", "web")
    assert "She says it crashes" in thandi.get(f"/cases/{case.number}").text


@pytest.mark.parametrize(("fields", "says"), [
    ({"subject": " "}, "must have a subject"), ({"sender": "nobody at all"}, "Gateway down"),
    ({"customer": "Thaba Helth"}, "did you mean"), ({"channel": "pigeon"}, "choose how it came"),
    ({"mailbox": "none"}, "choose the mailbox"), ({"category": "nonsense"}, "these are:"),
])  # fmt: skip
def test_a_new_case_that_cannot_be_is_refused_and_nothing_typed_is_lost(office: Office, fields: dict[str, str], says: str) -> None:
    thandi = office.sign_in("thandi")
    answer = thandi.post("/new-case", data=form(thandi, **{**CALL, **fields}))
    assert answer.status_code in (409, 422) and says in answer.text and "She says it crashes" in answer.text
    assert "0 open cases" in thandi.get("/cases").text


def test_a_new_case_of_another_program_is_not_opened(office: Office) -> None:
    stranger = office.sign_in("sipho", programs=("other",))
    assert "Thaba" not in stranger.get("/new-case").text
    assert stranger.post("/new-case", data=form(stranger, **CALL)).status_code == 404


@pytest.mark.parametrize("words", ["thaba", "naledi@thaba.example", "mokoena", "T-100"])
def test_search_finds_customers_and_their_contacts_too(office: Office, words: str) -> None:
    page = office.sign_in("thandi").get(f"/search?q={words}").text
    assert "/customers/cadents/Thaba%20Health" in page and "1 customer" in page and "Nothing has all" not in page
    assert "Thaba%20Health" not in office.sign_in("sipho", programs=("other",)).get(f"/search?q={words}").text


def test_search_says_what_was_looked_at_when_nothing_is_found(office: Office) -> None:
    page = office.sign_in("thandi").get("/search?q=kettledrum").text
    assert "Nothing has all of these words" in page and "contacts" in page and "open and closed" in page


def test_a_contract_in_grace_is_told_in_the_same_words_in_the_list_and_on_its_page(office: Office) -> None:
    thandi, said = office.sign_in("thandi"), "ended 21 Nov 2026, in grace until 5 Dec 2026: may be answered"
    assert said in thandi.get("/customers").text and said in thandi.get("/customers/cadents/Thaba Health").text


def test_health_explains_its_words(office: Office) -> None:
    page = office.sign_in("thandi").get("/health").text
    for word in ("unfiled</b>:", "unknown</b>:", "muted</b>:", "has not run on this store yet: no mail is fetched"):
        assert word in page, word


def test_the_door_names_the_command_only_while_nobody_can_sign_in(office: Office) -> None:
    assert "mailtriage staff add" in office.browser().get("/sign-in").text
    office.person("thandi")
    assert "mailtriage staff add" not in office.browser().get("/sign-in").text
