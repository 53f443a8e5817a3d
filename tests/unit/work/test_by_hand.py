"""What staff do by hand: what they type is checked, what they close is quiet, what is reopened has a deadline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailtriage.cli import main
from mailtriage.model.case import Event
from mailtriage.model.clock import Clock, ClockState
from mailtriage.work import cases
from mailtriage.work.approve import Refused, approve
from tests.scenarios.story import World
from tests.unit.work.test_approval import FAULT, MORE, desk_with_customers

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)      # a Monday, the desk is open


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = desk_with_customers(tmp_path)
    world.arrives(FAULT, "support")
    return world


def mailtriage(world: World, *arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["-c", str(world.folder / "config.toml"), *arguments], input=stdin)


def clocks(world: World, number: str) -> list[Clock]:
    with world.desk.store.view() as view:
        return view.find(Clock, "case", number)


def events(world: World, number: str) -> list[Event]:
    with world.desk.store.view() as view:
        return view.find(Event, "case", number)


def follow_up(world: World) -> None:
    world.arrives(MORE % world.outgoing_rows()[0].message_id.encode(), "support")


@pytest.mark.parametrize(("value", "says"), [
    ("category=nonsense", "these are: .*login"), ("priority=P9", "these are: P1, P2"),
    ("level=L7", "these are: L1, L2, L3"), ("team=nobody", "these are: .*software"),
    ("type=bug", "these are: .*fault"), ("language=xx", "these are: en"),
    ("customer=Thaba Helth", 'did you mean "Thaba Health"'), ("subject= ", "must have a subject"),
])  # fmt: skip
def test_a_value_the_program_does_not_know_is_refused_with_the_choices(world: World, value: str, says: str) -> None:
    before = world.case(world.cases[0])
    name, _, text = value.partition("=")
    with pytest.raises(Refused, match=says):
        cases.set_values(world.desk, world.cases[0], "thandi", {name: text})
    assert world.case(world.cases[0]) == before


def test_setting_the_customer_checks_the_contract_again_and_drops_the_text_that_no_longer_fits(tmp_path: Path) -> None:
    world = desk_with_customers(tmp_path)
    world.arrives(FAULT.replace(b"naledi@thaba.example", b"naledi@private.example"), "support")
    number = world.cases[0]
    assert "not-registered" in [d.text for d in world.drafts(number)]
    case = cases.set_values(world.desk, number, "thandi", {"customer": "Thaba Health"})
    assert (case.customer, case.entitlement.verdict.value, case.entitlement.level) == ("Thaba Health", "unverified", "gold")
    assert "not-registered" not in [d.text for d in world.drafts(number)]
    said = [(e.kind, e.actor, e.text) for e in events(world, number)][-3:]
    assert [kind for kind, _, _ in said] == ["entitlement", "superseded", "set"], said
    assert "Thaba Health" in said[0][2] and "not-registered no longer fits" in said[1][2]
    case = cases.set_values(world.desk, number, "thandi", {"customer": ""})
    assert (case.customer, case.entitlement.verdict.value) == ("", "unknown")


def test_a_reopened_case_has_a_deadline_again_and_it_can_be_missed_again(world: World) -> None:
    number = world.cases[0]
    cases.solve(world.desk, number, "thandi")
    world.now += timedelta(days=1)
    follow_up(world)
    case, (clock,) = world.case(number), clocks(world, number)
    assert case.state.value == "assigned" and (case.assignee or case.team)
    assert (clock.state, clock.base, clock.started) == (ClockState.RUNNING, 2, world.now)
    assert clock.due == world.now + timedelta(hours=4)
    from mailtriage.work.tick import tick

    world.now += timedelta(days=1)
    tick(world.desk)
    assert [r.text for r in world.outgoing_rows()].count("escalation-first-response") == 1
    assert clocks(world, number)[0].fired == ("2:missed",)


def test_the_first_answer_after_a_reopening_stops_the_clock(world: World) -> None:
    from mailtriage.work.clocks import first_response

    number = world.cases[0]
    first, then = AT, AT + timedelta(days=2)
    with world.desk.store.unit() as unit:
        unit.put(first_response(unit, world.case(number), first))
    cases.solve(world.desk, number, "thandi")
    follow_up(world)
    with world.desk.store.unit() as unit:
        unit.put(first_response(unit, world.case(number), then))
    clock = clocks(world, number)[0]
    assert (clock.state, clock.stopped) == (ClockState.MET, then)
    assert world.case(number).first_response == first, "the first response stays the first"


def test_a_person_who_takes_a_solved_case_up_again_starts_its_clocks(world: World) -> None:
    cases.solve(world.desk, world.cases[0], "thandi")
    case = cases.set_values(world.desk, world.cases[0], "thandi", {"state": "assigned"})
    assert case.solved is None and clocks(world, case.number)[0].base == 2


def test_closing_takes_back_what_has_not_left_and_solving_does_not(world: World) -> None:
    number = world.cases[0]
    approved = approve(world.desk, world.drafts(number)[0].id, "thandi")
    written = cases.reply(world.desk, number, "thandi", "one more thing")
    cases.solve(world.desk, number, "thandi")
    assert {r.state.value for r in world.outgoing_rows()} == {"queued"}
    closed = mailtriage(world, "case", "close", number)
    assert closed.exit_code == 0 and "mails taken back before they left: 2" in closed.stdout
    states = {r.id: r.state.value for r in world.outgoing_rows()}
    assert (states[approved.id], states[written.id]) == ("cancelled", "cancelled")
    assert sorted(states.values()) == ["cancelled", "cancelled", "queued"], "the acknowledgement is no answer of a person"
    assert [e.kind for e in events(world, number)].count("cancelled") == 2


def test_a_case_by_telephone_knows_the_caller_as_a_mail_would(world: World) -> None:
    opened = mailtriage(world, "case", "new", "--subject", "SIM blocked", "--from", "NALEDI@Thaba.example",
                        "--category", "login", "--priority", "P1")
    assert opened.exit_code == 0, opened.output
    case = world.case(opened.stdout.split()[0])
    assert (case.customer, case.contact, case.participants) == (
        "Thaba Health", "Naledi Mokoena", ("naledi@thaba.example",))
    assert (case.entitlement.level, case.priority, case.category, case.level) == ("gold", "P1", "login", "L1")
    plain = world.case(mailtriage(world, "case", "new", "--subject", "Hello").stdout.split()[0])
    program = world.desk.programs["cadents"]
    assert (plain.priority, plain.type, plain.level) == (program.default_priority, "question", "L1") and plain.priority
    assert clocks(world, plain.number)
    chosen = mailtriage(world, "case", "new", "--subject", "x", "--customer", "Thaba Health")
    assert world.case(chosen.stdout.split()[0]).customer == "Thaba Health"


@pytest.mark.parametrize("address", [
    "support@cadents.example", "nobody", "a b@c.example", '"x"@thaba.example>', "x@[127.0.0.1]", "Naledi <n@t.example>"])
def test_an_address_nobody_can_be_written_to_opens_no_case(world: World, address: str) -> None:
    refused = mailtriage(world, "case", "new", "--subject", "x", "--from", address)
    assert refused.exit_code == 2 and refused.stdout == "" and len(refused.stderr.splitlines()) == 1
    assert mailtriage(world, "case", "new", "--subject", "x", "--category", "none-such").exit_code == 1
    with world.desk.store.view() as view:
        assert len(list(view.all(Clock))) == 1


def test_a_participant_that_cannot_be_written_to_is_a_refusal_not_a_bug(world: World) -> None:
    from dataclasses import replace

    with world.desk.store.unit() as unit:
        unit.put(replace(world.case(world.cases[0]), participants=("nobody at all",)))
    refused = mailtriage(world, "case", "reply", world.cases[0], "hello")
    assert refused.exit_code == 1 and "is not an address that can be written to" in refused.stderr


def test_a_reply_by_staff_carries_the_signature_and_is_shown_first(world: World) -> None:
    number = world.cases[0]
    shown = mailtriage(world, "case", "reply", number, "--dry-run", "We found it.")
    assert "To: naledi@thaba.example" in shown.stdout and f"Subject: [{number}] Re: Gateway" in shown.stdout
    assert shown.stdout.rstrip().endswith("We found it.\n\nCadents support") and len(world.outgoing_rows()) == 1
    row = cases.reply(world.desk, number, "thandi", "We found it.\n\nCadents support")
    plain = world.letter(row).get_body(("plain",))
    assert plain is not None and plain.get_content().count("Cadents support") == 1


@pytest.mark.parametrize(("outgoing", "says"), [("off", "held: it was written while outgoing was off"), ("hold", 'outgoing = "hold"')])
def test_a_person_is_told_when_an_answer_does_not_leave(tmp_path: Path, outgoing: str, says: str) -> None:
    world = desk_with_customers(tmp_path, outgoing=outgoing)
    world.arrives(FAULT, "support")
    for command in (("case", "reply", world.cases[0], "hello"),
                    ("draft", "approve", str(world.drafts(world.cases[0])[0].id))):
        assert says in mailtriage(world, *command).stdout, command


def test_a_second_hand_over_to_the_same_level_is_asked_for_twice(world: World) -> None:
    number = world.cases[0]
    assert mailtriage(world, "handover", number, "--as", "thandi").exit_code == 0
    refused = mailtriage(world, "handover", number)
    assert refused.exit_code == 1 and "handed over to L2 by thandi" in refused.stderr and "--again" in refused.stderr
    assert mailtriage(world, "handover", number, "--again").exit_code == 0
    assert [r.text for r in world.outgoing_rows()].count("hand-over") == 2


def test_without_a_terminal_edit_and_reject_say_what_to_type(world: World) -> None:
    id = str(world.drafts(world.cases[0])[0].id)
    edited, rejected = mailtriage(world, "draft", "edit", id), mailtriage(world, "draft", "reject", id)
    assert edited.exit_code == 2 and "--body-file" in edited.stderr
    assert rejected.exit_code == 2 and "--why" in rejected.stderr


def text_of(world: World, text: str) -> str:
    row = next(r for r in reversed(world.outgoing_rows()) if r.text == text)
    plain = world.letter(row).get_body(("plain",))
    assert plain is not None
    return " ".join(plain.get_content().split())


def test_an_escalation_by_hand_says_who_asked_and_why_and_names_no_deadline_that_was_kept(world: World) -> None:
    number = world.cases[0]
    cases.note(world.desk, number, "sipho", "rang her, no answer")
    asked = mailtriage(world, "escalate", number, "--why", "the hospital cannot work", "--as", "thandi")
    assert asked.exit_code == 0
    words = text_of(world, "escalation-first-response")
    assert "is escalated: asked for by thandi: the hospital cannot work." in words
    assert "missed" not in words and "no answer from a person" not in words
    assert "sipho: rang her, no answer" in words and "mail from naledi@thaba.example: Gateway" in words
    assert "queued" not in words and "INBOX" not in words and "draft" not in words, "only acts of people and mails"
    assert "asked for by thandi: the hospital cannot work" in events(world, number)[-1].text


def test_an_escalation_by_the_clock_says_when_the_answer_was_due(world: World) -> None:
    from mailtriage.work.tick import tick

    world.now += timedelta(hours=5)
    tick(world.desk)
    words = text_of(world, "escalation-first-response")
    assert "The first answer was due by Monday 23 November, 13:00 (GMT), and that time was missed." in words
