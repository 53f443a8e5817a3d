"""compose/markdown.py: the same words twice, readable, and nothing in them loads or runs."""

from __future__ import annotations

import re

import pytest

from mailtriage.compose.markdown import to_html, to_text

ANSWER = """Hello Naledi,
your report is logged as case **MEZ-104213-7**. The mobile team has it, and you will hear
from them by Tuesday 24 November, 13:00.

To save you a round trip:

1. Device number as registered
2. What the screen says when you press *Sync* (a photo is fine), with all that is around it on the display
   - one
   - two

> They wrote this.

See the [guide](https://wiki.example/sync) or write to <mailto:desk@mez.example>.

    mailtriage   status

- loose

- items
"""

PLAIN = """Hello Naledi,
your report is logged as case MEZ-104213-7. The mobile team has it, and you
will hear from them by Tuesday 24 November, 13:00.

To save you a round trip:

1. Device number as registered
2. What the screen says when you press Sync (a photo is fine), with all that
   is around it on the display
   - one
   - two

> They wrote this.

See the guide (https://wiki.example/sync) or write to
mailto:desk@mez.example.

    mailtriage   status

- loose

- items
"""


def test_the_plain_text_reads_like_a_letter() -> None:
    assert to_text(ANSWER) == PLAIN


def test_no_line_of_text_is_wider_than_its_words_need() -> None:
    text = to_text("word " * 200 + "\n\n- " + "item " * 100 + "\n\n" + "x" * 300)
    assert all(len(line) <= 76 or " " not in line.strip() for line in text.splitlines())


def test_html_is_one_document_with_nothing_to_load() -> None:
    hostile = "\n![i](https://evil.example/p.png) <img src=https://evil.example> <script>x</script>"
    page = to_html(ANSWER + hostile, "nb")
    assert page.startswith('<!DOCTYPE html>\n<html lang="nb">')
    assert not re.search(r"<(?:img|script|link|iframe|object|form|input|svg)\b|<[^>]*src=|url\(|@import", page)
    assert re.findall(r'href="([^"]*)"', page)[:2] == ["https://wiki.example/sync", "mailto:desk@mez.example"]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "/path",
        "#anchor",
        "ftp://a.example",
        "java&#10;script:alert(1)",
        "&#106;avascript:alert(1)",
        "x:https://ok.example",
        " javascript:alert(1)",
    ],
)
def test_links_go_to_http_https_and_mailto_only(url: str) -> None:
    for markdown in (f"[go]({url})", f"[go](<{url}>)", f"<{url}>", f"[go]: {url}\n\n[go]"):
        assert "href" not in to_html(markdown)


@pytest.mark.parametrize("language", ['en"><script>', "", "x", "nb\nX"])
def test_a_language_that_is_none_does_not_reach_the_page(language: str) -> None:
    assert '<html lang="en">' in to_html("x", language)


def test_short_lines_keep_their_ends_and_an_editors_wrap_does_not() -> None:
    markdown = "Kind regards\nBob\nFirst line of a paragraph that an editor wrapped here\nbecause it was quite full.\n"
    assert to_text(markdown) == (
        "Kind regards\nBob\nFirst line of a paragraph that an editor wrapped here because it was quite\nfull.\n"
    )
    assert to_html(markdown).count("<br />") == 2


def test_deep_nesting_ends() -> None:
    assert len(to_text("> " * 500 + "x")) < 5000
    assert to_html("- " * 500 + "x")
