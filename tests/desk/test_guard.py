"""Who gets in, and what a request must carry: attack 20 and the server's half of attack 5."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from mailtriage.desk.app import ACT, LOOK
from mailtriage.desk.guard import COOKIE
from mailtriage.staff import people
from mailtriage.staff.may import MAY
from tests.desk.office import PASSWORD, Office, form


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.mail()
    return office


def state(office: Office) -> str:
    """A hash of everything the store holds on the disk."""
    files = sorted((office.desk.data / "db").glob("journal-*"))
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()


PATHS = [path.replace("{id:int}", "1").replace(":path", "") for path, _, _ in (*LOOK, *ACT)]


@pytest.mark.parametrize("path", PATHS)
def test_nobody_sees_a_page_without_signing_in(office: Office, path: str) -> None:
    browser, before = office.browser(), state(office)
    for method in ("GET", "POST"):
        answer = browser.request(method, path)
        assert answer.status_code in (303, 405)
        assert answer.status_code == 405 or answer.headers["location"].startswith("/sign-in?next=/")
    assert state(office) == before


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"])
def test_no_method_but_post_changes_anything(office: Office, method: str) -> None:
    thandi = office.sign_in("thandi")
    before = state(office)
    for path in PATHS:
        thandi.request(method, path)
    assert state(office) == before


@pytest.mark.parametrize("headers", [
    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
    {"origin": "https://evil.example"}, {"origin": "null"},
])
def test_a_form_from_another_site_does_nothing(office: Office, headers: dict[str, str]) -> None:
    thandi = office.sign_in("thandi")
    fields, draft = form(thandi), office.waiting()[0]
    if "origin" in headers:
        del thandi.headers["sec-fetch-site"]
    before = state(office)
    answer = thandi.post(f"/drafts/{draft.id}/approve", data={**fields, "digest": draft.digest}, headers=headers)
    assert answer.status_code == 403 and state(office) == before


def test_a_form_without_the_sessions_token_or_with_anothers_does_nothing(office: Office) -> None:
    thandi, sipho, draft = office.sign_in("thandi"), office.sign_in("sipho"), office.waiting()[0]
    before = state(office)
    for token in ("", "x", form(sipho)["token"]):
        answer = thandi.post(f"/drafts/{draft.id}/approve", data={"token": token, "digest": draft.digest})
        assert answer.status_code == 403
    assert state(office) == before


def test_every_answer_forbids_framing_sniffing_and_other_hosts(office: Office) -> None:
    thandi = office.sign_in("thandi")
    for path in ("/", "/sign-in", "/static/desk.css", "/nothing-here"):
        headers = thandi.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff" and headers["cache-control"] == "no-store"


def test_another_host_name_is_refused(office: Office) -> None:
    assert office.browser().get("/sign-in", headers={"host": "evil.example"}).status_code == 421


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(office: Office) -> None:
    office.person("thandi")
    answer = office.browser().post("/sign-in", data={"login": "thandi", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert COOKIE in cookie and "httponly" in cookie and "samesite=strict" in cookie


def test_a_wrong_name_and_a_wrong_password_say_the_same_and_five_lock(office: Office) -> None:
    office.person("thandi")
    browser = office.browser()
    wrong = {login: browser.post("/sign-in", data={"login": login, "password": "wrong wrong wrong"}).text.replace(login, "")
             for login in ("thandi", "nobody")}
    assert wrong["thandi"] == wrong["nobody"]
    for _ in range(people.LOCK_AFTER - 1):
        browser.post("/sign-in", data={"login": "thandi", "password": "wrong wrong wrong"})
    assert "locked after 5" in browser.post("/sign-in", data={"login": "thandi", "password": PASSWORD}).text
    office.passes(minutes=16)
    assert browser.post("/sign-in", data={"login": "thandi", "password": PASSWORD}).status_code == 303


def test_a_session_ends_with_its_time_a_new_password_or_the_person(office: Office) -> None:
    thandi = office.sign_in("thandi")
    assert thandi.get("/").status_code == 200
    people.set_password(office.desk.store, "thandi", PASSWORD + " new")
    assert thandi.get("/").status_code == 303
    people.set_password(office.desk.store, "thandi", PASSWORD)
    thandi = office.sign_in("thandi")
    people.disable(office.desk.store, "thandi")
    assert thandi.get("/").status_code == 303
    people.disable(office.desk.store, "thandi", False)
    thandi = office.sign_in("thandi")
    office.passes(hours=13)
    assert thandi.get("/").status_code == 303


def test_sign_out_ends_the_session_not_only_the_cookie(office: Office) -> None:
    thandi = office.sign_in("thandi")
    cookie = thandi.cookies[COOKIE]
    thandi.post("/sign-out", data=form(thandi))
    thief = office.browser()
    thief.cookies.set(COOKIE, cookie)
    assert thief.get("/").status_code == 303


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example/", "/\\evil.example", "/%0d%0aset-cookie:x"])
def test_signing_in_leads_nowhere_else(office: Office, next_: str) -> None:
    office.person("thandi")
    answer = office.browser().post(f"/sign-in?next={next_}", data={"login": "thandi", "password": PASSWORD})
    assert answer.headers["location"] == "/"


def test_no_password_and_no_cookie_is_in_the_store(office: Office) -> None:
    thandi = office.sign_in("thandi")
    everything = b"".join(f.read_bytes() for f in (office.desk.data / "db").iterdir() if f.is_file())
    assert PASSWORD.encode() not in everything and thandi.cookies[COOKIE].encode() not in everything


def test_each_route_names_an_act_of_the_table() -> None:
    assert {act for _, act, _ in (*LOOK, *ACT)} <= set(MAY)
