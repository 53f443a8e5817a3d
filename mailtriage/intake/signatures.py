"""intake/signatures.py: which lines of the new text sign it: name, phone, legal and list footer, gateway's banner.

Promises   only the tail of a run of text is a signature (and a banner at its head, a phone's line standing alone).
           Below a name only what reads like a name, a title or an address goes with it: a postscript, a pasted log or
           a question stays text. Thanks are text, but for "Thanks," above a name. Linear time.
Source     RFC 3676 4.3 for "-- "; signature_lines.py for the rest.
Reads next intake/signature_lines.py
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mailtriage.intake.signature_lines import (
    CONTACT,
    DASH_NAME,
    DASH_WORD,
    HEADING,
    LINK,
    LIST,
    MARK,
    NAME,
    POSTSCRIPT,
    RULE,
    THANKS,
    is_banner,
    is_closing,
    is_device,
    is_footer,
    is_legal,
    is_legal_part,
    is_named,
    is_prose,
)
from mailtriage.intake.signature_proof import plainly_signs

_LINE_MOST = 1_000      # characters of a line that is looked at
_PARAGRAPH_MOST = 4_000  # characters of a paragraph that is looked at
_DASHED_MOST = 15       # lines below "--"; more is text that used a dash
_BELOW_MOST = 10        # lines of one paragraph below a closing
_WINDOW = 40            # lines from the end in which a closing is looked for

def signed(lines: Sequence[str], kept: Sequence[int], name: str = "") -> set[int]:
    """The indices, of the `kept` ones, that sign. `kept` are the lines of new text, blank ones too; where numbers are
    missing a quote stood. `name` is the sender's display name."""
    found: set[int] = set()
    run: list[int] = []
    first = True
    for i in [*kept, -1]:
        if run and i != run[-1] + 1:
            if any(lines[k].strip() for k in run):
                found |= _run(lines, run, name, first)
                first = False
            run = []
        run.append(i)
    return found


def _run(lines: Sequence[str], run: list[int], name: str, first: bool) -> set[int]:
    found: set[int] = set()
    paragraphs = _paragraphs(lines, run)
    if first and len(paragraphs) > 1 and is_banner(_text(lines, paragraphs[0])):
        found.update(paragraphs.pop(0))
    found |= {i for p in paragraphs if len(p) <= 2 and is_device(lines[p[0]]) for i in p}
    mark = _mark(lines, run, first, name)
    if mark is not None:
        after = _postscript(lines, run, mark)
        found.update(run[mark:after])
        paragraphs = _paragraphs(lines, run[:mark]) + _paragraphs(lines, run[after:])
    paragraphs = _cut_tail(lines, [p for p in paragraphs if p[0] not in found], found)
    closing = _closing(lines, [i for p in paragraphs for i in p])
    if closing:
        found |= closing
        left = [[i for i in p if i not in closing] for p in paragraphs]
        # A device's line may stand above the name as well.
        postscript = paragraphs[-1][-1] not in closing
        paragraphs = [p for p in left if p]
        if not postscript:
            paragraphs = _cut_tail(lines, paragraphs, found)
    _cut_name(lines, paragraphs, found, name)
    return found


def _paragraphs(lines: Sequence[str], run: Sequence[int]) -> list[list[int]]:
    found: list[list[int]] = [[]]
    for i in run:
        if lines[i].strip():
            found[-1].append(i)
        elif found[-1]:
            found.append([])
    return found if found[-1] else found[:-1]


def _text(lines: Sequence[str], paragraph: Sequence[int]) -> str:
    return "\n".join(lines[i][:_LINE_MOST] for i in paragraph[:40])[:_PARAGRAPH_MOST]


def _mark(lines: Sequence[str], run: Sequence[int], first: bool, name: str) -> int | None:
    """The position of the line that separates a signature: "-- " wherever it stands, others when little follows. One
    that stands there twice sets off a list, unless what follows can be nothing but signature."""
    full = [k for k, i in enumerate(run) if lines[i].strip()]
    marks = {k for k in full if len(lines[run[k]]) <= 20 and MARK.match(lines[run[k]])}
    drawn = Counter(lines[run[k]].strip() for k in marks)
    plain = _plain_from(lines, run, name) if any(count > 1 for count in drawn.values()) else 0
    for rank, k in enumerate(full):
        line = lines[run[k]]
        if k not in marks:
            continue
        if drawn[line.strip()] > 1:
            if k >= plain:
                return k
            continue
        if line == "-- ":
            return k
        most = _DASHED_MOST if line.strip() in ("--", "\u2014") else 8
        if (first and not rank) or not 0 < len(full) - rank - 1 <= most:
            continue
        below = [lines[run[j]] for j in full[rank + 1 :]]
        said = [text for text in below if not (is_device(text) or LINK.search(text))]
        if not any(is_prose(text) or POSTSCRIPT.match(text) or MARK.match(text[:20]) for text in said):
            return k
    return None


