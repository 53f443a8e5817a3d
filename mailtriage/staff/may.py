"""staff/may.py: who may do what, as one table. Pure.

Promises   a person acts on cases of their own programs only; what the table does not name nobody may do.
Reads next staff/people.py
"""

from __future__ import annotations

from mailtriage.model.staff import RANK, Person, Role

# The least role for an act. A test holds every act of the desk to be here.
MAY: dict[str, Role] = {
    "see": Role.AGENT,
    "approve": Role.AGENT,
    "edit": Role.AGENT,
    "reject": Role.AGENT,
    "snooze": Role.AGENT,
    "undo": Role.AGENT,
    "ask": Role.AGENT,
    "choose-text": Role.AGENT,
    "change-case": Role.AGENT,      # category, priority, state, note, reply, assign, hand over, escalate, split, link
    "incident": Role.LEAD,          # open and close one: many customers are told
    "release": Role.AGENT,          # out of quarantine
    "drop": Role.LEAD,              # a mail nobody will answer
    "pin": Role.LEAD,               # what leaves by itself, or never does
    "people": Role.ADMINISTRATOR,
}


class NotYours(Exception):
    """A person asked for what their role or their programs do not allow; the message says what would."""


def check(person: Person, act: str, program: str = "") -> None:
    """Raise NotYours unless `person` may do `act` on what belongs to `program` ("" for what belongs to none)."""
    if person.disabled:
        raise NotYours(f"{person.login} is disabled")
    least = MAY[act]
    if RANK[person.role] < RANK[least]:
        raise NotYours(f"{act} wants the role {least.value}; {person.login} is {person.role.value}")
    if program and not person.sees(program):
        raise NotYours(f"{program} is not among the programs of {person.login}")
