"""Active incidents: reports are linked and told, and everybody is told once when it is over, whatever dies meanwhile."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from mailtriage import config as configuration
from mailtriage.cli import main
from mailtriage.model.case import Case
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.incident import Incident
from mailtriage.model.outgoing import Outgoing
from mailtriage.work.desk import Desk
from mailtriage.work.incidents import finish
from mailtriage.work.tick import tick
from tests.children import child, dying_at, ended
from tests.scenarios.story import World

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
REPORT = "Since ten our phones lost registration, the server shows 503."
AUTO = 'sends_by_itself = ["acknowledgement", "closed-number", "incident", "incident-over", '


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, AT)
    world.customers(
        "Thaba Health,thaba.example,Naledi Mokoena,naledi@thaba.example,reporter,,gold,mail,2026-01-01,2027-12-31,,en,T-1",
        "Dry Lake,drylake.example,Ann Dry,ann@drylake.example,reporter,,gold,mail,2024-01-01,2025-12-31,,en,D-3",
    )
    yield world
    world.desk.close()


def by_itself(world: World) -> None:
    """Let both texts leave by themselves."""
    program, texts = (world.folder / "rules" / "cadents" / f"{name}.toml" for name in ("program", "prescribed"))
    program.write_text(program.read_text().replace(
        'sends_by_itself = ["acknowledgement", "closed-number", ', AUTO))
    text = texts.read_text()
    for purpose in ("incident", "incident-over"):
        text = text.replace(f'purpose = "{purpose}"\n', f'purpose = "{purpose}"\nsend = "auto"\n')
    texts.write_text(text)
    world.desk.close()
    world.desk = Desk.open(configuration.load(world.folder / "config.toml"))
    world.desk.clock = lambda: world.now


def write(world: World, text: str, sender: str = "Naledi Mokoena <naledi@thaba.example>", subject: str = "Telephones",
          answers: Case | None = None) -> Case:
    return world.writes(text, sender, answers.subject if answers else subject, answers.number if answers else "")


def opens(world: World, *more: str) -> str:
    result = CliRunner().invoke(main, [
        "-c", str(world.folder / "config.toml"), "incident", "open", "--title", "Registration fails", "--words",
        "lost registration", "--tell", "We expect it to be over by noon.", "--json", *more])
    assert result.exit_code == 0, result.output
    return str(json.loads(result.stdout)["key"])


def texts(world: World, case: Case) -> list[str]:
    return [d.text for d in world.drafts(case.number)]


def shown(world: World, key: str) -> dict[str, object]:
    found = json.loads(world.command(f"incident show {key} --json"))
    assert isinstance(found, dict)
    return found


def test_a_report_is_linked_and_told_that_it_is_being_addressed_in_place_of_the_questions(world: World) -> None:
    key = opens(world)
    case = write(world, REPORT)
    assert case.links == (f"incident:{key}",) and texts(world, case) == ["incident"]
    (draft,) = world.drafts(case.number)
    assert "Registration fails" in draft.body and "over by noon" in draft.body and case.number in draft.body
    assert draft.words == f"{key} (Registration fails)", "why, in the list of drafts"
    assert [r.text for r in world.outgoing_rows()] == ["acknowledgement"], "the program has not let it go by itself"
    assert shown(world, key)["cases"] == [case.number]
    assert "linked to INC-1: Registration fails" in world.command(f"case show {case.number}")
    assert "INC-1 (Registration fails) on lost registration" in world.command(f"explain {case.number}")


def test_a_mail_about_something_else_or_another_product_is_no_report_of_it(world: World) -> None:
    key = opens(world, "--product", "Gateway 4", "--category", "network-fault")
    other = write(world, "Where can I find the manual for the gateway?")
    product = write(world, "Our gateway-3 lost registration.")
    fits = write(world, "Our gateway-4 lost registration.")
    assert (other.links, product.links, fits.links) == ((), (), (f"incident:{key}",))
    assert texts(world, product) == ["fault-questions"]


def test_a_reply_that_reports_it_is_linked_too_and_nobody_is_told_twice(world: World) -> None:
    case = write(world, "Something is wrong with our telephones.")
    key = opens(world)
    case = write(world, REPORT, answers=case)
    assert case.links == (f"incident:{key}",) and "incident" in texts(world, case)
    case = write(world, "They lost registration again.", answers=case)
    assert texts(world, case).count("incident") == 1 and case.links == (f"incident:{key}",)


def test_the_texts_leave_by_themselves_where_the_program_lets_them_and_never_to_who_must_not_be_answered(
    world: World,
) -> None:
    by_itself(world)
    key = opens(world)
    case = write(world, REPORT)
    assert [r.text for r in world.outgoing_rows()] == ["acknowledgement", "incident"] and texts(world, case) == []
    quiet = EmailMessage()
    quiet["From"], quiet["To"], quiet["Subject"] = "Naledi <naledi@thaba.example>", "support@cadents.example", "Down"
    quiet["Message-ID"], quiet["Precedence"] = "<quiet@thaba.example>", "bulk"
    quiet.set_content("We lost registration.")
    row = world.arrives(quiet.as_bytes().replace(b"\n", b"\r\n"), "support")
    assert world.case(row.case).links == (f"incident:{key}",)
    assert [r.text for r in world.outgoing_rows()] == ["acknowledgement", "incident"]
    world.command(f"incident close {key}")
    assert [r.text for r in world.outgoing_rows()] == ["acknowledgement", "incident", "incident-over"]
    assert texts(world, world.case(row.case)) == ["incident-over"], "a person decides"


def test_nobody_without_a_contract_in_force_is_told_but_the_case_is_linked_for_staff(world: World) -> None:
    key = opens(world)
    case = write(world, REPORT, sender="Ann Dry <ann@drylake.example>")
    assert case.links == (f"incident:{key}",) and "incident" not in texts(world, case)


def test_no_text_about_an_incident_has_a_word_for_the_contract(world: World) -> None:
    from mailtriage.program.variables import allowed

    for purpose in ("incident", "incident-over"):
        assert not allowed(purpose) & {"entitlement", "customer", "level", "contact", "priority"}


def test_when_it_is_over_every_open_case_is_told_once_and_new_mail_is_linked_no_more(world: World) -> None:
    key = opens(world)
    cases = [write(world, REPORT) for _ in range(23)]
    world.command(f"case solve {cases[0].number}")
    off = cases[1]
    world.command(f"incident unlink {key} {off.number}")
    world.command(f"incident close {key} --over restarted")
    for case in cases[2:]:
        now = world.case(case.number)
        assert now.links == (f"incident-over:{key}",) and texts(world, now).count("incident-over") == 1
        assert "restarted" in world.drafts(case.number)[-1].body
    assert "incident-over" not in texts(world, off) + texts(world, cases[0])
    assert shown(world, key)["state"] == "closed" and len(shown(world, key)["cases"]) == 22  # type: ignore[arg-type]
    late = write(world, REPORT)
    assert late.links == () and "incident" not in texts(world, late)
    again = CliRunner().invoke(main, ["-c", str(world.folder / "config.toml"), "incident", "close", key])
    assert again.exit_code == 1 and "was closed by" in again.stderr


def test_staff_link_a_case_that_came_before_and_what_they_mistype_is_refused(world: World) -> None:
    case = write(world, "Something is wrong with our telephones.")
    key = opens(world)
    world.command(f"incident link {key.lower()} {case.number}")
    assert "incident" in texts(world, case) and world.case(case.number).links == (f"incident:{key}",)
    for line, says in (
        ("link INC-9 1", "there is no incident INC-9"), (f"link {key} CAD-9-9", "there is no case"),
        ("open --title x --category netwrk-fault", 'did you mean "network-fault"?'),
        ("open --title x --product Gatway", "has no product"), ("open --title x --words (", "the words"),
        ("open --title x --program nope", "there is no program"),
    ):
        result = CliRunner().invoke(main, ["-c", str(world.folder / "config.toml"), "incident", *line.split()])
        assert result.exit_code in (1, 2) and says in result.stderr, (line, result.stderr)
    assert key in world.command("incident list") and "Registration fails" in world.command("incident list")


def test_an_incident_of_one_program_is_nothing_to_another(world: World) -> None:
    key = opens(world)
    with world.desk.store.unit() as unit:
        one = unit.one(Incident, "key", key)
        assert one is not None
        unit.add(Incident("INC-77", "mezzanine", "Theirs", AT, "x", words=("lost registration",)))
    case = write(world, REPORT)
    assert case.links == (f"incident:{key}",)
    result = CliRunner().invoke(
        main, ["-c", str(world.folder / "config.toml"), "incident", "link", "INC-77", case.number])
    assert result.exit_code == 1 and "is an incident of mezzanine" in result.stderr


def test_the_daemon_goes_on_with_a_closing_that_was_broken_off(world: World) -> None:
    key = opens(world)
    case = write(world, REPORT)
    with world.desk.store.unit() as unit:
        one = unit.one(Incident, "key", key)
        assert one is not None
        unit.put(replace(one, closed=AT, closed_by="thandi"))
    tick(world.desk)
    assert texts(world, case).count("incident-over") == 1 and shown(world, key)["state"] == "closed"
    assert finish(world.desk) == 0


def _close(folder: Path, key: str, dies_at: int) -> int:
    """The exit code of a child that closes the incident and dies at the n-th point; 0 when there are fewer."""

    def closes() -> None:
        result = CliRunner().invoke(main, ["-c", str(folder / "config.toml"), "incident", "close", key])
        os._exit(result.exit_code)

    return ended(child(dying_at(dies_at, closes)))


@pytest.mark.parametrize("auto", [False, True], ids=["drafts", "by itself"])
def test_killed_at_any_point_of_the_closing_everybody_is_told_exactly_once_after_the_next_pass(
    tmp_path: Path, auto: bool
) -> None:
    (tmp_path / "before").mkdir()
    world = World(tmp_path / "before", AT)
    if auto:
        by_itself(world)
    key = opens(world)
    cases = [write(world, REPORT) for _ in range(22)]     # two batches
    world.desk.close()
    every = 1 if os.environ.get("MAILTRIAGE_FULL") else 60 if auto else 8
    n = 1
    while True:
        after = tmp_path / str(n)
        shutil.copytree(tmp_path / "before", after)
        died = _close(after, key, n)
        assert died in (0, 137), f"point {n}: exit {died}"
        desk = Desk.open(configuration.load(after / "config.toml"))
        finish(desk)
        with desk.store.view() as view:
            one = view.one(Incident, "key", key)
            over = [r.case for r in view.all(Outgoing) if r.text == "incident-over"]
            drafts = [d.case for d in view.all(Draft) if d.text == "incident-over" and d.state is DraftState.PROPOSED]
        desk.close()
        assert one is not None
        if one.state == "active":       # it died before it was said at all
            assert over == drafts == []
        else:
            told = over if auto else drafts
            assert one.state == "closed" and sorted(told) == sorted(c.number for c in cases), f"killed at point {n}"
            assert (drafts if auto else over) == []
        shutil.rmtree(after)
        if died == 0:
            break
        n += every
    assert n > 5, "the closing has points to die at"
