"""What makes a draft worth a second look: each reason is said, and an honest draft has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mailtriage.model.case import Case, Entitlement, Verdict
from mailtriage.model.draft import Draft
from mailtriage.model.kept import kept_of, own_words
from mailtriage.model.mail import Tier
from mailtriage.staff.danger import Around, dangers, doubts, hosts_in, of_case

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ENTITLED = Entitlement(Verdict.ENTITLED, "gold")
CASE = Case("CAD-100001-5", "cadents", "support", "The gateway is down", NOW, NOW, customer="Thaba Health",
            participants=("naledi@thaba.example",), entitlement=ENTITLED, links=("continues:CAD-100000-7",))
BODY = "Hello,\n\nthe guide is at https://docs.cadents.example/gateway. Your case is CAD-100001-5.\n"
DRAFT = Draft("CAD-100001-5", "guide", "reference", "en", "support", ("naledi@thaba.example",), "The gateway is down",
              BODY, "d", NOW)
HONEST = Around(tier=Tier.ALIGNED, speaks="en", languages=("en", "nb"), hosts=frozenset({"docs.cadents.example"}),
                numbers=("CAD-100001-5", "CAD-100000-7"), owner="Thaba Health", until=date(2027, 3, 1),
                today=date(2026, 11, 23))


def test_an_honest_draft_has_none() -> None:
    assert dangers(CASE, DRAFT, HONEST) == ()


@pytest.mark.parametrize(
    ("around", "said"),
    [
        ({"tier": Tier.FAILED}, "failed authentication"),
        ({"tier": Tier.UNVERIFIED}, "not authenticated"),
        ({"warnings": ("an а that is Cyrillic",)}, "Cyrillic"),
        ({"undeliverable": ("our mail to naledi@thaba.example came back",)}, "came back"),
        ({"owner": "Umoja Clinics"}, "it goes to somebody of Umoja Clinics, the case is of Thaba Health"),
        ({"until": date(2026, 11, 20)}, "the contract ended, its grace included, on 2026-11-20"),
        ({"numbers": ("CAD-100001-5", "CAD-100044-0")}, "it names CAD-100044-0, another case"),
        ({"hosts": frozenset[str]()}, "it links to docs.cadents.example, which no text of the program does"),
        ({"speaks": "nb"}, "the customer wrote in nb, the draft is in en"),
        ({"reads": "de"}, "the customer wrote in en, the draft is in de"),
        ({"reads": "de", "speaks": ""}, "the draft is in de, its text in en"),
        ({"unwritten": ("3.1", "Windows 7")}, "nobody wrote 3.1, Windows 7: it stands in no mail or note of the case"),
        ({"wrote_again": True}, "the customer has written again"),
        ({"strange": True}, "none of its words are those of its text guide"),
        ({"strange": True, "reads": "de"}, "the draft is in de, and none of its words are those of its text guide"),
        ({"asks_nothing": True}, "it asks nothing: guide is there to ask"),
        ({"asks_nothing": True, "strange": True}, "none of its words"),
    ],
)
def test_each_reason_is_said(around: dict[str, object], said: str) -> None:
    (found,) = dangers(CASE, DRAFT, replace(HONEST, **around))  # type: ignore[arg-type]
    assert said in found


def test_who_wrote_every_word_anew_is_not_told_so() -> None:
    assert dangers(CASE, replace(DRAFT, edited=True), replace(HONEST, strange=True)) == ()


@pytest.mark.parametrize(
    ("around", "doubted"),
    [
        ({}, {}),
        ({"tier": Tier.FAILED}, {"sender": "sender in doubt"}),
        ({"warnings": ("an а that is Cyrillic",)}, {"sender": "sender in doubt"}),
        ({"owner": "Umoja Clinics"}, {"customer": "as Umoja Clinics"}),
        ({"until": date(2026, 11, 20)}, {"contract": "ended 2026-11-20"}),
    ],
)
def test_what_a_reason_doubts_is_named(around: dict[str, object], doubted: dict[str, str]) -> None:
    assert doubts(CASE, replace(HONEST, **around)) == doubted  # type: ignore[arg-type]


def test_a_case_whose_last_mail_is_forged_says_so_without_a_draft() -> None:
    assert of_case(CASE, HONEST) == ()
    (said,) = of_case(CASE, replace(HONEST, tier=Tier.FAILED))
    assert "failed authentication" in said


def test_what_an_edit_took_out_is_said_while_it_is_out() -> None:
    edited = replace(DRAFT, edited=True, kept=kept_of(BODY, DRAFT.case, ("See the guide.",), (BODY,)))
    assert edited.kept == ("CAD-100001-5", "https://docs.cadents.example/gateway")
    assert dangers(CASE, edited, HONEST) == ()
    (found,) = dangers(CASE, replace(edited, body="The guide is at https://docs.cadents.example/gateway."), HONEST)
    assert found == "the edit took out CAD-100001-5, which its text had"


@pytest.mark.parametrize(
    ("template", "kept"),
    [
        ("Sign in at https://docs.cadents.example/login first.", ()),
        ("The guide is at https://docs.cadents.example/gateway.", ("https://docs.cadents.example/gateway",)),
        ("The guide is at https://docs.cadents.example/{{ product }}.", ("https://docs.cadents.example/gateway",)),
        ("The guide is at https://{{ host }}/gateway.", ()),
    ],
)
def test_a_link_stays_only_where_its_text_has_it(template: str, kept: tuple[str, ...]) -> None:
    assert kept_of(BODY, "CAD-200000-1", (), (template,)) == kept


def test_words_are_those_of_a_text_by_one_line_of_it() -> None:
    template = "Hello {{ name }},\n\nthe guide is {% if x %}here{% endif %} at {{ link }}, as\never.\n"
    assert own_words("Hello Ann,\nthe guide is at www.", [template]) and not own_words("Guten Tag,\nhier.", [template])
    assert own_words("Anything", ["{{ a }}\nHello,\n"]), "it has no line that could be found"


def test_a_reader_who_takes_no_part_is_named_but_for_our_own_people() -> None:
    other = replace(DRAFT, to=("eve@evil.example",))
    (found,) = dangers(CASE, other, HONEST)
    assert found == "eve@evil.example takes no part in this case"
    assert dangers(CASE, replace(other, purpose="hand-over"), HONEST) == ()


@pytest.mark.parametrize("verdict", [Verdict.EXPIRED, Verdict.NOT_COVERED, Verdict.NOT_AUTHORISED])
def test_a_refusal_is_said_once(verdict: Verdict) -> None:
    ended = replace(CASE, entitlement=replace(ENTITLED, verdict=verdict))
    assert len(dangers(ended, DRAFT, replace(HONEST, until=date(2020, 1, 1)))) == 1


def test_a_link_that_reads_as_another_is_told() -> None:
    lure = replace(DRAFT, body="See [https://docs.cadents.example/a](https://evil.example/a).")
    found = dangers(CASE, lure, replace(HONEST, hosts=frozenset({"docs.cadents.example", "evil.example"})))
    assert found == ("a link that reads docs.cadents.example leads to evil.example",)


def test_a_language_we_do_not_write_or_one_the_register_asks_for_is_no_danger() -> None:
    assert dangers(CASE, DRAFT, replace(HONEST, speaks="sw")) == ()
    assert dangers(CASE, DRAFT, replace(HONEST, speaks="nb", listed="en")) == ()


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("see HTTPS://Docs.Example/a?b and www.two.example.", {"docs.example", "two.example"}),
        ("https://docs.cadents.example@evil.example/x", {"evil.example"}),
        ("https://user:pass@evil.example", {"evil.example"}),
        ("write to naledi@thaba.example, version 4.1", set()),
        ("[here](https://a.example:8443/x)", {"a.example"}),
    ],
)
def test_where_a_link_leads_is_its_host_not_what_stands_before_the_at(text: str, hosts: set[str]) -> None:
    assert hosts_in(text) == hosts
