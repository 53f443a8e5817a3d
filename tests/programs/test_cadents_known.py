"""CAD-08: known problems of Cadents, from raw mail to the words at the SMTP server."""

from __future__ import annotations

import json

import pytest

from tests.programs.test_cadents_fields import NALEDI, approve, leaves, shown, write
from tests.scenarios.story import World
from tests.servers.smtp_sink import SmtpSink

EXPIRED = "Dry Lake,drylake.example,Ann Dry,ann@drylake.example,reporter,,gold,mail,2024-01-01,2025-12-31,,en,D-3"


@pytest.fixture
def register(register: tuple[str, ...]) -> tuple[str, ...]:
    return (*register, EXPIRED)


PROBLEMS = {
    "installer-1603": ("The installer stops with error 1603 on our new PC.", "Run as administrator"),
    "port-in-use": ("Gateway 4 does not start. Cannot bind to port 5061, it says.", "ss -lntup"),
    "certificate-expired": ("No phone registers, the certificate has expired.", "Administration > Security"),
    "export-characters": ("The client's export to Excel shows strange characters.", "65001: Unicode (UTF-8)"),
}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_CAD_08_an_obvious_known_problem_is_answered_with_its_text_once_a_person_approves(
    world: World, sink: SmtpSink, problem: str
) -> None:
    mail, words = PROBLEMS[problem]
    case = write(world, mail)
    found = shown(world, case)["known_problem"]
    assert (found["id"], found["title"] != "", found["score"] >= 3) == (problem, True, True) and found["words"]
    (draft,) = world.drafts(case.number)
    assert draft.text == f"known-{problem}", "in place of the category's reply, and no questions beside it"
    leaves(world)
    sent = [row.text for row in world.outgoing_rows()]
    assert sent == ["acknowledgement"], "what diagnoses waits for a person"
    body = approve(world, case, sink)
    assert words in body and case.number in body
    assert f"https://www.cadents.example/docs/known-problems/{problem}" in body
    explained = world.command(f"explain {case.number}")
    assert f"{problem} on" in explained and "known-problems.toml:" in explained


def test_CAD_08_what_other_causes_may_have_is_only_suggested_and_the_reply_of_the_category_is_proposed(
    world: World,
) -> None:
    case = write(world, "Calls are cut off after thirty seconds, with one-way audio.")
    assert shown(world, case)["known_problem"]["id"] == "sip-alg"
    assert [d.text for d in world.drafts(case.number)] == ["fault-questions"]
    text = world.command(f"case show {case.number}")
    assert "known problem" in text and "SIP ALG in a router (score" in text and "one-way audio" in text


def test_CAD_08_a_problem_of_another_product_is_not_it_and_of_no_named_product_it_is_only_suggested(
    world: World,
) -> None:
    other = write(world, "The client says: address already in use.")
    assert shown(world, other)["known_problem"] is None
    unnamed = write(world, "It does not start any more. The log says: address already in use.")
    assert shown(world, unnamed)["known_problem"]["id"] == "port-in-use"
    assert "known-port-in-use" not in [d.text for d in world.drafts(unnamed.number)]
    assert "suggested to staff, because the product is not known" in world.command(f"explain {unnamed.number}")


def test_CAD_08_a_mail_that_looks_like_none_has_no_suggestion(world: World) -> None:
    case = write(world, "The client crashes since Monday.")
    assert shown(world, case)["known_problem"] is None
    assert [d.text for d in world.drafts(case.number)] == ["fault-questions"]


def test_CAD_08_a_reply_that_names_the_problem_is_answered_and_the_same_answer_never_twice(
    world: World, sink: SmtpSink
) -> None:
    case = write(world, "The client cannot be installed.")
    assert "known-installer-1603" not in [d.text for d in world.drafts(case.number)]
    case = write(world, "The installer stops with error 1603.", answers=case)
    assert shown(world, case)["known_problem"]["id"] == "installer-1603"
    draft = next(d for d in world.drafts(case.number) if d.text == "known-installer-1603")
    world.command(f"draft approve {draft.id}")
    leaves(world)
    case = write(world, "We did that, still error 1603.", answers=world.case(case.number))
    assert "known-installer-1603" not in [d.text for d in world.drafts(case.number)]
    assert "known-installer-1603 fits, but this case had it already" in world.command(f"explain {case.number}")


def test_CAD_08_who_has_no_contract_in_force_is_told_that_and_staff_see_the_suggestion(world: World) -> None:
    case = write(world, "The installer stops with error 1603.", sender="Ann Dry <ann@drylake.example>")
    assert shown(world, case)["known_problem"]["id"] == "installer-1603"
    assert "known-installer-1603" not in [d.text for d in world.drafts(case.number)]


def test_CAD_08_case_show_names_similar_solved_cases_and_none_that_is_open(world: World) -> None:
    solved = write(world, "The monthly statistics page takes minutes to appear.", subject="Statistics page slow")
    world.command(f"case solve {solved.number}")
    still = write(world, "The monthly statistics page takes minutes here, too.", subject="Statistics slow")
    case = write(world, "Our statistics page takes several minutes.", subject="Statistics", sender=NALEDI)
    found = json.loads(world.command(f"case show {case.number} --json"))["similar"]
    assert [s["number"] for s in found] == [solved.number] and still.number != solved.number
    assert found[0]["subject"] == "Statistics page slow" and found[0]["score"] > 0
    assert "similar solved cases" in world.command(f"case show {case.number}")
