"""demo/play.py: plays the story on real servers, tells each mail in one line, and checks what must come of it.

Promises   every check names what was expected and what came. What is told comes from the store and from the bytes the
           SMTP receiver got, never from the story.
Reads next demo/story.py (what must come), demo/world.py (the stage), demo/words.py
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from mailtriage.demo import story, words
from mailtriage.demo.smtp_receiver import Received
from mailtriage.demo.story import Scene
from mailtriage.demo.world import World
from mailtriage.model.case import Case, CaseMail
from mailtriage.model.clock import Clock, ClockState
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.ops.verify import verify
from mailtriage.program.variables import TO_STAFF
from mailtriage.work import cases, incidents
from mailtriage.work.approve import UNDO, approve
from mailtriage.work.dossier import decision_of

PERSON = "you"          # who approves and closes in the story
UNDO_MINUTES = 1        # the story's clock moves by this, past the time in which an approval can be taken back


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: when (the desk's local time), what came, the case it is on, what was decided and why,
    what went out."""

    at: datetime
    came: str
    case: str
    decided: str
    out: str
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What `--json` prints, the proof in words, and what did not come about. `answers_sent` are mails to customers, as
    the SMTP receiver got them; `numbers` are case numbers worth a look, by mail of the cast."""

    mails_in: int
    cases: int
    answers_sent: int
    quarantined: int
    unexplained: int
    seconds: float
    proof: str
    wrong: tuple[str, ...]
    numbers: dict[str, str]
    drafts: int


def play(folder: Path, tell: Callable[[Line], None], then: Callable[[World, Result], None] | None = None) -> Result:
    """Play the whole story in `folder`, telling each line as it happens. ServerTrouble when a server fails us. With
    `then`, the story has a busy noon more, and `then` is called while the servers still run."""
    began = time.monotonic()
    with World(folder) as world:
        play = _Play(world, tell)
        play.first_contact()
        play.mails(story.FIRST_PASS)
        play.approval(story.QUESTION)
        play.mails(story.SECOND_PASS)
        play.closing(story.QUESTION)
        play.mails(story.CLOSED_PASS)
        if then is not None:
            play.incident()
            play.mails(story.NOON)
        play.deadline(story.FAULT)
        result = play.proof(began)
        if then is not None:
            then(world, result)
        return result


@dataclass(slots=True)
class _Play:
    world: World
    tell: Callable[[Line], None]
    wrong: list[str] = field(default_factory=list)

    def expect(self, holds: bool, what: str) -> None:
        if not holds:
            self.wrong.append(what)

    def line(self, at: datetime, came: str, case: str, decided: str, out: str, before: int) -> None:
        self.tell(Line(self.world.local(at), came, case, decided, out, wrong=len(self.wrong) > before))

    def first_contact(self) -> None:
        """What lies in the mailbox already is baseline."""
        w, before = self.world, len(self.wrong)
        w.deliver(story.OLD, "support", w.clock.at - timedelta(days=20))
        left = w.one_pass()
        self.expect(not w.rows(story.OLD), "the old mail has a ledger row, it should be baseline")
        self.expect(not left, f"{len(left)} mails left for what lay in the mailbox before the first pass")
        self.line(w.clock.at, "a mail three weeks old lies there", "", "baseline: it came before us", "nothing", before)

    def mails(self, scenes: Sequence[Scene]) -> None:
        """The mails of the scenes come in, then one pass of the daemon handles them all."""
        w = self.world
        arrived = {}
        for scene in scenes:
            w.deliver(scene.id, scene.mailbox, w.clock.at)
            arrived[scene.id] = w.clock.at
            w.clock.move(7)
        left = w.one_pass()
        for scene in scenes:
            self.scene(scene, arrived[scene.id], left)
        w.clock.move(10)

    def scene(self, scene: Scene, at: datetime, left: list[Received]) -> None:
        """What became of one mail: told, remembered for the mails that answer it, and checked."""
        w, before = self.world, len(self.wrong)
        rows = w.rows(scene.id)
        self.expect(len(rows) == 1, f"{scene.id}: {len(rows)} ledger rows, expected 1")
        if not rows:
            self.line(at, scene.came, "", "NOT HANDLED", "nothing", before)
            return
        row = rows[0]
        with w.desk.store.view() as view:
            case = view.one(Case, "number", row.case) if row.case else None
            drafts = [d for d in view.find(Draft, "case", row.case) if d.state is DraftState.PROPOSED]
        mine = [mail for mail in left if row.message_id and mail.answers == row.message_id]
        sent = w.outgoing(mine)
        w.known[f"number:{scene.id}"] = row.case
        if mine:
            w.known[f"left:{scene.id}"] = mine[-1].message_id
        self.check(scene, row, [d.text for d in drafts], sent, mine)
        new = drafts if row.outcome in (Outcome.NEW_CASE, Outcome.CLOSED_REPLY_NEW_CASE) else []
        reasons = decision_of(w.desk, row)["reasons"]
        out = words.went_out(sent, new, row.sender)
        self.line(at, scene.came, row.case, words.decided(row, reasons, case), out, before)

    def check(
        self, scene: Scene, row: LedgerRow, drafts: list[str], sent: list[Outgoing], mine: list[Received]
    ) -> None:
        def same(what: str, got: object, wanted: object) -> None:
            self.expect(got == wanted, f"{scene.id}: {what} is {got!r}, expected {wanted!r}")

        same("outcome", row.outcome.value, scene.outcome.value)
        same("what left", [r.text for r in sent], [scene.sends] if scene.sends else [])
        same("mails that left", len(mine), len(sent))
        if scene.on:
            same("case", row.case, self.world.known.get(f"number:{scene.on}", ""))
        elif row.case:
            same("what waits for a person", drafts, list(scene.proposes))
        own_check = {"html-attachment": self.has_attachment, "stranger": self.learns_nothing,
                     "closed": self.has_both_numbers}.get(scene.id)
        if own_check is not None:
            own_check(row, mine)

    def has_attachment(self, row: LedgerRow, _: list[Received]) -> None:
        with self.world.desk.store.view() as view:
            names = [a.name for m in view.find(CaseMail, "case", row.case) for a in m.attachments]
        self.expect(names == ["blank screen.png"], f"html-attachment: attachments are {names}")

    def learns_nothing(self, row: LedgerRow, mine: list[Received]) -> None:
        number = self.world.known["number:fault"]
        with self.world.desk.store.view() as view:
            case, named = view.one(Case, "number", row.case), view.one(Case, "number", number)
        self.expect(case is not None and f"claims:{number}" in case.links, "stranger: staff see no link to the case")
        self.expect(named is not None and len(named.participants) == 1, "stranger: the case got another participant")
        said = [word for mail in mine for word in (number, *story.NOT_FOR_A_STRANGER) if word in _text(mail)]
        self.expect(not said, f"stranger: the answer says {', '.join(said)}")

    def has_both_numbers(self, row: LedgerRow, mine: list[Received]) -> None:
        numbers = (self.world.known["number:question"], row.case)
        for mail in mine:
            self.expect(all(n in _text(mail) for n in numbers), f"closed: the answer lacks one of {', '.join(numbers)}")

    def approval(self, id: str) -> None:
        """A person approves the draft on the case of mail `id`; it leaves once it cannot be taken back any more."""
        w, before = self.world, len(self.wrong)
        number = w.known.get(f"number:{id}", "")
        with w.desk.store.view() as view:
            drafts = [d for d in view.find(Draft, "case", number) if d.state is DraftState.PROPOSED]
        self.expect(len(drafts) == 1, f"{number}: {len(drafts)} drafts wait, expected 1")
        if not drafts:
            return
        at = w.clock.at
        approve(w.desk, drafts[0].id, PERSON)
        early = w.one_pass()
        self.expect(not early, "an approved draft left within the time to take it back")
        w.clock.move(UNDO_MINUTES)
        left = w.one_pass()
        sent = w.outgoing(left)
        self.expect([r.draft for r in sent] == [drafts[0].id], f"{len(sent)} mails left on approval, expected 1")
        if left:
            w.known[f"left:{id}"] = left[-1].message_id
        self.line(at, f"{PERSON} approve draft {drafts[0].id}", number,
                  f"approved: leaves {UNDO.seconds} s later, till then it can be taken back",
                  words.went_out(sent, (), drafts[0].to[0]), before)
        w.clock.move(20)

    def closing(self, id: str) -> None:
        """A person closes the case of mail `id`."""
        w, before = self.world, len(self.wrong)
        number = w.known.get(f"number:{id}", "")
        cases.close(w.desk, number, PERSON, "answered, and thanked for")
        self.line(w.clock.at, f"{PERSON} close Sipho's case", number, "closed: for good", "nothing", before)
        w.clock.move(20)

    def incident(self) -> None:
        """A person opens an incident; mails that look like it are linked and told."""
        w, (title, words, tell) = self.world, story.INCIDENT
        opened = incidents.open_incident(w.desk, w.program, PERSON, title, words=words, tell=tell)
        self.line(w.clock.at, f"{PERSON} open an incident", opened.key, title, "nothing", len(self.wrong))

    def deadline(self, id: str) -> None:
        """Nobody has answered the first mail; its deadline passes, and only its."""
        w, before = self.world, len(self.wrong)
        number = w.known.get(f"number:{id}", "")
        with w.desk.store.view() as view:
            clocks = [c for c in view.find(Clock, "case", number) if c.state is ClockState.RUNNING]
        self.expect(len(clocks) == 1, f"{number}: {len(clocks)} clocks run, expected 1")
        if not clocks:
            return
        w.clock.move(to=clocks[0].due + timedelta(minutes=1))
        sent = w.outgoing(w.one_pass())
        self.expect([(r.text, r.case) for r in sent] == [(story.ESCALATION, number)],
                    f"{number}: {[r.text for r in sent]} left at the deadline, expected one {story.ESCALATION}")
        self.line(w.clock.at, "nobody answers Naledi in time", number, f"{clocks[0].kind} is missed: escalated",
                  words.went_out(sent, ()), before)

    def proof(self, began: float) -> Result:
        """The servers' own mailboxes against the ledger, the outbox against what was received."""
        w = self.world
        report = verify(w.config, w.desk.store, w.desk.spool)
        with w.desk.store.view() as view:
            outbox, count = list(view.all(Outgoing)), view.count(Case)
            drafts = view.count(Draft, "state", DraftState.PROPOSED)
        ids = Counter(mail.message_id for mail in w.smtp.mails)
        for folder in report.folders:
            self.expect(not folder.error, f"{folder.name} {folder.folder} could not be compared: {folder.error}")
        explained = sum(report.outcomes.values()) + sum(f.baseline for f in report.folders if not f.filed)
        self.expect(explained == w.delivered, f"{w.delivered} mails came, {explained} are accounted for")
        self.expect(not report.unexplained, f"{report.unexplained} mails are unexplained")
        self.expect(all(n == 1 for n in ids.values()), "a mail was sent twice")
        self.expect(all(r.state is OutState.SENT for r in outbox), "a mail in the outbox has not left")
        self.expect(set(ids) == {r.message_id for r in outbox}, "what was received is not what the outbox says")
        return Result(
            mails_in=w.delivered,
            cases=count,
            answers_sent=sum(row.purpose not in TO_STAFF for row in w.outgoing(w.smtp.mails)),
            quarantined=report.outcomes.get(Outcome.QUARANTINED.value, 0),
            unexplained=report.unexplained,
            seconds=round(time.monotonic() - began, 1),
            proof=report.sentence(),
            wrong=tuple(self.wrong),
            numbers={id: w.known[f"number:{id}"] for id in w.shas if f"number:{id}" in w.known},
            drafts=drafts,
        )


def _text(mail: Received) -> str:
    """Everything a reader of the mail can see, both bodies and the subject."""
    parts = [part.get_content() for part in mail.message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(mail.message["Subject"]), *parts])
