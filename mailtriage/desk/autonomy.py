"""desk/autonomy.py: what leaves by itself and why, what still waits, and a lead's word on it.

Reads next work/pin.py, model/autonomy.py
"""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from mailtriage.desk.guard import Asked
from mailtriage.desk.pages import show
from mailtriage.staff.may import NotYours, check
from mailtriage.work import pin as work
from mailtriage.work.approve import Refused


def look(asked: Asked) -> Response:
    return _page(asked)


def pin(asked: Asked) -> Response:
    """Pin a text to always or never, or take the pin off."""
    form = asked.form
    program, way = form.get("program", ""), form.get("way", "")
    check(asked.person, "pin", program)
    if way not in work.WAYS:
        return _page(asked, f"say one of {', '.join(work.WAYS)}", 422)
    try:
        work.pin(asked.desk, program, form.get("text", ""), form.get("language", ""), way, asked.person.login)
    except Refused as e:
        return _page(asked, str(e), 409)
    return RedirectResponse("/autonomy", 303)


def _page(asked: Asked, told: str = "", status: int = 200) -> Response:
    with asked.desk.store.view() as view:
        lines = [n for n in work.report(view, asked.desk) if asked.person.sees(n.program)]
    return show(asked, "autonomy", status, lines=lines, saved=sum(n.sent_by_itself for n in lines), told=told,
                may_pin=_may_pin(asked))


def _may_pin(asked: Asked) -> bool:
    try:
        check(asked.person, "pin")
    except NotYours:
        return False
    return True
