"""tests/corpus: own mails, each odd in one way, and beside each a `NAME.toml` with what a sensible person reads in it.

Promises   `differences(seen, expected)` names each field of an `inspect --json` object that is not as expected. What a
           file does not name is not compared; every object must satisfy the contract's `invariants` all the same.
Does not   produce expectations: those were written first, from the standard or the practice that `odd` names.
Fields     `kind`, `language`, `tier`: the word, or a list of which any will do · `[from] address, name` ·
           `from_allowed`: addresses of which any will do, "" for no author · `from_domain_not` · `subject`, `text`,
           `reply_text`: exact but for white space at line ends · `X_has`, `X_lacks`: pieces, white space collapsed ·
           `hidden`: pieces that are absent or marked as hidden · `attachments`: all of them, in order ·
           `attachments_has`: some of them · `safe = true`: the shown name holds no path, control or bidi character ·
           `[bounce]`, `must_not_acknowledge`, `reply_to`, `cc`, `message_id` · `defects = true`: there is one.
Reads next test_corpus.py
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any

TRUSTED = "mx.desk.example"
KINDS = (
    "human", "auto-reply", "bounce", "delivery-notice", "complaint", "receipt", "list", "loop", "empty", "malformed",
)
REASONS = (
    "no-such-user", "mailbox-full", "suspended", "blocked", "spam", "policy", "auth-failure", "rate-limited",
    "too-large", "content", "virus", "expired", "host-unknown", "network", "relay-denied", "moved", "system", "other",
)
TEXTS = {"subject": "subject", "text": "text", "reply": "reply_text", "quoted": "quoted_text", "signature": "signature"}
Found = list[tuple[str, object, object]]
"""Differences: field, expected, seen."""


def differences(seen: dict[str, Any], expected: dict[str, Any]) -> Found:
    found = invariants(seen)
    for field in ("kind", "language"):
        if field in expected and seen[field] not in _any_of(expected[field]):
            found.append((field, expected[field], seen[field]))
    if "tier" in expected and seen["authenticity"]["tier"] not in _any_of(expected["tier"]):
        found.append(("tier", expected["tier"], seen["authenticity"]))
    for field in ("subject", "text", "reply_text"):
        if field in expected and _lines(seen[field]) != _lines(expected[field]):
            found.append((field, expected[field], seen[field]))
    for short, field in TEXTS.items():
        have = _words(seen[field])
        found += [(f"{short}_has", piece, seen[field]) for piece in expected.get(f"{short}_has", ())
                  if _words(piece) not in have]
        found += [(f"{short}_lacks", piece, seen[field]) for piece in expected.get(f"{short}_lacks", ())
                  if piece in seen[field]]
    for piece in expected.get("hidden", ()):
        before, there, _ = seen["text"].partition(piece)
        if there and "hidden" not in before:
            found.append(("hidden", piece, seen["text"]))
    return found + _people(seen, expected) + _files(seen, expected) + _verdicts(seen, expected)


def invariants(seen: dict[str, Any]) -> Found:
    """What holds for every mail, however broken (`inspect --json`, DESIGN: stable)."""
    found: Found = []
    if seen["kind"] not in KINDS:
        found.append(("kind", "one of the contract's", seen["kind"]))
    for field in ("subject", "message_id", "kind_evidence"):
        if set(seen[field]) & set("\r\n\0"):
            found.append((field, "no CR, LF or NUL", seen[field]))
    for field in ("text", "reply_text", "quoted_text", "signature"):
        if "\0" in seen[field] or "\r" in seen[field]:
            found.append((field, "no CR or NUL", seen[field]))
    bounce = seen["bounce"]
    if bounce and (bounce["reason"] not in REASONS or bounce["class"] not in ("permanent", "temporary")):
        found.append(("bounce", "reason and class of the contract", bounce))
    people = [*(seen[f] for f in ("from",) if seen[f]), *seen["to"], *seen["cc"], *seen["reply_to"]]
    for value in [v for person in people for v in person.values()] + [a["name"] for a in seen["attachments"]]:
        if any(ord(c) < 32 for c in value):
            found.append(("a name or address", "no control characters", value))
    try:
        json.dumps(seen, ensure_ascii=False, default=str).encode()
    except (TypeError, ValueError) as e:
        found.append(("json", "serialisable", repr(e)))
    return found


def _people(seen: dict[str, Any], expected: dict[str, Any]) -> Found:
    found: Found = []
    sender = seen["from"] or {"address": "", "name": ""}
    for part, value in expected.get("from", {}).items():
        if sender[part] != value:
            found.append((f"from.{part}", value, sender[part]))
    if "from_allowed" in expected and sender["address"] not in expected["from_allowed"]:
        found.append(("from.address", expected["from_allowed"], sender["address"]))
    if "from_domain_not" in expected and sender["address"].rpartition("@")[2] == expected["from_domain_not"]:
        found.append(("from.address", f"not at {expected['from_domain_not']}", sender["address"]))
    for field in ("reply_to", "cc"):
        if field in expected and [p["address"] for p in seen[field]] != expected[field]:
            found.append((field, expected[field], seen[field]))
    if "message_id" in expected and seen["message_id"].strip("<>") != expected["message_id"]:
        found.append(("message_id", expected["message_id"], seen["message_id"]))
    return found


def _files(seen: dict[str, Any], expected: dict[str, Any]) -> Found:
    found: Found = []
    have = seen["attachments"]
    count = len(expected["attachments"]) if "attachments" in expected else expected.get("attachment_count", len(have))
    if len(have) != count:
        found.append(("attachments", f"{count} of them", [a["name"] for a in have]))
    else:
        pairs = enumerate(zip(expected.get("attachments", have), have, strict=True))
        found += [(f"attachment {i}", want, got) for i, (want, got) in pairs if not _same_file(want, got)]
    found += [("attachments_has", want, have) for want in expected.get("attachments_has", ())
              if not any(_same_file(want, got) for got in have)]
    return found


def _same_file(want: dict[str, Any], got: dict[str, Any]) -> bool:
    exact = {k: v for k, v in want.items() if k != "safe"}
    return (not want.get("safe") or _safe(got["name"])) and all(got[k] == v for k, v in exact.items())


def _safe(name: str) -> bool:
    return bool(name.strip(". ")) and len(name) <= 255 and not any(
        c in '/\\' or unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in name)


def _verdicts(seen: dict[str, Any], expected: dict[str, Any]) -> Found:
    found: Found = []
    if "must_not_acknowledge" in expected and seen["must_not_acknowledge"] != expected["must_not_acknowledge"]:
        found.append(("must_not_acknowledge", expected["must_not_acknowledge"], seen["must_not_acknowledge"]))
    if "defects" in expected and bool(seen["defects"]) != expected["defects"]:
        found.append(("defects", expected["defects"], seen["defects"]))
    bounce = seen["bounce"] or {"recipients": (), "status": "", "class": "", "reason": "", "original_message_id": ""}
    for part, value in expected.get("bounce", {}).items():
        if part == "recipients_has":
            good = set(value) <= set(bounce["recipients"])
        elif part == "recipients":
            good = sorted(value) == sorted(bounce["recipients"])
        elif part == "original_message_id":
            good = value == bounce[part].strip("<>")
        else:
            good = value == bounce[part]
        if not good:
            found.append((f"bounce.{part}", value, bounce.get(part, bounce)))
    return found


def _any_of(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _words(text: str) -> str:
    return " ".join(text.split())
