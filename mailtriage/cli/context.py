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

if TYPE_CHECKING:
    from mailtriage.config import Config
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


def open_desk(ctx: click.Context) -> Desk:
    """The open desk: store, programs, keys; closed with the command. Raises StoreError, ProgramErrors."""
    from mailtriage import log
    from mailtriage.work.desk import Desk

    log.setup(debug=frame(ctx).debug)
    desk = Desk.open(load_config(ctx))
    ctx.call_on_close(desk.close)
    return desk


def now() -> datetime:
    """The time, aware, in UTC: below the command line it is a parameter."""
    return datetime.now(UTC)
