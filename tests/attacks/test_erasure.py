"""Attack 22: after `erase`, twelve traces of a person are in no file under data/; a kill anywhere changes nothing in that.

The traces are looked for in every file, as bytes, and unpacked: zlib blobs, base64, quoted-printable, UTF-16.
"""

from __future__ import annotations

import base64
import email
import os
import quopri
import random
import re
import time
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage import config as configuration
from mailtriage import points
from mailtriage.model.case import Case
from mailtriage.model.ledger import LedgerRow
from mailtriage.model.register import Contact, Customer
from mailtriage.store.check import check
from mailtriage.work import erase
from mailtriage.work.approve import approve
from mailtriage.work.desk import Desk
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


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, NOW)
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


def test_the_canaries_are_there_before(world: World) -> None:
    before = hits(world.desk.data, list(CANARIES.values()))
    assert {h.rpartition(": ")[2] for h in before} == set(CANARIES.values()), "a trace the test would not find"
    assert {h.split("/")[0] for h in before} >= {"db", "raw", "blobs", "spool"}


def test_nothing_of_a_person_is_left_and_nothing_of_others_is_touched(world: World) -> None:
    others = list(OTHERS)
    with world.desk.store.view() as view:
        rows = {r.id: r for r in view.all(LedgerRow) if r.sender in others}
        cases = {c.number: c for c in view.all(Case) if c.participants[:1] and c.participants[0] in others}
        count = view.count(LedgerRow)
    bytes_of = {r.sha256: world.desk.raw.get(r.sha256) for r in rows.values()}
    made = erase.plan(world.desk, WHO)
    erase.erase(world.desk, made, "op")
    clean(world)
    with world.desk.store.view() as view:
        assert {r.id: r for r in view.all(LedgerRow) if r.sender in others} == rows
        assert {n: view.one(Case, "number", n) for n in cases} == cases
        assert view.count(LedgerRow) == count + len(made.spool), "a mail is no longer accounted for"
        shells = [c for c in view.all(Case) if c.number in made.cases]
        assert shells and all(c.subject == "erased on request" and not c.is_open for c in shells)
    assert {sha: world.desk.raw.get(sha) for sha in bytes_of} == bytes_of
    reopened(world)
    clean(world)


def test_a_dry_run_changes_nothing_and_the_command_tells_what_it_does_not_reach(world: World) -> None:
    world.command(f"backup {world.folder / 'copy'}")
    before = sorted((p, p.read_bytes()) for p in (world.desk.data / "db").iterdir())
    said = world.command(f"erase {WHO}")
    assert "nothing was changed" in said and "not reached, in backups: 1" in said and "on the mail server" in said
    assert sorted((p, p.read_bytes()) for p in (world.desk.data / "db").iterdir()) == before
    said = world.command(f"erase {WHO.upper()} --yes")
    assert said.startswith("erased")
    assert "store ok" in world.command("store check --deep")
    reopened(world)
    clean(world)


def test_mails_of_others_that_mention_them_stay_unless_it_is_said(world: World) -> None:
    mention = f"{head('thabo@elsewhere.example', 50, 'x', 'T')}\r\nask {WHO} about it\r\n".encode()
    row = world.arrives(mention, "support")
    made = erase.plan(world.desk, WHO)
    assert made.mentioned == [row.sha256]
    erase.erase(world.desk, made, "op")
    assert world.desk.raw.get(row.sha256) == mention
    made = erase.plan(world.desk, WHO, everywhere=True)
    erase.erase(world.desk, made, "op")
    assert hits(world.desk.data, [WHO]) == []
    assert check(world.desk.store, world.desk.raw).findings == []  # type: ignore[arg-type]


def _die_at(nth: int, world: World) -> bool:
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
        erase.erase(desk, erase.plan(desk, WHO), "op")
        (world.folder / "points").write_text(str(reached))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 137


@pytest.mark.timeout(600)
def test_a_kill_at_any_point_of_an_erasure_is_made_good_at_the_next_start(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    world.desk.close()
    saved = tmp_path / "saved"
    shutil.copytree(world.desk.data, saved)
    assert not _die_at(0, world)
    points_total = int((world.folder / "points").read_text())
    every = range(1, points_total + 1)
    chosen = every if os.environ.get("MAILTRIAGE_FULL") else sorted(random.Random(1).sample(list(every), 8))
    for nth in chosen:
        shutil.rmtree(world.desk.data)
        shutil.copytree(saved, world.desk.data)
        assert _die_at(nth, world)
        desk = reopened(world)
        desk.clock = lambda: datetime.now(UTC) + timedelta(hours=2)
        if not erase.finish(desk):          # it died before the unit: nothing has happened yet
            with desk.store.view() as view:
                begun = view.setting("erasures") is not None
            if not begun:
                erase.erase(desk, erase.plan(desk, WHO), "op")
        clean(world)
    with capsys.disabled():
        print(f"\nerasure: {len(CANARIES)} canaries, 0 hits; killed at {len(chosen)} of {points_total} points")


def test_a_mail_that_is_on_its_way_stops_an_erasure(world: World) -> None:
    from mailtriage.model.outgoing import OutState
    from mailtriage.work.approve import Refused

    row = next(r for r in world.outgoing_rows() if r.recipients[0].address == WHO)
    with world.desk.store.unit() as unit:
        unit.put(replace(row, state=OutState.SENDING))
    with pytest.raises(Refused, match="on its way"):
        erase.erase(world.desk, erase.plan(world.desk, WHO), "op")
    with world.desk.store.view() as view:
        assert view.setting("erasing") is None
