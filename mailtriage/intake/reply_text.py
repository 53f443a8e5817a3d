"""intake/reply_text.py: what is new in a mail, what it quotes, and its signature.

Promises   every line of the text that is not blank is in exactly one of the three, in order: nothing is lost, whatever
           is not surely old is new. A mail that is only a marked quote has no new text. Linear time.
A forward  ("Can you help?" above "---------- Forwarded message"): its own words are new, what it brings is quoted. But
           `Mail.said`, which rules read, has both: nobody sent it to us before, and it is what the customer asks about.
           Without a word above its marker all of it is new, and so is a mail that begins with an unmarked quote:
           whether it is a forward, or an answer stands below, only a person can tell.
Does not   know what we sent before: `quote_diff.py` does, where the store has it. Does not replace the full text.
First mail one that answers nothing (no reply headers, no "Re:") quotes only what its program introduces or names as a
           quote. A console pasted with ">", an indented passage, a mail shown with its From and Subject are the
           writer's words, and so is, in an answer, a mail of another subject without the date that programs write;
           below a program's own line ("-----Original Message-----", "Sent from my iPhone") it is what a forward brings.
Source     the habits of Gmail, Outlook, Apple Mail, Thunderbird and their like; RFC 3676 4.5 for ">".
Reads next intake/attribution.py, intake/header_block.py, intake/signatures.py, intake/quote_diff.py
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailtriage.intake.attribution import MOST_LINES, attribution_length, is_dated
from mailtriage.intake.header_block import block_length, block_says
from mailtriage.intake.html_quotes import MARK, UNNAMED, without_marks
from mailtriage.intake.reply_tables import ALL
from mailtriage.intake.reply_words import FORWARD_SUBJECT
from mailtriage.intake.signature_lines import is_device
from mailtriage.intake.signature_proof import plainly_signs
from mailtriage.intake.signatures import signed
from mailtriage.model import subject as subjects

# What a line is, one letter for a line of the text.
BLANK, NEW, QUOTED, INTRODUCES, SIGNED, FORWARDED, WHOLE = " nqasfw"

_LINES_MOST = 4_000        # lines that are judged; below them everything is like the last one
_LINE_MOST = 1_000          # characters; a longer line is prose or base64, not an attribution
_QUOTE = re.compile(r"[ \t\u00a0]{0,8}>")
_DEEP = re.compile(r"[ \t]{0,8}>[ >]*>[ >]*>")
_RULE = re.compile(r"^\s*(?:_{10,}|-{20,}|[\u2012-\u2015]{10,}|={20,})\s*$")
_THIN = re.compile(r"^\s*(?:-{3,}|_{3,}|\*{3,}|[\u2012-\u2015]{3,})\s*$")    # a rule only where a whole block is below
_DASHES = ("--", "__", "==")
_EDGE = " \t>*_-="
_NUMBER = re.compile(r"(?<!\w)[A-Z]{2,8}-\d{6,12}-\d(?!\w)", re.I)
# As what characters are judged: a blank that does not break is a blank, signs of direction are nothing, a digit is one.
_PLAIN = {0xA0: " ", 0x202F: " ", 0x060C: ",", **dict.fromkeys((*range(0x200E, 0x2010), *range(0x202A, 0x202F)))}
_PLAIN |= dict.fromkeys(range(0x2066, 0x206A)) | {first + n: str(n) for first in (0x0660, 0x06F0) for n in range(10)}
_DAVID = "[original message processed by "


def _phrases(name: str) -> frozenset[str]:
    return frozenset(p.casefold() for words in ALL for p in getattr(words, name).split("|") if p)


_FORWARD_SUBJECT = frozenset(FORWARD_SUBJECT.split("|"))
_ORIGINAL, _FORWARDED, _ABOVE = _phrases("original"), _phrases("forwarded"), _phrases("above")


@dataclass(frozen=True, slots=True)
class Reply:
    """`layout` has a letter for each line of the text; the three texts are its lines by letter."""

    new: str
    quoted: str = ""
    signature: str = ""
    layout: str = ""


def split_reply(
    text: str, name: str = "", forwarded: bool = False, answers: bool = True, subject: str = "", flowed: bool = False
) -> Reply:
    """The parts of a text with LF line ends. `name` is the display name of its author; `forwarded` when the subject
    says that the mail is a forward; `answers` when its headers or subject say that it answers a mail; `flowed` when a
    ">" typed by hand would not stand at the head of a line (RFC 3676 4.4)."""
    lines = text.split("\n")
    judged = [line if line.isascii() else line.translate(_PLAIN) for line in lines[:_LINES_MOST]]
    kinds = _Reader(judged, forwarded, answers or forwarded, subject, flowed).read()
    kinds += [(kinds[-1] if kinds[-1] != BLANK else NEW)] * (len(lines) - len(kinds))
    lines = [without_marks(line) for line in lines]
    mark_signature(lines, kinds, name)
    return reply_of(lines, kinds)


def is_forward(subject: str, text: str = "") -> bool:
    """Whether a subject says that the mail is a forward. "VS:" forwards in Norwegian and Danish, and answers in
    Finnish."""
    prefix, colon, _ = subject.replace("\uff1a", ":").partition(":")
    prefix = prefix.strip().casefold()
    return bool(colon) and prefix in _FORWARD_SUBJECT and not (prefix == "vs" and "Lähettäjä" in text)


def is_answer(subject: str) -> bool:
    """Whether a subject begins with a reply mark or bears a case number."""
    return subjects.without_marks(subject.strip()) != subject.strip() or _NUMBER.search(subject[:1_000]) is not None


def mark_signature(lines: Sequence[str], kinds: list[str], name: str = "") -> None:
    """Turn the new lines that sign into signature."""
    kept, new = [], False
    for i, kind in enumerate(kinds):
        new = new if kind == BLANK else kind == NEW
        if new:
            kept.append(i)
    found = signed(lines, kept, name)
    if not any(kind in (QUOTED, FORWARDED) for kind in kinds) and all(i in found for i in kept if lines[i].strip()):
        # All of a mail that quotes nothing: what can be words of its writer is what it says.
        found = found & plainly_signs(lines, sorted(found), name)
    for i in found:
        kinds[i] = SIGNED if lines[i].strip() else BLANK


def reply_of(lines: Sequence[str], kinds: Sequence[str]) -> Reply:
    """The three texts of judged lines; a blank line goes with the one above it."""
    parts: dict[str, list[str]] = {NEW: [], QUOTED: [], SIGNED: []}
    where = {NEW: NEW, WHOLE: NEW, FORWARDED: QUOTED, QUOTED: QUOTED, INTRODUCES: QUOTED, SIGNED: SIGNED}
    part = NEW
    layout = []
    for line, kind in zip(lines, kinds, strict=True):
        blank = not line.strip()
        layout.append(BLANK if blank else kind)
        part = part if blank or kind == BLANK else where[kind]
        parts[part].append(line)
    new, quoted, signature = (re.sub(r"\n{3,}", "\n\n", "\n".join(parts[k])).strip() for k in (NEW, QUOTED, SIGNED))
    return Reply(new, quoted, signature, "".join(layout))


def is_separator(line: str) -> bool:
    """Whether a line says that an old mail stands below it."""
    return _is_original(line) or _is_forward(line) or _RULE.match(line) is not None


def _core(line: str) -> str:
    """The words between the dashes of a separator, "" without dashes on both sides."""
    bare = line.strip(" \t*>")
    return bare.strip(_EDGE + ":\uff1a").casefold() if bare.startswith(_DASHES) and bare.endswith(_DASHES) else ""


def _is_original(line: str) -> bool:
    return len(line) <= 120 and (_core(line) in _ORIGINAL or line.strip(" \t>*").casefold().startswith(_DAVID))


def _is_forward(line: str) -> bool:
    if len(line) > 160 or line.lstrip().startswith(">"):
        return False
    core = _core(line)
    bare = line.strip(" \t*_")
    return (
        core in _FORWARDED or core.startswith("forwarded by ")
        or (bare.endswith((":", "\uff1a")) and bare.rstrip(" :\uff1a").casefold() in _FORWARDED)
    )


class _Reader:
    """One walk down the lines; each is asked a bounded number of questions."""

    def __init__(self, lines: list[str], forwarded: bool, answers: bool, subject: str, flowed: bool) -> None:
        self.lines = lines
        self.bare = [without_marks(line) for line in lines]
        self.forwarded = forwarded
        self.answers = answers
        self.subject = _topic(subject)
        self.old = flowed       # a quote that its program introduces or names may stand above
        self.kinds = [BLANK if not line.strip() else "" for line in self.bare]
        folded = "\n".join(self.bare).casefold()
        self.asks_above = any(phrase in folded for phrase in _ABOVE)
        self.said = False       # new text has been seen
        self.next_full = _next_full(self.kinds)

    def read(self) -> list[str]:
        i = 0
        while i < len(self.lines):
            i = i + 1 if self.kinds[i] == BLANK else max(i + 1, self._step(i))
        self._mend_wraps()
        return self.kinds

    def _step(self, i: int) -> int:
        """Judge the line at `i`, and others with it; the next index to look at."""
        line = self.bare[i]
        if len(line) > _LINE_MOST:
            return self._take(i, 1, QUOTED if _QUOTE.match(line) or self._in_html_quote(i) else NEW)
        if _is_forward(line):
            return self._rest(i, FORWARDED)
        if self._in_html_quote(i):
            return self._html_quote(i)
        if _QUOTE.match(line):
            return self._marked(i)
        if self.asks_above and any(phrase in line.casefold() for phrase in _ABOVE):
            return self._rest(i, QUOTED, 1) if self.said else self._take(i, 1, INTRODUCES)
        if _is_original(line) or (_RULE.match(line) and self._block_below(i)) or (
            _THIN.match(line) and self._block_below(i, thin=True)
        ):
            return self._block(i, self._separated(i), named=True)
        if length := block_length(self.bare, i):
            return self._block(i, length, named=self._below_tagline(i))
        length = attribution_length(self.bare, i, self._html_quote_follows(i))
        if length and (self.answers or is_dated(self.bare[i : i + length])):
            return self._old(i, length)
        return self._take(i, 1, NEW)

    def _block(self, i: int, length: int, named: bool) -> int:
        """A block of headers; `named` when a program says above it that an old mail begins: of a mail it shows that is
        what a forward brings."""
        if not self._shown(i, length):
            return self._old(i, length)
        return self._rest(i, FORWARDED) if named else self._take(i, length, NEW)

    def _below_tagline(self, i: int) -> bool:
        """Whether a phone's or mail program's own line ends what stands above."""
        above = next((k for k in range(i - 1, max(-1, i - 4), -1) if self.kinds[k] != BLANK), -1)
        return above >= 0 and is_device(self.bare[above][:_LINE_MOST])

    def _shown(self, i: int, length: int) -> bool:
        """Whether a block of headers begins no quote of what is answered, but a mail that the writer shows."""
        begins = next((k for k in range(i, min(i + length, len(self.bare))) if block_length(self.bare, k, True)), None)
        if begins is None or self.forwarded:
            return False
        dated, subject = block_says(self.bare, begins, i + length - begins)
        return not (dated and self.answers) and (not self._same(subject) or not (dated or self.answers))

    def _same(self, subject: str) -> bool:
        """Whether a quoted subject is that of this mail; also where either has none."""
        other = _topic(subject)
        return not (other and self.subject) or other in self.subject or self.subject in other

    def _take(self, i: int, length: int, kind: str) -> int:
        for k in range(i, min(i + length, len(self.lines))):
            if self.kinds[k] != BLANK:
                self.kinds[k] = kind
        self.said = self.said or kind == NEW
        self.old = self.old or kind in (INTRODUCES, QUOTED)
        return i + length

    def _rest(self, i: int, kind: str, introduced: int = 0) -> int:
        """Everything from `i` is of one kind, its first lines the introduction to it."""
        kind = WHOLE if kind == FORWARDED and not self.said else kind
        self._take(i, introduced, INTRODUCES)
        self._take(i + introduced, len(self.lines) - i, kind)
        return len(self.lines)

    def _old(self, i: int, length: int) -> int:
        """An introduction to old mail. With quote marks below it, they say how far that goes; without, it goes to the
        end, unless nothing is said above."""
        after = self.next_full[min(i + length, len(self.lines))]
        if after < len(self.lines) and (_QUOTE.match(self.bare[after]) or self._in_html_quote(after)):
            return self._take(i, length, INTRODUCES)
        if not self.said or self.forwarded:
            return self._rest(i, FORWARDED)
        return self._rest(i, QUOTED, length)

    def _block_below(self, i: int, thin: bool = False) -> int:
        """How many lines down from a separator its block of headers ends; 0 without one."""
        at = self.next_full[i + 1]
        if at >= len(self.lines) or at > i + 3:
            return 0
        length = block_length(self.bare, at, below_line=not thin)
        return at + length - i if length else 0

    def _separated(self, i: int) -> int:
        return self._block_below(i) or 1

    def _marked(self, i: int) -> int:
        """A run of lines that begin with ">"."""
        end = i
        while end < len(self.lines) and self.kinds[end] != BLANK and _QUOTE.match(self.bare[end]):
            end += 1
        above = self.kinds[i - 1] if i else BLANK
        deep = all(_DEEP.match(line) for line in self.bare[i:end])
        # ">>>" alone is a shell's prompt or an ornament, not the third answer of a thread whose others are missing.
        odd = deep and above not in (INTRODUCES, QUOTED) and INTRODUCES not in self.kinds[max(0, i - 3) : i]
        unnamed = any(self.lines[k].startswith(UNNAMED) for k in range(i, end))
        own = not self.old and (unnamed or not self.answers) and not self._introduced_inside(i, end)
        return self._take(i, end - i, NEW if odd or own else QUOTED)

    def _introduced_inside(self, i: int, end: int) -> bool:
        """Whether a run of marked lines begins with the introduction to what it quotes."""
        for k in range(i, min(i + 3, end)):
            length = attribution_length(self.bare, k)
            if length and is_dated(self.bare[k : k + length]):
                return True
            length = block_length(self.bare, k, below_line=True)
            if length and block_says(self.bare, k, length)[0]:
                return True
        return False

    def _in_html_quote(self, i: int) -> bool:
        return self.lines[i].startswith(MARK)

    def _html_quote(self, i: int) -> int:
        end = i
        while end < len(self.lines) and (self.kinds[end] == BLANK or self._in_html_quote(end)):
            if self.kinds[end] != BLANK and _is_forward(self.bare[end].lstrip(" >")):
                break
            end += 1
        if end == i:
            return self._rest(i, FORWARDED)
        whole = self.next_full[end] >= len(self.lines) and not self.said
        if whole and block_length(self.bare, i, below_line=True):
            return self._rest(i, FORWARDED)         # Outlook's block, and not a word above it
        length = block_length(self.bare, i, below_line=True)
        if length and (self.forwarded or self._shown(i, length)):
            return self._rest(i, FORWARDED)
        return self._take(i, end - i, QUOTED)

    def _html_quote_follows(self, i: int) -> bool | None:
        for k in range(i + 1, min(i + 2 * MOST_LINES, len(self.lines))):
            if self._in_html_quote(k):
                return True
        return None

    def _mend_wraps(self) -> None:
        """What a long quoted line lost to the next line is still the quote: it goes on in small letters where the line
        above broke off."""
        for i in range(1, len(self.lines) - 1):
            line, above = self.bare[i], self.bare[i - 1].rstrip()
            if (
                self.kinds[i] == NEW and self.kinds[i - 1] == QUOTED and self.kinds[i + 1] == QUOTED
                and len(above) >= 65 and above[-1] not in ".?!:;" and len(line.strip()) <= 60 and line[0].islower()
                and _QUOTE.match(above) and _QUOTE.match(self.bare[i + 1])
            ):
                self.kinds[i] = QUOTED


def _topic(subject: str) -> str:
    """A subject without reply marks and what desks and gateways put into brackets, folded."""
    bare = re.sub(r"\[[^\]]{1,40}\]", " ", subject[:1_000])
    return " ".join(subjects.without_marks(bare.strip()).casefold().split())


def _next_full(kinds: Sequence[str]) -> list[int]:
    """For each index, that of the next line that is not blank; the number of lines when there is none."""
    found = [len(kinds)] * (len(kinds) + 1)
    for i in range(len(kinds) - 1, -1, -1):
        found[i] = found[i + 1] if kinds[i] == BLANK else i
    return found
