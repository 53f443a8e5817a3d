"""Journeys of an agent in a real Chromium, by keyboard where there is a key; and axe on every page."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.outgoing import Outgoing, OutState
from tests.desk.browsing import serious, signs_in
from tests.desk.office import Office

Enter = Callable[..., Page]


def states(office: Office) -> list[str]:
    with office.desk.store.view() as view:
        return [d.state.value for d in view.all(Draft)]


@pytest.mark.timeout(180)
def test_forty_drafts_are_approved_by_keyboard_and_each_leaves_once(office: Office, enter: Enter) -> None:
    while len(office.waiting()) < 40:
        office.mail()
    for extra in office.waiting()[40:]:
        from mailtriage.work.approve import reject

        reject(office.desk, extra.id, "set-up", "one too many")
    page, began = enter(), time.monotonic()
    for left in range(40, 0, -1):
        assert page.inner_text(".list h1").startswith(f"{left} draft"), left
        page.keyboard.press("a")
        page.wait_for_function("n => document.querySelector('html.live .list h1')?.innerText.startsWith(n)", arg=f"{left - 1} draft")
    print(f"\nforty drafts approved by keyboard in {time.monotonic() - began:.1f} s")
    assert states(office).count("approved") == 40
    with office.desk.store.view() as view:
        rows = [o for o in view.all(Outgoing) if o.draft]
    assert len(rows) == 40 and len({o.draft for o in rows}) == 40


def test_undo_by_u_puts_the_draft_back(office: Office, enter: Enter) -> None:
    office.mail()
    page = enter()
    first = page.inner_text(".pane h2")
    page.keyboard.press("a")
    page.wait_for_selector("html.live .undo")
    page.keyboard.press("u")
    page.wait_for_selector(".undo", state="detached")
    assert page.inner_text(".pane h2") == first
    with office.desk.store.view() as view:
        assert {o.state for o in view.all(Outgoing) if o.draft} == {OutState.CANCELLED}


def test_j_and_k_move_and_the_address_follows(office: Office, enter: Enter) -> None:
    office.mail()
    page = enter()
    one, two = (d.id for d in office.waiting()[:2])
    page.keyboard.press("j")
    page.wait_for_function("path => location.pathname === path", arg=f"/drafts/{two}")
    page.keyboard.press("k")
    page.wait_for_function("path => location.pathname === path", arg=f"/drafts/{one}")
    assert page.locator(".card[aria-current]").get_attribute("data-id") == str(one)


def test_an_edit_by_keyboard_shows_the_difference(office: Office, enter: Enter) -> None:
    office.mail()
    page = enter()
    page.keyboard.press("e")
    page.wait_for_selector("html.live textarea")
    page.keyboard.type("Good morning, ")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("html.live .diff .come")
    assert "Good morning" in page.inner_text(".diff .come >> nth=0")


def test_a_reject_takes_r_and_a_digit(office: Office, enter: Enter) -> None:
    office.mail()
    page, draft = enter(), office.waiting()[0]
    page.wait_for_selector("summary[data-key=r]")
    page.keyboard.press("r")
    page.keyboard.press("3")
    page.wait_for_url(lambda url: not url.endswith("/"))
    decided = office.draft(draft.id)
    assert (decided.state, decided.decided_why) == (DraftState.REJECTED, "wrong text")


def test_two_agents_one_draft_and_the_second_is_told(office: Office, enter: Enter) -> None:
    office.mail()
    thandi, sipho = enter("thandi"), enter("sipho")
    thandi.keyboard.press("a")
    thandi.wait_for_selector("html.live .undo")
    sipho.keyboard.press("a")
    sipho.wait_for_selector("html.live .told")
    assert "approved by thandi" in sipho.inner_text(".told >> nth=0")
    assert states(office).count("approved") == 1


def test_on_a_phone_the_list_is_the_page_and_a_draft_comes_over_it(office: Office, enter: Enter) -> None:
    office.mail()
    page = enter("thandiwe-mokoena-van-der-merwe", width=390, height=844)
    assert page.is_visible("#cards") and not page.is_visible("#pane")
    page.click(".card >> nth=0")
    page.wait_for_selector("#pane .draft")
    assert not page.is_visible("#cards")
    page.click(".back")
    page.wait_for_selector("#cards")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(office: Office, enter: Enter, served: str, scheme: str) -> None:
    case = office.mail(text="I forgot my password.\n\n> an older line")
    office.mail()
    office.world.arrives(b"From: \r\nSubject: odd\r\n\r\nbytes\r\n", "support")
    page, wrong = enter(scheme=scheme), []
    for path in ("/", f"/drafts/{office.waiting()[0].id}/edit", f"/cases/{case}", "/cases", "/search?q=password",
                 "/quarantine", "/health", "/keys"):
        page.goto(served + path)
        wrong += [(path, *found) for found in serious(page)]
    assert not wrong, wrong


def test_without_scripts_every_step_works(office: Office, chromium: object, served: str) -> None:
    office.mail()
    office.person("thandi")
    context = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    signs_in(page, served)
    page.click(".card >> nth=1")
    page.click("text=Approve")
    page.click("text=Undo")
    context.close()
    assert set(states(office)) == {"proposed"}
