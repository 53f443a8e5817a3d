"""program/kinds.py: kinds of files rules may ask for. Data, no logic; intake/attachments.py recognises them.

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
