"""Attack 23: ten thousand drafts wait, and a case has three hundred mails: the pages stay quick, the most urgent stands first, and
what nobody decides is never decided by time. RELIABILITY.md."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mailtriage.model.case import Case, CaseMail, Event
from mailtriage.model.draft import Draft, DraftState
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.outgoing import Outgoing
from mailtriage.staff.tell import tell
from mailtriage.work import breaker
from mailtriage.work.retention import keep
from mailtriage.work.tick import close_what_stayed_solved, tick
from tests.desk.office import NOW, Office, form

DRAFTS, MAILS = 10_000, 300
QUEUE, CASE = 0.200, 0.300      # seconds of server time a page may take


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The desk with so many drafts, each on a case of its own, due in an order that is not that of their ids."""
    office = Office(tmp_path_factory.mktemp("flooded"))
    number = office.mail()
    with office.desk.store.view() as view:
        case, draft = view.one(Case, "number", number), office.waiting()[0]
        mail, row = view.find(CaseMail, "case", number)[0], view.find(LedgerRow, "case", number)[0]
    assert case is not None
    with office.desk.store.unit() as unit:
        for n in range(DRAFTS - len(office.waiting())):
            other, raw = f"CAD-{200_000 + n}-0", f"{n:064x}"
            if n % 50 == 0:     # the bytes of some are there
                raw = office.desk.raw.put(f"From: c@s.example\r\nSubject: mail {n}\r\n\r\nWords of mail {n}.\r\n".encode())
            minutes = 1 + n * 7919 % 20_000
            unit.add(replace(case, id=0, number=other, contact=f"Customer {n}"))
            unit.add(replace(draft, id=0, case=other, due=NOW + timedelta(minutes=minutes)))
            if minutes < 1_000 or n % 50 == 0:      # of the others nobody sees more than that they wait
                unit.add(replace(mail, id=0, case=other, raw=raw))
                unit.add(replace(row, id=0, case=other, key=f"support/INBOX/9/{n}", sha256=raw))
    return office


def quickest(job: Callable[[], object]) -> float:
    """Processor time of all threads, the best of five: what else the machine does is not ours."""
    times = []
    for _ in range(5):
        began = time.process_time()
        job()
        times.append(time.process_time() - began)
    return min(times)


def test_the_queue_and_a_draft_of_ten_thousand_are_quick(office: Office) -> None:
    thandi = office.sign_in("thandi")
    one = office.waiting()[5_000].id
    took = {path: quickest(lambda p=path: thandi.get(p)) for path in ("/", f"/drafts/{one}", f"/drafts/{one}?part=pane", "/cases", "/health")}     # type: ignore[misc]
    print("\n[10,000 drafts wait: " + ", ".join(f"{path} {seconds * 1000:.0f} ms" for path, seconds in took.items()) + "]")
    assert max(took.values()) < QUEUE, took


def test_the_first_page_is_the_most_urgent_and_the_count_is_of_all(office: Office) -> None:
    thandi = office.sign_in("thandi")
    page = thandi.get("/").text
    assert f"{DRAFTS} drafts" in page.replace(",", "")
    shown = [int(id) for id in re.findall(r'class="card"[^>]*data-id="(\d+)"', page)]
    assert 20 <= len(shown) <= 200
    wait = sorted(office.waiting(), key=lambda d: d.queue)
    assert [office.draft(id).queue for id in shown] == [d.queue for d in wait[:len(shown)]]


def test_a_decision_among_ten_thousand_is_quick_too(office: Office) -> None:
    thandi = office.sign_in("thandi")
    fields, times = form(thandi), []
    for draft in sorted(office.waiting(), key=lambda d: d.queue)[:5]:
        began = time.process_time()
        answer = thandi.post(f"/drafts/{draft.id}/reject", data={**fields, "why": "wrong text"})
        times.append(time.process_time() - began)
        assert answer.status_code == 303
    print(f"\n[10,000 drafts wait: a rejection {min(times) * 1000:.0f} ms]")
    assert min(times) < QUEUE


def test_nothing_is_approved_by_time(office: Office) -> None:
    """Not when it is due, not when it was missed, not after a month of housekeeping."""
    before = {d.id for d in office.waiting()}
    sent = _by_draft(office)
    now = office.world.now
    try:
        for days in (0, 1, 30):
            office.world.now = now + timedelta(days=days, hours=1)
            tick(office.desk)
            tell(office.desk)
            close_what_stayed_solved(office.desk)
            keep(office.desk)
            with office.desk.store.view() as view:
                breaker.state(view)
        assert before == {d.id for d in office.waiting()} and _by_draft(office) == sent
        with office.desk.store.view() as view:
            assert not view.count(Draft, "state", DraftState.APPROVED)
    finally:
        office.world.now = now


def _by_draft(office: Office) -> int:
    with office.desk.store.view() as view:
        return sum(1 for o in view.all(Outgoing) if o.draft)


def test_a_case_of_three_hundred_mails_is_quick(tmp_path: Path) -> None:
    office = Office(tmp_path)
    number = office.mail()
    with office.desk.store.view() as view:
        mail, row = view.find(CaseMail, "case", number)[0], view.find(LedgerRow, "case", number)[0]
    with office.desk.store.unit() as unit:
        for n in range(MAILS - 1):
            raw = office.desk.raw.put(f"From: c1@s1.example\r\nSubject: mail {n}\r\n\r\nWords of mail {n}.\r\n\r\n> quoted\r\n".encode())
            at = mail.at + timedelta(minutes=n + 1)
            unit.add(replace(mail, id=0, at=at, raw=raw, message_id=f"<{n}@x.example>", snippet=f"Words of mail {n}."))
            unit.add(replace(row, id=0, key=f"support/INBOX/9/{n}", sha256=raw, received=at))
            unit.add(Event(number, at, "follow-up", f"mail {n}"))
    thandi = office.sign_in("thandi")
    took = {path: quickest(lambda p=path: thandi.get(p)) for path in (f"/cases/{number}", "/", f"/drafts/{office.waiting()[0].id}")}     # type: ignore[misc]
    print("\n[a case of 300 mails: " + ", ".join(f"{path} {seconds * 1000:.0f} ms" for path, seconds in took.items()) + "]")
    assert max(took.values()) < CASE, took
    assert "Words of mail 298." in thandi.get(f"/cases/{number}").text
