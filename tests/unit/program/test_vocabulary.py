"""What a manager may write in fields, conditions and checklists, and what they are told when it cannot mean anything."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from mailtriage.model.case import Case, Entitlement, Verdict
from mailtriage.model.mail import Attachment
from mailtriage.program.checklists import needs
from mailtriage.program.fields import Read, find_fields
from mailtriage.program.index import Said
from mailtriage.program.load import build
from mailtriage.program.match import categorise
from mailtriage.program.parts import second_matters
from mailtriage.program.program import Category, Program
from mailtriage.program.rule import Conditions, Patterns
from mailtriage.program.when import Circumstances, holds
from tests.unit.program.files import changed, problems, shipped
from tests.unit.triage.test_chain import NOW

FIELD = '''
[[field]]
id = "device_number"
title = { en = "Device number" }
ask = "Device number as registered"
found_by = [%s]
'''


@pytest.mark.parametrize(("given", "said"), [
    ('["common:sinse"]', 'there is no list "sinse"; write one of common:since, common:affected,'),
    ('["(a|b"]', 'has a "(" or ")" without its partner'), ("[3]", "write words in quotes"),
])
def test_words_that_perhaps_say_a_field_are_checked(given: str, said: str) -> None:
    (line,) = problems(changed(fields=_fields(FIELD % "" + f"perhaps = {given}\n")))
    assert said in line and line.startswith("rules/cadents/fields.toml:"), line


def with_field(way: str) -> Program:
    return build(changed(fields=_fields(FIELD % way)))


def _fields(more: str) -> str:
    from tests.unit.program.files import SHIPPED

    return SHIPPED.content["rules/fields.toml"].decode() + more


def value(program: Program, text: str, field: str = "device_number", **more: object) -> str:
    said = Said(program.index, {"subject": "", "new text": text})
    found = find_fields(program, Read(said, "", text, **more)).get(field)  # type: ignore[arg-type]
    return found.value if found else ""


@pytest.mark.parametrize(("way", "text", "expected"), [
    ('{ label = { en = ["device (no|number)"], de = ["gerätenummer"] } }', "Gerätenummer: 0821", "0821"),
    ("{ pattern = '\\b0\\d{9}\\b' }", "it is 0821234567, I think", "0821234567"),
    ("{ pattern = 'device (\\d+)' }", "Device 4711 is dead", "4711"),
    ('{ list = ["SBC", "Contact Center"] }', "the contact-center and the SBC", "Contact Center"),
    ('{ words = { high = ["urgent*"], low = ["whenever"] } }', "whenever you like, not urgently", "high"),
    ('{ time = ["seit", "since"] }', "seit gestern Abend geht nichts", "gestern Abend"),
    ('{ quoted = ["meldet"] }', "Der Server meldet \u201eZugriff verweigert\u201c.", "Zugriff verweigert"),
    ('{ quoted = [] }', "I saw 'No signal here' twice", "No signal here"),
    ('{ quoted = ["reads"] }', 'It reads "Too many tries. Ask\nthe officer" now', "Too many tries. Ask the officer"),
    ('{ sentence = ["restarted"] }', "Hi. We restarted\nit twice! Bye.", "We restarted it twice!"),
    ('{ from = "sender.name" }', "x", "Naledi"),
])  # fmt: skip
def test_each_way_finds_its_value(way: str, text: str, expected: str) -> None:
    assert value(with_field(way), text, known={"sender.name": "Naledi"}) == expected


def test_an_attachment_is_found_by_kind_type_or_name() -> None:
    file = Attachment("App.EVTX", "application/octet-stream", 5, "0", kind="log")
    for wanted in ("log", "application/*", "*.evtx"):
        assert value(with_field(f'{{ attachment = "{wanted}" }}'), "", attachments=(file,)) == "App.EVTX"
    assert value(with_field('{ attachment = "image/*" }'), "", attachments=(file,)) == ""


def test_what_was_filled_in_goes_before_what_is_guessed_and_ways_go_in_their_order() -> None:
    program = with_field("{ pattern = '\\b0\\d{9}\\b' }, { pattern = '\\b1\\d{3}\\b' }, { label = \"device\" }")
    assert value(program, "1234 or 0821234567") == "0821234567"
    assert value(program, "1234 or 0821234567\nDevice: nine") == "nine"


def test_a_secret_field_is_never_found() -> None:
    assert value(shipped(), "Password: Zebra-77", "password") == ""
    assert value(shipped(), 'Log-in fails, the password is "Zebra-77".', "error_text") == ""
    assert value(shipped(), "Error message: password Zebra-77 refused", "error_text") == ""
    assert value(shipped(), 'It fails and says "Access denied". Password: Zebra-77', "error_text") == "Access denied"


@pytest.mark.parametrize(("old", "new", "says"), [
    ('{ list = "products" }', '{ list = "produkte" }', 'there is no list "produkte"; did you mean "products"?'),
    ('{ list = "products" }', '{ lists = "products" }', 'unknown key; did you mean "list"?'),
    ('{ list = "products" }', '{ list = "products", time = ["at"] }', "is one way to find it"),
    ('{ attachment = ["pcap"] }', '{ attachment = ["pcaps"] }', '"pcaps" is no kind of file'),
    ("{ list = \"products\" }", "{ pattern = '(a)(b)' }", "has more than one group"),
    ("{ list = \"products\" }", "{ pattern = 'a*' }", "matches an empty text"),
    ('"serial( number| no)?"', '"version"', 'the label "version" is that of version too'),
    ('"serial( number| no)?"', '"serial*"', "write words, with ( | ) and ? where they may vary"),
    ('id = "serial"', 'id = "Serial-No"', "does not have the form"),
    ('title = "Serial number"', 'title = { nb = "Serienummer" }', "its words in en are missing"),
    ('finds = "GW4-00172-AB"', 'finds = "GW4"', "should give serial \"GW4\", but gives 'GW4-00172-AB'"),
])  # fmt: skip
def test_a_field_that_cannot_be_is_refused_with_file_and_line(old: str, new: str, says: str) -> None:
    (problem, *_) = problems(changed(fields=(old, new)))
    assert problem.startswith("rules/cadents/fields.toml:") and says in problem, problem


@pytest.mark.parametrize(("old", "new", "says"), [
    ('field = "version"', 'field = "versions"', 'there is no field "versions"; did you mean "version"?'),
    ('text = "trace-guide"', 'text = "trace-guides"', 'there is no text "trace-guides"'),
    ('text = "trace-guide"', 'text = "contract-expired"', "is a text of purpose entitlement"),
    ('field = "version"', 'field = "since"', '"since" is in the list already'),
    ('field = "trace"\n', 'field = "trace"\nwhen = { said = ["x"] }\n', "is of one mail, and a checklist is of the case"),
    ('field = "trace"\n', 'field = "trace"\nwhen = { category = ["netwrk"] }\n', 'there is no category "netwrk"'),
    ('remind_after = "2 working days"', 'remind_after = "soon"', 'write "2 working days"'),
    ('field = "reproduce"', 'field = "priority_stated"', "has no question either"),
])  # fmt: skip
def test_a_checklist_that_cannot_be_is_refused(old: str, new: str, says: str) -> None:
    found = problems(changed(checklists=(old, new)))
    assert any(p.startswith("rules/cadents/checklists.toml:") and says in p for p in found), found


@pytest.mark.parametrize(("name", "old", "new", "says"), [
    ("categories", '[category.when]\n', '[category.when]\npriority = "P1"\n', "is not known yet when mail is categorised"),
    ("categories", 'checklist = "fault"', 'checklist = "faults"', 'there is no checklist "faults"; did you mean "fault"?'),
    ("categories", 'stated_by = "priority_stated"', 'stated_by = "prio"', 'there is no field "prio"'),
    ("categories", 'stated_by = "priority_stated"    #', "#", "needs stated_by"),
    ("categories", 'also = ["billing"]', 'also = ["jobs"]', "the other matter should be jobs, but is billing"),
    ("categories", 'priority = "P1"\nfields', 'priority = "P2"\nfields', "the priority should be P2, but P1"),
    ("categories", 'fields = { affected = "everyone" }', 'fields = { affected = "several" }',
     'affected should be "several", but is \'everyone\''),
    ("program", 'checklist = "to-l3"', 'checklist = "to-l9"', 'there is no checklist "to-l9"'),
    ("prescribed", 'id = "how-to"\n', 'id = "how-to"\nattach = ["guide.pdf"]\n', "there is no templates/cadents/files/guide.pdf"),
    ("prescribed", 'id = "how-to"\n', 'id = "how-to"\nwhen = { levl = "L1" }\n', 'unknown key; did you mean "level"?'),
    ("prescribed", 'id = "how-to"\n', 'id = "how-to"\nwhen = { entitlement = "expird" }\n', "'expird'"),
    ("prescribed", 'id = "referral" ', 'id = "referral" #', ""),
])  # fmt: skip
def test_names_between_files_are_checked(name: str, old: str, new: str, says: str) -> None:
    found = problems(changed(**{name: (old, new)}))
    assert (any(says in p for p in found) if says else found == []), found


def test_a_text_that_no_rule_can_choose_is_a_mistake() -> None:
    found = problems(changed(categories=('reply = "how-to"', "")))
    assert any('no rule chooses "how-to"' in p for p in found), found
    when = ('id = "how-to"\n', 'id = "how-to"\nwhen = { category = "how-to" }\n')
    assert problems(changed(categories=('reply = "how-to"', ""), prescribed=when)) == []


def test_one_mail_is_the_example_of_one_category() -> None:
    twice = '[[category.example]]\nfits = "We were charged twice and would like a refund."\n'
    found = problems(changed(categories=("[[category]]\nid = \"sales\"", twice + "\n[[category]]\nid = \"sales\"")))
    assert any("is an example of billing already" in p or "refund" in p for p in found) or found == []
    other = '[[category.example]]\nfits = "Do you offer an internship in summer?"\n\n[[category]]\nid = "sales"'
    found = problems(changed(categories=("[[category]]\nid = \"sales\"", other)))
    assert any("is an example of jobs already, and one mail has one category" in p for p in found), found


def circumstances(program: Program, text: str = "", **known: object) -> Circumstances:
    return Circumstances(Said(program.index, {"subject": "", "new text": text}), **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(("wants", "known", "expected"), [
    ({"from": ("thaba.example",)}, {"sender": "a@thaba.example"}, True),
    ({"from": ("thaba.example",)}, {"sender": "a@mail.thaba.example"}, True),
    ({"from": ("*@thaba.example",)}, {"sender": "a@mail.thaba.example"}, False),
    ({"from": ("thaba.example",)}, {"sender": "a@notthaba.example"}, False),
    ({"from": ("a@x.example", "b@x.example")}, {"sender": "b@x.example"}, True),
    ({"from": ("a@x.example",)}, {}, False),
    ({"to": ("ea@x.example",)}, {"recipients": ("b@x.example", "ea@x.example")}, True),
    ({"mailbox": ("easupport",)}, {"mailbox": "easupport"}, True),
    ({"language": ("nb", "da")}, {"language": "sv"}, False),
    ({"language": ("nb",)}, {}, False),
    ({"field_present": ("a", "b")}, {"fields": {"a": "1", "b": "2"}}, True),
    ({"field_present": ("a", "b")}, {"fields": {"a": "1"}}, False),
    ({"field_missing": ("a", "b")}, {"fields": {"c": "1"}}, True),
    ({"field_missing": ("a", "b")}, {"fields": {"a": "1"}}, False),
    ({"category": ("x", "y")}, {"facts": {"category": "y"}}, True),
    ({"category": ("x",), "entitlement": ("entitled", "grace")}, {"facts": {"category": "x", "entitlement": "expired"}}, False),
])  # fmt: skip
def test_every_key_must_hold_and_one_of_its_values_is_enough(
    wants: dict[str, tuple[str, ...]], known: dict[str, object], expected: bool
) -> None:
    program = shipped()
    assert (holds(Conditions(wants), circumstances(program, **known)) is not None) is expected
    assert (holds(Conditions(unless=Conditions(wants)), circumstances(program, **known)) is None) is expected


def test_words_and_values_of_fields_are_conditions_too() -> None:
    program = shipped()
    c = circumstances(program, "the sync test was done", fields={"product": "Gateway 4"})
    assert holds(Conditions({"said": ("sync test",)}), c) == ("sync test",)
    assert holds(Conditions(values={"product": ("gateway*",)}), c) == ("product gateway",)
    assert holds(Conditions(values={"product": ("client",)}), c) is None
    assert holds(Conditions({"said": ("sync test",)}, unless=Conditions(values={"product": ("gateway*",)})), c) is None


def test_a_condition_counts_as_a_hit_and_alone_makes_a_category() -> None:
    agency = Conditions({"from": ("agency.example",)})
    rules = (
        Category("words", "", "fault", "L1", "", "P3", "", Patterns(any=("screen",))),
        Category("both", "", "fault", "L1", "", "P3", "", Patterns(any=("screen",), conditions=agency)),
        Category("sender", "", "fault", "L1", "", "P3", "", Patterns(conditions=agency)),
    )
    program = replace(shipped(), categories=rules, priorities=())

    def winner(text: str, sender: str) -> str:
        found = categorise(program, "", "", circumstances(program, text, sender=sender)).winner
        return found.id if found else ""

    assert winner("my screen", "a@agency.example") == "both"
    assert winner("my screen", "a@x.example") == "words"
    assert winner("hello", "a@agency.example") == "sender"
    assert winner("hello", "a@x.example") == ""


def test_a_second_matter_needs_another_part_of_the_mail() -> None:
    program = shipped()

    def also(text: str) -> list[str]:
        return [h.category.id for h in second_matters(program, categorise(program, "", text), text)]

    assert also("The client crashes with an error.\n\nPlease send me the invoice again, we were charged twice.") == ["billing"]
    assert also("The client crashes with an error when I open the invoice.") == []
    assert also("The client crashes with an error.\n\nAlso: the invoice for March is wrong.") == ["billing"]
    assert also("The client crashes with an error.\n\nThe invoice.") == []


def case(**more: object) -> Case:
    return Case("CAD-1", "cadents", "support", "x", NOW, NOW, **more)  # type: ignore[arg-type]


def test_what_a_case_needs_is_what_it_does_not_hold_and_was_not_asked() -> None:
    program = shipped()
    fault = case(category="software-fault", fields={"product": "Client"})
    wanted = needs(program, fault)
    assert [i.field for i in wanted.missing] == ["since", "error_text", "version", "affected"]
    assert [name for name, _ in wanted.ask] == ["since", "error_text", "version", "affected", "steps_taken"]
    assert wanted.text == "fault-questions" and wanted.lists == ("fault",)
    asked = case(category="software-fault", fields={"product": "Client"}, asked=("since", "version"))
    assert [name for name, _ in needs(program, asked).ask] == ["error_text", "affected", "steps_taken"]
    assert "since" in [i.field for i in needs(program, asked).missing], "asked, and still missing"
    assert needs(program, case(category="billing")).lists == ()


def test_a_hand_over_needs_what_its_level_asks_for() -> None:
    program = shipped()
    held = case(category="billing", fields={"symptom": "x", "product": "Client"})
    assert [i.field for i in needs(program, held, "L2").missing] == ["since", "affected", "steps_taken"]
    assert [i.field for i in needs(program, held, "L3").missing] == ["reproduce"]


def test_an_item_may_be_asked_only_under_a_condition() -> None:
    item = 'field = "version"\nwhen = { priority = ["P1"], entitlement = "entitled", not = { field_present = "since" } }\n'
    program = build(changed(checklists=('field = "version"\n', item)))
    entitled = Entitlement(Verdict.ENTITLED)
    urgent = case(category="software-fault", priority="P1", entitlement=entitled)
    assert "version" in [i.field for i in needs(program, urgent).missing]
    for other in (case(category="software-fault", priority="P2", entitlement=entitled),
                  case(category="software-fault", priority="P1"),
                  case(category="software-fault", priority="P1", entitlement=entitled, fields={"since": "x"})):
        assert "version" not in [i.field for i in needs(program, other).missing]


@pytest.mark.parametrize("text", [
    "\n" * 100_000, "\n \t" * 30_000, "." * 100_000, "a. " * 40_000, '"ab" ' * 25_000, "b" + "error" * 20_000,
    "since " * 20_000, "version 1.1.1.1" * 8_000, "error " * 20_000, "1 " * 50_000, "x" * 1_000_000, "a" * 50_000 + " crash",
    "(" * 50_000, "product: " * 12_000, "we have restarted. " * 6_000, "\u00e9: \u201cx\u201d " * 10_000,
], ids=lambda text: repr(text[:8]))  # fmt: skip
def test_a_mail_made_to_be_slow_is_read_in_a_second_of_processor_time(text: str) -> None:
    program = shipped()
    begun = time.thread_time()
    said = Said(program.index, {"subject": text[:900], "new text": text})
    find_fields(program, Read(said, text[:900], text, text, questions=(("since", "Since when?"),)))
    found = categorise(program, text[:900], text)
    second_matters(program, found, text)
    assert time.thread_time() - begun < 1.5
