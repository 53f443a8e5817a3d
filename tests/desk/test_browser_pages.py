"""More journeys in a real Chromium: another text by keyboard, the live preview, the live queue, and the newer pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page

from mailtriage.model.case import Entitlement, Verdict
from mailtriage.model.draft import DraftState
from mailtriage.model.staff import Role
from tests.desk.browsing import serious
from tests.desk.office import Office
from tests.scenarios.story import THABA

Enter = Callable[..., Page]


def test_another_text_by_keyboard(office: Office, enter: Enter) -> None:
    office.mail()
    page, old = enter(), office.waiting()[0]
    page.keyboard.press("t")
    page.wait_for_selector("html.live #texts")
    assert not serious(page)
    page.keyboard.type("documentation")
    page.keyboard.press("Enter")
    page.wait_for_selector("html.live h3:has-text('Draft: documentation')")
    new = next(d for d in office.waiting() if d.replaces == old.id)
    assert new.text == "documentation" and page.url.endswith(f"/drafts/{new.id}")
    assert "What changed since" in page.inner_text("#pane")
    page.keyboard.press("t")
    page.wait_for_selector("html.live #texts")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert office.draft(new.id).state is DraftState.PROPOSED


def test_another_category_by_keyboard(office: Office, enter: Enter) -> None:
    office.mail()
    page, old = enter(), next(d for d in office.waiting() if d.text == "password-reset")
    page.click(f".card[data-id='{old.id}']")
    page.wait_for_selector("html.live h3:has-text('Draft: password-reset')")
    page.keyboard.press("c")
    page.keyboard.type("docu")
    page.keyboard.press("Enter")
    page.wait_for_selector("html.live h3:has-text('Draft: documentation')")
    assert office.world.case(old.case).category == "documentation"
    for key in ("c", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector("html.live .told:has-text('documentation, P4 already')")
    page.keyboard.press("w")
    page.wait_for_selector("html.live .told:has-text('by the register of today')")
    assert "set by Thandi, was login" in page.inner_text(".why") and not serious(page)


def test_what_is_typed_is_shown_as_its_reader_will_see_it(office: Office, enter: Enter, served: str) -> None:
    office.mail()
    page = enter()
    page.keyboard.press("e")
    page.wait_for_selector("html.live textarea")
    page.fill("textarea", "Please **restart** it <img src=x onerror=alert(1)>")
    page.wait_for_selector("[data-seen] strong:has-text('restart')")
    assert page.locator("[data-seen] img").count() == 0 and "<img src=x" in page.inner_text("[data-seen]")
    assert not serious(page)


PAGES = ("/customers", "/customers/cadents/Thaba%20Health", "/incidents", "/incidents/INC-1", "/autonomy", "/rules", "/charts", "/charts?by=category&days=90")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)])
def test_axe_finds_nothing_serious_and_nothing_is_wider_than_the_window(
    office: Office, enter: Enter, served: str, tmp_path: Path, scheme: str, width: int
) -> None:
    office.world.customers(THABA)
    office.world.command("incident open --title Down --words portal --as lerato")
    office.mail("naledi@thaba.example", text="The portal is down. Where can I find the manual for the network module?")
    office.person("lerato", Role.LEAD)
    page = enter("lerato", width=width, scheme=scheme)
    for path in PAGES:
        page.goto(served + path)
        assert not serious(page), path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_menu_on_a_phone_leads_everywhere_and_closes_again(office: Office, enter: Enter) -> None:
    page = enter(width=390, height=844)
    page.click(".pages summary")
    assert not serious(page)
    page.keyboard.press("Escape")
    assert not page.is_visible(".pages a[href='/health']")
    page.click(".pages summary")
    page.click(".pages a[href='/incidents']")
    page.wait_for_selector("h1:has-text('0 incidents')")
    page.click(".who summary")
    page.click("button:has-text('Dark')")
    page.wait_for_selector("html[data-theme=dark]")


def test_charts_are_readable_on_a_phone_and_have_a_table(office: Office, enter: Enter, served: str) -> None:
    office.mail()
    page = enter(width=390, height=844)
    page.goto(served + "/charts")
    drawn = page.locator("svg.chart:visible").first
    box, label = drawn.bounding_box(), drawn.locator("text").first.bounding_box()
    assert box and label and box["width"] <= 390 and label["height"] >= 11
    page.click("text=The same as a table >> nth=0")
    assert page.locator("table.figures:visible").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("text=by category")
    page.wait_for_url("**/charts?days=30&by=category")


def test_an_example_of_a_rule_unfolds_by_keyboard(office: Office, enter: Enter, served: str) -> None:
    office.mail()
    page = enter()
    page.goto(served + "/rules")
    page.focus("details summary:has-text('examples') >> nth=0")
    page.keyboard.press("Enter")
    assert page.is_visible(".examples >> nth=0") and not serious(page)

def test_a_case_has_keys_for_a_reply_and_a_note(office: Office, enter: Enter, served: str) -> None:
    number, page = office.mail(), enter()
    page.goto(f"{served}/cases/{number}")
    page.keyboard.press("r")
    page.keyboard.type("Good day")
    assert page.input_value("[data-focus=reply]") == "Good day"
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("They called")
    assert page.input_value("[data-focus=note]") == "They called" and not serious(page)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"


LOOK_NOW = "document.dispatchEvent(new Event('visibilitychange'))"


def test_the_list_refreshes_itself_and_takes_nothing_away(office: Office, enter: Enter) -> None:
    for _ in range(8):
        office.mail()
    page = enter(height=500)
    third = page.locator(".card").nth(2)
    third.click()
    page.wait_for_selector(f"#pane .head:has-text('{third.locator('.number').inner_text()}')")
    page.focus(".card[aria-current]")
    page.evaluate("document.querySelector('.list').scrollTop = 150")
    chosen, place = third.get_attribute("data-id"), third.bounding_box()
    words = page.inner_text("#pane .words")
    office.mail(subject="Newest")
    page.evaluate(LOOK_NOW)
    page.wait_for_selector(f".list h1:has-text('{len(office.waiting())} drafts')")
    kept = page.locator(f".card[data-id='{chosen}']")
    assert kept.get_attribute("aria-current") == "true" and page.inner_text("#pane .words") == words
    assert page.evaluate("document.activeElement.dataset.id") == chosen
    after = kept.bounding_box()
    assert place and after and abs(place["y"] - after["y"]) < 2


def test_who_looks_at_a_draft_that_another_takes_is_told_and_goes_on(office: Office, enter: Enter) -> None:
    office.mail()
    thandi, sipho = enter("thandi"), enter("sipho")
    sipho.keyboard.press("e")
    sipho.wait_for_selector("html.live textarea")
    sipho.keyboard.type("Typed ")
    thandi.keyboard.press("a")
    thandi.wait_for_selector("html.live .undo")
    sipho.evaluate(LOOK_NOW)
    sipho.wait_for_selector(".taken:has-text('Thandi approved this draft')")
    assert "Typed" in sipho.input_value("textarea") and sipho.is_disabled("text=Keep these words") and not serious(sipho)
    sipho.locator("textarea").blur()
    sipho.keyboard.press("j")
    sipho.wait_for_selector(".taken", state="detached")
    assert sipho.is_visible(".card[aria-current]")


def test_a_draft_with_an_amber_line_has_no_serious_finding_and_its_menus_stay_in_sight(
    office: Office, enter: Enter
) -> None:
    case = office.world.case(office.mail())
    with office.desk.store.unit() as unit:
        unit.put(replace(case, entitlement=Entitlement(Verdict.EXPIRED)))
    page = enter(width=390, height=844)
    page.click(".card >> nth=0")
    page.wait_for_selector("html.live .danger")
    for key in ("r", "z", "c", "h"):
        page.click(f"summary[data-key={key}]")
        box = page.locator(f".menu:has(> summary[data-key={key}]) > :not(summary)").bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= 844 and box["x"] + box["width"] <= 390, key
    assert not serious(page)
