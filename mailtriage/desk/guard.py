"""desk/guard.py: what every request must pass before a page sees it, and what every answer carries.

Promises   a page is given a signed-in person, or it is not called. Whatever changes something is a POST from our own
           origin with the session's form token; no other method reaches a page. No answer is framed, sniffed, cached
           or allowed to load from another host. A host name that is not ours is refused (DNS rebinding).
Source     OWASP: CSRF (token and Sec-Fetch-Site/Origin), CSP 3, RFC 6265bis (SameSite)
Reads next desk/app.py, staff/people.py
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mailtriage import log
from mailtriage.desk import undone
from mailtriage.model.staff import Person, Session
from mailtriage.staff import people
from mailtriage.staff.may import NotYours, check
from mailtriage.store.port import StoreError
from mailtriage.work.desk import Desk

COOKIE = "mailtriage_session"
THEME = "mailtriage_theme"          # a cookie that holds one of THEMES
THEMES = ("", "light", "dark")
ONLY = "mailtriage_only"            # a cookie that holds one of ONLIES; `?only=` of any page sets it
ONLIES = ("", "mine", "today")
FORM_TOKEN = "token"        # the name of the field, not a secret
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "testserver"})
_MOST_FORM = 64             # fields
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                               "connect-src 'self'; font-src 'self'; form-action 'self'; frame-src 'self'; "
                               "frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of somebody who is signed in."""

    desk: Desk
    person: Person
    session: Session
    path: Mapping[str, Any]
    query: Mapping[str, str]
    form: Mapping[str, str]
    htmx: bool
    url: str
    theme: str = ""         # of THEMES; "" is what the machine says
    only: str = ""          # of ONLIES: what the list of drafts is narrowed to
    undo: undone.Undoable | None = None

    def number(self, name: str) -> int:
        """A number of the path."""
        return int(self.path[name])


Page = Callable[[Asked], Response]


class Guard:
    """The outermost layer: host names and headers, for every answer whatever it is."""

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self.app = app
        own = urlsplit(base_url).hostname
        self.hosts = _LOOPBACK | ({own.lower()} if own else frozenset())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        host = urlsplit(f"//{Headers(scope=scope).get('host', '')}").hostname or ""
        if host.lower() not in self.hosts:
            answer = PlainTextResponse("this desk does not answer to that name; see desk.base_url in config.toml", 421)
            await answer(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)


def page(act: str, handler: Page) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for `handler`, called in a thread for a person whose role allows `act`."""

    async def endpoint(request: Request) -> Response:
        desk: Desk = replace(request.app.state.desk)     # one version of the rules for all of one request
        form: Mapping[str, str] = {}
        if request.method == "POST":
            if not from_us(request):
                return PlainTextResponse("this form came from another site; nothing was done", 403)
            form = fields_of(await request.form(max_fields=_MOST_FORM, max_files=0))
        return await run_in_threadpool(_answer, request, desk, act, handler, form)

    return endpoint


def _answer(request: Request, desk: Desk, act: str, handler: Page, form: Mapping[str, str]) -> Response:
    with desk.store.view() as view:
        found = people.session_of(view, request.cookies.get(COOKIE, ""), desk.clock())
        undo = undone.found(view, found[0], request.cookies.get(undone.COOKIE, ""), desk.clock()) if found else None
    if found is None:
        back = request.url.path if request.method == "GET" else "/"
        return RedirectResponse(f"/sign-in?next={quote(back)}", 303)
    person, session = found
    if request.method == "POST" and not _same(form.get(FORM_TOKEN, ""), session.form):
        return PlainTextResponse("this form is from an older session; nothing was done. Go back and load the page", 403)
    try:
        check(person, act)
    except NotYours as e:
        return PlainTextResponse(f"nothing was done: {e}", 403)
    asked = Asked(desk, person, session, request.path_params, request.query_params, form,
                  request.headers.get("hx-request") == "true", str(request.url.path), _theme(request), _only(request),
                  undo)
    try:
        answer = handler(asked)
        if "only" in request.query_params:
            answer.set_cookie(ONLY, asked.only, path="/", httponly=True, samesite="strict",
                              secure=desk.config.desk.base_url.startswith("https:"))
        return answer
    except NotYours:            # the same words for what is another's and what is not there: numbers tell nothing
        return PlainTextResponse("nothing was done: there is no such thing, or it is not yours to see", 404)
    except StoreError as e:
        log.get("desk").error("the store cannot serve", path=asked.url, why=str(e))
        return PlainTextResponse(f"nothing was done: {e}. Go back and try again", 503)


def _theme(request: Request) -> str:
    wanted = request.cookies.get(THEME, "")
    return wanted if wanted in THEMES else ""


def _only(request: Request) -> str:
    wanted = request.query_params.get("only", request.cookies.get(ONLY, ""))
    return wanted if wanted in ONLIES else ""


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def from_us(request: Request) -> bool:
    """Whether a form was sent by a page of ours: by Sec-Fetch-Site where the browser says it, else by Origin."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()


def fields_of(form: FormData) -> dict[str, str]:
    """The text fields of a form; a file in it is none of ours."""
    return {name: value for name, value in form.items() if isinstance(value, str)}
