"""mailtriage: an email-driven support desk.

Follow one mail: `daemon.py`, `intake/imap.py`, `intake/spool.py`, `intake/parse.py`, `work/receive.py`,
`triage/chain.py`, `compose/message.py`, `deliver/outbox.py`, `deliver/smtp.py`.
"""

__version__ = "0.1.0"
