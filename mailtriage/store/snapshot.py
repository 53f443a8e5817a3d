"""store/snapshot.py: the whole store in one file: plain TinyDB JSON, one document a line, sealed.

    {"_store":{"1":{"format":1,"generation":7,"from_generation":6,"from_position":8391002,"sequence":10422, …}},
    "cases":{
    "1":{…},
    "2":{…}
    },
    "_seal":{"1":{"crc32":"9f02aa31"}}}

Promises   a file that was altered or cut anywhere is Corrupt; `TinyDB(path)` and jq read it. Line one says where this
           generation branched off the last, so that a process that stood there goes on without reading the rest.
Does not   accept a file that was edited by hand: the seal is broken. (`store check` says so.)
Reads next store/storage.py
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import orjson

from mailtriage.store.port import Corrupt, NewerSchema
from mailtriage.store.state import Loading, State, dumps

FORMAT = 1
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Head:
    """Line one. `sequence` is the last record that is in this file."""

    generation: int
    from_generation: int = 0
    from_position: int = 0
    sequence: int = 0
    ids: dict[str, int] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


def write(state: State, head: Head) -> Iterator[bytes]:
    """The file's bytes, in chunks."""
    crc, buffer = 0, bytearray()
    for line in _lines(state, head):
        buffer += line
        if len(buffer) >= _CHUNK:
            crc = zlib.crc32(buffer, crc)
            yield bytes(buffer)
            buffer.clear()
    crc = zlib.crc32(buffer, crc)
    yield bytes(buffer) + _seal(crc)


def _lines(state: State, head: Head) -> Iterator[bytes]:
    store = {
        "format": FORMAT, "generation": head.generation, "from_generation": head.from_generation,
        "from_position": head.from_position, "sequence": head.sequence, "ids": state.ids, "sequences": state.sequences,
        "settings": {name: orjson.Fragment(value) for name, value in state.settings.items()},
    }
    yield b'{"_store":{"1":%b},\n' % orjson.dumps(store)
    for name, table in state.tables.items():
        yield b"%b:{\n" % orjson.dumps(name)
        between = b""
        for id, data in sorted(table.docs.items()):
            yield b'%b"%d":%b' % (between, id, data)
            between = b",\n"
        yield b"\n},\n" if between else b"},\n"


def _seal(crc: int) -> bytes:
    return b'"_seal":{"1":{"crc32":"%08x"}}}\n' % crc


def read_head(file: IO[bytes], path: Path) -> Head:
    """Line one only. NewerSchema when a newer mailtriage wrote the file in a form unknown here."""
    return _head(file.readline(), path)


def _head(line: bytes, path: Path) -> Head:
    try:
        store = orjson.loads(line.rstrip().removesuffix(b",") + b"}")["_store"]["1"]
        if store["format"] > FORMAT:
            raise NewerSchema(f"{path} was written by a newer mailtriage (format {store['format']}, known {FORMAT})")
        return Head(
            store["generation"], store["from_generation"], store["from_position"], store["sequence"], store["ids"],
            store["sequences"], store["settings"],
        )
    except (ValueError, KeyError, TypeError) as e:
        raise _damaged(path, f"its first line does not read: {e}") from e


def read(file: IO[bytes], path: Path) -> tuple[Head, Loading]:
    """The whole file. Line by line: documents stay the bytes they are, nothing is parsed but line one."""
    first = file.readline()
    head, crc, seal = _head(first, path), zlib.crc32(first), b""
    loading = Loading(ids=head.ids, sequences=head.sequences)
    loading.settings = {name: dumps(value) for name, value in head.settings.items()}
    table: dict[int, bytes] = {}
    try:
        for line in file:
            if line.startswith(b'"_seal"'):
                seal = line
                break
            crc = zlib.crc32(line, crc)
            if line.endswith(b":{\n"):
                table = loading.docs.setdefault(orjson.loads(line[:-3]), {})
            elif line != b"},\n":
                id, _, data = line.partition(b":")
                table[int(id[1:-1])] = data.rstrip(b",\n")
    except ValueError as e:
        raise _damaged(path, str(e)) from e
    if seal != _seal(crc) or file.read(1):
        raise _damaged(path, "the seal does not fit the contents")
    return head, loading


def _damaged(path: Path, why: str) -> Corrupt:
    return Corrupt(f"{path} is damaged: {why}; restore the store from a backup")
