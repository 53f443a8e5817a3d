"""deliver/loop.py: the one thread that owns every SMTP connection, and how the others ask it to send.

    lines.ready(mailbox)                  -> Future: None when a mail could go now, else the Outcome that stops it
    lines.submit(mailbox, envelope, data) -> Future: the Outcome

Promises   one connection per mailbox, kept while there is mail and closed after `idle` seconds; never more
           than `rate_per_minute` mails of a mailbox in any 60 seconds, and none while its provider limits
           sending (deliver/limit.py); a future always gets an Outcome,
           never an exception; stop() returns within 1.5 s, and what was on its way then is `unknown` or
           `deferred`.
Does not   choose mails or keep outcomes (`work/send.py`). A connection the server closed while it was idle
           is opened anew once, because nothing was said on it.
Reads next work/send.py
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from mailtriage.deliver.account import Account
from mailtriage.deliver.limit import pause
from mailtriage.deliver.outcome import Envelope, Outcome, Reply, Result, deferred, trouble
from mailtriage.deliver.smtp import Connection
from mailtriage.oauth import OAuthTrouble

IDLE = 30.0          # seconds; servers close after 5 minutes (RFC 5321 4.5.3.2.7), most submission services sooner
LAST_WORDS = 1.0     # seconds stop() waits for answers that are on their way


class _Lane:
    """One mailbox: its connection and when it last sent. Lives in the loop thread only."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.connection: Connection | None = None
        self.sent: deque[float] = deque()
        self.idle: asyncio.TimerHandle | None = None
        self.limits = 0                     # times in a row the provider said that we have sent enough
        self.paused = 0.0                   # loop time until which nothing is sent
        self.why = ""


