"""The HTML of a mail cleaned: what stays, what is told, what it may cost. That nothing gets out is attack 12's."""

from __future__ import annotations

import base64
import time

import pytest

from mailtriage.desk.safe_html import Safe, safe_html
from mailtriage.desk.safe_links import target_of
from mailtriage.desk.safe_process import NotShown, cleaned
from mailtriage.desk.safe_style import safe_style
from mailtriage.intake.html_part import original
from tests.unit.intake.mailkit import BASE, multipart
from tests.unit.intake.test_html_part import GIF, PNG


def shown(html: str, *pictures: str) -> Safe:
    headers, body = multipart("related", f"Content-Type: text/html; charset=utf-8\n\n{html}", *pictures)
    found = original(BASE + headers.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
    assert found is not None
    return safe_html(found)


@pytest.mark.parametrize("html", [
    "<p>Hello <b>you</b></p>", "<ul><li>one</li></ul>", '<p style="color:red">in red</p>',
    '<table border="1"><tbody><tr><td colspan="2" bgcolor="#fff">x</td></tr></tbody></table>'.replace(' bgcolor="#fff"', ""),
    "<blockquote>old</blockquote>", "<pre>code</pre>", "<h1>H</h1><hr><p>a<br>b</p>",
])
def test_what_people_write_stays_as_it_is(html: str) -> None:
    assert shown(html).body.strip() == html


@pytest.mark.parametrize(("html", "kept"), [
    ("<p onclick=alert(1)>x</p>", "<p>x</p>"), ("<script>x</script>y", "y"), ("<style>p{}</style>y", "y"),
    ('<form action="//e.example"><input name=a>x</form>', "x"), ("<base href=//e.example>x", "x"),
    ('<meta http-equiv=refresh content="0;url=//e.example">x', "x"), ("<svg onload=x><p>x</p></svg>", "<p>x</p>"),
    ("<iframe srcdoc=x></iframe>y", "y"), ("<p id=a class=b>x</p>", "<p>x</p>"), ("<marquee>x</marquee>", "x"),
    ('<p style="position:fixed;top:0;color:red;background:url(//e.example/x)">x</p>', '<p style="color:red">x</p>'),
    ("<textarea><b>x</textarea>y", "&lt;b&gt;xy"), ("<button formaction=//e.example>x</button>", "x"),
])
def test_what_could_act_is_gone_and_its_words_stay(html: str, kept: str) -> None:
    assert shown(html).body.strip() == kept


def test_a_link_says_where_it_leads_and_one_that_lies_is_marked() -> None:
    found = shown('<a href="https://evil.example/x">https://bank.example/</a> <a href="https://a.example/">a.example</a> '
                  '<a href="https://a.example/b">our page</a>')
    assert found.elsewhere == 1
    assert "leads elsewhere: https://<b>evil.example</b>/x" in found.body
    assert found.body.count('class="goes') == 2                 # the one that says itself where it leads has none
    assert found.body.count('rel="noopener noreferrer nofollow" target="_blank"') == 3


@pytest.mark.parametrize(("href", "host"), [
    ("https://bank.example@evil.example/", "evil.example"), ("https://bank.example%40x@evil.example/", "evil.example"),
    ("https:\\\\evil.example\\@bank.example/", "evil.example"), ("https:///evil.example/", "evil.example"),
    ("HTTPS:evil.example/a", "evil.example"), ("ht\ntps://ev\til.example", "evil.example"),
    ("https://ev%69l.example:8080/@bank.example", "evil.example"), ("https://evil.example?@bank.example", "evil.example"),
    ("https://evil.example#@bank.example", "evil.example"), ("https://b\u0430nk.example/", "xn--bnk-6cd.example"),
    ("https://evil.example./", "evil.example"), ("mailto:x@evil.example?subject=a@b", "x@evil.example"),
])
def test_the_host_shown_is_the_one_a_browser_goes_to(href: str, host: str) -> None:
    target = target_of(href, "")
    assert target is not None and target.host == host


@pytest.mark.parametrize(("words", "href", "lies"), [
    ("https://bank.example", "https://evil.example", True), ("bank.example/login", "https://evil.example", True),
    ("www.bank.example", "https://bank.example/", False), ("bank.example", "https://login.bank.example/x", False),
    ("bank.example", "https://bank.example.evil.example/", True), ("Go to http://bank.example now", "http://e.example", True),
    ("report.pdf", "https://files.example/1", False), ("http://b.example/report.pdf", "https://files.example/1", True),
    ("Click here", "https://evil.example", False), ("ann@bank.example", "mailto:ann@evil.example", True),
    ("ann@bank.example", "mailto:ann@bank.example", False), ("b\u0430nk.example", "https://bank.example", True),
    ("Version 2.4.1", "https://a.example", False), ("node.js", "https://a.example", False),
])
def test_a_link_lies_when_its_words_show_another_host(words: str, href: str, lies: bool) -> None:
    target = target_of(href, words)
    assert target is not None and target.elsewhere is lies


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "blob:x", "file:///etc/passwd",
                                  "//e.example", "/cases", "?x", "about:blank", "java\nscript:x", "&#106;avascript:x"])
def test_only_web_mail_and_telephone_are_targets(href: str) -> None:
    assert "href" not in shown(f'<a href="{href}">x</a>').body


def test_a_place_in_the_same_mail_is_no_target_and_is_not_told() -> None:
    assert shown('<a href="#top">x</a>').body == "<a>x</a>"


