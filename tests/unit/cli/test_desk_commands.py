"""What staff type: each command on a real desk; --json is JSON, a refusal is one line and exit 1."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mailtriage.cli import main
from tests.scenarios.story import World

FAULT = b"""From: Naledi Mokoena <naledi@thaba.example>\r
To: support@cadents.example\r
Subject: Gateway\r
Message-ID: <1@thaba.example>\r
\r
The gateway crashes since this morning. \x1b[31mRed\r
"""
AWAY = b"""From: Naledi Mokoena <naledi@thaba.example>\r
To: support@cadents.example\r
Subject: Automatic reply: [%s] Gateway\r
Message-ID: <2@thaba.example>\r
Auto-Submitted: auto-replied\r
\r
I am back on Monday.\r
"""
CASE_KEYS = {
    "number", "state", "program", "mailbox", "subject", "customer", "contact", "entitlement", "type", "category",
    "priority", "level", "team", "language", "fields", "participants", "links", "clocks", "mails", "drafts", "events",
    "reasons",
}  # fmt: skip


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, datetime.now(UTC))
    world.arrives(FAULT, "support")
    return world


def mailtriage(world: World, *arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["-c", str(world.folder / "config.toml"), *arguments], input=stdin)


def said(world: World, *arguments: str) -> object:
    result = mailtriage(world, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_case_show_has_every_key_of_the_contract(world: World) -> None:
    shown = said(world, "case", "show", world.cases[0])
    assert isinstance(shown, dict) and set(shown) >= CASE_KEYS
    assert set(shown["clocks"][0]) == {"kind", "calendar", "started", "due", "paused", "state"}
    assert set(shown["mails"][0]) >= {"direction", "message_id", "at", "raw"}
    assert shown["mails"][0]["at"].endswith("Z") and shown["reasons"][0]["step"] == "readable"


def test_what_a_customer_wrote_cannot_move_the_cursor(world: World) -> None:
    for command in (("case", "show", world.cases[0]), ("draft", "show", "1"), ("explain", world.cases[0])):
        result = mailtriage(world, *command)
        assert result.exit_code == 0 and "\x1b" not in result.output


@pytest.mark.parametrize("command", [
    ("case", "show", "CAD-999999-9"), ("case", "note", "CAD-999999-9", "hello"), ("draft", "show", "99"),
    ("draft", "approve", "99"), ("draft", "reject", "99", "--why", "x"), ("quarantine", "show", "99"),
    ("quarantine", "release", "99"), ("handover", "CAD-999999-9"), ("escalate", "CAD-999999-9"), ("explain", "nothing"),
])  # fmt: skip
def test_what_is_not_there_is_one_line_that_says_where_to_look(world: World, command: tuple[str, ...]) -> None:
    result = mailtriage(world, *command)
    assert result.exit_code == 1 and result.stdout == ""
    assert len(result.stderr.splitlines()) == 1 and "mailtriage: " in result.stderr


def test_the_life_of_a_case_by_hand(world: World) -> None:
    number = world.cases[0]
    for command in (
        ("case", "note", number, "rang her, no answer"), ("case", "assign", number, "sipho"),
        ("case", "set", number, "priority=P1", "field.version=4.2", "--field", "serial=GW-17", "state=waiting"),
        ("case", "solve", number, "--why", "restarted"), ("case", "close", number),
    ):  # fmt: skip
        assert mailtriage(world, *command, "--as", "thandi").exit_code == 0, command
    shown = said(world, "case", "show", number)
    assert isinstance(shown, dict)
    assert (shown["state"], shown["priority"], shown["assignee"]) == ("closed", "P1", "sipho")
    for name, title, value in (("version", "Version", "4.2"), ("serial", "Serial number", "GW-17")):
        assert shown["fields"][name] == value
        assert shown["field_sources"][name] == {"title": title, "source": "staff thandi", "by": "case set", "words": ""}
    unknown = mailtriage(world, "case", "set", number, "field.serail=1")
    assert unknown.exit_code == 1 and 'did you mean "serial"?' in unknown.stderr
    secret = mailtriage(world, "case", "set", number, "--field", "password=hunter2")
    assert secret.exit_code == 1 and "secrets are never stored" in secret.stderr
    assert {e["actor"] for e in shown["events"]} == {"mailtriage", "thandi"}
    refused = mailtriage(world, "case", "set", number, "state=new")
    assert refused.exit_code == 1 and "a closed case stays closed" in refused.stderr


def test_a_case_by_telephone_is_logged_and_answered(world: World) -> None:
    opened = mailtriage(
        world, "case", "new", "--subject", "SIM blocked", "--from", "Grace@oldmill.example", "--text", "rang at 9"
    )
    number = opened.stdout.split()[0]
    assert mailtriage(world, "case", "reply", number, stdin="We unblock it **today**.\n").exit_code == 0
    shown = said(world, "case", "show", number)
    assert isinstance(shown, dict)
    assert shown["channel"] == "telephone" and shown["participants"] == ["grace@oldmill.example"]
    assert [m["direction"] for m in shown["mails"]] == ["note", "out"]


def test_a_draft_is_edited_shown_as_a_difference_and_approved(world: World) -> None:
    edited = mailtriage(world, "draft", "edit", "1", "--body-file", "-", "--approve", stdin="Hello,\n\nwe are on it.\n")
    assert edited.exit_code == 0 and "+we are on it." in edited.stdout and "approved as edited" in edited.stdout
    assert mailtriage(world, "draft", "approve", "1").exit_code == 1


def test_the_thread_says_which_of_our_mails_has_not_left(world: World) -> None:
    for command in ("approve", "undo", "approve"):
        assert mailtriage(world, "draft", command, "1").exit_code == 0
    thread = mailtriage(world, "case", "show", world.cases[0]).stdout.partition("\nthread\n")[2]
    assert thread.count("out, cancelled") == 1 and thread.count("out, queued") == 2     # one acknowledges the case


def test_the_dry_run_stores_nothing(world: World, tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(FAULT.replace(b"<1@", b"<2@").replace(b"crashes", b"hangs"))
    before = sorted((p, p.stat().st_size) for p in (tmp_path / "data").rglob("*") if p.is_file())
    found = said(world, "triage", str(file))
    assert isinstance(found, dict) and found["outcome"] == "new-case"
    assert {"text", "language", "send", "to", "subject", "body"} <= set(found["drafts"][0])
    assert found["drafts"][0]["send"] == "auto" and found["case"]["number"] in found["drafts"][0]["body"]
    assert before == sorted((p, p.stat().st_size) for p in (tmp_path / "data").rglob("*") if p.is_file())


def test_explain_takes_a_message_id_too(world: World) -> None:
    for what in ("<1@thaba.example>", "1@thaba.example"):
        found = said(world, "explain", what)
        assert isinstance(found, dict) and found["decisions"][0]["outcome"] == "new-case"


def test_ingest_reads_a_pipe_a_folder_and_an_mbox(world: World, tmp_path: Path) -> None:
    mail = FAULT.replace(b"\x1b[31mRed", b"")
    piped = mailtriage(
        world, "ingest", "--mailbox", "easupport", stdin=mail.replace(b"<1@", b"<10@").replace(b"morning", b"noon")
    )
    assert piped.exit_code == 0 and piped.stdout.startswith("new-case CAD-")
    folder = tmp_path / "mails"
    folder.mkdir()
    for n in (11, 12):
        (folder / f"{n}.eml").write_bytes(mail.replace(b"<1@", b"<%d@" % n).replace(b"morning", b"noon %d" % n))
    assert mailtriage(world, "ingest", "--mailbox", "support", str(folder)).stdout.count("new-case") == 2
    mbox = b"".join(
        b"From a@b Mon Nov 23 09:00:00 2026\n"
        + mail.replace(b"\r\n", b"\n").replace(b"<1@", b"<%d@" % n)
        + b">From here: %d\n\n" % n
        for n in (13, 14)
    )
    (tmp_path / "box.mbox").write_bytes(mbox)
    assert mailtriage(world, "ingest", "--mailbox", "support", str(tmp_path / "box.mbox")).stdout.count("new-case") == 2
    again = mailtriage(world, "ingest", "--mailbox", "support", str(folder))
    assert again.stdout.count("duplicate") == 2, "the same mail twice was answered twice"


def test_ingest_exits_75_when_a_mail_could_not_be_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from mailtriage import durable

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable.disk, "write", full)
    result = mailtriage(world, "ingest", "--mailbox", "support", stdin=FAULT)
    assert result.exit_code == 75 and "No space left on device" in result.stderr


def test_ingest_for_an_unknown_mailbox_names_the_known_ones(world: World, tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(FAULT)
    result = mailtriage(world, "ingest", "--mailbox", "suport", str(tmp_path / "1.eml"))
    assert result.exit_code == 2 and "support, easupport" in result.stderr


LONG = b"""From: Naledi Mokoena <naledi@thaba.example>\r
To: support@cadents.example\r
Subject: Gateway crashes again\r
Message-ID: <20@thaba.example>\r
Date: Mon, 23 Nov 2026 09:00:00 +0200\r
Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/plain\r
\r
Hello,\r
\r
%s\r
the last line.\r
--b\r
Content-Type: text/plain; name="../../trace.txt"\r
Content-Disposition: attachment; filename="../../trace.txt"\r
\r
first\r
--b\r
Content-Type: text/plain\r
Content-Disposition: attachment; filename="trace.txt"\r
\r
second\r
--b--\r
""" % b"\r\n".join(b"line %d of what she saw this morning" % n for n in range(1, 40))


def test_an_agent_reads_what_a_customer_wrote_line_by_line(world: World) -> None:
    row = world.arrives(LONG, "support")
    for command in (("case", "show", row.case), ("draft", "show", str(world.drafts(row.case)[0].id)),
                    ("case", "mail", row.case), ("case", "show", row.case, "--full")):
        out = mailtriage(world, *command).stdout
        assert "\nline 39 of what she saw this morning\nthe last line.\n" in out, command
        assert "trace.txt" in out, command
    short = said(world, "case", "show", row.case)
    full = said(world, "case", "show", row.case, "--full")
    assert isinstance(short, dict) and isinstance(full, dict)
    assert "text" not in short["mails"][0] and full["mails"][0]["text"].endswith("the last line.")


def test_an_out_of_office_takes_no_place_of_the_words_that_wait_for_an_answer(world: World) -> None:
    number = world.cases[0]
    world.arrives(AWAY % number.encode(), "support")
    assert "back on Monday" in mailtriage(world, "case", "mail", number).stdout
    for command in (("case", "show", number), ("draft", "show", "1")):
        out = mailtriage(world, *command).stdout
        assert "\nThe gateway crashes since this morning." in out, command
        assert "\nI am back on Monday" not in out, command


def test_a_mail_is_shown_whole_and_a_note_too(world: World) -> None:
    number = world.cases[0]
    note = "rang her\n" + "word " * 2000 + "end of note"
    assert mailtriage(world, "case", "note", number, stdin=note).exit_code == 0
    first = mailtriage(world, "case", "mail", number, "1").stdout
    assert "from: Naledi Mokoena <naledi@thaba.example>" in first and "message id: <1@thaba.example>" in first
    assert mailtriage(world, "case", "mail", number, "3").stdout.rstrip().endswith("end of note")
    refused = mailtriage(world, "case", "mail", number, "9")
    assert refused.exit_code == 1 and "has 3 mails and notes" in refused.stderr
    assert "too long" in mailtriage(world, "case", "note", number, "x" * 20_001).stderr


def test_attachments_are_saved_under_safe_names_and_replace_nothing(world: World, tmp_path: Path) -> None:
    row = world.arrives(LONG, "support")
    folder = tmp_path / "inner" / "saved"
    for _ in range(2):
        assert mailtriage(world, "case", "mail", row.case, "--attachments", str(folder)).exit_code == 0
    assert {p.name: p.read_text() for p in folder.iterdir()} == {
        "trace.txt": "first", "trace (2).txt": "second", "trace (3).txt": "first", "trace (4).txt": "second"}
    assert not (tmp_path / "trace.txt").exists()


def test_the_sequence_alone_names_a_case_when_it_is_the_only_one(world: World) -> None:
    sequence = world.cases[0].split("-")[1]
    assert world.cases[0] in mailtriage(world, "case", "show", sequence).stdout
    assert mailtriage(world, "case", "note", sequence, "rang").stdout.strip() == f"noted on {world.cases[0]}"
    assert mailtriage(world, "case", "show", "999999").exit_code == 1


def test_explain_says_why_a_colleague_at_a_customers_domain_gets_no_draft(tmp_path: Path) -> None:
    from tests.unit.work.test_approval import desk_with_customers

    world = desk_with_customers(tmp_path)
    row = world.arrives(FAULT.replace(b"naledi@", b"sipho@"), "support")
    assert world.drafts(row.case) == []
    out = mailtriage(world, "explain", row.case).stdout
    assert "the answer of the category is not proposed: by the register the sender is not-authorised" in out
    assert "no listed contact and the contract is not open to the domain" in out
