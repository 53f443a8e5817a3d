"""intake/authenticity.py: how sure we are of the author, from our own provider's word only.

Promises   only the topmost Authentication-Results of the configured authserv-id is read, and only a result that speaks
           of the domain in From. A header that was over a limit makes the sender unverified: what a stranger can push
           out of sight must not decide. A value with a quoted string in it counts for nothing: hosts copy what a
           stranger wrote (`"customer.example"@evil.example` is an address), and not all of them quote it well.
Does not   look up DNS, verify DKIM, or believe ARC: evaluating is the receiving provider's work.
Why not    a run of such headers: Gmail writes its own below its Received line, so the next one may be the sender's.
Source     RFC 8601, RFC 7489 3.1. Microsoft 365 writes no authserv-id: `trusted_authserv_id = "-"` means such a header.
Reads next intake/kind.py
"""

from __future__ import annotations

import re

from mailtriage.intake.headers import Headers, plain, raw_text
from mailtriage.model.mail import Address, Authenticity, Tier

_RESULT = re.compile(r"^\s*([a-z][a-z0-9-]{1,30})\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.I)
_PROPERTY = re.compile(r"(?<!\S)(header|smtp|policy)\s*\.\s*([a-z-]{1,20})\s*=\s*([^\s;]*)", re.I)
_DOMAIN = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,20}\Z")
_ID = re.compile(r"^\s*([^\s;]{1,255})(?:\s+\d+)?\s*(?:;|$)")
_MOST = 20              # headers, results of one header
# Second-level labels under which a country sells domains: co.za is above example.co.za and aligns with nothing.
_SECOND = {
    "ac", "co", "com", "edu", "gob", "gov", "gouv", "go", "govt", "gv", "mil", "ne", "net", "nom", "or", "org", "sch"
}


def authenticity(headers: Headers, sender: Address | None, trusted_authserv_id: str) -> Authenticity:
    """The tier of the author, and the reason in words."""
    if not trusted_authserv_id:
        return Authenticity(Tier.UNVERIFIED, "no trusted_authserv_id is configured")
    if sender is None:
        return Authenticity(Tier.UNVERIFIED, "no single author")
    if headers.mended:
        return Authenticity(Tier.UNVERIFIED, "the header block was damaged")
    if "authentication-results" in headers.dropped:
        return Authenticity(Tier.UNVERIFIED, "an Authentication-Results header is over the size limit")
    results = _trusted(headers, trusted_authserv_id.strip().lower())
    if not results:
        return Authenticity(Tier.UNVERIFIED, f"no Authentication-Results by {trusted_authserv_id}")
    return _verdict(results, sender.domain, trusted_authserv_id)


def _verdict(results: list[tuple[str, str, dict[str, str]]], domain: str, by: str) -> Authenticity:
    for method, result, properties in results:
        if method == "dmarc":
            spoken_of = _domain(properties.get("header.from", domain))
            if spoken_of != domain:
                of = spoken_of or "a value that is no domain"
                return Authenticity(Tier.UNVERIFIED, f"dmarc={result} by {by} speaks of {of}, not of {domain}")
            if result == "fail":
                return Authenticity(Tier.FAILED, f"dmarc=fail by {by} for {domain}")
            if result == "pass":
                return Authenticity(Tier.ALIGNED, f"dmarc=pass by {by} for {domain}")
    for method, result, properties in results:
        signed = _signed(method, properties)
        if result == "pass" and signed and aligned(signed, domain):
            return Authenticity(Tier.ALIGNED, f"{method}=pass by {by} for {signed}, aligned with {domain}")
    said = ", ".join(f"{method}={result}" for method, result, _ in results[:6])
    return Authenticity(Tier.UNVERIFIED, f"by {by}: {said or 'no result'}; nothing aligned with {domain}")


def _signed(method: str, properties: dict[str, str]) -> str:
    """The domain a method speaks for: d= of DKIM, the envelope sender of SPF."""
    if method == "dkim":
        value = properties.get("header.d") or properties.get("header.i", "")
    elif method == "spf":
        value = properties.get("smtp.mailfrom", "")
    else:
        value = ""
    return _domain(value)


def _domain(value: str) -> str:
    """The domain of `local@domain`, `@domain` or `domain`; "" when the value is anything else."""
    local, _, domain = value.lower().rpartition("@")
    domain = domain.rstrip(".")
    return domain if "@" not in local and len(domain) <= 255 and _DOMAIN.match(domain) else ""


def _trusted(headers: Headers, authserv_id: str) -> list[tuple[str, str, dict[str, str]]]:
    """The results of the topmost header that carries our id."""
    for raw in headers.all("authentication-results")[:_MOST]:
        text = _without_comments(raw_text(raw))
        if authserv_id == "-" and _RESULT.match(text):
            return _results(text)
        match = _ID.match(text)
        if match and match[1].lower() == authserv_id:
            return _results(text[match.end() :])
    return []


def _results(text: str) -> list[tuple[str, str, dict[str, str]]]:
    found = []
    for piece in text.split(";")[:_MOST]:
        if match := _RESULT.match(piece):
            properties: dict[str, str] = {}
            for kind, name, value in _PROPERTY.findall(piece):
                key, usable = f"{kind}.{name}".lower(), not any(c in value for c in '"\\') and len(value) <= 500
                value = plain(value, 500) if usable else ""
                properties[key] = value if properties.get(key, value) == value else ""     # told twice: not told
            found.append((match[1].lower(), match[2].lower(), properties))
    return found


def _without_comments(text: str) -> str:
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


def aligned(signed: str, author: str) -> bool:
    """Relaxed alignment (RFC 7489 3.1.1), without a public suffix list: the same domain, or one above the other.
    Siblings (a.example, b.example under one owner) do not align here, nor do strangers under one registry."""
    if signed == author:
        return bool(signed)
    short, long = sorted((signed, author), key=len)
    labels = short.split(".")
    registry = len(labels) < 2 or (len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _SECOND)
    return not registry and long.endswith("." + short)
