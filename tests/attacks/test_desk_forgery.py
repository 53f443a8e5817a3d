"""Attack 20, CSRF, clickjacking and sessions at the desk: over every route of the application, by its own route table.

Roundup 2026: PATCH went round the check that POST had. Every route that is added is tried by itself: each method it does not
name, a form without, with another's and with an old token, from another site, by another encoding, with nobody signed in.
Required: 403 (405, 303 to the sign-in) and the store as it was. Measured: requests, and changes of the store's files: 0.
"""

from __future__ import annotations

import hashlib
import http.server
import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from mailtriage.desk.guard import COOKIE
from mailtriage.model.case import CaseMail, Direction
from mailtriage.model.draft import Draft
from mailtriage.model.staff import Role
from tests.desk.browsing import served, signs_in
from tests.desk.letters import letter
from tests.desk.office import PASSWORD, Office, form

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "FOO")
SAFE = {"GET", "HEAD"}
OPEN = {"/sign-in"}         # routes for nobody in particular


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.world.arrives(letter("<p>x</p>", files=(("filename=a.txt", b"x"),)), "support")
    office.world.arrives(b"From: \r\nSubject: odd\r\n\r\nbytes\r\n", "support")
    return office


def state(office: Office) -> str:
    """A hash of everything the store holds on the disk."""
    files = sorted((office.desk.data / "db").glob("journal-*"))
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()


def routes(office: Office) -> list[tuple[str, frozenset[str]]]:
    """(path with real values, methods) of every route there is; what a parameter of a new name means is asked here."""
    with office.desk.store.view() as view:
        draft = next(iter(view.all(Draft)))
        mail = next(m for m in view.find(CaseMail, "case", draft.case) if m.direction is Direction.IN)
    known = {"number": draft.case, "sha256": next((a.sha256 for a in mail.attachments), "0" * 64), "key": "INC-1", "program": "cadents", "name": "nobody",
             "id": "1", "text": "password-reset", "what": "x", "day": "2026-11-23"}
    found: dict[str, frozenset[str]] = {}       # a path may be two routes: its form, and the act
    for route in office.app.routes:
        if isinstance(route, Mount):
            assert route.path == "/static", f"{route.path}: a mount that nobody guards"
            found["/static/desk.css"] = frozenset(SAFE)
            continue
        assert isinstance(route, Route), route
        path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: known.get(m[1], "1"), route.path)
        if "/mails/" in path:
            path = path.replace("/mails/1/", f"/mails/{mail.id}/")
        if "/drafts/" in path:
            path = path.replace("/drafts/1", f"/drafts/{draft.id}")
        found[path] = found.get(path, frozenset()) | frozenset(route.methods or ())
    return list(found.items())


def posts(office: Office) -> list[str]:
    return [path for path, methods in routes(office) if "POST" in methods and path not in OPEN]


def everything(office: Office, client: TestClient, **more: str) -> dict[str, str]:
    """A form with a field for whatever any act asks for, so that only the guard can refuse it."""
    draft = office.waiting()[0]
    return {"digest": draft.digest, "subject": "s", "body": "b", "words": "w", "why": "wrong text", "to": "L2", "wait": "1 hour", "sure": "yes",
            "text": "documentation", "program": "cadents", "language": "en", "way": "always", "category": "login", "priority": "P1", **more}


def test_no_method_that_a_route_does_not_name_reaches_it(office: Office) -> None:
    lead = office.sign_in("lerato", Role.LEAD)
    fields, before, tried = {**form(lead), **everything(office, lead)}, state(office), 0
    for path, methods in routes(office):
        for method in METHODS:
            if method in methods or (method in SAFE and methods & SAFE):
                continue
            for headers in ({}, {"x-http-method-override": "POST"}, {"x-method-override": "POST"}):
                answer = lead.request(method, f"{path}?_method=POST", data=fields, headers=headers)
                assert answer.status_code in (403, 405), (method, path, answer.status_code)
                tried += 1
    assert state(office) == before
    print(f"\n{len(routes(office))} routes, {tried} requests by methods they do not name: 0 changes")


def test_looking_changes_nothing_whatever_the_query_says(office: Office) -> None:
    lead = office.sign_in("lerato", Role.LEAD)
    before = state(office)
    for path, methods in routes(office):
        if methods & SAFE:
            for method in sorted(SAFE):
                lead.request(method, path, params={**form(lead), **everything(office, lead)})
    assert state(office) == before


@pytest.mark.parametrize("headers", [
    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}, {"origin": "null"},
    {"origin": "http://testserver.evil.example"}, {"origin": "http://evil.example@testserver:1"}, {"origin": "file://"},
], ids=str)
def test_no_form_of_another_site_does_anything_anywhere(office: Office, headers: dict[str, str]) -> None:
    lead = office.sign_in("lerato", Role.LEAD)
    fields = {**form(lead), **everything(office, lead)}
    if "origin" in headers:
        del lead.headers["sec-fetch-site"]
    before = state(office)
    for path in [*posts(office), *OPEN]:
        answer = lead.post(path, data=fields, headers=headers)
        assert answer.status_code == 403, (path, answer.status_code)
    assert state(office) == before


