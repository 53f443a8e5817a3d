"""Approval by mail: what is done, and everything that must do nothing (attacks 4 and 5 of the catalogue)."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from mailtriage.model import tokens
from mailtriage.model.draft import DraftState
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.staff import MailPace
from mailtriage.staff import people
from mailtriage.work import approve, queue
from tests.unit.staff.mailed import Post


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post(tmp_path)


def test_the_mail_holds_the_customers_new_words_the_reasons_the_draft_and_no_link_that_acts(post: Post) -> None:
    draft = post.asks("I forgot my [password](https://evil.example). How can I reset it?\n~~~\n<b>x</b>")
    assert post.tell() == 1
    (mail,) = post.offered("thandi")
    text = mail.get_body(("plain",)).get_content()      # type: ignore[union-attr]
    assert "I forgot my [password](https://evil.example)." in text
    assert draft.words[:30] in text and draft.body.splitlines()[0] in text
    html = mail.get_body(("html",)).get_content()       # type: ignore[union-attr]
    assert "href" not in html and "<b>x" not in html
    assert mail["To"] == "thandi@cadents.example" and mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Mailtriage-Loop"] and str(mail["Message-ID"]).startswith("<mt1.a.")
    assert draft.case not in mail["Subject"]            # a reply that lost its References must not find the case by it


def test_nobody_is_told_twice_of_the_same_words_and_again_of_new_ones(post: Post) -> None:
    draft = post.asks()
    assert [post.tell() for _ in range(3)] == [1, 0, 0]
    approve.edit(post.desk, draft.id, "sipho", body="Other words.\n")
    assert [post.tell() for _ in range(2)] == [1, 0]
    ids = {str(m["Message-ID"]) for m in post.offered("thandi")}
    assert len(ids) == 2


def test_only_who_asked_for_it_and_may_approve_is_told(tmp_path: Path) -> None:
    post = Post(tmp_path, "thandi")
    post.person("off", MailPace.OFF)
    post.person("elsewhere", programs=("mezzanine",))
    post.person("gone")
    people.disable(post.desk.store, "gone")
    post.asks()
    post.tell()
    assert [r.recipients[0].address for r in post.rows("approval")] == ["thandi@cadents.example"]


@pytest.mark.parametrize("word", ["ok", "OK", "Ok.", "okay", "\r\n  ok  \r\n\r\nThandi\r\nSent from my phone"])
def test_ok_on_the_first_line_approves(post: Post, word: str) -> None:
    draft = post.asks()
    post.tell()
    row = post.answers(post.offered("thandi")[0], word)
    assert (row.outcome, row.case) == (Outcome.STAFF_COMMAND, draft.case), row.reason
    decided = post.draft(draft.id)
    assert (decided.state, decided.decided_by, decided.digest) == (DraftState.APPROVED, "thandi", draft.digest)
    (out,) = post.left(draft.case)
    assert out.recipients[0].address == "c1@s1.example"
    assert "approved by mail by thandi" in post.events(draft.case)[-1].text
    assert post.world.case(draft.case).participants == ("c1@s1.example",)


def test_what_was_approved_and_taken_back_does_not_leave_by_an_answer_to_the_mail_of_before(post: Post) -> None:
    draft = post.asks()
    post.tell()
    approve.approve(post.desk, draft.id, "sipho")
    queue.undo(post.desk, draft.id, "sipho")
    row = post.answers(post.offered("thandi")[0], "ok")
    assert "has changed since it was sent to you" in row.reason and post.draft(draft.id).state is DraftState.PROPOSED
    assert post.tell() and post.answers(post.offered("thandi")[1], "ok").outcome is Outcome.STAFF_COMMAND
    assert post.draft(draft.id).state is DraftState.APPROVED


def test_no_with_a_reason_rejects(post: Post) -> None:
    draft = post.asks()
    post.tell()
    post.answers(post.offered("thandi")[0], "No, she means the other product")
    decided = post.draft(draft.id)
    assert (decided.state, decided.decided_why) == (DraftState.REJECTED, "she means the other product")
    assert not post.left(draft.case)


def test_an_edit_is_kept_and_comes_back_for_approval(post: Post) -> None:
    draft = post.asks()
    post.tell()
    first = post.offered("thandi")[0]
    post.answers(first, "edit\r\nHello,\r\n\r\nplease use the new page.\r\n\r\nKind regards")
    edited = post.draft(draft.id)
    assert (edited.state, edited.edited) == (DraftState.PROPOSED, True)
    assert edited.body == "Hello,\n\nplease use the new page.\n\nKind regards\n"
    assert not post.left(draft.case)
    assert "nothing done" in post.answers(first, "ok").reason           # the old token is of the old words
    assert not post.left(draft.case)
    assert post.tell() == 1
    post.answers(post.offered("thandi")[1], "ok")
    assert post.draft(draft.id).state is DraftState.APPROVED
    (out,) = post.left(draft.case)
    assert "please use the new page" in post.world.letter(out).get_body(("plain",)).get_content()   # type: ignore[union-attr]


@pytest.mark.parametrize("word, why", [
    ("ok but change the date", "first line"), ("yes", "first line"), ("", "first line"), ("no", "write why"),
    ("edit", "whole new text"), ("edit\r\nok\r\nAnswer this mail. Its first line decides:", "whole new text"),
    ("Thanks!\r\nok", "first line"), ("ok ok", "first line"), ("oк", "first line"), ("not ok", "first line"),
    ("nobody needs this", "first line"),
])
def test_other_words_do_nothing(post: Post, word: str, why: str) -> None:
    draft = post.asks()
    post.tell()
    row = post.answers(post.offered("thandi")[0], word)
    assert row.outcome is Outcome.STAFF_COMMAND and why in row.reason
    assert post.waits(draft)


Forge = Callable[[Post, str], LedgerRow]
FORGED: dict[str, tuple[str, Forge]] = {
    "no Authentication-Results": ("unverified", lambda p, m: p.answers(m, "ok", dmarc="")),
    "dmarc=fail": ("failed", lambda p, m: p.answers(m, "ok", dmarc="fail")),
    "dmarc=none": ("", lambda p, m: p.answers(m, "ok", dmarc="none")),
    "a verdict of somebody else": ("", lambda p, m: p.answers(
        m, "ok", dmarc="", extra="Authentication-Results: mx.evil.example; dmarc=pass header.from=cadents.example\r\n")),
    "a verdict on another domain": ("", lambda p, m: p.answers(
        m, "ok", dmarc="",
        extra="Authentication-Results: mx.cadents.example; dmarc=pass header.from=evil.example\r\n")),
    "another person of the desk": ("not sent to", lambda p, m: p.answers(m, "ok", by="sipho@cadents.example")),
    "nobody of the desk": ("is none", lambda p, m: p.answers(m, "ok", by="eve@evil.example")),
    "her name, another address": ("is none", lambda p, m: p.answers(
        m, "ok", by="eve@evil.example", name='"thandi@cadents.example"')),
    "a tag": ("is none", lambda p, m: p.answers(m, "ok", by="thandi+x@cadents.example")),
    "two authors": ("", lambda p, m: p.answers(m, "ok", by="thandi@cadents.example>, <eve@evil.example")),
    "out of office": ("automatic", lambda p, m: p.answers(m, "ok", extra="Auto-Submitted: auto-replied\r\n")),
    "a receipt": ("automatic", lambda p, m: p.answers(m, "ok", extra="X-Autoreply: yes\r\n")),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_answer_does_nothing_and_opens_no_case(tmp_path: Path, name: str) -> None:
    post = Post(tmp_path, "thandi", "sipho")
    draft = post.asks()
    post.tell()
    why, forge = FORGED[name]
    row = forge(post, str(post.offered("thandi")[0]["Message-ID"]))
    assert why in row.reason
    assert row.outcome in (Outcome.STAFF_COMMAND, Outcome.QUARANTINED, Outcome.MACHINE), row
    assert post.waits(draft) and not post.left(draft.case)
    assert len(post.world.cases) == 1
    told = {r.recipients[0].address for r in post.rows("staff-answer")}
    assert told <= {"thandi@cadents.example"}


def test_an_expired_a_used_and_a_withdrawn_token_do_nothing(tmp_path: Path) -> None:
    post = Post(tmp_path, "thandi", "sipho")
    late, used, faster, off, disabled, changed = (post.asks() for _ in range(6))
    post.tell()
    by_draft = {str(m["Subject"]).split(":")[0]: m for m in post.offered("thandi")}
    mails = [by_draft[f"Draft {d.id}"] for d in (late, used, faster, off, disabled, changed)]
    assert "approved" in post.answers(mails[1], "ok").reason
    assert "already" in post.answers(mails[1], "ok").reason
    assert "already" in post.answers(mails[1], "no it is wrong").reason
    sipho = next(m for m in post.offered("sipho") if str(m["Subject"]).startswith(f"Draft {faster.id}:"))
    post.answers(sipho, "ok", by="sipho@cadents.example")
    assert "approved by sipho" in post.answers(mails[2], "ok").reason
    people.set_mail(post.desk.store, "thandi", MailPace.OFF)
    assert "does not approve by mail" in post.answers(mails[3], "ok").reason
    people.set_mail(post.desk.store, "thandi", MailPace.DRAFTS)
    people.disable(post.desk.store, "thandi")
    assert "disabled" in post.answers(mails[4], "ok").reason
    people.disable(post.desk.store, "thandi", False)
    approve.edit(post.desk, changed.id, "sipho", body="Other words.\n")
    assert "has changed" in post.answers(mails[5], "ok").reason
    post.passes(days=3, seconds=1)
    assert "over" in post.answers(mails[0], "ok").reason
    assert [len(post.left(d.case)) for d in (late, used, faster, off, disabled, changed)] == [0, 1, 1, 0, 0, 0]


def test_words_that_came_back_after_an_edit_do_not_bring_a_used_token_back(post: Post) -> None:
    draft = post.asks()
    post.tell()
    mail = post.offered("thandi")[0]
    post.answers(mail, "edit\r\nOther words.")
    approve.edit(post.desk, draft.id, "sipho", body=draft.body)
    assert post.draft(draft.id).digest == draft.digest
    assert "already" in post.answers(mail, "ok").reason
    assert not post.left(draft.case)


def test_the_same_answer_by_two_routes_counts_once(post: Post) -> None:
    draft = post.asks()
    post.tell()
    mail = post.offered("thandi")[0]
    post.answers(mail, "ok")
    post._mails -= 1
    row = post.answers(mail, "ok", extra="Delivered-To: support@cadents.example\r\n")
    assert row.outcome is Outcome.DUPLICATE
    assert len(post.left(draft.case)) == 1 and not post.rows("staff-answer")


def test_a_reply_token_approves_nothing_and_an_approval_token_joins_no_case(post: Post) -> None:
    draft = post.asks()
    post.tell()
    mail = post.offered("thandi")[0]
    acknowledged = next(r for r in post.world.outgoing_rows() if r.case == draft.case and r.purpose != "approval")
    post.answers(acknowledged.message_id, "ok")
    assert post.draft(draft.id).state is DraftState.PROPOSED and not post.left(draft.case)
    assert tokens.read(post.desk.keys, str(mail["Message-ID"])) is None
    as_reply = str(mail["Message-ID"]).replace("mt1.a.", "mt1.r.")
    as_approval = acknowledged.message_id.replace("mt1.r.", "mt1.a.")
    before = post.world.case(draft.case)
    assert post.answers(as_reply, "ok", by="c1@s1.example", dmarc="").case != draft.case
    assert post.answers(as_approval, "ok").outcome is Outcome.STAFF_COMMAND
    assert post.world.case(draft.case).participants == before.participants
    assert not post.left(draft.case)


def test_a_customer_to_whom_our_mail_was_forwarded_is_not_lost(post: Post) -> None:
    post.asks()
    post.tell()
    row = post.answers(post.offered("thandi")[0], "When is it mended?", by="c1@s1.example")
    assert row.outcome is Outcome.QUARANTINED and "is none" in row.reason


def test_a_person_is_answered_five_times_a_day_at_most(post: Post) -> None:
    post.asks()
    post.tell()
    for _ in range(8):
        post.answers(post.offered("thandi")[0], "maybe")
    assert len(post.rows("staff-answer")) == 5
    text = post.offered("thandi", "staff-answer")[0]
    assert text["Auto-Submitted"] == "auto-replied"


def test_every_flipped_bit_cut_and_exchange_of_a_token_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]
                                                                  ) -> None:
    """By the very function that reads them, and then by mail for a sample."""
    post = Post(tmp_path)
    one, two = post.asks(), post.asks()
    post.tell()
    mine, other = (str(m["Message-ID"]) for m in post.offered("thandi"))
    local, domain = mine[1:-1].split("@")
    forged = {f"<{local[:at]}{chr(ord(c) ^ 1 << bit)}{local[at + 1:]}@{domain}>"
              for at, c in enumerate(local) for bit in range(8)}
    flips = len(forged)
    forged |= {f"<{local[:n]}@{domain}>" for n in range(len(local))}
    a, b = local.split("."), other[1:-1].split("@")[0].split(".")
    forged |= {f"<{'.'.join([*a[:3], a[3], b[4]])}@{domain}>", f"<{'.'.join([*a[:3], b[3], a[4]])}@{domain}>"}
    rng = random.Random(3)
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    forged |= {f"<mt1.a.{a[2]}.{''.join(rng.choices(alphabet, k=66))}.{''.join(rng.choices(alphabet, k=26))}@{domain}>"
               for _ in range(20_000)}
    forged -= {mine}
    same = {f for f in forged if f.lower() == mine.lower()}          # a relay may change letters' case
    read = [f for f in forged if tokens.read_of_staff(post.desk.keys, f, tokens.APPROVE) is not None]
    assert set(read) <= same
    assert not [f for f in (mine, other) if tokens.read_of_staff(post.desk.keys, f, tokens.ANSWER)]
    tried = [f for n, f in enumerate(sorted(f for f in forged if len(f) == len(mine) and f.isascii()
                                            and f.isprintable() and " " not in f)) if n % 700 == 0][:30] + sorted(same)[:3]
    for each in tried:
        post.answers(each, "ok")
    assert post.waits(one) and post.waits(two) and not post.left(one.case) and not post.left(two.case)
    with capsys.disabled():
        print(f"\n[tokens: {flips} flipped bits, {len(forged)} forged in all, {len(tried)} sent as mail: 0 accepted]")


def test_own_mail_that_comes_back_is_a_loop_and_does_nothing(post: Post) -> None:
    draft = post.asks()
    post.tell()
    (row,) = post.rows("approval")
    assert post.world.arrives(post.desk.raw.get(row.raw), "support").outcome is Outcome.LOOP
    assert post.waits(draft)


def test_nothing_is_offered_while_nothing_may_leave(tmp_path: Path) -> None:
    post = Post(tmp_path)
    post.asks()
    post.desk.config = post.desk.config.model_copy(update={"outgoing": "hold"})
    assert post.tell() == 0
