"""The queue: what is shown is what is stored, what is approved is what was seen, and the second is told of the first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mailtriage.model.draft import DraftState
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.work.approve import approve, edit
from mailtriage.work.send import Counts, claim
from tests.bounces import bounce
from tests.desk.office import Office, form


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.mail()
    return office


def test_the_queue_shows_the_new_words_the_draft_and_why(office: Office) -> None:
    page = office.sign_in("thandi").get("/").text
    for words in ("I forgot my password", "CAD-100001", "login on", "categories.toml:", "Approve"):
        assert words in page


def test_an_approval_freezes_the_words_that_were_seen_and_leaves_after_ten_seconds(office: Office) -> None:
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    answer = thandi.post(f"/drafts/{draft.id}/approve", data=form(thandi, digest=draft.digest))
    assert answer.status_code == 303 and f'action="/drafts/{draft.id}/undo"' in thandi.get("/health").text
    decided = office.draft(draft.id)
    assert (decided.state, decided.decided_by) == (DraftState.APPROVED, "thandi")
    with office.desk.store.view() as view:
        row = view.get(Outgoing, decided.outgoing)
    assert row is not None and (row.not_before - office.world.now).total_seconds() == 10


def test_words_that_changed_since_they_were_seen_are_not_approved(office: Office) -> None:
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    answer = thandi.post(f"/drafts/{draft.id}/approve", data=form(thandi, digest="0" * 64))
    assert answer.status_code == 409 and "has changed since you saw it" in answer.text
    assert office.draft(draft.id).state is DraftState.PROPOSED


def test_whoever_comes_second_is_told_who_was_first_and_when(office: Office) -> None:
    thandi, sipho, draft = office.sign_in("thandi"), office.sign_in("sipho"), office.waiting()[0]
    thandi.post(f"/drafts/{draft.id}/approve", data=form(thandi, digest=draft.digest))
    answer = sipho.post(f"/drafts/{draft.id}/reject", data=form(sipho, why="wrong text"))
    assert answer.status_code == 409 and "was approved by thandi at 2026-11-23 09:00" in answer.text


def test_undo_within_the_ten_seconds_puts_the_same_draft_back_and_nothing_leaves(office: Office) -> None:
    thandi, first = office.sign_in("thandi"), office.waiting()[0]
    id, before = first.id, edit(office.desk, first.id, "thandi", body=f"My words on {first.case}.\n")
    seen = form(thandi, digest=before.digest)
    thandi.post(f"/drafts/{id}/approve", data=seen)
    answer = thandi.post(f"/drafts/{id}/undo", data=form(thandi))
    again = office.draft(id)
    assert answer.headers["location"] == f"/drafts/{id}"
    assert replace(again, digest=before.digest, undone=0) == before and again.edited and again.queue == before.queue
    assert states(office, id) == [OutState.CANCELLED]
    late = thandi.post(f"/drafts/{id}/approve", data=seen)      # sent twice by a browser, or from a page of before
    assert late.status_code == 409 and "has changed since you saw it" in late.text
    assert thandi.post(f"/drafts/{id}/approve", data=form(thandi, digest=again.digest)).status_code == 303
    assert states(office, id) == [OutState.CANCELLED, OutState.QUEUED]
    office.passes(seconds=5)
    thandi.post(f"/drafts/{id}/undo", data=form(thandi))
    approve(office.desk, id, "sipho")
    assert states(office, id) == [OutState.CANCELLED, OutState.CANCELLED, OutState.QUEUED]


def states(office: Office, draft: int) -> list[OutState]:
    with office.desk.store.view() as view:
        return [o.state for o in view.all(Outgoing) if o.draft == draft]


def test_whoever_looks_at_a_draft_is_told_that_its_approval_was_taken_back(office: Office) -> None:
    thandi, sipho, draft = office.sign_in("thandi"), office.sign_in("sipho"), office.waiting()[0]
    approve(office.desk, draft.id, "thandi")
    assert thandi.post(f"/drafts/{draft.id}/undo", data=form(thandi)).status_code == 303
    live = sipho.get(f"/queue?at={draft.id}&digest={draft.digest}").text
    assert "Thandi took back the approval of this draft" in live and f'href="/drafts/{draft.id}"' in live


def test_what_has_left_cannot_be_undone(office: Office) -> None:
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    thandi.post(f"/drafts/{draft.id}/approve", data=form(thandi, digest=draft.digest))
    office.passes(seconds=11)
    assert claim(office.desk, office.draft(draft.id).outgoing, office.world.now, Counts()) is not None
    answer = thandi.post(f"/drafts/{draft.id}/undo", data=form(thandi))
    assert answer.status_code == 409 and "has left already" in answer.text


def test_an_edit_is_shown_as_a_diff_and_approved_as_edited(office: Office) -> None:
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    body = draft.body.replace("Hello", "Good morning")
    page = thandi.post(f"/drafts/{draft.id}/edit", data=form(thandi, digest=draft.digest, subject=draft.subject, body=body))
    assert page.status_code == 200 and '<span class="come">+Good morning' in page.text
    assert office.draft(draft.id).edited


def test_an_edit_of_words_that_changed_meanwhile_keeps_what_was_typed(office: Office) -> None:
    thandi, sipho, draft = office.sign_in("thandi"), office.sign_in("sipho"), office.waiting()[0]
    sent = {"digest": draft.digest, "subject": draft.subject}
    sipho.post(f"/drafts/{draft.id}/edit", data=form(sipho, **sent, body="His words"))
    page = thandi.post(f"/drafts/{draft.id}/edit", data=form(thandi, **sent, body="Her words"))
    assert page.status_code == 409 and "Her words" in page.text
    assert office.draft(draft.id).body == "His words"


def test_put_off_it_is_out_of_sight_until_its_time(office: Office) -> None:
    thandi = office.sign_in("thandi")
    for draft in office.waiting():
        thandi.post(f"/drafts/{draft.id}/snooze", data=form(thandi, wait="4 hours"))
    assert 'class="card"' not in thandi.get("/").text
    office.passes(hours=4, seconds=1)
    assert 'class="card"' in thandi.get("/").text


def test_a_draft_of_another_program_is_not_there(office: Office) -> None:
    stranger, draft = office.sign_in("sipho", programs=("other",)), office.waiting()[0]
    assert 'class="card"' not in stranger.get("/").text
    assert draft.body[:20] not in stranger.get(f"/drafts/{draft.id}").text
    answer = stranger.post(f"/drafts/{draft.id}/approve", data=form(stranger, digest=draft.digest))
    assert answer.status_code == 404 and office.draft(draft.id).state is DraftState.PROPOSED


def test_after_a_decision_the_next_in_the_list_is_shown(office: Office) -> None:
    office.mail()
    thandi = office.sign_in("thandi")
    first, second = office.waiting()[:2]
    answer = thandi.post(f"/drafts/{first.id}/reject", data=form(thandi, why="wrong text"))
    assert answer.headers["location"] == f"/drafts/{second.id}"


def test_the_words_of_customers_are_never_markup(office: Office) -> None:
    office.mail(subject="<script>alert(1)</script>", text="<img src=x onerror=alert(1)> I forgot my password")
    thandi = office.sign_in("thandi")
    for draft in office.waiting():
        page = thandi.get(f"/drafts/{draft.id}").text
        assert "<script>alert" not in page and "<img src=x" not in page


def test_a_draft_is_shown_as_its_reader_will_see_it_and_so_is_what_is_typed(office: Office) -> None:
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    assert f"<strong>{draft.case}</strong>" in thandi.get(f"/drafts/{draft.id}").text
    typed = form(thandi, digest=draft.digest, subject=draft.subject, body="Do **not** <b>panic</b> [x](javascript:x)")
    page = thandi.post(f"/drafts/{draft.id}/edit", data={**typed, "preview": "page"})
    assert page.status_code == 200 and "<strong>not</strong> &lt;b&gt;panic" in page.text and "Do **not**" in page.text
    part = thandi.post(f"/drafts/{draft.id}/edit", data={**typed, "preview": "part"}).text
    assert part.startswith("<p>Do <strong>not</strong>") and "<a" not in part
    assert office.draft(draft.id).body == draft.body


def test_texts_category_and_whose_case_it_is_from_the_draft(office: Office) -> None:
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    office.person("sipho")
    assert 'value="documentation"' in thandi.get(f"/drafts/{draft.id}/text").text
    assert thandi.post(f"/drafts/{draft.id}/text", data=form(thandi, text="no-such")).status_code == 409
    answer = thandi.post(f"/drafts/{draft.id}/text", data=form(thandi, text="documentation"))
    new = int(answer.headers["location"].rpartition("/")[2])
    assert office.draft(new).replaces == draft.id
    answer = thandi.post(f"/drafts/{new}/change", data=form(thandi, category="how-to", priority="P1"))
    assert answer.status_code == 303 and office.world.case(draft.case).priority == "P1"
    last = int(answer.headers["location"].rpartition("/")[2])
    thandi.post(f"/drafts/{last}/assign", data=form(thandi, to="sipho"))
    assert office.world.case(draft.case).assignee == "sipho"
    stranger = office.sign_in("other", programs=("other",))
    for act in ("text", "change", "assign"):
        assert stranger.post(f"/drafts/{last}/{act}", data=form(stranger, text="documentation", priority="P2")).status_code == 404


def test_mails_that_came_before_and_are_not_answered_are_shown_too(office: Office) -> None:
    number = office.waiting()[0].case
    world = office.world
    office.passes(minutes=1)
    world.arrives((f"From: Customer 1 <c1@s1.example>\r\nTo: support@cadents.example\r\nMessage-ID: <more@s.example>\r\n"
                   f"Subject: Re: [{number}] Locked out\r\n\r\nThe second screen is dark as well.\r\n").encode(), "support")
    page = office.sign_in("thandi").get("/").text.partition('id="pane"')[2]
    assert page.index("I forgot my password") < page.index("New in this mail") < page.index("The second screen is dark")
    assert "categories.toml:" in page, "why is what the first mail said, when the second says nothing of it"


def test_a_link_of_a_draft_says_where_it_goes(office: Office) -> None:
    from mailtriage.work.approve import edit

    edit(office.desk, office.waiting()[0].id, "sipho", body="See [our page](https://other.example/x) or https://a.example/")
    page = office.sign_in("thandi").get("/").text
    assert '>our page</a> <span class="place">(https://other.example/x)</span>' in page


def test_an_open_page_hears_of_new_drafts_and_of_nothing_when_nothing_changed(office: Office) -> None:
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    first = thandi.get(f"/queue?at={draft.id}&digest={draft.digest}")
    assert first.status_code == 200 and 'aria-current="true"' in first.text and "taken" not in first.text
    seen = first.headers["x-seen"]
    assert thandi.get(f"/queue?at={draft.id}&digest={draft.digest}&seen={seen}").status_code == 204
    number = office.mail()
    assert number in thandi.get(f"/queue?at={draft.id}&seen={seen}").text


def test_an_open_page_hears_who_took_its_draft(office: Office) -> None:
    thandi, sipho, draft = office.sign_in("thandi"), office.sign_in("sipho"), office.waiting()[0]
    at = f"/queue?at={draft.id}&digest={draft.digest}"
    sipho.post(f"/drafts/{draft.id}/edit", data=form(sipho, digest=draft.digest, subject=draft.subject, body="His words"))
    assert "Sipho changed the words of this draft" in thandi.get(at).text
    choosing = sipho.post(f"/drafts/{draft.id}/text", data=form(sipho, text="documentation"))
    instead = int(choosing.headers["location"].rpartition("/")[2])
    page = thandi.get(at).text
    assert "does not wait any more" in page and f'href="/drafts/{instead}"' in page
    sipho.post(f"/drafts/{instead}/approve", data=form(sipho, digest=office.draft(instead).digest))
    assert "Sipho approved this draft at 09:00 UTC" in thandi.get(f"/queue?at={instead}").text
    assert "You approved this draft" in sipho.get(f"/queue?at={instead}").text
    stranger = office.sign_in("other", programs=("other",))
    assert "approved" not in stranger.get(f"/queue?at={instead}").text


def test_who_is_asked_to_look_stands_in_the_list(office: Office) -> None:
    thandi, sipho, draft = office.sign_in("thandi"), office.sign_in("sipho"), office.waiting()[0]
    thandi.post(f"/drafts/{draft.id}/ask", data=form(thandi, whom="sipho", question="Right?"))
    assert "sipho is asked to look" in thandi.get("/").text and "you are asked to look" in sipho.get("/").text


def test_an_event_says_who_acted_and_by_which_face(office: Office) -> None:
    from mailtriage.model.case import Event

    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    thandi.post(f"/drafts/{draft.id}/snooze", data=form(thandi, wait="1 hour"))
    office.world.command(f"draft reject {draft.id} --why wrong --as sipho")
    with office.desk.store.view() as view:
        acts = [(e.actor, e.face) for e in view.find(Event, "case", draft.case) if e.actor != "mailtriage"]
    assert acts == [("thandi", "web"), ("sipho", "command line")]
    assert "thandi, web" in thandi.get(f"/cases/{draft.case}").text


def test_what_waits_besides_drafts_stands_over_the_list(office: Office) -> None:
    thandi = office.sign_in("thandi")
    assert "in quarantine" not in thandi.get("/").text
    office.world.arrives(b"From: \r\nSubject: odd\r\n\r\nbytes\r\n", "support")
    assert '<a href="/quarantine">1 in quarantine</a>' in thandi.get("/").text
    assert "1 in quarantine" in thandi.get("/queue").text


def test_a_bounce_is_not_shown_as_the_customers_words_and_warns_of_the_recipient(office: Office) -> None:
    draft = office.waiting()[0]
    office.passes(minutes=1)
    (ack,) = [o for o in office.world.outgoing_rows() if o.case == draft.case and not o.draft]
    raw = bounce("c1@s1.example", ack.message_id).replace("\n", "\r\n")
    assert office.world.arrives(raw.encode(), "support").case == draft.case
    page = office.sign_in("thandi").get(f"/drafts/{office.waiting()[0].id}").text
    assert "I forgot my password" in page and "could not deliver" not in page
    assert "c1@s1.example is undeliverable since 2026-11-23: no-such-user 5.1.1" in page and "written again" not in page
