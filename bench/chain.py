"""bench/chain.py: what a mail costs in the chain: parsed mail in, Decision out, no disk and no words rendered.

    python bench/chain.py [--mails 400] [--rules 200] [--customers 5000] [--rounds 3]

A program of the size asked for is made of the shipped one: its categories as they are, and more with words of their own
(the mails say some of them). The register is in memory, looked up as work/facts.py does: by address, by domain. Prints
the median, the 95th percentile and the worst, in milliseconds of processor time (others may use the machine). The issue
asks for a median under 1 ms."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from mailtriage.model.mail import Address, Attachment, Mail
from mailtriage.model.register import Contact, Customer
from mailtriage.program.entitlement import find_customer, lookup_domain
from mailtriage.program.load import load_program
from mailtriage.program.patterns import compiled
from mailtriage.program.program import Category, Program
from mailtriage.program.rule import Conditions, Patterns
from mailtriage.triage.chain import triage
from mailtriage.triage.facts import Facts

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ra", "se", "ti", "vo",
             "wu", "bre", "cla", "dri", "sto")
OPENINGS = ("Hello,", "Good morning,", "Hi team,", "Dear support,")
SENTENCES = (
    "Since this morning our gateway is unreachable over the VPN and the TLS handshake times out.",
    "We have restarted the server twice and checked the firewall, without any change.",
    "Nobody in the Nairobi office can log in, the server answers with error 500.",
    "Could you please look into it as soon as possible, our month end depends on it.",
    "The screen says \"Cannot open the report\" whenever a colleague presses Export.",
    "By the way, please send me the invoice for March again, with our VAT number on it.",
    "Our product is Gateway 4, version 4.1.7, and the licence runs until December.",
    "How do I collect a packet trace for you, and where is the manual for the module?",
)


def program_of(rules: int, rng: random.Random) -> tuple[Program, list[str]]:
    """The shipped program with more categories: `rules` in all, ten patterns each; and the words they are made of."""
    shipped = load_program(ROOT / "rules" / "cadents", ROOT / "templates" / "cadents")
    words = ["".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))) for _ in range(3000)]
    more = []
    for n in range(rules - len(shipped.categories)):
        patterns = [rng.choice((f"{a}*", f"{a} {b}", f"({a}|{b})", f"{a} (is |was )?{b}"))
                    for a, b in (rng.sample(words, 2) for _ in range(10))]
        conditions = Conditions({"language": ("en",)}) if n % 5 == 0 else Conditions()
        for pattern in patterns:
            compiled(pattern)  # as program/load.py does with those of files
        when = Patterns(tuple(patterns[:8]), none=tuple(patterns[8:]), conditions=conditions)
        more.append(Category(f"rule-{n}", f"Rule {n}", "question", "L1", "service-desk", "P3", "", when))
    return replace(shipped, categories=(*shipped.categories[:-1], *more, shipped.categories[-1])), words


def register_of(customers: int) -> tuple[dict[str, Contact], dict[str, Customer], dict[str, Customer]]:
    """Contacts by address, customers by name and by domain."""
    contacts, by_name, by_domain = {}, {}, {}
    for n in range(customers):
        domain, name = f"customer{n}.example", f"Customer {n}"
        by_name[name] = by_domain[domain] = Customer("cadents", name, (domain,), ("Gateway 4",), "gold")
        contacts[f"ann@{domain}"] = Contact("cadents", name, f"ann@{domain}", "Ann Example")
    return contacts, by_name, by_domain


def mail_of(n: int, words: list[str], customers: int, rng: random.Random) -> Mail:
    body = [rng.choice(OPENINGS), "", " ".join(rng.sample(SENTENCES, rng.randint(2, 5)))]
    body += ["", " ".join(rng.sample(words, rng.randint(0, 12))), "", "Product: Gateway 4", "Kind regards"]
    text = "\n".join(body)
    sender = Address(f"ann@customer{rng.randrange(customers)}.example", "Ann Example")
    files = (Attachment("trace.pcap", "application/octet-stream", 90_000, "0" * 64, kind="pcap"),) * (n % 7 == 0)
    to = (Address("support@cadents.example"),)
    return Mail(f"{n:064x}", len(text) + 900, f"m{n}", f"<{n}@customer.example>", sender=sender, to=to, language="en",
                subject="Problem with the gateway", text=text, reply_text=text, attachments=files)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name, default in (("mails", 400), ("rules", 200), ("customers", 5000), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    told = parser.parse_args()
    rng = random.Random(1)
    begun = time.perf_counter()
    program, words = program_of(told.rules, rng)
    made = time.perf_counter() - begun
    contacts, by_name, by_domain = register_of(told.customers)
    mails = [mail_of(n, words, told.customers, rng) for n in range(told.mails)]
    patterns = len(program.index.patterns)
    sys.stdout.write(f"{len(program.categories)} categories, {patterns} patterns, {len(by_name)} customers; "
                     f"made in {made * 1e3:.0f} ms\n")
    first, spent = [], []
    for n in range(told.rounds):
        for mail in mails:
            assert mail.sender is not None
            begun = time.thread_time()
            address, domain = mail.sender.address, lookup_domain(mail.sender.address)
            contact = contacts.get(address)
            customer = by_name.get(contact.customer) if contact else None
            found = find_customer(address, contact=contact, by_address=customer,
                                  by_domain=(by_domain[domain],) if domain in by_domain else ())
            facts = Facts("support", NOW, frozenset(), contact=found.contact, customer=found.customer,
                          matched_by=found.matched_by)
            triage(mail, facts, program, NOW)
            (spent if n else first).append((time.thread_time() - begun) * 1e3)
    for name, times in (("first sight", first), ("after that", spent or first)):
        times.sort()
        sys.stdout.write(f"{name:<12} {len(times):>6} mails  median {statistics.median(times):.2f} ms  "
                         f"95 % {times[int(len(times) * 0.95)]:.2f} ms  worst {times[-1]:.2f} ms\n")
    return 0 if statistics.median(first) < 1 else 1


if __name__ == "__main__":
    sys.exit(main())
