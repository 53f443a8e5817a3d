"""Put a known bug into a copy of the package, and see whether what should catch it does. The copy lies in memory; the
working tree is never touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BUGS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "seeded_bugs.toml").read_text("utf-8"))["bug"]
_NEEDED = ("mailtriage", "tests", "rules", "templates")
_FILES = ("pyproject.toml", "config.example.toml", "README.md")


@dataclass(frozen=True)
class Caught:
    """`why` is "" when it was caught, by what it breaks."""

    name: str
    why: str


def try_all(place: Path, chosen: Sequence[dict[str, Any]] = BUGS) -> list[Caught]:
    """Every bug, as many at a time as there are processors (2 at most: CI has no more)."""
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        return list(pool.map(lambda bug: try_bug(bug, place), chosen))


def try_bug(bug: dict[str, Any], place: Path) -> Caught:
    """Seed one bug and run what should catch it."""
    copy = place / re.sub(r"\W+", "-", bug["name"])
    for name in _NEEDED:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    for name in _FILES:
        shutil.copy(ROOT / name, copy / name)
    try:
        for edit in bug["edit"]:
            path = copy / "mailtriage" / edit["file"]
            text = path.read_text("utf-8")
            if text.count(edit["old"]) != 1:
                return Caught(bug["name"], f"{edit['file']} has moved on: write the bug anew in seeded_bugs.toml")
            path.write_text(text.replace(edit["old"], edit["new"].lstrip("\n") if "\n" in edit["new"] else edit["new"]))
        return Caught(bug["name"], _run(bug, copy))
    finally:
        shutil.rmtree(copy)


def _run(bug: dict[str, Any], copy: Path) -> str:
    words = bug["caught_by"].split()
    harness = words[0] in ("kills", "cuts", "twice")
    command = ["-m", "tests.crash", *words] if harness else ["-m", "pytest", "-x", "-p", "no:cacheprovider", *words]
    run = subprocess.run(
        [sys.executable, *command], cwd=copy, capture_output=True, text=True, timeout=110,
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    said = run.stdout + run.stderr
    if run.returncode == 0:
        return f"not caught by {bug['caught_by']}"
    if run.returncode != 1:
        return f"{bug['caught_by']} did not run (exit {run.returncode}): {said[-1500:]}"
    if not re.search(bug["says"], said):
        return f"caught, but not by what it breaks: {said[-3000:]}"
    return ""
