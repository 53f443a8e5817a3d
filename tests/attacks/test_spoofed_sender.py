"""Attack 17, who seems to write: Python's parseaddr gave alice for `alice@victim.example <eve@evil.example>`
(CVE-2023-27043); homoglyphs, display names and two From headers bit b4, RT and FreeScout.

No variant may have the identity of the customer, and every honest spelling of it must. Count (pytest -s): over 900 variants,
0 matches; a registered customer with an address in another script matches in each of its spellings.
"""

from __future__ import annotations

import base64
import itertools
from pathlib import Path

import pytest

from mailtriage.intake.addresses import canonical
from mailtriage.intake.parse import must_quarantine, parse
from mailtriage.model.mail import Kind

VICTIM = "alice@victim.example"
_LOOKALIKE = {
    "a": "\u0430\u0251\uff41\u00e0\u0101\u1d00\U0001d41a",
    "l": "1I\u04cf\uff4c\u013c\u217c\u0142",
    "i": "\u0456\u0131\uff49\u00ed\u2170\u012f",
    "c": "\u0441\u03f2\uff43\u00e7\u217d",
    "e": "\u0435\uff45\u00e9\u0117\u212f",
    "v": "\u03bd\u0475\uff56\u2174",
    "t": "\u0442\uff54\u0163",
    "m": "\uff4d\u217f\u043c",
    "x": "\u0445\uff58\u00d7\u2179",
    "p": "\u0440\uff50\u03c1",
    ".": "\u3002\uff0e\uff61\u2024",
    "@": "\uff20\ufe6b",
}


def lookalikes() -> list[str]:
    found = []
    for position, char in enumerate(VICTIM):
        found += [VICTIM[:position] + other + VICTIM[position + 1 :] for other in _LOOKALIKE.get(char, "")]
    for invisible in "\u200b\u200c\u200d\u00ad\u2060\ufeff\u202e\u0301\u034f\u180e":
        found += [VICTIM[:n] + invisible + VICTIM[n:] for n in (0, 3, 5, 6, 13, len(VICTIM))]
    found += [
        VICTIM.replace("v", "xn--v"),
        "alice@victim.example.evil.example",
        "alice@evil.example",
        "alice+x@victim.example",
        "alice@victim",
        "alice.@victim.example",
        ".alice@victim.example",
        "alice@sub.victim.example",
        "alice@victim..example",
        "alice@-victim.example",
        "a.lice@victim.example",
        "alice@victim.example@evil.example",
        '"alice@victim.example"@evil.example',
        "alice%victim.example@evil.example",
        "victim.example!alice@evil.example",
        "alice@[victim.example]",
        "<alice@victim.example",
        "alice@victim.example\0",
        "alice\0@victim.example",
        "al ice@victim.example",
        "alice@vic tim.example",
        "alice@victim.example x",
    ]
    return found


def _sent(spec: str) -> list[str]:
    encoded = "=?utf-8?b?" + base64.b64encode(VICTIM.encode()).decode() + "?="
    return [
        spec,
        f"<{spec}>",
        f'"{VICTIM}" <{spec}>',
        f"{VICTIM} <{spec}>",
        f"{encoded} <{spec}>",
        f"({VICTIM}) {spec}",
    ]


def test_no_variant_is_taken_for_the_customer() -> None:
    tried = 0
    for spec in lookalikes():
        for value in _sent(spec):
            mail = parse(f"From: {value}\r\nSubject: x\r\n\r\nhello\r\n".encode())
            assert mail.sender is None or mail.sender.address != VICTIM, ascii(value)
            tried += 1
    print(f"attack 17: {tried} variants of {VICTIM}, 0 taken for it")
    assert tried >= 200


@pytest.mark.parametrize(
    "value",
    [
        VICTIM,
        f"<{VICTIM}>",
        "ALICE@Victim.EXAMPLE",
        f'"A. Lice" <{VICTIM}>',
        f"Alice ({VICTIM}) <{VICTIM}>",
        '"alice"@victim.example',
        f"{VICTIM}.",
        f"<{VICTIM}.>",
        "alice @ victim.example",
        "alice(comment)@victim.example",
        f"=?utf-8?q?Al=C3=AFce?= <{VICTIM}>",
        f"  {VICTIM}  ",
        f"\r\n {VICTIM}",
        f'"Eve <eve@evil.example>" <{VICTIM}>',
        f"eve@evil.example <{VICTIM}>",
    ],
)
def test_every_honest_spelling_is_the_customer(value: str) -> None:
    mail = parse(f"From: {value}\r\nSubject: x\r\n\r\nhello\r\n".encode())
    assert mail.sender is not None, mail.defects
    assert mail.sender.address == VICTIM


