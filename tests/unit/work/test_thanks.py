"""Thanks are passed over in silence only when nothing that may be the writer's own words stands below them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest

from mailtriage.intake.parse import parse
from mailtriage.model.ledger import Outcome
from tests.scenarios.story import World

HTML = "Content-Type: text/html; charset=utf-8\r\n"
PLAIN = "Content-Type: text/plain; charset=utf-8\r\n"
_NUMBERS = count(1)
MORE = "The night export stops at row nine, somebody has to look at it."


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One desk for all: what is noted or follows up changes nothing for the next mail."""
    return World(tmp_path_factory.mktemp("desk"), datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def answered(world: World) -> tuple[str, str]:
    """The headers of a reply to what we sent, and the text we sent."""
    world.arrives(mail("The gateway crashes every night.\n\n-- \nAnn Ames\nlager og innkjop"), "support")
    (ours,) = world.outgoing_rows()
    headers = f"In-Reply-To: {ours.message_id}\r\nReferences: {ours.message_id} <1@customer.example>\r\n"
    return headers, parse(world.desk.raw.get(ours.raw)).text


def mail(text: str, extra: str = PLAIN, subject: str = "Gateway crashes") -> bytes:
    n = next(_NUMBERS)
    body = text.replace("\n", "\r\n")
    return (
        f"From: Ann Ames <ann@customer.example>\r\nTo: support@cadents.example\r\nSubject: {subject}\r\n"
        f"Message-ID: <{n}@customer.example>\r\n{extra}\r\n{body}\r\n"
    ).encode()


def outcome(world: World, headers: str, text: str, kind: str = PLAIN) -> Outcome:
    return world.arrives(mail(text, headers + kind, "Re: Gateway crashes"), "support").outcome


BELOW = {
    "a postscript below the signature": f"Thanks!\n\n-- \nAnn Ames\nOld Mill\n\nPS: {MORE}",
    "a sentence below the signature": f"Thanks!\n\n-- \nAnn Ames\n\n{MORE}",
    "few words below the signature": "Thanks!\n\n-- \nAnn Ames\nexport fails too",
    "a wish in the place of a title": "Thanks!\n\n-- \nAnn Ames\nPlease Call",
    "quote signs before what nobody wrote": f"Thanks!\n\n> {MORE}",
    "an attribution without date or address": f"Thanks!\n\nYesterday my colleague wrote:\n> {MORE}",
    "an attribution of somebody who takes no part":
        f"Thanks!\n\nOn Mon, 23 Nov 2026 at 08:00, Bo <bo@elsewhere.example> wrote:\n> {MORE}",
    "a question with a footer's words": "Thank you.\n\nIs this mail confidential? What your app shows is confidential and "
        "intended solely for us, and the cleaner reads it.",
    "a footer's words about the app": "Thank you.\n\nWhat the gateway shows is confidential and intended solely for our "
        "board, and the cleaner reads it every day.",
    "a mail of another subject, shown": f"Thanks!\n\nFrom: scanner@customer.example\nSubject: scan\n\n{MORE}",
    "a mail that is passed on": f"Thanks!\n\n---------- Forwarded message ---------\nFrom: Bo <bo@customer.example>\n"
        f"Date: Mon, 23 Nov 2026\nSubject: export\nTo: Ann\n\n{MORE}",
    "typed below a block of headers": "Thanks!\n\nFrom: Support <support@cadents.example>\nSent: Monday, November 23, 2026 "
        f"9:00\nTo: Ann\nSubject: Gateway crashes\n\n{MORE}",
    "below a rule": f"Thanks!\n\n________________________________\n\n{MORE}",
}  # fmt: skip


@pytest.mark.parametrize("below", BELOW)
def test_words_below_the_thanks_reach_a_person(world: World, answered: tuple[str, str], below: str) -> None:
    assert outcome(world, answered[0], BELOW[below]) is Outcome.FOLLOW_UP


@pytest.mark.parametrize("html", [
    f"<p>Thanks!</p><blockquote>{MORE}</blockquote>",
    f"<p>Thanks!</p><div id=divRplyFwdMsg><b>From:</b> Support</div><p>{MORE}</p>",
    f"<p>Thanks!</p><noscript>{MORE}</noscript>",
])  # fmt: skip
def test_words_below_the_thanks_in_html_reach_a_person(world: World, answered: tuple[str, str], html: str) -> None:
    assert outcome(world, answered[0], html, HTML) is Outcome.FOLLOW_UP


ATTRIBUTION = "On Mon, 23 Nov 2026 at 09:00, Support <support@cadents.example> wrote:"
BLOCK = "From: Support <support@cadents.example>\nSent: Monday, November 23, 2026 9:00\nTo: Ann\nSubject: Gateway crashes"
SIGNED = (
    "\n\nKind regards\nAnn Ames\nProsjektleder | Old Mill AS\nStorgata 5, 0155 Oslo\nTel: +47 22 33 44 55\nwww.oldmill.example",
    "\n\n-- \nAnn Ames\nDaglig leder\nann@customer.example",
    "\n\n-- \nAnn Ames\nlager og innkjop",       # as in the mail that opened the case
    "\n\nMvh Ann\n\nSendt fra min iPhone",
    "\n\nAnn\n\nThis e-mail is confidential and intended solely for the addressee. If you have received it in error, please "
    "delete it and notify the sender.",
)


@pytest.mark.parametrize("signed", ["", *SIGNED])
@pytest.mark.parametrize("quotes", ["nothing", "marked", "as outlook does", "in html"])
def test_thanks_above_our_mail_and_a_signature_are_thanks(
    world: World, answered: tuple[str, str], signed: str, quotes: str
) -> None:
    headers, ours = answered
    marked = "\n".join(f"> {line}" for line in ours.split("\n"))
    below = {"nothing": "", "marked": f"\n\n{ATTRIBUTION}\n\n{marked}", "as outlook does": f"\n\n{BLOCK}\n\n{ours}",
             "in html": ""}[quotes]
    text, kind = f"Thank you!{signed}{below}", PLAIN
    if quotes == "in html":
        quote = f"<div class=gmail_quote><div class=gmail_attr>{ATTRIBUTION}</div><blockquote class=gmail_quote>{{}}</blockquote></div>"
        text, kind = text.replace("\n", "<br>") + quote.format(ours.replace("\n", "<br>")), HTML
    assert outcome(world, headers, text, kind) is Outcome.NOTED, parse(mail(text, headers + kind)).unproven_words


def test_thanks_for_a_mail_no_case_knows_are_read_when_more_stands_below(world: World) -> None:
    headers = "In-Reply-To: <x@elsewhere.example>\r\n" + PLAIN
    assert world.arrives(mail("Thanks!", headers, "Re: Lift"), "support").outcome is Outcome.NOTED
    assert world.arrives(mail(f"Thanks!\n\n> {MORE}", headers, "Re: Lift"), "support").outcome is Outcome.NEW_CASE
