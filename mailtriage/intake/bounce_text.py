"""intake/bounce_text.py: a report as prose: where its words end and the copy begins, whom it names, what servers said.

Promises   `begun` is the report's own words, without the mail it returns; `named` are the addresses that failed, in the
           order of how surely they did: in a field, after a label, on a line of their own, anywhere.
Does not   know any one server's wording by name: an address on a line of its own is the failed one with all of them.
Reads next intake/bounce.py
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from mailtriage.intake import bounce_words
from mailtriage.intake.addresses import canonical

LOOKED_AT = 8_000           # characters of a report's words; they stand before the copy
_NAMED_MOST = 20
_ADDR = (
    r"([A-Za-z0-9_+][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,252}[A-Za-z0-9])"
)
_ANY = re.compile(_ADDR)
_COPY = re.compile("(?im)^(?:" + "|".join(bounce_words.COPY) + ")")
_FIELD = re.compile(r"(?im)^[\s>]{0,9}(?:final|original)-recipient:\s{0,9}(?:rfc822\s{0,9};)?\s{0,9}<?" + _ADDR)
# What stands before the address that failed, with a colon, a bracket or a space between.
_BEFORE = (
    r"\brcpt to", r"\brecipients?(?: address(?:es)?)?(?:\(s\))?", r"\baddressed to", r"\berror-for", r"\bunknown user",
    r"\blocal user", r"\buserid", r"\bundeliverable +to", r"\battempts", r"\buser", r"\b(?:expanded|generated) from",
    r"\b(?:deliver|delivered|delivery|message|mail|e-?mail|sent)(?: (?:a|the|your))?(?: message| mail)? to(?: the)?"
    r"(?: address)?", r"\bsmtp(?==)", r"\bnot reach\b[^:@\n]{0,40}", r"\bfor", r"\bempfänger", r"\bdestinataires?",
    r"\bdestinatari\w", r"\bgeadresseerde", r"\bmottakere?", r"\badressaten?", r"收件人", r"受信者", r"수신자",
    r"получател\w+",
)
_LABEL = re.compile(
    rf"(?i)(?:{'|'.join(_BEFORE)})(?:\s{{0,4}}[:(=]\s{{0,9}}|\s{{1,9}}|(?=<))[<\"'(\[]{{0,2}}(?:rfc822;)?{_ADDR}"
)
_LINE = re.compile(r"^[\s>*\u2022\u00b7\"'<\[(-]{0,20}(?:mailto:)?" + _ADDR + r"[>\"'\])]{0,3}(.{0,200})")
_AFTER = re.compile(r"\s*(?:\Z|[:;,(\[<]|\.\.\.|- |\u2013 |on |\s{2})")
_OTHERS = re.compile(
    r"(?i)^[\s>*-]{0,9}(?:from|sender|mail from|>>> mail from|reply-?to|return-path|(?:original )?sender(?: address)?"
    r"|message-?id|to|cc|bcc|subject|date|de|von|à|an|para|fra|från|till|til|betreff|objet|asunto|emne)\s?:"
)
_TO = re.compile(r"(?im)^[\s>*-]{0,9}(?:to|an|à|para|til|till|aan)\s?:\s{0,9}[<\"']?" + _ADDR)
_CONTACT = re.compile(r"(?:postmaster|mailer-daemon|abuse|hostmaster|webmaster|support|help-?desk|noc)@")
_SHORT_NAME = re.compile(r"[ \t]{1,20}([A-Za-z0-9][A-Za-z0-9_.+-]{1,63})[ \t]*")
_ANSWER = re.compile(
    r"(?<![\d.-])[45][0-5]\d(?:[ -](?!\d{3}-)|$)|(?<![\d.])[45]\.\d\.\d{1,3}(?![\d.])|<<< |\bsaid:|\breason:", re.I
)


def begun(text: str) -> str:
    """The words of a report up to the copy of the mail it returns."""
    start = text[:LOOKED_AT]
    # A report that begins with the copy, as a forwarded one may, is all words.
    cut = next((m.start() for m in _COPY.finditer(start) if start[: m.start()].strip()), len(start))
    return start[:cut]


def copies(text: str) -> bool:
    """Whether a copy of a mail follows the words."""
    start = text[:LOOKED_AT]
    return any(start[: m.start()].strip() for m in _COPY.finditer(start))


def named(words: str, not_these: Collection[str]) -> tuple[list[str], bool]:
    """(the failed addresses, whether a field, a label or a line of its own shows them). `not_these` wrote or get the
    report; they count only when nobody else is named."""
    lines = words.split("\n")
    shown = _clean(_FIELD.findall(words))
    if not shown:
        prose = "\n".join(line for line in lines if not _OTHERS.match(line))
        shown = _clean([*_LABEL.findall(prose), *_lines(lines)])
    for found in (shown, _clean(_TO.findall(words)), _clean(_ANY.findall(words))):
        others = [a for a in found if a not in not_these]
        if kept := [a for a in others if not _CONTACT.match(a)] or others:
            return kept[:_NAMED_MOST], found is shown
    return shown[:_NAMED_MOST], bool(shown)


def short_names(words: str) -> list[str]:
    """Names without a domain on lines of their own below one that ends in a colon: AOL and others leave out what the
    names share, their own domain."""
    found: list[str] = []
    below = False
    for line in words.split("\n"):
        if match := below and _SHORT_NAME.fullmatch(line):
            found.append(match[1])
        elif line.strip():
            below = line.rstrip().endswith(":")
    return found[:_NAMED_MOST]


def _lines(lines: list[str]) -> Iterable[str]:
    """Addresses that begin a line and stand apart from the prose around them."""
    before = ""
    for line in lines:
        match = None if _OTHERS.match(line) else _LINE.match(line)
        if match and (not before.strip() or before.rstrip().endswith(":") or _AFTER.match(match[2])):
            yield match[1]
        before = line


def _clean(found: Iterable[str]) -> list[str]:
    """Canonical, each once. X.400 writes "SMTP=bob@x" and some servers "rfc822=bob@x"."""
    plain = (canonical(re.sub(r"(?i)^(?:smtp|rfc822|mailto)[=:]", "", address)) for address in found)
    return list(dict.fromkeys(address for address in plain if address))


def answers(words: str) -> str:
    """The lines that hold what a server answered, each with the one that follows it, which often goes on."""
    lines = words.split("\n")
    at = {n + more for n, line in enumerate(lines) if _ANSWER.search(line) for more in (0, 1)}
    return " ".join(" ".join(lines[n] for n in sorted(at) if n < len(lines)).split())[:4_000]
