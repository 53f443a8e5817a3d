"""program/lint_check.py: what every check of the files starts from: the names they declare, how a problem is said.

Reads next program/lint.py (the checks of the first files), program/lint_asking.py, lint_standing.py, lint_known.py
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mailtriage.config_problems import dotted
from mailtriage.program.parsed import Parsed
from mailtriage.program.problems import Problem, nearest
from mailtriage.program.texts import Show


class Check:
    """The names each file declares (None: the file could not be read), and the problems so far."""

    def __init__(self, files: Mapping[str, Parsed], show: Show) -> None:
        self.files, self.show = files, show
        self.problems: list[Problem] = []
        pro, cat, pre, clk, fld, chk = (
            files.get(f"{n}.toml")
            for n in ("program", "categories", "prescribed", "clocks", "fields", "checklists")
        )
        self.calendars = set(pro.model.calendar) if pro else None
        self.levels = {v.id for v in pro.model.level} if pro else None
        self.teams = {t.id for t in pro.model.team} if pro else None
        self.roles = {c.role for c in pro.model.contact} if pro else None
        self.categories = {c.id for c in cat.model.category} if cat else None
        self.priorities = {p.id for p in cat.model.priority} if cat else None
        self.purposes = {t.id: t.purpose for t in pre.model.text} if pre else None
        self.clocks = {c.kind for c in clk.model.clock} if clk else None
        self.languages = pro.model.program.languages if pro else None
        self.fields = {f.id for f in fld.model.field} if fld else None
        self.lists = {*fld.model.list, "products", "service_levels", "partners"} if fld else None
        self.checklists = set(chk.model.checklist) if chk else None

    def say(self, file: Parsed, path: tuple[str | int, ...], text: str) -> None:
        self.problems.append(
            Problem(self.show(f"rules/{file.name}"), file.source(*path).line, dotted(path), text)
        )

    def one_of(
        self, file: Parsed, path: tuple[str | int, ...], value: str, known: Iterable[str] | None, what: str
    ) -> None:
        if known is not None and value not in known:
            self.say(file, path, f'there is no {what} "{value}"; {nearest(value, known)}')

    def text(
        self, file: Parsed, path: tuple[str | int, ...], value: str, purposes: frozenset[str], what: str
    ) -> None:
        """`value` is a text, and of a purpose that may stand here."""
        self.one_of(file, path, value, self.purposes, "text")
        purpose = (self.purposes or {}).get(value, "")
        if purpose and purpose not in purposes:
            self.say(
                file,
                path,
                f'"{value}" is a text of purpose {purpose}; {what} has one of: {", ".join(sorted(purposes))}',
            )

    def once(self, file: Parsed, table: str, key: str, values: Iterable[str]) -> None:
        seen: dict[str, int] = {}
        for i, value in enumerate(values):
            if value in seen:
                self.say(
                    file,
                    (table, i, key),
                    f'"{value}" is there twice (first as {table}[{seen[value]}]); give it another name',
                )
            seen.setdefault(value, i)
