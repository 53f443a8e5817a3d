"""A trial of the desk by a person: forty drafts, six of them wrong, and nobody says which.

    python tests/desk/trial.py DIR [--seed N]       makes the desk in DIR; prints how to serve it, with a login
    python tests/desk/trial.py DIR --score          what became of each draft: wrong ones that were approved, good ones
                                                    that were not, and how long it took

Wrong are: a case of another customer, a draft in another language, a contract that has ended since, a forged sender,
a fact the customer did not write, a link that leads elsewhere. Which draft is which is in DIR/planted.json.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from mailtriage import config as configuration  # noqa: E402
from mailtriage.model.case import Case, CaseMail, Direction, Event  # noqa: E402
from mailtriage.model.draft import Draft, DraftState  # noqa: E402
from mailtriage.model.staff import Role  # noqa: E402
from mailtriage.staff import people  # noqa: E402
from mailtriage.work.answer import draft_digest  # noqa: E402
from mailtriage.work.approve import reject  # noqa: E402
from mailtriage.work.desk import Desk  # noqa: E402
from tests.desk.trial_mails import FIRMS, MAILS  # noqa: E402
from tests.scenarios.story import World  # noqa: E402

HOP, DRAFTS, PASSWORD = "mx.cadents.example", 40, "blue harbour ladder"
GERMAN = ("Guten Tag,\n\nvielen Dank für Ihre Nachricht. Die Anleitung, nach der Sie gefragt haben, finden Sie in unserem "
          "Portal unter Dokumente. Wenn Sie dort nicht weiterkommen, antworten Sie bitte auf diese Mail.\n\nCadents support\n")
PRODUCTS = "Gateway 4;Client;Console;Recorder"
WRONG = ("customer", "language", "contract", "forged", "fact", "link")


def make(folder: Path, seed: int) -> None:
    """The desk in `folder`, on the clock of this machine."""
    folder.mkdir(parents=True)
    now, rng = datetime.now(UTC), random.Random(seed)
    world = World(folder, now - timedelta(days=30), hop=HOP)
    register = ["customer,domains,contact_name,contact_email,roles,valid_from,valid_to,language,products,service_level,channels,"
                "partner,customer_number"]
    firms = rng.sample(FIRMS, len(FIRMS))
    mails = rng.sample(MAILS, len(MAILS))
    planted = dict(zip(rng.sample(range(DRAFTS), len(WRONG)), WRONG, strict=True))
    ended = (now - timedelta(days=29)).date()       # its grace is over, too
    for n, (firm, person) in enumerate(firms):
        until = ended if planted.get(n) == "contract" else "2028-12-31"
        register.append(f"{firm},{_domain(firm)},{person},{_address(firm, person)},reporter,2025-01-01,{until},,{PRODUCTS},,mail,,")
    (folder / "customers.csv").write_text("\n".join(register) + "\n")
    world.command(f"customer import {folder / 'customers.csv'}")
    told, n = dict[str, str](), 0
    for subject, text in mails * 2:
        if n == DRAFTS:
            break
        firm, person = firms[n]
        world.now = now - timedelta(days=30 if planted.get(n) == "contract" else 0, minutes=3 * (DRAFTS - n))
        number = world.arrives(_mail(n, firm, person, subject, text, "pass"), "support").case
        draft, *more = world.drafts(number) or (None,)
        if draft is None or more:       # the trial is of one draft each, and of right ones
            for one in (draft, *more) if draft else ():
                reject(world.desk, one.id, "set-up", "one is enough here")
            continue
        if n in planted:
            told[str(draft.id)] = planted[n]
            _spoil(world.desk, draft, planted[n], firms[(n + 7) % len(firms)][0])
            if planted[n] == "forged":
                _forge(world.desk, number, _mail(n, firm, person, subject, text, "fail"))
        n += 1
    people.add(world.desk.store, "noor", name="Noor Haddad", address="noor@cadents.example", role=Role.AGENT,
               programs=(), now=now)
    people.set_password(world.desk.store, "noor", PASSWORD)
    world.desk.close()
    (folder / "planted.json").write_text(json.dumps(told))
    print(f"mailtriage -c {folder / 'config.toml'} desk --port 8787     sign in as noor, {PASSWORD}")


def _mail(n: int, firm: str, person: str, subject: str, text: str, dmarc: str) -> bytes:
    at = f"Authentication-Results: {HOP}; dmarc={dmarc} header.from={_domain(firm)}\r\n"
    words = f"{text}\n\nKind regards\n{person}\n{firm}".replace("\n", "\r\n")
    return (f"{at}From: {person} <{_address(firm, person)}>\r\nTo: support@cadents.example\r\nSubject: {subject}\r\n"
            f"Message-ID: <{n}.{hash(subject) & 0xFFFF:x}@{_domain(firm)}>\r\n\r\n{words}\r\n").encode()


def _spoil(desk: Desk, draft: Draft, how: str, other: str) -> None:
    body = {
        "customer": draft.body.replace("\n\n", f"\n\nwe looked at the contract of {other} for you.\n\n", 1),
        "language": GERMAN,
        "fact": draft.body.replace("\n\n", "\n\nyou wrote that this is the Recorder 3.1 on Windows 7, since the storm of last week.\n\n", 1),
        "link": draft.body.replace("\n\n", "\n\nplease sign in at https://docs.cadents-portal.example/login first.\n\n", 1),
    }.get(how, draft.body)
    with desk.store.unit() as unit:
        if how == "customer":
            case = unit.one(Case, "number", draft.case)
            assert case is not None
            unit.put(replace(case, customer=other))
        digest = draft_digest(draft.to, draft.cc, draft.subject, body, draft.in_reply_to, draft.attach)
        unit.put(replace(draft, body=body, digest=digest))


def _forge(desk: Desk, number: str, raw: bytes) -> None:
    """The mail of the case is another one, whose sender failed: to such a one nothing would be proposed."""
    sha256 = desk.raw.put(raw)
    with desk.store.unit() as unit:
        mail = next(m for m in unit.find(CaseMail, "case", number) if m.direction is Direction.IN)
        unit.put(replace(mail, raw=sha256))


def score(folder: Path) -> None:
    planted = json.loads((folder / "planted.json").read_text())
    desk = Desk.open(configuration.load(folder / "config.toml"))
    with desk.store.view() as view:
        drafts = [d for d in view.all(Draft) if d.decided_by != "set-up" and not d.replaces]
        acts = sorted(e.at for e in view.all(Event) if e.actor == "noor")
    desk.close()
    for draft in sorted(drafts, key=lambda d: d.decided_at or datetime.max.replace(tzinfo=UTC)):
        wrong = planted.get(str(draft.id), "")
        bad = bool(wrong) == (draft.state is DraftState.APPROVED and not draft.edited)
        why = f" ({draft.decided_why})" if draft.decided_why else ""
        print(f"{'WRONGLY ' if bad else ''}{draft.state.value}{' edited' if draft.edited else ''} {draft.case} {draft.text} {wrong}{why}")
    left = [planted[str(d.id)] for d in drafts if str(d.id) in planted and d.state is DraftState.APPROVED and not d.edited]
    good = [d for d in drafts if str(d.id) not in planted]
    sent = sum(d.state is DraftState.APPROVED for d in good)
    took = f"{(acts[-1] - acts[0]).total_seconds() / 60:.1f} min between the first act and the last" if acts else "nobody acted"
    print(f"{len(drafts)} drafts: {len(left)} of {len(planted)} wrong ones left ({', '.join(left) or 'none'}), "
          f"{sent} of {len(good)} good ones left; {took}")


def _domain(firm: str) -> str:
    return "-".join(firm.lower().split()) + ".example"


def _address(firm: str, person: str) -> str:
    return f"{person.lower().replace(' ', '.')}@{_domain(firm)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--score", action="store_true")
    told = parser.parse_args()
    score(told.folder) if told.score else make(told.folder, told.seed)


if __name__ == "__main__":
    main()
