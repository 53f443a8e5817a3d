"""intake/signature_lines.py: what one line or paragraph under a mail is: a closing, a phone's, a name, a footer, prose.

Promises   each question costs time linear in the line, of which a bounded part is read.
Does not   decide: a line that may close a mail may also be text, by where it stands (signatures.py).
Reads next intake/signatures.py
"""

from __future__ import annotations

import re
from unicodedata import combining, normalize

from mailtriage.intake import footer_words as footers
from mailtriage.intake import signature_words as words
from mailtriage.intake.alternatives import either

_all = words.LANGUAGES.values()


def _unaccented(phrases: str) -> str:
    """Closings also as who has no accents on the keyboard types them: "Udv", "S pozdravem a pranim"."""
    plain = "".join(c for c in normalize("NFKD", phrases.replace("ł", "l")) if not combining(c))
    return "|".join((phrases, *(phrase for phrase in plain.split("|") if phrase.isascii())))


_feet = footers.LANGUAGES.values()
MARK = re.compile(r"\s*(?:--|\u2014|\u2013|_{2,4}|={2,4}|\*{3,4}|-{2,4}|~{2,4}|\+{2,4})\s*$")
RULE = re.compile(r"\s*[_=*~+\u2012-\u2015-]{5,}\s*$")
CLOSING = re.compile(
    rf"[\s*_>-]{{0,6}}(?P<phrase>{either(*(_unaccented(w.closing) for w in _all))})"
    r"(?P<end>[\s,.!;:\u2013\u2014/\uff0c\u3002\uff01*_\u2600-\u27bf\ufe0f\U0001f300-\U0001faff-]{0,8})(?P<rest>.*)$",
    re.I | re.S
)
THANKS = re.compile(
    r"(?:many thanks|thanks|thank you|thanks again|thanks in advance|thx|tnx|tack|takk|tak|danke|merci"
    r"|vielen dank|gracias|obrigad[oa]|grazie|bedankt|dank u|dzięki|děkuji|спасибо|дякую|teşekkürler|kiitos"
    r"|asante|dankie)"
    r"\s*[,!.]?\s*$", re.I
)
_DEVICE = tuple(phrase.casefold() for w in _all for phrase in w.device.split("|") if phrase)
_DEVICE_NAME = re.compile(either(words.DEVICE_NAMES), re.I)
_DEVICE_ENDS = tuple(words.DEVICE_ENDS.casefold().split("|"))
_MODEL = re.compile(r"(?: [A-Z][\w-]*\d[\w-]*| [A-Z][\w-]+ [A-Z][\w-]*\d[\w-]*)$")        # "TI-85", "Alcatel Flash2"
_NOT_DEVICE = re.compile(
    r"\b(?:is|are|was|were|has|have|will|which|that|er|var|ble|ist|war|wurde|est|sont|es|era|og|and|und|at)\b", re.I
)
# Not patterns: a search for two hundred alternatives costs 1 ms a paragraph, a look for each of them 0.05 ms.
_PRIVATE = tuple({phrase for w in _feet for phrase in w.private.casefold().split("|")})
_MISDIRECTED = tuple({phrase for w in _feet for phrase in w.misdirected.casefold().split("|")})
_ASKS = re.compile(r"[^\s?/=&]{1,100}(?<!\w://)[?\uff1f\u061f](?![\w=&%])")
HEADING = re.compile(rf"[\s*_=-]{{0,6}}(?:{either(footers.LEGAL_HEADING)})\s*[*_]{{0,3}}\s*(?:[:\uff1a.!-]|$)", re.I)
_FOOTER = re.compile(rf"[\s*_=>\[(<-]{{0,60}}(?P<phrase>{either(*(w.footer for w in _feet))})(?!\w)", re.I)
_BANNER = re.compile(rf"[\s*_=\[\]!\u26a0\ufe0f>-]{{0,40}}(?:{either(footers.BANNER)})(?!\w)", re.I)
_BANNER_SAYS = re.compile(either(footers.BANNER_SAYS), re.I)
LINK = re.compile(r"https?:|www\.|@|mailto:|<[^>]{3,}>")
CONTACT = re.compile(
    r"(?i:https?:|www\.)|\S@\S|[|\u2022\u00b7\u2502]|\+\d|(?<!\w)\d[\d\s()./-]{5,40}\d(?!\w)"
    r"|(?<!\w)(?i:tel|tlf|phone|mob|mobile|mobil|fax|direct|office|cell|vat|org\.? ?nr)[.:)]{0,2}\s{0,3}[+(\d]"
    r"|(?<!\w)(?:GmbH|AG|Ltd|LTD|Inc|AS|ASA|AB|A/S|ApS|B\.?V|Oy|OY|S\.A|S\.?r\.?l|LLC|sp\. z o\.o|s\.r\.o)\.?\s*$"
)
NAME = re.compile(
    r"[\s*_(\"']{0,3}(?:[^\W\d_a-zß-öø-ÿ][\w'\u2019.-]{0,30}|de|van|von|der|den|la|le|da|di|of|the|og|and|&|/|at|i|y)"
    r"(?:[ ,/&]{1,3}(?:[^\W\d_a-zß-öø-ÿ(][\w'\u2019.()-]{0,30}|de|van|von|der|den|la|le|da|di|of|the|og|and|&|at|for|in"
    r"|i|y|fra|from)){0,6}[\s*_,.)\"']{0,4}$"
)
_LOWER_NAME = re.compile(r"[\s*_]{0,3}[\w'\u2019-]{1,20}(?: [\w'\u2019-]{1,20})?\s*[.,]?$")
_LIST_WORDS = re.compile(r"mailing list|unsubscribe|\blist[ae]?\b", re.I)
POSTSCRIPT = re.compile(r"[\s*]{0,3}(?:p\.?\s?p?\.?\s?s\b|ps\b|nb\b|n\.b\.|edit\b|update\b|btw\b)", re.I)
DASH_NAME = re.compile(
    r"\s{0,3}(?:[-\u2013\u2014~]{1,2}|/{1,2})\s?(?:[^\W\d_a-z][\w.'\u2019-]{0,20})"
    r"(?: [^\W\d_a-z][\w.'\u2019-]{0,20}){0,3}\s*$"
)
DASH_WORD = re.compile(r"[-\u2013\u2014~][^\W\d_]{2,20}$")
LIST = re.compile(r"\s{0,3}[-*\u2022/]\s?\S")
_SHORT_CLOSINGS = frozenset(
    ("mvh", "mvg", "mfg", "lg", "vg", "kh", "dbh", "vh", "atte", "pozdr", "cdt", "cdlt", "groet", "gruß", "gruss")
)


