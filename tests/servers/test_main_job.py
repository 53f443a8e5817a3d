"""The promise from outside: real Dovecot, real SMTP, a daemon killed with -9 over and over; counted on both servers."""

from __future__ import annotations

import contextlib
import email
import email.policy
import os
import random
import signal
import smtplib
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.servers.desk import RealDesk
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.smtp_sink import SmtpSink

POISON = b"From: p@b.example\r\nSubject: nested %d\r\n" + b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(60)
)


def request(n: int, box: str) -> bytes:
    return (
        f"From: Person <p{n}@{box}.example>\r\nTo: {box}@cadents.example\r\nSubject: Gateway {n}\r\n"
        f"Message-ID: <{n}.{box}@b.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\nThe gateway crashes, {n}.\r\n"
    ).encode()


def both(n: int) -> bytes:
    return request(n, "both").replace(b"To: both@", b"To: support@cadents.example, easupport@")


def away(n: int, box: str) -> bytes:
    return request(1000 + n, box).replace(b"Subject:", b"Auto-Submitted: auto-replied\r\nSubject:")


def corpus(box: str) -> list[bytes]:
    """100 mails: 80 requests, 8 that came to both mailboxes, 10 machines, 2 that break parsers."""
    mails = [request(n, box) for n in range(80)] + [both(n) for n in range(8)]
    mails += [away(n, box) for n in range(10)] + [POISON % n + box.encode() for n in range(2)]
    random.Random(box).shuffle(mails)
    return mails


