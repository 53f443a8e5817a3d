"""One kind of unit for all kill and fault tests, and the question whether a store holds such units whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mailtriage.model.case import Case, CaseMail, Event
from mailtriage.model.ledger import LedgerRow
from mailtriage.store.check import _compare
from mailtriage.store.port import Store, Unit
from mailtriage.store.tinydb import TinyStore
from tests.store.records import case, event, mail, row


def write(unit: Unit, n: int) -> None:
    """Rows in four tables, an update, a removal, a sequence and a setting; all of it carries `n`."""
    kept = unit.add(case(n))
    unit.add(row(n))
    gone = unit.add(event(n, "to be removed"))
    unit.add(mail(n))
    unit.add(event(n))
    unit.remove(Event, gone.id)
    unit.put(replace(kept, revision=n))
    unit.next("units")
    unit.set_setting("last", n)


def numbers(store: Store) -> list[int]:
    """Which units the store holds, in order; AssertionError when one is there in part."""
    with store.view() as view:
        cases = [c.revision for c in view.all(Case)]
        assert [r.uid for r in view.all(LedgerRow)] == cases, "half-applied"
        assert [int(m.raw, 16) for m in view.all(CaseMail)] == cases, "half-applied"
        events = [e.case for e in view.all(Event) if e.text == "opened"]
        assert events == [case(n).number for n in cases], "half-applied"
        assert view.count(Event) == len(cases), "half-applied"
        assert view.sequence("units") == len(cases), "sequence"
        assert view.setting("last") == (cases[-1] if cases else None), "setting"
        for n in cases:
            assert view.one(Case, "number", case(n).number) is not None, "index"
            assert view.count(CaseMail, "message_id", mail(n).message_id) == 1, "index"
    return cases


def sound(folder: Path) -> list[int]:
    """Open the store anew: the units it holds. It must be whole, equal what is on disk, and take another unit."""
    store = TinyStore(folder, wait=5)
    try:
        found = numbers(store)
        with store.unit() as unit:
            unit.set_setting("checked", [*(unit.setting("checked") or []), len(found)])
        assert list(_compare(store.storage.reread(), store.storage.state())) == []
        return found
    finally:
        store.close()
