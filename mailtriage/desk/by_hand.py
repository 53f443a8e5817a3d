"""desk/by_hand.py: a case for what came by telephone or message, opened at the desk.

Promises   the same as a mail of those words: category, priority, clocks, contract check; a refusal keeps what was
           typed.
Reads next work/cases.py (open_by_hand)
"""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from mailtriage.desk.customers import names
from mailtriage.desk.guard import Asked
from mailtriage.desk.pages import show
from mailtriage.staff.may import check
from mailtriage.work import cases as work
from mailtriage.work.approve import Refused

CHANNELS = ("telephone", "WhatsApp", "chat", "in person", "other")
FACTS = ("category", "priority", "customer")


def look(asked: Asked) -> Response:
    return _page(asked)


def open_one(asked: Asked) -> Response:
    """Open it and go to it."""
    form = asked.form
    box = next((m for m in asked.desk.config.mailbox if m.name == form.get("mailbox")), None)
    if box is None:
        return _page(asked, "choose the mailbox its answers are to leave from", 422)
    check(asked.person, "change-case", box.program)
    channel = form.get("channel", "")
    if channel not in CHANNELS:
        return _page(asked, f"choose how it came: {', '.join(CHANNELS)}", 422)
    facts = {name: " ".join(form[name].split()) for name in FACTS if form.get(name, "").strip()}
    try:
        subject = " ".join(form.get("subject", "").split())
        case = work.open_by_hand(asked.desk, box.name, asked.person.login, subject=subject,
                                 sender=form.get("sender", "").strip(), channel=channel, facts=facts,
                                 text=form.get("text", "").replace("\r\n", "\n").strip())
    except Refused as e:
        return _page(asked, str(e), 409)
    return RedirectResponse(f"/cases/{case.number}", 303)


def _page(asked: Asked, told: str = "", status: int = 200) -> Response:
    boxes = [m for m in asked.desk.config.mailbox if asked.person.sees(m.program) and m.program in asked.desk.programs]
    programs = [asked.desk.programs[id] for id in dict.fromkeys(m.program for m in boxes)]
    with asked.desk.store.view() as view:
        customers = sorted({name for p in programs for name in names(view, asked, p.id)}, key=str.casefold)
    return show(asked, "new-case", status, told=told, words=asked.form, boxes=boxes, channels=CHANNELS,
                customers=customers,
                categories=list(dict.fromkeys(c.id for p in programs for c in p.categories)),
                priorities=list(dict.fromkeys(q.id for p in programs for q in p.priorities)))
