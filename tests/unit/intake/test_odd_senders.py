"""A From that no grammar allows and that names one address is read; one that may mean two is not. Bare CR line ends."""

from __future__ import annotations

import pytest

from mailtriage.intake.parse import must_quarantine, parse
from mailtriage.model.mail import Kind, Tier

ID = "mx.desk.example"
PASS = f"Authentication-Results: {ID}; dmarc=pass header.from=customer.example\r\n"


def wrote(value: str, more: str = "") -> bytes:
    return f"{more}From: {value}\r\nTo: support@desk.example\r\nSubject: Pump\r\n\r\nIt leaks.\r\n".encode()


@pytest.mark.parametrize(("value", "name"), [
    ("Ann Berg <<ann@customer.example>>", "Ann Berg"), ("<<ann@customer.example>>", ""), ("<mailto:ann@customer.example>", ""),
    ("Ann <mailto:ann@customer.example>", "Ann"), ("mailto:ann@customer.example", ""), ('"Ann <ann@customer.example>', "Ann"),
    ('"Berg, Ann" <<ann@customer.example>>', "Berg, Ann"),
    ("=?utf-8?Q?=C3=85se?= <<ann@customer.example>>", "Åse"),
])
def test_one_address_in_an_odd_from_is_the_author(value: str, name: str) -> None:
    seen = parse(wrote(value, PASS), trusted_authserv_id=ID)
    assert seen.sender and (seen.sender.address, seen.sender.name) == ("ann@customer.example", name)
    assert (seen.kind, seen.authenticity.tier) == (Kind.HUMAN, Tier.ALIGNED)
    assert any("odd from" in d for d in seen.defects)
    assert parse(wrote(value), trusted_authserv_id=ID).authenticity.tier is Tier.UNVERIFIED


def test_a_local_part_in_an_encoded_word_is_read_when_it_is_plain() -> None:
    for value in ("=?utf-8?Q?Ann?=@customer.example", "Ann <=?utf-8?B?YW5u?=@customer.example>"):
        seen = parse(wrote(value)).sender
        assert seen and seen.address == "ann@customer.example"
    for value in ("=?utf-8?Q?eve=40evil.example?=@customer.example", "=?utf-8?Q?=C3=A5nn?=@customer.example", "=?utf-8?Q?a=2C_b?=@c.example"):
        seen = parse(wrote(value)).sender
        assert seen is None or seen.address.startswith("=?")


@pytest.mark.parametrize("value", [
    "<<ann@customer.example>> <eve@evil.example>", '"Ann <ann@customer.example> eve@evil.example', "<mailto:ann@customer.example,eve@evil.example>",
    "Ann <an n@customer.example>", "Ann ann@customer.example", '"Ann <ann@customer.example>"', "(ann@customer.example)",
    "<<ann@customer.example>.evil.example>", "<<ann@customer.example> evil.example>", "<ann@customer.example\0.evil.example>",
    "<mailto:ann@customer.example> eve\uff20evil.example", "<<ann\uff20customer.example>>", "undisclosed:<<ann@customer.example>>;",
    "=?utf-8?Q?Ann_=3Cann=40customer.example=3E?=", "root", '"',
    "Ann <ann@customer.example", "ann@customer.example>", "<<ann@customer.example>",
])
def test_what_may_mean_another_address_or_none_has_no_author(value: str) -> None:
    seen = parse(wrote(value, PASS), trusted_authserv_id=ID)
    assert seen.sender is None and must_quarantine(seen)


LINES = "From: Ann <ann@customer.example>\nTo: support@desk.example\nSubject: Pump\n\nIt leaks.\nSince Monday.\n"


@pytest.mark.parametrize(("above", "below"), [("", ""), ("", "\r\n"), ("", "\n"), (f"Received: from x by {ID}\r\n{PASS}", "\r\n")])
def test_a_mail_whose_lines_end_in_a_bare_cr_is_read(above: str, below: str) -> None:
    seen = parse((above + LINES.replace("\n", "\r") + below).encode(), trusted_authserv_id=ID)
    assert seen.sender and seen.sender.address == "ann@customer.example"
    assert (seen.subject, seen.text, seen.kind) == ("Pump", "It leaks.\nSince Monday.", Kind.HUMAN)
    assert seen.authenticity.tier is Tier.UNVERIFIED, "the provider saw no From of its own line"


def test_a_bare_cr_in_a_value_begins_no_header() -> None:
    smuggled = wrote("Ann <ann@customer.example>").replace(b"Pump", b"Pump\rReply-To: eve@evil.example\rBcc: x@evil.example\rCc: z")
    seen = parse(smuggled)
    assert seen.sender and seen.sender.address == "ann@customer.example"
    assert not seen.reply_to and not seen.cc
