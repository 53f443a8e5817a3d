"""Reads a store from its files with nothing of ours: the format as README and docstrings state it, read once more.

A checker that used the code it checks would share its mistakes."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path
from typing import Any

Tables = dict[str, dict[int, dict[str, Any]]]
_RECORD = re.compile(rb"([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{16}) ")


class Damaged(AssertionError):
    """The files do not hold what the format promises."""


def read(db: Path) -> Tables:
    """table -> id -> document. A torn tail of the journal is what a death may leave; anything else is Damaged."""
    generation = max((int(p.stem.split("-")[1]) for p in db.glob("snapshot-*.json")), default=0)
    if not generation:
        return {}
    text = (db / f"snapshot-{generation}.json").read_bytes()
    body, _, seal = text.rpartition(b'"_seal"')
    if b'"crc32":"%08x"' % zlib.crc32(body) not in seal:
        raise Damaged(f"snapshot {generation}: the seal does not fit")
    whole = json.loads(text)
    head = whole.pop("_store")["1"]
    whole.pop("_seal")
    tables: Tables = {name: {int(id): doc for id, doc in docs.items()} for name, docs in whole.items()}
    journal = db / f"journal-{generation}.log"
    if not journal.exists():
        raise Damaged(f"snapshot {generation} has no journal")
    _apply(journal.read_bytes(), generation, head["sequence"], tables)
    return tables


def _apply(data: bytes, generation: int, sequence: int, tables: Tables) -> None:
    at = 0
    while (match := _RECORD.match(data, at)) is not None:
        length, crc, number = (int(part, 16) for part in match.groups())
        payload = data[match.end():match.end() + length]
        if data[match.end() + length:match.end() + length + 1] != b"\n" or crc != zlib.crc32(
            payload, zlib.crc32(b"%d %d %d" % (generation, number, length))
        ):
            return
        if number != sequence + 1:
            raise Damaged(f"record {number} follows record {sequence}")
        sequence, at = number, match.end() + length + 1
        for name, docs in json.loads(payload).get("docs", {}).items():
            table = tables.setdefault(name, {})
            for id, doc in docs.items():
                if doc is None:
                    table.pop(int(id), None)
                else:
                    table[int(id)] = doc
