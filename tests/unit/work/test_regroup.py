"""Cases by hand: split, merge, link, and who is to be called."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mailtriage.cli import main
from mailtriage.model.case import Case, State
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.work.erase_plan import case_plan
from tests.scenarios.story import World

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
NALEDI, SIPHO, ANN = (
    "Naledi Mokoena <naledi@thaba.example>", "Sipho Dube <sipho@thaba.example>", "Ann Mill <ann@oldmill.example>")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, AT)
    world.customers(
        "Thaba Health,thaba.example,Naledi Mokoena,naledi@thaba.example,reporter,,gold,mail,2026-01-01,2027-12-31,,en,T-1",
        "Thaba Health,,Sipho Dube,sipho@thaba.example,reporter,,,,,,,,",
        "Old Mill,oldmill.example,Ann Mill,ann@oldmill.example,reporter,,gold,mail,2026-01-01,2027-12-31,,en,O-2",
    )
    yield world
    world.desk.close()


def write(world: World, text: str, sender: str = NALEDI, subject: str = "A problem", number: str = "") -> Case:
    return world.writes(text, sender, subject, number)


def run(world: World, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-c", str(world.folder / "config.toml"), *arguments])


def shown(world: World, number: str) -> dict[str, Any]:
    found = json.loads(world.command(f"case show {number} --json"))
    assert isinstance(found, dict)
    return found


def test_a_mail_of_a_case_becomes_a_case_of_its_own_with_who_takes_part(world: World) -> None:
    old = write(world, "The client crashes since Monday.")
    write(world, "By the way: please send us a quote for twenty more licences.", subject="Licences", number=old.number)
    said = world.command(f"case split {old.number} --mail 3 --as thandi")
    number = said.split()[0]
    new, left = shown(world, number), shown(world, old.number)
    assert new["links"] == [f"split-from:{old.number}"] and left["links"] == [f"split-into:{number}"]
    assert (new["category"], new["customer"], new["participants"]) == ("sales", "Thaba Health", ["naledi@thaba.example"])
    assert [m["direction"] for m in new["mails"]] == ["in"] and new["subject"] == "Licences"
    assert [m["direction"] for m in left["mails"]] == ["in", "out"], "the acknowledgement stays where it was"
    assert [d["text"] for d in new["drafts"]] == ["acknowledgement"] and number in new["drafts"][0]["body"]
    assert any(e["kind"] == "link" and e["actor"] == "thandi" for e in new["events"] + left["events"])
    assert [c["kind"] for c in new["clocks"]], "it has a deadline of its own"
    assert "a reply on" in world.command(f"explain {number}"), "what was decided about the mail goes with it"
    found = json.loads(world.command("case find licences --json"))
    assert [h["number"] for h in found] == [number]
    answer = write(world, "Any news?", subject="Licences", number=number)
    assert answer.number == number


def test_the_only_mail_of_a_case_that_has_two_matters_is_in_both(world: World) -> None:
    old = write(world, "The client crashes since Monday.\n\nAlso, please send us the invoice for March again.")
    assert old.also == ("billing",)
    number = world.command(f"case split {old.number} --mail 1 --as thandi").split()[0]
    new, left = shown(world, number), shown(world, old.number)
    assert (new["category"], new["also"], left["category"], left["also"]) == ("billing", [], "software-fault", [])
    assert [m["direction"] for m in new["mails"]] == ["in", "note"] and left["mails"][0]["raw"] == new["mails"][0]["raw"]
    assert f"a copy of mail 1 of {old.number}" in new["mails"][1]["snippet"]
    assert any(e["text"] == f"mail 1 is in {number} too, for billing" for e in left["events"])
    with world.desk.store.view() as view:
        assert [r.case for r in view.all(LedgerRow)] == [old.number], "a mail has one outcome"
        assert new["mails"][0]["raw"] not in case_plan(world.desk, view, old.number).raw, "the other case has it too"


@pytest.mark.parametrize(("n", "says"), [
    ("1", "nothing would be left of it"), ("2", "did not come from outside"), ("9", "has 2 mails and notes")])
def test_what_cannot_be_split_is_refused(world: World, n: str, says: str) -> None:
    case = write(world, "The client crashes since Monday.")
    result = run(world, "case", "split", case.number, "--mail", n)
    assert result.exit_code == 1 and says in result.stderr


def test_a_merged_case_is_closed_and_its_number_leads_to_where_it_went(world: World) -> None:
    into = write(world, "The client crashes since Monday.", sender=SIPHO)
    twice = write(world, "Version: 4.2.1\nThe client crashes here, too.")
    assert world.drafts(twice.number)
    world.command(f"case merge {twice.number} {into.number}")
    old, new = world.case(twice.number), world.case(into.number)
    assert old.state is State.CLOSED and old.merged_into == new.number and world.drafts(old.number) == []
    assert new.participants == ("sipho@thaba.example", "naledi@thaba.example")
    assert (new.fields["version"], new.fields["since"]) == ("4.2.1", "Monday") and f"merged:{old.number}" in new.links
    answer = write(world, "It happened again.", number=old.number)
    assert answer.number == new.number
    shown = world.command(f"case show {new.number}")
    thread = shown.partition("\nthread\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split("  ")[0].strip() for line in thread if " in " in line] == ["1", "3", f"{old.number} 1"], thread
    whole = json.loads(world.command(f"case show {new.number} --json"))
    assert {m["case"] for m in whole["merged"]} == {old.number} and {m["case"] for m in whole["mails"]} == {new.number}
    assert "The client crashes here, too." in world.command(f"case mail {old.number} 1")
    world.command(f"case link {new.number} {answer.number if answer.number != new.number else old.number} --by thandi")
    with world.desk.store.view() as view:
        assert [r.outcome for r in view.all(LedgerRow)][-1] is Outcome.FOLLOW_UP


def test_who_would_read_what_is_not_theirs_keeps_two_cases_apart(world: World) -> None:
    ours, theirs = write(world, "The client crashes."), write(world, "The client crashes.", sender=ANN)
    refused = run(world, "case", "merge", ours.number, theirs.number)
    assert refused.exit_code == 1 and "would read the other" in refused.stderr
    assert world.case(ours.number).is_open and world.case(theirs.number).participants == ("ann@oldmill.example",)
    same = run(world, "case", "merge", ours.number, ours.number)
    assert same.exit_code == 1 and "name two" in same.stderr
    world.command(f"case close {theirs.number}")
    more = write(world, "It crashes again.", sender=SIPHO)
    world.command(f"case merge {more.number} {ours.number}")
    again = run(world, "case", "merge", more.number, ours.number)
    assert again.exit_code == 1 and f"was merged into {ours.number}" in again.stderr


def test_cases_are_linked_both_ways(world: World) -> None:
    a, b = write(world, "The client crashes."), write(world, "The gateway is down.", sender=ANN)
    world.command(f"case link {a.number} {b.number} --as caused-by --by thandi")
    world.command(f"case link {a.number} {b.number}")
    assert world.case(a.number).links == (f"caused-by:{b.number}", f"related:{b.number}")
    assert world.case(b.number).links == (f"causes:{a.number}", f"related:{a.number}")
    wrong = run(world, "case", "link", a.number, b.number, "--as", "like")
    assert wrong.exit_code == 1 and "these are: related, causes, caused-by" in wrong.stderr


def test_CAD_14_a_case_is_flagged_for_a_call_and_stands_first_until_it_was_made(world: World) -> None:
    first, second, third = (write(world, "The client crashes.") for _ in range(3))
    run(world, "case", "callback", third.number, "--number", "01632 960 001", "--at", "2026-11-23T15:00")
    run(world, "case", "callback", second.number, "--number", "+44 1632 960 002", "--at", "2026-11-23T12:00+00:00")
    listed = json.loads(world.command("case list --json"))
    assert [c["number"] for c in listed] == [second.number, third.number, first.number]
    assert listed[0]["callback"]["number"] == "+44 1632 960 002" and listed[2]["callback"] is None
    assert "+44 1632 960 002" in world.command("case list")
    assert "to be made" in world.command(f"case show {second.number}")
    world.command(f"case callback {second.number} --done --as thandi")
    assert [c["number"] for c in json.loads(world.command("case list --json"))][0] == third.number
    assert shown(world, second.number)["callback"]["done_by"] == "thandi"
    assert [e["text"] for e in shown(world, second.number)["events"] if e["kind"] == "call-back"][-1] == "called back"
    for arguments, says, code in (
        ((second.number, "--done"), "nobody is to be called", 1), ((first.number, "--number", "soon"), "no telephone", 1),
        ((first.number,), "write --number NUMBER", 2), ((first.number, "--number", "12345", "--at", "noon"), "ISO", 2),
    ):
        result = run(world, "case", "callback", *arguments)
        assert result.exit_code == code and says in result.stderr, (arguments, result.stderr)


def test_CAD_14_a_mail_that_asks_for_a_call_and_names_a_number_flags_its_case(world: World) -> None:
    case = write(world, "The client crashes. Please call me on 01632 960 002 after 3pm today.")
    found = shown(world, case.number)
    assert (found["callback"]["number"], found["callback"]["said"]) == ("01632 960 002", "after 3pm today")
    assert "they ask to be called on 01632 960 002" in [e["text"] for e in found["events"]]
    assert "Asks to be called on" not in "".join(d.body for d in world.drafts(case.number)), "for staff alone"
    world.command(f"case callback {case.number} --done")
    write(world, "You were cut off. Call me on 01632 960 003 please.", number=case.number)
    assert shown(world, case.number)["callback"]["number"] == "01632 960 003"
    other = write(world, "Phone: +44 1632 960 005. The client crashes.")
    assert shown(world, other.number)["callback"] is None
