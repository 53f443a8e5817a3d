"""What the world beside the desk remembers, in `truth/`: who asked for what, what was there before a disaster."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

ALERT = "<alert."        # how the Message-ID of an alert begins


def gone(folder: Path) -> set[str]:
    """sha256 of every mail of which the desk must hold no bytes any more."""
    path = folder / "truth" / "gone"
    return set(path.read_text().split()) if path.exists() else set()


def erased(folder: Path) -> bytes:
    """The address of whoever asked to be forgotten, b"" when nobody did."""
    path = folder / "truth" / "erased"
    return path.read_bytes() if path.exists() else b""


def lost(folder: Path) -> set[str] | None:
    """Message-IDs the server had taken before a disaster; None when there was none."""
    path = folder / "truth" / "restored"
    return set(json.loads(path.read_text())["taken"]) if path.exists() else None


def deaths(folder: Path) -> int:
    """How often a process was started beyond the two of an undisturbed run."""
    return max(0, (folder / "truth" / "starts").stat().st_size - 2)


def kept_as(mail: Path) -> tuple[str, str]:
    """The sha256 a mail is kept under: its own, or that of its header block when it is too big to be fetched."""
    head = mail.read_bytes().partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    return mail.name, hashlib.sha256(head).hexdigest()
