"""bench/desk_pages.py: what the pages of the web desk cost with many open cases and drafts.

    python bench/desk_pages.py [--size 10000] [--times 20] [--dir DIR] [--most MS]

A desk with that many open cases, each with a mail in, its ledger row, a waiting draft and a clock, as many customers,
and some people; the mails were decided in 300 ways. Each page is asked --times times by somebody who is signed in,
after one look that nobody counts, each time after a unit of somebody else's. The numbers are milliseconds of processor
time of one request, which other load changes little. Exit 1 when the median of a page is over --most.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from mailtriage.model.case import Case, CaseMail, Direction  # noqa: E402
from mailtriage.model.clock import Clock  # noqa: E402
from mailtriage.model.draft import Draft  # noqa: E402
from mailtriage.model.ids import case_number  # noqa: E402
from mailtriage.model.ledger import LedgerRow  # noqa: E402
from mailtriage.model.register import Contact, Customer  # noqa: E402
from mailtriage.work.hits import mails  # noqa: E402
from mailtriage.work.owed import owing  # noqa: E402
from tests.desk.office import Office  # noqa: E402

PAGES = ("/", "/?only=mine", "/?only=today", "/?only=", "/queue", "/drafts/{draft}?part=pane", "/cases",
         "/cases?mine=1", "/cases/{case}", "/unanswered", "/customers", "/customers?q=Firm+77", "/rules", "/charts",
         "/incidents", "/quarantine", "/health", "/autonomy", "/search?q=installer")
WAYS = 300
WORDS = ("The installer stops with error 1603 at {n} percent. Where is the manual? The gateway of our site in Leeds "
         "shows a red light since Tuesday, and calls of {n} people are dropped after some minutes.")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def fill(office: Office, size: int) -> None:
    """`size` copies of one case that came in, each with what belongs to it."""
    number = office.mail(text=WORDS.format(n=0))
    with office.desk.store.view() as view:
        case = view.one(Case, "number", number)
        row, mail = view.find(LedgerRow, "case", number)[0], view.find(CaseMail, "case", number)[0]
        drafts, clocks = view.find(Draft, "case", number), view.find(Clock, "case", number)
    assert case is not None and drafts
    decisions = [decided(office, row, seed) for seed in range(WAYS)]
    for first in range(0, size, 1000):
        with office.desk.store.unit() as unit:
            for n in range(first, min(first + 1000, size)):
                at, name = office.world.now - timedelta(minutes=7 * n), case_number("CAD", 200_000 + n)
                who = f"p{n}@firm{n}.example"
                unit.add(Customer("cadents", f"Firm {n}", (f"firm{n}.example",), products=("Gateway 4",)))
                unit.add(Contact("cadents", f"Firm {n}", who, name=f"Person {n}"))
                unit.add(replace(case, id=0, number=name, opened=at, updated=at, subject=f"Installer stops {n}",
                                 customer=f"Firm {n}", participants=(who,), assignee="thandi" if n % 40 == 0 else ""))
                raw = mail.raw if n == size - 1 else f"{n:064x}"        # the pane reads the last one
                unit.add(replace(mail, id=0, case=name, message_id=f"<{n}@b>", at=at, direction=Direction.IN,
                                 sender=who, snippet=WORDS.format(n=n)[:100], raw=raw))
                unit.add(replace(row, id=0, key=f"support/INBOX/9/{n}", uid=n + 10, identity=f"i{n}", received=at,
                                 message_id=f"<{n}@b>", case=name, sha256=raw, decision=decisions[n % WAYS]))
                unit.add(replace(drafts[0], id=0, case=name, created=at, to=(who,),
                                 due=at + timedelta(days=30 * (n % 2))))
                for clock in clocks[:1]:
                    unit.add(replace(clock, id=0, case=name))


def decided(office: Office, row: LedgerRow, seed: int) -> str:
    """The decision of a mail, with some of its reasons by other rules."""
    rng, made = random.Random(seed), json.loads(office.desk.raw.get_blob(row.decision))
    rules = [r.id for r in office.desk.programs["cadents"].categories]
    for reason in made["reasons"]:
        reason["rule"] = rng.choice(rules) if reason["step"] == "category" else reason["rule"]
    made["reasons"] = rng.sample(made["reasons"], len(made["reasons"]) - rng.randrange(4))
    return office.desk.raw.put_blob(json.dumps(made).encode())


def somebody_works(office: Office) -> None:
    with office.desk.store.unit() as unit:
        case = unit.get(Case, unit.ids(Case, "assignee", "thandi")[0])
        assert case is not None
        unit.put(replace(case, revision=case.revision + 1))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--dir", type=Path)
    parser.add_argument("--most", type=float, default=200)
    parser.add_argument("--pages", nargs="*", default=PAGES)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=told.dir) as folder:
        office = Office(Path(folder))
        began = time.monotonic()
        fill(office, told.size)
        say(f"{told.size} open cases, drafts and customers, made in {time.monotonic() - began:.0f} s")
        return measure(office, told.times, told.most, told.pages)


def measure(office: Office, times: int, most: float, pages: tuple[str, ...]) -> int:
    thandi, draft, slow = office.sign_in("thandi"), office.waiting()[-1], 0
    owing(office.desk, 60)              # what a desk that has run for minutes has read
    with office.desk.store.view() as view:
        mails(view, office.desk, 60)
    say(f"{'page':<28}{'median':>8}{'p95':>8}{'max':>8}{'first':>8}   ms of processor time, N = {times}")
    for page in pages:
        path, took = page.format(draft=draft.id, case=draft.case), []
        for _ in range(times + 1):
            somebody_works(office)
            began = time.process_time()
            answer = thandi.get(path, headers={"hx-request": "true"} if "part=" in path else {})
            took.append((time.process_time() - began) * 1000)
            assert answer.status_code == 200, (path, answer.status_code)
        first, rest = took[0], sorted(took[1:])
        median, p95 = statistics.median(rest), rest[int(len(rest) * 0.95) - 1]
        slow += median > most
        say(f"{page:<28}{median:>8.0f}{p95:>8.0f}{rest[-1]:>8.0f}{first:>8.0f}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
