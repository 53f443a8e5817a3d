"""A person is told once, by whichever way is open, and told when it is over; a desk never alerts itself into a loop."""

from __future__ import annotations

import email
import email.policy
import json
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mailtriage import config as configuration
from mailtriage.config import Alert, Limits
from mailtriage.deliver.outcome import Envelope, Outcome, Reply, deferred
from mailtriage.model.ledger import Outcome as Fate
from mailtriage.work.alert import AGAIN, Alerts, conditions
from mailtriage.work.desk import Desk
from mailtriage.work.room import free_bytes
from mailtriage.work.watch import FolderStatus
from tests.scenarios.story import World
from tests.unit.work.test_send import FakeLines, taken

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OP = "op@staff.example"
SMTP = {"host": "127.0.0.1", "security": "plain"}
DOWN = {"mailbox support/INBOX": "connection refused"}


def configured(world: World, **alert: Any) -> None:
    boxes = tuple(m.model_copy(update={"smtp": configuration.Smtp(**SMTP)}) for m in world.desk.config.mailbox)
    world.desk.config = world.desk.config.model_copy(update={"alert": Alert(**alert), "mailbox": boxes})


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, NOW)
    configured(world, to=(OP,))
    return world


def refuses(envelope: Envelope) -> Outcome:
    return deferred(envelope, "connect", Reply(0, "refused"), trouble=True)


def test_a_condition_is_told_when_it_lasts_once_and_when_it_is_over(world: World) -> None:
    lines = FakeLines()
    alerts = Alerts(world.desk, lines)
    for _ in range(30):
        alerts.look(DOWN)
        world.now += MINUTE
    assert len(lines.flights) == 1
    alerts.look({})
    alerts.look({})
    texts = [data.decode() for _, _, data in lines.flights]
    assert len(texts) == 2 and "connection refused" in texts[0] and "recovered: mailbox support/INBOX" in texts[1]
    assert [envelope.recipients for _, envelope, _ in lines.flights] == [(OP,), (OP,)]


@pytest.mark.parametrize("name", ["sending support", "mailbox support/INBOX"])
def test_a_start_is_no_recovery_before_the_server_was_reached(world: World, name: str) -> None:
    """A fresh process has no failures yet: it said "recovered" of a server that was as dead as before."""
    lines = FakeLines()
    for _ in range(3):
        Alerts(world.desk, lines).look({name: "refused"})
        world.now += 11 * MINUTE
    assert len(lines.flights) == 1
    for well in ((), ("sending easupport", "mailbox easupport/INBOX")):
        again = Alerts(world.desk, lines)
        again.look({}, well)
        again.look({name: "refused"}, well)
    assert len(lines.flights) == 1
    Alerts(world.desk, lines).look({}, (name,))
    assert "recovered" in lines.flights[-1][2].decode() and len(lines.flights) == 2


def test_a_mailbox_that_was_taken_out_of_the_config_is_over(world: World) -> None:
    lines = FakeLines()
    for _ in range(2):
        Alerts(world.desk, lines).look({"sending former": "refused"}, ())
        world.now += 11 * MINUTE
    Alerts(world.desk, lines).look({}, ())
    assert [b"recovered" in data for _, _, data in lines.flights] == [False, True]


def test_what_is_over_before_it_lasted_is_not_told(world: World) -> None:
    lines = FakeLines()
    alerts = Alerts(world.desk, lines)
    for found in (DOWN, {}, DOWN, {}):
        alerts.look(found)
        world.now += 6 * MINUTE
    assert lines.flights == []


def test_a_restart_tells_nothing_twice_and_still_tells_that_it_is_over(world: World) -> None:
    lines = FakeLines()
    alerts = Alerts(world.desk, lines)
    alerts.look({"disk": "full"})
    for _ in range(5):
        Alerts(world.desk, lines).look({"disk": "full"})
    assert len(lines.flights) == 1
    Alerts(world.desk, lines).look({})
    assert len(lines.flights) == 2
    assert json.loads((world.desk.data / "alerts.json").read_text()) == {"since": {}, "told": {}}


