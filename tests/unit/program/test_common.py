"""program/common.py: the facts of free sentences, in words that no program has in its files."""

from __future__ import annotations

import pytest

from mailtriage.program.assemble import common_ways
from mailtriage.program.common import COMMON
from mailtriage.program.fields import Read, find_fields
from mailtriage.program.index import Index, Said
from mailtriage.program.patterns import compiled, value_pattern
from mailtriage.program.readings import Readings, needed_by
from mailtriage.program.rule import Field

FINDS = [
    ("since", "The scales have been frozen since lunchtime.", "lunchtime"),
    ("since", "Printing was fine until last Thursday, now it is not.", "was fine until last Thursday"),
    ("since", "Two days ago the lists stopped.", "Two days ago"),
    ("since", "It went quiet at 14:20 today.", "14:20 today"),
    ("since", "It has been like this ever since the electrician moved the rack.", "the electrician moved the rack"),
    ("since", "Nothing prints.", ""),
    ("since", "It has drifted from the night of Tuesday.", "from the night of Tuesday"),
    ("since", "Seit Mittwochabend druckt nichts.", "Seit Mittwochabend"),
    ("since", "Since the lift was painted last Monday evening it sticks.", "last Monday evening"),
    ("affected", "About 40 nurses cannot sign in.", "About 40 nurses"),
    ("affected", "Two of our five shops are cut off.", "Two of our five shops"),
    ("affected", "One in ten calls has no sound.", "One in ten calls"),
    ("affected", "Every till in the canteen is dead.", "Every till in the canteen"),
    ("affected", "Only me, the others are fine.", "Only me"),
    ("affected", "Version 4.2 shows it too.", ""),
    ("affected", "It is only the incoming faxes of the ward.", "only the incoming faxes of the ward"),
    ("affected", "Extensions 310 to 340 are silent.", "Extensions 310 to 340"),
    ("steps_taken", "The belt stops. I pulled the plug and put it back in. Please help.", "I pulled the plug"),
    ("steps_taken", "Restarted it twice, no change.", "Restarted it twice"),
    ("steps_taken", "The belt stops. What shall we do?", ""),
    ("error_text", "A box pops up: \"Paper tray not found\".", "Paper tray not found"),
    ("error_text", "Every night\n  ERROR: spool exceeded at slot 4\nand then it stops.", "ERROR: spool exceeded at slot 4"),
    ("error_text", "It says Unable to reach the host", "Unable to reach the host"),
    ("error_text", "The \"welcome\" page is fine.", ""),
    ("call_back", "You can reach me on 0715 550 199 all day.", "0715 550 199"),
    ("call_back", "My mobile is +27 82 555 0101.", "+27 82 555 0101"),
    ("call_back", "Serial 0715550199, please register it.", ""),
    ("callback_time", "Please ring me after 4pm, 0715 550 199.", "after 4pm"),
    ("callback_time", "Call any time on 0715 550 199.", "any time"),
    ("when", "It may be done over the weekend of 6 March.", "over the weekend of 6 March"),
    ("when", "Vi vill ha det på torsdag.", "på torsdag"),
    ("workaround", "The porters use their own mobiles for now.", "The porters use their own mobiles for now."),
    ("workaround", "For now we write the orders by hand.", "we write the orders by hand"),
    ("when", "Please switch it on by Friday 4 December at 18:00.", "by Friday 4 December at 18:00"),
    ("when", "How do I print it?", ""),
    ("location", "The phones in our Dover depot are silent.", "Dover depot"),
    ("since", "Looking closer, it goes back to 3 March.", "3 March"),
    ("since", "It was fine on Friday, this morning it is not.", "this morning"),
    ("since", "It has been so since early March.", "early March"),
    ("since", "Over the last few days the lists are late.", "the last few days"),
    ("affected", "Nine of us in three buildings have it, and some calls are late.", "Nine of us in three buildings"),
    ("affected", "It is for everybody who comes in over the VPN.", "everybody who comes in over the VPN"),
    ("when", "We need it by noon on Monday 30 March.", "by noon on Monday 30 March"),
    ("when", "It is planned for the weekend of 16 March.", "the weekend of 16 March"),
    ("when", "They leave after lunch.", "after lunch"),
    ("when", "I start on mon 30th.", "mon 30th"),
    ("when", "Es ist f\u00fcr Mitte Januar geplant.", "Mitte Januar"),
    ("when", "A partir de julio de 2027.", "A partir de julio de 2027"),
    ("steps_taken", "Rebooted pump2. Same again.", "Rebooted pump2"),
    ("steps_taken", "A new cable makes no difference.", "A new cable makes no difference."),
    ("steps_taken", "De dienst is al twee keer herstart.", "De dienst is al twee keer herstart."),
    ("error_text", "It stops:\n/opt/setup.run: Permission denied", "/opt/setup.run: Permission denied"),
    ("error_text", "It ends with SIGSEGV in arc().", "SIGSEGV in arc()"),
    ("error_text", "It hangs at \"Loading 3/7\".", "Loading 3/7"),
    ("workaround", "The old trunk still works.", "The old trunk still works."),
    ("workaround", "We have moved the counting to the afternoons.", "We have moved the counting to the afternoons"),
    ("workaround", "At the moment we rename it each time.", "At the moment we rename it each time."),
    ("reference", "The invoice for next year, CD-58113, is wrong.", "CD-58113"),
    ("reference", "11:02 is a good one (call id 88140-C).", "88140-C"),
    ("reference", "Our reference is PK-2011, your invoice 40021.", "PK-2011"),
    ("username", "My user is jdoe4, if that helps.", "jdoe4"),
    ("version", "We're on 4.9 now.", "4.9"),
    ("version", "Pager 7.2.0 hangs.", "7.2.0"),
    ("version", "The address is 10.0.0.12, port 80.", ""),
    ("platform", "It runs on RHEL 9.4 here.", "RHEL 9.4"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "mail", "value"), FINDS)
def test_a_fact_is_found_where_a_sentence_says_it_and_only_there(name: str, mail: str, value: str) -> None:
    assert _found(name, mail) == value


def test_every_list_can_be_read_and_is_tried_above() -> None:
    for ways in COMMON.values():
        for way in ways:
            for kind, words in way.items():
                [compiled(w) for w in words] if kind in ("sentence", "quoted") else None
                value_pattern(words) if kind == "pattern" else None
    assert set(COMMON) - {"reproduce", "affected_loosely"} <= {name for name, _, _ in FINDS}


class _Program:
    """As much of a program as finding asks for."""

    products: tuple[str, ...] = ()

    def __init__(self, field: Field) -> None:
        self.fields = {field.id: field}
        self.readings = Readings(self.fields)


def _found(name: str, mail: str) -> str:
    field = Field(name, {"": name}, found_by=tuple(common_ways(name, {"products": ("Pager",)})))
    index = Index(pattern for way in field.found_by for pattern in needed_by(way))
    read = Read(Said(index, {"subject": "", "new text": mail}), "", mail)
    found = find_fields(_Program(field), read).get(name)  # type: ignore[arg-type]
    return found.value if found else ""
