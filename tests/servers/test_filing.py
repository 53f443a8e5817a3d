"""Filing away on a real server: moved or flagged, once, whatever happened in between."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailtriage import points
from mailtriage.intake.imap import KEYWORD, ImapTrouble, Session
from mailtriage.model.ledger import Filing, Folder, LedgerRow
from tests.servers.dovecot import Dovecot
from tests.servers.intake_desk import IntakeDesk, desk_for, mail


@pytest.fixture
def desk(dovecot: Dovecot, user: str, tmp_path: Path) -> Iterator[IntakeDesk]:
    with desk_for(tmp_path, dovecot.imap(user)) as made:
        made.fetch()
        yield made


@pytest.fixture(params=["MOVE", "COPY"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Servers with MOVE, and servers without."""
    if request.param == "COPY":
        made = Session.__init__

        def without_move(self, *args, **named):  # type: ignore[no-untyped-def]
            made(self, *args, **named)
            self.capabilities -= {"MOVE"}
        monkeypatch.setattr(Session, "__init__", without_move)
    return str(request.param)


def bodies(dovecot: Dovecot, user: str, folder: str) -> list[bytes]:
    with dovecot.client(user, folder) as client:
        uids = client.search()
        return sorted(d[b"BODY[]"] for d in client.fetch(uids, ["BODY.PEEK[]"]).values()) if uids else []


def deliver(desk: IntakeDesk, dovecot: Dovecot, user: str, *mails: bytes) -> None:
    dovecot.deliver(user, *mails)
    desk.fetch()
    desk.receive()


def test_committed_mail_moves_and_the_row_says_where_it_lies(
    desk: IntakeDesk, dovecot: Dovecot, user: str, way: str
) -> None:
    deliver(desk, dovecot, user, mail(1), mail(2))
    assert desk.file() == 2
    assert dovecot.uids(user) == []
    assert bodies(dovecot, user, "Processed") == [mail(1), mail(2)]
    with dovecot.client(user, "Processed") as client:
        uidvalidity = client.folder_status("Processed", ["UIDVALIDITY"])[b"UIDVALIDITY"]
        assert "Processed" in [name for _, _, name in client.list_sub_folders()]
    assert [(r.filing, r.filed) for r in desk.rows()] == [
        (Filing.DONE, f"support/Processed/{uidvalidity}/{n}") for n in (1, 2)]
    assert desk.file() == 0


def test_what_is_not_committed_stays(desk: IntakeDesk, dovecot: Dovecot, user: str, way: str) -> None:
    deliver(desk, dovecot, user, mail(1))
    dovecot.deliver(user, mail(2))
    desk.fetch()
    assert desk.file() == 1
    assert bodies(dovecot, user, "INBOX") == [mail(2)]


def test_only_our_own_mails_are_expunged(desk: IntakeDesk, dovecot: Dovecot, user: str, way: str) -> None:
    deliver(desk, dovecot, user, mail(1))
    dovecot.deliver(user, mail(2))
    with dovecot.client(user) as person:        # marked, not yet decided on
        person.delete_messages([2])
    desk.file()
    assert bodies(dovecot, user, "INBOX") == [mail(2)]


def test_a_mail_somebody_else_removed_is_gone_and_the_others_move(
    desk: IntakeDesk, dovecot: Dovecot, user: str, way: str
) -> None:
    deliver(desk, dovecot, user, mail(1), mail(2))
    with dovecot.client(user) as person:
        person.delete_messages([1])
        person.expunge()
    assert desk.file() == 2
    assert [r.filing for r in desk.rows()] == [Filing.GONE, Filing.DONE]


@pytest.mark.parametrize("message_id", [None, "", "<not really an id"])
def test_a_copy_that_a_crash_left_behind_is_not_made_again(
    desk: IntakeDesk, dovecot: Dovecot, user: str, way: str, message_id: str | None
) -> None:
    raw = mail(1, message_id=message_id)
    deliver(desk, dovecot, user, raw, mail(2))
    desk_file_then_undo(desk, dovecot, user)
    with dovecot.client(user) as crashed:       # COPY done, then killed
        crashed.copy([1], "Processed")
    desk.file()
    assert bodies(dovecot, user, "INBOX") == []
    found = bodies(dovecot, user, "Processed")
    assert found.count(raw) == (1 if way == "COPY" else 2)      # MOVE is one step: it cannot leave a copy
    assert found.count(mail(2)) == 1
    assert {r.filing for r in desk.rows()} == {Filing.DONE}


