"""Machines that speak in somebody's name or in nobody's, by language and by kind; and beside each table the people who
write the same words and stay people."""

from __future__ import annotations

import pytest

from mailtriage.intake.machine_words import ABSENT, AUTO_REPLY_SUBJECT
from mailtriage.model.mail import Kind
from tests.unit.intake.mailkit import BASE, mail, multipart

ANSWERS = "In-Reply-To: <x@desk.example>"
LANGUAGES = ("en", "nb", "nn", "sv", "da", "de", "fr", "es", "pt", "it", "nl", "pl", "cs", "ru", "uk", "tr", "fi", "sw", "af",
             "ja", "zh", "ko", "hu", "ro", "el", "sk", "hr", "sl", "bg", "et", "lv", "lt", "ca", "he", "ar", "th", "vi", "id")
# One subject and one sentence of each language, as its mail programs and its people write them.
AWAY = {
    "en": ("Automatic reply: Printer", "I am out of the office until Monday."),
    "nb": ("Automatisk svar: Skriver", "Jeg er på ferie til mandag."),
    "nn": ("Fråvær: Skrivar", "Dette er et automatisk svar."),
    "sv": ("Automatiskt svar: Skrivare", "Jag är på semester."),
    "da": ("Autosvar: Printer", "Jeg er på ferie."),
    "de": ("Abwesenheitsnotiz: Drucker", "Ich bin im Urlaub."),
    "fr": ("Réponse automatique : Imprimante", "Je suis absent."),
    "es": ("Respuesta automática: Impresora", "Estoy de vacaciones."),
    "pt": ("Resposta automática: Impressora", "Estou de férias."),
    "it": ("Risposta automatica: Stampante", "Sono in ferie."),
    "nl": ("Automatisch antwoord: Printer", "Ik ben met vakantie."),
    "pl": ("Automatyczna odpowiedź: Drukarka", "Jestem na urlopie."),
    "cs": ("Automatická odpověď: Tiskárna", "Jsem na dovolené."),
    "ru": ("Автоматический ответ: Принтер", "Нахожусь в отпуске."),
    "uk": ("Автоматична відповідь: Принтер", "Перебуваю у відпустці."),
    "tr": ("Otomatik yanıt: Yazıcı", "Ofis dışındayım."),
    "fi": ("Automaattinen vastaus: Tulostin", "Olen lomalla."),
    "sw": ("Jibu la otomatiki: Printa", "Niko likizo."),
    "af": ("Outomatiese antwoord: Drukker", "Ek is met verlof."),
    "ja": ("自動応答: プリンター", "休暇をいただいております。"),
    "zh": ("自动答复: 打印机", "我正在休假。"),
    "ko": ("자동 회신: 프린터", "휴가 중입니다."),
    "hu": ("Automatikus válasz: Nyomtató", "Szabadságon vagyok hétfőig."),
    "ro": ("Răspuns automat: Imprimantă", "Sunt în concediu până luni."),
    "el": ("Αυτόματη απάντηση: Εκτυπωτής", "Απουσιάζω έως τη Δευτέρα."),
    "sk": ("Automatická odpoveď: Tlačiareň", "Do pondelka som na dovolenke."),
    "hr": ("Automatski odgovor: Pisač", "Do ponedjeljka nisam u uredu."),
    "sl": ("Samodejni odgovor: Tiskalnik", "Do ponedeljka sem na dopustu."),
    "bg": ("Автоматичен отговор: Принтер", "Отсъствам до понеделник."),
    "et": ("Automaatvastus: Printer", "Olen puhkusel esmaspäevani."),
    "lv": ("Automātiska atbilde: Printeris", "Līdz pirmdienai esmu atvaļinājumā."),
    "lt": ("Automatinis atsakymas: Spausdintuvas", "Atostogauju iki pirmadienio."),
    "ca": ("Resposta automàtica: Impressora", "Estic de vacances fins dilluns."),
    "he": ("תשובה אוטומטית: מדפסת", "אני בחופשה עד יום שני."),
    "ar": ("رد تلقائي: الطابعة", "أنا في إجازة حتى يوم الاثنين."),
    "th": ("ตอบกลับอัตโนมัติ: เครื่องพิมพ์", "ผมลาพักร้อนจนถึงวันจันทร์"),
    "vi": ("Trả lời tự động: Máy in", "Tôi đang nghỉ phép đến thứ Hai."),
    "id": ("Balasan otomatis: Printer", "Saya sedang cuti sampai Senin."),
}


