"""model/clock.py: a running promise. A stage fires once per (clock, stage, base).

Reads next model/calendar.py, work/tick.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

ASKING = "handover-asking"  # how long a hand-over waits for what is missing (work/handover.py)


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Clock:
    """`kind` such as first-response; `calendar` its name in the program; `due` in UTC. `base` rises only on start,
    re-base or reopen; `fired` are `base:stage` strings."""

    case: str
    kind: str
    calendar: str
    started: datetime
    due: datetime
    state: ClockState = ClockState.RUNNING
    base: int = 1
    fired: tuple[str, ...] = ()
    stopped: datetime | None = None
    paused_seconds: int = 0
    id: int = 0

    @property
    def alarm(self) -> str:
        """Ordered index value: when this clock next needs attention (ISO, UTC), "" when it does not."""
        return self.due.isoformat() if self.state is ClockState.RUNNING else ""

    @property
    def missed_on(self) -> str:
        """Index value: the day (UTC) on which it was missed, "" when it was not."""
        return f"{self.due:%Y-%m-%d}" if self.state is ClockState.MISSED else ""
