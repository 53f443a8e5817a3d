"""triage/choice.py over a program of its own: which text is chosen by `when`, what it carries, and who it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailtriage.model.case import Case
from mailtriage.program.checklists import needs
from mailtriage.program.load import load_programs
from mailtriage.work.approve import Refused, approve
from tests.scenarios.story import World

TEXTS = '''
[[text]]
id = "vpn-outage"
purpose = "prescribed-answer"
rank = 10
when = { category = "network-fault", said = ["vpn"], not = { field_present = "trace" } }
references = ["https://www.cadents.example/status"]
attach = ["vpn-guide.pdf"]

[[text]]
id = "gateway-hint"
purpose = "prescribed-answer"
when = { type = "fault", field = { product = ["gateway*"] } }
'''
BODY = "---\nsubject: {{ subject }}\n---\n%s (case {{ case_number }}).\n{%% for r in references %%}\n- {{ r }}\n{%% endfor %%}\n"
CUSTOMER = "Thaba Health,thaba.example,Naledi Mokoena,naledi@thaba.example,reporter,,,mail,2025-01-01,2027-12-31,,,"
GUIDE = b"%PDF-1.7 the guide"


def load(world: World) -> None:
    rules, templates = world.folder / "rules", world.folder / "templates"
    world.desk.programs = load_programs(rules, templates, ["cadents"])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path, datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    prescribed = tmp_path / "rules" / "cadents" / "prescribed.toml"
    prescribed.write_text(prescribed.read_text() + TEXTS)
    for name, words in (("vpn-outage", "The VPN is down for all"), ("gateway-hint", "Restart the gateway")):
        (tmp_path / "templates" / "cadents" / "en" / f"{name}.md.j2").write_text(BODY % words)
    (tmp_path / "templates" / "cadents" / "files").mkdir()
    (tmp_path / "templates" / "cadents" / "files" / "vpn-guide.pdf").write_bytes(GUIDE)
    load(world)
    world.customers(CUSTOMER)
    yield world
    world.desk.close()


def write(world: World, text: str, number: str = "") -> Case:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "naledi@thaba.example", "support@cadents.example", f"Re: {number} help"
    mail["Message-ID"] = f"<{world.uid}@thaba.example>"
    mail.set_content(text)
    row = world.arrives(mail.as_bytes().replace(b"\n", b"\r\n"), "support")
    assert row.case
    return world.case(row.case)


def drafts(world: World, case: Case) -> list[str]:
    return [d.text for d in world.drafts(case.number)]


def test_the_highest_rank_is_chosen_and_the_losers_are_recorded(world: World) -> None:
    case = write(world, "The VPN of our Gateway 4 is unreachable.")
    assert "vpn-outage" in drafts(world, case) and "gateway-hint" not in drafts(world, case)
    explained = world.command(f"explain {case.number}")
    assert "vpn-outage goes before gateway-hint, fault-questions: rank, then the order of the file" in explained
    case = write(world, "Our Gateway 4 is unreachable.")
    assert "gateway-hint" in drafts(world, case)


def test_an_answer_that_does_not_ask_leaves_the_questions_to_the_text_of_the_checklist(world: World) -> None:
    case = write(world, "The VPN of our Gateway 4 is unreachable.")
    assert drafts(world, case) == ["vpn-outage", "fault-questions"]


def test_a_text_never_goes_twice_on_a_case_and_the_next_that_fits_is_chosen(world: World) -> None:
    case = write(world, "The VPN of our Gateway 4 is unreachable.")
    for draft in world.drafts(case.number):
        approve(world.desk, draft.id, "thandi", digest=draft.digest)
    case = write(world, "The VPN is still unreachable, the gateway too.", case.number)
    texts = drafts(world, case)
    assert texts.count("vpn-outage") <= 1
    assert "vpn-outage fits, but this case had it already" in world.command(f"explain {case.number}")


def test_references_stand_in_the_words_and_the_file_is_frozen_with_the_mail(world: World) -> None:
    case = write(world, "The VPN of our Gateway 4 is unreachable.")
    draft = next(d for d in world.drafts(case.number) if d.text == "vpn-outage")
    assert "https://www.cadents.example/status" in draft.body and draft.attach[0].startswith("vpn-guide.pdf ")
    assert "vpn-guide.pdf" in world.command(f"draft show {draft.id}")
    row = approve(world.desk, draft.id, "thandi", digest=draft.digest)
    (part,) = world.letter(row).iter_attachments()
    assert (part.get_filename(), part.get_content_type(), part.get_content()) == ("vpn-guide.pdf", "application/pdf", GUIDE)


def test_a_file_that_changed_since_the_draft_was_read_does_not_leave(world: World) -> None:
    case = write(world, "The VPN of our Gateway 4 is unreachable.")
    draft = next(d for d in world.drafts(case.number) if d.text == "vpn-outage")
    (world.folder / "templates" / "cadents" / "files" / "vpn-guide.pdf").write_bytes(b"%PDF-1.7 another")
    load(world)
    with pytest.raises(Refused, match="vpn-guide.pdf has changed since it was attached"):
        approve(world.desk, draft.id, "thandi", digest=draft.digest)


def test_a_checklist_may_ask_in_the_acknowledgement_and_then_no_other_text_asks(world: World) -> None:
    lists = world.folder / "rules" / "cadents" / "checklists.toml"
    lists.write_text(lists.read_text().replace('text = "fault-questions"', 'text = "acknowledgement"', 1))
    load(world)
    case = write(world, "The client crashes since Monday.")
    sent = world.letter(world.outgoing_rows()[-1]).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "1. What exactly does the message say?" in sent and "please answer what we do not know yet" in sent
    assert "fault-questions" not in drafts(world, case)
    assert case.asked == ("error_text", "version", "affected", "steps_taken") == case.questions
    case = write(world, "1. Cannot open\n2. 4.2\n3. only me\n4. nothing", case.number)
    assert (case.fields["error_text"], case.fields["version"]) == ("Cannot open", "4.2")


def test_asks_once_false_asks_again_with_the_next_mail_that_asks(world: World) -> None:
    case = write(world, "The client crashes since Monday.")
    (draft,) = world.drafts(case.number)
    approve(world.desk, draft.id, "thandi", digest=draft.digest)
    program = world.desk.programs["cadents"]
    held = world.case(case.number)
    assert needs(program, held).ask == () and needs(program, held).missing
    lists = world.folder / "rules" / "cadents" / "checklists.toml"
    words = lists.read_text()
    assert "[checklist.fault] " in words
    lists.write_text(words.replace("[checklist.fault] ", "[checklist.fault]\nasks_once = false\n#", 1))
    load(world)
    again = needs(world.desk.programs["cadents"], held)
    assert [name for name, _ in again.ask] == ["error_text", "version", "affected", "steps_taken"]
