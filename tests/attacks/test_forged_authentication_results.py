"""Attack 2, spoofed From and forged Authentication-Results: none of RT, osTicket, FreeScout, django-helpdesk looks at
DKIM or DMARC at all; alga-psa #3242 had to learn "topmost only".
"""

from __future__ import annotations

import pytest

from mailtriage.intake.parse import parse
from mailtriage.model.mail import Tier

MX = "mx.desk.example"
FROM = "From: Ann <ann@customer.example>\r\nSubject: x\r\n"
BY_US = "Received: from out.evil.example by mx.desk.example; Tue, 24 Nov 2026 10:00:00 +0000\r\n"
PASS = f"Authentication-Results: {MX}; dmarc=pass header.from=customer.example\r\n"
FAIL = f"Authentication-Results: {MX}; dmarc=fail header.from=customer.example\r\n"
NONE = f"Authentication-Results: {MX}; dmarc=none header.from=customer.example; spf=none\r\n"

CASES = {
    "dmarc pass": (PASS + BY_US + FROM, Tier.ALIGNED),
    "dmarc fail": (FAIL + BY_US + FROM, Tier.FAILED),
    "dmarc none": (NONE + BY_US + FROM, Tier.UNVERIFIED),
    "no header": (BY_US + FROM, Tier.UNVERIFIED),
    "another host's header": (
        f"Authentication-Results: mx.evil.example; dmarc=pass header.from=customer.example\r\n{FROM}",
        Tier.UNVERIFIED,
    ),
    "ours fails, a forged pass below": (FAIL + BY_US + PASS + FROM, Tier.FAILED),
    "ours says none, a forged pass below": (NONE + BY_US + PASS + FROM, Tier.UNVERIFIED),
    "ours says none, a forged pass right below": (NONE + PASS + FROM, Tier.UNVERIFIED),
    "ours below our Received, forged right below (Gmail's order)": (BY_US + NONE + PASS + FROM, Tier.UNVERIFIED),
    "another host above ours": (
        f"Authentication-Results: inner.desk.example; spf=none\r\n{PASS}{BY_US}{FROM}",
        Tier.ALIGNED,
    ),
    "id in another case": (PASS.replace(MX, "MX.Desk.Example") + FROM, Tier.ALIGNED),
    "id with version": (PASS.replace(f"{MX};", f"{MX} 1;") + FROM, Tier.ALIGNED),
    "id that only begins like ours": (PASS.replace(f"{MX};", f"{MX}.evil.example;") + FROM, Tier.UNVERIFIED),
    "pass for another domain": (PASS.replace("customer", "evil") + FROM, Tier.UNVERIFIED),
    "dkim aligned": (f"Authentication-Results: {MX}; dkim=pass header.d=customer.example\r\n{FROM}", Tier.ALIGNED),
    "dkim aligned by the parent domain": (
        f"Authentication-Results: {MX}; dkim=pass header.d=customer.example\r\n{FROM.replace('@c', '@mail.c')}",
        Tier.ALIGNED,
    ),
    "dkim of a stranger": (f"Authentication-Results: {MX}; dkim=pass header.d=evil.example\r\n{FROM}", Tier.UNVERIFIED),
    "dkim of a registry": (
        f"Authentication-Results: {MX}; dkim=pass header.d=co.za\r\nFrom: a@customer.co.za\r\n",
        Tier.UNVERIFIED,
    ),
    "dkim of a top level": (f"Authentication-Results: {MX}; dkim=pass header.d=example\r\n{FROM}", Tier.UNVERIFIED),
    "dkim fail aligned": (
        f"Authentication-Results: {MX}; dkim=fail header.d=customer.example\r\n{FROM}",
        Tier.UNVERIFIED,
    ),
    "dkim by header.i": (f"Authentication-Results: {MX}; dkim=pass header.i=@customer.example\r\n{FROM}", Tier.ALIGNED),
    "spf aligned": (f"Authentication-Results: {MX}; spf=pass smtp.mailfrom=b@customer.example\r\n{FROM}", Tier.ALIGNED),
    "spf of the bounce host": (
        f"Authentication-Results: {MX}; spf=pass smtp.mailfrom=b@esp.example\r\n{FROM}",
        Tier.UNVERIFIED,
    ),
    "result hidden in a comment": (
        f"Authentication-Results: {MX}; spf=none (; dmarc=pass header.from=customer.example)\r\n{FROM}",
        Tier.UNVERIFIED,
    ),
    "result hidden in a quoted reason": (
        f'Authentication-Results: {MX}; dkim=fail reason="; dmarc=pass header.from=customer.example"\r\n{FROM}',
        Tier.UNVERIFIED,
    ),
    "a quoted domain before the real one": (
        f'Authentication-Results: {MX}; spf=pass smtp.mailfrom="customer.example"@evil.example\r\n{FROM}',
        Tier.UNVERIFIED,
    ),
    "a quoted address before the real domain": (
        f'Authentication-Results: {MX}; spf=pass smtp.mailfrom="x@customer.example"@evil.example\r\n{FROM}',
        Tier.UNVERIFIED,
    ),
    "the same without dmarc's word, as the tester sent it": (
        f'Authentication-Results: {MX}; dmarc=none header.from=customer.example;'
        f' spf=pass smtp.mailfrom="customer.example"@evil.example\r\n{FROM}',
        Tier.UNVERIFIED,
    ),
    "a quoted identity of dkim": (
        f'Authentication-Results: {MX}; dkim=pass header.i="a@customer.example"@evil.example\r\n{FROM}',
        Tier.UNVERIFIED,
    ),
    "a quote that never ends": (
        f'Authentication-Results: {MX}; spf=pass smtp.mailfrom=a"@customer.example\r\n{FROM}',
        Tier.UNVERIFIED,
    ),
    "a property inside a quoted local part": (
        f'Authentication-Results: {MX}; spf=pass'
        f' smtp.mailfrom="x smtp.mailfrom=b@customer.example y"@evil.example\r\n{FROM}',
        Tier.UNVERIFIED,
    ),
    "a property inside an unquoted local part": (
        f"Authentication-Results: {MX}; dkim=pass reason=x/header.d=customer.example header.d=evil.example\r\n{FROM}",
        Tier.UNVERIFIED,
    ),
    "the name in HELO behind an empty envelope sender": (
        f"Authentication-Results: {MX}; spf=pass smtp.mailfrom= smtp.helo=x.customer.example\r\n{FROM}",
        Tier.UNVERIFIED,
    ),
    "two at signs": (
        f"Authentication-Results: {MX}; spf=pass smtp.mailfrom=a@evil.example@customer.example\r\n{FROM}",
        Tier.UNVERIFIED,
    ),
    "a property told twice": (
        f"Authentication-Results: {MX}; dkim=pass header.d=customer.example header.d=evil.example\r\n{FROM}",
        Tier.UNVERIFIED,
    ),
    "dmarc pass for a quoted domain": (
        f'Authentication-Results: {MX}; dmarc=pass header.from="customer.example"\r\n{FROM}',
        Tier.UNVERIFIED,
    ),
    "dmarc pass with comment": (
        f"Authentication-Results: {MX};\r\n dkim=pass (2048-bit key) header.d=customer.example;\r\n"
        f" dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=customer.example\r\n{FROM}",
        Tier.ALIGNED,
    ),
    "no result": (f"Authentication-Results: {MX}; none\r\n{FROM}", Tier.UNVERIFIED),
    "ours over the limit, forged below": (
        f"Authentication-Results: {MX}; dkim=fail header.d={'x' * 9000}\r\n{PASS}{FROM}",
        Tier.UNVERIFIED,
    ),
    "From after a blank line": (PASS + "To: x@desk.example\r\n\r\n" + FROM + "MIME-Version: 1.0\r\n", Tier.UNVERIFIED),
    "two authors": (PASS + "From: ann@customer.example, eve@evil.example\r\n", Tier.UNVERIFIED),
    "sender and reply-to are no author": (
        PASS + "Sender: ann@customer.example\r\nFrom: eve@evil.example\r\n",
        Tier.UNVERIFIED,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_tier_comes_from_our_hop_alone(name: str) -> None:
    headers, tier = CASES[name]
    mail = parse((headers + "\r\nhello\r\n").encode(), trusted_authserv_id=MX)
    assert mail.authenticity.tier is tier, mail.authenticity.evidence
    assert mail.authenticity.evidence


@pytest.mark.parametrize("name", CASES)
def test_without_a_configured_hop_nobody_is_believed(name: str) -> None:
    mail = parse((CASES[name][0] + "\r\nhello\r\n").encode())
    assert mail.authenticity.tier is Tier.UNVERIFIED


def test_microsoft_365_writes_no_authserv_id_and_is_named_by_a_dash() -> None:
    raw = (
        "Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=customer.example; dkim=pass\r\n"
        " (signature was verified) header.d=customer.example;dmarc=pass action=none\r\n"
        f" header.from=customer.example;compauth=pass reason=100\r\n{FROM}\r\nhello"
    ).encode()
    assert parse(raw, trusted_authserv_id="-").authenticity.tier is Tier.ALIGNED
    assert parse(raw, trusted_authserv_id=MX).authenticity.tier is Tier.UNVERIFIED
    assert parse(raw, trusted_authserv_id="spf=pass").authenticity.tier is Tier.UNVERIFIED


def test_a_result_is_evidence_in_words() -> None:
    mail = parse((FAIL + FROM + "\r\nx").encode(), trusted_authserv_id=MX)
    assert mail.authenticity.evidence == "dmarc=fail by mx.desk.example for customer.example"
