"""What a desk came to, in words that do not depend on time, chance or attempts; and in what two desks differ."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from tests.crash.fake_lines import taken
from tests.crash.reader import read
from tests.crash.truth import ALERT, lost

UPGRADED = " (of schema 1)"     # what the plot `upgrade` writes behind the reason of each mail there is
_ABOUT_SENDING = {"sent", "unknown", "deferred", "retried", "state"}


def summary(folder: Path) -> dict[str, Any]:
    """The store and the server in words that do not depend on time, chance or attempts."""
    tables = read(folder / "data" / "db")

    def rows(table: str, *names: str) -> list[list[Any]]:
        return sorted(([doc[n] for n in names] for doc in tables.get(table, {}).values()), key=repr)

    sent = taken(folder / "truth")
    ours = {mail.sha256 for mail in sent}       # their bytes bear an id by chance; they are counted
    servers, copies = {}, 0
    for account in sorted(p for p in (folder / "truth").iterdir() if (p / "imap.json").exists()):
        boxes = json.loads((account / "imap.json").read_text())
        letters = {name: [[x["sha256"], *x["flags"]] for x in box["letters"].values()] for name, box in boxes.items()}
        servers[account.name] = {name: sorted(x for x in found if x[0] not in ours) for name, found in letters.items()}
        copies += sum(x[0] in ours for found in letters.values() for x in found)
    return {
        "ledger": [row for row in rows("ledger", "mailbox", "folder", "sha256", "outcome", "case", "filing")
                   if row[2] not in ours],
        "cases": rows("cases", "number", "state", "customer", "category", "type", "priority", "team", "subject", "links",
                      "participants", "texts_sent"),
        "mails": rows("mails", "case", "direction", "subject", "sender"),
        "drafts": rows("drafts", "case", "text", "state"),
        "clocks": rows("clocks", "case", "kind", "state"),
        "outbox": rows("outbox", "case", "text", "purpose", "state", "policy", "subject"),
        "events": sorted([d["case"], d["kind"]] for d in tables.get("events", {}).values()
                         if d["kind"] not in _ABOUT_SENDING),
        "standings": sorted([d["key"], d["decided"], d["unedited"], d["earned"] is not None, d["lost_why"], d["sent"]]
                            for d in tables.get("standings", {}).values()),
        "upgraded": Counter(str(d["reason"].count(UPGRADED)) for d in tables.get("ledger", {}).values()
                            if d["sha256"] not in ours),
        "server": servers,
        "copies": (copies, sum(doc["state"] == "unknown" for doc in tables.get("outbox", {}).values())),
        "alerts": sum(mail.message_id.startswith(ALERT) for mail in sent),
        "answered": Counter(a for mail in sent for a in mail.recipients) if lost(folder) is not None else {},
    }


def _mask(rows: list[list[Any]]) -> list[list[Any]]:
    """`unknown` stands for what would have been known as `sent`."""
    return sorted((["sent" if cell == "unknown" else cell for cell in row] for row in rows), key=repr)


def _stateless(rows: list[list[Any]], numbers: set[str]) -> list[list[Any]]:
    return [[row[0], "", *row[2:]] if row[0] in numbers else row for row in rows]


def differences(expected: dict[str, Any], found: dict[str, Any], deaths: int) -> list[str]:
    """What is not as in an undisturbed run. An alert is told once more for each death between telling and remembering;
    an answer after a restore may be missing when it is `unknown`, and never be one more. The case of an `unknown` mail
    has not gone on to the state its leaving leads to: nobody knows that it has left."""
    wrong, doubtful = [], {row[0] for row in found["outbox"] if row[3] == "unknown"}
    for name, wanted in expected.items():
        got = found[name]
        match name:
            case "outbox":
                same = _mask(got) == wanted
            case "cases":
                same = _stateless(got, doubtful) == _stateless(wanted, doubtful)
            case "alerts":
                same = wanted <= got <= wanted + deaths if wanted else not got
            case "copies":          # of an `unknown` none is made
                same = got[0] + got[1] >= wanted[0] >= got[0]
            case "answered":
                same = set(got) <= set(wanted) and all(got[who] <= count for who, count in wanted.items())
            case _:
                same = got == wanted
        if not same:
            wrong.append(f"{name} is\n      {got}\n    undisturbed it is\n      {wanted}")
    return wrong
