"""Which text a person is offered first in place of a draft."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.work.written import offers
from tests.scenarios.story import THABA, World


@pytest.mark.parametrize(("subject", "text", "wanted"), [
    ("Browser warning", "Our browser shows a warning that the certificate of the portal is no longer valid.", "known-certificate-expired"),
    ("Umlauts", "The exported file has odd characters in place of the letters, in Excel.", "known-export-characters"),
])
def test_the_text_that_has_the_mails_own_words_stands_first(tmp_path: Path, subject: str, text: str, wanted: str) -> None:
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))
    world.customers(THABA)
    case = world.writes(text, "Naledi <naledi@thaba.example>", subject)
    (draft, *_) = world.drafts(case.number)
    with world.desk.store.view() as view:
        found = [o.id for o in offers(view, world.desk, draft)]
    in_file = [id for id in world.desk.programs["cadents"].texts if id in found]
    assert draft.text == wanted or found[0] == wanted, (draft.text, found[:5])
    assert sorted(found) == sorted(in_file) and found != in_file
