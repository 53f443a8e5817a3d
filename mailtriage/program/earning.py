"""program/earning.py: the version of a text and of the rule that chose it, for what they earned.

Promises   the version of a text and its rule changes whenever the words a customer reads, or when they are chosen,
           change; a comment or a moved line changes nothing.
Reads next model/autonomy.py, triage/autonomy.py
"""

from __future__ import annotations

from mailtriage.model.ids import digest
from mailtriage.program.program import Category, Program, Text
from mailtriage.program.variables import FILES

_SHORT = 16     # hex digits of each half of a version: compared with what is stored, never with what a stranger wrote


def rule_of(text: Text, category: Category | None) -> str:
    """What chose the text: its category, or its own `when` (a checklist or a route counts as that)."""
    return f"category/{category.id}" if category is not None and category.reply == text.id else f"text/{text.id}"


def version_of(program: Program, text: Text, rule: str, language: str) -> str:
    """`<hash of the words>.<hash of the rule>`; "" when the text has no words in that language."""
    if language not in text.words:
        return ""
    return f"{words_version(program, text, language)}.{_rule_version(program, text, rule)}"


def words_version(program: Program, text: Text, language: str) -> str:
    """Of all a customer reads: subject, words, questions, signature and files."""
    asked = [repr((i.field, i.optional, i.ask, i.when)) for c in program.checklists.values() for i in c.items]
    return digest(
        text.purpose, text.next_state, *text.words[language], program.signature, *text.references,
        *(part for name in text.attach for part in (name, program.files.get(FILES + name, b""))),
        *(asked if text.asks else ()),
    )[:_SHORT]


def _rule_version(program: Program, text: Text, rule: str) -> str:
    kind, _, id = rule.partition("/")
    category = program.category(id) if kind == "category" else None
    chosen = repr((category.reply, category.type, category.when)) if category else ""
    return digest(rule, chosen, repr((text.when, text.rank)))[:_SHORT]


def what_changed(before: str, now: str) -> str:
    """`the text changed`, `the rule changed`, of two versions."""
    words = [w for w, a, b in zip(("text", "rule"), before.split("."), now.split("."), strict=False) if a != b]
    return f"the {' and the '.join(words) or 'text'} changed"
