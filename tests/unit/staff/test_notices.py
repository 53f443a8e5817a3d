"""What needs a person is told to those who asked for it: once, grouped, at their pace, and never in a loop."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.model.staff import MailPace
from mailtriage.model.told import Told
from mailtriage.staff import people
from mailtriage.staff.tell import tell
from mailtriage.work import breaker
from mailtriage.work.tick import tick
from tests.bounces import bounce
from tests.unit.staff.mailed import NOW, Post

POISON = b"From: a@one.example, b@two.example\r\nTo: support@cadents.example\r\nSubject: who?\r\n\r\nhi\r\n"


@pytest.fixture
def post(tmp_path: Path) -> Post:
    post = Post(tmp_path)
    people.set_mail(post.desk.store, "thandi", MailPace.OFF)
    return post


def wishes(post: Post, login: str = "thandi", **wish: Any) -> None:
    people.set_wish(post.desk.store, login, post.world.now, **wish)


def notices(post: Post, login: str = "thandi") -> list[tuple[str, str]]:
    """Subject and words of each."""
    def words(mail: EmailMessage) -> str:
        part = mail.get_body(("plain",))
        assert part is not None
        return " ".join(str(part.get_content()).split())        # as one line: it is wrapped
    return [(str(m["Subject"]), words(m)) for m in post.offered(login, "notice") if isinstance(m, EmailMessage)]


def opens_the_breaker(post: Post) -> None:
    with post.desk.store.unit() as unit:
        unit.set_setting(breaker.SETTING, {"opened": post.world.now.isoformat(), "why": "300 answers in an hour"})


def test_nobody_hears_anything_who_did_not_ask(post: Post) -> None:
    post.world.arrives(POISON, "support")
    assert post.tell() == 0 and not post.rows("notice")


def test_what_needs_one_comes_in_one_mail_and_only_once(post: Post) -> None:
    wishes(post, notify=people.Notify.EACH)
    draft = post.asks()
    post.world.arrives(POISON, "support")
    opens_the_breaker(post)
    assert post.tell() == 1
    assert post.tell() == 0
    assert draft.due is not None
    post.world.now = draft.due
    post.passes(minutes=-30)
    assert post.tell() == 1
    post.passes(minutes=31)
    tick(post.desk)
    assert post.tell() == 1
    post.passes(hours=2)
    assert post.tell() == 0
    first, second, third = notices(post)
    assert first[0] == "The breaker is open, 1 in quarantine"
    assert "no answer leaves by itself since 2026-11-23 09:00 UTC: 300 answers in an hour" in first[1]
    assert "1 draft waits in all." in first[1]
    assert second[0] == "1 due soon" and draft.case in second[1] and f"draft {draft.id}, {draft.text}" in second[1]
    assert third[0] == "1 missed" and "first-response was due" in third[1]


def test_a_mail_that_may_have_left_is_told_but_never_a_notice_itself(post: Post) -> None:
    wishes(post, notify=people.Notify.EACH)
    post.asks()
    rows = post.world.outgoing_rows()
    with post.desk.store.unit() as unit:
        for row in rows:
            from dataclasses import replace
            unit.put(replace(row, state=OutState.UNKNOWN))
    assert post.tell() == 1 and "of unknown fate" in notices(post)[0][0]
    with post.desk.store.unit() as unit:
        unit.put(replace(post.rows("notice")[0], state=OutState.UNKNOWN))
    post.passes(minutes=10)
    assert post.tell() == 0


def test_digests_come_at_their_times_by_the_persons_clock_and_not_when_there_is_nothing(post: Post) -> None:
    wishes(post, digest="08:00,13:00", zone="Europe/Oslo")          # NOW is 10:00 there
    post.world.arrives(POISON, "support")
    assert post.tell() == 0, "the digest of 08:00 was before she asked for any"
    post.passes(hours=2, minutes=59)
    assert post.tell() == 0
    post.passes(minutes=1)
    assert post.tell() == 1
    post.passes(hours=20)
    assert post.tell() == 0, "08:00 came and there was nothing new"
    post.world.arrives(POISON.replace(b"who?", b"who else?"), "support")
    assert post.tell() == 0, "what comes later waits for 13:00"
    post.passes(hours=4)
    assert post.tell() == 1
    assert [subject for subject, _ in notices(post)] == ["1 in quarantine", "1 in quarantine"]


def test_a_digest_tells_what_is_due_before_the_next_one(post: Post) -> None:
    wishes(post, digest="11:05,16:00", zone="Africa/Johannesburg")      # two hours ahead of UTC
    draft = post.asks()
    assert draft.due is not None and (draft.due - NOW).total_seconds() == 4 * 3600
    post.passes(minutes=5)
    assert post.tell() == 1 and f"{draft.case} “Locked out 1”" in notices(post)[0][1]
    assert "due Monday 23 November, 15:00 (SAST)" in notices(post)[0][1], "by her clock"


def test_in_quiet_hours_nothing_comes_but_what_is_urgent_for_who_asked(post: Post) -> None:
    post.person("sipho", MailPace.DRAFTS)
    people.set_mail(post.desk.store, "sipho", case_mail=True)
    wishes(post, notify=people.Notify.EACH, quiet="08:00-12:00", zone="UTC", urgent=True)
    wishes(post, "sipho", notify=people.Notify.EACH, quiet="08:00-12:00", zone="UTC")
    post.world.arrives(POISON, "support")
    draft = post.asks()
    assert post.tell() == 0, "no draft by mail either"
    opens_the_breaker(post)
    assert post.tell() == 1 and [s for s, _ in notices(post)] == ["The breaker is open"]
    post.passes(hours=3)
    assert post.tell() == 3
    assert [s for s, _ in notices(post)][1:] == ["1 due soon, 1 in quarantine"]
    assert [s for s, _ in notices(post, "sipho")] == ["The breaker is open, 1 due soon, 1 in quarantine"]
    assert len(post.offered("sipho")) == 1 and draft.case


def test_people_hear_only_of_their_programs(post: Post) -> None:
    post.person("other", MailPace.OFF, programs=("elsewhere",))
    wishes(post, "other", notify=people.Notify.EACH)
    post.world.arrives(POISON, "support")
    assert post.tell() == 0
    opens_the_breaker(post)
    assert post.tell() == 1 and [s for s, _ in notices(post, "other")] == ["The breaker is open"]


def test_who_is_disabled_or_is_a_mailbox_of_ours_hears_nothing_and_nothing_is_made_while_nothing_may_leave(post: Post) -> None:
    wishes(post, notify=people.Notify.EACH)
    post.world.arrives(POISON, "support")
    people.disable(post.desk.store, "thandi")
    assert post.tell() == 0
    people.disable(post.desk.store, "thandi", False)
    post.desk.config = post.desk.config.model_copy(update={"outgoing": "hold"})
    assert post.tell() == 0
    post.desk.config = post.desk.config.model_copy(update={"outgoing": "on"})
    assert post.tell() == 1


AWAY = "Auto-Submitted: auto-replied\r\n"


@pytest.mark.parametrize("by", ["thandi@cadents.example", "sipho@cadents.example", "helper@elsewhere.example"])
@pytest.mark.parametrize("extra", [AWAY, "Precedence: bulk\r\nX-Autoreply: yes\r\n", "X-Auto-Response-Suppress: All\r\nAuto-Submitted: auto-generated\r\n"])
def test_an_out_of_office_that_answers_a_notice_opens_nothing_and_is_answered_by_nothing(
    post: Post, by: str, extra: str
) -> None:
    wishes(post, notify=people.Notify.EACH)
    post.world.arrives(POISON, "support")
    post.tell()
    sent, before = post.offered("thandi", "notice")[0], len(post.world.outgoing_rows())
    assert sent["Auto-Submitted"] == "auto-generated" and any("mailtriage" in name.lower() for name in dict(sent))
    row = post.answers(sent, "I am away until Monday.", by=by, extra=extra)
    assert row.outcome in (Outcome.STAFF_COMMAND, Outcome.MACHINE, Outcome.QUARANTINED) and not row.case, row
    post.passes(minutes=10)
    for _ in range(3):
        post.tell()
    more = [r for r in post.world.outgoing_rows()[before:] if r.purpose != "notice"]
    assert not more and len(post.rows("notice")) <= 2


def test_a_person_who_answers_a_notice_hears_that_nothing_was_done(post: Post) -> None:
    wishes(post, notify=people.Notify.EACH)
    draft = post.asks()
    post.world.arrives(POISON, "support")
    post.tell()
    sent = post.offered("thandi", "notice")[0]
    row = post.answers(sent, "ok")
    assert (row.outcome, row.case) == (Outcome.STAFF_COMMAND, "") and "takes no answer" in row.reason
    assert post.waits(draft)
    assert len(post.rows("staff-answer")) == 1
    assert "takes no answer" in post.answers(sent, "ok", dmarc="fail").reason
    assert len(post.rows("staff-answer")) == 1, "a forger hears nothing"


def test_a_notice_that_comes_back_opens_nothing(post: Post) -> None:
    wishes(post, notify=people.Notify.EACH)
    post.world.arrives(POISON, "support")
    post.tell()
    sent = post.offered("thandi", "notice")[0]
    raw = bounce("thandi@cadents.example", sent["Message-ID"]).replace("\n", "\r\n")
    row = post.world.arrives(raw.encode(), "support")
    assert row.outcome in (Outcome.BOUNCE_NOTED, Outcome.MACHINE) and not row.case, row
    assert post.tell() == 0


def test_what_is_long_is_cut_and_counted(post: Post) -> None:
    wishes(post, notify=people.Notify.EACH)
    for n in range(25):
        post.world.arrives(POISON.replace(b"who?", b"who %d" % n), "support")
    post.tell()
    (subject, words), = notices(post)
    assert subject == "25 in quarantine" and "and 5 more" in words and words.count("from ") >= 20


def test_notices_and_their_notes_are_forgotten_in_the_end(post: Post) -> None:
    wishes(post, notify=people.Notify.EACH)
    row = post.world.arrives(POISON, "support")
    post.tell()
    with post.desk.store.unit() as unit:
        from dataclasses import replace
        unit.put(replace(post.rows("notice")[0], state=OutState.SENT))
        unit.put(replace(unit.get(LedgerRow, row.id), outcome=Outcome.DROPPED))     # type: ignore[type-var]
    post.passes(days=40)
    tell(post.desk)
    tell(post.desk)
    with post.desk.store.view() as view:
        assert not list(view.all(Told)) and not [o for o in view.all(Outgoing) if o.purpose == "notice"]
