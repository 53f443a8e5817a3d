"""intake/authenticity.py: how sure we are of the author, from our own provider's word only.

Promises   only what our hop wrote is read (auth_results.py), and only a result that speaks of the domain in From. A
           header over a limit makes the sender unverified: what a stranger can push out of sight must not decide.
           An ARC chain counts when our hop says `arc=pass` and every sealer is one the config trusts.
Does not   look up DNS or verify DKIM: evaluating is the receiving provider's work (dkim.py, when that is switched on).
Source     RFC 8601, RFC 7489 3.1, RFC 8617 7.2.
Reads next intake/auth_results.py, model/tiers.py (what a tier may do)
"""

from __future__ import annotations

import re

from mailtriage.intake.addresses import canonical_domain
from mailtriage.intake.auth_results import Hop, Result, sealed_results, trusted_results
from mailtriage.intake.headers import Headers
from mailtriage.intake.organisation import aligned
from mailtriage.model.mail import Address, Authenticity, Tier

_DOMAIN = re.compile(r"[\w.-]{1,255}\Z")
_HEADERS = ("authentication-results", "arc-authentication-results", "arc-seal", "received")


def authenticity(headers: Headers, sender: Address | None, hop: Hop) -> Authenticity:
    """The tier of the author, and the reason in words."""
    if not hop.authserv_id:
        return Authenticity(Tier.UNVERIFIED, "no trusted_authserv_id is configured")
    if sender is None:
        return Authenticity(Tier.UNVERIFIED, "no single author")
    if headers.mended:
        return Authenticity(Tier.UNVERIFIED, "the header block was damaged")
    if lost := next((name for name in _HEADERS if name in headers.dropped), ""):
        return Authenticity(Tier.UNVERIFIED, f"a header {lost} is over the size limit")
    results = trusted_results(headers, hop)
    if not results:
        return Authenticity(Tier.UNVERIFIED, f"no Authentication-Results by {_named(hop)}")
    verdict = _verdict(results, sender.domain, _named(hop))
    checked = any((r.method, r.result) == ("arc", "pass") for r in results)
    if verdict.tier is not Tier.ALIGNED and hop.sealers and checked:
        return _by_seal(headers, hop, sender.domain) or verdict
    return verdict


def _named(hop: Hop) -> str:
    return hop.authserv_id if hop.authserv_id != "-" else hop.border or "the provider"


def _by_seal(headers: Headers, hop: Hop, domain: str) -> Authenticity | None:
    """What a trusted forwarder saw before it changed the mail: mailing lists break DKIM and DMARC fails after them."""
    sealer, seen = sealed_results(headers, hop)
    verdict = _verdict(seen, domain, f"{sealer}, sealed (arc=pass by {_named(hop)})") if sealer else None
    return verdict if verdict and verdict.tier is Tier.ALIGNED else None


def _verdict(results: list[Result], domain: str, by: str) -> Authenticity:
    said = {}
    for r in results:
        if r.method == "dmarc":
            spoken_of = _domain(r.properties.get("header.from", domain))
            if spoken_of != domain:
                of = spoken_of or "a value that is no domain"
                return Authenticity(Tier.UNVERIFIED, f"dmarc={r.result} by {by} speaks of {of}, not of {domain}")
            said[r.result] = True
    if "fail" in said:
        return Authenticity(Tier.FAILED, f"dmarc=fail by {by} for {domain}")
    if "pass" in said:
        return Authenticity(Tier.ALIGNED, f"dmarc=pass by {by} for {domain}")
    for r in results:
        signed = _signed(r)
        if r.result == "pass" and signed and aligned(signed, domain):
            return Authenticity(Tier.ALIGNED, f"{r.method}=pass by {by} for {signed}, aligned with {domain}")
    words = ", ".join(f"{r.method}={r.result}" for r in results[:6])
    return Authenticity(Tier.UNVERIFIED, f"by {by}: {words}; nothing aligned with {domain}")


def _signed(r: Result) -> str:
    """The domain a method speaks for: d= of DKIM, the envelope sender of SPF."""
    if r.method == "dkim":
        return _domain(r.properties.get("header.d") or r.properties.get("header.i", ""))
    return _domain(r.properties.get("smtp.mailfrom", "")) if r.method == "spf" else ""


def _domain(value: str) -> str:
    """The domain of `local@domain`, `@domain` or `domain` in A-labels; "" when the value is anything else."""
    local, _, domain = value.rpartition("@")
    return canonical_domain(domain) if "@" not in local and _DOMAIN.match(domain) else ""
