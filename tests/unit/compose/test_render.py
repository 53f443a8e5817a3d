"""compose/render.py: values stay values, gaps hold the text, and a template cannot run away."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtriage.compose.markdown import to_html, to_text
from mailtriage.compose.render import MOST_OUTPUT, BadTemplate, MissingWords, escape, render, variables_of


def body(template: str, **values: object) -> str:
    return render("s", template, values).markdown


def test_a_text_is_filled_and_its_blank_lines_are_tidied() -> None:
    template = (
        "Hello {{ name }},\n\n{% if product %}\nIt is about {{ product }}.\n{% endif %}\n\n\n"
        "{% for q in questions %}\n{{ loop.index }}. {{ q }}\n{% endfor %}\n"
    )
    filled = body(template, name="Naledi", product="", questions=["Which device?", "Since when?"])
    assert filled == "Hello Naledi,\n\n1. Which device?\n2. Since when?\n"


def test_the_signature_goes_under_the_body_as_it_stands() -> None:
    assert render("s", "Hi.", {}, signature="**Desk**\n").markdown == "Hi.\n\n**Desk**\n"


def test_every_missing_word_is_named_at_once() -> None:
    with pytest.raises(MissingWords) as e:
        render("{{ a }}", "{{ b }} {{ c.d }} {% for x in e %}{% endfor %}{% if f %}{% endif %}{{ b }}", {})
    assert e.value.names == ("a", "b", "c", "e", "f")


@pytest.mark.parametrize("empty", ["", "  ", None])
def test_an_empty_value_that_would_be_shown_is_a_gap(empty: str | None) -> None:
    with pytest.raises(MissingWords) as e:
        body("Dear {{ name }},", name=empty)
    assert e.value.names == ("name",)


def test_an_empty_value_may_be_asked_for() -> None:
    template = "{% if name %}Dear {{ name }}{% else %}Hello{% endif %}{{ name or '!' }}{{ zz | default('.') }}"
    assert to_text(body(template, name="")) == "Hello!.\n"


def test_an_empty_subject_of_the_customer_is_no_gap() -> None:
    assert render("Your mail {{ subject }}", "x", {"subject": ""}).subject == "Your mail"


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{{", "line 1"),
        ("\n\n{% include 'x' %}", "line 3: include"),
        ("{% macro m() %}{% endmacro %}", "macro"),
        ("{% set x %}a{% endset %}", "assignblock"),
        ("{% extends 'x' %}", "extends"),
        ("{{ 'x' | format(1) }}", "No filter named 'format'"),
        ("{{ 'a' * 1000000000 }}", r"cannot calculate with \*"),
        ("{{ 9 ** 999999999 }}", r"cannot calculate with \*\*"),
        ("{{ '%099999999d' % 1 }}", "cannot calculate with %"),
        ("{{ 'x'.ljust(999999999) }}", "not safely callable"),
        ("{% for i in range(9) %}{% endfor %}", "not safely callable|range"),
        ("{{ name.upper() }}", "not safely callable"),
        ("{{ 1 / 0 }}", "division"),
    ],
)
def test_a_template_at_fault_says_why_and_sends_nothing(template: str, why: str) -> None:
    with pytest.raises(MissingWords) as e:
        body(template, name="x")
    assert re.search(why, str(e.value) + " ".join(e.value.names))


def test_nested_loops_end_at_the_size_cap() -> None:
    with pytest.raises(BadTemplate, match=str(MOST_OUTPUT)):
        body(
            "{% for a in xs %}{% for b in xs %}{% for c in xs %}xxxxxxxxxx{% endfor %}{% endfor %}{% endfor %}",
            xs=list(range(1000)),
        )


def test_what_is_not_text_is_not_shown() -> None:
    for template in ("{{ x.upper }}", "{{ self }}", "{{ xs }}", "{{ none }}"):
        with pytest.raises(MissingWords):
            body(template, x="a", xs=["b"])


def test_variables_of_lists_what_a_template_uses() -> None:
    used = variables_of("{{ a }}{% for b in c %}{{ b }}{% endfor %}{% if d is defined %}{{ d.e }}{% endif %}")
    assert used == {"a", "c", "d"}
    with pytest.raises(BadTemplate, match="line 2"):
        variables_of("ok\n{% if %}")


MARKUP = st.text(alphabet="*_`[]()<>!#+-=~|\\&;:.1 ab\n\t\"'{}%$@/", max_size=60)


def visible(page: str) -> str:
    """What a reader of the HTML sees, spaces folded."""
    inside = page.split("<main>")[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", inside)).split())


@given(MARKUP)
def test_a_value_comes_out_as_it_was_typed_in_text_and_html(value: str) -> None:
    markdown = f"Before {escape(value)} after\n"
    words = " ".join(f"Before {value} after".split())
    page = to_html(markdown)
    assert set(re.findall(r"<(\w+)", page.split("<main>")[1])) <= {"p", "br"}
    assert " ".join(to_text(markdown).split()) == words
    assert visible(page) == words


@given(MARKUP)
def test_a_value_that_begins_a_block_begins_no_block(value: str) -> None:
    for around in (
        "{}\n",
        "- {}\n",
        "Note{}\n",
        "{}{}\n",
        "text\n{}\ntext\n",
        "[x]{}\n",
        "!{}[x](https://a.example)\n",
    ):
        page = to_html(around.replace("{}", escape(value)))
        tags = set(re.findall(r"<(\w+)", page.split("<main>")[1]))
        assert tags <= {"p", "br", "ul", "li", "a"}
        assert "href" not in page.replace('href="https://a.example"', "")


@given(st.text(max_size=80))
def test_any_text_at_all_renders_without_controls(value: str) -> None:
    text = body("x {{ v }} y", v=value + "z")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