def desk_file_then_undo(desk: IntakeDesk, dovecot: Dovecot, user: str) -> None:
    """Meet the target folder, as any desk has that ran for a day."""
    rows = desk.rows()
    with desk.desk.store.unit() as unit:
        for row in rows:
            unit.put(_with(row, Filing.NONE))
    dovecot.client(user, "Processed").logout()
    with desk.session() as session:
        from mailtriage.work.filing import _meet_target
        _meet_target(desk.desk, desk.box, session)
    with desk.desk.store.unit() as unit:
        for row in rows:
            unit.put(_with(row, Filing.PENDING))


def _with(row: LedgerRow, filing: Filing) -> LedgerRow:
    from dataclasses import replace
    return replace(row, filing=filing)


class Killed(BaseException):
    """Not an Exception: nothing in the code may catch it."""


def test_a_kill_at_any_step_neither_loses_nor_doubles_a_mail(
    dovecot: Dovecot, tmp_path: Path, way: str, user: str
) -> None:
    reached: list[str] = []
    points.hook = lambda name: reached.append(name)
    try:
        _one_filing(dovecot, tmp_path / "count", f"{user}count", way)
    finally:
        points.hook = None
    steps = [n for n, name in enumerate(reached) if name.startswith("imap.")]
    assert len(steps) > 10
    if not os.environ.get("MAILTRIAGE_FULL"):
        steps = [n for n in steps if any(word in reached[n] for word in
                                         ("move", "copy", "store", "expunge", "create", "subscribe", "present"))]
    for n in steps:
        left = [n]

        def die(name: str, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Killed(name)
        points.hook = die
        try:
            with pytest.raises(Killed):
                _one_filing(dovecot, tmp_path / f"kill{n}", f"{user}kill{n}", way)
        finally:
            points.hook = None
        with desk_for(tmp_path / f"kill{n}", dovecot.imap(f"{user}kill{n}")) as desk:
            desk.file()
            found = bodies(dovecot, f"{user}kill{n}", "Processed")
            assert found == [mail(1), mail(2)], f"killed at {reached[n]}"
            assert bodies(dovecot, f"{user}kill{n}", "INBOX") == []
            assert {r.filing for r in desk.rows()} == {Filing.DONE}
            assert all(r.filed for r in desk.rows()), f"killed at {reached[n]}"


def _one_filing(dovecot: Dovecot, folder: Path, user: str, way: str) -> None:
    folder.mkdir(exist_ok=True)
    with desk_for(folder, dovecot.imap(user)) as desk:
        hook, points.hook = points.hook, None
        desk.fetch()
        deliver(desk, dovecot, user, mail(1), mail(2))
        points.hook = hook
        desk.file()


@pytest.mark.parametrize(
    "odd", ["<(x@thaba.example>", "<{12}>", "<{3+}>", "<a)b@thaba.example>", "<[1.2.3.4]@x>", "<%s*@thaba.example>",
            '<"a\\b@thaba.example>', "<NIL>", "<ALL>"],
)
def test_a_message_id_in_the_words_of_imap_stops_nobodys_filing(
    desk: IntakeDesk, dovecot: Dovecot, user: str, way: str, odd: str
) -> None:
    odds = [mail(1, message_id=odd), mail(2, "What?", message_id=odd)]
    deliver(desk, dovecot, user, *odds, mail(3))
    assert desk.file() == 3
    assert dovecot.uids(user) == []
    assert bodies(dovecot, user, "Processed") == sorted([*odds, mail(3)])
    assert all(r.filing is Filing.DONE and r.filed for r in desk.rows())


def test_a_search_the_server_refuses_has_found_nothing(
    desk: IntakeDesk, dovecot: Dovecot, user: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = Session._search

    def breaks(self, name, criteria):  # type: ignore[no-untyped-def]
        return search(self, name, "HEADER (" if name == "search.message-id" else criteria)
    monkeypatch.setattr(Session, "_search", breaks)
    deliver(desk, dovecot, user, mail(1), mail(2))
    assert desk.file() == 2
    assert bodies(dovecot, user, "Processed") == [mail(1), mail(2)]


def test_two_identical_mails_are_two_mails(desk: IntakeDesk, dovecot: Dovecot, user: str, way: str) -> None:
    deliver(desk, dovecot, user, mail(1))
    desk.file()
    deliver(desk, dovecot, user, mail(1))
    desk.file()
    assert bodies(dovecot, user, "Processed") == [mail(1), mail(1)]
    assert len({r.filed for r in desk.rows()}) == 2


def test_what_lay_in_the_target_before_us_is_noted_and_never_taken_for_ours(
    desk: IntakeDesk, dovecot: Dovecot, user: str, way: str
) -> None:
    dovecot.deliver(user, mail(1), folder="Processed")
    deliver(desk, dovecot, user, mail(1))
    desk.file()
    assert bodies(dovecot, user, "Processed") == [mail(1), mail(1)]
    with desk.desk.store.view() as view:
        note = view.one(Folder, "key", "filed:support/Processed")
    assert note is not None
    assert note.baseline == "1"
    assert [r.filed.rpartition("/")[2] for r in desk.rows()] == ["2"]


def test_flagging_marks_as_read_and_leaves_the_mail(dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    with desk_for(tmp_path, dovecot.imap(user), mailbox_file_by="flag") as desk:
        desk.fetch()
        deliver(desk, dovecot, user, mail(1))
        assert desk.file() == 1
        with dovecot.client(user) as client:
            flags = {f.decode() for f in client.get_flags([1])[1]}
        assert {"\\Seen", KEYWORD} <= flags
        assert [r.filing for r in desk.rows()] == [Filing.DONE]


def test_with_no_folder_to_file_to_the_mail_stays_untouched(dovecot: Dovecot, user: str, tmp_path: Path) -> None:
    with desk_for(tmp_path, dovecot.imap(user), mailbox_file_to="") as desk:
        desk.fetch()
        deliver(desk, dovecot, user, mail(1))
        desk.file()
        with dovecot.client(user) as client:
            assert b"\\Seen" not in client.get_flags([1])[1]
        assert [r.filing for r in desk.rows()] == [Filing.NONE]
        assert desk.fetch().new == 0


def test_a_server_that_refuses_the_target_keeps_the_mail_where_it_is(
    dovecot: Dovecot, user: str, tmp_path: Path
) -> None:
    with desk_for(tmp_path, dovecot.imap(user), mailbox_file_to="../../etc/passwd") as desk:
        desk.fetch()
        deliver(desk, dovecot, user, mail(1))
        with pytest.raises(ImapTrouble, match="cannot be made"):
            desk.file()
        assert bodies(dovecot, user, "INBOX") == [mail(1)]
        assert [r.filing for r in desk.rows()] == [Filing.PENDING]


def test_uids_of_a_folder_that_was_rebuilt_meanwhile_are_never_used(
    desk: IntakeDesk, dovecot: Dovecot, user: str
) -> None:
    deliver(desk, dovecot, user, mail(1))
    dovecot.new_uidvalidity(user)
    assert desk.file() == 0
    assert [r.filing for r in desk.rows()] == [Filing.PENDING]
    desk.again()
    desk.fetch()                            # the pass finds the mail's new UID
    assert desk.file() == 1
    assert bodies(dovecot, user, "Processed") == [mail(1)]


def test_two_watchers_that_make_the_target_at_the_same_time_both_file(
    dovecot: Dovecot, user: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_for(tmp_path, dovecot.imap(user)) as desk:
        desk.fetch()
        deliver(desk, dovecot, user, mail(1))
        looked = Session._exists
        answers = iter([False])             # the first look comes before the other watcher's CREATE

        def too_early(self: Session, folder: str) -> bool:
            there = looked(self, folder)
            if next(answers, None) is False:
                dovecot.client(user, folder).logout()
                return False
            return there or looked(self, folder)
        monkeypatch.setattr(Session, "_exists", too_early)
        assert desk.file() == 1
        assert bodies(dovecot, user, "Processed") == [mail(1)]
