"""intake/addresses.py: who wrote, as one canonical address.

Promises   the address is taken from where the standard says, never from a display name; it is lower case, its domain
           ASCII (A-labels). What looks like another address to a person is another address here, and what the DNS
           would fold to another spelling (full-width letters, Kelvin sign) is refused, not folded.
Does not   know who anybody is. Several authors are no author: nobody can be answered, entitled or joined for them.
Why not    `email.utils.parseaddr`: it gives alice for `alice@victim.example <eve@evil.example>` (CVE-2023-27043).
           mail-parser's scanner does the splitting; its result is checked and made canonical here.
Source     RFC 5321 4.1.2, RFC 5322 3.4, RFC 5890, RFC 6532.
Reads next intake/parse.py
"""

from __future__ import annotations

import re
import unicodedata

from mailparser.utils import get_addresses

from mailtriage.intake import limits
from mailtriage.intake.headers import Headers, decode_words, plain, raw_text
from mailtriage.model.mail import Address

_DOT_ATOM = re.compile(r"[^\s\"(),:;<>@\[\]\\.]+(?:\.[^\s\"(),:;<>@\[\]\\.]+)*")
_SPEC = re.compile(r"[^\s\"'(),:;<>@\[\]\\]{1,200}@[^\s\"'(),:;<>@\[\]\\]{1,255}")
_ANY_AT = re.compile(r"[@\uff20\ufe6b]")
_MAILTO = re.compile(r"(?i)mailto:\s*\Z")
_AT = re.compile(r"[@\uff20\ufe6b<>]")        # what an unreadable piece must not hold to be words of a name
# A root dot is legal in the DNS and not in mail; people and programs write it, mail-parser refuses it.
_ROOT_DOT = re.compile(r"(@[^\s<>@,;\"()]{1,255})\.(?=\s*(?:[>,;(]|$))")


def read_addresses(headers: Headers, name: str) -> tuple[Address, ...]:
    """All addresses of all headers of this name, each once, in order. What is no address is named in the defects."""
    found: dict[str, Address] = {}
    count = 0
    for raw in headers.all(name):
        for display, spec in _pairs(headers, name, raw):
            count += 1
            if count > limits.ADDRESSES:
                headers.defects.append(f"more than {limits.ADDRESSES} addresses in {name}, the rest left out")
                return tuple(found.values())
            address = canonical(_decoded(spec))
            if address:
                found.setdefault(address, Address(address, "" if display == spec else plain(display, limits.NAME)))
            elif spec or display:
                headers.defects.append(f"no usable address in {name}: {plain(spec or display, 80)!r}")
    return tuple(found.values())


def _decoded(spec: str) -> str:
    """An addr-spec whose local part a program has put into an encoded-word, against RFC 2047 5 (3), decoded when plain
    letters come out: what holds more may mean another address."""
    word, at, domain = spec.rpartition("@")
    if not (word.startswith("=?") and word.endswith("?=")):
        return spec
    local = decode_words(word)
    return f"{local}{at}{domain}" if local.isascii() and _DOT_ATOM.fullmatch(local) and "=?" not in local else spec


def _pairs(headers: Headers, name: str, raw: bytes) -> list[tuple[str, str]]:
    text = _separated(re.sub(r"[\x00-\x08\x0a-\x1f\x7f]+", " ", raw_text(raw)))
    diagnostics: list[dict[str, object]] = []
    try:
        pairs: list[tuple[str, str]] = get_addresses(_ROOT_DOT.sub(r"\1", text), defects=diagnostics, decode_names=True)
    except Exception as trouble:  # noqa: BLE001  a header is hostile input: no value of it may stop a mail
        headers.defects.append(f"unreadable {name}: {type(trouble).__name__}")
        return []
    lost = [str(d["raw"]).strip() for d in diagnostics if not d["recovered"]]
    if len(pairs) == 1 and pairs[0][1] and lost and not any(_AT.search(piece) for piece in lost):
        # `Berg, Ann <ann@customer.example>`: a name with a comma nobody quoted. No second author is hidden in words.
        headers.defects.append(f"an unquoted comma in {name}: {plain(text, 80)!r}")
        return [(", ".join([*lost, pairs[0][0]]).strip(", "), pairs[0][1])]
    if not any(canonical(spec) for _, spec in pairs) and (found := _only_one(text)):
        headers.defects.append(f"an odd {name}, with one address in it: {plain(text, 80)!r}")
        return [found]
    headers.defects.extend(f"no usable address in {name}: {plain(raw, 80)!r}" for raw in lost[:5])
    return [(decode_words(display), spec) for display, spec in pairs]