def subject(text: str, sender: str = "ann@customer.example") -> bytes:
    return f"From: {sender}\r\nTo: support@desk.example\r\nSubject: {text}\r\nMessage-ID: <a1@customer.example>\r\n".encode()


def test_every_language_of_the_programs_has_its_words() -> None:
    assert set(AWAY) == set(LANGUAGES)
    assert set(AUTO_REPLY_SUBJECT) == set(ABSENT) == set(LANGUAGES) - {"nn"}, "nynorsk stands with bokmål"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_absence_is_known_by_its_subject_and_a_second_sign_in(language: str) -> None:
    title, body = AWAY[language]
    assert mail(ANSWERS, "\n", base=subject(title)).kind is Kind.AUTO_REPLY
    assert mail(body=body, base=subject(title)).kind is Kind.AUTO_REPLY
    assert mail("X-Auto-Response-Suppress: All", "\n", base=subject(title)).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_who_writes_the_words_of_the_absent_stays_a_person_in(language: str) -> None:
    """The words without such a subject, the subject without the words, and an answer that quotes both."""
    title, body = AWAY[language]
    assert mail(body=body, base=subject("Printer")).kind is Kind.HUMAN
    assert mail(ANSWERS, f"{body} It crashes.", base=subject("Printer")).kind is Kind.HUMAN
    alone = mail(body="It crashes.", base=subject(title))
    assert (alone.kind, alone.must_not_acknowledge) == (Kind.HUMAN, True)
    answered = mail(ANSWERS, f"It crashes.\n\n> {body}\n", base=subject(f"Re: {title}"))
    assert (answered.kind, answered.must_not_acknowledge) == (Kind.HUMAN, True)


@pytest.mark.parametrize("title", [
    "Absence of sound on line 2", "Absences module crashes", "Fravær registreres ikke", "Abwesenheit eintragen geht nicht",
    "Out of office does not work", "On leave requests cannot be approved", "OOOps it crashed", "Autoresponder loops",
    "Away from desk phone", "De vacaciones no funciona", "Vacation message is not sent", "不在着信が表示されない", "外出中心跳丢失",
])
def test_a_subject_that_only_begins_like_an_absence_is_a_question(title: str) -> None:
    seen = mail("X-Auto-Response-Suppress: All\n" + ANSWERS, "Please help.", base=subject(title))
    assert (seen.kind, seen.must_not_acknowledge) == (Kind.HUMAN, False), seen.kind_evidence


def test_a_subject_in_brackets_is_one() -> None:
    assert mail("Precedence: junk", base=subject("[Automatyczna odpowiedź] test")).kind is Kind.AUTO_REPLY


# Receipts

RECEIPTS = {
    "Read: Printer": "Your message was read on Tuesday, 24 November 2026 10:00.",
    "Not read: Printer": "Your message was deleted without being read on Tuesday.",
    "Lest: Skriver": "Meldingen ble lest 24. november 2026.",
    "Gelesen: Drucker": "Ihre Nachricht wurde gelesen am 24.11.2026.",
    "Lu : Imprimante": "Votre message a été lu le 24 novembre 2026.",
    "Leído: Impresora": "El mensaje fue leído el 24 de noviembre.",
    "Gelezen: Printer": "Uw bericht is gelezen op 24 november.",
    "Letto: Stampante": "Il messaggio è stato letto il 24 novembre.",
    "Прочитано: Принтер": "Ваше сообщение было прочитано 24 ноября.",
    "開封済み: プリンター": "メッセージは開封されました。",
    "Return Receipt (displayed) - Printer": "This is a Return Receipt for the mail that you sent.",
}


@pytest.mark.parametrize("title", RECEIPTS)
def test_a_receipt_without_its_standard_form_is_a_receipt(title: str) -> None:
    seen = mail(body=RECEIPTS[title], base=subject(title))
    assert (seen.kind, seen.must_not_acknowledge) == (Kind.RECEIPT, True)


@pytest.mark.parametrize(("title", "body"), [
    ("Read: this urgent", "The client crashes."),
    ("Read receipts are not sent", "When a mail was read on the phone, nothing comes back. Why?"),
    ("Lest: ikke markert", "Meldinger som er lest, vises som uleste. Hva gjør vi?"),
    ("Read: status wrong", "Hello,\nour mails show that one was read on Monday although nobody opened it. Please look.\nRegards, Ann"),
])
def test_a_person_who_writes_of_receipts_stays_a_person(title: str, body: str) -> None:
    assert mail(body=body, base=subject(title)).kind is Kind.HUMAN


