"""Attack 16, forged log lines and secrets that leak: mox's traceauth note; what chasquid ab2a6e7 quoted anew.

Hostile values stand in every field of mails and of the desk's forms, and the whole path runs with its log at its most talkative:
one event stays one line of JSON. Canaries stand for every secret there is, mail servers repeat what they were told, and no output
of any command, no log, no page of the desk and no file of the data has one, in any spelling. Measured: hits, 0.
"""

from __future__ import annotations

import base64
import io
import json
import logging
import re
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from click.testing import CliRunner

from mailtriage import log
from mailtriage.cli import main
from mailtriage.desk.guard import COOKIE
from mailtriage.model.staff import Role
from tests.attacks.test_desk_forgery import everything, posts, routes
from tests.desk.letters import letter
from tests.desk.office import PASSWORD, Office, form
from tests.unit.cli.test_check import desk as a_desk

HOSTILE = ["a\r\nlevel=error forged", '"}\n{"event": "forged", "level": "error"}', "\x1b[2J\x1b[1;31mred\x9b0m", "x\u2028y\u2029z\x85", "%n%s{0}{event}%(event)s",
           "\x00\x07\x7f", "\u202eevil\u2066", "a\u200b\ufeffb", "back\\slash \\n \\u000a", "<script>", "x" * 5_000, "\x1b]0;title\x07", "\r", "\n\n\n"]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the log says, at its most talkative, as JSON."""
    root, ours = logging.getLogger(), logging.getLogger("mailtriage")
    before = (root.handlers[:], root.level, ours.level)
    stream = io.StringIO()
    log.setup(debug=True, json_lines=True, stream=stream)
    yield stream
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])


def mails(value: str) -> list[bytes]:
    """The value in each field a sender writes: folded away where a header cannot hold it, encoded where it can."""
    word = "=?utf-8?b?" + base64.b64encode(value.encode("utf-8", "replace")[:400]).decode() + "?="
    raw = re.sub(r"[\r\n]+", "\r\n ", value)
    found = [letter(f"<p>{value}</p>", text=value, sender=f'"{word}" <c@s.example>', subject=word, files=((f'filename="{word}"', b"x"),), id="l1")]
    for name in ("From", "Subject", "Message-ID", "References", "Content-Type"):
        head = {"From": "c@s.example", "To": "support@cadents.example", "Message-ID": "<l@s.example>", "Subject": "x", name: raw}
        found.append("".join(f"{n}: {v}\r\n" for n, v in head.items()).encode("utf-8", "replace") + b"\r\nI forgot my password.\r\n")
    return found


def test_whatever_mails_and_forms_hold_one_event_is_one_line(tmp_path: Path, lines: io.StringIO) -> None:
    office = Office(tmp_path)
    thandi, count = office.sign_in("thandi"), 0
    for value in HOSTILE:
        for raw in mails(value):
            row = office.world.arrives(raw, "support")
            count += 1
            if row.case and count % 6 == 1:
                thandi.post(f"/cases/{row.case}/note", data=form(thandi, words=value))
        office.browser().post("/sign-in", data={"login": value, "password": value})
        thandi.get("/search", params={"q": value})
        log.get("test").error("as a library would", error=RuntimeError(value), value=value)
        try:
            raise ValueError(value)
        except ValueError:
            log.get("test").exception("a traceback with the value in it")
    for path, methods in routes(office):
        if path.endswith("/eml") or "/files/" in path and "GET" in methods:
            thandi.get(path)
    said = lines.getvalue().split("\n")
    assert said.pop() == "" and len(said) >= 3 * len(HOSTILE)
    for line in said:
        event = json.loads(line)
        assert line.isascii() and line.isprintable() and event["logger"].startswith("mailtriage."), line[:200]
        assert event["event"] != "forged" and event["level"] in ("debug", "info", "warning", "error")
    print(f"\n{count} mails of {len(HOSTILE)} hostile values: {len(said)} events, each one line")


class _Echo(socketserver.StreamRequestHandler):
    """An IMAP and SMTP server that repeats what it was told, as some do in their errors."""

    def handle(self) -> None:
        kind = self.server.kind  # type: ignore[attr-defined]
        self.wfile.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n" if kind == "imap" else b"220 hi\r\n")
        while line := self.rfile.readline(10_000):
            words = line.split()
            if kind == "imap":
                tag = words[0] if words else b"*"
                if b"CAPABILITY" in line.upper():
                    self.wfile.write(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" + tag + b" OK done\r\n")
                else:
                    self.wfile.write(tag + b" NO [AUTHENTICATIONFAILED] I do not know " + line.strip() + b"\r\n")
            elif line.upper().startswith((b"EHLO", b"HELO")):
                self.wfile.write(b"250-hi\r\n250 AUTH PLAIN LOGIN\r\n")
            else:
                self.wfile.write(b"535 5.7.8 I do not know " + line.strip() + b"\r\n")


@pytest.fixture
def echoes() -> Iterator[dict[str, int]]:
    ports, servers = {}, []
    for kind in ("imap", "smtp"):
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Echo)
        server.daemon_threads = True
        server.kind = kind  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        ports[kind] = server.server_address[1]
    yield ports
    for server in servers:
        server.shutdown()
        server.server_close()


def spellings(secret: str) -> set[str]:
    """The secret as it is, and as protocols, addresses, JSON and Python write it."""
    data = secret.encode()
    found = {secret, quote(secret), quote_plus(secret), json.dumps(secret)[1:-1], ascii(secret)[1:-1], repr(data)[2:-1], data.hex(), secret[::-1]}
    for offset in range(3):     # inside a longer text, as AUTH PLAIN has it
        coded = base64.b64encode(b"\0" * offset + data).decode().rstrip("=")
        found.add(coded[(offset * 8 + 5) // 6 : len(coded) - 1])
    return found


def hits(secret: str, where: dict[str, str]) -> list[str]:
    return [f"{place}: {one}" for one in spellings(secret) for place, text in where.items() if one in text]


def test_the_passwords_of_mail_servers_are_in_no_output_and_no_file(
    tmp_path: Path, echoes: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    imap, smtp = "c4n4ry-imap-pass+word/9", "c4n4ry-smtp-p\u00e4ss+word/7"
    folder = a_desk(tmp_path, imap_port=echoes["imap"], smtp_port=echoes["smtp"], imap_security="plain")
    (folder / "smtp-secret").write_text(smtp + "\n")
    (folder / "smtp-secret").chmod(0o600)
    config = folder / "config.toml"
    config.write_text(config.read_text() + 'username = "u"\npassword_file = "smtp-secret"\n')
    monkeypatch.setenv("CHECK_PASSWORD", imap)
    monkeypatch.setenv("COLUMNS", "5000")       # a line that is cut would hide what it repeats
    where = {}
    for line in ("check", "check --online", "--debug check --online", "--debug run --once", "status", "status --json", "doctor", "doctor --json",
                 "--debug doctor --probe", "verify", "--debug ingest --mailbox support", "outbox list --json", "quarantine list --json", "--debug run --once"):
        result = CliRunner().invoke(main, ["-c", str(config), *line.split()], input="From: c@s.example\r\nSubject: x\r\n\r\nI forgot my password\r\n")
        trouble = "" if result.exception is None or isinstance(result.exception, SystemExit) else repr(result.exception)
        where[line] = result.output + result.stderr + trouble
    assert "I do not know" in " ".join(where.values())          # the servers did repeat it
    for path in (folder / "data").rglob("*"):
        if path.is_file():
            where[str(path.relative_to(folder))] = path.read_bytes().decode("latin-1")
    found = hits(imap, where) + hits(smtp, where)
    print(f"\n{len(where)} outputs and files, {len(spellings(imap)) + len(spellings(smtp))} spellings: {len(found)} hits")
    assert not found, found


def test_the_secrets_of_the_desk_are_in_no_log_page_or_file(tmp_path: Path, lines: io.StringIO) -> None:
    office = Office(tmp_path)
    office.mail()
    office.world.arrives(b"From: \r\nSubject: odd\r\n\r\nbytes\r\n", "support")
    lead, sipho = office.sign_in("lerato", Role.LEAD), office.sign_in("sipho")
    office.browser().post("/sign-in", data={"login": "lerato", "password": PASSWORD + "x"})
    where = {f"GET {path}": lead.get(path).text for path, methods in routes(office) if "GET" in methods and not path.endswith(("/eml", "/sign-in"))}
    for path in posts(office):
        if path != "/sign-out":
            where[f"POST {path}"] = lead.post(path, data={**form(lead), **everything(office, lead)} if office.waiting() else form(lead)).text
    where["log"] = lines.getvalue()
    for path in (office.desk.data / "db").iterdir():
        if path.is_file():
            where[path.name] = path.read_bytes().decode("latin-1")
    secrets = {"password": PASSWORD, "cookie": lead.cookies[COOKIE], "another's cookie": sipho.cookies[COOKIE]}
    secrets |= {f"key {name}": key.hex() for name, key in office.desk.keys.items()}
    secrets |= {f"key {name} as bytes": base64.b64encode(key).decode().rstrip("=") for name, key in office.desk.keys.items()}
    found = {name: hits(secret, where) for name, secret in secrets.items()}
    print(f"\n{len(where)} pages, logs and files, {len(secrets)} secrets: {sum(map(len, found.values()))} hits")
    assert not any(found.values()), found
    other = form(sipho)["token"]
    assert not hits(other, {name: text for name, text in where.items() if "journal" not in name and "snapshot" not in name})


def test_a_password_a_customer_wrote_is_in_no_log_page_or_output_but_the_mail_itself(tmp_path: Path, lines: io.StringIO) -> None:
    canary = "c4n4ry8Kx"
    office = Office(tmp_path)
    text = f"I forgot my password. My old password is {canary} and it fails.\n\nPassword: {canary}\n"
    html = f"<table><tr><td>Password:</td><td><b>{canary}</b></td></tr></table><p>My old password is {canary}</p><img alt='{canary}' src='http://t.example/{canary}'>" \
           f"<a href='https://a.example/?password={canary}'>x</a><div style='display:none'>password: {canary}</div>"
    case = office.world.arrives(letter(html, text=text, subject=f"password: {canary}", id="p1"), "support").case
    only = office.world.arrives(letter(html, text="", subject=f"password: {canary}", id="p2", sender="d@s.example"), "support").case
    office.world.arrives(letter(html, text=text, subject=f"password: {canary}", id="p3", sender=""), "support")
    lead, pages = office.sign_in("lerato", Role.LEAD), {}
    for path, methods in routes(office):
        if "GET" in methods and not path.endswith("/eml") and "/files/" not in path:
            pages[path] = lead.get(path).text
    from mailtriage.model.case import CaseMail

    with office.desk.store.view() as view:
        for number in (case, only):
            for mail in view.find(CaseMail, "case", number):
                pages[f"{number} {mail.id}"] = lead.get(f"/cases/{number}/mails/{mail.id}/html").text
    for draft in office.waiting():
        pages[f"draft {draft.id}"] = lead.get(f"/drafts/{draft.id}").text
    pages["search"] = lead.get(f"/search?q={canary}").text.replace(f'value="{canary}"', "").replace(f"<title>{canary}", "")
    for line in (f"case show {case}", f"case show {case} --json", f"case mail {case}", f"explain {case}", f"case find {canary}", "case list --json", "draft list --json",
                 f"draft show {office.waiting()[0].id}", "quarantine list --json", "outbox list --json", "status --json"):
        result = CliRunner().invoke(main, ["-c", str(tmp_path / "config.toml"), *line.split()])
        pages[line] = result.output
    pages["log"] = lines.getvalue()
    found = [place for place, words in pages.items() if canary in words]
    print(f"\n{len(pages)} pages, outputs and logs: {len(found)} hits")
    assert not found, found
    assert canary.encode() in lead.get(f"/cases/{case}/mails/1/eml").content        # who may see the case may have the mail itself
