"""work/programs.py: which version of each support program is in force.

Promises   a program whose files have a mistake does not come into force: the last version that did stays, and everybody
           is told. Every version that was in force is kept under `data/programs/<hash>`, so that a decision can be
           explained by the rules of its day; the hash in force is a setting of the store, so that all processes agree.
Crash      the version is durable before the setting names it.
Reads next program/load.py
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mailtriage import durable
from mailtriage.config import Config
from mailtriage.program import load
from mailtriage.program.parsed import Files
from mailtriage.program.problems import ProgramErrors
from mailtriage.program.program import Program
from mailtriage.store.port import Store

SETTING = "programs"            # {program id: hash in force}


@dataclass(frozen=True, slots=True)
class InForce:
    """`stale` names the programs whose files do not load, with what is wrong: their last good version is in force."""

    programs: Mapping[str, Program]
    stale: Mapping[str, tuple[str, ...]]


def in_force(config: Config, store: Store) -> InForce:
    """The programs of the config's mailboxes, from their files where these load, else as they last did. Raises
    ProgramErrors with every problem when a program has never loaded here."""
    with store.view() as view:
        known: dict[str, str] = dict(view.setting(SETTING) or {})
    programs: dict[str, Program] = {}
    stale: dict[str, tuple[str, ...]] = {}
    lost: list[ProgramErrors] = []
    fresh: dict[str, str] = {}
    for id in config.programs:
        try:
            found = load.load_programs(config.rules, config.templates, [id])[id]
        except ProgramErrors as e:
            kept = _kept(config.data, known.get(id, ""))
            if kept is None:
                lost.append(e)
            else:
                programs[id], stale[id] = kept, tuple(str(p) for p in e.problems)
            continue
        programs[id] = found
        if known.get(id) != found.hash:
            keep(config.data, found)
            fresh[id] = found.hash
    if lost:
        raise ProgramErrors([p for e in lost for p in e.problems])
    if problems := load.shared_prefixes(config.rules, programs):        # what only shows side by side
        raise ProgramErrors(problems)
    if fresh:
        with store.unit() as unit:
            unit.set_setting(SETTING, {**(unit.setting(SETTING) or {}), **fresh})
    return InForce(programs, stale)


def stale_line(id: str, problems: Sequence[str]) -> str:
    """What people are told of a program whose files do not load."""
    count = f"{len(problems)} mistake{'s' if len(problems) != 1 else ''}"
    return f"program {id}: {count}, its last good version is in force: {problems[0]}"


def _path(data: Path, hash: str) -> Path:
    return data / "programs" / hash


def keep(data: Path, program: Program) -> None:
    """Keep that version, so that it is found by its hash for ever."""
    files = {name: base64.b64encode(content).decode() for name, content in program.files.items()}
    durable.make_dir(data / "programs", "program.folder")
    packed = zlib.compress(json.dumps({"id": program.id, "files": files}, sort_keys=True).encode())
    durable.write_file(_path(data, program.hash), packed, "program.keep")


def kept_files(data: Path, hash: str) -> Files | None:
    """The files of the version with that hash, or None when it was never kept here."""
    try:
        packed = json.loads(zlib.decompress(_path(data, hash).read_bytes()))
        content = {name: base64.b64decode(text) for name, text in packed["files"].items()}
        return Files(packed["id"], content, f"rules/{packed['id']}", f"templates/{packed['id']}")
    except (OSError, ValueError, KeyError, zlib.error):
        return None


def _kept(data: Path, hash: str) -> Program | None:
    """The version with that hash, or None when it was never kept or does not load with this mailtriage."""
    files = kept_files(data, hash) if hash else None
    try:
        return load.build(files) if files else None
    except ProgramErrors:
        return None
