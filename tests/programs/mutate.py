"""Do the tests of a requirement hold its rules? Each rule or text is taken out, one at a time, and a test must fail.

    python tests/programs/mutate.py [--sample N] [--seed S] [ID...]

Promises   works in a copy of the tree. coverage.toml says which rules and texts an id rests on. A mutation takes one out,
           or one condition of it (a key of its `when`); references to what is gone go with it. Then the tests whose name
           holds the id run, and one must fail that passed before. Prints the table; exits 1 when a mutation passed.
Does not   count a rule's own examples: none is run in the copy, so that it is tests that notice. Where the loader
           refuses what is left, the table says so: such a program never runs.
Reads next coverage.toml, test_mutate.py
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COVERAGE = ROOT / "tests" / "programs" / "coverage.toml"
_HEADER = re.compile(r"\[\[?([\w.-]+)\]\]?")
_KEY = re.compile(r"([\w-]+)\s*=")
_REFERS = ("reply", "text", "told", "alone", "checklist")  # keys that name a text or a checklist


@dataclass(frozen=True)
class Mutation:
    """`key` is program/file/table[/id] of coverage.toml; `condition` the key of `when` that goes, "" for all of it."""

    id: str
    key: str
    condition: str = ""

    def __str__(self) -> str:
        return f"{self.key} without {self.condition}" if self.condition else f"{self.key} gone"


@dataclass(frozen=True)
class Result:
    mutation: Mutation
    tests: int
    noticed: str  # "yes", "refused by the loader" or "NO"


def mutations(ids: list[str]) -> list[Mutation]:
    """Every mutation of these ids (none: of all), in the order of coverage.toml."""
    told = tomllib.loads(COVERAGE.read_text())
    found = []
    for id, part in told.items():
        for key in part["keys"] if not ids or id in ids else ():
            found.append(Mutation(id, key))
            found += [Mutation(id, key, name) for name in conditions(key)]
    return found


def conditions(key: str) -> list[str]:
    """The keys of a rule's `when`."""
    program, file, table, *name = key.split("/")
    words = tomllib.loads((ROOT / "rules" / program / f"{file}.toml").read_text())
    for part in table.split("."):
        words = words[part]
    rules = [r for r in words if _names(r, name[0])] if name else []
    assert rules or not name, f"coverage.toml names {key}, which is not there"
    when = rules[0].get("when") if rules else None
    return sorted(when) if isinstance(when, dict) and len(when) > 1 else []


def _names(rule: dict[str, object], name: str) -> bool:
    return name in (rule.get("id"), rule.get("verdict"), rule.get("kind"))


def mutate(lines: list[str], mutation: Mutation) -> list[str]:
    """The lines of a file of rules without what the mutation takes out."""
    _, _, table, *name = mutation.key.split("/")
    start, end = _block(lines, table, name[0] if name else "")
    block = lines[start:end]
    if table == "category" and not mutation.condition:  # what names it may stay, and no mail is it
        n = next(i for i, line in enumerate(block) if line.startswith("[category.when]"))
        rest = next((i for i, line in enumerate(block) if line.startswith("[[category.example]]")), len(block))
        never = ["[category.when]\n", 'any = ["no mail says this word"]\n']
        return lines[:start] + block[:n] + never + block[rest:] + lines[end:]
    if not mutation.condition:
        return lines[:start] + lines[end:]
    inline = next((n for n, line in enumerate(block) if line.startswith("when = {")), None)
    if inline is not None:
        when = tomllib.loads(block[inline])["when"]
        del when[mutation.condition]
        block[inline] = f"when = {_toml(when)}\n"
    else:
        n = next(i for i, line in enumerate(block) if line.startswith(f"{mutation.condition} ") and _in_when(block, i))
        del block[n : _value_ends(block, n)]
    return lines[:start] + block + lines[end:]


def _in_when(block: list[str], at: int) -> bool:
    headers = [m[1] for line in block[:at] if (m := _HEADER.match(line))]
    return headers[-1].endswith(".when") or headers[-1].endswith(".symptoms")


def _block(lines: list[str], table: str, name: str) -> tuple[int, int]:
    """Where the table (of that name) begins and ends, with what is below it."""
    starts = [n for n, line in enumerate(lines) if (m := _HEADER.match(line)) and m[1] == table]
    for start in starts:
        end = next((n for n in range(start + 1, len(lines))
                    if (m := _HEADER.match(lines[n])) and not m[1].startswith(f"{table}.")), len(lines))  # fmt: skip
        body = "".join(lines[start:end])
        if not name or re.search(rf'(?m)^(id|verdict|kind) = "{re.escape(name)}"', body):
            return start, end
    raise SystemExit(f"coverage.toml names {table} {name}, which is not there")


def _value_ends(lines: list[str], at: int) -> int:
    """The line behind a value that begins on line `at`: its brackets are closed there."""
    for end in range(at + 1, len(lines) + 1):
        try:
            tomllib.loads("".join(lines[at:end]))
        except tomllib.TOMLDecodeError:
            continue
        return end
    raise SystemExit(f"no end of {lines[at]!r}")


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


