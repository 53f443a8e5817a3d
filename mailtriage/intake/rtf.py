"""intake/rtf.py: the words of an RTF body, as Outlook packs it into winmail.dat.

Promises   `decompressed` undoes MS-OXRTFCP within `limits.RTF` bytes; `rtf_to_text` gives the text, of HTML that was
           wrapped in RTF (`\\fromhtml`) what a reader of the HTML sees. Linear time, nothing raises.
Does not   know tables, pictures or fonts.
Source     MS-OXRTFCP 2.1, MS-OXRTFEX 2.1, RTF 1.9.1.
"""

from __future__ import annotations

import re
import struct

from mailtriage.intake import limits
from mailtriage.intake.charset import codec, decode
from mailtriage.intake.html_text import html_to_text

_PRIMED = (                 # what the dictionary holds at the start (MS-OXRTFCP 2.1.2.1)
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20"
    b"\\b\\i\\u\\tab\\tx"
)
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)", re.S)
_UNSHOWN = {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"listtable",
            b"listoverridetable", b"rsidtbl", b"generator", b"themedata", b"datastore", b"xmlnstbl", b"fldinst"}
_WORDS = {b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t", b"cell": "  ",
          b"emdash": "\u2014", b"endash": "\u2013", b"lquote": "\u2018", b"rquote": "\u2019", b"ldblquote": "\u201c",
          b"rdblquote": "\u201d", b"bullet": "\u2022", b"emspace": " ", b"enspace": " "}
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}


def decompressed(data: bytes) -> bytes:
    """The RTF of a PR_RTF_COMPRESSED value, as far as it goes; empty when it is none."""
    if len(data) < 16:
        return b""
    _, size, sort, _ = struct.unpack_from("<IIII", data)
    if sort == 0x414C454D:                               # MELA: as it is
        return data[16 : 16 + min(size, limits.RTF)]
    if sort != 0x75465A4C:                               # LZFu
        return b""
    out = bytearray(_PRIMED)
    most, at = len(_PRIMED) + min(size, limits.RTF), 16
    while at < len(data) and len(out) < most:
        control, at = data[at], at + 1
        for bit in range(8):
            if not control >> bit & 1:
                out += data[at : at + 1]
                at += 1
            elif at + 2 > len(data):
                return bytes(out[len(_PRIMED) : most])
            else:
                offset, length = (data[at] << 4) | (data[at + 1] >> 4), (data[at + 1] & 15) + 2
                at += 2
                back = (len(out) - offset) % 4096        # the dictionary is the last 4,096 bytes written
                if back == 0 or back > len(out):
                    return bytes(out[len(_PRIMED) : most])
                for _ in range(length):
                    out.append(out[-back])
    return bytes(out[len(_PRIMED) : most])


def rtf_to_text(data: bytes) -> str:
    """The words of RTF; of wrapped HTML those of the HTML."""
    if b"\\fromhtml" in data[:2000]:
        return html_to_text(_Reader(data, wrapped=True).read())[0]
    lines = _Reader(data, wrapped=False).read().split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


class _Reader:
    """One pass over the tokens. `wrapped`: the text between `\\htmlrtf` and `\\htmlrtf0` is for RTF readers only, and
    that of `{\\*\\htmltag` groups is the HTML."""

    def __init__(self, data: bytes, wrapped: bool) -> None:
        self.data, self.wrapped = data, wrapped
        self.out: list[str] = []
        self.pending = bytearray()
        self.codepage = "cp1252"
        # of each group: is its text silent, is it a tag of HTML, how many characters stand for one \u
        self.silent, self.tag, self.skip = False, False, 1
        self.groups: list[tuple[bool, bool, int]] = []
        self.only_rtf = False
        self.left = 0               # characters to skip after a \u
        self.starred = False

    def read(self) -> str:
        for match in _TOKEN.finditer(self.data):
            word, number, byte, symbol, brace, text = match.groups()
            if byte is not None:
                self._bytes(bytes((int(byte, 16),)))
            elif text is not None:
                self._bytes(text)
            elif brace is not None:
                self._flush()
                self._group(brace)
            elif symbol == b"*":
                self.starred = True
                continue
            elif symbol is not None:
                self._say(_SYMBOLS.get(symbol, ""))
            else:
                self._word(word, int(number) if number else None)
            self.starred = False
        self._flush()
        return "".join(self.out).encode("utf-8", "replace").decode("utf-8")

    def _group(self, brace: bytes) -> None:
        self.left = 0
        if brace == b"{":
            self.groups.append((self.silent, self.tag, self.skip))
        elif self.groups:
            self.silent, self.tag, self.skip = self.groups.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        if word == b"htmltag" and self.wrapped:
            self.silent, self.tag = False, True
        elif word == b"htmlrtf":
            self._flush()
            self.only_rtf = number != 0
        elif self.starred or word in _UNSHOWN:
            self._flush()
            self.silent = True
        elif word == b"ansicpg" and number and codec(f"cp{number}"):
            self.codepage = f"cp{number}"
        elif word == b"uc":
            self.skip = min(max(number or 0, 0), 4)
        elif word == b"u" and number is not None:
            code = number % 65536
            self._say(chr(code))
            self.left = self.skip
        elif word in _WORDS:
            self._say(_WORDS[word])

    def _bytes(self, data: bytes) -> None:
        cut = min(self.left, len(data))
        self.left -= cut
        if not self.silent and not (self.only_rtf and not self.tag):
            self.pending += data[cut:]

    def _flush(self) -> None:
        if self.pending:
            self.out.append(decode(bytes(self.pending), self.codepage)[0])
            self.pending.clear()

    def _say(self, text: str) -> None:
        self._flush()
        if self.silent or (self.only_rtf and not self.tag):
            return
        if "\udc00" <= text <= "\udfff" and self.out and "\ud800" <= self.out[-1] < "\udc00":
            # Halves of a character come one after the other.
            self.out[-1] = (self.out[-1] + text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        else:
            self.out.append(text)
