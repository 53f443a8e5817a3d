"""Earned autonomy on a whole desk: what people approve often enough leaves by itself, and one word against it ends that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage.deliver.outcome import Outcome, Result
from mailtriage.model.autonomy import Standing
from mailtriage.model.case import Event
from mailtriage.model.draft import Draft
from mailtriage.model.outgoing import Outgoing, OutState, Recipient, Verdict
from mailtriage.program.load import load_programs
from mailtriage.work import cases
from mailtriage.work.another import change
from mailtriage.work.approve import Refused, approve, edit, reject
from mailtriage.work.outbox import cancel
from mailtriage.work.pin import pin
from mailtriage.work.queue import undo
from mailtriage.work.send import record
from tests.bounces import bounce
from tests.scenarios.story import World

N = 5
ASKS = "Where can I find the manual for the network module?"
KEY = "cadents category/documentation documentation en"


class Desk(World):
    """A World whose program asks for five approvals and shows next to no samples."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.rule("program", "after = 20 ", f"after = {N} ")
        self.rule("program", "sample = 0.1 ", "sample = 0.01 ")

    def rule(self, name: str, old: str, new: str) -> None:
        self.change(f"rules/cadents/{name}.toml", old, new)

    def change(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        assert old in path.read_text(), (name, old)
        path.write_text(path.read_text().replace(old, new))
        self.desk.programs = load_programs(self.folder / "rules", self.folder / "templates", ["cadents"])

    def asks(self, text: str = ASKS, sender: str = "", head: str = "", subject: str = "A question") -> str:
        """A stranger asks; the number of the case."""
        n = self.uid + 1
        self.now += timedelta(minutes=30)
        raw = (f"From: {sender or f'a{n}@s{n}.example'}\nTo: support@cadents.example\nSubject: {subject}\n"
               f"Message-ID: <{n}@s.example>\n{head}\n{text}\n")
        return self.arrives(raw.replace("\n", "\r\n").encode(), "support").case

    def draft(self, number: str) -> Draft:
        (found,) = [d for d in self.drafts(number) if d.text == "documentation"]
        return found

    def asked_and_approved(self, times: int = 1) -> str:
        for _ in range(times):
            number = self.asks()
            approve(self.desk, self.draft(number).id, "thandi")
        return number

    def earns(self) -> str:
        """Approved often enough; the last case."""
        number = self.asked_and_approved(N)
        assert self.by_itself(self.asks())
        return number

    def by_itself(self, number: str) -> bool:
        """Whether the answer left without a person: never both, never neither."""
        rows = [r for r in self.outgoing_rows() if r.case == number and r.text == "documentation" and not r.draft]
        drafts = [d for d in self.drafts(number) if d.text == "documentation"]
        assert len(rows) + len(drafts) == 1, (rows, drafts)
        return bool(rows)

    def standing(self) -> Standing:
        with self.desk.store.view() as view:
            found = view.one(Standing, "key", KEY)
        assert found is not None
        return found

    def said(self, number: str) -> list[str]:
        with self.desk.store.view() as view:
            return [e.text for e in view.find(Event, "case", number) if e.kind == "autonomy"]

    def row(self, number: str) -> Outgoing:
        (found,) = [r for r in self.outgoing_rows() if r.case == number and r.text == "documentation"]
        return found

    def has_left(self, number: str) -> None:
        with self.desk.store.unit() as unit:
            unit.put(replace(self.row(number), state=OutState.SENT, sent_at=self.now))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    yield desk
    desk.desk.close()


def test_a_text_leaves_by_itself_after_as_many_unedited_approvals_as_the_program_asks_for(desk: Desk) -> None:
    for n in range(N):
        number = desk.asks()
        assert not desk.by_itself(number), n
        assert f"documentation waits: {n} of {n or N} unedited" in desk.command(f"explain {number}")
        approve(desk.desk, desk.draft(number).id, "thandi")
    assert desk.said(number) == [f"documentation in en by category/documentation leaves by itself from now on: "
                                 f"{N} of {N} unedited since 2026-11-23"]
    number = desk.asks()
    assert desk.by_itself(number)
    assert desk.said(number) == [f"documentation leaves by itself, earned: {N} of {N} unedited since 2026-11-23"]
    assert f"earned: {N} of {N} unedited" in desk.command(f"explain {number}")


def test_only_the_share_that_is_asked_for_earns_it(desk: Desk) -> None:
    desk.rule("program", "share = 0.95 ", "share = 0.9 ")
    number = desk.asks()
    reject(desk.desk, desk.draft(number).id, "thandi", "no")
    desk.asked_and_approved(N)
    assert not desk.by_itself(desk.asks())          # 5 of 6
    desk.asked_and_approved(4)
    assert desk.by_itself(desk.asks())              # 9 of 10


def test_an_edit_loses_it(desk: Desk) -> None:
    desk.asked_and_approved(N - 1)
    seen, last = desk.asks(), desk.asks()
    approve(desk.desk, desk.draft(last).id, "thandi")
    edit(desk.desk, desk.draft(seen).id, "sipho", body="It stands elsewhere.")
    assert desk.standing().earned
    approve(desk.desk, desk.draft(seen).id, "sipho")
    assert not desk.standing().earned and "edited by sipho" in desk.standing().lost_why
    assert not desk.by_itself(desk.asks())
    assert "waits for approval again: edited by sipho" in desk.said(seen)[-1]


def test_a_rejection_loses_it(desk: Desk) -> None:
    seen = desk.asks()
    desk.earns()
    reject(desk.desk, desk.draft(seen).id, "sipho", "wrong manual")
    assert "rejected by sipho" in desk.standing().lost_why
    assert not desk.by_itself(desk.asks())
    assert "lost on 2026-11-23: rejected by sipho" in desk.command(f"explain {desk.cases[-1]}")


def test_a_complaint_on_a_case_that_had_it_loses_it(desk: Desk) -> None:
    desk.earns()
    number = desk.cases[-1]
    sender = desk.case(number).participants[0]
    said = "This is unacceptable. I want to make a formal complaint about your support."
    desk.asks(said, sender, f"In-Reply-To: {desk.row(number).message_id}\n", f"Re: {number}")
    assert desk.standing().lost_why == f"a complaint on {number}"
    assert not desk.by_itself(desk.asks())


def test_a_case_reopened_within_the_watch_loses_it_and_later_not(desk: Desk) -> None:
    desk.earns()
    late, soon = desk.cases[-1], desk.asks()
    for number in (late, soon):
        desk.has_left(number)
        cases.solve(desk.desk, number, "thandi")
    desk.now += timedelta(days=8)
    cases.set_values(desk.desk, late, "thandi", {"state": "assigned"})
    assert desk.standing().earned
    last = desk.asks()
    desk.has_left(last)
    cases.solve(desk.desk, last, "thandi")
    sender = desk.case(last).participants[0]
    desk.asks("It is not there, the page is empty.", sender, f"In-Reply-To: {desk.row(last).message_id}\n", f"Re: {last}")
    assert desk.standing().lost_why == f"{last} was reopened"
    assert not desk.by_itself(desk.asks())


def comes_back(desk: Desk, number: str, to: str) -> None:
    raw = bounce(to, desk.row(number).message_id, desk.uid)
    desk.arrives(raw.replace("\n", "\r\n").encode(), "support")


def test_a_bounce_of_it_loses_it_and_one_that_names_nobody_we_wrote_to_does_not(desk: Desk) -> None:
    desk.earns()
    number = desk.cases[-1]
    desk.has_left(number)
    comes_back(desk, number, "somebody@else.example")
    assert desk.standing().earned
    to = desk.case(number).participants[0]
    comes_back(desk, number, to)
    assert desk.standing().lost_why == f"a mail of {number} came back"
    assert not desk.by_itself(desk.asks())


def test_a_mail_of_it_that_the_server_refuses_for_good_loses_it(desk: Desk) -> None:
    desk.earns()
    row = desk.row(desk.cases[-1])
    with desk.desk.store.unit() as unit:
        unit.put(replace(row, state=OutState.SENDING, attempts=1))
    refused = tuple(Recipient(address, Verdict.REFUSED, "550 no such user") for address in row.waiting)
    record(desk.desk, row.id, Outcome(Result.REFUSED, "rcpt", 550, "no such user", refused), desk.now)
    assert desk.standing().lost_why == f"a mail of {row.case} came back"


def test_a_change_of_the_text_loses_it(desk: Desk) -> None:
    desk.earns()
    desk.change("templates/cadents/en/documentation.md.j2", "\n\n", "\n\nA new sentence.\n\n")
    assert not desk.by_itself(desk.asks())
    assert desk.standing().lost_why == "the text changed"


def test_a_change_of_the_rule_loses_it_and_a_comment_does_not(desk: Desk) -> None:
    desk.earns()
    desk.rule("categories", "[[category]]", "# a comment\n[[category]]")
    assert desk.by_itself(desk.asks())
    desk.rule("categories", '"release notes",', '"release notes", "booklet",')
    assert not desk.by_itself(desk.asks())
    assert desk.standing().lost_why == "the rule changed"
    desk.asked_and_approved(N)
    assert desk.by_itself(desk.asks())              # earned anew, by the new version


def test_what_was_said_of_the_text_before_it_changed_does_not_count(desk: Desk) -> None:
    old = [desk.draft(desk.asks()) for _ in range(N)]
    desk.change("templates/cadents/en/documentation.md.j2", "\n\n", "\n\nA new sentence.\n\n")
    desk.asks()
    for draft in old:
        approve(desk.desk, draft.id, "thandi")
    assert (desk.standing().decided, desk.standing().unedited) == (0, 0)


@pytest.mark.parametrize("how", ["at the draft", "at the case"])
def test_a_draft_of_a_case_that_a_person_put_into_another_category_counts_for_no_rule(desk: Desk, how: str) -> None:
    desk.asked_and_approved(N - 1)
    before = desk.standing()
    other = next(c.id for c in desk.desk.programs["cadents"].categories if not c.reply)
    number = desk.asks()
    draft = desk.draft(number)
    if how == "at the draft":
        draft = change(desk.desk, draft.id, "thandi", {"category": other})
    else:
        cases.set_values(desk.desk, number, "thandi", {"category": other})
    assert desk.draft(number).text == "documentation", "the text is kept"
    approve(desk.desk, draft.id, "thandi")
    undo(desk.desk, draft.id, "thandi")
    approve(desk.desk, draft.id, "thandi")
    assert desk.standing() == before
    assert not any(r.earns for r in desk.outgoing_rows() if r.case == number)
    reject(desk.desk, desk.draft(desk.asks()).id, "thandi", "no")
    assert desk.standing().decided == before.decided + 1


def test_an_undone_approval_was_none(desk: Desk) -> None:
    number = desk.asked_and_approved(N)
    with desk.desk.store.view() as view:
        last = max(view.find(Draft, "case", number), key=lambda d: d.id if d.outgoing else 0)
    assert desk.standing().earned
    again = undo(desk.desk, last.id, "thandi")
    assert (desk.standing().earned, desk.standing().unedited) == (None, N - 1)
    assert not desk.by_itself(desk.asks())
    approve(desk.desk, again.id, "thandi")
    assert desk.standing().earned


def test_a_sample_of_what_has_earned_it_is_still_shown_the_same_for_the_same_mail(desk: Desk) -> None:
    desk.earns()
    desk.rule("program", "sample = 0.01 ", "sample = 0.5 ")
    left = [desk.by_itself(desk.asks()) for _ in range(16)]
    assert 2 <= sum(left) <= 14
    number = desk.cases[-1 - left[::-1].index(False)]
    assert "shown as a sample, as 50% are" in desk.command(f"explain {number}")


def test_no_more_leave_by_themselves_in_a_day_than_the_program_allows(desk: Desk) -> None:
    desk.earns()
    desk.rule("program", "most_a_day = 50 ", "most_a_day = 3 ")
    assert [desk.by_itself(desk.asks()) for _ in range(3)] == [True, True, False]       # one left before
    assert "3 left by themselves today, the most for a day" in desk.command(f"explain {desk.cases[-1]}")
    desk.now += timedelta(days=1)
    assert desk.by_itself(desk.asks())


def test_a_lead_pins_a_text_either_way_and_a_pin_to_always_ends_with_its_words(desk: Desk) -> None:
    desk.command("autonomy pin cadents documentation always --language en --as lindiwe")
    number = desk.asks()
    assert desk.by_itself(number)
    assert desk.said(number) == ["documentation leaves by itself, pinned to always by lindiwe"]
    desk.change("templates/cadents/en/documentation.md.j2", "\n\n", "\n\nA new sentence.\n\n")
    assert not desk.by_itself(desk.asks())
    desk.earns()
    desk.command("autonomy pin cadents documentation never --language en --as lindiwe")
    assert not desk.by_itself(desk.asks())
    assert "pinned never" in desk.command("report autonomy")
    desk.command("autonomy pin cadents documentation clear --language en --as lindiwe")
    assert desk.by_itself(desk.asks())


@pytest.mark.parametrize(("program", "text", "language", "says"), [
    ("nobody", "documentation", "en", "there is no program nobody"),
    ("cadents", "password-reset", "en", 'no text of cadents with send = "earned"; these are: documentation'),
    ("cadents", "documentation", "xh", "has no words in xh"),
])
def test_only_a_text_that_may_earn_it_is_pinned(desk: Desk, program: str, text: str, language: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        pin(desk.desk, program, text, language, "always", "lindiwe")


def test_an_agent_may_not_pin(desk: Desk) -> None:
    from click.testing import CliRunner

    from mailtriage.cli import main
    from mailtriage.model.staff import Role
    from mailtriage.staff import people

    people.add(desk.desk.store, "thandi", name="Thandi", address="thandi@cadents.example", role=Role.AGENT, programs=(),
               now=desk.now)
    line = ["-c", str(desk.folder / "config.toml"), "autonomy", "pin", "cadents", "documentation", "always", "-l", "en"]
    result = CliRunner().invoke(main, [*line, "--as", "thandi"])
    assert result.exit_code == 1 and "pin wants the role lead; thandi is agent" in result.output


def test_the_report_says_how_each_text_stands_and_what_it_saved(desk: Desk) -> None:
    assert "was proposed yet" in desk.command("report autonomy")
    desk.earns()
    (line,) = json.loads(desk.command("report autonomy --json"))
    assert (line["state"], line["sent_by_itself"], line["unedited"], line["after"]) == ("earned", 1, N, N)
    assert "1 mail left by themselves" in desk.command("report autonomy")


@pytest.mark.parametrize(("text", "sender", "head", "says"), [
    (ASKS, "", "Auto-Submitted: auto-generated\n", ""),
    (ASKS + "\n\nAlso: the invoice for March is wrong.", "", "", "the mail is about billing too"),
    (ASKS, "ann@thaba.example", "", "the sender is expired"),
])
def test_what_is_worth_a_second_look_does_not_leave_by_itself(
    desk: Desk, text: str, sender: str, head: str, says: str
) -> None:
    desk.earns()
    desk.customers(
        "Thaba Health,thaba.example,Ann,ann@thaba.example,administrator,Gateway 4,gold,mail,2020-01-01,2021-12-31,,en,T-1")
    number = desk.asks(text, sender, head)
    rows = [r for r in desk.outgoing_rows() if r.case == number and number and r.text == "documentation"]
    assert rows == []
    if number and says:
        assert says in desk.command(f"explain {number}")


def test_a_cancelled_answer_is_not_spoken_against_by_what_comes_after(desk: Desk) -> None:
    desk.earns()
    number = desk.cases[-1]
    cancel(desk.desk, desk.row(number).id, "thandi")
    cases.solve(desk.desk, number, "thandi")
    cases.set_values(desk.desk, number, "thandi", {"state": "assigned"})
    assert desk.standing().earned
