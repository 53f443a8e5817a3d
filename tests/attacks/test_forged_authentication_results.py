"""Attack 2, spoofed From and forged Authentication-Results: none of RT, osTicket, FreeScout, django-helpdesk looks at
DKIM or DMARC at all; alga-psa #3242 had to learn "topmost only".

Counted by `pytest -s`: forged or unaligned forms, and how many of them were believed (0); what a believed form grants is
in test_granted_only_to_the_aligned.py.
"""

from __future__ import annotations

import pytest

from mailtriage.intake.auth_results import Hop
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
    "an id in quotes": (PASS.replace(f"{MX};", f'"{MX}";') + FROM, Tier.ALIGNED),
    "a comment before the id": (PASS.replace(f"{MX};", f"(us) {MX} (really);") + FROM, Tier.ALIGNED),
    "our id in a comment only": (PASS.replace(f"{MX};", f"mx.evil.example ({MX});") + FROM, Tier.UNVERIFIED),
    "our id quoted behind another's": (PASS.replace(f"{MX};", f'mx.evil.example "{MX}";') + FROM, Tier.UNVERIFIED),
    "method with a version": (PASS.replace("dmarc=", "dmarc/1=") + FROM, Tier.ALIGNED),
    "white space and comments everywhere": (
        f"Authentication-Results: {MX}\r\n ;\r\n\tdkim (a) = (b) pass (c (d))\r\n header (e) . (f) d (g) = (h) customer.example"
        f"\r\n{FROM}",
        Tier.ALIGNED,
    ),
    "property types we do not know": (
        f"Authentication-Results: {MX}; dkim=pass (1024-bit rsa key) header.d=customer.example header.i=@customer.example"
        f" header.b=AbC/d+1= header.a=rsa-sha256 header.s=s1 x-bits=1024 policy.x=y body.z=1\r\n{FROM}",
        Tier.ALIGNED,
    ),
    "three headers of three milters above our Received": (
        f"Authentication-Results: {MX}; spf=pass smtp.mailfrom=b@esp.example\r\n"
        f"Authentication-Results: {MX}; dkim=pass header.d=customer.example\r\n{BY_US}{FROM}",
        Tier.ALIGNED,
    ),
    "three headers, the last one says fail": (
        f"{PASS}Authentication-Results: {MX}; spf=pass smtp.mailfrom=b@customer.example\r\n{FAIL}{BY_US}{FROM}",
        Tier.FAILED,
    ),
    "a stranger's Received between ours and his": (
        f"{NONE}Received: from x by inner.desk.example; Tue, 24 Nov 2026 10:00:00 +0000\r\n{PASS}{BY_US}{FROM}",
        Tier.UNVERIFIED,
    ),
    "Google's form": (
        f"{BY_US}Authentication-Results: {MX};\r\n       dkim=pass header.i=@customer.example header.s=20230601 header.b=\"k/=\";\r\n"
        f"       spf=pass (google.com: domain of b@customer.example designates 192.0.2.1 as permitted sender)"
        f" smtp.mailfrom=b@customer.example;\r\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE)"
        f" header.from=customer.example\r\n{FROM}",
        Tier.ALIGNED,
    ),
    "a sibling under one owner": (
        f"Authentication-Results: {MX}; dkim=pass header.d=mail.customer.example\r\n{FROM.replace('@c', '@news.c')}",
        Tier.ALIGNED,
    ),
    "a sibling under one registry": (
        f"Authentication-Results: {MX}; dkim=pass header.d=evil.co.za\r\nFrom: a@customer.co.za\r\n",
        Tier.UNVERIFIED,
    ),
    "a sibling at one host for everybody": (
        f"Authentication-Results: {MX}; dkim=pass header.d=evil.github.io\r\nFrom: a@customer.github.io\r\n",
        Tier.UNVERIFIED,
    ),
    "a registry of two levels that is not in the old table": (
        f"Authentication-Results: {MX}; dkim=pass header.d=pvt.k12.ma.us\r\nFrom: a@school.pvt.k12.ma.us\r\n",
        Tier.UNVERIFIED,
    ),
    "an honest name in another script": (
        f"Authentication-Results: {MX}; dmarc=pass header.from=xn--blbr-roah.example\r\nFrom: a@blåbær.example\r\n",
        Tier.ALIGNED,
    ),
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


