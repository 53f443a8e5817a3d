"""work/incidents.py: open, link, unlink and close an incident; tell its reporters when it is over.

Promises   whoever is linked when it ends is told once: the unit that writes the draft or the mail turns the link
           `incident:KEY` into `incident-over:KEY`, so that a pass that goes on after a crash skips them. A few cases a
           unit, so that nobody waits for a thousand. A program's incident is linked to cases of that program alone.
Does not   solve or close a case: that its incident is over is for its reporter to confirm.
Crash      anywhere: `closing` incidents are finished by the next pass of the daemon, or by the next `close`.
Reads next model/incident.py, triage/incidents.py, cli/incident.py
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mailtriage.model.case import Case, Event
from mailtriage.model.decision import Answer, Send
from mailtriage.model.incident import LINK, OVER, Incident
from mailtriage.points import point
from mailtriage.program.patterns import BadPattern, compiled
from mailtriage.program.problems import nearest
from mailtriage.program.program import Program
from mailtriage.store.port import Unit, View
from mailtriage.triage.incidents import text_for
from mailtriage.work.answer import carry_out
from mailtriage.work.approve import Refused
from mailtriage.work.desk import Desk
from mailtriage.work.dossier import find_case

BATCH = 20      # cases a unit
MOST_TEXT = 2000    # characters of what reporters are told


def find(view: View, key: str) -> Incident:
    """The incident called so, in any letter case. Raises Refused."""
    found = view.one(Incident, "key", key.strip().upper())
    if found is None:
        raise Refused(f"there is no incident {key}; `mailtriage incident list --all` shows them")
    return found


def linked(view: View, key: str) -> list[Case]:
    """Its cases, also those that have been told that it is over."""
    return view.find(Case, "incidents", key)


def open_incident(
    desk: Desk, program: Program, actor: str, title: str, *, words: Sequence[str] = (), categories: Sequence[str] = (),
    products: Sequence[str] = (), tell: str = "",
) -> Incident:
    """Open one. New reports that look like it are linked from now on; older ones by hand. Raises Refused."""
    _check(program, title, words, categories, products, tell)
    with desk.store.unit() as unit:
        return unit.add(
            Incident(f"INC-{unit.next('incident')}", program.id, title.strip(), desk.clock(), actor, tuple(words),
                     tuple(categories), tuple(products), tell.strip())
        )


def _check(program: Program, title: str, words: Sequence[str], categories: Sequence[str], products: Sequence[str],
           tell: str) -> None:
    if not title.strip() or "\n" in title:
        raise Refused("an incident has a title of one line")
    if len(tell) > MOST_TEXT:
        raise Refused(f"what reporters are told is too long: {len(tell)} characters, {MOST_TEXT} is the most")
    for pattern in words:
        try:
            compiled(pattern)
        except BadPattern as e:
            raise Refused(f'the words "{pattern}" {e}') from None
    known = [c.id for c in program.categories]
    for name, values, there in (("category", categories, known), ("product", products, program.products)):
        for value in values:
            if value not in there:
                raise Refused(f'{program.id} has no {name} "{value}"; {nearest(value, there)}')


def link(desk: Desk, key: str, number: str, actor: str) -> Case:
    """Link a case by hand; its reporter is told as one whose mail was recognised. Raises Refused."""
    now = desk.clock()
    with desk.store.unit() as unit:
        incident, case = find(unit, key), _case(unit, desk, number)
        if case.program != incident.program:
            raise Refused(f"{incident.key} is an incident of {incident.program}; {case.number} is no case of it")
        if incident.closed is not None:
            raise Refused(f"{incident.key} is {incident.state}: nothing is linked to it any more")
        if f"{LINK}{incident.key}" in case.links:
            return case
        if not case.is_open:
            raise Refused(f"{case.number} is {case.state.value}; only an open case is linked")
        case = replace(case, links=(*case.links, f"{LINK}{incident.key}"))
        unit.add(Event(case.number, now, "incident", f"linked to {incident.key}: {incident.title}",
                       actor, face=desk.face))
        case = _tell(unit, desk, incident, case, "incident", now)
        return unit.put(replace(case, updated=now, revision=case.revision + 1))


def unlink(desk: Desk, key: str, number: str, actor: str) -> Case:
    """Take a case off it again: nothing is told it when it is over. Raises Refused."""
    now = desk.clock()
    with desk.store.unit() as unit:
        incident, case = find(unit, key), _case(unit, desk, number)
        if f"{LINK}{incident.key}" not in case.links:
            raise Refused(f"{case.number} is not linked to {incident.key}")
        unit.add(Event(case.number, now, "incident", f"no longer linked to {incident.key}", actor, face=desk.face))
        links = tuple(one for one in case.links if one != f"{LINK}{incident.key}")
        return unit.put(replace(case, links=links, updated=now, revision=case.revision + 1))


def close(desk: Desk, key: str, actor: str, over: str = "") -> Incident:
    """It is over: nothing more is linked, and every linked case that is open is told. Said again while it closes, it
    goes on. Raises Refused."""
    if len(over) > MOST_TEXT:
        raise Refused(f"what reporters are told is too long: {len(over)} characters, {MOST_TEXT} is the most")
    with desk.store.unit() as unit:
        incident = find(unit, key)
        if incident.state == "closed":
            raise Refused(f"{incident.key} was closed by {incident.closed_by}; its reporters have been told")
        if incident.closed is None:
            unit.put(replace(incident, closed=desk.clock(), closed_by=actor, over=over.strip()))
    finish(desk)
    with desk.store.view() as view:
        return find(view, key)


def finish(desk: Desk) -> int:
    """Tell what is left of every incident that is closing; how many cases were told."""
    with desk.store.view() as view:
        closing = view.find(Incident, "closing", "yes")
        waiting = {i.id: [c.id for c in linked(view, i.key) if f"{LINK}{i.key}" in c.links] for i in closing}
    told = 0
    for incident in closing:
        ids = waiting[incident.id]
        for n in range(0, len(ids), BATCH):
            told += _batch(desk, incident.id, ids[n : n + BATCH])
            point("incident.told")
        with desk.store.unit() as unit:
            now = unit.get(Incident, incident.id)
            if now is not None and now.state == "closing":
                unit.put(replace(now, told=desk.clock()))
    return told


def _batch(desk: Desk, id: int, cases: Sequence[int]) -> int:
    now, told = desk.clock(), 0
    with desk.store.unit() as unit:
        incident = unit.get(Incident, id)
        for one in cases:
            case = unit.get(Case, one)
            if incident is None or case is None or f"{LINK}{incident.key}" not in case.links:
                continue    # another process told it, or staff took it off meanwhile
            links = tuple(f"{OVER}{incident.key}" if v == f"{LINK}{incident.key}" else v for v in case.links)
            unit.add(Event(case.number, now, "incident", f"{incident.key} is over: {incident.title}",
                           incident.closed_by))
            case = replace(case, links=links)
            if case.is_open:
                case = _tell(unit, desk, incident, case, "incident-over", now)
                told += 1
            unit.put(replace(case, updated=now, revision=case.revision + 1))
    return told


def _tell(unit: Unit, desk: Desk, incident: Incident, case: Case, purpose: str, now: datetime) -> Case:
    """The program's text of that purpose to the reporter: by itself where the program says so and the case has had an
    automatic mail before (who must not get one got none), else as a draft."""
    program = desk.programs[case.program]
    text = text_for(program, purpose)
    if text is None or not case.participants or text.id in (*case.texts_sent, *case.texts_proposed):
        return case
    auto = text.send == "auto" and text.purpose in program.sends_by_itself and bool(case.texts_sent)
    answer = Answer(
        text.id, purpose, program.language(case.language), Send.AUTO if auto else Send.APPROVE, case.participants[:1],
        variables={"incident": incident.title, "incident_text": incident.over if incident.closed else incident.tell},
        words=f"{incident.key} ({incident.title})", next_state=text.next_state,
    )
    return carry_out(unit, desk, case, (answer,), None, cause=f"{purpose}/{incident.key}", now=now)


def _case(view: View, desk: Desk, number: str) -> Case:
    case = find_case(view, desk.prefixes, number)
    if case is None:
        raise Refused(f"there is no case {number}; `mailtriage case list` shows them")
    return case
