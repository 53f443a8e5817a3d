"""The list of drafts narrowed to mine or to what is due today; and what an edit should not take out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from mailtriage.model.draft import Draft, DraftState
from mailtriage.work import cases
from mailtriage.work.queue import ask
from tests.desk.office import Office, form

Enter = Callable[..., Page]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Three cases, each with a draft that is due in an hour, in three days, or missed."""
    office = Office(tmp_path)
    for n, due in enumerate((timedelta(hours=1), timedelta(days=3), -timedelta(hours=1))):
        number = office.mail(subject=f"Locked out {n}")
        with office.desk.store.unit() as unit:
            first, *more = unit.find(Draft, "case", number)
            unit.put(replace(first, due=office.world.now + due))
            for draft in more:
                unit.put(replace(draft, state=DraftState.SUPERSEDED))
    return office


def listed(client: TestClient, path: str = "/") -> list[int]:
    return [int(id) for id in re.findall(r'class="card" href="/drafts/(\d+)"', client.get(path).text)]


def test_the_list_is_narrowed_to_mine_and_stays_so_until_all_are_asked_for(office: Office) -> None:
    thandi, sipho = office.sign_in("thandi"), office.sign_in("sipho")
    missed, soon, later = (d.id for d in sorted(office.waiting(), key=lambda d: d.queue))
    cases.assign(office.desk, office.draft(later).case, "sipho", "thandi")
    ask(office.desk, soon, "sipho", "thandi")
    assert listed(thandi) == [missed, soon, later]
    assert listed(thandi, "/?only=mine") == [soon, later] == listed(thandi)
    assert listed(sipho, "/?only=mine") == [] and "No draft waits that is yours" in sipho.get("/").text
    answer = thandi.post(f"/drafts/{soon}/approve", data=form(thandi, digest=office.draft(soon).digest, sure="yes"))
    assert answer.headers["location"] == f"/drafts/{later}", "the next one is the next of mine"
    assert listed(thandi, "/?only=") == [missed, later] == listed(thandi)


def test_due_today_are_those_due_before_midnight_at_the_desk_and_the_missed_ones(office: Office) -> None:
    thandi = office.sign_in("thandi")
    missed, soon, _ = (d.id for d in sorted(office.waiting(), key=lambda d: d.queue))
    assert listed(thandi, "/?only=today") == [missed, soon]
    assert listed(thandi, "/?only=nonsense") == listed(thandi, "/?only=")


def test_an_edit_that_takes_our_number_out_is_told_before_it_is_approved(office: Office) -> None:
    thandi, draft = office.sign_in("thandi"), office.waiting()[0]
    assert f"[{draft.case}] Locked out" in thandi.get(f"/drafts/{draft.id}").text
    editor = thandi.get(f"/drafts/{draft.id}/edit").text
    assert f"<code>{draft.case}</code>" in editor and f"<b>[{draft.case}]</b>" in editor
    change = form(thandi, digest=draft.digest, subject="Other words", body="Hello, press the green button.")
    page = thandi.post(f"/drafts/{draft.id}/edit", data=change).text
    assert f"the edit took out {draft.case}, which its text had" in page and f"[{draft.case}] Other words" in page
    again = office.draft(draft.id)
    thandi.post(f"/drafts/{draft.id}/approve", data=form(thandi, digest=again.digest))
    assert office.draft(draft.id).state is DraftState.PROPOSED
    change = form(thandi, digest=again.digest, subject="Other words", body=f"Hello, case {draft.case} is solved.")
    assert "the edit took out" not in thandi.post(f"/drafts/{draft.id}/edit", data=change).text


def test_the_next_draft_is_there_before_its_key_is_pressed_and_m_and_d_narrow_the_list(office: Office, enter: Enter) -> None:
    page = enter()
    first, second, third = (d.id for d in sorted(office.waiting(), key=lambda d: d.queue))
    page.wait_for_load_state("networkidle")
    page.route("**/drafts/*?part=pane", lambda route: route.fulfill(body="too late"))
    page.keyboard.press("j")
    page.wait_for_function("id => location.pathname === `/drafts/${id}` && document.querySelector('#pane .draft')", arg=second)
    assert office.draft(second).case in page.inner_text(".pane h2")
    page.unroute("**/drafts/*?part=pane")
    page.keyboard.press("d")
    page.wait_for_selector("html.live .only a[aria-current] >> text=Due today")
    assert page.locator(".card").count() == 2
    page.keyboard.press("d")
    page.wait_for_selector("html.live .only a[aria-current] >> text=All")
    assert page.locator(".card").count() == 3
    page.keyboard.press("m")
    page.wait_for_selector("html.live .list .empty")
    page.goto(page.url.split("/?")[0] + f"/drafts/{third}/edit")
    page.wait_for_selector("html.live textarea")
    page.fill("textarea", "Hello")
    page.wait_for_selector("[data-kept] code.gone")
    assert "taken out" in page.inner_text("[data-kept] [role=status]")
