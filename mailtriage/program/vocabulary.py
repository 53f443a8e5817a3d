"""program/vocabulary.py: what every rule file may say: conditions, fields and how they are found, checklists.

Promises   the shape of fields.toml and checklists.toml, and the one vocabulary of `when` for categories, priorities,
           texts and questions.
Does not   find or decide anything (program/fields.py, program/when.py).
Reads next program/schema.py, rules/cadents/fields.toml
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from mailtriage.program.shapes import (
    FieldId,
    FileName,
    Flag,
    Labels,
    Line,
    Many,
    ManyPatterns,
    Pattern,
    Perhaps,
    Section,
    Span,
    Spoken,
    ValuePattern,
    Working,
)

WHERE = Annotated[tuple[Literal["subject", "new text"], ...], Field(alias="in", min_length=1)]
VERDICTS = Literal["entitled", "expired", "grace", "not-covered", "not-authorised", "unknown", "unverified"]
Act = Literal["offer", "application", "complaint", "fault", "wish", "news", "request", "question"]
SENDER = Literal["contact.name", "contact.address", "customer.name", "customer.number", "customer.products",
                 "sender.name", "sender.address", "subject"]  # fmt: skip


class Conditions(Section):
    """Every key given must hold; of the values of one key one is enough (`field_present`, `field_missing`: all)."""

    said: ManyPatterns | None = None  # words, in the subject or the new text
    from_: Annotated[Many | None, Field(alias="from")] = None  # address, "*@domain", or domain with those below it
    to: Many | None = None  # the same, of any recipient
    mailbox: Many | None = None  # the mailbox it came to
    act: Annotated[tuple[Act, ...], Field(min_length=1)] | None = None  # what the mail does: program/acts.py
    role: Many | None = None  # what the sender is by the register; "partner": writes for one; "stranger": is not in
    # it; "unlisted": writes from a customer's domain, and is no contact
    language: Many | None = None  # the mail reads as
    attachment: Many | None = None  # kind (pcap, har, log, screenshot, config …), media type "image/*", name "*.evtx"
    field_present: Many | None = None  # all of these are known
    field_missing: Many | None = None  # all of these are not known
    field: dict[FieldId, ManyPatterns] | None = None  # the value of each says one of these
    # Known once the mail is categorised: for texts, questions and known problems, not for categories and priorities.
    category: Many | None = None
    type: Many | None = None
    level: Many | None = None
    priority: Many | None = None
    team: Many | None = None
    entitlement: Annotated[tuple[VERDICTS, ...] | None, Field(min_length=1)] = None
    service_level: Many | None = None
    customer: Many | None = None

    @model_validator(mode="before")
    @classmethod
    def _verdict(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("entitlement"), str):
            return {**data, "entitlement": [data["entitlement"]]}
        return data


OF_THE_CASE = ("category", "type", "level", "priority", "team", "entitlement", "service_level", "customer")

OF_A_MAIL = ("said", "act", "from", "to", "attachment")


class Circumstance(Conditions):
    """Conditions with what must not be: `not = { … }` stops the rule when everything in it holds."""

    not_: Annotated[Conditions | None, Field(alias="not")] = None


class When(Circumstance):
    """Words that score, and conditions. `strong`: words that need no other, each counts three; `more`: only add to
    the score; `any`: one of these;
    `all`: one of each group; `none`: not one of these;
    `in`: where to look."""

    strong: tuple[Pattern, ...] = ()
    more: tuple[Pattern, ...] = ()
    any: tuple[Pattern, ...] = ()
    all: tuple[Annotated[tuple[Pattern, ...], Field(min_length=1)], ...] = ()
    none: tuple[Pattern, ...] = ()
    where: WHERE = ("subject", "new text")


# --- fields.toml ---

WAYS = (
    "common", "behind", "label", "pattern", "list", "words", "time", "quoted", "sentence", "attachment", "from",
    "reads",
)


class FoundBySection(Section):
    """One way to find a value. The first way of a field that finds something wins, a person's labelled words before."""

    common: Annotated[str, Field(min_length=1)] | None = None  # as people write it in sentences: of program/common.py
    behind: Many | None = None  # the number behind a name of these lists ("Gateway 7.1", "Client, version 4.2")
    label: Labels | None = None  # "Label: value", "label - value", a table's cell, "the label is 4711"
    pattern: ValuePattern | None = None  # RE2 in any letter case; the group, else the whole, is the value
    list: Many | None = None  # a list's name (products, service_levels, partners, one of [list]), or entries
    words: dict[Line, ManyPatterns] | None = None  # value = the words that mean it
    time: ManyPatterns | None = None  # a point in time behind one of these: ["since", "as of"]
    quoted: tuple[Pattern, ...] | None = None  # what stands in quotation marks, in a line that says one of these
    sentence: ManyPatterns | None = None  # the sentence that says one of these
    attachment: Many | None = None  # kind, media type or name; the value is the file's name
    from_: Annotated[SENDER | None, Field(alias="from")] = None  # from the register or the head of the mail
    # People, places and telephone numbers as sentences and lists have them (program/people.py, program/numbers.py)
    reads: Literal[
        "people", "user names", "places", "devices", "numbers to call", "asked to call", "steps", "error messages"
    ] | None = None
    where: WHERE = ("subject", "new text")

    @model_validator(mode="after")
    def _one_way(self) -> FoundBySection:
        given = [w for w in WAYS if getattr(self, "from_" if w == "from" else w) is not None]
        if len(given) != 1:
            raise ValueError(f"is one way to find it: write one of {', '.join(WAYS)}, not {', '.join(given) or 'none'}")
        return self


