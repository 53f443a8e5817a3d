"""program/variables.py: what a text may say, by its purpose: the one list of variables.

Promises   every variable of a purpose is given whenever such a text is rendered; it may be empty ("" or an
           empty list) where `empty` says so, and a text asks with {% if %}. Values are data: a value is never
           a template.
Reads next program/load.py (checks texts against it), compose/render.py (fills them in)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Purpose -> what such a text is for. Those in MAY_LEAVE_ALONE are the only ones `sends_by_itself` may name:
# whatever diagnoses or promises waits for a person (CAD-17). Hand-over and escalation go to our own staff.
PURPOSES: Mapping[str, str] = {
    "acknowledgement": "the mail is logged, here is the number",
    "closed-number": "the number you answered on is closed: both numbers, or how to write anew",
    "questions": "what we need to know, asked once",
    "reference": "where the answer stands: documentation, tools",
    "referral": "this desk cannot help, that team can",
    "prescribed-answer": "a prepared answer to a question or a known fault",
    "entitlement": "what the contract check leads to",
    "status": "how the case stands, for those who ask for news",
    "incident": "what is reported is known and being addressed",
    "incident-over": "the incident a case belongs to is over",
    "hand-over": "to the next level: all we know about the case",
    "escalation": "to the next on the management path",
}
MAY_LEAVE_ALONE = frozenset(
    {"acknowledgement", "closed-number", "questions", "reference", "referral", "incident", "incident-over", "hand-over",
     "escalation"}
)
FILES = "templates/files/"  # what texts attach: guides, forms
TO_STAFF = frozenset({"hand-over", "escalation"})
# What may earn to leave by itself (triage/autonomy.py): answers that diagnose, promise and refuse nothing (CAD-17).
MAY_EARN = MAY_LEAVE_ALONE & {"questions", "reference", "referral"}
_TO_CUSTOMERS = frozenset(PURPOSES) - TO_STAFF
_ALL = frozenset(PURPOSES)


@dataclass(frozen=True, slots=True)
class Variable:
    """`sample` is what `check` renders texts with; `empty` says that the value may be empty."""

    meaning: str
    purposes: frozenset[str]
    sample: Any
    empty: bool = False


VARIABLES: Mapping[str, Variable] = {
    "case_number": Variable("the number of the case", _ALL, "CAD-000042-3"),
    "subject": Variable("the customer's subject, without our number", _ALL, "Cannot log in"),
    "mailbox_name": Variable("display name of the mailbox we write from", _ALL, "Support"),
    "mailbox_address": Variable("address of the mailbox we write from", _ALL, "support@cadents.example"),
    "team": Variable("title of the team that has the case", _ALL, "the service desk"),
    "category_title": Variable("title of the category", _ALL, "Log-in and passwords", True),
    "product": Variable("the product it is about, when known", _ALL, "Gateway 4", True),
    "opened_local": Variable(
        "when the mail arrived, in the reader's zone", _ALL, "Monday 23 November, 09:12 (SAST)"
    ),
    "due_local": Variable(
        "by when the next answer is due, in the reader's zone", _ALL, "Monday 23 November, 13:12 (SAST)", True
    ),
    "greeting_name": Variable('what to call the reader: "Naledi"', _TO_CUSTOMERS, "Naledi", True),
    "team_address": Variable(
        "address of the team a customer is referred to", _TO_CUSTOMERS, "sales@cadents.example", True
    ),
    "desk_open": Variable(
        "when the desk opens next, in the reader's zone; empty while it is open",
        _TO_CUSTOMERS,
        "Monday 23 November, 08:00",
        True,
    ),
    "known": Variable(
        "what is known of the case, as (title, value) pairs", _ALL, (("Product", "Gateway 4"),), True
    ),
    "missing": Variable(
        "what must be known for it and is not, one title each", _ALL, ("Error message",), True
    ),
    "references": Variable(
        "where more stands: the text's own references, one line each", _ALL, ("User guide, page 12",), True
    ),
    "article": Variable(
        "where the known problem is written down, by known-problems.toml",
        frozenset({"prescribed-answer", "reference", "referral", "questions"}), "https://www.cadents.example/kb", True,
    ),
    "language_line": Variable(
        "what is told a mail in a language of none of our texts", _TO_CUSTOMERS, "We answer in English.", True
    ),
    "telephone": Variable("telephone of the mailbox, by program.toml", _ALL, "+27 00 555 0100", True),
    "whatsapp": Variable("WhatsApp number of the mailbox, by program.toml", _ALL, "+27 00 555 0101", True),
    "passed_to": Variable(
        "who else has the case now, by routes.toml", _TO_CUSTOMERS, "your channel partner", True
    ),
    "explain_levels": Variable(
        "true until this person was sent a text that asks for it: how the levels of support work", _TO_CUSTOMERS,
        True, True,
    ),
    "state": Variable("the state of the case: new, assigned, waiting, on-hold, solved", _ALL, "assigned"),
    "questions": Variable(
        "what to ask now: not known and not asked before, one line each", _TO_CUSTOMERS, ("Which version is it?",), True
    ),
    "incident": Variable(
        "the title of the incident a case belongs to", frozenset({"incident", "incident-over"}), "Calls to mobiles fail"
    ),
    "incident_text": Variable(
        "what reporters are to read while it lasts, or when it is over", frozenset({"incident", "incident-over"}),
        "We expect it to be over by noon.", True,
    ),
    "old_number": Variable(
        "the closed number that was answered on", frozenset({"closed-number"}), "CAD-000007-1"
    ),
    "new_number": Variable("the new number", frozenset({"closed-number"}), "CAD-000042-3"),
    "customers": Variable(
        "customers a partner writes for, when it is not clear which", frozenset({"questions"}),
        ("Thaba Health", "Old Mill"), True,
    ),
    "mail_size": Variable(
        "how big a mail was that is too big to be read; empty for any other",
        frozenset({"acknowledgement"}), "31.4 MiB", True,
    ),
    "size_limit": Variable(
        "how big a mail may be, where one was too big", frozenset({"acknowledgement"}), "25.0 MiB", True
    ),
    "priority": Variable("the priority, with its title", TO_STAFF, "P2 (High)", True),
    "level": Variable("the level the case goes to or is at", TO_STAFF, "L2", True),
    "customer": Variable("the customer's name", TO_STAFF, "Thaba Health", True),
    "contact": Variable("who reported it", TO_STAFF, "Naledi Mokoena, naledi@thaba.example", True),
    "entitlement": Variable("verdict and service level", TO_STAFF, "entitled, gold", True),
    "reader": Variable("who a route passes the case to", frozenset({"hand-over"}), "Lwandle Mobile", True),
    "symptoms": Variable(
        "what was reported, in the customer's words",
        frozenset({"hand-over"}),
        "No dial tone since noon.",
        True,
    ),
    "steps": Variable(
        "what was done so far, one line each", frozenset({"hand-over"}), ("Asked for a trace",), True
    ),
    "mails": Variable(
        "the mails of the case, as (when, from, first lines)",
        frozenset({"hand-over"}),
        (("23 Nov 09:12", "naledi", "No tone"),),
        True,
    ),
    "responsible": Variable("who has the case now", frozenset({"escalation"}), "Service desk", True),
    "why": Variable(
        "why it is escalated", frozenset({"escalation"}), "asked for by thandi: the customer waits since Friday"
    ),
    "missed_local": Variable(
        "when the deadline was, when it was missed", frozenset({"escalation"}), "Monday 23 November, 13:12 (SAST)", True
    ),
    "done": Variable(
        "what has been done, one line each", frozenset({"escalation"}), ("Acknowledged 09:12",), True
    ),
    "expected": Variable(
        "what is expected of the reader, and by when", frozenset({"escalation"}), "A first answer", True
    ),
}


def allowed(purpose: str) -> frozenset[str]:
    """The names a text of that purpose may use."""
    return frozenset(name for name, v in VARIABLES.items() if purpose in v.purposes)


def samples(purpose: str, *, bare: bool) -> dict[str, Any]:
    """Values to try a text with; `bare`: everything that may be empty is."""
    return {
        name: type(v.sample)() if bare and v.empty else v.sample
        for name, v in VARIABLES.items()
        if purpose in v.purposes
    }