def is_closing(line: str) -> bool:
    """"Kind regards", alone or with a name behind it."""
    if len(line) > 160:
        return False
    match = CLOSING.match(line)
    if match is None:
        return False
    phrase, end, rest = match["phrase"], match["end"], match["rest"].strip()
    if not rest:
        return True
    if not end and phrase[-1].isalnum():
        return False            # a longer word
    short = " " not in phrase and len(phrase) <= 5 and phrase.casefold() not in _SHORT_CLOSINGS
    if short and not end.strip():
        return False            # "Best Western is full"
    if len(rest) < len(line.strip()) and CLOSING.match(rest):
        return is_closing(rest)         # "Med vennlig hilsen / Kind regards"
    return NAME.match(rest) is not None or (CONTACT.search(rest) is not None and not is_prose(rest))


def is_named(line: str) -> bool:
    """Whether a line may be a name, a title, a company or a street."""
    line = line.strip()
    few = len(line.split()) <= 6 and line[-1:] not in ".?!:;{}"
    return len(line) <= 90 and (few or NAME.match(line) is not None or _LOWER_NAME.match(line) is not None)


def is_prose(line: str) -> bool:
    """Whether a line is a sentence rather than a name, a title or an address."""
    line = line.strip()
    count, end = len(line.split()), line[-1:]
    if end == "?" or len(line) > 200:
        return True
    if CONTACT.search(line):
        return "|" not in line and (count >= 14 or (count >= 7 and end in ".!"))
    return (count >= 7 and end in ".!:\u2026,") or count >= 11 or len(line) > 120


def is_device(line: str) -> bool:
    """"Sent from my iPhone", "Get Outlook for Android <https://...>"."""
    line = line.strip()
    if len(line) > 160 or (len(line) > 90 and not LINK.search(line)):
        return False
    bare = line.lstrip(" <(*_[>-").casefold()
    if not (bare.startswith(_DEVICE) or bare.rstrip(" .)>*_").endswith(_DEVICE_ENDS)):
        return False
    prefix = max((phrase for phrase in _DEVICE if bare.startswith(phrase)), key=len, default="")
    rest = re.sub(r"<[^>]*>|\([^)]*https?[^)]*\)|https?:\S+", "", line.lstrip(" <(*_[>-")[len(prefix) :])
    if not (_DEVICE_NAME.search(bare) or _MODEL.match(rest)):
        return False
    return len(rest.split()) <= 10 and (line.startswith("(") or _NOT_DEVICE.search(rest) is None)


def is_legal_part(text: str) -> bool:
    """Whether a paragraph may belong to a legal footer: such a footer asks nothing."""
    return _says(text, _PRIVATE + _MISDIRECTED) and not asks(text)


def is_legal(text: str) -> bool:
    """Whether a paragraph is one: it says what is private, and what to do when it reached the wrong person."""
    return len(text) >= 60 and _says(text, _PRIVATE) and _says(text, _MISDIRECTED) and not asks(text)


def asks(text: str) -> bool:
    """Whether a question stands in it: a question mark that ends a word, not one in a link."""
    return _ASKS.search(text) is not None


def _says(text: str, phrases: tuple[str, ...]) -> bool:
    folded = text.casefold()
    return any(phrase in folded for phrase in phrases)


def is_footer(text: str) -> bool:
    """What lists, newsletters and virus scanners put under a mail."""
    match = _FOOTER.match(text)
    if match:
        sure = match["phrase"].count(" ") >= 2 or len(text) <= len(match["phrase"]) + 12
        return len(text) <= 900 and (sure or LINK.search(text) is not None)
    first, _, rest = text.partition("\n")
    return bool(RULE.match(first) and rest.count("\n") <= 5 and LINK.search(rest) and _LIST_WORDS.search(rest))


def is_banner(text: str) -> bool:
    """What a gateway puts above a mail from outside."""
    return len(text) <= 700 and _BANNER.match(text) is not None and _BANNER_SAYS.search(text) is not None
