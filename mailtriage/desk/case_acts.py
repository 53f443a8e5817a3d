"""desk/case_acts.py: what else is done to a case: a text is proposed, a call is flagged or made, cases are put together
and apart, a reply is taken back before it leaves.

Promises   as desk/cases.py: one transaction of `work/` each, under the person's name; a refusal shows the case and why.
Reads next desk/cases.py, work/regroup.py, work/callback.py
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from starlette.responses import RedirectResponse, Response

from mailtriage.desk.beside import undoable
from mailtriage.desk.cases import act, case_page, own
from mailtriage.desk.guard import Asked
from mailtriage.model.case import CaseMail, NotAllowed
from mailtriage.model.draft import Draft
from mailtriage.model.outgoing import Outgoing
from mailtriage.staff.may import NotYours, check
from mailtriage.work import callback, incidents, outbox, regroup, written
from mailtriage.work.approve import Refused
from mailtriage.work.dossier import find_case
from mailtriage.work.reading import read


def propose(asked: Asked) -> Response:
    """A prescribed text as a draft; the person goes to look at it, or at that which waits, and may replace it."""
    with asked.desk.store.view() as view:
        number, text = own(view, asked).number, asked.form.get("text", "")
        waits = next((d.id for d in view.find(Draft, "case", number) if d.queue and d.text == text), 0)
    if waits:
        return RedirectResponse(f"/drafts/{waits}/text?waits=1", 303)
    try:
        draft = written.propose(asked.desk, number, asked.person.login, text)
    except (Refused, NotAllowed) as e:
        return case_page(asked, told=str(e), status=409)
    return RedirectResponse(f"/drafts/{draft.id}", 303)


def undo_reply(asked: Asked) -> Response:
    """Take the last reply back; its words stand in the form again."""
    with asked.desk.store.view() as view:
        case = own(view, asked)
        found = undoable(asked, view.find(Outgoing, "case", case.number))
        mail = next((m for m in view.find(CaseMail, "message_id", found[0].message_id)), None) if found else None
    if found is None:
        return case_page(asked, told="no reply waits that could be taken back: it has left", status=409)
    try:
        outbox.cancel(asked.desk, found[0].id, asked.person.login, f"undone by {asked.person.login}")
    except Refused as e:
        return case_page(asked, told=str(e), status=409)
    words = read(asked.desk, mail).text if mail is not None else ""
    return case_page(asked, told="The reply was taken back; nothing has left.", words={"words": words})


def call_back(asked: Asked) -> Response:
    """Somebody is to be called, by a time of the desk's own clock."""
    form = asked.form
    with asked.desk.store.view() as view:
        program = asked.desk.programs[own(view, asked).program]
    zone = ZoneInfo(program.calendars[program.calendar].zone)
    try:
        due = datetime.fromisoformat(form["due"]).replace(tzinfo=zone).astimezone(UTC) if form.get("due") else None
    except ValueError:
        return case_page(asked, told=f"{form['due'][:40]} is no time; write it as 2026-11-24T09:30", status=422)
    return act(asked, lambda n, who: callback.flag(asked.desk, n, who, form.get("number", ""), due))


def called(asked: Asked) -> Response:
    return act(asked, lambda n, who: callback.done(asked.desk, n, who))


def split(asked: Asked) -> Response:
    """One mail of the thread becomes a case of its own, by the id of the mail: the thread may have grown meanwhile."""
    mail = asked.form.get("mail", "")
    with asked.desk.store.view() as view:
        ids = [str(m.id) for m in view.find(CaseMail, "case", own(view, asked).number)]
    if mail not in ids:
        return case_page(asked, told="that mail is not on this case any more", status=409)
    return act(asked, lambda n, who: regroup.split(asked.desk, n, ids.index(mail) + 1, who))


def merge(asked: Asked) -> Response:
    """Close this case and go on in the other."""
    with asked.desk.store.view() as view:
        number = own(view, asked).number
    try:
        _, into = regroup.merge(asked.desk, number, _other(asked), asked.person.login)
    except (Refused, NotAllowed) as e:
        return case_page(asked, told=str(e), status=409)
    return RedirectResponse(f"/cases/{into.number}", 303)


def link(asked: Asked) -> Response:
    how = asked.form.get("relation", "related")
    return act(asked, lambda n, who: regroup.link(asked.desk, n, _other(asked), who, how))


def incident(asked: Asked) -> Response:
    """Link the case to an incident."""
    def join(number: str, who: str) -> None:
        with asked.desk.store.view() as view:
            found = incidents.find(view, asked.form.get("key", ""))
        check(asked.person, "see", found.program)
        incidents.link(asked.desk, found.key, number, who)

    return act(asked, join)


def _other(asked: Asked) -> str:
    """The other case a form names, if this person may see it."""
    typed = asked.form.get("other", "").strip()
    with asked.desk.store.view() as view:
        case = find_case(view, asked.desk.prefixes, typed)
    try:
        if case is not None:
            check(asked.person, "see", case.program)
            return case.number
    except NotYours:
        pass
    raise Refused(f"there is no case {typed or 'without a number'}")
