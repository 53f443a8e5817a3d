"""oauth.py and oauth_tokens.py against a token endpoint that gives, rotates, refuses, drips and talks nonsense."""

from __future__ import annotations

import io
import json
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage import durable, log, oauth, oauth_tokens
from mailtriage.config import OAuth
from mailtriage.oauth import OAuthTrouble
from mailtriage.oauth_tokens import token
from tests.servers.certificates import Certificates
from tests.servers.token_stub import SECRET, TokenStub

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILTRIAGE_TEST_SECRET", SECRET)
    monkeypatch.setattr(oauth_tokens, "_bad", set())
    monkeypatch.setenv("MAILTRIAGE_TEST_REFRESH", "r-0-first-refresh")


@pytest.fixture
def stub() -> Iterator[TokenStub]:
    made = TokenStub().start()
    yield made
    made.stop()


def refreshing(stub: TokenStub, **keys: object) -> OAuth:
    return stub.oauth(flow="refresh-token", refresh_token_env="MAILTRIAGE_TEST_REFRESH", **keys)


def test_a_client_gets_a_token_once_and_again_shortly_before_it_expires(stub: TokenStub, tmp_path: Path) -> None:
    section = stub.oauth()
    assert token("a", section, tmp_path, NOW) == "tok-1"
    assert token("a", section, tmp_path, NOW + timedelta(minutes=54)) == "tok-1"
    assert token("a", section, tmp_path, NOW + timedelta(minutes=56)) == "tok-2"
    assert stub.asked == [{
        "grant_type": "client_credentials", "client_id": "app", "client_secret": SECRET,
        "scope": "https://outlook.office365.com/.default"}] * 2


