"""A text is proposed only where the evidence is strong: raw mail in, drafts out, over the shipped Cadents."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.programs.cadents import ANN, GRACE, NALEDI, Cadents
from tests.scenarios.story import COLUMNS

LATE = "Lea Late <lea@late.example>"  # her contract ended a week before


class WithGrace(Cadents):
    register = (f"{Cadents.register}Late Ltd,late.example,Lea Late,lea@late.example,reporter,,gold,mail,2025-11-17,2026-11-16,,en,L-4\n")


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cadents]:
    assert WithGrace.register.startswith(COLUMNS)
    desk = WithGrace(tmp_path_factory.mktemp("cadents"))
    yield desk
    desk.close()


@pytest.mark.parametrize(("sender", "subject", "text", "proposed"), [
    (NALEDI, "Install", "How do I install the client on a new server?", ["installation-guide"]),
    (NALEDI, "Vraag", "Goedemiddag, kunnen jullie mij vertellen hoe wij de installatie het beste doen? Alvast bedankt.", []),
    (LATE, "Install", "How do I install the client on a new server?", []),
    (ANN, "Install", "How do I install the client on a new server?", ["contract-expired"]),
    (NALEDI, "Password", "I have forgotten my password, please reset it.", ["password-reset"]),
    (NALEDI, "Leaver", "Omar Falk is leaving us today. Please close his login ofalk at 5 pm.", []),
    (NALEDI, "Log-in", "How many characters must a password have?", []),
    (GRACE, "Client", "The Client crashes at start.", ["contract-expired"]),
])  # fmt: skip
def test_CAD_04_a_text_needs_strong_evidence(desk: Cadents, sender: str, subject: str, text: str, proposed: list[str]) -> None:
    case = desk.writes(text, sender, subject=subject)
    assert [d.text for d in desk.world.drafts(case["number"])] == proposed, [r["result"] for r in case["reasons"]]
