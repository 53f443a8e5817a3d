"""Do the tests of a requirement hold its rules? Each rule, text and condition is taken out, and a test must fail.

    python tests/programs/mutate.py [--jobs N] [--sample N] [--seed S] [--only WORDS] [--kept FILE] [--earlier FILE] [--table FILE]
                                    [ID...]

Promises   coverage.toml says which rules and texts an id rests on; mutations.py what goes, one at a time. Then the tests
           whose name holds the id run, those that name the rule first, and one must fail that passed before. Prints each
           as it comes out and the figures; exits 1 when a mutation passed. With --kept, a run that was stopped goes on:
           each line is added to FILE as it comes out, and what it says was noticed is not tried again. With --earlier,
           every line is tried, and the test that noticed it in that run goes first: most lines then cost one test.
Does not   know whether the rules or tests changed since a line was kept: throw FILE away when they did.
           Count a rule's own examples at load time: none is run here, so that it is tests that notice. Where the loader
           refuses what is left, the table says so: such a program never runs.
How        each worker is a run of pytest over a copy of the tree, that tries mutations in place of running its tests
           (mutation_tree.py).
Reads next mutation_tree.py, mutations.py, coverage.toml, test_mutate.py
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import re
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import pytest

from tests.programs.mutation_speed import prepare
from tests.programs.mutation_tree import REFUSED, Failed, Result, Tree, copy
from tests.programs.mutations import ROOT, Mutation, mutations

_LINE = re.compile(r"(\S+)\s+(.+?)\s+(\d+) tests  (.+)")


class _Loop:
    """In place of running the tests that were collected: the mutations that are asked for."""

    def __init__(self, folder: Path, asked: Any, told: Any) -> None:
        self.folder, self.asked, self.told = folder, asked, told

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        failed = Failed()
        session.config.pluginmanager.register(failed)
        tree = Tree(self.folder, session.items, failed)
        tree.preload()
        gc.freeze()  # a fork that collects what it inherits would copy it
        while (m := self.asked.get()) is not None:
            found = tree.try_one(Mutation(*m[:3]), m[3])
            self.told.put((m[:3], found.tests, found.noticed))
        return True


def _worker(folder: str, asked: Any, told: Any) -> None:
    try:
        tree = Path(tempfile.mkdtemp(dir=folder))
        copy(tree)
        prepare()
        for name in [n for n in sys.modules if n == "tests" or n.startswith("tests.")]:
            del sys.modules[name]  # those of the copy are read below
        os.chdir(tree)
        sys.path[:] = [str(tree), *(p for p in sys.path if p != str(ROOT))]
        words = ["-q", "-s", "-p", "pytest_timeout", "-p", "no:cacheprovider", "-p", "no:unraisableexception", "-p", "no:warnings", "--rootdir", str(tree), f"--basetemp={tree / 'tmp'}",
                 "--ignore", "tests/programs/test_mutate.py", "tests/programs"]  # fmt: skip
        with open(tree / "collected", "w") as sys.stdout:
            pytest.main(words, plugins=[_Loop(tree, asked, told)])
        told.put((tree / "collected").read_text())
    except BaseException:
        told.put(traceback.format_exc())


def try_all(wanted: list[Mutation], jobs: int = 1, earlier: dict[Mutation, Result] | None = None) -> Iterator[Result]:
    """Each mutation, as it comes out; the test that noticed it `earlier` goes first."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the workers end, too
    context = get_context("spawn")
    asked, told = context.SimpleQueue(), context.SimpleQueue()
    with tempfile.TemporaryDirectory() as folder:
        workers = [context.Process(target=_worker, args=(folder, asked, told), daemon=True) for _ in range(jobs)]
        for worker in workers:
            worker.start()
        try:
            yield from _results(wanted, jobs, asked, told, earlier or {})
        finally:
            for worker in workers:
                worker.terminate()
                worker.join()


