"""cli/outbox.py: why a mail stays, and several at once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner, Result

from mailtriage.cli import main
from tests.scenarios.story import World


def world(folder: Path, outgoing: str, mails: int = 2) -> World:
    made = World(folder, datetime(2026, 11, 23, 9, tzinfo=UTC), outgoing)
    for n in range(mails):
        made.arrives(b"From: n%d@thaba.example\r\nTo: support@cadents.example\r\nSubject: Gateway %d\r\n"
                     b"Message-ID: <%d@thaba.example>\r\n\r\nGateway %d crashes.\r\n" % (n, n, n, n), "support")
    return made


def outbox(desk: World, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-c", str(desk.folder / "config.toml"), "outbox", *arguments])


def test_a_queued_row_says_that_the_switch_keeps_it(tmp_path: Path) -> None:
    assert "waits: outgoing = hold" in outbox(world(tmp_path, "hold"), "list").stdout


def test_a_held_row_says_why_and_how_to_release_it(tmp_path: Path) -> None:
    desk = world(tmp_path, "off")
    row = desk.outgoing_rows()[0]
    assert f"while outgoing was off; `mailtriage outbox retry {row.id}` releases it" in outbox(desk, "list").stdout


def test_several_are_released_at_once_and_cancelled_by_case(tmp_path: Path) -> None:
    desk = world(tmp_path, "off")
    assert outbox(desk, "retry", "--all-held").stdout.count("is queued") == 2
    assert {row.state.value for row in desk.outgoing_rows()} == {"queued"}
    assert outbox(desk, "cancel", "--case", desk.cases[0]).stdout.count("is cancelled") == 1
    assert sorted(row.state.value for row in desk.outgoing_rows()) == ["cancelled", "queued"]
    assert outbox(desk, "retry").exit_code == 2 and outbox(desk, "retry", "1", "--all-held").exit_code == 2
    assert outbox(desk, "retry", "--all-held").exit_code == 1
    (tmp_path / "more").mkdir()
    desk = world(tmp_path / "more", "off")
    ids = [str(row.id) for row in desk.outgoing_rows()]
    assert outbox(desk, "cancel", *ids).stdout.count("is cancelled") == 2


def test_show_has_headers_text_recipients_and_answers(tmp_path: Path) -> None:
    desk = world(tmp_path, "hold")
    row = desk.outgoing_rows()[0]
    shown = outbox(desk, "show", str(row.id)).stdout
    assert f"Message-ID: {row.message_id}" in shown and "n0@thaba.example: waiting" in shown and row.case in shown
    assert "\\r" not in shown and "\r" not in shown
    found = json.loads(outbox(desk, "show", str(row.id), "--json").stdout)
    assert "\r" not in found["text"]
    assert row.subject in found["headers"]["Subject"] and row.case in found["text"]
    assert outbox(desk, "show", "99").exit_code == 1
