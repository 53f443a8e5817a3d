"""Deaths and power cuts by hand, of one plot or of all; exit 1 when anything is wrong.

    python -m tests.crash kills new-case             every point
    python -m tests.crash kills all --at 'journal'   the points whose name matches
    python -m tests.crash cuts compaction --most 50  so many images a point (all there are, when there are no more)
    python -m tests.crash twice approve              a second death at each point of each recovery
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator

from tests.crash import cuts, kills, plots
from tests.crash.invariants import Verdict
from tests.crash.kills import Recoveries, Tally
from tests.memory import memory


def _verdicts(how: str, recoveries: Recoveries, ns: list[int], most: int, seed: int) -> Iterator[tuple[str, Verdict]]:
    found = recoveries.found
    if how == "kills":
        for n in ns:
            yield f"{found.plot.name} at {n} {found.names[n - 1]}", kills.kill(recoveries, n)
    elif how == "cuts":
        for n, _, verdict in cuts.cuts(recoveries, most, str(seed), ns):
            yield f"{found.plot.name} at {n} {found.names[n - 1]}", verdict
    else:
        for first in kills.deaths(found, recoveries.place, ns):
            yield from kills.kill_twice(recoveries, first)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__.partition("\n")[0])
    parser.add_argument("how", choices=["kills", "cuts", "twice"])
    parser.add_argument("plot", choices=["all", *(p.name for p in plots.PLOTS)])
    parser.add_argument("--at", default="", help="only points whose name matches this pattern")
    parser.add_argument("--most", type=int, default=20, help="images a point")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stop", action="store_true", help="stop at the first finding")
    told = parser.parse_args()
    begun, tally = time.monotonic(), Tally()
    with memory() as place:
        for plot in plots.PLOTS:
            if told.plot not in ("all", plot.name):
                continue
            try:
                found = kills.survey(plot, place)
            except AssertionError as e:
                tally.wrong.append(str(e))
                continue
            chosen = [n for n, name in enumerate(found.names, 1) if re.search(told.at, name)]
            for where, verdict in _verdicts(told.how, kills.Recoveries(found, place), chosen, told.most, told.seed):
                tally.note(where, verdict)
                if told.stop and tally.wrong:
                    break
    for sentence in tally.wrong[:20]:
        print(sentence)
    print(f"{told.how} of {told.plot}: {tally.tried} tried, {len(tally.wrong)} wrong, {tally.unknown} unknown, "
          f"{tally.resent} resent, seed {told.seed}, {time.monotonic() - begun:.0f} s")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
