"""tests/desk/browsing.py: a desk on a port, a Chromium, a person who signs in, and what axe finds on a page."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from tests.desk.office import PASSWORD, Office
from tests.servers.require import missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@contextmanager
def served(office: Office) -> Iterator[str]:
    """The URL of the desk over `office`, on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(office.app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """A browser, started with `more` arguments; the test is skipped, or fails, where there is none."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        missing("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", *more])
        yield browser
        browser.close()


def signs_in(page: Page, url: str, login: str = "thandi") -> None:
    page.goto(url)
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("button")


def serious(page: Page) -> list[tuple[str, str]]:
    """What axe finds serious or critical: its name, and where."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in ("serious", "critical")]
