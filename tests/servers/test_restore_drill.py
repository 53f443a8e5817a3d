"""The restore drill by the clock, on a real Dovecot: N mails, backup, a tenth more, disaster, restore.

Promised: nobody is answered twice, nobody is forgotten. Minutes are printed. MAILTRIAGE_FULL=1: N = 2,000.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.servers.desk import RealDesk
from tests.servers.dovecot import Dovecot
from tests.servers.smtp_sink import SmtpSink
from tests.servers.test_main_job import request

FULL = bool(os.environ.get("MAILTRIAGE_FULL"))
BEFORE, SINCE = (2000, 200) if FULL else (60, 12)
DURING = 5


@pytest.mark.timeout(900 if FULL else 120)
def test_the_restore_drill_answers_nobody_twice_and_forgets_nobody(
    tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink, user: str, capsys: pytest.CaptureFixture[str]
) -> None:
    dovecot.deliver(user, request(9999, "old"))
    desk = RealDesk(tmp_path, dovecot, smtp_sink, {"support": user})
    desk.run("run", "--once")
    dovecot.deliver(user, *(request(n, "before") for n in range(BEFORE)))
    while len(dovecot.uids(user)) > 1:
        desk.run("run", "--once")
    desk.run("backup", str(tmp_path / "copy"))
    dovecot.deliver(user, *(request(n, "since") for n in range(SINCE)))
    desk.run("run", "--once")
    assert len(smtp_sink.mails) == BEFORE + SINCE

    time.sleep(1.1)
    disaster = datetime.now(UTC)
    shutil.rmtree(tmp_path / "data")
    time.sleep(1.1)
    dovecot.deliver(user, *(request(n, "during") for n in range(DURING)))
    began = time.monotonic()
    restored = desk.json("restore", str(tmp_path / "copy"))
    at_restore = time.monotonic() - began
    assert restored["numbers"] == {"CAD": [100000 + BEFORE, 101000 + BEFORE]}
    desk.run("run", "--once")
    at_pass = time.monotonic() - began
    assert len(smtp_sink.mails) == BEFORE + SINCE, "something left after the restore that nobody confirmed"
    assert len(desk.json("outbox", "list", "--state", "held")) == SINCE + DURING
    assert any("restore --confirm" in f for f in desk.json("status", exits=1)["findings"])
    assert desk.json("verify")["unexplained"] == 0
    assert len(desk.json("case", "list", "--all")) == BEFORE + SINCE + DURING

    done = desk.json("restore", "--confirm", "--yes", "--answered-until", disaster.isoformat())
    assert done == {"released": DURING, "cancelled": SINCE}
    desk.run("run", "--once")
    to = Counter(address for mail in smtp_sink.mails for address in mail.recipients)
    expected = {f"p{n}@{box}.example" for box, most in (("before", BEFORE), ("since", SINCE), ("during", DURING))
                for n in range(most)}
    everything = time.monotonic() - began
    with capsys.disabled():
        print(f"\nrestore drill: {BEFORE} mails, backup, {SINCE} more, {DURING} during the outage: restore "
              f"{at_restore:.1f} s, first pass {at_pass:.1f} s, all answered {everything / 60:.2f} min; "
              f"answered {len(to)} of {len(expected)}, twice {sum(n > 1 for n in to.values())}")
    assert set(to) == expected, "somebody was forgotten"
    assert max(to.values()) == 1, "somebody was answered twice"
    assert desk.json("verify")["unexplained"] == 0
    assert "store ok" in desk.run("store", "check", "--deep")