class SendLoop:
    """`account(mailbox)` is asked at each connect, so that a rotated password is picked up; what it raises becomes an
    Outcome of phase config."""

    def __init__(self, account: Callable[[str], Account], *, idle: float = IDLE) -> None:
        self._account = account
        self._idle = idle
        self._lanes: dict[str, _Lane] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="smtp", daemon=True)
        self._stopping = False
        self._flying = 0
        self._thread.start()

    def ready(self, mailbox: str, patience: float = 0.0) -> Future[Outcome | None]:
        """Connected, logged in and within the rate? Waits up to `patience` seconds for the rate."""
        stopped = trouble("config", Reply(0, "mailtriage is stopping"))
        return self._start(self._ready(mailbox, patience), stopped, stopped)

    def submit(self, mailbox: str, envelope: Envelope, data: bytes) -> Future[Outcome]:
        """Hand over one mail."""
        stopped = deferred(envelope, "mail", Reply(0, "mailtriage is stopping"), trouble=True)
        broken = Outcome(Result.UNKNOWN, "dot", text="an error of ours while this mail was on its way")
        return self._start(self._submit(mailbox, envelope, data), stopped, broken)

    def stop(self) -> None:
        """Close every connection and end the thread; what is in flight gets LAST_WORDS seconds. May be repeated."""
        if self._stopping:
            return
        self._stopping = True
        asyncio.run_coroutine_threadsafe(self._close_all(), self._loop)
        self._thread.join(LAST_WORDS + 0.4)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    def _start(self, work: Coroutine[Any, Any, Any], stopped: Outcome, broken: Outcome) -> Future[Any]:
        if self._stopping:
            work.close()
            done: Future[Any] = Future()
            done.set_result(stopped)
            return done
        return asyncio.run_coroutine_threadsafe(self._guard(work, stopped, broken), self._loop)

    async def _guard(self, work: Coroutine[Any, Any, Any], stopped: Outcome, broken: Outcome) -> Any:
        try:
            return await work
        except asyncio.CancelledError:       # only stop() cancels, and only what has not written the final dot
            return stopped
        except Exception as e:  # noqa: BLE001  a bug here must not leave a caller waiting or a row without an end
            return replace(broken, text=f"{broken.text}: {type(e).__name__}: {e}"[:300])

    async def _ready(self, mailbox: str, patience: float) -> Outcome | None:
        lane = self._lanes.setdefault(mailbox, _Lane())
        async with lane.lock:
            if self._loop.time() < lane.paused:
                return Outcome(Result.DEFERRED, "limit", text=lane.why, trouble=True)
            if (stopped := await self._open(mailbox, lane)) is not None:
                return self._minding(lane, stopped)
            wait = self._rate_wait(lane)
            if wait > patience:
                per_minute = lane.connection.account.rate_per_minute if lane.connection else 0
                return Outcome(Result.DEFERRED, "rate", text=f"{per_minute} a minute are used; next in {wait:.0f} s")
        if wait:
            await asyncio.sleep(wait + 0.01)
            return await self._ready(mailbox, 0.0)
        return None

    async def _open(self, mailbox: str, lane: _Lane) -> Outcome | None:
        """Bring the lane's connection up."""
        if lane.idle is not None:
            lane.idle.cancel()
        if lane.connection is None or not lane.connection.alive:
            try:
                lane.connection = Connection(await self._aside(mailbox))
            except OAuthTrouble as e:
                return trouble("auth", Reply(0, str(e)))
            except Exception as e:  # noqa: BLE001  a missing secret must not end the thread that sends for others
                return trouble("config", Reply(0, " ".join(str(e).split()) or type(e).__name__))
            if (stopped := await lane.connection.open()) is not None:
                lane.connection = None
                return stopped
        self._close_later(lane)
        return None

    async def _aside(self, mailbox: str) -> Account:
        """The account, asked in a thread of its own: a token may take its time to come, and other mailboxes send
        meanwhile. Not to_thread: the interpreter would wait for that one at its end."""
        found: asyncio.Future[Account] = self._loop.create_future()

        def tell(account: Account | None, trouble: Exception | None) -> None:
            if found.done():
                return                                  # stopped meanwhile
            if account is not None:
                found.set_result(account)
            elif trouble is not None:
                found.set_exception(trouble)

        def ask() -> None:
            with contextlib.suppress(RuntimeError):     # the loop was closed meanwhile
                try:
                    self._loop.call_soon_threadsafe(tell, self._account(mailbox), None)
                except Exception as e:  # noqa: BLE001  whatever it is, the caller turns it into an Outcome
                    self._loop.call_soon_threadsafe(tell, None, e)

        threading.Thread(target=ask, name=f"account {mailbox}", daemon=True).start()
        return await found

    def _rate_wait(self, lane: _Lane) -> float:
        """Seconds until one more mail fits into the last minute."""
        rate, now = (lane.connection.account.rate_per_minute if lane.connection else 1), self._loop.time()
        while lane.sent and now - lane.sent[0] >= 60:
            lane.sent.popleft()
        return 0.0 if len(lane.sent) < rate else max(0.0, 60 - (now - lane.sent[-rate]))

    async def _submit(self, mailbox: str, envelope: Envelope, data: bytes) -> Outcome:
        lane = self._lanes.setdefault(mailbox, _Lane())
        self._flying += 1
        try:
            async with lane.lock:
                outcome = self._minding(lane, await self._send(mailbox, lane, envelope, data))
                lane.sent.append(self._loop.time())
                self._close_later(lane)
                return outcome
        finally:
            self._flying -= 1

    def _minding(self, lane: _Lane, outcome: Outcome) -> Outcome:
        """Pause the lane when its provider has had enough; the mail is not to blame for it."""
        if outcome.result in (Result.SENT, Result.PARTIAL):
            lane.limits = 0
        if not outcome.limited:
            return outcome
        lane.limits += 1
        seconds = pause(outcome.text, lane.limits)
        lane.paused = self._loop.time() + seconds
        lane.why = f"the provider limits sending ({outcome.line}); nothing leaves here for {seconds / 60:.0f} min"
        return replace(outcome, trouble=True)

    async def _send(self, mailbox: str, lane: _Lane, envelope: Envelope, data: bytes) -> Outcome:
        for fresh in (False, True):
            if (stopped := await self._open(mailbox, lane)) is not None or lane.connection is None:
                why = Reply(stopped.code, stopped.text) if stopped else Reply(0, "no connection")
                return deferred(envelope, stopped.phase if stopped else "connect", why, trouble=True)
            used = lane.connection.used
            outcome = await lane.connection.send(envelope, data)
            tired = outcome.phase == "mail" and outcome.code in (0, 421) and not lane.connection.alive
            if not (tired and used) or fresh or self._stopping:
                return outcome
        raise AssertionError("unreachable")

    def _close_later(self, lane: _Lane) -> None:
        if lane.idle is not None:
            lane.idle.cancel()
        lane.idle = self._loop.call_later(self._idle, lambda: self._loop.create_task(self._close(lane)))

    async def _close(self, lane: _Lane) -> None:
        async with lane.lock:
            if lane.connection is not None:
                await lane.connection.close()
                lane.connection = None

    async def _close_all(self) -> None:
        deadline = self._loop.time() + LAST_WORDS
        while self._flying and self._loop.time() < deadline:
            await asyncio.sleep(0.01)
        for lane in self._lanes.values():
            if lane.connection is not None:
                lane.connection.drop()
        # Whoever waits now gets an answer: an aborted transport ends every command with a Reply of code 0.
        for _ in range(10):
            await asyncio.sleep(0.01)
        others = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        self._loop.stop()
