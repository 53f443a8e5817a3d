"""Attack 12, HTML and scripts to staff: over 400 vectors in mails, each with a canary of its own, in a real Chromium.

RT CVE-2011-2083, roundup CVE-2024-39126, and every webmail since. The default is plain text; the HTML view is cleaned
(desk/safe_html.py), in a frame without rights, under a policy of its own (desk/original.py). Measured: requests to the canary
and to anyone else, dialogs, windows, changes of the page around the frame, elements and attributes in the frame: 0 each.
The cleaner and the frame's policy must each hold alone; the same vectors with neither do reach the canary.
"""

from __future__ import annotations

import http.server
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from mailtriage.desk.original import _FRAMED as POLICY
from mailtriage.desk.safe_html import safe_html
from mailtriage.intake.html_part import original
from mailtriage.model.case import CaseMail, Direction
from tests.attacks.html_vectors import Vector, vectors
from tests.desk.browsing import served, signs_in
from tests.desk.office import Office

_A_MAIL = 45        # vectors of one mail, each a part of its own
_EACH = 1 if os.environ.get("MAILTRIAGE_FULL") else 3       # of the two tests with a document for each vector: every third
_ALLOWED = """
    (document) => {
      const fine = new Set(`A B BDI BLOCKQUOTE BODY BR CENTER CODE DIV EM FONT H1 H2 H3 HEAD HR HTML I IMG LI META OL P PRE S SPAN
        STRONG STYLE SUB SUP TABLE TBODY TD TH THEAD TITLE TR U UL`.split(/\\s+/));
      const wrong = [];
      for (const e of document.querySelectorAll("*")) {
        if (!fine.has(e.tagName)) wrong.push(e.outerHTML.slice(0, 200));
        for (const a of e.attributes) {
          const link = e.tagName === "A" && a.name === "href" && /^(https?|mailto|tel):/.test(a.value);
          const loads = /canary|:\\/\\/|url\\(|expression|javascript/i.test(a.value);
          if (/^on|^srcset$|^action|^formaction|^background$|^ping$|^poster$|^id$|^name$/.test(a.name) || (loads && !link))
            wrong.push(e.tagName + " " + a.name + "=" + a.value.slice(0, 200));
        }
        if (e.tagName === "IMG" && !/^data:image\\/(png|jpeg|gif|webp);base64,/.test(e.getAttribute("src"))) wrong.push(e.outerHTML);
      }
      return wrong;
    }
"""
_WATCH = """
    window.changes = [];
    addEventListener("DOMContentLoaded", () => new MutationObserver((all) => all.forEach((m) => changes.push(m.type + " " + m.target.nodeName)))
      .observe(document, {subtree: true, childList: true, attributes: true, characterData: true}));
"""


