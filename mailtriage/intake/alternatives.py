"""intake/alternatives.py: tables of words as one pattern.

Tables are text with `|` between the words, by language or not, so that a person can read and extend them. A blank in
them is any one white space: machines fold their sentences anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def either(*tables: Mapping[str, str] | str) -> str:
    """The alternatives of `|`-separated tables as one pattern, the longest first."""
    texts = (text for table in tables for text in ([table] if isinstance(table, str) else table.values()))
    found = {re.escape(word).replace("\\ ", r"\s") for text in texts for word in text.split("|")}
    return "|".join(sorted(found, key=lambda word: (-len(word), word)))
