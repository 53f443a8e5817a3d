"""store/keys.py: the secret keys behind our tokens, one file each under `data/keys/`.

Promises   32 random bytes a key, file mode 0600, written once; the key with the highest number is the current one
           and issues, all others still read. Two processes that start together agree on one first key.
Does not   forget a key: tokens in mail that customers keep for years were made with it.
Reads next model/tokens.py
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from mailtriage import durable
from mailtriage.store.port import StoreError

_BYTES = 32
_ID = re.compile(r"k(\d{1,6})")     # lower case and digits: some relays change the case of a local part


def load_or_create(folder: Path) -> tuple[dict[str, bytes], str]:
    """(key id -> key, current id). Creates the first key when there is none."""
    durable.make_dir(folder, "keys.folder")
    if not _numbers(folder):
        durable.create_file(folder / "k1", secrets.token_bytes(_BYTES), "keys.create")
    keys: dict[str, bytes] = {}
    for number in _numbers(folder):
        path = folder / f"k{number}"
        key = path.read_bytes()
        if len(key) != _BYTES:
            raise StoreError(f"{path}: has {len(key)} bytes, a key has {_BYTES}; restore it from a backup")
        keys[path.name] = key
    return keys, f"k{max(_numbers(folder))}"


def rotate(folder: Path) -> str:
    """Add a key and make it the current one; its id. Running processes read it at their next start."""
    load_or_create(folder)
    while True:
        name = f"k{max(_numbers(folder)) + 1}"
        if durable.create_file(folder / name, secrets.token_bytes(_BYTES), "keys.create"):
            return name


def _numbers(folder: Path) -> list[int]:
    return sorted(int(m[1]) for name in os.listdir(folder) if (m := _ID.fullmatch(name)))
