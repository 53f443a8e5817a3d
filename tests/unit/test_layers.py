"""The layers of the design, held by import-linter, and the two things it cannot see: clocks and chance by method."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "mailtriage"


def test_no_layer_imports_a_higher_one_and_the_decision_sees_no_world() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_every_package_stands_in_a_layer_and_every_module_beside_them_is_a_known_leaf() -> None:
    """A new package that no contract names would be free of all of them."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    layers = re.search(r"layers = \[(.*?)\]", text, re.S)
    assert layers
    named = set(re.findall(r"[a-z_]+", layers[1]))
    packages = {p.parent.name for p in PACKAGE.glob("*/__init__.py")}
    assert packages <= named, packages - named
    leaves = set(re.findall(r"mailtriage\.([a-z_]+)", text[text.index("Leaves import") :]))
    modules = {p.stem for p in PACKAGE.glob("*.py")} - {"__init__", "__main__", "daemon"}
    assert modules <= leaves, modules - leaves


def test_below_the_edges_nobody_asks_the_clock() -> None:
    """`datetime.now` is a method, so that no import contract can see it. Time is a parameter: replay depends on it."""
    asks = re.compile(r"\b(?:datetime|date)\.(?:now|today|utcnow)\(|\btime\.(?:time|monotonic)\(|\bSystemRandom\(")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for layer in ("model", "program", "triage", "compose")
        for path in (PACKAGE / layer).rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if asks.search(line)
    ]
    assert found == []
