"""intake/reply_text.py: what is new in a mail, what it quotes, and its signature.

Promises   the three parts together lose no line of meaning: whatever is not new stands in `quoted` or `signature`. When
           nothing new would remain, all of it is new: an inline answer or a mail that is only a quote is never shown
           empty (FreeScout's most repeated complaint). Linear time.
Does not   replace the full text: rules and people can always read that.
Source     the habits of Gmail, Outlook, Apple Mail and Thunderbird; RFC 3676 4.3 for `-- `.
Reads next intake/kind.py
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailtriage.intake import reply_words as words

_LINES_MOST = 4_000         # lines looked at; a longer mail is quoted whole below them
_LINE_MOST = 1_000          # characters; a longer line is prose or base64, not an attribution
_SIGNATURE_MOST = 15        # lines below "--" (without the space); more is text that used a dash


def either(*tables: dict[str, str] | str) -> str:
    """The alternatives of `|`-separated tables as one pattern, the longest first."""
    texts = (text for table in tables for text in ([table] if isinstance(table, str) else table.values()))
    found = {re.escape(word) for text in texts for word in text.split("|")}
    return "|".join(sorted(found, key=lambda word: (-len(word), word)))


_EDGE = r"^[>*\s]{0,9}"
_WROTE = rf"(?:{either(words.WROTE)})"
_BEGINS = rf"(?:(?:{either(words.BEGINS)})\b\.?|[A-Z]\w{{2,9}},? |\d{{1,4}}[./-]|\d{{1,2}} \w{{3,9}}\.? \d{{4}}\b)"
_ATTRIBUTION = re.compile(
    rf"{_EDGE}{_BEGINS}(?=.{{0,400}}?(?:\d|@|<)).{{0,300}}?\b{_WROTE}(?!\w).{{0,200}}:\s*\*?$", re.I
)
# Less strict, and so only when a ">" line follows.
_LOOSE = re.compile(rf"^(?=.{{0,160}}\d).{{1,160}}\b{_WROTE}(?!\w).{{0,80}}:\s*$", re.I)
_LABEL = {
    key: re.compile(rf"{_EDGE}(?:{either(names)})\s?:\s*\*?\s*\S", re.I)
    for key, names in (("from", words.FROM), ("sent", words.SENT), ("to", words.TO), ("subject", words.SUBJECT))
}
_ORIGINAL = re.compile(rf"{_EDGE}-{{2,}}\s*(?:{either(words.ORIGINAL)})\s*-{{2,}}\s*$", re.I)
_RULE = re.compile(r"^\s*_{10,}\s*$")
_FORWARD = re.compile(rf"{_EDGE}(?:-{{2,}}\s*)?(?:{either(words.FORWARDED)})\s*(?:-{{2,}}|:)\s*$", re.I)
_SENT_FROM = re.compile(rf"^\s*(?:{either(words.SENT_FROM)})\b.{{0,50}}$", re.I)
_ANSWER_ABOVE = re.compile(either(words.ANSWER_ABOVE), re.I)


@dataclass(frozen=True, slots=True)
class Reply:
    new: str
    quoted: str = ""
    signature: str = ""


def split_reply(text: str) -> Reply:
    """The parts of a plain text with LF line ends."""
    lines = text.replace("\u00a0", " ").split("\n")
    cut, dropped = _history(lines)
    kept = [i for i in range(cut) if i not in dropped]
    signature = _signature(lines, kept)
    below = set(signature)
    new = "\n".join(lines[i] for i in kept if i not in below).strip()
    if not new:
        return Reply(text.strip())
    quoted = [lines[i] for i in sorted(dropped)] + lines[cut:]
    signed = "\n".join(lines[i] for i in signature)
    return Reply(re.sub(r"\n{3,}", "\n\n", new), "\n".join(quoted).strip(), signed.strip())


def _history(lines: list[str]) -> tuple[int, set[int]]:
    """(where unmarked history begins, the marked lines above it that are quotes)."""
    cut = len(lines)
    dropped: set[int] = set()
    following = _next_full(lines)
    for i, line in enumerate(lines[:_LINES_MOST]):
        if i in dropped or not line.strip() or len(line) > _LINE_MOST:
            continue
        if _FORWARD.match(line):
            break                                    # forwarded content is the message
        if _ANSWER_ABOVE.search(line) and any(lines[k].strip() for k in range(min(i, 50)) if k not in dropped):
            cut = i
            break
        if line.startswith(">"):
            dropped.add(i)
            continue
        if _begins_history(lines, i):
            cut = i
            break
        length = _attribution(lines, i, following)
        if length:
            after = following[min(i + length, len(lines))]
            if after < len(lines) and lines[after].startswith(">"):
                dropped.update(range(i, i + length))
                continue                             # marked quotes: each goes by its mark, answers between them stay
            cut = i
            break
    _mend_wraps(lines, cut, dropped)
    return cut, dropped


def _begins_history(lines: list[str], i: int) -> bool:
    line = lines[i]
    if _ORIGINAL.match(line):
        return True
    if _RULE.match(line):
        return any(_header_block(lines, j) for j in (i + 1, i + 2))
    return bool(_LABEL["from"].match(line)) and _header_block(lines, i)


def _header_block(lines: list[str], i: int) -> bool:
    """Three labels of a quoted header, From among them, in the next eight lines."""
    got: set[str] = set()
    for line in lines[i : i + 8]:
        if not line.strip():
            if got:
                break
            continue
        got |= {key for key, label in _LABEL.items() if label.match(line[:200])}
    return "from" in got and len(got) >= 3


def _attribution(lines: list[str], i: int, following: list[int]) -> int:
    """How many lines, from `i`, are "On <date> <name> wrote:"; 0 for none. Gmail folds it over two or three."""
    for length in (1, 2, 3):
        piece = lines[i : i + length]
        if len(piece) < length or not all(p.strip() for p in piece):
            break
        joined = " ".join(p.strip() for p in piece)
        if len(joined) > _LINE_MOST or not joined.rstrip(" *").endswith(":"):
            continue
        if _ATTRIBUTION.match(joined):
            return length
        after = following[min(i + length, len(lines))]
        if length == 1 and after < len(lines) and lines[after].startswith(">") and _LOOSE.match(joined):
            return length
    return 0


def _next_full(lines: list[str]) -> list[int]:
    """For each index, that of the next line that is not blank; the number of lines when there is none."""
    found = [len(lines)] * (len(lines) + 1)
    for i in range(len(lines) - 1, -1, -1):
        found[i] = i if lines[i].strip() else found[i + 1]
    return found


def _mend_wraps(lines: list[str], cut: int, dropped: set[int]) -> None:
    """A word or two that a long quoted line lost to the next line is still the quote."""
    for i in range(1, cut - 1):
        if (
            i not in dropped and i - 1 in dropped and i + 1 in dropped and len(lines[i - 1]) >= 65
            and 0 < len(lines[i].strip()) <= 25 and lines[i - 1].startswith(">") and lines[i][0].islower()
        ):
            dropped.add(i)


def _signature(lines: list[str], kept: list[int]) -> list[int]:
    """The kept lines that sign: what follows `-- `, or the line of a phone."""
    for position, i in enumerate(kept):
        line = lines[i]
        if line == "-- " or (line.rstrip() in ("--", "\u2014") and _few(lines, kept[position + 1 : position + 50])):
            return kept[position:]
    return [
        i for position, i in enumerate(kept)
        if _SENT_FROM.match(lines[i][:200]) and (position == 0 or not lines[kept[position - 1]].strip())
        and (position + 1 == len(kept) or not lines[kept[position + 1]].strip() or kept[position + 1] != i + 1)
    ]


def _few(lines: list[str], below: list[int]) -> bool:
    return len(below) <= 3 * _SIGNATURE_MOST and sum(bool(lines[i].strip()) for i in below) <= _SIGNATURE_MOST
