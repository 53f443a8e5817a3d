"""Warnings for staff about who seems to write; identity itself is tests/attacks/test_spoofed_sender.py."""

from __future__ import annotations

import pytest

from mailtriage.intake.addresses import canonical
from mailtriage.intake.lookalikes import looks_like, readable, warnings
from mailtriage.intake.parse import parse
from mailtriage.model.mail import Address


def of(address: str, name: str = "", reply_to: str = "") -> tuple[str, ...]:
    return warnings(Address(canonical(address), name), (Address(reply_to),) if reply_to else ())


@pytest.mark.parametrize(
    "address",
    [
        "naledi@thaba.example", "kari@blåbær.example", "иван@почта.example", "γιάννης@ελλάδα.example", "山田@例え.example",
        "tanaka@日本カメラ.example", "kim@한국.example", "jörg@straße.example", "a@xn--zzzzzzz.example", "عمر@مثال.example",
        "naledi+shop@thaba-2.example", "a@[192.0.2.1]",
    ],
)
def test_an_honest_address_in_one_script_gives_no_warning(address: str) -> None:
    assert canonical(address)
    assert of(address, "Naledi Mokoena") == ()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ann@th\u0430ba.example", "mixes Cyrillic and Latin"),
        ("\u0430nn@thaba.example", "mixes Cyrillic and Latin"),
        ("ann@\u0430\u0440\u0440\u04cf\u0435.example", "is Cyrillic and reads like apple"),
        ("ann@th\u03b1ba.example", "mixes Greek and Latin"),
    ],
)
def test_a_borrowed_letter_is_named(address: str, said: str) -> None:
    assert any(said in w for w in of(address)), of(address)


def test_a_name_that_shows_another_address_and_answers_elsewhere_are_named() -> None:
    assert of("eve@evil.example", "ann@thaba.example") == (
        "the name shows the address ann@thaba.example, the mail is from eve@evil.example",
    )
    assert of("ann@thaba.example", "Ann (ANN@Thaba.example)") == ()
    assert of("ann@thaba.example", "", "ann@mail.example") == (
        "answers are asked for at ann@mail.example, another domain than the sender's",
    )


def test_what_a_domain_passes_for() -> None:
    assert looks_like(canonical("a@th\u0430ba.example").partition("@")[2]) == "thaba.example"
    assert looks_like("thaba.example") == looks_like("xn--zzzzzzz.example") == ""
    assert readable(canonical("a@blåbær.example").partition("@")[2]) == "blåbær.example"


def test_a_mail_carries_its_warnings() -> None:
    mail = parse(b"From: \"ann@thaba.example\" <eve@evil.example>\r\nSubject: x\r\n\r\nhello\r\n")
    assert mail.warnings == ("the name shows the address ann@thaba.example, the mail is from eve@evil.example",)
    assert parse(b"Subject: x\r\n\r\nhello\r\n").warnings == ()
