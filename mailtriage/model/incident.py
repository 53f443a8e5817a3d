"""model/incident.py: something is broken for many, and somebody works on it: a known, active incident.

A report that looks like it is linked to it (`incident:KEY` on the case) and told that it is being addressed; when it is
over, every linked case that is open is told once, and its link becomes `incident-over:KEY`.

Promises   `closed` ends the linking of new reports; `told` is set when the last linked case has been told. Between the
           two it is `closing`, and the next pass goes on where the last one stopped.
Reads next triage/incidents.py (which mail is about it), work/incidents.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LINK, OVER = "incident:", "incident-over:"


@dataclass(frozen=True, slots=True)
class Incident:
    """`words` are patterns as in rules, one of which a report says; `categories` and `products` narrow it. With none of
    the three it is linked by hand alone. `tell` is what reporters read while it lasts, `over` when it is over."""

    key: str
    program: str
    title: str
    opened: datetime
    by: str
    words: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    tell: str = ""
    over: str = ""
    closed: datetime | None = None
    closed_by: str = ""
    told: datetime | None = None
    id: int = 0

    @property
    def state(self) -> str:
        """active, closing or closed."""
        return "active" if self.closed is None else "closing" if self.told is None else "closed"

    @property
    def active(self) -> str:
        """Index value: the program while it lasts, then ""."""
        return self.program if self.closed is None else ""

    @property
    def closing(self) -> str:
        """Index value: "yes" while linked cases wait to be told that it is over, else ""."""
        return "yes" if self.state == "closing" else ""
