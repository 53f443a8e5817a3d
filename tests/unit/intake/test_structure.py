"""The MIME tree: the same leaves as the standard library on well-formed mail, and sense on the rest."""

from __future__ import annotations

import base64
import email
import quopri

from hypothesis import given, settings
from hypothesis import strategies as st

from mailtriage.intake.opening import open_mail
from mailtriage.intake.structure import Part, split
from tests.unit.intake.mailkit import BASE, mail, multipart


def tree(raw: bytes) -> Part:
    return split(*open_mail(raw))


def leaves(raw: bytes) -> list[tuple[str, bytes]]:
    return [(part.type, part.content()) for part in tree(raw).leaves()]


def by_the_standard_library(raw: bytes) -> list[tuple[str, bytes]]:
    return [
        (part.get_content_type(), part.get_payload(decode=True))
        for part in email.message_from_bytes(raw).walk()
        if not part.is_multipart()
    ]


_content = st.binary(max_size=200)
_types = st.sampled_from(["text/plain", "text/html", "image/png", "application/octet-stream"])


@st.composite
def _leaf(draw: st.DrawFn) -> bytes:
    data = draw(_content)
    encoding = draw(st.sampled_from(["base64", "quoted-printable", "7bit"]))
    if encoding == "base64":
        body = base64.encodebytes(data).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        body = quopri.encodestring(data).replace(b"\n", b"\r\n")
    else:
        body = base64.b16encode(data) + b"\r\nsecond line - with -- dashes\r\n"
    return f"Content-Type: {draw(_types)}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


@st.composite
def _entity(draw: st.DrawFn, depth: int = 0) -> bytes:
    if depth >= 4 or draw(st.booleans()):
        return draw(_leaf())
    boundary = f"=_{depth}_{draw(st.integers(0, 10**9))}"
    parts = draw(st.lists(_entity(depth + 1), min_size=1, max_size=3))
    kind = draw(st.sampled_from(["mixed", "alternative", "related"]))
    inner = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\npreamble\r\n'.encode()
        + inner
        + b"--"
        + boundary.encode()
        + b"--\r\nepilogue\r\n"
    )


@settings(max_examples=150, deadline=None)
@given(_entity())
def test_well_formed_mail_has_the_leaves_the_standard_library_finds(entity: bytes) -> None:
    raw = b"From: a@b.example\r\nMIME-Version: 1.0\r\n" + entity
    assert leaves(raw) == by_the_standard_library(raw)


@settings(max_examples=75, deadline=None)
@given(_entity())
def test_bare_line_feeds_give_the_same_leaves(entity: bytes) -> None:
    raw = (b"From: a@b.example\r\nMIME-Version: 1.0\r\n" + entity).replace(b"\r\n", b"\n")
    assert leaves(raw) == by_the_standard_library(raw)


def test_a_boundary_must_be_the_whole_line() -> None:
    headers, body = multipart("mixed", "Content-Type: text/plain\n\none\n--boundary is a word\n--boundx\n -–bound\ntwo")
    assert mail(headers, body).text == "one\n--boundary is a word\n--boundx\n -–bound\ntwo"


def test_an_unterminated_multipart_keeps_its_text_and_says_so() -> None:
    seen = mail("Content-Type: multipart/mixed; boundary=x", "--x\nContent-Type: text/plain\n\nthe end is missing")
    assert seen.text == "the end is missing"
    assert "multipart not closed" in seen.defects


def test_a_multipart_whose_boundary_never_comes_is_read_as_text() -> None:
    seen = mail("Content-Type: multipart/mixed; boundary=x", "what a person wrote")
    assert seen.text == "what a person wrote"
    assert "multipart without parts, read as text" in seen.defects


def test_the_parents_boundary_ends_an_unclosed_child() -> None:
    body = (
        "--out\nContent-Type: multipart/alternative; boundary=in\n\n--in\nContent-Type: text/plain\n\ninner\n"
        "--out\nContent-Type: image/png; name=p.png\n\nPNG\n--out--\n"
    )
    seen = mail("Content-Type: multipart/mixed; boundary=out", body)
    assert seen.text == "inner"
    assert [a.name for a in seen.attachments] == ["p.png"]


def test_a_part_without_headers_is_text_and_one_without_a_blank_line_too() -> None:
    headers, body = multipart("mixed", "\nfirst", "\n\nsecond", "just a line")
    assert mail(headers, body).text == "first\n\nsecond\n\njust a line"


def test_a_digest_holds_mails() -> None:
    headers, body = multipart("digest", "\nFrom: x@y.example\n\nold news")
    seen = mail(headers, body)
    assert seen.text == ""
    assert [a.type for a in seen.attachments] == ["message/rfc822"]


def test_uuencoded_attachments_are_decoded() -> None:
    raw = (
        BASE + b"Content-Type: a/b\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 f\r\n#0V%T\r\n`\r\nend\r\n"
    )
    assert leaves(raw) == [("a/b", b"Cat")]


def test_damaged_base64_gives_what_can_be_had() -> None:
    raw = BASE + b"Content-Type: a/b\r\nContent-Transfer-Encoding: base64\r\n\r\nQ2F0!\r\n cw"
    assert leaves(raw) == [("a/b", b"Cats")]


def test_a_container_that_names_no_boundary_is_split_at_that_of_its_parts() -> None:
    seen = mail("Content-Type: multipart/mixed", multipart("mixed", "Content-Type: text/plain\n\nhi", "Content-Type: a/b; name=c\n\nC")[1])
    assert (seen.text, [a.name for a in seen.attachments]) == ("hi", ["c"])


def test_a_container_that_names_another_boundary_is_split_at_that_of_its_parts() -> None:
    body = "--actual\nContent-Type: text/html\n\n<p>hi</p>\n--third--\n"
    seen = mail("Content-Type: multipart/alternative; boundary=declared", body)
    assert seen.text.startswith("hi")
    assert "multipart without its boundary, that of its parts is taken" in seen.defects


def test_parts_after_the_end_of_a_container_are_not_lost() -> None:
    """A part that used its container's boundary closed it early, and the file behind it was gone."""
    body = (
        "--b\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nwords\n--b\n"
        "Content-Type: text/html\n\n<p>words</p>\n--b--\n\n--b\nContent-Type: application/zip; name=x.zip\n\nZIP\n--b--\n"
    )
    seen = mail("Content-Type: multipart/mixed; boundary=b", body)
    assert (seen.text, [a.name for a in seen.attachments]) == ("words", ["x.zip"])


def test_an_epilogue_is_not_read() -> None:
    headers, body = multipart("mixed", "Content-Type: text/plain\n\nwords")
    assert mail(headers, body + b"\r\nan epilogue\r\n").text == "words"