def _results(
    wanted: list[Mutation], jobs: int, asked: Any, told: Any, earlier: dict[Mutation, Result]
) -> Iterator[Result]:
    waiting = ((m.id, m.key, m.condition, earlier[m].noticed if m in earlier else "") for m in wanted)
    for _, one in zip(range(jobs), waiting, strict=False):
        asked.put(one)
    for _ in wanted:
        found = told.get()
        if isinstance(found, str):
            raise SystemExit(found)
        if (one := next(waiting, None)) is not None:
            asked.put(one)
        of, tests, noticed = found
        yield Result(Mutation(*of), tests, noticed)


def line(r: Result) -> str:
    return f"{r.mutation.id:<7} {str(r.mutation):<75} {r.tests:>3} tests  {r.noticed}"


def kept(lines: str, wanted: list[Mutation]) -> dict[Mutation, Result]:
    """Those of the wanted that these lines say were noticed or refused."""
    known = {(m.id, str(m)): m for m in wanted}
    read = [found.groups() for one in lines.splitlines() if (found := _LINE.fullmatch(one))]
    return {m: Result(m, int(tests), noticed) for id, said, tests, noticed in read
            if (m := known.get((id, said))) is not None and not Result(m, 0, noticed).missed}  # fmt: skip


def figures(results: list[Result]) -> str:
    missed = sum(r.missed for r in results)
    refused = sum(r.noticed == REFUSED for r in results)
    return (f"{len(results)} of {len(mutations())} mutations: {len(results) - missed - refused} noticed by a test, "
            f"{refused} refused by the loader, {missed} unnoticed")  # fmt: skip


def table(results: list[Result]) -> str:
    """By id, for docs/mutation.md."""
    lines = ["| id | tests | rules and texts | conditions | noticed by a test | refused by the loader | unnoticed |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    for id in dict.fromkeys(r.mutation.id for r in results):
        mine = [r for r in results if r.mutation.id == id]
        how = Counter("missed" if r.missed else REFUSED if r.noticed == REFUSED else "test" for r in mine)
        whole = sum(not r.mutation.condition for r in mine)
        lines.append(f"| {id} | {mine[0].tests} | {whole} | {len(mine) - whole} | {how['test']} | {how[REFUSED]} | {how['missed']} |")
    return "\n".join(lines)


def main(words: list[str]) -> int:
    asked = argparse.ArgumentParser(description="Take rules out, one at a time: the tests that name the id must fail.")
    asked.add_argument("ids", nargs="*", metavar="ID")
    asked.add_argument("--sample", type=int, metavar="N", help="only N of them, by chance")
    asked.add_argument("--seed", type=int, default=1, metavar="S")
    asked.add_argument("--jobs", type=int, default=1, metavar="N")
    asked.add_argument("--only", default="", metavar="WORDS", help="only those whose line matches (a regular expression)")
    asked.add_argument("--kept", type=Path, metavar="FILE", help="add each line there; what it says was noticed is not tried again")
    asked.add_argument("--earlier", type=Path, metavar="FILE", help="lines of a run before: the test that noticed goes first")
    asked.add_argument("--table", type=Path, metavar="FILE", help="write the figures by id there")
    given = asked.parse_args(words)
    wanted = [m for m in mutations(given.ids) if re.search(given.only, str(m))]
    if given.sample is not None:
        wanted = random.Random(given.seed).sample(wanted, min(given.sample, len(wanted)))
    known = kept(given.kept.read_text(), wanted) if given.kept and given.kept.exists() else {}
    earlier = kept(given.earlier.read_text(), wanted) if given.earlier else {}
    for r in try_all([m for m in wanted if m not in known], given.jobs, earlier):
        known[r.mutation] = r
        print(line(r), flush=True)
        if given.kept:
            with given.kept.open("a") as out:
                print(line(r), file=out)
    results = [known[m] for m in wanted]
    print(figures(results))
    if given.table:
        given.table.write_text(f"{table(results)}\n\n{figures(results)}\n")
    return 1 if any(r.missed for r in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
