"""Servers that break their own promises about UIDs, flags and literals: no mail is lost, none is answered twice.

A server that never gives a UID twice (RFC 3501 2.3.1.1) needs none of this; mail systems restored from a backup do.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from mailtriage.model.ledger import Filing, Folder, Outcome
from tests.faults.imap_desk import FILED, ImapDesk, mail
from tests.faults.scripted_box import Box
from tests.faults.scripted_imap import ScriptedImap

LATER = timedelta(minutes=1)


@pytest.fixture
def server() -> Iterator[ScriptedImap]:
    made = ScriptedImap().start()
    yield made
    made.stop()


@pytest.fixture
def open_desk(server: ScriptedImap, tmp_path: Path) -> Iterator[Callable[..., ImapDesk]]:
    with contextlib.ExitStack() as stack:

        def make(**box: str) -> ImapDesk:
            desk = stack.enter_context(ImapDesk.on(tmp_path, server, None, **box))
            desk.meet()
            with desk.desk.store.unit() as unit:        # we have watched since yesterday
                (record,) = unit.all(Folder)
                unit.put(replace(record, first_seen=record.first_seen - timedelta(days=1)))
            return desk

        yield make


def outcomes(desk: ImapDesk) -> list[str]:
    return [row.outcome.value for row in desk.rows()]


def rebuild(server: ScriptedImap, uidvalidity: int, raws: list[bytes], folder: str = "INBOX", uidnext: int = 1) -> None:
    """Delete and recreate the folder with these mails."""
    server.folders[folder] = Box(uidvalidity, uidnext)
    for raw in raws:
        server.deliver(folder, raw)


@pytest.mark.parametrize("uidvalidity", [1001, 999, 2**32 - 1], ids=["higher", "lower", "highest"])
def test_a_changed_uidvalidity_makes_no_mail_new_that_is_known(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk], uidvalidity: int
) -> None:
    desk = open_desk(file_to="")
    raws = [mail(1), mail(2)]
    for raw in raws:
        server.deliver("INBOX", raw)
    assert desk.once()
    raws.append(mail(3))
    rebuild(server, uidvalidity, raws[::-1])
    assert desk.once() and desk.once()
    assert desk.faults(raws, lies_in="INBOX") == []
    assert {row.uidvalidity for row in desk.rows()} == {uidvalidity}


def test_a_folder_without_uidvalidity_is_not_guessed_at_and_served_when_it_has_one_again(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk]
) -> None:
    desk = open_desk()
    server.deliver("INBOX", mail(1))
    server.folders["INBOX"].uidvalidity = 0
    assert not desk.once()
    assert any("UIDVALIDITY" in told for told in desk.told) and desk.rows() == []
    server.folders["INBOX"].uidvalidity = 1000
    assert desk.once() and desk.faults([mail(1)]) == []


@pytest.mark.parametrize("told", [True, False], ids=["told", "silent"])
@pytest.mark.parametrize("step", ["SEARCH", "DESCRIBE", "FETCH", "MOVE"])
def test_a_folder_rebuilt_in_the_middle_of_a_pass_loses_and_doubles_nothing(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk], step: str, told: bool
) -> None:
    """Between SELECT and the step all UIDs mean other mails; some servers say so in the next answer, some do not."""
    desk = open_desk()
    raws = [mail(1), mail(2), mail(3)]
    for raw in raws:
        server.deliver("INBOX", raw)

    def rebuilt() -> None:
        new = Box(2222)
        for raw in raws[::-1]:
            new.add(raw)
        old = server.folders["INBOX"]
        old.uidvalidity, old.mails, old.uidnext = new.uidvalidity, new.mails, new.uidnext
        if told:
            server.edit = lambda s, answer: b"* OK [UIDVALIDITY 2222] it changed\r\n" + answer if s == step else answer

    server.before[step] = rebuilt
    first = desk.once()
    if told and step != "MOVE":     # a MOVE is confirmed by the server: what was moved is known by COPYUID
        assert not first and any("rebuilt" in text for text in desk.told)
    server.edit = lambda s, answer: answer
    for _ in range(3):
        desk.once()
    # MOVE and COPYUID under the wrong UIDs: every mail is filed, only which lies where is what the server said.
    said = "says it lies" if step == "MOVE" and not told else "never"
    assert [fault for fault in desk.faults(raws) if said not in fault] == []


@pytest.mark.parametrize("way", ["move", "flag"])
def test_a_uid_that_is_given_to_another_mail_is_noticed_by_uidnext(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk], way: str
) -> None:
    """The mailbox was deleted and recreated, and the server counts from 1 again under the same UIDVALIDITY."""
    desk = open_desk(file_by=way)
    raws = [mail(1), mail(2), mail(3)]
    for raw in raws:
        server.deliver("INBOX", raw)
    assert desk.once() and desk.faults(raws, lies_in=FILED if way == "move" else "INBOX") == []
    raws += [mail(4), mail(5)]
    rebuild(server, 1000, [raws[3]] if way == "move" else [raws[1], raws[3]])
    assert desk.once()
    server.deliver("INBOX", raws[4])
    assert desk.once()
    if way == "move":
        assert desk.faults(raws) == []
    else:
        assert len(desk.rows()) == len(desk.answers()) == 5 and set(outcomes(desk)) == {"new-case"}
        assert all("\\Seen" in m.flags for m in server.folders["INBOX"].mails if m.raw in raws[3:])


def test_a_uid_that_is_given_to_another_mail_is_noticed_by_its_arrival_when_uidnext_has_caught_up(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk]
) -> None:
    desk = open_desk(file_to="")
    raws = [mail(1), mail(2)]
    for raw in raws:
        server.deliver("INBOX", raw, datetime.now(UTC) - LATER)
    assert desk.once()
    raws += [mail(3), mail(4), mail(5)]
    rebuild(server, 1000, raws[2:])
    for _ in range(2):
        assert desk.once()
    assert len(desk.rows()) == len(desk.answers()) == 5 and set(outcomes(desk)) == {"new-case"}


def test_a_server_that_moves_arrival_times_makes_no_mail_new(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk]
) -> None:
    desk = open_desk(file_to="")
    raws = [mail(n) for n in range(8)]
    for raw in raws:
        server.deliver("INBOX", raw)
    assert desk.once()
    for stored in server.folders["INBOX"].mails:
        stored.received += timedelta(hours=1)
    for _ in range(2):
        assert desk.once()
    assert desk.faults(raws, lies_in="INBOX") == []


@pytest.mark.parametrize("tells_next", [True, False], ids=["honest", "silent"])
def test_an_honest_server_is_not_suspected(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk], tells_next: bool
) -> None:
    desk = open_desk(file_to="")
    server.folders["INBOX"].tells_next = tells_next
    raws = []
    for n in range(4):
        raws.append(mail(n))
        server.deliver("INBOX", raws[-1])
        raws.append(mail(10 + n))
        server.before["SEARCH"] = partial(server.deliver, "INBOX", raws[-1])
        assert desk.once()
    assert desk.faults(raws, lies_in="INBOX") == []
    assert [row.uidvalidity for row in desk.rows()] == [1000] * len(raws)


def test_the_same_mail_again_under_a_new_uid_is_a_duplicate_and_gets_no_second_answer(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk]
) -> None:
    desk = open_desk()
    server.deliver("INBOX", mail(1))
    assert desk.once()
    server.deliver("INBOX", mail(1))
    assert desk.once()
    assert sorted(outcomes(desk)) == ["duplicate", "new-case"] and len(desk.answers()) == 1
    assert server.mails("INBOX") == [] and server.mails(FILED) == [mail(1)] * 2
    assert len({row.filed for row in desk.rows()}) == 2


def test_the_same_mail_twice_in_one_pass_is_answered_once(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk]
) -> None:
    desk = open_desk()
    for _ in range(2):
        server.deliver("INBOX", mail(1))
    assert desk.once()
    assert sorted(outcomes(desk)) == ["duplicate", "new-case"] and len(desk.answers()) == 1
    assert server.mails(FILED) == [mail(1)] * 2


def test_a_mailbox_that_is_deleted_is_told_of_and_goes_on_when_it_is_back(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk]
) -> None:
    desk = open_desk()
    server.deliver("INBOX", mail(1))
    assert desk.once()
    del server.folders["INBOX"]
    assert not desk.once() and any("no folder INBOX" in told for told in desk.told)
    rebuild(server, 5000, [mail(2)])
    assert desk.once() and desk.once()
    assert desk.faults([mail(1), mail(2)]) == []


@pytest.mark.parametrize("step", ["DESCRIBE", "FETCH", "MOVE"])
def test_a_mail_that_another_client_expunges_in_the_middle_hides_no_other(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk], step: str
) -> None:
    desk = open_desk()
    raws = [mail(1), mail(2), mail(3)]
    for raw in raws:
        server.deliver("INBOX", raw)

    def expunge() -> None:
        box = server.folders["INBOX"]
        box.mails = [m for m in box.mails if m.raw != raws[1]]

    server.before[step] = expunge
    for _ in range(2):
        assert desk.once()
    kept = raws if step == "MOVE" else [raws[0], raws[2]]       # before MOVE it was read and answered
    assert {row.message_id for row in desk.rows()} == {f"<{n}@s{n}.example>" for n in (1, 2, 3) if raws[n - 1] in kept}
    assert server.mails(FILED) == [raws[0], raws[2]] and server.mails("INBOX") == []
    assert len(desk.answers()) == len(kept)


@pytest.mark.parametrize("uid", [5_000, 2**31 + 1, 2**32 - 2])
def test_a_jump_of_uidnext_and_a_large_uid_are_ordinary(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk], uid: int
) -> None:
    desk = open_desk()
    server.deliver("INBOX", mail(1))
    assert desk.once()
    server.deliver("INBOX", mail(2), uid=uid)
    assert desk.once() and desk.once()
    assert desk.faults([mail(1), mail(2)]) == []


@pytest.mark.parametrize("offers", [{"UIDPLUS", "IDLE"}, {"IDLE"}], ids=["uidplus", "bare"])
def test_a_copy_that_was_made_before_the_store_failed_is_not_made_again(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk], offers: set[str]
) -> None:
    server.offers = frozenset(offers)
    desk = open_desk()
    raws = [mail(1), mail(2)]
    for raw in raws:
        server.deliver("INBOX", raw)
    server.arm("STORE", "no", times=3)
    for _ in range(3):
        desk.once()
        assert sorted(server.mails(FILED)) == sorted(raws)
        assert any("STORE" in told or "store" in told.lower() for told in desk.told)
    assert desk.once() and desk.faults(raws) == []


def test_an_answer_for_a_mail_nobody_asked_for_is_not_taken_for_one(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk]
) -> None:
    desk = open_desk()
    server.deliver("INBOX", mail(1))
    stray = b"* 7 FETCH (UID 77 RFC822.SIZE 3 BODY[] {3}\r\nabc)\r\n"
    server.edit = lambda step, answer: stray + answer if step in ("DESCRIBE", "FETCH") else answer
    assert desk.once() and desk.faults([mail(1)]) == []


@pytest.mark.parametrize("announced", [10, 400, 4_000_000_000])
def test_a_literal_of_another_length_than_announced_is_never_a_mail(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk], announced: int
) -> None:
    desk = open_desk()
    raws = [mail(1), mail(2)]
    for raw in raws:
        server.deliver("INBOX", raw)
    size = len(raws[0])

    def lie(step: str, answer: bytes) -> bytes:
        return answer.replace(b"{%d}" % size, b"{%d}" % announced, 1) if step == "FETCH" else answer

    server.edit = lie
    desk.once()
    assert all(row.sha256 for row in desk.rows()) and server.mails("INBOX")
    server.edit = lambda step, answer: answer
    for _ in range(2):
        desk.once()
    assert desk.faults(raws) == []


def test_a_body_shorter_than_its_size_is_asked_for_again(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk]
) -> None:
    desk = open_desk()
    server.deliver("INBOX", mail(1))
    whole = server.folders["INBOX"].mails[0].raw
    cut = iter([True])

    def halve(step: str, answer: bytes) -> bytes:
        if step == "FETCH" and next(cut, False):
            return answer.replace(b"{%d}\r\n%s" % (len(whole), whole), b"{50}\r\n%s" % whole[:50])
        return answer

    server.edit = halve
    for _ in range(2):
        desk.once()
    assert desk.faults([mail(1)]) == []


def test_flags_that_are_lost_cost_no_mail_and_no_second_answer(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk]
) -> None:
    """A restored mailbox forgets what was read; the ledger decides what is known, never a flag."""
    desk = open_desk(file_by="flag")
    raws = [mail(1), mail(2)]
    for raw in raws:
        server.deliver("INBOX", raw)
    assert desk.once()
    for stored in server.folders["INBOX"].mails:
        stored.flags.clear()
    assert desk.once() and desk.faults(raws, lies_in="INBOX") == []


def test_a_server_that_drops_our_keyword_does_not_keep_the_mail_in_the_queue_for_ever(
    server: ScriptedImap, open_desk: Callable[..., ImapDesk]
) -> None:
    """PERMANENTFLAGS promised \\\\*, and STORE says OK to a keyword it forgets."""
    server.folders["INBOX"].keeps = frozenset({"\\Seen", "\\Deleted"})
    desk = open_desk(file_by="flag")
    server.deliver("INBOX", mail(1))
    for _ in range(2):
        assert desk.once()
    assert [row.filing for row in desk.rows()] == [Filing.DONE]


def test_two_mails_of_one_key_never_pass_for_one(server: ScriptedImap, open_desk: Callable[..., ImapDesk]) -> None:
    """The last net: a mail in the spool under the key of another is kept and told of, not forgotten."""
    from mailtriage.intake.spool import SpoolError
    from mailtriage.work.receive import receive

    desk = open_desk()
    server.deliver("INBOX", mail(1))
    assert desk.once()
    other = desk.desk.spool.put("support", "INBOX", 1000, 1, datetime.now(UTC), mail(2))
    with pytest.raises(SpoolError, match="another mail"):
        receive(desk.desk, other)
    assert other.path.exists() and [r.outcome for r in desk.rows()] == [Outcome.NEW_CASE]
