"""intake/limits.py: how much of a mail we are willing to look at, each number with its reason.

Promises   `TooMuch` says what was too much and what the limit is, in words for staff.
Does not   look at bytes; the readers that stay below these limits are `headers.py` and `structure.py`.
Reads next intake/headers.py
"""

from __future__ import annotations

HEADER_BLOCK = 64 * 1024        # bytes kept of a header block; honest mail through three gateways has 10-30 KiB
HEADER_BLOCK_RAW = 1024 * 1024  # bytes looked at, so that one long References does not quarantine an honest mail
HEADER_LINE = 8 * 1024          # bytes of one header with its folds; email's decoders are quadratic in it
HEADERS = 500                   # Postfix and Exim accept more, people do not write them
PART_HEADER_BLOCK = 16 * 1024   # of one MIME part
PART_HEADERS = 60
MIME_DEPTH = 30                 # 300 broke email.generator (RecursionError from 16 kB); Postfix stops at 100
MIME_PARTS = 300                # 100,000 empty parts cost 6.9 s in the email package
BOUNDARY = 200                  # RFC 2046 says 70; some senders exceed it
ALMOST_BOUNDARIES = 100_000     # lines that begin like a boundary and are none; each costs a step
ENCODED_WORDS = 300             # of one header: 40,000 cost 43 s in the email package
CONTINUATIONS = 40              # RFC 2231 pieces of one parameter: a 100 kB header cost 6.2 s
ADDRESSES = 500                 # of one header: 20,000 cost 7.4 s
REFERENCES = 100                # the last ones, which are the nearest
SUBJECT = 1_000                 # characters, of a subject after decoding
NAME = 200                      # characters, of a display name or a file name
MESSAGE_ID = 500
TEXT = 1_000_000                # characters of text kept; the raw mail keeps the rest
HIDDEN = 10_000         # characters kept of what the HTML does not show
HTML = 1_000_000                # bytes of HTML converted of one mail: about 0.7 s at the worst
DAMAGED_LINES = 200_000         # of a base64 part that is read line by line because it is damaged: about 0.2 s
RTF = 300_000           # bytes of an Outlook body that are unpacked, byte by byte: about 0.15 s
UUENCODED = 4 * 1024 * 1024     # bytes decoded line by line; who still sends it sends little
REPORT = 64 * 1024              # bytes read of a delivery status part
CPU = 2.0               # seconds of processor time for one mail, in the process of worker.py
MEMORY = 128 * 1024 * 1024      # bytes of address space for one mail, beside three times its size


class TooMuch(Exception):
    """Over a limit that no honest mail reaches. The message is the reason shown in quarantine."""
