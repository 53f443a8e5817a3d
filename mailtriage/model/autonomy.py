"""model/autonomy.py: how a text stands on its way to leaving by itself: counts of what people said about it.

One Standing for each (program, rule, text, language). Its `version` is made of the text's words and of the rule that
chooses it: when either changes, nothing that was said before counts.

    nothing said ── approved unedited, `after` times, at `share` ──► earned ── one word against it ──► at zero again

Promises   pure: a Standing and what happened give the next one. What was earned is lost by one word against it.
Does not   say whether a mail may leave now (triage/autonomy.py), nor store (work/autonomy.py).
Reads next program/earning.py
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

ANY_RULE = "*"              # the rule of the Standing that only holds a lead's pin
ALWAYS, NEVER = "always", "never"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a program asks for, `[autonomy]` of program.toml. `share` and `sample` are parts of one; `sample` of what
    has earned it is still shown; `watch` is how long a reopened case speaks against it; `never` are categories."""

    after: int = 20
    share: float = 0.95
    sample: float = 0.1
    most_a_day: int = 50
    watch: timedelta = timedelta(days=7)
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """`since` is when its counts began; `decided` how often a person, a customer or a mail system spoke about it since,
    `unedited` how often a person approved it as it was. `sent` left by themselves, ever; `sent_today` on `day`."""

    key: str
    program: str
    rule: str
    text: str
    language: str
    version: str
    since: datetime
    decided: int = 0
    unedited: int = 0
    earned: datetime | None = None
    lost: datetime | None = None
    lost_why: str = ""
    sent: int = 0
    sent_today: int = 0
    day: str = ""               # ISO, of the program's calendar
    pinned: str = ""
    pinned_by: str = ""
    pinned_at: datetime | None = None
    id: int = 0

    @property
    def said(self) -> str:
        """`24 of 24 unedited since 2026-11-23`."""
        return f"{self.unedited} of {self.decided} unedited since {self.since:%Y-%m-%d}"


def key_of(program: str, rule: str, text: str, language: str) -> str:
    return f"{program} {rule} {text} {language}"


def meets(standing: Standing, terms: Terms) -> bool:
    """Whether the counts are those the program asks for."""
    return standing.unedited >= terms.after and standing.unedited >= terms.share * standing.decided


def approved(standing: Standing, terms: Terms, now: datetime) -> Standing:
    """A person approved it as it was."""
    after = replace(standing, decided=standing.decided + 1, unedited=standing.unedited + 1)
    return replace(after, earned=now) if after.earned is None and meets(after, terms) else after


def against(standing: Standing, terms: Terms, now: datetime, why: str) -> Standing:
    """Somebody changed it, refused it, or was not served by it. Before it is earned that lowers the share; after, all
    begins anew."""
    if standing.earned is None and not meets(standing, terms):
        return replace(standing, decided=standing.decided + 1)
    return _anew(standing, now, why)


def changed(standing: Standing, version: str, now: datetime, why: str) -> Standing:
    """The text or its rule is another now."""
    if standing.earned is not None:
        return replace(_anew(standing, now, why), version=version)
    return replace(standing, version=version, since=now, decided=0, unedited=0)


def undone(standing: Standing, decided_at: datetime | None, edited: bool) -> Standing:
    """An approval was taken back: as if it had not been. What an edit took away does not come back."""
    began_since = decided_at is None or decided_at < standing.since or (edited and decided_at == standing.since)
    if began_since or not standing.decided:
        return standing
    after = replace(standing, decided=standing.decided - 1, unedited=standing.unedited - (not edited))
    return replace(after, earned=None) if standing.earned == decided_at else after


def left(standing: Standing, day: str) -> Standing:
    """One left by itself."""
    today = standing.sent_today if standing.day == day else 0
    return replace(standing, sent=standing.sent + 1, sent_today=today + 1, day=day)


def _anew(standing: Standing, now: datetime, why: str) -> Standing:
    return replace(standing, since=now, decided=0, unedited=0, earned=None, lost=now, lost_why=why)
