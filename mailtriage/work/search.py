"""work/search.py: full-text search over the mails and notes of all cases, in a file beside the store.

Promises   the file (data/search.db, SQLite FTS5) is only a copy: it is made anew whenever it is missing, damaged or of
           another version, and never asked whether a case exists. What left the store leaves the index at the next
           look; an erasure deletes the file. A program's cases are found by who sees that program, and by nobody
           else. What looks like a password is not in it.
Does not   rank by anything but the words (BM25), nor know languages that write without spaces.
Crash      at any point: SQLite rolls back, or the file is made anew.
Reads next work/reading.py, cli/case_read.py
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailtriage import durable
from mailtriage.model.case import Case, CaseMail, Direction, State
from mailtriage.program.secrets import mask
from mailtriage.store.port import StoreError, View
from mailtriage.work.desk import Desk
from mailtriage.work.reading import read

FILE = "search.db"
VERSION = 1
MOST_TEXT = 50_000          # characters of one mail that are indexed; nobody searches for page thirty
_BATCH = 200                # mails a transaction
_MOST_TERMS = 12            # of a mail, in a look for similar ones
_TABLES = (
    "CREATE TABLE about (version INTEGER NOT NULL)",
    "CREATE TABLE mails (id INTEGER PRIMARY KEY, number TEXT NOT NULL, program TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE words USING fts5 (subject, sender, text, tokenize = 'unicode61 remove_diacritics 2')",
    "CREATE INDEX by_case ON mails (number)",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A case, and the place of its best mail: the words found stand between \\x02 and \\x03. `score` is higher for
    better."""

    number: str
    mail: int
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """`behind` mails are not in the index yet: the answer may lack some."""

    hits: tuple[Hit, ...]
    behind: int = 0


def search(view: View, desk: Desk, words: str, programs: Collection[str] = (), most: int = 50, seconds: float = 2.0
           ) -> Found:
    """Cases whose mails hold all the words ("of these in order" for a phrase; the last word is taken as a beginning),
    best first; of `programs`, () for all. Up to `seconds` go into what is not indexed yet."""
    asked = _query(words)
    with _open(desk.data) as db:
        behind = _catch_up(db, view, desk, seconds)
        return Found(_ask(db, asked, programs, most) if asked else (), behind)


def similar(view: View, desk: Desk, text: str, program: str, not_case: str = "", most: int = 3) -> tuple[Hit, ...]:
    """Solved or closed cases of the program whose mails share the most telling words with `text`; none that was merged
    into another, where the words go on."""
    terms = [w for w, _ in Counter(re.findall(r"\w{4,}", text.casefold())).most_common(_MOST_TERMS)]
    if not terms:
        return ()
    with _open(desk.data) as db:
        hits = _ask(db, " OR ".join(f'"{t}"' for t in terms), (program,), most * 10)
    return tuple(h for h in hits if h.number != not_case and _is_solved(view, h.number))[:most]


def alike(view: View, desk: Desk, number: str, most: int = 3) -> list[dict[str, Any]]:
    """Solved or closed cases of the same program like this one, as `number`, `subject`, `score`: for staff, never for
    triage. [] when the index cannot be used: a case is shown all the same."""
    case = view.one(Case, "number", number)
    mail = next((m for m in view.find(CaseMail, "case", number) if m.direction is Direction.IN), None)
    if case is None:
        return []
    text = f"{case.subject}\n{mask(read(desk, mail).text)[:MOST_TEXT] if mail else ''}"
    try:
        with _open(desk.data) as db:
            _catch_up(db, view, desk, seconds=0.3)
        hits = similar(view, desk, text, case.program, number, most)
    except StoreError:
        return []
    found = [(h, view.one(Case, "number", h.number)) for h in hits]
    return [{"number": h.number, "subject": c.subject, "score": h.score} for h, c in found if c is not None]


def catch_up(desk: Desk, seconds: float) -> int:
    """Index what is new for up to `seconds`; how many mails are left."""
    with desk.store.view() as view, _open(desk.data) as db:
        return _catch_up(db, view, desk, seconds)


def forget(data: Path) -> None:
    """Delete the index: whatever it knew of a person is in no file any more."""
    for name in (FILE, f"{FILE}-journal"):
        if (data / name).exists():
            durable.remove(data / name, "search.forget")


