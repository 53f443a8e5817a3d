"""What people do at the web desk, as steps: its own pages are asked, by somebody who is signed in. Who did not see the
answer sends the same form again, as a browser does, and is told who was first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from starlette.responses import Response

from mailtriage.desk import autonomy, queue
from mailtriage.desk.guard import Asked
from mailtriage.model.draft import Draft
from mailtriage.model.staff import Person, Role, Session
from mailtriage.staff import people
from tests.crash.stage import Stage, Step


def signs_in(stage: Stage) -> None:
    """A lead with a session; without a password, which would take its time at each start."""
    people.add(stage.desk.store, "thandi", name="Thandi", address="thandi@cadents.example", role=Role.LEAD, programs=(),
               now=stage.now)
    with stage.desk.store.unit() as unit:
        unit.add(Session("a key", "thandi", "a form", stage.now, stage.now + timedelta(days=900)))


def _asks(stage: Stage, page: Callable[[Asked], Response], draft: Draft | None = None, **form: str) -> None:
    with stage.desk.store.view() as view:
        person, session = view.one(Person, "login", "thandi"), view.one(Session, "key", "a key")
    assert person is not None and session is not None
    path = {"id": draft.id} if draft is not None else {}
    answer = page(Asked(stage.desk, person, session, path, {}, form, False, "/"))
    again = (stage.truth / "again").exists()
    assert answer.status_code == 303 or again and answer.status_code == 409, answer.body.decode()


def _draft(stage: Stage, text: str = "") -> Draft:
    """The first there ever was, of that text: whoever sends a form again sends the same."""
    with stage.desk.store.view() as view:
        return min((d for d in view.all(Draft) if text in ("", d.text)), key=lambda d: d.id)


def presses(page: Callable[[Asked], Response], text: str = "", **form: str) -> Step:
    """The button of a page about a draft; with the digest of its words, and sure of it."""

    def pressed(stage: Stage) -> None:
        draft = _draft(stage, text)
        _asks(stage, page, draft, digest=draft.digest, sure="yes", **form)

    return pressed


approves_there = presses(queue.approve)
rejects_there = presses(queue.reject, why="wrong text")
undoes_there = presses(queue.undo)


def puts_off_there(stage: Stage) -> None:
    """Whoever sees it in the queue puts it off: not who finds it put off already."""
    if _draft(stage).snoozed is None:
        presses(queue.snooze, wait="1 hour")(stage)


def pins_there(way: str) -> Step:
    """A lead says that the text with a standing leaves by itself always, or never."""
    return lambda stage: _asks(stage, autonomy.pin, program="cadents", text="documentation", language="en", way=way)
