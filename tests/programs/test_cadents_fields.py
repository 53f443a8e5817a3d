"""What a Cadents case holds: facts read from mails, questions asked once, files recognised. Raw mail in, case, drafts
and bytes out, over the shipped program files."""

from __future__ import annotations

import email
import email.policy
import json
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from mailtriage.deliver.loop import SendLoop
from mailtriage.model.case import Case
from mailtriage.work.send import Sender, account_of
from tests.scenarios.story import World
from tests.servers.smtp_sink import SmtpSink

NALEDI = "Naledi Mokoena <naledi@thaba.example>"
PCAP = b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00" + b"\0" * 400
LOG = b"2026-11-23 08:00:01 sip: bind failed\n2026-11-23 08:00:02 sip: retry\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 30_000


def leaves(world: World) -> None:
    """What is due goes to the SMTP server."""
    world.now += timedelta(minutes=1)
    lines = SendLoop(account_of(world.desk))
    try:
        Sender(world.desk, lines).deliver_due(world.now)
    finally:
        lines.stop()


def write(
    world: World, text: str, subject: str = "A problem", sender: str = NALEDI,
    files: tuple[tuple[str, bytes], ...] = (), answers: Case | None = None,
) -> Case:
    """The case a mail becomes, or comes to."""
    return world.writes(text, sender, answers.subject if answers else subject, answers.number if answers else "", files)


def shown(world: World, case: Case) -> dict[str, Any]:
    found = json.loads(world.command(f"case show {case.number} --json"))
    assert isinstance(found, dict)
    return found


def questions(body: str) -> list[str]:
    return [line.split(". ", 1)[1] for line in body.splitlines() if line[:1].isdigit() and ". " in line]


def approve(world: World, case: Case, sink: SmtpSink) -> str:
    """Approve the only draft; the words that arrive at the SMTP server."""
    leaves(world)
    (draft,) = world.drafts(case.number)
    world.command(f"draft approve {draft.id}")
    leaves(world)
    mail = email.message_from_bytes(sink.mails[-1].content, policy=email.policy.default)
    assert isinstance(mail, EmailMessage) and case.number in mail["Subject"]
    text = mail.get_body(("plain",))
    assert text is not None
    return str(text.get_content())


def test_CAD_01_the_case_holds_its_symptoms_as_fields_with_the_mail_and_words_they_come_from(world: World) -> None:
    case = write(world, "Since this morning nobody can call, Gateway-4 says \"503 Service Unavailable\".\n\n"
                        "We have restarted it twice.\nVersion: 4.1.7\n")
    found = shown(world, case)
    assert found["fields"] == {
        "symptom": found["fields"]["symptom"], "since": "this morning", "error_text": "503 Service Unavailable",
        "product": "Gateway 4", "version": "4.1.7", "affected": "everyone", "steps_taken": "We have restarted it twice",
    }  # fmt: skip
    sources = found["field_sources"]
    assert {s["source"] for s in sources.values()} == {"<0@thaba.example>"}
    assert sources["product"]["words"] == "gateway-4" and sources["version"]["by"] == 'label "version"'
    text = world.command(f"case show {case.number}")
    for words in ("since", "this morning", "503 Service Unavailable", 'label "version"', "<0@thaba.example>"):
        assert words in text
    explained = world.command(f"explain {case.number}")
    assert "since = 'this morning' (time)" in explained and "fields.toml:" in explained


def test_CAD_09_only_what_is_not_known_is_asked_once_and_the_answers_are_read_back(
    world: World, sink: SmtpSink
) -> None:
    case = write(world, "The client crashes since Monday.")
    (draft,) = world.drafts(case.number)
    asked = questions(draft.body)
    assert draft.text == "fault-questions"
    assert [q.split("?")[0] for q in asked] == [
        "What exactly does the message say", "Which version of it", "Who is affected: one person, several, everyone",
        "What have you tried so far",
    ], "product and since when were written, and are shown instead"  # fmt: skip
    assert "Product: Client" in draft.body and "Since: Monday" in draft.body
    body = approve(world, case, sink)
    assert "1. What exactly does the message say?" in body
    case = write(world, "1. Cannot open the profile\n3. only me\n4. restarted it, twice\n\nOn Monday Cadents wrote:\n"
                        + "".join(f"> {line}\n" for line in body.splitlines()), answers=case)
    assert case.fields["error_text"] == "Cannot open the profile"
    assert case.fields["steps_taken"] == "restarted it, twice" and case.fields["affected"] == "only me"
    assert shown(world, case)["field_sources"]["error_text"]["by"] == "answer 1"
    assert world.drafts(case.number) == [], "the version was asked for already: nothing is asked again"
    assert [m["field"] for m in shown(world, case)["checklist"]["missing"]] == ["version"]
    case = write(world, "It is version 4.2.1, sorry.", answers=case)
    assert shown(world, case)["checklist"]["missing"] == []
    assert [e["text"] for e in shown(world, case)["events"] if e["kind"] == "complete"] == [
        "came: Version; all that fault asks for is known"
    ]
    assert world.drafts(case.number) == []


