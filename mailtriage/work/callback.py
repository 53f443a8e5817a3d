"""work/callback.py: a case whose reporter is to be called: on which number, when, and whether it was done.

Set by staff, or by a mail that asks to be called and names a number (the field `call_back`, program's fields.toml).
Reads next model/case.py (Callback), cli/case_regroup.py
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from mailtriage.model.case import Callback, Case
from mailtriage.store.port import Unit
from mailtriage.work.approve import Refused
from mailtriage.work.cases import change
from mailtriage.work.commit import CALL_BACK, CALL_BACK_TIME
from mailtriage.work.desk import Desk

_NUMBER = re.compile(r"\+?[0-9][0-9 ()/.-]{3,28}[0-9]")


def flag(desk: Desk, case: str, actor: str, number: str, due: datetime | None) -> Case:
    """Someone is to call `number`, by `due`. In place of what was flagged before. Raises Refused."""
    number = " ".join(number.split())
    if not _NUMBER.fullmatch(number):
        raise Refused(f'"{number[:40]}" is no telephone number; write it as +44 1632 960 001')

    def put(unit: Unit, found: Case, now: datetime) -> Case:
        if not found.is_open:
            raise Refused(f"{found.number} is {found.state.value}; only who has an open case is called")
        return replace(found, callback=Callback(number, due, by=actor))

    when = f" by {due:%Y-%m-%d %H:%M} UTC" if due else ""
    return change(desk, case, actor, "call-back", f"to be called on {number}{when}", put)


def done(desk: Desk, case: str, actor: str) -> Case:
    """They were called. Raises Refused when nobody is to be."""

    def put(unit: Unit, found: Case, now: datetime) -> Case:
        if found.callback is None or found.callback.done is not None:
            raise Refused(f"nobody is to be called on {found.number}")
        # What was asked for is done: a later mail that asks again is a new request, not one that is known.
        fields = {name: value for name, value in found.fields.items() if name not in (CALL_BACK, CALL_BACK_TIME)}
        return replace(found, fields=fields, callback=replace(found.callback, done=now, done_by=actor))

    return change(desk, case, actor, "call-back", "called back", put)
