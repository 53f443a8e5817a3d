"""Rules with their hits, and charts: the numbers are those of the store, whoever looks sees their own programs."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta

from mailtriage.desk import chart
from mailtriage.model.ledger import LedgerRow, Outcome
from mailtriage.work.approve import approve, edit, reject
from mailtriage.work.hits import hits, mails
from mailtriage.work.queue import undo
from mailtriage.work.summaries import Summaries
from mailtriage.work.volume import Numbers
from tests.desk.office import Office, form

ASKS = "Where can I find the manual for the network module?"


def rule(office: Office, kind: str, id: str) -> tuple[int, int, str]:
    with office.desk.store.view() as view:
        found = hits(office.desk.programs["cadents"], mails(view, office.desk, 5), office.world.now)
    one = next(r for r in found if (r.kind, r.id) == (kind, id))
    return one.recent, one.all, one.last_case


def test_a_rule_counts_the_mails_it_decided_in_thirty_days_and_ever(office: Office) -> None:
    assert rule(office, "category", "login") == (0, 0, "")
    office.mail()
    office.passes(days=31)
    number = office.mail()
    assert rule(office, "category", "login") == (1, 2, number)
    assert rule(office, "text", "password-reset")[1] == 2 and rule(office, "text", "hand-over")[1] == 0
    assert rule(office, "entitlement", "unknown")[1] == 2


def test_the_page_of_rules_shows_hits_examples_place_and_what_was_never_hit(office: Office) -> None:
    number, thandi = office.mail(text=ASKS), office.sign_in("thandi")
    page = thandi.get("/rules").text
    line = re.search(r"<tr class=\"\">(?:(?!</tr>).)*<b>documentation</b>.*?</tr>", page, re.S)
    assert line and number in line[0] and "categories.toml:" in line[0] and "<li>" in line[0] and "<b>not:</b>" in line[0]
    assert f"version <code>{office.desk.programs['cadents'].hash[:12]}</code>" in page
    never = thandi.get("/rules?never=1").text
    assert "<b>licence</b>" in never and "<b>documentation</b>" not in never.split("Texts")[0]
    assert "Cadents" not in office.sign_in("sipho", programs=("other",)).get("/rules").text


def test_a_look_reads_what_is_new_and_what_stands_elsewhere_now_and_no_more(office: Office) -> None:
    read: list[int] = []
    kept = Summaries(LedgerRow, "outcome", ("new-case", "quarantined"), lambda row: read.append(row.id) or row.outcome)
    office.mail()
    office.world.arrives(b"From: \r\nSubject: odd\r\n\r\nbytes\r\n", "support")
    with office.desk.store.view() as view:
        assert kept.look(view, 0).behind == 2 and not read
        first = kept.look(view, 5)
        assert len(first.values) == 2 and read == [2, 1] and kept.look(view, 5) == first
    with office.desk.store.unit() as unit:
        row = unit.get(LedgerRow, 2)
        assert row is not None
        unit.put(replace(row, outcome=Outcome.DROPPED))
    with office.desk.store.view() as view:
        after = kept.look(view, 5)
    assert after.values == ("new-case",) and after.version != first.version and read == [2, 1]


def test_charts_show_what_came_and_what_became_of_the_drafts(office: Office) -> None:
    for _ in range(3):
        office.mail(text=ASKS)
    first, second, third = (d for d in office.waiting() if d.text == "documentation")
    approve(office.desk, first.id, "thandi")
    edit(office.desk, second.id, "thandi", body="My words")
    approve(office.desk, second.id, "thandi")
    reject(office.desk, third.id, "thandi", "wrong text")
    page = office.sign_in("thandi").get("/charts").text
    for words in ("3 in 30 days", "new cases <b>3</b>", "approved as proposed <b>1</b>", "approved edited <b>1</b>",
                  "rejected <b>1</b>", "of 3 decided, 33 in 100 left", "3 open"):
        assert words in page, words
    assert "style=" not in page                     # the policy of the desk allows none
    by_category = office.sign_in("thandi").get("/charts?by=category&days=14&program=x").text
    assert "documentation <b>3</b>" in by_category and "3 in 14 days" in by_category
    assert "Nothing came in these days" in office.sign_in("sipho", programs=("other",)).get("/charts?days=7").text


def test_an_approval_that_was_undone_is_not_counted(office: Office) -> None:
    office.mail(text=ASKS)
    draft, thandi = next(d for d in office.waiting() if d.text == "documentation"), office.sign_in("thandi")
    thandi.post(f"/drafts/{draft.id}/approve", data=form(thandi, digest=draft.digest))
    assert "approved as proposed <b>1</b>" in thandi.get("/charts").text
    thandi.post(f"/drafts/{draft.id}/undo", data=form(thandi))
    assert "No draft was decided in these weeks" in thandi.get("/charts").text


def test_an_approval_that_was_undone_and_made_anew_of_other_words_counts_as_what_it_is_now(office: Office) -> None:
    office.mail(text=ASKS)
    draft, thandi = next(d for d in office.waiting() if d.text == "documentation"), office.sign_in("thandi")
    approve(office.desk, draft.id, "thandi")
    assert "approved as proposed <b>1</b>" in thandi.get("/charts").text
    undo(office.desk, draft.id, "thandi")
    edit(office.desk, draft.id, "thandi", body="Other words.")
    approve(office.desk, draft.id, "thandi")
    page = thandi.get("/charts").text
    assert "approved as proposed <b>0</b>" in page and "approved edited <b>1</b>" in page


def test_a_drawing_is_well_formed_has_words_and_its_columns_are_as_high_as_their_numbers() -> None:
    drawn = chart.columns("x", "<Mails> & days", Numbers(("Mon 1 Jan", "Tue 2 Jan"), (("a<b", (4, 0)), ("b", (4, 2)))))
    wide, narrow = ET.fromstring(f"<p>{drawn}</p>")
    assert (wide[0].text, wide.get("aria-labelledby")) == ("<Mails> & days", "x-w-t x-w-d")
    assert (wide[1].text or "").startswith("4 a<b, 6 b from Mon 1 Jan to Tue 2 Jan")
    heights = [float(r.get("height") or 0) for r in wide.iter("rect")]
    assert heights[0] == heights[1] == 2 * heights[2] and narrow.get("viewBox") == f"0 0 {chart.NARROW} 220"
    assert chart.columns("x", "t", Numbers((), ())) and [chart.nice(n) for n in (0, 3, 9, 13, 101)] == [2, 4, 10, 16, 120]


def test_a_day_is_one_of_the_desks_own_clock(office: Office) -> None:
    from mailtriage.work.volume import by_day

    office.world.now = office.world.now.replace(hour=23, minute=30)         # the next day in Johannesburg
    office.mail()
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Africa/Johannesburg")
    with office.desk.store.view() as view:
        found = mails(view, office.desk, 5)
    today = (office.world.now + timedelta(days=1)).date()
    assert by_day(found, {"cadents"}, zone, today, 14, "outcome").series[0][1][-1] == 1
