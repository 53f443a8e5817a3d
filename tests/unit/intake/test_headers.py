"""Header values: RFC 2047 and 2231 as senders write them, and nothing that could break a line."""

from __future__ import annotations

import pytest

from mailtriage.intake.headers import Headers, decode_words, field, message_ids, parameterised, unstructured
from mailtriage.intake.opening import open_mail
from tests.unit.intake.mailkit import mail


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?q?J=C3=B8rn?=", "Jørn"),
        ("=?iso-8859-1?q?p=E5?=", "på"),
        ("=?UTF-8?B?8J+YgA==?=", "😀"),
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?a?= b", "a b"),
        ("x =?utf-8?q?a_b?= y", "x a b y"),
        ("=?utf-8?b?w6U?=", "å"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A5?=", "å"),
        ("=?utf-8*en?q?a?=", "a"),
        ("=?nonsense?q?p=E5?=", "på"),
        ("=?us-ascii?b?w6Ulw6U=?=", "å%å"),
        ("=?windows-1252?q?=93a=94?=", "“a”"),
        ("=?iso-8859-1?q?=93a=94?=", "“a”"),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
        ("=?", "=?"),
        ("=?utf-8?q?a b?=", "a b"),
        ("=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?gb2312?b?1tDOxA==?=", "中文"),
        ("=?koi8-r?b?8NLJ18XU?=", "Привет"),
    ],
)
def test_encoded_words(raw: str, text: str) -> None:
    assert decode_words(raw) == text


def test_8_bit_subjects_are_read_as_utf_8_or_windows_1252() -> None:
    assert unstructured("Nå skjer det".encode()) == "Nå skjer det"
    assert unstructured("Nå skjer det".encode("latin-1")) == "Nå skjer det"


@pytest.mark.parametrize(
    "payload",
    [
        "=?utf-8?q?hi=0D=0ABcc:_e?=",
        "hi\r\n Bcc: e",
        "hi\x0bBcc: e",
        "hi\x85Bcc: e",
        "=?utf-8?q?hi=E2=80=A8Bcc:_e?=",
        "hi\rBcc: e",
        "hi\tBcc: e",
        "=?utf-8?q?hi=00Bcc:_e?=",
    ],
)
def test_a_value_is_one_line(payload: str) -> None:
    value = unstructured(payload.encode())
    assert value.isprintable()
    assert value.replace(" ", "").startswith("hi")


def test_a_bare_cr_does_not_begin_a_header() -> None:
    seen = mail(base=b"From: ann@customer.example\r\nSubject: x\rFrom: eve@evil.example\r\n")
    assert seen.sender is not None
    assert seen.sender.address == "ann@customer.example"
    assert seen.subject == "x From: eve@evil.example"


def test_direction_overrides_do_not_reach_a_subject() -> None:
    assert unstructured("pay \u202eexe.doc".encode()) == "pay exe.doc"


def test_a_subject_is_capped() -> None:
    assert len(unstructured(b"x" * 8000)) == 1000


@pytest.mark.parametrize(
    ("raw", "value", "parameters"),
    [
        ("text/plain; charset=utf-8", "text/plain", {"charset": "utf-8"}),
        ('TEXT/Plain; CharSet="utf-8"; format=flowed', "text/plain", {"charset": "utf-8", "format": "flowed"}),
        ('multipart/mixed;\r\n boundary="a;b=c\\"d"', "multipart/mixed", {"boundary": 'a;b=c"d'}),
        ("a/b; name*=utf-8''%C3%A5.txt", "a/b", {"name": "å.txt"}),
        ("a/b; name*0*=utf-8''%C3%A5; name*1=.t; name*2*=%78t", "a/b", {"name": "å.txt"}),
        ("a/b; name*1=b; name*0=a", "a/b", {"name": "ab"}),
        ("a/b; name=plain; name*=utf-8''better", "a/b", {"name": "better"}),
        ("a/b; name=first; name=second", "a/b", {"name": "first"}),
        ("a/b; name=with space.pdf", "a/b", {"name": "with space.pdf"}),
        ('a/b; name="unclosed', "a/b", {"name": "unclosed"}),
        ("a/b;;; =x; charset", "a/b", {}),
        ("a/b; name*=broken%C3", "a/b", {"name": "brokenÃ"}),
        ("", "", {}),
    ],
)
def test_parameters(raw: str, value: str, parameters: dict[str, str]) -> None:
    assert parameterised(raw.encode()) == (value, parameters)


@pytest.mark.parametrize(
    ("raw", "ids"),
    [
        ("<a@b.example>", ("<a@b.example>",)),
        ("<a@b.example><c@d.example>", ("<a@b.example>", "<c@d.example>")),
        ("<a@b.\r\n example>", ("<a@b.example>",)),
        ("a@b.example", ("<a@b.example>",)),
        ("<>", ()),
        ("<@>", ()),
        ("junk", ()),
        ("Your mail of Monday <a@b.example>", ("<a@b.example>",)),
        ("<a> <a>", ("<a>",)),
        ("<" + "x" * 3000 + ">", ()),
    ],
)
def test_message_ids(raw: str, ids: tuple[str, ...]) -> None:
    assert message_ids(raw.encode()) == ids


