"""program/kinds.py: kinds of files rules may ask for, and what a file's name says of its kind.

Reads next intake/file_kinds.py
"""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "pcap": "a network trace (pcap, pcapng, cap, etl)",
    "har": "an HTTP archive of a browser",
    "log": "a log file (also gzipped), an event log",
    "screenshot": "a picture of a screen or a photo; not the logo of a signature",
    "video": "a recording of a screen",
    "config": "a configuration file",
    "dump": "a crash or memory dump",
    "archive": "a zip, 7z or tar file, such as a diagnostic bundle",
    "document": "a PDF, a word processor's or presenter's file",
    "table": "a spreadsheet or CSV file",
    "mail": "a mail, forwarded as a file",
    "calendar": "an appointment",
    "text": "any other text",
    "image": "a small picture in the text, such as a logo",
    "other": "anything else",
}

_BY_NAME = {
    "pcap": "pcap pcapng cap etl snoop",
    "har": "har",
    "log": "log evtx evt trc out err syslog journal",
    "config": "cfg conf config ini yaml yml toml reg properties rsc env plist xmlcfg",
    "dump": "dmp mdmp core hprof crash",
    "screenshot": "png jpg jpeg gif bmp webp heic heif tif tiff",
    "video": "mp4 mov webm mkv avi wmv m4v",
    "archive": "zip 7z rar tar gz tgz bz2 xz cab",
    "document": "pdf doc docx odt rtf ppt pptx odp pages",
    "table": "xls xlsx xlsm ods csv tsv numbers",
    "mail": "eml msg",
    "calendar": "ics",
    "text": "txt md json xml html htm",
}
_KIND_OF = {ending: kind for kind, endings in _BY_NAME.items() for ending in endings.split()}


def by_name(name: str) -> str:
    """The kind a file's name tells, or ""."""
    return _KIND_OF.get(ending_of(name), "")


def ending_of(name: str) -> str:
    """The last extension, and of `app.log.1` that before the number."""
    parts = name.lower().rsplit(".", 2)
    return parts[-2] if len(parts) == 3 and parts[-1].isdigit() else parts[-1] if len(parts) > 1 else ""
