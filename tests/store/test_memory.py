"""What the store keeps in memory is what it was given: a document takes its own bytes, however it came in."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest

from mailtriage.store.state import Change, dumps

DOCUMENT = {"number": "CAD-100001-5", "subject": "The gateway crashes since this morning", "words": "x" * 1_500}


def committed() -> bytes:
    return dumps(DOCUMENT)


def replayed() -> bytes:
    kept = Change.unpack(Change(docs={"cases": {1: dumps(DOCUMENT)}}).pack()).docs["cases"][1]
    assert kept is not None
    return kept


@pytest.mark.parametrize("given", [committed, replayed])
def test_a_kept_document_takes_its_own_length_and_no_buffer(given: Callable[[], bytes]) -> None:
    given()
    tracemalloc.start()
    try:
        kept = [given() for _ in range(500)]
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < 1.2 * sum(len(document) + 33 for document in kept)
