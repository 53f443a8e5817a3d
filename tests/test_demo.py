"""The demo as a user runs it: a process of its own, real servers, its JSON, its proof, and nothing left behind."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.servers.require import missing

COMMAND = [sys.executable, "-m", "mailtriage"]
FULL = bool(os.environ.get("MAILTRIAGE_FULL"))
WITHIN = 30.0       # seconds: what the README promises


@pytest.fixture(autouse=True)
def servers_installed() -> None:
    if any(importlib.util.find_spec(name) is None for name in ("pymap", "aiosmtpd")):
        missing("needs pymap and aiosmtpd (the extra `demo`)")


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], cwd=cwd, capture_output=True, text=True, timeout=100)


def servers_of(pid: int) -> list[int]:
    """The IMAP servers a demo has started (Linux)."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            words = (status.parent / "cmdline").read_bytes()
            parent = re.search(r"^PPid:\s+(\d+)", status.read_text(), re.M)
        except OSError:
            continue
        if b"imap_child" in words and parent and int(parent[1]) == pid:
            found.append(int(status.parent.name))
    return found


@pytest.mark.parametrize("again", range(5 if FULL else 1))
def test_the_demo_ends_with_every_mail_explained_and_says_so_in_json(tmp_path: Path, again: int) -> None:
    result = run("demo", "--json", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    said = json.loads(result.stdout)
    assert list(said) == ["mails_in", "cases", "answers_sent", "quarantined", "unexplained", "seconds"]
    seconds = said.pop("seconds")
    assert said == {"mails_in": 14, "cases": 7, "answers_sent": 8, "quarantined": 1, "unexplained": 0}
    assert seconds < WITHIN
    assert result.stderr == ""
    assert list(tmp_path.iterdir()) == [], "it writes nothing where it is started"


def test_it_tells_each_mail_in_one_line_and_what_it_keeps_works_with_other_commands(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    result = run("demo", "--keep", str(kept), cwd=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    assert len(re.findall(r"^(?:Mon|Tue|Wed|Thu|Fri) \d\d:\d\d ", result.stdout, re.M)) == 17
    assert re.search(r"^received 13 = .* · unexplained 0 · 1 baseline$", result.stdout, re.M)
    assert "\x1b" not in result.stdout, "colour only on a terminal"
    for secret in (kept / "secrets").iterdir():
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert secret.read_text().strip() not in (kept / "config.toml").read_text()
    assert stat.S_IMODE((kept / "data").stat().st_mode) == 0o700

    named = re.findall(r"^  mailtriage -c (\S+) (.*?)(?:  .*)?$", result.stdout, re.M)
    assert len(named) >= 5, "it says where to look next"
    for config, command in named:
        there = run("-c", config, *command.split(), cwd=tmp_path)
        assert there.returncode in (0, 1), f"{command}: {there.stderr}"
        assert there.stdout and "bug" not in there.stderr, f"{command}: {there.stdout}{there.stderr}"
    assert run("-c", str(kept), "check", cwd=tmp_path).returncode in (0, 1)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    result = run("demo", "--keep", str(tmp_path), cwd=tmp_path)
    assert result.returncode == 2
    assert "not an empty folder" in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL, *([signal.SIGTERM] if FULL else [])])
def test_interrupted_or_killed_it_leaves_no_server_behind(tmp_path: Path, sign: signal.Signals) -> None:
    place = {**os.environ, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen([*COMMAND, "demo"], env=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    for line in process.stdout:
        if b"a mail three weeks old" in line:
            break
    servers = servers_of(process.pid)
    assert len(servers) == 2
    process.send_signal(sign)
    _, stderr = process.communicate(timeout=20)
    assert b"Traceback" not in stderr
    end = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in servers) and time.monotonic() < end:
        time.sleep(0.05)
    assert not [pid for pid in servers if Path(f"/proc/{pid}").exists()]
    if sign is not signal.SIGKILL:
        assert list(tmp_path.iterdir()) == [], "the temporary folder is gone too"


def test_with_desk_it_serves_the_queue_on_loopback_until_ctrl_c_and_leaves_nothing(tmp_path: Path) -> None:
    if any(importlib.util.find_spec(name) is None for name in ("starlette", "uvicorn", "argon2")):
        missing("needs the extra `desk`")
    place = {**os.environ, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen([*COMMAND, "demo", "--desk"], env=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        url, login, password = (re.search(rf"^    {name} +(\S+)$", said, re.M)[1]     # type: ignore[index]
                                for name in ("open", "name", "password"))
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        form = urllib.parse.urlencode({"login": login, "password": password}).encode()
        queue = browser.open(f"{url}/sign-in", form, timeout=20).read().decode()
        assert "<h1>13 drafts" in queue and "fault-questions" in queue and "Gateway keeps restarting" in queue
        assert browser.open(f"{url}/quarantine", timeout=20).read().decode().count("/release") == 1
        servers = servers_of(process.pid)
        assert len(servers) == 2
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert (process.returncode, err) == (0, ""), out + err
    assert not [pid for pid in servers if Path(f"/proc/{pid}").exists()]
    assert list(tmp_path.iterdir()) == [], "the temporary folder is gone too"


@pytest.mark.parametrize(("gone", "options", "says"), [
    (("pymap", "aiosmtpd"), (), "the demo needs pymap and aiosmtpd; pip install 'mailtriage[demo]' (in a checkout: '.[demo]')"),
    (("uvicorn",), ("--desk",),
     "the demo needs uvicorn; pip install 'mailtriage[demo,desk]' (in a checkout: '.[demo,desk]')"),
])
def test_without_an_extra_it_says_how_to_install_it(
    tmp_path: Path, gone: tuple[str, ...], options: tuple[str, ...], says: str
) -> None:
    hide = (
        "import importlib.util as u, sys; find = u.find_spec\n"
        f"u.find_spec = lambda name, *a: None if name in {gone} else find(name, *a)\n"
        f"sys.argv = ['mailtriage', 'demo', *{options}]\n"
        "from mailtriage.cli import main; main()"
    )
    result = subprocess.run([sys.executable, "-c", hide], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stderr, result.stdout) == (1, f"mailtriage: {says}\n", "")


@pytest.mark.skipif(not FULL, reason="one more whole demo (MAILTRIAGE_FULL=1)")
def test_a_mail_that_comes_to_something_else_is_named_and_ends_in_exit_1(tmp_path: Path) -> None:
    other = (
        "import sys; from dataclasses import replace; from mailtriage.demo import story\n"
        "from mailtriage.model.ledger import Outcome\n"
        "story.SECOND_PASS = tuple(replace(s, outcome=Outcome.FOLLOW_UP) if s.id == 'thanks' else s\n"
        "                          for s in story.SECOND_PASS)\n"
        "sys.argv = ['mailtriage', 'demo', '--json']\n"
        "from mailtriage.cli import main; main()"
    )
    result = subprocess.run([sys.executable, "-c", other], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1
    assert result.stderr == "not as it must be: thanks: outcome is 'noted', expected 'follow-up'\n"
    assert json.loads(result.stdout)["unexplained"] == 0
