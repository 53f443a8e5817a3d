"""Chinese, Japanese and Korean as they are sent: vendors' characters, damage that stays where it is, no label at all."""

from __future__ import annotations

import pytest

from mailtriage.intake.charset import decode

KANJI = "画面が開きません。手順を教えてください"
HANZI = "系統無法登入，請協助處理。謝謝"


@pytest.mark.parametrize(("data", "label", "text"), [
    (b"\xad\xa1\xa4\xc7\xa4\xb9", "euc-jp", "①です"),                           # NEC row 13
    (b"\xad\xea\xbb\xb3\xc5\xc4", "euc-jp", "㈱山田"),
    (b"\xfc\xe2\xb6\xb6", "euc-jp", "髙橋"),                                    # IBM's kanji where NEC put them
    (b"\x8f\xb0\xa1", "euc-jp", "丂"),                                          # JIS X 0212
    (b"\x1b$B|b66\x1b(B", "iso-2022-jp", "髙橋"),
    (b"\x1b$(D0!\x1b(B ok", "iso-2022-jp", "丂 ok"),
    (b"\x1b$(O-!\x1b(B", "iso-2022-jp-2004", "①"),
    (b"\x1b$A2bJT\x1b(B", "iso-2022-jp-2", "测试"),
    (b"\x9d\xef\xa6n", "big5", "嘅好"),                                         # Hong Kong
    (b"\xc6\xa1\xa4\xa4", "big5", "①中"),                                      # ETEN
    (b"\xf9\xd6\xae\x70\xa3\xe1", "big5", "碁峰€"),                             # Windows
    (b"\xa1\x4e\xa1\xe3\xa1\x45", "big5", "﹑～‧"),
    (b"\x9d\xef\xa6n", "big5-hkscs", "嘅好"),
    ("똠방각하".encode("cp949"), "euc-kr", "똠방각하"),
])
def test_the_vendors_characters_are_read_under_the_standards_label(data: bytes, label: str, text: str) -> None:
    assert decode(data, label) == (text, "")


@pytest.mark.parametrize(("sent", "label", "broken"), [
    ("big5", "big5", b"\xff\xfe"), ("big5", "big5", b"\x80"), ("big5", "big5", b"\xfd\xf1"), ("gb18030", "gb2312", b"\xff"),
    ("gb18030", "gb2312", b"\x80\xff"),
])
def test_chinese_behind_a_broken_character_stays_readable(sent: str, label: str, broken: bytes) -> None:
    text = HANZI if sent == "big5" else "系统登录失败，请帮助我们处理。谢谢"
    for at in (1, 6, 11):
        data = text[:at].encode(sent) + broken + text[at:].encode(sent)
        found, defect = decode(data, label)
        assert found.replace("\ufffd", "") == text and found.count("\ufffd") <= 2, found
        assert "damaged" in defect


@pytest.mark.parametrize(("sent", "label", "broken"), [
    ("cp932", "shift_jis", b"\xff"), ("cp932", "shift_jis", b"\xa0"), ("cp932", "shift_jis", b"\xfd\xfe"),
    ("euc-jp", "euc-jp", b"\xff"), ("euc-jp", "euc-jp", b"\xa4\xfe"), ("euc-jp", "euc-jp", b"\x80"),
    ("iso-2022-jp", "iso-2022-jp", b"\x1b$B\x7f\x7f\x1b(B"),
])
def test_japanese_behind_a_broken_character_stays_readable(sent: str, label: str, broken: bytes) -> None:
    for at in (1, 5, 9):
        found = decode(KANJI[:at].encode(sent) + broken + KANJI[at:].encode(sent), label)[0]
        assert found.replace("\ufffd", "") == KANJI and 1 <= found.count("\ufffd") <= 2, found


def test_eight_bits_under_iso_2022_jp_are_what_windows_sends_or_utf_8() -> None:
    assert decode(b"\x1b$BF|K\\\x1b(B \xb1\xb2 ok", "iso-2022-jp")[0] == "日本 ｱｲ ok"       # CP50222
    assert decode(KANJI.encode("cp932"), "iso-2022-jp")[0] == KANJI
    assert decode(KANJI.encode(), "iso-2022-jp")[0] == KANJI


