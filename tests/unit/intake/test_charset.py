"""Charsets as they are sent: mislabelled, unlabelled, damaged, and where a header says nothing."""

from __future__ import annotations

import pytest

from mailtriage.intake.charset import codec, decode
from tests.unit.intake.mailkit import FROM, mail, multipart


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("ISO-8859-8-I", "iso8859_8"), ("iso_8859-1:1987", "cp1252"), ("latin_1", "cp1252"), ("ANSI_X3.4-1968", "cp1252"),
        ("win-1251", "cp1251"), ("CP-1250", "cp1250"), ("ibm850", "cp850"), ("gb2312", "gb18030"), ("GBK", "gb18030"),
        ("ks_c_5601-1987", "cp949"), ("euc-kr", "cp949"), ("windows-31j", "cp932"), ("x-sjis", "cp932"), ("big5", "big5hkscs"),
        ("koi8-ru", "koi8_u"), ("utf8", "utf_8"), ("utf-8; format=flowed", "utf_8"), ('"utf-8"', "utf_8"),
        ("charset=utf-8", "utf_8"), ("x-unknown", ""), ("unknown-8bit", ""), ("TIS-620", "cp874"), ("hz-gb-2312", "hz"),
    ],
)
def test_labels_of_the_wild_have_a_codec(label: str, name: str) -> None:
    assert codec(label) == name


JAPANESE = "日本語テスト"


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        (JAPANESE.encode("iso-2022-jp"), "us-ascii", JAPANESE),
        (JAPANESE.encode("iso-2022-jp"), "", JAPANESE),
        (JAPANESE.encode("iso-2022-jp"), "utf-8", JAPANESE),
        (b"\x1b$B-!\x1b(B", "iso-2022-jp", "①"),                      # NEC row 13, in no standard charset
        (b"\x1b(I1\x1b(B", "iso-2022-jp", "ｱ"),
        (b"\x1b$BF|K\\\x1b(B\n\x1b$B8l\x1b(B", "iso-2022-jp", "日本\n語"),
        ("①ﾃｽﾄ".encode("cp932"), "shift_jis", "①ﾃｽﾄ"),
        ("日本".encode("euc-jp"), "euc-jp", "日本"),
        ("안녕".encode("cp949"), "ks_c_5601-1987", "안녕"),
        ("안녕".encode("iso2022_kr"), "us-ascii", "안녕"),
        ("繁體中文".encode("big5"), "big5", "繁體中文"),
        ("中文€".encode("gb18030"), "gb2312", "中文€"),
        ("中文".encode("hz"), "hz-gb-2312", "中文"),
        ("联通".encode("gbk"), "gb2312", "联通"),                        # valid UTF-8 by chance
        ("中文测试内容".encode(), "gb2312", "中文测试内容"),                # UTF-8 under another label, too long for chance
        ("Привіт".encode("koi8-u"), "koi8-u", "Привіт"),
        ("Привет".encode("cp1251"), "windows-1251", "Привет"),
        ("שלום".encode("iso-8859-8"), "iso-8859-8-i", "שלום"),
        ("ΓΕΙΑ".encode("iso-8859-7"), "iso-8859-7", "ΓΕΙΑ"),
        ("สวัสดี".encode("cp874"), "tis-620", "สวัสดี"),
        (b"Hi +Jjo-!", "utf-7", "Hi ☺!"),
        (b"Hi +Jjo-!", "us-ascii", "Hi +Jjo-!"),
        ("hei på".encode("utf-16"), "", "hei på"),
        ("hei på".encode("utf-16-le"), "utf-16", "hei på"),
        ("hei på".encode("utf-16-be"), "utf-16", "hei på"),
        ("hei på".encode("utf-16-be"), "", "hei på"),
        ("日本".encode("utf-16-be"), "utf-16be", "日本"),
        (b"\xef\xbb\xbfhei", "iso-8859-1", "hei"),
        (b"a\0b\0", "us-ascii", "ab"),
        ("blåbær og ".encode() + b"r\xf8dgr\xf8t", "utf-8", "blåbær og rødgrøt"),   # a footer in another charset
        ("中文".encode("gb18030") * 20 + b"\xff", "gb2312", "中文" * 20 + "\ufffd"),
        (b"\x93quoted\x94", "us-ascii", "“quoted”"),
    ],
)
def test_text_is_read_as_it_was_meant(data: bytes, label: str, text: str) -> None:
    assert decode(data, label)[0] == text


