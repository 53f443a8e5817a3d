"""intake/unproven.py: which lines that were taken for quote or signature may still be words of the writer.

Promises   in doubt a line is among them. Proven is a marked quote behind the line a mail program puts above the mail it
           answers, when who is quoted there is written to or writes; a line of a mail we hold; what can be nothing but
           signature. A forward is never proven, nor what stands unmarked below a block of headers: people type there.
           Whoever would pass a mail over on what is new in it alone asks this first.
Does not   change what is new: that is for reading. This is for being silent.
Reads next intake/signature_proof.py, intake/quote_diff.py (what we hold), triage/reply.py (thanks)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mailtriage.intake.attribution import attribution_length, is_dated, quoted_address
from mailtriage.intake.html_quotes import MARK, without_marks
from mailtriage.intake.reply_text import BLANK, FORWARDED, INTRODUCES, QUOTED, SIGNED
from mailtriage.intake.signature_proof import plainly_signs

_CUT = (QUOTED, INTRODUCES, FORWARDED)


def unproven(marked: str, layout: str, name: str, answers: bool, people: Collection[str]) -> tuple[int, ...]:
    """The indices of these lines. `marked` is the text with the marks of html_quotes.py, `people` the addresses of
    sender and recipients; `answers` when the mail says that it answers one."""
    lines = marked.split("\n")
    bare = without_marks(marked).split("\n")
    found = _unproven_quotes(lines, bare, layout, people) if answers else _all_of(layout, (QUOTED, FORWARDED))
    return tuple(sorted(found | unproven_signature(bare, layout, name)))


def unproven_signature(bare: Sequence[str], layout: Sequence[str], name: str) -> set[int]:
    """Of the lines that sign, those that may say something."""
    taken = [i for i, kind in enumerate(layout) if kind == SIGNED]
    return set(taken) - plainly_signs(bare, taken, name)


def _all_of(layout: str, kinds: Collection[str]) -> set[int]:
    return {i for i, kind in enumerate(layout) if kind in kinds}


def _unproven_quotes(lines: Sequence[str], bare: Sequence[str], layout: str, people: Collection[str]) -> set[int]:
    found: set[int] = set()
    domains = {address.rpartition("@")[2] for address in people}
    introduced, inside = False, False
    for i, kind in enumerate(layout):
        if kind == BLANK:
            continue
        if kind in _CUT and (not inside or (kind == INTRODUCES and layout[i - 1] != INTRODUCES)):
            length = attribution_length(bare, i, True)
            if length or kind == INTRODUCES:
                introduced = bool(length) and _by_program(bare[i : i + length], domains)
        inside = kind in _CUT
        marked = lines[i].startswith(MARK) or bare[i].lstrip().startswith(">")
        if kind == FORWARDED or (kind == QUOTED and not (introduced and marked)):
            found.add(i)
    return found


def _by_program(attribution: Sequence[str], domains: Collection[str]) -> bool:
    """Whether a mail program wrote it, above a mail of somebody who takes part."""
    address = quoted_address(attribution)
    return is_dated(attribution) and (not address or address.rpartition("@")[2] in domains)
