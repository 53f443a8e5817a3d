"""A customer is never asked for what they already wrote, also in words nobody foresaw: raw mail in, drafts, case and the
hand-over's bytes out, over the shipped Cadents."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.programs.cadents import NALEDI, Cadents
from tests.programs.mezzanine import words

ODD = "The client crashes. Ilmiö alkoi lauantaina ja koskee vain meitä täällä. We switched it off and on."


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cadents]:
    desk = Cadents(tmp_path_factory.mktemp("cadents"))
    yield desk
    desk.close()


def test_what_a_mail_perhaps_says_is_not_asked_and_staff_see_the_sentence(desk: Cadents) -> None:
    case = desk.writes(ODD, NALEDI, subject="Client")
    (draft,) = desk.world.drafts(case["number"])
    assert draft.asks == ("error_text", "version"), "since and affected stand there, in Finnish"
    missing = {m["field"]: m["perhaps"] for m in desk.shows(case["number"])["checklist"]["missing"]}
    assert "lauantaina" in missing["since"] and "vain meitä" in missing["affected"] and missing["version"] == ""
    explained = desk.world.command(f"explain {case['number']}")
    assert "since is not asked, perhaps said: 'Ilmiö alkoi lauantaina" in explained
    for command in (f"case show {case['number']}", f"draft show {draft.id}"):
        assert "Ilmiö alkoi lauantaina" in desk.world.command(command), command


def test_where_nothing_is_left_to_ask_no_text_is_proposed_but_a_person_may_still_ask(desk: Cadents) -> None:
    case = desk.writes(f"{ODD} It says Sessionen kunde inte skapas, latest version.", NALEDI, subject="Client")
    assert desk.world.drafts(case["number"]) == []
    assert len(desk.shows(case["number"])["checklist"]["missing"]) >= 3, "what is perhaps said is missing all the same"
    desk.world.command(f"draft propose {case['number']} fault-questions --as thandi")
    (draft,) = desk.world.drafts(case["number"])
    assert "since" in draft.asks and "Since when" in draft.body


def test_what_an_earlier_mail_of_the_case_perhaps_said_is_not_asked_either(desk: Cadents) -> None:
    case = desk.writes("The client crashes.", NALEDI, subject="Client")
    assert "since" in desk.world.drafts(case["number"])[0].asks
    desk.writes("Sedan i lördags, förresten.", NALEDI, subject=f"Re: [{case['number']}] Client")
    (again,) = desk.world.drafts(case["number"])
    assert "since" not in again.asks and "affected" in again.asks
    assert "Since when" not in again.body


def test_a_hand_over_names_it_as_missing_with_the_sentence_that_perhaps_says_it(desk: Cadents) -> None:
    case = desk.writes(ODD, NALEDI, subject="Client")
    desk.leaves()
    desk.world.command(f"handover {case['number']} --to L2 --as thandi")
    (mail,) = desk.leaves()
    missing = words(mail).partition("Not known")[2]
    assert "- Since (perhaps said: \"Ilmiö alkoi lauantaina" in " ".join(missing.split()), missing


def test_the_sentence_is_kept_without_the_password_in_it(desk: Cadents) -> None:
    case = desk.writes("The client crashes. Ilmiö alkoi lauantaina, my password is Hunter22x here.", NALEDI, subject="Client")
    held = desk.world.case(case["number"])
    assert "Hunter22x" not in held.perhaps["since"] and "lauantaina" in held.perhaps["since"]