def _plain_from(lines: Sequence[str], run: Sequence[int], name: str) -> int:
    """The position from which on everything can be nothing but signature."""
    plain = plainly_signs(lines, run, name)
    return next((k + 1 for k in range(len(run) - 1, -1, -1) if lines[run[k]].strip() and run[k] not in plain), 0)


def _postscript(lines: Sequence[str], run: Sequence[int], mark: int) -> int:
    """The position of the postscript below a separator, which is text as it is below a name; else that of the end."""
    return next((k for k in range(mark + 1, len(run)) if POSTSCRIPT.match(lines[run[k]])), len(run))


def _cut_tail(lines: Sequence[str], paragraphs: list[list[int]], found: set[int]) -> list[list[int]]:
    """Take from the end what no person wrote for this mail; the paragraphs that are left."""
    cut = len(paragraphs)
    legal = cut
    for k in range(len(paragraphs) - 1, max(-1, len(paragraphs) - 13), -1):
        text = _text(lines, paragraphs[k])
        if is_legal(text) or (HEADING.match(text) and k + 1 == legal) or is_footer(text) or RULE.match(text):
            legal = cut = k
        elif is_device(text) and len(paragraphs[k]) <= 2:
            cut = legal = k
        elif not (is_legal_part(text) and len(text) > 60):
            break
    for paragraph in paragraphs[cut:]:
        found.update(paragraph)
    left = paragraphs[:cut]
    below = cut < len(paragraphs)
    while left and (is_device(lines[left[-1][-1]]) or (below and RULE.match(lines[left[-1][-1]][:200]))):
        found.add(left[-1].pop())
        if not left[-1]:
            left.pop()
    return left


def _closing(lines: Sequence[str], kept: list[int]) -> set[int]:
    """A closing and the name below it; empty when there is none. `kept` has no blank lines."""
    window = kept[-_WINDOW:]
    for position, i in enumerate(window):
        above = position + len(kept) > len(window)
        if not is_closing(lines[i]) and not (
            above and THANKS.match(lines[i][:60]) and _names_below(lines, window[position + 1 :])
        ):
            continue
        taken, before, count, known = [i], i, 0, True
        for k in window[position + 1 :]:
            line = lines[k]
            if k != before + 1:
                count, known = 0, before == i or _is_address(lines, window, k)
            count += 1
            fits = (known and is_named(line)) or CONTACT.search(line[:300]) is not None
            if not fits or POSTSCRIPT.match(line) or count > _BELOW_MOST or is_prose(line):
                break
            taken.append(k)
            before = k
        rest = window[position + len(taken) :]
        if len(taken) == 1 and rest and rest[0] == i + 1:
            continue            # "Best" with text under it
        return set(taken)
    return set()


def _is_address(lines: Sequence[str], window: list[int], start: int) -> bool:
    """Whether the paragraph at `start` is a name and address, by its first line or by a number or link in it."""
    block = [lines[k][:300] for n, k in enumerate(i for i in window if i >= start) if k == start + n]
    return NAME.match(block[0]) is not None or any(CONTACT.search(line) for line in block)


def _names_below(lines: Sequence[str], below: list[int]) -> bool:
    if not 0 < len(below) <= 6 or not NAME.match(lines[below[0]][:100]):
        return False
    return not any(is_prose(lines[i]) for i in below)


def _cut_name(lines: Sequence[str], paragraphs: list[list[int]], found: set[int], name: str) -> None:
    """The writer's own name, or "-Kari", as the last line."""
    if not paragraphs or sum(map(len, paragraphs)) < 2:
        return
    block = [lines[i].strip() for i in paragraphs[-1]]
    own = " " in name and block[0].casefold().startswith(name.casefold())
    if own and len(block) <= 6 and not any(map(is_prose, block)):
        found.update(paragraphs[-1])        # "Ann Ames | Head of Print", and the company below
        return
    last = paragraphs[-1][-1]
    above = paragraphs[-1][-2] if len(paragraphs[-1]) > 1 else paragraphs[-2][-1]
    said = lines[last].strip(" \t*_,.-\u2013\u2014~/").casefold()
    names = {n for n in (name.casefold(), *name.casefold().replace(",", " ").split()) if len(n) > 1}
    dashed = DASH_NAME.match(lines[last][:100]) or DASH_WORD.match(lines[last].strip()[:40])
    if said in names or (dashed and not LIST.match(lines[above])):
        found.add(last)


