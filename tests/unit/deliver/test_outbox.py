"""deliver/outbox.py: what a row becomes after an attempt."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtriage.deliver import outbox
from mailtriage.deliver.outcome import Envelope, Outcome, Reply, Result, deferred, refused, trouble
from mailtriage.model.outgoing import Outgoing, OutState, Policy, Recipient, Verdict

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ROW = Outgoing(
    "i",
    "MEZ-000001-7",
    "support",
    "reply",
    "",
    "<a@b>",
    "sha",
    "s@mez.example",
    (Recipient("a@x.example"), Recipient("b@x.example")),
    NOW,
    NOW,
    id=1,
)
BOTH = Envelope("s@mez.example", ("a@x.example", "b@x.example"))
LATER = deferred(BOTH, "dot", Reply(451, "4.3.0 later"))
UNKNOWN = Outcome(Result.UNKNOWN, "dot", text="lost")


def fates(**verdicts: Verdict) -> tuple[Recipient, ...]:
    return tuple(Recipient(f"{name}@x.example", v, "said") for name, v in verdicts.items())


def after(row: Outgoing, outcome: Outcome, now: datetime = NOW) -> Outgoing:
    return outbox.settle(outbox.claim(row, now), outcome, now, random.Random(1))


def test_taken_for_all_is_sent() -> None:
    row = after(ROW, Outcome(Result.SENT, "dot", 250, "ok", fates(a=Verdict.ACCEPTED, b=Verdict.ACCEPTED)))
    assert (row.state, row.sent_at, row.attempts, row.last_answer) == (OutState.SENT, NOW, 1, "accepted: 250 ok")


def test_taken_for_one_and_refused_for_the_other_is_sent_and_says_who_refused() -> None:
    row = after(ROW, Outcome(Result.PARTIAL, "dot", 250, "ok", fates(a=Verdict.ACCEPTED, b=Verdict.REFUSED)))
    assert row.state is OutState.SENT
    assert [r.verdict for r in row.recipients] == [Verdict.ACCEPTED, Verdict.REFUSED]


def test_only_those_who_were_deferred_are_asked_again() -> None:
    row = after(ROW, Outcome(Result.PARTIAL, "dot", 250, "ok", fates(a=Verdict.ACCEPTED, b=Verdict.DEFERRED)))
    assert row.state is OutState.QUEUED and row.waiting == ("b@x.example",)
    again = after(row, Outcome(Result.SENT, "dot", 250, "ok", fates(b=Verdict.ACCEPTED)))
    assert again.state is OutState.SENT


def test_an_outcome_cannot_take_back_what_a_recipient_got() -> None:
    row = after(ROW, Outcome(Result.PARTIAL, "dot", 250, "ok", fates(a=Verdict.ACCEPTED, b=Verdict.DEFERRED)))
    row = after(row, refused(BOTH, "dot", Reply(554, "no")))
    assert [r.verdict for r in row.recipients] == [Verdict.ACCEPTED, Verdict.REFUSED]
    assert row.state is OutState.SENT


def test_refused_for_all_has_failed() -> None:
    assert after(ROW, refused(BOTH, "rcpt", Reply(550, "5.1.1 no"))).state is OutState.FAILED
    whole = after(ROW, Outcome(Result.REFUSED, "mail", 552, "too large"))
    assert whole.state is OutState.FAILED and {r.verdict for r in whole.recipients} == {Verdict.REFUSED}


def test_waits_grow_carry_jitter_and_stand_in_the_row() -> None:
    row, now, waits = ROW, NOW, []
    for _ in range(8):
        row = after(row, LATER, now)
        waits.append((row.not_before - now) / timedelta(minutes=1))
        now = row.not_before
    assert row.state is OutState.QUEUED and row.attempts == 8
    for wait, want in zip(waits, (1, 2, 5, 15, 30, 60, 60, 60), strict=True):
        assert want * 0.9 <= wait <= want * 1.1


def test_two_rows_deferred_together_do_not_come_back_together() -> None:
    rng = random.Random(3)
    times = {outbox.settle(outbox.claim(ROW, NOW), LATER, NOW, rng).not_before for _ in range(50)}
    assert len(times) == 50


def test_after_five_days_of_waiting_it_is_given_up_and_says_so() -> None:
    row, now = ROW, NOW
    while row.state is OutState.QUEUED:
        now = max(now, row.not_before)
        row = after(row, LATER, now)
    assert row.state is OutState.FAILED and "given up after" in row.last_answer and "451" in row.last_answer
    assert timedelta(days=4.4) < now - NOW < timedelta(days=5.6)


def test_trouble_of_the_server_never_fails_a_mail() -> None:
    row = replace(ROW, attempts=5000)
    row = after(row, replace(trouble("auth", Reply(535, "5.7.8 no")), recipients=LATER.recipients))
    assert row.state is OutState.QUEUED and row.last_answer == "auth: 535 5.7.8 no"


def test_a_clock_that_jumps_a_year_gives_nothing_up() -> None:
    assert after(ROW, LATER, NOW + timedelta(days=366)).state is OutState.QUEUED


def test_unknown_waits_for_a_person_under_hold() -> None:
    row = after(ROW, UNKNOWN)
    assert row.state is OutState.UNKNOWN and row.due == ""


def test_unknown_is_sent_again_under_resend_a_bounded_number_of_times() -> None:
    row, now, tries = replace(ROW, policy=Policy.RESEND), NOW, 0
    while row.state is OutState.QUEUED:
        now, tries = max(now, row.not_before), tries + 1
        row = after(row, UNKNOWN, now)
        assert (row.raw, row.message_id) == (ROW.raw, ROW.message_id)
    assert row.state is OutState.UNKNOWN and tries == outbox.MOST_RESENDS + 1


def test_a_row_of_a_dead_process_is_unknown_or_queued_by_its_policy() -> None:
    sending = outbox.claim(ROW, NOW)
    assert outbox.lost(sending, NOW, random.Random(1)).state is OutState.UNKNOWN
    resent = outbox.lost(replace(sending, policy=Policy.RESEND), NOW, random.Random(1))
    assert resent.state is OutState.QUEUED and resent.not_before > NOW


@pytest.mark.parametrize("state", [s for s in OutState if s is not OutState.QUEUED])
def test_only_a_queued_row_can_be_claimed(state: OutState) -> None:
    with pytest.raises(ValueError, match="not queued"):
        outbox.claim(replace(ROW, state=state), NOW)


def test_a_person_can_retry_what_stands_and_asks_only_those_who_have_no_copy() -> None:
    row = replace(
        ROW, state=OutState.FAILED, attempts=9, unknowns=2, recipients=fates(a=Verdict.ACCEPTED, b=Verdict.REFUSED)
    )
    again = outbox.retry(row, NOW)
    assert (again.state, again.attempts, again.unknowns, again.waiting) == (OutState.QUEUED, 0, 0, ("b@x.example",))
    for state in (OutState.SENT, OutState.SENDING, OutState.CANCELLED):
        with pytest.raises(ValueError, match=state.value):
            outbox.retry(replace(ROW, state=state), NOW)


def test_retrying_a_mail_inside_its_undo_time_does_not_shorten_it() -> None:
    row = replace(ROW, not_before=NOW + timedelta(seconds=10))
    assert outbox.retry(row, NOW).not_before == row.not_before


def test_a_mail_that_left_or_is_on_its_way_cannot_be_cancelled() -> None:
    assert outbox.cancel(ROW, "no").state is OutState.CANCELLED
    for state in (OutState.SENT, OutState.SENDING, OutState.CANCELLED):
        with pytest.raises(ValueError, match=state.value):
            outbox.cancel(replace(ROW, state=state), "no")


@given(st.lists(st.sampled_from(list(Result)), max_size=12), st.sampled_from(list(Policy)), st.randoms())
def test_in_any_sequence_nobody_gets_a_second_copy_but_by_resend(
    results: list[Result], policy: Policy, rng: random.Random
) -> None:
    row, now, taken = replace(ROW, policy=policy), NOW, {"a@x.example": 0, "b@x.example": 0}
    for result in results:
        if row.state is not OutState.QUEUED:
            break
        now = max(now, row.not_before)
        row = outbox.claim(row, now)
        said = {
            Result.SENT: Verdict.ACCEPTED,
            Result.REFUSED: Verdict.REFUSED,
            Result.DEFERRED: Verdict.DEFERRED,
            Result.UNKNOWN: Verdict.WAITING,
        }
        verdicts = {a: said.get(result, rng.choice(list(said.values()))) for a in row.waiting}
        for address, verdict in verdicts.items():
            taken[address] += verdict is Verdict.ACCEPTED
        outcome = Outcome(result, "dot", 250, "", tuple(Recipient(a, v) for a, v in verdicts.items()))
        row = outbox.settle(row, outcome, now, rng)
    assert max(taken.values()) <= 1
    for recipient in row.recipients:
        assert taken[recipient.address] == (recipient.verdict is Verdict.ACCEPTED)
