"""cli/context.py: what every command needs from the frame: the config, the desk, the clock.

Promises   `load_config` and `open_desk` raise only what `cli/__init__.py` turns into a line and an exit code.
           A desk is closed when the command ends, however it ends.
Reads next config.py, work/desk.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mailtriage import paths
from mailtriage.cli.output import fail, note

if TYPE_CHECKING:
    from mailtriage.config import Config
    from mailtriage.model.arrival import Arrival
    from mailtriage.model.ledger import LedgerRow
    from mailtriage.model.mail import Mail
    from mailtriage.store.port import Unit
    from mailtriage.store.tinydb import TinyStore
    from mailtriage.work.desk import Desk


@dataclass(slots=True)
class Frame:
    """The global options. `config` is "" when none was given on the command line."""

    config: str = ""
    debug: bool = False


def frame(ctx: click.Context) -> Frame:
    """The global options of this invocation."""
    found: Frame = ctx.find_root().ensure_object(Frame)
    return found


def config_path(ctx: click.Context) -> Path:
    """The config file this invocation means; it need not exist."""
    return paths.config_path(frame(ctx).config)


def load_config(ctx: click.Context) -> Config:
    """The config, whole. ConfigErrors (exit 78) lists every problem at once."""
    from mailtriage import config

    return config.load(config_path(ctx))


def require_data(config: Config) -> None:
    """Exit 78 unless the data directory is there. A wrong store.url, or a disk that is not mounted, must not become a
    new desk that knows no case and no mail: only `init` and `restore` make the directory."""
    if not config.data.is_dir():
        fail(no_data(config), 78)


def no_data(config: Config) -> str:
    """What is said when the data directory is not there."""
    return (f"there is no store at {config.data}: mend store.url, or mount its disk; "
            f"for a new desk make the empty folder: mkdir -m 700 {config.data}")


def open_desk(ctx: click.Context) -> Desk:
    """The open desk: store, programs, keys; closed with the command. Raises StoreError, ProgramErrors; exits 78 when
    there is no data directory."""
    from mailtriage import log
    from mailtriage.intake.guard import Guard
    from mailtriage.work.desk import Desk
    from mailtriage.work.programs import stale_line

    log.setup(debug=frame(ctx).debug)
    config = load_config(ctx)
    require_data(config)
    desk = Desk.open(config)
    ctx.call_on_close(desk.close)
    guard = Guard()
    desk.parse, desk.staff_mail, desk.face = guard.parse, _staff_mail, "command line"
    ctx.call_on_close(guard.close)
    for program, problems in desk.stale.items():
        note(f"mailtriage: {stale_line(program, problems)}")
    return desk


def _staff_mail(unit: Unit, desk: Desk, arrival: Arrival, mail: Mail, now: datetime) -> LedgerRow | None:
    from mailtriage.staff.approval_mail import take

    return take(unit, desk, arrival, mail, now)


def open_store(ctx: click.Context) -> TinyStore:
    """The store alone, for commands that answer while a support program does not load; closed with the command."""
    from mailtriage.store import open as engines

    config = load_config(ctx)
    require_data(config)
    store = engines.open_store(config.store.url, config.folder)
    ctx.call_on_close(store.close)
    return store


def now() -> datetime:
    """The time, aware, in UTC: below the command line it is a parameter."""
    return datetime.now(UTC)
