"""Attack 2, what a forged sender gets: the same mail in the name of an entitled customer, in every form of
Authentication-Results. A contract counts on an aligned pass by our own hop alone; in all others nothing is granted, no
word of the contract leaves, and staff see what the register says. Count (pytest -s): 10 forms, 0 grants."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.work.register_file import COLUMNS
from tests.scenarios.story import World

HOP = "mx.cadents.example"
OURS = f"Authentication-Results: {HOP}; "
BY_US = f"Received: from out.evil.example by {HOP}; Mon, 23 Nov 2026 10:00:00 +0200\r\n"
PASS = f"{OURS}dmarc=pass header.from=thaba.example\r\n"
FORMS = {
    "none": f"{OURS}dmarc=none header.from=thaba.example; spf=pass smtp.mailfrom=b@evil.example\r\n",
    "fail": f"{OURS}dmarc=fail header.from=thaba.example\r\n",
    "pass, unaligned DKIM": f"{OURS}dkim=pass header.d=evil.example; dmarc=none header.from=thaba.example\r\n",
    "pass for another domain": f"{OURS}dmarc=pass header.from=evil.example\r\n",
    "no header": "",
    "two headers, the sender's below": f"{OURS}dmarc=fail header.from=thaba.example\r\n{BY_US}{PASS}",
    "ours says none, the sender's with our id below": f"{OURS}spf=none\r\n{BY_US}{PASS}",
    "another host's": "Authentication-Results: mx.evil.example; dmarc=pass header.from=thaba.example\r\n",
    "an ARC seal nobody checked": (
        "ARC-Seal: i=1; d=google.com; s=arc; cv=none; b=x\r\nARC-Authentication-Results: i=1; mx.google.com;"
        " dmarc=pass header.from=thaba.example\r\n"
    ),
    "the customer's name alone": "X-Entitlement: gold\r\nX-Mailtriage-Tier: aligned\r\n",
}
REGISTER = f"""{','.join(COLUMNS)}
Thaba Health,thaba.example,Naledi,naledi@thaba.example,administrator,,gold,mail,2026-01-01,2026-10-01,,en,4711
"""


def mail(headers: str, n: int) -> bytes:
    return (
        f"{headers}From: Naledi <naledi@thaba.example>\r\nTo: support@cadents.example\r\nSubject: Gateway crashes\r\n"
        f"Message-ID: <{n}@x.example>\r\n\r\nThe gateway crashes. Customer no. 4711, number {n}.\r\n"
    ).encode()


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC), hop=HOP)
    (tmp_path / "customers.csv").write_text(REGISTER)
    world.command(f"customer import {tmp_path / 'customers.csv'}")
    return world


def test_no_form_but_an_aligned_pass_by_our_hop_is_granted_anything(world: World) -> None:
    granted = []
    for n, (name, headers) in enumerate(FORMS.items()):
        row = world.arrives(mail(headers, n), "support")
        case = world.case(row.case)
        drafts = world.drafts(row.case)
        said = "\n".join([d.body for d in drafts] + [str(world.letter(r)) for r in world.outgoing_rows() if r.case == row.case])
        if case.entitlement.verdict.value not in ("unverified",) or "contract-expired" in [d.text for d in drafts]:
            granted.append(name)
        assert not any(word in said.lower() for word in ("gold", "thaba health", "contract", "4711")), name
        assert "Thaba Health" in case.entitlement.evidence, "staff see nothing of the register"
    print(f"attack 2: {len(FORMS)} forms, {len(granted)} grants")
    assert granted == []


def test_the_aligned_customer_is_told_of_the_contract(world: World) -> None:
    row = world.arrives(mail(PASS, 99), "support")
    assert world.case(row.case).entitlement.verdict.value == "expired"
    assert "contract-expired" in [d.text for d in world.drafts(row.case)]
