"""faults/sample.py: which cells of a matrix a run of the suite tries.

    MAILTRIAGE_SEED=n    another sample
    MAILTRIAGE_FULL=1    all cells
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Hashable
from typing import Protocol, TypeVar


class Named(Protocol):
    @property
    def name(self) -> str: ...


C = TypeVar("C", bound=Named)


def sample(cells: list[C], size: int, seed: int, must: Callable[[C], tuple[Hashable, ...]]) -> list[C]:
    """A cell for each key that `must` gives is in every sample, the rest of `size` by chance; in order of their names."""
    if os.environ.get("MAILTRIAGE_FULL"):
        return cells
    random.Random(int(os.environ.get("MAILTRIAGE_SEED", seed))).shuffle(cells)
    kept = {key: cell for cell in cells for key in must(cell)}
    return sorted({*kept.values(), *cells[:size - len(kept)]}, key=lambda cell: cell.name)
