"""A fact nobody wrote, on the desk: an edit that names one gets an amber line, and the shipped texts never do."""

from __future__ import annotations

from mailtriage.model.draft import DraftState
from mailtriage.staff.around import look_twice
from mailtriage.work.approve import edit
from mailtriage.work.reading import unanswered
from mailtriage.work.receive import read_mail
from tests.desk.office import Office, form
from tests.desk.trial_mails import MAILS


def test_an_edit_that_names_what_nobody_wrote_wants_a_second_look(office: Office) -> None:
    office.mail(subject="Setup", text="The installer of Gateway 4.2 stops with error 1603. Where is the manual?")
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    edit(office.desk, draft.id, "thandi", body="Hello,\n\nGateway 4.2 and error 1603 are known.\n")
    assert "nobody wrote" not in thandi.get(f"/drafts/{draft.id}").text
    after = edit(office.desk, draft.id, "thandi", body="Hello,\n\nyou have the Recorder 3.1 on Windows 7, Gateway 3.\n")
    page = thandi.get(f"/drafts/{draft.id}").text
    assert "nobody wrote 3.1, Windows 7, Gateway 3: it stands in no mail or note of the case" in page
    thandi.post(f"/drafts/{draft.id}/approve", data=form(thandi, digest=after.digest))
    assert office.draft(draft.id).state is DraftState.PROPOSED
    thandi.post(f"/cases/{draft.case}/note", data=form(thandi, words="He rang: Recorder 3.1, Windows 7, and a Gateway 3."))
    assert "nobody wrote" not in thandi.get(f"/drafts/{draft.id}").text


def test_no_shipped_text_has_such_a_line_on_forty_mails_of_people(office: Office) -> None:
    for subject, text in MAILS:
        office.mail(subject=subject, text=text)
    drafts = office.waiting()
    assert len(drafts) > 40
    with office.desk.store.view() as view:
        for draft in drafts:
            case = office.world.case(draft.case)
            (row,) = unanswered(view, case, 1)
            mail = read_mail(office.desk, case.mailbox, office.desk.raw.get(row.raw))
            assert not [s for s in look_twice(view, office.desk, case, draft, mail) if "nobody wrote" in s], draft
