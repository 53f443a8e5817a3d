"""bench/store_scale.py: what the embedded store costs at 1,000 and at 50,000 cases.

    python bench/store_scale.py [--sizes 1000,50000] [--mails 4] [--units 500] [--dir DIR]

Each case has a ledger row and a mail for each mail in, an answer in the outbox, a clock and three events, with fields
as long as real ones. Each size runs in a process of its own, so that memory is its own. The store is filled through the
port in large units, closed, opened anew (load), then works: a unit is one mail received (ledger row, mail, event, case
updated, answer queued), a lookup finds a case by a Message-ID. `commit cpu` is without the wait for the disk.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailtriage.model.case import Case, CaseMail, Direction, Event, State
from mailtriage.model.clock import Clock
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.model.outgoing import Outgoing, OutState, Recipient
from mailtriage.store.port import Unit
from mailtriage.store.tinydb import TinyStore

BEGAN = datetime(2026, 1, 5, 8, tzinfo=UTC)
TEXT = "The tablet at the clinic still shows last week's stock although we pressed the button twice this morning. "


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def number(n: int) -> str:
    return f"MEZ-{n:06d}-{n % 10}"


def message_id(n: int, k: int) -> str:
    return f"<{n * 7919 % 10**9:09d}.{k}.{n}@mail.customer{n % 500}.example>"


def add_mail(unit: Unit, n: int, k: int) -> None:
    at, uid = BEGAN + timedelta(minutes=n, hours=k), n * 10_000 + k
    sha, sender = f"{uid:064x}", f"person{n % 3000}@customer{n % 500}.example"
    unit.add(LedgerRow(
        key=f"support/INBOX/1700000000/{uid}", mailbox="support", folder="INBOX", uidvalidity=1700000000, uid=uid,
        sha256=sha, identity=f"{uid + 10**12:064x}", message_id=message_id(n, k), received=at, handled=at,
        outcome=Outcome.FOLLOW_UP if k else Outcome.NEW_CASE, reason="the subject names the case, from a participant",
        size=12_000, sender=sender, subject=f"Re: [{number(n)}] Tablet shows old stock", case=number(n),
        program="mezzanine", program_hash="a" * 64, decision=f"{uid + 2 * 10**12:064x}",
    ))
    unit.add(CaseMail(
        case=number(n), direction=Direction.IN, message_id=message_id(n, k), at=at, raw=sha, sender=sender,
        to=("support@desk.example",), subject="Tablet shows old stock", snippet=TEXT,
    ))


def add_answer(unit: Unit, n: int, k: int, state: OutState) -> None:
    at, uid = BEGAN + timedelta(minutes=n, hours=k), n * 10_000 + k
    unit.add(Outgoing(
        intent=f"{uid + 3 * 10**12:064x}", case=number(n), mailbox="support", purpose="acknowledgement", text="ack",
        message_id=f"<mt1.r.k1.{n:032d}.{k:026d}@desk.example>", raw=f"{uid + 4 * 10**12:064x}",
        envelope_from="support@desk.example", recipients=(Recipient(f"person{n % 3000}@customer{n % 500}.example"),),
        created=at, not_before=at, subject=f"[{number(n)}] Tablet shows old stock", state=state,
    ))


def add_case(unit: Unit, n: int, mails: int) -> None:
    at, done = BEGAN + timedelta(minutes=n), n % 10 != 0
    unit.add(Case(
        number=number(n), program="mezzanine", mailbox="support", subject="Tablet shows old stock", opened=at,
        updated=at, state=State.CLOSED if done else State.ASSIGNED, customer=f"Customer {n % 500}", category="app-sync",
        priority="P3", participants=(f"person{n % 3000}@customer{n % 500}.example",), fields={"device": "0821234567"},
    ))
    for k in range(mails):
        add_mail(unit, n, k)
    add_answer(unit, n, 0, OutState.SENT)
    unit.add(Clock(number(n), "first-response", "desk", at, at + timedelta(hours=8)))
    for kind in ("new-case", "sent", "closed"):
        unit.add(Event(number(n), at, kind, "answered with the acknowledgement, by itself", blob="b" * 64))


def timed(samples: int, job: Callable[[int], object]) -> tuple[float, float]:
    """Median and p95 in milliseconds."""
    took = []
    for i in range(samples):
        began = time.perf_counter()
        job(i)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return took[len(took) // 2], took[int(len(took) * 0.95)]


def rss() -> float:
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * resource.getpagesize() / 2**20


def fill(folder: Path, size: int, mails: int) -> None:
    store = TinyStore(folder)
    for begin in range(0, size, 1000):
        with store.unit() as unit:
            for n in range(begin, min(size, begin + 1000)):
                add_case(unit, n, mails)
    with store.unit():
        store.storage.compact()
    store.close()


def measure(folder: Path, size: int, mails: int, units: int) -> dict[str, float]:
    rng = random.Random(1)
    empty = rss()
    began = time.perf_counter()
    store = TinyStore(folder)
    result = {"cases": size, "load s": time.perf_counter() - began, "rss MiB": rss(), "before load MiB": empty}

    def receive(i: int) -> None:
        n = rng.randrange(size)
        with store.unit() as unit:
            case = unit.one(Case, "number", number(n))
            assert case is not None
            add_mail(unit, n, mails + 1 + i)
            add_answer(unit, n, mails + 1 + i, OutState.QUEUED)
            unit.add(Event(case.number, BEGAN, "follow-up", "joined by number"))
            unit.put(replace(case, revision=case.revision + 1, updated=BEGAN))

    def look_up(_: int) -> None:
        n = rng.randrange(size)
        with store.view() as view:
            found = view.find(CaseMail, "message_id", message_id(n, rng.randrange(mails)))
            assert view.one(Case, "number", found[0].case) is not None

    def due(_: int) -> None:
        with store.view() as view:
            assert len(view.upto(Outgoing, "due", "9999", most=10)) <= 10

    for job in (look_up, due, receive):
        job(-1)         # each table is indexed at its first use: daemon start, not daily work
    result["first use s"] = time.perf_counter() - began
    cpu = time.process_time()
    result["commit ms"], result["commit p95"] = timed(units, receive)
    result["commit cpu ms"] = (time.process_time() - cpu) * 1000 / units
    result["lookup ms"], result["lookup p95"] = timed(units * 4, look_up)
    result["due ms"], _ = timed(units, due)
    began = time.perf_counter()
    with store.unit():
        store.storage.compact()
    result["compact s"] = time.perf_counter() - began
    result["rss after MiB"] = rss()
    result["disk MiB"] = sum(p.stat().st_size for p in folder.iterdir()) / 2**20
    return result


def in_child(command: str, folder: Path, size: int, args: argparse.Namespace) -> str:
    done = subprocess.run(
        [sys.executable, __file__, "--child", command, "--sizes", str(size), "--mails", str(args.mails),
         "--units", str(args.units), "--dir", str(folder)],
        check=True, capture_output=True, text=True,
    )
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", default="1000,50000")
    parser.add_argument("--mails", type=int, default=2, help="mails of each case")
    parser.add_argument("--units", type=int, default=500, help="commits measured; lookups are four times as many")
    parser.add_argument("--dir", help="where the stores are made; its disk is what is measured")
    parser.add_argument("--child", choices=("fill", "measure"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    sizes = [int(s) for s in args.sizes.split(",")]
    if args.child == "fill":
        fill(Path(args.dir), sizes[0], args.mails)
    elif args.child == "measure":
        say(json.dumps(measure(Path(args.dir), sizes[0], args.mails, args.units)))
    else:
        report(sizes, args)


def report(sizes: list[int], args: argparse.Namespace) -> None:
    columns = []
    for size in sizes:
        folder = Path(tempfile.mkdtemp(prefix="mailtriage-bench-", dir=args.dir))
        try:
            in_child("fill", folder, size, args)
            columns.append(json.loads(in_child("measure", folder, size, args)))
        finally:
            shutil.rmtree(folder)
    per_case = 6 + 2 * args.mails
    say(f"{args.units} commits, {args.units * 4} lookups; {per_case} documents a case; fsync on")
    for name in columns[0]:
        say(f"{name:>16}" + "".join(f"{c[name]:>14,.3f}" if name != "cases" else f"{c[name]:>14,}" for c in columns))


if __name__ == "__main__":
    main()
