"""What can be taken out of a program: each rule or text of coverage.toml, and each condition of it, one at a time.

Promises   a key that names a table of many (`mezzanine/clocks/clock`) stands for each of its entries. A condition is one
           key of a `when` (or of its `not`, or one group of its `all`), one way to find a field, one item of a
           checklist, one product of a known problem, or another key that narrows a rule (`NARROWING`).
Does not   write files or run tests (mutate.py).
Reads next coverage.toml, mutate.py
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COVERAGE = ROOT / "tests" / "programs" / "coverage.toml"
WHENS = ("when", "symptoms")
LISTS = ("found_by", "item")  # each entry is a condition
# Keys that narrow a rule or say what it does besides its words.
NARROWING = ("products", "obvious", "reply_not_for", "of", "stated", "internal", "secret", "optional", "marks", "domains",
             "told", "alone", "rank", "repeats", "holds", "held_for", "never_held")  # fmt: skip
_REFERS = ("reply", "text", "told", "alone", "checklist", "asks")  # keys that name a text or a checklist
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_NEVER = {"any": ["no mail says this word"]}

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Mutation:
    """`key` is program/file/table/entry; `condition` where in it stands what goes, () for all of it."""

    id: str
    key: str
    condition: Place = ()

    def __str__(self) -> str:
        return f"{self.key} without {'.'.join(map(str, self.condition))}" if self.condition else f"{self.key} gone"

    @property
    def program(self) -> str:
        return self.key.partition("/")[0]

    @property
    def file(self) -> str:
        return f"{self.key.split('/')[1]}.toml"

    @property
    def table(self) -> str:
        return self.key.split("/")[2]

    @property
    def name(self) -> str:
        return self.key.split("/", 3)[-1]


def coverage(*, all: bool = False) -> dict[str, dict[str, list[str]]]:
    """Requirement -> what it rests on; with `all`, also what is held by tests elsewhere."""
    return {id: part for id, part in tomllib.loads(COVERAGE.read_text()).items() if all or "where" not in part}


def mutations(ids: list[str] | None = None) -> list[Mutation]:
    """Every mutation of these ids (none: of all), in the order of coverage.toml."""
    return list(_mutations(ids or []))


def _mutations(ids: list[str]) -> Iterator[Mutation]:
    read: dict[tuple[str, str], dict[str, Any]] = {}
    for id, part in coverage().items():
        for key in part.get("keys", ()) if not ids or id in ids else ():
            program, file, *_ = key.split("/")
            if (program, file) not in read:
                read[program, file] = tomllib.loads((ROOT / "rules" / program / f"{file}.toml").read_text())
            for one in entries(read[program, file], key):
                yield Mutation(id, one)
                found = place(read[program, file], one)
                yield from (Mutation(id, one, c) for c in conditions(_at(read[program, file], found), one))


def entries(document: dict[str, Any], key: str) -> list[str]:
    """The keys of what `key` stands for: itself, or each entry of the table of many it names."""
    program, file, table, *name = key.split("/", 3)
    if name:
        return [key]
    found = _at(document, tuple(table.split(".")))
    if isinstance(found, list):
        return [f"{key}/{name}" for name in _called(found)]
    return [key]


def _called(rules: list[dict[str, Any]]) -> list[str]:
    """What the entries of a table are called in a key: by their id or verdict, the second of an id `id#2`; else by place."""
    called: list[str] = []
    for n, rule in enumerate(rules):
        name = str(rule["id"]) if "id" in rule else str(rule["verdict"]) if "verdict" in rule else f"#{n + 1}"
        called.append(name if name not in called else f"{name}#{1 + sum(c.partition('#')[0] == name for c in called)}")
    return called


def place(document: dict[str, Any], key: str) -> Place:
    """Where the entry stands in its document. SystemExit when it is not there."""
    _, _, table, *name = key.split("/", 3)
    path: Place = tuple(table.split("."))
    try:
        found = _at(document, path)
        if not name:
            return path
        return (*path, _called(found).index(name[0]))
    except (KeyError, ValueError):
        raise SystemExit(f"coverage.toml names {key}, which is not there") from None


def _at(document: Any, path: Place) -> Any:
    for part in path:
        document = document[part]
    return document


def conditions(rule: Any, key: str) -> list[Place]:
    """What can be blanked in a rule."""
    if not isinstance(rule, dict):
        return []
    found: list[Place] = []
    for name in WHENS:
        whens = rule.get(name)
        if isinstance(whens, dict):
            found += [(name, *c) for c in _of_when(whens)]
        elif isinstance(whens, list):
            found += [(name, n) for n in range(len(whens))]
            found += [(name, n, *c) for n, when in enumerate(whens) for c in _of_when(when) if len(when) > 1]
    for name in LISTS:
        for n, one in enumerate(rule.get(name, ())):
            found.append((name, n))
            if name == "item":
                found += [(name, n, *c) for c in conditions(one, key)]
    found += [(name,) for name in NARROWING if name in rule]
    if key.split("/")[1] in ("clocks", "categories") and "/category/" not in key and "priority" in rule:
        found.append(("priority",))
    if "/type/" in key:
        found += [(name,) for name in ("any", "none", "act", "role", "category", "more") if name in rule]
    return found


def _of_when(when: dict[str, Any]) -> Iterator[Place]:
    for name, value in when.items():
        if name == "all":
            yield from (("all", n) for n in range(len(value)))
        elif name == "not" and len(value) > 1:
            yield from (("not", inner) for inner in value)
        elif name == "field" and len(value) > 1:
            yield from (("field", inner) for inner in value)
        else:
            yield (name,)


def mutate(documents: dict[str, dict[str, Any]], m: Mutation) -> dict[str, dict[str, Any]]:
    """The documents of a program (by file name) without what the mutation takes out; what names it goes with it."""
    changed = {name: copy.deepcopy(d) for name, d in documents.items()}
    path = place(changed[m.file], m.key)
    if m.condition:
        _drop(changed[m.file], (*path, *m.condition))
        return changed
    table = str(path[0])
    if table == "category":  # what names it may stay, and no mail is it
        rule = _at(changed[m.file], path)
        rule["when"] = _NEVER
        program = changed["program.toml"]["program"]
        if program["default_category"] == m.name:  # what no rule fits is another, then
            program["default_category"] = next(c["id"] for c in changed[m.file]["category"] if c["id"] != m.name)
        return changed
    _drop(changed[m.file], path)
    gone = m.name.rpartition(".")[2]
    for document in changed.values() if table in ("text", "checklist") else ():
        _forget(document, gone)
    for document in changed.values() if table == "field" else ():
        _unask(document, gone)
    return changed


def _drop(document: dict[str, Any], path: Place) -> None:
    """Without the value at `path`, and without a table or list that this leaves empty."""
    around = _at(document, path[:-1])
    del around[path[-1]]
    if not around and len(path) > 2:
        _drop(document, path[:-1])


def _forget(document: Any, name: str) -> None:
    """Without the keys that name a text or a checklist."""
    for part in document if isinstance(document, list) else document.values() if isinstance(document, dict) else ():
        _forget(part, name)
    if isinstance(document, dict):
        for key in [k for k in _REFERS if document.get(k) == name]:
            del document[key]


def _unask(document: Any, field: str) -> None:
    """Without the items of checklists, and the conditions, that ask for a field."""
    if isinstance(document, list):
        document[:] = [one for one in document if not (isinstance(one, dict) and one.get("field") == field)]
    parts = document if isinstance(document, list) else document.values() if isinstance(document, dict) else ()
    for part in parts:
        _unask(part, field)
    if isinstance(document, dict):
        for key in ("field_present", "field_missing"):
            names = document.get(key)
            if names == field or isinstance(names, list) and set(names) <= {field}:
                del document[key]
            elif isinstance(names, list):
                document[key] = [n for n in names if n != field]
        for key in [k for k in ("not", "when", "stated_by", "marks") if document.get(k) in ({}, field)]:
            del document[key]


def toml(document: dict[str, Any]) -> str:
    """The document as TOML: a table header for each rule, so that lines still say where it stands."""
    lines = [f"{_key(k)} = {_value(v)}" for k, v in document.items() if not _is_table(v)]
    for name, value in document.items():
        if isinstance(value, dict):
            lines += [f"[{_key(name)}]", *(f"{_key(k)} = {_value(v)}" for k, v in value.items())]
        elif _is_table(value):
            for one in value:
                lines += [f"[[{_key(name)}]]", *(f"{_key(k)} = {_value(v)}" for k, v in one.items())]
    return "\n".join(lines) + "\n"


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
