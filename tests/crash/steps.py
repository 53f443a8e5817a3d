"""What happens at a desk, as the steps of plots: mail, time, and what people do. Who did not see a command end looks
first, or gives it again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from mailtriage.model.case import State
from mailtriage.model.draft import Draft
from mailtriage.model.outgoing import OutState
from mailtriage.model.staff import MailPace, Notify, Role
from mailtriage.ops.backup import backup as make_backup
from mailtriage.ops.restore import restore
from mailtriage.staff import people
from mailtriage.store.port import StoreError
from mailtriage.work import cases, epoch, erase, erase_plan, outbox, search
from mailtriage.work.approve import approve, edit, reject
from mailtriage.work.queue import undo
from mailtriage.work.release import drop, release
from tests.crash.fake_lines import taken
from tests.crash.stage import Stage, Step


def mail(text: str, to: str = "support", age: timedelta = timedelta(0), folder: str = "INBOX") -> Step:
    """A mail arrives. {ack}: the Message-ID of the last mail that left; {number}: the last case."""

    def arrives(stage: Stage) -> None:
        known = {"ack": lambda: stage.last_sent().message_id, "number": lambda: stage.numbers()[-1],
                 "offer": lambda: stage.last_offer().message_id}
        filled = re.sub(r"\{(ack|number|offer)\}", lambda m: known[m[1]](), text)
        stage.server(to).deliver(filled.replace("\n", "\r\n").encode(), stage.now - age, folder)

    return arrives


def pipes(text: str) -> Step:
    """An MTA hands us a mail by `ingest --keep-only`, and forgets it once we said that we have it."""

    def hands_over(stage: Stage) -> None:
        raw = text.replace("\n", "\r\n").encode()
        kept = stage.desk.spool.put("support", "-", 0, 42, stage.now, raw)
        folder = stage.truth / "pipe"
        folder.mkdir(exist_ok=True)
        (folder / kept.sha256).write_bytes(raw)

    return hands_over


def later(**time: float) -> Step:
    return lambda stage: stage.advance(timedelta(**time))


def passes(stage: Stage) -> None:
    stage.one_pass()


def quiet(stage: Stage) -> None:
    stage.to_quiet()


def _draft(stage: Stage, how: Callable[[Stage, int], object]) -> None:
    """Do it with the first draft; a person who does not know whether it was done names the same one again."""
    how(stage, stage.first_draft())


def approves(stage: Stage) -> None:
    _draft(stage, lambda s, id: approve(s.desk, id, "thandi"))


def approves_text(text: str) -> Step:
    """Approve the first draft of that text there ever was."""

    def approved(stage: Stage) -> None:
        with stage.desk.store.view() as view:
            id = min(d.id for d in view.all(Draft) if d.text == text)
        approve(stage.desk, id, "thandi")

    return approved


def undoes(stage: Stage) -> None:
    _draft(stage, lambda s, id: undo(s.desk, id, "thandi"))


def rejects(stage: Stage) -> None:
    _draft(stage, lambda s, id: reject(s.desk, id, "thandi", "not this"))


def edits(stage: Stage) -> None:
    _draft(stage, lambda s, id: edit(s.desk, id, "thandi", body="Please press the red button."))


def takes_back(stage: Stage) -> None:
    outbox.cancel(stage.desk, stage.rows()[-1].id, "thandi")


def releases(stage: Stage) -> None:
    release(stage.desk, stage.ledger()[-1].id, "thandi")


def drops(stage: Stage) -> None:
    drop(stage.desk, stage.ledger()[-1].id, "thandi", "spam")


def closes(stage: Stage) -> None:
    cases.close(stage.desk, stage.numbers()[-1], "thandi")


def solves(stage: Stage) -> None:
    """A person looks at the case first: to solve it twice is to say twice that it is solved."""
    if stage.states()[-1] is not State.SOLVED:
        cases.solve(stage.desk, stage.numbers()[-1], "thandi")


def lets_go(stage: Stage) -> None:
    """Send on what is held; nothing when it was done already."""
    for row in stage.rows():
        if row.state is OutState.HELD:
            outbox.retry(stage.desk, row.id, "thandi")


def rebuilt(stage: Stage) -> None:
    stage.server().rebuild()


def sleeps_till_alarm(stage: Stage) -> None:
    stage.advance(timedelta(days=1))


def copies(stage: Stage) -> None:
    """A backup; whoever finds one of that name has his backup."""
    dest: Path = stage.folder / "copy"
    try:
        make_backup(stage.desk.store, stage.desk.data, dest)    # type: ignore[arg-type]
    except StoreError as e:
        if "exists" not in str(e):
            raise


def has_folder(name: str) -> Step:
    """A folder that people made, before we came."""

    def made(stage: Stage) -> None:
        stage.server().make(name)

    return made


def joins(stage: Stage) -> None:
    """A person of the desk who wants drafts by mail."""
    store = stage.desk.store
    people.add(store, "thandi", name="Thandi", address="thandi@cadents.example", role=Role.AGENT, programs=(),
               now=stage.now)
    people.set_mail(store, "thandi", MailPace.DRAFTS)


def listens(stage: Stage) -> None:
    """A person of the desk who hears within minutes of what needs one, and one who hears of it at noon."""
    store = stage.desk.store
    for login, wish in (("thandi", {"notify": Notify.EACH}), ("sipho", {"digest": "12:00", "zone": "UTC"})):
        people.add(store, login, name=login.title(), address=f"{login}@cadents.example", role=Role.AGENT, programs=(),
                   now=stage.now)
        people.set_wish(store, login, stage.now, **wish)        # type: ignore[arg-type]


def answers_by_hand(stage: Stage) -> None:
    """A person's own answer; nothing when it is on the case already."""
    if not any(row.purpose == "reply" for row in stage.rows()):
        cases.reply(stage.desk, stage.numbers()[-1], "thandi", "Please send us the log file.")


