"""program/load.py: rules/<id>/ and templates/<id>/ into a frozen Program. Nothing else reads rule files.

Promises   all problems at once as ProgramErrors, each `file:line key: what, and how to mend`. A Program that
           comes out is whole: shapes, references, texts in every language, patterns, examples. Its hash
           covers every file. No file outside the two folders is read, whatever a link in them says.
Does not   keep a half-good program: the running one stays until the new one is whole.
Crash      reads only.
Reads next program/schema.py, program/lint.py, program/examples.py
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from mailtriage.program import examples, lint, schema, texts
from mailtriage.program.assemble import assemble
from mailtriage.program.parsed import Files, parse
from mailtriage.program.problems import Problem, ProgramErrors, nearest
from mailtriage.program.program import Program
from mailtriage.program.variables import FILES

LARGEST_FILE = 1024 * 1024  # bytes: a page of rules or a guide, not a data set


def load_programs(rules_dir: Path, templates_dir: Path, ids: Iterable[str]) -> dict[str, Program]:
    """The programs with those ids from `rules_dir/<id>` and `templates_dir/<id>`; the problems of all at
    once."""
    programs: dict[str, Program] = {}
    problems: list[Problem] = []
    for id in dict.fromkeys(ids):
        try:
            programs[id] = load_program(rules_dir / id, templates_dir / id)
        except ProgramErrors as e:
            problems += e.problems
    problems += shared_prefixes(rules_dir, programs)
    if problems:
        raise ProgramErrors(problems)
    return programs


def shared_prefixes(rules_dir: Path, programs: Mapping[str, Program]) -> list[Problem]:
    """Two programs that number alike would each take the other's cases for its own."""
    first: dict[str, str] = {}
    problems = []
    for id, program in programs.items():
        if first.setdefault(program.prefix, id) != id:
            what = f'"{program.prefix}" is the prefix of {first[program.prefix]} too; each program has its own'
            problems.append(Problem(_shown(rules_dir / id / "program.toml"), 1, "program.number", what))
    return problems


def load_program(rules: Path, templates: Path) -> Program:
    """The program in those two folders; its id is the name of the first."""
    return build(read_files(rules, templates))


def read_files(rules: Path, templates: Path) -> Files:
    """The bytes of every file of a program. ProgramErrors when a folder or file cannot be read."""
    if not rules.is_dir():
        there = [p.name for p in rules.parent.iterdir() if p.is_dir()] if rules.parent.is_dir() else []
        raise ProgramErrors(
            [Problem(_shown(rules), 1, "", f"there is no such program folder; {nearest(rules.name, there)}")]
        )
    content: dict[str, bytes] = {}
    problems = []
    found = [("rules", rules, p) for p in rules.iterdir()]
    found += [("templates", templates, p) for p in templates.rglob("*")]
    for kind, base, path in sorted(found):
        if path.name.startswith((".", "~")) or path.name.endswith("~") or not path.is_file():
            continue  # editors leave such files beside the one they edit
        if not path.resolve().is_relative_to(base.resolve()):      # a link, brought along by a checkout
            problems.append(Problem(_shown(path), 1, "", "leads out of its folder; put the file itself here"))
            continue
        try:
            data = path.read_bytes()
        except OSError as e:
            problems.append(Problem(_shown(path), 1, "", f"cannot be read: {e.strerror}; make it readable"))
            continue
        if len(data) > LARGEST_FILE:
            what = f"is larger than {LARGEST_FILE} bytes; that is no page of rules"
            problems.append(Problem(_shown(path), 1, "", what))
        content[f"{kind}/{path.relative_to(base).as_posix()}"] = data
    if problems:
        raise ProgramErrors(problems)
    return Files(rules.name, content, _shown(rules), _shown(templates))


def _shown(path: Path) -> str:
    """As a person at the command line would name it."""
    path, here = path.absolute(), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def build(files: Files) -> Program:
    """The Program those files say. Reads nothing: a stored version is built the same way."""
    program, _, failures = build_unproven(files)
    if failures:
        raise ProgramErrors(failures)
    return program


def build_unproven(files: Files) -> tuple[Program, examples.Outcome, tuple[Problem, ...]]:
    """The Program, what came of its examples, and those that failed: only `rules test` wants it with failures."""
    problems: list[Problem] = []
    parsed = {name: parse(files, name, model, problems) for name, model in schema.FILES.items()}
    problems += _strangers(files)
    words, wrong = texts.read_templates(files.content, files.show)
    problems += wrong
    whole = {name: file for name, file in parsed.items() if file is not None}
    attached = {name.removeprefix(FILES) for name in files.content if name.startswith(FILES)}
    problems += lint.references(whole, words, files.show, {p.file for p in wrong}, attached)
    if problems:
        raise ProgramErrors(problems)
    program = assemble(files, whole, words)
    outcome = _outcome(program)
    wrong_ones = tuple(
        Problem(files.show(f"rules/{f.source.file}"), f.source.line, f.key, f.text) for f in outcome.failures
    )
    return program, outcome, wrong_ones


_OUTCOMES: dict[tuple[str, str], examples.Outcome] = {}  # of the last programs, by their hash: the same says the same
MOST_OUTCOMES = 8


def _outcome(program: Program) -> examples.Outcome:
    """What came of the examples, which are run once for the same rules and words."""
    key = (program.id, program.hash)
    if key not in _OUTCOMES:
        while len(_OUTCOMES) >= MOST_OUTCOMES:
            _OUTCOMES.pop(next(iter(_OUTCOMES)), None)
        _OUTCOMES[key] = examples.run(program)
    return _OUTCOMES[key]


def _strangers(files: Files) -> list[Problem]:
    """Files that no program has: most likely a misspelt name, and then rules somebody believes to be in
    force."""
    return [
        Problem(files.show(name), 1, "", f"is no file of a program; {nearest(name[6:], schema.FILES)}")
        for name in files.content
        if name.startswith("rules/") and name[6:] not in schema.FILES
    ]
