"""Attack 21, files read and requests made for a stranger: by texts, by names in rules, by links, by pictures, by paths.

Required: no file but the program's own is read, no connection is opened for what a mail or a text names. Measured: a canary
file's words in any answer or message, and its opening: 0; connections and look-ups, by the interpreter's own audit: 0.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mailtriage.model.case import CaseMail, Direction
from mailtriage.program.load import load_program
from mailtriage.program.problems import ProgramErrors
from tests.attacks.html_vectors import vectors
from tests.attacks.test_html_to_staff import as_mail, files
from tests.desk.letters import letter
from tests.desk.office import Office, form
from tests.scenarios.story import ROOT

CANARY = "canary-5b1f-of-another-file"
_seen: list[str] | None = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _seen is not None and event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request",
                                       "http.client.connect", "subprocess.Popen", "os.system", "open"):
        if event == "open" and not str(arguments[0]).endswith("canary.txt"):
            return
        if event == "subprocess.Popen" and "mailtriage.desk.safe_process" in list(arguments[1]):  # type: ignore[call-overload]
            return          # tried by itself below
        _seen.append(f"{event} {arguments[:2]}")


sys.addaudithook(_hook)


@contextmanager
def audited() -> Iterator[list[str]]:
    """What is connected to, looked up, started, or opened of the canary, in here."""
    global _seen
    found = _seen = list[str]()
    try:
        yield found
    finally:
        _seen = None


@pytest.fixture
def program(tmp_path: Path) -> tuple[Path, Path]:
    for kind in ("rules", "templates"):
        shutil.copytree(ROOT / kind / "cadents", tmp_path / kind / "cadents")
    (tmp_path / "canary.txt").write_text(CANARY)
    return tmp_path / "rules" / "cadents", tmp_path / "templates" / "cadents"


def refused(program: tuple[Path, Path]) -> str:
    with audited() as seen, pytest.raises(ProgramErrors) as wrong:
        load_program(*program)
    assert not seen and CANARY not in str(wrong.value)
    return str(wrong.value)


@pytest.mark.parametrize("words", [
    "{% include '/etc/passwd' %}", "{% include '../../canary.txt' %}", "{% include 'canary.txt' ignore missing %}", "{% extends '/etc/passwd' %}",
    "{% import '../../canary.txt' as x %}", "{% from '../../canary.txt' import x %}", "{% include ['../../canary.txt', '/etc/passwd'] %}",
    "{{ open('../../canary.txt').read() }}", "{{ self._TemplateReference__context }}", "{% include subject %}", "{{ ''|attr('x') }}",
    "{{ lookup('../../canary.txt') }}", "{% load '../../canary.txt' %}", "{{ include('../../canary.txt') }}", "{{ source('../../canary.txt') }}",
])
def test_a_text_that_reads_a_file_does_not_load(program: tuple[Path, Path], words: str) -> None:
    text = program[1] / "en" / "documentation.md.j2"
    text.write_text(text.read_text() + "\n" + words + "\n")
    assert "documentation.md.j2" in refused(program)


@pytest.mark.parametrize("name", ["../../canary.txt", "/etc/passwd", "..\\..\\canary.txt", "files/../../../canary.txt", "%2e%2e/canary.txt", "~/canary.txt",
                                  "a\\u0000b", "./canary.txt", "file:///etc/passwd", "http://127.0.0.1:9/x"])
def test_a_name_in_the_rules_is_no_path(program: tuple[Path, Path], name: str) -> None:
    rules = program[0] / "prescribed.toml"
    before = rules.read_text()
    first = before.index('id = "') + len('id = "')
    rules.write_text(before[:first] + name + before[before.index('"', first):])                            # of a text
    assert "prescribed.toml" in refused(program)
    rules.write_text(before.replace("[[text]]", f'[[text]]\nattach = ["{name}"]', 1))                      # of a file it carries
    assert "prescribed.toml" in refused(program)
    rules.write_text(before)
    categories = program[0] / "categories.toml"
    words = categories.read_text()
    first = words.index('id = "', words.index("\n[[category]]")) + len('id = "')
    categories.write_text(words[:first] + name + words[words.index('"', first):])                          # of a category
    assert "categories.toml" in refused(program)


@pytest.mark.parametrize("place", ["files/guide.pdf", "en/documentation.md.j2", "en/stolen.md.j2"])
def test_a_link_out_of_the_program_is_not_followed(program: tuple[Path, Path], place: str) -> None:
    """A checkout brings links along; whoever may write texts would have any file of the server mailed to them."""
    link = program[1] / place
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to("../../../canary.txt")
    assert "leads out of its folder" in refused(program)


def test_a_link_inside_the_program_and_one_to_its_folder_are_followed(program: tuple[Path, Path], tmp_path: Path) -> None:
    text = program[1] / "en" / "documentation.md.j2"
    shutil.move(text, text.parent / ".documentation.md.j2")
    text.symlink_to(".documentation.md.j2")
    (tmp_path / "now").symlink_to(tmp_path / "rules")
    assert load_program(tmp_path / "now" / "cadents", program[1]).id == "cadents"


def test_the_audit_sees_what_it_counts(tmp_path: Path) -> None:
    with audited() as seen, contextlib.suppress(OSError):
        (tmp_path / "canary.txt").write_text(CANARY)
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    assert [one.split()[0] for one in seen] == ["open", "socket.getaddrinfo", "socket.connect"]


def hostile(base: str, canary: Path) -> list[bytes]:
    every = vectors(base, "canary.example")
    mails = [as_mail(every[at : at + 90], files(base)) for at in range(0, len(every), 90)]
    html = (f'<img src="file://{canary}"><img src="{canary}"><iframe src="file://{canary}"></iframe><link rel=stylesheet href="file://{canary}">'
            f'<img src="\\\\127.0.0.1\\share\\x.png"><a href="file://{canary}">x</a><!--#include file="{canary}" --><xi:include href="file://{canary}"/>'
            f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{canary}">]>&e;')
    mails.append(letter(html, text=f"I forgot my password. See file://{canary} and {base}/x, {{% include '{canary}' %}} ![x]({base}/y)", id="ssrf",
                        files=((f'filename="{canary}"', b"x"),)))
    head = (f"From: c@s.example\r\nTo: support@cadents.example\r\nMessage-ID: <e@s.example>\r\nSubject: {base}/subject\r\nList-Unsubscribe: <{base}/unsubscribe>\r\n"
            f"Disposition-Notification-To: x@127.0.0.1\r\nX-Face-URL: {base}/face\r\nContent-Type: message/external-body; access-type=local-file; "
            f"name=\"{canary}\"; URL=\"{base}/body\"\r\n\r\nContent-Type: text/plain\r\n\r\n")
    return [*mails, head.encode()]


def test_no_mail_makes_the_desk_connect_look_up_or_open_anything(tmp_path: Path) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text(CANARY)
    office = Office(tmp_path)
    thandi = office.sign_in("thandi")
    pages = ["/", "/cases", "/search?q=password", "/quarantine", "/health", "/autonomy", "/keys"]
    with audited() as seen:
        for raw in hostile("http://127.0.0.1:9/ssrf", canary):
            row = office.world.arrives(raw, "support")
            pages.append(f"/quarantine/{row.id}")
            if not row.case:
                continue
            with office.desk.store.view() as view:
                mail = next(m for m in view.find(CaseMail, "case", row.case) if m.direction is Direction.IN)
            path = f"/cases/{row.case}"
            pages += [path, f"{path}/mails/{mail.id}/html", f"{path}/mails/{mail.id}/eml"]
            pages += [f"{path}/mails/{mail.id}/files/{a.sha256}" for a in mail.attachments[:3]]
        pages += [f"/drafts/{d.id}?html=1" for d in office.waiting()[-2:]]
        draft = office.waiting()[0]
        words = f"{draft.body}\n\n![x](http://127.0.0.1:9/ssrf/draft) {{% include '{canary}' %}} <img src=http://127.0.0.1:9/ssrf/z>\n"
        thandi.post(f"/drafts/{draft.id}/edit", data=form(thandi, digest=draft.digest, subject=draft.subject, body=words))
        thandi.post(f"/drafts/{draft.id}/approve", data=form(thandi, digest=office.draft(draft.id).digest, sure="yes"))
        answers = [thandi.get(page) for page in pages]
    assert sum(a.status_code == 200 for a in answers) >= len(pages) - 12       # a quarantine page of a mail that is on a case is none
    assert not [a.url for a in answers if CANARY in a.text]
    print(f"\n{len(pages)} pages over {len(hostile('x', canary))} mails: {len(seen)} connections, look-ups, processes, files")
    assert not seen, seen[:5]


def test_the_process_that_cleans_html_opens_no_connection_and_no_file_of_a_mail(tmp_path: Path) -> None:
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    canary, log = tmp_path / "canary.txt", tmp_path / "calls"
    canary.write_text(CANARY)
    raw = hostile("http://127.0.0.1:9/ssrf", canary)[-2]
    command = ["strace", "-f", "-qq", "-e", "trace=socket,connect,sendto,open,openat,execve", "-o", str(log), sys.executable, "-P", "-m",
               "mailtriage.desk.safe_process"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, input=raw, capture_output=True, check=False, timeout=60, env=environment)
    if b"ptrace" in done.stderr.lower():
        pytest.skip("strace may not trace here")
    assert done.returncode == 0 and b'"body"' in done.stdout and CANARY.encode() not in done.stdout, done.stderr[-500:]
    calls = log.read_text(errors="replace").splitlines()
    assert len(calls) > 50                                      # it was traced
    assert not [c for c in calls if "socket(" in c or "connect(" in c or "canary.txt" in c]
    assert sum("execve(" in c for c in calls) <= 1


PATHS = [
    "/static/../desk/app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2f..%2fcanary.txt", "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/..%5c..%5ccanary.txt",
    "/static/desk.css/../../app.py", "/static/%00", "/cases/..%2f..%2fcanary.txt", "/cases/../../canary.txt", "/quarantine/..%2f1", "/drafts/..%2f..%2fcanary.txt",
    "/cases/{case}/mails/1/files/..%2f..%2f..%2fcanary.txt", "/cases/{case}/mails/1/files/%2e%2e", "/cases/{case}/mails/1/eml/../../../canary.txt",
    "/search?q=..%2f..%2fcanary.txt", "/customers/cadents/..%2f..%2f..%2fcanary.txt", "/customers/..%2f..%2f/canary.txt", "/incidents/..%2f..%2fcanary.txt",
]


def test_no_path_of_the_desk_leads_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "canary.txt").write_text(CANARY)
    office = Office(tmp_path)
    case, thandi = office.mail(), office.sign_in("thandi")
    for path in PATHS:
        with audited() as seen:
            answer = thandi.get(path.format(case=case))
        assert CANARY not in answer.text and "root:" not in answer.text and "from __future__" not in answer.text
        assert answer.status_code in (200, 303, 404) and not seen, path
