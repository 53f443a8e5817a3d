"""store/upgrade.py: a store of an older schema becomes one of this schema, in one record of the journal.

Promises   all documents are of the new version or none is; a newer store is refused, never touched.
Reads next store/schema.py
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from mailtriage.store import schema
from mailtriage.store.port import NewerSchema, StoreError
from mailtriage.store.state import Change, Loading, dumps

SETTING = "schema"      # the store setting that holds the version
Step = Callable[[dict[str, dict[str, dict[str, Any]]]], None]


@dataclass(frozen=True, slots=True)
class Schema:
    version: int = schema.VERSION
    steps: Mapping[int, Step] = field(default_factory=lambda: schema.UPGRADES)

    def check(self, settings: Mapping[str, bytes]) -> int:
        """The store's version, 0 when it has none. NewerSchema when it is newer than ours."""
        version: int = orjson.loads(settings.get(SETTING, b"0"))
        if version > self.version:
            raise NewerSchema(
                f"the store has schema {version}, this mailtriage knows {self.version}: install the newer mailtriage "
                "again, or restore the backup from before its upgrade"
            )
        return version

    def upgrade(self, loading: Loading) -> Change:
        """What must change to bring the documents to our version; nothing when they are."""
        version = self.check(loading.settings)
        if version == self.version:
            return Change()
        tables = {n: {str(i): orjson.loads(d) for i, d in docs.items()} for n, docs in loading.docs.items()}
        for older in range(version, self.version):
            if older not in self.steps:
                raise StoreError(f"the store has schema {version}, and nothing leads from {older} to {older + 1}")
            self.steps[older](tables)
        change = Change(settings={SETTING: b"%d" % self.version})
        for name in {*loading.docs, *tables}:
            old = loading.docs.get(name, {})
            new = {int(id): dumps(doc) for id, doc in tables.get(name, {}).items()}
            docs: dict[int, bytes | None] = {id: d for id, d in new.items() if d != old.get(id)}
            docs.update((id, None) for id in old if id not in new)
            if docs:
                change.docs[name] = docs
                change.ids[name] = max(loading.ids.get(name, 0), *new, 0)
        return change
