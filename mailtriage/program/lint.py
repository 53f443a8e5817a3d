"""program/lint.py: do the files of a program agree with each other?

Promises   every name one file uses exists in the other, no id stands twice, and every text is there in every
           language and can be rendered.
Does not   judge style, nor run examples (program/examples.py).
Reads next program/texts.py, program/load.py
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mailtriage.program import lint_asking, lint_dead, lint_known, lint_standing, schema
from mailtriage.program.acts import ACTS
from mailtriage.program.lint_check import Check
from mailtriage.program.parsed import Parsed
from mailtriage.program.patterns import fold
from mailtriage.program.problems import Problem, nearest
from mailtriage.program.texts import Show, Templates, wrong_words
from mailtriage.program.variables import MAY_EARN, TO_STAFF
from mailtriage.program.vocabulary import OF_THE_CASE

ANSWERS = frozenset({"questions", "reference", "referral", "prescribed-answer"})


def references(
    files: Mapping[str, Parsed],
    texts: Templates,
    show: Show,
    broken: Collection[str] = (),
    attached: Collection[str] = (),
) -> list[Problem]:
    """Names that do not resolve, doubled ids, texts that are missing or cannot be rendered. `broken` are text files, as
    shown, whose problem is reported already: they are not missing. `attached` are names of files texts may attach."""
    check = Check(files, show)
    # A file that could not be read has been reported; what other files say about its names cannot be judged.
    for name, checks in (
        ("program.toml", _program),
        ("categories.toml", _categories),
        ("prescribed.toml", _prescribed),
        ("entitlement.toml", _entitlement),
        ("clocks.toml", _clocks),
        ("escalation.toml", _escalation),
        ("fields.toml", lint_asking.fields),
        ("checklists.toml", lint_asking.checklists),
        ("program.toml", lint_standing.program),
        ("categories.toml", lint_standing.types),
        ("routes.toml", lint_standing.routes),
        ("levels.toml", lint_standing.levels),
        ("known-problems.toml", lint_known.known),
        ("mails.toml", lint_known.mails),
    ):
        if name in files:
            checks(check, files[name])
    if "program.toml" in files and "prescribed.toml" in files:
        _texts(check, texts, broken)
        _attached(check, attached)
    lint_dead.dead(check)
    if len(files) == len(schema.FILES):
        _chosen(check)
    return check.problems


def _program(check: Check, file: Parsed) -> None:
    p = file.model.program
    check.one_of(file, ("program", "calendar"), p.calendar, check.calendars, "calendar")
    check.one_of(file, ("program", "default_category"), p.default_category, check.categories, "category")
    for act, id in p.default_by_act.items():
        check.one_of(file, ("program", "default_by_act"), act, ACTS, "act")
        check.one_of(file, ("program", "default_by_act", act), id, check.categories, "category")
    check.one_of(file, ("program", "default_team"), p.default_team, check.teams, "team")
    check.once(file, "level", "id", (v.id for v in file.model.level))
    check.once(file, "team", "id", (t.id for t in file.model.team))
    check.once(file, "contact", "role", (c.role for c in file.model.contact))
    for i, level in enumerate(file.model.level):
        for key, name in (("checklist", level.checklist), ("dossier", level.dossier)):
            if name:
                check.one_of(file, ("level", i, key), name, check.checklists, "checklist")
    for i, id in enumerate(file.model.autonomy.never):
        check.one_of(file, ("autonomy", "never", i), id, check.categories, "category")


def _categories(check: Check, file: Parsed) -> None:
    m = file.model
    default = (
        check.files["program.toml"].model.program.default_category if "program.toml" in check.files else None
    )
    check.once(file, "category", "id", (c.id for c in m.category))
    check.once(file, "priority", "id", (p.id for p in m.priority))
    check.one_of(file, ("default_priority",), m.default_priority, check.priorities, "priority")
    for i, c in enumerate(m.category):
        at = ("category", i)
        check.one_of(file, (*at, "level"), c.level, check.levels, "level")
        check.one_of(file, (*at, "team"), c.team, check.teams, "team")
        check.one_of(file, (*at, "priority"), c.priority, check.priorities, "priority")
        if c.reply:
            check.text(file, (*at, "reply"), c.reply, ANSWERS, "a reply")
        if c.checklist:
            check.one_of(file, (*at, "checklist"), c.checklist, check.checklists, "checklist")
        if c.unresolved:
            check.one_of(file, (*at, "unresolved"), c.unresolved, check.categories, "category")
        lint_asking.conditions(check, file, (*at, "when"), c.when, OF_THE_CASE)
        if c.id == default:
            continue
        if c.when is None or not (c.when.any or c.when.all or c.when.strong or lint_asking.says_something(c.when)):
            if default is None:
                continue            # it may be the default category: program.toml could not be read, and says so
            check.say(
                file,
                (*at, "when"),
                'has no words; write [category.when] with any = ["…"] (only the default category has none)',
            )
        elif not any(e.fits for e in c.example):
            check.say(
                file,
                (*at, "example"),
                'has no example that fits; write [[category.example]] with fits = "a mail it is for"',
            )
        for j, e in enumerate(c.example):
            if bool(e.fits) == bool(e.not_):
                check.say(file, (*at, "example", j), 'is one of fits = "…" and not = "…"')
            for name in e.fields:
                check.one_of(file, (*at, "example", j, "fields"), name, check.fields, "field")
            for name in e.also:
                check.one_of(file, (*at, "example", j, "also"), name, check.categories, "category")
            if e.priority:
                check.one_of(file, (*at, "example", j, "priority"), e.priority, check.priorities, "priority")
    if m.stated_by:
        check.one_of(file, ("stated_by",), m.stated_by, check.fields, "field")
    for i, p in enumerate(m.priority):
        lint_asking.conditions(check, file, ("priority", i, "when"), p.when, OF_THE_CASE)
        if p.stated and not m.stated_by:
            check.say(file, ("priority", i, "stated"), 'needs stated_by = "…" above: the field reporters write it in')
        if p.checklist:
            check.one_of(file, ("priority", i, "checklist"), p.checklist, check.checklists, "checklist")
    _same_example(check, file)


def _same_example(check: Check, file: Parsed) -> None:
    """One mail cannot be the example of two categories, nor fit and not fit."""
    first: dict[tuple[str, str], str] = {}
    for i, c in enumerate(file.model.category):
        for j, e in enumerate(c.example):
            if not e.fits:
                continue
            said = (fold(e.fits), fold(e.subject))
            if said in first and not (e.from_ or e.mailbox or e.language or e.attachments):
                text = f"is an example of {first[said]} already, and one mail has one category; take one away"
                check.say(file, ("category", i, "example", j), text)
            first.setdefault(said, c.id)


def _prescribed(check: Check, file: Parsed) -> None:
    check.once(file, "text", "id", (t.id for t in file.model.text))
    program = check.files["program.toml"].model.program if "program.toml" in check.files else None
    for i, t in enumerate(file.model.text):
        lint_asking.conditions(check, file, ("text", i, "when"), t.when)
        if t.when is not None and t.purpose not in ANSWERS:
            text = f"is for answers ({', '.join(sorted(ANSWERS))}); the engine or a rule chooses texts of {t.purpose}"
            check.say(file, ("text", i, "when"), text)
        if t.send == "earned" and t.purpose not in MAY_EARN:
            text = f'is "earned", but a text of purpose {t.purpose} always waits for a person; write "approve"'
            check.say(file, ("text", i, "send"), f"{text} (these may earn it: {', '.join(sorted(MAY_EARN))})")
        if t.send == "auto" and program is not None and t.purpose not in program.sends_by_itself:
            check.say(
                file,
                ("text", i, "send"),
                f'is "auto", but program.toml sends_by_itself does not list {t.purpose}: '
                'write "approve", or list it there',
            )
    needed = {"acknowledgement": "acknowledgement"}
    if program is not None:
        replies = program.on_closed_reply
        needed |= (
            {"closed-number": "closed-number"}
            if replies == "new-case-request"
            else {"closed-rejected": "closed-number"}
        )
    for id, purpose in needed.items():
        if (check.purposes or {}).get(id) != purpose:
            check.say(
                file,
                ("text",),
                f'every program has a text with id = "{id}" and purpose = "{purpose}"; add it',
            )


def _entitlement(check: Check, file: Parsed) -> None:
    check.once(file, "path", "verdict", (p.verdict for p in file.model.path))
    for i, p in enumerate(file.model.path):
        if p.reply:
            check.text(
                file,
                ("path", i, "reply"),
                p.reply,
                frozenset({"entitlement", "referral"}),
                "an entitlement path",
            )


def _clocks(check: Check, file: Parsed) -> None:
    seen: set[tuple[str, str]] = set()
    for i, c in enumerate(file.model.clock):
        for priority in c.priority or ("",):
            if priority:
                check.one_of(file, ("clock", i, "priority"), priority, check.priorities, "priority")
            if (c.kind, priority) in seen:
                whose = f" of {priority}" if priority else ""
                check.say(file, ("clock", i, "kind"), f'"{c.kind}"{whose} is there twice; one kind runs once a case')
            seen.add((c.kind, priority))
        check.one_of(file, ("clock", i, "calendar"), c.calendar, check.calendars, "calendar")


def _escalation(check: Check, file: Parsed) -> None:
    check.once(file, "step", "id", (s.id for s in file.model.step))
    for i, s in enumerate(file.model.step):
        check.one_of(file, ("step", i, "clock"), s.clock, check.clocks, "clock")
        check.one_of(file, ("step", i, "role"), s.role, check.roles, "role in program.toml [[contact]]")
        check.text(file, ("step", i, "text"), s.text, frozenset({"escalation"}), "an escalation step")


# The engine asks for these by their id.
KNOWN_TEXTS = frozenset({"acknowledgement", "closed-number", "closed-rejected", "status", "which-customer"})


def _chosen(check: Check) -> None:
    """A text that no rule can choose is a mistake: somebody believes that customers get it."""
    used = set(KNOWN_TEXTS)
    used |= {c.reply for c in check.files["categories.toml"].model.category}
    used |= {p.reply for p in check.files["entitlement.toml"].model.path}
    used |= {s.text for s in check.files["escalation.toml"].model.step}
    used |= {p.text for p in check.files["known-problems.toml"].model.problem}
    used |= {t for c in check.files["checklists.toml"].model.checklist.values() for t in (c.text, c.gaps)}
    used |= {t for r in check.files["routes.toml"].model.route for t in (r.told, r.alone)}
    file = check.files["prescribed.toml"]
    for i, text in enumerate(file.model.text):
        if text.purpose in ANSWERS and text.id not in used and text.when is None:
            what = f'no rule chooses "{text.id}": name it as the reply of a category, or write when = {{ … }}'
            check.say(file, ("text", i), what)


def _attached(check: Check, attached: Collection[str]) -> None:
    file, used = check.files["prescribed.toml"], set()
    for i, text in enumerate(file.model.text):
        for n, name in enumerate(text.attach):
            used.add(name)
            if name not in attached:
                shown = check.show(f"templates/files/{name}")
                check.say(file, ("text", i, "attach", n), f"there is no {shown}; {nearest(name, attached)}")
    for name in sorted(set(attached) - used):
        shown = check.show(f"templates/files/{name}")
        check.problems.append(Problem(shown, 1, "", "no text attaches it; name it in attach = [\"…\"], or delete it"))


def _texts(check: Check, texts: Templates, broken: Collection[str]) -> None:
    file = check.files["prescribed.toml"]
    languages = check.files["program.toml"].model.program.languages
    for i, text in enumerate(file.model.text):
        # Staff read the program's first language; nobody translates a hand-over for a customer.
        for language in languages[:1] if text.purpose in TO_STAFF else languages:
            shown = check.show(f"templates/{language}/{text.id}.md.j2")
            if language not in texts.get(text.id, {}):
                if shown not in broken:
                    check.say(file, ("text", i, "id"), f"its words in {language} are missing; write {shown}")
                continue
            for part, before in zip(texts[text.id][language], (1, 3), strict=True):
                wrong = [
                    Problem(shown, line + before, "", what) for line, what in wrong_words(part, text.purpose)
                ]
                check.problems += wrong
    for id, by_language in texts.items():
        for language in by_language:
            shown = check.show(f"templates/{language}/{id}.md.j2")
            if id not in (check.purposes or {}):
                what = f'no [[text]] in prescribed.toml has id = "{id}"; add one, or delete the file'
                check.problems.append(Problem(shown, 1, "", what))
            elif language not in languages:
                what = f'program.toml does not declare the language "{language}"'
                check.problems.append(Problem(shown, 1, "", what))
