"""desk/finding.py: the pages that find: search, the list of open cases, quarantine, and how the desk is.

Reads next work/search.py, work/release.py, work/tally.py
"""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import RedirectResponse, Response

from mailtriage import paths
from mailtriage.desk.customers import named
from mailtriage.desk.guard import Asked
from mailtriage.desk.original import own_row, sees
from mailtriage.desk.pages import show
from mailtriage.model.case import OPEN, Case, NotAllowed
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.register import Contact, Customer
from mailtriage.program.secrets import mask
from mailtriage.staff.may import check
from mailtriage.store.port import StoreError, View
from mailtriage.work import release as work
from mailtriage.work.approve import Refused
from mailtriage.work.dossier import find_case
from mailtriage.work.owed import due_of, owing
from mailtriage.work.reading import read_row
from mailtriage.work.search import search as ask
from mailtriage.work.tally import tally

MOST = 200
MOST_CUSTOMERS = 20     # on the page of search
_SHOWN_BYTES = 4_000
_SHOWN_WHOLE = 60_000


def search(asked: Asked) -> Response:
    """Cases by number, else by words; and customers and contacts."""
    words = asked.query.get("q", "").strip()[:300]
    customers = list[tuple[Customer, list[Contact]]]()
    behind, rows = 0, list[tuple[Case, list[tuple[str, bool]]]]()
    with asked.desk.store.view() as view:
        if words:
            case = find_case(view, asked.desk.prefixes, words)
            if case is not None and asked.person.sees(case.program):
                return RedirectResponse(f"/cases/{case.number}", 303)
            programs = asked.person.programs
            found = ask(view, asked.desk, words, programs, 50)
            behind = found.behind
            customers = named(view, asked, words, MOST_CUSTOMERS)
            for hit in found.hits:
                if (case := view.one(Case, "number", hit.number)) is not None and asked.person.sees(case.program):
                    rows.append((case, _marked(hit.snippet)))
    return show(asked, "search", words=words, rows=rows, behind=behind, customers=customers)


def _marked(snippet: str) -> list[tuple[str, bool]]:
    """The snippet in pieces, with whether each was found."""
    pieces = []
    for part in snippet.split("\x02"):
        hit, mark, rest = part.partition("\x03")
        pieces += [(hit, True), (rest, False)] if mark else [(hit, False)]
    return [p for p in pieces if p[0]]


def cases(asked: Asked) -> Response:
    """Open cases, those longest without a change first."""
    person, mine = asked.person, asked.query.get("mine", "")
    with asked.desk.store.view() as view:
        if mine:
            open_ = sorted((c for c in view.find(Case, "assignee", person.login) if c.is_open), key=lambda c: c.updated)
        else:
            open_ = view.upto(Case, "idle_since", "~", 1_000_000 if person.programs else MOST)
        found = [c for c in open_ if person.sees(c.program)]
        total = len(found) if mine or person.programs else sum(view.count(Case, "state", s.value) for s in sorted(OPEN))
        dues = [due_of(view, c, asked.desk.clock()) for c in found[:MOST]]
    return show(asked, "cases", cases=list(zip(found[:MOST], dues, strict=True)), total=total, mine=mine,
                owing=owing(asked.desk))


def quarantine(asked: Asked) -> Response:
    return _quarantine(asked)


def release(asked: Asked) -> Response:
    return _act(asked, lambda: work.release(asked.desk, asked.number("id"), asked.person.login))


def drop(asked: Asked) -> Response:
    why = " ".join(asked.form.get("why", "").split())
    if not why:
        return _quarantine(asked, "say why: it stays in the ledger", 422)
    return _act(asked, lambda: work.drop(asked.desk, asked.number("id"), asked.person.login, why[:500]))


def _act(asked: Asked, how: Any) -> Response:
    with asked.desk.store.view() as view:
        row = view.get(LedgerRow, asked.number("id"))
    if row is None or not sees(asked, row):
        return _quarantine(asked, f"there is no mail {asked.number('id')} in quarantine", 404)
    try:
        how()
    except (Refused, NotAllowed) as e:
        return _quarantine(asked, str(e), 409)
    return RedirectResponse("/quarantine", 303)


def _quarantine(asked: Asked, told: str = "", status: int = 200) -> Response:
    with asked.desk.store.view() as view:
        rows = [r for o in work.WAITING for r in view.find(LedgerRow, "outcome", o.value)]
    rows = sorted((r for r in rows if sees(asked, r)), key=lambda r: r.id)
    shown = [(row, _start(asked, row)) for row in rows[:MOST]]
    return show(asked, "quarantine", status, rows=shown, total=len(rows), told=told)


def quarantined(asked: Asked) -> Response:
    """One mail in quarantine as text: what could be read of it, and how its bytes begin."""
    with asked.desk.store.view() as view:
        row = own_row(view, asked)
    return show(asked, "quarantined", row=row, mail=read_row(asked.desk, row), start=_start(asked, row, _SHOWN_WHOLE),
                waiting=row.outcome in work.WAITING)


def _start(asked: Asked, row: LedgerRow, most: int = _SHOWN_BYTES) -> str:
    """How the bytes begin, as text and nothing else."""
    try:
        raw = asked.desk.raw.get(row.sha256)[:most] if row.sha256 else b""
    except StoreError:
        return ""
    text = mask(raw.decode("utf-8", "replace").replace("\r\n", "\n"))
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


def health(asked: Asked) -> Response:
    """What the daemon last said, and what stands open now."""
    check(asked.person, "see")
    with asked.desk.store.view() as view:
        now = _tally(view, asked)
    return show(asked, "health", tally=now, last=_json(asked, paths.STATUS_FILE),
                verified=_json(asked, paths.VERIFIED_FILE))


def _tally(view: View, asked: Asked) -> dict[str, Any]:
    return tally(view, asked.desk.config.mailbox)


def _json(asked: Asked, name: str) -> dict[str, Any]:
    try:
        found = json.loads((asked.desk.data / name).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
