"""intake/lookalikes.py: what to look at twice about a sender: mixed scripts, letters that look like others.

Promises   warnings in words, for staff. Nothing is decided by them: identity is the canonical address alone, and honest
           addresses in any one script give none.
Does not   know the whole of Unicode's confusables: the table has the Cyrillic, Greek and Armenian letters that pass for
           Latin ones in common fonts, which is what is registered to deceive.
Source     UTS #39 (mixed-script and whole-script confusables), RFC 5891.
Reads next intake/addresses.py, triage/which_case.py (shows them)
"""

from __future__ import annotations

import re
import unicodedata

from mailtriage.intake.addresses import canonical
from mailtriage.model.mail import Address

_LATIN = dict(zip(
    "аɑеоорсухіјѕԁһӏќҝлɡԛԝьᴠвкмтԍ" "ανορτυικεηγχωϲϳ" "օսոցհզ" "ıᴀᴄᴏᴢ",
    "aaeoopcyxijsdhlkkngqwbvbkmtg" "avoptuikenyxwcj" "ounghq" "iacoz", strict=True))
# Scripts that are written together (UTS #39, highly restrictive).
_TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"}, {"LATIN", "CJK", "BOPOMOFO"}, {"LATIN", "CJK", "HANGUL"},
)
_SHOWN = re.compile(r"[^\s@<>\"'(),;:\[\]]{1,64}@[^\s@<>\"'(),;:\[\]]{1,255}\.[^\s@<>\"'(),;:\[\].]{2,}")


def warnings(sender: Address | None, reply_to: tuple[Address, ...]) -> tuple[str, ...]:
    """One sentence for each reason to look twice; () for nearly everybody."""
    if sender is None:
        return ()
    local, _, domain = sender.address.rpartition("@")
    found = [w for part in (local, readable(domain)) for w in _of(part)]
    shown = (s for s in _SHOWN.findall(sender.name)[:3] if canonical(s) != sender.address)
    found += [f"the name shows the address {s}, the mail is from {sender.address}" for s in shown]
    elsewhere = [a.address for a in reply_to if a.domain != sender.domain]
    if elsewhere:
        found.append(f"answers are asked for at {', '.join(elsewhere[:3])}, another domain than the sender's")
    return tuple(dict.fromkeys(found))


def readable(domain: str) -> str:
    """The domain as a person sees it, with A-labels decoded; one that is no punycode stays as it is."""
    return ".".join(_u_label(label) for label in domain.split("."))


def _u_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def looks_like(domain: str) -> str:
    """The ASCII domain this one passes for at a glance, or "": `thaba.example` for one with a Cyrillic a."""
    seen = readable(domain)
    plain = "".join(_LATIN.get(c, c) for c in unicodedata.normalize("NFKD", seen) if not unicodedata.combining(c))
    return plain if plain.isascii() and plain != seen else ""


def _of(text: str) -> list[str]:
    found = []
    for word in re.split(r"[.\-_+@]", text):
        scripts = {unicodedata.name(c, "UNKNOWN").split()[0] for c in word if c.isalpha()}
        scripts = {"CJK" if s in ("IDEOGRAPHIC", "CJK") else s for s in scripts}
        if len(scripts) > 1 and not any(scripts <= group for group in _TOGETHER):
            found.append(f"{word} mixes {' and '.join(sorted(s.capitalize() for s in scripts))} letters")
        elif scripts and "LATIN" not in scripts and all(c in _LATIN for c in word if c.isalpha()):
            script = scripts.pop().capitalize()
            found.append(f"{word} is {script} and reads like {''.join(_LATIN.get(c, c) for c in word)}")
    return found
