"""Beside every change of a file, every send and every IMAP command stands a point, and a run under strace counts no
system call that had none. A boundary without a name is one no harness dies at."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.crash import kills, plots
from tests.crash.stage import play
from tests.memory import memory

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "mailtriage"
_OS = {"fsync", "fdatasync", "replace", "rename", "link", "unlink", "remove", "truncate", "ftruncate", "mkdir", "makedirs",
       "rmdir", "write", "pwrite", "symlink", "open"}
_PATH = {"unlink", "rename", "write_text", "write_bytes", "mkdir", "touch", "rmdir", "hardlink_to", "symlink_to"}
_SHUTIL = {"rmtree", "move", "copy", "copy2", "copyfile", "copytree", "copyfileobj"}
_NEAR = 4       # lines a point may stand above what it announces

# Files and functions that change no file of a desk, or are the seam itself. Each with its reason.
EXEMPT = {
    "durable.py Disk": "the seam: whoever calls it has the point",
    "durable.py write_all": "called within a .write point by those who write",
    "durable.py Lock.__init__": "opens a lock file; its content is nothing",
    "durable.py _Unbuffered": "called within backup.tar.write",
    "ops/backup.py _Unbuffered.write": "called within backup.tar.write",
    "store/journal.py Journal.__init__": "opens a file that exists",
    "cli/init.py": "a new folder for a new desk: nothing was promised yet",
    "demo/": "a show on loopback, not a desk",
    "sdnotify.py": "a datagram to systemd that may be lost",
    "intake/worker.py _write": "a pipe to the process that asked: nothing of it lasts",
    "intake/worker_process.py exchange": "a pipe to the parser's process: nothing of it lasts",
    "intake/wire.py": "the funnel below imap.py: each command has its point in Session._do",
    "intake/imap_connection.py _Imap4.send": "the funnel below imap.py",
}


def exempt(file: str, function: str) -> bool:
    return any(file == f"{name}" or name.endswith("/") and file.startswith(name)
               or f"{file} {function}".startswith(name) for name in EXEMPT)


class Finder(ast.NodeVisitor):
    """Calls that change something, each with the function it stands in and the points of that function."""

    def __init__(self, file: str) -> None:
        self.file, self.where, self.missing, self.seen = file, [], [], 0
        self.points: list[int] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.where.append(node.name)
        self.generic_visit(node)
        self.where.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        outer = self.points
        self.points = [c.lineno for c in ast.walk(node)
                       if isinstance(c, ast.Call) and isinstance(c.func, ast.Name) and c.func.id == "point"]
        self.where.append(node.name)
        self.generic_visit(node)
        self.where.pop()
        self.points = outer

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Call(self, node: ast.Call) -> None:
        if changes(node) and not exempt(self.file, ".".join(self.where)):
            self.seen += 1
            if not any(node.lineno - _NEAR <= line <= node.lineno for line in self.points):
                self.missing.append(f"{self.file}:{node.lineno} in {'.'.join(self.where)}: {ast.unparse(node)[:80]}")
        self.generic_visit(node)


def changes(node: ast.Call) -> bool:
    """Whether a call changes a file or says something to a server."""
    text, name = ast.unparse(node.func), getattr(node.func, "attr", "")
    owner = text.rpartition(".")[0]
    if owner == "os" or owner.endswith("disk"):
        return name in _OS and (name != "open" or "O_CREAT" in ast.unparse(node))
    if owner == "shutil":
        return name in _SHUTIL
    if name in _PATH and name not in ("rename",) and owner != "work":       # work.unlink takes a case off an incident
        return True
    return text.endswith(("protocol.write", "._simple_command", ".sendall")) or name == "send" and "wire" in owner


def scan(source: str, file: str) -> Finder:
    finder = Finder(file)
    finder.visit(ast.parse(source))
    return finder


def test_every_change_of_a_file_and_every_word_to_a_server_has_a_point() -> None:
    missing: list[str] = []
    seen = 0
    for path in sorted(PACKAGE.rglob("*.py")):
        found = scan(path.read_text(), str(path.relative_to(PACKAGE)))
        missing += found.missing
        seen += found.seen
    assert not missing, "without a point:\n" + "\n".join(missing)
    assert seen >= 30
    print(f"{seen} boundaries, each with a point")


@pytest.mark.parametrize("line", [
    "os.replace(a, b)", "durable.disk.fsync(fd)", "path.unlink()", "shutil.rmtree(x)", "path.write_text('')",
    "disk.open(p, os.O_CREAT)", "self._simple_command('NOOP')", "protocol.write(b'.')",
])
def test_the_scan_sees_a_boundary_without_a_point(line: str) -> None:
    assert scan(f"def f():\n    {line}\n", "work/x.py").missing
    assert not scan(f"def f():\n    point('x')\n    {line}\n", "work/x.py").missing


def test_the_funnels_of_imap_and_smtp_have_their_points() -> None:
    """Every IMAP command runs through Session._do, every SMTP command through Connection._ask."""
    bodies = {}
    for file, function in (("intake/imap.py", "_do"), ("deliver/smtp.py", "_ask")):
        tree = ast.parse((PACKAGE / file).read_text())
        bodies[function] = next(ast.unparse(n) for n in ast.walk(tree)
                                if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name == function)
    do, ask = bodies["_do"], bodies["_ask"]
    assert do.index("point(f'imap.{name}')") < do.index("command(*args") < do.index("point(f'imap.{name}.done')")
    assert ask.index("point(") < ask.index("await call")
    outside = [
        f"{path.name}: {line.strip()}" for path in sorted(PACKAGE.rglob("*.py")) if "demo" not in path.parts
        for line in path.read_text().splitlines()
        if re.search(r"(await smtp\.|self\._client\.\w+\()", line) and "_imap.response" not in line
    ]
    assert not outside, f"past the funnel: {outside}"


# By system call

_CALLS = {      # endings of points -> system calls
    ("fsync", "fsync-dir"): ("fsync", "fdatasync"),
    ("rename",): ("rename", "renameat", "renameat2"),
    ("unlink",): ("unlink", "unlinkat"),
    ("link",): ("link", "linkat"),
    ("mkdir",): ("mkdir", "mkdirat"),
    ("write",): ("write", "pwrite64"),
}


def _strace_works() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode == 0


@pytest.mark.parametrize("name", ["first-contact", "compaction"])
def test_strace_counts_no_change_of_a_file_that_had_no_point(name: str, tmp_path: Path) -> None:
    if not _strace_works():
        if os.environ.get("MAILTRIAGE_REQUIRE_REAL"):
            pytest.fail("strace is missing or may not trace")
        pytest.skip("strace is missing or may not trace here")
    plot = next(p for p in plots.PLOTS if p.name == name)
    with memory() as place:
        template, told = place / "desk", place / "told"
        template.mkdir()
        if name != "first-contact":     # that one is traced from an empty folder on
            assert kills.forked(lambda: play(template, plot, upto=len(plot.before)), told) == 0, told.read_text()
        trace = tmp_path / "trace"
        calls = ",".join(sorted({call for group in _CALLS.values() for call in group} | {"ftruncate", "openat"}))
        run = subprocess.run(
            ["strace", "-f", "-y", "-qq", "-s", "0", "-e", f"trace={calls}", "-o", str(trace),
             sys.executable, "-m", "tests.crash.traced", name, str(template), str(tmp_path / "points")],
            cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert run.returncode == 0, run.stderr
        traced = _counted(trace.read_text(), str(template))
    points = Counter(n.rpartition(".")[2] for n in (tmp_path / "points").read_text().split())
    for endings, group in _CALLS.items():
        wanted = sum(points[ending] for ending in endings)
        found = sum(traced[call] for call in group)
        assert found == wanted, f"{found} system calls {'/'.join(group)}, {wanted} points {'/'.join(endings)}"
        assert wanted or name != "first-contact", endings
    print(f"{name}: {sum(traced.values())} system calls on files of the desk, each with its point")


def _counted(trace: str, desk: str) -> Counter[str]:
    """System calls that touched the desk's files, by name; one that a signal cut in two counts once."""
    found: Counter[str] = Counter()
    for line in trace.splitlines():
        match = re.match(r"\d+\s+(\w+)\((.*)", line)
        if match and desk in match[2] and "/truth" not in match[2]:
            found[match[1]] += 1
    return found
