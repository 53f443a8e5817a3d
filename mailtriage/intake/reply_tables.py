"""intake/reply_tables.py: the tables of all languages together, as patterns.

A Norwegian's phone may be set to German: nothing asks which language a mail is in.
Reads next intake/attribution.py, intake/header_block.py, intake/reply_text.py
"""

from __future__ import annotations

from mailtriage.intake.alternatives import either
from mailtriage.intake.more_reply_words import MORE
from mailtriage.intake.reply_words import LANGUAGES

ALL = (*LANGUAGES.values(), *MORE.values())


def every(name: str) -> str:
    """One field of all languages as a pattern: `every("wrote")`."""
    return either(*(text for words in ALL if (text := getattr(words, name))))
