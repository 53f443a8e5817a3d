"""Attack 14, template injection: every customer field × payloads comes out literally, and nothing is evaluated.

A prescribed text edited by staff runs in the same sandbox: it cannot reach our code, our secrets or the machine. The words a person
types at the desk are no template at all. A word nobody has holds the draft; no blank leaves. Measured on the renderer alone, and
over the whole path from bytes to frozen mail: values evaluated, 0.
"""

from __future__ import annotations

import base64
import email
import email.policy
import html
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from mailtriage.compose.markdown import to_html, to_text
from mailtriage.compose.render import MissingWords, render
from tests.desk.office import Office

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


EVALUATED = ("7777777", "root:", "<class", "uid=", "aaaaaaaaaaaaaaaaaaaa")


def written(payload: str, number: int) -> bytes:
    """A mail with the payload wherever its writer can put one."""
    word = "=?utf-8?b?" + base64.b64encode(payload.encode()).decode() + "?="
    line = " ".join(payload.split())
    return (f"From: {word} <c{number}@s{number}.example>\r\nTo: support@cadents.example\r\nSubject: {word}\r\nMessage-ID: <t{number}@s.example>\r\n"
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            f"I forgot my password. How can I reset it?\r\n\r\nProduct: {line}\r\nVersion: {line}\r\nSerial number: {line}\r\nPhone: {line}\r\n\r\n{payload}\r\n\r\n"
            f"Regards\r\n{line}\r\n--m\r\nContent-Type: text/x-log; name=\"{word}\"\r\nContent-Disposition: attachment; filename=\"{word}\"\r\n\r\nx\r\n--m--\r\n").encode()


def test_over_the_whole_path_nothing_a_customer_writes_is_evaluated(tmp_path: Path) -> None:
    office = Office(tmp_path)
    letters = drafts = literal = 0
    for number, payload in enumerate(PAYLOADS):
        case = office.world.arrives(written(payload, number), "support").case
        assert case
        found = [office.world.letter(row) for row in office.world.outgoing_rows() if row.case == case]
        texts = [str(m["Subject"]) + "\n" + m.get_body(("plain",)).get_content() for m in found]  # type: ignore[union-attr]
        pages = [m.get_body(("html",)).get_content() for m in found]  # type: ignore[union-attr]
        texts += [f"{d.subject}\n{d.body}" for d in office.world.drafts(case)]
        assert texts, payload
        letters, drafts = letters + len(found), drafts + len(office.world.drafts(case))
        words = " ".join(payload.split())
        literal += any(words in folded(text) for text in texts)
        for text in (*texts, *pages):
            assert not any(one in text for one in EVALUATED), (payload, text)
        if "7*7" in payload:
            assert not any(re.search(r"(?<![0-9])49(?![0-9])", text) for text in texts), payload
        assert not any(re.search(r"<(?:script|img)\b", page, re.I) for page in pages), payload
    print(f"\n{len(PAYLOADS)} mails, {letters} letters and {drafts} drafts: 0 evaluated, {literal} with the payload as it was typed")
    assert literal >= len(PAYLOADS) / 2        # the subject stands in every acknowledgement, cleaned as a subject is


def test_what_a_person_types_at_the_desk_is_no_template(tmp_path: Path) -> None:
    from mailtriage.work.approve import approve, edit
    from mailtriage.work.cases import reply

    os.environ["MAILTRIAGE_CANARY"] = "c4n4ry"
    office = Office(tmp_path)
    for number, payload in enumerate(PAYLOADS):
        case = office.mail()
        draft = office.world.drafts(case)[0]
        after = edit(office.desk, draft.id, "thandi", subject=" ".join(f"Re: {payload}".split()), body=f"Hello,\n\n`{number}` {payload}\n\nRegards")
        approve(office.desk, draft.id, "thandi", digest=after.digest)
        if number % 5 == 0:
            reply(office.desk, case, "thandi", f"Hello,\n\n{payload}\n\nRegards")
        rows = [r for r in office.world.outgoing_rows() if r.case == case and (r.draft or r.purpose == "reply")]
        assert rows, payload
        for row in rows:
            raw = office.desk.raw.get(row.raw)
            letter = email.message_from_bytes(raw, policy=email.policy.default)
            text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            assert not any(one in text + str(letter["Subject"]) for one in (*EVALUATED, "c4n4ry")), payload
            assert "7*7" not in payload or not re.search(r"(?<![0-9])49(?![0-9])", text), payload


@pytest.mark.parametrize("words", ["Dear {{ nobody }},", "Dear {{ contact.name }},", "{{ fields['serial'] }}", "{% if nobody.x %}a{% endif %}b", "{{ 1 / 0 }}", "{{ 'a' * 10**9 }}"])
def test_a_word_nobody_has_holds_what_would_have_left_by_itself(tmp_path: Path, words: str) -> None:
    """A program with such a text does not load; should one come to a desk all the same, nothing with a gap leaves."""
    from mailtriage.work.approve import Refused, approve

    office = Office(tmp_path)
    program = office.desk.programs["cadents"]
    text = program.texts["acknowledgement"]
    assert text.send == "auto"
    broken = replace(text, words={language: (subject, words) for language, (subject, _) in text.words.items()})
    office.desk.programs = {"cadents": replace(program, texts={**program.texts, "acknowledgement": broken})}
    case = office.mail()
    assert not [r for r in office.world.outgoing_rows() if r.case == case]
    held = next(d for d in office.world.drafts(case) if d.text == "acknowledgement")
    assert held.missing and held.body == ""
    with pytest.raises(Refused, match="lacks"):
        approve(office.desk, held.id, "thandi", digest=held.digest)
