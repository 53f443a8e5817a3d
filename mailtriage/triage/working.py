"""triage/working.py: what the steps of the chain share: inputs, the case found, the reasons so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from mailtriage.model.case import Case
from mailtriage.model.decision import Decision, Reason
from mailtriage.model.incident import Incident
from mailtriage.model.ledger import Outcome
from mailtriage.model.mail import Mail
from mailtriage.program.checklists import Needs
from mailtriage.program.fields import Found
from mailtriage.program.index import Index, Said
from mailtriage.program.known import Likeness
from mailtriage.program.program import Program
from mailtriage.program.rule import NOWHERE, Source
from mailtriage.program.secrets import mask, may_have_secrets
from mailtriage.program.when import Circumstances
from mailtriage.triage.facts import Facts


@dataclass(slots=True)
class Working:
    """`case` is set by which_case once the sender may join it; `claimed` are cases the mail points at without the
    right to join: linked for staff, never disclosed."""

    mail: Mail
    facts: Facts
    program: Program
    now: datetime
    case: Case | None = None
    claimed: tuple[str, ...] = ()
    reasons: list[Reason] = field(default_factory=list)
    continues: str = ""  # the case it answers that is closed: the new one goes on from there
    found: dict[str, Found] = field(default_factory=dict)  # all that was read from the mail, by triage/reading.py
    fields: dict[str, Found] = field(default_factory=dict)  # of that, what the case had not, or not as good
    perhaps: dict[str, tuple[str, str]] = field(default_factory=dict)  # field -> words that perhaps say it, sentence
    about: Circumstances = Circumstances(Said(Index(()), {"subject": "", "new text": ""}))
    incident: Incident | None = None  # the one it is a report of, by triage/incidents.py
    known: Likeness | None = None  # the known problem the mail looks like, by triage/suggest.py
    wanted: tuple[Case, Needs] | None = None  # what a case needs to hold, by triage/choice.py
    unsure: str = ""  # why its category is not sure enough to answer by it: `reply_from` of the program

    @property
    def foreign(self) -> str:
        """The language of a mail that the program's words are not for, else ""."""
        reads = self.program.reads
        return self.mail.language if reads and self.mail.language and self.mail.language not in reads else ""

    def because(
        self,
        step: str,
        result: str,
        rule: str = "",
        source: Source | None = None,
        words: tuple[str, ...] = (),
    ) -> None:
        """Record what a step found, also when it found nothing."""
        where = source or NOWHERE
        self.reasons.append(Reason(step, result, rule, where.file, where.line, words))

    def decide(self, outcome: Outcome, reason: str, **parts: Any) -> Decision:
        """The Decision, with every reason so far."""
        return Decision(
            outcome=outcome,
            reason=reason,
            program=self.program.id,
            program_hash=self.program.hash,
            mailbox=self.facts.mailbox,
            reasons=masked(self.reasons),
            **parts,
        )


def masked(reasons: list[Reason]) -> tuple[Reason, ...]:
    """The reasons without passwords: they quote the mail."""
    if not may_have_secrets("\n".join([part for r in reasons for part in (r.result, *r.words)])):
        return tuple(reasons)
    return tuple(replace(r, result=mask(r.result), words=tuple(map(mask, r.words))) for r in reasons)