# In the copy no example of a rule is run: it is tests that have to notice.
_NO_EXAMPLES = "\n\ndef run(program: Program) -> Outcome:\n    return Outcome(0, (), {})\n"


def copy(to: Path) -> None:
    """What the tests need."""
    for name in ("mailtriage", "tests", "rules", "templates", "pyproject.toml", "config.example.toml", "README.md"):
        one = ROOT / name
        if one.is_dir():
            shutil.copytree(one, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif one.exists():
            shutil.copy2(one, to / name)
    with (to / "mailtriage" / "program" / "examples.py").open("a") as file:
        file.write(_NO_EXAMPLES)


def run(tree: Path, id: str, skipped: tuple[str, ...] | None = None) -> tuple[int, tuple[str, ...]]:
    """(tests that ran, those that failed) of the tests that name the id; with `skipped`, those left out, to the first."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rpfE", "-k", f"{id.replace('-', '_')}_",
             *_files(tree, id), *(f"--deselect={name}" for name in skipped or ())]  # fmt: skip
    words += ["-x"] if skipped is not None else []
    said = subprocess.run(words, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, capture_output=True, text=True)
    failed = tuple(re.findall(r"(?m)^(?:FAILED|ERROR) (\S+?)(?: - .*)?$", said.stdout))
    return len(failed) + len(re.findall(r"(?m)^PASSED ", said.stdout)), failed


def _files(tree: Path, id: str) -> list[str]:
    """The files with tests of the id."""
    name = f"def test_{id.replace('-', '_')}_"
    files = sorted((tree / "tests" / "programs").glob("test_*.py"))
    return [str(f.relative_to(tree)) for f in files if name in f.read_text()] or ["tests/programs"]


def loads(tree: Path, program: str) -> bool:
    """Whether what is left of a program may run at all."""
    code = ("import sys; from pathlib import Path; from mailtriage.program.load import load_program; r = Path(sys.argv[1]); "
            "load_program(r / 'rules' / sys.argv[2], r / 'templates' / sys.argv[2])")  # fmt: skip
    words = [sys.executable, "-c", code, str(tree), program]
    return subprocess.run(words, cwd=tree, env={**os.environ, "PYTHONPATH": str(tree)}, capture_output=True).returncode == 0


def try_all(wanted: list[Mutation]) -> list[Result]:
    """Each mutation in turn, printed as it comes out."""
    results = []
    before: dict[str, tuple[int, tuple[str, ...]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        copy(tree)
        for m in wanted:
            if m.id not in before:
                before[m.id] = run(tree, m.id)
            results.append(_try(tree, m, *before[m.id]))
            r = results[-1]
            print(f"{m.id:<7} {str(m):<70} {r.tests:>3} tests  {r.noticed}", flush=True)
    return results


def _try(tree: Path, m: Mutation, tests: int, red: tuple[str, ...]) -> Result:
    program, file, table, *name = m.key.split("/")
    folder = tree / "rules" / program
    texts = sorted((tree / "templates" / program).rglob("*.j2"))
    whole = {f: f.read_text() for f in (*folder.glob("*.toml"), *texts)}
    try:
        target = folder / f"{file}.toml"
        target.write_text("".join(mutate(target.read_text().splitlines(keepends=True), m)))
        gone = name[0] if name else table.rpartition(".")[2]
        if not m.condition and table.partition(".")[0] in ("text", "checklist"):
            for f in folder.glob("*.toml"):
                f.write_text(re.sub(rf'(?m)^({"|".join(_REFERS)}) = "{re.escape(gone)}".*\n', "", f.read_text()))
            for f in texts:
                if f.name == f"{gone}.md.j2":
                    f.unlink()
        if not loads(tree, program):
            return Result(m, tests, "refused by the loader")
        _, failed = run(tree, m.id, red)
        return Result(m, tests, "yes" if failed else "NO")
    finally:
        for f, words in whole.items():
            f.write_text(words)


def main(words: list[str]) -> int:
    asked = argparse.ArgumentParser(description="Take rules out, one at a time: the tests that name the id must fail.")
    asked.add_argument("ids", nargs="*", metavar="ID")
    asked.add_argument("--sample", type=int, metavar="N", help="only N of them, by chance")
    asked.add_argument("--seed", type=int, default=1, metavar="S")
    given = asked.parse_args(words)
    wanted = mutations(given.ids)
    if given.sample is not None:
        wanted = random.Random(given.seed).sample(wanted, min(given.sample, len(wanted)))
    results = try_all(wanted)
    missed = [r for r in results if r.noticed == "NO"]
    refused = sum(r.noticed.startswith("refused") for r in results)
    print(f"{len(results)} of {len(mutations([]))} mutations: {len(results) - len(missed) - refused} noticed by a test, "
          f"{refused} refused by the loader, {len(missed)} unnoticed")  # fmt: skip
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
