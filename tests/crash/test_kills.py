"""The whole desk dies at every point of each plot: nothing lost, nothing twice, and what an undisturbed run comes to is
what each of them comes to. RELIABILITY.md, harness 1; a seeded sample here, all of it with MAILTRIAGE_FULL=1 or
`python tests/score.py --full`.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash import kills, plots
from tests.crash.kills import Recoveries, Tally
from tests.memory import memory

FULL = bool(os.environ.get("MAILTRIAGE_FULL"))
SEED = 11
BY_NAME = {plot.name: plot for plot in plots.PLOTS}


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with memory() as folder:
        yield folder


@pytest.mark.timeout(900 if FULL else 120)
@pytest.mark.parametrize("name", BY_NAME)
def test_a_death_at_any_point_loses_nothing_and_doubles_nothing(name: str, place: Path) -> None:
    found = kills.survey(BY_NAME[name], place)
    places, rng, tally = range(1, len(found.names) + 1), random.Random(f"{SEED} {name}"), Tally()
    recoveries = Recoveries(found, place)
    for n in places if FULL else sorted(rng.sample(places, 3)):
        tally.note(f"{name} at {n} {found.names[n - 1]}", kills.kill(recoveries, n))
    assert not tally.wrong, "\n".join(tally.wrong)
    print(f"{name}: {tally.tried} deaths of {len(places)} points, {tally.unknown} unknown")


@pytest.mark.timeout(900 if FULL else 120)
@pytest.mark.parametrize("name", ["new-case", "approve", "no-move", "compaction"])
def test_a_second_death_in_the_recovery_changes_nothing(name: str, place: Path) -> None:
    found = kills.survey(BY_NAME[name], place)
    rng, tally = random.Random(f"{SEED} twice {name}"), Tally()
    recoveries, points = Recoveries(found, place), range(1, len(found.names) + 1)
    for first in kills.deaths(found, place, points if FULL else rng.sample(points, 3)):
        for where, verdict in kills.kill_twice(recoveries, first, None if FULL else rng.sample(range(1, 40), 6)):
            tally.note(where, verdict)
    assert tally.tried
    assert not tally.wrong, "\n".join(tally.wrong)
    print(f"{name}: {tally.tried} double deaths")


@pytest.mark.parametrize(("name", "point"), [
    ("ingest", "blob.put.rename"), ("new-case", "raw.put.fsync"), ("first-contact", "spool.put.write"),
])
def test_what_a_death_left_half_written_is_removed_by_the_next_start(name: str, point: str, place: Path) -> None:
    """Only the spool was swept: a half written mail or blob stayed in raw/ or blobs/ for ever, also after an erasure."""
    found = kills.survey(BY_NAME[name], place)
    assert not kills.kill(Recoveries(found, place), found.names.index(point) + 1).wrong


def test_a_mail_that_was_moved_or_copied_before_a_death_is_found_again(place: Path) -> None:
    """The recovery from these looks for the mail in the target folder: a search the undisturbed run never needs."""
    for name, point in (("new-case", "imap.move.done"), ("no-move", "imap.copy.done"), ("no-move", "imap.expunge")):
        found = kills.survey(BY_NAME[name], place)
        assert not kills.kill(Recoveries(found, place), found.names.index(point) + 1).wrong, point


def test_every_kind_of_edge_is_among_the_points(place: Path) -> None:
    """A sample is only worth what it is drawn from: each boundary of a mail's path must be in some plot."""
    names = {name for plot in (BY_NAME["new-case"], BY_NAME["no-move"], BY_NAME["compaction"], BY_NAME["backup"])
             for name in kills.survey(plot, place / plot.name).names}
    assert {
        "imap.search", "imap.fetch.body", "spool.put.fsync", "spool.put.rename", "spool.put.fsync-dir",
        "raw.put.fsync", "blob.put.rename", "journal.append.write", "journal.append.fsync", "receive.committed",
        "raw.adopt.rename", "raw.adopt.target.fsync-dir", "raw.adopt.source.fsync-dir", "send.claimed", "smtp.dot",
        "smtp.answered", "send.recorded", "imap.move", "imap.move.done", "imap.copy.done", "imap.store.deleted",
        "imap.expunge", "imap.create", "compact.snapshot.rename", "compact.switch.fsync-dir", "compact.old.unlink",
        "backup.rename", "backup.write", "status.rename",
    } <= names
