"""Attack 19, headers of the sender that are commands or privileges elsewhere (RT CVE-2012-4735; Znuny and Zammad have a switch
for them): with each of them the outcome, the case and what leaves are those without it, and no receipt is sent. Count
(pytest -s): 20 headers, 0 with an effect."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.scenarios.story import World
from tests.unit.work.test_went_wrong_elsewhere import NALEDI, mail, opened

CONTROL = [
    "X-Mailtriage-Case: {number}", "X-Mailtriage-Tier: aligned", "X-Mailtriage-Approve: yes", "X-Mailtriage-Loop: k1.aaaa <a@b>",
    "X-RT-Ticket: {number}", "RT-Squelch-Replies-To: {naledi}", "X-OTRS-Ignore: yes", "X-OTRS-Queue: Raw", "X-Zammad-Ignore: true",
    "X-Priority: 1", "Importance: high", "Return-Receipt-To: eve@evil.example", "Disposition-Notification-To: eve@evil.example",
    "Errors-To: eve@evil.example", "X-Auto-Response-Suppress: All", "Resent-From: boss@bank.example",
    "X-Forwarded-To: eve@evil.example", "Control: close {number}", "X-Debbugs-No-Ack: yes", "Approved-By: boss",
]


def test_no_header_of_the_sender_is_a_command(tmp_path: Path) -> None:
    def play(folder: Path, header: str) -> tuple[object, ...]:
        folder.mkdir()
        world = World(folder, datetime(2026, 11, 23, 9, tzinfo=UTC), hop="mx.cadents.example")
        number = opened(world)
        line = header.format(number=number, naledi=NALEDI) + "\r\n" if header else ""
        row = world.arrives(mail(2, "Other matter", sender="kari@mill.example", headers=line), "support")
        case, first = world.case(row.case), world.case(number)
        reached = sorted(a.address for r in world.outgoing_rows() for a in r.recipients)
        drafts = [d.text for d in world.drafts(row.case)]
        world.desk.close()
        return (row.outcome, case.priority, case.entitlement, case.category, case.participants, case.links, first.state,
                first.participants, reached, drafts)

    plain = play(tmp_path / "plain", "")
    obeyed = [h for n, h in enumerate(CONTROL) if play(tmp_path / str(n), h) != plain]
    print(f"attack 19: {len(CONTROL)} headers, {len(obeyed)} with an effect")
    assert obeyed == []
