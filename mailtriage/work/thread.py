"""work/thread.py: the mails and notes of a case as people read them: with those of the cases merged into it.

Promises   in order of time; a mail keeps the case it came on (`CaseMail.case`), which is how a page marks it.
Does not   move or copy anything: a merged case keeps its mails under its number (work/regroup.py).
Reads next desk/cases.py, cli/case_read.py
"""

from __future__ import annotations

from mailtriage.model.case import Case, CaseMail
from mailtriage.store.port import View

_MERGED = "merged:"


def thread(view: View, case: Case) -> list[CaseMail]:
    """Everything that was said on the case, and on those that go on in it."""
    cases = [case, *merged(view, case)]
    mails = [m for c in cases for m in view.find(CaseMail, "case", c.number)]
    return sorted(mails, key=lambda m: m.at) if len(cases) > 1 else mails


def merged(view: View, case: Case) -> list[Case]:
    """The cases merged into this one, and into those."""
    found, left = dict[str, Case](), [case]
    while left:
        for link in left.pop().links:
            number = link.removeprefix(_MERGED)
            old = view.one(Case, "number", number) if number != link and number not in found else None
            if old is not None and number != case.number:
                found[number] = old
                left.append(old)
    return list(found.values())


def goes_on_in(view: View, case: Case) -> Case:
    """The case that lives on: itself where it was not merged."""
    seen = {case.number}
    while (number := case.merged_into) and number not in seen:
        after = view.one(Case, "number", number)
        if after is None:
            break
        seen.add(number)
        case = after
    return case