def test_CAD_09_answers_that_come_before_the_questions_left_shorten_or_end_them(world: World) -> None:
    case = write(world, "The client crashes since Monday.")
    first = world.drafts(case.number)[0]
    case = write(world, "PS: version 4.2.1, and it says \"Cannot open the profile\".", answers=case)
    (again,) = world.drafts(case.number)
    assert again.id != first.id and again.digest != first.digest
    assert [q.split("?")[0] for q in questions(again.body)] == [
        "Who is affected: one person, several, everyone", "What have you tried so far"]
    case = write(world, "Affected: only me\nTried so far: restarted", answers=case)
    assert world.drafts(case.number) == [], "everything it asks is known"
    assert case.asked == ()


def test_CAD_09_a_question_that_was_answered_in_the_first_mail_is_never_asked(world: World) -> None:
    case = write(world, "Product: Client\nVersion: 4.2\nSince: yesterday at 9\nError message: E1234\nAffected: two users\n"
                        "Tried so far: restart\n\nThe client crashes.")
    assert world.drafts(case.number) == [], [d.body for d in world.drafts(case.number)]
    explained = world.command(f"explain {case.number}")
    assert "fault-questions is not needed: what it asks is known, or was asked" in explained


def test_CAD_09_what_a_person_filled_in_goes_before_a_guess_and_staff_before_both(world: World) -> None:
    case = write(world, "The client crashes since Monday.")
    assert (case.fields["since"], case.fields["product"]) == ("Monday", "Client")
    case = write(world, "Correction.\nSince: Friday evening\nGateway 4 works, by the way.", answers=case)
    assert (case.fields["since"], case.fields["product"]) == ("Friday evening", "Client")
    world.command(f"case set {case.number} --field since=Thursday --as thandi")
    case = write(world, "Since: Wednesday", answers=world.case(case.number))
    assert case.fields["since"] == "Thursday" and case.sources["since"].source == "staff thandi"
    assert "and stays 'Thursday'" in world.command(f"explain {case.number}")


def test_CAD_10_traces_and_diagnostic_files_are_recognised_when_they_come_and_the_rest_stays_missing(
    world: World, sink: SmtpSink
) -> None:
    case = write(world, "How do I collect a packet trace for you?")
    (draft,) = world.drafts(case.number)
    assert draft.text == "trace-guide" and len(questions(draft.body)) == 3 and "pcap format" in draft.body
    approve(world, case, sink)
    case = write(world, "Here is the first one.", files=(("capture", PCAP), ("sip.txt", LOG)), answers=case)
    assert (case.fields["trace"], case.fields["logs"]) == ("capture", "sip.txt")
    assert shown(world, case)["field_sources"]["trace"]["by"] == "attachment (pcap)"
    assert [m["field"] for m in shown(world, case)["checklist"]["missing"]] == ["diagnostics", "happened_at"]
    assert "still missing: Diagnostic bundle, Time of occurrence" in world.command(f"explain {case.number}")
    assert world.drafts(case.number) == [], "asked once"
    case = write(world, "It happened at 14:05 UTC.", files=(("diag.zip", b"PK\x03\x04" + b"\0" * 99),), answers=case)
    assert shown(world, case)["checklist"]["missing"] == []


def test_CAD_10_a_logo_is_no_screenshot_and_an_empty_file_no_trace(world: World) -> None:
    case = write(world, "The client crashes, see attached.", files=(("trace.pcap", b""), ("error.png", PNG)))
    assert "trace" not in case.fields and case.fields["screenshot"] == "error.png"
    assert case.fields["error_text"] == "error.png", "the message was sent as a picture: it is not asked for"


