"""Notes that somebody is away, by words that people write too; and the people who write them, who stay people."""

from __future__ import annotations

import pytest

from mailtriage.intake.absence_words import REQUEST, WEAK_SUBJECT
from mailtriage.model.mail import Kind
from tests.unit.intake.mailkit import mail

ANSWERS = "In-Reply-To: <x@desk.example>"
# language -> (subject, note, what a person under the same subject asks for)
NOTES = {
    "en": ("Vacation", "I am on vacation until 1 December. Please contact Per.",
           "I am on vacation from Monday. Please block my account from then on."),
    "nb": ("Fraværende", "Jeg har ferie og er tilbake 1. desember. Kontakt Per ved behov.",
           "Jeg har ferie fra mandag. Kan dere sperre kontoen min?"),
    "nn": ("Ferie", "Eg har ferie til 1. august.", "Eg har ferie frå måndag. Kan de sperre kontoen min"),
    "sv": ("Semester", "Jag är på semester till 1 december.", "Jag är på semester från måndag. Kan ni spärra mitt konto"),
    "da": ("Ferie", "Jeg er på ferie til 1. december.", "Jeg er på ferie fra mandag. Kan I spærre min konto"),
    "de": ("Urlaub", "Ich bin im Urlaub bis 1.12. Bitte wenden Sie sich an Per.",
           "Ich bin im Urlaub ab Montag. Können Sie mein Konto sperren"),
    "fr": ("Congés", "Je suis en congé jusqu'au 1 décembre.", "Je suis en congé lundi. Pouvez-vous bloquer mon compte"),
    "es": ("Vacaciones", "Estoy de vacaciones hasta el 1 de diciembre.", "Estoy de vacaciones. Pueden ustedes bloquear mi cuenta"),
    "pt": ("Férias", "Estou de férias até 1 de dezembro.", "Estou de férias. Podem bloquear a minha conta"),
    "it": ("Ferie", "Sono in ferie fino al 1 dicembre.", "Sono in ferie da lunedì. Potete bloccare il mio account"),
    "nl": ("Vakantie", "Ik ben met vakantie tot 1 december.", "Ik ben met vakantie. Kunt u mijn account blokkeren"),
    "af": ("Uit kantoor", "Ek is uit kantoor tot 1 Desember.", "Ek is met verlof. Kan u my rekening sluit"),
    "sw": ("Niko nje ya ofisi", "Niko nje ya ofisi hadi Jumatatu.", "Niko likizo. Naomba mfunge akaunti yangu"),
    "fi": ("Poissa", "Olen poissa 1.12. asti.", "Olen lomalla maanantaista. Voitteko sulkea tilini"),
    "pl": ("Urlop", "Jestem na urlopie do 1 grudnia.", "Jestem na urlopie. Proszę zablokować moje konto"),
    "cs": ("Dovolená", "Jsem na dovolené do 1. prosince.", "Jsem na dovolené. Prosím zablokujte můj účet"),
    "ru": ("Отпуск", "Я в отпуске до 1 декабря.", "Я в отпуске с понедельника. Прошу заблокировать мою запись"),
    "hu": ("Szabadság", "Szabadságon vagyok december 1-ig. Kérem, forduljon Annához.", "Szabadságon vagyok hétfőtől. Kérem, tiltsák le a fiókomat"),
    "ro": ("Concediu", "Sunt în concediu până la 1 decembrie. Vă rog să contactați pe Ana.", "Sunt în concediu de luni. Vă rog să blocați contul meu"),
    "el": ("Άδεια", "Βρίσκομαι σε άδεια έως 1 Δεκεμβρίου.", "Βρίσκομαι σε άδεια από Δευτέρα. Παρακαλώ κλειδώστε τον λογαριασμό μου"),
    "uk": ("Відпустка", "Я у відпустці до 1 грудня.", "Я у відпустці з понеділка. Прошу заблокувати мій запис"),
}


def subject(text: str) -> bytes:
    return f"From: ann@customer.example\r\nTo: support@desk.example\r\nSubject: {text}\r\nMessage-ID: <a1@customer.example>\r\n".encode()


def test_each_language_has_its_words() -> None:
    assert set(WEAK_SUBJECT) == set(REQUEST) == set(NOTES) - {"nn"}, "nynorsk stands with bokmål"


