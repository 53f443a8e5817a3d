"""paths.py: where things stand: the config file, the data directory, the files mailtriage ships. A leaf.

Promises   nothing heavy is imported, so that `mailtriage status` can ask too.
Does not   create or check anything.
Reads next config.py, cli/init.py
"""

from __future__ import annotations

import os
from pathlib import Path

CONFIG_VARIABLE = "MAILTRIAGE_CONFIG"
STATUS_FILE = "status.json"
VERIFIED_FILE = "verified.json"       # what the last `verify` found: {"at", "unexplained", "not_asked"}
DAEMON_LOCK = "daemon.lock"


def config_path(given: str = "") -> Path:
    """The config file: what `--config` says, else $MAILTRIAGE_CONFIG, else ./config.toml. Absolute."""
    path = Path(given or os.environ.get(CONFIG_VARIABLE, "") or "config.toml").expanduser().absolute()
    return path / "config.toml" if path.is_dir() else path


def data_dir(folder: Path, store_url: str) -> Path:
    """Where spool, raw mail, keys and status.json stand. `tinydb:data` names it; a database server does not:
    then it is `data` beside config.toml."""
    kind, _, place = store_url.partition(":")
    return folder / (place if kind == "tinydb" and place else "data")


def shipped() -> Path:
    """The folder with `rules/`, `templates/`, `config.example.toml`: in the wheel, else the checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "_shipped"
    return inside if inside.is_dir() else package.parent
