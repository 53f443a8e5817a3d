"""program/news.py: does a mail ask how its case stands, and nothing else? Pure.

Reads next triage/reply.py
"""

from __future__ import annotations

from mailtriage.program.program import Program
from mailtriage.program.when import any_of, words_only

LONGEST = 400  # characters: who asks for news at greater length tells some


def asks_for_news(program: Program, subject: str, new_text: str) -> str:
    """The words with which a short mail asks how its case stands, or ""."""
    phrases = any_of(program.any_news)
    if not phrases or len(new_text) > LONGEST:
        return ""
    hits = words_only(program.index, subject, new_text).said.hits(phrases, ("new text", "subject"))
    return next(iter(hits.values()), "")
