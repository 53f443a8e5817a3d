"""cli/inspect.py: `mailtriage inspect`: what intake sees in mails, nothing stored.

Promises   one JSON object a mail and line with `--json`, in the order of the arguments; the exit code is 0 whatever the
           mails hold, also when they are unreadable: that is a finding about them, printed as such.
Does not   open the store or the config: it works in an empty folder.
Reads next intake/parse.py
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mailtriage.cli.output import clean, emit_json, fail, say, table

if TYPE_CHECKING:
    from mailtriage.model.mail import Address, Mail


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...|-")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a mail, one a line.")
@click.option("--trusted-authserv-id", default="", metavar="ID", help="Whose Authentication-Results to believe.")
def inspect(files: tuple[str, ...], as_json: bool, trusted_authserv_id: str) -> None:
    """What intake sees in each mail (FILE, or - for standard input)."""
    from mailtriage.intake.parse import parse

    sources = files or ("-",)
    for source in sources:
        if source != "-" and not Path(source).is_file():
            fail(f"{source}: no such file", 2)
    for source in sources:
        try:
            raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        except OSError as e:
            fail(f"{source}: {e.strerror or e}", 2)
        mail = parse(raw, trusted_authserv_id=trusted_authserv_id)
        if as_json:
            emit_json(as_object(mail), line=True)
        else:
            _print(source, mail)


def as_object(mail: Mail) -> dict[str, Any]:
    """The mail under the names of the command line's contract (docs: `inspect --json`)."""
    bounce = mail.bounce
    return {
        "kind": mail.kind.value,
        "kind_evidence": mail.kind_evidence,
        "from": _address(mail.sender) if mail.sender else None,
        "reply_to": [_address(a) for a in mail.reply_to],
        "to": [_address(a) for a in mail.to],
        "cc": [_address(a) for a in mail.cc],
        "subject": mail.subject,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": mail.references,
        "date": mail.date,
        "text": mail.text,
        "reply_text": mail.reply_text,
        "quoted_text": mail.quoted_text,
        "signature": mail.signature,
        "hidden_text": mail.hidden_text,
        "attachments": [
            {"name": a.name, "type": a.type, "size": a.size, "sha256": a.sha256, "inline": a.inline}
            for a in mail.attachments
        ],
        "language": mail.language,
        "authenticity": {"tier": mail.authenticity.tier.value, "evidence": mail.authenticity.evidence},
        "bounce": {
            "recipients": bounce.recipients,
            "status": bounce.status,
            "class": "permanent" if bounce.permanent else "temporary",
            "reason": bounce.reason,
            "original_message_id": bounce.original_message_id,
        } if bounce else None,
        "must_not_acknowledge": mail.must_not_acknowledge,
        "defects": mail.defects,
        "warnings": mail.warnings,
        "size": mail.size,
        "sha256": mail.sha256,
        "identity": mail.identity,
    }


def _address(address: Address) -> dict[str, str]:
    return {"address": address.address, "name": address.name}


def _print(source: str, mail: Mail) -> None:
    """A summary for people; customer text passes `clean`, so that it cannot move the cursor."""
    say(f"{clean(source)}: {mail.kind.value} ({clean(mail.kind_evidence)})")
    rows: list[tuple[str, object]] = [
        ("from", _shown(mail.sender) if mail.sender else "(no single author)"),
        ("authenticity", f"{mail.authenticity.tier.value}: {mail.authenticity.evidence}"),
        ("to", ", ".join(_shown(a) for a in mail.to)),
        ("cc", ", ".join(_shown(a) for a in mail.cc)),
        ("subject", mail.subject),
        ("date", mail.date),
        ("message id", mail.message_id),
        ("language", mail.language or "(unsure)"),
        ("answer", "must not be acknowledged" if mail.must_not_acknowledge else "may be acknowledged"),
    ]
    if mail.bounce:
        b = mail.bounce
        rows.append(("bounce", f"{', '.join(b.recipients)} {b.status} {'permanent' if b.permanent else 'temporary'}: "
                               f"{b.reason}; of {b.original_message_id or '(no Message-ID)'}"))
    rows += [("attachment", f"{a.name} ({a.type}, {a.size:,} bytes{', inline' if a.inline else ''})")
             for a in mail.attachments]
    rows += [("look twice", w) for w in mail.warnings]
    rows += [("defect", d) for d in mail.defects]
    table([(name, value) for name, value in rows if value], ("field", "value"))
    if mail.said:
        say()
        say(mail.said)
    say()


def _shown(address: Address) -> str:
    return f"{address.name} <{address.address}>" if address.name else address.address
