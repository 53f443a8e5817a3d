"""log.py: what the desk says while it works: one event, one line, on stderr. A leaf.

Promises   JSON lines when stderr is no terminal, short readable lines when it is one. Times UTC. Control
           characters in values arrive escaped, so that no mail can forge a line. A password that was read is
           concealed wherever it turns up, tracebacks included; keys that carry bodies stay empty.
Does not   keep files: systemd, cron or the operator's shell own stderr.
Use        log = log.get("collect"); log.info("fetched", mailbox="support", mails=3)
"""

from __future__ import annotations

import base64
import logging
import re
import sys
from collections.abc import MutableMapping
from enum import Enum
from functools import lru_cache
from typing import Any, TextIO, cast
from urllib.parse import quote, quote_plus

import structlog

Event = MutableMapping[str, Any]

_LONGEST = 4_000        # characters of one value: people read logs; a mail is in the raw store
_SHORTEST_SECRET = 4    # a shorter "password" is part of too many words to conceal
_NEVER = re.compile(r"(?:^|_)(?:password|passwd|secret|token|authorization|body|text|html|raw)(?:$|_)")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_CODED_LEAST = 6        # characters of a base64 piece; a shorter one is found in words

_secrets: set[str] = set()      # as regular expressions

_COMMON: list[Any] = [
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
# On import, not in `setup`: structlog unconfigured prints to stdout, amid the JSON of a command that never logs.
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level, *_COMMON, structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=False,
)
logging.getLogger("mailtriage").addHandler(logging.NullHandler())


def conceal(secret: str) -> None:
    """From now on this value is never written, in any spelling; `Secret.read` calls it."""
    if len(secret) >= _SHORTEST_SECRET:
        _secrets.update(_spellings(secret))


def without(text: str, secret: str, mark: str = "***") -> str:
    """What somebody else said, without a secret they were told, in any spelling."""
    long = len(secret) >= _SHORTEST_SECRET
    return re.sub("|".join(sorted(_spellings(secret), key=len, reverse=True)), mark, text) if long else text


@lru_cache(maxsize=64)
def _spellings(secret: str) -> frozenset[str]:
    """The secret as it is, and as addresses, Python and AUTH PLAIN write it, as regular expressions."""
    data = secret.encode("utf-8", "replace")
    plain = (secret, quote(secret), quote_plus(secret), ascii(secret)[1:-1], repr(data)[2:-1])
    found = {re.escape(one) for one in plain}
    for before in range(3):     # base64 of a longer text has it at any of three offsets
        coded = base64.b64encode(b"\0" * before + data).decode().rstrip("=")
        inside = coded[(before * 8 + 5) // 6 : -1]
        if len(inside) >= _CODED_LEAST:
            found.add(re.escape(inside) + "[A-Za-z0-9+/=]{0,6}")
    return frozenset(found)


def setup(*, debug: bool = False, json_lines: bool | None = None, stream: TextIO | None = None) -> None:
    """Send events to `stream` (stderr), those of libraries from WARNING. `json_lines` None: unless it is a
    terminal."""
    out = stream or sys.stderr
    as_json = not out.isatty() if json_lines is None else json_lines
    last: list[Any] = [structlog.processors.format_exc_info, _safe]
    if as_json:
        last.append(structlog.processors.JSONRenderer())      # ASCII: every control character is an escape
    else:
        last += [_escaped, structlog.dev.ConsoleRenderer(colors=out.isatty())]
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_COMMON,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("mailtriage").setLevel(logging.DEBUG if debug else logging.INFO)
    # Not even with --debug: these write protocol lines, and protocol lines hold mail and AUTH exchanges.
    for library in ("imapclient", "aiosmtplib", "mailparser", "asyncio"):
        logging.getLogger(library).setLevel(logging.ERROR)


def get(part: str) -> structlog.stdlib.BoundLogger:
    """The log of one part, `mailtriage.<part>`; silent until `setup`."""
    return structlog.stdlib.get_logger(f"mailtriage.{part}")


def safe(value: object) -> object:
    """`value` as it may be written: secrets concealed, long text cut, bytes as a size."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"<{len(value)} bytes>"
    if isinstance(value, dict):
        return {
            str(safe(str(k))): "<not written>" if _NEVER.search(str(k).lower()) else safe(v)
            for k, v in value.items()
        }
    if isinstance(value, (list, tuple, set, frozenset)):
        return [safe(v) for v in value]
    text = str(value)
    if _secrets:
        # In one pass: what was concealed is not looked at again, or the password "secret" would be found in it.
        text = re.sub("|".join(sorted(_secrets, key=len, reverse=True)), "<secret>", text)
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}… ({len(text)} characters)"
    return text


def _safe(_logger: object, _method: str, event: Event) -> Event:
    return cast(Event, safe(dict(event)))


def _escaped(_logger: object, _method: str, event: Event) -> Event:
    """For a terminal: a value is one line; a traceback is set in, so that its lines pass for no event."""
    trace = event.pop("exception", "")
    event = cast(Event, _flat(event))
    if trace:
        event["exception"] = "\n".join(f"    {_flat(line)}" for line in str(trace).splitlines())
    return event


def _flat(value: object) -> object:
    if isinstance(value, str):
        return _UNSAFE.sub(lambda m: ascii(m.group())[1:-1], value)
    if isinstance(value, dict):
        return {str(_flat(k)): _flat(v) for k, v in value.items()}
    return [_flat(v) for v in value] if isinstance(value, list) else value
