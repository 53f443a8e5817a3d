"""Attack 7: a storm from one sender and from a sender each: answers stay within the budgets, every mail is committed, what
is legitimate among them too, and memory stays where it was. MAILTRIAGE_FULL=1: 20,000 mails each."""

from __future__ import annotations

import os
import resource
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mailtriage.store.port import View
from mailtriage.work.budget import over_budget
from tests.scenarios.story import World

N = 20_000 if os.environ.get("MAILTRIAGE_FULL") else 300
AN_HOUR = 50


def mail(n: int, sender: str) -> bytes:
    return f"From: {sender}\r\nSubject: s{n}\r\nMessage-ID: <{n}@x.example>\r\n\r\nThe gateway crashes, {n}.\r\n".encode()


def storm(folder: Path, who: str, mails: int) -> int:
    """`mails` in ten minutes and one in a hundred legitimate ones; how many answers left. AssertionError: what is wrong."""
    world = World(folder, datetime(2026, 11, 23, 9, tzinfo=UTC))
    limits = world.desk.config.limits.model_copy(update={"answers_per_hour": AN_HOUR})
    world.desk.config = world.desk.config.model_copy(update={"limits": limits})
    world.arrives(mail(0, "warm@up.example"), "support")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    legitimate = []
    for n in range(1, mails + 1):
        world.now += timedelta(seconds=600 / mails)         # all of it in ten minutes
        sender = "storm@evil.example" if who == "one" else f"a{n}@evil{n}.example"
        world.arrives(mail(n, sender), "support")
        if n % 100 == 0:
            legitimate.append(world.arrives(mail(10**6 + n, f"person{n}@thaba.example"), "support"))
    rows = world.outgoing_rows()
    left = [r for r in rows if r.state.value == "queued"]
    allowed = 10 + 2 + mails // 100 if who == "one" else AN_HOUR
    assert len(left) <= allowed, f"O {len(left)} answers left, the budget allows {allowed}"
    assert all("budget" in r.held_why for r in rows if r.state.value == "held"), "P held for something else"
    expected = mails + 1 + mails // 100
    assert len(rows) == len(world.cases) == expected, f"L {len(world.cases)} cases, {len(rows)} answers of {expected}"
    assert all(row.outcome.value == "new-case" for row in legitimate), "L a legitimate mail opened no case"
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 64 + mails * 0.02, f"P {grown:.0f} MiB more memory"
    return len(left)


@pytest.mark.timeout(3600 if N > 1000 else 120)
@pytest.mark.parametrize("who", ["one", "each"])
def test_a_storm_is_recorded_and_not_answered_in_kind(tmp_path: Path, who: str) -> None:
    storm(tmp_path, who, N)


class Counted:
    """A view that counts the records it hands out."""

    def __init__(self, view: View) -> None:
        self.view, self.records = view, 0

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any, **named: Any) -> Any:
            found = getattr(self.view, name)(*args, **named)
            self.records += len(found) if isinstance(found, list) else 0
            return found

        return call


def test_a_storm_does_not_make_each_further_mail_dearer(tmp_path: Path) -> None:
    """The budgets read every row of the sender's day for each mail: 0.1 s a mail after 1,500 mails, 1.3 s after 20,000."""
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))
    cost = []
    for n in range(1, 241):
        world.arrives(mail(n, "storm@evil.example"), "support")
        if n in (120, 240):
            with world.desk.store.view() as view:
                counted = Counted(view)
                parsed = world.desk.parse(mail(n + 1, "storm@evil.example"))
                assert "budget" in over_budget(counted, world.desk.config.limits, parsed, False, world.now)  # type: ignore[arg-type]
                cost.append(counted.records)
    assert cost[0] == cost[1] <= 20, f"records read for one mail: {cost}"
