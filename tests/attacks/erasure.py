"""A person at a desk, in every place and every encoding; erased, and looked for again. For test_erasure.py and rows.py.

The traces are looked for in every file, as bytes, and unpacked: zlib blobs, base64, quoted-printable, UTF-16."""

from __future__ import annotations

import base64
import email
import os
import quopri
import random
import re
import shutil
import time
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailtriage import config as configuration
from mailtriage import points
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.register import Contact, Customer
from mailtriage.store.check import check
from mailtriage.work import erase
from mailtriage.work.approve import approve
from mailtriage.work.desk import Desk
from mailtriage.work.erase_plan import plan
from mailtriage.work.send import Sender
from tests.scenarios.story import World
from tests.unit.work.test_send import FakeLines

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WHO, NAME, PHONE = "naledi@thaba.example", "Naledi Mokoena", "+266 5887 1234"
PHRASE = "the heron stands in the third reactor"
CANARIES = {
    "address": WHO, "name": NAME, "phone": PHONE, "phrase": PHRASE, "phone without spaces": PHONE.replace(" ", ""),
    "subject": "zebra subject 771", "file name": "naledi-passport.pdf", "quoted-printable": "grünes Känguru im Büro",
    "base64 body": "walrus in base64 clothing", "utf-16": "utf sixteen platypus", "attachment": "attached armadillo",
    "encoded word": "Nalédi of the encoded word",
}
OTHERS = {"thabo@elsewhere.example": "Thabo Nkosi and the blue lorry", "pule@thaba.example": "pule has the red lorry"}


def head(who: str, n: int, subject: str, name: str, more: str = "") -> str:
    return (f"From: {name} <{who}>\r\nTo: support@cadents.example\r\nSubject: {subject}\r\n"
            f"Message-ID: <m{n}.{who}>\r\nMIME-Version: 1.0\r\n{more}")


def theirs() -> list[bytes]:
    """Their mails: every canary at least once, in every encoding mail has."""
    text = f"The gateway crashes; {PHRASE}. Call {PHONE} or {PHONE.replace(' ', '')}.\r\n"
    plain = head(WHO, 1, CANARIES["subject"], NAME) + "\r\n" + text
    qp = head(WHO, 2, "password", f"=?utf-8?b?{base64.b64encode(CANARIES['encoded word'].encode()).decode()}?=",
              'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n')
    qp += "\r\nHow do I reset my password? " + quopri.encodestring(CANARIES["quoted-printable"].encode()).decode()
    b64 = head(WHO, 3, "base64", NAME, 'Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n')
    b64 += "\r\n" + base64.b64encode(f"{CANARIES['base64 body']} {WHO}".encode()).decode()
    wide = head(WHO, 4, "wide", NAME, 'Content-Type: text/plain; charset="utf-16"\r\n'
                'Content-Transfer-Encoding: base64\r\n')
    wide += "\r\n" + base64.b64encode(CANARIES["utf-16"].encode("utf-16")).decode()
    parts = head(WHO, 5, "parts", NAME, 'Content-Type: multipart/mixed; boundary="b"\r\n')
    parts += ("\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee the file\r\n--b\r\nContent-Type: application/pdf\r\n"
              f'Content-Disposition: attachment; filename="{CANARIES["file name"]}"\r\n'
              f"Content-Transfer-Encoding: base64\r\n\r\n"
              f"{base64.b64encode(CANARIES['attachment'].encode()).decode()}\r\n--b--\r\n")
    poison = f"From: {WHO}, x@y.example\r\nSubject: {PHRASE}\r\n\r\n{PHONE} {WHO}\r\n"
    return [m.encode() for m in (plain, qp, b64, wide, parts, poison)]


def readings(path: Path) -> list[bytes]:
    """A file as bytes, unpacked, and every mail part and long base64 run in it decoded."""
    data = path.read_bytes()
    found = [data]
    if path.suffix == ".z":
        found.append(zlib.decompress(data))
    try:
        bodies = (part.get_payload(decode=True) for part in email.message_from_bytes(data).walk())
        found += [body for body in bodies if isinstance(body, bytes)]
    except Exception:
        pass
    for run in re.findall(rb"[A-Za-z0-9+/]{16,}={0,2}", data):
        try:
            found.append(base64.b64decode(run + b"=" * (-len(run) % 4)))
        except ValueError:
            continue
    return found + [quopri.decodestring(data)]


