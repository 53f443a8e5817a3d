"""intake/auth_results.py: the Authentication-Results headers our own provider wrote, read by the grammar.

Promises   only headers that stand where a sender cannot put one, or the topmost with our id. Of a value with a quoted
           string in it nothing counts: hosts copy what a stranger wrote (`"customer.example"@evil.example` is an
           address), and not all of them quote it well. What is told twice with two values is not told.
Does not   judge (authenticity.py), look up DNS or check a signature.
Why not    every header with our id: below the border's Received line a sender may have written his own. Gmail writes
           its own below that line, so there it is the topmost alone.
Source     RFC 8601 2.2 (grammar), 5 (who may be believed), RFC 8617 4.1 (ARC). Microsoft 365 writes no authserv-id:
           `spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=...; dkim=pass ...; dmarc=pass action=none ...`.
Reads next intake/authenticity.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailtriage.intake.headers import Headers, plain, raw_text

if TYPE_CHECKING:
    from mailtriage.config import Mailbox

_RESULT = re.compile(r"^\s*([a-z][a-z0-9-]{1,30})\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.I)
_PROPERTY = re.compile(r"(?<!\S)(header|smtp|policy)\s*\.\s*([a-z-]{1,20})\s*=\s*([^\s;]*)", re.I)
_ID = re.compile(r"^\s*([^\s;=]{1,255})(?:\s+\d+)?\s*(?:;|$)")
_QUOTED_ID = re.compile(r'^(?:\s|\([^()]*\))*"([^"\\\s]{1,255})"')
_BY = re.compile(r"(?:^|[\s)])by\s+([^\s;()]{1,255})", re.I)
_INSTANCE = re.compile(r"(?:^|;)\s*i\s*=\s*(\d{1,3})\s*(?:;|$)")
_SEALED_BY = re.compile(r"(?:^|;)\s*d\s*=\s*([^\s;]{1,255})\s*(?:;|$)", re.I)
MICROSOFT_BORDER = "mail.protection.outlook.com"
NO_ID = "-"
_MOST = 20              # headers
_RESULTS_MOST = 500     # of one header: less, and a sender with many signatures would push `dmarc=fail` out of sight
_MOST_SEALS = 50        # RFC 8617 4.2.1


@dataclass(frozen=True, slots=True)
class Hop:
    """Whom we believe. `authserv_id` "-" means a hop that writes none; `border` is the host, or the domain of the
    hosts, in whose Received line a mail enters from outside; `sealers` are domains whose ARC sets count."""

    authserv_id: str = ""
    border: str = ""
    sealers: frozenset[str] = frozenset()


def hop_of(box: Mailbox) -> Hop:
    """What the config says of the hop in front of a mailbox."""
    return Hop(box.trusted_authserv_id, box.trusted_border, frozenset(d.lower() for d in box.trusted_arc_sealers))


@dataclass(frozen=True, slots=True)
class Result:
    """One method's word: `method` and `result` in lower case, `properties` such as `header.from`."""

    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)


def trusted_results(headers: Headers, hop: Hop) -> list[Result]:
    """The results of our hop, in order; none when it wrote nothing we can be sure of."""
    wanted = hop.authserv_id.strip().lower()
    border = hop.border.strip().lower() or (MICROSOFT_BORDER if wanted == NO_ID else "")
    if border:
        ours = [v for v in _above(headers, border) if _is_ours(v, wanted)]
    elif _first_received_by(headers) == wanted:
        ours = [v for v in _above(headers, wanted) if _is_ours(v, wanted)] or _topmost(headers, wanted)
    else:
        ours = _topmost(headers, wanted)
    return [result for value in ours[:_MOST] for result in read(value, has_id=wanted != NO_ID)]


def _above(headers: Headers, border: str) -> list[str]:
    """Authentication-Results above the topmost Received line of the border; none without such a line: what stands
    below it came with the mail."""
    found: list[str] = []
    for name, raw in headers.items:
        if name == "received" and _within(_by(raw), border):
            return found
        if name == "authentication-results":
            found.append(raw_text(raw))
    return []


def _topmost(headers: Headers, wanted: str) -> list[str]:
    values = (raw_text(raw) for raw in headers.all("authentication-results")[:_MOST])
    return next(([v] for v in values if _is_ours(v, wanted)), [])


def _by(received: bytes) -> str:
    match = _BY.search(without_comments(raw_text(received[:2000])))
    return match[1].lower().rstrip(".") if match else ""


def _first_received_by(headers: Headers) -> str:
    return _by(headers.first("received"))


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)


def _is_ours(value: str, wanted: str) -> bool:
    text = without_comments(value)
    if wanted == NO_ID:
        return _RESULT.match(text) is not None
    quoted = _QUOTED_ID.match(value)
    match = quoted or _ID.match(text)
    return match is not None and match[1].lower() == wanted


def read(value: str, *, has_id: bool) -> list[Result]:
    """The results of one header's value; `has_id` when an authserv-id comes first."""
    pieces = without_comments(value).split(";")[: _RESULTS_MOST + 1]
    return [result for piece in pieces[has_id:] if (result := _result(piece))]


def _result(piece: str) -> Result | None:
    match = _RESULT.match(piece)
    if match is None:
        return None
    properties: dict[str, str] = {}
    for kind, name, value in _PROPERTY.findall(piece):
        key, usable = f"{kind}.{name}".lower(), not any(c in value for c in '"\\') and len(value) <= 500
        value = plain(value, 500) if usable else ""
        properties[key] = value if properties.get(key, value) == value else ""     # told twice: not told
    return Result(match[1].lower(), match[2].lower(), properties)


def without_comments(text: str) -> str:
    """Comments (RFC 5322 3.2.2) out, nested ones too. Of a quoted string only a quote stays, to mark the value it is
    part of: what stands inside must pass neither for a result nor for a property."""
    out: list[str] = []
    depth, quoted, escaped = 0, False, False
    for char in text:
        if escaped:
            escaped = False
            if depth or quoted:
                continue
        if char == "\\" and (depth or quoted):
            escaped = True
            continue
        if quoted:
            quoted = char != '"'
        elif char == "(":
            depth += 1
        elif char == ")" and depth:
            depth -= 1
        elif not depth:
            quoted = char == '"'
            out.append(char)
    return "".join(out)


def sealed_results(headers: Headers, hop: Hop) -> tuple[str, list[Result]]:
    """(first sealer, what it saw) of an ARC chain that only trusted sealers have sealed; ("", []) otherwise. Whether
    the seals are genuine is for the hop to say (`arc=pass`): here they are only read."""
    seals = dict(_instances(headers, "arc-seal"))
    seen = dict(_instances(headers, "arc-authentication-results"))
    whole = set(range(1, len(seals) + 1))
    once = len(headers.all("arc-seal")) == len(seals) and len(headers.all("arc-authentication-results")) == len(seen)
    if not seals or not once or set(seals) != whole or set(seen) != whole or len(seals) > _MOST_SEALS:
        return "", []
    sealers = [m[1].lower() if (m := _SEALED_BY.search(seals[i])) else "" for i in sorted(seals)]
    if not all(sealer in hop.sealers for sealer in sealers):
        return "", []
    text = _INSTANCE.sub(";", seen[1], count=1).lstrip("; ")
    return sealers[0], [r for piece in text.split(";")[: _RESULTS_MOST + 1] if (r := _result(piece))]


def _instances(headers: Headers, name: str) -> Iterator[tuple[int, str]]:
    for raw in headers.all(name)[:_MOST_SEALS]:
        text = without_comments(raw_text(raw))
        if match := _INSTANCE.search(text):
            yield int(match[1]), text
