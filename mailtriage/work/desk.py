"""work/desk.py: the things one running desk is made of, opened once and handed to every transaction.

Promises   nothing but parts; no policy. `clock` and `rng` are the only sources of time and chance below the edges.
Reads next work/receive.py
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mailtriage.config import Config, Mailbox
from mailtriage.program.program import Program
from mailtriage.work.programs import in_force

if TYPE_CHECKING:
    from mailtriage.intake.auth_results import Hop
    from mailtriage.intake.spool import Spool
    from mailtriage.model.arrival import Arrival
    from mailtriage.model.ledger import LedgerRow
    from mailtriage.model.mail import Mail
    from mailtriage.store.port import Store, Unit
    from mailtriage.store.raw import RawStore


def _now() -> datetime:
    return datetime.now(UTC)


class Parser(Protocol):
    """Bytes of strangers into a Mail: intake/parse.py here, or intake/guard.py in a process of its own."""

    def __call__(self, raw: bytes, *, hop: Hop | None = None) -> Mail: ...


class StaffMail(Protocol):
    """What answers a mail of ours to a person of the desk: staff/approval_mail.py. None: any other mail."""

    def __call__(
        self, unit: Unit, desk: Desk, arrival: Arrival, mail: Mail, now: datetime
    ) -> LedgerRow | None: ...


def _parse_here(raw: bytes, *, hop: Hop | None = None) -> Mail:
    from mailtriage.intake.parse import parse

    return parse(raw, hop=hop)


@dataclass(slots=True)
class Desk:
    store: Store
    raw: RawStore
    spool: Spool
    config: Config
    programs: Mapping[str, Program]
    keys: Mapping[str, bytes]
    key_id: str
    data: Path
    clock: Callable[[], datetime] = _now
    rng: random.Random = field(default_factory=random.SystemRandom)
    txt: Callable[[str, float], bytes | None] | None = None     # how the DNS is asked; None: as [dkim] says
    stale: Mapping[str, tuple[str, ...]] = field(default_factory=dict)      # programs whose files do not load: why
    parse: Parser = _parse_here         # for mail that arrives; the commands put a guard here
    face: str = ""                      # how people act through this one, for events: web, mail, command line
    staff_mail: StaffMail | None = None     # what people of the desk answer by mail; the commands put it here

    @classmethod
    def open(cls, config: Config) -> Desk:
        """Open store, raw store, spool, keys and programs. StoreError, ProgramErrors or OSError say what is wrong."""
        from mailtriage.intake.spool import Spool
        from mailtriage.store.keys import load_or_create
        from mailtriage.store.open import open_store
        from mailtriage.store.raw import RawStore

        data = config.data
        store = open_store(config.store.url, config.folder)
        try:
            found = in_force(config, store)
            keys, key_id = load_or_create(data / "keys")
            parts = RawStore(data), Spool(data / "spool")
        except BaseException:
            store.close()
            raise
        return cls(store, *parts, config, found.programs, keys, key_id, data, stale=found.stale)

    def close(self) -> None:
        """Release the store's files."""
        self.store.close()

    def mailbox(self, name: str) -> Mailbox:
        """The mailbox of that name; KeyError when the config has none (it was removed)."""
        for mailbox in self.config.mailbox:
            if mailbox.name == name:
                return mailbox
        raise KeyError(name)

    def program_of(self, mailbox: str) -> Program:
        return self.programs[self.mailbox(mailbox).program]

    def saves_sent(self, name: str) -> bool:
        """Whether our mails of that mailbox are to be put into its Sent folder by us."""
        return any(m.name == name and m.save_sent and m.imap is not None for m in self.config.mailbox)

    @property
    def prefixes(self) -> frozenset[str]:
        return frozenset(p.prefix for p in self.programs.values())

    @property
    def colleagues(self) -> frozenset[str]:
        """Who may forward a customer's mail to open its case: `staff_addresses` and the people of the desk."""
        from mailtriage.model.staff import Person

        with self.store.view() as view:
            people = [p.address.lower() for p in view.all(Person) if p.address and not p.disabled]
        return frozenset((*self.config.staff_addresses, *people))

    @property
    def own_addresses(self) -> frozenset[str]:
        return frozenset(a.lower() for m in self.config.mailbox for a in (m.address, *m.aliases))