def test_remote_pictures_are_counted_and_named_and_trackers_only_counted() -> None:
    found = shown('<img src="http://t.example/logo.png" alt="Logo"><img src="//t.example/a"><img srcset="x.png 1x" alt="S">'
                  '<img src="https://t.example/p.gif" width=1 height=1><td background="http://t.example/b">'
                  '<p style="background-image:url(\'http://t.example/c\')">x</p><style>@import url(http://t.example/d)</style>'
                  '<link rel=stylesheet href=http://t.example/e>')
    assert "t.example" not in found.body and "<img" not in found.body
    assert found.body.count('class="gone"') == 3
    assert found.remote >= 7


def test_pictures_of_the_mail_itself_are_shown_by_what_their_bytes_are() -> None:
    def part(cid: str, type: str, data: bytes) -> str:
        return f"Content-Type: {type}\nContent-ID: <{cid}>\nContent-Transfer-Encoding: base64\n\n{base64.b64encode(data).decode()}"

    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    found = shown('<img src="cid:a"><img src="cid:b"><img src="cid:c%2Ed"><img src="cid:none"><img src="cid:h">',
                  part("a", "image/svg+xml", PNG), part("b", "image/png", svg), part("c.d", "text/html", GIF),
                  part("h", "image/png", b"<html>"))
    assert found.body.count("data:image/png;base64,") == 1 and found.body.count("data:image/gif;base64,") == 1
    assert "svg" not in found.body and found.odd == 3


@pytest.mark.parametrize(("src", "ok"), [
    ("data:image/gif;base64," + base64.b64encode(GIF).decode(), True),
    ("data:image/png;base64," + base64.b64encode(GIF).decode(), True),          # and is called what it is
    ("data:image/svg+xml;base64,PHN2Zy8+", False), ("data:text/html,<script>", False), ("data:image/png;base64,!!!", False),
    ("data:image/png;base64,PHNjcmlwdD4=", False),
])
def test_data_pictures_are_rewritten_or_gone(src: str, ok: bool) -> None:
    found = shown(f'<img src="{src}">')
    assert ("data:image/gif" in found.body) is ok and found.odd == (not ok)


@pytest.mark.parametrize("html", [
    '<div style="display:none">unseen</div>', "<div hidden>unseen</div>", '<font color="#fefefe">unseen</font>',
    '<p style="font-size:0px">unseen</p>', '<style>.x{display:none}</style><p class="x">unseen</p>',
    '<table><tr><td bgcolor="#000080"><span style="color:navy">unseen</span></td></tr></table>',
    '<p style="opacity:0">unseen</p>', '<div style="height:0;overflow:hidden">unseen</div>',
])
def test_what_the_sender_hides_is_shown_and_marked(html: str) -> None:
    found = shown(html)
    assert '<span class="unseen">unseen</span>' in found.body and found.hidden == 1


def test_light_letters_on_a_dark_cell_are_not_hidden_and_on_a_lost_picture_they_are_dark() -> None:
    assert shown('<table><tr><td bgcolor="#203040"><font color="#ffffff">x</font></td></tr></table>').hidden == 0
    lost = shown('<div style="background:url(http://e.example/b.png);color:#fff">x</div>')
    assert lost.hidden == 0 and "color" not in lost.body


def test_passwords_are_masked_where_the_html_stands_between_label_and_value() -> None:
    found = shown("<table><tr><td>Password:</td><td><b>Sum</b></td></tr></table><p>My password is hunter2xyz.</p>"
                  '<p title="hunter2xyz">again <i>hunter2xyz</i> <a href="https://a.example/?p=hunter2xyz">x</a>')
    assert "hunter2xyz" not in found.body and "[masked]" in found.body


@pytest.mark.parametrize("style", [
    "background:url(x)", "background-image:url(x)", "position:fixed", "width:expression(alert(1))", "behavior:url(x)",
    "-moz-binding:url(x)", "color:var(--x)", "content:'x'", "font-size:1px", "font-size:900px", "margin:-99px", "color:re\\64",
    "margin-left:calc(1px)", "list-style:url(x)", "cursor:url(x)", "color:red\";x=\"", "color:rgb(1,2,3", "filter:blur(9px)",
    "animation:x 1s", "@import 'x'", "color:/**/url(x)", "opacity:0", "display:none", "z-index:9", "transform:scale(0)",
    "border-image:url(x)", "mask:url(x)", "background:image-set('x')", "src:url(x)", "unicode-bidi:bidi-override",
])
def test_no_property_that_loads_hides_or_moves_stays(style: str) -> None:
    assert safe_style(style) == {}


def test_harmless_properties_stay() -> None:
    assert safe_style("COLOR: #FF0000 !important; padding:4px 0; border: 1px solid #ccc; font-weight:bold;x") == {
        "color": "#ff0000", "padding": "4px 0", "border": "1px solid #ccc", "font-weight": "bold"}


@pytest.mark.parametrize("name", ["div", "font", "long"])
def test_whatever_it_costs_it_ends(name: str) -> None:
    """nh3 takes 34 s for the first and minutes for the second."""
    n = 400_000
    html = {
        "div": "<div>" * (n // 5), "font": "".join(f"<font color={i}><p>" for i in range(n // 18)),
        "long": "x" * 700_000,
    }[name]
    began = time.monotonic()
    try:
        cleaned(BASE + b"Content-Type: text/html\r\n\r\n" + html.encode())
    except NotShown as e:
        assert "read it as text" in str(e)
    assert time.monotonic() - began < 15


def test_a_mail_without_html_says_so() -> None:
    with pytest.raises(NotShown, match="no HTML"):
        cleaned(BASE + b"\r\nwords")
