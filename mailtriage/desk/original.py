"""desk/original.py: a mail as it came, for the eye and for keeping: its HTML in a frame, its files, its bytes.

Promises   whoever may not see the case gets 404, as where there is none. The frame's document runs nothing, loads
           nothing and is framed by this desk alone; a download is never shown by the browser, whatever it is called.
           Nothing is fetched for it, here or there.
Source     CSP 3 (sandbox), RFC 6266 (attachment), RFC 5987.
Reads next desk/safe_html.py, desk/safe_process.py
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from mailtriage import log
from mailtriage.desk.guard import Asked
from mailtriage.desk.safe_process import NotShown, cleaned
from mailtriage.intake.attachments import attachment_bytes, safe_name
from mailtriage.intake.html_part import has_html
from mailtriage.model.case import CaseMail, Direction
from mailtriage.model.ledger import LedgerRow
from mailtriage.staff.may import NotYours, check
from mailtriage.store.port import StoreError, View
from mailtriage.work.desk import Desk
from mailtriage.work.dossier import find_case

_FRAMED = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
                               "form-action 'none'; frame-ancestors 'self'; sandbox",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "no-referrer",
    "x-dns-prefetch-control": "off",
    "cross-origin-opener-policy": "unsafe-none",    # with `sandbox`, a page opened by itself would be an error
}
_SAVED = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "unsafe-none",
}
_LEAST, _MOST = 160, 720        # pixels: the height of the frame
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_STYLE = """
:root { color-scheme: light; } body { margin: 12px 16px; color: #1b1f24; background: #fff; overflow-wrap: anywhere;
font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
img, table { max-width: 100%; } img { height: auto; } a { color: #1f5fae; } pre, .text { white-space: pre-wrap; }
blockquote { margin: 8px 0 8px 4px; padding-left: 12px; border-left: 2px solid #d9dde3; color: #4d5661; }
.goes, .gone, .unseen { all: initial; display: inline-block; max-width: 100%; direction: ltr; unicode-bidi: isolate;
font: 13px/1.4 system-ui, sans-serif; overflow-wrap: anywhere; border-radius: 3px; padding: 0 4px; margin: 0 2px; }
.goes { color: #4d5661; background: #f0f2f5; } .goes b { color: #1b1f24; } .goes::before { content: "\\2192\\00a0"; }
.goes.wrong { color: #8a5300; background: #fff4dc; border: 1px solid #8a5300; }
.gone { color: #4d5661; background: #f0f2f5; border: 1px dashed #9aa4ae; }
.unseen { color: #8a5300; background: #fff4dc; border: 1px dashed #8a5300; } .unseen::before { content: "hidden: "; }
"""


@dataclass(frozen=True, slots=True)
class Framed:
    """The frame on a page: where its document is, how high it is, what to tell above it. `why`: it cannot be shown."""

    path: str
    height: int = 0
    told: tuple[tuple[str, bool], ...] = ()     # each with whether it is a warning
    why: str = ""


def framed(desk: Desk, mail: CaseMail) -> Framed:
    """What a page says around the frame of a mail's HTML."""
    path = f"/cases/{mail.case}/mails/{mail.id}/html"
    try:
        found = cleaned(desk.raw.get(mail.raw))
    except (NotShown, StoreError) as e:
        return Framed(path, why=str(e))
    told = (
        (found.elsewhere, "link{s} that show{n} another address than where {it} lead{n}", True),
        (found.hidden, "passage{s} hidden by the sender, marked", True),
        (found.remote, "remote picture{s} blocked", False),
        (found.odd, "picture{s} that cannot be shown", False),
    )
    lines = tuple((f"{count} " + _number(words, count), warns) for count, words, warns in told if count)
    return Framed(path, min(_MOST, max(_LEAST, found.height)), lines)


def _number(words: str, count: int) -> str:
    one = count == 1
    return words.format(s="" if one else "s", n="s" if one else "", it="it" if one else "they")


def is_html(desk: Desk, mail: CaseMail) -> bool:
    """Whether a mail can be shown as HTML."""
    if mail.direction is Direction.NOTE or not mail.raw:
        return False
    try:
        return has_html(desk.raw.get(mail.raw))
    except StoreError:
        return False


def frame(asked: Asked) -> Response:
    """The document in the frame."""
    with asked.desk.store.view() as view:
        mail = _own_mail(view, asked)
    try:
        body = cleaned(_bytes(asked.desk, mail.raw)).body
    except NotShown as e:
        body = f"<p>This mail cannot be shown as HTML: {html.escape(str(e))}</p>"
    page = (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>A mail as HTML</title>'
            f"<style>{_STYLE}</style></head><body>{body}</body></html>")
    return HTMLResponse(page, headers=_FRAMED)


def file(asked: Asked) -> Response:
    """One attachment, to be saved."""
    with asked.desk.store.view() as view:
        mail = _own_mail(view, asked)
    sha256 = asked.path["sha256"]
    name = next((a.name for a in mail.attachments if a.sha256 == sha256), None)
    data = attachment_bytes(_bytes(asked.desk, mail.raw), sha256) if name is not None else None
    if name is None or data is None:
        raise NotYours("there is no such file")
    return _saved(asked, data, name, mail.case)


def eml(asked: Asked) -> Response:
    """The bytes of a mail as they came, passwords in it included, to be saved."""
    with asked.desk.store.view() as view:
        mail = _own_mail(view, asked)
    return _saved(asked, _bytes(asked.desk, mail.raw), f"{mail.case}-{mail.id}.eml", mail.case)


def quarantined_eml(asked: Asked) -> Response:
    """The same of a mail in quarantine."""
    with asked.desk.store.view() as view:
        row = own_row(view, asked)
    return _saved(asked, _bytes(asked.desk, row.sha256), f"quarantine-{row.id}.eml", row.case)


def own_row(view: View, asked: Asked) -> LedgerRow:
    """The mail of the ledger that the path names, if this person may see mail of its mailbox. Raises NotYours."""
    row = view.get(LedgerRow, asked.number("id"))
    if row is None or not sees(asked, row):
        raise NotYours(f"there is no mail {asked.path['id']}")
    return row


def sees(asked: Asked, row: LedgerRow) -> bool:
    """Whether this person sees mail of that program; of a mail that belongs to none, of its mailbox's."""
    program = row.program
    if not program:
        program = next((m.program for m in asked.desk.config.mailbox if m.name == row.mailbox), "")
    return asked.person.sees(program)


def _own_mail(view: View, asked: Asked) -> CaseMail:
    """The mail of the path, which is one of the case of the path, which this person may see. Raises NotYours."""
    case = find_case(view, asked.desk.prefixes, asked.path["number"])
    mail = view.get(CaseMail, asked.number("id"))
    if case is None or mail is None or mail.case != case.number or mail.direction is Direction.NOTE:
        raise NotYours("there is no such mail")
    check(asked.person, "see", case.program)
    return mail


def _bytes(desk: Desk, sha256: str) -> bytes:
    try:
        return desk.raw.get(sha256)
    except StoreError:
        raise NotYours("the bytes of this mail are no longer kept") from None


def _saved(asked: Asked, data: bytes, name: str, case: str) -> Response:
    log.get("desk").info("a file was saved", person=asked.person.login, case=case, size=len(data))
    return Response(data, media_type="application/octet-stream",
                    headers={**_SAVED, "content-disposition": disposition(name)})


def disposition(name: str) -> str:
    """`attachment` with that name, for systems that know letters and for those that do not (RFC 6266 4.3)."""
    name = re.sub(r'[<>:"|?*;%\\/]', "_", safe_name(name)).strip(". ") or "attachment"
    name = name.encode("utf-8", "replace").decode()
    name = f"_{name}" if _RESERVED.fullmatch(name) else name
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
