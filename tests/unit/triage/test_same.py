"""One mail by two routes is one; two mails under one Message-ID are two (attack 18, FIELD.md part 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailtriage.model.mail import Address, Attachment, Mail
from mailtriage.triage.same import same_by_another_route

TEXT = "Hello,\n\nThe gateway crashes since noon.\nPlease help.\n\nNaledi"
FOOTER = "\n\n_______________________________________________\nstaff mailing list\nstaff@lists.thaba.example\n"
LEGAL = "\n\n-- \nThis mail is confidential. Thaba Health, registered in Maseru.\n"
BANNER = "CAUTION: This email originated from outside of the organisation.\nDo not click links.\n\n"
NORSK = "Advarsel: denne e-posten kommer fra en ekstern avsender.\n----------\n"
SHOT = Attachment("screen.png", "image/png", 10, "b" * 64)
MAIL = Mail(
    "a" * 64, 100, "i", message_id="<m@thaba.example>", sender=Address("naledi@thaba.example"), subject="Gateway",
    date=datetime(2026, 11, 23, 8, tzinfo=UTC), text=TEXT, attachments=(SHOT,), references=("<r@x.example>",),
)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"text": TEXT + FOOTER},
        {"text": TEXT + LEGAL},
        {"text": BANNER + TEXT},
        {"text": NORSK + TEXT + FOOTER},
        {"text": TEXT.replace("\n\n", "\n").replace(" ", "  ")},
        {"subject": "[staff] Gateway"},
        {"subject": "***SPAM*** [EXTERNAL]  gateway"},
        {"subject": "[staff] Gateway", "text": TEXT + FOOTER, "attachments": ()},
        {"in_reply_to": ("<r@x.example>",), "references": ()},
        {"sender": Address("naledi@thaba.example", "Naledi via staff")},
    ],
)
def test_a_copy_that_a_hop_dressed_is_the_same_mail(changed: dict[str, object]) -> None:
    copy = replace(MAIL, **changed)  # type: ignore[arg-type]
    assert same_by_another_route(copy, MAIL)
    if "attachments" not in changed:
        assert same_by_another_route(MAIL, copy)


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "Please pay the attached invoice."},
        {"text": TEXT + "\n\nAnd the printer is broken, too."},
        {"text": "It got worse, call me.\n" + TEXT},
        {"text": TEXT.replace("noon", "nine")},
        {"text": TEXT.replace("Please help.\n", "")},
        {"text": ""},
        {"text": BANNER + "x" * 700 + "\n" + TEXT},
        {"subject": "Gateway again"},
        {"subject": "Re: Gateway"},
        {"subject": ""},
        {"sender": Address("eve@evil.example")},
        {"sender": None},
        {"date": datetime(2026, 11, 23, 9, tzinfo=UTC)},
        {"date": None},
        {"message_id": "<other@thaba.example>"},
        {"message_id": ""},
        {"references": ()},
        {"attachments": (SHOT, replace(SHOT, sha256="c" * 64))},
        {"attachments": (replace(SHOT, sha256="c" * 64),)},
    ],
)
def test_another_mail_under_that_message_id_is_another_mail(changed: dict[str, object]) -> None:
    assert not same_by_another_route(replace(MAIL, **changed), MAIL)  # type: ignore[arg-type]


def test_long_texts_cost_little() -> None:
    import time

    start = time.process_time()
    long = "a\n" * 200_000
    assert not same_by_another_route(replace(MAIL, text=long + "b"), replace(MAIL, text=long[:-2] + "c\n"))
    assert not same_by_another_route(replace(MAIL, text=long + "b"), replace(MAIL, text=long[:200_000] + "b"))
    assert time.process_time() - start < 2
