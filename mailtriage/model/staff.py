"""model/staff.py: the people of the desk, and their sessions at the web desk.

Promises   a password is kept as an argon2 hash, a session as the hash of its cookie: the store gives neither away.
Reads next staff/people.py, staff/may.py
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """An agent works on cases; a lead also pins what leaves by itself; an administrator also manages people."""

    AGENT = "agent"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"


class MailPace(StrEnum):
    """Whether a person is written to about waiting drafts: never, or each draft by itself."""

    OFF = "off"
    DRAFTS = "drafts"


class Notify(StrEnum):
    """How a person hears of what needs one: not at all, within minutes, or at times of theirs."""

    OFF = "off"
    EACH = "each"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Wish:
    """What notifications a person wants, and when. `times` ("08:00") are those of digests, `quiet` ("22:00-07:00") when
    no mail of ours goes to them, both by the clock of `zone` ("" is that of the desk). `urgent`: the breaker and missed
    deadlines come at once, whatever the pace and the hour. No digest is made up for a time before `since`."""

    notify: Notify = Notify.OFF
    times: tuple[str, ...] = ()
    quiet: str = ""
    zone: str = ""
    urgent: bool = False
    since: datetime | None = None


RANK = {Role.AGENT: 0, Role.LEAD: 1, Role.ADMINISTRATOR: 2}


@dataclass(frozen=True, slots=True)
class Person:
    """`login` is lower case and what events name. `address` is where their notifications go and whence their approvals
    by mail may come. `programs` are those whose cases they see, () for all. `password` "": they cannot sign in."""

    login: str
    name: str
    address: str
    role: Role
    created: datetime
    programs: tuple[str, ...] = ()
    password: str = ""
    disabled: bool = False
    failures: int = 0                       # wrong passwords since the last right one
    locked_until: datetime | None = None
    mail: MailPace = MailPace.OFF
    case_mail: bool = False                 # whether new mail on the cases they have goes to them
    wish: Wish = Wish()
    id: int = 0

    def sees(self, program: str) -> bool:
        """Whether cases of that program are shown to this person."""
        return not self.programs or program in self.programs


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody is signed in. `key` is the sha256 of the cookie's value, `form` what each of its forms must carry."""

    key: str
    login: str
    form: str
    created: datetime
    expires: datetime
    id: int = 0

    @property
    def ends(self) -> str:
        """Ordered index value: when it is over (ISO, UTC)."""
        return self.expires.isoformat()
