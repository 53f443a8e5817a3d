"""What every engine promises (store/port.py), engine by engine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from mailtriage.model.case import Case, CaseMail, State
from mailtriage.model.clock import Clock, ClockState
from mailtriage.model.ledger import Filing, LedgerRow
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.model.register import Customer
from mailtriage.store.port import Duplicate, Store, StoreError
from tests.store.records import NOON, case, clock, contents, mail, out, row

Reopen = Callable[[], Store]


def test_a_record_comes_back_as_it_was_given_with_its_id(store: Store) -> None:
    given = case(1, fields={"device": "0821"}, links=("continues:MEZ-000009-0",), state=State.WAITING, solved=NOON)
    with store.unit() as unit:
        kept = unit.add(given)
    with store.view() as view:
        assert kept == replace(given, id=kept.id)
        assert view.get(Case, kept.id) == kept
        assert view.get(Case, kept.id + 1) is None


def test_what_a_unit_did_is_there_after_a_restart(store: Store, reopen: Reopen) -> None:
    with store.unit() as unit:
        unit.add(case(1))
        unit.add(row(1))
        unit.set_setting("epoch", {"n": 1})
        unit.next("case/MEZ")
    again = reopen()
    assert contents(again) == contents(store)
    with again.view() as view:
        assert (view.setting("epoch"), view.sequence("case/MEZ")) == ({"n": 1}, 1)


def test_a_unit_that_raises_leaves_nothing_and_the_exception_is_the_callers(store: Store, reopen: Reopen) -> None:
    with store.unit() as unit:
        kept = unit.add(case(1))
        unit.set_setting("epoch", 1)
        unit.next("n")
    before = contents(store)
    with pytest.raises(KeyError, match="mine"), store.unit() as unit:
        unit.put(replace(kept, state=State.CLOSED, participants=()))
        unit.add(case(2))
        unit.add(row(2))
        unit.set_setting("epoch", None)
        unit.next("n")
        unit.remove(Case, kept.id)
        raise KeyError("mine")
    for each in (store, reopen()):
        assert contents(each) == before
        with each.view() as view:
            assert (view.setting("epoch"), view.sequence("n")) == (1, 1)
            assert view.one(Case, "number", "MEZ-000001-0") == kept
            assert view.one(Case, "number", "MEZ-000002-0") is None
            assert view.count(Case, "state", "closed") == 0
            assert view.find(Case, "participants", "p1@customer.example") == [kept]
            assert view.one(LedgerRow, "key", row(2).key) is None


def test_a_keyboard_interrupt_rolls_back_too(store: Store) -> None:
    with pytest.raises(KeyboardInterrupt), store.unit() as unit:
        unit.add(case(1))
        raise KeyboardInterrupt
    assert contents(store)["cases"] == []
    with store.unit() as unit:
        assert unit.next("n") == 1


def test_a_unit_sees_its_own_writes_and_a_view_does_not(store: Store) -> None:
    with store.unit() as unit:
        kept = unit.add(case(1))
        unit.put(replace(kept, state=State.ASSIGNED))
        unit.set_setting("a", [1])
        assert unit.get(Case, kept.id) == replace(kept, state=State.ASSIGNED)
        assert unit.one(Case, "number", kept.number) is not None
        assert unit.find(Case, "state", State.NEW) == []
        assert unit.count(Case, "state", State.ASSIGNED) == unit.count(Case) == 1
        assert unit.setting("a") == [1]
        with store.view() as view:
            assert view.count(Case) == 0
            assert view.setting("a") is None


def test_a_view_stays_what_it_was_while_others_commit(store: Store, reopen: Reopen) -> None:
    with store.unit() as unit:
        unit.add(case(1))
    with store.view() as view:
        with store.unit() as unit:
            unit.add(case(2))
        with reopen().unit() as unit:
            unit.add(case(3))
        assert view.count(Case) == len(list(view.all(Case))) == 1
    with store.view() as view:
        assert view.count(Case) == 3


def test_an_iterator_over_all_is_not_disturbed_by_the_unit_that_made_it(store: Store) -> None:
    with store.unit() as unit:
        for n in range(3):
            unit.add(case(n))
        for found in unit.all(Case):
            unit.put(replace(found, revision=found.revision + 1))
            unit.add(case(found.id + 10))
        assert unit.count(Case) == 6
        assert [c.revision for c in unit.all(Case)] == [1, 1, 1, 0, 0, 0]


def test_units_do_not_nest_and_the_outer_one_goes_on(store: Store) -> None:
    with store.unit() as unit:
        unit.add(case(1))
        with pytest.raises(StoreError, match="nest"), store.unit():
            pass
        unit.add(case(2))
    assert len(contents(store)["cases"]) == 2


def test_a_unit_that_has_ended_takes_no_more_writes(store: Store) -> None:
    with store.unit() as unit:
        kept = unit.add(case(1))
    for late in (
        lambda: unit.add(case(2)), lambda: unit.put(kept), lambda: unit.remove(Case, kept.id), lambda: unit.next("n"),
        lambda: unit.set_setting("a", 1), lambda: unit.get(Case, kept.id),
    ):
        with pytest.raises(StoreError):
            late()
    assert contents(store)["cases"] == [kept]


def test_a_second_thread_waits_for_the_unit_of_the_first(store: Store) -> None:
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        inside.wait()
        with store.unit() as unit:
            order.append("second")
            unit.next("n")

    thread = threading.Thread(target=second)
    thread.start()
    with store.unit() as unit:
        inside.set()
        thread.join(0.2)
        unit.next("n")
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    with store.view() as view:
        assert view.sequence("n") == 2


def test_a_taken_unique_value_raises_and_changes_nothing(store: Store) -> None:
    with store.unit() as unit:
        first, second = unit.add(case(1)), unit.add(case(2))
        with pytest.raises(Duplicate, match=r"MEZ-000001-0"):
            unit.add(case(1))
        with pytest.raises(Duplicate):
            unit.put(replace(second, number=first.number, state=State.CLOSED))
        assert unit.find(Case, "state", State.CLOSED) == []
    assert contents(store)["cases"] == [first, second]


def test_a_unique_value_is_free_again_after_remove_or_change(store: Store) -> None:
    with store.unit() as unit:
        first = unit.add(case(1))
        unit.put(replace(first, number="MEZ-000005-0"))
        second = unit.add(case(1))
        unit.remove(Case, second.id)
        unit.add(case(1))
    assert [c.number for c in contents(store)["cases"]] == ["MEZ-000005-0", "MEZ-000001-0"]


def test_two_records_exchange_a_unique_value_in_one_unit(store: Store, reopen: Reopen) -> None:
    other = reopen()
    with store.unit() as unit:
        a, b = unit.add(case(1)), unit.add(case(2))
    assert len(contents(other)["cases"]) == 2      # it will replay the exchange, not load it
    with store.unit() as unit:
        unit.put(replace(a, number="MEZ-000009-0"))
        unit.put(replace(b, number=a.number))
        unit.put(replace(a, number=b.number))
    for each in (store, other, reopen()):
        with each.view() as view:
            assert view.one(Case, "number", a.number) == replace(b, number=a.number)
            assert view.one(Case, "number", b.number) == replace(a, number=b.number)


def test_empty_values_are_not_indexed_and_do_not_collide(store: Store) -> None:
    with store.unit() as unit:
        unit.add(out(1, message_id=""))
        unit.add(out(2, message_id=""))
        assert unit.one(Outgoing, "message_id", "") is None
        assert unit.count(Outgoing, "message_id", "") == 0


def test_find_gives_records_in_order_of_id_and_follows_each_change(store: Store) -> None:
    with store.unit() as unit:
        kept = [unit.add(mail(n % 2)) for n in range(6)]
    with store.unit() as unit:
        unit.put(replace(kept[0], case=kept[1].case))
        unit.remove(CaseMail, kept[3].id)
        assert [m.id for m in unit.find(CaseMail, "case", kept[1].case)] == [kept[i].id for i in (0, 1, 5)]
        assert [m.id for m in unit.newest(CaseMail, "case", kept[1].case, 2)] == [kept[i].id for i in (1, 5)]
        assert len(unit.newest(CaseMail, "case", kept[1].case, 9)) == 3 and unit.newest(CaseMail, "case", "none", 2) == []
        assert unit.count(CaseMail, "case", kept[1].case) == 3
        assert unit.find(CaseMail, "case", "none") == []


def test_an_index_value_may_be_held_by_few_by_many_and_by_few_again(store: Store, reopen: Reopen) -> None:
    held: list[CaseMail] = []
    for size in (1, 2, 63, 64, 65, 700, 66, 65, 64, 63, 2, 1, 0):
        with store.unit() as unit:
            while len(held) < size:
                held.append(unit.add(mail(1)))
            while len(held) > size:
                gone = held.pop(len(held) // 2)
                unit.remove(CaseMail, gone.id)
        for each in (store, reopen()):
            with each.view() as view:
                assert view.find(CaseMail, "case", mail(1).case) == held
                assert view.count(CaseMail, "case", mail(1).case) == size


def test_a_tuple_is_indexed_by_each_member_once(store: Store) -> None:
    with store.unit() as unit:
        a = unit.add(case(1, participants=("x@a.example", "y@a.example", "x@a.example")))
        b = unit.add(case(2, participants=("y@a.example",)))
        assert unit.find(Case, "participants", "x@a.example") == [a]
        assert unit.find(Case, "participants", "y@a.example") == [a, b]
        a = unit.put(replace(a, participants=("z@a.example",)))
        assert unit.find(Case, "participants", "x@a.example") == []
        assert unit.find(Case, "participants", "y@a.example") == [b]
        assert unit.find(Case, "participants", "z@a.example") == [a]


def test_a_property_is_an_index_like_a_field(store: Store) -> None:
    with store.unit() as unit:
        a = unit.add(row(1))
        unit.add(row(2, filing=Filing.DONE))
        acme = unit.add(Customer("mezzanine", "Acme", domains=("acme.example", "acme.test"), number="A7"))
        assert unit.find(LedgerRow, "filing_queue", "support/INBOX") == [a]
        unit.put(replace(a, filing=Filing.DONE))
        assert unit.count(LedgerRow, "filing_queue", "support/INBOX") == 0
        for index, value in (
            ("domain_keys", acme.domain_keys[1]), ("number_key", acme.number_key), ("key", acme.key),
        ):
            assert unit.find(Customer, index, value) == [acme]


def test_the_ordered_index_gives_what_is_due_smallest_first(store: Store, reopen: Reopen) -> None:
    with store.unit() as unit:
        for n, minutes in enumerate((30, 10, 20, 10, 40)):
            unit.add(out(n, minutes))
    limit = (NOON + timedelta(minutes=20)).isoformat()
    for each in (store, reopen()):
        with each.view() as view:
            assert [o.intent for o in view.upto(Outgoing, "due", limit)] == ["intent 1", "intent 3", "intent 2"]
            assert [o.intent for o in view.upto(Outgoing, "due", limit, most=2)] == ["intent 1", "intent 3"]
            first = view.first(Outgoing, "due")
            assert first is not None and first.intent == "intent 1"
    with store.unit() as unit:
        unit.put(replace(first, state=OutState.SENT))
        assert [o.intent for o in unit.upto(Outgoing, "due", limit)] == ["intent 3", "intent 2"]
        for n in (0, 2, 3, 4):
            found = unit.one(Outgoing, "intent", f"intent {n}")
            assert found is not None
            unit.put(replace(found, state=OutState.HELD))
        assert unit.first(Outgoing, "due") is None
        assert unit.upto(Outgoing, "due", "9999") == []


def test_clocks_that_no_longer_run_leave_the_ordered_index(store: Store) -> None:
    with store.unit() as unit:
        a, b = unit.add(clock(1, 5)), unit.add(clock(2, 1))
        assert [c.id for c in unit.upto(Clock, "alarm", "9999")] == [b.id, a.id]
        unit.put(replace(b, state=ClockState.MET))
        assert unit.first(Clock, "alarm") == a


def test_sequences_and_ids_are_never_given_out_twice(store: Store, reopen: Reopen) -> None:
    with store.unit() as unit:
        assert [unit.next("n"), unit.next("n"), unit.next("m")] == [1, 2, 1]
        kept = unit.add(case(1))
        last = unit.add(case(2))
    with store.unit() as unit:
        unit.remove(Case, last.id)
        unit.remove(Case, kept.id)
    again = reopen()
    with again.unit() as unit:
        assert unit.next("n") == 3
        assert unit.add(case(3)).id > last.id


def test_a_failed_unit_gives_its_numbers_back(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.unit() as unit:
        assert unit.next("n") == 1
        raise ZeroDivisionError
    with store.unit() as unit:
        assert unit.next("n") == 1


def test_put_of_what_is_not_there_is_refused(store: Store) -> None:
    with store.unit() as unit:
        with pytest.raises(StoreError, match="no record 7"):
            unit.put(case(1, id=7))
        unit.remove(Case, 7)
        assert unit.count(Case) == 0


def test_settings_are_the_callers_own(store: Store) -> None:
    value = {"list": [1]}
    with store.unit() as unit:
        unit.set_setting("a", value)
        value["list"].append(2)
        unit.setting("a")["list"].append(3)
        assert unit.setting("a") == {"list": [1]}
        unit.set_setting("b", None)
    with store.view() as view:
        assert view.setting("a") == {"list": [1]}


def test_what_is_handed_out_and_in_shares_nothing_with_the_store(store: Store) -> None:
    fields = {"device": "1"}
    with store.unit() as unit:
        kept = unit.add(case(1, fields=fields))
        fields["device"] = "changed"
        found = unit.get(Case, kept.id)
        assert found is not None
        found.fields["device"] = "changed too"
        again = unit.get(Case, kept.id)
        assert again is not None and again.fields == {"device": "1"}


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_a_record_that_would_not_load_again_is_refused_at_once(store: Store) -> None:
    with store.unit() as unit:
        with pytest.raises(ValueError, match="Case cannot be stored"):
            unit.add(case(1, opened="yesterday"))
        assert unit.count(Case) == 0


def test_a_lone_surrogate_cannot_stop_a_mail(store: Store, reopen: Reopen) -> None:
    with store.unit() as unit:
        unit.add(case(1, subject="bad \udcff and good \U0001f600", fields={"a": "b\ud800"}))
    for each in (store, reopen()):
        (found,) = contents(each)["cases"]
        assert found.subject == "bad \ufffd and good \U0001f600"
        assert found.fields == {"a": "b\ufffd"}


def test_an_unknown_index_or_record_is_a_programming_error(store: Store) -> None:
    with store.view() as view:
        for wrong in (
            lambda: view.one(Case, "subject", "x"), lambda: view.find(Case, "subject", "x"), lambda: view.get(int, 1),
            lambda: view.first(Case, "state"), lambda: view.upto(Outgoing, "state", "x"),
        ):
            with pytest.raises(LookupError):
                wrong()


def test_changed_differs_after_each_commit_of_any_process_and_only_then(store: Store, reopen: Reopen) -> None:
    other = reopen()
    tokens = [store.changed()]
    assert store.changed() == tokens[-1]
    for each in (store, other, store):
        with each.unit() as unit:
            unit.next("n")
        tokens.append(store.changed())
        assert store.changed() == tokens[-1]
    with store.unit() as unit:
        unit.count(Case)
    with pytest.raises(ValueError, match="no"), store.unit() as unit:
        unit.next("n")
        raise ValueError("no")
    assert store.changed() == tokens[-1]
    assert len(set(tokens)) == 4


def test_a_closed_store_says_so(store: Store) -> None:
    with store.view() as view:
        store.close()
        assert view.count(Case) == 0       # a view that is open stays readable
    store.close()
    with pytest.raises(StoreError, match="closed"), store.view():
        pass
    with pytest.raises(StoreError, match="closed"), store.unit():
        pass
