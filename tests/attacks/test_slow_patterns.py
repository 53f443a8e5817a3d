"""Attack 15: a mail of 100 kB made for one pattern costs that pattern no more than 50 ms, for every pattern the programs ship
with; a rule that could be slow is refused, or is as fast as any other. RELIABILITY.md."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from mailtriage.model.ledger import Outcome
from mailtriage.program.fields import _behind
from mailtriage.program.load import load_programs
from mailtriage.program.match import categorise
from mailtriage.program.patterns import BadPattern, compiled, encode, find, value_pattern
from mailtriage.program.problems import ProgramErrors
from mailtriage.program.program import Program
from tests.scenarios.story import World

ROOT = Path(__file__).parents[2]
SIZE = 100_000
MOST = 0.050        # seconds a pattern
PROGRAMS = ("cadents", "mezzanine")


@cache
def program(name: str) -> Program:
    return load_programs(ROOT / "rules", ROOT / "templates", (name,))[name]


def filled(piece: str) -> str:
    return (piece * (SIZE // max(len(piece), 1) + 1))[:SIZE]


def seconds(job: Callable[[], object], most: float = MOST) -> float:
    """The best of five, when it is not good enough at once: the machine is others' too."""
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - began)
        if best < most:
            break
    return best


GENERAL = ("a", " ", "a ", "aA1_", "\n", "a\n", "1", "1 ", "- ", "> ", "(", "\"", "'a", "*_", "a: ", "since ", "@", "a@", ".", "!?", "é", "ﷺ", "\u200b")


def made_for(pattern: str) -> Iterator[str]:
    """Texts that begin to hit a pattern again and again, and never do, or do at the very end."""
    plain = re.sub(r"\\.|[()|?*+{}\[\]^$]", " ", pattern.removeprefix("re:"))
    words = plain.split() or ["a"]
    whole = " ".join(words)
    yield filled(f"x{whole}x")                      # no word begins or ends
    yield filled(f"{whole[:-1]} ")                  # all but the last letter
    yield filled(f"{words[0]} ")                    # the first word, and the first again
    yield filled(f"{words[0]}a ")                   # and one that is a little longer
    yield filled(words[0]) + words[-1]              # one endless word
    yield (filled(f"{words[0]} {'z' * 9} ")[:SIZE - len(whole)]) + whole


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_pattern_of_words_is_quick_on_a_mail_made_for_it(name: str) -> None:
    worst, slow = (0.0, ""), []
    general = [encode(filled(piece)) for piece in GENERAL]
    patterns = sorted(program(name).index.patterns)
    for pattern in patterns:
        for folded in (*map(encode, made_for(pattern)), *(general if pattern.startswith("re:") or "*" in pattern else ())):
            took = seconds(lambda p=pattern, f=folded: find(p, f))      # type: ignore[misc]
            worst = max(worst, (took, pattern))
            if took > MOST:
                slow.append((pattern, took))
    print(f"\n[{name}: {len(patterns)} patterns of words on 100 kB each, worst {worst[0] * 1000:.1f} ms: {worst[1]}]")
    assert not slow, slow


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_pattern_of_a_field_is_quick_on_a_mail_made_for_it(name: str) -> None:
    worst, slow, tried = (0.0, ""), [], 0
    for field in program(name).fields.values():
        for way in field.found_by:
            if way.kind not in ("pattern", "time"):
                continue
            expression, tried = _behind(way.words) if way.kind == "time" else value_pattern(way.words[0]), tried + 1
            for text in (*made_for(way.words[0]), *map(filled, GENERAL), filled("since about the last monday of "),
                         filled("2026-01-01 "), filled("12:30 ")):
                data = text.encode()
                took = seconds(lambda e=expression, d=data: sum(1 for _, n in zip(e.finditer(d), range(50), strict=False)))     # type: ignore[misc]
                worst = max(worst, (took, f"{field.id}: {way.words[0][:60]}"))
                if took > MOST:
                    slow.append((field.id, way.words[0][:60], text[:20], took))
    print(f"\n[{name}: {tried} patterns of fields on 100 kB each, worst {worst[0] * 1000:.1f} ms: {worst[1]}]")
    assert not slow, slow


