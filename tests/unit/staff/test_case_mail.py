"""Agents' own mail: a customer's new mail goes to the agent, the agent's answer to the customer, after the same checks."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from mailtriage.model import tokens
from mailtriage.model.case import CaseMail, Direction
from mailtriage.model.ledger import Outcome
from mailtriage.model.outgoing import Outgoing
from mailtriage.staff import people
from mailtriage.work import cases
from tests.unit.staff.mailed import Post


@pytest.fixture
def post(tmp_path: Path) -> Post:
    post = Post(tmp_path, "thandi", "sipho")
    for login in ("thandi", "sipho"):
        people.set_mail(post.desk.store, login, case_mail=True)
    return post


def assigned(post: Post, to: str = "thandi") -> str:
    number = post.asks().case
    cases.assign(post.desk, number, "sipho", to)
    post.tell()
    return number


def news(post: Post, login: str = "thandi") -> EmailMessage:
    found = post.offered(login, "case-news")[-1]
    assert isinstance(found, EmailMessage)
    return found


def replies(post: Post, number: str) -> list[Outgoing]:
    return [row for row in post.world.outgoing_rows() if row.case == number and row.purpose == "reply"]


def writes_again(post: Post, number: str) -> None:
    ack = next(r for r in post.world.outgoing_rows() if r.case == number and r.recipients[0].address == "c1@s1.example")
    post.answers(ack.message_id, "It still fails, and now the screen is blank.", by="c1@s1.example")


def test_the_agent_who_has_the_case_is_told_once_of_each_mail(post: Post) -> None:
    number = assigned(post)
    assert [r.recipients[0].address for r in post.rows("case-news")] == ["thandi@cadents.example"]
    assert post.tell() == 0
    writes_again(post, number)
    post.tell()
    assert len(post.rows("case-news")) == 2
    assert "the screen is blank" in news(post).get_body(("plain",)).get_content()    # type: ignore[union-attr]
    people.set_mail(post.desk.store, "thandi", case_mail=False)
    writes_again(post, number)
    post.tell()
    assert len(post.rows("case-news")) == 2


def test_the_answer_goes_to_the_customer_as_from_the_support_address(post: Post) -> None:
    number = assigned(post)
    row = post.answers(news(post), "Hello,\r\n\r\nplease restart the gateway.\r\n\r\n-- \r\nThandi, mobile 555 0143 88")
    assert (row.outcome, row.case) == (Outcome.STAFF_COMMAND, number), row.reason
    (out,) = replies(post, number)
    assert [r.address for r in out.recipients] == ["c1@s1.example"] and out.envelope_from == "support@cadents.example"
    raw = post.desk.raw.get(out.raw)
    assert b"please restart the gateway" in raw and b"0143" not in raw and b"mobile" not in raw and b"thandi" not in raw.lower()
    assert (out.not_before - post.world.now).total_seconds() == 10
    assert post.world.case(number).participants == ("c1@s1.example",)
    assert "already" in post.answers(news(post), "And once more.").reason
    assert len(replies(post, number)) == 1


def test_a_first_line_note_stays_inside(post: Post) -> None:
    number = assigned(post)
    post.answers(news(post), "Note\r\nThey have the old firmware.")
    with post.desk.store.view() as view:
        (note,) = [m for m in view.find(CaseMail, "case", number) if m.direction is Direction.NOTE]
    assert (note.sender, note.snippet) == ("thandi", "They have the old firmware.")
    assert not replies(post, number)


@pytest.mark.parametrize("how, why", [
    ({"dmarc": ""}, "unverified"), ({"dmarc": "fail"}, "failed"), ({"by": "sipho@cadents.example"}, "not sent to"),
    ({"by": "eve@evil.example"}, "is none"), ({"extra": "Auto-Submitted: auto-replied\r\n"}, "automatic"),
    ({"text": "ok"}, "no words"), ({"text": ""}, "no words"), ({"text": "note"}, "stands the note"),
    ({"text": "edit"}, "no words"),
])
def test_what_is_forged_or_says_nothing_reaches_nobody(post: Post, how: dict[str, str], why: str) -> None:
    number = assigned(post)
    row = post.answers(news(post), **{"text": "Hello.", **how})
    assert why in row.reason
    assert not replies(post, number) and len(post.world.cases) == 1


def test_an_answer_that_came_too_late_is_not_sent(post: Post) -> None:
    number = assigned(post)
    first = news(post)
    writes_again(post, number)
    assert "wrote again" in post.answers(first, "Please restart it.").reason
    post.tell()
    cases.assign(post.desk, number, "sipho", "sipho")
    assert "sipho's now" in post.answers(news(post), "Please restart it.").reason
    cases.assign(post.desk, number, "sipho", "thandi")
    people.set_mail(post.desk.store, "thandi", case_mail=False)
    assert "does not answer by mail" in post.answers(news(post), "Please restart it.").reason
    people.set_mail(post.desk.store, "thandi", case_mail=True)
    post.passes(days=3, seconds=1)
    assert "over" in post.answers(news(post), "Please restart it.").reason
    assert not replies(post, number)


def test_an_out_of_office_of_the_customer_is_no_news_and_stops_no_answer(post: Post) -> None:
    number = assigned(post)
    first = news(post)
    ack = next(r for r in post.world.outgoing_rows() if r.case == number and r.recipients[0].address == "c1@s1.example")
    away = post.answers(ack.message_id, "I am away.", by="c1@s1.example", extra="Auto-Submitted: auto-replied\r\n")
    assert (away.outcome, away.case) == (Outcome.MACHINE, number)
    assert post.tell() == 0
    assert post.answers(first, "Please restart it.").outcome == Outcome.STAFF_COMMAND
    assert len(replies(post, number)) == 1


def test_a_token_of_one_purpose_never_serves_the_other(post: Post) -> None:
    number = assigned(post)
    mine = str(news(post)["Message-ID"])
    offer = str(post.offered("thandi")[0]["Message-ID"])
    keys = post.desk.keys
    assert tokens.read_of_staff(keys, mine, tokens.APPROVE) is None
    assert tokens.read_of_staff(keys, offer, tokens.ANSWER) is None
    assert tokens.read(keys, mine) is None
    (draft,) = post.world.drafts(number)
    for forged in (mine.replace("mt1.n.", "mt1.a."), offer.replace("mt1.a.", "mt1.n.")):
        assert "none of ours" in post.answers(forged, "ok").reason
    assert "no words" in post.answers(mine, "ok").reason
    assert "first line" in post.answers(offer, "Please restart it.").reason
    assert post.waits(draft) and not replies(post, number)


def test_every_flipped_bit_of_a_token_is_refused(post: Post) -> None:
    assigned(post)
    mine = str(news(post)["Message-ID"])
    local, domain = mine[1:-1].split("@")
    flips = {f"<{local[:at]}{chr(ord(c) ^ 1 << bit)}{local[at + 1:]}@{domain}>"
             for at, c in enumerate(local) for bit in range(8)}
    same = {f for f in flips if f.lower() == mine.lower()}
    assert len(flips) > 800
    assert not [f for f in flips - same if tokens.read_of_staff(post.desk.keys, f, tokens.ANSWER)]
