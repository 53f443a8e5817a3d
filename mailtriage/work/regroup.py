"""work/regroup.py: two matters in one case, one matter in two: split, merge, link by hand.

Promises   one unit each, with an event on both cases. The number of a merged case leads to where it went, for who took
           part in it (work/facts.py). Cases of two programs, or of two customers, are never put together: whoever takes
           part in one would read the other.
Does not   move mails when it merges: they stay under their number, which is closed and linked.
Reads next work/cases.py, cli/case_regroup.py
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailtriage.model.case import Case, CaseMail, Direction, Event, State
from mailtriage.model.decision import Answer, Send
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.subject import strip_numbers
from mailtriage.program.match import prioritise
from mailtriage.program.secrets import mask
from mailtriage.program.weighed import by_words
from mailtriage.store.port import Unit
from mailtriage.work.answer import carry_out
from mailtriage.work.approve import Refused
from mailtriage.work.cases import find, note_of, step
from mailtriage.work.checked import check_facts
from mailtriage.work.commit import next_number
from mailtriage.work.desk import Desk
from mailtriage.work.reading import read
from mailtriage.work.reopen import start_clocks

# What one case is to another, and the other to the one.
RELATIONS = {"related": "related", "causes": "caused-by", "caused-by": "causes"}


def link(desk: Desk, first: str, second: str, actor: str, relation: str = "related") -> tuple[Case, Case]:
    """Say that two cases of a program have to do with each other. Raises Refused."""
    if relation not in RELATIONS:
        raise Refused(f"{relation} is no relation of cases; these are: {', '.join(RELATIONS)}")
    now = desk.clock()
    with desk.store.unit() as unit:
        a, b = _two(unit, desk, first, second)
        back = RELATIONS[relation]
        return (
            _linked(unit, a, f"{relation}:{b.number}", f"{relation} {b.number}", actor, now),
            _linked(unit, b, f"{back}:{a.number}", f"{back} {a.number}", actor, now),
        )


def merge(desk: Desk, number: str, into: str, actor: str) -> tuple[Case, Case]:
    """Close `number` and go on in `into`, which gets its participants, its links, and the fields it lacks. Answers to
    the old number come there. Raises Refused."""
    now = desk.clock()
    with desk.store.unit() as unit:
        old, new = _two(unit, desk, number, into)
        if old.customer and new.customer and old.customer != new.customer:
            raise Refused(f"{old.number} is of {old.customer} and {new.number} of {new.customer}: who takes part in one"
                          " would read the other")
        for case, why in ((old, old.merged_into), (new, new.merged_into)):
            if why:
                raise Refused(f"{case.number} was merged into {why}")
        if new.state is State.CLOSED:
            raise Refused(f"{new.number} is closed; nothing goes on there")
        if old.state is not State.CLOSED:
            old = step(unit, old, State.CLOSED, now)
        merged = replace(
            new,
            customer=new.customer or old.customer,
            entitlement=new.entitlement if new.customer or not old.customer else old.entitlement,
            participants=_with(new.participants, old.participants),
            fields={**old.fields, **new.fields},
            sources={**old.sources, **new.sources},
            perhaps={**old.perhaps, **new.perhaps},
            also=_with(new.also, old.also),
            asked=_with(new.asked, old.asked),
            texts_sent=_with(new.texts_sent, old.texts_sent),
            callback=new.callback or old.callback,
        )
        return (
            _linked(unit, old, f"merged-into:{new.number}", f"merged into {new.number}", actor, now),
            _linked(unit, merged, f"merged:{old.number}", f"{old.number} was merged into this case", actor, now),
        )


def split(desk: Desk, number: str, n: int, actor: str, subject: str = "", about: str = "") -> tuple[Case, Case]:
    """Take the n-th mail of the thread (as `case show` counts) out into a case of its own, with who takes part, the
    customer and the contract; priority and clocks are those of its words, and so is the category where `about` names
    none. The only mail of a case stays, for each mail has one outcome: the new case, about the other matter of the
    mail, gets a copy, and a note that says so. Its sender is told the new number once a person approves. Raises
    Refused."""
    now = desk.clock()
    with desk.store.unit() as unit:
        old = find(unit, desk, number)
        program = desk.programs[old.program]
        mail = _mail(unit, old, n)
        words = read(desk, mail).new
        title = mask(subject.strip() or strip_numbers(mail.subject, desk.prefixes)) or "(no subject)"
        only = sum(1 for m in unit.find(CaseMail, "case", old.number) if m.direction is Direction.IN) == 1
        about = about or (_other_matter(old, n) if only else "")
        if about:
            check_facts(unit, program, {"category": about})
        category = program.category(about) if about else by_words(program, title, words).winner
        new = unit.add(
            Case(
                next_number(unit, program), program.id, old.mailbox, title, mail.at, now,
                customer=old.customer,
                contact=old.contact,
                entitlement=old.entitlement,
                type=category.type if category else "question",
                category=category.id if category else program.default_category,
                priority=prioritise(program, category, title, words).id,
                level=category.level if category else "L1",
                team=(category.team if category else "") or program.default_team,
                language=old.language,
                channel=old.channel,
                participants=_with((mail.sender,) if mail.sender else (), old.participants),
            )
        )
        if only:
            unit.add(replace(mail, case=new.number, id=0))
            said = (f"The mail above is a copy of mail {n} of {old.number}, which goes on with {old.category}; "
                    f"this case is about {new.category}.")
            unit.add(note_of(new, now, actor, said))
            old = replace(old, also=tuple(c for c in old.also if c != new.category))
        else:
            _moved(unit, mail, old, new)
        start_clocks(unit, program, new, now)
        text = program.texts["acknowledgement"]
        told = Answer(text.id, text.purpose, program.language(new.language), Send.APPROVE, new.participants[:1],
                      words=f"split from {old.number}")
        new = carry_out(unit, desk, new, (told,) if new.participants else (), None, cause=f"split/{mail.raw}", now=now)
        return (
            _linked(unit, old, f"split-into:{new.number}",
                    f"mail {n} is in {new.number} too, for {new.category}" if only else f"mail {n} became {new.number}",
                    actor, now),
            _linked(unit, new, f"split-from:{old.number}", f"split from {old.number}", actor, now),
        )


def _other_matter(case: Case, n: int) -> str:
    """What the new case is about that gets a copy of the only mail. Raises Refused."""
    other = next((c for c in case.also if c != case.category), "")
    if not other:
        raise Refused(f"mail {n} is the only one that came on {case.number}: nothing would be left of it, for no "
                      f"matter but {case.category} was seen in the mail; --about CATEGORY names another")
    return other


def _moved(unit: Unit, mail: CaseMail, old: Case, new: Case) -> None:
    unit.remove(CaseMail, mail.id)      # and added anew, so that the search index sees where it is now
    unit.add(replace(mail, case=new.number, id=0))
    for row in unit.find(LedgerRow, "sha256", mail.raw):
        if row.case == old.number:
            unit.put(replace(row, case=new.number))


def _two(unit: Unit, desk: Desk, first: str, second: str) -> tuple[Case, Case]:
    a, b = find(unit, desk, first), find(unit, desk, second)
    if a.number == b.number:
        raise Refused(f"{a.number} is one case; name two")
    if a.program != b.program:
        raise Refused(f"{a.number} is a case of {a.program} and {b.number} of {b.program}: programs do not mix")
    return a, b


def _mail(unit: Unit, case: Case, n: int) -> CaseMail:
    mails = unit.find(CaseMail, "case", case.number)
    if not 1 <= n <= len(mails):
        raise Refused(f"{case.number} has {len(mails)} mails and notes; `mailtriage case show {case.number}` counts")
    if mails[n - 1].direction is not Direction.IN:
        raise Refused(f"mail {n} of {case.number} did not come from outside; only such a mail becomes a case")
    return mails[n - 1]


def _with(had: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*had, *more)))


def _linked(unit: Unit, case: Case, link: str, said: str, actor: str, now: datetime) -> Case:
    unit.add(Event(case.number, now, "link", said, actor))
    return unit.put(replace(case, links=_with(case.links, (link,)), updated=now, revision=case.revision + 1))
