"""What a program's author is told of a mistake: file, line, key and remedy. Every test breaks the shipped files in one place."""

from __future__ import annotations

import pytest

from tests.unit.program.files import changed, problems

CASES = {
    "an unknown key, with the one that was meant": (
        {"program": ("on_closed_reply =", "on_close_reply =")},
        "program.toml",
        "on_close_reply =",
        "program.on_close_reply: unknown key",
        'did you mean "on_closed_reply"?',
    ),
    "an unknown table": (
        {"clocks": "[[clok]]\nkind = 'first-response'\n"},
        "clocks.toml",
        "[[clok]]",
        "clok: unknown key",
        '"clock"',
    ),
    "a wrong type": (
        {"program": ('languages = ["en"]', 'languages = "en"')},
        "program.toml",
        'languages = "en"',
        "program.languages: write a list",
        "not 'en'",
    ),
    "a missing key at the line of its table": (
        {"program": ('owner = "Cadents, expert support"\n', "")},
        "program.toml",
        "[[level]]",
        "level[2].owner: is missing",
        "",
    ),
    "a value that is none of the choices": (
        {"categories": ('type = "complaint"', 'type = "moan"')},
        "categories.toml",
        'type = "moan"',
        "category[0].type: write one of",
        "'moan'",
    ),
    "a category that names no reply": (
        {"categories": ('reply = "documentation"', 'reply = "documentatoin"')},
        "categories.toml",
        'reply = "documentatoin"',
        "].reply: there is no text",
        'did you mean "documentation"?',
    ),
    "a reply of a purpose that answers nothing": (
        {"categories": ('reply = "documentation"', 'reply = "hand-over"')},
        "categories.toml",
        'reply = "hand-over"',
        "].reply:",
        "is a text of purpose hand-over",
    ),
    "an unknown level": (
        {"categories": ('level = "L1"', 'level = "L7"')},
        "categories.toml",
        'level = "L7"',
        'there is no level "L7"',
        "L1, L2, L3",
    ),
    "an unknown team": (
        {"categories": ('team = "sales"', 'team = "salse"')},
        "categories.toml",
        'team = "salse"',
        'there is no team "salse"',
        'did you mean "sales"?',
    ),
    "an unknown priority": (
        {"categories": ('priority = "P2"', 'priority = "P9"')},
        "categories.toml",
        'priority = "P9"',
        'no priority "P9"',
        "P1",
    ),
    "an unknown calendar of a clock": (
        {"clocks": ('calendar = "desk"', 'calendar = "dsek"')},
        "clocks.toml",
        'calendar = "dsek"',
        'no calendar "dsek"',
        '"desk"',
    ),
    "an unknown calendar of the program": (
        {"program": ('calendar = "desk"  ', 'calendar = "shop"  ')},
        "program.toml",
        'calendar = "shop"',
        'no calendar "shop"',
        "desk",
    ),
    "an unknown default category": (
        {"program": ('default_category = "general"', 'default_category = "misc"')},
        "program.toml",
        "default_category",
        'there is no category "misc"',
        "",
    ),
    "an unknown role": (
        {"escalation": ('role = "head-of-support"', 'role = "head-of-suport"')},
        "escalation.toml",
        "head-of-suport",
        "step[0].role: there is no role",
        'did you mean "head-of-support"?',
    ),
    "an unknown clock of a step": (
        {"escalation": ('clock = "first-response"', 'clock = "restore"')},
        "escalation.toml",
        'clock = "restore"',
        'there is no clock "restore"',
        "first-response",
    ),
    "a text of an entitlement path that is none": (
        {"entitlement": ('reply = "contract-expired"', 'reply = "contract-ended"')},
        "entitlement.toml",
        "contract-ended",
        "path[2].reply: there is no text",
        '"contract-expired"',
    ),
    "an id that is there twice": (
        {"categories": ('id = "login"', 'id = "complaint"')},
        "categories.toml",
        'id = "complaint"',
        "].id:",
        "there twice (first as category[0])",
    ),
    "a pattern that RE2 refuses": (
        {"categories": ('"act:complaint"', '"re:(a)\\\\1"')},
        "categories.toml",
        "re:(a)",
        "RE2 refuses it",
        "back references",
    ),
    "a regular expression where words are meant": (
        {"categories": ('"act:complaint"', '"complain.+"')},
        "categories.toml",
        "complain.+",
        "category[0].when.any[0]:",
        'begin it with "re:"',
    ),
    "a pattern that hits every mail": (
        {"categories": ('"act:complaint"', '"re:x*"')},
        "categories.toml",
        "re:x*",
        "matches an empty text",
        "",
    ),
    "an example that another category wins": (
        {
            "categories": (
                'fits = "Do you offer an internship in summer?"',
                'fits = "The client crashes with an error."',
            )
        },
        "categories.toml",
        "[[category.example]]",
        "should be jobs, but no word of it hits",
        'software-fault on "crashes", "error"',
    ),
    "an example that must not fit and does": (
        {
            "categories": (
                'not = "The system is down and nobody can work."',
                'not = "Please install it on a new server."',
            )
        },
        "categories.toml",
        "[[category.example]]",
        "must not be installation, but it is",
        '"install"',
    ),
    "an example that says both": (
        {"categories": ('not = "The system is down and nobody can work."', 'not = "a"\nfits = "install"')},
        "categories.toml",
        "[[category.example]]",
        'is one of fits = "…" and not = "…"',
        "",
    ),
    "a category without a word": (
        {"categories": ('[category.when]\nany = ["act:complaint"', '[category.when]\nnone = ["act:complaint"')},
        "categories.toml",
        "[category.when]",
        "has no words",
        "",
    ),
    "a text that leaves by itself though it answers": (
        {"prescribed": ('id = "licence-key"\n', 'id = "licence-key"\nsend = "auto"\n')},
        "prescribed.toml",
        'send = "auto"',
        'is "auto", but program.toml sends_by_itself does not list',
        "prescribed-answer",
    ),
    "a purpose that may never leave by itself": (
        {"program": ('"closed-number", "hand-over"', '"closed-number", "prescribed-answer", "hand-over"')},
        "program.toml",
        "sends_by_itself",
        "may never leave without a person",
        "acknowledgement",
    ),
    "a clock whose time has no unit": (
        {"clocks": ('within = "4 working hours"', "within = 4")},
        "clocks.toml",
        "within = 4",
        'write "4 working hours"',
        "",
    ),
    "a zone that does not exist": (
        {"program": ("Europe/London", "Europe/Lodnon")},
        "program.toml",
        "Lodnon",
        'no zone "Europe/Lodnon"',
        "",
    ),
    "hours that end before they begin": (
        {"program": ('09:00-17:00"', '17:00-09:00"')},
        "program.toml",
        "17:00-09:00",
        "ends before it begins",
        "",
    ),
    "an address that is none": (
        {"program": ('"sales@cadents.example"', '"sales at cadents"')},
        "program.toml",
        "sales at cadents",
        "write one mail address",
        "",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=[c.replace(" ", "-") for c in CASES])
def test_the_loader_names(case: tuple[dict[str, tuple[str, str] | str], str, str, str, str]) -> None:
    changes, file, at, what, remedy = case
    files = changed(**changes)
    told = problems(files)
    assert told, "it loads"
    mine = [line for line in told if what in line]
    assert mine, told
    assert remedy in mine[0]
    name, _, rest = mine[0].partition(":")
    assert name == f"rules/cadents/{file}"
    lines = files.content[f"rules/{file}"].decode().splitlines()
    assert at in lines[int(rest.split()[0]) - 1], mine[0]


def test_all_problems_of_all_files_come_at_once() -> None:
    told = problems(
        changed(
            program=('title = "Cadents support"', "titel = 1"),
            categories=('type = "complaint"', 'type = "moan"'),
            clocks="kind = [",
            prescribed=('purpose = "referral"', 'purpose = "referal"'),
            en__referral=None,
        )
    )
    for part in (
        "program.toml:",
        "titel: unknown key",
        "program.title: is missing",
        "categories.toml:",
        "clocks.toml:1 is not TOML",
        "prescribed.toml:",
    ):
        assert any(part in line for line in told), (part, told)


KNOWN = {
    "a text that does not exist": (
        ('text = "known-sip-alg"', 'text = "known-sip"'), 'there is no text "known-sip"; did you mean "known-sip-alg"?'),
    "a product that does not exist": (
        ('products = ["Client"]', 'products = ["Clients"]'), 'product in entitlement.toml "Clients"; did you mean'),
    "obvious without a text": (
        ('text = "known-installer-1603"\nobvious', "obvious"), "is true, but there is no text to propose"),
    "an article that is no web address": (
        ('article = "https://www.cadents.example/docs/known-problems/sip-alg"', 'article = "see page 4"'), "does not have"),
    "an example that is another problem": (
        ('fits = "Calls drop after 32 seconds', 'fits = "The installer stops with 1603. Calls drop after 32 seconds'),
        "should be sip-alg (score 1), but is installer-1603 (3)"),
    "an example that must not be it and is": (
        ('not = "There is no audio in my headset', 'not = "There is no audio in my telephone'), "must not be sip-alg"),
    "symptoms without words": (
        ('strong = ["error( code)?:? 1603", "1603"]\nany = ["pending (restart|reboot)"]\n', ""), "has no words"),
}


@pytest.mark.parametrize("case", KNOWN)
def test_a_mistake_in_the_known_problems_is_named_with_its_line(case: str) -> None:
    change, told = KNOWN[case]
    found = problems(changed(**{"known-problems": change}))
    assert any(told in line and line.startswith("rules/cadents/known-problems.toml:") for line in found), found