# Calendars

def invitation(method: str, text: str = "", where: str = "type") -> tuple[str, bytes]:
    parameter = f"; method={method}" if where == "type" else ""
    return multipart(
        "alternative", f"Content-Type: text/plain\n\n{text}",
        f"Content-Type: text/calendar{parameter}\n\nBEGIN:VCALENDAR\nMETHOD:{method}\nEND:VCALENDAR")


@pytest.mark.parametrize("method", ["REPLY", "reply", "COUNTER", "REFRESH"])
@pytest.mark.parametrize("where", ["type", "content"])
def test_a_calendar_that_answers_an_invitation_is_a_machine(method: str, where: str) -> None:
    assert mail(*invitation(method.upper() if where == "content" else method, "", where)).kind is Kind.AUTO_REPLY
    google = "Ann has accepted this invitation.\n\nTraining\nWhen: Tuesday\nhttps://calendar.google.example"
    assert mail(*invitation(method.upper() if where == "content" else method, google, where)).kind is Kind.AUTO_REPLY


def test_who_invites_us_or_answers_with_words_of_his_own_is_a_person() -> None:
    for method in ("REQUEST", "CANCEL", "PUBLISH"):
        assert mail(*invitation(method, "Shall we talk about the outage?")).kind is Kind.HUMAN
    assert mail(*invitation("REPLY", "I cannot come: the server is down since noon, please call.")).kind is Kind.HUMAN


# Monitors and trackers

MONITORS = {
    "nagios": ("", subject("** PROBLEM Service Alert: web/HTTP is CRITICAL **", "nagios@customer.example")),
    "zabbix": ("", subject("Problem: High CPU utilization", "zabbix@customer.example")),
    "prometheus": ("", subject("[FIRING:1] DiskFull (web prod)", "alerts@customer.example")),
    "cron's header": ("X-Cron-Env: <SHELL=/bin/sh>", subject("Cron <root@web> /usr/bin/backup", "root@customer.example")),
    "cron": ("", subject("Cron <root@web> /usr/bin/backup", "root@customer.example")),
    "logwatch": ("", subject("Logwatch for web (Linux)", "root@customer.example")),
    "smartd": ("", subject("SMART error (CurrentPendingSector) detected on host: web", "root@customer.example")),
    "github": ("X-GitHub-Reason: mention", subject("Re: [a/b] Crash (#12)", "notifications@github.example")),
    "jira": ("X-JIRA-FingerPrint: abc", subject("[JIRA] (ABC-1) Crash", "jira@customer.example")),
    "bugzilla": ("X-Bugzilla-Type: changed", subject("[Bug 12] Crash", "bugzilla-daemon@customer.example")),
    "jenkins": ("", subject("Build failed in Jenkins: web #12", "jenkins@customer.example")),
    "servicenow": ("X-ServiceNow-Generated: true", subject("Incident INC001 opened", "it@customer.example")),
    "dmarc": ("", subject("Report Domain: desk.example Submitter: mail.example Report-ID: 12", "noreply-dmarc@mail.example")),
}


@pytest.mark.parametrize("name", MONITORS)
def test_a_monitor_or_tracker_is_a_machine(name: str) -> None:
    headers, base = MONITORS[name]
    seen = mail(headers, base=base)
    assert (seen.kind, seen.must_not_acknowledge) == (Kind.AUTO_REPLY, True), seen.kind_evidence


@pytest.mark.parametrize("base", [
    subject("FW: ** PROBLEM Service Alert: your gateway is CRITICAL **"),
    subject("** PROBLEM Service Alert: your gateway is CRITICAL **"),
    subject("Problem: the client crashes", "root@customer.example"),
    subject("Problem: High CPU of your service", "alerts@customer.example"),
    subject("Host web DOWN, please help"),
    subject("Cron <root@web> fails since your update"),
    subject("Backup failed"),
    subject("Re: Problem: High CPU", "zabbix@customer.example"),
    subject("Build failed with your SDK", "monika@customer.example"),
])
def test_a_person_who_forwards_or_tells_of_an_alarm_is_a_person(base: bytes) -> None:
    assert mail(base=base, body="What shall we do?").kind is Kind.HUMAN


