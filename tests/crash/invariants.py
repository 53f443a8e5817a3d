"""Is everything as it must be? Reads the store's files (reader.py) and the truth of the edges, and calls nothing of ours.

    L  every mail that ever came is baseline or has one ledger row, its bytes are there, and one copy is on the server
    D  one row a mail, one entry a case, one firing a clock's stage
    O  one row an intent, its bytes frozen; the server took each at most once (the policy `resend` apart)
    U  `unknown` only for a mail that was on its way when the process died
    S  the files are sound, and what a record names is there
    P  nothing waits that could be done
    E  nothing is left of whoever was erased, no bytes of what was forgotten
    =  what an undisturbed run comes to, this one came to: the same numbers, states, answers, places
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.crash import truth
from tests.crash.fake_lines import taken
from tests.crash.reader import Tables, read
from tests.crash.summary import differences, summary

_BUG = " while it was handled: "        # of a mail that work/receive.py could not handle


@dataclass
class Verdict:
    """`wrong` is empty when all holds, each sentence begins with the letter of its invariant."""

    wrong: list[str] = field(default_factory=list)
    unknown: int = 0
    doubled: int = 0        # copies beyond the first that the policy `resend` allows

    def must(self, holds: object, sentence: str) -> None:
        if not holds:
            self.wrong.append(sentence)


def look(folder: Path, expected: dict[str, Any] | None = None, on_the_way: Set[str] | None = None) -> Verdict:
    """Check a desk that is quiet. `expected` is the summary of an undisturbed run, `on_the_way` the intents that were
    in `sending` when the process died (None: do not ask)."""
    verdict = Verdict()
    try:
        tables = read(folder / "data" / "db")
    except Exception as e:
        return Verdict([f"S {type(e).__name__}: {e}"])
    _mails(verdict, tables, folder)
    _cases(verdict, tables, truth.lost(folder) is not None)
    _outgoing(verdict, tables, folder, on_the_way)
    _references(verdict, tables, folder / "data")
    _forgotten(verdict, folder)
    _quiet(verdict, tables, folder / "data")
    if expected is not None and not verdict.wrong:
        verdict.wrong += [f"= {text}" for text in differences(expected, summary(folder), truth.deaths(folder))]
    return verdict


def _uids(text: str) -> set[int]:
    found: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition(":")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def _mails(verdict: Verdict, tables: Tables, folder: Path) -> None:
    ledger = list(tables.get("ledger", {}).values())
    bugs = [row["reason"] for row in ledger if _BUG in row["reason"]]
    verdict.must(not bugs, f"P a bug of ours sent a mail to quarantine: {bugs}")
    keys = Counter(row["key"] for row in ledger)
    verdict.must(max(keys.values(), default=1) == 1, f"D a ledger key twice: {keys.most_common(1)}")
    for account in sorted(p for p in (folder / "truth").iterdir() if (p / "imap.json").exists()):
        boxes = json.loads((account / "imap.json").read_text())
        baseline = {
            box["letters"][str(uid)]["sha256"]
            for record in tables.get("folders", {}).values()
            if record["key"] == f"{account.name}/{record['folder']}"
            for box in (boxes.get(record["folder"], {"letters": {}}),)
            for uid in _uids(record["baseline"]) if str(uid) in box["letters"]
        }
        there = Counter(x["sha256"] for box in boxes.values() for x in box["letters"].values())
        forgotten, gone = 0, truth.gone(folder)
        for mail in sorted(p for p in account.iterdir() if len(p.name) == 64):
            name = f"{account.name} {mail.name[:8]}"
            rows = [row for row in ledger if row["mailbox"] == account.name and row["sha256"] in truth.kept_as(mail)]
            verdict.must(there[mail.name] == 1, f"L {name}: {there[mail.name]} copies on the server")
            if mail.name in baseline or mail.name in gone:
                forgotten += mail.name not in baseline
                verdict.must(not rows, f"D {name}: baseline or forgotten, and has a ledger row")
                continue
            verdict.must(rows, f"L {name}: arrived, and nothing became of it")
            verdict.must(len(rows) <= 1, f"D {name}: {len(rows)} ledger rows")
            _bytes(verdict, folder / "data", rows[0]["sha256"] if rows else mail.name, f"L {name}")
        shells = [row for row in ledger if row["mailbox"] == account.name and not row["sha256"] and row["folder"] != "-"]
        verdict.must(len(shells) == forgotten, f"L {account.name}: {len(shells)} rows without bytes, {forgotten} forgotten")

    for mail in sorted((folder / "truth").glob("pipe/*")):      # an MTA's, which has forgotten it
        kept = "" if mail.name in truth.gone(folder) else mail.name
        rows = [row for row in ledger if row["sha256"] == kept and row["folder"] == "-"]
        verdict.must(len(rows) == 1, f"L {mail.name[:8]} from the pipe: {len(rows)} ledger rows")
        if kept:
            _bytes(verdict, folder / "data", kept, f"L {mail.name[:8]}")


def _bytes(verdict: Verdict, data: Path, sha256: str, name: str) -> bytes:
    path = data / "raw" / sha256[:2] / sha256
    raw = path.read_bytes() if path.exists() else b""
    verdict.must(hashlib.sha256(raw).hexdigest() == sha256, f"{name}: its bytes are not in raw/")
    return raw


def _cases(verdict: Verdict, tables: Tables, restored: bool) -> None:
    for table, names in (
        ("cases", ("number",)), ("mails", ("case", "raw", "direction", "message_id")), ("outbox", ("intent",)),
        ("folders", ("key",)),
    ):
        seen = Counter(tuple(doc[n] for n in names) for doc in tables.get(table, {}).values()
                       if doc.get("direction") != "note")
        verdict.must(max(seen.values(), default=1) == 1, f"D {table}: twice {seen.most_common(1)}")
    for clock in tables.get("clocks", {}).values():
        verdict.must(len(clock["fired"]) == len(set(clock["fired"])), f"D a stage fired twice: {clock['fired']}")
    numbers = sorted(int(doc["number"].split("-")[1]) for doc in tables.get("cases", {}).values())
    whole = list(range(100_001, 100_001 + len(numbers)))      # a restore passes over a block
    verdict.must(numbers == whole or restored and len(set(numbers)) == len(numbers), f"D numbers with gaps: {numbers}")


def _outgoing(verdict: Verdict, tables: Tables, folder: Path, on_the_way: Set[str] | None) -> None:
    rows = list(tables.get("outbox", {}).values())
    by_id = {row["message_id"]: row for row in rows}
    verdict.must(len(by_id) == len(rows), "O a Message-ID was used for two mails")
    copies: Counter[str] = Counter()
    gone, lost = truth.gone(folder), truth.lost(folder) or set()
    for mail in taken(folder / "truth"):
        copies[mail.message_id] += 1
        row = by_id.get(mail.message_id)
        excused = mail.sha256 in gone or mail.message_id in lost or mail.message_id.startswith(truth.ALERT)
        verdict.must(row or excused, f"O the server took {mail.message_id}, and no row knows it")
        same = row is None or mail.sha256 == row["raw"] or mail.sha256 in gone
        verdict.must(same, f"O other bytes left than were frozen: {mail.message_id}")
    for row in rows:
        what, count = f"{row['case']} {row['text'] or row['purpose']}", copies[row["message_id"]]
        most = 1 + (row["unknowns"] if row["policy"] == "resend" else 0)
        verdict.must(count <= most, f"O {what}: taken {count} times, at most {most} are allowed")
        verdict.doubled += max(0, count - 1)
        if row["raw"] or not gone:
            raw = _bytes(verdict, folder / "data", row["raw"], f"O {what}")
            verdict.must(row["message_id"].encode() in raw, f"O {what}: its bytes do not carry its Message-ID")
        if row["state"] == "sent":
            verdict.must(count >= 1, f"O {what}: said to be sent, and the server never took it")
        if row["state"] in ("held", "cancelled", "failed"):
            known = count == 0 or row["message_id"] in lost         # cancelled because it had left before
            verdict.must(known, f"O {what}: {row['state']}, and the server took it")
        if row["state"] == "unknown":
            verdict.unknown += 1
            verdict.must(row["policy"] == "hold", f"U {what}: unknown under the policy resend")
        if row["unknowns"] and on_the_way is not None:
            verdict.must(row["intent"] in on_the_way, f"U {what}: unknown, and it was not on its way")


_NAMES = (("ledger", "case"), ("mails", "case"), ("events", "case"), ("clocks", "case"), ("drafts", "case"), ("outbox", "case"))


def _references(verdict: Verdict, tables: Tables, data: Path) -> None:
    numbers = {doc["number"] for doc in tables.get("cases", {}).values()}
    for table, name in _NAMES:
        for id, doc in tables.get(table, {}).items():
            verdict.must(not doc[name] or doc[name] in numbers, f"S {table} {id} names no case: {doc[name]}")
    for id, row in tables.get("ledger", {}).items():
        path = data / "blobs" / row["decision"][:2] / f"{row['decision']}.z"
        if row["decision"]:
            good = path.exists() and hashlib.sha256(zlib.decompress(path.read_bytes())).hexdigest() == row["decision"]
            verdict.must(good, f"S ledger {id}: its decision is not among the blobs")


def _forgotten(verdict: Verdict, folder: Path) -> None:
    who, data = truth.erased(folder).lower(), folder / "data"
    for path in sorted(p for p in data.rglob("*") if p.is_file()):
        verdict.must(path.name not in truth.gone(folder), f"E {path.relative_to(data)} is still there")
        if who:
            content = zlib.decompress(path.read_bytes()) if path.suffix == ".z" else path.read_bytes()
            verdict.must(who not in content.lower(), f"E {path.relative_to(data)} speaks of who was erased")


def _quiet(verdict: Verdict, tables: Tables, data: Path) -> None:
    spool = [p.name for p in (data / "spool").iterdir() if not p.name.startswith(".tmp-")]
    verdict.must(not spool, f"P mail waits in the spool: {spool}")
    # Of db/ the next compaction takes them; status.json's is used again by the next pass.
    left = [str(p.relative_to(data)) for p in data.rglob(".tmp-*") if p.parent.name != "db" and "status" not in p.name]
    verdict.must(not left, f"P temporary files stay for ever: {left}")
    for row in tables.get("outbox", {}).values():
        verdict.must(row["state"] not in ("queued", "sending"), f"P {row['text'] or row['purpose']} is {row['state']}")
    for row in tables.get("ledger", {}).values():
        verdict.must(row["filing"] != "pending", f"P {row['key']} is not filed away")


def sending(folder: Path) -> set[str]:
    """Intents that are on their way as the files say now."""
    try:
        return {r["intent"] for r in read(folder / "data" / "db").get("outbox", {}).values() if r["state"] == "sending"}
    except Exception:
        return set()
