"""program/load.py: rules/<id>/ and templates/<id>/ into a frozen Program. Nothing else reads rule files.

Promises   all problems at once as ProgramErrors, each `file:line key: what, and how to mend`. A Program that
           comes out is whole: shapes, references, texts in every language, patterns, examples. Its hash
           covers every file.
Does not   keep a half-good program: the running one stays until the new one is whole.
Crash      reads only.
Reads next program/schema.py, program/lint.py, program/examples.py
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from mailtriage.model.calendar import Calendar
from mailtriage.model.ids import digest
from mailtriage.program import examples, lint, schema, texts
from mailtriage.program.parsed import REQUIRED, Files, Parsed, parse
from mailtriage.program.problems import Problem, ProgramErrors, nearest
from mailtriage.program.program import (
    Category,
    ClockRule,
    Example,
    Level,
    Patterns,
    Priority,
    Program,
    Step,
    Team,
    Text,
)
from mailtriage.program.program import Path as VerdictPath

LARGEST_FILE = 1024 * 1024  # bytes: a page of rules, not a data set

Words = Mapping[str, Mapping[str, tuple[str, str]]]  # text id -> language -> (subject, body)


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
    problems += _shared_prefixes(rules_dir, programs)
    if problems:
        raise ProgramErrors(problems)
    return programs


def _shared_prefixes(rules_dir: Path, programs: Mapping[str, Program]) -> list[Problem]:
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
    problems += lint.references(whole, words, files.show, {p.file for p in wrong})
    if problems:
        raise ProgramErrors(problems)
    program = _assemble(files, whole, words)
    outcome = examples.run(program)
    wrong_ones = tuple(
        Problem(files.show(f"rules/{f.source.file}"), f.source.line, f.key, f.text) for f in outcome.failures
    )
    return program, outcome, wrong_ones


def _strangers(files: Files) -> list[Problem]:
    """Files that no program has: most likely a misspelt name, and then rules somebody believes to be in
    force."""
    return [
        Problem(files.show(name), 1, "", f"is no file of a program; {nearest(name[6:], schema.FILES)}")
        for name in files.content
        if name.startswith("rules/") and name[6:] not in schema.FILES
    ]


def _patterns(when: schema.When | None) -> Patterns:
    return Patterns(when.any, when.all, when.none, when.where) if when else Patterns()


def _category(file: Parsed, i: int, c: schema.CategorySection) -> Category:
    return Category(
        c.id,
        c.title,
        c.type,
        c.level,
        c.team,
        c.priority,
        c.reply,
        _patterns(c.when),
        tuple(
            Example(e.fits or e.not_, bool(e.fits), e.subject, file.source("category", i, "example", j))
            for j, e in enumerate(c.example)
        ),
        c.cites,
        c.acknowledge,
        file.source("category", i),
    )


def _assemble(files: Files, parsed: Mapping[str, Parsed], words: Words) -> Program:
    """Everything is checked: only shapes change here."""
    pro, cat, pre = (parsed[n] for n in REQUIRED)
    ent, clk, esc = (parsed[n] for n in ("entitlement.toml", "clocks.toml", "escalation.toml"))
    p = cast(schema.ProgramFile, pro.model)
    e = cast(schema.EntitlementFile, ent.model)
    return Program(
        id=files.id,
        title=p.program.title,
        hash=digest(*(part for name in sorted(files.content) for part in (name, files.content[name]))),
        prefix=p.program.number,
        languages=p.program.languages,
        calendars={
            n: Calendar(c.zone, c.hours, frozenset(c.closed_also), frozenset(c.open_also))
            for n, c in p.calendar.items()
        },
        calendar=p.program.calendar,
        levels=tuple(
            Level(v.id, v.owner, "; ".join(v.handles), v.address, pro.source("level", i))
            for i, v in enumerate(p.level)
        ),
        categories=tuple(_category(cat, i, c) for i, c in enumerate(cat.model.category)),
        texts={
            t.id: Text(t.id, t.purpose, t.send, words[t.id], t.next_state, t.unknown, pre.source("text", i))
            for i, t in enumerate(pre.model.text)
        },
        paths={
            v.verdict: VerdictPath(v.verdict, v.reply, v.work_goes_on, ent.source("path", i))
            for i, v in enumerate(e.path)
        },
        clocks=tuple(
            ClockRule(c.kind, c.calendar, c.within, clk.source("clock", i))
            for i, c in enumerate(clk.model.clock)
        ),
        steps=tuple(
            Step(s.id, s.clock, s.role, s.text, s.goes_by_itself, esc.source("step", i))
            for i, s in enumerate(esc.model.step)
        ),
        contacts={c.role: c.address for c in p.contact},
        sends_by_itself=frozenset(p.program.sends_by_itself),
        on_closed_reply=p.program.on_closed_reply,
        reactivate_within=p.program.reactivate_within,
        grace=e.entitlement.grace,
        thanks=p.thanks,
        default_category=p.program.default_category,
        default_team=p.program.default_team,
        default_priority=cat.model.default_priority,
        teams={t.id: Team(t.id, t.title, t.address, pro.source("team", i)) for i, t in enumerate(p.team)},
        priorities=tuple(
            Priority(r.id, r.title, _patterns(r.when), cat.source("priority", i))
            for i, r in enumerate(cat.model.priority)
        ),
        tiers=e.tier.model_dump(),
        authorised_roles=frozenset(e.entitlement.authorised_roles),
        open_to_domain=e.entitlement.open_to_domain,
        service_levels=e.entitlement.service_levels,
        products=e.entitlement.products,
        partners=e.entitlement.partners,
        signature=p.program.signature,
        files=dict(files.content),
    )
