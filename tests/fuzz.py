"""Fuzz of intake: mails with a changed structure, and what `parse` and `inspect --json` make of each.

    python tests/fuzz.py --mails 200000 --seed 1      about 10 minutes on one core; exit 1 when anything escaped
    python tests/fuzz.py --seed 1 --only 4711         write that one mail to standard output

Escapes    an exception, a parser that had to be caught, a kind outside the contract, a field with CR, NUL or a control,
           an object that is no JSON, a hash or a size that is not of the bytes, an attachment that cannot be fetched
           by its hash, more than `CPU` seconds or `MEMORY` bytes for one mail.
Keeps      under --keep DIR: the mails that escaped (the first 50), and the worst in CPU and in memory.
Mail number n of a seed is always the same mail: it depends on (seed, n) and the corpus.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from mailtriage.cli.inspect import as_object
from mailtriage.intake.attachments import attachment_bytes
from mailtriage.intake.parse import parse
from mailtriage.model.mail import Kind
from tests.corpus.expectation import TRUSTED, invariants
from tests.fuzz_mutations import mutant

CPU = 2.0
MEMORY = 64 * 1024 * 1024
KEPT = 50
_CORPUS = Path(__file__).parent / "corpus"
_LINUX = Path("/proc/self/clear_refs")


@dataclass
class Findings:
    """What a run saw. `escapes` is (number, what) of each mail that did what no mail may do."""

    mails: int = 0
    escapes: list[tuple[int, str]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    cpu: float = 0.0
    cpu_mail: int = -1
    memory: int = 0
    memory_mail: int = -1
    seconds: float = 0.0


def seeds() -> list[bytes]:
    """The corpus, without its few big ones: their size is found by `repeat`."""
    return [raw for f in sorted(_CORPUS.glob("*/*.eml")) if len(raw := f.read_bytes()) <= 30_000]


def mail_number(seed: int, number: int, of: list[bytes]) -> bytes:
    return mutant(random.Random(f"{seed}:{number}"), of)


def run(mails: int, seed: int, keep: Path | None = None, first: int = 0) -> Findings:
    findings = Findings()
    begun = time.process_time()
    of = seeds()
    shown = sys.stderr.isatty()
    for number in range(first, first + mails):
        raw = mail_number(seed, number, of)
        for what in _one(raw, number, findings):
            findings.escapes.append((number, what))
            if keep and len(findings.escapes) <= KEPT:
                (keep / f"escape-{number}.eml").write_bytes(raw)
        findings.mails += 1
        if shown and number % 500 == 0:
            print(f"\r{findings.mails:,} of {mails:,}, {len(findings.escapes)} escapes", end="", file=sys.stderr)
    findings.seconds = time.process_time() - begun
    for name, number in (("worst-cpu", findings.cpu_mail), ("worst-memory", findings.memory_mail)):
        if keep and number >= 0:
            (keep / f"{name}-{number}.eml").write_bytes(mail_number(seed, number, of))
    return findings


def _one(raw: bytes, number: int, findings: Findings) -> Iterator[str]:
    before = _memory_now()
    start = time.process_time()
    try:
        mail = parse(raw, trusted_authserv_id=TRUSTED)
        cpu = time.process_time() - start
        grown = max(_memory_peak() - before, 0)
        yield from (f"{name}: {got!r:.200}, not {want}" for name, want, got in invariants(as_object(mail)))
        if mail.sha256 != hashlib.sha256(raw).hexdigest() or mail.size != len(raw):
            yield "sha256 or size is not of the bytes"
        if number % 4 == 0 and any(attachment_bytes(raw, a.sha256) is None for a in mail.attachments[:3]):
            yield "an attachment cannot be fetched by its hash"
        if mail.kind is not Kind.HUMAN and not mail.must_not_acknowledge:
            yield f"{mail.kind} would be acknowledged"
        if "the parser failed" in mail.kind_evidence:
            yield f"caught by the last net: {mail.kind_evidence}"
    except Exception as trouble:  # whatever it is, it escaped
        yield f"raised {type(trouble).__name__}: {trouble!s:.200}"
        return
    findings.kinds[mail.kind.value] += 1
    if cpu > findings.cpu:
        findings.cpu, findings.cpu_mail = cpu, number
    if grown > findings.memory:
        findings.memory, findings.memory_mail = grown, number
    if cpu > CPU:
        yield f"{cpu:.2f} s of CPU"
    if grown > MEMORY:
        yield f"{grown:,} bytes of memory"


def _memory_now() -> int:
    """Resident bytes, and the peak is counted from here on. 0 where the system does not tell."""
    if not _LINUX.exists():
        return 0
    _LINUX.write_text("5")
    return _status("VmRSS")


def _memory_peak() -> int:
    return _status("VmHWM") if _LINUX.exists() else 0


def _status(name: str) -> int:
    text = Path("/proc/self/status").read_text()
    return int(text.partition(f"{name}:")[2].split(maxsplit=1)[0]) * 1024


def main() -> int:
    args = argparse.ArgumentParser(description="fuzz of intake with mails of a changed structure")
    args.add_argument("--mails", type=int, default=5_000)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--first", type=int, default=0, metavar="N", help="begin with mail N: a slice for another core")
    args.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "mailtriage-fuzz")
    args.add_argument("--only", type=int, metavar="N", help="write mail number N to standard output")
    asked = args.parse_args()
    if asked.only is not None:
        sys.stdout.buffer.write(mail_number(asked.seed, asked.only, seeds()))
        return 0
    asked.keep.mkdir(parents=True, exist_ok=True)
    found = run(asked.mails, asked.seed, asked.keep, asked.first)
    print(f"\rmails {found.mails:,} from {asked.first:,} · seed {asked.seed} · {found.seconds:.0f} s of CPU "
          f"({found.mails / max(found.seconds, 0.001):.0f} mails a second) · escapes {len(found.escapes)}")
    print("kinds " + " · ".join(f"{kind} {n:,}" for kind, n in found.kinds.most_common()))
    print(f"worst CPU {found.cpu:.3f} s (mail {found.cpu_mail}) · worst memory growth {found.memory / 2**20:.1f} MiB "
          f"(mail {found.memory_mail}) · kept in {asked.keep}")
    for number, what in found.escapes[:KEPT]:
        print(f"escape: mail {number}: {what}")
    return 1 if found.escapes else 0


if __name__ == "__main__":
    sys.exit(main())
