"""store/raw.py: bytes that are written once: mails under `raw/ab/<sha256>`, derived text under `blobs/ab/<sha256>.z`.

Promises   a name is the sha256 of its (unpacked) bytes; after put() or adopt() they survive a power cut; get()
           returns exactly those bytes or raises. A mail is found from the moment it is in the spool.
Does not   know who refers to what: `unreferenced` is told.
Crash      adopt() is a rename and may be repeated; a blob nobody refers to is collected after some days.
Reads next store/check.py, work/receive.py
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

from mailtriage import durable
from mailtriage.store.port import Corrupt, StoreError


class RawStore:
    """`data_dir` is the folder that holds raw/, blobs/ and spool/; all on one file system, because adopt() renames."""

    def __init__(self, data_dir: Path) -> None:
        self._raw = data_dir / "raw"
        self._blobs = data_dir / "blobs"
        self._spool = data_dir / "spool"

    def put(self, raw: bytes) -> str:
        """Keep the bytes; their sha256. OSError when the disk does not take them."""
        sha256 = hashlib.sha256(raw).hexdigest()
        _keep(self._raw_path(sha256), raw, "raw.put")
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes. StoreError when there are none, Corrupt when they changed."""
        for path in self._places(sha256):
            try:
                raw = path.read_bytes()
            except FileNotFoundError:
                continue
            if hashlib.sha256(raw).hexdigest() != sha256:
                raise Corrupt(f"{path}: the bytes do not have the sha256 of the name; restore the file from a backup")
            return raw
        raise StoreError(f"raw mail {sha256} is neither in {self._raw} nor in {self._spool}; restore it from a backup")

    def has(self, sha256: str) -> bool:
        """Whether there is such a mail; its bytes are not read."""
        return self._raw_path(sha256).exists() or bool(self._in_spool(sha256)) or self._raw_path(sha256).exists()

    def adopt(self, path: Path, sha256: str) -> None:
        """Move a spool file whose mail is committed into raw/. May be repeated. StoreError when it is in neither."""
        target = self._raw_path(sha256)
        durable.make_dir(target.parent, "raw.folder")
        if _is(target, sha256):                     # the same bytes came twice, or we died after the rename
            durable.sync_dir(target.parent, "raw.adopt.again")
            durable.remove(path, "raw.adopt.spare")
            return
        try:
            durable.move(path, target, "raw.adopt")
        except FileNotFoundError:
            if not _is(target, sha256):             # else another process was faster
                raise StoreError(f"{path}: gone from the spool and not in {self._raw}") from None

    def remove(self, sha256: str) -> None:
        """Delete a mail for good (retention, erasure)."""
        durable.remove(self._raw_path(sha256), "raw.remove")

    def put_blob(self, data: bytes) -> str:
        """Keep derived bytes, compressed; the sha256 of what was given."""
        sha256 = hashlib.sha256(data).hexdigest()
        _keep(self._blob_path(sha256), zlib.compress(data, 6), "blob.put")
        return sha256

    def get_blob(self, sha256: str) -> bytes:
        """The bytes given to put_blob. StoreError when there are none, Corrupt when they changed."""
        path = self._blob_path(sha256)
        try:
            data = zlib.decompress(path.read_bytes())
        except FileNotFoundError:
            raise StoreError(f"{path}: no such blob; restore it from a backup") from None
        except zlib.error as e:
            raise Corrupt(f"{path}: {e}; restore the file from a backup") from e
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Corrupt(f"{path}: the bytes do not have the sha256 of the name; restore the file from a backup")
        return data

    def has_blob(self, sha256: str) -> bool:
        return self._blob_path(sha256).exists()

    def remove_blob(self, sha256: str) -> None:
        """Delete a blob for good (retention, erasure)."""
        durable.remove(self._blob_path(sha256), "blob.remove")

    def stored(self) -> Iterator[tuple[str, str]]:
        """Every (kind, sha256) there is; kind is `raw` or `blob`."""
        for kind, root in (("raw", self._raw), ("blob", self._blobs)):
            for path in sorted(root.glob("??/*")):
                if not path.name.startswith(durable.TEMP):
                    yield kind, path.name.removesuffix(".z")

    def sweep(self, older_than: datetime) -> int:
        """Remove temporary files left by a crash; how many."""
        folders = (f for root in (self._raw, self._blobs) if root.is_dir() for f in root.iterdir() if f.is_dir())
        return sum(durable.sweep(folder, older_than.timestamp(), "raw.sweep") for folder in folders)

    def unreferenced(self, known: Collection[str], older_than: datetime) -> list[tuple[str, str]]:
        """(kind, sha256) of what nobody in `known` refers to and was last touched before `older_than`. The age
        protects what a unit that has not committed yet has just put."""
        return [
            (kind, sha256)
            for kind, sha256 in self.stored()
            if sha256 not in known and self._touched(kind, sha256) < older_than.timestamp()
        ]

    def _touched(self, kind: str, sha256: str) -> float:
        try:
            return (self._raw_path(sha256) if kind == "raw" else self._blob_path(sha256)).stat().st_mtime
        except FileNotFoundError:
            return float("inf")

    def _raw_path(self, sha256: str) -> Path:
        return self._raw / sha256[:2] / sha256

    def _blob_path(self, sha256: str) -> Path:
        return self._blobs / sha256[:2] / f"{sha256}.z"

    def _places(self, sha256: str) -> Iterator[Path]:
        """Where the bytes may be. raw/ twice: between the looks the mail may move there from the spool."""
        yield self._raw_path(sha256)
        yield from self._in_spool(sha256)
        yield self._raw_path(sha256)

    def _in_spool(self, sha256: str) -> list[Path]:
        try:
            return [self._spool / name for name in os.listdir(self._spool) if name.endswith(f"~{sha256}")]
        except FileNotFoundError:
            return []


def _is(path: Path, sha256: str) -> bool:
    """Whether the file is there and has the bytes of its name."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except FileNotFoundError:
        return False


def _keep(path: Path, data: bytes, name: str) -> None:
    """Write the file unless it is there, whole; then it is young again, so that nobody collects it."""
    durable.make_dir(path.parent, f"{name}.folder")
    try:
        os.utime(path)
        whole = path.read_bytes() == data
    except FileNotFoundError:
        whole = False
    if whole:
        durable.sync_dir(path.parent, f"{name}.again")
    else:
        durable.write_file(path, data, name)
