"""bounces.py: a mail of ours that comes back, as a mail system tells it (RFC 3464)."""

from __future__ import annotations


def bounce(to: str, of: str, n: object = "", ours: str = "support@cadents.example") -> str:
    """Nobody has the address `to`; `of` is the Message-ID of our mail. `n` makes it another bounce than the others."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.example
To: {ours}
Subject: Undelivered Mail
Message-ID: <bounce{n}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

I could not deliver your message.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: text/rfc822-headers

From: {ours}
Message-ID: {of}

--b--
"""