def _worked(pid: int, seconds: float) -> None:
    """Wait until the daemon and its parsers have had so much of a processor (on a busy machine by the clock it might
    never get to a mail), at most twice that after it has nothing more to do."""
    def cpu() -> float:
        found = 0
        for one in (str(pid), *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
            with contextlib.suppress(OSError):          # a parser that has just been replaced
                stat = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
                found += int(stat[11]) + int(stat[12])
        return found / os.sysconf("SC_CLK_TCK")

    began = last = cpu()
    while last - began < seconds:
        time.sleep(0.1 + seconds / 10)
        last, before = cpu(), last
        if last - before < 0.02:
            time.sleep(seconds)
            return


def kill_until_done(desk: RealDesk, boxes: Mapping[str, str], seed: int) -> int:
    """Start the daemon and kill it, until both mailboxes are filed away; how many kills it took."""
    rng, kills, end = random.Random(seed), 0, time.monotonic() + 200
    while time.monotonic() < end:
        daemon = desk.start("run")
        assert daemon.stderr is not None
        for line in daemon.stderr:
            if '"started"' in line:
                break
        _worked(daemon.pid, rng.uniform(0.1, 1.3))
        os.kill(daemon.pid, signal.SIGKILL)
        daemon.communicate()
        kills += 1
        if not any(desk.dovecot.uids(user) for user in boxes.values()):
            return kills
    raise AssertionError(f"not done after {kills} kills")


@pytest.mark.timeout(280)
def test_a_daemon_killed_over_and_over_loses_nothing_and_answers_nobody_twice(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, user: str, capsys: pytest.CaptureFixture[str]
) -> None:
    boxes = {"support": f"{user}s", "easupport": f"{user}e"}
    for account in boxes.values():
        dovecot.deliver(account, request(9999, "old"))
    desk = RealDesk(tmp_path, dovecot, smtp_sink, boxes)
    desk.run("run", "--once")
    assert smtp_sink.mails == [], "what lay there before the first pass was answered"
    for name, account in boxes.items():
        dovecot.deliver(account, *corpus(name))

    seed = int(os.environ.get("MAILTRIAGE_SEED", "1"))
    # The baseline mail stays in the folder for ever; it is taken out so that "empty" means done.
    for account in boxes.values():
        with dovecot.client(account) as client:
            client.delete_messages([min(client.search())])
            client.expunge()
    kills = kill_until_done(desk, boxes, seed)
    desk.run("run", "--once")

    rows = desk.json("outbox", "list", "--all")
    states = Counter(row["state"] for row in rows)
    expected = 2 * 80 + 8
    to = Counter(mail.recipients for mail in smtp_sink.mails)
    ids = Counter(
        email.message_from_bytes(m.content, policy=email.policy.default)["Message-ID"] for m in smtp_sink.mails
    )
    with capsys.disabled():
        print(
            f"\n200 mails, {kills} kills (seed {seed}): sent {states['sent']} + unknown {states['unknown']} = {expected}; "
            f"{len(smtp_sink.mails)} at the receiver, most to one address {max(to.values())}"
        )
    assert states["sent"] + states["unknown"] == expected and set(states) <= {"sent", "unknown"}
    assert max(to.values()) == 1 and max(ids.values()) == 1, "somebody was answered twice"
    assert states["sent"] <= len(smtp_sink.mails) <= expected
    assert len(to) == len(smtp_sink.mails)

    verified = desk.json("verify")
    assert verified["unexplained"] == 0
    cases = desk.json("case", "list", "--all")
    assert len(cases) == expected and len({c["number"] for c in cases}) == expected
    assert len(desk.json("quarantine", "list")) == 4
    filed = [len(dovecot.uids(account, "Processed")) for account in boxes.values()]
    assert filed == [100, 100], "a mail is missing or twice in the folder it was filed to"
    assert "store ok" in desk.run("store", "check")


@pytest.mark.timeout(120)
def test_a_mail_through_postfix_and_dovecot_is_answered_from_the_mailbox_it_came_to(
    tmp_path: Path,
    dovecot: Dovecot,
    smtp_sink: SmtpSink,
    user: str,
    make_postfix: Callable[[Mapping[str, Path]], Postfix],
) -> None:
    boxes = {"support": f"{user}s", "easupport": f"{user}e"}
    postfix = make_postfix({f"{name}@mezzanine.example": dovecot.maildir(account) for name, account in boxes.items()})
    desk = RealDesk(tmp_path, dovecot, smtp_sink, boxes)
    desk.run("run", "--once")
    daemon = desk.start("run")
    try:
        with smtplib.SMTP("127.0.0.1", postfix.port) as smtp:
            smtp.sendmail("p1@easupport.example", ["easupport@mezzanine.example"], request(1, "easupport"))
        end = time.monotonic() + 30
        while not smtp_sink.mails and time.monotonic() < end:
            time.sleep(0.1)
        assert [(m.sender, m.recipients) for m in smtp_sink.mails] == [
            ("easupport@cadents.example", ("p1@easupport.example",))
        ]
        answer = email.message_from_bytes(smtp_sink.mails[0].content, policy=email.policy.default)
        assert answer["In-Reply-To"] == "<1.easupport@b.example>" and answer["Auto-Submitted"] == "auto-replied"
        assert [p.get_content_type() for p in answer.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    finally:
        daemon.send_signal(signal.SIGTERM)
        began = time.monotonic()
        daemon.communicate(timeout=10)
    assert daemon.returncode == 0 and time.monotonic() - began < 2, "SIGTERM must end it within two seconds"


@pytest.mark.timeout(60)
def test_a_second_daemon_says_so_and_goes_while_other_commands_work(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, user: str
) -> None:
    desk = RealDesk(tmp_path, dovecot, smtp_sink, {"support": user})
    daemon = desk.start("run")
    assert daemon.stderr is not None
    next(line for line in daemon.stderr if '"started"' in line)
    for arguments in (("run",), ("run", "--once")):
        second = desk.start(*arguments)
        _, err = second.communicate(timeout=20)
        assert second.returncode == 0 and "already runs" in err
    assert desk.run("case", "new", "--subject", "by telephone").startswith("CAD-100001-")
    assert "CAD-100001-" in desk.run("case", "list")
    daemon.send_signal(signal.SIGTERM)
    daemon.communicate(timeout=10)
    assert daemon.returncode == 0


@pytest.mark.timeout(60)
def test_a_dead_mailbox_and_a_dead_mail_server_do_not_delay_the_other(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, user: str
) -> None:
    desk = RealDesk(tmp_path, dovecot, smtp_sink, {"support": user, "easupport": f"{user}e"})
    config = (tmp_path / "config.toml").read_text()
    head, dead = config.rsplit("[[mailbox]]", 1)
    dead = dead.replace(f"port = {dovecot.tls_port}", "port = 9").replace(f"port = {smtp_sink.port}", "port = 9")
    (tmp_path / "config.toml").write_text(f"{head}[[mailbox]]{dead}")
    desk.run("run", "--once", exits=1)
    dovecot.deliver(user, request(1, "support"))
    desk.run("ingest", "--mailbox", "easupport", stdin=request(2, "easupport").decode())
    began = time.monotonic()
    desk.run("run", "--once", exits=1)
    assert time.monotonic() - began < 20
    assert [m.recipients for m in smtp_sink.mails] == [("p1@support.example",)]
    status = desk.json("status", exits=1)
    assert any(box["name"] == "easupport" and box["last_error"] for box in status["mailboxes"])
