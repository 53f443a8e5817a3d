"""desk/entry.py: sign in, sign out, and the page of keys.

Promises   the cookie is HttpOnly, SameSite=Strict, and Secure wherever the desk is reached by https; a sign-in leads to
           a page of this desk and nowhere else.
Reads next staff/people.py
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from mailtriage import log
from mailtriage.desk.guard import COOKIE, THEME, THEMES, Asked, fields_of, from_us
from mailtriage.desk.pages import bare, show
from mailtriage.staff import people
from mailtriage.work.desk import Desk


async def sign_in(request: Request) -> Response:
    """The form, and its answer."""
    desk: Desk = request.app.state.desk
    back = _inside(request.query_params.get("next", "/"))
    if request.method != "POST":        # HEAD too: it is a look
        return bare("sign-in", wrong="", login="", back=back, nobody=await run_in_threadpool(_nobody, desk))
    if not from_us(request):
        return PlainTextResponse("this form came from another site; nothing was done", 403)
    form = fields_of(await request.form(max_fields=8, max_files=0))
    login = form.get("login", "")[:100]
    try:
        cookie, session = await run_in_threadpool(
            people.sign_in, desk.store, login, form.get("password", ""), desk.clock(), desk.config.desk.session)
    except people.SignInFailed as e:
        log.get("desk").warning("sign-in failed", login=login[:40])
        return bare("sign-in", 403, wrong=str(e), login=login, back=back, nobody=False)
    answer = RedirectResponse(back, 303)
    # Not `expires`: the browser's clock may be another than ours.
    answer.set_cookie(COOKIE, cookie, max_age=int(desk.config.desk.session.total_seconds()), path="/", httponly=True,
                      samesite="strict", secure=desk.config.desk.base_url.startswith("https:"))
    return answer


def sign_out(asked: Asked) -> Response:
    people.sign_out(asked.desk.store, asked.session)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def theme(asked: Asked) -> Response:
    """Light, dark, or as the machine says: a cookie, on this browser alone."""
    wanted = asked.form.get("theme", "")
    answer = RedirectResponse(_inside(asked.form.get("back", "/")), 303)
    if wanted in THEMES:
        answer.set_cookie(THEME, wanted, max_age=365 * 86_400, path="/", httponly=True, samesite="strict",
                          secure=asked.desk.config.desk.base_url.startswith("https:"))
    return answer


def keys(asked: Asked) -> Response:
    return show(asked, "keys")


def _nobody(desk: Desk) -> bool:
    """Whether there is nobody yet who could sign in."""
    with desk.store.view() as view:
        return not any(p.password and not p.disabled for p in people.people(view))


def _inside(path: str) -> str:
    """A path of this desk, "/" for anything else: `//host` and `/\\host` lead away."""
    ok = path.startswith("/") and not path.startswith(("//", "/\\")) and all(32 < ord(c) < 127 for c in path)
    return path if ok else "/"