def _is_solved(view: View, number: str) -> bool:
    case = view.one(Case, "number", number)
    return case is not None and case.state in (State.SOLVED, State.CLOSED) and not case.merged_into


def _query(words: str) -> str:
    """What a person typed as an FTS5 expression: phrases in quotes, every word wanted, the last as a beginning. Each is
    quoted, so that nothing typed is an operator."""
    terms = [(phrase or word, bool(phrase)) for phrase, word in re.findall(r'"([^"]*)"|(\S+)', words)]
    terms = [(t, phrase) for t, phrase in terms if re.search(r"\w", t)][:20]
    quoted = ['"{}"'.format(t.replace('"', "")) for t, _ in terms]
    if quoted and not terms[-1][1]:
        quoted[-1] += "*"
    return " ".join(quoted)


def _ask(db: sqlite3.Connection, asked: str, programs: Collection[str], most: int) -> tuple[Hit, ...]:
    within = f"AND mails.program IN ({','.join('?' * len(programs))})" if programs else ""
    rows = db.execute(
        "SELECT mails.number, mails.id, snippet(words, -1, char(2), char(3), '…', 16), -bm25(words, 4.0, 2.0, 1.0) "
        f"FROM words JOIN mails ON mails.id = words.rowid WHERE words MATCH ? {within} "
        "ORDER BY bm25(words, 4.0, 2.0, 1.0) LIMIT ?", (asked, *programs, most * 5)).fetchall()
    best: dict[str, Hit] = {}
    for number, mail, snippet, score in rows:
        best.setdefault(number, Hit(number, mail, " ".join(snippet.split()), score))
    return tuple(best.values())[:most]


def _catch_up(db: sqlite3.Connection, view: View, desk: Desk, seconds: float) -> int:
    end = time.monotonic() + seconds
    there, known = view.ids(CaseMail), {id for (id,) in db.execute("SELECT id FROM mails")}
    gone, new = known.difference(there), [id for id in reversed(there) if id not in known]
    if gone:
        with db:
            db.executemany("DELETE FROM mails WHERE id = ?", ((id,) for id in gone))
            db.executemany("DELETE FROM words WHERE rowid = ?", ((id,) for id in gone))
    while new and time.monotonic() < end:      # newest first: those are what people look for
        done = 0
        with db:
            for id in new[:_BATCH]:
                _put(db, view, desk, id)
                done += 1
                if time.monotonic() >= end:
                    break
        new = new[done:]
    return len(new)


def _put(db: sqlite3.Connection, view: View, desk: Desk, id: int) -> None:
    mail = view.get(CaseMail, id)
    case = view.one(Case, "number", mail.case) if mail else None
    if mail is None or case is None:
        return
    text = mask(read(desk, mail).text)[:MOST_TEXT]
    db.execute("INSERT OR REPLACE INTO mails VALUES (?, ?, ?)", (id, case.number, case.program))
    db.execute("INSERT INTO words (rowid, subject, sender, text) VALUES (?, ?, ?, ?)",
               (id, f"{case.number} {mail.subject}", f"{mail.sender} {case.customer} {case.contact}", text))


@contextlib.contextmanager
def _open(data: Path) -> Iterator[sqlite3.Connection]:
    """The index, made anew when it cannot be used. StoreError when the disk refuses that, too."""
    path = data / FILE
    try:
        try:
            db = _connect(path)
        except sqlite3.DatabaseError:
            forget(data)
            db = _connect(path)
        with contextlib.closing(db):
            yield db
    except sqlite3.Error as e:
        raise StoreError(f"{path}: {e}; it is only a copy: delete it, and it is made anew") from None


def _connect(path: Path) -> sqlite3.Connection:
    """Raises DatabaseError when the file is no index of this version."""
    db = sqlite3.connect(path, timeout=10)
    try:
        path.chmod(0o600)
        db.execute("PRAGMA synchronous = OFF")      # a copy: what a power cut spoils is made anew
        if not db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            with db:
                for table in _TABLES:
                    db.execute(table)
                db.execute("INSERT INTO about VALUES (?)", (VERSION,))
        if db.execute("SELECT version FROM about").fetchone() != (VERSION,):
            raise sqlite3.DatabaseError("another version")
    except BaseException:
        db.close()
        raise
    return db