MS = (
    "Authentication-Results: spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=customer.example; dkim=pass (signature was"
    " verified)\r\n header.d=customer.example;dmarc=pass action=none\r\n header.from=customer.example;compauth=pass"
    " reason=100\r\n"
)
MS_FAIL = MS.replace("pass", "fail").replace("action=none", "action=oreject")
BORDER = (
    "Received: from out.customer.example (192.0.2.1) by\r\n DB5EUR01FT012.mail.protection.outlook.com (10.152.4.1) with"
    " Microsoft SMTP Server; Tue, 24 Nov 2026 10:00:00 +0000\r\n"
)
INNER = "Received: from DB5 (2603::1) by AM0PR04.eurprd04.prod.outlook.com with HTTPS; Tue, 24 Nov 2026 10:00:01 +0000\r\n"
MICROSOFT = {
    "as it comes": (INNER + MS + BORDER + FROM, Tier.ALIGNED),
    "fail": (INNER + MS_FAIL + BORDER + FROM, Tier.FAILED),
    "fail, and a forged pass below": (INNER + MS_FAIL + BORDER + MS + FROM, Tier.FAILED),
    "Microsoft wrote none, the sender did": (INNER + BORDER + MS + FROM, Tier.UNVERIFIED),
    "the sender wrote Microsoft's Received too": (INNER + BORDER + MS + BORDER + FROM, Tier.UNVERIFIED),
    "no Received at all": (MS + FROM, Tier.UNVERIFIED),
    "a border by a name that only ends alike": (
        MS + BORDER.replace("FT012.mail", "FT012mail") + FROM,
        Tier.UNVERIFIED,
    ),
    "the border in a comment": (
        MS + "Received: from a by b.evil.example (by x.mail.protection.outlook.com)\r\n" + FROM,
        Tier.UNVERIFIED,
    ),
    "another host's header with an id on top": (
        f"{INNER}Authentication-Results: mx.else.example; spf=none\r\n{MS}{BORDER}{FROM}",
        Tier.ALIGNED,
    ),
    "bestguesspass is no policy, but dkim is aligned": (INNER + MS.replace("dmarc=pass", "dmarc=bestguesspass") + BORDER + FROM,
                                                       Tier.ALIGNED),
    "for another domain": (INNER + MS.replace("customer", "evil") + BORDER + FROM, Tier.UNVERIFIED),
}


@pytest.mark.parametrize("name", MICROSOFT)
def test_microsoft_365_writes_no_authserv_id_and_counts_above_its_border_alone(name: str) -> None:
    headers, tier = MICROSOFT[name]
    raw = (headers + "\r\nhello\r\n").encode()
    mail = parse(raw, trusted_authserv_id="-")
    assert mail.authenticity.tier is tier, mail.authenticity.evidence
    assert parse(raw, trusted_authserv_id=MX).authenticity.tier is Tier.UNVERIFIED
    assert parse(raw, trusted_authserv_id="spf=pass").authenticity.tier is Tier.UNVERIFIED


def arc(sealer: str, said: str, n: int = 1) -> str:
    return (
        f"ARC-Seal: i={n}; a=rsa-sha256; t=1; cv=none; d={sealer}; s=arc; b=AbC=\r\n"
        f"ARC-Message-Signature: i={n}; a=rsa-sha256; d={sealer}; s=arc; h=from; bh=x=; b=y=\r\n"
        f"ARC-Authentication-Results: i={n}; mx.{sealer} 1; {said}\r\n"
    )


