"""A copy of the tree in which mutations are tried: what is taken out of its rules, and which test then fails.

Promises   the tests are collected once, before anything is taken out, so that they ask what the whole rules promise; each
           mutation is a fork that ends with its tests, and nothing of what a test does can reach the next one. A test that
           fails counts where it passes with nothing taken out, after the same tests before it.
Does not   run a rule's own examples at load time: it is tests that must notice.
Reads next mutate.py, mutation_speed.py, mutations.py
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import sys
import tomllib
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from mailtriage.program import load
from mailtriage.program.problems import ProgramErrors
from mailtriage.program.program import Program
from tests.programs.mutation_speed import PROGRAMS
from tests.programs.mutations import ROOT, Mutation, Place, mutate, toml

NEEDED = ("tests", "rules", "templates", "pyproject.toml", "config.example.toml", "README.md")
REFUSED = "refused by the loader"
UNNOTICED = "NO"
BROKE = "NO: the loader broke"  # with a traceback, where it must refuse or load


@dataclass(frozen=True)
class Result:
    """`noticed` is the test that failed, REFUSED, UNNOTICED or BROKE; `tests` how many name the id."""

    mutation: Mutation
    tests: int
    noticed: str

    @property
    def missed(self) -> bool:
        return self.noticed in (UNNOTICED, BROKE)


class Failed:
    """Whether a test of this process has failed."""

    def __init__(self) -> None:
        self.yet = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.yet = self.yet or report.failed


def copy(to: Path) -> None:
    """What the tests need, besides the package, which is imported already; and without the mails people have sorted, from
    which the second reader might know what a rule that is gone would have said."""
    for name in NEEDED:
        one = ROOT / name
        if one.is_dir():
            shutil.copytree(one, to / name, ignore=shutil.ignore_patterns("__pycache__", "mails.toml"))
        elif one.exists():
            shutil.copy2(one, to / name)


def names(id: str, test: str) -> bool:
    """Whether the name of a test holds the id, or what it is given does."""
    return f"{id.replace('-', '_')}_" in test.rpartition("::")[2]


def forked(what: Callable[[], Any]) -> Any:
    """What `what()` returns in a fork of this process, as JSON; its words go nowhere."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        with os.fdopen(write, "w") as out:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            try:
                out.write(json.dumps(what()))
            except BaseException:
                out.write(json.dumps({"error": traceback.format_exc()}))
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as told:
        said = told.read()
    os.waitpid(child, 0)
    found = json.loads(said) if said else {"error": "the tests ended their process"}
    if isinstance(found, dict) and "error" in found:
        raise RuntimeError(found["error"])
    return found


