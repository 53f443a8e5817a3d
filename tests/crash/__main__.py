"""Deaths and power cuts by hand, of one plot or of all; exit 1 when anything is wrong.

    python -m tests.crash kills new-case             every point
    python -m tests.crash kills all --at 'journal'   the points whose name matches
    python -m tests.crash cuts compaction --most 50  so many images a point (all there are, when there are no more)
    python -m tests.crash twice approve --most 5     so many second deaths for each first
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from pathlib import Path

from tests.crash import cuts, kills, plots
from tests.crash.kills import Survey, Tally


def _one(how: str, found: Survey, place: Path, n: int, most: int, seed: int, tally: Tally) -> None:
    where = f"{found.plot.name} at {n} {found.names[n - 1]}"
    if how == "kills":
        tally.note(where, kills.kill(found, place, n))
    elif how == "cuts":
        for verdict in cuts.cut(found, place, n, f"{seed} {found.plot.name}", most):
            tally.note(where, verdict)
    else:
        for again, verdict in kills.kill_twice(found, place, n, random.Random(f"{seed} {where}"), most):
            tally.note(again, verdict)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__.partition("\n")[0])
    parser.add_argument("how", choices=["kills", "cuts", "twice"])
    parser.add_argument("plot", choices=["all", *(p.name for p in plots.PLOTS)])
    parser.add_argument("--at", default="", help="only points whose name matches this pattern")
    parser.add_argument("--most", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stop", action="store_true", help="stop at the first finding")
    told = parser.parse_args()
    begun, tally = time.monotonic(), Tally()
    with kills.memory() as place:
        for plot in plots.PLOTS:
            if told.plot not in ("all", plot.name):
                continue
            try:
                found = kills.survey(plot, place)
            except AssertionError as e:
                tally.wrong.append(str(e))
                continue
            for n, name in enumerate(found.names, 1):
                if re.search(told.at, name) and not (told.stop and tally.wrong):
                    _one(told.how, found, place, n, told.most, told.seed, tally)
    for sentence in tally.wrong[:20]:
        print(sentence)
    print(f"{told.how} of {told.plot}: {tally.tried} tried, {len(tally.wrong)} wrong, {tally.unknown} unknown, "
          f"{tally.resent} resent, seed {told.seed}, {time.monotonic() - begun:.0f} s")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
