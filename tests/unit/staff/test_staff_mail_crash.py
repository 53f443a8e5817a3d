"""We die anywhere while a draft is offered or an answer is carried out: nobody is told twice, nothing leaves twice."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from mailtriage import config as configuration
from mailtriage import points
from mailtriage.model.draft import DraftState
from mailtriage.staff.approval_mail import take
from mailtriage.work.desk import Desk
from mailtriage.work.receive import receive
from tests.unit.staff.mailed import Post


class Died(BaseException):
    pass


def reborn(post: Post) -> None:
    post.desk.close()
    clock, rng = post.desk.clock, post.desk.rng
    post.desk = post.world.desk = Desk.open(configuration.load(post.world.folder / "config.toml"))
    post.desk.clock, post.desk.rng, post.desk.staff_mail = clock, rng, take


AT = ("raw.", "journal.append", "journal.append.fsync", "receive.committed")


@pytest.mark.parametrize("at", AT)
def test_a_death_offers_once_and_approves_once(tmp_path: Path, at: str) -> None:
    assert any(name.startswith(at) for name in lived(tmp_path, at))


@pytest.mark.skipif(not os.environ.get("MAILTRIAGE_FULL"), reason="MAILTRIAGE_FULL=1 dies at every point")
def test_a_death_at_every_point_does_too(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    names = sorted(set(lived(tmp_path / "whole", "nowhere")))
    for n, name in enumerate(names):
        (tmp_path / str(n)).mkdir()
        lived(tmp_path / str(n), name)
    print(f"\n[approval by mail: died at each of {len(names)} points: 0 lost, 0 doubled]")


def lived(folder: Path, at: str) -> list[str]:
    """Offer a draft, have it approved, die once at that point in each; the points there were."""
    post = Post(folder)
    draft = post.asks()
    seen: list[str] = []
    armed = [True]

    def die(name: str) -> None:
        seen.append(name)
        if armed[0] and name.startswith(at):
            armed[0] = False
            raise Died(name)

    points.hook = die
    try:
        for act in (post.tell, lambda: post.answers(post.offered("thandi")[0], "ok")):
            armed[0] = True
            with contextlib.suppress(Died):
                act()
            armed[0] = False
            reborn(post)
            post.tell()
            if act != post.tell and not post.events_of_staff(draft.case) and not list(post.desk.spool.waiting()):
                post.answers(post.offered("thandi")[0], "ok")       # we died before the spool had it: IMAP has it still
            for arrival in list(post.desk.spool.waiting()):
                receive(post.desk, arrival)
            post.tell()
            assert len(post.rows("approval")) == 1, at
    finally:
        points.hook = None
    assert post.draft(draft.id).state is DraftState.APPROVED, at
    assert len(post.left(draft.case)) == 1, at
    assert post.events_of_staff(draft.case) == 1, at
    post.desk.close()
    return seen
