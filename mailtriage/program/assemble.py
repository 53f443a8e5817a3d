"""program/assemble.py: from checked files to the frozen Program: only shapes change here.

Promises   nothing is judged any more: program/schema.py and program/lint.py have let the files through.
Reads next program/program.py
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from mailtriage.model.autonomy import Terms
from mailtriage.model.calendar import Calendar
from mailtriage.model.ids import digest
from mailtriage.program import schema, vocabulary
from mailtriage.program.assemble_known import known_problems, sorted_mails
from mailtriage.program.assemble_standing import handled, standing
from mailtriage.program.assemble_when import conditions, patterns
from mailtriage.program.common import COMMON
from mailtriage.program.parsed import REQUIRED, Files, Parsed
from mailtriage.program.program import (
    Category,
    ClockRule,
    Example,
    Level,
    Priority,
    Program,
    Step,
    Team,
    Text,
)
from mailtriage.program.program import Path as VerdictPath
from mailtriage.program.rule import NOWHERE, Checklist, Field, FieldExample, Item, Source, Way
from mailtriage.program.texts import asks, hollow

Words = Mapping[str, Mapping[str, tuple[str, str]]]  # text id -> language -> (subject, body)


def _way(file: Parsed, way: vocabulary.FoundBySection, lists: Mapping[str, tuple[str, ...]], at: Any) -> Way:
    kind = next(w for w in vocabulary.WAYS if getattr(way, "from_" if w == "from" else w) is not None)
    given = getattr(way, "from_" if kind == "from" else kind)
    words: tuple[str, ...] = (given,) if isinstance(given, str) else () if kind == "words" else tuple(given)
    if kind in ("list", "behind"):
        words = tuple(entry for name in words for entry in lists.get(name, (name,)))
    return Way(kind, words, dict(given) if kind == "words" else {}, way.where, file.source(*at))


def _ways(
    file: Parsed, ways: tuple[vocabulary.FoundBySection, ...], lists: Mapping[str, tuple[str, ...]], at: Any
) -> Iterator[Way]:
    """The ways of a field; one that names a list of program/common.py stands for all there."""
    for n, way in enumerate(ways):
        if way.common:
            yield from common_ways(way.common, lists, file.source(*at, n))
        else:
            yield _way(file, way, lists, (*at, n))


def common_ways(name: str, lists: Mapping[str, tuple[str, ...]], source: Source = NOWHERE) -> Iterator[Way]:
    """What `{ common = name }` stands for."""
    for way in COMMON[name]:
        ((kind, given),) = way.items()
        words = (given,) if isinstance(given, str) else tuple(given)
        if kind == "behind":
            words = tuple(entry for entries in words for entry in lists.get(entries, (entries,)))
        yield Way(kind, words, source=source)


def _fields(file: Parsed, lists: Mapping[str, tuple[str, ...]]) -> Iterator[Field]:
    for i, f in enumerate(file.model.field):
        yield Field(
            f.id,
            f.title,
            f.ask or {},
            tuple(_ways(file, f.found_by, lists, ("field", i, "found_by"))),
            f.multiline,
            f.many,
            f.secret,
            tuple(
                FieldExample(e.mail, e.subject, e.finds, file.source("field", i, "example", j), e.attachments)
                for j, e in enumerate(f.example)
            ),
            file.source("field", i),
            f.internal,
            f.aside,
            f.perhaps,
        )


def _checklist(file: Parsed, id: str, c: vocabulary.ChecklistSection, fields: Mapping[str, Field]) -> Checklist:
    at = ("checklist", id)
    items = tuple(
        Item(i.field, i.ask or fields[i.field].ask, i.optional, conditions(i.when), file.source(*at, "item", n))
        for n, i in enumerate(c.item)
    )
    return Checklist(id, c.text, items, c.asks_once, c.most, c.remind_after, file.source(*at), c.holds,
                     c.held_for, c.never_held, c.gaps, c.asked_of)


def _category(file: Parsed, i: int, c: schema.CategorySection) -> Category:
    return Category(
        c.id,
        c.title,
        c.type,
        c.level,
        c.team,
        c.priority,
        c.reply,
        patterns(c.when),
        tuple(_example(file, e, ("category", i, "example", j)) for j, e in enumerate(c.example)),
        c.cites,
        c.acknowledge,
        file.source("category", i),
        c.checklist,
        c.unresolved,
    )


def _example(file: Parsed, e: schema.ExampleSection, at: Any) -> Example:
    return Example(
        e.fits or e.not_,
        bool(e.fits),
        e.subject,
        file.source(*at),
        e.from_,
        e.mailbox,
        e.language,
        e.attachments,
        e.priority,
        e.fields,
        e.also,
        e.role,
    )


def _text(file: Parsed, i: int, t: schema.TextSection, words: Words) -> Text:
    return Text(
        t.id,
        t.purpose,
        t.send,
        words[t.id],
        t.next_state,
        t.unknown,
        file.source("text", i),
        conditions(t.when),
        t.rank,
        t.references,
        t.attach,
        any(asks(body) for _, body in words[t.id].values()),
        t.repeats,
        any(hollow(body, t.purpose) for _, body in words[t.id].values()),
    )


def assemble(files: Files, parsed: Mapping[str, Parsed], words: Words) -> Program:
    """The Program those files say."""
    pro, cat, pre = (parsed[n] for n in REQUIRED)
    ent, clk, esc, fld, chk = (parsed[f"{n}.toml"] for n in ("entitlement", "clocks", "escalation", "fields",
                                                             "checklists"))
    p = cast(schema.ProgramFile, pro.model)
    e = cast(schema.EntitlementFile, ent.model)
    partners = (*e.entitlement.partners, *(name for v in p.partner for name in (v.title, v.id)))
    lists = {"products": e.entitlement.products, "service_levels": e.entitlement.service_levels,
             "partners": partners, **fld.model.list}
    fields = {f.id: f for f in _fields(fld, lists)}
    duties = handled(parsed)
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
            Level(
                v.id,
                v.owner,
                "; ".join(v.handles or duties.get(v.id, ())),
                v.address,
                v.checklist,
                pro.source("level", i),
                v.marks,
                v.dossier or v.checklist,
            )
            for i, v in enumerate(p.level)
        ),
        categories=tuple(_category(cat, i, c) for i, c in enumerate(cat.model.category)),
        texts={
            t.id: _text(pre, i, t, words) for i, t in enumerate(pre.model.text)
        },
        paths={
            v.verdict: VerdictPath(
                v.verdict, v.reply, v.work_goes_on, ent.source("path", i), frozenset(v.reply_not_for),
                frozenset(v.goes_on_for),
            )
            for i, v in enumerate(e.path)
        },
        clocks=tuple(
            ClockRule(c.kind, c.calendar, c.within, clk.source("clock", i), c.priority)
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
        default_by_act=p.program.default_by_act,
        reads=p.program.reads,
        reply_from=p.program.reply_from,
        default_team=p.program.default_team,
        default_priority=cat.model.default_priority,
        teams={t.id: Team(t.id, t.title, t.address, pro.source("team", i)) for i, t in enumerate(p.team)},
        priorities=tuple(
            Priority(r.id, r.title, patterns(r.when), cat.source("priority", i), r.stated or (), r.checklist, r.of)
            for i, r in enumerate(cat.model.priority)
        ),
        tiers=e.tier.model_dump(),
        authorised_roles=frozenset(e.entitlement.authorised_roles),
        open_to_domain=e.entitlement.open_to_domain,
        service_levels=e.entitlement.service_levels,
        products=e.entitlement.products,
        partners=partners,
        one_word_products=e.entitlement.one_word_products,
        signature=p.program.signature,
        files=dict(files.content),
        fields=fields,
        checklists={id: _checklist(chk, id, c, fields) for id, c in chk.model.checklist.items()},
        stated_by=cat.model.stated_by,
        products_are=cat.model.products_are,
        products_but=cat.model.products_but,
        any_news=p.any_news,
        second_matter=p.second_matter,
        language_line=p.program.language_line or {},
        known_problems=tuple(known_problems(parsed["known-problems.toml"])),
        mails=tuple(sorted_mails(parsed["mails.toml"])),
        autonomy=Terms(**p.autonomy.model_dump()),
        **standing(parsed),
    )
