"""A corpus is worth what its comparison finds: each field of an expectation, said wrongly, must be a difference."""

from __future__ import annotations

from typing import Any

import pytest

from mailtriage.cli.inspect import as_object
from mailtriage.intake.parse import parse
from tests.corpus.expectation import TRUSTED, differences, invariants

RAW = (
    b"Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example\r\n"
    b"From: Ann Berg <ann@customer.example>\r\nTo: support@desk.example\r\nCc: ola@customer.example\r\n"
    b"Reply-To: kari@customer.example\r\nSubject: Re: Tablet\r\nMessage-ID: <1@customer.example>\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nThe number is 4711, and it is the black one.\r\n\r\n"
    b"-- \r\nAnn\r\n\r\nOn 16/11/2026 09:12, Desk wrote:\r\n> Which?\r\n--b\r\n"
    b'Content-Type: text/csv\r\nContent-Disposition: attachment; filename="a.csv"\r\n\r\n1;2\r\n--b--\r\n'
)
ANSWER = "The number is 4711, and it is the black one."
RIGHT: dict[str, Any] = {
    "kind": "human", "language": ["en"], "tier": "aligned", "subject": "Re: Tablet", "reply_text": ANSWER + "  \n",
    "reply_has": ["the  black one"], "reply_lacks": ["Which"], "quoted_has": ["Which?"], "signature_has": ["Ann"],
    "text_has": [ANSWER, "Which?"], "hidden": ["nothing of the kind"], "attachment_count": 1,
    "attachments": [{"name": "a.csv", "size": 3, "type": "text/csv", "safe": True}], "attachments_has": [{"size": 3}],
    "must_not_acknowledge": False, "defects": False, "cc": ["ola@customer.example"], "reply_to": ["kari@customer.example"],
    "message_id": "1@customer.example", "from": {"address": "ann@customer.example", "name": "Ann Berg"},
    "from_allowed": ["", "ann@customer.example"], "from_domain_not": "evil.example",
}
WRONG: dict[str, Any] = {
    "kind": ["bounce", "list"], "language": "nb", "tier": "failed", "subject": "Tablet", "reply_text": "The number is 4711",
    "text": ANSWER, "reply_has": ["the white one"], "reply_lacks": ["4711"], "quoted_has": ["4711"], "quoted_lacks": ["Which"],
    "signature_has": ["Kari"], "text_has": ["4712"], "text_lacks": ["> Which?"], "subject_has": ["Phone"],
    "subject_lacks": ["Re:"], "hidden": ["the black one"], "attachment_count": 2, "attachments": [{"name": "b.csv"}],
    "attachments_has": [{"size": 4}], "must_not_acknowledge": True, "defects": True, "cc": [], "reply_to": [],
    "message_id": "2@customer.example", "from": {"name": "Ola"}, "from_allowed": [""], "from_domain_not": "customer.example",
    "bounce": {"class": "permanent"},
}


def seen() -> dict[str, Any]:
    return as_object(parse(RAW, trusted_authserv_id=TRUSTED))


def test_a_right_expectation_has_no_difference() -> None:
    assert differences(seen(), RIGHT) == []


@pytest.mark.parametrize("field", WRONG)
def test_a_wrong_expectation_is_a_difference(field: str) -> None:
    assert len(differences(seen(), {field: WRONG[field]})) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "person"), ("subject", "a\rb"), ("text", "a\0b"), ("message_id", "a\nb"), ("reply_text", "a\r\nb"),
     ("cc", [{"address": "a@b.example", "name": "\x1b[31m"}]), ("subject", "\ud800"),
     ("attachments", [{"name": "a\nb"}]), ("bounce", {"reason": "because", "class": "permanent"})],
)
def test_what_breaks_the_contract_is_found_in_any_mail(field: str, value: object) -> None:
    assert invariants(seen() | {field: value})
