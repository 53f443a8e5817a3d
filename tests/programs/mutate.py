"""Do the tests of a requirement hold its rules? Each rule, text and condition is taken out, and a test must fail.

    python tests/programs/mutate.py [--jobs N] [--sample N] [--seed S] [--table FILE] [ID...]

Promises   coverage.toml says which rules and texts an id rests on; mutations.py what goes, one at a time. Then the tests
           whose name holds the id run, those that name the rule first, and one must fail that passed before. Prints each
           as it comes out and the figures; exits 1 when a mutation passed.
Does not   count a rule's own examples at load time: none is run here, so that it is tests that notice. Where the loader
           refuses what is left, the table says so: such a program never runs.
How        each worker has a copy of the tree, and everything imported; a mutation is a fork of it that ends with its
           tests. Nothing of what a test does can reach the next one.
Reads next mutations.py, coverage.toml, test_mutate.py
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import re
import shutil
import sys
import tempfile
import tomllib
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import pytest

from mailtriage.program import examples, load
from mailtriage.program.problems import ProgramErrors
from tests.programs.mutations import ROOT, Mutation, mutate, mutations, toml

PROGRAMS = ("cadents", "mezzanine")
NEEDED = ("tests", "rules", "templates", "pyproject.toml", "config.example.toml", "README.md")
BY_EXAMPLE = "test_by_example.py"
REFUSED = "refused by the loader"
UNNOTICED = "NO"


@dataclass(frozen=True)
class Result:
    """`noticed` is the test that failed, REFUSED or UNNOTICED."""

    mutation: Mutation
    tests: int
    noticed: str


@dataclass(frozen=True)
class Ran:
    passed: tuple[str, ...]
    failed: tuple[str, ...]


class _Watch:
    """Which tests passed and failed; those whose name says `first` come first, and those in `skip` not at all."""

    def __init__(self, first: str = "", skip: Iterable[str] = ()) -> None:
        self.first, self.skip = first, frozenset(skip)
        self.passed: list[str] = []
        self.failed: list[str] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [i for i in items if i.nodeid not in self.skip]
        if self.first:
            items.sort(key=lambda i: self.first not in i.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.when == "call" and report.passed:
            self.passed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


def copy(to: Path) -> None:
    """What the tests need, besides the package, which is imported already."""
    for name in NEEDED:
        one = ROOT / name
        if one.is_dir():
            shutil.copytree(one, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif one.exists():
            shutil.copy2(one, to / name)


def prepare() -> None:
    """Import what tests need, and read no program twice: a fork inherits both."""

    import mailtriage.cli.case
    import mailtriage.cli.explain
    import mailtriage.deliver.smtp
    import mailtriage.desk.app
    import mailtriage.work.receive
    import mailtriage.work.send  # noqa: F401

    os.environ["MAILTRIAGE_FULL"] = "1"  # every example, not one of each kind
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # half of a short run is the import of plugins nobody uses here
    os.fsync = os.fdatasync = lambda fd: None  # no test here is of what a crash leaves
    examples.run = lambda program: examples.Outcome(0, (), {})
    built: dict[Any, Any] = {}
    whole = load.build_unproven

    def remembered(files: Any) -> Any:
        key = (files.id, tuple(sorted((n, hash(c)) for n, c in files.content.items())))
        if key not in built:
            built[key] = whole(files)
        return built[key]

    load.build_unproven = remembered
    for name in PROGRAMS:
        load.load_program(ROOT / "rules" / name, ROOT / "templates" / name)
    gc.freeze()  # a fork that collects what it inherits would copy it


def tests_of(tree: Path, id: str) -> list[str]:
    """The files with tests of the id; those by example have it in what they are given."""
    name, folder = f"def test_{id.replace('-', '_')}_", tree / "tests" / "programs"
    found = [f for f in sorted(folder.glob("test_*.py")) if f.name == BY_EXAMPLE or name in f.read_text()]
    return [str(f.relative_to(tree)) for f in found]


def run(tree: Path, id: str, first: str = "", skip: tuple[str, ...] | None = None) -> Ran:
    """The tests that name the id, in this process, which must end with them; with `skip`, to the first that fails."""
    for name in [n for n in sys.modules if n == "tests" or n.startswith("tests.")]:
        del sys.modules[name]
    os.chdir(tree)
    sys.path[:] = [str(tree), *(p for p in sys.path if p != str(ROOT))]
    watch = _Watch(first, skip or ())
    words = ["-q", "-p", "pytest_timeout", "-p", "no:cacheprovider", "-p", "no:unraisableexception", "-p", "no:warnings", "--rootdir", str(tree), "-k", f"{id.replace('-', '_')}_",
             *tests_of(tree, id), f"--basetemp={tree / 'tmp'}"]  # fmt: skip
    pytest.main([*words, "-x"] if skip is not None else words, plugins=[watch])
    return Ran(tuple(watch.passed), tuple(watch.failed))


def forked(what: Any) -> Any:
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
    """A copy of the tree in which mutations are tried, one at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        copy(folder)
        self.rules = {p: {f.name: f.read_text() for f in (folder / "rules" / p).glob("*.toml")} for p in PROGRAMS}
        self.before: dict[str, Ran] = {}

    def try_one(self, m: Mutation) -> Result:
        if m.id not in self.before:
            passed, failed = forked(lambda: _both(run(self.folder, m.id)))
            self.before[m.id] = Ran(tuple(passed), tuple(failed))
            if not passed:
                raise SystemExit(f"no test names {m.id} and passes: {', '.join(failed) or 'there is none'}")
        before = self.before[m.id]
        texts = self._write(m)
        try:
            noticed = forked(lambda: _noticed(self.folder, m, before))
            return Result(m, len(before.passed), noticed)
        finally:
            for name, words in self.rules[m.program].items():
                (self.folder / "rules" / m.program / name).write_text(words)
            for path, words in texts.items():
                path.write_text(words)

    def _write(self, m: Mutation) -> dict[Path, str]:
        """The mutated rules; what was taken of the templates."""
        folder = self.folder / "rules" / m.program
        whole = {name: tomllib.loads(words) for name, words in self.rules[m.program].items()}
        left = mutate(whole, m)
        for name in whole:
            if left[name] != whole[name]:
                (folder / name).write_text(toml(left[name]))
        if m.condition or m.key.split("/")[2] != "text":
            return {}
        gone = {f: f.read_text() for f in (self.folder / "templates" / m.program).rglob(f"{m.name}.md.j2")}
        for path in gone:
            path.unlink()
        return gone


