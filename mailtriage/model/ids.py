"""model/ids.py: case numbers with a check digit, and hashes that name things.

A number proves nothing about who quotes it; the check digit only keeps a mistyped or foreign number from matching.
Source: H. M. Damm, "Total anti-symmetrische Quasigruppen" (2004): one digit finds every single-digit error and
every swap of neighbours.
"""

from __future__ import annotations

import hashlib
import re

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


# Bounded by non-word characters: MEZ-104213-7 in "RE:MEZ-104213-7:" matches, in "XMEZ-104213-77" it does not.
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9]{0,9})[-\u2010-\u2015 ](\d{6,12})[-\u2010-\u2015 ](\d)(?!\d)"
)


def find_numbers(text: str, prefixes: frozenset[str] | set[str]) -> tuple[str, ...]:
    """Case numbers of ours in `text`, canonical, in order, each once. Lower case and typographic dashes are
    accepted; a wrong check digit or a foreign prefix is not a number."""
    found: dict[str, None] = {}
    for prefix, digits, check in _NUMBER.findall(text[:20_000]):
        if prefix.upper() in prefixes and check_digit(digits) == check:
            found[f"{prefix.upper()}-{digits}-{check}"] = None
    return tuple(found)


def strip_numbers(subject: str, prefixes: frozenset[str] | set[str]) -> str:
    """The subject without our bracketed or bare numbers and without stacked reply prefixes: what a person wrote."""
    for number in find_numbers(subject, prefixes):
        prefix, digits, check = number.rsplit("-", 2)
        subject = re.sub(
            rf"\[?\s*{prefix}[-\u2010-\u2015 ]{digits}[-\u2010-\u2015 ]{check}\s*\]?",
            " ",
            subject,
            flags=re.I,
        )
    subject = " ".join(subject.split())
    while (
        cut := re.sub(r"^(?:re|aw|sv|vs|fw|fwd|tr|rif|antw)\s*(?:\[\d+\])?\s*:\s*", "", subject, flags=re.I)
    ) != subject:
        subject = cut
    return subject.strip(" :-")


def digest(*parts: str | bytes) -> str:
    """sha256 over length-prefixed parts, hex: names intents, drafts and identities without ambiguity."""
    h = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        h.update(len(data).to_bytes(8, "big") + data)
    return h.hexdigest()
