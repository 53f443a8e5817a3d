"""intake/file_kinds.py: what sort of file an attachment is: a trace, a log, a screenshot, a configuration …

Promises   one kind of program/kinds.py for any bytes; the first bytes are believed before the name, the name before the
           media type (mail programs send traces as text/plain and logs as octet-stream). An empty file is `other`: it
           answers nothing. Looks at the first 4 kB and the last 64 kB, and unpacks nothing.
Does not   judge what a file says, or whether it is safe.
Source     pcap: draft-ietf-opsawg-pcap, pcapng: draft-ietf-opsawg-pcapng; PNG: RFC 2083 11.2; HAR 1.2.
Reads next intake/attachments.py, program/when.py
"""

from __future__ import annotations

import re

from mailtriage.program.kinds import KINDS, by_name, ending_of

_HEAD = 4096
_TAIL = 65_536  # a zip's list of names stands at its end
_PCAP = (b"\xa1\xb2\xc3\xd4", b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x4d\x3c\xb2\xa1", b"\x0a\x0d\x0d\x0a",
         b"snoop\0\0\0")  # fmt: skip
_IMAGE = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")
_ARCHIVE = (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")
_DUMP = (b"MDMP", b"PAGEDU", b"\x7fELF", b"JAVA PROFILE")
_BY_TYPE = (("image/", "screenshot"), ("video/", "video"), ("message/rfc822", "mail"), ("text/calendar", "calendar"),
            ("text/csv", "table"), ("application/pdf", "document"), ("application/vnd.tcpdump.pcap", "pcap"),
            ("application/zip", "archive"), ("application/gzip", "archive"), ("text/", "text"))  # fmt: skip
_TEXTUAL = frozenset({"text", "other", "log", "config", "har", "table"})
# A line of a log begins with a time, in a bracket or not: 2026-11-22T…, 22/Nov/2026, Nov 22 08:00:00, 08:00:00.123
_STAMP = re.compile(
    rb"^[\[<(\"]?(?:\d{4}[-/.]\d\d[-/.]\d\d[T ]|\d\d[-/.](?:\d\d|[A-Z][a-z]{2})[-/.]\d{4}[ :]"
    rb"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d|\d\d:\d\d:\d\d)", re.M)  # fmt: skip
_SETTING = re.compile(rb"^\s*(?:\[[\w .:-]+\]|[\w.-]+\s*=\s*\S.*)$", re.M)
_NAMED_CONFIG = re.compile(r"(?:^|[^a-z])(?:config|configuration|settings|konfig\w*|einstellungen)", re.I)
_NAMED_LOG = re.compile(r"(?:^|[^a-z])(?:log|logs|logg|protokoll|eventlog)(?:[^a-z]|$)", re.I)
SMALL = 8_000  # octets: a picture that stands in the text and is smaller is a logo or a smiley
_LOGO = re.compile(r"logo|banner|signature|facebook|linkedin|twitter|icon", re.I)


def kind_of(name: str, type: str, data: bytes, inline: bool = False) -> str:
    """The kind of a file by its bytes, its name and its media type."""
    if not data:
        return "other"
    head, ending = data[:_HEAD], ending_of(name)
    by_type = next((k for t, k in _BY_TYPE if type.startswith(t)), "other")
    kind = _by_bytes(head, data) or by_name(name) or by_type
    if kind == "archive":
        return _packed(name, data)
    if kind == "screenshot" and inline and (len(data) < SMALL or _LOGO.search(name)):
        return "image"
    if kind in _TEXTUAL and ending not in ("html", "htm", "csv", "tsv"):
        kind = _text(kind, name, head)
    assert kind in KINDS, kind
    return kind


def _by_bytes(head: bytes, data: bytes) -> str:
    if head.startswith(_PCAP):
        return "pcap"
    if head.startswith(_IMAGE) or head[8:12] == b"WEBP" or head[4:12] in (b"ftypheic", b"ftypmif1", b"ftypheif"):
        return "screenshot"
    if head.startswith(b"ElfFile\0"):
        return "log"  # a Windows event log
    if head.startswith(b"%PDF-"):
        return "document"
    if head.startswith(_DUMP):
        return "dump"
    if head[4:8] == b"ftyp" or head.startswith(b"\x1aE\xdf\xa3"):
        return "video"
    if head.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in head + data[-_TAIL:]:
        return "table" if b"xl/" in data[-_TAIL:] else "document"
    return "archive" if head.startswith(_ARCHIVE) or head[257:262] == b"ustar" else ""


def _packed(name: str, data: bytes) -> str:
    """What one packed file holds: `trace.pcap.gz` is a trace, a zip of one log a log. Names only."""
    inner = re.sub(r"\.(gz|bz2|xz)$", "", name.lower())
    kinds = {by_name(inner)} if inner != name.lower() else set()
    if data.startswith(b"PK\x03\x04"):
        names = re.findall(rb"PK\x01\x02.{42}([\x20-\x7e]{1,200}?)(?=PK|[\x00-\x1f])", data[-_TAIL:], re.S)
        kinds = {by_name(n.decode("ascii")) for n in names if not n.endswith(b"/")}
    kinds &= {"pcap", "har", "log", "dump", "config"}
    return kinds.pop() if len(kinds) == 1 else "archive"


def _text(kind: str, name: str, head: bytes) -> str:
    """Text that its name does not tell: an HTTP archive, a log, a configuration."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{") and b'"log"' in start[:200] and (b'"creator"' in start or b'"entries"' in start):
        return "har"
    if kind not in ("text", "other"):
        return kind
    lines = max(1, head.count(b"\n"))
    if len(_STAMP.findall(head)) * 2 > lines and lines > 1 or _NAMED_LOG.search(name):
        return "log"
    if kind == "text" and (_NAMED_CONFIG.search(name) or len(_SETTING.findall(head)) * 2 > lines > 2):
        return "config"
    return kind
