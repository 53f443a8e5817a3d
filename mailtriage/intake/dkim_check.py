"""intake/dkim_check.py: check a DKIM signature ourselves, where no trusted hop writes results. Off unless configured.

Promises   counts only a signature that covers the whole body, is by a domain of the author's organisation and
           verifies with a key of 1024 bits or more. DNS is asked for that domain's key and for nothing else, at most
           three times a mail, each within the timeout. Whatever goes wrong is "not verified", never an error.
Does not   judge DMARC, SPF or ARC, nor lower anybody: a mail without a signature stays what it was.
Why not    a signature with l=: what stands below that length is anybody's.
Source     RFC 6376 (8.2 on l=), RFC 8301 (key sizes). Needs the extra `dkim`.
Reads next work/receive.py
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from mailtriage.config import Dkim
from mailtriage.intake.addresses import canonical_domain
from mailtriage.intake.headers import raw_text
from mailtriage.intake.opening import open_mail
from mailtriage.intake.organisation import aligned

Txt = Callable[[str, float], bytes | None]      # (name, seconds) -> the TXT record there, None when there is none

_TAG = re.compile(r"(?:^|;)\s*([a-z]{1,2})\s*=\s*([^;]*)", re.I)
_MOST_SIGNATURES = 3
_MOST_BYTES = 10 * 1024 * 1024


def verified_domain(raw: bytes, author: str, txt: Txt, seconds: float) -> str:
    """The domain that signed this mail and speaks for the domain `author`, or ""."""
    if len(raw) > _MOST_BYTES:
        return ""
    try:
        signatures = [raw_text(value) for value in open_mail(raw)[1].all("dkim-signature")]
        wanted = [(i, d) for i, text in enumerate(signatures) if (d := _speaks_for(text, author))]
        return next((d for i, d in wanted[:_MOST_SIGNATURES] if _verifies(raw, i, txt, seconds)), "")
    except Exception:  # noqa: BLE001  a library over hostile bytes and a network: any trouble is "not verified"
        return ""


def _speaks_for(signature: str, author: str) -> str:
    tags: dict[str, str] = {}
    for name, value in _TAG.findall(signature):
        if name.lower() in tags:
            return ""
        tags[name.lower()] = "".join(value.split())
    domain = canonical_domain(tags.get("d", ""))
    return domain if domain and "l" not in tags and aligned(domain, author) else ""


def _verifies(raw: bytes, index: int, txt: Txt, seconds: float) -> bool:
    import dkim

    def dnsfunc(name: bytes, timeout: float = 0) -> bytes | None:
        return txt(name.decode("ascii"), seconds)

    try:
        return bool(dkim.DKIM(raw, minkey=1024).verify(idx=index, dnsfunc=dnsfunc))
    except dkim.DKIMException:
        return False


@lru_cache(maxsize=4)
def resolver(section: Dkim) -> Txt:
    """Ask the servers of the config, or the system's. ImportError without the extra `dkim`."""
    import dns.exception
    import dns.resolver

    asks = dns.resolver.Resolver(configure=not section.nameservers)
    if section.nameservers:
        asks.nameservers = list(section.nameservers)
    asks.cache = dns.resolver.LRUCache(1000)

    def txt(name: str, seconds: float) -> bytes | None:
        try:
            answer = asks.resolve(name, "TXT", lifetime=seconds, search=False)
        except dns.exception.DNSException:
            return None
        return b"".join(next(iter(answer)).strings)

    return txt


def available() -> bool:
    """Whether the extra is installed."""
    from importlib.util import find_spec

    return find_spec("dkim") is not None and find_spec("dns") is not None
