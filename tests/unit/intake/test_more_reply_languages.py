"""Languages of which only the lines around a quote are known: what is new is found, what is old goes."""

from __future__ import annotations

import pytest

from mailtriage.intake.more_reply_words import MORE
from mailtriage.intake.reply_text import is_forward, split_reply

OLD = "> Did you restart it?\n> Regards, the desk"
BARE = "Did you restart it?\nRegards, the desk"
_A = "Support <support@desk.example>"

# What Gmail, Apple Mail or Thunderbird write above a quote, with the marks of direction they put in.
ATTRIBUTIONS = [
    ("ar", f"في الثلاثاء، 24 نوفمبر 2026 في 10:15 ص تمت كتابة ما يلي بواسطة {_A}:"),
    ("ar", f"في ٢٤ نوفمبر ٢٠٢٦، الساعة ١٠:١٥ ص، كتب/كتبت {_A}:"),
    ("ar", "في 24/11/2026 10:15 ص، كتب Support:"),
    ("bg", f"На вт, 24.11.2026 г. в 10:15 ч. {_A} написа:"),
    ("ca", "El dt., 24 de nov. 2026 a les 10:15, Support (<support@desk.example>) va escriure:"),
    ("el", f"Στις Τρί, 24 Νοε 2026 στις 10:15 π.μ., ο χρήστης {_A} έγραψε:"),
    ("et", "Kontakt Support (<support@desk.example>) kirjutas kuupäeval T, 24. november 2026 kell 10:15:"),
    ("fa", f"در تاریخ سه‌شنبه ۲۴ نوامبر ۲۰۲۶ ساعت ۱۰:۱۵ {_A} نوشت:"),
    ("he", "\u202bבתאריך יום ג׳, 24 בנוב׳ 2026 ב-10:15 מאת \u202aSupport\u202c\u200f <\u202asupport@desk.example\u202c\u200f>:\u202c"),
    ("he", f"בתאריך 24 בנוב׳ 2026, בשעה 10:15, \u200f{_A} כתב/ה:"),
    ("hi", f"मंगल, 24 नव॰ 2026 को 10:15 am बजे को {_A} ने लिखा:"),
    ("hr", f"Dana uto, 24. stu 2026. u 10:15 {_A} napisao je:"),
    ("hr", "Dana 24. 11. 2026. u 10:15 Support piše:"),
    ("id", f"Pada Sel, 24 Nov 2026 pukul 10.15 {_A} menulis:"),
    ("lt", f"2026-11-24, an, 10:15 {_A} rašė:"),
    ("lv", "otrd., 2026. g. 24. nov., plkst. 10:15 — lietotājs Support (<support@desk.example>) rakstīja:"),
    ("ro", f"În mar., 24 nov. 2026 la 10:15, {_A} a scris:"),
    ("ro", f"Pe 24 nov. 2026, la 10:15, {_A} a scris:"),
    ("sk", f"ut 24. 11. 2026 o 10:15 {_A} napísal(a):"),
    ("sk", "Dňa 24. 11. 2026 o 10:15 Support napísal(a):"),
    ("sl", f"V V tor., 24. nov. 2026 ob 10:15 je oseba {_A} napisala:"),
    ("sr", f"пет, 24. нов 2026. у 10:15 {_A} је написао/ла:"),
    ("th", f"เมื่อ อ. 24 พ.ย. 2026 เวลา 10:15 {_A} เขียนว่า:"),
    ("vi", f"Vào Th 3, 24 thg 11, 2026 lúc 10:15 {_A} đã viết:"),
]
BLOCKS = {
    "ar": ("من", "تم الإرسال", "إلى", "الموضوع"), "bg": ("От", "Изпратено", "До", "Относно"),
    "ca": ("De", "Enviat", "Per a", "Assumpte"), "el": ("Από", "Στάλθηκε", "Προς", "Θέμα"),
    "et": ("Saatja", "Saadetud", "Saaja", "Teema"), "fa": ("از", "تاریخ", "به", "موضوع"),
    "he": ("מאת", "נשלח", "אל", "נושא"), "hi": ("प्रेषक", "दिनांक", "प्रति", "विषय"),
    "hr": ("Šalje", "Poslano", "Prima", "Predmet"), "id": ("Dari", "Dikirim", "Kepada", "Perihal"),
    "lt": ("Nuo", "Išsiųsta", "Kam", "Tema"), "lv": ("Sūtītājs", "Nosūtīts", "Kam", "Temats"),
    "ro": ("De la", "Trimis", "Către", "Subiect"), "sk": ("Od", "Odoslané", "Komu", "Predmet"),
    "sl": ("Od", "Poslano", "Za", "Zadeva"), "sr": ("Од", "Послато", "Прима", "Предмет"),
    "th": ("จาก", "ส่งเมื่อ", "ถึง", "เรื่อง"), "vi": ("Từ", "Đã gửi", "Đến", "Chủ đề"),
}
FORWARDS = {
    "ar": "---------- رسالة مُعاد توجيهها ---------", "el": "-------- Προωθημένο μήνυμα --------",
    "he": "---------- הודעה שהועברה ---------", "hr": "-------- Proslijeđena poruka --------",
    "ro": "Începe mesajul redirecționat:", "sk": "-------- Preposlaná správa --- Forwarded Message --------",
    "vi": "-------- Tin nhắn chuyển tiếp --------",
}