RUSSIAN = "Это сообщение имеет неправильную кодировку, пожалуйста помогите"


@pytest.mark.parametrize("label", ["", "iso-8859-1", "us-ascii", "utf-8", "x-unknown"])
@pytest.mark.parametrize("sent", ["cp1251", "koi8-r"])
def test_cyrillic_that_is_called_latin_or_nothing_is_known_by_its_letters(label: str, sent: str) -> None:
    assert decode(RUSSIAN.encode(sent), label)[0] == RUSSIAN


@pytest.mark.parametrize(
    ("text", "sent"),
    [("Ærlig talt, på Ålesund økonomiavdeling får vi ikke åpnet", "cp1252"), ("ÅÄÖ ÅÄÖÅÄÖ ÅÄÖÅ", "cp1252"),
     ("À bientôt, été où ça gêne", "iso-8859-1"), ("ÆØÅ ÆØÅ ÆØÅ ÆØÅ", "iso-8859-1")],
)
def test_western_letters_in_a_row_stay_western(text: str, sent: str) -> None:
    assert decode(text.encode(sent), "iso-8859-1")[0] == text


def test_a_hint_is_believed_only_when_it_gives_words() -> None:
    assert decode("Привет".encode("koi8-r"), "", "koi8-r")[0] == "Привет"
    assert decode("blåbær på øya".encode("latin-1"), "", "koi8-r")[0] == "blåbær på øya"
    assert decode("blåbær".encode(), "", "koi8-r")[0] == "blåbær"


def test_a_raw_subject_is_read_by_the_charset_of_the_text() -> None:
    base = FROM + b"Subject: " + "Принтер сломался".encode("koi8-r") + b"\r\n"
    seen = mail("Content-Type: text/plain; charset=koi8-r", "Помогите".encode("koi8-r"), base=base)
    assert (seen.subject, seen.text) == ("Принтер сломался", "Помогите")


def test_a_raw_text_without_charset_is_read_by_the_charset_of_the_subject() -> None:
    base = FROM + b"Subject: =?windows-1251?B?z/Do4uXy?=\r\n"
    assert mail("Content-Type: text/plain", "Помогите, пожалуйста".encode("cp1251"), base=base).text == "Помогите, пожалуйста"


def test_a_raw_file_name_is_read_by_the_charset_of_the_text() -> None:
    headers, body = multipart(
        "mixed", b"Content-Type: text/plain; charset=gb2312\r\n\r\n" + "请看附件".encode("gb18030"),
        b'Content-Type: application/pdf; name="' + "报告".encode("gb18030") + b'.pdf"\r\n\r\nx')
    seen = mail(headers, body)
    assert seen.text == "请看附件"
    assert seen.attachments[0].name == "报告.pdf"


def test_a_raw_iso_2022_jp_subject_is_read_by_its_escapes() -> None:
    seen = mail(base=FROM + b"Subject: " + JAPANESE.encode("iso-2022-jp") + b"\r\n")
    assert seen.subject == JAPANESE


def test_the_charset_of_html_may_stand_in_the_html() -> None:
    html = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head><p>Привет'
    assert mail("Content-Type: text/html", html.encode("cp1251")).text == "Привет"


def test_nul_soft_hyphen_and_zero_width_characters_do_not_split_words() -> None:
    seen = mail("Content-Type: text/plain; charset=utf-8", "pass\u00adword re\u200bset \ufeffnow\0\r\n".encode())
    assert seen.text == "password reset now"
    assert mail("Content-Type: text/html; charset=utf-8", "<p>pass&shy;word&#8203;s</p>").text == "passwords"


def test_joiners_that_shape_letters_stay() -> None:
    assert mail("Content-Type: text/plain; charset=utf-8", "می\u200cخواهم 👨\u200d👩\u200d👧").text == "می\u200cخواهم 👨\u200d👩\u200d👧"