def test_the_kept_token_serves_the_next_process_and_is_ours_alone(stub: TokenStub, tmp_path: Path) -> None:
    token("a", stub.oauth(), tmp_path, NOW)
    path = tmp_path / "tokens" / "a.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    code = ("import sys; from datetime import datetime; from pathlib import Path; from mailtriage.config import OAuth;"
            "from mailtriage.oauth_tokens import token;"
            "print(token('a', OAuth.model_validate_json(sys.argv[1]), Path(sys.argv[2]),"
            " datetime.fromisoformat(sys.argv[3])))")
    section = json.dumps({**stub.oauth().model_dump(mode="json"), "timeout": "2 seconds"})
    done = subprocess.run([sys.executable, "-c", code, section, str(tmp_path), NOW.isoformat()],
                          capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.strip() == "tok-1"
    assert len(stub.asked) == 1


def test_a_rotated_refresh_token_is_kept_and_spent_next(stub: TokenStub, tmp_path: Path) -> None:
    section = refreshing(stub)
    stub.give("a1", refresh="r-1")
    stub.give("a2", refresh="r-2")
    stub.give("a3")                                 # Google gives no new one
    stub.give("a4")
    spent = []
    for n in range(4):
        assert token("a", section, tmp_path, NOW + n * timedelta(hours=1)) == f"a{n + 1}"
        spent.append(stub.asked[-1]["refresh_token"])
    assert spent == ["r-0-first-refresh", "r-1", "r-2", "r-2"]
    assert "offline_access" in stub.asked[0]["scope"]


def test_a_rotated_refresh_token_survives_a_disk_that_takes_no_bytes(
    stub: TokenStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = refreshing(stub)
    stub.give("a1", refresh="r-1")
    stub.give("a2", refresh="r-2")

    class Full(durable.Disk):
        def fsync(self, fd: int) -> None:
            raise OSError(28, "No space left on device")

    (tmp_path / "tokens").mkdir()
    monkeypatch.setattr(durable, "disk", Full())
    with pytest.raises(OSError, match="No space left"):
        token("a", section, tmp_path, NOW)
    monkeypatch.setattr(durable, "disk", durable.Disk())
    assert token("a", section, tmp_path, NOW) == "a1"
    assert json.loads((tmp_path / "tokens" / "a.json").read_bytes())["refresh_token"] == "r-1"
    later = NOW + timedelta(hours=2)
    assert token("a", section, tmp_path, later) == "a2"
    assert [form["refresh_token"] for form in stub.asked] == ["r-0-first-refresh", "r-1"]
    assert json.loads((tmp_path / "tokens" / "a.json").read_bytes())["refresh_token"] == "r-2"


def test_a_death_at_any_point_of_keeping_a_token_leaves_a_whole_file(stub: TokenStub, tmp_path: Path) -> None:
    from mailtriage import points

    section = refreshing(stub)
    stub.give("a0", refresh="r-before")
    token("a", section, tmp_path, NOW)
    names: list[str] = []
    points.hook = names.append
    try:
        stub.give("a1", refresh="r-before")
        token("a", section, tmp_path, NOW + timedelta(hours=2))
    finally:
        points.hook = None
    assert "oauth.token.rename" in names
    for n in range(len(names)):
        seen = iter(range(100))

        def die(_: str, seen: Iterator[int] = seen, n: int = n) -> None:
            if next(seen) == n:
                raise KeyboardInterrupt

        stub.raw(200, json.dumps({"access_token": f"b{n}", "expires_in": 60, "refresh_token": "r-after"}).encode())
        points.hook = die
        try:
            with pytest.raises(KeyboardInterrupt):
                token("a", section, tmp_path, NOW + timedelta(hours=4 + n))
        finally:
            points.hook = None
            stub._next.clear()
            oauth_tokens._unwritten.clear()         # the process is gone, with its memory
        kept = json.loads((tmp_path / "tokens" / "a.json").read_bytes())
        assert kept["refresh_token"] in ("r-before", "r-after")


def test_a_new_refresh_token_in_the_config_goes_before_the_kept_one(
    stub: TokenStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = refreshing(stub)
    stub.give("a1", refresh="r-1")
    token("a", section, tmp_path, NOW)
    monkeypatch.setenv("MAILTRIAGE_TEST_REFRESH", "r-new-sign-in")
    token("a", section, tmp_path, NOW + timedelta(hours=2))
    assert stub.asked[-1]["refresh_token"] == "r-new-sign-in"


def test_tokens_of_another_app_or_scope_are_not_used(stub: TokenStub, tmp_path: Path) -> None:
    assert token("a", stub.oauth(), tmp_path, NOW) == "tok-1"
    assert token("a", stub.oauth(client_id="other"), tmp_path, NOW) == "tok-2"
    assert token("a", stub.oauth(client_id="other", scope="mail"), tmp_path, NOW) == "tok-3"
    assert token("b", stub.oauth(client_id="other", scope="mail"), tmp_path, NOW) == "tok-4"


@pytest.mark.parametrize("error, words", [
    ("invalid_grant", 'sign in again, "mailtriage login a"'),
    ("invalid_client", "client secret (has it expired?)"),
    ("invalid_scope", "check tenant, client_id, scope"),
])
def test_a_refusal_says_who_why_and_what_to_do(stub: TokenStub, tmp_path: Path, error: str, words: str) -> None:
    stub.refuse(error, "AADSTS700082: The refresh token has expired\r\ndue to inactivity.")
    with pytest.raises(OAuthTrouble) as caught:
        token("a", refreshing(stub), tmp_path, NOW)
    text = str(caught.value)
    assert caught.value.refused
    assert words in text
    assert "AADSTS700082: The refresh token has expired due to inactivity." in text
    assert "127.0.0.1:" in text
    assert SECRET not in text


@pytest.mark.parametrize("status, body", [
    (200, b"<html>sign in</html>"), (200, b""), (200, b"[]"), (200, b'{"access_token": 7}'), (200, b"[" * 100_000),
    (200, b'{"access_token": "a\\r\\nb"}'), (200, b'{"access_token": ""}'), (200, b'{"access_token": "x y"}'),
    (500, b"boom"), (503, b'{"error": "temporarily_unavailable"}'), (429, b'{"error": "slow down"}'),
    (302, b"http://127.0.0.1:1/elsewhere"), (200, b"\xff\xfe"), (200, b" " * (2 << 20)),
    (200, b'{"access_token": "a", "token_type": "mac"}'), (404, b""),
])
def test_nonsense_is_one_line_and_no_token(stub: TokenStub, tmp_path: Path, status: int, body: bytes) -> None:
    stub.raw(status, body)
    with pytest.raises(OAuthTrouble) as caught:
        token("a", stub.oauth(), tmp_path, NOW)
    assert "\n" not in str(caught.value)
    assert len(stub.asked) == 1                     # a secret follows no redirect
    assert token("a", stub.oauth(), tmp_path, NOW) == "tok-1"


@pytest.mark.parametrize("lifetime, good_for", [("3599", 3000), (None, 3000), ("soon", 3000), (-1, 3000), (60, 40),
                                                (1e300, 3000), (True, 0)])
def test_a_strange_lifetime_does_not_make_a_token_eternal(
    stub: TokenStub, tmp_path: Path, lifetime: object, good_for: int
) -> None:
    stub.give("a1", lifetime=lifetime)
    token("a", stub.oauth(), tmp_path, NOW)
    assert token("a", stub.oauth(), tmp_path, NOW + timedelta(seconds=good_for)) == "a1"
    assert token("a", stub.oauth(), tmp_path, NOW + timedelta(days=1)) == "tok-1"


def test_a_slow_endpoint_ends_within_its_time_and_a_good_token_serves_meanwhile(
    stub: TokenStub, tmp_path: Path
) -> None:
    section = stub.oauth(timeout="1 second")
    token("a", section, tmp_path, NOW)
    stub.delay = 3.0
    began = datetime.now(UTC)
    assert token("a", section, tmp_path, NOW + timedelta(minutes=57)) == "tok-1"       # due, but good for 3 more
    with pytest.raises(OAuthTrouble, match="cannot be asked for a token: timed out"):
        token("a", section, tmp_path, NOW + timedelta(hours=2))
    assert (datetime.now(UTC) - began).total_seconds() < 4


def test_a_refusal_is_told_although_the_old_token_is_still_good(stub: TokenStub, tmp_path: Path) -> None:
    """Five minutes before the end somebody can still act; silence until the end helps nobody."""
    token("a", refreshing(stub), tmp_path, NOW)
    stub.refuse("invalid_grant")
    with pytest.raises(OAuthTrouble):
        token("a", refreshing(stub), tmp_path, NOW + timedelta(minutes=57))


def test_nobody_there_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    section = OAuth.model_validate({
        "provider": "custom", "client_id": "c", "client_secret_env": "MAILTRIAGE_TEST_SECRET",
        "token_endpoint": f"http://127.0.0.1:{port}/t"})
    with pytest.raises(OAuthTrouble, match="Connection refused"):
        token("a", section, tmp_path, NOW)


def test_tls_is_verified_and_a_private_authority_can_be_named(tmp_path: Path, certificates: Certificates) -> None:
    stub = TokenStub(certificates).start()
    try:
        with pytest.raises(OAuthTrouble, match="its certificate is not trusted"):
            token("a", stub.oauth(ca_file=""), tmp_path, NOW)
        assert stub.asked == []
        assert token("a", stub.oauth(), tmp_path, NOW) == "tok-1"
        with pytest.raises(OAuthTrouble, match="ca_file .*: No such file"):
            token("b", stub.oauth(ca_file=str(tmp_path / "none")), tmp_path, NOW)
    finally:
        stub.stop()


def test_a_token_the_mail_server_refused_is_not_shown_again(stub: TokenStub, tmp_path: Path) -> None:
    first = token("a", stub.oauth(), tmp_path, NOW)
    first.refused()
    assert token("a", stub.oauth(), tmp_path, NOW) == "tok-2"
    oauth_tokens._bad.clear()                       # another process
    second = token("a", stub.oauth(), tmp_path, NOW)
    second.refused()
    oauth_tokens._bad.clear()
    assert token("a", stub.oauth(), tmp_path, NOW) == "tok-3"


def test_many_threads_spend_one_refresh_token_once(stub: TokenStub, tmp_path: Path) -> None:
    stub.delay = 0.2
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(token("a", refreshing(stub), tmp_path, NOW)))
               for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert found == ["tok-1"] * 8
    assert len(stub.asked) == 1


def test_a_first_sign_in_that_never_was_says_so(stub: TokenStub, tmp_path: Path) -> None:
    with pytest.raises(OAuthTrouble, match='no refresh token yet; sign in with "mailtriage login a"'):
        token("a", stub.oauth(flow="refresh-token"), tmp_path, NOW)
    assert stub.asked == []


def test_no_token_and_no_secret_reaches_the_log(stub: TokenStub, tmp_path: Path) -> None:
    stub.give("access-token-in-clear", refresh="refresh-token-in-clear")
    section = refreshing(stub)
    found = token("a", section, tmp_path, NOW)
    out = io.StringIO()
    log.setup(stream=out, json_lines=True)
    try:
        log.get("x").warning("said", why=f"{found} r-0-first-refresh refresh-token-in-clear {SECRET}")
    finally:
        log.setup()
    assert "in-clear" not in out.getvalue()
    assert "first-refresh" not in out.getvalue()
    assert SECRET not in out.getvalue()


def test_what_is_said_is_what_the_protocols_want() -> None:
    assert oauth.initial_response("XOAUTH2", "u@x", "T", "h", 1) == b"user=u@x\x01auth=Bearer T\x01\x01"
    assert oauth.initial_response("OAUTHBEARER", "u=,@x", "T", "h", 993) == (
        b"n,a=u=3D=2C@x,\x01host=h\x01port=993\x01auth=Bearer T\x01\x01")
    assert [oauth.chosen(x) for x in ({"PLAIN"}, {"OAUTHBEARER"}, {"OAUTHBEARER", "XOAUTH2"})] == [
        "", "OAUTHBEARER", "XOAUTH2"]


def test_the_presets_point_at_the_providers() -> None:
    base = {"client_id": "c", "client_secret_env": "S"}
    ms = OAuth.model_validate({"provider": "microsoft", "tenant": "cadents.example/../x", **base})
    assert oauth.endpoint(ms) == "https://login.microsoftonline.com/cadents.example%2F..%2Fx/oauth2/v2.0/token"
    google = OAuth.model_validate({"provider": "google", "flow": "refresh-token", **base})
    assert oauth.endpoint(google) == "https://oauth2.googleapis.com/token"
    assert oauth.scope(google) == "https://mail.google.com/"


