"""The pane without a browser: what can be taken back, what is offered, and what is said where nothing is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailtriage.model.case import Event
from mailtriage.model.draft import DraftState
from mailtriage.model.staff import Role
from tests.desk.office import Office, form


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.mail()
    return office


def test_a_rejection_says_what_becomes_of_the_case_and_is_taken_back_within_ten_seconds(office: Office) -> None:
    thandi = office.sign_in("thandi")
    for other in office.waiting()[1:]:
        thandi.post(f"/drafts/{other.id}/reject", data=form(thandi, why="wrong text"))
    draft = office.waiting()[0]
    thandi.post(f"/drafts/{draft.id}/reject", data=form(thandi, why="suspicious sender", words=" asks for a  password "))
    assert office.draft(draft.id).decided_why == "suspicious sender: asks for a password"
    page = thandi.get("/health").text
    assert f"nothing leaves; {draft.case} stays open, unanswered" in page and f'href="/cases/{draft.case}"' in page
    answer = thandi.post(f"/drafts/{draft.id}/undo", data=form(thandi))
    assert answer.headers["location"] == f"/drafts/{draft.id}" and office.draft(draft.id) == draft
    with office.desk.store.view() as view:
        assert f"rejection of draft {draft.id} undone" in view.find(Event, "case", draft.case)[-1].text
    thandi.post(f"/drafts/{draft.id}/reject", data=form(thandi, why="", words="In my words"))
    assert office.draft(draft.id).decided_why == "In my words"
    office.passes(seconds=11)
    assert f'action="/drafts/{draft.id}/undo"' not in thandi.get("/").text
    answer = thandi.post(f"/drafts/{draft.id}/undo", data=form(thandi))
    assert answer.status_code == 409 and "the time to take it back is over" in answer.text


def test_a_rejected_draft_leads_to_another_text_and_to_its_case(office: Office) -> None:
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    thandi.post(f"/drafts/{draft.id}/reject", data=form(thandi, why="contract"))
    page = thandi.get(f"/drafts/{draft.id}").text
    assert "Nothing leaves" in page and f'href="/drafts/{draft.id}/text"' in page
    assert 'value="documentation"' in thandi.get(f"/drafts/{draft.id}/text").text
    answer = thandi.post(f"/drafts/{draft.id}/text", data=form(thandi, text="documentation"))
    new = office.draft(int(answer.headers["location"].rpartition("/")[2]))
    assert (new.text, new.state) == ("documentation", DraftState.PROPOSED)
    assert office.draft(draft.id).state is DraftState.REJECTED


def test_the_drafts_own_text_is_written_afresh_and_what_says_the_same_is_left(office: Office) -> None:
    thandi, draft = office.sign_in("thandi"), next(d for d in office.waiting() if d.text == "password-reset")
    afresh = form(thandi, text=draft.text)
    assert "Write it afresh" in thandi.get(f"/drafts/{draft.id}/text").text
    page = thandi.post(f"/drafts/{draft.id}/text", data=afresh)
    assert page.status_code == 200 and "says the same: nothing was done" in page.text
    thandi.post(f"/drafts/{draft.id}/edit", data=form(thandi, digest=draft.digest, subject=draft.subject, body="Hm"))
    page = thandi.get(f"/cases/{draft.case}").text
    answer = thandi.post(f"/cases/{draft.case}/propose", data=afresh)
    assert answer.headers["location"] == f"/drafts/{draft.id}/text?waits=1", "it offers to replace it"
    page = thandi.get(answer.headers["location"]).text
    assert "waits on" in page and "Write it afresh" in page
    answer = thandi.post(f"/drafts/{draft.id}/text", data=afresh)
    new = office.draft(int(answer.headers["location"].rpartition("/")[2]))
    assert (new.body, new.replaces, new.edited) == (draft.body, draft.id, False)


def test_the_same_category_again_does_nothing_and_says_so(office: Office) -> None:
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    case = office.world.case(draft.case)
    page = thandi.post(f"/drafts/{draft.id}/change", data=form(thandi, category=case.category, priority=case.priority))
    assert page.status_code == 200 and "already: nothing was done" in page.text
    assert office.draft(draft.id) == draft


def test_what_a_mail_quotes_and_its_signature_unfold(office: Office) -> None:
    office.mail(text="I forgot my password.\n\nKind regards,\nMs Example\n\nOn Mon, 2 Nov 2026 at 09:00, Support wrote:\n> older\n> words")
    thandi = office.sign_in("thandi")
    page = thandi.get(f"/drafts/{office.waiting()[-1].id}").text
    folded = page.partition('<details class="folded">')[2].partition("New in")[0]
    assert "3 quoted lines</summary>" in folded and "&gt; words" in folded
    assert "Signature</summary>" in folded and "Ms Example" in folded.partition("Signature")[2]


def test_the_known_problem_stands_over_the_draft_with_what_answers_it(office: Office) -> None:
    office.mail(text="The installer stops with error 1603 after ten minutes. Please call me back on +27 11 555 0100.")
    thandi, fix = office.sign_in("thandi"), next(d for d in office.waiting() if d.text == "known-installer-1603")
    page = thandi.get(f"/drafts/{fix.id}").text
    assert page.index("Looks like a known problem") < page.index("This draft answers it") < page.index("Draft: known")
    answer = thandi.post(f"/drafts/{fix.id}/text", data=form(thandi, text="documentation"))
    page = thandi.get(answer.headers["location"]).text
    assert 'value="known-installer-1603" data-key="p"' in page


def test_whose_case_it_is_begins_with_who_looks_and_who_is_alone_is_told_what_to_do(office: Office) -> None:
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    page = thandi.get(f"/drafts/{draft.id}").text
    assert "with nobody;" in page and '<option value="thandi" selected>Thandi (you)' in page
    assert "nobody else is set up for cadents. Put it off, or" in page
    answer = thandi.post(f"/drafts/{draft.id}/assign", data=form(thandi, to=""))
    assert answer.status_code == 409 and office.world.case(draft.case).assignee == ""
    thandi.post(f"/drafts/{draft.id}/assign", data=form(thandi, to="thandi"))
    office.person("sipho")
    office.person("lerato", Role.LEAD)
    page = thandi.get(f"/drafts/{draft.id}").text
    assert "with Thandi;" in page and "nobody else is set up" not in page
    asked = page.partition("In doubt? Ask")[2]
    assert 0 < asked.index("Lerato, lead") < asked.index(">Sipho<")


def test_an_undone_approval_keeps_its_place_also_where_it_was_put_off(office: Office) -> None:
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    thandi.post(f"/drafts/{draft.id}/snooze", data=form(thandi, wait="1 hour"))
    put_off = office.draft(draft.id)
    thandi.post(f"/drafts/{draft.id}/approve", data=form(thandi, digest=draft.digest))
    page = thandi.get(f"/drafts/{draft.id}").text
    assert "<p class=\"bar told\"><span>This draft was approved by thandi" in page and "0 min" not in page
    answer = thandi.post(f"/drafts/{draft.id}/undo", data=form(thandi))
    again = office.draft(int(answer.headers["location"].rpartition("/")[2]))
    assert again.queue == put_off.queue