def test_CAD_13_fields_come_in_any_order_over_several_mails_and_stay_on_the_case(world: World) -> None:
    case = write(world, "Our phones lost registration.")
    for text in ("Product: Gateway 4", "since 08:00 this morning", "Serial number: GW4-00172-AB"):
        case = write(world, text, answers=case)
    assert {n: case.fields[n] for n in ("product", "since", "serial", "affected")} == {
        "product": "Gateway 4", "since": "08:00 this morning", "serial": "GW4-00172-AB", "affected": "several"}
    assert {s["source"] for s in shown(world, case)["field_sources"].values()} > {"<0@thaba.example>", "<1@thaba.example>"}


def test_CAD_13_the_only_product_of_a_customer_is_known_and_told_to_nobody_unverified(world: World) -> None:
    case = write(world, "Since Monday it crashes at start.", sender="Grace Wanjiru <grace@oldmill.example>")
    assert case.fields["product"] == "Gateway 3" and case.sources["product"].source == "register"
    body = world.drafts(case.number)[0].body
    assert "Which product" not in body and "Gateway 3" not in body


def test_CAD_03_a_priority_the_reporter_states_counts_and_the_more_urgent_of_stated_and_said(world: World) -> None:
    assert write(world, "The client crashes with an error.\nPriority: P4").priority == "P4"
    assert write(world, "The client crashes with an error.\nSeverity: Critical").priority == "P1"
    both = write(world, "Everything is down, no user can work.\nPriority: low")
    assert both.priority == "P1"
    assert "the reporter states" in world.command(f"explain {both.number}")


def test_CAD_03_two_matters_in_one_mail_are_seen_and_shown(world: World) -> None:
    case = write(world, "The client crashes with error 42 since Monday.\n\n"
                        "Another thing: please send me the invoice for March again, we were charged twice.")
    assert (case.category, case.also) == ("software-fault", ("billing",))
    assert "also about" in world.command(f"case show {case.number}")
    assert "billing too, in another part of the mail" in world.command(f"explain {case.number}")
    assert shown(world, case)["also"] == ["billing"]


def test_CAD_04_who_asks_for_news_is_told_how_the_case_stands_and_strangers_are_not(
    world: World, sink: SmtpSink
) -> None:
    case = write(world, "The client crashes since Monday.")
    approve(world, case, sink)
    again = write(world, "Hi, any news on this?", subject="News")
    assert again.number == case.number, "the only open case of this participant"
    (draft,) = world.drafts(case.number)
    assert draft.text == "status" and case.number in draft.body and "the software team" in draft.body
    assert "- Version" in draft.body, "what we still wait for"
    write(world, "Any news??", answers=case)
    assert [d.text for d in world.drafts(case.number)] == ["status"], "one status at a time"
    stranger = write(world, "Any news on this?", sender="eve@elsewhere.example", answers=case)
    assert stranger.number != case.number and "status" not in [d.text for d in world.drafts(stranger.number)]


def test_CAD_12_a_mail_in_a_language_without_texts_is_told_so_and_flagged(world: World) -> None:
    case = write(world, "Bonjour, depuis hier le client ne démarre plus et nous ne pouvons pas travailler avec les clients.",
                 sender="jean@client.example")
    words = world.letter(world.outgoing_rows()[-1]).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Nous répondons en anglais" in words
    assert "language" in [e["kind"] for e in shown(world, case)["events"]]


def test_CAD_13_a_password_is_stored_in_no_field_and_masked_wherever_the_mail_is_shown(world: World) -> None:
    case = write(world, "The client crashes with an error.\nPassword: Zebra-77\nError message: login of naledi with "
                        "password Zebra-77 refused", subject="Login, password: Zebra-77")
    everywhere = [
        world.command(f"case show {case.number}"), world.command(f"case show {case.number} --json --full"),
        world.command(f"case mail {case.number} 1"), world.command(f"explain {case.number} --json"),
        world.command("draft list --json"), world.command("case list"), world.command(f"explain {case.number}"),
    ]  # fmt: skip
    world.command(f"handover {case.number} --as thandi")
    everywhere += [world.letter(r).as_string() for r in world.outgoing_rows()]
    assert "[masked]" in everywhere[0]
    for text in everywhere:
        assert "Zebra" not in text