def test_who_answers_from_the_address_of_a_monitor_is_a_person() -> None:
    assert mail(ANSWERS, "We fixed it.", base=subject("Printer", "nagios@customer.example")).kind is Kind.HUMAN


# Challenges

def test_a_challenge_is_a_machine_and_a_person_who_asks_for_a_confirmation_is_none() -> None:
    asks = "Your message is being held. Please confirm your message by clicking the link."
    assert mail("X-TMDA-Fingerprint: abc", asks).kind is Kind.AUTO_REPLY
    assert mail("Return-Path: <>", asks, base=subject("Please confirm your message")).kind is Kind.AUTO_REPLY
    assert mail(body=asks, base=subject("Verification required", "no-reply@filter.example")).kind is Kind.AUTO_REPLY
    seen = mail(body="Please confirm your message of Monday: is the order complete?", base=subject("Please confirm"))
    assert (seen.kind, seen.must_not_acknowledge) == (Kind.HUMAN, True)
    assert mail(body="Please confirm your email address in our file.", base=subject("Address")).kind is Kind.HUMAN


# Mailings

MAILINGS = {
    "bulk and a way out": ("Precedence: bulk\nList-Unsubscribe: <https://x.example>", BASE),
    "one click": ("List-Id: <n.x.example>\nList-Unsubscribe: <https://x.example>\n"
                  "List-Unsubscribe-Post: List-Unsubscribe=One-Click", BASE),
    "a mailing service": ("List-Unsubscribe: <https://x.example>\nX-Campaign: 12", BASE),
    "a newsletter": ("List-Unsubscribe: <https://x.example>", subject("News", "newsletter@customer.example")),
    "a no-reply": ("List-Unsubscribe: <https://x.example>", subject("News", "no-reply@customer.example")),
}


@pytest.mark.parametrize("name", MAILINGS)
def test_a_mailing_is_a_mailing(name: str) -> None:
    headers, base = MAILINGS[name]
    seen = mail(headers, base=base)
    assert (seen.kind, seen.must_not_acknowledge) == (Kind.LIST, True), seen.kind_evidence


@pytest.mark.parametrize("headers", [
    "List-Unsubscribe: <https://x.example>",
    "List-Unsubscribe: <https://x.example>\nPrecedence: bulk\nIn-Reply-To: <x@desk.example>",
    "List-Unsubscribe: <mailto:x@x.example>\nPrecedence: bulk\nList-Post: <mailto:it@x.example>",
    "List-Unsubscribe: <https://x.example>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click",
    "List-Id: <it.x.example>\nPrecedence: list\nX-BeenThere: it@x.example\nList-Unsubscribe: <mailto:x@x.example>",
])
def test_a_person_whose_mail_can_be_unsubscribed_from_is_a_person(headers: str) -> None:
    assert mail(headers).kind is Kind.HUMAN


# Complaints

COMPLAINED = "Content-Type: message/rfc822\n\nFrom: support@desk.example\nMessage-ID: <mt1.r.k1.a.b@desk.example>\n\nhi"


def test_a_complaint_without_its_standard_form_is_a_complaint_and_names_the_mail() -> None:
    headers, body = multipart("mixed", "Content-Type: text/plain\n\n", COMPLAINED)
    seen = mail(headers, body, base=subject("complaint about message from 192.0.2.1", "staff@hotmail.example"))
    assert (seen.kind, seen.must_not_acknowledge) == (Kind.COMPLAINT, True)
    assert seen.bounce is not None
    assert (seen.bounce.original_message_id, seen.bounce.permanent) == ("<mt1.r.k1.a.b@desk.example>", False)


def test_a_person_who_complains_and_attaches_the_mail_is_a_person() -> None:
    headers, body = multipart("mixed", "Content-Type: text/plain\n\nWhy do you send this?", COMPLAINED)
    for title in ("Complaint about your mail", "complaint about message from you", "Abuse report"):
        assert mail(headers, body, base=subject(title)).kind is Kind.HUMAN


def test_a_report_of_a_sort_we_do_not_read_is_a_machines() -> None:
    headers, body = multipart("report; report-type=tlsrpt", "Content-Type: text/plain\n\nReport", "Content-Type: application/tlsrpt+gzip\n\nx")
    assert mail(headers, body).kind is Kind.AUTO_REPLY
