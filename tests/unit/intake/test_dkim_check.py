"""DKIM checked here, with a key of our own and a DNS that is a dictionary."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from mailtriage.intake.dkim_check import verified_domain
from tests.scenarios.story import CONFIG, World

dkim = pytest.importorskip("dkim", reason="the extra dkim is not installed")
NAME = "s1._domainkey.thaba.example"


@cache
def key(bits: int) -> tuple[bytes, bytes]:
    """(private key as PEM, TXT record)."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    made = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    private = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = made.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def mail(author: str = "naledi@thaba.example", n: int = 1) -> bytes:
    return (
        f"From: Naledi <{author}>\r\nTo: support@cadents.example\r\nSubject: Gateway {n}\r\nMessage-ID: <{n}@thaba.example>\r\n"
        f"Date: Mon, 23 Nov 2026 10:00:00 +0200\r\n\r\nThe gateway crashes, {n}.\r\n"
    ).encode()


def signed(raw: bytes, domain: bytes = b"thaba.example", length: bool = False, bits: int = 2048) -> bytes:
    return bytes(dkim.sign(raw, b"s1", domain, key(bits)[0], include_headers=[b"from", b"subject"], length=length)) + raw


def dns(records: dict[str, bytes], asked: list[str] | None = None) -> Callable[[str, float], bytes | None]:
    def txt(name: str, seconds: float) -> bytes | None:
        assert 0 < seconds <= 30
        if asked is not None:
            asked.append(name)
        return records.get(name.rstrip("."))

    return txt


OURS = {NAME: key(2048)[1]}


def test_a_valid_signature_by_the_author_s_organisation_counts() -> None:
    assert verified_domain(signed(mail()), "thaba.example", dns(OURS), 3) == "thaba.example"
    assert verified_domain(signed(mail("n@mail.thaba.example")), "mail.thaba.example", dns(OURS), 3) == "thaba.example"


@pytest.mark.parametrize(
    ("raw", "records"),
    [
        (mail(), OURS),
        (signed(mail()).replace(b"crashes", b"is fine"), OURS),
        (signed(mail()).replace(b"Naledi <", b"Eve <"), OURS),
        (signed(mail(), length=True) + b"And pay this invoice.\r\n", OURS),
        (signed(mail(), length=True), OURS),
        (signed(mail()), {}),
        (signed(mail()), {NAME: b"v=DKIM1; k=rsa; p="}),
        (signed(mail()), {NAME: b"\xff\xfe" * 200}),
        (signed(mail(), bits=1024).replace(b"a=rsa-sha256", b"a=rsa-sha1"), {NAME: key(1024)[1]}),
        (signed(mail()).replace(b"d=thaba.example", b"d=thaba.example; d=thaba.example"), OURS),
        (b"DKIM-Signature: v=1; d=thaba.example\r\n" + mail(), OURS),
        (b"DKIM-Signature: " + b";" * 7000 + b"d=thaba.example\r\n" + mail(), OURS),
        (b"", OURS),
    ],
)
def test_anything_else_is_not_verified_and_no_error(raw: bytes, records: dict[str, bytes]) -> None:
    assert verified_domain(raw, "thaba.example", dns(records), 3) == ""


def test_the_dns_is_asked_for_the_author_s_organisation_alone_and_three_times_at_most() -> None:
    asked: list[str] = []
    stranger = signed(mail(), b"evil.example")
    assert verified_domain(stranger, "thaba.example", dns({"s1._domainkey.evil.example": key(2048)[1]}, asked), 3) == ""
    assert asked == []
    many = b"".join(signed(mail())[: -len(mail())].replace(b"s=s1", b"s=s%d" % n) for n in range(9)) + mail()
    assert verified_domain(many, "thaba.example", dns({}, asked), 3) == ""
    assert 1 <= len(asked) <= 3


def test_a_dns_that_fails_or_hangs_is_not_verified() -> None:
    def broken(name: str, seconds: float) -> bytes | None:
        raise OSError("no route to host")

    assert verified_domain(signed(mail()), "thaba.example", broken, 3) == ""


@pytest.mark.parametrize(("verify", "result", "tier"), [
    (True, "", "aligned"), (False, "", "unverified"), (True, "fail", "failed"), (True, "none", "aligned"),
])
def test_it_counts_where_the_config_says_so_and_never_against_the_trusted_hop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verify: bool, result: str, tier: str
) -> None:
    monkeypatch.setattr("tests.scenarios.story.CONFIG", CONFIG + f"[dkim]\nverify = {str(verify).lower()}\n")
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC), hop="mx.cadents.example")
    asked: list[str] = []
    world.desk.txt = dns(OURS, asked)
    said = f"Authentication-Results: mx.cadents.example; dmarc={result} header.from=thaba.example\r\n" if result else ""
    row = world.arrives(said.encode() + signed(mail()), "support")
    assert f"naledi@thaba.example, {tier}: " in world.command(f"explain {row.case} --json")
    assert bool(asked) is (verify and result != "fail")