class Canary:
    """A server on loopback that counts who asks it for what, and serves the documents it is given."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()
        self.pages: dict[str, tuple[str, bytes, dict[str, str]]] = {}
        canary = self

        class Answer(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                kind, body, headers = canary.pages.get(path, ("text/css", b"", {}))
                if path not in canary.pages and not path.startswith("/favicon"):
                    canary.hits[path] += 1
                self.send_response(200)
                for name, value in {"content-type": kind, "content-length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_HEAD = do_OPTIONS = do_GET

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.server.handle_error = lambda request, address: None  # type: ignore[method-assign]   # a frame that went away
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reached(self, phase: str) -> set[str]:
        return {path.split("/")[2] for path in self.hits if path.startswith(f"/{phase}/")}


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    found = Canary()
    yield found
    found.server.shutdown()


def as_mail(group: list[Vector], extra: bytes = b"") -> bytes:
    """One mail in which each vector is a part of its own, with a line behind it that tells that it was shown."""
    number = group[0].number
    parts = b"".join(
        b"--m\r\nContent-Type: text/html%s\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n"
        b"--m\r\nContent-Type: text/plain\r\n\r\nbehind vector %d\r\n"
        % (f"; charset={v.label}".encode() if v.label else b"", v.data, v.number) for v in group)
    hostile = '"<img src=x onerror=alert(1)>" <script@evil.example>'
    return (f"From: {hostile}\r\nTo: support@cadents.example\r\nMessage-ID: <v{number}@evil.example>\r\nMIME-Version: 1.0\r\n"
            f"Subject: <script>alert({number})</script><img src=x onerror=alert(1)> I forgot my password\r\n"
            "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: text/plain\r\n\r\nI forgot my password. How can I reset it?\r\n"
            "</div><script>alert(1)</script><iframe src=javascript:alert(1)>\r\n").encode() + parts + extra + b"--m--\r\n"


def files(base: str) -> bytes:
    """What the vectors call by cid: an SVG, HTML and a script under the type of a picture, and file names that are markup."""
    evil = f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"new Image().src='{base}/cid'\"><image href='{base}/cid'/></svg>".encode()
    made = b""
    for cid, type, data in (("svg", "image/svg+xml", evil), ("html", "text/html; name=x.html", evil), ("js", "image/png", b"alert(1)"), ("png", "image/png", evil)):
        name = "<img src=x onerror=alert(1)>.svg" if cid == "svg" else f"'\"><script>alert(1)</script>.{cid}"
        made += (f"--m\r\nContent-Type: {type}\r\nContent-ID: <{cid}>\r\nContent-Location: {base}/location\r\n"
                 f"Content-Disposition: inline; filename*=utf-8''{''.join(f'%{ord(c):02X}' for c in name)}\r\n\r\n").encode() + data + b"\r\n"
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Office, str]]:
    office = Office(tmp_path)
    with served(office) as url:
        yield office, url


class Watched:
    """A page of which everything is told that must not happen."""

    def __init__(self, browser: Browser, own: str) -> None:
        self.context = browser.new_context(viewport={"width": 1200, "height": 900})
        self.page: Page = self.context.new_page()
        self.dialogs, self.strangers, self.windows = 0, list[str](), 0
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda r: self.strangers.append(r.url[:200]) if not r.url.startswith((own, "data:", "about:")) else None)
        self.context.on("page", self._window)

    def _dialog(self, dialog: object) -> None:
        self.dialogs += 1
        dialog.dismiss()  # type: ignore[attr-defined]

    def _window(self, page: Page) -> None:
        self.windows += 1


@pytest.mark.timeout(240)
def test_over_four_hundred_vectors_reach_nothing_from_the_desk(
    canary: Canary, browser: Browser, desk: tuple[Office, str]
) -> None:
    office, url = desk
    base = f"{canary.url}/real"
    every = vectors(base, "real.example")
    assert len(every) >= 400 and len({v.data for v in every}) >= 400
    opened = []
    for at in range(0, len(every), _A_MAIL):
        row = office.world.arrives(as_mail(every[at : at + _A_MAIL], files(base)), "support")
        with office.desk.store.view() as view:
            opened.append(next(m for m in view.find(CaseMail, "case", row.case) if m.direction is Direction.IN))
    bad = office.world.arrives(b"From: \r\nSubject: <script>alert(1)</script>\r\nContent-Type: text/html\r\n\r\n" + every[0].data, "support")
    watched = Watched(browser, url)
    page, forbidden, changes = watched.page, list[str](), list[str]()
    behind = 0
    office.person("thandi")
    signs_in(page, url)
    page.wait_for_selector("#main")
    page.add_init_script(_WATCH)
    began = time.monotonic()
    for mail in opened:
        path = f"/cases/{mail.case}?html={mail.id}"
        page.goto(url + path)                                   # waits for the frame, too
        assert page.locator("iframe.html").get_attribute("sandbox") == ""
        inside = next(f for f in page.frames if f != page.main_frame)
        assert inside.url == f"{url}/cases/{mail.case}/mails/{mail.id}/html", inside.url
        behind += len(set(re.findall(r"behind vector \d+", inside.locator("body").inner_text())))
        forbidden += inside.evaluate(_ALLOWED.replace("(document) =>", "() =>"))
        for link in inside.query_selector_all("a[href]")[:3]:
            link.click(force=True, timeout=2_000)               # an agent clicks
        changes += page.evaluate("changes")
        assert page.url == url + path and len(page.frames) == 2
    draft = office.waiting()[0]
    for path in (f"/drafts/{draft.id}", f"/drafts/{draft.id}?html=1", f"/cases/{opened[0].case}", "/cases", "/", "/quarantine",
                 f"/quarantine/{bad.id}", "/search?q=password"):
        page.goto(url + path)
        changes += page.evaluate("changes")
    took = time.monotonic() - began
    watched.context.close()
    print(f"\n{len(every)} vectors in {len(opened)} mails, {took:.1f} s: {len(canary.reached('real'))} reached the canary, "
          f"{watched.dialogs} dialogs, {watched.windows} windows, {len(watched.strangers)} requests elsewhere, {len(changes)} changes "
          f"around the frame, {len(forbidden)} forbidden in it; families {dict(Counter(v.family for v in every))}")
    assert behind == len(every)
    assert not forbidden, forbidden[:5]
    assert not canary.reached("real"), [(n, every[int(n)].shown) for n in canary.reached("real") if n.isdecimal()][:5]
    assert (watched.dialogs, watched.windows, watched.strangers[:3], changes[:3]) == (0, 0, [], [])


def frames_of(canary: Canary, phase: str, made: list[tuple[int, str, bytes]], headers: dict[str, str], sandbox: str) -> list[str]:
    """Pages of the canary's own server with sixty documents each."""
    pages = []
    for number, kind, body in made:
        canary.pages[f"/doc-{phase}/{number}"] = (kind, body, headers)
    for at in range(0, len(made), 60):
        inner = "".join(f'<iframe src="/doc-{phase}/{n}" {sandbox} width=200 height=60></iframe>' for n, _, _ in made[at : at + 60])
        canary.pages[f"/page-{phase}/{at}"] = ("text/html", f"<!doctype html><title>x</title>{inner}".encode(), {})
        pages.append(f"{canary.url}/page-{phase}/{at}")
    return pages


