"""A mail over the limit on a real Dovecot: its body is never asked for, its sender hears of it once, `verify` and `status`
count it, and the mails beside it are handled as ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from mailtriage.intake.imap import Session
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.passes import CUSTOMER, Passes, passes, request
from tests.servers.smtp_sink import SmtpSink


@pytest.fixture
def desk(
    tmp_path: Path, dovecot: Dovecot, user: str, plain_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Passes]:
    monkeypatch.setenv("MAILTRIAGE_TEST_PASSWORD", PASSWORD)
    with passes(tmp_path, dovecot, user, plain_sink) as made:
        limits = made.desk.config.limits.model_copy(update={"mail_bytes": 64 * 1024})
        made.desk.config = made.desk.config.model_copy(update={"limits": limits})
        made.once()
        yield made


def test_the_body_is_never_asked_for_and_the_sender_hears_of_it_once(
    desk: Passes, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    whole = Session.bodies

    def bodies(session: Session, uids: Sequence[int], expect: int) -> dict[int, bytes]:
        asked.extend(uids)
        return whole(session, uids, expect)

    monkeypatch.setattr(Session, "bodies", bodies)
    big = request(1, ("x" * 70 + "\r\n") * 2000)
    desk.dovecot.deliver(desk.user, big, request(2).replace(CUSTOMER.encode(), b"kari@mill.example"))
    for _ in range(3):
        desk.once()
    assert asked == [2]
    assert sorted(desk.rows()) == [("INBOX", "held"), ("INBOX", "new-case")]
    told = {str(mail["To"]): mail.get_body(("plain",)).get_content() for mail in desk.answers()}  # type: ignore[union-attr]
    assert len(desk.answers()) == 2 and set(told) == {CUSTOMER, "kari@mill.example"}
    assert "0.1 MiB" in told[CUSTOMER] and "too large" in told[CUSTOMER]
    assert "too large" not in told["kari@mill.example"]
    report = desk.verified()
    assert "received 2 = 1 new-case + 1 held · unexplained 0" in report.sentence()
    assert desk.status()["counts"]["unread"] == 1
