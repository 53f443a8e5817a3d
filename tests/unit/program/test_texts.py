"""program/texts.py: texts that would leave a gap, and what else is wrong with a text file."""

from __future__ import annotations

import pytest

from mailtriage.compose.render import render
from mailtriage.program.texts import hollow
from mailtriage.program.variables import PURPOSES, VARIABLES, allowed, samples
from tests.unit.program.files import changed, problems, shipped

HEAD = "---\nsubject: {{ subject }}\n---\n"
ACK = "templates/cadents/en/acknowledgement.md.j2"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (
            HEAD + "Hello\n{{ case_nummer }}\n",
            5,
            'a text of purpose acknowledgement has no variable "case_nummer"; did you mean "case_number"?',
        ),
        (HEAD + "{{ old_number }}\n", 4, 'has no variable "old_number"'),
        (HEAD + "a\n{% if subject %}\nb\n", 6, "does not compile"),
        (HEAD + "{{ subject|shout }}\n", 4, "does not compile: No filter named 'shout'"),
        (HEAD + "{% include 'x' %}\n", 4, "has no place in a text"),
        (
            HEAD + "Hello {{ greeting_name }},\n",
            4,
            "when what may be empty is empty: greeting_name may be empty: ask with {% if greeting_name %}",
        ),
        (HEAD + "{{ known.first.second }}\n", 4, "does not render"),
        (HEAD + "{{ 1 // 0 }}\n", 4, "does not render"),
        ("---\nsubject: {{ nothing }}\n---\nHello\n", 2, 'has no variable "nothing"'),
        ("Hello\n", 1, "must begin with three lines"),
        ("---\nsubjekt: x\n---\nHello\n", 1, "must begin with three lines"),
        ("---\nsubject: x\nbcc: y\n---\nHello\n", 1, "must begin with three lines"),
        (HEAD, 1, "has no words under its subject"),
    ],
)
def test_a_text_that_cannot_be_sent_is_named_with_its_line(text: str, line: int, what: str) -> None:
    told = [t for t in problems(changed(en__acknowledgement=text)) if t.startswith(ACK)]
    assert told and told[0].startswith(f"{ACK}:{line} "), told
    assert what in told[0]


def test_words_missing_in_a_declared_language_are_named_at_the_text() -> None:
    told = problems(changed(program=('languages = ["en"]', 'languages = ["en", "nb"]')))
    customers = [t for t in shipped().texts.values() if t.purpose not in ("hand-over", "escalation")]
    assert len(told) == len(customers)  # staff read the first language
    assert any("templates/cadents/nb/acknowledgement.md.j2" in t and "words in nb are missing" in t for t in told)


def test_a_text_file_no_rule_knows_and_a_language_nobody_declared_are_named() -> None:
    assert "no [[text]] in prescribed.toml has id" in problems(changed(en__stray=HEAD + "x"))[0]
    assert 'does not declare the language "nb"' in problems(changed(nb__acknowledgement=HEAD + "x"))[0]


def test_a_file_that_is_no_text_is_named() -> None:
    files = changed()
    content = {**files.content, "templates/en/notes.txt": b"x"}
    told = problems(type(files)(files.id, content, files.rules, files.templates))
    assert told[0].startswith("templates/cadents/en/notes.txt:1 is no text; name it")


def test_every_program_has_the_texts_the_engine_asks_for() -> None:
    told = problems(changed(prescribed=('id = "acknowledgement"', 'id = "acknowledgment"')))
    assert any('has a text with id = "acknowledgement"' in t for t in told)
    told = problems(
        changed(
            program=('on_closed_reply = "new-case-request"', 'on_closed_reply = "reject"'),
            prescribed=('id = "closed-rejected"', 'id = "closed-refused"'),
            en__closed_rejected=None,
            en__closed_refused=HEAD + "x",
        )
    )
    assert any('has a text with id = "closed-rejected"' in t for t in told)


def test_every_variable_has_a_meaning_a_sample_and_a_purpose() -> None:
    for name, variable in VARIABLES.items():
        assert variable.meaning and variable.purposes <= set(PURPOSES), name
        assert variable.sample or variable.empty, name
    assert "old_number" in allowed("closed-number") - allowed("acknowledgement")


@pytest.mark.parametrize("bare", [False, True], ids=["everything known", "only what is always known"])
@pytest.mark.parametrize("id", shipped().texts)
def test_a_shipped_text_reads_as_written_by_a_careful_person(id: str, bare: bool) -> None:
    text = shipped().texts[id]
    mail = render(*text.words["en"], samples(text.purpose, bare=bare))
    words = mail.subject + "\n" + mail.markdown
    assert "!" not in words and "{{" not in words and "  " not in words.replace("\n", "|")
    assert "\n\n\n" not in words and " ," not in words and " ." not in words
    for tired in ("valued", "apologi", "sorry", "inconvenience", "as soon as possible", "kindly", "do not hesitate"):
        assert tired not in words.lower()
    if text.purpose not in ("hand-over", "escalation"):
        assert mail.markdown.startswith("Hello,\n" if bare else "Hello Naledi,\n")
        assert "CAD-" in mail.markdown.split("\n\n")[1], "the number stands in the first sentence"
    for word in words.split():
        if "://" in word or "@" in word:
            assert ".example" in word


def test_no_acknowledgement_says_anything_of_a_contract() -> None:
    for id in ("acknowledgement", "closed-number", "closed-rejected"):
        words = render(
            *shipped().texts[id].words["en"], samples(shipped().texts[id].purpose, bare=False)
        ).markdown.lower()
        for telling in ("contract", "entitle", "service level", "gold", "expire", "registered", "customer", "licen"):
            assert telling not in words


def test_a_broken_text_is_not_called_missing_too() -> None:
    assert len(problems(changed(en__acknowledgement="Hello\n"))) == 1


def test_a_mistake_in_program_toml_does_not_accuse_the_default_category() -> None:
    told = problems(changed(program=("[program]", "[program]\nnonsense = 1")))
    assert len(told) == 1 and "nonsense" in told[0]


@pytest.mark.parametrize(
    ("body", "empty"),
    [
        ("Tell us:\n\n{% for q in questions %}\n{{ loop.index }}. {{ q }}\n{% endfor %}\n{% for l, v in known %}\n- {{ l }}: {{ v }}\n"
         "{% endfor %}\n", True),
        ("{% if questions %}{% for q in questions %}\n- {{ q }}\n{% endfor %}{% else %}\n1. Since when\n{% endif %}\n", False),
        ("Since when is it?\n\n{% for q in questions %}\n- {{ q }}\n{% endfor %}\n", False),
        ("We look into it.\n", False),
    ],
)
def test_a_text_is_hollow_where_it_asks_nothing_without_a_checklist(body: str, empty: bool) -> None:
    assert hollow(body, "questions") is empty and not hollow(body, "acknowledgement")
