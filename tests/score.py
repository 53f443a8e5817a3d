"""The scorecard of RELIABILITY.md, as far as it is covered: how much was tried, with which seed, in what time, and
whether anything was lost, doubled or missed. Exit 1 when it was.

    python tests/score.py --quick              a seeded sample of each row, within a minute on two cores
    python tests/score.py                      some minutes
    python tests/score.py --full --jobs 2      all there is; an hour on one quiet core, less with two
    python tests/score.py --row kills --seed 7

Of the full run sampled are only the images of the disk (of some points there are 10^12; IMAGES_A_POINT in
tests/crash/rows.py), and `--row` repeats a row with another seed. A row is a function of (budget, seed) in ROWS.
`budget.seconds` is how long it may go on drawing samples; None: all there is. To add one: write the function beside its
harness, and name it here."""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


@dataclass(frozen=True)
class Budget:
    """How long a row may take. `seconds` None: all there is, however long."""

    seconds: float | None

    def timer(self) -> Callable[[], bool]:
        """A function that says whether there is time left."""
        begun = time.monotonic()
        return lambda: self.seconds is None or time.monotonic() - begun < self.seconds


@dataclass
class Row:
    """One line of the scorecard. `tried` of `of` (0: not countable). Anything in `wrong` fails the whole."""

    tried: int = 0
    of: int = 0
    unknown: int = 0
    note: str = ""
    wrong: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        return sum(": L " in w for w in self.wrong)

    @property
    def doubled(self) -> int:
        return sum(": D " in w or ": O " in w for w in self.wrong)


# name -> (module, function, its share of the time in --quick and by default). With --jobs the first begin first.
ROWS: dict[str, tuple[str, str, float]] = {
    "disk images": ("tests.crash.rows", "disk_images", 0.15),
    "double kills": ("tests.crash.rows", "double_kills", 0.1),
    "kills": ("tests.crash.rows", "kill_points", 0.15),
    "storms": ("tests.attacks.rows", "storms", 0.06),
    "disk faults": ("tests.faults.rows", "disk", 0.08),
    "journal": ("tests.crash.rows", "journal", 0.04),
    "IMAP cells": ("tests.faults.rows", "imap", 0.12),
    "SMTP cells": ("tests.faults.rows", "smtp", 0.06),
    "erasure": ("tests.attacks.rows", "erasure", 0.06),
    "smuggling": ("tests.attacks.rows", "smuggling", 0.04),
    "loops": ("tests.attacks.rows", "loops", 0.05),
    "clock": ("tests.faults.rows", "clock", 0.06),
    "seeded bugs": ("tests.crash.rows", "seeded_bugs", 0.4),
}
HEAD = f"{'row':<13} {'tried':>8} {'of':>8} {'lost':>5} {'doubled':>8} {'missed':>7} {'unknown':>8} {'seconds':>8}  seed"


def _line(name: str, told: argparse.Namespace) -> tuple[list[str], list[int]]:
    """One row: its lines, and [tried, lost, doubled, missed, unknown]."""
    module, function, share = ROWS[name]
    whole = 1.0 if told.row else sum(s for _, _, s in ROWS.values())
    seconds = 22.0 if told.quick else told.minutes * 60
    begun = time.monotonic()
    row = getattr(importlib.import_module(module), function)(
        Budget(None if told.full else seconds * (1.0 if told.row else share / whole)), told.seed)
    if not row.tried:
        row.wrong.append("nothing was tried")
    missed = len(row.wrong) - row.lost - row.doubled
    lines = [f"{name:<13} {row.tried:>8} {row.of or '':>8} {row.lost:>5} {row.doubled:>8} {missed:>7} {row.unknown:>8} "
             f"{time.monotonic() - begun:>8.0f}  {told.seed}  {row.note}"]
    return lines + [f"    {w[:2000]}" for w in row.wrong[:10]], [row.tried, row.lost, row.doubled, missed, row.unknown]


def _apart(name: str, told: argparse.Namespace) -> tuple[list[str], list[int]]:
    """One row in a process of its own, for --jobs."""
    how = ["--full"] if told.full else ["--quick"] if told.quick else ["--minutes", str(told.minutes)]
    run = subprocess.run([sys.executable, __file__, *how, "--seed", str(told.seed), "--part", name],
                         stdout=subprocess.PIPE, text=True, check=False)
    lines = run.stdout.splitlines()
    try:
        return lines[:-1], [int(n) for n in lines[-1].split()]
    except (IndexError, ValueError):
        return [f"{name:<13} ended with exit code {run.returncode}", *lines[-20:]], [0, 0, 0, 1, 0]


def _rows(names: Sequence[str], told: argparse.Namespace) -> Iterator[tuple[list[str], list[int]]]:
    if told.jobs == 1:
        yield from (_line(name, told) for name in names)
        return
    from concurrent.futures import as_completed

    with ThreadPoolExecutor(told.jobs) as pool:
        for done in as_completed([pool.submit(_apart, name, told) for name in names]):
            yield done.result()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--quick", action="store_true", help="within a minute")
    how.add_argument("--full", action="store_true", help="all there is; an hour")
    parser.add_argument("--minutes", type=float, default=10.0, help="for all rows together (default 10)")
    parser.add_argument("--row", action="append", choices=ROWS, help="only this row; may be repeated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="rows side by side, each in a process of its own")
    parser.add_argument("--part", choices=ROWS, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.part:
        lines, counts = _line(told.part, told)
        print(*lines, " ".join(map(str, counts)), sep="\n")
        return 0
    begun, total = time.monotonic(), [0] * 5
    print(HEAD)
    for lines, counts in _rows(told.row or list(ROWS), told):
        print(*lines, sep="\n", flush=True)
        total = [a + b for a, b in zip(total, counts, strict=True)]
    tried, lost, doubled, missed, unknown = total
    print(f"{'together':<13} {tried:>8} {'':>8} {lost:>5} {doubled:>8} {missed:>7} {unknown:>8} "
          f"{time.monotonic() - begun:>8.0f}  {told.seed}")
    return 1 if lost or doubled or missed else 0


if __name__ == "__main__":
    sys.exit(main())
