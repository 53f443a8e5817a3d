"""Attack 4 of the catalogue: osTicket compared 40 bits with `==`, FreeScout took 64 bits of md5."""

from __future__ import annotations

import random

from mailtriage.model import tokens

KEYS = {"k1": b"1" * 32, "k2": b"2" * 32}
MINE = tokens.issue(KEYS, "k1", 42, "naledi@thaba.example", b"nonce1", "cadents.example")


def test_a_token_names_its_case_and_whom_it_was_issued_to() -> None:
    token = tokens.read(KEYS, MINE)
    assert token is not None and token.case_id == 42
    assert token.recipient_hash == tokens.recipient_hash("Naledi@Thaba.example")
    assert token.recipient_hash != tokens.recipient_hash("eve@thaba.example")


def test_a_relay_may_change_the_case_of_the_local_part() -> None:
    assert tokens.read(KEYS, MINE.upper()) == tokens.read(KEYS, MINE)


def test_every_flipped_bit_every_cut_and_every_random_token_is_refused() -> None:
    local = MINE[1 : MINE.index("@")]
    accepted = [f"cut at {n}" for n in range(len(local)) if tokens.read(KEYS, f"<{local[:n]}@x.example>")]
    for at, char in enumerate(local):
        for bit in range(7):
            changed = chr(ord(char) ^ 1 << bit)
            if changed.lower() != char.lower() and tokens.read(
                KEYS, f"<{local[:at]}{changed}{local[at + 1 :]}@x.example>"
            ):
                accepted.append(f"{at}:{changed}")
    rng = random.Random(7)
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    for _ in range(20_000):
        payload, mac = ("".join(rng.choices(alphabet, k=k)) for k in (32, 26))
        if tokens.read(KEYS, f"<mt1.r.k1.{payload}.{mac}@x.example>"):
            accepted.append(payload)
    assert accepted == []


def test_a_token_of_another_key_purpose_or_case_does_not_fit() -> None:
    assert tokens.read({"k1": b"9" * 32}, MINE) is None
    assert tokens.read({}, MINE) is None
    assert tokens.read(KEYS, MINE.replace("mt1.r.", "mt1.a.")) is None
    assert tokens.read(KEYS, MINE.replace(".k1.", ".k2.")) is None
    other = tokens.issue(KEYS, "k1", 43, "naledi@thaba.example", b"nonce1", "cadents.example")
    mixed = ".".join([*MINE.split(".")[:4], *other.split(".")[4:]])
    assert tokens.read(KEYS, mixed) is None
