"""desk/app.py: the web desk: every route, by the act it wants, and the page that answers.

Promises   GET changes nothing; what changes something is a POST (desk/guard.py). Pages call `work/` and nothing below.
           Rules and texts that are edited come into force while it is served (work/reload.py).
Does not   keep state of its own: what is shown is what is stored, and two desks over one store agree.
Reads next desk/guard.py, desk/queue.py
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from mailtriage.desk import (
    anew,
    autonomy,
    by_hand,
    case_acts,
    cases,
    charts,
    customers,
    entry,
    finding,
    incidents,
    live,
    original,
    queue,
    rules,
    unanswered,
)
from mailtriage.desk.guard import Guard, Page, page
from mailtriage.desk.pages import HERE
from mailtriage.work.desk import Desk
from mailtriage.work.reload import following

# path, act of staff/may.py, page; those that change something are POSTs
LOOK: tuple[tuple[str, str, Page], ...] = (
    ("/", "see", queue.look),
    ("/queue", "see", live.look),
    ("/drafts/{id:int}", "see", queue.look),
    ("/drafts/{id:int}/edit", "edit", queue.editor),
    ("/drafts/{id:int}/text", "choose-text", anew.texts),
    ("/unanswered", "see", unanswered.look),
    ("/cases", "see", finding.cases),
    ("/new-case", "change-case", by_hand.look),
    ("/cases/{number}", "see", cases.look),
    ("/customers", "see", customers.search),
    ("/customers/{program}/{name:path}", "see", customers.look),
    ("/incidents", "see", incidents.look),
    ("/incidents/{key}", "see", incidents.one),
    ("/cases/{number}/mails/{id:int}/html", "see", original.frame),
    ("/cases/{number}/mails/{id:int}/files/{sha256}", "see", original.file),
    ("/cases/{number}/mails/{id:int}/eml", "see", original.eml),
    ("/rules", "see", rules.look),
    ("/charts", "see", charts.look),
    ("/search", "see", finding.search),
    ("/quarantine", "see", finding.quarantine),
    ("/quarantine/{id:int}", "see", finding.quarantined),
    ("/quarantine/{id:int}/eml", "see", original.quarantined_eml),
    ("/health", "see", finding.health),
    ("/autonomy", "see", autonomy.look),
    ("/keys", "see", entry.keys),
)
ACT: tuple[tuple[str, str, Page], ...] = (
    ("/drafts/{id:int}/approve", "approve", queue.approve),
    ("/drafts/{id:int}/edit", "edit", queue.edit),
    ("/drafts/{id:int}/reject", "reject", queue.reject),
    ("/drafts/{id:int}/undo", "undo", queue.undo),
    ("/drafts/{id:int}/snooze", "snooze", queue.snooze),
    ("/drafts/{id:int}/ask", "ask", queue.ask),
    ("/drafts/{id:int}/text", "choose-text", anew.choose),
    ("/drafts/{id:int}/change", "change-case", anew.change),
    ("/drafts/{id:int}/assign", "change-case", anew.assign),
    ("/new-case", "change-case", by_hand.open_one),
    ("/cases/{number}/note", "change-case", cases.note),
    ("/cases/{number}/reply", "change-case", cases.reply),
    ("/cases/{number}/assign", "change-case", cases.assign),
    ("/cases/{number}/change", "change-case", cases.change),
    ("/cases/{number}/state", "change-case", cases.state),
    ("/cases/{number}/hand-over", "change-case", cases.hand_over),
    ("/cases/{number}/escalate", "change-case", cases.escalate),
    ("/cases/{number}/propose", "choose-text", case_acts.propose),
    ("/cases/{number}/undo-reply", "undo", case_acts.undo_reply),
    ("/cases/{number}/call-back", "change-case", case_acts.call_back),
    ("/cases/{number}/called", "change-case", case_acts.called),
    ("/cases/{number}/split", "change-case", case_acts.split),
    ("/cases/{number}/merge", "change-case", case_acts.merge),
    ("/cases/{number}/link", "change-case", case_acts.link),
    ("/cases/{number}/incident", "change-case", case_acts.incident),
    ("/incidents", "incident", incidents.open_one),
    ("/incidents/{key}/close", "incident", incidents.close),
    ("/incidents/{key}/link", "change-case", incidents.link),
    ("/incidents/{key}/unlink", "change-case", incidents.unlink),
    ("/quarantine/{id:int}/release", "release", finding.release),
    ("/quarantine/{id:int}/drop", "drop", finding.drop),
    ("/autonomy/pin", "pin", autonomy.pin),
    ("/theme", "see", entry.theme),
    ("/sign-out", "see", entry.sign_out),
)


def build(desk: Desk, config_file: Path | None = None) -> Starlette:
    """The application over an open desk; while a server runs it, it follows the files of the programs, and the
    `outgoing` of `config_file`."""
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        with following(desk, config_file):
            yield

    routes: list[BaseRoute] = [
        Route("/sign-in", entry.sign_in, methods=["GET", "POST"]),
        Mount("/static", StaticFiles(directory=HERE / "static")),
        *_routes(ACT, ["POST"]),
        *_routes(LOOK, ["GET"]),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Guard, base_url=desk.config.desk.base_url)],
                    lifespan=lifespan)
    desk.face = "web"
    app.state.desk = desk
    return app


def _routes(table: Sequence[tuple[str, str, Page]], methods: list[str]) -> list[Route]:
    return [Route(path, page(act, handler), methods=methods) for path, act, handler in table]
