"""work/answer.py: from an Answer to a frozen mail in the outbox, or to a draft that waits for a person.

Promises   bytes are frozen here and never rendered again; a text with a missing word is held as a draft, never sent
           with a gap; one outbox row per intent.
Reads next compose/render.py, compose/message.py, deliver/outbox.py
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailtriage.compose.markdown import to_text
from mailtriage.compose.message import freeze
from mailtriage.compose.render import MissingWords, Rendered, render
from mailtriage.model import tokens
from mailtriage.model.case import Case, CaseMail, Direction, Event
from mailtriage.model.clock import ASKING, Clock, ClockState
from mailtriage.model.decision import Answer, Send
from mailtriage.model.draft import Draft
from mailtriage.model.ids import digest
from mailtriage.model.mail import Mail
from mailtriage.model.outgoing import Outgoing, OutState, Policy, Recipient
from mailtriage.model.wire import BadAddress, wire_address
from mailtriage.program.program import Program, Text
from mailtriage.store.port import Unit, View
from mailtriage.work import autonomy, correspondents, epoch
from mailtriage.work.attached import attached, files
from mailtriage.work.desk import Desk
from mailtriage.work.record import snippet
from mailtriage.work.words import variables

MOST_REFERENCES = 30


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail about to be frozen. `automatic`: the word for Auto-Submitted (RFC 3834), "" when a person approved it."""

    purpose: str
    text: str
    to: tuple[str, ...]
    subject: str
    markdown: str
    language: str
    cc: tuple[str, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    automatic: str = ""
    role: str = ""
    draft: int = 0
    next_state: str = ""
    asks: tuple[str, ...] = ()      # the fields its questions ask for
    attach: tuple[str, ...] = ()    # files of the program, as `name sha256`
    earns: str = ""                 # as of Answer


def thread_of(mail: Mail | None) -> tuple[str, tuple[str, ...]]:
    """In-Reply-To and References of an answer to `mail` (RFC 5322 3.6.4)."""
    if mail is None or not mail.message_id:
        return "", ()
    return mail.message_id, (*mail.references[-MOST_REFERENCES:], mail.message_id)


def carry_out(
    unit: Unit,
    desk: Desk,
    case: Case,
    answers: tuple[Answer, ...],
    mail: Mail | None,
    *,
    cause: str,
    now: datetime,
    caused: datetime | None = None,
) -> Case:
    """Queue what may leave by itself, propose the rest. Returns the case with the texts it now has. `caused` is when
    their cause happened, if that is not now."""
    for answer in answers:
        program = desk.programs[case.program]
        if why := _unwritable(answer):
            unit.add(Event(case.number, now, "unanswerable", f"no {answer.text}: {why}"))
            continue
        text = program.texts[answer.text]
        in_reply_to, references = thread_of(mail)
        try:
            rendered = words_of(unit, desk, program, case, text, answer, mail, now)
            missing: tuple[str, ...] = ()
        except MissingWords as e:
            rendered, missing = Rendered(subject=f"Re: {case.subject}", markdown=""), e.names
        letter = Letter(
            answer.purpose,
            text.id,
            answer.to,
            rendered.subject,
            rendered.markdown,
            answer.language,
            answer.cc,
            in_reply_to,
            references,
            role=answer.role,
            next_state=answer.next_state,
            automatic="auto-replied" if mail else "auto-generated",
            asks=answer.asks,
            attach=attached(program, text),
            earns=answer.earns,
        )
        if answer.earns:
            autonomy.proposed(unit, case, answer.earns, now)
        if answer.send is Send.AUTO and not missing:
            send(unit, desk, case, letter, cause=cause, now=now, policy=Policy(text.unknown), hold=answer.hold,
                 caused=caused)
            case = having(case, text.id, answer.asks)
            if answer.earned:
                autonomy.left(unit, program, case, answer.earns, answer.earned, now)
        else:
            propose(unit, case, letter, words=answer.words, next_state=answer.next_state, missing=missing, now=now)
            case = replace(case, texts_proposed=with_text(case.texts_proposed, text.id))
    return case


def having(case: Case, text: str, asks: tuple[str, ...]) -> Case:
    """The case once a text is on its way: it had it, and was asked what it asks. `questions` are those of the last
    list: people answer by its numbers."""
    case = replace(case, texts_sent=with_text(case.texts_sent, text))
    return replace(case, asked=tuple(dict.fromkeys((*case.asked, *asks))), questions=asks) if asks else case


def with_text(had: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The texts a case has had, with one more, once; a free reply is none."""
    return tuple(dict.fromkeys((*had, text))) if text else had


def _unwritable(answer: Answer) -> str:
    """Why one of its recipients cannot be written to, or "": what a From header says may be no address at all."""
    try:
        for address in (*answer.to, *answer.cc):
            wire_address(address)
    except BadAddress as e:
        return str(e)
    return ""


def words_of(
    view: View,
    desk: Desk,
    program: Program,
    case: Case,
    text: Text,
    answer: Answer,
    mail: Mail | None,
    now: datetime,
) -> Rendered:
    """The rendered text. Raises MissingWords when the template wants a word nobody has."""
    subject, body = text.words[answer.language]
    return render(subject, body, variables(view, desk, program, case, mail, answer, now), signature=program.signature)


def send(
    unit: Unit,
    desk: Desk,
    case: Case,
    letter: Letter,
    *,
    cause: str,
    now: datetime,
    policy: Policy,
    hold: str = "",
    not_before: datetime | None = None,
    caused: datetime | None = None,
) -> Outgoing:
    """Freeze a letter into the outbox. `cause` and the recipients name the intent: the same cause twice is Duplicate.
    With `outgoing = "off"` the row is held for good, so that switching on later does not send weeks of answers."""
    mailbox = desk.mailbox(case.mailbox)
    message_id = tokens.issue(
        desk.keys,
        desk.key_id,
        case.id,
        letter.to[0],
        desk.rng.randbytes(6),
        mailbox.address.rpartition("@")[2],
    )
    leaves = not_before or now
    raw = freeze(
        from_address=mailbox.address,
        from_name=mailbox.display_name,
        to=letter.to,
        cc=letter.cc,
        subject=letter.subject,
        markdown=letter.markdown,
        number=case.number,
        date=leaves,
        message_id=message_id,
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        auto_submitted=letter.automatic,
        keys=desk.keys,
        key_id=desk.key_id,
        language=letter.language,
        attachments=files(desk.programs[case.program], letter.attach),
    )
    if desk.config.outgoing == "off":
        hold = "it was written while outgoing was off"
    hold = hold or (epoch.why_held(unit, caused) if caused else "")
    hold = hold or correspondents.why_muted(unit, (*letter.to, *letter.cc))
    sha256 = desk.raw.put(raw)
    row = unit.add(
        Outgoing(
            intent=digest(case.number, cause, letter.text, *letter.to, *letter.cc),
            case=case.number,
            mailbox=mailbox.name,
            purpose=letter.purpose,
            text=letter.text,
            message_id=message_id,
            raw=sha256,
            envelope_from=mailbox.address,
            recipients=tuple(Recipient(a) for a in dict.fromkeys((*letter.to, *letter.cc))),
            created=now,
            not_before=leaves,
            subject=letter.subject,
            policy=policy,
            state=OutState.HELD if hold else OutState.QUEUED,
            held_why=hold,
            role=letter.role,
            draft=letter.draft,
            next_state=letter.next_state,
            earns=letter.earns,
        )
    )
    unit.add(
        CaseMail(
            case.number,
            Direction.OUT,
            message_id,
            now,
            sha256,
            mailbox.address,
            (*letter.to, *letter.cc),
            letter.subject,
            snippet(to_text(letter.markdown)),
        )
    )
    what = f"{letter.text or letter.purpose} to {', '.join(letter.to)}"
    unit.add(Event(case.number, now, "held" if hold else "queued", f"{what}: {hold}" if hold else what))
    return row


def draft_digest(
    to: tuple[str, ...], cc: tuple[str, ...], subject: str, body: str, in_reply_to: str, attach: tuple[str, ...] = (),
    undone: int = 0,
) -> str:
    """What an approval names: the recipients, the words, the mail they answer, and the files; after `undone` approvals
    that were taken back, none of which counts again when its form or mail comes a second time."""
    again = (f"undone {undone}",) if undone else ()
    return digest("\n".join(to), "\n".join(cc), subject, body, in_reply_to, *attach, *again)


def propose(
    unit: Unit,
    case: Case,
    letter: Letter,
    *,
    words: str,
    next_state: str,
    missing: tuple[str, ...],
    now: datetime,
    actor: str = "mailtriage",
) -> Draft:
    """A draft that waits for a person."""
    draft = unit.add(
        Draft(
            case=case.number,
            text=letter.text,
            purpose=letter.purpose,
            language=letter.language,
            mailbox=case.mailbox,
            to=letter.to,
            cc=letter.cc,
            subject=letter.subject,
            body=letter.markdown,
            digest=draft_digest(
                letter.to, letter.cc, letter.subject, letter.markdown, letter.in_reply_to, letter.attach
            ),
            created=now,
            in_reply_to=letter.in_reply_to,
            references=letter.references,
            words=words,
            next_state=next_state,
            missing=missing,
            asks=letter.asks,
            attach=letter.attach,
            earns=letter.earns,
            due=nearest(unit, case.number),
        )
    )
    unit.add(Event(case.number, now, "draft", f"draft {draft.id} proposes {letter.text or 'a reply'}: {words}",
                   actor))
    return draft


def nearest(view: View, case: str) -> datetime | None:
    """When the nearest running clock of the case runs out; how long a hand-over waits is no promise to anybody."""
    running = (c for c in view.find(Clock, "case", case) if c.state is ClockState.RUNNING and c.kind != ASKING)
    return min((c.due for c in running), default=None)
