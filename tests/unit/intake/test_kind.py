"""Who is speaking: RFC 3834 to the letter, and the mistakes the peers made."""

from __future__ import annotations

import pytest

from mailtriage.intake.parse import must_quarantine
from mailtriage.model.mail import Kind
from tests.unit.intake.mailkit import BASE, mail, multipart

HUMAN = {
    "nothing special": "",
    "Auto-Submitted: no (FreeScout took any value for a machine)": "Auto-Submitted: no",
    "Auto-Submitted: NO with comment": "Auto-Submitted: NO (really)",
    "Auto-Submitted: no with a parameter": "Auto-Submitted: no; x=y",
    "X-Auto-Response-Suppress, which Exchange puts on people's mail": "X-Auto-Response-Suppress: All",
    "Precedence: normal (Znuny took any Precedence for a loop)": "Precedence: normal",
    "Precedence: first-class": "Precedence: first-class",
    "List-Unsubscribe alone (Zammad, django-helpdesk)": "List-Unsubscribe: <mailto:x@y.example>",
    "List-Id without bulk marks": "List-Id: <team.customer.example>",
    "a Google Group": "List-ID: <team.customer.example>\nPrecedence: list\nX-Google-Group-Id: 123\n"
    "List-Unsubscribe: <mailto:x@y.example>\nList-Post: <https://groups.example>",
    "asks for a receipt": "Disposition-Notification-To: ann@customer.example\nReturn-Receipt-To: ann@customer.example",
    "high priority": "X-Priority: 1\nImportance: high",
    "somebody else's control headers": "X-RT-Loop-Prevention: x\nX-Mailtriage-Kind: bounce\nX-OTRS-Loop: true",
    "a Return-Path": "Return-Path: <ann@customer.example>",
    "X-Autoreply: no": "X-Autoreply: no",
}
MACHINE = {
    "Auto-Submitted: auto-replied": Kind.AUTO_REPLY,
    "Auto-Submitted: auto-generated": Kind.AUTO_REPLY,
    "Auto-Submitted: AUTO-REPLIED": Kind.AUTO_REPLY,
    'Auto-Submitted: auto-replied; owner-email="x@y.example"': Kind.AUTO_REPLY,
    "Auto-Submitted: auto-replied (vacation)": Kind.AUTO_REPLY,
    "Auto-Submitted:\n auto-replied": Kind.AUTO_REPLY,
    "Auto-Submitted: auto-notified": Kind.AUTO_REPLY,
    "X-Autoreply: yes": Kind.AUTO_REPLY,
    "X-Autorespond: out": Kind.AUTO_REPLY,
    "X-Autoreply-From: x@y.example": Kind.AUTO_REPLY,
    "Precedence: auto_reply": Kind.AUTO_REPLY,
    "Precedence: AUTO_REPLY": Kind.AUTO_REPLY,
    "X-FC-MachineGenerated: true": Kind.AUTO_REPLY,
    "X-Apple-Action: VACATION": Kind.AUTO_REPLY,
    "Precedence: bulk\nReturn-Path: <>": Kind.AUTO_REPLY,
    "Precedence: bulk\nList-Id: <news.customer.example>\nList-Unsubscribe: <https://x.example>": Kind.LIST,
    "List-Unsubscribe: <https://x.example>\nX-MC-User: 12": Kind.LIST,
    "List-Id: <news.customer.example>\nList-Unsubscribe: <https://x.example>\n"
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click": Kind.LIST,
}
# Gateways and list software write these on what people send: heard, and not answered by itself (RFC 3834 2).
IN_SILENCE = (
    "Precedence: bulk", "Precedence: BULK", "Precedence: junk", "X-Precedence: bulk", "Precedence: list", "Return-Path: <>",
    "Precedence: bulk\nList-Id: <it.customer.example>",
    "Precedence: bulk\nX-Mailing-List: it@customer.example\nSender: it-owner@customer.example",
    "Precedence: bulk\nList-Post: <mailto:it@x.example>\nList-Unsubscribe: <mailto:it@x.example>\nX-BeenThere: it@x.example",
)


