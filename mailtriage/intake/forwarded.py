"""intake/forwarded.py: a customer's mail that a colleague sends on: whose it is, and what it says.

Promises   the customer is who stands in the From of the forwarded mail: of the attached mail, else of the first block
           of forwarded headers whose From has an address that is not ours. What comes out is the mail as if the
           customer had written it, `unverified`, marked with who forwarded it: text in a mail proves nothing.
Does not   guess an address from anywhere else: a block with a name alone is no customer (FreeScout #2761, #2733).
Reads next work/receive.py (for whom), triage/new_case.py (its acknowledgement waits for a person)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from mailtriage.intake.addresses import canonical
from mailtriage.intake.headers import plain
from mailtriage.intake.language import language_of
from mailtriage.intake.opening import open_mail
from mailtriage.intake.reply_text import split_reply
from mailtriage.intake.structure import split
from mailtriage.intake.unproven import unproven
from mailtriage.model.mail import Address, Authenticity, Kind, Mail, Tier
from mailtriage.model.subject import without_marks

_FROM = (
    "From|Fra|Från|Frå|Von|De|Da|Van|Od|От|От кого|Від|Kimden|Gönderen|Lähettäjä|Saatja|No|Nuo|Feladó|De la|Από|Kutoka"
    "|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|מאת|من|จาก|Từ|Dari"
)
_SUBJECT = (
    "Subject|Emne|Ämne|Betreff|Objet|Asunto|Assunto|Oggetto|Onderwerp|Temat|Předmět|Predmet|Тема|Konu|Aihe|Teema|Tēma|Tema"
    "|Tárgy|Subiect|Θέμα|Mada|主题|主旨|件名|제목|נושא|الموضوع|เรื่อง|Chủ đề|Perihal|Subjek"
)
_MARKS = r"[>*_\s\u200e\u200f]*"
_LABEL = re.compile(
    rf"{_MARKS}(?:(?P<from>{_FROM})|(?P<subject>{_SUBJECT})|[^\W\d_][^:\n]{{0,20}}?)[*_]*\s*[:：][*_]*\s*(?P<value>.*)",
    re.I,
)
_SPEC = re.compile(r"(?:mailto:)?([^\s@<>\"'()\[\],;:]{1,64}@[^\s@<>\"'()\[\],;:]{1,255})")
_BLOCK = 12                 # lines a block of forwarded headers may have
_FIRST = 400                # lines in which a block may begin
_MOST = 100_000             # characters of what was forwarded


def for_the_customer(mail: Mail, raw: bytes, ours: Collection[str], parse: Callable[[bytes], Mail]) -> Mail:
    """The mail as its customer's, when it forwards one of somebody who is not of `ours`; else the mail as it is.
    `parse` reads an attached mail."""
    try:
        return _attached(mail, raw, ours, parse) or _quoted(mail, ours) or mail
    except Exception:  # noqa: BLE001  what stands in a mail may stop nothing: then it is the colleague's own
        return mail


def _marked(mail: Mail, by: Mail) -> Mail:
    who = by.sender.address if by.sender else ""
    said = f"forwarded by {who} ({by.authenticity.tier.value}: {by.authenticity.evidence})"
    return replace(
        mail, sha256=by.sha256, size=by.size, mark=by.mark, kind=Kind.HUMAN, kind_evidence=f"forwarded by {who}",
        bounce=None, reply_to=(), authenticity=Authenticity(Tier.UNVERIFIED, said), forwarded_by=who,
        warnings=by.warnings, defects=by.defects,
    )


def _attached(mail: Mail, raw: bytes, ours: Collection[str], parse: Callable[[bytes], Mail]) -> Mail | None:
    """The one mail attached, read like any other; None when there is none, or more than one."""
    wire, headers = open_mail(raw)
    mails = [part for part in split(wire, headers).leaves() if part.type == "message/rfc822"]
    if len(mails) != 1:
        return None
    inner = parse(mails[0].content())
    if inner.sender is None or inner.sender.address in ours:
        return None
    return replace(_marked(inner, mail), must_not_acknowledge=inner.must_not_acknowledge)


def _quoted(mail: Mail, ours: Collection[str]) -> Mail | None:
    lines = mail.text.splitlines()
    for at in range(min(len(lines), _FIRST)):
        match = _LABEL.match(lines[at][:500])
        sender = _sender(match["value"]) if match and match["from"] else None
        if sender is None or sender.address in ours:
            continue
        subject, end = _rest(lines, at + 1)
        if end == 0:
            continue
        while end < len(lines) and not lines[end].strip():
            end += 1
        text = re.sub(r"(?m)^> ?", "", "\n".join(lines[end:]).strip())[:_MOST]
        reply = split_reply(text)
        doubt = unproven(text, reply.layout, sender.name, True, {sender.address})
        return replace(
            _marked(mail, mail), sender=sender, subject=without_marks(subject), reply_text=reply.new,
            quoted_text=reply.quoted, signature=reply.signature, layout="",
            unproven=tuple(end + i for i in doubt), language=language_of(reply.new), to=(),
            cc=(),
        )
    return None


def _sender(value: str) -> Address | None:
    """Of `Ann <ann@x.example>`, `Ann [mailto:ann@x.example]`, `ann@x.example`: the one address there."""
    specs = {address for spec in _SPEC.findall(value[:500]) if (address := canonical(spec))}
    if len(specs) != 1:
        return None
    name = re.split(r"[<\[(]", value, maxsplit=1)[0].strip(" \t\"'*")
    return Address(specs.pop(), "" if "@" in name else plain(name, 200))


def _rest(lines: list[str], at: int) -> tuple[str, int]:
    """(subject, line after the block) of a block whose From stands above `at`; ("", 0) when no subject follows: then it
    is no block of headers but a sentence."""
    subject, found, end = "", False, at
    for i in range(at, min(at + _BLOCK, len(lines))):
        if not lines[i].strip(" >*\t"):
            if found:
                break
            continue
        match = _LABEL.match(lines[i][:500])
        if match is None and found:
            break
        if match and match["subject"]:
            subject, found = plain(match["value"].strip(" *"), 1000), True
        if match:
            end = i + 1
    return (subject, end) if found else ("", 0)
