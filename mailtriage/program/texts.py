"""program/texts.py: the words of a program, file by file: subject, body, and whether they can be rendered.

Promises   a text that passes uses only the variables of its purpose, and renders with all of them filled and again
           with everything empty that may be: it never leaves a gap, and is never held for one.
Does not   know which texts there ought to be (`program/lint.py`).
Reads next program/variables.py, compose/render.py
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mailtriage.program.problems import Problem, nearest
from mailtriage.program.variables import FILES, allowed, samples

Show = Callable[[str], str]
Templates = dict[str, dict[str, tuple[str, str]]]  # text id -> language -> (subject, body)

_NAME = re.compile(r"templates/([a-z]{2})/([a-z0-9][a-z0-9-]*)\.md\.j2")
_FRONT = re.compile(r"---\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", re.DOTALL)


def read_templates(content: Mapping[str, bytes], show: Show) -> tuple[Templates, list[Problem]]:
    """Every text file, split into its subject and its body, and what is wrong with the files as such."""
    texts: Templates = {}
    problems = []
    for name in sorted(n for n in content if n.startswith("templates/") and not n.startswith(FILES)):
        match = _NAME.fullmatch(name)
        if match is None:
            problems.append(
                Problem(
                    show(name),
                    1,
                    "",
                    "is no text; name it <language>/<id>.md.j2, such as en/acknowledgement.md.j2",
                )
            )
            continue
        try:
            subject, body = split_front(content[name].decode("utf-8"))
        except UnicodeDecodeError:
            problems.append(Problem(show(name), 1, "", "is not UTF-8; save it as UTF-8"))
        except ValueError as e:
            problems.append(Problem(show(name), 1, "", str(e)))
        else:
            texts.setdefault(match[2], {})[match[1]] = (subject, body)
    return texts, problems


def split_front(text: str) -> tuple[str, str]:
    """Subject and body of a text file. ValueError says how the front matter is written."""
    match = _FRONT.match(text)
    lines = [line for line in match[1].splitlines() if line.strip()] if match else []
    if match is None or len(lines) != 1 or not lines[0].startswith("subject:") or not lines[0][8:].strip():
        raise ValueError(
            'must begin with three lines: "---", "subject: {{ subject }}", "---"; then the body'
        )
    body = text[match.end() :].strip()
    if not body:
        raise ValueError("has no words under its subject; write the body")
    return lines[0][8:].strip(), body.replace("\r\n", "\n") + "\n"


def asks(body: str) -> bool:
    """Whether a body shows the questions of a checklist."""
    from jinja2 import meta

    from mailtriage.program.jinja import environment

    return "questions" in body and "questions" in meta.find_undeclared_variables(environment().parse(body))


# What may be a question: one that says so, a line of a numbered list, or of another that is no "label: value" we know.
_QUESTION = re.compile("(?m)[?\N{FULLWIDTH QUESTION MARK}\N{GREEK QUESTION MARK}]|^ *\\d{1,2}[.)] |^ *[-*+] [^:\n]*$")


def asks_anything(words: str) -> bool:
    """Whether words as they would leave hold a question."""
    return _QUESTION.search(words) is not None


def hollow(body: str, purpose: str) -> bool:
    """Whether a text that is there to ask asks nothing when no checklist gives it a question."""
    if purpose != "questions" or not asks(body):
        return False
    from jinja2 import TemplateError

    from mailtriage.program.jinja import environment

    try:
        bare = environment(str).from_string(body).render(samples(purpose, bare=True))
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError):
        return False                    # `wrong_words` says what is wrong with it
    return not asks_anything(bare)


class _Empty(str):
    """An empty value that knows its name: compose/render.py holds a draft that would show one."""

    __slots__ = ("name",)
    name: str


def _shown(value: Any) -> Any:
    if isinstance(value, _Empty):
        raise ValueError(f"{value.name} may be empty: ask with {{% if {value.name} %}}, or write {value.name} or \"…\"")
    return value


def _values(purpose: str, bare: bool) -> dict[str, Any]:
    values = samples(purpose, bare=bare)
    for name, value in values.items():
        if value == "":
            values[name] = _Empty()
            values[name].name = name
    return values


def wrong_words(source: str, purpose: str) -> Iterator[tuple[int, str]]:
    """(line, what is wrong) of one template, tried with everything filled and with everything empty that may be."""
    from jinja2 import TemplateError, TemplateSyntaxError, meta

    from mailtriage.program.jinja import environment, parse

    env = environment(_shown)
    try:
        tree = parse(env, source)
        template = env.template_class.from_code(env, env.compile(tree), {})
    except TemplateSyntaxError as e:
        yield e.lineno, f"does not compile: {e.message}"
        return
    known = allowed(purpose)
    strangers = sorted(meta.find_undeclared_variables(tree) - known)
    for name in strangers:
        line = next((n for n, text in enumerate(source.splitlines(), 1) if re.search(rf"\b{name}\b", text)), 1)
        yield line, f'a text of purpose {purpose} has no variable "{name}"; {nearest(name, known)}'
    if strangers:
        return
    for bare in (False, True):
        try:
            template.render(_values(purpose, bare))
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as e:
            # Whatever the author's expression did with our sample values, it would do with a customer's.
            yield 1, f"does not render{' when what may be empty is empty' if bare else ''}: {e}"
            return
