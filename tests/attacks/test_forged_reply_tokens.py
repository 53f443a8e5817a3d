"""Attack 4, forged reply tokens (osTicket: 40 bits compared with ==; FreeScout: 64 bits of md5): 100,000 random ones, all
one-bit flips of a genuine one, every cut, other keys, purposes, cases and recipients. 0 are accepted; a flip of the
letters' case is the same token (relays do that). The MAC has 128 bits and is compared in constant time."""

from __future__ import annotations

import base64
import hmac
import itertools
import random

import pytest

from mailtriage.model import tokens

KEYS = {"k1": b"1" * 32, "k2": b"2" * 32}
MINE = tokens.issue(KEYS, "k1", 42, "naledi@thaba.example", b"nonce1", "cadents.example")
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def test_a_hundred_thousand_random_tokens_and_every_one_bit_flip_are_refused() -> None:
    rng, accepted = random.Random(4), []
    for _ in range(100_000):
        payload, mac = ("".join(rng.choices(ALPHABET, k=k)) for k in (32, 26))
        if tokens.read(KEYS, f"<mt1.r.k1.{payload}.{mac}@x.example>"):
            accepted.append(payload)
    local, flips = MINE[1 : MINE.index("@")], 0
    for at, bit in itertools.product(range(len(local)), range(8)):
        char = chr(ord(local[at]) ^ 1 << bit)
        if char.lower() == local[at].lower():
            continue
        flips += 1
        if tokens.read(KEYS, f"<{local[:at]}{char}{local[at + 1 :]}@x.example>"):
            accepted.append(f"{at}:{bit}")
    prefix, purpose, key, payload_text, mac_text = local.split(".")
    for text, join in ((payload_text, lambda t: (t, mac_text)), (mac_text, lambda t: (payload_text, t))):
        data = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
        for at, bit in itertools.product(range(len(data)), range(8)):
            changed = bytearray(data)
            changed[at] ^= 1 << bit
            flips += 1
            p, m = join(base64.b32encode(bytes(changed)).decode().rstrip("=").lower())
            if tokens.read(KEYS, f"<{prefix}.{purpose}.{key}.{p}.{m}@x.example>"):
                accepted.append(f"decoded {at}:{bit}")
    print(f"attack 4: 100,000 random tokens and {flips} one-bit flips, {len(accepted)} accepted")
    assert accepted == [] and flips > 600


def test_cuts_additions_and_strangers_parts_are_refused() -> None:
    local = MINE[1 : MINE.index("@")]
    others = [
        tokens.issue(KEYS, "k1", 43, "naledi@thaba.example", b"nonce1", "x.example"),
        tokens.issue(KEYS, "k1", 42, "eve@evil.example", b"nonce1", "x.example"),
        tokens.issue(KEYS, "k1", 42, "naledi@thaba.example", b"nonce2", "x.example"),
        tokens.issue(KEYS, "k2", 42, "naledi@thaba.example", b"nonce1", "x.example"),
    ]
    tried = [f"<{local[:n]}@x.example>" for n in range(len(local))] + [f"<{local[n:]}@x.example>" for n in range(1, len(local))]
    tried += [f"<{local}{c}@x.example>" for c in "a.=2"] + [f"<a{local}@x.example>", f"<{local}.{local}@x.example>"]
    mine = local.split(".")
    for other in others:
        theirs = other[1 : other.index("@")].split(".")
        for mask in itertools.product((0, 1), repeat=5):
            mixed = [(theirs if m else own)[i] for i, (m, own) in enumerate((m, mine) for m in mask)]
            if mixed not in (mine, theirs):
                tried.append(f"<{'.'.join(mixed)}@x.example>")
    for purpose in ("a", "approve", "R.", "", "rr"):
        tried.append(f"<{'.'.join([mine[0], purpose, *mine[2:]])}@x.example>")
    accepted = [t for t in tried if tokens.read(KEYS, t)]
    print(f"attack 4: {len(tried)} cut, grown or mixed tokens, {len(accepted)} accepted")
    assert accepted == []
    assert tokens.read({"k1": b"x" * 32}, MINE) is None and tokens.read({"k2": KEYS["k1"]}, MINE) is None


def test_a_token_with_letters_in_another_alphabet_is_none() -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in MINE[1:-1])
    for said in (f"<{wide}>", MINE.replace("a", "\u0430"), MINE.replace("k1", "\u212a1"), "<mt1.r.\u0131.a.b@x>", "<mt1.r.k1..@x>",
                 "", "<>", "<@>", "<" * 1000, f"<mt1.r.k1.{'a' * 500_000}.b@x>", "<mt1.r.k1.\udcff.\udcff@x>"):
        assert tokens.read(KEYS, said) is None, said[:60]


def test_the_mac_is_long_and_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    mac = base64.b32decode((text := MINE.split(".")[4].partition("@")[0]).upper() + "=" * (-len(text) % 8))
    assert len(mac) * 8 >= 128
    compared, real = list[tuple[bytes, bytes]](), hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: compared.append((a, b)) or real(a, b))
    assert tokens.read(KEYS, MINE) is not None
    assert compared == [(mac, mac)]


def test_the_genuine_one_is_accepted_in_any_letter_case_and_names_its_recipient() -> None:
    for said in (MINE, MINE.upper(), MINE.swapcase(), f" {MINE} ", MINE.strip("<>")):
        token = tokens.read(KEYS, said)
        assert token is not None and token.case_id == 42
        assert token.recipient_hash == tokens.recipient_hash("naledi@thaba.example")
