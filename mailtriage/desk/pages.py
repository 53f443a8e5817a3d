"""desk/pages.py: a template and its values into a page. The one place that knows Jinja here.

Promises   every value is escaped (autoescape), a name that is missing is an error and no gap, and nothing but the
           shipped templates is read.
Reads next desk/html/base.html.j2
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from mailtriage.compose.markdown import to_fragment
from mailtriage.desk.guard import Asked

HERE = Path(__file__).parent
# The pages of the bar; the first six stand in it wherever there is room, the others in its menu.
PAGES = (("/", "Drafts"), ("/unanswered", "Unanswered"), ("/cases", "Cases"), ("/customers", "Customers"),
         ("/incidents", "Incidents"), ("/quarantine", "Quarantine"), ("/rules", "Rules"), ("/charts", "Charts"),
         ("/autonomy", "What leaves by itself"), ("/health", "Health"))
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.S)


def show(asked: Asked, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page `html/<template>.html.j2` for this person."""
    words = _environment().get_template(f"{template}.html.j2").render(
        me=asked.person, form_token=asked.session.form, now=asked.desk.clock(), htmx=asked.htmx, url=asked.url,
        theme=asked.theme, pages=PAGES, here=here, undo=asked.undo, **values
    )
    return HTMLResponse(words, status)


def here(url: str, path: str) -> bool:
    """Whether a page stands under that entry of the bar."""
    return url == "/" or url.startswith("/drafts") if path == "/" else url == path or url.startswith(f"{path}/")


def part(words: str) -> HTMLResponse:
    """The words of a mail alone, for a page that is open already."""
    return HTMLResponse(markdown(words))


def bare(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page for nobody in particular."""
    return HTMLResponse(_environment().get_template(f"{template}.html.j2").render(**values), status)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(HERE / "html"), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True)
    made.filters |= {"until": until, "moment": datetime.fromisoformat, "clock": clock, "size": size,
                     "markdown": markdown}
    return made


def until(moment: datetime | None, now: datetime) -> str:
    """`in 40 min`, `2 h ago`, `Tue 24 Nov`: how far away a moment is, as people say it."""
    if moment is None:
        return ""
    away = moment - now
    minutes = int(abs(away).total_seconds() // 60)
    if minutes >= 36 * 60:
        return f"{moment:%a %d %b}" if moment.year == now.year else f"{moment:%d %b %Y}"
    if not minutes:
        return "now" if away >= timedelta() else "just now"
    said = f"{minutes} min" if minutes < 90 else f"{round(minutes / 60)} h"
    return f"in {said}" if away >= timedelta() else f"{said} ago"


def clock(moment: datetime | None) -> str:
    """The moment itself, for the title of what `until` says."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment else ""


def markdown(words: str) -> Markup:
    """The words of a mail as its reader sees them, and where each link goes: compose/markdown.py lets no HTML of the
    writer's through."""
    return Markup(_LINK.sub(_with_target, to_fragment(words)))


def _with_target(link: re.Match[str]) -> str:
    target = link[1].removeprefix("mailto:")
    return link[0] if link[2] in (link[1], target) else f'{link[0]} <span class="place">({target})</span>'


def size(octets: int) -> str:
    """`412 B`, `3.4 MB`: what people compare, in powers of ten as mail programs show it."""
    for unit, most in (("B", 1e3), ("kB", 1e6), ("MB", 1e9)):
        if octets < most:
            amount = octets / (most / 1e3)
            return f"{amount:.0f} {unit}" if amount >= 10 or unit == "B" else f"{amount:.1f} {unit}"
    return f"{octets / 1e9:.1f} GB"
