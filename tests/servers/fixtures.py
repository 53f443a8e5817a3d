"""servers/fixtures.py: real servers as pytest fixtures, skipped with a reason when a program is missing.

    dovecot      one Dovecot a session; any user name logs in with tests.servers.dovecot.PASSWORD: use `user`
    user         a user name nobody else has, so that tests do not meet in one mailbox
    pymap        a second IMAP server, one account, empty
    smtp_sink    STARTTLS and AUTH; plain_sink without either
    make_postfix make_postfix({address: maildir}) starts one (needs root)
    certificates the CA and certificate all of them use
Reads next tests/servers/dovecot.py, tests/servers/smtp_sink.py
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.servers.certificates import Certificates
from tests.servers.dovecot import PASSWORD, PROGRAM, Dovecot
from tests.servers.postfix import MASTER, Postfix
from tests.servers.pymap import PROGRAM as PYMAP
from tests.servers.pymap import Pymap
from tests.servers.require import missing, need
from tests.servers.smtp_sink import SmtpSink

_number = itertools.count(1)


@pytest.fixture(scope="session")
def short_folder() -> Iterator[Path]:
    """A folder with a short path: unix sockets end at 108 bytes, pytest's own folders are too deep."""
    folder = Path(tempfile.mkdtemp(prefix="mt-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def certificates(short_folder: Path) -> Certificates:
    folder = short_folder / "tls"
    folder.mkdir()
    return Certificates.issue(folder)


@pytest.fixture(scope="session")
def dovecot(short_folder: Path, certificates: Certificates) -> Iterator[Dovecot]:
    need(PROGRAM, "needs Dovecot (apt install dovecot-imapd)")
    server = Dovecot(short_folder / "dovecot", certificates).start()
    os.environ["MAILTRIAGE_TEST_PASSWORD"] = PASSWORD
    yield server
    server.stop()


@pytest.fixture
def user() -> str:
    return f"user{next(_number)}"


@pytest.fixture
def pymap() -> Iterator[Pymap]:
    need(PYMAP, "needs pymap (the extra `demo`)")
    server = Pymap().start()
    yield server
    server.stop()


@pytest.fixture
def smtp_sink(certificates: Certificates) -> Iterator[SmtpSink]:
    sink = SmtpSink(certificates)
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def plain_sink() -> Iterator[SmtpSink]:
    sink = SmtpSink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def make_postfix() -> Iterator[Callable[[Mapping[str, Path]], Postfix]]:
    need(MASTER, "needs Postfix (apt install postfix)")
    if os.geteuid() != 0:
        missing("needs root: postfix's master insists on it")
    started: list[tuple[Postfix, Path]] = []

    def make(maildirs: Mapping[str, Path]) -> Postfix:
        base = Path(tempfile.mkdtemp(prefix="pf-"))
        server = Postfix(base, maildirs)
        started.append((server, base))
        return server.start()

    yield make
    for server, base in started:
        server.stop()
        shutil.rmtree(base, ignore_errors=True)
