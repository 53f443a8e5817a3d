"""Attack 5: a scanner follows every link of every mail we send to staff, by every method, twice and from four threads at once:
the store stays as it was. Only a POST of somebody who is signed in, with the form's token, acts; a token of a mail acts once, by
an answer of its person. RELIABILITY.md."""

from __future__ import annotations

import hashlib
import html
import re
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from mailtriage.desk.app import ACT, build
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.ledger import Outcome
from mailtriage.staff import people
from mailtriage.work import cases
from tests.unit.staff.mailed import Post

BASE = "https://desk.cadents.example"
PASSWORD = "correct horse battery"
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
_URL = re.compile(r"https?://[^\s<>\"')]+")


@pytest.fixture
def post(tmp_path: Path) -> Post:
    """Somebody who gets every kind of mail there is for staff: drafts, cases, notifications, and why nothing was done."""
    post = Post(tmp_path)
    config = post.desk.config
    post.desk.config = config.model_copy(update={"desk": config.desk.model_copy(update={"base_url": BASE})})
    people.set_mail(post.desk.store, "thandi", case_mail=True)
    people.set_wish(post.desk.store, "thandi", post.world.now, notify=people.Notify.EACH)
    people.set_password(post.desk.store, "thandi", PASSWORD)
    draft = post.asks()
    cases.assign(post.desk, draft.case, "thandi", "thandi")
    post.world.arrives(b"From: a@one.example, b@two.example\r\nTo: support@cadents.example\r\nSubject: who?\r\n\r\nhi\r\n", "support")
    assert draft.due is not None
    post.world.now = draft.due
    post.passes(minutes=-30)
    post.tell()
    post.answers(post.offered("thandi")[0], "perhaps")
    post.tell()
    return post


def letters(post: Post) -> dict[str, list[EmailMessage]]:
    found = {purpose: post.offered("thandi", purpose) for purpose in ("approval", "case-news", "notice", "staff-answer")}
    assert all(found.values()), f"a kind of mail is missing: {[p for p, mails in found.items() if not mails]}"
    return found    # type: ignore[return-value]


def urls(mail: EmailMessage) -> set[str]:
    """Every address a scanner finds, in both bodies and in the headers."""
    parts = [str(p.get_content()) for p in mail.walk() if p.get_content_maintype() == "text"]
    text = html.unescape("\n".join([*parts, *map(str, mail.values())])).replace("=\n", "")
    return {url.rstrip(".,;") for url in _URL.findall(text)}


def scanned(post: Post) -> list[str]:
    found = sorted({url for mails in letters(post).values() for mail in mails for url in urls(mail)})
    assert found and all(url.startswith(BASE + "/") for url in found), found
    return found


def forms(post: Post) -> list[str]:
    """What the forms of the pages behind the links send to, as a scanner that reads pages tries it too."""
    draft = _drafts(post)[0]
    return [BASE + path.replace("{id:int}", str(draft.id)).replace("{number}", draft.case) for path, _, _ in ACT]


def browser(post: Post) -> TestClient:
    return TestClient(build(post.desk), base_url=BASE, follow_redirects=True)


def state(post: Post) -> str:
    """A hash of everything the store holds on the disk."""
    files = sorted((post.desk.data / "db").glob("*.log")) + sorted((post.desk.data / "db").glob("*.json"))
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()


def follow(client: TestClient, url: str) -> list[int]:
    codes = []
    for method in METHODS:
        for headers in ({}, {"sec-fetch-site": "none"}, {"origin": BASE, "sec-fetch-site": "same-origin"}, {"user-agent": "LinkScanner/1"}):
            data = {"token": "", "digest": "", "sure": "yes", "why": "x"} if method == "POST" else None
            codes.append(client.request(method, url, headers=headers, data=data).status_code)
    return codes


def test_a_scanner_that_follows_every_link_by_every_method_changes_nothing(post: Post) -> None:
    found, before, client = scanned(post), state(post), browser(post)
    codes: list[int] = []
    for _ in range(2):
        codes += [code for url in found for code in follow(client, url)]
    with ThreadPoolExecutor(4) as pool:
        codes += [code for some in pool.map(lambda url: follow(browser(post), url), found) for code in some]
    codes += [client.request(method, url, data={"why": "x"} if method == "POST" else None, headers=headers, follow_redirects=False
                             ).status_code
              for url in forms(post) for method in ("GET", "POST") for headers in ({}, {"sec-fetch-site": "same-origin"})]
    assert state(post) == before
    print(f"\n[links: {len(found)} addresses of {sum(map(len, letters(post).values()))} mails and {len(forms(post))} forms, {len(codes)} requests: 0 changes]")
    assert set(codes) <= {200, 303, 403, 405}, "a look at a link ends at the door, whatever the method"


def test_no_link_holds_a_token_or_names_a_person(post: Post) -> None:
    for mails in letters(post).values():
        for mail in mails:
            token = str(mail["Message-ID"]).strip("<>").partition("@")[0]
            for url in urls(mail):
                assert not urlsplit(url).query and token not in url and "thandi" not in url, url


@pytest.mark.parametrize("lacks", ["session", "form token", "digest of the words", "our own page", "POST"])
def test_a_request_that_lacks_one_thing_does_nothing_and_the_whole_one_acts_once(post: Post, lacks: str) -> None:
    (draft,) = [d for d in _drafts(post) if d.state is DraftState.PROPOSED]
    client = TestClient(build(post.desk), base_url=BASE, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})
    assert client.post("/sign-in", data={"login": "thandi", "password": PASSWORD}).status_code == 303
    token = re.search(r'name="token" value="([^"]+)"', client.get("/").text)
    assert token is not None
    whole = {"token": token[1], "digest": draft.digest, "sure": "yes"}
    path, before = f"/drafts/{draft.id}/approve", state(post)
    match lacks:
        case "session":
            browser(post).post(path, data=whole, headers={"sec-fetch-site": "same-origin"})
        case "form token":
            assert client.post(path, data={**whole, "token": "x" * 43}).status_code == 403
        case "digest of the words":
            assert client.post(path, data={**whole, "digest": "0" * 64}).status_code == 409
        case "our own page":
            assert client.post(path, data=whole, headers={"sec-fetch-site": "cross-site"}).status_code == 403
        case "POST":
            assert client.get(path, params=whole).status_code == 405
    assert state(post) == before
    assert client.post(path, data=whole).status_code == 303
    approved, after = _drafts(post), state(post)
    assert client.post(path, data=whole).status_code == 409, "a second press is told who was first"
    assert state(post) == after and _drafts(post) == approved
    assert len(post.left(draft.case)) == 1


def test_the_token_of_a_mail_acts_once_and_only_by_an_answer_of_its_person(post: Post) -> None:
    (draft,) = [d for d in _drafts(post) if d.state is DraftState.PROPOSED]
    (offer,) = post.offered("thandi")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda url: follow(browser(post), url), scanned(post)))
    assert post.waits(draft), "what scanners did does not use it up either"
    row = post.answers(offer, "ok")
    assert row.outcome is Outcome.STAFF_COMMAND and len(post.left(draft.case)) == 1
    for words in ("ok", "no, not this", "edit\r\nOther words"):
        again = post.answers(offer, words)
        assert "nothing done" in again.reason
    assert len(post.left(draft.case)) == 1 and post.draft(draft.id).state is DraftState.APPROVED


def _drafts(post: Post) -> list[Draft]:
    with post.desk.store.view() as view:
        return list(view.all(Draft))