def visit(browser: Browser, canary: Canary, pages: list[str]) -> Watched:
    watched = Watched(browser, canary.url)
    for url in pages:
        watched.page.goto(url)
        watched.page.wait_for_timeout(300)
    watched.context.close()
    return watched


@pytest.mark.timeout(240)
def test_the_cleaner_holds_alone_in_a_frame_with_every_right(canary: Canary, browser: Browser) -> None:
    base, made = f"{canary.url}/clean", []
    every = vectors(base, "clean.example")
    for at in range(0, len(every), _A_MAIL):
        mail = original(as_mail(every[at : at + _A_MAIL], files(base)))
        assert mail is not None
        made.append((at, "text/html; charset=utf-8", b"<!doctype html><body>" + safe_html(mail).body.encode()))
    watched = visit(browser, canary, frames_of(canary, "clean", made, {}, ""))
    print(f"\nthe cleaner alone, {len(every)} vectors in {len(made)} documents: {len(canary.reached('clean'))} reached the canary, {watched.dialogs} dialogs")
    assert not canary.reached("clean") and not watched.dialogs and not watched.strangers


@pytest.mark.timeout(240)
def test_the_frames_policy_holds_alone_over_what_nobody_cleaned(canary: Canary, browser: Browser) -> None:
    base = f"{canary.url}/framed"
    made = [(v.number, f"text/html; charset={v.label}" if v.label else "text/html", v.data) for v in vectors(base, "framed.example")[::_EACH]
            if "frame" not in v.shown and "http-equiv" not in v.shown.lower()]  # on the desk the page's frame-src holds these
    watched = visit(browser, canary, frames_of(canary, "framed", made, POLICY, 'sandbox=""'))
    print(f"\nthe policy alone, {len(made)} documents: {len(canary.reached('framed'))} reached the canary, {watched.dialogs} dialogs")
    assert not canary.reached("framed") and not watched.dialogs


@pytest.mark.timeout(240)
def test_without_cleaner_and_policy_the_same_vectors_reach_the_canary(canary: Canary, browser: Browser) -> None:
    base = f"{canary.url}/control"
    every = [v for v in vectors(base, "control.example") if not v.top][::_EACH]
    made = [(v.number, f"text/html; charset={v.label}" if v.label else "text/html", v.data) for v in every]
    watched = visit(browser, canary, frames_of(canary, "control", made, {}, ""))
    reached = canary.reached("control")
    families = Counter(v.family for v in every if str(v.number) in reached)
    print(f"\ncontrol: {len(reached)} of {len(every)} reached the canary, {watched.dialogs} dialogs; {dict(families)}")
    assert len(reached) >= len(every) / 3 and len(families) >= 8
