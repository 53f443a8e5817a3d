"""store/open.py: from the `store.url` of the config to an open store.

Promises   the store is of this version's schema when it is returned, or StoreError says why not.
Reads next store/port.py, store/tinydb.py
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mailtriage.store.port import StoreError

if TYPE_CHECKING:
    from mailtriage.store.tinydb import TinyStore


def db_folder(data_dir: Path) -> Path:
    """Where the embedded engine keeps its files within the data directory."""
    return data_dir / "db"


def open_store(url: str, folder: Path) -> TinyStore:
    """The store that `url` names; a relative path starts at `folder`. `tinydb:data` is the embedded engine."""
    scheme, colon, place = url.partition(":")
    if scheme != "tinydb" or not colon or not place:
        raise StoreError(f'store.url = "{url}": no such engine; write "tinydb:data" (a folder beside config.toml)')
    from mailtriage.store.tinydb import TinyStore

    return TinyStore(db_folder(folder / place))
