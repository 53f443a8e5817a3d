"""Names and bytes of attachments: the sender's name, or one that is the same each time."""

from __future__ import annotations

import hashlib

import pytest

from mailtriage.intake.attachments import attachment_bytes
from mailtriage.intake.parse import parse
from tests.unit.intake.mailkit import BASE, crlf, mail, multipart
from tests.unit.intake.test_transfer import DATA, uuencoded


def only(part: str | bytes) -> tuple[str, str]:
    """(name, type) of a part that stands beside a text."""
    seen = mail(*multipart("mixed", "Content-Type: text/plain\n\nhi", part))
    assert seen.text == "hi"
    (found,) = seen.attachments
    return found.name, found.type


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ("Content-Type: application/pdf; name*=utf-8''%C3%A5.pdf", "å.pdf"),
        ("Content-Type: application/pdf; name*0*=utf-8''%C3%A5; name*1=\"rsrapport.pdf\"", "årsrapport.pdf"),
        ('Content-Type: application/pdf; name="=?utf-8?B?w6U=?=.pdf"', "å.pdf"),
        ("Content-Type: application/pdf\nContent-Disposition: attachment; filename==?iso-8859-1?Q?=E5.pdf?=", "å.pdf"),
        ("Content-Type: application/pdf; name=å.pdf", "å.pdf"),
        ("Content-Type: application/pdf; name=my file.pdf", "my file.pdf"),
        ("Content-Type: application/pdf; name=wrong.pdf\nContent-Disposition: attachment; filename=right.pdf", "right.pdf"),
        ("Content-Type: application/pdf\nContent-Disposition: filename=lone.pdf", "lone.pdf"),
        ("Content-Type: image/gif\nContent-Location: http://x.example/pics/image001.gif", "image001.gif"),
        ("Content-Type: application/pdf\nContent-Description: order 7.pdf", "order 7.pdf"),
        ("Content-Type: application/pdf\nContent-Description: an order", "part-2.pdf"),
        ("Content-Type: application/octet-stream", "part-2.bin"),
        ("Content-Type: application/pkcs7-mime; smime-type=enveloped-data", "part-2.p7m"),
        ("Content-Type: application/pgp-encrypted", "part-2.asc"),
        ("Content-Type: text/calendar; method=REQUEST", "part-2.ics"),
        ("Content-Type: text/x-vcard", "part-2.vcf"),
        ("Content-Type: application/pdf; name=\"../../etc/passwd\"", "passwd"),
        ("Content-Type: application/pdf; name=\"C:\\\\temp\\\\a.pdf\"", "a.pdf"),
        ("Content-Type: application/pdf; name=\"a\u202efdp.exe\"", "afdp.exe"),
        ("Content-Type: application/pdf; name=\"   \"", "part-2.pdf"),
    ],
)
def test_the_name_of_an_attachment(headers: str, name: str) -> None:
    assert only(headers + "\n\nDATA")[0] == name


def test_a_forwarded_mail_has_the_name_of_its_subject_and_its_files_are_not_ours() -> None:
    inner = ("Content-Type: message/rfc822\n\nFrom: x@y.example\nSubject: =?utf-8?Q?P=C3=A5_tide?=: order 7/8\n"
             "Content-Type: multipart/mixed; boundary=q\n\n--q\n\ninner words\n--q\nContent-Type: image/png; name=i.png\n\nP\n--q--")
    assert only(inner) == ("På tide- order 7-8.eml", "message/rfc822")
    assert only("Content-Type: message/rfc822\n\nFrom: x@y.example\n\nno subject")[0] == "part-2.eml"


def test_a_forwarded_mail_in_base64_is_decoded_and_named() -> None:
    part = "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaW5uZXIKCmhpCg=="
    assert only(part)[0] == "inner.eml"


def test_a_file_that_stands_elsewhere_has_the_name_of_the_file() -> None:
    part = 'Content-Type: message/external-body; access-type=URL; URL="ftp://x.example/d.txt"\n\nContent-Type: text/plain; name="d.txt"\n\n'
    assert only(part) == ("d.txt", "message/external-body")


def test_a_signed_mail_has_its_text_and_the_signature_as_a_file() -> None:
    headers, body = multipart(
        'signed; protocol="application/pkcs7-signature"', "Content-Type: text/plain\n\nsigned words",
        "Content-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\nTUlNRQ==")
    seen = mail(headers, body)
    assert (seen.text, [a.name for a in seen.attachments]) == ("signed words", ["smime.p7s"])


def test_an_encrypted_mail_is_its_parts() -> None:
    headers, body = multipart(
        'encrypted; protocol="application/pgp-encrypted"', "Content-Type: application/pgp-encrypted\n\nVersion: 1",
        "Content-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----")
    seen = mail(headers, body)
    assert (seen.text, [a.name for a in seen.attachments]) == ("", ["part-1.asc", "encrypted.asc"])


def test_an_opaque_smime_mail_is_one_file() -> None:
    seen = mail("Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64", "TUlNRQ==")
    assert [(a.name, a.size) for a in seen.attachments] == [("smime.p7m", 4)]


def test_an_apple_double_file_is_both_its_halves() -> None:
    inner = "Content-Type: multipart/appledouble; boundary=ad\n\n--ad\nContent-Type: application/applefile; name=\"%t.pdf\"\n\nR\n--ad\nContent-Type: application/pdf; name=t.pdf\n\nD\n--ad--"
    seen = mail(*multipart("mixed", "Content-Type: text/plain\n\nhi", inner))
    assert [a.type for a in seen.attachments] == ["application/applefile", "application/pdf"]


def test_a_fragment_is_kept_as_a_file() -> None:
    seen = mail("Content-Type: message/partial; id=x; number=1; total=3", "From: a@b.example\n\npiece")
    assert (seen.text, [a.name for a in seen.attachments]) == ("", ["part-1.eml"])


def test_every_attachment_can_be_fetched_by_its_hash_also_one_pasted_into_the_text() -> None:
    headers, body = multipart(
        "mixed", b"Content-Type: text/plain\r\n\r\nsee\r\n" + uuencoded("f.bin", DATA), "Content-Type: application/pdf; name=a.pdf\n\nPDF")
    raw = BASE + crlf(headers + "\n") + b"\r\n" + body
    seen = parse(raw)
    assert [a.name for a in seen.attachments] == ["f.bin", "a.pdf"]
    for attachment in seen.attachments:
        data = attachment_bytes(raw, attachment.sha256)
        assert data is not None
        assert hashlib.sha256(data).hexdigest() == attachment.sha256
    assert attachment_bytes(raw, "0" * 64) is None


def test_the_names_are_the_same_each_time() -> None:
    headers, body = multipart("mixed", *["Content-Type: image/png\n\nP"] * 3, "Content-Type: a/b\n\nx")
    assert [a.name for a in mail(headers, body).attachments] == [a.name for a in mail(headers, body).attachments] == [
        "part-1.png", "part-2.png", "part-3.png", "part-4.bin"]
