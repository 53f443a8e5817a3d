"""Products as mail names them: with and without their brand, and whose they are."""

from __future__ import annotations

import pytest

from mailtriage.model.register import Contact, Customer
from mailtriage.program.acts_for import choose
from mailtriage.program.products import named, not_theirs

ACME = ("Acme Gateway", "Acme Console", "Acme Gateway 4", "Helium")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Our gateway is slow and the Acme Console too.", ["Acme Gateway", "Acme Console"]),
        ("The acme-gateway 4 is down.", ["Acme Gateway 4"]),
        ("HELIUM does not open", ["Helium"]),
        ("The gateways of the town", []),
        ("Both Gateways are down", ["Acme Gateway"]),
        ("An acme of taste", []),
    ],
)
def test_products_are_found_with_and_without_their_brand(text: str, names: list[str]) -> None:
    assert [name for name, _ in named(ACME, text)] == names


def test_a_name_of_two_products_is_not_shortened_to_what_they_share() -> None:
    assert named(("Acme Gateway", "Bolt Gateway", "Acme Console", "Bolt Desk"), "the gateway") == ()


@pytest.mark.parametrize(
    ("theirs", "text", "about"),
    [
        (("Acme Console",), "Acme Gateway: no start", "Acme Gateway"),
        (("Acme Console",), "the gateway does not start", ""),
        (("Acme Console",), "Acme Gateway and our Console", ""),
        (("Acme Console",), "nothing is named", ""),
        ((), "Acme Gateway: no start", ""),
        (("Acme Console",), "A Helium balloon", ""),
        (("Acme Console",), "Our Console is fine. Acme Gateway does not start.", "Acme Gateway"),
        (("Acme Console",), "We have a Console, and Acme Gateway too. It does not start.", ""),
        (("Acme Console",), "The Console does not start. Acme Gateway does not either.", ""),
    ],
)
def test_only_a_full_name_says_that_a_product_is_not_theirs(theirs: tuple[str, ...], text: str, about: str) -> None:
    assert not_theirs(theirs, ACME, text) == about


def test_a_partner_may_name_itself_beside_its_customer_and_the_customer_by_its_first_word() -> None:
    clerk = Contact("p", "Peak Services", "jo@peak.example", acts_for=("Tern Steel", "Rook Health Trust"))
    theirs = [Customer("p", n) for n in ("Tern Steel", "Rook Health Trust", "Peak Services")]
    for words in ("A case from Peak Services for Tern Steel", "Rook cannot log in"):
        found = choose(clerk, theirs, words).customer
        assert found is not None and found.name in ("Tern Steel", "Rook Health Trust")
    assert choose(clerk, theirs, "Tern and Rook are both down").customer is None
    assert choose(clerk, theirs, "the rook on the roof").customer is None
