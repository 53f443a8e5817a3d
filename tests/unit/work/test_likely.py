"""Which text a person is offered first in place of a draft."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.work.another import afresh
from mailtriage.work.written import offers
from tests.scenarios.story import THABA, World


def test_who_has_no_contract_any_more_is_offered_the_text_that_says_so_first(tmp_path: Path) -> None:
    world = World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC), hop="mx.cadents.example")
    world.customers(THABA)
    case = world.arrives(
        b"Authentication-Results: mx.cadents.example; dmarc=pass header.from=thaba.example\r\nFrom: naledi@thaba.example\r\n"
        b"To: support@cadents.example\r\nMessage-ID: <1@thaba.example>\r\nSubject: Guide\r\n\r\n"
        b"Where can I find the release notes?\r\n", "support").case
    (draft, *_) = world.drafts(case)
    world.customers(THABA.replace("2027-12-31", "2026-10-01"))
    afresh(world.desk, draft.id, "thandi", check=True)
    with world.desk.store.view() as view:
        assert offers(view, world.desk, draft)[0].id == "contract-expired"


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
