"""intake/header_block.py: the block of headers above a quoted mail, as Outlook and Lotus Notes write it.

    From: Support <support@desk.example>
    Sent: Tuesday, November 24, 2026 10:15
    To: Ann Ames
    Subject: Printer

Promises   labels of every language of reply_tables.py, in any order, bold (`*From:*`), a blank between, values folded.
Does not   take "From: Oslo, To: Bergen, Date: Friday" for one: a block has a From and a subject or an address.
Reads next intake/reply_text.py
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from mailtriage.intake.reply_tables import every

_LINES_MOST = 16        # of a block: To and Cc may be long
_LABEL_MOST = 60        # characters before the colon
_FOLDS_MOST = 8         # lines that one value may take
_FIELDS = ("from_", "sent", "to", "subject", "cc")
_EDGE = r"[>*_\s]{0,12}"
_LABEL = re.compile(
    rf"{_EDGE}(?:{'|'.join(rf'(?P<{name}>{every(name)})' for name in _FIELDS)})[*_\s\u00a0]{{0,12}}[:\uff1a](?!//)",
    re.I,
)
_INLINE = re.compile(
    rf"(?:^|\s)[*_]{{0,2}}(?:{'|'.join(rf'(?P<{name}>{every(name)})' for name in _FIELDS)})[*_]{{0,2}}:", re.I
)
_RARE = re.compile(
    rf"{_EDGE}(?:Attachments?|Importance|Priority|Sensitivity|Organi[sz]ation|Sent by|Vedlegg|Viktighet|Prioritet|"
    r"Anlagen?|"
    r"Wichtigkeit|Priorität|Pièces? jointes?|Importancia|Datos adjuntos|Bijlagen?|Bilagor?|Anexos?|Allegati|Allegato|"
    r"Załączniki|Mailed-By|Signed-By|X-[\w-]+|Message-ID|Reply-To|Resent-\w+|User-Agent)[*_\s]{0,12}[:\uff1a]", re.I
)
_ADDRESS = re.compile(r"[\w.+'/=-]{1,64}@[\w-]{1,60}\.|mailto:|/O=|@\w", re.I)


def block_length(lines: Sequence[str], i: int, below_line: bool = False) -> int:
    """How many lines, from `i`, are a block of quoted headers; 0 when there is none. `below_line` when a separator
    ("-----Original Message-----", a rule) stands above, which makes two labels enough."""
    first = _label(lines[i])
    if first == "from_" and _on_one_line(lines[i]):
        return 1
    if not first or not (first == "from_" or any(_label(line) == "from_" for line in lines[i + 1 : i + _LINES_MOST])):
        return 0
    got = {first}
    address = _ADDRESS.search(lines[i][:400]) is not None
    end, blank, folds, at = i + 1, 0, 0, i + 1
    while at < min(len(lines), i + _LINES_MOST):
        line = lines[at]
        if not line.strip(" \t>*"):
            blank += 1
            if blank > 1:
                break
        elif label := _label(line):
            got.add(label)
            address = address or _ADDRESS.search(line[:400]) is not None
            end, blank, folds = at + 1, 0, 0
        elif _RARE.match(line[:_LABEL_MOST]):
            end, blank, folds = at + 1, 0, 0
        elif blank or folds >= _FOLDS_MOST:
            break
        else:
            folds += 1          # the rest of a long To, counted only when a label follows it
        at += 1
    return end - i if _enough(got, address, below_line) else 0


def block_says(lines: Sequence[str], i: int, length: int) -> tuple[bool, str]:
    """Of the block of `length` lines at `i`: whether it has a date, as those of mail programs have, and its subject."""
    if length == 1 and (got := {str(m.lastgroup): m for m in _INLINE.finditer(lines[i][:600])}).keys() >= {"from_"}:
        begins = got["subject"].end() if "subject" in got else len(lines[i])
        return "sent" in got, lines[i][begins:].strip(" *_")
    dated, subject = False, ""
    for line in lines[i : i + length]:
        label = _label(line)
        dated = dated or label == "sent"
        if label == "subject" and not subject:
            subject = re.split("[:\uff1a]", line, maxsplit=1)[1].strip(" *_\t")
    return dated, subject


def _on_one_line(line: str) -> bool:
    """A block whose line ends were lost: "From: a@b.example Sent: Tuesday To: Ann Subject: Printer"."""
    got = {str(match.lastgroup) for match in _INLINE.finditer(line[:600])}
    return len(got) >= 3 and _ADDRESS.search(line[:600]) is not None


def _enough(got: set[str], address: bool, below_line: bool) -> bool:
    if "from_" not in got:
        return False
    known = len(got)
    if below_line:
        return known >= 2
    if known == 2:
        return address and bool(got & {"sent", "subject"})
    return known >= 3 and ("subject" in got or address)


def _label(line: str) -> str:
    line = line[:_LABEL_MOST]
    return _label_of(line) if ":" in line or "\uff1a" in line else ""


@lru_cache(maxsize=256)          # each line is asked for by all the lines above it
def _label_of(line: str) -> str:
    match = _LABEL.match(line)
    return str(match.lastgroup) if match else ""
