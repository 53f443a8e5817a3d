"""Persons, user names, places and numbers, as sentences, lists and signatures have them."""

from __future__ import annotations

import time

import pytest

from mailtriage.program.numbers import asked_to_call, devices, to_call
from mailtriage.program.people import people, places

LIST = """These three have nothing since Monday:

0005 555 0171  Palesa Molefe     Botshabelo
0005 555 0172  Amos van der Walt  Botshabelo
0005 555 0173  Grace Anyango     Homa Bay
"""


def _values(found: object) -> list[str]:
    return [value for value, _ in found]  # type: ignore[attr-defined]


def test_a_list_of_numbers_names_and_places_is_read_row_by_row() -> None:
    assert _values(devices(LIST)) == ["0005 555 0171", "0005 555 0172", "0005 555 0173"]
    assert _values(people(LIST)) == ["Palesa Molefe", "Amos van der Walt", "Grace Anyango"]
    assert _values(places(LIST)) == ["Botshabelo", "Homa Bay"]


@pytest.mark.parametrize(("text", "names"), [
    ("The app of Sister Lindi Radebe (lradebe) hangs.", ["Lindi Radebe", "lradebe"]),
    ("Please close the account of Peter Otieno, he left us.", ["Peter Otieno"]),
    ("Our new clerk, Zola Mabuza, must see the orders; her user name should be zmabuza.", ["Zola Mabuza", "zmabuza"]),
    ("1. Faith Njeri - 0005 555 031\n2. Kevin Mutai - 0005 555 032", ["Faith Njeri", "Kevin Mutai"]),
    ("Sr Palesa Molefe (pmolefe) at Taung lost hers; so Amos Otieno cannot count.", ["Palesa Molefe", "Amos Otieno", "pmolefe"]),
    ("So Zola Mabuza cannot open it.", ["Zola Mabuza"]),
    ("My colleagues have it on their own logins (lradebe and pnkosi).", ["lradebe", "pnkosi"]),
    ("Programu inagoma Faith Njeri anapofungua orodha.", ["Faith Njeri"]),
    ("Stock Visibility says Sync Failed on Monday Morning.", []),
    ("Kind Regards\nCustomer Service", []),
    ("The user cannot log in and the user gets an error.", []),
])  # fmt: skip
def test_persons_have_something_beside_them_that_people_have(text: str, names: list[str]) -> None:
    assert _values(people(text, ("Stock Visibility",))) == names


def test_the_writers_user_name_is_theirs_and_their_name_is_nobody_told_of() -> None:
    text = "I am locked out. Thabo Nkosi\nMy login is tnkosi."
    assert _values(people(text, ("Thabo Nkosi",), ("Thabo Nkosi",))) == ["tnkosi"]


@pytest.mark.parametrize(("text", "found"), [
    ("The tablet at Mohlakeng clinic and the one in Taung are dead.", ["Mohlakeng clinic", "Taung"]),
    ("For four of our clinics, namely Tsetse, Pitsi, Qolora and Lower Nqwara.", ["Tsetse", "Pitsi", "Qolora", "Lower Nqwara"]),
    ("In Ga-Tshepo the reception is bad, I drove out to Marulane.", ["Ga-Tshepo", "Marulane"]),
    ("Duplicate facility: Mbosa Health Centre.", ["Mbosa Health Centre"]),
    ("Tablets without data:\n1. Kaduna Bay - 000 555 0151\n2. Kisele - 000 555 0154", ["Kaduna Bay", "Kisele"]),
    ("Please add these nurses:\nGrace Atieno 000 555 0151\nLucas 000 555 0154", []),
    ("Wakulima wa Mbarali, le centre de santé de Gisagara, by die apteek in Calitz.", ["Mbarali", "Gisagara", "Calitz"]),
    ("Number       Site        Seen\n0005550171   Pitsi       18 Nov\n0005550172   Qolora      19 Nov", ["Pitsi", "Qolora"]),
    ("It counts the Taung deliveries twice.", ["Taung"]),
    ("Tablets in Taung: the ones of Taung clinic are dead.", ["Taung clinic"]),
    ("At the training Lindo showed us, at Thabo's desk.", []),
    ("In Firefox and in Helium, from Monday.", []),
])  # fmt: skip
def test_places_stand_behind_a_preposition_or_beside_a_word_for_one(text: str, found: list[str]) -> None:
    assert _values(places(text, ("Helium",))) == found


@pytest.mark.parametrize(("text", "device", "call"), [
    ("Device 000 555 0111 is dead. Ring me on 0005 555 0163.", ["000 555 0111"], ["0005 555 0163"]),
    ("My line is +254 000 555 090.", ["+254 000 555 090"], ["+254 000 555 090"]),
    ("Queues everywhere.\n\n000 555 0164, I am awake.\n\nLindi", [], ["000 555 0164"]),
    ("No data on it.\n\nBrian O.\n0005 555 0121", [], ["0005 555 0121"]),
    ("It hangs.\n\nThandi | Thaba Health | 000 555 0145", [], ["000 555 0145"]),
    ("On standby all night: 000 555 0102.", [], ["000 555 0102"]),
    ("I can be reached on 000 555 0103 all day.", [], ["000 555 0103"]),
    ("You can phone 000 555 0104 after four, it hangs.", [], ["000 555 0104"]),
    ("Ayanda is there until four, 000 555 0105, it hangs.", [], ["000 555 0105"]),
    ("Telefone: +258 00 555 0106\nIt hangs.", [], ["+258 00 555 0106"]),
    ("It hangs.\nPieter van Zyl, cell 000 555 0107", [], ["000 555 0107"]),
    ("My number here 000 555 0108. It hangs.", ["000 555 0108"], ["000 555 0108"]),
    ("It hangs, I wait. 000 555 0147.", [], ["000 555 0147"]),
    ("It hangs.\nLindi Radebe 000 555 0148", [], ["000 555 0148"]),
    ("O meu n\u00famero \u00e9 +258 00 555 0126. Obrigada.", ["+258 00 555 0126"], ["+258 00 555 0126"]),
    ("Police case 411/11/2026, IMEI 350000000000017, on 2026-11-23.", [], []),
])  # fmt: skip
def test_a_number_is_a_devices_unless_somebody_is_to_be_called_on_it(text: str, device: list[str], call: list[str]) -> None:
    assert (_values(devices(text)), _values(to_call(text, ""))) == (device, call)


def test_a_number_in_a_signature_is_no_request_to_be_called() -> None:
    assert _values(to_call("It hangs.", "Thandi\nTel 000 555 0145")) == ["000 555 0145"]
    assert not list(asked_to_call("It hangs.\n\nThandi\nTel 000 555 0145"))


@pytest.mark.parametrize("text", ["Aa " * 4000, "Aa Bb, " * 1500, "0005 555 0171 " * 700, "clinic Aa, " * 900, "'" * 9000])
def test_no_text_takes_long(text: str) -> None:
    began = time.perf_counter()
    for found in (people(text), places(text), devices(text), to_call(text, text)):
        list(found)
    assert time.perf_counter() - began < 2
