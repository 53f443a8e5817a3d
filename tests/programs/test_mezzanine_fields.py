"""Ways to find a field of Mezzanine that only these mails show: many facts in one mail, each in words of one way alone."""

from __future__ import annotations

import pytest

from tests.programs.mezzanine import LERATO, Mezzanine


@pytest.mark.parametrize(("text", "fields"), [
    ("It has been like this since Monday before lunch. Two of our nurses in the same building see it. My three tablets have it too. "
     "Four of our Grain Helium agents wait. Five of those very old handsets blink.\nShe drives to town to sync the tablet every Friday. It "
     "opens only if you stand outside. With another screen all opens. Hulle stap na die kantoor.\nWe come today. Il nous le faut "
     "vendredi mardi matin. Please drop these Kibo oil tins onto her list.",
     {"since": "Monday before lunch",
      "affected": "several users; Two of our nurses in the same building; My three tablets have it too; Four of our Grain Helium "
                  "agents; Five of those very old handsets",
      "workaround": "She drives to town to sync the tablet every Friday; only if you stand outside; With another screen all opens; "
                    "Hulle stap na die kantoor",
      "when": "every Friday; today; mardi matin", "item": "Kibo oil tins"}),
    ("It began from about seven o'clock. Ann Otieno sees it in Farmer Connect. She joined a service called Fun4U. He watches TikTok "
     "and YouTube. There is a dotted picture. A little purple cloud. 3 GB each. Send it to ann.any@x.example. Ten brand new donated "
     "laptops. Three new health posts wait. It is grey on Ann Banda's phone. The airtime of Sister Banda went.",
     {"since": "seven o'clock", "registered_name": "Ann Otieno", "product": "Farmer Connect",
      "affected": "Three new health posts; Ann Banda; Sister Banda",
      "item": "Fun4U; TikTok and YouTube; dotted picture; little purple cloud; 3 GB each; ann.any@x.example; Ten brand new donated "
              "laptops"}),
    ("After the new version came on a Tuesday it is odd. 120 of our depots wait to be renamed. They merged all 300 learners. Please "
     "put Zinc Forte there. The paracetamol 500mg. Tag no: AB12-3X! The total of Tenofovir. Two Samsung Galaxy A12s. The police "
     "say OB 112/03/2026. It is short code 40404.",
     {"since": "After the new version came on a Tuesday",
      "item": "Two Samsung Galaxy A12s; 120 of our depots; all 300 learners; Zinc Forte; paracetamol 500mg; AB12-3X; Tenofovir",
      "reference": "OB 112/03/2026; 40404"}),
    ("What happens: it stays black\nPassword: Kestrel77blue", {"error_text": "it stays black"}),
])  # fmt: skip
def test_MEZ_04_each_way_to_find_a_field_finds_what_no_other_does(
    desk: Mezzanine, text: str, fields: dict[str, str]
) -> None:
    found = desk.writes(text, LERATO)["values"]
    for name, values in fields.items():
        assert set(values.split("; ")) <= set(found.get(name, "").split("; ")), (name, found.get(name))
