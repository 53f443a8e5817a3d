"""The mails of the plots. {ack} becomes the Message-ID of the last mail that left, {number} the last case,
{offer} that of the last mail in which we asked a person of the desk."""

from tests.bounces import bounce

_HEAD = "From: Naledi Mokoena <naledi@thaba.example>\nTo: support@cadents.example\n"
FAULT = _HEAD + """Subject: Gateway keeps restarting
Message-ID: <one@thaba.example>

The gateway in Maseru crashes and restarts since this morning. Error 0x80070005.
"""
OTHER = _HEAD.replace("naledi", "sipho") + """Subject: Router is down
Message-ID: <other@thaba.example>

The router does not start any more, error 17.
"""
REPLY = _HEAD + """Subject: Re: the gateway
Message-ID: <two@thaba.example>
In-Reply-To: {ack}

It still crashes, also with the new cable.
"""
MANUAL = _HEAD + """Subject: A question
Message-ID: <manual@thaba.example>

Where can I find the manual for the network module?
"""
MANUAL_TOO = MANUAL.replace("naledi", "sipho").replace("<manual@", "<manual-too@")
MANUAL_LAST = MANUAL.replace("naledi", "pule").replace("<manual@", "<manual-last@")
COMPLAINT = _HEAD.replace("naledi", "sipho") + """Subject: Re: A question
Message-ID: <complaint@thaba.example>
In-Reply-To: {ack}

This is unacceptable. I want to make a formal complaint about your support.
"""
HOW_TO = _HEAD + """Subject: How do I capture a packet trace?
Message-ID: <howto@thaba.example>

How do I capture a packet trace for you?
"""
BOUNCE = bounce("naledi@thaba.example", "{ack}")
POISON = "From: a@one.example, b@two.example\nTo: support@cadents.example\nSubject: who?\nMessage-ID: <p@x.example>\n\nhi\n"
THIRD = _HEAD.replace("naledi", "pule") + """Subject: No dial tone
Message-ID: <third@thaba.example>

The telephone has no dial tone, error 3.
"""
LATER = FAULT.replace("<one@", "<later@").replace("keeps restarting", "again")
BIG = FAULT.replace("<one@", "<big@") + "All the logs of the gateway, line after line, as you asked.\n" * 1200
STAFF = """From: Cadents support <support@cadents.example>
To: Naledi Mokoena <naledi@thaba.example>
Subject: Re: Gateway keeps restarting
Message-ID: <phone@cadents.example>
In-Reply-To: {ack}

Good morning, a technician is on the way. Thandi
"""
OK = """Authentication-Results: mx.cadents.example; dmarc=pass header.from=cadents.example
From: Thandi <thandi@cadents.example>
To: support@cadents.example
Subject: Re: Draft
Message-ID: <ok@cadents.example>
In-Reply-To: {offer}
References: {offer}

ok
"""
