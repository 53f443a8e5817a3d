"""bench/inspect_speed.py: mails a second of what `mailtriage inspect` does, beside the floor, on the same mails.

    python bench/inspect_speed.py [--mails 1000] [--rounds 3] [--seed 7] [--json]

Modes, interleaved and in turning order, one core:
    floor      the standard library alone: email.message_from_bytes with the default policy, the headers a desk needs,
               get_body, each attachment decoded
    inspect    intake/parse.py: all that `inspect --json` prints, written as JSON
    guarded    the same Mail by intake/guard.py, as the daemon reads it: processor time of both processes together,
               the start of the second included

The mails are generated: 70 % new requests (45 % plain, 35 % with an HTML alternative, 20 % with a file of 20-200 KB),
25 % answers with a quote, 5 % auto-replies and bounces; Norwegian and English, three transfer encodings, ISO-8859-1 and
UTF-8. Figures are medians of the rounds; the table says where the time of `inspect` goes.
"""

from __future__ import annotations

import argparse
import email
import json
import os
import random
import statistics
import sys
import time
from base64 import encodebytes
from collections import defaultdict
from collections.abc import Callable
from email.header import Header
from email.message import EmailMessage
from email.policy import default
from email.utils import formatdate
from quopri import encodestring
from typing import Any

from mailtriage.cli.inspect import as_object
from mailtriage.intake import parse as steps
from mailtriage.intake.guard import Guard

NB = (
    "jeg vi dere er har ikke og men på å førerkort skjermen problemet påloggingen nettverket feilmelding gjør "
    "får bestille tilgang brukeren passord utløpt mappe prøvde igår ønsker hjelp takk hilsen avdeling møterom"
)
EN = (
    "the printer on third floor does not respond since this morning please reset my password account locked "
    "cannot reach share drive error message says access denied after update regards team office"
)
STATUS = (b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
          b"Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n")
NAME = Header("Kåre Åsland", "utf-8").encode()
HEADERS = ("message-id", "from", "to", "cc", "reply-to", "subject", "date", "in-reply-to", "references",
           "auto-submitted", "precedence", "return-path", "list-id")
STEPS = ("open_mail", "split", "charset_hint", "mend_headers", "read_body", "author", "read_addresses", "attachment",
         "kind_of", "split_reply", "authenticity", "language_of", "field", "_identity", "_defects", "warnings")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def words(r: random.Random, of: list[str], count: int) -> str:
    lines, line = [], ""
    for _ in range(count):
        line += r.choice(of) + (". " if r.random() < 0.1 else " ")
        if len(line) > 66:
            lines.append(line.rstrip())
            line = ""
    return "\n".join([*lines, line.rstrip()]) + "\n"


def text(r: random.Random, body: str, kind: str, charset: str) -> bytes:
    encoding = r.choice(["8bit", "quoted-printable", "base64"])
    data = body.encode(charset, "replace")
    if encoding != "8bit":
        data = encodestring(data) if encoding == "quoted-printable" else encodebytes(data)
    return f"Content-Type: text/{kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n".encode() + data


