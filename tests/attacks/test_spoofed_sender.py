"""A forged From and somebody's contract (iTop #97, FreeScout GHSA-j49f): what the customer reads says nothing of the
contract, and only the trusted hop's word makes a sender aligned."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.scenarios.story import World

CUSTOMERS = """customer,domains,contact_name,contact_email,roles,products,service_level,channels,valid_from,valid_to,partner,language,customer_number
Thaba Health,thaba.example,Naledi Mokoena,naledi@thaba.example,administrator;reporter,Gateway 4,platinum,mail,2026-01-01,2027-12-31,,en,T-100
"""
HOP = "mx.cadents.example"


def mail(*authentication: str) -> bytes:
    results = "".join(f"Authentication-Results: {line}\r\n" for line in authentication)
    return (
        f"{results}From: Naledi Mokoena <naledi@thaba.example>\r\nTo: support@cadents.example\r\nSubject: Gateway\r\n"
        "Message-ID: <x@thaba.example>\r\n\r\nThe gateway crashes since noon.\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("authentication", "verdict"),
    [
        ((f"{HOP}; dmarc=pass header.from=thaba.example",), "entitled"),
        ((f"{HOP}; dkim=pass header.d=elsewhere.example; spf=pass smtp.mailfrom=elsewhere.example",), "unverified"),
        ((f"{HOP}; dmarc=none",), "unverified"),
        ((f"{HOP}; dmarc=fail header.from=thaba.example",), "unverified"),
        (("mx.evil.example; dmarc=pass header.from=thaba.example",), "unverified"),
        (
            (f"{HOP}; dmarc=fail header.from=thaba.example", f"{HOP}; dmarc=pass header.from=thaba.example"),
            "unverified",
        ),
        ((), "unverified"),
    ],
)
def test_only_an_aligned_pass_of_the_trusted_hop_grants_the_contract(
    authentication: tuple[str, ...], verdict: str, tmp_path: Path
) -> None:
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC), hop=HOP)
    (tmp_path / "c.csv").write_text(CUSTOMERS)
    world.command(f"customer import {tmp_path / 'c.csv'}")
    case = world.case(world.arrives(mail(*authentication), "support").case)
    assert case.entitlement.verdict.value == verdict
    said = world.letter(world.outgoing_rows()[0]).as_string()
    assert "platinum" not in said and "Thaba Health" not in said and "T-100" not in said
