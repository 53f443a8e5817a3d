"""What makes a run of mutations quick: what every fork needs is imported and read before it.

Promises   a mutated program is read from its files, but what did not change since the last is not read again: files, patterns,
           questions of texts, all functions of their words alone. Disks are not waited for.
Does not   run a rule's own examples at load time, or look where a rule stands in its file.
Reads next mutation_tree.py
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Any

from mailtriage.program import assemble, examples, index, lint, load, parsed
from tests.programs.mutations import ROOT

PROGRAMS = ("cadents", "mezzanine")


def prepare() -> None:
    """Import what tests need, and read no program twice: a fork inherits both."""
    import mailtriage.cli.case
    import mailtriage.cli.explain
    import mailtriage.deliver.smtp
    import mailtriage.desk.app
    import mailtriage.work.receive
    import mailtriage.work.send  # noqa: F401

    os.environ["MAILTRIAGE_FULL"] = "1"  # every example, not one of each kind
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # half of a short run is the import of plugins nobody uses here
    os.fsync = os.fdatasync = lambda fd: None  # no test here is of what a crash leaves
    examples.run = lambda program: examples.Outcome(0, (), {})
    built: dict[Any, Any] = {}
    whole = load.build_unproven

    def remembered(files: Any) -> Any:
        key = (files.id, tuple(sorted((n, hash(c)) for n, c in files.content.items())))
        if key not in built:
            built[key] = whole(files)
        return built[key]

    load.build_unproven = remembered
    load.parse = _parsed_once(load.parse)
    parsed.scan = lambda text: {}  # no test of a program is of line numbers
    index.spaced_expression = cache(index.spaced_expression)  # of two thousand patterns a mutation changes one
    assemble.asks, assemble.hollow = cache(assemble.asks), cache(assemble.hollow)
    lint.wrong_words = cache(lambda source, purpose, look=lint.wrong_words: tuple(look(source, purpose)))
    for name in PROGRAMS:
        load.load_program(ROOT / "rules" / name, ROOT / "templates" / name)


def _parsed_once(parse: Callable[..., Any]) -> Callable[..., Any]:
    """The same, that reads a file without problems once."""
    known: dict[Any, Any] = {}

    def once(files: Any, name: str, model: Any, problems: list[Any]) -> Any:
        key = (files.id, name, files.content.get(f"rules/{name}"))
        if key not in known:
            before = len(problems)
            found = parse(files, name, model, problems)
            if len(problems) > before:
                return found
            known[key] = found
        return known[key]

    return once