def erases(address: str) -> Step:
    """`erase ADDRESS --yes`; who finds nothing of them leaves the rest to the daemon. `truth/erased` and `truth/gone`
    say what must be nowhere afterwards."""

    def forgets(stage: Stage) -> None:
        (stage.truth / "erased").write_text(address)
        gone = {mail.sha256 for mail in taken(stage.truth) if address in mail.recipients}
        gone |= {p.name for p in stage.truth.glob("*/*") if len(p.name) == 64 and address.encode() in p.read_bytes()}
        _gone(stage, gone)
        made = erase_plan.plan(stage.desk, address)
        if not made.empty:
            erase.erase(stage.desk, made, "thandi")

    return forgets


def searches(stage: Stage) -> None:
    """Somebody looks for something: from then on there is an index of all words."""
    assert search.catch_up(stage.desk, 60.0) == 0


def expires(stage: Stage) -> None:
    """So much time goes by that nothing of what there is may be kept."""
    _gone(stage, {p.name for p in stage.truth.glob("*/*") if len(p.name) == 64} | {m.sha256 for m in taken(stage.truth)})
    stage.advance(timedelta(days=400))


def _gone(stage: Stage, sha256s: set[str]) -> None:
    (stage.truth / "gone").write_text("\n".join(sorted(sha256s)))


def restores(stage: Stage) -> None:
    """The disk is lost; the backup takes its place. Who finds a restored desk has restored it. `truth/restored` are the
    mails the server had taken by then."""
    with stage.desk.store.view() as view:
        if epoch.waiting(view) is not None:
            return
    before = stage.truth / "restored"
    if not before.exists():
        before.write_text(json.dumps({"at": stage.now.isoformat(), "taken": [m.message_id for m in taken(stage.truth)]}))
    else:
        stage.advance(timedelta(minutes=1))
    stage.desk.close()
    prefixes = sorted(stage.desk.prefixes)
    restore(stage.folder / "copy", stage.folder / "data", prefixes=prefixes, now=stage.now, replace=True)
    stage.open()


def confirms(stage: Stage) -> None:
    """`restore --confirm --answered-until` the disaster, of which the server's log tells."""
    at = json.loads((stage.truth / "restored").read_text())["at"]
    with stage.desk.store.view() as view:
        waits = epoch.waiting(view)
    if waits is not None:
        epoch.confirm(stage.desk, "thandi", datetime.fromisoformat(at))
