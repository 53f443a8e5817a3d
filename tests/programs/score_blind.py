"""The blind mails: how right a shipped program is on mail that was written before its rules, by people who saw neither.

    python tests/programs/score_blind.py cadents|mezzanine|cadents-2|… [--json]

Promises   each mail is triaged by itself, as `mailtriage triage --json --at …` would, on a desk that knows only
           blind/<program>/customers.csv. What is scored: outcome, type, category, level, priority, entitlement, each
           field, and the texts proposed; a text that is wrong for the mail is counted apart from one that is missing.
           A key the verdict leaves out is not scored; of an array any value is right. `-2` to `-7` are the mails of a
           second to seventh hand, written later and just as blind (blind-2/ and so on): what the ones before taught is
           tried on them. All but the last are in rules/<program>/mails.toml: on those the rules are scored alone.
Fields     a value counts when the verdict's words stand in it, or it holds at least half of them, in their order; what
           only the register says does not count as read from the mail.
Does not   read a word of the rules: blind_map/<program>.toml says which of our ids means what a stranger named.
Reads next blind/<program>/verdicts.toml, work/preview.py
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from mailtriage import config as configuration  # noqa: E402
from mailtriage.work.desk import Desk  # noqa: E402
from mailtriage.work.preview import preview  # noqa: E402
from mailtriage.work.receive import read_mail  # noqa: E402
from tests.scenarios.story import World  # noqa: E402

MAPS = ROOT / "tests" / "programs" / "blind_map"
SETS = ("cadents", "mezzanine", "cadents-2", "mezzanine-2", "cadents-3", "mezzanine-3", "cadents-4", "mezzanine-4", "cadents-5",
        "mezzanine-5", "cadents-6", "mezzanine-6", "cadents-7", "mezzanine-7")
BLIND = SETS[-2:]  # those whose mails are not among the sorted ones of rules/<program>/mails.toml
HOP = "mx.desk.example"
ASPECTS = ("outcome", "type", "category", "level", "priority", "entitlement", "fields", "text")


@dataclass
class Score:
    """`right` of `of` for each aspect, texts that are wrong for their mail, and each miss in words."""

    program: str
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ASPECTS, 0))
    of: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ASPECTS, 0))
    wrong_texts: int = 0
    proposed: int = 0
    missed: list[str] = field(default_factory=list)

    def count(self, aspect: str, good: bool, why: str) -> None:
        self.of[aspect] += 1
        self.right[aspect] += good
        if not good:
            self.missed.append(why)


def mails(name: str) -> Path:
    """The folder of a set: mails, verdicts.toml, customers.csv."""
    program, _, hand = name.partition("-")
    return ROOT / "tests" / "programs" / (f"blind-{hand}" if hand else "blind") / program


def words_of(name: str) -> dict[str, dict[str, Any]]:
    """What their words mean in ours: what a later hand says in the words of those before is read as theirs."""
    ours = dict[str, dict[str, Any]]()
    for one in SETS[: SETS.index(name) + 1]:
        if one.partition("-")[0] != name.partition("-")[0]:
            continue
        for table_name, rows in tomllib.loads((MAPS / f"{one}.toml").read_text()).items():
            ours.setdefault(table_name, {}).update(rows)
    return ours


def score(program: str) -> Score:
    """All forty mails of a set."""
    told, ours = tomllib.loads((mails(program) / "verdicts.toml").read_text()), words_of(program)
    found = Score(program)
    with tempfile.TemporaryDirectory() as folder:
        world = desk_of(program, Path(folder))
        for verdict in told["mail"]:
            _judge(found, verdict, answer(world, program, verdict), ours)
        world.desk.close()
    return found


def desk_of(name: str, folder: Path) -> World:
    """A desk with the strangers' register and no case."""
    program = name.partition("-")[0]
    world = World(folder, datetime.fromisoformat("2026-11-23T08:00:00+00:00"), hop=HOP, program=program,
                  domain=f"{program}.example")  # fmt: skip
    world.desk.close()
    if name not in BLIND:
        (folder / "rules" / program / "mails.toml").unlink(missing_ok=True)
    config = folder / "config.toml"
    hop = f'trusted_authserv_id = "{HOP}"\n'
    config.write_text(config.read_text().replace(hop, "").replace("display_name", f"{hop}display_name"))
    world.desk = Desk.open(configuration.load(config))
    world.command(f"customer import {mails(name) / 'customers.csv'}")
    return world


def answer(world: World, program: str, verdict: dict[str, Any]) -> dict[str, Any]:
    """What `triage --json` says of one mail at its time."""
    raw = (mails(program) / verdict["file"]).read_bytes()
    at, mailbox = _time(verdict["at"]), verdict["mailbox"].partition("@")[0]
    with world.desk.store.view() as view:
        return preview(view, world.desk, mailbox, read_mail(world.desk, mailbox, raw), at, at)