class Tree:
    """The copy, and the collected tests."""

    def __init__(self, folder: Path, items: list[pytest.Item], failed: Failed) -> None:
        self.folder, self.items, self.failed = folder, {i.nodeid: i for i in items}, failed
        self.rules = {p: {f.name: f.read_text() for f in (folder / "rules" / p).glob("*.toml")} for p in PROGRAMS}
        self.passes: dict[tuple[str, ...], bool] = {}  # tests in this order -> whether the last passes, nothing taken out
        self.seen: dict[tuple[str, Place], str] = {}  # what was taken out -> what noticed it
        self.often: Counter[tuple[str, str]] = Counter()  # (table, test) -> how often it noticed something

    def preload(self) -> None:
        """Import what a test does on its way through the whole desk, found out in a fork, so that every fork has it."""
        whole_way = [name for name in self.items if "::test_what_it_leads_to[" in name][:1]
        before = set(sys.modules)
        for name in forked(lambda: self._run(whole_way, "mezzanine") and [] or sorted(set(sys.modules) - before)):
            with suppress(ImportError):
                import_module(name)

    def try_one(self, m: Mutation, first: str = "") -> Result:
        """`first` is the test that noticed it in an earlier run: it is run before the others."""
        mine = [name for name in self.items if names(m.id, name)]
        if not mine:
            raise SystemExit(f"no test names {m.id}")
        before = self.seen.get((m.key, m.condition), "")  # for another id; its test may name this one, too
        noticed = before if before == REFUSED or before and names(m.id, before) else self._look(m, mine, first)
        self.seen[m.key, m.condition] = noticed
        self.often[m.table, noticed] += 1
        return Result(m, len(mine), noticed.rpartition("::")[2])

    def _look(self, m: Mutation, mine: list[str], first: str) -> str:
        gone = self._write(m)
        try:
            wanted = sorted(mine, key=self._nearness(m))
            wanted.sort(key=lambda name: name.rpartition("::")[2] != first)
            while wanted and (ran := forked(lambda: self._run(wanted, m.program))):
                if ran in ([REFUSED], [BROKE]) or self._passes_whole(m, tuple(ran), gone):
                    return str(ran[-1])
                wanted.remove(ran[-1])
            return UNNOTICED
        finally:
            self._mend(m.program, gone)

    def _nearness(self, m: Mutation) -> Callable[[str], Any]:
        """Sorts first the tests that are most likely to notice: of the rule itself, of one that names it, of its table.
        Last come those of the examples of other rules, which are long."""
        documents = [tomllib.loads(words) for words in self.rules[m.program].values()]
        near = [f"_{m.program}_{kind}_{name}]" for kind in ("category", "field", "problem")
                for name in (m.name, *_that_say(documents, m.name.rpartition(".")[2]))]  # fmt: skip
        ranks = {end: n for n, end in reversed(list(enumerate(near)))}

        def key(name: str) -> Any:
            own = next((n for end, n in ranks.items() if name.endswith(end)), len(near))
            of_another = own == len(near) and "/test_by_example.py::" in name  # every example of a rule, and seldom this one's
            return -self.often[m.table, name] if own else -1_000, own, of_another, m.name not in name, m.table not in name

        return key

    def _run(self, wanted: list[str], program: str) -> list[str]:
        """The tests up to the first that fails, none if all pass; REFUSED where there is no program. In a fork, which must
        end with it."""
        gc.disable()
        os.chdir(self.folder)
        try:
            self._take_up(program)
        except ProgramErrors:
            return [REFUSED]
        except Exception:
            return [BROKE]
        items = [self.items[name] for name in wanted]
        for n, (item, following) in enumerate(zip(items, [*items[1:], None], strict=True)):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed.yet:
                return wanted[: n + 1]
        return []

    def _passes_whole(self, m: Mutation, ran: tuple[str, ...], gone: dict[Path, str]) -> bool:
        """Whether the last of these tests passes, after those before it, with nothing taken out."""
        if ran not in self.passes:
            self._mend(m.program, gone)
            self.passes[ran] = not forked(lambda: self._run(list(ran), m.program))
            self._write(m)
        return self.passes[ran]

    def _take_up(self, program: str) -> None:
        """The program as it stands now, wherever a module of tests has read it."""
        now = load.load_program(self.folder / "rules" / program, self.folder / "templates" / program)
        for name in [n for n in sys.modules if n.startswith("tests.")]:
            for attribute, value in vars(sys.modules[name]).items():
                if isinstance(value, Program) and value.id == program:
                    setattr(sys.modules[name], attribute, now)

    def _write(self, m: Mutation) -> dict[Path, str]:
        """The mutated rules; what was taken of the templates."""
        folder = self.folder / "rules" / m.program
        whole = {name: tomllib.loads(words) for name, words in self.rules[m.program].items()}
        left = mutate(whole, m)
        for name in whole:
            if left[name] != whole[name]:
                (folder / name).write_text(toml(left[name]))
        if m.condition or m.table != "text":
            return {}
        gone = {f: f.read_text() for f in (self.folder / "templates" / m.program).rglob(f"{m.name}.md.j2")}
        for path in gone:
            path.unlink()
        return gone

    def _mend(self, program: str, gone: dict[Path, str]) -> None:
        for name, words in self.rules[program].items():
            (self.folder / "rules" / program / name).write_text(words)
        for path, words in gone.items():
            path.write_text(words)


def _that_say(documents: list[dict[str, Any]], name: str) -> list[str]:
    """The ids of the rules that name another."""
    rules = [rule for document in documents for table in document.values() if isinstance(table, list) for rule in table]
    return [str(rule["id"]) for rule in rules if "id" in rule and rule["id"] != name and name in rule.values()]
