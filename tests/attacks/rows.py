"""The rows of the scorecard that the attacks cover. See tests/score.py."""

from __future__ import annotations

import random

from tests.attacks.erasure import CANARIES, Killed
from tests.attacks.smuggled import cells, smuggled_desk
from tests.attacks.test_loops_between_desks import BETWEEN, ring
from tests.attacks.test_storm import storm
from tests.memory import memory
from tests.score import Budget, Row

ROUNDS, MAILS = 10_000, 20_000      # of a ring, of a storm, in the full run
A_SECOND = 50                       # mails of a storm, about


def erasure(budget: Budget, seed: int) -> Row:
    """Attack 22: die at each point of an erasure; nothing of the person may be left after the next start."""
    with memory() as folder:
        killed, left = Killed(folder), budget.timer()
        points = list(range(1, killed.points + 1))
        if budget.seconds is not None:
            random.Random(seed).shuffle(points)
        row = Row(of=killed.points, note=f"deaths in an erasure; {len(CANARIES)} traces of a person, in every encoding")
        for nth in points:
            if row.tried and not left():
                break
            row.tried += 1
            if why := killed.at(nth):
                row.wrong.append(f"erasure at {nth}: E {why}")
    return row


def loops(budget: Budget, seed: int) -> Row:
    """Attack 6: desks that answer each other, in rings of two and three, with what hides them in between."""
    rings = [(count, between) for count in (2, 3) for between in BETWEEN]
    left, row = budget.timer(), Row(of=len(rings))
    if budget.seconds is not None:
        random.Random(seed).shuffle(rings)
    mails = 0
    with memory() as folder:
        for n, (count, between) in enumerate(rings):
            if row.tried and not left():
                break
            row.tried += 1
            try:
                mails += ring(folder / str(n), count, between, ROUNDS)
            except AssertionError as e:
                row.wrong.append(f"ring of {count}, {between.__name__}: O {e}")
    row.note = f"rings of desks, up to {ROUNDS} mails each; all silent after {mails} mails together"
    return row


def storms(budget: Budget, seed: int) -> Row:
    """Attack 7: a storm from one sender, and from a sender each. By a budget a smaller one."""
    mails = MAILS if budget.seconds is None else max(100, int(budget.seconds * A_SECOND / 2))
    row, answers = Row(of=2 * MAILS), 0
    with memory() as folder:
        for who in ("one", "each"):
            (folder / who).mkdir()
            row.tried += mails
            try:
                answers += storm(folder / who, who, mails)
            except AssertionError as e:
                row.wrong.append(f"storm from {who}: {e}")
    row.note = f"mails in ten minutes, from one sender and from one each; {answers} answers left"
    return row


def smuggling(budget: Budget, seed: int) -> Row:
    """Attack 11: ends of data in a customer's mail, repeated in answers, to receivers that take too much for one."""
    every = cells()
    row = Row(of=len(every))
    if budget.seconds is not None:
        random.Random(seed).shuffle(every)
    with memory() as folder, smuggled_desk(folder) as desk:
        left = budget.timer()
        for cell in every:
            if row.tried and not left():
                break
            row.tried += 1
            if why := desk.try_cell(cell):
                row.wrong.append(f"{cell.name}: O {why}")
        answers = len(desk.world.outgoing_rows())
    row.note = f"8 ends x 9 places x 3 ways to read line ends; {answers} answers, each taken as one mail"
    return row