def _time(at: datetime | str) -> datetime:
    return datetime.fromisoformat(at) if isinstance(at, str) else at


def _judge(score: Score, verdict: dict[str, Any], found: dict[str, Any], ours: dict[str, Any]) -> None:
    name, case = verdict["file"], found["case"] or {}
    said = {
        "outcome": found["outcome"], "type": case.get("type"), "level": case.get("level"),
        "priority": case.get("priority"), "entitlement": case["entitlement"]["verdict"] if case else None,
    }  # fmt: skip
    said["entitlement"] = getattr(said["entitlement"], "value", said["entitlement"])
    for aspect, value in said.items():
        if aspect in verdict:
            right = [mine for one in _many(verdict[aspect]) for mine in _many(ours.get(aspect, {}).get(one, one))]
            score.count(aspect, value in right, f"{name} {aspect}: {' or '.join(right)}, not {value}")
    if "category" in verdict:
        right = sorted({mine for theirs in _many(verdict["category"]) for mine in ours["categories"][theirs]})
        why = f"{name} category: {' or '.join(_many(verdict['category']))}, not {case.get('category')}"
        ours_say = {case.get("category"), "known-problem" if case.get("known_problem") else ""}
        score.count("category", bool(ours_say & set(right)), why)
    for key, value in verdict.get("fields", {}).items():
        for words in _many(value):
            seen = list(_values(case, ours["fields"].get(key, ())))
            good = any(_same(words, one) for one in seen)
            score.count("fields", good, f"{name} field {key}: {words!r}, not {' / '.join(seen) or 'nothing'!r}")
    if "text" in verdict:
        _judge_texts(score, verdict, found, ours)


def _judge_texts(score: Score, verdict: dict[str, Any], found: dict[str, Any], ours: dict[str, Any]) -> None:
    """A text is wrong that the verdict's words do not name, or that asks for what the verdict found in the mail."""
    right, name = ours["texts"].get(verdict["text"], []), verdict["file"]
    drafts = [d["text"] for d in found["drafts"] if d["text"] != "acknowledgement"]
    told = {mine for theirs in verdict.get("fields", {}) for mine in ours["fields"].get(theirs, ())[:1]}
    asked = {one for d in found["drafts"] for one in d["asks"]}
    wrong = [d for d in drafts if not any(_does(one, d, asked) for one in right)]
    again = sorted(told & asked)
    score.proposed += len(drafts)
    score.wrong_texts += len(wrong) + bool(again and not wrong)
    nothing = re.search(r"(^|\| )none", verdict["text"]) is not None
    good = not wrong and not again and (bool(drafts) or nothing or "acknowledgement that" in verdict["text"])
    also = f", asks for {', '.join(again)} although it is there" if again else ""
    why = f"{name} text: {verdict['text']}, not {', '.join(drafts) or 'nothing'}{also}"
    score.count("text", good, f"{'WRONG ' if wrong or again else ''}{why}")


def _does(allowed: str, text: str, asked: set[str]) -> bool:
    name, _, fields = allowed.partition("+")
    return name == text and (not fields or bool(asked & set(fields.split("/"))))


def _values(case: dict[str, Any], names: list[str] | tuple[str, ...]) -> Iterator[str]:
    """What the case holds under our names for a field, and the words it was read from."""
    for name in names:
        if name.startswith("case."):
            yield str(case.get(name[5:]) or "")
        elif name in case.get("fields", {}) and case["field_sources"][name]["source"] != "register":
            yield case["fields"][name]
            yield case["field_sources"][name]["words"]


def _same(told: str, found: str) -> bool:
    """Are these the same words: one inside the other, and no less than half of what was told?"""
    a, b = (re.findall(r"\w+", words.casefold()) for words in (told, found))
    if not a or not b:
        return False
    return _inside(a, b) or (_inside(b, a) and 2 * len(b) >= len(a))


def _inside(a: list[str], b: list[str]) -> bool:
    return any(b[n : n + len(a)] == a for n in range(len(b) - len(a) + 1))


def _many(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def table(found: Score) -> str:
    """The score as it is printed."""
    rows = [f"{a:<12} {found.right[a]:>3} of {found.of[a]:>3}  {found.right[a] / found.of[a]:6.1%}" for a in ASPECTS]
    return "\n".join([f"{found.program}, 40 mails", *rows, f"wrong texts  {found.wrong_texts:>3} of {found.proposed:>3} proposed"])


def main(words: list[str]) -> int:
    names = [w for w in words if not w.startswith("-")]
    if not names or not set(names) <= set(SETS):
        print(f"usage: python tests/programs/score_blind.py {'|'.join(SETS)} [--json]", file=sys.stderr)
        return 2
    for name in names:
        found = score(name)
        if "--json" in words:
            print(json.dumps(asdict(found), ensure_ascii=False, indent=1))
            continue
        print(table(found))
        print("\n".join(f"  {line}" for line in found.missed))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
