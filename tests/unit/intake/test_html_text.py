"""HTML to the text a reader would see."""

from __future__ import annotations

import pytest

from mailtriage.intake.html_quotes import UNNAMED
from mailtriage.intake.html_text import html_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<i>a &amp; b &lt;c&gt; &aring; &#229; &nbsp;x</i>", "a & b <c> å å x"),
        ("<i>  a \n  b  </i>", "a b"),
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
    assert html_to_text(html)[0].replace(UNNAMED, "") == text


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
        "<svg><text>HID</text></svg>",
        "<template>HID</template>",
        "<SCRIPT type=x>HID</ScRiPt >",
        "<span style='opacity:0'>HID</span>",
    ],
)
def test_what_is_hidden_is_not_text_and_what_follows_is(hidden: str) -> None:
    assert html_to_text(f"<p>before</p>{hidden}<p>after</p>")[0] == "before\n\nafter"


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
    assert "TXT" in html_to_text(f"<p>before</p>{shown}<p>after</p>")[0]


@pytest.mark.parametrize(
    "broken", ["<!-- never closed ", "<script ", "<div title='", '<a href="', "<", "</", "<!", "<?"]
)
def test_what_is_never_closed_hides_nothing_before_it(broken: str) -> None:
    assert html_to_text(f"<p>words</p>{broken}")[0].startswith("words")


def test_an_unclosed_comment_does_not_hide_the_rest() -> None:
    assert "the rest" in html_to_text("<p>words</p><!-- oops <p>the rest</p>")[0]


def test_two_hundred_thousand_levels_lose_no_text() -> None:
    """inscriptis (lxml) silently loses what is deeper than 255 tags: a way to hide text from rules."""
    assert html_to_text("<div>" * 200_000 + "deep" + "</div>" * 200_000)[0] == "deep"


def test_five_thousand_links_are_read() -> None:
    text = html_to_text("".join(f"<a href='https://x.example/{n}'>l{n}</a> " for n in range(5000)))[0]
    assert text.count("<https://x.example/") == 5000


def test_a_pasted_picture_does_not_use_up_the_room_of_the_text() -> None:
    from tests.unit.intake.mailkit import mail

    picture = '<img src="data:image/png;base64,' + "iVBORw0K" * 300_000 + '">'
    assert mail("Content-Type: text/html", f"<p>before</p>{picture}<p>after</p>").text == "before\n\nafter"


SAME = "<p>before</p>{}<p>after</p>"


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='color:#fff'>HID</p>",
        "<font color=white>HID</font>",
        "<div style='background:#fff;color:rgb(255, 255, 255)'>HID</div>",
        "<div style='background-color:#333'><span style='color:#333333'>HID</span></div>",
        "<table bgcolor=#000000><tr><td><font color='#010101'>HID</font></td></tr></table>",
        "<div style='position:absolute;left:-9999px'>HID</div>",
        "<div style='text-indent:-9999px'>HID</div>",
        "<span style='font-size:1px;line-height:1px'>HID</span>",
        "<div style='overflow:hidden;max-height:0px'>HID</div>",
        "<span style='color:transparent'>HID</span>",
        "<span style='color:rgba(0,0,0,0)'>HID</span>",
        "<div style='visibility:hidden'><b>HID</b></div>",
        "<div style='display:none'><span style='display:inline'>HID</span></div>",
        "<style>.pre {display:none} @media print {.x{display:block}}</style><div class='a pre'>HID</div>",
        "<style>#no{visibility:hidden}</style><div id=no>HID</div>",
        "<div style='opacity:0.0'>HID</div>",
        "<p style='display:none'>HID",                          # closed by the next paragraph, as in a browser
        "<table><tr><td><span style='display:none'>HID</td></tr></table>",
    ],
)
def test_what_no_reader_sees_is_given_apart(hidden: str) -> None:
    assert html_to_text(SAME.format(hidden)) == ("before\n\nafter", "HID")


@pytest.mark.parametrize(
    "shown",
    [
        "<table bgcolor=#003366><tr><td><font color=#ffffff>TXT</font></td></tr></table>",
        "<div style='background:#000'><p style='color:#fff'>TXT</p></div>",
        "<div style='background:url(x.png)'><p style='color:#fff'>TXT</p></div>",
        "<div style='color:#fff'><div style='background:#222'>TXT</div></div>",
        "<style>.btn{background:#06c}</style><a class=btn style='color:#fff'>TXT</a>",
        "<td style='font-size:0px'><div style='font-size:14px'>TXT</div></td>",            # MJML's columns
        "<style>@media (max-width:600px) {.m {display:none}}</style><div class=m>TXT</div>",
        "<div style='margin-left:-20px'>TXT</div>",
        "<div style='overflow:hidden;height:40px'>TXT</div>",
        "<div><span style='display:none'>x</div>TXT",
        "<table><tr><td style='display:none'>x<td>TXT</table>",
        "<ul><li hidden>x<li>TXT</ul>",
        "<head><title>x</title><p>TXT",
        "<!--[if !mso]><!-->TXT<!--<![endif]-->",
        "<![if !vml]>TXT<![endif]>",
        "<form><textarea>TXT</textarea></form>",
    ],
)
def test_what_a_reader_sees_is_text(shown: str) -> None:
    assert "TXT" in html_to_text(SAME.format(shown))[0]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<ol start=3><li>a</ol>", "3. a"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n\n- b"),
        ("<a href='http://www.x.example/'>x.example</a>", "x.example"),
        ("<a href='https://x.example/a?b=1&amp;c=2'>see</a>", "see <https://x.example/a?b=1&c=2>"),
        ("<a href='https://x.example'><img alt=Shop></a>", "[Shop] <https://x.example>"),
        ("<a href='https://x.example/1'>one<a href='https://x.example/2'>two</a>", "one <https://x.example/1>two <https://x.example/2>"),
        ("<a href='https://x.example/'>over<br>lines</a>", "over\nlines <https://x.example/>"),
        ("<div style='white-space:pre-wrap'>a\n  b\n&gt; c</div>", "a\n  b\n> c"),
        ("<!--[if mso]>only Outlook<![endif]-->all", "all"),
        ("<table><tr><td>a<table><tr><td>b<td>c</table></td><td>d</table>", "a\n\nb  c\n\nd"),
        ("<p>a</p>\n<blockquote>b<p>c</p></blockquote>", "a\n\n> b\n>\n> c"),
        ("</p>a</br>b", "a\nb"),
        ("a<sup>2</sup> &lt;b&gt; &euro;5 &#x1F600;", "a2 <b> €5 😀"),
    ],
)
def test_what_is_written(html: str, text: str) -> None:
    assert html_to_text(html)[0].replace(UNNAMED, "") == text