@pytest.mark.parametrize("name", HUMAN)
def test_a_person_is_answered(name: str) -> None:
    seen = mail(HUMAN[name])
    assert seen.kind is Kind.HUMAN, seen.kind_evidence
    assert not seen.must_not_acknowledge


@pytest.mark.parametrize("headers", MACHINE)
def test_a_machine_is_never_answered(headers: str) -> None:
    seen = mail(headers)
    assert seen.kind is MACHINE[headers]
    assert seen.must_not_acknowledge
    assert seen.kind_evidence
    assert must_quarantine(seen) == ""


@pytest.mark.parametrize("headers", IN_SILENCE)
def test_a_person_behind_a_list_or_a_gateway_is_a_person_who_gets_no_answer_by_itself(headers: str) -> None:
    seen = mail(headers)
    assert (seen.kind, seen.must_not_acknowledge) == (Kind.HUMAN, True), seen.kind_evidence


def subject(text: str) -> bytes:
    return f"From: ann@customer.example\r\nSubject: {text}\r\n".encode()


@pytest.mark.parametrize(
    "text",
    [
        "Automatic reply: Printer",
        "Automatisk svar: Skriver",
        "Autosvar: Skriver",
        "Automatiskt svar: Skrivare",
        "Automatische Antwort: Drucker",
        "Réponse automatique : Imprimante",
        "Respuesta automática: Impresora",
        "Automatisch antwoord: x",
        "Resposta automática: x",
        "Risposta automatica: x",
        "Out of office",
        "Out of Office: back Monday",
        "OUT OF OFFICE - Ann",
        "Fravær",
        "Ikke på kontoret: tilbake mandag",
        "Frånvaro: semester",
        "Abwesenheitsnotiz: Urlaub",
        "Abwesenheitsnotiz",
        "Absence du bureau",
        "Fuera de la oficina",
        "Fora do escritório",
        "Fuori sede",
        "Auto: Printer",
        "Re: Automatic reply: x",
        "[EXTERNAL] Automatic reply: x",
        "Out of office autoreply",
    ],
)
def test_auto_replies_are_known_by_their_subject_with_a_second_sign(text: str) -> None:
    for sign in ("Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All", "Return-Path: <>"):
        assert mail(sign, base=subject(text)).kind is Kind.AUTO_REPLY
    seen = mail(base=subject(text))
    assert seen.kind is Kind.HUMAN
    assert seen.must_not_acknowledge
    assert "auto-reply" in seen.kind_evidence


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Out of Office: back Monday", "Hi,\nI'm out of the office until Monday.\n"),
        ("Automatic reply: Printer", "I am currently on parental leave.\n"),
        ("Automatic reply: Printer", "I will be away with limited access to e-mail.\n"),
        ("Fravær", "Hei, jeg er på ferie og er tilbake mandag.\n"),
        ("Frånvaro: semester", "Jag är på semester.\n"),
        ("Abwesenheitsnotiz", "Ich bin bis Montag nicht im Büro.\n"),
        ("Absence du bureau", "Je suis absent jusqu'au 3.\n"),
        ("Fuera de la oficina", "Estoy de vacaciones.\n"),
    ],
)
def test_the_words_of_the_absent_are_a_second_sign(title: str, body: str) -> None:
    assert mail(base=subject(title), body=body).kind is Kind.AUTO_REPLY


def test_an_answer_to_a_mail_is_a_second_sign_and_an_answer_to_an_auto_reply_is_none() -> None:
    answers = "In-Reply-To: <x@desk.example>"
    assert mail(answers, base=subject("Automatic reply: Printer")).kind is Kind.AUTO_REPLY
    again = mail(answers, "It crashes.\n\n> I am out of the office\n", base=subject("Re: Automatic reply: Printer"))
    assert (again.kind, again.must_not_acknowledge) == (Kind.HUMAN, True)


DSN = ("Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
       "Final-Recipient: rfc822; support@desk.example\nAction: failed\nStatus: 5.1.1\n")
