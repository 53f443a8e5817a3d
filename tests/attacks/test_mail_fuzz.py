"""Scorecard row 7, the corpus as seeds: 5,000 mails of a changed structure by default, 200,000 with MAILTRIAGE_FULL=1.
`python tests/fuzz.py` is the same as a command, prints the worst CPU and memory and keeps what escaped."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.fuzz import mail_number, run, seeds
from tests.fuzz_mutations import CHANGES

MAILS = 200_000 if os.environ.get("MAILTRIAGE_FULL") == "1" else 5_000


@pytest.mark.timeout(3600)
def test_no_mail_of_a_changed_structure_escapes(tmp_path: Path) -> None:
    found = run(MAILS, seed=1, keep=tmp_path)
    assert not found.escapes, f"{found.escapes[:5]}; the mails are in {tmp_path}"
    assert found.mails == MAILS


def test_a_mail_of_the_fuzz_can_be_made_again_from_its_number() -> None:
    of = seeds()
    assert [mail_number(1, n, of) for n in range(50)] == [mail_number(1, n, of) for n in range(50)]
    assert mail_number(2, 7, of) != mail_number(1, 7, of)


def test_every_change_changes_mails_and_bears_an_empty_one() -> None:
    """A change that raises would stop the run and say nothing of the parser."""
    of = seeds()
    for change in dict.fromkeys(CHANGES):
        rng = random.Random(1)
        assert any(change(rng, raw, of[0]) != raw for raw in of[::20]), change
        change(rng, b"", b"")