SEEN = "spf=pass smtp.mailfrom=b@customer.example; dkim=pass header.d=customer.example; dmarc=pass header.from=customer.example"
HOP_ARC = f"Authentication-Results: {MX}; arc=pass (i=1); dmarc=fail header.from=customer.example\r\n"
ARC = {
    "one trusted sealer, and our hop checked the seal": (HOP_ARC + arc("list.example", SEEN) + FROM, Tier.ALIGNED),
    "two trusted sealers": (HOP_ARC + arc("gw.example", "arc=pass; dmarc=fail", 2) + arc("list.example", SEEN) + FROM,
                            Tier.ALIGNED),
    "our hop did not check": (FAIL + arc("list.example", SEEN) + FROM, Tier.FAILED),
    "our hop says the chain is broken": (HOP_ARC.replace("arc=pass", "arc=fail") + arc("list.example", SEEN) + FROM,
                                         Tier.FAILED),
    "a stranger sealed": (HOP_ARC + arc("evil.example", SEEN) + FROM, Tier.FAILED),
    "a stranger sealed before a trusted one": (
        HOP_ARC + arc("list.example", "arc=pass; dmarc=fail", 2) + arc("evil.example", SEEN) + FROM, Tier.FAILED),
    "a set is missing": (HOP_ARC + arc("list.example", SEEN, 2) + FROM, Tier.FAILED),
    "a set is there twice": (HOP_ARC + arc("list.example", SEEN) + arc("list.example", SEEN) + FROM, Tier.FAILED),
    "the sealer saw a failure": (HOP_ARC + arc("list.example", SEEN.replace("pass", "fail")) + FROM, Tier.FAILED),
    "the sealer saw another author": (HOP_ARC + arc("list.example", SEEN.replace("customer", "evil")) + FROM, Tier.FAILED),
}


@pytest.mark.parametrize("name", ARC)
def test_a_seal_counts_when_our_hop_checked_it_and_we_trust_every_sealer(name: str) -> None:
    headers, tier = ARC[name]
    raw = (headers + "\r\nhello\r\n").encode()
    hop = Hop(MX, sealers=frozenset({"list.example", "gw.example"}))
    assert parse(raw, hop=hop).authenticity.tier is tier, parse(raw, hop=hop).authenticity.evidence
    assert parse(raw, trusted_authserv_id=MX).authenticity.tier is Tier.FAILED


def test_a_configured_border_lets_no_header_count_that_stands_below_it() -> None:
    hop = Hop(MX, border="desk.example")
    for headers, tier in ((PASS + BY_US + FROM, Tier.ALIGNED), (BY_US + PASS + FROM, Tier.UNVERIFIED),
                          (PASS + FROM, Tier.UNVERIFIED)):
        assert parse((headers + "\r\nx\r\n").encode(), hop=hop).authenticity.tier is tier


def test_of_all_these_forms_none_that_is_forged_is_believed() -> None:
    forms = [*CASES.values()]
    hops = [(*c, Hop(MX)) for c in forms] + [(*c, Hop("-")) for c in MICROSOFT.values()]
    hops += [(*c, Hop(MX, sealers=frozenset({"list.example", "gw.example"}))) for c in ARC.values()]
    forged = [(h, hop) for h, tier, hop in hops if tier is not Tier.ALIGNED]
    believed = [h for h, hop in forged if parse((h + "\r\nx\r\n").encode(), hop=hop).authenticity.tier is Tier.ALIGNED]
    print(f"attack 2: {len(forged)} forged or unaligned forms, {len(believed)} believed; "
          f"{len(hops) - len(forged)} honest forms")
    assert len(forged) >= 45 and believed == []


def test_a_result_is_evidence_in_words() -> None:
    mail = parse((FAIL + FROM + "\r\nx").encode(), trusted_authserv_id=MX)
    assert mail.authenticity.evidence == "dmarc=fail by mx.desk.example for customer.example"