@pytest.mark.parametrize("language", NOTES)
def test_a_note_in_answer_to_a_mail_is_a_machine_and_one_by_itself_gets_no_answer(language: str) -> None:
    word, note, _ = NOTES[language]
    for title in (f"{word}: Printer", f"{word} Re: Printer", word):
        seen = mail(ANSWERS, note, base=subject(title))
        assert (seen.kind, seen.must_not_acknowledge) == (Kind.AUTO_REPLY, True), title
        seen = mail(body=note, base=subject(title))
        assert (seen.kind, seen.must_not_acknowledge) == (Kind.HUMAN, True), title


@pytest.mark.parametrize("language", NOTES)
def test_a_person_who_is_away_and_asks_for_something_is_heard_and_answered(language: str) -> None:
    word, note, asks = NOTES[language]
    for headers in ("", ANSWERS):
        for title, body in (
            (f"{word}: Printer", asks), (f"{word}: Printer", f"{note}\nPrinter 12?"), (f"Re: {word}: Printer", note),
            (f"{word}: Printer", "It crashes when a colleague enters one."), ("Printer", note), (f"{word} module", note),
        ):
            seen = mail(headers, body, base=subject(title))
            assert (seen.kind, seen.must_not_acknowledge) == (Kind.HUMAN, False), (title, body, seen.kind_evidence)


def test_what_is_asked_may_stand_in_the_subject() -> None:
    seen = mail(ANSWERS, "I am on leave until 1 December.", base=subject("Vacation: please block my account from Monday"))
    assert (seen.kind, seen.must_not_acknowledge) == (Kind.HUMAN, False)


def test_the_words_may_end_the_subject() -> None:
    title = subject("Re: Printer (Out of office)")
    assert mail(ANSWERS, "I am out", base=title).kind is Kind.AUTO_REPLY
    seen = mail(ANSWERS, "Still broken.\n\n> I am out of the office\n", base=title)
    assert (seen.kind, seen.must_not_acknowledge) == (Kind.HUMAN, False)


@pytest.mark.parametrize(("title", "body"), [
    ("OOO Re: Printer", "I am on annual leave until 1 December with no access to mail."), ("Автоответ: принтер", "Я в отпуске."),
    ("Автоматична відповідь: принтер", "Я у відпустці."), ("Out of office Re: Printer", "I am away."),
])
def test_a_subject_of_machines_with_words_of_the_absent_is_a_machine(title: str, body: str) -> None:
    assert mail(body=body, base=subject(title)).kind is Kind.AUTO_REPLY


AGENT = "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent"


def test_exchanges_rules_and_vpopmails_autoresponder_are_machines() -> None:
    assert mail(f"{AGENT}\nX-Auto-Response-Suppress: All", "We are on it.", base=subject("Thank you")).kind is Kind.AUTO_REPLY
    assert mail("Delivered-To: Autoresponder", "We will return").kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(("headers", "title"), [
    (f"{AGENT}\nX-Auto-Response-Suppress: All", "FW: Printer"), (AGENT, "Printer"), ("X-Auto-Response-Suppress: All", "Printer"),
    ("Delivered-To: autoresponder@customer.example", "Printer"),
])
def test_what_a_rule_passes_on_is_its_authors(headers: str, title: str) -> None:
    assert mail(headers, base=subject(title)).kind is Kind.HUMAN


# Challenges

HELD = "Sua mensagem foi bloqueada. ANTISPAM » TIRA-TEIMA\nPara liberar clique no link"


def test_a_filter_that_keeps_our_mail_and_wants_a_click_is_a_machine() -> None:
    named = subject("Re: Printer").replace(b"ann@", b"AntiSpam UOL <ann@").replace(b".example\r\nTo", b".example>\r\nTo")
    assert mail(body=HELD, base=named).kind is Kind.AUTO_REPLY
    assert mail(body="Your message is being held. Click http://filter.example/1", base=named).kind is Kind.AUTO_REPLY
    assert mail(body="Your mails are caught by our filter, it says blocked. Is the sender right?", base=named).kind is Kind.HUMAN
    assert mail(body="Minha conta foi bloqueada. Para liberar, o que faço?", base=named).kind is Kind.HUMAN
    assert mail(body=HELD, base=subject("Re: Printer")).kind is Kind.HUMAN
