"""work/send.py on a whole desk: claim, hand over, record; a fake line at the port, and once a real server."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from mailtriage.deliver.loop import SendLoop
from mailtriage.deliver.outcome import Envelope, Outcome, Reply, Result, deferred, refused, trouble
from mailtriage.model.case import Case, Event, State
from mailtriage.model.clock import Clock, ClockState
from mailtriage.model.outgoing import Outgoing, OutState, Policy, Recipient, Verdict
from mailtriage.store.port import StoreError
from mailtriage.work import cases, outbox
from mailtriage.work.approve import Refused, approve
from mailtriage.work.send import Counts, Sender, account_of, claim, recover
from tests.scenarios.story import World
from tests.servers.smtp_sink import PASSWORD, SmtpSink

FAULT = b"""From: Naledi Mokoena <naledi@thaba.example>\r
To: support@cadents.example\r
Subject: Gateway\r
Message-ID: <1@thaba.example>\r
\r
The gateway crashes since this morning.\r
"""
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def taken(envelope: Envelope) -> Outcome:
    accepted = tuple(Recipient(a, Verdict.ACCEPTED, "250 ok") for a in envelope.recipients)
    return Outcome(Result.SENT, "dot", 250, "2.0.0 queued", accepted)


class FakeLines:
    """A SendLoop that is told what to answer. `flights` are envelopes handed over, in order."""

    def __init__(self, answer: Callable[[Envelope], Outcome | None] = taken) -> None:
        self.answer = answer
        self.down: dict[str, Outcome] = {}
        self.flights: list[tuple[str, Envelope, bytes]] = []
        self.open: list[tuple[Future[Outcome], Envelope]] = []

    def ready(self, mailbox: str, patience: float = 0.0) -> Future[Outcome | None]:
        future: Future[Outcome | None] = Future()
        future.set_result(self.down.get(mailbox))
        return future

    def submit(self, mailbox: str, envelope: Envelope, data: bytes) -> Future[Outcome]:
        self.flights.append((mailbox, envelope, data))
        future: Future[Outcome] = Future()
        if (outcome := self.answer(envelope)) is None:
            self.open.append((future, envelope))
        else:
            future.set_result(outcome)
        return future


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, NOW)
    world.arrives(FAULT, "support")
    return world


def row(world: World, number: int = 0) -> Outgoing:
    return world.outgoing_rows()[number]


def put(world: World, changed: Outgoing) -> Outgoing:
    with world.desk.store.unit() as unit:
        return unit.put(changed)


def kinds(world: World) -> list[str]:
    with world.desk.store.view() as view:
        return [e.kind for e in view.find(Event, "case", world.cases[0])]


def test_what_is_due_leaves_once_and_the_case_says_so(world: World) -> None:
    lines = FakeLines()
    sender = Sender(world.desk, lines)
    assert sender.deliver_due(NOW).sent == 1
    assert sender.deliver_due(NOW).sent == 0
    assert len(lines.flights) == 1
    mailbox, envelope, data = lines.flights[0]
    assert mailbox == "support" and envelope == Envelope("support@cadents.example", ("naledi@thaba.example",))
    assert data == world.desk.raw.get(row(world).raw)
    assert (row(world).state, row(world).sent_at, row(world).attempts) == (OutState.SENT, NOW, 1)
    assert kinds(world)[-1] == "sent"


def test_what_is_not_due_waits(world: World) -> None:
    put(world, replace(row(world), not_before=NOW + timedelta(seconds=10)))
    lines = FakeLines()
    assert Sender(world.desk, lines).deliver_due(NOW).sent == 0 and not lines.flights
    world.now = NOW + timedelta(seconds=10)
    assert Sender(world.desk, lines).deliver_due(world.now).sent == 1


def test_a_row_that_changed_since_it_was_listed_is_not_claimed(world: World) -> None:
    put(world, replace(row(world), not_before=NOW + timedelta(seconds=1)))
    assert claim(world.desk, 1, NOW, Counts()) is None and row(world).state is OutState.QUEUED
    outbox.cancel(world.desk, 1, "thandi")
    assert claim(world.desk, 1, NOW + timedelta(hours=1), Counts()) is None
    assert row(world).state is OutState.CANCELLED


@pytest.mark.parametrize("mode", ["hold", "off"])
def test_the_master_switch_keeps_everything(world: World, mode: str) -> None:
    world.desk.config = world.desk.config.model_copy(update={"outgoing": mode})
    lines = FakeLines()
    Sender(world.desk, lines).deliver_due(NOW)
    assert not lines.flights and row(world).state is OutState.QUEUED


def test_an_acknowledgement_is_no_first_response_and_an_approved_answer_is(world: World) -> None:
    sender = Sender(world.desk, FakeLines())
    sender.deliver_due(NOW)
    number = world.cases[0]
    assert world.case(number).first_response is None
    cases.reply(world.desk, number, "thandi", "Hello, please restart it.")
    world.now = NOW + timedelta(minutes=5)
    assert sender.deliver_due(world.now).sent == 1
    assert world.case(number).first_response == world.now
    with world.desk.store.view() as view:
        states = {c.kind: c.state for c in view.find(Clock, "case", number)}
    assert states["first-response"] is ClockState.MET


def test_the_state_a_text_leads_to_is_taken_when_it_has_left_and_not_before(world: World) -> None:
    drafts = world.drafts(world.cases[0])
    assert drafts, "the fault has an answer that waits for a person"
    with world.desk.store.unit() as unit:
        unit.put(replace(drafts[0], next_state="waiting"))
    approve(world.desk, drafts[0].id, "thandi")
    assert world.case(world.cases[0]).state is State.NEW
    world.now = NOW + timedelta(minutes=1)
    assert Sender(world.desk, FakeLines()).deliver_due(world.now).sent == 2
    assert world.case(world.cases[0]).state is State.WAITING


def test_a_state_the_case_can_no_longer_take_is_left_out(world: World) -> None:
    put(world, replace(row(world), next_state="waiting"))
    cases.close(world.desk, world.cases[0], "thandi")
    put(world, replace(row(world), state=OutState.QUEUED))
    Sender(world.desk, FakeLines()).deliver_due(NOW)
    assert row(world).state is OutState.SENT and world.case(world.cases[0]).state is State.CLOSED


def test_a_server_that_is_down_costs_no_attempt_and_is_told_of(world: World) -> None:
    lines = FakeLines()
    lines.down["support"] = trouble("connect", Reply(0, "connection refused"))
    sender = Sender(world.desk, lines)
    counts = sender.deliver_due(NOW)
    assert counts.trouble == {"support": "connect: connection refused"} and not lines.flights
    waiting = row(world)
    assert (waiting.state, waiting.attempts, waiting.last_answer) == (OutState.QUEUED, 0, "connect: connection refused")
    assert NOW + timedelta(seconds=50) < waiting.not_before < NOW + timedelta(seconds=70)
    lines.down.clear()
    world.now = NOW + timedelta(minutes=2)
    assert sender.deliver_due(world.now).sent == 1


def test_a_long_outage_is_asked_about_every_quarter_of_an_hour_at_least(world: World) -> None:
    lines = FakeLines()
    lines.down["support"] = trouble("auth", Reply(535, "no"))
    sender = Sender(world.desk, lines)
    for _ in range(30):
        sender.deliver_due(world.now)
        assert row(world).not_before - world.now <= timedelta(minutes=17)
        world.now = row(world).not_before
    assert row(world).state is OutState.QUEUED and row(world).attempts == 0


def test_one_mailbox_in_trouble_does_not_keep_another(world: World) -> None:
    world.arrives(FAULT.replace(b"<1@", b"<2@").replace(b"support@", b"easupport@"), "easupport")
    lines = FakeLines()
    lines.down["support"] = trouble("connect", Reply(0, "down"))
    counts = Sender(world.desk, lines).deliver_due(NOW)
    assert counts.sent == 1 and [m for m, _, _ in lines.flights] == ["easupport"]


def test_a_server_that_does_not_answer_leaves_the_mail_in_flight_and_the_pass_goes_on(world: World) -> None:
    world.arrives(FAULT.replace(b"<1@", b"<2@").replace(b"support@", b"easupport@"), "easupport")
    lines = FakeLines(lambda e: None if e.sender.startswith("support@") else taken(e))
    sender = Sender(world.desk, lines)
    counts = sender.deliver_due(NOW, seconds=0.05)
    assert (counts.sent, counts.flying) == (1, 1)
    assert {r.mailbox: r.state for r in world.outgoing_rows()} == {
        "support": OutState.SENDING,
        "easupport": OutState.SENT,
    }
    assert sender.deliver_due(NOW, seconds=0.05).flying == 1 and len(lines.flights) == 2
    future, envelope = lines.open[0]
    future.set_result(taken(envelope))
    assert sender.finish(1).sent == 1
    assert {r.state for r in world.outgoing_rows()} == {OutState.SENT}


def test_a_refused_mail_has_failed_and_the_case_says_who_refused(world: World) -> None:
    counts = Sender(world.desk, FakeLines(lambda e: refused(e, "rcpt", Reply(550, "5.1.1 no such user")))).deliver_due(
        NOW
    )
    assert counts.failed == 1 and row(world).state is OutState.FAILED
    with world.desk.store.view() as view:
        event = view.find(Event, "case", world.cases[0])[-1]
    assert event.kind == "failed" and "naledi@thaba.example (550 5.1.1 no such user)" in event.text


def test_a_deferred_mail_comes_back_by_itself(world: World) -> None:
    answers = iter([deferred(Envelope("", ("naledi@thaba.example",)), "dot", Reply(451, "later")), None])
    lines = FakeLines(lambda e: next(answers) or taken(e))
    sender = Sender(world.desk, lines)
    assert sender.deliver_due(NOW).again == 1
    world.now = row(world).not_before
    assert sender.deliver_due(world.now).sent == 1 and row(world).attempts == 2


def test_bytes_that_are_gone_hold_the_mail_for_a_person(world: World) -> None:
    put(world, replace(row(world), raw="0" * 64))
    lines = FakeLines()
    assert Sender(world.desk, lines).deliver_due(NOW).held == 1
    assert row(world).state is OutState.HELD and "0000" in row(world).held_why and not lines.flights


class Brittle:
    """A store whose next commits fail, as on a full disk."""

    def __init__(self, store: object) -> None:
        self._store = store
        self.failing = 0

    def unit(self) -> object:
        if self.failing:
            self.failing -= 1
            raise StoreError("no space left on device")
        return self._store.unit()  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_an_answer_the_store_cannot_take_now_is_recorded_later_and_not_asked_for_again(world: World) -> None:
    brittle = Brittle(world.desk.store)
    world.desk.store = brittle  # type: ignore[assignment]

    def answer(envelope: Envelope) -> Outcome:
        brittle.failing = 2  # the disk fills up between the claim and the record
        return taken(envelope)

    lines = FakeLines(answer)
    sender = Sender(world.desk, lines)
    with pytest.raises(StoreError):
        sender.deliver_due(NOW)
    with pytest.raises(StoreError):
        sender.deliver_due(NOW)
    assert row(world).state is OutState.SENDING
    assert sender.deliver_due(NOW).sent == 1
    assert row(world).state is OutState.SENT and len(lines.flights) == 1


def test_a_claim_the_store_cannot_take_sends_nothing(world: World) -> None:
    brittle = Brittle(world.desk.store)
    world.desk.store = brittle  # type: ignore[assignment]
    brittle.failing = 1
    lines = FakeLines()
    sender = Sender(world.desk, lines)
    with pytest.raises(StoreError):
        sender.deliver_due(NOW)
    assert not lines.flights
    assert sender.deliver_due(NOW).sent == 1


@pytest.mark.parametrize(("policy", "state"), [(Policy.HOLD, OutState.UNKNOWN), (Policy.RESEND, OutState.QUEUED)])
def test_recovery_settles_what_a_dead_process_was_sending(world: World, policy: Policy, state: OutState) -> None:
    before = put(world, replace(row(world), policy=policy, state=OutState.SENDING, attempts=1, last_attempt=NOW))
    assert recover(world.desk, NOW) == 1
    assert row(world).state is state
    assert (row(world).raw, row(world).message_id) == (before.raw, before.message_id)
    assert kinds(world)[-1] == "unknown" and recover(world.desk, NOW) == 0


def escalation(world: World) -> Outgoing:
    cases.escalate(world.desk, world.cases[0], "thandi")
    return next(r for r in world.outgoing_rows() if r.role)


def with_contact(world: World, role: str, address: str) -> None:
    program = world.desk.programs["cadents"]
    contacts = {k: v for k, v in program.contacts.items() if k != role} | ({role: address} if address else {})
    world.desk.programs = MappingProxyType({"cadents": replace(program, contacts=contacts)})


def test_an_escalation_goes_to_who_has_the_role_when_it_leaves(world: World) -> None:
    old = escalation(world)
    with_contact(world, old.role, "new.head@cadents.example")
    lines = FakeLines()
    sender = Sender(world.desk, lines)
    first = sender.deliver_due(NOW)
    sender.deliver_due(NOW)
    assert first.cancelled == 1
    recipients = [e.recipients for _, e, _ in lines.flights]
    assert ("new.head@cadents.example",) in recipients and not any(old.recipients[0].address in r for r in recipients)
    rows = {r.id: r.state for r in world.outgoing_rows() if r.role}
    assert rows[old.id] is OutState.CANCELLED and list(rows.values()).count(OutState.SENT) == 1
    assert "superseded" in kinds(world)


def test_an_escalation_to_a_role_nobody_has_is_cancelled_and_said(world: World) -> None:
    old = escalation(world)
    with_contact(world, old.role, "")
    lines = FakeLines()
    Sender(world.desk, lines).deliver_due(NOW)
    assert all(old.recipients[0].address not in e.recipients for _, e, _ in lines.flights)
    assert "superseded" in kinds(world)


def test_the_command_line_lists_retries_and_cancels(world: World) -> None:
    put(world, replace(row(world), state=OutState.UNKNOWN, attempts=1, last_answer="dot: connection lost"))
    listed = world.command("outbox list")
    assert "unknown" in listed and "naledi@thaba.example" in listed and "connection lost" in listed
    assert '"state": "unknown"' in world.command("outbox list --json")
    assert "may have arrived already" in world.command("outbox retry 1 --as thandi")
    assert row(world).state is OutState.QUEUED
    assert "is cancelled: wrong" in world.command("outbox cancel 1 --why wrong")
    assert row(world).state is OutState.CANCELLED
    assert world.command("outbox list").count("\n") == 1 and "cancelled" in world.command("outbox list --all")


def test_a_person_is_told_why_a_mail_cannot_be_retried_or_cancelled(world: World) -> None:
    put(world, replace(row(world), state=OutState.SENT))
    for act in (outbox.retry, outbox.cancel):
        with pytest.raises(Refused, match="sent"):
            act(world.desk, 1, "thandi")
        with pytest.raises(Refused, match="outbox list"):
            act(world.desk, 99, "thandi")


def test_a_held_mail_that_is_retried_leaves(world: World) -> None:
    put(world, replace(row(world), state=OutState.HELD, held_why="outgoing is off"))
    _, meaning = outbox.retry(world.desk, 1, "thandi")
    assert meaning == "it was held: outgoing is off"
    assert Sender(world.desk, FakeLines()).deliver_due(NOW).sent == 1


def test_mail_leaves_a_whole_desk_for_a_real_server(
    world: World, smtp_sink: SmtpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILTRIAGE_TEST_PASSWORD", PASSWORD)
    boxes = tuple(m.model_copy(update={"smtp": smtp_sink.smtp()}) for m in world.desk.config.mailbox)
    world.desk.config = world.desk.config.model_copy(update={"mailbox": boxes})
    world.desk.rng = random.Random(5)
    for i in range(2, 12):
        world.arrives(FAULT.replace(b"<1@", b"<%d@" % i).replace(b"naledi@", b"n%d@" % i), "support")
    lines = SendLoop(account_of(world.desk))
    try:
        counts = Sender(world.desk, lines).deliver_due(NOW)
    finally:
        lines.stop()
    assert counts.sent == 11 and counts.trouble == {}
    assert sorted(m.content for m in smtp_sink.mails) == sorted(
        world.desk.raw.get(r.raw) for r in world.outgoing_rows()
    )


def test_a_mailbox_without_smtp_keeps_its_mail_and_says_so(world: World) -> None:
    lines = SendLoop(account_of(world.desk))
    try:
        counts = Sender(world.desk, lines).deliver_due(NOW)
    finally:
        lines.stop()
    assert "has no [mailbox.smtp]" in counts.trouble["support"] and row(world).state is OutState.QUEUED


def test_a_case_that_is_gone_does_not_stop_the_record(world: World) -> None:
    with world.desk.store.unit() as unit:
        case = unit.one(Case, "number", world.cases[0])
        assert case is not None
        unit.remove(Case, case.id)
    assert Sender(world.desk, FakeLines()).deliver_due(NOW).sent == 1
