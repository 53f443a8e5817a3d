"""docs/explained.md: five mails and what `mailtriage explain` says of their cases, each decision with file, line and words.

    python tests/programs/explained.py [--write]

Prints the page, or writes it. test_explained.py holds the page to what the command says; line numbers may have moved since.
"""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from mailtriage.work.cases import close
from tests.programs.cadents import NALEDI, Cadents
from tests.programs.mezzanine import NALEDI as CHAMPION
from tests.programs.mezzanine import ROOT, SIPHO, Mezzanine

PAGE = ROOT / "docs" / "explained.md"
HEAD = """# Five cases, explained

What `mailtriage explain CASE` prints: every step of the chain, what it found, the words it found it on, and file and line of
the rule. Written by `python tests/programs/explained.py --write` over the shipped programs; the clocks stand at Monday
23 November 2026, 08:00 UTC. A step that found nothing says so too: that is how one sees why something did *not* happen.
"""


@dataclass(frozen=True)
class Scene:
    """`says` is why the mail is here; `answers`: it comes as a reply to the case of the scene before it, which is closed."""

    title: str
    says: str
    desk: type[Mezzanine]
    sender: str
    subject: str
    text: str
    closed: str = ""


SCENES = (
    Scene("A known problem", "An obvious known problem has a prepared answer; a person lets it go.", Cadents, NALEDI,
          "Setup", "The installer stops with error 1603 on our new PC, since this morning. We use the Client 4.2.1."),
    Scene("Everybody stands still", "Words of the scale make it critical; only what is not known is asked.", Cadents, NALEDI,
          "URGENT", "Everything is down since 08:30, no user can work. The gateway answers \"503 Service Unavailable\"."),
    Scene("First line's work", "This desk is third line: the case goes to the client's champion, and its number with it.",
          Mezzanine, SIPHO, "New nurse",
          "Please register a new mobile user: Thandi Mokoena, device number 000 555 0142, Mohlakeng clinic."),
    Scene("The champion tried", "Who writes, and that they tried, keeps the case at third line.", Mezzanine, CHAMPION,
          "Sync", "I tried everything, the app of our nurse still does not sync. Her device number is 000 555 0142."),
    Scene("A reply on a closed number", "It opens a case of its own, linked to the old one; both numbers are told.", Cadents,
          NALEDI, "Re: [{number}] Export", "It crashes again since Friday.", "The client crashes when I export."),
)  # fmt: skip


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for n, scene in enumerate(SCENES, 1):
        with tempfile.TemporaryDirectory() as folder:
            desk = scene.desk(Path(folder))
            try:
                parts.append(f"## {n}. {scene.title}\n\n{scene.says}\n\n{_told(desk, scene)}")
            finally:
                desk.close()
    return "\n".join(parts)


def _told(desk: Mezzanine, scene: Scene) -> str:
    number = ""
    if scene.closed:
        number = desk.writes(scene.closed, scene.sender, subject="Export")["number"]
        close(desk.world.desk, number, "thandi")
    subject = scene.subject.format(number=number)
    case = desk.writes(scene.text, scene.sender, subject=subject)
    said = desk.world.command(f"explain {case['number']}")
    said = re.sub(r"(?m)^(  program \S+) [0-9a-f]{12} ", r"\1 (hash) ", said)
    mail = "\n".join(f"> {line}" for line in (f"From: {scene.sender}", f"Subject: {subject}", "", scene.text))
    return f"{mail}\n\n```\n$ mailtriage explain {case['number']}\n{_without_blanks(said)}\n```\n"


def _without_blanks(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.rstrip().split("\n"))


def same(text: str) -> str:
    """The page without what moves with every edit of a rule file: line numbers, and the room they take."""
    return re.sub(r"[ ]+", " ", re.sub(r"(\.toml):\d+", r"\1", text))


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page())
    else:
        sys.stdout.write(page())
