"""model/ids.py: case numbers with a check digit, and hashes that name things.

A number proves nothing about who quotes it; the check digit only keeps a mistyped or foreign number from matching.
Source: H. M. Damm, "Total anti-symmetrische Quasigruppen" (2004): one digit finds every single-digit error and
every swap of neighbours.
"""

from __future__ import annotations

import hashlib

_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_WIDTH = 6


def check_digit(digits: str) -> str:
    """Damm check digit of a string of decimal digits."""
    row = 0
    for d in digits:
        row = int(_DAMM[row][int(d)])
    return str(row)


def case_number(prefix: str, sequence: int) -> str:
    """`case_number("MEZ", 104213)` is `MEZ-104213-` and the check digit; at least six digits."""
    digits = f"{sequence:0{_WIDTH}d}"
    return f"{prefix}-{digits}-{check_digit(digits)}"


def digest(*parts: str | bytes) -> str:
    """sha256 over length-prefixed parts, hex: names intents, drafts and identities without ambiguity."""
    h = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        h.update(len(data).to_bytes(8, "big") + data)
    return h.hexdigest()
