"""Template injection: every customer field × payloads comes out literally, and nothing is evaluated.

A prescribed text edited by staff runs in the same sandbox: it cannot reach our code, our secrets or the machine.
"""

from __future__ import annotations

import html
import os
import re

import pytest

from mailtriage.compose.markdown import to_html, to_text
from mailtriage.compose.render import MissingWords, render

FIELDS = (
    "greeting_name",
    "subject",
    "product",
    "contact",
    "symptoms",
    "questions",
    "noted_label",
    "noted_value",
    "steps",
)
PAYLOADS = [
    "{{7*7}}",
    "{{ 7*'7' }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% for x in [1] %}{{x}}{% endfor %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ config }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{# comment #}",
    "{{ lipsum.__globals__ }}",
    "{%- set x=1 -%}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{0.__class__}",
    "{0.__class__.__init__.__globals__[KEYS]}",
    "%(x)s",
    "%s%s%n",
    "$greeting_name",
    "${{7*7}}",
    "[[${7*7}]]",
    "*{7*7}",
    "@(7*7)",
    "{{",
    "}}",
    "{%",
    "%}",
    "{{greeting_name}}",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "<img src=x onerror=1>",
    "\n\n# Heading\n\n",
    "\n```\ncode\n```",
    "<https://evil.example>",
    "&lt;b&gt;",
    "a\n: b",
    "[^1]",
    "| a | b |\n|---|---|",
    "__import__('os').system('id')",
    "{{ [].append(1) }}",
    "\\{{7*7}}",
    "{{'a'*10**9}}",
    "{{ namespace() }}",
]
TEMPLATE = """Hello {{ greeting_name }},

about **{{ subject }}** and *{{ product }}*: {{ contact }}

> {{ symptoms }}

{% for q in questions %}
{{ loop.index }}. {{ q }}
{% endfor %}

{% for label, value in noted %}
- {{ label }}: {{ value }}
{% endfor %}

{% for s in steps %}
**Step:** {{ s }}
{% endfor %}
"""


def values(field: str, payload: str) -> dict[str, object]:
    def at(name: str) -> str:
        return payload if name == field else "plain words"

    single = {name: at(name) for name in ("greeting_name", "subject", "product", "contact", "symptoms")}
    lists = {"questions": [at("questions")], "steps": [at("steps")]}
    return {**single, **lists, "noted": [(at("noted_label"), at("noted_value"))]}


def folded(text: str) -> str:
    # A value on several lines carries the quote mark of its paragraph on each of them in plain text.
    return " ".join(re.sub(r"(?m)^> ?", "", text).split())


@pytest.mark.parametrize("field", FIELDS)
def test_customer_text_is_never_evaluated_and_comes_out_literally(field: str) -> None:
    for payload in PAYLOADS:
        rendered = render("About {{ subject }}", TEMPLATE, values(field, payload))
        words = " ".join(payload.split())
        page = to_html(rendered.markdown)
        seen = html.unescape(re.sub(r"<[^>]+>", " ", page.split("<main>")[1]))
        assert words in folded(to_text(rendered.markdown)), (field, payload)
        assert words in " ".join(seen.split()), (field, payload)
        for evaluated in ("49", "7777777", "root:", "<class", "uid="):
            assert evaluated not in rendered.markdown + rendered.subject
        tags = set(re.findall(r"<(/?\w+)", page.split("<main>")[1]))
        assert tags <= {
            t
            for k in ("p", "br", "strong", "em", "blockquote", "ol", "ul", "li", "main", "body", "html")
            for t in (k, f"/{k}")
        }, (field, payload)
        if field == "subject":
            assert rendered.subject == f"About {words}"


def test_the_grid_is_not_a_handful() -> None:
    assert len(FIELDS) * len(PAYLOADS) >= 400


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ x.__init__ }}",
        "{{ x['__class__'] }}",
        "{{ (x|list).__class__ }}",
        "{{ x|attr('__class__') }}",
        "{% include 'config.toml' %}",
        "{% import 'x' as y %}",
        "{{ config }}",
        "{{ environ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler }}",
        "{{ lipsum() }}",
        "{{ joiner() }}",
        "{{ namespace(a=1) }}",
        "{{ dict(a=1) }}",
        "{{ x.format(x) }}",
        "{{ '{0.__class__}'.format(x) }}",
        "{{ x|format }}",
        "{{ x|pprint }}",
        "{{ x|safe }}",
        "{{ x|map('upper')|map(attribute='__class__')|list|first }}",
        "{{ d.keys().__class__ }}",
        "{{ d.pop('a') }}",
        "{{ d.update(a=1) }}",
        "{{ d.__getitem__('a') }}",
        "{{ x.encode() }}",
        "{% set d.a = 1 %}",
        "{{ 'a' * 99999999 }}",
        "{{ [1] * 99999999 }}",
        "{{ x ~ secret }}",
    ],
)
def test_a_text_of_staff_reaches_nothing_but_its_values(template: str) -> None:
    os.environ["MAILTRIAGE_CANARY"] = "c4n4ry"
    given: dict[str, object] = {"x": "value", "d": {"a": "b"}}
    with pytest.raises(MissingWords):
        render("s", template, given)
    assert given == {"x": "value", "d": {"a": "b"}}
