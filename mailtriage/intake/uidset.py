"""intake/uidset.py: IMAP sequence sets (RFC 3501 9, `sequence-set`) to sets of UIDs and back: "1:40,42".

Promises   parse(write(uids)) == uids for every set of valid UIDs (1 to 2**32 - 1).
Does not   know `*`: which UID it means only the server can say.
Reads next intake/imap.py
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

LARGEST = 2**32 - 1
# A range is a few bytes and unfolds to its members; a folder with more mail than this is not a mailbox.
MOST = 20_000_000


def write(uids: Iterable[int]) -> str:
    """The shortest sequence set with these UIDs, ascending; "" when there is none."""
    return ",".join(f"{low}:{high}" if high > low else str(low) for low, high in runs(uids))


def runs(uids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each unbroken run, ascending."""
    low = high = 0
    for uid in sorted(set(uids)):
        if uid != high + 1 or not low:
            if low:
                yield low, high
            low = uid
        high = uid
    if low:
        yield low, high


def parse(text: str) -> set[int]:
    """The UIDs of a sequence set. ValueError when it is none, or holds more than MOST."""
    found: set[int] = set()
    for part in text.split(",") if text else ():
        low, colon, high = part.partition(":")
        first, last = _uid(low), _uid(high if colon else low)
        first, last = min(first, last), max(first, last)      # RFC 3501: 4:2 means 2:4
        if len(found) + last - first >= MOST:
            raise ValueError(f"a sequence set with more than {MOST} members: {text[:60]!r}")
        found.update(range(first, last + 1))
    return found


def in_order(text: str) -> list[int]:
    """The UIDs in the order the set names them, as COPYUID (RFC 4315) pairs source and target."""
    return [uid for part in text.split(",") if text for uid in sorted(parse(part))]


def _uid(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LARGEST):
        raise ValueError(f"not a UID: {text[:20]!r}")
    return int(text)
