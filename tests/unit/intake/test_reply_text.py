"""What is new in a reply: by language, by mail program, and the traps that made FreeScout's agents see empty mails.

Cases were written from knowledge of the programs' formats, not collected from a corpus: a case that fails in the field
belongs here.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtriage.intake.quote_diff import split_by_held
from mailtriage.intake.reply_text import split_reply
from mailtriage.intake.unproven import unproven
from tests.unit.intake.mailkit import mail

OLD = "> Did you restart it?\n> Regards, the desk"
BLOCK = "Did you restart it?\nRegards, the desk"

# What stands between the new words and the old ones. Everything above is new.
INTRODUCTIONS = {
    "en gmail": "On Tue, Nov 24, 2026 at 10:15 AM Support <support@desk.example> wrote:",
    "en gmail folded": "On Tue, Nov 24, 2026 at 10:15 AM Support Desk of the Company\n<support@desk.example> wrote:",
    "en apple": "On 24 Nov 2026, at 10:15, Support <support@desk.example> wrote:",
    "en thunderbird": "On 24/11/2026 10:15, Support wrote:",
    "en thunderbird day first": "24.11.2026 10:15, Support wrote:",
    "nb gmail": "tir. 24. nov. 2026 kl. 10:15 skrev Support <support@desk.example>:",
    "nb apple": "24. nov. 2026 kl. 10:15 skrev Support <support@desk.example>:",
    "nb thunderbird": "Den 24.11.2026 10:15, skrev Support:",
    "nb på": "På 24. november 2026 klokken 10:15:00, Support (support@desk.example) skrev:",
    "nn": "Den 24. november 2026 kl. 10:15 skreiv Support <support@desk.example>:",
    "sv gmail": "Den tis 24 nov. 2026 kl 10:15 skrev Support <support@desk.example>:",
    "sv apple": "24 nov. 2026 kl. 10:15 skrev Support <support@desk.example>:",
    "da gmail": "Den tirs. 24. nov. 2026 kl. 10.15 skrev Support <support@desk.example>:",
    "de gmail": "Am Di., 24. Nov. 2026 um 10:15 Uhr schrieb Support <support@desk.example>:",
    "de thunderbird": "Am 24.11.2026 um 10:15 schrieb Support:",
    "fr gmail": "Le mar. 24 nov. 2026 à 10:15, Support <support@desk.example> a écrit :",
    "fr thunderbird": "Le 24/11/2026 à 10:15, Support a écrit :",
    "nl gmail": "Op di 24 nov 2026 om 10:15 schreef Support <support@desk.example>:",
    "af": "Op Di., 24 Nov. 2026 om 10:15 het Support <support@desk.example> geskryf:",
    "es gmail": "El mar, 24 nov 2026 a las 10:15, Support (<support@desk.example>) escribió:",
    "it": "Il giorno mar 24 nov 2026 alle ore 10:15 Support <support@desk.example> ha scritto:",
    "pt": "Em ter., 24 de nov. de 2026 às 10:15, Support <support@desk.example> escreveu:",
}
BLOCKS = {
    "en outlook": "From: Support\nSent: Tuesday, November 24, 2026 10:15 AM\nTo: Ann\nSubject: RE: Printer\n",
    "en outlook bold": "*From:* Support <support@desk.example>\n*Sent:* Tuesday\n*To:* Ann\n*Subject:* RE: Printer\n",
    "en outlook rule": "________________________________\nFrom: Support\nSent: Tuesday\nTo: Ann\nSubject: Printer\n",
    "en original": "-----Original Message-----\nFrom: Support\nSent: Tuesday\nSubject: Printer\n",
    "nb outlook": "Fra: Support\nSendt: tirsdag 24. november 2026 10:15\nTil: Ann\nEmne: Skriver\n",
    "nb original": "-----Opprinnelig melding-----\nFra: Support\nSendt: tirsdag\nEmne: Skriver\n",
    "nn outlook": "Frå: Support\nSendt: tysdag\nTil: Ann\nEmne: Skrivar\n",
    "sv outlook": "Från: Support\nSkickat: den 24 november 2026 10:15\nTill: Ann\nÄmne: Skrivare\n",
    "da outlook": "Fra: Support\nSendt: 24. november 2026 10:15\nTil: Ann\nEmne: Printer\n",
    "de outlook": "Von: Support\nGesendet: Dienstag, 24. November 2026 10:15\nAn: Ann\nBetreff: Drucker\n",
    "de original": "-----Ursprüngliche Nachricht-----\nVon: Support\nGesendet: Dienstag\nBetreff: Drucker\n",
    "fr outlook": "De : Support\nEnvoyé : mardi 24 novembre 2026 10:15\nÀ : Ann\nObjet : Imprimante\n",
    "nl outlook": "Van: Support\nVerzonden: dinsdag 24 november 2026 10:15\nAan: Ann\nOnderwerp: Printer\n",
    "es outlook": "De: Support\nEnviado: martes, 24 de noviembre de 2026 10:15\nPara: Ann\nAsunto: Impresora\n",
    "it outlook": "Da: Support\nInviato: martedì 24 novembre 2026 10:15\nA: Ann\nOggetto: Stampante\n",
}


@pytest.mark.parametrize("name", INTRODUCTIONS)
def test_an_answer_above_a_marked_quote(name: str) -> None:
    reply = split_reply(f"Yes, twice.\nIt still fails.\n\n{INTRODUCTIONS[name]}\n\n{OLD}\n")
    assert reply.new == "Yes, twice.\nIt still fails."
    assert "Did you restart it?" in reply.quoted


@pytest.mark.parametrize("name", INTRODUCTIONS)
def test_an_answer_above_an_unmarked_quote(name: str) -> None:
    assert split_reply(f"Yes, twice.\n\n{INTRODUCTIONS[name]}\n\n{BLOCK}\n").new == "Yes, twice."


@pytest.mark.parametrize("name", INTRODUCTIONS)
def test_an_answer_below_a_quote(name: str) -> None:
    assert split_reply(f"{INTRODUCTIONS[name]}\n{OLD}\n\nYes, twice.\n").new == "Yes, twice."


@pytest.mark.parametrize("name", INTRODUCTIONS)
def test_answers_between_the_lines_of_a_quote_are_kept(name: str) -> None:
    text = (
        f"See below.\n\n{INTRODUCTIONS[name]}\n> Did you restart it?\n\nYes, twice.\n\n> Which model?\n\nThe old one.\n"
    )
    assert split_reply(text).new == "See below.\n\nYes, twice.\n\nThe old one."


@pytest.mark.parametrize("name", BLOCKS)
def test_an_answer_above_an_outlook_block(name: str) -> None:
    reply = split_reply(f"Yes, twice.\n\n{BLOCKS[name]}\n{BLOCK}\n")
    assert reply.new == "Yes, twice."
    assert reply.quoted.endswith("the desk")


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone",
        "Sendt fra min iPhone",
        "Skickat från min iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Verzonden vanaf mijn iPhone",
        "Get Outlook for iOS<https://aka.example>",
        "Sendt fra Outlook for Android",
        "Gesendet mit der Mail App",
        "Enviado desde mi iPhone",
    ],
)
def test_what_a_phone_signs_with_is_a_signature(line: str) -> None:
    reply = split_reply(f"Yes, twice.\n\n{line}\n\n{INTRODUCTIONS['en gmail']}\n{OLD}")
    assert (reply.new, reply.signature) == ("Yes, twice.", line)


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my warehouse in Oslo were twenty boxes which never reached the customer, so we need help",
        "We were sent from my office to yours",
    ],
)
def test_a_sentence_is_no_signature(line: str) -> None:
    assert split_reply(f"Hello,\n\n{line}\n\nplease check").new == f"Hello,\n\n{line}\n\nplease check"


def test_a_signature_after_the_standard_separator() -> None:
    reply = split_reply("It prints now.\n\n-- \nAnn\nCustomer Ltd\n")
    assert (reply.new, reply.signature) == ("It prints now.", "-- \nAnn\nCustomer Ltd")


def test_two_dashes_in_the_middle_of_a_text_are_text() -> None:
    text = "first\n--\n" + "\n".join(f"line {n}" for n in range(40))
    assert split_reply(text).new == text


@pytest.mark.parametrize(
    "text",
    ["> only a quote\n> and nothing else", f"{INTRODUCTIONS['en gmail']}\n{OLD}", "-- \nAnn", "Sent from my iPhone"],
)
def test_a_mail_that_is_only_a_quote_or_a_signature_has_nothing_new(text: str) -> None:
    reply = split_reply(text)
    assert reply.new == ""
    assert "\n".join(filter(None, (reply.quoted, reply.signature))) == text


@pytest.mark.parametrize("text", [f"{INTRODUCTIONS['de thunderbird']}\n\n{BLOCK}", f"{BLOCKS['en outlook']}\n{BLOCK}"])
def test_an_old_mail_without_marks_and_without_a_word_above_is_new(text: str) -> None:
    """It is a forward, or an answer stands below: only a person can tell."""
    assert split_reply(text).new == text


def test_an_answer_beneath_the_line_to_answer_above_is_kept() -> None:
    reply = split_reply("##- Please type your reply above this line -##\n\nHello\n\nmy answer is here, beneath")
    assert reply.new == "Hello\n\nmy answer is here, beneath"


@pytest.mark.parametrize(
    "text",
    [
        "I wrote to you on Monday 3 times:\nno answer yet.",
        "On Monday he wrote: the printer is broken, and I agree.",
        "Den 24.11 skrev jeg til dere, men fikk ikke svar.",
        "From the start: it never worked.\nTo be clear, we need it today.",
        "To: the team\nThanks for all.",
        "Am Montag schrieb ich Ihnen: keine Antwort.",
        "Log:\nFrom: 10.0.0.1\nTo: 10.0.0.2\nfailed",
        "a > b\nand c > d",
        "Le client a écrit une lettre.",
        "_______________\nform field\n_______________\nanother",
    ],
)
def test_text_that_only_resembles_history_is_text(text: str) -> None:
    assert split_reply(text).new == text


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------",
        "-------- Videresendt melding --------",
        "Begin forwarded message:",
        "-------- Weitergeleitete Nachricht --------",
        "---------- Message transféré ----------",
    ],
)
def test_of_a_forwarded_mail_the_writers_words_are_new_and_the_rules_read_all(mark: str) -> None:
    old = "From: Bob <bob@customer.example>\nDate: today\nSubject: x\nTo: Ann\n\nIt burns."
    seen = mail("", f"Can you help with this?\n\n{mark}\n{old}")
    assert (seen.reply_text, seen.quoted_text) == ("Can you help with this?", f"{mark}\n{old}")
    assert seen.said == seen.text


@pytest.mark.parametrize(
    "line",
    [
        "##- Please type your reply above this line -##",
        "-- Reply above this line --",
        "--- Skriv svaret over denne linjen ---",
        "Antworten Sie oberhalb dieser Zeile",
    ],
)
def test_what_stands_above_the_answer_line_is_new(line: str) -> None:
    assert split_reply(f"Yes, twice.\n\n{line}\n\nDid you restart it?").new == "Yes, twice."


@pytest.mark.parametrize("line", [
    "On Wed, 24 Nov 2026 08:14:43 -0200 Support <support@desk.example> wrote",
    "---- On Wed, 24 Nov 2026 14:02:50 +0530 support@desk.example wrote ----",
    "2026-11-24 10:15 GMT+01:00 Support <support@desk.example>:",
    "Tuesday, 24 November 2026, 3:32 PM +0300 from support@desk.example <support@desk.example>:",
    '10:15 AM, November 24, 2026, "Support - Desk" <support@desk.example>:',
    "At 24/11/2026 08:32 PM, you wrote:",
    "Support <support@desk.example> schrieb am Di., 24. Nov. 2026 um 10:15 Uhr:",
    "- Le 2026-11-24 23:25, Support a écrit :",
    "From: Support <support@desk.example> Sent: Tuesday To: Ann Subject: RE: Printer",
])  # fmt: skip
def test_other_forms_of_an_introduction(line: str) -> None:
    assert split_reply(f"Yes, twice.\n\n{line}\n\n{BLOCK}").new == "Yes, twice."


@pytest.mark.parametrize("line", [
    "codinghorror via Forum wrote:", "2026/11/24 Support <support@desk.example>", "2026-11-24 10:15 GMT+01:00 Support",
    "In message <x@desk.example>, Support writes:",
])  # fmt: skip
def test_forms_that_need_a_marked_quote_below(line: str) -> None:
    assert split_reply(f"Yes, twice.\n\n{line}\n\n{OLD}").new == "Yes, twice."


def test_an_answer_on_the_line_of_the_attribution_is_kept_with_it() -> None:
    line = "Yes. On Wed, Nov 24, 2026 at 3:59 PM, support@desk.example wrote:"
    assert split_reply(f"{line}\n{OLD}").new == line


def test_a_word_lost_by_wrapping_is_still_the_quote() -> None:
    quote = "> " + "a quoted line that is so long that the mail program wrapped it and the last\nword\n> goes on here"
    assert split_reply(f"Yes.\n\n{INTRODUCTIONS['en gmail']}\n{quote}").new == "Yes."


HTML = {
    "gmail": "<div dir=ltr>Yes, twice.</div><br><div class=gmail_quote><div dir=ltr class=gmail_attr>"
    "On Tue, Nov 24, 2026 at 10:15 AM Support &lt;<a href='mailto:s@desk.example'>"
    "s@desk.example</a>&gt; wrote:<br></div>"
    "<blockquote class=gmail_quote>Did you restart it?<br>Regards</blockquote></div>",
    "outlook": "<div><p class=MsoNormal>Yes, twice.<o:p></o:p></p>"
    "<div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
    "<p><b>From:</b> Support &lt;s@desk.example&gt; <br><b>Sent:</b> Tuesday<br>"
    "<b>To:</b> Ann<br><b>Subject:</b> RE: x</p>"
    "</div><p>Did you restart it?</p></div>",
    "outlook on the web": "<div>Yes, twice.</div><hr><div id=divRplyFwdMsg><b>Fra:</b> Support<br>"
    "<b>Sendt:</b> tirsdag<br>"
    "<b>Til:</b> Ann<br><b>Emne:</b> x</div><div>Did you restart it?</div>",
    "apple": "<html><body>Yes, twice.<br><div><br><blockquote type=cite><div>24. nov. 2026 kl. 10:15 skrev Support "
    "&lt;s@desk.example&gt;:</div><br><div>Did you restart it?</div></blockquote></div></body></html>",
}


@pytest.mark.parametrize("program", HTML)
def test_answers_in_html(program: str) -> None:
    seen = mail("In-Reply-To: <a@desk.example>\nContent-Type: text/html; charset=utf-8", HTML[program])
    assert seen.reply_text == "Yes, twice."
    assert "Did you restart it?" in seen.text
    assert "Did you restart it?" in seen.quoted_text


PIECES = (
    "", "> q", "text", "-- ", "On 1 Nov 2026 A wrote:", "From: a", "Sent: b", "To: c@d.example", "Subject: d", "Regards,", "Ann",
    "Sent from my iPhone", "-----Original Message-----", "______________", "---------- Forwarded message ---------",
    "\ufdd0> Begin forwarded message:", "\ufdd0From: a@b", "\ufdd0> q", "Reply above this line", "This is confidential and for the intended recipient only, delete it when it came in error.",
    "CAUTION: external sender", ">>> x", "\u00a0", "Unsubscribe", "x" * 1_200, " > y", "PS: more",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_each_full_line_is_in_exactly_one_part_and_the_order_is_kept(lines: list[str]) -> None:
    reply = split_reply("\n".join(lines), "Ann Ames")
    assert len(reply.layout) == len(lines or [""])
    for kinds, part in (("nw", reply.new), ("qaf", reply.quoted), ("s", reply.signature)):
        want = [line.removeprefix("\ufdd0").strip() for line, kind in zip(lines, reply.layout, strict=False) if kind in kinds]
        assert [line.strip() for line in part.split("\n") if line.strip()] == want
    assert all((kind == " ") is (not line.strip()) for line, kind in zip(lines, reply.layout, strict=False))


@pytest.mark.parametrize("piece", [
    "On Mon, Nov 23, 2026 at 10:15 AM Ann <a@b.example>\n", "On 2026 10:15 a@b.cc:\n", "From: a\n", "From: a\nx\nTo: b@c\n", ">",
    "> \n", ">>>\n", "--\n", "-- \n", "_" * 12 + "\n", "a@", "Kind regards\n", "Kind regards\nAnn\n\n", "Mvh ", "Sent from my iPhone\n",
    "confidential intended recipient\n\n", "---------- Forwarded message\n", "1 ", "1.", '"', "<", ":", "a:\n", "* ", "\n", " ", "x\n",
    "Ann Ames\n", "\ufdd0a\nb\n", "PS. \n",
])  # fmt: skip
def test_the_worst_text_costs_little(piece: str) -> None:
    """Linear: 100 kB within half a second on any machine; a quadratic walk would take minutes."""
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    began = time.process_time()
    split_by_held(text, found := split_reply(text, "Ann"), [text])
    unproven(text, found.layout, "Ann", True, {"ann@customer.example"})
    unproven(text, "s" * (text.count("\n") + 1), "Ann", False, set())
    split_reply(text, "Ann", answers=False, subject="x")
    assert time.process_time() - began < 2
