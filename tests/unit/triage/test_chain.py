"""The chain on hand-made facts: no store, no clock, no network; each test is one row of the policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from mailtriage.model.case import Case, State
from mailtriage.model.decision import Decision, Send
from mailtriage.model.ledger import Outcome
from mailtriage.model.mail import Address, Attachment, Authenticity, Bounce, Kind, Mail, Tier
from mailtriage.model.register import Contact, Customer
from mailtriage.program.load import load_program
from mailtriage.program.program import Program
from mailtriage.triage.chain import triage
from mailtriage.triage.facts import Candidate, Facts

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[3]
NALEDI = "naledi@thaba.example"


@cache
def cadents() -> Program:
    return load_program(ROOT / "rules" / "cadents", ROOT / "templates" / "cadents")


def mail(text: str = "The gateway crashes since this morning.", **parts: object) -> Mail:
    base = Mail(
        sha256="a" * 64,
        size=100,
        identity="i",
        message_id="<m@thaba.example>",
        sender=Address(NALEDI, "Naledi"),
        subject="Gateway",
        text=text,
        reply_text=text,
        language="en",
    )
    return replace(base, **parts)  # type: ignore[arg-type]


def case(state: State = State.NEW, **parts: object) -> Case:
    base = Case("CAD-100001-1", "cadents", "support", "Gateway", NOW, NOW, state=state, participants=(NALEDI,), id=1)
    return replace(base, **parts)  # type: ignore[arg-type]


def facts(*candidates: Candidate, **parts: object) -> Facts:
    base = Facts("support", NOW, frozenset({"support@cadents.example"}), frozenset({"CAD"}), candidates)
    return replace(base, **parts)  # type: ignore[arg-type]


def decide(m: Mail, f: Facts) -> Decision:
    decision = triage(m, f, cadents(), NOW)
    assert decision == triage(m, f, cadents(), NOW), "the same four values gave another Decision"
    assert decision.reasons, "a decision without reasons cannot be explained"
    return decision


def by_itself(decision: Decision) -> list[str]:
    return [a.text for a in decision.answers if a.send is Send.AUTO and not a.hold]


def test_a_new_request_opens_a_case_and_only_the_acknowledgement_leaves_by_itself() -> None:
    decision = decide(mail(), facts())
    assert decision.outcome is Outcome.NEW_CASE and decision.case is not None and decision.case.number == ""
    assert by_itself(decision) == ["acknowledgement"]
    assert [c.kind for c in decision.clocks] == ["first-response"]


@pytest.mark.parametrize("kind", [Kind.AUTO_REPLY, Kind.DELIVERY_NOTICE, Kind.COMPLAINT, Kind.RECEIPT, Kind.LIST])
def test_machines_get_no_answer_and_open_nothing(kind: Kind) -> None:
    decision = decide(mail(kind=kind), facts())
    assert (decision.outcome, decision.case, decision.answers) == (Outcome.MACHINE, None, ())


@pytest.mark.parametrize("state", list(State))
def test_an_out_of_office_is_noted_and_changes_no_state(state: State) -> None:
    decision = decide(mail(kind=Kind.AUTO_REPLY), facts(Candidate(case(state), "token", True)))
    assert decision.outcome is Outcome.MACHINE and decision.case is not None
    assert (decision.case.state, decision.answers, decision.supersede_drafts) == (None, (), False)


def test_a_bounce_of_our_mail_is_noted_and_a_forged_one_changes_nothing() -> None:
    bounced = mail(kind=Kind.BOUNCE, bounce=Bounce((NALEDI,), "5.1.1", True, "no-such-user", "<ours@x>"))
    noted = decide(bounced, facts(returned_case=case(), returned_to=frozenset({NALEDI})))
    assert (noted.outcome, noted.mark_address, noted.answers) == (Outcome.BOUNCE_NOTED, NALEDI, ())
    forged = decide(bounced, facts())
    assert (forged.outcome, forged.case, forged.mark_address) == (Outcome.MACHINE, None, "")


def test_a_bounce_that_names_nobody_we_wrote_to_marks_nobody() -> None:
    strangers = tuple(f"victim{n}@bank.example" for n in range(500))
    forged = mail(kind=Kind.BOUNCE, bounce=Bounce(strangers, "5.1.1", True, "no-such-user", "<ours@x>"))
    noted = decide(forged, facts(returned_case=case(), returned_to=frozenset({NALEDI})))
    assert (noted.outcome, noted.mark_address, noted.answers) == (Outcome.BOUNCE_NOTED, "", ())
    assert "unconfirmed" in noted.reason
    assert "bank.example" not in repr(noted)
    mixed = mail(kind=Kind.BOUNCE, bounce=Bounce((*strangers, NALEDI), "5.1.1", True, "no-such-user", "<ours@x>"))
    noted = decide(mixed, facts(returned_case=case(), returned_to=frozenset({NALEDI})))
    assert noted.mark_address == NALEDI
    assert "bank.example" not in repr(noted)
    many = facts(returned_case=case(), returned_to=frozenset(strangers))
    assert "and 497 more" in decide(forged, many).reason
    assert len(decide(forged, many).reason) < 700


def test_our_own_mail_is_a_loop_by_mark_and_waits_for_a_person_when_only_the_sender_says_so() -> None:
    assert decide(mail(), facts(carries_our_id=True)).outcome is Outcome.LOOP
    form = mail(sender=Address("support@cadents.example"), reply_to=(Address("bob@customer.example"),))
    held = decide(form, facts())
    assert (held.outcome, held.answers) == (Outcome.QUARANTINED, ())
    assert "does not carry our mark" in held.reason
    assert decide(form, facts(released=True)).outcome is Outcome.NEW_CASE
    assert decide(replace(form, kind=Kind.AUTO_REPLY), facts()).outcome is Outcome.MACHINE


def test_a_mail_we_have_is_a_duplicate_of_its_case() -> None:
    decision = decide(mail(), facts(duplicate_of="support/INBOX/1/2", duplicate_case="CAD-100001-1"))
    assert (decision.outcome, decision.attach, decision.answers) == (Outcome.DUPLICATE, False, ())


@pytest.mark.parametrize(
    ("candidate", "sender", "joins"),
    [
        (Candidate(case(), "token", True), "someone@new.example", True),  # we wrote to that address on this case
        (Candidate(case(), "token", False), NALEDI, True),
        (Candidate(case(), "number"), NALEDI, True),
        (Candidate(case(), "token", False), "eve@elsewhere.example", False),  # a forwarded mail carries the token too
        (Candidate(case(), "message-id"), "eve@elsewhere.example", False),
        (Candidate(case(), "number"), "eve@elsewhere.example", False),
    ],
)
def test_a_token_selects_a_case_and_only_the_right_sender_joins_it(
    candidate: Candidate, sender: str, joins: bool
) -> None:
    decision = decide(mail(sender=Address(sender)), facts(candidate))
    assert decision.case is not None
    if joins:
        assert (decision.outcome, decision.case.number) == (Outcome.FOLLOW_UP, "CAD-100001-1")
    else:
        assert (decision.outcome, decision.case.number) == (Outcome.NEW_CASE, "")
        assert decision.case.add_links == ("claims:CAD-100001-1",)
        assert by_itself(decision) == ["acknowledgement"]
        assert all("CAD-100001-1" not in str(a.variables) for a in decision.answers)


def test_a_sender_that_failed_authentication_joins_nothing() -> None:
    failed = mail(authenticity=Authenticity(Tier.FAILED, "dmarc=fail"))
    assert decide(failed, facts(Candidate(case(), "token", True))).outcome is Outcome.NEW_CASE


@pytest.mark.parametrize(
    ("roles", "same_customer", "joins"),
    [
        (("administrator",), True, True),
        (("reporter",), True, False),
        (("administrator",), False, False),
    ],
)
def test_an_authorised_contact_of_the_customer_joins_by_number(
    roles: tuple[str, ...], same_customer: bool, joins: bool
) -> None:
    contact = Contact("cadents", "Thaba Health" if same_customer else "Old Mill", "sipho@thaba.example", roles=roles)
    about = facts(
        Candidate(case(customer="Thaba Health"), "number"),
        contact=contact,
        customer=Customer("cadents", contact.customer),
        matched_by="address",
    )
    decision = decide(mail(sender=Address("sipho@thaba.example")), about)
    assert (decision.outcome is Outcome.FOLLOW_UP) is joins


@pytest.mark.parametrize("state", list(State))
def test_thanks_is_noted_in_every_state_and_opens_nothing(state: State) -> None:
    decision = decide(mail("Thank you!"), facts(Candidate(case(state), "token", True)))
    assert decision.outcome is Outcome.NOTED and decision.case is not None and decision.case.state is None
    assert decision.answers == ()


def test_thanks_with_an_attachment_is_read_by_a_person() -> None:
    shot = Attachment("screen.png", "image/png", 10, "b" * 64)
    decision = decide(mail("Thank you!", attachments=(shot,)), facts(Candidate(case(), "token", True)))
    assert decision.outcome is Outcome.FOLLOW_UP


def test_a_reply_on_a_closed_case_becomes_a_new_case_request_with_both_numbers() -> None:
    reply = mail(subject="Re: [CAD-100001-1] Gateway")
    decision = decide(reply, facts(Candidate(case(State.CLOSED), "token", True)))
    assert decision.outcome is Outcome.CLOSED_REPLY_NEW_CASE and decision.case is not None
    assert decision.case.add_links == ("continues:CAD-100001-1",)
    assert by_itself(decision) == ["closed-number"]
    assert decision.answers[0].variables["old_number"] == "CAD-100001-1"


def test_a_solved_case_is_reactivated_within_the_window_and_not_after_it() -> None:
    window = cadents().reactivate_within
    fresh = case(State.SOLVED, solved=NOW - window + timedelta(minutes=1))
    stale = case(State.SOLVED, solved=NOW - window - timedelta(minutes=1))
    assert decide(mail(), facts(Candidate(fresh, "token", True))).outcome is Outcome.REOPENED
    assert decide(mail(), facts(Candidate(stale, "token", True))).outcome is Outcome.CLOSED_REPLY_NEW_CASE


def test_a_reply_brings_a_waiting_case_back_and_leaves_technical_work_on_hold() -> None:
    waiting = decide(mail(), facts(Candidate(case(State.WAITING), "token", True)))
    held = decide(mail(), facts(Candidate(case(State.ON_HOLD), "token", True)))
    assert waiting.case is not None and waiting.case.state is State.ASSIGNED
    assert held.case is not None and held.case.state is None


def test_an_answer_to_old_mail_and_one_over_the_budget_is_held_not_lost() -> None:
    for about in (facts(received=NOW - timedelta(days=4)), facts(over_budget="10 went, the budget is 10")):
        decision = decide(mail(), about)
        assert decision.outcome is Outcome.NEW_CASE
        assert by_itself(decision) == []
        assert [a.text for a in decision.answers if a.hold] == ["acknowledgement"]


def test_a_mail_that_must_not_be_acknowledged_opens_a_case_in_silence() -> None:
    decision = decide(mail(must_not_acknowledge=True), facts())
    assert decision.outcome is Outcome.NEW_CASE
    assert "acknowledgement" not in [a.text for a in decision.answers]


def test_a_mail_without_an_author_opens_a_case_that_nobody_is_told_of() -> None:
    decision = decide(mail(sender=None), facts())
    assert (decision.outcome, decision.answers) == (Outcome.NEW_CASE, ())


def test_what_cannot_be_read_is_quarantined_until_staff_release_it() -> None:
    broken = mail(kind=Kind.MALFORMED, kind_evidence="quarantined: MIME nested 300 deep, limit 30")
    assert decide(broken, facts()).outcome is Outcome.QUARANTINED
    assert decide(broken, facts()).reason == "MIME nested 300 deep, limit 30"
    assert decide(replace(broken, must_not_acknowledge=True), facts(released=True)).outcome is Outcome.NEW_CASE


def test_the_answer_goes_to_the_author_never_to_reply_to() -> None:
    decision = decide(mail(reply_to=(Address("eve@elsewhere.example"),)), facts())
    assert {a for answer in decision.answers for a in (*answer.to, *answer.cc)} == {NALEDI}


def test_every_reason_that_names_a_rule_names_its_file_and_line() -> None:
    for reason in decide(mail(), facts()).reasons:
        if reason.file:
            assert (ROOT / "rules" / "cadents" / Path(reason.file).name).exists(), reason
            assert reason.line > 0


def test_a_case_that_was_merged_leads_to_where_it_went() -> None:
    ghost = case(State.CLOSED, number="CAD-100002-2", participants=("sipho@thaba.example",), links=("merged-into:CAD-100001-1",))
    candidate = Candidate(case(), "number", merged=(ghost,))
    joined = decide(mail(sender=Address("sipho@thaba.example")), facts(candidate))
    assert joined.case is not None and (joined.outcome, joined.case.number) == (Outcome.FOLLOW_UP, "CAD-100001-1")
    assert any("CAD-100002-2 merged into CAD-100001-1" in r.result for r in joined.reasons)
    stranger = decide(mail(sender=Address("eve@evil.example")), facts(candidate))
    assert stranger.outcome is Outcome.NEW_CASE


def test_what_is_known_of_the_sender_is_on_record_and_decides_nothing() -> None:
    plain, warned = decide(mail(), facts()), decide(mail(warnings=("thаba mixes letters",)), facts(passes_for="thaba.example"))
    (said,) = [r for r in warned.reasons if r.step == "sender"]
    assert said.words == ("thаba mixes letters", "the domain only looks like thaba.example of the register")
    assert (plain.outcome, plain.answers) == (warned.outcome, warned.answers)
