"""intake/unnamed.py: a name for an attachment whose sender gave none.

Promises   the same name each time: the subject of a forwarded mail, a name the part bears elsewhere (Content-Location,
           Content-Description, the headers inside message/external-body), else `part-<position>.<what it is>`.
Does not   make it safe to show: attachments.py does that with every name.
Source     RFC 2557 4.2 (Content-Location), RFC 2045 8 (Content-Description), RFC 2046 5.2.3.
Reads next intake/attachments.py
"""

from __future__ import annotations

import re

from mailtriage.intake import limits
from mailtriage.intake.headers import Headers, decode_words, field, parameterised, read_block, unstructured
from mailtriage.intake.structure import Part

# Own and short: the system's mime.types differs from machine to machine, and names must not.
_EXTENSION = {
    "text/plain": "txt", "text/html": "html", "text/calendar": "ics", "text/csv": "csv", "text/rfc822-headers": "txt",
    "text/rtf": "rtf", "application/rtf": "rtf", "application/pdf": "pdf", "application/zip": "zip", "image/png": "png",
    "image/jpeg": "jpg", "image/jpg": "jpg", "image/gif": "gif", "image/svg+xml": "svg", "image/webp": "webp",
    "image/heic": "heic", "image/tiff": "tiff", "image/bmp": "bmp", "audio/mpeg": "mp3", "audio/wav": "wav",
    "audio/x-wav": "wav", "audio/amr": "amr", "audio/mp4": "m4a", "audio/ogg": "ogg", "video/mp4": "mp4",
    "video/quicktime": "mov", "video/3gpp": "3gp", "message/rfc822": "eml", "message/global": "eml",
    "message/partial": "eml", "message/delivery-status": "txt", "message/feedback-report": "txt",
    "message/disposition-notification": "txt", "message/rfc822-headers": "txt", "message/external-body": "txt",
    "application/ms-tnef": "dat", "application/vnd.ms-tnef": "dat", "application/json": "json",
    "application/xml": "xml", "text/xml": "xml", "text/markdown": "md", "text/vcard": "vcf", "text/x-vcard": "vcf",
    "text/directory": "vcf", "text/enriched": "txt", "text/richtext": "txt", "text/css": "css",
    "application/pgp-signature": "asc", "application/pgp-encrypted": "asc", "application/pgp-keys": "asc",
    "application/pkcs7-signature": "p7s", "application/x-pkcs7-signature": "p7s", "application/pkcs7-mime": "p7m",
    "application/x-pkcs7-mime": "p7m", "application/applefile": "applefile", "application/gzip": "gz",
    "application/x-gzip": "gz", "application/x-zip-compressed": "zip", "application/msword": "doc",
    "application/vnd.ms-excel": "xls", "application/vnd.ms-powerpoint": "ppt", "application/vnd.ms-outlook": "msg",
    "application/vnd.oasis.opendocument.text": "odt", "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}
_FILE_NAME = re.compile(r"[^/\\?#:]{0,120}\.[A-Za-z0-9]{1,5}\Z")
_SUBJECT = 80               # characters of a forwarded mail's subject


def name_for(part: Part) -> str:
    """The name of a part whose sender gave none."""
    if part.type in ("message/rfc822", "message/global") and (subject := _subject(part)):
        return f"{subject}.eml"
    if part.type == "message/external-body" and (name := _outside(part)):
        return name
    for header in ("content-location", "content-description"):
        value = field(part.headers, header, unstructured, "").rpartition("/")[2]
        if _FILE_NAME.fullmatch(value):
            return value
    return f"part-{part.number}.{_EXTENSION.get(part.type, 'bin')}"


def _inner(part: Part) -> Headers:
    data = part.content()[: limits.PART_HEADER_BLOCK * 2].lstrip(b"\r\n")
    try:
        return read_block(data, 0, len(data), limits.PART_HEADER_BLOCK, limits.HEADERS)
    except limits.TooMuch:
        return Headers([])


def _subject(part: Part) -> str:
    subject = field(_inner(part), "subject", unstructured, "")
    return re.sub(r"[/\\:*?\"<>|]+", "-", subject[:_SUBJECT]).strip(" .-")


def _outside(part: Part) -> str:
    """The name of a file that stands somewhere else."""
    inner = _inner(part)
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        if name := parameterised(inner.first(header))[1].get(parameter, ""):
            return decode_words(name)
    return ""
