"""work/reload.py: files that change while the desk runs: rules and texts come into force, and so does `outgoing`.

Promises   a rule file with a mistake changes nothing but the warning; `outgoing` of config.toml counts within seconds,
           because it is the switch somebody reaches for in a hurry. Every other key of config.toml waits for a
           restart, and the status says so. What cannot be taken over now, for a disk or a store that is locked, is
           tried again.
Does not   watch servers or the store.
Reads next work/programs.py, daemon.py
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailtriage import config as configuration
from mailtriage import log
from mailtriage.config import ConfigErrors
from mailtriage.program.problems import ProgramErrors
from mailtriage.store.port import StoreError
from mailtriage.work.desk import Desk
from mailtriage.work.programs import in_force, stale_line

EVERY = 2.0         # seconds between two looks of `following`
Stamp = tuple[tuple[str, int, int], ...]


class Reloader:
    """Looked at every few seconds by the daemon, and by `following`; `warnings` are lines for the status. Without
    `config_file` only rules and texts are watched."""

    def __init__(self, desk: Desk, config_file: Path | None = None) -> None:
        self.desk = desk
        self._file = config_file
        self._start = desk.config
        self._rules, self._config = self._stamps()
        self._config_says = ""

    @property
    def warnings(self) -> tuple[str, ...]:
        rules = (stale_line(id, problems) for id, problems in self.desk.stale.items())
        return (*rules, *([self._config_says] if self._config_says else []))

    def look(self) -> None:
        """Take over what changed since the last look. StoreError and OSError: the next look tries again."""
        rules, config = self._stamps()
        if rules != self._rules:
            self._read_rules()
            self._rules = rules
        if config != self._config:
            self._config = config
            self._read_config()

    def _read_rules(self) -> None:
        try:
            found = in_force(self.desk.config, self.desk.store)
        except ProgramErrors as e:      # each may load, and yet not beside the other: what runs goes on
            programs, stale = self.desk.programs, dict.fromkeys(self.desk.programs, tuple(str(p) for p in e.problems))
        else:
            programs, stale = found.programs, dict(found.stale)
        changed = [id for id, p in programs.items() if p.hash != self.desk.programs[id].hash]
        self.desk.programs, self.desk.stale = programs, stale
        log.get("reload").info("rules read again", in_force=changed or "as before", mistakes=len(stale))

    def _read_config(self) -> None:
        if self._file is None:
            return
        try:
            now = configuration.load(self._file)
        except ConfigErrors as e:
            self._config_says = f"config.toml has mistakes, it counts as it was at the start: {e.problems[0]}"
            return
        if now.outgoing != self.desk.config.outgoing:
            log.get("reload").warning("outgoing switched", was=self.desk.config.outgoing, now=now.outgoing)
            self.desk.config = self.desk.config.model_copy(update={"outgoing": now.outgoing})
        others = now.model_copy(update={"outgoing": self._start.outgoing}) != self._start
        self._config_says = "config.toml has changed; restart the daemon to use it" if others else ""

    def _stamps(self) -> tuple[Stamp, Stamp]:
        config = self.desk.config
        files = [p for root in (config.rules, config.templates) for p in sorted(root.rglob("*")) if p.is_file()]
        return _stamp(files), _stamp([self._file] if self._file else [])


@contextmanager
def following(desk: Desk, config_file: Path | None = None) -> Iterator[None]:
    """A thread that looks while the block runs: for a process whose own loop is somebody else's."""
    reloader, stop = Reloader(desk, config_file), threading.Event()

    def look() -> None:
        told = ""
        while not stop.wait(EVERY):
            try:
                reloader.look()
                told = ""
            except (StoreError, OSError) as e:
                if str(e) != told:
                    told = str(e)
                    log.get("reload").warning("rules cannot be read now", why=told)

    thread = threading.Thread(target=look, name="reload", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(5)


def _stamp(files: list[Path]) -> Stamp:
    found = []
    for path in files:
        try:
            at = path.stat()
        except OSError:
            continue  # an editor is at work; the next look sees what it left
        found.append((str(path), at.st_mtime_ns, at.st_size))
    return tuple(found)