def hits(data: Path, canaries: list[str]) -> list[str]:
    """Every place where a canary stands, in any encoding."""
    found = []
    for path in sorted(p for p in data.rglob("*") if p.is_file()):
        texts = [r.lower() for r in readings(path)]
        for canary in canaries:
            forms = [canary.lower().encode(e) for e in ("utf-8", "utf-16-le", "utf-16-be", "latin-1")]
            if any(form in text for form in forms for text in texts):
                found.append(f"{path.relative_to(data)}: {canary}")
    return found


def populated(folder: Path) -> World:
    """A desk that has everything of theirs, and of others, a week ago."""
    world = World(folder, NOW)
    for i, raw in enumerate(theirs()):
        world.arrives(raw, "support")
        other = list(OTHERS)[i % 2]
        world.arrives(f"{head(other, i, 'lorry', 'P')}\r\n{OTHERS[other]}, {i}\r\n".encode(), "support")
    with world.desk.store.unit() as unit:
        unit.add(Customer("cadents", "Thaba", account_contact=WHO))
        unit.add(Contact("cadents", "Thaba", WHO, NAME))
    # A reply that quotes, on their case; an approved draft; what was sent; a mail that waits in the spool; leftovers.
    first = world.cases[0]
    world.arrives(f"{head(WHO, 9, f'Re: [{first}] gateway', NAME)}\r\nAlso {PHRASE}\r\n".encode(), "support")
    for number in world.cases:
        for draft in world.drafts(number)[:1]:
            approve(world.desk, draft.id, "op")
    Sender(world.desk, FakeLines()).deliver_due(world.now)
    world.command(f"case note {first} {PHONE.replace(' ', '')} --as op")
    world.desk.spool.put("support", "INBOX", 7, 900, world.now, theirs()[0].replace(b"<m1.", b"<m8."))
    (world.desk.data / "spool" / ".tmp-1-1").write_text(PHRASE)
    world.desk.raw.put(f"left by a unit that failed: {PHRASE}".encode())
    old = time.time() - 9 * 86400
    for path in world.desk.data.rglob("*"):
        os.utime(path, (old, old))
    world.desk.clock = lambda: datetime.now(UTC) + timedelta(hours=2)
    return world


def reopened(world: World) -> Desk:
    world.desk.close()
    world.desk = Desk.open(configuration.load(world.folder / "config.toml"))
    world.desk.rng = random.Random(3)
    return world.desk


def clean(world: World) -> None:
    desk = world.desk
    assert hits(desk.data, list(CANARIES.values())) == []
    assert check(desk.store, desk.raw, deep=True).findings == []  # type: ignore[arg-type]
    with desk.store.view() as view:
        assert [e["person"] for e in view.setting("erasures")] == [erase.person_hash(WHO)]
        assert view.setting("erasing") is None
        assert all(r.key for r in view.all(LedgerRow))


def die_at(nth: int, world: World) -> bool:
    """Erase in a child that dies at the nth point; False when it came to its end."""
    child = os.fork()
    if child == 0:
        reached = 0

        def hook(_: str) -> None:
            nonlocal reached
            reached += 1
            if reached == nth:
                os._exit(137)

        desk = Desk.open(configuration.load(world.folder / "config.toml"))
        desk.clock = lambda: datetime.now(UTC) + timedelta(hours=2)
        points.hook = hook
        erase.erase(desk, plan(desk, WHO), "op")
        (world.folder / "points").write_text(str(reached))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 137


class Killed:
    """Deaths in the middle of an erasure. `points` is how many places there are to die."""

    def __init__(self, folder: Path) -> None:
        (folder / "world").mkdir()
        self.world, self.saved = populated(folder / "world"), folder / "saved"
        self.world.desk.close()
        shutil.copytree(self.world.desk.data, self.saved)
        assert not die_at(0, self.world)
        self.points = int((self.world.folder / "points").read_text())

    def at(self, nth: int) -> str:
        """Die at the nth point, start again; what is wrong then, "" when nothing is."""
        shutil.rmtree(self.world.desk.data)
        shutil.copytree(self.saved, self.world.desk.data)
        if not die_at(nth, self.world):
            return "the point was not reached"
        desk = reopened(self.world)
        desk.clock = lambda: datetime.now(UTC) + timedelta(hours=2)
        if not erase.finish(desk):          # it died before the unit: nothing has happened yet
            with desk.store.view() as view:
                begun = view.setting("erasures") is not None
            if not begun:
                erase.erase(desk, plan(desk, WHO), "op")
        try:
            clean(self.world)
        except AssertionError as e:
            return str(e)
        return ""