def _only_one(text: str) -> tuple[str, str] | None:
    """(name, addr-spec) of a value that no grammar allows and that can mean one address only: brackets doubled,
    `mailto:` in them, a quote that is never closed. What stands in a comment, a closed quote, a group or beside
    other words is not taken."""
    at = _SPEC.search(text)
    if at is None or len(_ANY_AT.findall(text)) != 1 or "\ufffd" in text or text.count("<") != text.count(">"):
        return None         # with a bracket too many, names are made to look like addresses
    before, after = _MAILTO.sub("", text[: at.start()]), text[at.end() :]
    name, bracket, inside = before.partition("<")
    closed = '"' in after and text.count('"') % 2 == 0
    if closed or after.strip(" \t>\"',;") or inside.strip(" \t<") or any(c in name for c in "(:;\\>"):
        return None
    if not bracket and name.strip(" \t\"'"):
        return None
    return (decode_words(name.strip(" \t\"'")), at[0]) if canonical(at[0]) else None


def _separated(text: str) -> str:
    """Semicolons as commas, as Outlook shows lists, where none belongs to a group, a quote or a comment."""
    if ";" not in text or ":" in text:
        return text
    return text.rstrip("; ") if any(c in text for c in '"(') else text.replace(";", ",").rstrip(", ")


def author(headers: Headers) -> Address | None:
    """The one author. Two From headers, or two addresses in one, are a defect and no author."""
    found = read_addresses(headers, "from")
    if len(headers.all("from")) > 1:
        headers.defects.append(f"{len(headers.all('from'))} From headers")
    if len(found) > 1:
        headers.defects.append("several authors in From: " + ", ".join(a.address for a in found[:5]))
        return None
    if any(d.startswith("no usable address in from") for d in headers.defects):
        return None                              # one author can be read and another cannot: not a single author
    if not found and not any("From" in d or " in from" in d for d in headers.defects):
        headers.defects.append("no author in From")          # RFC 5322 3.6 demands one
    return found[0] if found else None


def canonical(spec: str) -> str:
    """The canonical form of an addr-spec, or "" when it is none."""
    local, at, domain = spec.strip().rpartition("@")
    if not at or not local or len(spec) > 320:
        return ""
    local, domain = _local(local), canonical_domain(domain)
    return f"{local}@{domain}" if local and domain else ""


def _local(local: str) -> str:
    if len(local) > 1 and local[0] == local[-1] == '"':
        inner = re.sub(r"\\(.)", r"\1", local[1:-1])
        local = inner if _DOT_ATOM.fullmatch(inner) else local
    elif not _DOT_ATOM.fullmatch(local):
        return ""
    if len(local.encode("utf-8", "replace")) > 128 or not all(c.isprintable() for c in local):
        return ""
    if _folds_to_ascii(local):
        return ""
    local = unicodedata.normalize("NFC", local)
    # Not lower() for a letter it would turn into ASCII: that is another mailbox.
    return "".join(c.lower() if c.isascii() or not c.lower()[0].isascii() else c for c in local)


def canonical_domain(domain: str) -> str:
    """A domain in A-labels and lower case, without the root dot; "" when it is none."""
    domain = domain.strip().removesuffix(".")
    if not domain or len(domain) > 253:
        return ""
    if re.fullmatch(r"\[[0-9A-Za-z.:]+\]", domain):
        return domain.lower()
    labels = [_label(label) for label in domain.split(".")]
    return ".".join(labels) if all(labels) and sum(map(len, labels)) + len(labels) <= 254 else ""


def _label(label: str) -> str:
    """One label as an A-label. A label that compatibility folding would change is refused."""
    if label.isascii():
        good = re.fullmatch(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", label.lower())
        return label.lower() if good else ""
    if _folds_to_ascii(label):
        return ""
    label = unicodedata.normalize("NFC", label).lower()
    if len(label) > 63 or unicodedata.normalize("NFKC", label).lower() != label:
        return ""
    if label[0] == "-" or not all(c in "-\u00b7" or unicodedata.category(c)[0] in "LMN" for c in label):
        return ""
    encoded = "xn--" + label.encode("punycode").decode("ascii")
    return encoded if len(encoded) <= 63 else ""


def _folds_to_ascii(text: str) -> bool:
    """The Kelvin sign, the Greek question mark: canonically ASCII, and yet another character on the wire."""
    return any(not c.isascii() and unicodedata.normalize("NFC", c).isascii() for c in text)
