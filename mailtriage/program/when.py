"""program/when.py: do the conditions of a rule hold for this mail, and on what? Pure.

Promises   what is not known is no match: a rule that asks for a language does not hold for a mail without one.
Reads next program/vocabulary.py (the keys), program/match.py, triage/choice.py
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from mailtriage.model.mail import Attachment
from mailtriage.program.index import Index, Said
from mailtriage.program.patterns import encode, find
from mailtriage.program.rule import Conditions

EVERYWHERE = ("subject", "new text")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a mail, and the case it belongs to, are like. `facts` are category, type, level, priority, team,
    entitlement, service_level and customer, once they are known."""

    said: Said
    sender: str = ""
    recipients: tuple[str, ...] = ()
    mailbox: str = ""
    language: str = ""
    attachments: tuple[Attachment, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()

    def knowing(self, **facts: str) -> Circumstances:
        """The same with more facts."""
        return self._with(self.fields, {**self.facts, **facts})

    def with_field(self, name: str, value: str) -> Circumstances:
        """The same with one field more."""
        return self._with({**self.fields, name: value}, self.facts)

    def _with(self, fields: Mapping[str, str], facts: Mapping[str, str]) -> Circumstances:
        return Circumstances(self.said, self.sender, self.recipients, self.mailbox, self.language, self.attachments,
                             fields, facts, self.roles)  # fmt: skip


def words_only(index: Index, subject: str, new_text: str) -> Circumstances:
    """A mail of which only the words are known."""
    return Circumstances(Said(index, {"subject": subject, "new text": new_text}))


def holds(conditions: Conditions, c: Circumstances) -> tuple[str, ...] | None:
    """What made each condition hold, in words; None when one does not. () when there are no conditions."""
    words: list[str] = []
    for key, values in conditions.wants.items():
        hit = _one(key, values, c)
        if not hit:
            return None
        words.append(hit)
    for name, patterns in conditions.values.items():
        said = encode(c.fields.get(name, ""))
        hit = next((w for p in patterns if (w := find(p, said))), "") if said else ""
        if not hit:
            return None
        words.append(f"{name} {hit}")
    if conditions.unless and holds(conditions.unless, c) is not None:
        return None
    return tuple(words)


def _one(key: str, values: tuple[str, ...], c: Circumstances) -> str:
    """What makes one key hold, or ""."""
    if key == "said":
        return next(iter(c.said.hits(values, EVERYWHERE).values()), "")
    if key == "act":
        act, words = c.said.act
        return f"{act}: {words[:60]}" if act in values else ""
    if key == "from":
        return next((c.sender for v in values if is_address(v, c.sender)), "")
    if key == "to":
        return next((r for v in values for r in c.recipients if is_address(v, r)), "")
    if key == "attachment":
        return next((a.name for v in values for a in c.attachments if is_file(v, a)), "")
    if key == "role":
        return next((f"{v} writes" for v in values if v in c.roles), "")
    if key == "field_present":
        return f"{', '.join(values)} known" if all(c.fields.get(v) for v in values) else ""
    if key == "field_missing":
        return f"{', '.join(values)} not known" if not any(c.fields.get(v) for v in values) else ""
    fact = c.mailbox if key == "mailbox" else c.language if key == "language" else c.facts.get(key, "")
    return f"{key} {fact}" if fact and fact in values else ""


def is_address(wanted: str, address: str) -> bool:
    """`a@x.example`, `*@x.example` (that domain alone), or `x.example` (that domain and those below it)."""
    wanted, domain = wanted.lower(), address.rpartition("@")[2]
    if not address:
        return False
    if wanted.startswith("*@"):
        return domain == wanted[2:]
    return address == wanted if "@" in wanted else domain == wanted or domain.endswith(f".{wanted}")


def is_file(wanted: str, attachment: Attachment) -> bool:
    """A kind of program/kinds.py, a media type ("image/*"), or a name ("*.evtx")."""
    if "/" in wanted:
        return fnmatchcase(attachment.type, wanted.lower())
    if any(c in wanted for c in "*?."):
        return fnmatchcase(attachment.name.lower(), wanted.lower())
    return attachment.kind == wanted


def any_of(phrases: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The phrases of every language."""
    return tuple(p for by_language in phrases.values() for p in by_language)
