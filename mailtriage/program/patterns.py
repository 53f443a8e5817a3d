"""program/patterns.py: the words of a rule, as a manager writes them, compiled to RE2.

    sync                    the whole word, in any case
    synchron*               a word that begins so; `*` is any letters and digits, on its own any one word
    yesterday's (stock|data)    one of these; a space is any white space, also a line break
    (please )?set ?up       a `?` says that the group or character before it may be missing
    act:fault               what the mail does, in whatever words (program/acts.py)
    re:(?:0x)?[0-9a-f]{8}   RE2 syntax, on folded text, bounded by nothing but itself

Promises   linear time on any mail. Both sides are folded alike: NFKC, case, curly quotes, dashes, NBSP,
           zero-widths.
Does not   know files or rules.
Reads next program/together.py, program/match.py
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

import re2

from mailtriage.program.spans import first

MOST_CHARACTERS = (
    50_000  # of a mail are searched: the matter stands in front, and 200 patterns stay below 0.1 s
)
LONGEST_PATTERN = 300
MOST_KEPT = 16_384  # patterns, of all programs and versions of them: one more, and each is compiled again in each mail
RAW = "re:"  # begins a pattern in RE2 syntax
_MANY_STATES = 32 << 20  # bytes for an expression of a thousand words: it has too many states for the memory of others

# Words are compiled on bytes (RE2's Latin-1), where every byte of a letter beyond ASCII is a word byte, because `fold`
# leaves nothing else beyond ASCII. Not \pL: it costs 3.0 ms a pattern to compile, this 0.03 ms, at every start.
_WORD = r"[0-9a-z_\x80-\xff]"
_LEFT = r"(?:^|[^0-9a-z_\x80-\xff])"
_RIGHT = r"(?:$|[^0-9a-z_\x80-\xff])"
_IS_WORD = tuple(chr(b).isalnum() or b == 0x5F if b < 0x80 else True for b in range(256))
_SPACED = bytes(b if word else 0x20 for b, word in enumerate(_IS_WORD))
_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02bc"), "'")
_DOUBLE = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"), '"')
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_GONE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None)
_FOLD: dict[int, str | None] = {**_QUOTES, **_DOUBLE, **_DASHES, **_GONE}


Expression = tuple[bytes, Any]  # what RE2 compiles, and its options


class BadPattern(ValueError):
    """The pattern cannot be read; the message says what is wrong and how to write it."""


def fold(text: str) -> str:
    """Text as patterns see it: folded, every run of white space one space, at most MOST_CHARACTERS."""
    if text.isascii():  # the same, much faster
        return " ".join(text[:MOST_CHARACTERS].replace("`", "'").lower().split())
    # Cut again behind NFKC, which makes 18 letters of U+FDFA, and behind casefold, which makes three of some.
    text = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS].translate(_FOLD))[:MOST_CHARACTERS]
    text = text.translate(_FOLD).casefold()[:MOST_CHARACTERS]
    signs = {ord(c): " " for c in set(text) if c > "\x7f" and unicodedata.category(c)[0] not in "LMN"}
    return " ".join(text.translate(signs).split())


@lru_cache(maxsize=MOST_KEPT)
def compiled(pattern: str) -> Any:
    """The RE2 of a pattern; its group 1 is what is quoted as evidence. BadPattern when it cannot be read."""
    if len(pattern) > LONGEST_PATTERN:
        raise BadPattern(f"is longer than {LONGEST_PATTERN} characters; split it into several")
    expression, options = expression_of(pattern)
    try:
        found = re2.compile(expression, options)
    except re2.error as e:
        why = e.args[0].decode("utf-8", "replace") if e.args and isinstance(e.args[0], bytes) else str(e)
        raise BadPattern(
            f"RE2 refuses it: {why}; look-ahead, look-behind and back references do not exist there"
        ) from None
    if found.search(b"") is not None:
        raise BadPattern("matches an empty text, so it would match every mail; write at least one word")
    return found


def expression_of(pattern: str) -> Expression:
    """What RE2 compiles for a pattern, and how."""
    raw = pattern.startswith(RAW)
    expression = f"({pattern[len(RAW) :].strip()})" if raw else _translate(fold(pattern))
    return expression.encode("utf-8", "replace"), options_of(latin=not raw)


def spaced(folded: bytes) -> bytes:
    """The words of a folded text with nothing but spaces between and around them."""
    return b" %b " % folded.translate(_SPACED)


def spaced_expression(pattern: str) -> Expression:
    """An expression that hits `spaced` text wherever a pattern of words hits the text. What bounds a word is a letter
    there, a space, so that RE2 can look for whole words where it looks for pieces."""
    folded = fold(pattern)
    left = "" if folded[:1] == "*" or not _bounded(folded[:1]) else " "
    right = " " if _bounded(folded[-1:]) else ""
    return f"{left}(?:{_body(folded, spaced=True)}){right}".encode("utf-8", "replace"), options_of(latin=True)


def options_of(*, latin: bool = False, any_case: bool = False, memory: int = 8 << 20) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not any_case
    options.max_mem = memory
    if latin:
        options.encoding = re2.Options.Encoding.LATIN1
    return options


@lru_cache(maxsize=MOST_KEPT)
def _simple(pattern: str) -> tuple[bytes, bool, bool, bool] | None:
    """(text, goes on to the end of the word, begins a word, ends one) of a pattern that is plain words, which most are;
    None for any other."""
    if pattern.startswith(RAW):
        return None
    folded = fold(pattern)
    star = len(folded) > 2 and folded[-1] == "*" and folded[-2] not in " (|)?*"
    text = folded[:-1] if star else folded
    if not text or any(c in "()|?*" for c in text):
        return None
    return text.encode("utf-8", "replace"), star, _bounded(text[0]), star or _bounded(text[-1])


def _find_simple(text: bytes, star: bool, left: bool, right: bool, folded: bytes) -> str:
    """As the RE2 of the pattern would, in a tenth of the time."""
    at, size = folded.find(text), len(folded)
    while at >= 0:
        end = at + len(text)
        if not left or at == 0 or not _IS_WORD[folded[at - 1]]:
            while star and end < size and _IS_WORD[folded[end]]:
                end += 1
            if not right or end == size or not _IS_WORD[folded[end]]:
                return folded[at:end].decode("utf-8", "replace").strip()
        at = folded.find(text, at + 1)
    return ""


def find(pattern: str, folded: bytes) -> str:
    """The words in `folded` (UTF-8 of `fold`) that the pattern hits first, or ""."""
    if (simple := _simple(pattern)) is not None:
        return _find_simple(*simple, folded)
    spans = first(compiled(pattern), folded)
    if spans is None:
        return ""
    start, end = spans[1]
    return folded[start:end].decode("utf-8", "replace").strip() or pattern


def encode(text: str) -> bytes:
    """`fold(text)` as the bytes `find` searches."""
    return fold(text).encode("utf-8", "replace")


def _translate(pattern: str) -> str:
    left = "" if pattern[:1] == "*" or not _bounded(pattern[:1]) else _LEFT
    right = "" if not _bounded(pattern[-1:]) else _RIGHT
    return f"{left}({_body(pattern)}){right}"


def _body(pattern: str, *, spaced: bool = False) -> str:
    if not pattern:
        raise BadPattern("is empty; write a word")
    if found := re.search(r"[\\\[\]{}^$]|\(\?|\.[*+?]|\)\+", pattern):
        # Managers write words. A regular expression that slipped in would silently look for its own
        # punctuation.
        raise BadPattern(
            f'has "{found.group()}": that is a regular expression; begin it with "re:", or write plain words'
        )
    depth, out = 0, []
    for i, char in enumerate(pattern):
        if char == "(":
            depth += 1
            out.append("(?:")
        elif char == ")":
            depth -= 1
            out.append(")")
        elif char == "|":
            if depth == 0:
                raise BadPattern(
                    'has "|" outside ( ): write each alternative as an entry of its own, or put ( ) around them'
                )
            out.append("|")
        elif char == "?":
            if pattern[max(i - 1, 0)] in "(|*?":
                raise BadPattern(
                    'has a "?" with nothing before it that could be missing; for a question mark write "re:[?]"'
                )
            out.append("?")
        elif char == "*":
            out.append(_star(pattern, i))
        else:
            # Grouped: on bytes a "?" behind a letter of two bytes would make only the second one optional.
            literal = " " if spaced and not _IS_WORD[min(ord(char), 255)] else char
            out.append(re2.escape(literal) if literal.isascii() else f"(?:{literal})")
        if depth < 0:
            break
    if depth:
        raise BadPattern('has a "(" or ")" without its partner')
    if re.search(r"[(|][|)]", pattern):
        raise BadPattern('has an empty alternative; put "?" behind the ")" of what may be missing')
    return "".join(out)


def _star(pattern: str, i: int) -> str:
    """`*` on its own is one word; touching a word it is the rest of that word."""
    before = pattern[i - 1] if i else " "
    after = pattern[i + 1] if i + 1 < len(pattern) else " "
    alone = before in " (|" and after in " )|"
    return f"{_WORD}{'+' if alone else '*'}"


def _bounded(char: str) -> bool:
    """Whether a pattern that ends in `char` ends a word there: after the last `+` of "c++" anything may
    follow."""
    return char.isalnum() or char in "_()*?"


@lru_cache(maxsize=1024)
def value_pattern(expression: str) -> Any:
    """The RE2 of a field's `pattern`, in any letter case, on text as it was written. BadPattern when RE2 refuses it, it
    has more than one group, or it matches an empty text."""
    if len(expression) > LONGEST_PATTERN * 9:
        raise BadPattern(f"is longer than {LONGEST_PATTERN * 9} characters; split it into several ways")
    found = compile_value(expression)
    if found.groups > 1:
        raise BadPattern("has more than one group; write (?: ) around what is not the value")
    if found.search("") is not None:
        raise BadPattern("matches an empty text, so it would be found in every mail")
    return found


def compile_value(expression: str) -> Any:
    """The RE2 of an expression in any letter case. BadPattern when RE2 refuses it."""
    try:
        return re2.compile(*value_expression(expression))
    except re2.error as e:
        why = e.args[0].decode("utf-8", "replace") if e.args and isinstance(e.args[0], bytes) else str(e)
        raise BadPattern(f"RE2 refuses it: {why}; look-ahead, look-behind and back references do not exist") from None


def value_expression(expression: str) -> Expression:
    """An expression of a field, on text as it was written, in any letter case."""
    return expression.encode("utf-8", "replace"), options_of(any_case=True)


def word_search(expression: str) -> Any:
    """The RE2 of whole words, with what bounds them, on `encode`d text."""
    return re2.compile(*whole_words(expression))


def whole_words(expression: str) -> Expression:
    """Words of a list as RE2 takes them."""
    return f"{_LEFT}(?:{expression}){_RIGHT}".encode(), options_of(latin=True, memory=_MANY_STATES)
