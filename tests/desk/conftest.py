"""A real Chromium and the desk on a real port: `chromium` is a browser for one file, `served` an Office with a URL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.desk import browsing
from tests.desk.office import Office


@pytest.fixture(scope="module")     # not "session": while it is open, an event loop counts as running in this thread
def chromium() -> Iterator[Browser]:
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def served(office: Office) -> Iterator[str]:
    """The URL of the desk over `office`, on a port of its own."""
    with browsing.served(office) as url:
        yield url


@pytest.fixture
def enter(chromium: Browser, served: str, office: Office) -> Iterator[Callable[..., Page]]:
    """Sign a person in, in a browser window of their own; every request to another host and every error fails the
    test."""
    opened, wrong = [], list[str]()

    def sign_in(login: str = "thandi", width: int = 1440, height: int = 900, scheme: str = "light") -> Page:
        with office.desk.store.view() as view:
            from mailtriage.staff.people import person

            known = person(view, login)
        if known is None:
            office.person(login)
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        opened.append(context)
        page = context.new_page()
        page.on("request", lambda r: wrong.append(f"asked {r.url}") if not r.url.startswith((served, "data:")) else None)
        page.on("pageerror", lambda e: wrong.append(f"script: {e}"))
        page.on("console", lambda m: wrong.append(f"console: {m.text}") if m.type == "error" and "409" not in m.text else None)
        browsing.signs_in(page, served, login)
        page.wait_for_selector("#main")
        page.wait_for_selector("html.live", state="attached")          # the page is shown before its script has run
        press = page.keyboard.press

        def when_it_listens(key: str) -> None:
            page.wait_for_selector("html.live", state="attached")      # a page that comes is shown before its keys are there
            press(key)

        page.keyboard.press = when_it_listens  # type: ignore[assignment]
        return page

    yield sign_in
    for context in opened:
        context.close()
    assert not wrong, wrong
