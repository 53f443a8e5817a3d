"""Several folders of one mailbox on a real Dovecot: suspected spam, labels, names of all kinds, servers that can less."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailtriage.model.case import Case, Event
from mailtriage.model.ledger import Filing, LedgerRow
from mailtriage.model.outgoing import Outgoing, OutState
from tests.servers.certificates import Certificates
from tests.servers.dovecot import PASSWORD, PROGRAM, Dovecot
from tests.servers.passes import Passes, passes, request
from tests.servers.pymap import Pymap
from tests.servers.require import need
from tests.servers.smtp_sink import SmtpSink

EVERYTHING = ("IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE SORT THREAD=REFERENCES UNSELECT CHILDREN NAMESPACE UIDPLUS "
              "LIST-EXTENDED CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN LIST-STATUS IDLE MOVE SPECIAL-USE LITERAL+")


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILTRIAGE_TEST_PASSWORD", PASSWORD)


@pytest.fixture
def open_desk(tmp_path: Path, dovecot: Dovecot, user: str, smtp_sink: SmtpSink) -> Iterator[Callable[..., Passes]]:
    opened = []

    def make(server: Dovecot = dovecot, **box: object) -> Passes:
        folders = (*box.get("folders", ()), *box.get("junk_folders", ()))  # type: ignore[misc]
        for folder in folders:
            if not folder.startswith("\\"):
                server.client(user, folder).logout()
        opened.append(passes(tmp_path, server, user, smtp_sink, **box))
        return opened[-1].__enter__()

    yield make
    for manager in opened:
        manager.__exit__(None, None, None)


def move(desk: Passes, source: str, target: str) -> None:
    with desk.dovecot.client(desk.user, source) as client:
        client.move(client.search(), target)


# Suspected spam

def test_mail_in_junk_has_its_case_its_answer_is_held_and_it_stays_there(open_desk: Callable[..., Passes]) -> None:
    desk = open_desk(junk_folders=["Junk"])
    desk.once()
    desk.dovecot.deliver(desk.user, request(1), folder="Junk")
    desk.once()
    assert desk.rows() == [("Junk", "new-case")]
    (row,) = desk.all(Outgoing)
    assert (row.state, row.held_why) == (OutState.HELD, "suspected spam: the mail server put this mail into Junk")
    assert desk.answers() == []
    assert len(desk.dovecot.uids(desk.user, "Junk")) == 1
    assert [r.filing for r in desk.all(LedgerRow)] == [Filing.NONE]
    desk.verified()


def test_out_of_junk_by_hand_releases_the_answer_and_makes_no_second_case(open_desk: Callable[..., Passes]) -> None:
    desk = open_desk(junk_folders=["Junk"])
    desk.once()
    desk.dovecot.deliver(desk.user, request(1), folder="Junk")
    desk.once()
    move(desk, "Junk", "INBOX")
    desk.once()
    assert desk.rows() == [("Junk", "new-case"), ("INBOX", "duplicate")]
    assert len(desk.answers()) == 1
    assert "so it is no spam" in [e for e in desk.all(Event) if e.kind == "released"][0].text
    desk.once()
    assert len(desk.answers()) == 1
    assert len(desk.all(Case)) == 1
    desk.verified()


def test_into_junk_and_back_by_the_server_is_the_same_mail(open_desk: Callable[..., Passes]) -> None:
    desk = open_desk(junk_folders=["Junk"], file_to="")
    desk.once()
    for mail in (request(1), request(2, message_id="")):
        desk.dovecot.deliver(desk.user, mail)
    desk.once()
    for source, target in (("INBOX", "Junk"), ("Junk", "INBOX"), ("INBOX", "Junk")):
        move(desk, source, target)
        desk.once()
    assert len(desk.all(Case)) == 2
    assert len(desk.answers()) == 2
    assert [outcome for _, outcome in desk.rows()].count("duplicate") == 6
    desk.verified()


def test_a_reply_that_landed_in_junk_is_on_its_case(open_desk: Callable[..., Passes]) -> None:
    desk = open_desk(junk_folders=["Junk"])
    desk.once()
    desk.dovecot.deliver(desk.user, request(1))
    desk.once()
    told = str(desk.answers()[0]["Message-ID"]).encode()
    desk.dovecot.deliver(desk.user, request(2).replace(b"Subject:", b"In-Reply-To: " + told + b"\r\nSubject:"),
                         folder="Junk")
    desk.once()
    assert desk.rows()[-1] == ("Junk", "follow-up")


def test_a_program_that_marks_its_folders_is_asked_for_them(
    short_folder: Path, certificates: Certificates, user: str, open_desk: Callable[..., Passes]
) -> None:
    need(PROGRAM, "needs Dovecot (apt install dovecot-imapd)")
    base = short_folder / f"su-{user}"
    base.mkdir()
    extra = ("namespace inbox {\n  mailbox Uønsket {\n    special_use = \\Junk\n    auto = create\n  }\n"
             "  mailbox \"Sendt e-post\" {\n    special_use = \\Sent\n    auto = create\n  }\n}\n")
    server = Dovecot(base, certificates, extra).start()
    try:
        desk = open_desk(server, junk_folders=["\\Junk"], sent_folder="\\Sent", save_sent=True)
        desk.once()
        server.deliver(user, request(1), folder="Uønsket")
        server.deliver(user, request(2))
        desk.once()
        desk.once()
        assert sorted(desk.rows()) == [("INBOX", "new-case"), ("\\Junk", "new-case"), ("\\Sent", "own-copy")]
        assert len(server.uids(user, "Sendt e-post")) == 1
        desk.verified()
    finally:
        server.stop()


def test_a_server_that_marks_no_folder_says_so(open_desk: Callable[..., Passes]) -> None:
    desk = open_desk(junk_folders=["\\Junk"])
    desk.once(code=1)
    desk.dovecot.deliver(desk.user, request(1))
    desk.once(code=1)
    assert desk.rows() == [("INBOX", "new-case")]       # the other folders go on
    assert len(desk.answers()) == 1
    errors = [box["last_error"] for box in desk.status()["mailboxes"] if box["folder"] == "\\Junk"]
    assert errors == ["127.0.0.1 marks no folder as \\Junk (RFC 6154); write its name"]


# Labels

def test_one_mail_under_two_labels_is_one_case(open_desk: Callable[..., Passes]) -> None:
    desk = open_desk(folders=["INBOX", "[Gmail]/All Mail"], file_to="Done")
    desk.once()
    for n in range(3):
        desk.dovecot.deliver(desk.user, request(n))
        desk.dovecot.deliver(desk.user, request(n), folder="[Gmail]/All Mail")
    desk.once()
    desk.once()
    assert len(desk.all(Case)) == 3
    assert len(desk.answers()) == 3
    assert sorted(o for _, o in desk.rows()) == ["duplicate"] * 3 + ["new-case"] * 3
    desk.verified()


# Names

@pytest.mark.parametrize("name", ["With space", "Büro/Støtte", "日本語", 'Quo"ted', "amp & co", "plus+~x", "per%cent*",
                                  "back\\slash", "(par) {brace}"])
def test_folders_of_every_name_are_watched_filed_to_and_verified(
    open_desk: Callable[..., Passes], name: str, dovecot: Dovecot, user: str
) -> None:
    desk = open_desk(folders=["INBOX", name], file_to=f"{name} done")
    desk.once()
    desk.dovecot.deliver(desk.user, request(1), folder=name)
    desk.once()
    assert [o for _, o in desk.rows()] == ["new-case"]
    assert len(desk.dovecot.uids(desk.user, f"{name} done")) == 1
    assert desk.dovecot.uids(desk.user, name) == []
    desk.verified()


# Servers that can less

@pytest.mark.parametrize("missing", [("MOVE",), ("UIDPLUS",), ("IDLE",), ("MOVE", "UIDPLUS", "IDLE", "LITERAL+", "SORT",
                                     "SPECIAL-USE", "CONDSTORE", "QRESYNC", "ESEARCH", "ENABLE", "NAMESPACE")])
@pytest.mark.parametrize("file_by", ["move", "flag"])
def test_a_server_without_extensions_is_served_all_the_same(
    short_folder: Path, certificates: Certificates, user: str, open_desk: Callable[..., Passes],
    missing: tuple[str, ...], file_by: str
) -> None:
    need(PROGRAM, "needs Dovecot (apt install dovecot-imapd)")
    base = short_folder / f"cap-{user}"
    base.mkdir()
    offers = " ".join(c for c in EVERYTHING.split() if c not in missing)
    server = Dovecot(base, certificates, f"protocol imap {{\n  imap_capability = {offers}\n}}\n").start()
    try:
        desk = open_desk(server, file_by=file_by, sent_folder="Sent", save_sent=True, junk_folders=["Junk"])
        desk.once()
        server.deliver(user, request(1), request(2))
        server.deliver(user, request(3), folder="Junk")
        for _ in range(3):
            desk.once()
        assert len(desk.all(Case)) == 3
        assert len(desk.answers()) == 2
        assert len(server.uids(user, "Sent")) == 2
        if file_by == "move":
            assert len(server.uids(user, "Processed")) == 2
            with server.client(user) as client:
                left = client.search("UNDELETED")
            assert left == []               # without UIDPLUS they stay, marked as deleted
        else:
            with server.client(user) as client:
                flags = client.get_flags(client.search())
            assert all({b"\\Seen", b"$MailtriageDone"} <= set(f) for f in flags.values())
        desk.verified()
    finally:
        server.stop()


def test_where_keywords_are_not_kept_a_mail_is_flagged_as_seen(
    tmp_path: Path, dovecot: Dovecot, user: str, smtp_sink: SmtpSink, pymap: Pymap, monkeypatch: pytest.MonkeyPatch
) -> None:
    from imapclient import IMAPClient

    from tests.servers import pymap as account

    monkeypatch.setenv("PYMAP_PASSWORD", account.PASSWORD)
    imap = pymap.imap(password_env="PYMAP_PASSWORD")
    with passes(tmp_path, dovecot, user, smtp_sink, imap=imap, file_by="flag") as desk:
        desk.once()
        with IMAPClient("127.0.0.1", pymap.port, ssl=False, timeout=10) as client:
            client.login(account.USER, account.PASSWORD)
            client.append("INBOX", request(1))
            desk.once()
            desk.once()
            client.select_folder("INBOX")
            flags = client.get_flags(client.search())
        assert all(b"\\Seen" in f and b"$MailtriageDone" not in f for f in flags.values())
        assert [r.filing for r in desk.all(LedgerRow)] == [Filing.DONE]
        assert len(desk.answers()) == 1