def test_no_form_without_the_sessions_own_token_does_anything_anywhere(office: Office) -> None:
    lead, sipho = office.sign_in("lerato", Role.LEAD), office.sign_in("sipho", Role.LEAD)
    old = office.sign_in("lerato", Role.LEAD)
    right, before, tried = form(lead)["token"], state(office), 0
    wrong = ["", "x", right[:-1], right + "x", right.swapcase(), form(sipho)["token"], form(old)["token"], "\0", "\u00e9" * 43]
    for path in posts(office):
        for token in wrong:
            answer = lead.post(path, data={"token": token, **everything(office, lead)})
            assert answer.status_code == 403, (path, token, answer.status_code)
            tried += 1
        answers = [
            lead.post(path, params={"token": right, **everything(office, lead)}),                      # in the address
            lead.post(path, headers={"x-csrf-token": right}, data=everything(office, lead)),
            lead.post(path, json={"token": right, **everything(office, lead)}),                        # another encoding
            lead.post(path, content=f"token={right}&digest=x", headers={"content-type": "text/plain"}),
            lead.post(path, files={"token": ("token", right)}, data=everything(office, lead)),         # as a file
        ]
        assert [a.status_code for a in answers if a.status_code not in (400, 403)] == [], path
        tried += len(answers)
    assert state(office) == before
    print(f"\n{len(posts(office))} acts, {tried} forms without the right token: 0 changes")


def test_with_nobody_signed_in_no_route_shows_or_does_anything(office: Office) -> None:
    lead = office.sign_in("lerato", Role.LEAD)
    fields = {**form(lead), **everything(office, lead)}
    lead.post("/sign-out", data=form(lead))
    before, nobody, thief = state(office), office.browser(), office.browser()
    thief.cookies.set(COOKIE, "x" * 43)
    words = ("I forgot my password", office.waiting()[0].body[:30])
    for client in (lead, nobody, thief):
        for path, methods in routes(office):
            if path in OPEN or path.startswith("/static"):
                continue
            for method in sorted(methods):
                answer = client.request(method, path, **({"data": fields} if method == "POST" else {}))
                assert answer.status_code in (303, 403), (method, path, answer.status_code)
                assert answer.status_code == 403 or answer.headers["location"].startswith("/sign-in"), path
                assert not any(w in answer.text for w in words)
    assert state(office) == before


def test_every_answer_of_every_route_may_be_framed_by_nobody_or_by_us(office: Office) -> None:
    lead, nobody = office.sign_in("lerato", Role.LEAD), office.browser()
    for path, methods in routes(office):
        for client in (lead, nobody):
            for method in sorted(methods | {"PUT"}):
                headers = client.request(method, path).headers
                policy = headers["content-security-policy"]
                ours = path.endswith("/html") and client is lead and method in SAFE
                assert f"frame-ancestors '{'self' if ours else 'none'}'" in policy, (method, path)
                assert headers["x-frame-options"] == ("SAMEORIGIN" if ours else "DENY"), (method, path)
                assert "default-src 'none'" in policy and "script-src 'unsafe" not in policy
                assert not any(name.startswith("access-control-") for name in headers), (method, path)
                assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-store"


def test_a_session_is_made_by_signing_in_and_by_nothing_else(office: Office) -> None:
    office.person("thandi")
    browser = office.browser()
    browser.cookies.set(COOKIE, "chosen-by-the-attacker")
    answer = browser.post("/sign-in", data={"login": "thandi", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "chosen-by-the-attacker" not in cookie and len(cookie.partition("=")[2].partition(";")[0]) >= 43
    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip().lower() for part in cookie.split(";")}
    assert "domain=" not in cookie.lower() and "secure" not in cookie.lower()     # http on loopback; https below
    again = office.browser().post("/sign-in", data={"login": "thandi", "password": PASSWORD}).headers["set-cookie"]
    assert again.partition(";")[0] != cookie.partition(";")[0]


def test_behind_tls_the_cookie_is_secure(tmp_path: Path) -> None:
    from mailtriage.desk.app import build

    office = Office(tmp_path)
    section = office.desk.config.desk.model_copy(update={"base_url": "https://desk.cadents.example"})
    object.__setattr__(office.desk, "config", office.desk.config.model_copy(update={"desk": section}))
    office.person("thandi")
    client = TestClient(build(office.desk), base_url="https://desk.cadents.example", headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
    answer = client.post("/sign-in", data={"login": "thandi", "password": PASSWORD})
    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.timeout(120)
def test_a_page_of_another_port_can_neither_post_nor_frame_nor_read(office: Office, browser: Browser) -> None:
    """Another port of this machine is the same site: the cookie goes along, and the guard alone refuses."""
    with served(office) as url:
        context = browser.new_context()
        page = context.new_page()
        office.person("thandi")
        signs_in(page, url)
        page.wait_for_selector("#main")
        before = state(office)
        paths = posts(office)
        forms = "".join(f'<iframe name=f{n}></iframe><form method=post target=f{n} action="{url}{path}"><input name=token value=x></form>'
                        for n, path in enumerate(paths))
        evil = (f"<!doctype html><title>evil</title>{forms}<iframe id=desk src='{url}/'></iframe><script>"
                f"for (const f of document.forms) f.submit(); window.read = 'nothing';"
                f"fetch('{url}/', {{credentials: 'include'}}).then((r) => r.text()).then((t) => window.read = t).catch(() => window.read = 'refused');"
                f"fetch('{url}{paths[0]}', {{method: 'PATCH', credentials: 'include'}}).catch(() => 0);</script>").encode()

        class Evil(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.end_headers()
                self.wfile.write(evil)

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Evil)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
        page.wait_for_function("window.read !== 'nothing'")
        page.wait_for_timeout(500)
        assert page.evaluate("window.read") == "refused"
        assert not any("mailtriage" in frame.content() for frame in page.frames if frame != page.main_frame and frame.url.startswith(url))
        server.shutdown()
        context.close()
        assert state(office) == before
