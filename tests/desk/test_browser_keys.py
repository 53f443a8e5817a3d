"""Keys of the draft pane in a real Chromium: what is typed where a menu or a form is open acts on nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from mailtriage.model.draft import Draft, DraftState
from tests.desk.office import Office

Enter = Callable[..., Page]


def decided(office: Office) -> list[Draft]:
    with office.desk.store.view() as view:
        return [d for d in view.all(Draft) if d.state is not DraftState.PROPOSED]


def test_what_is_typed_into_an_open_menu_approves_nothing_and_leaves_no_page(office: Office, enter: Enter) -> None:
    office.mail()
    page = enter()
    before = page.url
    for key, words in (("c", "upgrade"), ("c", "a"), ("h", "area"), ("r", "a/?"), ("z", "tea")):
        page.keyboard.press(key)
        assert page.evaluate("!!document.activeElement.closest('.menu[open] > :not(summary)')"), key
        page.keyboard.type(words)
        page.wait_for_timeout(100)
        assert page.url == before and not decided(office) and page.is_visible(f".menu[open] > summary[data-key={key}]")
        page.keyboard.press("Escape")
        assert not page.is_visible(".menu[open]")
        assert page.evaluate("document.activeElement.dataset.key") == key
    page.keyboard.press("a")
    page.wait_for_selector(".undo")
    assert [d.state for d in decided(office)] == [DraftState.APPROVED]


def test_a_key_pressed_while_the_next_page_is_on_its_way_acts_on_nothing(office: Office, enter: Enter) -> None:
    office.mail()
    page = enter()
    page.evaluate("""() => { for (const key of "ta") document.body.dispatchEvent(
        new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})); }""")
    page.wait_for_selector("#texts")
    page.locator("[data-filter]").blur()
    page.keyboard.press("j")
    page.wait_for_timeout(100)
    assert page.is_visible("#texts") and not decided(office)
    page.keyboard.press("Escape")
    page.wait_for_selector(".draft")
    assert not decided(office)


@pytest.mark.parametrize("path", ["/cases", "/keys"])
def test_the_undo_stands_on_every_page_until_its_time_is_over(
    office: Office, enter: Enter, served: str, path: str
) -> None:
    office.mail()
    page = enter()
    page.keyboard.press("a")
    page.wait_for_selector(".undo")
    page.keyboard.press("j")
    page.wait_for_timeout(100)
    assert page.is_visible(".undo"), "also while another draft comes into the pane"
    page.goto(served + path)
    page.keyboard.press("u")
    page.wait_for_selector("#pane .draft")
    assert [d.state for d in decided(office)] == [DraftState.SUPERSEDED] and not page.is_visible(".undo")
    page.keyboard.press("a")
    page.wait_for_selector(".undo")
    office.passes(seconds=11)
    page.goto(served + path)
    assert not page.is_visible(".undo")


def test_a_reject_takes_words_and_enter_and_says_what_becomes_of_the_case(office: Office, enter: Enter) -> None:
    office.mail()
    page, draft = enter(), office.waiting()[0]
    page.keyboard.press("r")
    page.fill("[name=words]", "")
    page.keyboard.type("3 of 4 units are not under contract")
    page.keyboard.press("Enter")
    page.wait_for_selector(".undo:has-text('nothing leaves')")
    assert office.draft(draft.id).decided_why == "3 of 4 units are not under contract"
    page.keyboard.press("u")
    page.wait_for_url(f"**/drafts/{draft.id}")
    assert office.draft(draft.id) == draft
