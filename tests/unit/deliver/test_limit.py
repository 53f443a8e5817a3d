"""deliver/limit.py: which answers are a sender's limit, and which only sound like one."""

from __future__ import annotations

import pytest

from mailtriage.deliver.limit import is_limit, pause
from mailtriage.deliver.outcome import Outcome, Reply, Result


@pytest.mark.parametrize("line", [
    "454 4.7.0 Too many login attempts, please try again later",
    "454 4.7.0 Too many messages",
    "454 4.7.0 Too many",
    "421 4.7.0 Too many concurrent SMTP connections",
    "421 4.7.28 Our system has detected an unusual rate of unsolicited mail",
    "452 4.5.3 Too many recipients",
    "452 4.5.3 Domain policy size per transaction exceeded",
    "550 5.4.5 Daily user sending limit exceeded. For more information, visit https://support.google.example/ - gsmtp",
    "550 5.4.5 Daily SMTP relay limit exceeded for user",
    "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
    "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded",
    "451 4.3.2 Temporary server error, sender throttled",
    "554 5.2.252 throttled by submission quota",
    "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message",
    "550 5.7.705 Access denied, tenant has exceeded threshold",
    "451 4.7.500 Server busy. Please try again later",
    "450 4.7.1 Error: rate limit exceeded",
])
def test_a_senders_limit_is_known_and_is_never_a_refusal(line: str) -> None:
    code, _, text = line.partition(" ")
    assert is_limit(int(code), text)
    assert Reply(int(code), text).kind == 4
    assert Outcome(Result.DEFERRED, "dot", int(code), text).limited


@pytest.mark.parametrize("line", [
    "250 2.0.0 queued; daily sending limit is 2000",
    "550 5.1.1 no such user",
    "452 4.2.2 The email account that you tried to reach is over quota",
    "552 5.2.2 Mailbox size limit exceeded",
    "450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages",
    "550 5.2.1 The user you are trying to contact is receiving mail too quickly; rate limit",
    "554 5.4.6 Too many hops",
    "552 5.3.4 Message size exceeds fixed limit",
    "554 5.2.252 SendAsDenied; support@cadents.example not allowed to send as info@cadents.example",
    "421 4.4.2 Connection timed out", "550 5.7.1 Relaying denied", "421 Too many errors", "451 4.7.1 Greylisted",
    "500 5.5.1 Too many unrecognised commands",
])
def test_what_only_sounds_like_one_keeps_its_own_meaning(line: str) -> None:
    code, _, text = line.partition(" ")
    assert not is_limit(int(code), text)
    assert Reply(int(code), text).kind == int(code[0])


def test_pauses_grow_and_a_day_is_asked_for_by_the_hour() -> None:
    assert [pause("4.7.0 Too many messages", n) for n in (1, 2, 3, 4, 9)] == [60, 300, 900, 3600, 3600]
    assert pause("5.4.5 Daily user sending limit exceeded", 1) == 3600
