"""Which texts may earn to leave by themselves: what the files may say, and that nothing else ever does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.model.autonomy import ALWAYS, ANY_RULE, Standing, key_of
from mailtriage.program.earning import version_of, words_version
from mailtriage.program.program import Program
from mailtriage.program.variables import MAY_EARN, PURPOSES
from tests.scenarios.story import World
from tests.unit.program.files import changed, problems, shipped

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
OF_PURPOSE = {t.purpose: t.id for t in shipped().texts.values()}


def test_questions_references_and_referrals_may_earn_it_and_nothing_else() -> None:
    assert {"questions", "reference", "referral"} == MAY_EARN


@pytest.mark.parametrize("purpose", sorted(set(OF_PURPOSE) - MAY_EARN))
def test_a_text_of_another_purpose_marked_earned_keeps_the_program_from_loading(purpose: str) -> None:
    from tests.unit.program.files import SHIPPED

    name, text = "rules/prescribed.toml", OF_PURPOSE[purpose]
    name = next(n for n in SHIPPED.content if n.endswith("prescribed.toml"))
    before, _, after = SHIPPED.content[name].decode().partition(f'id = "{text}"')
    lines = [line for line in after.split("[[text]]")[0].splitlines() if not line.startswith("send")]
    block = f'id = "{text}"\nsend = "earned"' + "\n".join(lines)
    rest = after.partition("[[text]]")
    said = problems(changed(prescribed=before + block + "\n" + rest[1] + rest[2]))
    assert len(said) == 1 and f'is "earned", but a text of purpose {purpose} always waits for a person' in said[0], said


@pytest.mark.parametrize(("old", "new", "says"), [
    ("after = 20 ", "after = 4 ", "autonomy.after"),
    ("share = 0.95 ", "share = 0.4 ", "autonomy.share"),
    ("sample = 0.1 ", "sample = 0.0 ", "autonomy.sample"),
    ("most_a_day = 50 ", "most_a_day = 0 ", "autonomy.most_a_day"),
    ('watch = "7 days"', 'watch = "a week"', "autonomy.watch"),
    ('never = ["billing"', 'never = ["biling"', 'there is no category "biling"'),
])
def test_terms_that_cannot_be_are_refused_with_file_and_line(old: str, new: str, says: str) -> None:
    said = problems(changed(program=(old, new)))
    assert len(said) == 1 and says in said[0], said


def test_the_version_is_of_the_words_and_of_the_rule() -> None:
    program = shipped()
    text = program.texts["documentation"]
    before = version_of(program, text, "category/documentation", "en")
    subject, body = text.words["en"]
    other = replace(text, words={"en": (subject, body + "more")})
    assert version_of(program, other, "category/documentation", "en").split(".")[1] == before.split(".")[1]
    assert version_of(program, other, "category/documentation", "en") != before
    assert version_of(replace(program, signature="We"), text, "category/documentation", "en") != before
    assert version_of(program, replace(text, rank=7), "category/documentation", "en").split(".")[0] == before.split(".")[0]
    assert version_of(program, text, "category/documentation", "xh") == ""


def _all_earned(program: Program) -> tuple[Program, list[Standing]]:
    """The program with every text marked `earned` behind the back of the lint, pinned to always and approved a thousand
    times by every rule there could be."""
    texts = {t.id: replace(t, send="earned") for t in program.texts.values()}
    program = replace(program, texts=texts, autonomy=replace(program.autonomy, sample=0.0, never=(), most_a_day=10_000))
    rows = []
    for text in texts.values():
        for language in text.words:
            pin = key_of(program.id, ANY_RULE, text.id, language)
            rows.append(Standing(pin, program.id, ANY_RULE, text.id, language, words_version(program, text, language),
                                 NOW, pinned=ALWAYS, pinned_by="x"))
            for rule in (f"text/{text.id}", *(f"category/{c.id}" for c in program.categories)):
                version = version_of(program, text, rule, language)
                rows.append(Standing(key_of(program.id, rule, text.id, language), program.id, rule, text.id, language,
                                     version, NOW, 1000, 1000, NOW))
    return program, rows


@pytest.mark.parametrize("id", ["cadents", "mezzanine"])
def test_no_text_of_another_purpose_leaves_by_itself_whatever_people_and_files_say(id: str, tmp_path: Path) -> None:
    world = World(tmp_path, NOW, program=id, domain=f"{id}.example")
    program, rows = _all_earned(world.desk.programs[id])
    world.desk.programs = {id: program}
    with world.desk.store.unit() as unit:
        for row in rows:
            unit.add(row)
    for n, example in enumerate(e for c in program.categories for e in c.examples[:2]):
        raw = (f"From: a{n}@s{n}.example\r\nTo: support@{id}.example\r\nMessage-ID: <{n}@s.example>\r\n"
               f"Subject: {example.subject or 'Help'}\r\n\r\n{example.text}\r\n")
        world.arrives(raw.encode(), "support")
    left = {r.purpose for r in world.outgoing_rows()}
    assert left <= MAY_EARN and left & MAY_EARN, left
    assert set(PURPOSES) - MAY_EARN >= {d.purpose for c in world.cases for d in world.drafts(c)} - MAY_EARN
    world.desk.close()
