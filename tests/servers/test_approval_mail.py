"""Approval by mail on real servers: the draft leaves for the approver, the answer comes by IMAP, the customer gets it.

Dovecot stands where the trusted hop is: what it holds has been judged, so the tests write its Authentication-Results.
"""

from __future__ import annotations

import email.message
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.staff import MailPace, Role
from mailtriage.staff import people
from mailtriage.work import cases
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.passes import CUSTOMER, Passes, passes, request
from tests.servers.smtp_sink import SmtpSink

HOP = "mx.cadents.example"


@pytest.fixture
def desk(tmp_path: Path, dovecot: Dovecot, user: str, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
         ) -> Iterator[Passes]:
    monkeypatch.setenv("MAILTRIAGE_TEST_PASSWORD", PASSWORD)
    with passes(tmp_path, dovecot, user, smtp_sink, trusted_authserv_id=HOP) as desk:
        for login in ("thandi", "sipho"):
            people.add(desk.desk.store, login, name=login.title(), address=f"{login}@cadents.example",
                       role=Role.AGENT, programs=(), now=desk.desk.clock())
        people.set_mail(desk.desk.store, "thandi", MailPace.DRAFTS)
        desk.once()
        dovecot.deliver(user, request(1, "I forgot my password. How can I reset it?"))
        desk.once()
        yield desk


def offers(desk: Passes) -> list[email.message.EmailMessage]:
    return [m for m in desk.answers() if m["To"] == "thandi@cadents.example" and m["Subject"].startswith("Draft")]


def draft_of(desk: Passes, offer: email.message.EmailMessage) -> Draft:
    number = int(str(offer["Subject"]).split(":")[0].removeprefix("Draft "))
    return next(d for d in desk.all(Draft) if d.id == number)


def typed(n: int, to: str, words: str, *, by: str = "thandi@cadents.example", verdict: str = "pass", extra: str = ""
          ) -> bytes:
    heard = f"Authentication-Results: {HOP}; dmarc={verdict} header.from=cadents.example\r\n" if verdict else ""
    return (f"{heard}From: {by}\r\nTo: support@cadents.example\r\nMessage-ID: <phone{n}@cadents.example>\r\n"
            f"In-Reply-To: {to}\r\nReferences: {to}\r\nSubject: Re: Draft\r\n{extra}"
            f"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n\r\n{words}\r\n").encode()


def to_the_customer(desk: Passes) -> int:
    return sum(1 for m in desk.sink.mails if m.recipients == (CUSTOMER,))


def later(desk: Passes, **time: float) -> None:
    clock = desk.desk.clock
    desk.desk.clock = lambda: clock() + timedelta(**time)


def test_edited_then_approved_by_mail_the_customer_gets_those_words_once(desk: Passes) -> None:
    offer = offers(desk)[0]
    waiting = draft_of(desk, offer)
    before = to_the_customer(desk)
    desk.dovecot.deliver(desk.user, typed(1, offer["Message-ID"], "edit\r\nPlease use the new page.\r\n\r\nKind regards"))
    desk.once()
    again = offers(desk)[-1]
    assert again["Message-ID"] != offer["Message-ID"] and to_the_customer(desk) == before
    desk.dovecot.deliver(desk.user, typed(2, again["Message-ID"], "ok"))
    desk.once()
    later(desk, seconds=11)
    desk.once()
    desk.once()
    assert to_the_customer(desk) == before + 1
    body = desk.answers()[-1].get_body(("plain",)).get_content()        # type: ignore[union-attr]
    assert "Please use the new page." in body
    approved = next(d for d in desk.all(Draft) if d.id == waiting.id)
    assert (approved.state, approved.decided_by, approved.edited) == (DraftState.APPROVED, "thandi", True)
    assert [o for _, o in desk.rows()].count("staff-command") == 2
    assert len({row.case for row in desk.all(LedgerRow) if row.case}) == 1
    desk.verified()


def test_what_is_forged_replayed_late_or_somebody_elses_approves_nothing(
    desk: Passes, capsys: pytest.CaptureFixture[str]
) -> None:
    offer = offers(desk)[0]
    mine, draft = str(offer["Message-ID"]), draft_of(desk, offer)
    before = to_the_customer(desk)
    cut = mine[:60] + ("a" if mine[60] != "a" else "b") + mine[61:]
    acknowledged = next(m["Message-ID"] for m in desk.answers() if m["To"] == CUSTOMER)
    tries = [
        typed(1, mine, "ok", verdict=""), typed(2, mine, "ok", verdict="fail"), typed(3, mine, "ok", verdict="none"),
        typed(4, mine, "ok", by="sipho@cadents.example"), typed(5, mine, "ok", by="eve@cadents.example"),
        typed(6, cut, "ok"), typed(7, acknowledged, "ok"), typed(8, acknowledged.replace("mt1.r.", "mt1.a."), "ok"),
        typed(9, mine, "ok", extra="Auto-Submitted: auto-replied\r\n"), typed(10, mine, "ok, but not today"),
    ]
    desk.dovecot.deliver(desk.user, *tries)
    desk.once()
    assert next(d for d in desk.all(Draft) if d.id == draft.id) == draft
    people.disable(desk.desk.store, "thandi")
    desk.dovecot.deliver(desk.user, typed(11, mine, "ok"))
    desk.once()
    people.disable(desk.desk.store, "thandi", False)
    later(desk, days=3, minutes=1)
    desk.dovecot.deliver(desk.user, typed(12, mine, "ok"))
    desk.once()
    assert next(d for d in desk.all(Draft) if d.id == draft.id).state is DraftState.PROPOSED
    assert to_the_customer(desk) == before
    reasons = [r.reason for r in desk.all(LedgerRow) if r.outcome is Outcome.STAFF_COMMAND]
    assert all(why.startswith("nothing done") for why in reasons)
    with capsys.disabled():
        print(f"\n[approval by mail on Dovecot: {len(tries) + 2} forged, late, foreign: 0 accepted]")


def test_an_answer_sent_twice_leaves_once(desk: Passes) -> None:
    mine = str(offers(desk)[0]["Message-ID"])
    before = to_the_customer(desk)
    desk.dovecot.deliver(desk.user, typed(1, mine, "ok"), typed(1, mine, "ok"), typed(2, mine, "ok"))
    desk.once()
    later(desk, seconds=11)
    desk.once()
    assert to_the_customer(desk) == before + 1


def test_an_agent_answers_a_customer_from_a_mail_program(desk: Passes) -> None:
    number = desk.case().number
    people.set_mail(desk.desk.store, "sipho", case_mail=True)
    cases.assign(desk.desk, number, "thandi", "sipho")
    desk.once()
    (told,) = [m for m in desk.answers() if m["To"] == "sipho@cadents.example"]
    before = to_the_customer(desk)
    by = "sipho@cadents.example"
    desk.dovecot.deliver(
        desk.user, typed(1, told["Message-ID"], "Forged.", by=by, verdict=""),
        typed(2, told["Message-ID"], "Please restart the gateway.", by=by),
        typed(3, told["Message-ID"], "Please restart it again.", by=by))
    desk.once()
    later(desk, seconds=11)
    desk.once()
    assert to_the_customer(desk) == before + 1
    answer = desk.answers()[-1]
    assert "support@cadents.example" in answer["From"] and answer["Auto-Submitted"] is None
    assert "Please restart the gateway." in answer.get_body(("plain",)).get_content()       # type: ignore[union-attr]
    assert desk.case().first_response is not None
    desk.verified()