def test_one_pair_in_a_line_of_iso_2022_jp_that_is_none_costs_one_character() -> None:
    assert decode(b"\x1b$B%m%0%$%s\x7f\x7f$G$-$^$;$s\x1b(B ok", "iso-2022-jp")[0] == "ログイン\ufffdできません ok"


def test_an_ascii_letter_behind_half_a_character_is_kept() -> None:
    assert decode("中文".encode("big5") + b"\xa4\n" + b"next", "big5")[0] == "中文\ufffd\nnext"
    assert decode("로그인이 되지 않습니다".encode("cp949") + b"\xb7", "euc-kr")[0] == "로그인이 되지 않습니다\ufffd"


def test_few_characters_of_which_one_is_broken_are_not_noise() -> None:
    assert decode("日本".encode("euc-jp") + b"\xff", "euc-jp")[0] == "日本\ufffd"
    assert decode("日本".encode("cp932") + b"\xff", "shift_jis")[0] == "日本\ufffd"


UNDECLARED = {
    "cp932": "ログインできません。助けてください。", "euc_jp": "会議の予定を変更したいのですが、できません。",
    "cp949": "안녕하세요. 로그인이 되지 않습니다. 도와주세요.", "gb18030": "您好，系统无法登录，请帮助我们处理。",
    "big5": "您好，系統無法登入，請協助處理。",
}


@pytest.mark.parametrize("label", ["", "iso-8859-1", "us-ascii", "utf-8", "x-unknown"])
@pytest.mark.parametrize("sent", UNDECLARED)
def test_text_without_a_label_is_known_by_its_octets(sent: str, label: str) -> None:
    text = UNDECLARED[sent]
    for piece in (text, f"Hello,\nID 1234\n{text}\nRegards, K. Lee"):
        assert decode(piece.encode(sent), label)[0] == piece


# As they are written in a row, in capitals, without blanks: what looks most like double bytes.
OTHERS = {
    "cp1251": ("Здравствуйте, не могу войти в систему. Помогите, пожалуйста", "Не могу войти", "ОШИБКА ПРИ ОПЛАТЕ СЧЁТА"),
    "koi8-r": ("Здравствуйте, не могу войти в систему. Помогите, пожалуйста", "ПОЖАЛУЙСТА ПЕРЕЗВОНИТЕ МНЕ СРОЧНО"),
    "cp1252": ("Ærlig talt, på Ålesund får vi ikke åpnet “ÆØÅ”", "À bientôt, été où ça gêne", "ÅÄÖÅÄÖ ÄÄÄÄÄÄÄÄ", "äöüßÄÖÜ"),
    "iso8859_2": ("Wyszukaj zgłoszenia\nNie określono zawartości", "Zażółć gęślą jaźń", "Příliš žluťoučký kůň úpěl"),
    "cp1250": ("Zażółć gęślą jaźń", "Příliš žluťoučký kůň úpěl ďábelské ódy", "Árvíztűrő tükörfúrógép"),
    "iso8859_7": ("Δεν μπορώ να συνδεθώ στο σύστημα, βοηθήστε με παρακαλώ",), "cp874": ("เข้าสู่ระบบไม่ได้ กรุณาช่วยด้วย",),
    "cp1255": ("שלום, אינני מצליח להתחבר למערכת",), "cp1256": ("لا أستطيع تسجيل الدخول إلى النظام",),
    "cp1254": ("Şifremi unuttum, giriş yapamıyorum, lütfen yardım edin",),
}


@pytest.mark.parametrize("sent", OTHERS)
def test_no_other_text_without_a_label_is_taken_for_it(sent: str) -> None:
    for text in OTHERS[sent]:
        found = decode(text.encode(sent), "")[0]
        assert not any("\u2e80" <= c <= "\ud7ff" or "\uff61" <= c <= "\uff9f" for c in found), found


def test_a_raw_subject_without_a_label_is_known_too() -> None:
    assert decode("ログインできません".encode("cp932"))[0] == "ログインできません"
    assert decode("Fwd: 로그인이 안됩니다".encode("cp949"))[0] == "Fwd: 로그인이 안됩니다"
