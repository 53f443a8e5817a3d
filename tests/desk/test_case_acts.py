"""What else is done to a case by the browser: texts, calls, incidents, other cases; and a reply taken back."""

from __future__ import annotations

import re

from mailtriage.model.case import Case, CaseMail, Direction, Event
from mailtriage.model.draft import Draft
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.work.approve import reject
from mailtriage.work.incidents import open_incident
from tests.desk.office import Office, form

KNOWN = "The installer stops with error 1603 after ten minutes. Please call me back on +27 11 555 0100."


def events(office: Office, number: str) -> list[Event]:
    with office.desk.store.view() as view:
        return view.find(Event, "case", number)


def test_a_known_problem_is_shown_with_its_score_and_answered_with_one_button(office: Office) -> None:
    number, thandi = office.mail(text=KNOWN), office.sign_in("thandi")
    page = thandi.get(f"/cases/{number}").text
    assert "Looks like a known problem" in page and "score 6 on" in page and "known-problems.toml:" in page
    assert "known-installer-1603 waits as a draft" in page
    reject(office.desk, next(d.id for d in office.waiting() if d.text == "known-installer-1603"), "sipho", "not yet")
    assert "Answer with known-installer-1603" in thandi.get(f"/cases/{number}").text
    answer = thandi.post(f"/cases/{number}/propose", data=form(thandi, text="known-installer-1603"))
    draft = office.draft(int(answer.headers["location"].rpartition("/")[2]))
    assert (draft.text, draft.words) == ("known-installer-1603", "proposed by thandi") and "1603" in draft.body
    assert draft.in_reply_to and events(office, number)[-1].actor == "thandi"
    assert "waits as a draft" in thandi.get(f"/cases/{number}").text
    again = thandi.post(f"/cases/{number}/propose", data=form(thandi, text="known-installer-1603"))
    assert again.headers["location"] == f"/drafts/{draft.id}/text?waits=1", "that which waits may be written afresh"
    for text in ("hand-over", "acknowledgement", "no-such"):
        assert thandi.post(f"/cases/{number}/propose", data=form(thandi, text=text)).status_code == 409


def test_a_call_is_shown_made_and_flagged_anew_by_the_desks_own_clock(office: Office) -> None:
    number, thandi = office.mail(text=KNOWN), office.sign_in("thandi")
    assert "To be called on <b>+27 11 555 0100</b>" in thandi.get(f"/cases/{number}").text
    thandi.post(f"/cases/{number}/called", data=form(thandi))
    assert "To be called on" not in thandi.get(f"/cases/{number}").text
    thandi.post(f"/cases/{number}/call-back", data=form(thandi, number="+44 1632 960001", due="2026-11-24T09:30"))
    call = office.world.case(number).callback
    assert call is not None and call.due is not None and (call.number, call.by) == ("+44 1632 960001", "thandi")
    assert thandi.post(f"/cases/{number}/call-back", data=form(thandi, number="soon")).status_code == 409
    assert thandi.post(f"/cases/{number}/call-back", data=form(thandi, number="+44 1632 960001", due="x")).status_code == 422