def test_each_language_has_its_lines_here() -> None:
    assert {language for language, _ in ATTRIBUTIONS} == set(BLOCKS) == set(MORE)


@pytest.mark.parametrize(("language", "line"), ATTRIBUTIONS)
def test_an_attribution_is_known(language: str, line: str) -> None:
    assert split_reply(f"Yes, twice.\n\n{line}\n\n{OLD}\n").new == "Yes, twice."
    assert split_reply(f"Yes, twice.\n\n{line}\n\n{BARE}\n").new == "Yes, twice."
    assert split_reply(f"{line}\n{OLD}\n\nYes, twice.\n").new == "Yes, twice."


@pytest.mark.parametrize(("language", "line"), [(a, b) for a, b in ATTRIBUTIONS if "<" in b])
def test_an_attribution_is_known_as_gmail_folds_it(language: str, line: str) -> None:
    at = line.index("<")
    assert split_reply(f"Yes, twice.\n\n{line[:at]}\n{line[at:]}\n\n{OLD}\n").new == "Yes, twice."
    assert split_reply(f"Yes, twice.\n\n{line[:at]}<\n{line[at + 1 :]}\n\n{OLD}\n").new == "Yes, twice."


@pytest.mark.parametrize("language", BLOCKS)
def test_an_outlook_block_is_known(language: str) -> None:
    values = ("Support <support@desk.example>", "24.11.2026 10:15", "Ann", "RE: x")
    for style in ("{}: {}", "*{}:* {}"):
        block = "\n".join(style.format(label, value) for label, value in zip(BLOCKS[language], values, strict=True))
        reply = split_reply(f"Yes, twice.\n\n{block}\n\n{BARE}\n")
        assert (reply.new, reply.quoted) == ("Yes, twice.", f"{block}\n\n{BARE}")


@pytest.mark.parametrize("language", FORWARDS)
def test_of_a_forward_the_own_words_are_new(language: str) -> None:
    brought = f"{FORWARDS[language]}\n{BLOCKS[language][0]}: Bob <b@c.example>\n\nIt burns."
    assert split_reply(f"Can you help?\n\n{brought}\n").new == "Can you help?"


def test_a_forward_is_known_by_its_subject() -> None:
    for mark in ("Továbbítás", "ΠΡΘ", "Redir.", "PĀRS", "TRS", "Chuyển tiếp", "הועבר", "Videresend"):
        assert is_forward(f"{mark}: Printer"), mark
    assert not is_forward("Transfer: Printer")


def test_an_answer_that_speaks_of_writing_is_no_attribution() -> None:
    for line in ("Pe 24 nov. 2026 a scris altcineva aici:", "Dana mi je to napisao je susjed:", "Vào hôm qua tôi đã viết:"):
        assert line in split_reply(f"Yes.\n{line}\nIt burns.\n").new
