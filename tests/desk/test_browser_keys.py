"""Keys of the draft pane in a real Chromium: what is typed where a menu or a form is open acts on nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from mailtriage.model.case import Entitlement, Verdict
from mailtriage.model.draft import Draft, DraftState
from mailtriage.work.another import choose
from tests.desk.browsing import signs_in
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
    assert [d.state for d in decided(office)] == [] and not page.is_visible(".undo")
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
    page.wait_for_selector("html.live summary[data-key=r]")
    for key in ("r", "ArrowDown", "ArrowDown", "w"):
        page.keyboard.press(key)
    assert "with “wrong text”" in page.inner_text(".words-too")
    page.keyboard.type("it is 4.3")
    page.keyboard.press("Enter")
    page.wait_for_selector(".undo:has-text('nothing leaves')")
    assert office.draft(draft.id).decided_why == "wrong text: it is 4.3"
    page.wait_for_selector("html.live summary[data-key=r]")
    for key in ("r", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.name") == "words", "Tab once leads there, too"


def test_p_answers_the_known_problem(office: Office, enter: Enter) -> None:
    office.mail(text="The installer stops with error 1603 after ten minutes. Please call me back on +27 11 555 0100.")
    choose(office.desk, next(d for d in office.waiting() if d.text == "known-installer-1603").id, "sipho", "documentation")
    page = enter()
    page.click(f".card[data-id='{office.waiting()[-1].id}']")
    page.wait_for_selector("button[data-key=p]")
    page.keyboard.press("p")
    page.wait_for_selector("h3:has-text('Draft: known-installer-1603')")


def test_the_row_of_buttons_stands_still_and_its_menus_are_in_the_window(office: Office, enter: Enter) -> None:
    case = office.world.case(office.mail())
    with office.desk.store.unit() as unit:
        unit.put(replace(case, entitlement=Entitlement(Verdict.EXPIRED)))
    page = enter(width=1280, height=720)
    page.click(f".card[data-id='{next(d.id for d in office.waiting() if d.case == case.number)}']")
    page.wait_for_selector(".danger")
    before = places(page)
    assert len({round(y) for _, y in before}) == 1, "one row"
    for key in "rzch":
        page.keyboard.press(key)
        box = page.locator(f".menu:has(> summary[data-key={key}]) > :not(summary)").bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 1280, key
        assert box["y"] >= 44 and box["y"] + box["height"] <= 720, key
        page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_selector("text=Approve all the same")
    assert [x for x, _ in places(page)] == [x for x, _ in before]
    assert len({round(y) for _, y in places(page)}) == 1


def places(page: Page) -> list[tuple[float, float]]:
    """Where the buttons of the row begin."""
    return [(box["x"], box["y"]) for one in page.locator(".pane > .acts [data-key]").all() if (box := one.bounding_box())]


def test_on_a_phone_nothing_of_the_row_is_cut_and_its_menus_open(
    office: Office, chromium: Browser, served: str
) -> None:
    office.mail()
    office.person("thandi")
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    signs_in(page, served)
    page.tap(".card >> nth=0")
    page.wait_for_selector("#pane .draft")
    row, boxes = page.locator(".pane > .acts").bounding_box(), [b.bounding_box() for b in page.locator(".pane > .acts [data-key]").all()]
    assert row and row["height"] < 100 and page.evaluate("document.documentElement.scrollWidth") <= 390
    assert all(b and b["x"] >= 0 and b["x"] + b["width"] <= 390 for b in boxes), boxes
    assert len({round(b["height"]) for b in boxes if b}) == 1, "as high as its neighbours"
    assert page.locator("kbd:visible").count() == 0
    page.locator("summary[data-key=h]").tap()
    box = page.locator(".menu[open] > :not(summary)").bounding_box()
    assert box and box["y"] >= 0 and box["y"] + box["height"] <= 844 and box["x"] >= 0 and box["x"] + box["width"] <= 390
    context.close()
