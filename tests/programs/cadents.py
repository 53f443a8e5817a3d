"""The Cadents desk of the tests: as that of Mezzanine, with a register of its own."""

from __future__ import annotations

from typing import ClassVar

from tests.programs.mezzanine import Mezzanine
from tests.scenarios.story import COLUMNS

NALEDI, GRACE = "Naledi Mokoena <naledi@thaba.example>", "Grace Wanjiru <grace@oldmill.example>"
ANN = "Ann Dry <ann@drylake.example>"  # her contract ended


class Cadents(Mezzanine):
    """A desk with its register and a line to an SMTP server."""

    program: ClassVar[str] = "cadents"
    register: ClassVar[str] = (
        f"{COLUMNS}\n"
        "Thaba Health,thaba.example,Naledi Mokoena,naledi@thaba.example,reporter,,gold,mail,2026-01-01,2027-12-31,,en,T-1\n"
        "Old Mill,oldmill.example,Grace Wanjiru,grace@oldmill.example,reporter,Gateway 3,silver,mail,2026-01-01,2027-12-31,,en,O-2\n"
        "Dry Lake,drylake.example,Ann Dry,ann@drylake.example,reporter,,gold,mail,2024-01-01,2025-12-31,,en,D-3\n"
    )
