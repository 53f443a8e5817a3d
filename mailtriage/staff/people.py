"""staff/people.py: add people, set passwords, sign in and out.

Promises   a wrong name costs as long as a wrong password, and both say the same. After LOCK_AFTER wrong passwords in a
           row the account is locked for LOCK_FOR, right password or not. A new password or `disable` ends all sessions.
Does not   log a password, nor keep one.
Source     argon2id as argon2-cffi chooses (RFC 9106); OWASP session management.
Reads next model/staff.py, desk/app.py
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from mailtriage.model.staff import MailPace, Notify, Person, Role, Session, Wish
from mailtriage.model.wire import BadAddress, wire_address
from mailtriage.staff.pace import BadPace, quiet_hours, times_of, zone_of
from mailtriage.store.port import Store, Unit, View
from mailtriage.work.approve import Refused

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)
LEAST_PASSWORD = 10     # characters
MOST_PASSWORD = 1_000
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")


class SignInFailed(Exception):
    """Name or password is wrong, or the account is locked or disabled; the message never says which of the first."""


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash no password fits, so that an unknown name takes as long as a known one."""
    return _hasher().hash(secrets.token_hex(16))


def person(view: View, login: str) -> Person | None:
    return view.one(Person, "login", login.strip().lower())


def people(view: View) -> list[Person]:
    return sorted(view.all(Person), key=lambda p: p.login)


def add(store: Store, login: str, *, name: str, address: str, role: Role, programs: tuple[str, ...], now: datetime
        ) -> Person:
    """A new person, who cannot sign in until a password is set. Raises Refused."""
    login = login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise Refused(f'"{login}" is no login: write up to 32 of a-z, 0-9, dot, dash and underscore')
    try:
        address = wire_address(address.strip().lower())
    except BadAddress as e:
        raise Refused(f"{address}: {e}") from None
    with store.unit() as unit:
        if person(unit, login):
            raise Refused(f"there is a {login} already; `mailtriage staff list` shows them")
        other = next((p for p in unit.all(Person) if p.address == address), None)
        if other:
            raise Refused(f"{address} is that of {other.login}; an address says who approves by mail")
        return unit.add(Person(login, name.strip() or login, address, role, now, programs))


def set_password(store: Store, login: str, password: str) -> Person:
    """Replace the password, unlock, and end all sessions. Raises Refused."""
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise Refused(f"a password has {LEAST_PASSWORD} characters at least; four words are easy to keep in mind")
    hashed = _hasher().hash(password)
    with store.unit() as unit:
        found = _known(unit, login)
        _end_all(unit, found.login)
        return unit.put(replace(found, password=hashed, failures=0, locked_until=None))


def disable(store: Store, login: str, disabled: bool = True) -> Person:
    """Keep a person out (or let them in again); what they did keeps their name. Raises Refused."""
    with store.unit() as unit:
        found = _known(unit, login)
        _end_all(unit, found.login)
        return unit.put(replace(found, disabled=disabled))


def set_mail(store: Store, login: str, pace: MailPace | None = None, case_mail: bool | None = None) -> Person:
    """Whether drafts, and new mail on their cases, go to this person; None leaves it. When it is off, answers to what
    they were sent before no longer count. Raises Refused."""
    with store.unit() as unit:
        found = _known(unit, login)
        return unit.put(replace(found, mail=found.mail if pace is None else pace,
                                case_mail=found.case_mail if case_mail is None else case_mail))


def set_wish(store: Store, login: str, now: datetime, *, notify: Notify | None = None, digest: str | None = None,
             quiet: str | None = None, zone: str | None = None, urgent: bool | None = None) -> Person:
    """When this person is told of what needs one; None leaves it. `digest` are times or a span, and mean that pace;
    "off" ends quiet hours, "desk" a zone of their own. Raises Refused."""
    with store.unit() as unit:
        found = _known(unit, login)
        wish = found.wish
        try:
            times = wish.times if digest is None else times_of(digest)
            hours = wish.quiet if quiet is None else "" if quiet == "off" else _said(quiet_hours(quiet))
            place = wish.zone if zone is None else "" if zone == "desk" else zone_of(zone).key
        except BadPace as e:
            raise Refused(str(e)) from None
        pace = notify or (Notify.DIGEST if digest is not None else wish.notify)
        if pace is Notify.DIGEST and not times:
            raise Refused('say when digests go: --digest 08:00,13:00 or --digest "4 hours"')
        same = (pace, times, place) == (wish.notify, wish.times, wish.zone)
        return unit.put(replace(found, wish=Wish(
            pace, times, hours, place, wish.urgent if urgent is None else urgent, wish.since if same else now)))


def _said(hours: tuple[time, time]) -> str:
    return f"{hours[0]:%H:%M}-{hours[1]:%H:%M}"


def sign_in(store: Store, login: str, password: str, now: datetime, lasts: timedelta) -> tuple[str, Session]:
    """The cookie's value and the session. Raises SignInFailed."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with store.view() as view:
        found = person(view, login)
    right = True
    try:
        _hasher().verify(found.password if found and found.password else _nobody(), password[:MOST_PASSWORD])
    except (VerificationError, InvalidHashError):
        right = False
    with store.unit() as unit:
        found = person(unit, login)
        if found is None:
            raise SignInFailed("name or password is wrong")
        if found.locked_until is not None and now < found.locked_until:
            raise SignInFailed(f"locked after {LOCK_AFTER} wrong passwords; try again in "
                               f"{int((found.locked_until - now).total_seconds() // 60) + 1} minutes")
        if right and not found.disabled:
            cookie = secrets.token_urlsafe(32)
            session = unit.add(Session(_key(cookie), found.login, secrets.token_urlsafe(32), now, now + lasts))
            unit.put(replace(found, failures=0, locked_until=None))
            _forget_expired(unit, now)
            return cookie, session
        failures = found.failures + 1
        locked = failures >= LOCK_AFTER
        unit.put(replace(found, failures=0 if locked else failures, locked_until=now + LOCK_FOR if locked else None))
    raise SignInFailed("name or password is wrong")


def session_of(view: View, cookie: str, now: datetime) -> tuple[Person, Session] | None:
    """Who holds that cookie, if they are signed in still."""
    session = view.one(Session, "key", _key(cookie)) if cookie else None
    if session is None or now >= session.expires:
        return None
    found = person(view, session.login)
    return (found, session) if found is not None and not found.disabled else None


def sign_out(store: Store, session: Session) -> None:
    """End this session; one that is over already stays so."""
    with store.unit() as unit:
        unit.remove(Session, session.id)


def _known(unit: Unit, login: str) -> Person:
    found = person(unit, login)
    if found is None:
        raise Refused(f"there is no {login}; `mailtriage staff list` shows them")
    return found


def _end_all(unit: Unit, login: str) -> None:
    for session in unit.find(Session, "login", login):
        unit.remove(Session, session.id)


def _forget_expired(unit: Unit, now: datetime) -> None:
    for session in unit.upto(Session, "ends", now.isoformat(), 100):
        unit.remove(Session, session.id)


def _key(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
