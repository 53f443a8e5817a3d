"""Play one plot in a process of its own, for strace, and write down the points it passed.

    python -m tests.crash.traced PLOT DESK POINTS"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.crash import plots
from tests.crash.kills import counting
from tests.crash.stage import play

if __name__ == "__main__":
    name, desk, file = sys.argv[1:]
    plot = next(p for p in plots.PLOTS if p.name == name)
    counting(Path(file), lambda: play(Path(desk), plot))()