def test_a_mail_becomes_a_case_of_its_own_and_cases_are_linked_and_merged(office: Office) -> None:
    thandi = office.sign_in("thandi")
    number = office.mail("ann@one.example", "Password")
    office.mail("ann@one.example", f"Re: [{number}] Password", "And the printer is on fire")
    with office.desk.store.view() as view:
        mails = [m for m in view.find(CaseMail, "case", number) if m.direction is Direction.IN]
    assert len(mails) == 2
    assert thandi.get(f"/cases/{number}").text.count("Make it a case of its own") == 2
    thandi.post(f"/cases/{number}/split", data=form(thandi, mail=str(mails[1].id)))
    other = next(link.partition(":")[2] for link in office.world.case(number).links if link.startswith("split-into:"))
    assert thandi.post(f"/cases/{number}/split", data=form(thandi, mail=str(mails[1].id))).status_code == 409
    both = office.mail("ann@one.example", "Crash", "The client crashes.\n\nAlso, please send us the invoice for March again.")
    assert thandi.get(f"/cases/{both}").text.count("Make it a case of its own") == 1, "its only mail is about two matters"
    third = office.mail("ann@one.example", "Third")
    thandi.post(f"/cases/{number}/link", data=form(thandi, other=third.lower(), relation="causes"))
    assert f"causes:{third}" in office.world.case(number).links
    assert thandi.post(f"/cases/{number}/link", data=form(thandi, other="CAD-999999-9")).status_code == 409
    answer = thandi.post(f"/cases/{other}/merge", data=form(thandi, other=number))
    assert answer.headers["location"] == f"/cases/{number}"
    gone = thandi.get(f"/cases/{other}")
    assert (gone.status_code, gone.headers["location"]) == (303, f"/cases/{number}?was={other}")
    assert "it goes on in" in thandi.get(f"/cases/{other}?alone=1").text
    page = thandi.get(f"/cases/{number}?was={other}").text
    assert f"{other} was merged into this case" in page and "And the printer is on fire" in page
    assert f'<a class="of-case" href="/cases/{other}?alone=1">on {other}</a>' in page
    assert f'href="/cases/{other}/mails/' in page and page.count("Make it a case of its own") == 0
    assert "was merged into this case; its" not in thandi.get(f"/cases/{number}?was={third}").text


def test_a_case_is_linked_to_an_incident_and_shows_it(office: Office) -> None:
    number, thandi = office.mail(), office.sign_in("thandi")
    found = open_incident(office.desk, office.desk.programs["cadents"], "lerato", "Portal is down")
    assert "INC-1 Portal is down" in thandi.get(f"/cases/{number}").text
    thandi.post(f"/cases/{number}/incident", data=form(thandi, key=found.key))
    page = thandi.get(f"/cases/{number}").text
    assert "A report of INC-1: Portal is down" in page and 'href="/incidents/INC-1"' in page
    assert thandi.post(f"/cases/{number}/incident", data=form(thandi, key="INC-9")).status_code == 409


def test_a_reply_is_previewed_and_taken_back_with_its_words(office: Office) -> None:
    number, thandi = office.mail(), office.sign_in("thandi")
    typed = form(thandi, words="Please **restart** it.")
    assert "<strong>restart</strong>" in thandi.post(f"/cases/{number}/reply", data={**typed, "preview": "part"}).text
    page = thandi.post(f"/cases/{number}/reply", data={**typed, "preview": "page"}).text
    assert "<strong>restart</strong>" in page and "Please **restart** it.</textarea>" in page
    with office.desk.store.view() as view:
        assert not [o for o in view.all(Outgoing) if o.purpose == "reply"]
    thandi.post(f"/cases/{number}/reply", data=typed)
    assert "Your words leave in" in thandi.get(f"/cases/{number}").text
    page = thandi.post(f"/cases/{number}/undo-reply", data=form(thandi)).text
    assert re.search(r"<textarea name=\"words\"[^>]*>Please restart it\.", page)
    with office.desk.store.view() as view:
        assert [o.state for o in view.all(Outgoing) if o.purpose == "reply"] == [OutState.CANCELLED]
    assert thandi.post(f"/cases/{number}/undo-reply", data=form(thandi)).status_code == 409
    office.passes(seconds=1)
    thandi.post(f"/cases/{number}/reply", data=typed)
    office.passes(seconds=11)
    assert "Your words leave in" not in thandi.get(f"/cases/{number}").text


def test_none_of_it_is_done_by_who_does_not_see_the_case(office: Office) -> None:
    number, stranger = office.mail(text=KNOWN), office.sign_in("sipho", programs=("other",))
    mine = office.world.case(number)
    for act in ("propose", "undo-reply", "call-back", "called", "split", "merge", "link", "incident"):
        fields = {"text": "how-to", "number": "+44 1632 960001", "other": number, "mail": "1", "key": "INC-1"}
        assert stranger.post(f"/cases/{number}/{act}", data=form(stranger, **fields)).status_code == 404, act
    with office.desk.store.view() as view:
        assert view.one(Case, "number", number) == mine and not [d for d in view.all(Draft) if d.words.startswith("proposed by")]
