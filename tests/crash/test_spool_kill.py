"""The process dies at every point of put, put, adopt: the mail is in the spool or in raw/, whole, and nowhere in part.
RELIABILITY.md, fault harness 1."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from mailtriage import durable, points
from mailtriage.intake.spool import Spool
from mailtriage.store.raw import RawStore
from tests.children import DIED, child, dying_at, ended

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
RAW = b"Subject: kept\r\n\r\n" + b"body\r\n" * 1000
SHA = hashlib.sha256(RAW).hexdigest()


def life_of_a_mail(data: Path, promised: int) -> None:
    spool, raw = Spool(data / "spool"), RawStore(data)
    kept = spool.put("support", "INBOX", 1, 7, AT, RAW)
    os.write(promised, b"x")
    spool.put("support", "INBOX", 1, 7, AT, RAW)
    raw.put_blob(b"decision")
    raw.adopt(kept.path, SHA)
    os.write(promised, b"y")
    raw.adopt(kept.path, SHA)


def test_a_death_at_every_point_keeps_the_mail_whole(memory: Path) -> None:
    names: list[str] = []
    points.hook = names.append
    promised = os.open(memory / "count", os.O_WRONLY | os.O_CREAT)
    life_of_a_mail(memory / "all", promised)
    points.hook = None
    assert {"spool.put.rename", "spool.put.fsync-dir", "raw.adopt.rename", "raw.adopt.target.fsync-dir"} <= set(names)
    for n in range(1, len(names) + 1):
        data, told = memory / str(n), memory / f"{n}.told"
        promises = os.open(told, os.O_WRONLY | os.O_CREAT)
        assert ended(child(dying_at(n, partial(life_of_a_mail, data, promises)))) == DIED
        os.close(promises)
        spool, raw = Spool(data / "spool"), RawStore(data)
        waiting = spool.waiting()
        if told.exists() and told.read_bytes():
            assert raw.get(SHA) == RAW
        assert all(spool.read(mail) == RAW for mail in waiting)
        assert bool(waiting) != (data / "raw" / SHA[:2] / SHA).exists() or not told.read_bytes()
        left = list(data.rglob(f"{durable.TEMP}*"))
        assert len(left) <= 1
        again = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        life_of_a_mail(data, again)          # the next pass begins again and ends like the first would have
        os.close(again)
        assert (raw.get(SHA), spool.waiting(), raw.has_blob(hashlib.sha256(b"decision").hexdigest())) == (RAW, [], True)
    os.close(promised)
    print(f"died at {len(names)} points")
