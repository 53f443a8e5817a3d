"""Quotes in HTML are cut in the HTML: by the tags each mail program writes."""

from __future__ import annotations

import pytest

from tests.unit.intake.mailkit import mail

OLD = "Did you restart it?<br>Regards"
# Each has "Yes, twice." as the only new words and "Did you restart it?" as old ones, and no attribution a text reader knows.
PROGRAMS = {
    "gmail": f"<div dir=ltr>Yes, twice.</div><div class=gmail_quote><div class=gmail_attr>Am Morgen, Support</div>"
    f"<blockquote class=gmail_quote style='border-left:1px solid rgb(204,204,204)'>{OLD}</blockquote></div>",
    "apple": f"<body>Yes, twice.<br><blockquote type=cite><div>Heute, Support</div><div>{OLD}</div></blockquote></body>",
    "thunderbird": f"<p>Yes, twice.</p><div class=moz-cite-prefix>Heute, Support</div><blockquote type=cite cite=mid:x>{OLD}</blockquote>",
    "outlook": "<p class=MsoNormal>Yes, twice.</p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'>"
    f"<p><b>Pošiljatelj:</b> Support<br><b>Poslano:</b> ma</p></div></div><p>{OLD}</p>",
    "outlook 2010": "<p>Yes, twice.</p><div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
    f"<p><b>Pošiljatelj:</b> Support</p></div><p>{OLD}</p>",
    "outlook on the web": f"<div>Yes, twice.</div><div id=appendonsend></div><hr><div id=divRplyFwdMsg>Pošiljatelj: Support</div><div>{OLD}</div>",
    "outlook read by outlook": f"<div>Yes, twice.</div><hr><div id=x_divRplyFwdMsg>Pošiljatelj: Support</div><div>{OLD}</div>",
    "outlook on a phone": f"<div>Yes, twice.</div><div id=mail-editor-reference-message-container><div>Support, ma</div>{OLD}</div>",
    "outlook for the mac": f"<div>Yes, twice.</div><span id=OLK_SRC_BODY_SECTION><div>Support, ma</div><div>{OLD}</div></span>",
    "yahoo": f"<div>Yes, twice.</div><div class=yahoo_quoted><div>Support, ma</div><div>{OLD}</div></div>",
    "proton": f"<div>Yes, twice.</div><div class=protonmail_quote>Support, ma<blockquote class=protonmail_quote type=cite>{OLD}</blockquote></div>",
    "zimbra": f"<div>Yes, twice.</div><div id=zimbra-quote><hr>{OLD}</div>",
    "zoho": f"<div>Yes, twice.</div><div class=zmail_extra><div>Support, ma</div><blockquote>{OLD}</blockquote></div>",
    "gmx": f"<div>Yes, twice.</div><div name=quote style='border-left:2px solid #C3D9E5'>{OLD}</div>",
    "lotus notes": f"<font>Yes, twice.</font><br><blockquote type=cite>{OLD}</blockquote>",
    "a blockquote with an attribution above": "<p>Yes, twice.</p><p>On 24 Nov 2026 at 10:15, Support &lt;s@desk.example&gt; wrote:</p>"
    f"<blockquote>{OLD}</blockquote>",
    "a blockquote with an attribution inside": "<p>Yes, twice.</p><blockquote>On 24 Nov 2026, at 10:15, Support &lt;s@desk.example&gt; wrote:"
    f"<br>{OLD}</blockquote>",
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_the_tags_call_old_is_old(program: str) -> None:
    seen = mail("Content-Type: text/html; charset=utf-8", PROGRAMS[program])
    assert seen.reply_text == "Yes, twice."
    assert "Did you restart it?" in seen.quoted_text
    assert "Did you restart it?" in seen.text and "\ufdd0" not in seen.text + seen.quoted_text


@pytest.mark.parametrize("program", ["gmail", "apple", "thunderbird", "yahoo"])
def test_an_answer_below_an_html_quote_is_new(program: str) -> None:
    body = PROGRAMS[program].replace("Yes, twice.", "") + "<p>Yes, twice.</p>"
    assert mail("Content-Type: text/html; charset=utf-8", body).reply_text == "Yes, twice."


def test_answers_between_two_quotes_of_gmail_are_new() -> None:
    body = (
        "<div class=gmail_quote><div class=gmail_attr>Support, heute</div><blockquote class=gmail_quote>Which model?</blockquote>"
        "<div>The old one.</div><blockquote class=gmail_quote>Since when?</blockquote><div>Monday.</div></div>"
    )
    assert mail("Content-Type: text/html", body).reply_text == "The old one.\n\nMonday."


def test_an_indented_paragraph_is_not_a_quote() -> None:
    body = "<p>It says:</p><blockquote style='margin:0 0 0 40px;border:none;padding:0px'>Paper jam in tray 2</blockquote>"
    assert "Paper jam in tray 2" in mail("Content-Type: text/html", body).reply_text


def test_a_mail_that_is_only_an_html_quote_has_nothing_new() -> None:
    seen = mail("Content-Type: text/html", f"<blockquote type=cite>{OLD}</blockquote>")
    assert seen.reply_text == "" and "Did you restart it?" in seen.said


@pytest.mark.parametrize("body", [
    "<div dir=ltr>Can you help?<br><div class=gmail_quote><div class=gmail_attr>---------- Forwarded message ---------<br>From: Bob</div>"
    "It burns.</div></div>",
    "<div>Can you help?<blockquote type=cite><div>Begin forwarded message:</div><div>From: Bob</div><div>It burns.</div></blockquote></div>",
    "<p>Can you help?</p><div class=moz-forward-container>-------- Weitergeleitete Nachricht --------<br>It burns.</div>",
])  # fmt: skip
def test_a_forward_is_known_in_html_too(body: str) -> None:
    seen = mail("Content-Type: text/html", body)
    assert seen.reply_text == "Can you help?"
    assert "It burns." in seen.quoted_text and "It burns." in seen.said


def test_an_outlook_forward_without_a_word_is_new() -> None:
    body = "<div id=divRplyFwdMsg><b>From:</b> Bob<br><b>Sent:</b> today<br><b>Subject:</b> Fire</div><div>It burns.</div>"
    assert "It burns." in mail("Content-Type: text/html", body).reply_text


def test_no_mail_brings_the_mark_along() -> None:
    for body in ("<p>\ufdd0Yes</p><p>&#xFDD0;No</p>", "<pre>\ufdd0Yes\n\ufdd0No</pre>"):
        assert mail("Content-Type: text/html; charset=utf-8", body).quoted_text == ""
    assert mail("Content-Type: text/plain; charset=utf-8", "\ufdd0Yes\n\ufdd0No").reply_text == "Yes\nNo"
