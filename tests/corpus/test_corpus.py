"""Every mail of the corpus reads as its expectation says (expectation.py explains the fields). A bad one is shown by
`pytest tests/corpus -k NAME`, and by `python tests/corpus/test_corpus.py` with the whole list and the score by folder.
"""

from __future__ import annotations

import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from mailtriage.cli.inspect import as_object
from mailtriage.intake.parse import parse
from tests.corpus.expectation import TRUSTED, Found, differences

CPU = 2.0       # seconds: what the worst mail may cost
HERE = Path(__file__).parent
MAILS = sorted(HERE.glob("*/*.eml"))
NAMES = [f"{m.parent.name}/{m.stem}" for m in MAILS]


def _read(mail: Path) -> Found:
    expected = tomllib.loads(mail.with_suffix(".toml").read_text(encoding="utf-8"))
    start = time.process_time()
    seen = parse(mail.read_bytes(), trusted_authserv_id=TRUSTED)
    cost = time.process_time() - start
    late: Found = [("CPU", f"at most {CPU} s", cost)] if cost > CPU else []
    return late + differences(as_object(seen), expected)


@pytest.mark.parametrize("mail", MAILS, ids=NAMES)
def test_a_mail_of_the_corpus_reads_as_expected(mail: Path) -> None:
    found = _read(mail)
    assert not found, "\n".join(f"{field}: expected {want!r}, got {got!r}" for field, want, got in found)


def test_the_corpus_is_whole() -> None:
    assert len(MAILS) >= 300
    for mail in MAILS:
        expected = tomllib.loads(mail.with_suffix(".toml").read_text(encoding="utf-8"))
        assert expected["odd"] and len(expected) > 1, f"{mail.name}: no expectation"


def _main() -> None:
    right: Counter[str] = Counter()
    for name, mail in zip(NAMES, MAILS, strict=True):
        try:
            found = _read(mail)
        except Exception as e:  # the list goes on: an escape is a finding like any other
            found = [("exception", "none", repr(e))]
        right[mail.parent.name] += not found
        for field, want, got in found:
            print(f"{name}\t{field}\texpected {want!r}\tgot {str(got)[:400]!r}")
    for folder, n in sorted(Counter(m.parent.name for m in MAILS).items()):
        print(f"# {folder}: {right[folder]} of {n} right")
    print(f"# all: {right.total()} of {len(MAILS)} right")


if __name__ == "__main__":
    _main()
