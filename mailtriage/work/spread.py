"""work/spread.py: the same question about many things, spread over the processors; the answers in their order.

Promises   the answers are those of `map(do, items)`. Each process is a copy of this one, with all that `do` holds: only
           an item and its answer travel, and each process has one item at a time. What `do` raises is raised here; a
           process that dies is `ProcessDied`. None is left when the block ends, nor when this process is killed.
           One processor, few items, or a process with threads: all is done here, as a fork copies locks that nobody
           will release.
Does not   keep the copies up to date: what `do` reads of the store must be of a view that is open.
Why not    concurrent.futures: its threads, and its tracebacks on Ctrl-C. Fresh interpreters: each would have to build
           the programs and open the store before its first mail.
Reads next work/backtest.py
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")
R = TypeVar("R")

_FEW = 20       # items that take less time than processes to begin
_MOST = 8       # processes: many more would wait for this one, which hands out the items


class ProcessDied(Exception):
    """A process ended before its answer, most likely for lack of memory."""


def processors() -> int:
    """How many processors this process may use."""
    with contextlib.suppress(AttributeError):       # macOS has no affinity
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def spread(do: Callable[[T], R], items: Iterable[T], processes: int = 0) -> Iterator[Iterator[R]]:
    """`do` of each item, in the order of the items, while the block runs. The processes begin with the block: a bar
    that a thread draws begins inside. `processes`: how many, 0 for as many as there are processors."""
    rest = iter(items)
    first = list(itertools.islice(rest, _FEW))
    every = itertools.chain(first, rest)
    count = processes or min(_MOST, processors())
    if count == 1 or len(first) < _FEW or threading.active_count() > 1:
        yield map(do, every)
        return
    copies = list[_Copy]()
    with contextlib.ExitStack() as ends:
        with contextlib.suppress(OSError):      # no memory or no descriptors for one more: with those that are there
            for _ in range(count):
                copies.append(_Copy(do, copies))
                ends.callback(copies[-1].end)
        yield _answers(copies, every) if copies else map(do, every)


def _answers(copies: list[_Copy], items: Iterator[Any]) -> Iterator[Any]:
    from multiprocessing.connection import wait

    numbered, turn = enumerate(items), 0
    free, busy, done = list(copies), dict[_Copy, int](), dict[int, Any]()
    while True:
        for copy, (number, item) in zip(tuple(free), numbered, strict=False):
            copy.ask(item)
            free.remove(copy)
            busy[copy] = number
        if not busy:
            return
        for copy in cast("list[_Copy]", wait(cast(Any, busy))):       # it takes whatever has a fileno
            done[busy.pop(copy)] = copy.answer()
            free.append(copy)
        while turn in done:
            yield done.pop(turn)
            turn += 1


class _Copy:
    """A copy of this process, and the way to it."""

    def __init__(self, do: Callable[[Any], Any], others: Iterable[_Copy]) -> None:
        from multiprocessing import get_context

        fork = get_context("fork")
        self._way, theirs = fork.Pipe()
        not_theirs = [self._way, *(other._way for other in others)]
        self._process = fork.Process(target=_serve, args=(do, theirs, not_theirs), daemon=True)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})      # Ctrl-C is for us alone
        try:
            self._process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            theirs.close()

    def fileno(self) -> int:
        return self._way.fileno()

    def ask(self, item: Any) -> None:
        try:
            self._way.send(item)
        except OSError:
            raise self._died() from None

    def answer(self) -> Any:
        try:
            good, answer = self._way.recv()
        except (EOFError, OSError):
            raise self._died() from None
        if not good:
            raise answer
        return answer

    def end(self) -> None:
        self._way.close()
        self._process.terminate()
        self._process.join()

    def _died(self) -> ProcessDied:
        self._process.join(1)
        code = self._process.exitcode or 0
        how = f"was ended by signal {-code}, perhaps for lack of memory" if code < 0 else "ended"
        return ProcessDied(f"a process that did part of the work {how}; nothing was changed, try again")


def _serve(do: Callable[[Any], Any], asked: Connection, not_ours: Iterable[Connection]) -> None:
    """In the copy: answer until nobody asks any more."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()         # a collection would write to all that is shared, and so copy it
    for way in not_ours:
        way.close()     # else it would not end when who asks is killed
    with contextlib.suppress(EOFError, OSError):
        while True:
            item = asked.recv()
            try:
                told = True, do(item)
            except Exception as trouble:  # noqa: BLE001  it is raised where the answer is read
                told = False, _portable(trouble)
            asked.send(told)


def _portable(trouble: Exception) -> Exception:
    """The exception if it survives the way, else one that says the same; with its traceback, for --debug."""
    note = traceback.format_exc()
    try:
        pickle.loads(pickle.dumps(trouble))     # noqa: S301  our own
    except Exception:  # noqa: BLE001  whatever its class makes of it
        trouble = RuntimeError(f"{type(trouble).__name__}: {trouble}")
    trouble.add_note(note)
    return trouble
