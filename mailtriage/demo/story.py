"""demo/story.py: who writes what, and what must come of it. The demo fails when something else does.

Promises   data only, in the order it happens. `demo/play.py` plays it on real servers.
Reads next demo/cast.py, demo/play.py
"""

from __future__ import annotations

from dataclasses import dataclass

from mailtriage.model.ledger import Outcome


@dataclass(frozen=True, slots=True)
class Scene:
    """Mail `id` of the cast comes to `mailbox`; `came` says so in a few words. `outcome` is what must become of it,
    `sends` the text that must leave by itself ("" for none), `proposes` the texts that must wait for a person.
    `on` is the mail whose case it must join ("" for a case of its own, or none)."""

    id: str
    mailbox: str
    came: str
    outcome: Outcome
    sends: str = ""
    proposes: tuple[str, ...] = ()
    on: str = ""


OLD = "old"         # lies in support@ before the first pass: baseline

FIRST_PASS = (
    Scene("fault", "support", "Naledi: the gateway keeps restarting", Outcome.NEW_CASE, "acknowledgement",
          ("fault-questions",)),
    Scene("breaks-parsers", "support", "a mail 250 MIME levels deep", Outcome.QUARANTINED),
    Scene("question", "support", "Sipho: how do I reset my password?", Outcome.NEW_CASE, "acknowledgement",
          ("password-reset",)),
    Scene("html-attachment", "easupport", "Grace: HTML only, with a picture", Outcome.NEW_CASE, "acknowledgement",
          ("fault-questions",)),
    Scene("norwegian", "support", "Ingrid: in Norwegian", Outcome.NEW_CASE, "acknowledgement", ("fault-questions",)),
    Scene("no-contract", "support", "Peter: has no contract with us", Outcome.NEW_CASE, "acknowledgement",
          ("not-registered",)),
)
SECOND_PASS = (
    Scene("by-references", "support", "Naledi answers, another subject", Outcome.FOLLOW_UP, on="fault"),
    Scene("by-number", "easupport", "Grace writes anew, with the number", Outcome.FOLLOW_UP, on="html-attachment"),
    Scene("thanks", "support", "Sipho says thank you", Outcome.NOTED, on="question"),
    Scene("out-of-office", "support", "Ingrid is out of office", Outcome.MACHINE, on="norwegian"),
    Scene("bounce", "support", "our mail to Peter comes back", Outcome.BOUNCE_NOTED, on="no-contract"),
    Scene("stranger", "support", "a stranger quotes Naledi's number", Outcome.NEW_CASE, "acknowledgement",
          ("not-registered",)),
)
CLOSED_PASS = (
    Scene("closed", "support", "Sipho answers on the closed case", Outcome.CLOSED_REPLY_NEW_CASE, "closed-number",
          ("fault-questions",)),
)
# With --desk: a busy noon, so that the queue is one to work through.
NOON = (
    Scene("manual", "support", "Lindiwe: where is the manual?", Outcome.NEW_CASE, "acknowledgement",
          ("documentation",)),
    Scene("installer", "easupport", "Baraka: the installer stops with 1603", Outcome.NEW_CASE, "acknowledgement",
          ("known-installer-1603",)),
    Scene("licence", "support", "Willem: his contract has ended", Outcome.NEW_CASE, "acknowledgement",
          ("contract-expired",)),
    Scene("reports-1", "support", "Olav: the report portal is down", Outcome.NEW_CASE, "acknowledgement",
          ("incident",)),
    Scene("forged", "support", "somebody who is not Naledi", Outcome.NEW_CASE),
    Scene("upgrade", "support", "Palesa plans an upgrade", Outcome.NEW_CASE, "acknowledgement", ("upgrade-guide",)),
    Scene("reports-2", "support", "Lindiwe: the portal is down here too", Outcome.NEW_CASE, "acknowledgement",
          ("incident",)),
    Scene("how-to", "support", "Ingrid: a quick question", Outcome.NEW_CASE, "acknowledgement", ("how-to",)),
)
INCIDENT = ("The report portal answers with error 503", ("report portal", "portal (is )?down"),
            "Our hosting partner is replacing a faulty disk; we expect the portal back by 15:00.")

QUESTION, FAULT = "question", "fault"       # what staff approve and then close; what nobody answers in time
ESCALATION = "escalation-first-response"
NOT_FOR_A_STRANGER = ("Naledi", "Thaba", "gateway in Maseru")
