"""`rules backtest` over several processes says, byte for byte, what one process says."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from mailtriage.cli import main
from tests.unit.cli.test_backtest import CONFIG

CORPUS = Path(__file__).parents[2] / "corpus"
# A process of its own: one with threads, as that of a test run may be, begins no others.
SCRIPT = """
import sys
from click.testing import CliRunner
from mailtriage.cli import main
from mailtriage.work import spread
begun = []
before = spread._Copy.__init__
spread._Copy.__init__ = lambda *args: begun.append(1) or before(*args)
said = []
for count in (1, 2):
    spread.processors = lambda: count
    said.append(CliRunner().invoke(main, ["-c", sys.argv[1], "rules", "backtest", "--against", sys.argv[2],
                                          "--new", sys.argv[3], "--json"]))
    assert said[-1].exit_code == 1, said[-1].output
assert said[0].output_bytes == said[1].output_bytes
assert len(begun) == 2
print(said[1].output)
"""


def test_several_processes_say_byte_for_byte_what_one_says(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path), "--program", "cadents"]).exit_code == 0
    (tmp_path / "config.toml").write_text(CONFIG)
    mails, copy = tmp_path / "mails", tmp_path / "next"
    mails.mkdir()
    for n, file in enumerate(sorted(CORPUS.rglob("*.eml"))[::5]):
        shutil.copy(file, mails / f"{n:04}.eml")
    for kind in ("rules", "templates"):
        shutil.copytree(tmp_path / kind, copy / kind)
    path = copy / "rules/cadents/categories.toml"
    path.write_text(path.read_text("utf-8").replace('level = "L1"', 'level = "L2"'), "utf-8")
    ran = subprocess.run([sys.executable, "-c", SCRIPT, tmp_path / "config.toml", mails, copy],
                         capture_output=True, text=True, timeout=100)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["mails"] > 150 and told["changed"] > 10, told["counts"]