def test_the_address_stands_where_the_standard_says() -> None:
    mail = parse(b"From: alice@victim.example <eve@evil.example>\r\nSubject: x\r\n\r\nhello\r\n")
    assert mail.sender is not None
    assert (mail.sender.address, mail.sender.name) == ("eve@evil.example", "alice@victim.example")


@pytest.mark.parametrize(
    "headers",
    [
        "From: alice@victim.example, eve@evil.example",
        "From: alice@victim.example\r\nFrom: eve@evil.example",
        "From: eve@evil.example\r\nFrom: alice@victim.example",
        "From: Desk: alice@victim.example, eve@evil.example;",
        "From: alice@victim.example, <",
        "From : eve@evil.example\r\nFrom: alice@victim.example",
        "From:\r\n alice@victim.example,\r\n eve@evil.example",
    ],
)
def test_several_authors_are_no_author(headers: str) -> None:
    mail = parse(f"{headers}\r\nSubject: x\r\n\r\nhello\r\n".encode())
    assert mail.sender is None
    assert mail.defects
    assert mail.kind is Kind.MALFORMED
    assert must_quarantine(mail)
    assert mail.text == "hello"


def test_an_honest_international_domain_matches_itself_in_both_spellings() -> None:
    unicode = parse("From: kari@blåbær.example\r\n\r\nhei\r\n".encode())
    ascii_form = parse(b"From: kari@XN--BLBR-ROAH.example\r\n\r\nhei\r\n")
    assert unicode.sender is not None
    assert ascii_form.sender is not None
    assert unicode.sender.address == ascii_form.sender.address == "kari@xn--blbr-roah.example"


@pytest.mark.parametrize("spec", ["bank@desk.example", "ann@bank.example"])
def test_the_kelvin_sign_is_not_a_k(spec: str) -> None:
    """Python's lower() and NFC make the letter k of it; so does a resolver, which is why it is refused."""
    assert canonical(spec.replace("k@", "\u212a@").replace("k.", "\u212a.")) not in (spec, canonical(spec))
    assert canonical("\u212aari@x.example") == canonical("a@\u212aari.example") == ""


def test_a_canonical_address_is_stable() -> None:
    specs = [VICTIM, "Kari@BLÅBÆR.example", "a@[192.0.2.1]", "jörg@straße.example", "a@x", '"a b"@x.example']
    for spec, other in itertools.product(specs, specs):
        assert canonical(canonical(spec)) == canonical(spec) != ""
        assert (canonical(spec) == canonical(other)) is (spec == other)


@pytest.mark.parametrize(
    "shape",
    [
        "(" * 8000,
        "<" * 8000,
        '"' * 8000,
        '"' + "\\" * 8000,
        "," * 8000,
        "@" * 8000,
        "a." * 4000,
        "a:" * 4000,
        "a@b," * 2000,
        "=?x?q?a?= " * 800,
        ";:" * 4000,
        "[" * 8000,
    ],
)
def test_no_shape_of_from_costs_more_than_a_second(shape: str) -> None:
    import time

    start = time.process_time()
    parse(f"From: {shape}\r\nSubject: x\r\n\r\nhello\r\n".encode())
    assert time.process_time() - start < 1


def test_a_customer_with_a_name_in_another_script_is_matched_and_lookalikes_are_not(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from mailtriage.work.register_file import COLUMNS
    from tests.scenarios.story import World

    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))
    (tmp_path / "customers.csv").write_text(
        f"{','.join(COLUMNS)}\nBlåbær AS,blåbær.example,Kari,Kari@Blåbær.example,administrator,,gold,mail,2026-01-01,,,en,1\n"
    )
    world.command(f"customer import {tmp_path / 'customers.csv'}")
    honest = ["kari@blåbær.example", "KARI@BLÅBÆR.EXAMPLE", "kari@xn--blbr-roah.example", "kari@blåbær.example",
              "Kari <kari@blåbær.example.>", '"kari"@XN--BLBR-ROAH.example']
    other = ["kari@blåbär.example", "kari@blаbær.example", "kаri@blåbær.example", "kari@xn--blbr-roah.example.evil.example",
             '"kari@blåbær.example" <eve@evil.example>', "kari@blåbær.exаmple"]
    matched = [world.case(world.arrives(f"From: {v}\r\nSubject: {n}\r\n\r\nIt broke, {n}.\r\n".encode(), "support").case).customer
               for n, v in enumerate(honest)]
    strangers = [
        world.case(row.case).contact == "Kari"
        for n, v in enumerate(other)
        if (row := world.arrives(f"From: {v}\r\nSubject: o{n}\r\n\r\nIt broke, {n}.\r\n".encode(), "support")).case
    ]
    print(f"attack 17: {matched.count('Blåbær AS')} of {len(honest)} honest spellings matched, {sum(strangers)} of {len(other)} others")
    assert matched == ["Blåbær AS"] * len(honest) and not any(strangers)