MDN = "Content-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n"
ARF = "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
FORWARDED = multipart("mixed", "Content-Type: text/plain\n\nWhat is this? Our server is down.", DSN)
REQUESTS: dict[str, tuple[str, str | bytes, bytes]] = {
    "an answer to an auto-reply": ("", "Our server crashes.", subject("Re: Automatic reply: Your order")),
    "how to set an out of office": ("", "The client crashes.", subject("Out of office - how do I switch it on?")),
    "a module named Fravær": ("", "Fraværsmodulen feiler.", subject("Fravær: modulen krasjer")),
    "about a gateway": (
        "", "Your gateway says 550 user unknown for the following address.",
        subject("Undeliverable mail from your gateway"),
    ),
    "through Mailman": ("Precedence: list\nList-Id: <it.customer.example>\nList-Post: <mailto:it@x.example>", "Help", BASE),
    "from a CRM": (
        "List-Unsubscribe: <https://x.example>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click", "Help", BASE),
    "a postmaster in person": (
        "", "Our mails to you are undeliverable, please help.",
        b"From: postmaster@customer.example\r\nSubject: Mail delivery failed: to your product\r\n",
    ),
    "somebody called bounce": (
        "", "Your gateway says: following address is not reachable. Since Monday all invoices fail.",
        b"From: bounce@customer.example\r\nSubject: following address not reached\r\n",
    ),
    "a forwarded DSN": (*FORWARDED, BASE),
    "a forwarded MDN": (*multipart("mixed", "Content-Type: text/plain\n\nWhat is this?", MDN), BASE),
    "a forwarded complaint": (*multipart("mixed", "Content-Type: text/plain\n\nWhat is this?", ARF), BASE),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_that_looks_like_a_machines_mail_is_heard_in_silence(name: str) -> None:
    headers, body, base = REQUESTS[name]
    seen = mail(headers, body, base)
    assert seen.kind is Kind.HUMAN, seen.kind_evidence
    assert seen.must_not_acknowledge
    assert seen.bounce is None


def test_a_report_part_without_its_container_counts_when_a_machine_sent_it() -> None:
    headers, body = FORWARDED
    for sign in ("Return-Path: <>", "Auto-Submitted: auto-replied"):
        assert mail(f"{headers}\n{sign}", body).kind is Kind.BOUNCE


@pytest.mark.parametrize(
    "text",
    [
        "Out of office phone does not ring",
        "How do I set an out of office reply?",
        "Question about automatic reply",
        "Automatic reply settings are missing",
        "Fravær registreres ikke i appen",
        "Fraværsmelding kan ikke sendes",
        "Autosvar virker ikke",
        "Abwesend melden geht nicht",
        "Automation: failed",
        "Auto parts order",
        "Re: Printer",
        "Absence du bureau de poste",
        "Vacation reply broken",
        "Undelivered parcel",
        "Mail delivery is slow",
        "Delivery failure of order 12",
        "Returned mail from post office",
    ],
)
def test_a_person_who_writes_about_such_things_is_a_person(text: str) -> None:
    assert mail(base=subject(text)).kind is Kind.HUMAN


@pytest.mark.parametrize(
    "local",
    [
        "no-reply",
        "noreply",
        "NoReply",
        "no_reply",
        "do-not-reply",
        "donotreply",
        "noreply+abc",
        "noreply-dmarc",
        "shop.noreply",
        "postmaster",
        "bounces+1-ann=x",
        "bounce",
        "ikke-svar",
        "majordomo",
        "team-request",
        "owner-team",
        "team-bounces",
        "prvs=123=ann",
    ],
)
def test_senders_that_take_no_answer_get_none_but_are_heard(local: str) -> None:
    seen = mail(base=f"From: {local}@customer.example\r\nSubject: Your invoice\r\n".encode())
    assert seen.must_not_acknowledge
    assert seen.kind is Kind.HUMAN
    assert "takes no answers" in seen.kind_evidence


@pytest.mark.parametrize(
    "local", ["reply", "norey", "noah.reply", "ann", "request", "bouncer", "no", "knoreply", "alerts", "owner"]
)
def test_senders_with_names_like_those_are_answered(local: str) -> None:
    assert not mail(base=f"From: {local}@customer.example\r\nSubject: x\r\n".encode()).must_not_acknowledge


@pytest.mark.parametrize("local", ["mailer-daemon", "MAILER-DAEMON", "mail.delivery.system"])
def test_nobody_writes_from_a_daemon_whatever_the_subject(local: str) -> None:
    seen = mail(base=f"From: {local}@mx.example\r\nSubject: failed mail\r\nAuto-Submitted: auto-generated\r\n".encode())
    assert seen.kind is Kind.BOUNCE
    assert seen.must_not_acknowledge


def test_a_postmaster_may_be_a_person() -> None:
    assert mail(base=b"From: postmaster@customer.example\r\nSubject: New MX\r\n").kind is Kind.HUMAN
    failed = mail(base=b"From: postmaster@customer.example\r\nSubject: x\r\n", body="Your mail could not be delivered: 550 5.1.1 unknown")
    assert failed.kind is Kind.BOUNCE


def test_a_report_from_an_unknown_sender_needs_subject_words_and_code() -> None:
    words = "Your message could not be delivered:\n<bob@customer.example>: 550 5.1.1 User unknown\n"
    assert mail(base=subject("Delivery Status Notification"), body=words).kind is Kind.BOUNCE
    assert mail(base=subject("Fwd: Delivery Status Notification"), body=words).kind is Kind.HUMAN
    assert mail(base=subject("Delivery Status Notification"), body="what is this?").kind is Kind.HUMAN
    assert mail(base=subject("I cannot reach Bob"), body=words).kind is Kind.HUMAN


def test_an_empty_return_path_is_not_answered() -> None:
    seen = mail("Return-Path: <>")
    assert seen.kind is Kind.HUMAN
    assert seen.must_not_acknowledge


def test_a_receipt_is_a_receipt() -> None:
    headers, body = multipart(
        "report; report-type=disposition-notification",
        "Content-Type: text/plain\n\nYour mail was read.",
        "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;ann@customer.example\n"
        "Disposition: manual-action/MDN-sent-manually; displayed",
    )
    seen = mail(headers, body)
    assert seen.kind is Kind.RECEIPT
    assert "displayed" in seen.kind_evidence
    assert seen.must_not_acknowledge


def test_a_complaint_is_a_complaint() -> None:
    headers, body = multipart(
        "report; report-type=feedback-report",
        "Content-Type: text/plain\n\nThis is spam.",
        "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1",
        "Content-Type: message/rfc822\n\nFrom: us@desk.example\n\nhello",
    )
    assert mail(headers, body).kind is Kind.COMPLAINT


@pytest.mark.parametrize("text", ["", "(no subject)", "Re:", "Ingen emne", "RE: SV:"])
def test_a_mail_that_says_nothing_is_empty(text: str) -> None:
    seen = mail(base=subject(text), body="  \r\n\r\n")
    assert seen.kind is Kind.EMPTY
    assert seen.must_not_acknowledge


def test_a_mail_that_says_all_in_its_subject_is_a_person() -> None:
    assert mail(base=subject("Please reset my password"), body="").kind is Kind.HUMAN


def test_control_headers_of_a_stranger_change_nothing() -> None:
    """Attack 19: no privilege, no kind, no trust by a header a sender can write."""
    plain = mail()
    for header in (
        "X-Mailtriage-Trusted: yes",
        "X-Mailtriage-Case: MEZ-000001-7",
        "RT-Squelch-Replies-To: x@y.example",
        "X-Priority: 1",
        "X-OTRS-Queue: root",
        "X-Zammad-Trusted: true",
        "Return-Receipt-To: x@y.example",
    ):
        seen = mail(header)
        assert (seen.kind, seen.sender, seen.authenticity, seen.identity, seen.must_not_acknowledge, seen.mark) == (
            plain.kind,
            plain.sender,
            plain.authenticity,
            plain.identity,
            plain.must_not_acknowledge,
            "",
        )


def test_our_own_mark_is_handed_on_and_not_believed() -> None:
    seen = mail("X-Mailtriage-Loop: k1.aaaa <x@desk.example>", base=BASE)
    assert seen.mark == "k1.aaaa <x@desk.example>"
    assert seen.kind is Kind.HUMAN