MADE = ("a ", "please help since ", "error ", "password: ", "password is ", "\n- x: y\n", "1. a\n", "é ", "0x80070005 ", "how do I ",
        "> a\n", "a", "why? ", "'a' \"a\" ", "2026-01-01 12:30 ", "x@y.example ", "\n\n", "how" * 30 + "? ")


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_whole_mail_of_it_is_a_case_in_time(name: str, tmp_path: Path) -> None:
    """The engine's own expressions are on this path too: sentences, labels, thanks, secrets, quotes, signatures."""
    world, worst = World(tmp_path, datetime(2026, 11, 23, 9, 0, tzinfo=UTC), program=name), (0.0, "")
    mailbox = world.desk.config.mailbox[0]
    for n, piece in enumerate(MADE):
        raw = (f"From: c{n}@s{n}.example\r\nTo: {mailbox.address}\r\nMessage-ID: <{n}@s.example>\r\nSubject: Help {n}\r\n"
               f"Content-Type: text/plain; charset=utf-8\r\n\r\n{filled(piece)}\r\n").replace("\r\n", "\n").replace("\n", "\r\n")
        began = time.perf_counter()
        row = world.arrives(raw.encode(), mailbox.name)
        worst = max(worst, (time.perf_counter() - began, piece))
        assert row.case or row.outcome is Outcome.NOTED, (piece, row.reason)
    print(f"\n[{name}: {len(MADE)} mails of 100 kB made to be slow, worst {worst[0] * 1000:.0f} ms from bytes to case: {worst[1]!r}]")
    assert worst[0] < 2.0, worst


HOSTILE = ["re:(a+)+$", "re:(a|a)*b", "re:(a|aa)+$", "re:(.*a){25}", "re:(?=(a+))a*b", "re:(\\w+)\\1", "re:(?<=a)b", "re:a{1000}{1000}",
           "re:(a{0,999}){0,999}b", "re:((a?){50}){50}b", "re:([a-z]+)*\\d", "re:(x+x+)+y", "re:^(([a-z])+.)+[A-Z]([a-z])+$", "re:.*.*.*.*.*=",
           "re:\\s*\\s*\\s*\\s*$", "(a*)* b", "a* * * * * * * * b", "((a?)?)? b", "re:" + "(" * 120 + "a" + ")*" * 120, "re:" + "a?" * 140 + "a" * 140]


BOUNDED = 0.5       # seconds: RE2 is linear, and a pattern has 300 characters at most


def refused(compile_it: Callable[[], object]) -> bool:
    """Whether it is refused; in one sentence that says how to mend it."""
    try:
        compile_it()
    except BadPattern as e:
        assert len(str(e).splitlines()) == 1
        return True
    return False


@pytest.mark.parametrize("pattern", HOSTILE, ids=lambda p: p[:30])
def test_a_hostile_pattern_is_refused_or_bounded(pattern: str) -> None:
    texts = [filled(piece) for piece in ("a", "a ", "ab", "x", "aaaaaaaaaaaaaaaaaaaaaaaa!", " ")]
    if not refused(lambda: compiled(pattern)):
        assert max(seconds(lambda t=text: find(pattern, encode(t)), BOUNDED) for text in texts) <= BOUNDED      # type: ignore[misc]
    if pattern.startswith("re:") and not refused(lambda: value_pattern(pattern[3:])):
        expression = value_pattern(pattern[3:])
        assert max(seconds(lambda t=text: expression.search(t.encode()), BOUNDED) for text in texts) <= BOUNDED      # type: ignore[misc]


def with_rules(folder: Path, *patterns: str) -> Program:
    """Cadents with these patterns in its first category."""
    shutil.copytree(ROOT / "rules", folder / "rules")
    rules = folder / "rules/cadents/categories.toml"
    more = "".join(f"'{p}', " for p in patterns)
    rules.write_text(rules.read_text().replace('any = ["act:complaint",', f'any = [{more}"act:complaint",', 1))
    return load_programs(folder / "rules", ROOT / "templates", ("cadents",))["cadents"]


def test_with_a_hostile_rule_in_force_a_mail_made_for_it_is_read_in_time(tmp_path: Path) -> None:
    patterns = ("re:(.*a){25}", "re:(x+x+)+y", "re:(a|aa)+$", r"re:([a-z]+)*\d{7}z")
    loaded = with_rules(tmp_path, *patterns)
    assert set(patterns) <= loaded.index.patterns
    for piece in ("a ", "a", "x", "xa"):
        assert seconds(lambda p=piece: categorise(loaded, "a", filled(p)), 1.0) < 1.0      # type: ignore[misc]


def test_a_rule_that_is_refused_keeps_the_program_from_loading_and_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(ProgramErrors, match=r"categories.toml:45 .*RE2 refuses it"):
        with_rules(tmp_path, "re:((a?){50}){50}b")
