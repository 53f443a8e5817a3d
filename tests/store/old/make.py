"""Makes the fixture of today's store: `python -m tests.store.old.make`. Run once for each schema there has been, before
VERSION in store/schema.py is raised; what is made is never made again, it must open for ever."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from mailtriage.model.register import Contact, Customer
from mailtriage.store import schema
from mailtriage.store.port import View
from mailtriage.work.approve import approve
from mailtriage.work.send import Sender
from tests.scenarios.story import World
from tests.unit.work.test_send import FakeLines

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def mail(n: int, subject: str, text: str, more: str = "") -> bytes:
    return (f"From: Person {n} <p{n}@thaba.example>\r\nTo: support@cadents.example\r\nSubject: {subject}\r\n"
            f"Message-ID: <old-{n}@thaba.example>\r\n{more}\r\n{text}\r\n").encode()


def summary(view: View) -> dict[str, object]:
    """What must be the same for ever: counts, numbers, states."""
    return {
        "counts": {t.name: view.count(t.record) for t in schema.TABLES if t.name in COUNTED},
        "cases": {c.number: c.state.value for c in view.all(schema.BY_NAME["cases"].record)},
        "outcomes": {r.key: r.outcome.value for r in view.all(schema.BY_NAME["ledger"].record)},
        "outbox": {str(o.id): [o.state.value, o.message_id] for o in view.all(schema.BY_NAME["outbox"].record)},
        "drafts": {str(d.id): d.state.value for d in view.all(schema.BY_NAME["drafts"].record)},
    }


COUNTED = ("ledger", "folders", "cases", "mails", "events", "drafts", "outbox", "clocks", "customers", "contacts")


def make(version: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), NOW)
        with world.desk.store.unit() as unit:
            unit.add(Customer("cadents", "Thaba", domains=("thaba.example",), service_level="gold"))
            unit.add(Contact("cadents", "Thaba", "p1@thaba.example", "Person 1", roles=("administrator",)))
        world.arrives(mail(1, "Gateway", "The gateway crashes."), "support")
        world.arrives(mail(2, "Password", "How do I reset my password?"), "support")
        world.arrives(mail(3, f"Re: [{world.cases[0]}] Gateway", "It still does."), "support")
        world.arrives(mail(4, "Away", "I am away.", "Auto-Submitted: auto-replied\r\n"), "support")
        world.arrives(b"From: a@b.example, c@d.example\r\n\r\ntwo authors\r\n", "support")
        Sender(world.desk, FakeLines()).deliver_due(world.now)
        for number in world.cases:
            for draft in world.drafts(number)[:1]:
                approve(world.desk, draft.id, "op")
        world.command(f"case note {world.cases[0]} seen --as op")
        target = HERE / f"v{version}"
        with world.desk.store.view() as view:
            said = summary(view)
        world.desk.close()
        for part in ("db", "raw", "blobs"):
            shutil.copytree(world.desk.data / part, target / "data" / part, ignore=shutil.ignore_patterns(".*"))
        (target / "expected.json").write_text(json.dumps(said, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    make(schema.VERSION)