class FieldExampleSection(Section):
    mail: Annotated[str, Field(min_length=1)]
    subject: str = ""
    attachments: tuple[FileName, ...] = ()
    finds: str = ""  # the value; none: nothing may be found


class FieldSection(Section):
    id: FieldId
    title: Spoken  # as it is shown: "Device number"
    ask: Spoken | None = None  # the question, where a checklist asks for it
    found_by: tuple[FoundBySection, ...] = ()  # none: only staff set it
    multiline: Flag = False  # a labelled value may go on below, up to a blank line or the next label
    many: Flag = False  # keep several values
    secret: Flag = False  # never stored, and masked wherever a mail is shown
    aside: Flag = False  # told beside the matter: categories do not read its words
    perhaps: tuple[Perhaps, ...] = ()  # said by one of these, it is not asked: program/perhaps.py
    internal: Flag = False  # for staff, partners and developers; never shown to who reports
    example: tuple[FieldExampleSection, ...] = ()


class FieldsFile(Section):
    field: tuple[FieldSection, ...] = ()
    list: dict[FieldId, Annotated[tuple[Line, ...], Field(min_length=1)]] = {}


# --- checklists.toml ---


class ItemSection(Section):
    field: FieldId
    ask: Spoken | None = None  # none: the question of the field
    optional: Flag = False  # asked, and not missing when it does not come
    when: Circumstance | None = None  # only then


class ChecklistSection(Section):
    text: str = ""  # the text that asks, where the category's own reply has no questions
    asks_once: Flag = True  # false: what was asked in vain is asked again with the next mail that asks
    most: Annotated[int, Field(ge=1, le=12)] = 5  # questions in one mail
    remind_after: Span | None = None
    # Of a level: a hand-over to it waits for what is missing.
    holds: Flag = False
    held_for: Working | None = None  # at most so long, then it leaves with its gaps; none: until a person says so
    never_held: Many = ()  # priorities that do not wait
    gaps: str = ""  # the text that asks for what is missing, once
    asked_of: Literal["reporter", "level"] = "reporter"  # "level": who has the case now
    item: Annotated[tuple[ItemSection, ...], Field(min_length=1)]


class ChecklistsFile(Section):
    checklist: dict[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")], ChecklistSection] = {}
