"""faults/imap_cells.py: steps x faults x kinds of server, each cell a watcher's life around one fault.

A cell: first contact; two mails arrive; the server fails once, at that step, in that way; then it is well again. A
third mail arrives when the watcher rests. What has to come of it is in imap_expect.toml.
Reads next tests/faults/test_imap_matrix.py, tests/faults/rows.py
"""

from __future__ import annotations

import ssl
import threading
import time
import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.imap_desk import FILED, READ_TIMEOUT, ImapDesk, mail
from tests.faults.scripted_imap import FAULTS, STEPS, ScriptedImap
from tests.servers.certificates import Certificates

EXPECT: dict[str, Any] = tomllib.loads((Path(__file__).parent / "imap_expect.toml").read_text("utf-8"))
KINDS: dict[str, tuple[frozenset[str], dict[str, str]]] = {
    "move": (frozenset({"MOVE", "UIDPLUS", "IDLE"}), {}),
    "uidplus": (frozenset({"UIDPLUS", "IDLE"}), {}),            # COPY, STORE, UID EXPUNGE
    "bare": (frozenset({"IDLE"}), {}),                          # COPY, STORE, and nobody may expunge
    "flag": (frozenset({"MOVE", "UIDPLUS", "IDLE"}), {"file_by": "flag"}),
}
ONLY_IN = {"MOVE": {"move"}, "COPY": {"uidplus", "bare"}, "STORE": {"uidplus", "bare", "flag"}, "EXPUNGE": {"uidplus"}}
BOUND = 15.0            # seconds; a cell waits out one or two time-outs of 0.3 to 1.2 s


@dataclass(frozen=True)
class Cell:
    step: str
    fault: str
    kind: str

    @property
    def name(self) -> str:
        return f"{self.step.lower()}-{self.fault}-{self.kind}"

    @property
    def security(self) -> str:
        return {"CONNECT": "tls", "TLS": "starttls"}.get(self.step, "plain")


@dataclass
class Ran:
    wrong: list[str]
    kinds: list[str]            # of the troubles the watcher had, in order
    told: set[str]              # what status said
    seconds: float


def cells() -> list[Cell]:
    return [Cell(s, f, k) for s in STEPS for f in FAULTS for k in KINDS if k in ONLY_IN.get(s, KINDS)]


def run(cell: Cell, folder: Path, certificates: Certificates) -> Ran:
    offers, box = KINDS[cell.kind]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.chain_file, certificates.key_file)
    server = ScriptedImap(offers, context, cell.security).start()
    # A loaded machine is slow to answer honestly, too: short patience is for servers that leave us waiting.
    patience = READ_TIMEOUT if cell.fault in ("hang", "slow", "garbage") else 5.0
    old, raws = mail(0), [mail(1), mail(2)]
    server.deliver("INBOX", old)
    try:
        with ImapDesk.on(folder, server, certificates.ca_file, patience=patience, **box) as desk:
            desk.meet()
            for raw in raws:
                server.deliver("INBOX", raw)
            server.arm(cell.step, cell.fault)
            seconds = _live(desk, server, raws, once=cell.step == "LOGOUT")
            wrong = desk.faults(raws, lies_in="INBOX" if cell.kind == "flag" else FILED)
            if not server.failed:
                wrong.append("the fault never took place")
            if not any(m.raw == old and not m.flags for m in server.folders["INBOX"].mails):
                wrong.append("mail of before us was touched")
            if desk.watcher and desk.watcher.status.error:
                wrong.append(f"all is well, and status says {desk.watcher.status.error}")
            return Ran(wrong, [kind for kind, _ in desk.troubles], desk.told, seconds)
    except AssertionError as e:
        return Ran([str(e)], [], set(), BOUND)
    finally:
        server.stop()


def _live(desk: ImapDesk, server: ScriptedImap, raws: list[bytes], once: bool) -> float:
    if once:
        began = time.monotonic()
        for _ in range(2):
            desk.once()
        return time.monotonic() - began
    third = threading.Event()

    def quiet() -> bool:
        if not desk.filed(raws):
            return False
        if not third.is_set() and server.done.get("IDLE", 0) > 0:
            third.set()
            raws.append(mail(3))
            server.deliver("INBOX", raws[-1])
            return False
        return bool(third.is_set() and server.failed and desk.watcher and not desk.watcher.status.error)

    return desk.run(quiet, BOUND)


def run_all(todo: Iterable[Cell], folder: Path, abreast: int = 12) -> dict[Cell, Ran]:
    """Side by side: most of the time is waiting for a server that says nothing."""
    certificates = Certificates.issue(folder)
    todo = list(todo)
    with ThreadPoolExecutor(abreast) as pool:
        return dict(zip(todo, pool.map(lambda c: run(c, folder / c.name, certificates), todo), strict=True))


def judge(cell: Cell, ran: Ran) -> list[str]:
    """How a cell differs from the table; [] when it does not."""
    want = EXPECT[cell.step][cell.fault]
    wanted = [want] if isinstance(want, str) else want
    found = list(ran.wrong)
    first = ran.kinds[0] if ran.kinds else "refusal" if ran.told else ""
    if not found and first not in wanted:
        found.append(f"the trouble was {first!r}, the table says {want!r}; {ran.told}")
    if first and not ran.told:
        found.append("status did not tell")
    return found
