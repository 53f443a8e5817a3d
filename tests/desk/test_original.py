"""A mail as it came: its HTML in a frame, its files and its bytes as downloads, and nothing of it for strangers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from mailtriage.desk.original import disposition
from mailtriage.model.case import CaseMail, Direction
from mailtriage.model.staff import Role
from tests.desk.browsing import serious, signs_in
from tests.desk.letters import letter, png
from tests.desk.office import Office

HTML = ('<p>Hello <b>you</b>, <a href="https://evil.example/x">https://bank.example</a></p><img src="cid:one" alt="screen">'
        '<img src="http://t.example/logo.png" alt="Logo"><p>My password is hunter2xyz.</p><script>alert(1)</script>')
FILE = b"<script>alert('file')</script>"
SHA = hashlib.sha256(FILE).hexdigest()


def arrives(office: Office, **more: object) -> tuple[str, CaseMail]:
    row = office.world.arrives(
        letter(HTML, files=(("filename=report.html", FILE),), pictures=(("one", png()),), **more), "support")  # type: ignore[arg-type]
    with office.desk.store.view() as view:
        return row.case, next(m for m in view.find(CaseMail, "case", row.case) if m.direction is Direction.IN)


def test_text_is_shown_and_the_frame_only_when_it_is_asked_for(office: Office) -> None:
    number, mail = arrives(office)
    thandi = office.sign_in("thandi")
    page = thandi.get(f"/cases/{number}").text
    assert "<iframe" not in page and "I forgot my password. How" in page
    link = re.search(rf'href="(/cases/{number}\?html={mail.id})#mail-{mail.id}">As HTML', page)
    assert link
    page = thandi.get(link[1]).text
    assert f'<iframe class="html" src="/cases/{number}/mails/{mail.id}/html" sandbox=""' in page
    assert "1 remote picture blocked" in page and "1 link that shows another address than where it leads" in page
    draft = office.waiting()[0]
    assert "<iframe" not in thandi.get(f"/drafts/{draft.id}").text
    assert 'sandbox=""' in thandi.get(f"/drafts/{draft.id}?html=1").text


def test_the_frames_document_has_a_policy_of_its_own(office: Office) -> None:
    number, mail = arrives(office)
    answer = office.sign_in("thandi").get(f"/cases/{number}/mails/{mail.id}/html")
    policy = answer.headers["content-security-policy"]
    for part in ("default-src 'none'", "sandbox", "frame-ancestors 'self'", "form-action 'none'", "base-uri 'none'", "img-src data:"):
        assert part in policy
    assert "script-src" not in policy and "allow-" not in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN" and answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-dns-prefetch-control"] == "off" and answer.headers["referrer-policy"] == "no-referrer"
    assert "data:image/png;base64," in answer.text and "alert" not in answer.text and "hunter2xyz" not in answer.text


def test_a_file_comes_as_a_download_with_its_bytes(office: Office) -> None:
    number, mail = arrives(office)
    thandi = office.sign_in("thandi")
    path = f"/cases/{number}/mails/{mail.id}/files/{SHA}"
    assert f'href="{path}"' in thandi.get(f"/cases/{number}").text
    answer = thandi.get(path)
    assert answer.content == FILE
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment; filename=\"report.html\"; filename*=UTF-8''report.html"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"] and answer.headers["cache-control"] == "no-store"


def test_the_mail_itself_comes_as_a_download_with_its_bytes(office: Office) -> None:
    number, mail = arrives(office)
    answer = office.sign_in("thandi").get(f"/cases/{number}/mails/{mail.id}/eml")
    assert hashlib.sha256(answer.content).hexdigest() == mail.raw
    assert f'filename="{number}-{mail.id}.eml"' in answer.headers["content-disposition"]
    assert answer.headers["content-type"] == "application/octet-stream"


def test_nothing_of_a_mail_is_there_for_who_may_not_see_its_case(office: Office) -> None:
    number, mail = arrives(office)
    stranger, nobody = office.sign_in("sipho", programs=("other",)), office.browser()
    for tail in ("html", "eml", f"files/{SHA}"):
        path = f"/cases/{number}/mails/{mail.id}/{tail}"
        answer = stranger.get(path)
        missing = stranger.get(f"/cases/CAD-999999-9/mails/{mail.id}/{tail}")
        assert (answer.status_code, answer.text) == (404, missing.text)     # as where there is none
        assert nobody.get(path).headers["location"].startswith("/sign-in")


def test_a_mail_is_asked_for_by_its_own_case_and_a_file_by_its_own_mail(office: Office) -> None:
    number, mail = arrives(office)
    other, second = arrives(office, id="h2", sender="d@t.example")
    thandi = office.sign_in("thandi")
    assert other != number
    for path in (f"/cases/{number}/mails/{second.id}/html", f"/cases/{other}/mails/{mail.id}/eml",
                 f"/cases/{number}/mails/{mail.id}/files/{'0' * 64}", f"/cases/{number}/mails/{mail.id}/files/..%2f..%2fconfig.toml",
                 f"/cases/{number}/mails/99999/html", f"/cases/{number}/mails/{mail.id}/files/{mail.raw}"):
        assert thandi.get(path).status_code == 404, path


def test_an_internal_note_is_no_mail(office: Office) -> None:
    from mailtriage.work.cases import note

    number, _ = arrives(office)
    note(office.desk, number, "thandi", "inside only")
    with office.desk.store.view() as view:
        kept = next(m for m in view.find(CaseMail, "case", number) if m.direction is Direction.NOTE)
    assert office.sign_in("thandi").get(f"/cases/{number}/mails/{kept.id}/eml").status_code == 404


def test_a_mail_whose_bytes_are_gone_says_so_and_its_files_are_404(office: Office) -> None:
    number, mail = arrives(office)
    office.desk.raw.remove(mail.raw)
    thandi = office.sign_in("thandi")
    assert thandi.get(f"/cases/{number}?html={mail.id}").status_code == 200
    for tail in ("html", "eml", f"files/{SHA}"):
        assert thandi.get(f"/cases/{number}/mails/{mail.id}/{tail}").status_code == 404


@pytest.mark.parametrize(("name", "plain"), [
    ("report.pdf", "report.pdf"), ('a"; x="b.html', "a__ x=_b.html"), ("a\r\nSet-Cookie: x", "a Set-Cookie_ x"), ("../../etc/passwd", "passwd"),
    ("CON.txt", "_CON.txt"), ("nul", "_nul"), ("\u202egnp.exe", "gnp.exe"), ("", "attachment"), ("...", "attachment"),
    ("m\xe5ned.pdf", "m_ned.pdf"), ("%2e%2e%2f", "_2e_2e_2f"), ("a\ud800b.txt", "ab.txt"), ("x" * 900 + ".pdf", "x" * 195 + "_.pdf"),
])
def test_a_name_is_safe_in_the_header_and_on_any_system(name: str, plain: str) -> None:
    header = disposition(name)
    assert header.isascii() and header.isprintable() and len(header) < 2_000
    match = re.fullmatch(r'attachment; filename="([^"\\]+)"; filename\*=UTF-8\'\'([A-Za-z0-9._~%-]+)', header)
    assert match and match[1] == plain


def test_who_a_mail_is_really_from_stands_on_the_case_with_why_to_look_twice(office: Office) -> None:
    number, _ = arrives(office, sender='"support@cadents.example" <naledi@th\u0430ba.example>')
    thandi = office.sign_in("thandi")
    for page in (thandi.get(f"/cases/{number}").text, thandi.get(f"/drafts/{office.waiting()[0].id}").text):
        assert "&lt;naledi@xn--thba-63d.example&gt;" in page
        assert "th\u0430ba mixes Cyrillic and Latin letters" in page
        assert "the name shows the address support@cadents.example" in page
    card = re.search(r'<span class="name">([^<]*)</span>', thandi.get("/").text)
    assert card and card[1] == "(naledi@xn--thba-63d.example)"            # and not the address it shows as its name
    assert 'class="main twice"' in thandi.get(f"/drafts/{office.waiting()[0].id}").text


def test_a_quarantined_mail_is_read_as_text_by_its_own_people(office: Office) -> None:
    row = office.world.arrives(b"From: \r\nSubject: <b>odd</b>\r\nContent-Type: text/html\r\n\r\n"
                               b"<p>Words</p><script>x()</script> my password is hunter2xyz\r\n", "support")
    thandi, stranger = office.sign_in("thandi"), office.sign_in("sipho", Role.LEAD, ("mezzanine",))
    page = thandi.get(f"/quarantine/{row.id}").text
    assert "Words" in page and "<iframe" not in page and "<script>x" not in page and "hunter2xyz" not in page
    assert f'href="/quarantine/{row.id}"' in thandi.get("/quarantine").text
    saved = thandi.get(f"/quarantine/{row.id}/eml")
    assert b"hunter2xyz" in saved.content and "attachment" in saved.headers["content-disposition"]
    assert f"/quarantine/{row.id}" not in stranger.get("/quarantine").text
    for path in (f"/quarantine/{row.id}", f"/quarantine/{row.id}/eml"):
        assert stranger.get(path).status_code == 404 and thandi.get("/quarantine/99").status_code == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_real_browser_the_frame_shows_the_mail_and_axe_is_content(
    office: Office, enter: Callable[..., Page], served: str, scheme: str
) -> None:
    number, mail = arrives(office)
    row = office.world.arrives(b"From: \r\nSubject: odd\r\n\r\nbytes\r\n", "support")
    page = enter(scheme=scheme, width=390 if scheme == "light" else 1440)
    page.goto(f"{served}/cases/{number}")
    page.click("text=As HTML >> nth=0")
    inside = page.frame_locator("iframe.html")
    assert inside.locator("b >> nth=0").inner_text() == "you"
    assert inside.locator(".goes.wrong").inner_text().endswith("https://evil.example/x")
    assert inside.locator("img").evaluate("i => i.naturalWidth") == 8
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wrong = []
    for path in (f"/cases/{number}?html={mail.id}", f"/drafts/{office.waiting()[0].id}?html=1", f"/quarantine/{row.id}"):
        page.goto(served + path)
        wrong += [(path, *found) for found in serious(page)]
    assert not wrong, wrong


def test_in_a_real_browser_without_scripts_a_file_is_saved_and_never_shown(office: Office, chromium: object, served: str) -> None:
    number, mail = arrives(office)
    office.person("thandi")
    context = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    signs_in(page, served)
    page.goto(f"{served}/cases/{number}")
    for words, name, data in (("report.html", "report.html", FILE), ("Save the mail", f"{number}-{mail.id}.eml", b"")):
        with page.expect_download() as waiting:
            page.click(f"text={words} >> nth=0")
        saved = waiting.value
        assert saved.suggested_filename == name
        assert Path(saved.path()).read_bytes() == (data or office.desk.raw.get(mail.raw))
    context.close()
