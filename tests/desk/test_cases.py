"""A case by the browser: what stands there, what is done to it, and who may not see it."""

from __future__ import annotations

from mailtriage.model.case import Case, State
from mailtriage.model.outgoing import Outgoing
from tests.desk.office import Office, form


def case_of(office: Office, number: str) -> Case:
    with office.desk.store.view() as view:
        found = view.one(Case, "number", number)
    assert found is not None
    return found


def test_a_case_shows_its_thread_facts_reasons_and_what_may_be_done(office: Office) -> None:
    number = office.mail(text="I forgot my password.\n\nOn Mon, 2 Nov 2026 at 09:00, Support wrote:\n> you wrote\n> this before")
    page = office.sign_in("thandi").get(f"/cases/{number}").text
    for words in ("I forgot my password", "All of it, with what is quoted", "Entitlement", "categories.toml:", "Hand over"):
        assert words in page


def test_what_a_person_does_stands_on_the_case_under_their_name(office: Office) -> None:
    number, thandi = office.mail(), office.sign_in("thandi")
    for path, fields in (("note", {"words": "She called"}), ("assign", {"to": "thandi"}), ("change", {"priority": "P1"}),
                         ("reply", {"words": "Dear Naledi,\n\nwe look at it."}), ("state", {"to": "solved"})):
        answer = thandi.post(f"/cases/{number}/{path}", data=form(thandi, **fields))
        assert answer.status_code == 303, (path, answer.text[-400:])
    case = case_of(office, number)
    assert (case.state, case.assignee, case.priority) == (State.SOLVED, "thandi", "P1")
    page = thandi.get(f"/cases/{number}").text
    assert "Internal note by thandi" in page and "She called" in page and "we look at it." in page
    with office.desk.store.view() as view:
        rows = [o for o in view.find(Outgoing, "case", number) if o.purpose == "reply"]
    assert len(rows) == 1 and b"She called" not in office.desk.raw.get(rows[0].raw)


def test_a_refusal_says_why_and_keeps_what_was_typed(office: Office) -> None:
    number, thandi = office.mail(), office.sign_in("thandi")
    thandi.post(f"/cases/{number}/state", data=form(thandi, to="closed"))
    answer = thandi.post(f"/cases/{number}/reply", data=form(thandi, words="one more thing"))
    assert answer.status_code == 409 and "is closed; nothing more leaves on it" in answer.text
    assert "one more thing" in answer.text
    assert thandi.post(f"/cases/{number}/change", data=form(thandi, category="no-such")).status_code == 409


def test_a_case_of_another_program_is_not_there_nor_found_nor_listed(office: Office) -> None:
    number, stranger = office.mail(subject="Kettle"), office.sign_in("sipho", programs=("other",))
    assert stranger.get(f"/cases/{number}").status_code == 404
    assert stranger.get("/cases/CAD-999999-9").status_code == 404
    for path in ("/cases", "/search?q=Kettle", f"/search?q={number}"):
        page = stranger.get(path)
        assert page.status_code == 200 and f"/cases/{number}" not in page.text
    assert stranger.post(f"/cases/{number}/note", data=form(stranger, words="x")).status_code == 404


def test_search_finds_by_words_and_leads_to_a_case_by_its_number(office: Office) -> None:
    number, thandi = office.mail(text="The kettle whistles. I forgot my password."), office.sign_in("thandi")
    page = thandi.get("/search?q=kettle").text
    assert number in page and "<mark>kettle</mark>" in page.lower()
    assert thandi.get(f"/search?q={number.lower()}").headers["location"] == f"/cases/{number}"


def test_quarantine_is_released_by_an_agent_and_dropped_by_a_lead_with_a_reason(office: Office) -> None:
    from mailtriage.model.staff import Role

    for _ in range(2):
        office.world.arrives(b"From: \r\nSubject: <b>odd</b>\r\n\r\n<script>x</script>\r\n", "support")
    thandi, lead = office.sign_in("thandi"), office.sign_in("lerato", Role.LEAD)
    page = thandi.get("/quarantine").text
    assert "&lt;script&gt;" in page and "<script>x" not in page and "<b>odd" not in page
    import re

    first, second = re.findall(r'action="/quarantine/(\d+)/release"', page)
    assert thandi.post(f"/quarantine/{first}/drop", data=form(thandi, why="spam")).status_code == 403
    assert thandi.post(f"/quarantine/{first}/release", data=form(thandi)).status_code == 303
    assert lead.post(f"/quarantine/{second}/drop", data=form(lead)).status_code == 422
    assert lead.post(f"/quarantine/{second}/drop", data=form(lead, why="spam")).status_code == 303
    assert "Nothing. What cannot be read" in thandi.get("/quarantine").text


def test_health_tells_what_is_open_and_that_the_daemon_has_not_run(office: Office) -> None:
    office.mail()
    page = office.sign_in("thandi").get("/health").text
    assert "The daemon has not run on this store yet" in page and "new-case" in page
