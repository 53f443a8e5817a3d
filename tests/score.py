"""The scorecard of RELIABILITY.md, as far as it is covered: how much was tried, with which seed, in what time, and
whether anything was lost, doubled or missed. Exit 1 when it was.

    python tests/score.py --quick       a seeded sample of each row, within a minute
    python tests/score.py               some minutes
    python tests/score.py --full        everything the rows have; hours
    python tests/score.py --row kills --seed 7

A row is a function of (budget, seed) in ROWS. `budget.seconds` is how long it may go on drawing samples; None: all there
is. To add one: write the function beside its harness, and name it here."""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Callable
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


# name -> (module, function); the share of the time it gets in --quick and by default
ROWS: dict[str, tuple[str, str, float]] = {
    "kills": ("tests.crash.rows", "kill_points", 0.25),
    "double kills": ("tests.crash.rows", "double_kills", 0.15),
    "disk images": ("tests.crash.rows", "disk_images", 0.2),
    "seeded bugs": ("tests.crash.rows", "seeded_bugs", 0.4),
    "IMAP cells": ("tests.faults.rows", "imap", 0.15),
    "SMTP cells": ("tests.faults.rows", "smtp", 0.1),
    "clock": ("tests.faults.rows", "clock", 0.1),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--quick", action="store_true", help="within a minute")
    how.add_argument("--full", action="store_true", help="everything; hours")
    parser.add_argument("--minutes", type=float, default=10.0, help="for all rows together (default 10)")
    parser.add_argument("--row", action="append", choices=ROWS, help="only this row; may be repeated")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    seconds = 45.0 if told.quick else told.minutes * 60
    failed, whole = False, sum(share for _, _, share in ROWS.values())
    print(f"{'row':<16} {'tried':>8} {'of':>8} {'lost':>5} {'doubled':>8} {'missed':>7} {'unknown':>8} {'seconds':>8}  seed")
    for name in told.row or ROWS:
        module, function, share = ROWS[name]
        begun = time.monotonic()
        row = getattr(importlib.import_module(module), function)(
            Budget(None if told.full else seconds * (1.0 if told.row else share / whole)), told.seed)
        missed = len(row.wrong) - row.lost - row.doubled
        print(f"{name:<16} {row.tried:>8} {row.of or '':>8} {row.lost:>5} {row.doubled:>8} {missed:>7} {row.unknown:>8} "
              f"{time.monotonic() - begun:>8.0f}  {told.seed}  {row.note}", flush=True)
        for sentence in row.wrong[:10]:
            print(f"    {sentence[:2000]}")
        failed = failed or bool(row.wrong) or not row.tried
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
