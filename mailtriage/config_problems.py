"""config_problems.py: what is wrong with a config.toml, in words that say how to mend it.

Promises   one sentence a problem, and no secret in any: values of keys that may hold one are not repeated.
Does not   know the sections: it reads them from the models of `config.py`.
Reads next cli/check.py
"""

from __future__ import annotations

import difflib
import ipaddress
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from mailtriage.toml_lines import Path as KeyPath


class ConfigErrors(Exception):
    """The configuration cannot be used. `problems` are lines: file, line, key, what, remedy. CLI exit 78."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


Problem = tuple[KeyPath, str]

# RFC 5321 4.1.2 without quoted local parts and address literals, which no support address uses.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
_URL = re.compile(r"(?P<scheme>https?)://(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?(?:/[!-~]*)?")

_KINDS = {
    "string_type": "write text in quotes",
    "int_type": "write a whole number without quotes",
    "bool_type": "write true or false without quotes",
    "tuple_type": "write a list in square brackets",
    "model_type": "write a section",
    "model_attributes_type": "write a section",
}


def read(path: Path, name: str) -> tuple[str, dict[str, Any]]:
    """The text and its TOML value. ConfigErrors when there is no file, no UTF-8 or no TOML."""

    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ConfigErrors(
            [f'{name}: there is no such file; "mailtriage init" writes one, "-c FILE" names another']
        ) from None
    except OSError as trouble:
        raise ConfigErrors([f"{name}: {trouble.strerror}; make it readable for this user"]) from None
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as trouble:
        line = data.count(b"\n", 0, trouble.start) + 1
        raise ConfigErrors([f"{name}:{line} is not UTF-8 text; save the file as UTF-8"]) from None
    except tomllib.TOMLDecodeError as trouble:
        what, _, where = str(trouble).partition(" (at ")
        found = re.search(r"line (\d+)", where)
        line = int(found[1]) if found else text.count("\n") + 1
        if re.search(r"^\[mailbox\]", text, re.M):
            what += "; a mailbox is written [[mailbox]], in double brackets"
        raise ConfigErrors([f"{name}:{line} is not TOML: {what}; see https://toml.io"]) from None


def dotted(path: KeyPath) -> str:
    """`("mailbox", 0, "imap", "port")` is `mailbox[0].imap.port`."""
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".") or "file"


def one_line(text: str) -> str:
    """Values and keys are repeated to their author, but cannot break the line or move the cursor."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def tables(value: Any) -> list[dict[str, Any]]:
    """The tables of an array of tables, whatever was written in its place."""
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def explain(trouble: ValidationError, raw: dict[str, Any], model: type[BaseModel]) -> list[Problem]:
    """The problems of a failed validation against `model`."""
    return [_explain(dict(error), raw, model) for error in trouble.errors(include_url=False)]


