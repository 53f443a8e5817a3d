"""work/backtest.py: what another version of a program would decide about mails that are there, beside the one in force.

Promises   nothing is stored or sent. Both versions see the same mail and the same facts: the register as it is, the day
           the mail came. Each mail counts as new: whom it follows up, and what left for it, is no matter of the rules.
Does not   keep what it parsed: a cache of mails would have to be erased with them. Each mail is parsed once a run.
Reads next triage/chain.py, work/spread.py, cli/backtest.py
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import partial
from typing import NoReturn

from mailtriage.model.decision import Decision
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.mail import Mail
from mailtriage.program.program import Program
from mailtriage.store.port import StoreError, View
from mailtriage.triage.chain import triage
from mailtriage.triage.facts import Facts
from mailtriage.work.desk import Desk
from mailtriage.work.facts import read_facts
from mailtriage.work.receive import owner, read_mail
from mailtriage.work.spread import spread

OPENED = (Outcome.NEW_CASE, Outcome.CLOSED_REPLY_NEW_CASE)     # the mails of the store that rules decided about


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail to try: `label` says where it stands, `mailbox` where it came or would come to."""

    label: str
    mailbox: str
    raw: bytes
    received: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a version makes of a mail; the fields are those a comparison counts. `texts` are `id (language)`."""

    outcome: str = ""
    type: str = ""
    category: str = ""
    priority: str = ""
    level: str = ""
    team: str = ""
    entitlement: str = ""
    texts: str = ""


ASPECTS = tuple(f.name for f in fields(Verdict))


@dataclass(frozen=True, slots=True)
class Compared:
    """One mail under both. `changed` names the aspects that differ; `why` is what decided for the first
    of them."""

    label: str
    sender: str
    subject: str
    was: Verdict
    now: Verdict
    changed: tuple[str, ...]
    why: str


class Still:
    """The store of one view, for reading. What is read by it is of one moment, in a copy of this process, too."""

    def __init__(self, seen: View) -> None:
        self._seen = seen

    def view(self) -> AbstractContextManager[View]:
        return contextlib.nullcontext(self._seen)

    def unit(self) -> NoReturn:
        raise StoreError("a backtest stores nothing")

    def changed(self) -> object:
        return None

    def close(self) -> None:
        pass


@contextlib.contextmanager
def backtest(
    view: View, desk: Desk, old: Program, new: Program, samples: Iterable[Sample], processes: int = 0
) -> Iterator[Iterator[Compared | None]]:
    """Each sample in order, by `processes` (work/spread.py) that are there while the block runs; None for one that is
    not for this program or that no version would triage."""
    still = replace(desk, store=Still(view))
    with spread(partial(_try, view, still, old, new), samples, processes) as found:
        yield found


def _try(view: View, desk: Desk, old: Program, new: Program, sample: Sample) -> Compared | None:
    mail = read_mail(desk, sample.mailbox, sample.raw)
    box = owner(desk, sample.mailbox, mail)
    if box.program != old.id:
        return None
    came = sample.received
    facts = _as_new(read_facts(view, desk, old, box.name, mail, "backtest", came, came))
    return _compare(sample, mail, triage(mail, facts, old, came), triage(mail, facts, new, came))


class Stored:
    """The mails of the store that opened a case of `program`, oldest first; one whose bytes are gone is left out."""

    def __init__(self, view: View, desk: Desk, program: str, since: datetime | None = None) -> None:
        boxes = {m.name for m in desk.config.mailbox if m.program == program}
        found = [row for outcome in OPENED for row in view.find(LedgerRow, "outcome", outcome.value)]
        self._rows = sorted((r for r in found if r.mailbox in boxes and (since is None or r.received >= since)),
                            key=lambda r: r.received)
        self._raw = desk.raw

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Sample]:
        for row in self._rows:
            with contextlib.suppress(StoreError):
                yield Sample(row.case or row.key, row.mailbox, self._raw.get(row.sha256), row.received)


def _as_new(facts: Facts) -> Facts:
    return replace(facts, candidates=(), carries_our_id=False, duplicate_of="", duplicate_case="", returned_case=None,
                   over_budget="", restored=None, suspected="", released=True)


def _compare(sample: Sample, mail: Mail, was: Decision, now: Decision) -> Compared:
    a, b = verdict(was), verdict(now)
    changed = tuple(name for name in ASPECTS if getattr(a, name) != getattr(b, name))
    why = _why(changed[0], was, now) if changed else ""
    return Compared(sample.label, mail.sender.address if mail.sender else "", mail.subject, a, b, changed, why)


# Which steps of the chain decide about an aspect, where they are not called as it is.
_STEPS = {"type": ("type", "category"), "level": ("level", "category"), "team": ("category",),
          "texts": ("answer", "language")}


def _why(aspect: str, was: Decision, now: Decision) -> str:
    """What the new version says of an aspect and the old one did not: first of the texts that are new, then of those
    that are gone. Where it says nothing of its own, what the old one said of a text that is gone, or what both say."""
    steps = _STEPS.get(aspect, (aspect,))
    had, has = ([r for r in d.reasons if r.step in steps] for d in (was, now))
    new = [r for r in has if r.result not in {o.result for o in had}]
    gone = [r for r in had if r.result not in {o.result for o in has}]
    if aspect == "texts":
        before, after = ({a.text for a in d.answers} for d in (was, now))
        new.sort(key=lambda r: (r.rule not in after - before, r.rule not in before - after))
        gone.sort(key=lambda r: r.rule not in before - after)
    if new:
        return new[0].result
    if aspect == "texts" and gone:
        return f"no more: {gone[0].result}"
    return has[0].result if has else now.reason


def verdict(decision: Decision) -> Verdict:
    """The comparable part of a Decision."""
    case = decision.case
    texts = ", ".join(f"{a.text} ({a.language})" for a in decision.answers)
    if case is None:
        return Verdict(outcome=decision.outcome.value, texts=texts)
    return Verdict(
        outcome=decision.outcome.value, type=case.type or "", category=case.category or "",
        priority=case.priority or "", level=case.level or "", team=case.team or "", texts=texts,
        entitlement=case.entitlement.verdict.value if case.entitlement else "",
    )
