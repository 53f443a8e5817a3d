"""The web desk follows its rules and texts while it runs, and stays on what was good when they have a mistake."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from starlette.testclient import TestClient

from mailtriage.desk.app import build
from mailtriage.store.port import StoreError, View
from mailtriage.work import reload
from mailtriage.work.reload import Reloader
from tests.desk.office import Office


def until(met: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not met():
        assert time.monotonic() < end, "it did not follow within ten seconds"
        time.sleep(0.02)


def test_a_desk_that_runs_takes_edited_texts_over_and_stays_on_the_last_good_ones(
        office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reload, "EVERY", 0.05)
    office.mail()
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    text = office.world.folder / "templates" / "cadents" / "en" / f"{draft.text}.md.j2"
    good, was = text.read_text(), office.desk.programs["cadents"].hash[:12]
    with TestClient(build(office.desk, office.world.folder / "config.toml")):       # served, as uvicorn serves it
        text.write_text(good + "\n{{ nobody_knows_this }}\n")
        until(lambda: office.desk.stale)
        page = thandi.get("/rules").text
        assert re.search(rf"this version stays in force: [^<]*{draft.text}\.md\.j2:\d+ [^<]*nobody_knows_this", page)
        assert was in page and thandi.get(f"/drafts/{draft.id}").status_code == 200
        text.write_text(good + "\nCall us any time.\n")
        until(lambda: not office.desk.stale)
        page = thandi.get("/rules").text
        assert was not in page and office.desk.programs["cadents"].hash[:12] in page and "do not load" not in page
        office.mail()
        assert [d.text for d in office.waiting() if "Call us any time." in d.body] == [draft.text]


def test_programs_that_cannot_stand_side_by_side_change_nothing_but_the_warning(office: Office) -> None:
    folder, config = office.world.folder, office.desk.config
    for kind in ("rules", "templates"):
        shutil.copytree(folder / kind / "cadents", folder / kind / "other")
    other = folder / "rules" / "other" / "program.toml"
    alike = other.read_text()
    other.write_text(alike.replace('number = "CAD"', 'number = "OTH"'))
    office.desk.config = config.model_copy(update={"mailbox": (
        config.mailbox[0], config.mailbox[1].model_copy(update={"program": "other"}))})
    office.desk.programs = reload.in_force(office.desk.config, office.desk.store).programs
    reloader, was = Reloader(office.desk), dict(office.desk.programs)
    other.write_text(alike)
    reloader.look()
    assert office.desk.programs == was
    assert any("program.toml:" in line for line in reloader.warnings), reloader.warnings


class LockedOnce:
    """A store that somebody else holds at the first look."""

    def __init__(self, store: object) -> None:
        self.store, self.held = store, True

    @contextmanager
    def view(self) -> Iterator[View]:
        if self.held:
            self.held = False
            raise StoreError("somebody else writes")
        with self.store.view() as view:     # type: ignore[attr-defined]
            yield view

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)


def test_a_store_that_is_held_delays_new_rules_and_loses_none(office: Office) -> None:
    rules = office.world.folder / "rules" / "cadents" / "categories.toml"
    reloader, was = Reloader(office.desk), office.desk.programs["cadents"].hash
    rules.write_text(rules.read_text() + "\n# a remark\n")
    office.desk.store = LockedOnce(office.desk.store)       # type: ignore[assignment]
    with pytest.raises(StoreError):
        reloader.look()
    reloader.look()
    assert office.desk.programs["cadents"].hash != was