def _both(ran: Ran) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ran.passed, ran.failed


def _noticed(tree: Path, m: Mutation, before: Ran) -> str:
    try:
        load.load_program(tree / "rules" / m.program, tree / "templates" / m.program)
    except ProgramErrors:
        return REFUSED
    ran = run(tree, m.id, m.name, before.failed)
    return ran.failed[0].rpartition("::")[2] if ran.failed else UNNOTICED


_tree: Tree | None = None


def _worker(folder: str) -> None:
    global _tree
    prepare()
    _tree = Tree(Path(tempfile.mkdtemp(dir=folder)))


def _try(m: Mutation) -> Result:
    assert _tree is not None
    return _tree.try_one(m)


def try_all(wanted: list[Mutation], jobs: int = 1) -> Iterator[Result]:
    """Each mutation, as it comes out."""
    with tempfile.TemporaryDirectory() as folder, get_context("spawn").Pool(jobs, _worker, (folder,)) as pool:
        yield from pool.imap(_try, wanted)


def figures(results: list[Result]) -> str:
    missed = sum(r.noticed == UNNOTICED for r in results)
    refused = sum(r.noticed == REFUSED for r in results)
    return (f"{len(results)} of {len(mutations())} mutations: {len(results) - missed - refused} noticed by a test, "
            f"{refused} refused by the loader, {missed} unnoticed")  # fmt: skip


def table(results: list[Result]) -> str:
    """By id, for docs/mutation.md."""
    lines = ["| id | tests | rules and texts | conditions | noticed by a test | refused by the loader | unnoticed |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    for id in dict.fromkeys(r.mutation.id for r in results):
        mine = [r for r in results if r.mutation.id == id]
        how = Counter(r.noticed if r.noticed in (REFUSED, UNNOTICED) else "test" for r in mine)
        whole = sum(not r.mutation.condition for r in mine)
        lines.append(f"| {id} | {mine[0].tests} | {whole} | {len(mine) - whole} | {how['test']} | {how[REFUSED]} | {how[UNNOTICED]} |")
    return "\n".join(lines)


def main(words: list[str]) -> int:
    asked = argparse.ArgumentParser(description="Take rules out, one at a time: the tests that name the id must fail.")
    asked.add_argument("ids", nargs="*", metavar="ID")
    asked.add_argument("--sample", type=int, metavar="N", help="only N of them, by chance")
    asked.add_argument("--seed", type=int, default=1, metavar="S")
    asked.add_argument("--jobs", type=int, default=1, metavar="N")
    asked.add_argument("--only", default="", metavar="WORDS", help="only those whose line matches (a regular expression)")
    asked.add_argument("--table", type=Path, metavar="FILE", help="write the figures by id there")
    given = asked.parse_args(words)
    wanted = [m for m in mutations(given.ids) if re.search(given.only, str(m))]
    if given.sample is not None:
        wanted = random.Random(given.seed).sample(wanted, min(given.sample, len(wanted)))
    results = []
    for r in try_all(wanted, given.jobs):
        results.append(r)
        print(f"{r.mutation.id:<7} {str(r.mutation):<75} {r.tests:>3} tests  {r.noticed}", flush=True)
    print(figures(results))
    if given.table:
        given.table.write_text(f"{table(results)}\n\n{figures(results)}\n")
    return 1 if any(r.noticed == UNNOTICED for r in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
