"""work/record.py: small things every transaction writes down: decisions as JSON, first lines, event sentences."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from mailtriage.model.decision import Decision
from mailtriage.program.secrets import mask

SNIPPET = 200


def snippet(text: str) -> str:
    """The first words of a text on one line, for lists, without its secrets."""
    line = " ".join(mask(text).split())
    return line if len(line) <= SNIPPET else line[: SNIPPET - 1] + "…"


def plain(value: Any) -> Any:
    """JSON-ready: times in UTC with `Z`, dates ISO, tuples as lists."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    return value


def decision_blob(decision: Decision) -> bytes:
    """The whole Decision as JSON, for `explain`."""
    return json.dumps(plain(asdict(decision)), ensure_ascii=False, separators=(",", ":")).encode()
