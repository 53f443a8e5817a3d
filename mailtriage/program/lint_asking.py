"""program/lint_asking.py: do conditions, fields and checklists name only what there is?

Promises   every field, list, checklist, mailbox-independent name and language that a condition, a way of finding or a
           question uses exists; two fields do not claim one label.
Reads next program/lint.py, program/vocabulary.py
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mailtriage.program.common import COMMON
from mailtriage.program.kinds import KINDS
from mailtriage.program.problems import nearest
from mailtriage.program.vocabulary import OF_A_MAIL, OF_THE_CASE, Circumstance, Conditions

if TYPE_CHECKING:
    from mailtriage.program.lint_check import Check
    from mailtriage.program.parsed import Parsed

Path = tuple[str | int, ...]


def says_something(when: Conditions) -> bool:
    """Whether a condition besides words is written."""
    return any(getattr(when, name) is not None for name in Conditions.model_fields)


def conditions(
    check: Check, file: Parsed, at: Path, when: Conditions | None, unknown: Iterable[str] = ()
) -> None:
    """The names in a `when`. `unknown` are keys that are not known where it is asked."""
    if when is None:
        return
    known: Mapping[str, Iterable[str] | None] = {
        "category": check.categories, "level": check.levels, "priority": check.priorities, "team": check.teams,
        "field_present": check.fields, "field_missing": check.fields, "field": check.fields,
    }  # fmt: skip
    for name in Conditions.model_fields:
        value = getattr(when, name)
        if value is None:
            continue
        key = "from" if name == "from_" else name
        if key in unknown and name in OF_THE_CASE:
            check.say(file, (*at, key), "is not known yet when mail is categorised; ask for what the mail says")
        elif key in unknown:
            check.say(file, (*at, key), "is of one mail, and a checklist is of the case; ask for a field instead")
        if name == "attachment":
            _attachments(check, file, (*at, name), value)
        for one in value if name in known else ():
            check.one_of(file, (*at, name), one, known[name], name.partition("_")[0])
    if isinstance(when, Circumstance):
        conditions(check, file, (*at, "not"), when.not_, unknown)


def _attachments(check: Check, file: Parsed, at: Path, values: Iterable[str]) -> None:
    for value in values:
        if value not in KINDS and not any(c in value for c in "/*."):
            text = f'"{value}" is no kind of file, no media type ("image/*") and no name ("*.evtx"); '
            check.say(file, at, text + nearest(value, KINDS))


def fields(check: Check, file: Parsed) -> None:
    check.once(file, "field", "id", (f.id for f in file.model.field))
    labels: dict[str, str] = {}
    for i, field in enumerate(file.model.field):
        at = ("field", i)
        _languages(check, file, (*at, "title"), field.title)
        if field.ask is not None:
            _languages(check, file, (*at, "ask"), field.ask)
        for j, way in enumerate(field.found_by):
            for label in way.label or ():
                other = labels.setdefault(label, field.id)
                if other != field.id:
                    text = f'the label "{label}" is that of {other} too; only one may have it'
                    check.say(file, (*at, "found_by", j), text)
            _attachments(check, file, (*at, "found_by", j, "attachment"), way.attachment or ())
            if way.common and way.common not in COMMON:
                check.one_of(file, (*at, "found_by", j, "common"), way.common, COMMON, "list of program/common.py")
            for name in way.list or ():
                if len(way.list or ()) == 1 and name.islower() and name not in (check.lists or (name,)):
                    check.one_of(file, (*at, "found_by", j, "list"), name, check.lists, "list")


def checklists(check: Check, file: Parsed) -> None:
    parsed = check.files.get("fields.toml")
    questions = {f.id: f.ask for f in parsed.model.field} if parsed else None
    for id, checklist in file.model.checklist.items():
        at: Path = ("checklist", id)
        if checklist.text:
            asking = frozenset({"questions", "reference", "referral", "prescribed-answer", "acknowledgement"})
            check.text(file, (*at, "text"), checklist.text, asking, "a checklist")
        if checklist.gaps:
            purposes = frozenset({"hand-over"} if checklist.asked_of == "level" else {"questions"})
            check.text(file, (*at, "gaps"), checklist.gaps, purposes, "a checklist that holds a hand-over")
        for one in checklist.never_held:
            check.one_of(file, (*at, "never_held"), one, check.priorities, "priority")
        seen: set[str] = set()
        for n, item in enumerate(checklist.item):
            there = (*at, "item", n)
            check.one_of(file, (*there, "field"), item.field, check.fields, "field")
            if item.field in seen:
                check.say(file, (*there, "field"), f'"{item.field}" is in the list already')
            seen.add(item.field)
            if item.ask is not None:
                _languages(check, file, (*there, "ask"), item.ask)
            elif questions is not None and item.field in questions and questions[item.field] is None:
                check.say(file, (*there, "ask"), f'is missing: {item.field} has no question either; write ask = "…?"')
            conditions(check, file, (*there, "when"), item.when, OF_A_MAIL)


def _languages(check: Check, file: Parsed, at: Path, words: Mapping[str, Any]) -> None:
    """Words for customers in every language the program writes, or one text for all."""
    missing = [v for v in check.languages or () if v not in words and "" not in words]
    if missing:
        check.say(file, at, f"its words in {', '.join(missing)} are missing")


