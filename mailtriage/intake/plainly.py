"""intake/plainly.py: the frozen values of model/ as JSON and back, by their type hints.

Promises   `of_json(C, loads(as_json(value))) == value` for dataclasses of strings, numbers, aware times, enums, tuples,
           frozen sets and dataclasses of these.
Why not    pickle: what comes out of the process that reads strangers' bytes must not be able to run anything here.
Reads next intake/guard.py
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar

import orjson

T = TypeVar("T")


def as_json(value: object) -> bytes:
    """A dataclass as JSON. TypeError for what orjson cannot write (a lone surrogate)."""
    return orjson.dumps(value, default=_plain)


def _plain(value: object) -> list[Any]:
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


def of_json(kind: type[T], data: dict[str, Any]) -> T:
    """The dataclass of these JSON values. KeyError, ValueError or TypeError when they are not of its shape."""
    shape: Any = kind
    values = {name: read(data[name]) if read else data[name] for name, read in _readers(shape)}
    return kind(**values)


@cache
def _readers(kind: Any) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((f.name, _reader(hints[f.name])) for f in fields(kind))


def _reader(hint: Any) -> Callable[[Any], Any] | None:
    """How to read a value of this type; None when JSON has it as it is."""
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        (one,) = [a for a in inside if a is not type(None)]
        read = _reader(one)
        return partial(_or_none, read) if read else None
    if origin in (tuple, frozenset):
        read = _reader(inside[0])
        return partial(_each, origin, read) if read else origin
    if isinstance(hint, type) and is_dataclass(hint):
        return partial(of_json, hint)
    if hint is datetime:
        return datetime.fromisoformat
    return hint if isinstance(hint, type) and issubclass(hint, Enum) else None


def _or_none(read: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else read(value)


def _each(container: type, read: Callable[[Any], Any], values: list[Any]) -> Any:
    return container(map(read, values))