def test_the_mailboxes_are_tried_in_turn(world: World) -> None:
    first = {"support"}

    class Lines(FakeLines):
        def submit(self, mailbox: str, envelope: Envelope, data: bytes) -> Any:
            self.answer = refuses if mailbox in first else taken
            return super().submit(mailbox, envelope, data)

    lines = Lines()
    assert Alerts(world.desk, lines).look({"disk": "full"})
    assert [mailbox for mailbox, _, _ in lines.flights] == ["support", "easupport"]


def test_when_no_mail_can_leave_the_command_gets_the_text_and_no_shell_sees_it(world: World, tmp_path: Path) -> None:
    target = tmp_path / "told; touch pwned"
    program = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"
    configured(world, to=(OP,), command=(sys.executable, "-c", program, str(target)))
    assert Alerts(world.desk, FakeLines(refuses)).look({"disk": "full $(touch pwned)"})
    assert target.read_text() == "disk: full $(touch pwned)\n"
    assert not list(tmp_path.glob("pwned")) and not Path("pwned").exists()


def test_what_nobody_took_is_tried_again_but_not_at_every_look(world: World, tmp_path: Path) -> None:
    lines = FakeLines(refuses)
    script = tmp_path / "fails"
    script.write_text("#!/bin/sh\nexit 3\n")
    script.chmod(stat.S_IRWXU)
    configured(world, to=(OP,), command=(str(script),))
    alerts = Alerts(world.desk, lines)
    for _ in range(20):
        alerts.look({"disk": "full"})
    assert len(lines.flights) == 2, "once by each mailbox"
    world.now += AGAIN + MINUTE
    lines.answer = taken
    assert alerts.look({"disk": "full"}) == "disk: full"


def test_a_quarantine_that_grows_is_told_again_one_that_shrinks_is_not(world: World) -> None:
    lines = FakeLines()
    alerts = Alerts(world.desk, lines)
    for n in (1, 1, 3, 2, 3):
        alerts.look({"quarantine": f"{n} mails could not be read"})
    assert len(lines.flights) == 2


def test_an_alert_to_our_own_mailbox_is_not_sent_and_one_that_comes_back_opens_no_case(world: World) -> None:
    configured(world, to=(OP, "support@cadents.example"))
    lines = FakeLines()
    Alerts(world.desk, lines).look({"disk": "full"})
    assert [envelope.recipients for _, envelope, _ in lines.flights] == [(OP,)]
    data = lines.flights[0][2]
    sent = email.message_from_bytes(data, policy=email.policy.default)
    assert sent["Auto-Submitted"] == "auto-generated"
    assert world.arrives(data, "easupport").outcome is Fate.LOOP
    back = b"From: op@staff.example\r\nTo: support@cadents.example\r\nAuto-Submitted: auto-replied\r\n" \
           b"Subject: away\r\nIn-Reply-To: " + str(sent["Message-ID"]).encode() + b"\r\n\r\nI am away\r\n"
    assert world.arrives(back, "support").outcome is Fate.MACHINE
    assert world.outgoing_rows() == []


def test_what_is_wrong_is_found_by_name(world: World) -> None:
    assert conditions(world.desk, [], {}, {}) == {}
    world.arrives(b"From: a@b.example, c@d.example\r\n\r\ntwo authors\r\n", "support")
    floor = free_bytes(world.desk.data) + 10 * 1024**3
    world.desk.config = world.desk.config.model_copy(update={"limits": Limits(free_bytes=floor)})
    folders = [FolderStatus("support", "INBOX", failures=3, error="refused", kind="network"),
               FolderStatus("easupport", "INBOX")]
    found = conditions(world.desk, folders, {"support": "no route"}, {"work": "the lock is held", "sending from x": ""})
    assert set(found) == {"mailbox support/INBOX", "sending support", "trouble work", "disk", "quarantine"}


def test_a_store_that_cannot_be_read_is_a_condition_not_a_crash(world: World) -> None:
    desk: Desk = world.desk
    desk.store.close()
    assert "closed" in conditions(desk, [], {}, {})["store"]
