"""Full-text search: everything that is there is found, nothing that is gone, and nobody finds another program's."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailtriage.model.case import Case, CaseMail
from mailtriage.work import search
from mailtriage.work.cases import note, solve
from mailtriage.work.erase import erase, finish
from mailtriage.work.erase_plan import plan
from mailtriage.work.regroup import merge
from tests.scenarios.story import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, datetime(2026, 11, 23, 9, tzinfo=UTC))


def mail(world: World, number: int, text: str, subject: str = "Gateway") -> str:
    raw = (f"From: C{number} <c{number}@s{number}.example>\r\nTo: support@cadents.example\r\nMessage-ID: <{number}@s.example>"
           f"\r\nSubject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
           f"{text}\r\n").encode()
    return world.arrives(raw, "support").case


def find(world: World, words: str, programs: tuple[str, ...] = ()) -> list[str]:
    with world.desk.store.view() as view:
        return [h.number for h in search.search(view, world.desk, words, programs).hits]


def test_a_case_is_found_by_words_of_its_mails_notes_sender_and_number(world: World) -> None:
    one = mail(world, 1, "The blue gateway whistles like a kettle since Thursday.")
    mail(world, 2, "The red gateway is silent.")
    note(world.desk, one, "thandi", "She will call back about the capacitor")
    for words in ("kettle", "KETTLE whistles", '"like a kettle"', "kett", "capacitor", "c1@s1.example", one):
        assert find(world, words) == [one], words
    assert find(world, "kettle silent") == [] and find(world, '"kettle like"') == []


def test_accents_and_case_do_not_matter(world: World) -> None:
    one = mail(world, 1, "Ingen får logget på: Ångström-målingen er feil")
    assert find(world, "angstrom") == [one] and find(world, "FÅR") == [one]


@pytest.mark.parametrize("typed", ['"', '""', "*", "AND", "NEAR(", "a OR b)", "kettle AND", "^x", "-", "'; DROP TABLE mails", "text:kettle", "\x00"])
def test_nothing_that_is_typed_is_an_operator(world: World, typed: str) -> None:
    mail(world, 1, "kettle")
    find(world, typed)
    assert len(find(world, "kettle")) == 1


def test_another_programs_cases_are_not_found(world: World) -> None:
    one = mail(world, 1, "kettle")
    assert find(world, "kettle", ("cadents",)) == [one] and find(world, "kettle", ("other",)) == []


def test_what_left_the_store_is_not_found_and_an_erasure_leaves_no_file(world: World) -> None:
    one = mail(world, 1, "kettle")
    assert find(world, "kettle") == [one]
    with world.desk.store.unit() as unit:
        for m in unit.find(CaseMail, "case", one):
            unit.remove(CaseMail, m.id)
    assert find(world, "kettle") == []
    two = mail(world, 2, "teapot")
    assert find(world, "teapot") == [two]
    erase(world.desk, plan(world.desk, "c2@s2.example"), "operator")
    finish(world.desk)
    assert not (world.desk.data / search.FILE).exists()
    assert find(world, "teapot") == []


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100])
def test_a_damaged_index_is_made_anew(world: World, damage: bytes) -> None:
    one = mail(world, 1, "kettle")
    assert find(world, "kettle") == [one]
    (world.desk.data / search.FILE).write_bytes(damage)
    assert find(world, "kettle") == [one]


def test_no_password_is_in_the_index(world: World) -> None:
    one = mail(world, 1, "My password: Hunter2xyz9 is not accepted")
    assert find(world, "accepted") == [one] and find(world, "Hunter2xyz9") == []
    assert b"Hunter2xyz9" not in (world.desk.data / search.FILE).read_bytes()


def test_what_is_not_indexed_yet_is_told(world: World) -> None:
    for n in range(3):
        mail(world, n, "kettle")
    with world.desk.store.view() as view:
        assert search.search(view, world.desk, "kettle", seconds=-1).behind == 6   # and three acknowledgements


def test_similar_cases_are_the_solved_ones_that_share_telling_words(world: World) -> None:
    old = mail(world, 1, "The gateway whistles like a kettle since the firmware update")
    mail(world, 2, "The gateway whistles like a kettle, too, since the firmware update")
    solve(world.desk, old, "thandi", "fan replaced")
    with world.desk.store.view() as view:
        search.search(view, world.desk, "x")
        hits = search.similar(view, world.desk, "Our kettle noise: the firmware whistles", "cadents")
        assert [h.number for h in hits] == [old]
        assert view.one(Case, "number", old) is not None


def test_a_case_that_was_merged_is_no_similar_case(world: World) -> None:
    numbers = [mail(world, n, "The gateway whistles like a kettle since the firmware update") for n in (1, 2)]
    merge(world.desk, *numbers, "thandi")
    with world.desk.store.view() as view:
        search.search(view, world.desk, "x")
        assert search.similar(view, world.desk, "Our kettle noise: the firmware whistles", "cadents") == ()
