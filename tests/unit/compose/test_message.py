"""compose/message.py: the bytes of one mail, read back by the parser of somebody else."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtriage.compose.message import File, freeze, subject_line
from mailtriage.model import mark
from mailtriage.model.wire import BadAddress, flaw, header_text, wire_address

KEYS = {"k1": b"0123456789abcdef"}
BASE: dict[str, Any] = {
    "from_address": "support@mez.example",
    "from_name": "Mezzanine support",
    "to": ["naledi@thaba.example"],
    "subject": "Tablet shows old stock",
    "markdown": "Hello **Naledi**.\n",
    "number": "MEZ-104213-4",
    "date": datetime(2026, 11, 23, 9, 0, 1, 5, tzinfo=UTC),
    "message_id": "<mt1.r.k1.abc.def@mez.example>",
    "keys": KEYS,
    "key_id": "k1",
}


def made(**changes: Any) -> EmailMessage:
    parsed = email.message_from_bytes(freeze(**{**BASE, **changes}), policy=email.policy.SMTP)
    assert isinstance(parsed, EmailMessage) and not parsed.defects
    return parsed


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def test_an_answer_has_exactly_these_headers() -> None:
    answer = made(in_reply_to="<q@thaba.example>", references=["<r@thaba.example>"], auto_submitted="auto-replied")
    assert dict(answer.items()) == {
        "From": "Mezzanine support <support@mez.example>",
        "To": "naledi@thaba.example",
        "Subject": "[MEZ-104213-4] Tablet shows old stock",
        "Date": "Mon, 23 Nov 2026 09:00:01 +0000",
        "Message-ID": "<mt1.r.k1.abc.def@mez.example>",
        "In-Reply-To": "<q@thaba.example>",
        "References": "<r@thaba.example> <q@thaba.example>",
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "X-Mailtriage-Loop": mark.mark(KEYS, "k1", "<mt1.r.k1.abc.def@mez.example>"),
        "MIME-Version": "1.0",
        "Content-Type": answer["Content-Type"],
    }
    assert [p.get_content_type() for p in answer.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert part(answer, "plain") == "Hello Naledi.\n"
    assert "<strong>Naledi</strong>" in part(answer, "html")


def test_a_mail_a_person_approved_is_not_called_automatic() -> None:
    headers = {name.lower() for name in made()}
    assert not headers & {"auto-submitted", "x-auto-response-suppress", "reply-to", "cc", "in-reply-to", "references"}


def test_the_same_arguments_give_the_same_bytes() -> None:
    files = [File("a.pdf", "application/pdf", bytes(range(256)) * 9)]
    assert freeze(**BASE, attachments=files) == freeze(**BASE, attachments=files)
    assert freeze(**BASE) != freeze(**{**BASE, "message_id": "<other@mez.example>"})


@pytest.mark.parametrize(
    ("given_subject", "line"),
    [
        ("Tablet", "[MEZ-104213-4] Tablet"),
        ("Re: [MEZ-104213-4] Tablet", "[MEZ-104213-4] Tablet"),
        ("SV: Re: [mez-104213-4] RE: mez-104213-4 Tablet", "[MEZ-104213-4] Tablet"),
        ("", "[MEZ-104213-4]"),
        ("Re: [OTH-1] keep theirs", "[MEZ-104213-4] [OTH-1] keep theirs"),
        ("a\r\nBcc: evil@x.example", "[MEZ-104213-4] a Bcc: evil@x.example"),
    ],
)
def test_the_number_stands_in_front_once(given_subject: str, line: str) -> None:
    assert subject_line(given_subject, "MEZ-104213-4") == line
    assert made(subject=given_subject)["Subject"] == line


def test_a_subject_without_a_case_stays_as_it_is() -> None:
    assert made(number="", subject="Re: hello")["Subject"] == "Re: hello"


def test_names_and_subjects_of_any_script_come_back_whole() -> None:
    subject = "Blåbærsyltetøy 漢字 🙂 Ελληνικά — " * 4
    answer = made(from_name='Grønn "Støtte", avd. <1>', subject=subject, number="")
    assert answer["From"].addresses[0].display_name == 'Grønn "Støtte", avd. <1>'
    assert answer["From"].addresses[0].addr_spec == "support@mez.example"
    assert answer["Subject"] == header_text(subject, 180)
    assert max(map(len, freeze(**{**BASE, "subject": subject}).split(b"\r\n"))) <= 100


def test_several_recipients_and_copies_are_one_header_each() -> None:
    answer = made(to=["a@one.example", "b@two.example", "a@one.example"], cc=[f"c{i}@three.example" for i in range(40)])
    assert [a.addr_spec for a in answer["To"].addresses] == ["a@one.example", "b@two.example"]
    assert len(answer["Cc"].addresses) == 40


@pytest.mark.parametrize(
    ("domain", "wire"),
    [
        ("blåbær.example", "xn--blbr-roah.example"),
        ("faß.example", "xn--fa-hia.example"),
        ("BÜCHER.Example", "xn--bcher-kva.example"),
    ],
)
def test_domains_become_a_labels_by_the_rules_of_2008(domain: str, wire: str) -> None:
    assert wire_address(f"x@{domain}") == f"x@{wire}"
    assert made(to=[f"x@{domain}"])["To"].addresses[0].addr_spec == f"x@{wire}"


def test_a_local_part_that_is_not_ascii_is_shown_and_the_bytes_stay_seven_bit() -> None:
    data = freeze(**{**BASE, "to": ["blå@x.example"]})
    assert data.isascii()
    to = email.message_from_bytes(data, policy=email.policy.SMTP)["To"]
    assert to.groups[0].display_name == "blå@x.example" and not to.addresses


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "@",
        "x@",
        "@y.example",
        "a@b@c.example",
        "alice@victim.example <eve@evil.example>",
        "a b@c.example",
        '"a b"@c.example',
        "a@c.example, d@e.example",
        "a@c.example\r\nBcc: e@f.example",
        "a@c.example\n",
        "a\0@c.example",
        "a@[127.0.0.1]",
        "a@c..example",
        ".a@c.example",
        "a.@c.example",
        "a..b@c.example",
        "a@-c.example",
        "a@c.example.",
        "a(comment)@c.example",
        "a@c.example(x)",
        "<a@c.example>",
        "a\u2028@c.example",
        "a\u202e@c.example",
        "a@c\u3002example",
        "a\u00a0b@c.example",
        "a@c\u200bd.example",
        "x" * 65 + "@c.example",
        "x@" + "y" * 64 + ".example",
        "a\ud800@c.example",
        "a;b@c.example",
        "a:b@c.example",
        "group:a@c.example;",
    ],
)
def test_what_is_not_one_mailbox_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        wire_address(address)
    for field in ({"to": [address]}, {"cc": [address]}, {"from_address": address}):
        if address:
            with pytest.raises(BadAddress):
                freeze(**{**BASE, **field})


def test_references_keep_the_root_and_the_latest() -> None:
    answer = made(references=[f"<{i}@x.example>" for i in range(60)], in_reply_to="<59@x.example>")
    ids = answer["References"].split()
    assert len(ids) == 12 and ids[0] == "<0@x.example>" and ids[-1] == "<59@x.example>"
    huge = made(references=[f"<{'i' * 230}{i}@x.example>" for i in range(10_000)])
    assert len(huge["References"]) < 4000


@pytest.mark.parametrize(
    "bad", ["", "x", "<a b@c>", "<a@b>\r\nX: y", "<a@b> <c@d>", "<@>", "<a@b", "<é@b>", "<" + "a" * 999 + "@b>"]
)
def test_malformed_ids_of_others_are_left_out(bad: str) -> None:
    answer = made(in_reply_to=bad, references=[bad, "<ok@x.example>"])
    assert answer["In-Reply-To"] is None
    assert answer["References"] == "<ok@x.example>"


def test_attachments_arrive_as_they_are() -> None:
    data = bytes(range(256)) * 40 + b"\r\n.\r\nMAIL FROM:<x>\r\n.\r\n"
    files = [
        File("rapport.pdf", "application/pdf", data),
        File("../../etc/påsskrift\r\nX: y.txt", "text/plain", b"\n.\n\r"),
        File("mail.eml", "message/rfc822", b"From: a\n\nb"),
        File("", "no type", b""),
        File('q"\\.bin', "A/B;x=y", b"1"),
        File("漢" * 300 + ".png", "image/png", b"2"),
    ]
    answer = made(attachments=files)
    found = [(p.get_filename(), p.get_content_type(), p.get_payload(decode=True)) for p in answer.iter_attachments()]
    assert [(f[1], f[2]) for f in found] == [
        ("application/pdf", data),
        ("text/plain", b"\n.\n\r"),
        ("application/octet-stream", b"From: a\n\nb"),
        ("application/octet-stream", b""),
        ("application/octet-stream", b"1"),
        ("image/png", b"2"),
    ]
    names = [f[0] for f in found]
    assert names[:5] == ["rapport.pdf", ".._.._etc_påsskrift X: y.txt", "mail.eml", "attachment", 'q"_.bin']
    assert names[5] == header_text("漢" * 300 + ".png", 100)
    assert part(answer, "plain") == "Hello Naledi.\n"


@pytest.mark.parametrize(
    "changes",
    [
        {"message_id": "x"},
        {"message_id": "<a@b>\r\n"},
        {"message_id": "<a@b\r\n>"},
        {"message_id": ""},
        {"auto_submitted": "yes\r\nX: y"},
        {"date": datetime(2026, 1, 1)},
    ],
)
def test_an_argument_of_ours_that_is_wrong_raises(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        freeze(**{**BASE, **changes})


def test_dates_are_written_in_utc() -> None:
    there = timezone(timedelta(hours=2))
    assert made(date=datetime(2026, 11, 23, 11, 0, tzinfo=there))["Date"] == "Mon, 23 Nov 2026 09:00:00 +0000"


def test_our_mark_is_ours_and_a_forged_one_is_not() -> None:
    answer = made()
    headers = [(k, str(v)) for k, v in answer.items()]
    assert mark.is_ours(KEYS, headers)
    assert not mark.is_ours({"k1": b"another key"}, headers)
    assert not mark.is_ours(KEYS, [h for h in headers if h[0] != mark.HEADER])
    value = answer[mark.HEADER]
    damaged = (value[:-1], value.replace("mt1", "mt2"), "k2" + value[2:])
    for forged in ("", "k1", "k1.x <a@b>", "k1.é <a@b>", "x" * 5000, *damaged):
        assert not mark.is_ours(KEYS, [(mark.HEADER, forged)])
    assert mark.is_ours(KEYS, [("x-mailtriage-loop", f" {value.replace(' ', chr(13) + chr(10) + ' ')} ")])


ANY = st.text(max_size=200)


@given(subject=ANY, name=ANY, body=ANY, file=ANY, kind=ANY, data=st.binary(max_size=300))
def test_whatever_is_written_the_bytes_are_canonical_and_the_headers_ours(
    subject: str, name: str, body: str, file: str, kind: str, data: bytes
) -> None:
    frozen = freeze(
        **{
            **BASE,
            "subject": subject,
            "from_name": name,
            "markdown": body,
            "attachments": [File(file, kind, data)],
            "in_reply_to": subject,
            "references": [name, body],
        }
    )
    assert flaw(frozen) == "" and frozen.isascii()
    head = frozen.split(b"\r\n\r\n")[0]
    names = re.findall(rb"(?m)^([A-Za-z-]+):", head)
    assert set(names) == {
        b"From",
        b"To",
        b"Subject",
        b"Date",
        b"Message-ID",
        b"X-Mailtriage-Loop",
        b"MIME-Version",
        b"Content-Type",
    }
    assert len(names) == len(set(names))
    parsed = email.message_from_bytes(frozen, policy=email.policy.SMTP)
    assert isinstance(parsed, EmailMessage)
    assert [a.addr_spec for a in parsed["From"].addresses] == ["support@mez.example"]
    assert [a.addr_spec for a in parsed["To"].addresses] == ["naledi@thaba.example"]
    assert [p.get_payload(decode=True) for p in parsed.iter_attachments()] == [data]
