"""oauth_tokens.py: the tokens of a mailbox: data/tokens/<mailbox>.json, mode 0600, replaced whole. A leaf.

Promises   a token is refreshed before it expires, by one process and thread at a time. A rotated refresh token is on
           the disk before the old one is forgotten (Zammad #3411 lost every mailbox after 90 days); where the answer
           has none, the old one stays (Google). One that could not be written is kept in memory and written next time.
           A refresh token that was changed in config.toml's source goes before the one that is kept.
Does not   stand in a backup: it would open the mailbox to whoever holds the copy. After a disaster, sign in again.
Crash      between the provider's answer and the rename: the old refresh token is asked again; Microsoft and Google let
           it live on. Point "oauth.token.rename".
Reads next cli/login.py
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from mailtriage import durable, log
from mailtriage.config import Mailbox, OAuth, read_secret
from mailtriage.oauth import Bearer, Grant, OAuthTrouble, endpoint, fetch, scope

FOLDER = "tokens"
EARLY = 300.0           # seconds before its end a token is replaced; a fifth of its life when that is less

_threads: dict[Path, threading.Lock] = {}
_unwritten: dict[Path, dict[str, Any]] = {}     # what the disk would not take
_bad: set[str] = set()                          # digests of tokens a server refused


def secret(box: Mailbox, side: Literal["imap", "smtp"], data: Path, now: datetime) -> str:
    """What that side of the mailbox logs in with, "" when it does not. ConfigErrors, OAuthTrouble or OSError."""
    section = box.imap if side == "imap" else box.smtp
    if section is None or not section.username:
        return ""
    if box.oauth is None or side not in box.oauth.used_by:
        return section.read()
    return token(box.name, box.oauth, data, now)


def token(name: str, oauth: OAuth, data: Path, now: datetime) -> Bearer:
    """An access token that is good now, from the cache or the endpoint. OAuthTrouble, ConfigErrors or OSError."""
    path = _path(name, data)
    with _alone(path, oauth.timeout.total_seconds() + 5.0):
        kept = _load(path, oauth)
        if path in _unwritten:
            _save(path, _unwritten[path])
        access = str(kept.get("access_token", ""))
        if access and _digest(access) not in _bad and _time(kept, "refresh_at") > now:
            return _bearer(path, access)
        try:
            kept = _renew(name, oauth, kept, now)
        except OAuthTrouble as trouble:
            if access and not trouble.refused and _digest(access) not in _bad and _time(kept, "expires") > now:
                return _bearer(path, access)            # nobody answers, and this one is still good
            raise
        _save(path, kept)
        return _bearer(path, str(kept["access_token"]))


def keep(name: str, oauth: OAuth, data: Path, grant: Grant, now: datetime) -> None:
    """Keep what a person's sign-in gave."""
    path = _path(name, data)
    with _alone(path, 30.0):
        _save(path, _document(oauth, {"seed": _seed(oauth)[1]}, grant, now))


def signed_in(name: str, oauth: OAuth, data: Path) -> bool:
    """Whether there is a refresh token to begin with."""
    return bool(_load(_path(name, data), oauth).get("refresh_token") or _seed(oauth)[0])


def _renew(name: str, oauth: OAuth, kept: dict[str, Any], now: datetime) -> dict[str, Any]:
    if oauth.flow == "client-credentials":
        return _document(oauth, {}, fetch(name, oauth), now)
    seed, digest = _seed(oauth)
    refresh = str(kept.get("refresh_token", ""))
    if seed and digest != kept.get("seed", ""):
        refresh = seed
    if not refresh:
        raise OAuthTrouble(f'no refresh token yet; sign in with "mailtriage login {name}", '
                           "or name one in refresh_token_env or refresh_token_file", True)
    log.conceal(refresh)
    return _document(oauth, {"refresh_token": refresh, "seed": digest}, fetch(name, oauth, refresh), now)


def _document(oauth: OAuth, before: dict[str, Any], grant: Grant, now: datetime) -> dict[str, Any]:
    early = min(EARLY, grant.lifetime / 5)
    return before | {
        "account": _account(oauth),
        "access_token": grant.access_token,
        "expires": (now + timedelta(seconds=grant.lifetime)).isoformat(),
        "refresh_at": (now + timedelta(seconds=grant.lifetime - early)).isoformat(),
    } | ({"refresh_token": grant.refresh_token} if grant.refresh_token else {})


def _seed(oauth: OAuth) -> tuple[str, str]:
    """The refresh token config.toml names, and its digest; empty when it names none."""
    if not (oauth.refresh_token_env or oauth.refresh_token_file):
        return "", ""
    value = read_secret(oauth.refresh_token_env, oauth.refresh_token_file, "refresh token")
    return value, _digest(value)


def _account(oauth: OAuth) -> str:
    """What the kept tokens belong to: with another app, endpoint or scope they are worth nothing."""
    return _digest("\n".join((endpoint(oauth), oauth.client_id, scope(oauth), oauth.flow)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# The file

def _path(name: str, data: Path) -> Path:
    return data / FOLDER / f"{name}.json"


@contextlib.contextmanager
def _alone(path: Path, seconds: float) -> Iterator[None]:
    """One thread of one process at a time: two that spend the same refresh token may lose both."""
    if not path.parent.is_dir():
        durable.make_dir(path.parent, "oauth.tokens")
        path.parent.chmod(0o700)
    mine = _threads.setdefault(path, threading.Lock())
    if not mine.acquire(timeout=seconds):
        raise OAuthTrouble("another thread is still fetching this mailbox's token")
    try:
        with durable.Lock(path.with_suffix(".lock"), seconds):
            yield
    except durable.Busy:
        raise OAuthTrouble("another process is still fetching this mailbox's token") from None
    finally:
        mine.release()


def _load(path: Path, oauth: OAuth) -> dict[str, Any]:
    kept: Any = _unwritten.get(path)
    if kept is None:
        try:
            kept = json.loads(path.read_bytes())
        except (FileNotFoundError, ValueError):         # never half written; an empty file is a person's work
            kept = {}
    if not isinstance(kept, dict) or kept.get("account") != _account(oauth):
        return {}
    for key in ("access_token", "refresh_token"):
        log.conceal(str(kept.get(key, "")))
    return kept


def _save(path: Path, kept: dict[str, Any]) -> None:
    _unwritten[path] = kept
    durable.sweep(path.parent, time.time() - 3600, "oauth.token")       # what a death left half written holds tokens
    durable.write_file(path, json.dumps(kept).encode(), "oauth.token")
    del _unwritten[path]


def _time(kept: dict[str, Any], key: str) -> datetime:
    try:
        found = datetime.fromisoformat(str(kept.get(key, "")))
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _bearer(path: Path, access: str) -> Bearer:
    def refused() -> None:
        """Never waits: it is called in the thread that sends for every mailbox."""
        _bad.add(_digest(access))
        with contextlib.suppress(OAuthTrouble, OSError, ValueError), _alone(path, 0.0):
            kept = json.loads(path.read_bytes())
            if kept.get("access_token") == access:
                del kept["access_token"]                # for `run --once`: the next process shall not try it again
                durable.write_file(path, json.dumps(kept).encode(), "oauth.token")
    return Bearer(access, refused)
