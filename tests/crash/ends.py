"""What each plot comes to when nobody dies: outcomes of its mails, and what left or waits. A plot that no longer tells
its story proves nothing at its points, so the harness does not begin with one."""

from __future__ import annotations

# plot -> (ledger outcomes, text/state of the outbox), each sorted
ENDS: dict[str, tuple[str, str]] = {
    "first-contact": ("new-case", "acknowledgement/sent"),
    "new-case": ("new-case", "acknowledgement/sent"),
    "ingest": ("new-case", "acknowledgement/sent"),
    "reply": ("follow-up new-case", "acknowledgement/sent"),
    "closed-reply": ("closed-reply-new-case new-case", "acknowledgement/sent closed-number/sent"),
    "bounce": ("bounce-noted new-case", "acknowledgement/sent"),
    "hold": ("new-case", "acknowledgement/sent escalation-first-response/sent"),
    "older-than-first-contact": ("new-case", "acknowledgement/held escalation-first-response/sent"),
    "approve": ("new-case", "acknowledgement/sent not-registered/sent"),
    "edit-and-approve": ("new-case", "acknowledgement/sent not-registered/sent"),
    "reject": ("new-case", "acknowledgement/sent"),
    "undo": ("new-case", "acknowledgement/sent not-registered/cancelled"),
    "reply-takes-back-approved": ("follow-up new-case", "acknowledgement/sent not-registered/cancelled"),
    "timer-met": ("new-case", "acknowledgement/sent not-registered/sent"),
    "escalation": ("new-case", "acknowledgement/sent escalation-first-response/sent"),
    "solved-window-ends": ("new-case", "acknowledgement/sent"),
    "quarantine-and-release": ("new-case", ""),
    "quarantine-and-drop": ("dropped", ""),
    "backup": ("follow-up new-case", "acknowledgement/sent"),
    "compaction": ("new-case new-case", "acknowledgement/sent acknowledgement/sent"),
    "upgrade": ("follow-up new-case", "acknowledgement/sent"),
    "uidvalidity": ("follow-up new-case new-case", "acknowledgement/sent acknowledgement/sent"),
    "no-move": ("new-case new-case", "acknowledgement/sent acknowledgement/sent"),
    "flags": ("new-case", "acknowledgement/sent"),
    "two-mailboxes": ("duplicate new-case new-case", "acknowledgement/sent acknowledgement/sent"),
    "erase": ("dropped new-case new-case new-case", "acknowledgement/sent acknowledgement/sent"),
    "retention": ("new-case new-case new-case", "acknowledgement/sent"),
    "retention-of-bytes": ("new-case new-case", "acknowledgement/sent acknowledgement/sent"),
    "restore": ("new-case new-case new-case", "acknowledgement/sent acknowledgement/sent acknowledgement/sent not-registered/cancelled"),
    "answered-by-phone": ("new-case staff-reply", "acknowledgement/sent"),
    "sent-is-copied": ("new-case", "acknowledgement/sent"),
    "junk": ("new-case", "acknowledgement/sent"),
    "oversized": ("held new-case", "acknowledgement/sent too-large/sent"),
    "reply-by-hand": ("new-case", "acknowledgement/sent reply/sent"),
    "undo-and-approve-again": ("new-case", "acknowledgement/sent not-registered/cancelled not-registered/sent"),
    "autonomy-gained": ("new-case new-case",
                        "acknowledgement/sent acknowledgement/sent documentation/sent documentation/sent"),
    "autonomy-lost": ("follow-up new-case new-case new-case", "acknowledgement/sent acknowledgement/sent "
                      "acknowledgement/sent documentation/sent documentation/sent"),
    "approve-by-mail": (
        "new-case staff-command", "acknowledgement/sent approval/sent approval/sent trace-guide/sent"),
    "asked-by-mail": ("new-case", "acknowledgement/sent approval/sent approval/sent"),
    "desk-approve": ("new-case", "acknowledgement/sent not-registered/sent"),
    "desk-undo": ("new-case", "acknowledgement/sent not-registered/cancelled"),
    "desk-put-off-and-reject": ("new-case", "acknowledgement/sent"),
    "desk-autonomy": ("new-case new-case new-case", "acknowledgement/sent acknowledgement/sent acknowledgement/sent "
                      "documentation/sent documentation/sent"),
    "notified": ("quarantined", "notice/sent notice/sent"),
    "alert": ("dropped", ""),
}
