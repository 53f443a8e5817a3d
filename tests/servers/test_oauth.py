"""Log-in by OAuth on a real Dovecot (passdb oauth2) and an SMTP stub: good, expired, refused; check, sign-in."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from click.testing import CliRunner

from mailtriage import oauth, oauth_tokens
from mailtriage.cli import main
from mailtriage.config import Imap, Smtp
from mailtriage.deliver.account import Account
from mailtriage.deliver.loop import SendLoop
from mailtriage.deliver.outcome import Envelope, Result
from mailtriage.intake.imap import ImapTrouble, Session
from mailtriage.oauth import Bearer
from mailtriage.work.send import account_of
from mailtriage.work.watch import watchers
from tests.servers.certificates import Certificates
from tests.servers.dovecot import PASSWORD, PROGRAM, Dovecot
from tests.servers.intake_desk import desk_for, mail
from tests.servers.require import need
from tests.servers.test_watch import until
from tests.servers.token_stub import SECRET, TokenStub

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILTRIAGE_TEST_SECRET", SECRET)
    monkeypatch.setattr(oauth_tokens, "_bad", set())
    monkeypatch.setenv("MAILTRIAGE_TEST_PASSWORD", PASSWORD)


@pytest.fixture
def stub() -> Iterator[TokenStub]:
    made = TokenStub().start()
    yield made
    made.stop()


@pytest.fixture
def make_dovecot(short_folder: Path, certificates: Certificates, stub: TokenStub, user: str
                 ) -> Iterator[Callable[..., Dovecot]]:
    """A Dovecot that takes only tokens which `stub` calls good, for the account `user`."""
    need(PROGRAM, "needs Dovecot (apt install dovecot-imapd)")
    started: list[Dovecot] = []

    def make(mechanisms: str = "xoauth2 oauthbearer") -> Dovecot:
        base = short_folder / f"oa-{user}-{len(started)}"
        base.mkdir()
        config = base / "oauth.conf.ext"
        config.write_text(f"tokeninfo_url = http://127.0.0.1:{stub.server.server_port}/{user}?access_token=\n"
                          "username_attribute = username\n")
        extra = (f"auth_mechanisms = plain login {mechanisms}\npassdb {{\n  driver = oauth2\n"
                 f"  mechanisms = xoauth2 oauthbearer\n  args = {config}\n}}\n")
        started.append(Dovecot(base, certificates, extra).start())
        return started[-1]

    yield make
    for server in started:
        server.stop()


class TokenSink(Controller):
    """An SMTP server that takes only tokens which `stub` calls good."""

    def __init__(self, stub: TokenStub) -> None:
        self.mails: list[bytes] = []
        self.users: list[str] = []
        sink = self

        class Handler:
            async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:
                given = base64.b64decode(args[1]).decode()
                user, _, rest = given.removeprefix("user=").partition("\x01")
                if rest.removeprefix("auth=Bearer ").rstrip("\x01") in stub.good:
                    sink.users.append(user)
                    return AuthResult(success=True, handled=False)
                # As Microsoft and Google do: why not, in base64, and then the refusal.
                await server.challenge_auth('{"status":"400"}')
                return AuthResult(success=False, handled=False)

            async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
                sink.mails.append(envelope.content)
                return "250 2.0.0 ok"

        super().__init__(Handler(), hostname="127.0.0.1", port=0, auth_require_tls=False, auth_required=True,
                         decode_data=False)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def smtp(self) -> Smtp:
        return Smtp.model_validate({"host": "127.0.0.1", "port": self.port, "security": "plain",
                                    "username": "desk@cadents.example", "timeout": "5 seconds"})


@pytest.fixture
def sink(stub: TokenStub) -> Iterator[TokenSink]:
    made = TokenSink(stub)
    made.start()
    yield made
    made.stop()


def tokened(server: Dovecot, user: str) -> Imap:
    return server.imap(user, password_env="")


@pytest.mark.parametrize("mechanisms", ["xoauth2", "oauthbearer", "xoauth2 oauthbearer"])
def test_a_good_token_logs_in_and_a_bad_one_is_told_and_dropped(
    make_dovecot: Callable[..., Dovecot], stub: TokenStub, user: str, mechanisms: str
) -> None:
    server = make_dovecot(mechanisms)
    stub.good.add("good")
    told: list[str] = []
    with Session(tokened(server, user), Bearer("good"), "INBOX") as session:
        assert session.uids() == set()
    with pytest.raises(ImapTrouble) as caught:
        Session(tokened(server, user), Bearer("bad-token", lambda: told.append("refused")))
    assert caught.value.kind == "login"
    assert "may this account use IMAP" in caught.value.text
    assert "bad-token" not in caught.value.text
    assert told == ["refused"]


def test_a_server_without_oauth_gets_no_token(dovecot: Dovecot, user: str) -> None:
    with pytest.raises(ImapTrouble, match="takes no OAuth token"):
        Session(tokened(dovecot, user), Bearer("good"))


def test_a_password_still_logs_in_beside_it(make_dovecot: Callable[..., Dovecot], user: str) -> None:
    with Session(make_dovecot().imap(user), PASSWORD, "INBOX") as session:
        assert session.exists == 0


def test_expiry_and_refusal_show_in_the_status_and_the_mailbox_comes_back_by_itself(
    make_dovecot: Callable[..., Dovecot], dovecot: Dovecot, stub: TokenStub, user: str, tmp_path: Path
) -> None:
    server, stop = make_dovecot(), threading.Event()
    keys = {"mailbox_oauth": stub.oauth(), "daemon": {"poll": "1 second", "backoff_most": "1 second"}}
    (tmp_path / "other").mkdir()
    with (desk_for(tmp_path, tokened(server, user), **keys) as desk,  # type: ignore[arg-type]
          desk_for(tmp_path / "other", dovecot.imap(user)) as other):
        (watcher,) = watchers(desk.desk, desk.announced.append, stop)
        (well,) = watchers(other.desk, other.announced.append, stop)
        stub.refuse("invalid_client", "AADSTS7000222: The provided client secret keys are expired.")
        watcher.start()
        well.start()
        until(lambda: "AADSTS7000222" in watcher.status.error)
        assert watcher.status.kind == "login"
        until(lambda: watcher.status.last_ok, 5)                    # the next answer is a token
        until(lambda: well.status.last_ok)
        stub.good.clear()                                           # revoked: the server refuses what is not expired
        watcher._session._client.wire.close()                       # type: ignore[union-attr]
        watcher.wake()
        until(lambda: watcher.status.error and "may this account use IMAP" in watcher.status.error
              or len(stub.asked) >= 3, 8)
        dovecot.deliver(user, mail(1))
        server.deliver(user, mail(2))
        until(lambda: other.announced and desk.announced, 8)
        stop.set()
        watcher.join(3)
        well.join(3)


def test_smtp_takes_a_token_and_a_refused_one_is_fetched_anew(
    stub: TokenStub, sink: TokenSink, dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    envelope, data = Envelope("a@cadents.example", ("b@thaba.example",)), b"From: a@cadents.example\r\n\r\nhello\r\n"
    with desk_for(tmp_path, tokened(dovecot, user), mailbox_oauth=stub.oauth(), mailbox_smtp=sink.smtp()) as desk:
        lines = SendLoop(account_of(desk.desk))
        try:
            assert lines.submit("support", envelope, data).result(10).result is Result.SENT
            assert sink.users == ["desk@cadents.example"]
        finally:
            lines.stop()
        stub.good.clear()                       # revoked on the server, still good by its date
        lines = SendLoop(account_of(desk.desk))
        try:
            refused = lines.ready("support").result(10)
            assert refused is not None and refused.trouble and refused.phase == "auth"
            assert refused.code == 535
            assert "tok-1" not in refused.line
            assert lines.ready("support").result(10) is None
            stub.refuse("invalid_client", "expired")
            oauth_tokens._bad.add(oauth_tokens._digest("tok-2"))
            stopped = SendLoop(account_of(desk.desk)).ready("support").result(10)
            assert stopped is not None and stopped.phase == "auth" and "invalid_client: expired" in stopped.line
        finally:
            lines.stop()


def test_a_slow_token_endpoint_keeps_no_other_mailbox_from_sending_nor_from_stopping(
    stub: TokenStub, sink: TokenSink
) -> None:
    stub.good.add("good")
    stub.delay = 2.0
    account = Account.of(sink.smtp(), Bearer("good"))

    def slow_or_not(name: str) -> Account:
        if name == "slow":
            oauth.fetch("slow", stub.oauth(timeout="5 seconds"))
        return account

    lines = SendLoop(slow_or_not)
    waiting = lines.ready("slow")
    began = time.monotonic()
    assert lines.ready("quick").result(5) is None
    assert time.monotonic() - began < 1
    lines.stop()
    assert time.monotonic() - began < 2
    assert waiting.result(1) is not None


def test_smtp_without_oauth_is_told(stub: TokenStub) -> None:
    from tests.servers.smtp_sink import SmtpSink

    plain = SmtpSink()
    plain.start()
    try:
        from mailtriage.deliver.smtp import probe

        found = asyncio.run(probe(Account.of(plain.smtp(username="u"), Bearer("good"))))
        assert found.outcome is not None and "takes no OAuth token" in found.outcome.line
    finally:
        plain.stop()


CONFIG = """
[store]
url = "tinydb:data"
[[mailbox]]
name = "support"
address = "support@cadents.example"
program = "cadents"
{more}
[mailbox.imap]
host = "127.0.0.1"
port = {imap}
security = "plain"
username = "{user}"
[mailbox.smtp]
host = "127.0.0.1"
port = {smtp}
security = "plain"
username = "desk@cadents.example"
[mailbox.oauth]
provider = "microsoft"
tenant = "t"
client_id = "app"
token_endpoint = "{endpoint}"
ca_file = "{ca}"
{oauth}
"""


def command(folder: Path, *arguments: str) -> Any:
    return CliRunner().invoke(main, ["--config", str(folder / "config.toml"), *arguments])


def test_check_online_tells_a_refusal_and_says_ok_when_it_is_mended(
    make_dovecot: Callable[..., Dovecot], stub: TokenStub, sink: TokenSink, user: str, tmp_path: Path
) -> None:
    server = make_dovecot()
    (tmp_path / "config.toml").write_text(CONFIG.format(
        imap=server.port, smtp=sink.port, user=user, endpoint=f"{stub.base}/oauth2/v2.0/token", ca="", more="",
        oauth='client_secret_env = "MAILTRIAGE_TEST_SECRET"'))
    for _ in range(2):
        stub.refuse("invalid_client", "AADSTS7000222: expired")
    bad = json.loads(command(tmp_path, "check", "--online", "--json").stdout)
    assert [c["ok"] for c in bad["connections"]] == [False, False]
    assert all("AADSTS7000222" in c["what"] and SECRET not in c["what"] for c in bad["connections"])
    good = json.loads(command(tmp_path, "check", "--online", "--json").stdout)
    assert [c["ok"] for c in good["connections"]] == [True, True], good["connections"]
    assert len(stub.asked) == 3                 # one token for both


def test_a_person_signs_in_by_a_code_and_the_mailbox_has_its_token(
    stub: TokenStub, certificates: Certificates, tmp_path: Path
) -> None:
    pytest.importorskip("msal", reason="needs msal (the extra m365)")
    secure = TokenStub(certificates).start()
    try:
        text = CONFIG.format(imap=1, smtp=1, user="u", endpoint=f"{secure.base}/oauth2/v2.0/token", more="",
                             ca=certificates.ca_file, oauth='flow = "refresh-token"')
        (tmp_path / "config.toml").write_text(text)
        assert "nobody has signed in yet" in command(tmp_path, "check").stdout
        secure.give("access-1", refresh="refresh-from-sign-in")
        done = command(tmp_path, "login", "support")
        assert done.exit_code == 0, done.output
        assert "open https://device.example and type ABCD-EFGH" in done.stdout
        assert "refresh-from-sign-in" not in done.output
        assert "nobody has signed in yet" not in command(tmp_path, "check").stdout
        section = secure.oauth(flow="refresh-token", client_secret_env="")
        secure.give("access-2", refresh="rotated")
        later = datetime.now(UTC).replace(year=datetime.now(UTC).year + 1)
        assert oauth_tokens.token("support", section, tmp_path / "data", later) == "access-2"
        assert secure.asked[-1]["refresh_token"] == "refresh-from-sign-in"
        secure.refuse("expired_token", "the code was not typed in time")
        late = command(tmp_path, "login", "support")
        assert late.exit_code == 1
        assert "not signed in: expired_token" in late.stderr
    finally:
        secure.stop()


def test_sign_in_without_the_extra_or_without_need_is_one_line(
    stub: TokenStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = f"{stub.base}/oauth2/v2.0/token"
    (tmp_path / "config.toml").write_text(CONFIG.format(
        imap=1, smtp=1, user="u", endpoint=endpoint, ca="", more="", oauth='flow = "refresh-token"'))
    monkeypatch.setitem(__import__("sys").modules, "msal", None)
    missing = command(tmp_path, "login", "support")
    assert (missing.exit_code, missing.stderr) == (
        2, "mailtriage: signing in needs the extra m365: pip install 'mailtriage[m365]'\n")
    assert "there are: support" in command(tmp_path, "login", "suport").stderr
    (tmp_path / "config.toml").write_text(CONFIG.format(
        imap=1, smtp=1, user="u", endpoint=endpoint, ca="", more="", oauth='client_secret_env = "X"'))
    assert "needs no sign-in" in command(tmp_path, "login", "support").stderr
