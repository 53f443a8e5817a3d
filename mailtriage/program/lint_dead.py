"""program/lint_dead.py: rules that can never come into force, though every name in them exists.

Promises   what it names holds for no mail: conditions that their own `not` takes back, a type the category never has, a
           service level, type, language or mailbox nobody has, a text behind one that may always go again, a `stated`
           word that is another priority's, a type that turns into itself.
Does not   try examples (program/examples.py), nor know who is in the register.
Reads next program/lint.py, program/vocabulary.py
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any, get_args

from mailtriage.program.schema import CategoryType
from mailtriage.program.vocabulary import Conditions

if TYPE_CHECKING:
    from mailtriage.program.lint_check import Check
    from mailtriage.program.parsed import Parsed

Path = tuple[str | int, ...]
TYPES: tuple[str, ...] = get_args(CategoryType)
_CODE = re.compile(r"[a-z]{2,3}")
# Of these a mail or case has one value, so that a `when` and its `not` can be compared.
_ONE_VALUE = ("mailbox", "language", "category", "type", "level", "priority", "team", "entitlement", "service_level",
              "customer")  # fmt: skip


def dead(check: Check) -> None:
    """Say of each rule that cannot hold why it cannot."""
    for file, at, when in _conditions(check):
        _values(check, file, at, when)
        _taken_back(check, file, at, when)
    if (texts := check.files.get("prescribed.toml")) is not None:
        _never_of_that_type(check, texts)
        _behind_its_like(check, texts)
    if (rules := check.files.get("categories.toml")) is not None:
        _stated_twice(check, rules)
        _turns_into_itself(check, rules)


def _conditions(check: Check) -> Iterator[tuple[Parsed, Path, Conditions]]:
    """Every `when` there is, and where it stands."""
    tables = (("prescribed.toml", "text"), ("categories.toml", "category"), ("categories.toml", "priority"),
              ("routes.toml", "route"))  # fmt: skip
    for name, table in tables:
        if (file := check.files.get(name)) is not None:
            for i, rule in enumerate(getattr(file.model, table)):
                if rule.when is not None:
                    yield file, (table, i, "when"), rule.when
    if (file := check.files.get("checklists.toml")) is not None:
        for id, checklist in file.model.checklist.items():
            for i, item in enumerate(checklist.item):
                if item.when is not None:
                    yield file, ("checklist", id, "item", i, "when"), item.when


def _values(check: Check, file: Parsed, at: Path, when: Any) -> None:
    """Values that no mail and no case has."""
    entitlement, program = check.files.get("entitlement.toml"), check.files.get("program.toml")
    known: dict[str, Collection[str]] = {"type": TYPES}
    if entitlement is not None:
        known["service_level"] = entitlement.model.entitlement.service_levels
    if program is not None and program.model.mailbox:
        known["mailbox"] = program.model.mailbox
    for part, where in ((when, at), (getattr(when, "not_", None), (*at, "not"))):
        for key, values in known.items():
            for value in getattr(part, key, None) or ():
                check.one_of(file, (*where, key), value, values, key.replace("_", " "))
        for value in getattr(part, "language", None) or ():
            if not _CODE.fullmatch(value):
                check.say(file, (*where, "language"), f'"{value}" is no language code; write two letters such as "en"')


def _taken_back(check: Check, file: Parsed, at: Path, when: Any) -> None:
    """`when = { category = "login", not = { category = "login" } }` holds for no mail."""
    if (stops := getattr(when, "not_", None)) is None:
        return
    given = {name: set(getattr(stops, name)) for name in type(stops).model_fields if getattr(stops, name) is not None}
    if given and all(n in _ONE_VALUE and set(getattr(when, n) or ("",)) <= values for n, values in given.items()):
        what = f"stops whatever the rest of it asks for ({', '.join(given)}), so it never holds; take one away"
        check.say(file, (*at, "not"), what)


def _never_of_that_type(check: Check, file: Parsed) -> None:
    """A text for a category and a type that no mail of that category is of."""
    categories = check.files.get("categories.toml")
    if categories is None:
        return
    own = {c.id: c.type for c in categories.model.category}
    for i, text in enumerate(file.model.text):
        when = text.when
        if when is None or not when.category or not when.type or not set(when.category) <= set(own):
            continue
        can = {own[c] for c in when.category}
        for rule in categories.model.type:
            if can & set(rule.of) and (not rule.category or set(rule.category) & set(when.category)):
                can.add(rule.id)
        if set(when.type) <= set(TYPES) and not can & set(when.type):
            what = f"is never {' or '.join(when.type)}: {', '.join(when.category)} is {', '.join(sorted(can))}"
            check.say(file, ("text", i, "when", "type"), what)


def _behind_its_like(check: Check, file: Parsed) -> None:
    """Of two texts with the same `when` the one before it, which may always go again, leaves nothing for the other."""
    texts = list(enumerate(file.model.text))
    texts.sort(key=lambda t: (-t[1].rank, t[0]))
    for n, (i, text) in enumerate(texts):
        if text.when is None:
            continue
        before = next((b for _, b in texts[:n] if b.when == text.when and b.repeats), None)
        if before is not None:
            what = f"is that of {before.id}, which goes before it each time; give the two different conditions"
            check.say(file, ("text", i, "when"), what)


def _stated_twice(check: Check, file: Parsed) -> None:
    first: dict[str, str] = {}
    for i, priority in enumerate(file.model.priority):
        for word in priority.stated or ():
            if word in first:
                check.say(file, ("priority", i, "stated"), f'"{word}" is stated for {first[word]} already; one has it')
            first.setdefault(word, priority.id)


def _turns_into_itself(check: Check, file: Parsed) -> None:
    for i, rule in enumerate(file.model.type):
        if set(rule.of) == {rule.id} and not rule.priority:
            check.say(file, ("type", i, "of"), f'is "{rule.id}" itself, so nothing changes; name other types')
