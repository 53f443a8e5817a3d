"""Whom Mezzanine passes a mail to, and whom not; partners and regions, each by its own mail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.programs.mezzanine import LERATO, NALEDI, PIETER, REGISTER, SIPHO, Mezzanine

REGIONS = {"Tanzania": "easupport", "Uganda": "easupport", "Ethiopia": "easupport", "Rwanda": "easupport", "Malawi": "support",
           "Nigeria": "support", "Ghana": "support"}  # fmt: skip
ROWS = "".join(
    f"{region} Health,{region.lower()}.example,Ann Any,ann@{region.lower()}.example,user,Stock Visibility,standard,mail,"
    f"2026-01-01,2027-12-31,{'abay' if region == 'Ethiopia' else ''},en,R-{n},{region},\n"
    for n, region in enumerate(REGIONS)
) + "".join(f"Ghana Health,,{name},{name.lower()}@ghana.example,champion,,,,,,,,,,\n" for name in ("Esi", "Kofi"))
NURSE = "Please register a new mobile user: Thandi Mokoena, device number 000 555 0142, Mohlakeng clinic."
SWAP = "Please do a SIM swap for 000 555 0142, the card was damaged."
WHOLE = "Name and surname: Thandi Mokoena\nDevice number: 000 555 0142\nProduct: Stock Visibility\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mezzanine]:
    desk = Mezzanine(tmp_path_factory.mktemp("mezzanine"))
    (desk.folder / "more.csv").write_text(REGISTER + ROWS)
    desk.world.command(f"customer import {desk.folder / 'more.csv'}")
    yield desk
    desk.close()


@pytest.mark.parametrize(("text", "sender", "passed"), [
    (NURSE, SIPHO, {"for-champion"}),
    (f"Our champion tried and could not do it. {NURSE}", SIPHO, set()),
    ("Please reset the password of Thandi on the portal.", SIPHO, set()),
    ("How do I register a new user on the system?", SIPHO, set()),
    (NURSE, NALEDI, set()),
    (NURSE, "Esi <esi@ghana.example>", set()),
    (NURSE, "Kofi <kofi@ghana.example>", set()),
    (SWAP, SIPHO, {"for-partner"}),
    ("What documents do we need to RICA the new SIM cards?", SIPHO, set()),
    ("I cannot log in to the app on my phone, it says user not registered.", "New Nurse <nurse@thaba.example>", {"for-champion"}),
    ("I cannot log in to the app on my phone, it says user not registered.", SIPHO, set()),
    ("The app on the tablet crashes.", "New Nurse <nurse@thaba.example>", set()),
    ("How do I do a sync test?", "New Nurse <nurse@thaba.example>", set()),
    ("The app on the tablet crashes.", SIPHO, set()),
    ("The app on the tablet crashes. It says 'Cannot save'.", SIPHO, {"for-developers"}),
    ("The tablet does not sync, it says 'Cannot connect'.", SIPHO, set()),
    ("What is the bug of code 1042 in the app?", SIPHO, set()),
    ("The app on a tablet of Thaba Health crashes. It says 'Cannot save'.", PIETER, set()),
    (f"{WHOLE}The app on a tablet of Thaba Health crashes. It says 'Cannot save'.", PIETER, {"for-developers"}),
    (f"What is the bug of code 1042 in the app?\n{WHOLE}", PIETER, set()),
    (f"{WHOLE}The portal is slow for Thaba Health, it says 'Gateway time-out'.", PIETER, set()),
    (f"{WHOLE}The app on the tablet crashes.", SIPHO, set()),
    ("We have six new nurses and would like to arrange a training session for them.", LERATO, {"for-desk-manager"}),
    ("When is the rollout to the next province? Please share the project timeline.", LERATO, {"for-product-owner"}),
])  # fmt: skip
def test_MEZ_03_MEZ_16_MEZ_17_a_mail_is_passed_to_whom_it_is_for_and_to_nobody_else(
    desk: Mezzanine, text: str, sender: str, passed: set[str]
) -> None:
    case = desk.writes(text, sender, subject=f"Mail {desk.count}")
    assert {d for d in desk.drafts(case) if d.startswith("for-")} == passed
    desk.closes(case)


def test_MEZ_03_each_partner_gets_the_mail_of_its_customers_and_is_known_by_its_domain(desk: Mezzanine) -> None:
    case = desk.writes(SWAP, "Ann Any <ann@ethiopia.example>", subject="SIM")
    assert desk.drafts(case)["for-partner"]["to"] == ["support@abay.example"]
    for sender, customer in (("Abel <abel@abay.example>", "Ethiopia Health"), ("Piet <piet@lwandle.example>", "Thaba Health"),
                             ("Wema <wema@savanna.example>", "Ziwa Farmers")):  # fmt: skip
        of = desk.writes(f"A tablet at {customer} does not sync, we checked SIM and APN.", sender, subject=f"Of {customer}")
        assert (of["customer"], of["level"]) == (customer, "L3")


@pytest.mark.parametrize("region", REGIONS)
def test_MEZ_01_a_mail_to_both_mailboxes_belongs_to_that_of_the_region(desk: Mezzanine, region: str) -> None:
    first = {"support": "easupport", "easupport": "support"}[REGIONS[region]]
    to = f"{first}@mezzanine.example, {REGIONS[region]}@mezzanine.example"
    case = desk.writes("Helium says my account is locked.", f"Ann Any <ann@{region.lower()}.example>", to=to, subject="Locked")
    assert case["mailbox"] == REGIONS[region]