def _explain(error: dict[str, Any], raw: dict[str, Any], model: type[BaseModel]) -> Problem:
    at: KeyPath = tuple(error["loc"])
    kind, value, context = str(error["type"]), error["input"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return at, _unknown(str(at[-1]), _section(model, at[:-1]), model)
    if kind == "missing":
        return at, f"is missing; add {at[-1]} = …, see config.example.toml"
    if at == ("mailbox",) and isinstance(value, dict):
        return at, "is one table; write [[mailbox]] in double brackets, once for each mailbox"
    secret = any(word in str(at[-1]) for word in ("password", "secret", "refresh_token"))
    shown = "" if secret or at[-1] == "url" else f"{_shown(value)} "
    if kind == "value_error":
        return at, f"{shown}{context['error']}"
    if kind in ("greater_than_equal", "less_than_equal"):
        low, high = _bounds(_field(model, at))
        side = "below" if kind == "greater_than_equal" else "above"
        limit = context["ge" if side == "below" else "le"]
        return at, f"{shown}is {side} {_shown(limit)}; use {_shown(low)} to {_shown(high)}"
    if kind == "literal_error":
        return at, f"{shown}is not known; use one of {context['expected']}".replace("'", '"')
    if kind == "string_pattern_mismatch":
        return at, f"{shown}is not a name; use 1 to 32 of a-z, 0-9 and -, not starting with -"
    if kind == "string_too_short":
        return at, "is empty; write a value"
    return at, f"{shown}does not fit; {_KINDS.get(kind, str(error['msg']))}"


def _shown(value: Any) -> str:
    from datetime import timedelta

    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
            if seconds >= length and seconds % length == 0:
                return f'"{seconds / length:g} {unit}{"s" * (seconds != length)}"'
        return f'"{seconds:g} seconds"'
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "unbounded"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _unknown(key: str, section: type[BaseModel], model: type[BaseModel]) -> str:
    if key in ("password", "passwd", "secret"):
        return "unknown key; passwords never stand in this file: use password_env or password_file"
    known = [k for k in section.model_fields if k != "folder"]
    if near := difflib.get_close_matches(key, known, 1, 0.6):
        return f"unknown key; did you mean {near[0]}?"
    for name, place in keys(model):
        if name[-1] == key:
            where = f"[{'.'.join(map(str, place))}]" if place else "the top of the file, before any [section]"
            return f"unknown key here; it belongs at {where}"
    return f"unknown key; known are {', '.join(known)}"


def keys(model: type[BaseModel]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Every key of the model that is a value, as (path, path of its section), without list indexes."""
    for name, field in model.model_fields.items():
        inner = _inner(field)
        if inner is not None:
            yield from (((name, *path), (name, *place)) for path, place in keys(inner))
        elif name != "folder":
            yield (name,), ()


def _inner(field: FieldInfo | None) -> type[BaseModel] | None:
    """The section a field holds: itself, optional or in a tuple."""
    if field is None:
        return None
    for kind in (field.annotation, *get_args(field.annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


def _field(model: type[BaseModel], at: KeyPath) -> FieldInfo | None:
    names = [p for p in at if isinstance(p, str)]
    return _section(model, tuple(names[:-1])).model_fields.get(names[-1]) if names else None


def _section(model: type[BaseModel], at: KeyPath) -> type[BaseModel]:
    for name in at:
        if isinstance(name, str):
            model = _inner(model.model_fields.get(name)) or model
    return model


def _bounds(field: FieldInfo | None) -> tuple[Any, Any]:
    rules = field.metadata if field else []
    return (
        next((r.ge for r in rules if hasattr(r, "ge")), None),
        next((r.le for r in rules if hasattr(r, "le")), None),
    )


def across(raw: dict[str, Any]) -> list[Problem]:
    """What no single key shows: contradictions within a section and between mailboxes. Looks at the raw
    values, so that it speaks even when other keys are wrong."""
    found: list[Problem] = list(_store(raw.get("store")))
    boxes = tables(raw.get("mailbox"))
    if not boxes and not isinstance(raw.get("mailbox"), dict):
        found.append((("mailbox",), "there is none; add a [[mailbox]], see config.example.toml"))
    seen: dict[tuple[str, str], KeyPath] = {}
    for i, box in enumerate(boxes):
        at: KeyPath = ("mailbox", i)
        oauth = box.get("oauth")
        for section in ("imap", "smtp"):
            if isinstance(box.get(section), dict):
                found += _connection(box[section], (*at, section), section in _used_by(oauth))
        if isinstance(oauth, dict):
            found += _oauth(oauth, (*at, "oauth"))
        found += _folders(box, at)
        for label, value, key in _identities(box):
            first = seen.setdefault((label, value), (*at, *key))
            if first != (*at, *key):
                shown = "this account and folder" if label == "account and folder" else value
                found.append(((*at, *key), f"{shown} is already {dotted(first)}; each {label} stands once"))
    return found


def _store(section: Any) -> Iterator[Problem]:
    url = section.get("url") if isinstance(section, dict) else None
    if isinstance(url, str) and not (url.startswith("tinydb:") and url.removeprefix("tinydb:").strip()):
        yield ("store", "url"), 'is not a store of this version; write "tinydb:" and a folder: "tinydb:data"'


def _connection(section: dict[str, Any], at: KeyPath, by_oauth: bool) -> Iterator[Problem]:
    host = section.get("host")
    if section.get("security") == "plain" and isinstance(host, str) and not loopback(host):
        yield (*at, "security"), f'"plain" sends the password readable to {host}; use "tls" or "starttls"'
    yield from _one_of(section, at, "password")
    given = [key for key in ("password_env", "password_file") if section.get(key)]
    needs = (at[-1] == "imap" or bool(section.get("username"))) and not by_oauth
    if given and by_oauth:
        yield (*at, given[0]), "is given beside [mailbox.oauth]; keep one of the two, or say in used_by who uses OAuth"
    elif needs and not given:
        yield (*at, "password_env"), "is missing, and so is password_file; add one of the two"
    elif given and not needs:
        yield (*at, given[0]), "is given without a username; add username, or remove the password"


def _one_of(section: dict[str, Any], at: KeyPath, what: str) -> Iterator[Problem]:
    if section.get(f"{what}_env") and section.get(f"{what}_file"):
        yield (*at, f"{what}_file"), f"{what}_env is given too; keep one of the two"


def _used_by(oauth: Any) -> tuple[Any, ...]:
    if not isinstance(oauth, dict):
        return ()
    used_by = oauth.get("used_by", ["imap", "smtp"])
    return tuple(used_by) if isinstance(used_by, list) else ("imap", "smtp")


def _oauth(section: dict[str, Any], at: KeyPath) -> Iterator[Problem]:
    yield from _one_of(section, at, "client_secret")
    yield from _one_of(section, at, "refresh_token")
    provider, endpoint = section.get("provider"), section.get("token_endpoint", "")
    if section.get("flow", "client-credentials") == "client-credentials":
        if provider == "google":
            yield (*at, "flow"), 'Google gives mail to no client-credentials; write flow = "refresh-token"'
        elif not (section.get("client_secret_env") or section.get("client_secret_file")):
            yield (*at, "client_secret_env"), "is missing, and so is client_secret_file; add one of the two"
        for key in ("refresh_token_env", "refresh_token_file"):
            if section.get(key):
                yield (*at, key), 'is not used by client-credentials; remove it, or write flow = "refresh-token"'
    if provider == "microsoft" and not section.get("tenant") and not endpoint:
        yield (*at, "tenant"), "is missing; write the id or domain of the directory (Microsoft Entra)"
    if provider == "custom" and not endpoint:
        yield (*at, "token_endpoint"), "is missing; a custom provider has no other"
    if endpoint and isinstance(endpoint, str) and (trouble := unsafe_url(endpoint)):
        yield (*at, "token_endpoint"), trouble
    if section.get("used_by") == []:
        yield (*at, "used_by"), 'names nobody; write ["imap", "smtp"], or remove the section'


def unsafe_url(url: str) -> str:
    """Why a secret must not be sent to this address, or ""."""
    found = _URL.fullmatch(url)
    if found is None:
        return "is not an address; write https://host/path"
    host = found["host"]
    return "" if found["scheme"] == "https" or loopback(host) else (
        f"would send a secret readable to {host}; write https://")


def loopback(host: str) -> bool:
    """True when `host` is this machine: `localhost`, 127.0.0.0/8 or ::1."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _folders(box: dict[str, Any], at: KeyPath) -> Iterator[Problem]:
    folders = box.get("folders", ["INBOX"])
    if not isinstance(folders, list):
        return
    if not folders or "" in folders:
        yield (*at, "folders"), 'a mailbox without a folder reads nothing; name one, such as "INBOX"'
    junk, sent = box.get("junk_folders", []), box.get("sent_folder", "")
    junk = junk if isinstance(junk, list) else []
    target = box.get("file_to", "Processed")
    if target and (target in (*junk, sent) or "file_to" in box and target in folders):
        yield (*at, "file_to"), f'"{target}" is watched too; file to another folder, or "" for none'
    for folder in junk:
        if folder in folders:
            yield (*at, "junk_folders"), f'"{folder}" is in folders too; keep it in one of the two'
    if sent and sent in (*folders, *junk):
        yield (*at, "sent_folder"), f'"{sent}" is watched for customers\' mail too; keep it in one of the two'
    if box.get("save_sent") is True and not sent:
        yield (*at, "save_sent"), "needs to know where; name the folder in sent_folder"


def _identities(box: dict[str, Any]) -> Iterator[tuple[str, str, KeyPath]]:
    """What must be unique over all mailboxes: (kind, value, key)."""
    if isinstance(box.get("name"), str):
        yield "name", box["name"], ("name",)
    if isinstance(box.get("address"), str):
        yield "address", box["address"].lower(), ("address",)
    aliases = box.get("aliases")
    for i, alias in enumerate(aliases if isinstance(aliases, list) else []):
        if isinstance(alias, str):
            yield "address", alias.lower(), ("aliases", i)
    imap = box.get("imap")
    for key, default in (("folders", ["INBOX"]), ("junk_folders", [])):
        folders = box.get(key, default)
        for i, folder in enumerate(folders if isinstance(imap, dict) and isinstance(folders, list) else []):
            assert isinstance(imap, dict)
            # The same folder read for two mailboxes would make every mail two cases.
            folder = "INBOX" if str(folder).upper() == "INBOX" else folder      # RFC 9051 5.1: in any case
            account = (str(imap.get("host")).lower(), imap.get("port", 993), imap.get("username"), folder)
            yield "account and folder", repr(account), (key, i)
