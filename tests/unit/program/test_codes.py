"""program/codes.py: messages that stand in the text by their code, and nothing else that has letters and a number."""

from __future__ import annotations

import time

import pytest

from mailtriage.program.codes import messages

FINDS = [
    ("It stops with GW-0007 cannot bind control port 7070 and ends.", "GW-0007 cannot bind control port 7070 and ends"),
    ("TypeError: tiles.render is not a function", "TypeError: tiles.render is not a function"),
    ("2026-11-23T05:41:07Z ERROR queue is read-only", "queue is read-only"),
    ("Our reference is CHG-40931 as agreed.", ""),
    ("Invoice AB-4711 was paid.", ""),
]


@pytest.mark.parametrize(("mail", "found"), FINDS, ids=[f or m for m, f in FINDS])
def test_a_message_is_found_by_its_code_and_a_paper_is_none(mail: str, found: str) -> None:
    assert next((value for value, _ in messages(mail)), "") == found


@pytest.mark.parametrize("piece", ["AB-12 c ", "our ref AB-12 x", ">", "AB-12 a,:", "12:12:12 error ", "Error: "])
def test_a_mail_made_to_be_slow_is_read_in_linear_time(piece: str) -> None:
    line = (piece * 10_000)[:10_000]
    begun = time.thread_time()
    list(messages(line))
    assert time.thread_time() - begun < 0.3         # seconds; was 1.7 for the first
