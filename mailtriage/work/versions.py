"""work/versions.py: a version of a program by the name a person gives it.

    in-force          what the desk decides by now
    files             rules/<program> and templates/<program> as they stand
    shipped           the program as it comes with this mailtriage
    init              the program as it came when `mailtriage init` copied it from there
    3f2a91c4          a version that was in force once, by the start of its hash (`explain` and `rules test` print it)
    some/folder       a folder of rules, with the texts of templates/<program>; or one that holds rules/ and templates/

Does not   build a Program: a version that no longer loads can still be compared.
Reads next work/programs.py, program/difference.py
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mailtriage import paths
from mailtriage.config import Config
from mailtriage.program.load import read_files
from mailtriage.program.parsed import Files
from mailtriage.store.port import Store
from mailtriage.work.programs import SETTING, kept_files

REMEMBERED = ".shipped"         # in rules/<program>: the hash of the program that `init` copied
LEAST_HASH = 6


class NoVersion(Exception):
    """There is no such version; the message says which there are."""


def version(config: Config, store: Store, program: str, name: str) -> Files:
    """The files of that version. Raises NoVersion, or ProgramErrors when a folder cannot be read."""
    if name == "files":
        return read_files(config.rules / program, config.templates / program)
    if name == "shipped":
        source = paths.shipped()
        return read_files(source / "rules" / program, source / "templates" / program)
    if name == "in-force":
        with store.view() as view:
            return _kept(config, program, dict(view.setting(SETTING) or {}).get(program, ""), "was never in force here")
    if name == "init":
        return _kept(config, program, _remembered(config, program), "was not made by `mailtriage init` of this desk")
    if Path(name).is_dir():
        return _folder(config, program, Path(name))
    why = f'has no version "{name}"; write in-force, files, shipped, init, the start of a hash, or a folder'
    return _kept(config, program, _whole(config, name), why)


def _kept(config: Config, program: str, hash: str, why: str) -> Files:
    files = kept_files(config.data, hash) if hash else None
    if files is None or files.id != program:
        raise NoVersion(f"{program} {why}")
    return files


def _remembered(config: Config, program: str) -> str:
    try:
        return (config.rules / program / REMEMBERED).read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def _whole(config: Config, start: str) -> str:
    """The one hash that begins so, "" when there is none or several."""
    folder = config.data / "programs"
    found = [p.name for p in folder.iterdir() if p.name.startswith(start)] if folder.is_dir() else []
    return found[0] if len(start) >= LEAST_HASH and len(found) == 1 else ""


def _folder(config: Config, program: str, folder: Path) -> Files:
    for rules, templates in ((folder / "rules" / program, folder / "templates" / program),
                             (folder / program, config.templates / program)):
        if (rules / "program.toml").is_file():
            return read_files(rules, templates if templates.is_dir() else config.templates / program)
    return replace(read_files(folder, config.templates / program), id=program)
