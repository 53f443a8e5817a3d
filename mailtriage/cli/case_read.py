"""cli/case_read.py: `mailtriage case show` and `case mail`: read a case and its mails. Reads next work/reading.py."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailtriage.cli.context import open_desk
from mailtriage.cli.output import clean, emit_json, fail, local, say, table
from mailtriage.cli.people import json_option
from mailtriage.cli.words import size, wrote

if TYPE_CHECKING:
    from mailtriage.model.case import CaseMail
    from mailtriage.work.desk import Desk


@click.command()
@click.argument("number")
@click.option("--full", is_flag=True, help="Every mail and note whole.")
@json_option
@click.pass_context
def show(ctx: click.Context, number: str, full: bool, as_json: bool) -> None:
    """One case: facts, thread, the words that wait for an answer, drafts, clocks, events."""
    from mailtriage.work.dossier import dossier, find_case
    from mailtriage.work.reading import unanswered
    from mailtriage.work.search import alike
    from mailtriage.work.thread import thread

    desk = open_desk(ctx)
    with desk.store.view() as view:
        found = dossier(view, desk, number, full and as_json)
        case = find_case(view, desk.prefixes, number)
        mails = thread(view, case) if case is not None else []
        words = unanswered(view, case) if case is not None else []
        if found is not None:
            found["similar"] = alike(view, desk, found["number"])
    if found is None:
        fail(f"there is no case {number}; `mailtriage case list --all` shows them")
    if as_json:
        emit_json(found)
        return
    _facts(found)
    counted = _counted(mails, found["number"])
    left = {row["message_id"]: row["state"] for row in found["outgoing"]}
    _part("thread", ("n", "at", "way", "from", "subject", "words"), [
        (n, m.at, _way(m, left), m.sender, m.subject[:50], _words(m.snippet)) for n, m in counted])
    if full:
        for n, m in counted:
            _mail(desk, n, m)
    elif words:
        say()
        wrote(desk, words)
    _rest(found)
    say()
    say(f"`mailtriage case mail {found['number']} N` prints mail N whole; "
        f"`mailtriage explain {found['number']}` says why")


@click.command()
@click.argument("number")
@click.argument("n", type=int, required=False)
@click.option("--attachments", metavar="DIR", help="Save its attachments there; no file is replaced.")
@click.pass_context
def mail(ctx: click.Context, number: str, n: int | None, attachments: str | None) -> None:
    """One mail or note of a case, whole: the N-th of the thread, default the latest that came in."""
    from mailtriage.model.case import CaseMail, Direction
    from mailtriage.work.dossier import find_case
    from mailtriage.work.reading import save_attachments

    desk = open_desk(ctx)
    with desk.store.view() as view:
        case = find_case(view, desk.prefixes, number)
        mails = view.find(CaseMail, "case", case.number) if case else []
    if case is None:
        fail(f"there is no case {number}; `mailtriage case list --all` shows them")
    if n is None:
        n = max((i for i, m in enumerate(mails, 1) if m.direction is Direction.IN), default=len(mails))
    if not 1 <= n <= len(mails):
        fail(f"{case.number} has {len(mails)} mails and notes; `mailtriage case show {case.number}` numbers them")
    _mail(desk, str(n), mails[n - 1])
    if attachments is None:
        return
    try:
        written = save_attachments(desk, mails[n - 1], Path(attachments))
    except OSError as e:
        fail(f"{attachments}: {e.strerror or e}")
    say()
    say("\n".join(f"saved {clean(path)}" for path in written) or "there is no attachment to save")


def _words(text: str, most: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _part(title: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    if rows:
        say()
        say(title)
        table(rows, columns)


def _counted(mails: list[CaseMail], number: str) -> list[tuple[str, CaseMail]]:
    """Each mail with what `case mail` calls it: its place in its case, behind the number of one that was merged."""
    so_far: Counter[str] = Counter()
    found = []
    for mail in mails:
        so_far[mail.case] += 1
        place = str(so_far[mail.case])
        found.append((place if mail.case == number else f"{mail.case} {place}", mail))
    return found


def _way(mail: CaseMail, left: dict[str, str]) -> str:
    """Which way a mail went; of ours, also what became of one that has not simply left."""
    state = left.get(mail.message_id, "sent") if mail.direction.value == "out" else "sent"
    return mail.direction.value if state == "sent" else f"{mail.direction.value}, {state}"


def _mail(desk: Desk, n: str, m: CaseMail) -> None:
    from mailtriage.work.reading import read

    reading = read(desk, m)
    say()
    say(f"--- {n}: {m.direction.value}, {local(m.at)}")
    for name, value in reading.headers:
        say(f"{name}: {clean(value)}")
    for a in reading.attachments:
        say(f"attached: {clean(a.name)} ({clean(a.type)}, {size(a.size)})")
    say()
    say(reading.text or "(no words)")


def _facts(d: dict[str, Any]) -> None:
    say(f"{d['number']}  {clean(d['subject'])}")
    entitled = d["entitlement"]
    facts = [
        ("state", d["state"]),
        ("customer", d["customer"] or "-"),
        ("contact", d["contact"] or "-"),
        ("entitlement", f"{entitled['verdict']} {entitled['level']}".strip() + f"  ({entitled['evidence']})"),
        ("type", d["type"]),
        ("category", d["category"] or "-"),
        ("priority", d["priority"] or "-"),
        ("level", d["level"]),
        ("team", d["team"] or "-"),
        ("assignee", d["assignee"] or "nobody"),
        ("mailbox", d["mailbox"]),
        ("participants", ", ".join(d["participants"]) or "-"),
        ("links", ", ".join(d["links"]) or "-"),
        *((("undeliverable", "; ".join(f"{u['who']}: {u['reason']}" for u in d["undeliverable"])),)
          if d["undeliverable"] else ()),
        *((("also about", ", ".join(d["also"])),) if d["also"] else ()),
        *((("call back", _called(d["callback"])),) if d["callback"] else ()),
        *((("hand-over", _waits(d)),) if d["handing_over"] else ()),
        *((("known problem", _known(d["known_problem"])),) if d["known_problem"] else ()),
    ]
    table(facts, ("fact", "value"))
    _part("known", ("field", "value", "how", "from"), [
        (name, value, d["field_sources"][name]["by"], d["field_sources"][name]["source"])
        for name, value in d["fields"].items()])
    _part("missing", ("field", "title", "asked", "perhaps said"), [
        (m["field"], m["title"], m["asked"], clean(m["perhaps"]) or "-")
        for m in d.get("checklist", {}).get("missing", [])])


def _waits(d: dict[str, Any]) -> str:
    """The hand-over that waits, for what and how long."""
    waits, missing = d["handing_over"], ", ".join(m["title"] for m in d["checklist"]["missing"])
    end = f", at the latest {waits['until']:%Y-%m-%d %H:%M} UTC" if waits["until"] else ""
    return f"to {waits['to']}, asked for by {waits['by']}, waits for {missing}{end}"


def _called(c: dict[str, Any]) -> str:
    when = f"by {local(c['due'])}" if c["due"] else clean(c["said"])
    made = f"made {local(c['done'])} by {clean(c['done_by'])}" if c["done"] else "to be made"
    return f"{clean(c['number'])} {when}".rstrip() + f" ({made}; flagged by {clean(c['by'])})"


def _known(k: dict[str, Any]) -> str:
    return f"{k['title']} (score {k['score']}: {', '.join(map(clean, k['words']))}) {k['article']}".rstrip()


def _rest(d: dict[str, Any]) -> None:
    _part("similar solved cases", ("case", "score", "subject"), [
        (s["number"], f"{s['score']:.1f}", s["subject"][:60]) for s in d["similar"]])
    _part("drafts", ("draft", "state", "text", "to", "subject"), [
        (f["id"], f["state"], f["text"] or "reply", f["to"], f["subject"][:60]) for f in d["drafts"]])
    _part("clocks", ("clock", "calendar", "started", "due", "state"), [
        (c["kind"], c["calendar"], c["started"], c["due"], c["state"]) for c in d["clocks"]])
    _part("events", ("at", "who", "what", "words"), [
        (e["at"], e["actor"], e["kind"], e["text"]) for e in d["events"]])


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--program", "programs", multiple=True, help="Only cases of this program; may be repeated.")
@click.option("--most", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many cases.")
@json_option
@click.pass_context
def find(ctx: click.Context, words: tuple[str, ...], programs: tuple[str, ...], most: int, as_json: bool) -> None:
    """Cases whose mails or notes hold all the WORDS, best first; a phrase in quotes within quotes."""
    from dataclasses import asdict

    from mailtriage.model.case import Case
    from mailtriage.work.search import search

    desk = open_desk(ctx)
    with desk.store.view() as view:
        found = search(view, desk, " ".join(words), programs, most, seconds=600.0)
        cases = {h.number: view.one(Case, "number", h.number) for h in found.hits}
    if as_json:
        emit_json([asdict(h) | {"snippet": h.snippet.translate({2: None, 3: None})} for h in found.hits])
    else:
        table([(h.number, c.state if c else "", c.subject[:40] if c else "", h.snippet.translate({2: "[", 3: "]"}))
               for h in found.hits for c in (cases[h.number],)], ("case", "state", "subject", "words"))
    ctx.exit(0 if found.hits else 1)