def container(r: random.Random, kind: str, *parts: bytes) -> bytes:
    boundary = f"=_{r.getrandbits(64):016x}"
    pieces = b"".join(b"--" + boundary.encode() + b"\n" + part + b"\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n'.encode() + pieces + f"--{boundary}--\n".encode()


def generate(count: int, seed: int) -> list[bytes]:
    r = random.Random(seed)
    mails = []
    for i in range(count):
        language, charset = (NB, r.choice(["iso-8859-1", "utf-8"])) if r.random() < 0.6 else (EN, "utf-8")
        of = language.split()
        shape, body, more = r.random(), words(r, of, r.randint(30, 220)) + "\nHilsen\nÅse\n", ""
        subject = " ".join(r.sample(of, 3)) + f" {i}"
        if shape < 0.315:
            content = text(r, body, "plain", charset)
        elif shape < 0.70:
            html = "<html><body><p>" + body.replace("\n\n", "</p><p>").replace("\n", "<br>\n") + "</p></body></html>\n"
            content = container(r, "alternative", text(r, body, "plain", charset), text(r, html, "html", charset))
            if shape >= 0.56:
                file = encodebytes(r.randbytes(r.randint(20_000, 200_000)))
                content = container(r, "mixed", content, b'Content-Type: application/pdf; name="faktura.pdf"\n'
                                    b"Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n" + file)
        elif shape < 0.95:
            quoted = "".join(f"> {line}\n" for line in body.splitlines())
            answer = words(r, of, 30) + f"\nOn Tue, 24 Nov 2026 at 10:00, Support wrote:\n{quoted}"
            content, more = text(r, answer, "plain", "utf-8"), f"In-Reply-To: <{i}@desk.example>\n"
        elif shape < 0.98:
            content, more = text(r, "I am away until Monday.\n", "plain", "utf-8"), "Auto-Submitted: auto-replied\n"
        else:
            failed = text(r, "It failed.\n", "plain", "utf-8")
            content = container(r, "report; report-type=delivery-status", failed, STATUS)
        date = formatdate(1.7e9 + i)
        hops = "".join(f"Received: from mx{n}.customer.example ([192.0.2.{n}])\n\tby mail.desk.example with ESMTP\n"
                       f"\tid {n}; {date}\n" for n in range(r.randint(1, 4)))
        head = (f"{hops}From: {NAME} <user{i % 97}@customer.example>\nTo: support@desk.example\n"
                f"Subject: {Header(subject, 'utf-8').encode()}\nDate: {date}\n"
                f"Message-ID: <{i}.{seed}@customer.example>\n{more}MIME-Version: 1.0\n")
        mails.append(head.encode() + content)
    return mails


def floor(raw: bytes) -> None:
    found = email.message_from_bytes(raw, policy=default)
    assert isinstance(found, EmailMessage)
    for name in HEADERS:
        str(found[name] or "")
    body = found.get_body(("plain", "html"))
    if body is not None:
        body.get_content()
    for part in found.iter_attachments():
        if not part.is_multipart():
            part.get_payload(decode=True)


def inspect(raw: bytes) -> None:
    json.dumps(as_object(steps.parse(raw)), default=str)


def guarded(mails: list[bytes]) -> None:
    guard = Guard()
    for raw in mails:
        guard.parse(raw)
    guard.close()


def each(mode: Callable[[bytes], None]) -> Callable[[list[bytes]], None]:
    def run(mails: list[bytes]) -> None:
        for raw in mails:
            mode(raw)
    return run


def rate(mode: Callable[[list[bytes]], None], mails: list[bytes]) -> float:
    """Mails a second of processor time, of this process and of those it has ended."""
    began = os.times()
    mode(mails)
    ended = os.times()
    return len(mails) / (sum(ended[:4]) - sum(began[:4]))


def where(mails: list[bytes]) -> dict[str, float]:
    """Microseconds a mail of each step, measured around the calls in intake/parse.py."""
    spent: dict[str, float] = defaultdict(float)
    kept = {name: getattr(steps, name) for name in STEPS if hasattr(steps, name)}

    def timed(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return step(*given, **named)
            finally:
                spent[name] += time.process_time() - began
        return run

    for name, step in kept.items():
        setattr(steps, name, timed(name, step))
    try:
        began = time.process_time()
        for raw in mails:
            steps.parse(raw)
        whole = time.process_time() - began
    finally:
        for name, step in kept.items():
            setattr(steps, name, step)
    spent["the rest"] = whole - sum(spent.values())
    return {name: seconds / len(mails) * 1e6 for name, seconds in sorted(spent.items(), key=lambda x: -x[1])}


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--mails", type=int, default=1000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    mails = generate(given.mails, given.seed)
    modes = {"floor": each(floor), "inspect": each(inspect), "guarded": guarded}
    for mode in modes.values():
        rate(mode, mails[:100])
    found: dict[str, list[float]] = {name: [] for name in modes}
    for turn in range(given.rounds):
        names = list(modes)
        for name in names[turn % 3:] + names[:turn % 3]:
            found[name].append(rate(modes[name], mails))
    figures = {name: round(statistics.median(rates), 1) for name, rates in found.items()}
    times = statistics.median(a / b for a, b in zip(found["inspect"], found["floor"], strict=True))
    table = where(mails)
    if given.json:
        spent = {name: round(value) for name, value in table.items()}
        say(json.dumps({"mails": given.mails, "bytes": sum(map(len, mails)), **figures,
                        "times_the_floor": round(times, 2), "microseconds": spent}))
        return
    say(f"{given.mails} mails, {sum(map(len, mails)) / 1e6:.1f} MB, median of {given.rounds} rounds, mails a second")
    for name, value in figures.items():
        say(f"  {name:10} {value:8.0f}   ({min(found[name]):.0f} to {max(found[name]):.0f})")
    say(f"inspect is {times:.2f} times the floor (the median of the rounds)")
    say("where the time of a mail goes, microseconds:")
    for name, value in table.items():
        say(f"  {name:16} {value:7.0f}")


if __name__ == "__main__":
    main()
