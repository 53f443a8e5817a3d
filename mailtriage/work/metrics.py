"""work/metrics.py: `/healthz` and `/metrics` of a running daemon, over HTTP on loopback.

    /healthz   200 while the daemon works and the store answers, else 503; JSON: {"ok", "age_seconds", "conditions" {}}
    /metrics   Prometheus text; 501 without the extra `metrics` (prometheus-client)

Promises   127.0.0.1 only, GET only, no names or addresses of customers. A scrape reads indexes only.
Does not   answer 503 because a mail server is down: nobody should restart a daemon for that. It stands in `conditions`.
Reads next daemon.py, work/tally.py
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from mailtriage import paths
from mailtriage.model.outgoing import Outgoing, OutState
from mailtriage.work.desk import Desk
from mailtriage.work.tally import tally
from mailtriage.work.watch import FolderStatus

STUCK = 60.0        # seconds without a sign of the daemon's loop


class MetricsServer:
    """Serves from a thread until `stop`. `pulse` is the monotonic time of the loop's last round, `conditions` what is
    wrong now (work/alert.py), `folders` what the watchers say."""

    def __init__(
        self, desk: Desk, port: int, pulse: Callable[[], float], conditions: Callable[[], dict[str, str]],
        folders: Callable[[], list[FolderStatus]],
    ) -> None:
        """Listening when this returns. OSError when the port is taken."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                code, kind, body = outer.answer(self.path)
                self.send_response(code)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """A scrape every few seconds is no event."""

        self._desk, self._pulse, self._conditions, self._folders = desk, pulse, conditions, folders
        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, name="metrics", daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Status, type and body for a path."""
        if path == "/healthz":
            return self._health()
        if path != "/metrics":
            return 404, "text/plain", b"/healthz and /metrics are here\n"
        try:
            from prometheus_client import CollectorRegistry, generate_latest
        except ImportError:
            return 501, "text/plain", b"install the extra: pip install 'mailtriage[metrics]'\n"
        registry = CollectorRegistry(auto_describe=False)
        registry.register(self)
        return 200, "text/plain; version=0.0.4; charset=utf-8", generate_latest(registry)

    def _health(self) -> tuple[int, str, bytes]:
        age, found = time.monotonic() - self._pulse(), self._conditions()
        ok = age < STUCK and "store" not in found
        body = json.dumps({"ok": ok, "age_seconds": round(age, 1), "conditions": found})
        return 200 if ok else 503, "application/json", f"{body}\n".encode()

    def collect(self) -> Iterator[Any]:
        """The metrics, as prometheus-client asks for them at each scrape."""
        from prometheus_client.core import GaugeMetricFamily as Gauge

        desk, now = self._desk, self._desk.clock()
        with desk.store.view() as view:
            numbers = tally(view, desk.config.mailbox)
            outbox: dict[tuple[str, ...], float] = {
                (str(state),): float(view.count(Outgoing, "state", state)) for state in OutState
            }
        oldest: dict[tuple[str, ...], float] = {(box.name,): 0.0 for box in desk.config.mailbox}
        for mail in desk.spool.waiting():
            age = max(0.0, (now - mail.received).total_seconds())
            oldest[(mail.mailbox,)] = max(age, oldest.get((mail.mailbox,), 0.0))
        folders = self._folders()
        passes: dict[tuple[str, ...], float] = {
            (f.mailbox, f.folder): (now - f.last_ok).total_seconds() for f in folders if f.last_ok
        }
        counts = {name: float(n) for name, n in numbers["counts"].items()}
        verified = self._verified()
        size = float(sum(p.stat().st_size for p in _files(desk.data / "db")))
        tables: tuple[tuple[str, str, tuple[str, ...], dict[tuple[str, ...], float]], ...] = (
            ("mails", "Mails so far, by outcome", ("outcome",), {(str(o),): n for o, n in numbers["outcomes"].items()}),
            ("outbox", "Outgoing mails, by state", ("state",), outbox),
            ("cases_open", "Open cases", (), {(): counts["cases_open"]}),
            ("drafts_waiting", "Drafts that wait for a person", (), {(): counts["drafts"]}),
            ("oldest_unhandled_seconds", "Age of the oldest mail that was fetched and is not handled",
             ("mailbox",), oldest),
            ("backlog", "Mails on the server that are not fetched yet", ("mailbox", "folder"),
             {(f.mailbox, f.folder): float(f.backlog) for f in folders}),
            ("failures", "Failed attempts since the last good pass", ("mailbox", "folder"),
             {(f.mailbox, f.folder): float(f.failures) for f in folders}),
            ("seconds_since_pass", "Since the last good pass over a folder", ("mailbox", "folder"), passes),
            ("unexplained", "Mails `verify` could not account for when it last looked", (),
             {(): verified[0]} if verified else {}),
            ("seconds_since_verify", "Since `verify` last looked", (), {(): verified[1]} if verified else {}),
            ("store_bytes", "Snapshot and journal on the disk", (), {(): size}),
        )
        for name, what, labels, values in tables:
            family = Gauge(f"mailtriage_{name}", what, labels=labels)
            for key, value in values.items():
                family.add_metric(key, value)
            yield family


    def _verified(self) -> tuple[float, float] | None:
        """What `mailtriage verify` found unexplained, and how many seconds ago; None before its first look."""
        try:
            found = json.loads((self._desk.data / paths.VERIFIED_FILE).read_bytes())
            at = datetime.fromisoformat(found["at"])
            return float(found["unexplained"]), (self._desk.clock() - at).total_seconds()
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _files(folder: Path) -> list[Path]:
    """What lies there; a file that goes away meanwhile is not counted."""
    return [p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")]