def test_the_guarded_accessor_turns_whatever_a_reader_trips_over_into_a_defect() -> None:
    headers = Headers([("date", b"never")])

    def reader(raw: bytes) -> int:
        raise RecursionError

    assert field(headers, "date", reader, 7) == 7
    assert headers.defects == ["unreadable date: RecursionError"]
    assert field(headers, "absent", reader, 8) == 8


@pytest.mark.parametrize(
    ("raw", "sender", "subject", "text"),
    [
        (b"\r\n\r\nFrom: a@b.example\r\nSubject: s\r\n\r\nt", "a@b.example", "s", "t"),
        (b"\xef\xbb\xbfFrom: a@b.example\r\nSubject: s\r\n\r\nt", "a@b.example", "s", "t"),
        (b"From a@b.example Tue Nov 24\nFrom: a@b.example\nSubject: s\n\nt", "a@b.example", "s", "t"),
        (
            b"Microsoft Mail Internet Headers Version 2.0\r\nFrom: a@b.example\r\nSubject: s\r\n\r\nt",
            "a@b.example",
            "s",
            "t",
        ),
        (b"From: a@b.example\rSubject: s\r\rt", "a@b.example", "s", "t"),
        (b"From : a@b.example\r\nSUBJECT : s\r\n\r\nt", "a@b.example", "s", "t"),
        (b"From: a@b.example\r\nSubject: s\r\nnot a header\r\nX: y\r\n\r\nt", "a@b.example", "s", "t"),
        (b"From: a@b.example\r\nSubject: s\r\nno blank line\r\nt", "a@b.example", "s", "no blank line\nt"),
        (b"From: a@b.example\r\nSubject:\r\n s\r\n \r\nX: y\r\n\r\nt", "a@b.example", "s", "t"),
        (
            b"To: x@y.example\r\n\r\nSubject: s\r\nFrom: a@b.example\r\nMIME-Version: 1.0\r\n\r\nt",
            "a@b.example",
            "s",
            "t",
        ),
    ],
)
def test_a_damaged_beginning_is_mended(raw: bytes, sender: str, subject: str, text: str) -> None:
    from mailtriage.intake.parse import parse

    seen = parse(raw)
    assert seen.sender is not None
    assert (seen.sender.address, seen.subject, seen.text) == (sender, subject, text)


def test_a_body_of_header_like_lines_stays_a_body() -> None:
    body = "Error: one\nCause: two\n" * 400
    assert mail(body=body).text == body.strip()
    pasted = "Subject: my subject\nFrom: somebody@else.example\nDate: today\n\nsee above\n"
    assert mail(body=pasted).text == pasted.strip()


def test_offsets_are_those_of_the_bytes_given() -> None:
    wire, headers = open_mail(b"\nFrom: a@b.example\n\nbody")
    assert wire[headers.body_at :] == b"body"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?Q?What?_now?=", "What? now"),
        ("=?utf-8?Q?a_?= =?utf-8?Q?b?=", "a b"),
        ("=?utf-8?B?4oKs?=\r\n =?utf-8?B?4oKs?=", "€€"),
        ("=?utf-8?B?4oI=?= =?utf-8?B?rA==?=", "€"),
        ("=?iso-8859-1?Q?a?= =?utf-8?Q?b?=", "ab"),
        ("=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"),
        ("=?utf-8?B?w6U=?=x", "åx"),
        ("=?x-unknown?Q?p=E5?=", "på"),
        ("=?unknown-8bit?Q?p=C3=A5?=", "på"),
        ("=?gb2312?B?6UY=?=", "镕"),
        ("=?UTF-8?Q?=F0=9F=98?= =?UTF-8?Q?=80?=", "😀"),
        ("=?utf-8? Q ?a?=", "a"),
    ],
)
def test_encoded_words_as_senders_write_them(raw: str, text: str) -> None:
    assert decode_words(raw) == text


@pytest.mark.parametrize(
    ("raw", "value", "parameters"),
    [
        ("text/plain charset=utf-8", "text/plain", {"charset": "utf-8"}),
        ("text/plain charset=utf-8; format=flowed", "text/plain", {"charset": "utf-8", "format": "flowed"}),
        ("filename=a.pdf", "", {"filename": "a.pdf"}),
        ("text/html (a comment); charset=utf-8", "text/html", {"charset": "utf-8"}),
        ('attachment; filename="a=b.pdf"', "attachment", {"filename": "a=b.pdf"}),
        ("attachment; filename==?utf-8?B?w6U=?=.txt", "attachment", {"filename": "=?utf-8?B?w6U=?=.txt"}),
    ],
)
def test_parameters_with_a_mistake(raw: str, value: str, parameters: dict[str, str]) -> None:
    assert parameterised(raw.encode()) == (value, parameters)


def test_a_blank_line_before_the_content_type_does_not_make_headers_of_it() -> None:
    seen = mail("MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 7bit\nX-Spam: no\n\n<p>words</p>")
    assert seen.text == "words"
