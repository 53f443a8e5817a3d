"""`mailtriage inspect`: the contract of its JSON, and its exit code."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from mailtriage.cli.inspect import inspect
from tests.unit.intake.mailkit import BASE, crlf, multipart

KEYS = {
    "kind",
    "from",
    "reply_to",
    "to",
    "cc",
    "subject",
    "message_id",
    "text",
    "reply_text",
    "quoted_text",
    "signature",
    "attachments",
    "language",
    "authenticity",
    "bounce",
    "must_not_acknowledge",
    "defects",
}


def run(*args: str, stdin: bytes = b"") -> tuple[int, str]:
    result = CliRunner().invoke(inspect, list(args), input=stdin)
    return result.exit_code, result.stdout


def test_one_object_a_line_in_order(tmp_path: Path) -> None:
    files = []
    for n in range(3):
        file = tmp_path / f"{n}.eml"
        file.write_bytes(BASE.replace(b"Printer", f"Printer {n}".encode()) + b"\r\nHello\r\n")
        files.append(str(file))
    code, out = run("--json", *reversed(files))
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [line["subject"] for line in lines] == ["Printer 2", "Printer 1", "Printer 0"]
    assert all(set(line) >= KEYS for line in lines)
    assert lines[0]["from"] == {"address": "ann@customer.example", "name": "Ann"}
    assert lines[0]["to"] == [{"address": "support@desk.example", "name": ""}]
    assert lines[0]["authenticity"] == {"tier": "unverified", "evidence": "no trusted_authserv_id is configured"}
    assert lines[0]["bounce"] is None
    assert lines[0]["date"] == "2026-11-24T08:00:00Z"


def test_a_bounce_has_its_object() -> None:
    headers, body = multipart(
        "report; report-type=delivery-status",
        "Content-Type: text/plain\n\nx",
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; m\n\n"
        "Final-Recipient: rfc822; bob@customer.example\nAction: failed\nStatus: 5.1.1\n",
    )
    code, out = run("--json", "-", stdin=crlf(f"From: postmaster@mx.example\nSubject: x\n{headers}\n\n") + body)
    assert code == 0
    assert json.loads(out)["bounce"] == {
        "recipients": ["bob@customer.example"],
        "status": "5.1.1",
        "class": "permanent",
        "reason": "no-such-user",
        "original_message_id": "",
    }


def test_whatever_a_mail_holds_the_exit_code_is_0(tmp_path: Path) -> None:
    bad = tmp_path / "bad.eml"
    for raw in (b"", b"\0\xff" * 1000, b"From: <\r\n\r\n", b"X: y\r\n" * 1000, BASE + b"\r\n\x1b[2J\xff"):
        bad.write_bytes(raw)
        for args in (("--json", str(bad)), (str(bad),)):
            code, out = run(*args)
            assert code == 0
            assert out
            assert "\x1b" not in out
        json.loads(run("--json", str(bad))[1])


def test_a_file_that_is_not_there_is_a_usage_error_before_anything_is_printed(tmp_path: Path) -> None:
    good = tmp_path / "good.eml"
    good.write_bytes(BASE + b"\r\nx")
    assert run("--json", str(good), str(tmp_path / "none.eml")) == (2, "")


def test_the_trusted_hop_can_be_named() -> None:
    raw = b"Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example\r\n" + BASE + b"\r\nHello"
    code, out = run("--json", "--trusted-authserv-id", "mx.desk.example", "-", stdin=raw)
    assert (code, json.loads(out)["authenticity"]["tier"]) == (0, "aligned")


def test_people_read_a_summary() -> None:
    code, out = run("-", stdin=BASE + b"\r\nHello there\r\n")
    assert code == 0
    for words in ("human", "Ann <ann@customer.example>", "Printer", "may be acknowledged", "Hello there"):
        assert words in out
