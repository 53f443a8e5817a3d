"""HTML to the text a reader would see."""

from __future__ import annotations

import pytest

from mailtriage.intake.html_text import html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("a &amp; b &lt;c&gt; &aring; &#229; &nbsp;x", "a & b <c> å å x"),
        ("  a \n  b  ", "a b"),
        ("<b>bo</b>ld", "bold"),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a  b\nc"),
        ("<a href='https://x.example/y'>here</a>", "here <https://x.example/y>"),
        ("<a href='https://x.example/'>https://x.example</a>", "https://x.example"),
        ("<a href='mailto:a@b.example?subject=x'>mail us</a>", "mail us <a@b.example>"),
        ("<a href='javascript:alert(1)'>click</a>", "click"),
        ("<blockquote>old<br>words</blockquote>new", "> old\n> words\n\nnew"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n>\nc"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<img alt='Logo' src=x>", "[Logo]"),
        ("<img src=x>", ""),
        ("a<hr>b", "a\nb"),
        ("x < 5 and y > 3", "x < 5 and y > 3"),
        ("<3 you", "<3 you"),
        ("a <b unclosed", "a <b unclosed"),
        ("", ""),
        ("<p>a<p><p><p>b", "a\n\nb"),
        ("<a href=x title='a > b'>t</a>", "t"),
        ("<P STYLE=x>UP</P>", "UP"),
        ("<o:p>word</o:p>", "word"),
        ("<![endif]>a<!DOCTYPE html>b<?xml x?>c", "abc"),
    ],
)
def test_what_is_seen(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>HID</script>",
        "<style>HID</style>",
        "<!-- HID -->",
        "<title>HID</title>",
        "<head><meta>HID</head>",
        "<div style='display:none'>HID</div>",
        "<div style='DISPLAY : NONE !important'>HID<div>HID</div>HID</div>",
        "<span style='font-size:0'>HID</span>",
        "<span style='font-size:0px;color:red'>HID</span>",
        "<p hidden>HID</p>",
        "<div style='max-height:0;overflow:hidden'>HID</div>",
        "<div style='mso-hide:all'>HID</div>",
        "<span style='visibility:hidden'>HID</span>",
        "<script>if (a</b) '</x>HID'</script>",
        "<noscript>HID</noscript>",
        "<svg><text>HID</text></svg>",
        "<template>HID</template>",
        "<SCRIPT type=x>HID</ScRiPt >",
        "<span style='opacity:0'>HID</span>",
    ],
)
def test_what_is_hidden_is_not_text_and_what_follows_is(hidden: str) -> None:
    assert html_to_text(f"<p>before</p>{hidden}<p>after</p>") == "before\n\nafter"


@pytest.mark.parametrize(
    "shown",
    [
        "<span style='font-size:0.9em'>TXT</span>",
        "<span style='opacity:0.5'>TXT</span>",
        "<div style='display:block'>TXT</div>",
        "<div data-hidden=1>TXT</div>",
        "<div style='height:0'>TXT</div>",
    ],
)
def test_what_is_small_or_pale_is_still_seen(shown: str) -> None:
    assert "TXT" in html_to_text(f"<p>before</p>{shown}<p>after</p>")


@pytest.mark.parametrize(
    "broken", ["<!-- never closed ", "<script ", "<div title='", '<a href="', "<", "</", "<!", "<?"]
)
def test_what_is_never_closed_hides_nothing_before_it(broken: str) -> None:
    assert html_to_text(f"<p>words</p>{broken}").startswith("words")


def test_an_unclosed_comment_does_not_hide_the_rest() -> None:
    assert "the rest" in html_to_text("<p>words</p><!-- oops <p>the rest</p>")


def test_two_hundred_thousand_levels_lose_no_text() -> None:
    """inscriptis (lxml) silently loses what is deeper than 255 tags: a way to hide text from rules."""
    assert html_to_text("<div>" * 200_000 + "deep" + "</div>" * 200_000) == "deep"


def test_five_thousand_links_are_read() -> None:
    text = html_to_text("".join(f"<a href='https://x.example/{n}'>l{n}</a> " for n in range(5000)))
    assert text.count("<https://x.example/") == 5000


def test_a_pasted_picture_does_not_use_up_the_room_of_the_text() -> None:
    from tests.unit.intake.mailkit import mail

    picture = '<img src="data:image/png;base64,' + "iVBORw0K" * 300_000 + '">'
    assert mail("Content-Type: text/html", f"<p>before</p>{picture}<p>after</p>").text == "before\n\nafter"
