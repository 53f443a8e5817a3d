from __future__ import annotations

from pathlib import Path

from mailtriage.model.mail import Tier
from mailtriage.model.tiers import TABLE, Act, May, may
from mailtriage.program.program import TIERS

DOC = Path(__file__).parents[3] / "docs" / "senders-and-cases.md"


def test_the_table_is_whole_and_the_page_prints_it() -> None:
    assert set(TABLE) == set(Act) and all(set(row) == set(Tier) for row in TABLE.values())
    order = (Tier.ALIGNED, Tier.UNVERIFIED, Tier.FAILED)
    rows = [f"| {act} | {' | '.join(TABLE[act][tier] for tier in order)} |" for act in Act]
    assert "\n".join(rows) in DOC.read_text("utf-8")


def test_a_lower_tier_never_may_more_than_a_higher() -> None:
    rank = [May.NO, May.PERSON, May.YES]
    for act in Act:
        allowed = [rank.index(may(tier, act)) for tier in (Tier.ALIGNED, Tier.UNVERIFIED, Tier.FAILED)]
        assert allowed == sorted(allowed, reverse=True), act


def test_what_a_program_grants_by_default_agrees() -> None:
    meaning = {May.YES: "full", May.PERSON: "quiet", May.NO: "nothing"}
    assert {tier.value: meaning[may(tier, Act.CONTRACT)] for tier in Tier} == dict(TIERS)
