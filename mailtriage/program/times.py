"""program/times.py: points in time as people write them behind "since", in the languages of program/courtesies.py.

One expression, for RE2, in any letter case, on text with plain quotes and dashes. Data, no logic. Alternatives stand
between bars with space around; a name in < > is one of the lists above.
Reads next program/fields.py
"""

from __future__ import annotations

import re

_PARTS: dict[str, str] = {}


def _or(name: str, text: str) -> None:
    """Name a list of alternatives."""
    words = [_fill(" ".join(word.split())) for word in text.strip().split(" | ")]
    _PARTS[name] = f"(?:{'|'.join(words)})"


def _fill(text: str) -> str:
    return re.sub(r"<(\w+)>", lambda m: _PARTS[m[1]], text)


_or("day", r"""
    mon(?:day)? | tue(?:s(?:day)?)? | wed(?:nesday)? | thu(?:rs(?:day)?)? | fri(?:day)? | sat(?:urday)?
    | sun(?:day)? | mandag | tirsdag | onsdag | torsdag | fredag | lørdag | søndag | måndag | tisdag | lördag
    | söndag | montag | dienstag | mittwoch | donnerstag | freitag | samstag | sonntag | lundi | mardi | mercredi
    | jeudi | vendredi | samedi | dimanche | vrydag | saterdag | sondag | jumatatu | jumanne | jumatano | alhamisi
    | ijumaa | jumamosi | jumapili | maandag | dinsdag | woensdag | donderdag | vrijdag | zaterdag | zondag
""")
_or("month", r"""
    jan[a-z]* | feb[a-z]* | mar(?:ch|s)? | märz | apr[a-z]* | ma[yji] | mai | jun[ie]? | juin | jul[iy]? | juillet
    | aug[a-z]* | août | sep[a-z]* | o[kc]t[a-z]* | nov[a-z]* | de[czs](?:ember|embre)?
""")
_or("part", r"""
    morning | afternoon | evening | night | noon | midday | lunch(?:time)? | morgen | formiddag | ettermiddag
    | eftermiddag | kveld | aften | natt | nat | förmiddag | kväll | früh | vormittag | mittag | nachmittag | abend
    | nacht | matin | midi | après-midi | soir | nuit | ochtend | middag | avond
""")
_or("clock", r"""
    \d{1,2}[:.h]\d{2}(?: ?[ap]\.?m\b\.?)? | \d{1,2} ?[ap]\.?m\b\.? | \d{1,2} ?h\b | \d{1,2} o'clock | \d{1,2}ish\b
    | (?:kl|klockan|klokken)\.? ?\d{1,2}(?:[:.]\d{2})? | \d{1,2} uhr | \d{1,2} uur | noon | midday | midnight
""")
_PARTS["zone"] = r"(?: ?\(?(?:utc|gmt|cet|cest|sast|eat|cat|bst|est|wat)\b\)?)?"
_or("number", r"""
    \d{1,3} | an? | one | two | three | four | five | six | seven | eight | nine | ten | eleven
    | twelve | several | some | a few | a couple of | half an | noen
    | några | et par | ett par | en | ein(?:er|em)? | zwei | drei | einigen | une? | deux | trois | quelques | een
    | twee | drie | enkele
""")
_or("unit", r"""
    minutes? | mins? | hours? | hrs? | days? | weeks? | months? | minutter | timer? | dager? | dage? | uker? | uger?
    | måneder? | minuter | timmar | dagar | veckor | minuten? | stunden? | tagen? | wochen? | monaten? | heures?
    | jours? | semaines? | mois | uren | uur | dagen | weken | maanden
""")
_or("date", r"""
    \d{4}-\d{2}-\d{2} | \d{1,2}[./-]\d{1,2}[./-]\d{2,4} | \d{1,2}\.\d{1,2}\b\.? | \d{1,2}/\d{1,2}
    | \d{1,2}(?:st|nd|rd|th|\.)? (?:of )?<month>(?:,? \d{4})? | <month> \d{1,2}(?:st|nd|rd|th)?(?:,? \d{4})?
    | (?:first|1st|last|end) of <month>
""")
_or("event", r"""
    update | upgrade | restart | reboot | power (?:cut|failure|outage) | migration | patch | change | move
    | installation | release | maintenance | weekend | holidays? | outage | switch | oppdateringen | helgen
    | oppgraderingen | uppdateringen | opdateringen | weekenden | neustart | wochenende | umzug | mise à jour
    | week-end | redémarrage | herstart | verhuizing
""")
_or("near", r"""
    about | around | approximately | roughly | ca\.? | early | late | cirka | omkring | etwa | vers | environ | rond
    | ungefähr
""")
_or("last", r"""
    last | this | yesterday | the | forrige | sist | siste | denne | förra | i | sidste | letzte[nmr]? | vorige[nr]?
    | diese[nmr]? | dem | der | la | le | ce | cette | vorig[e]? | deze | de | het | l'
""")
_or("relative", r"""
    yesterday(?:'s)?(?: <part>)? | today(?: <part>)? | tonight | last night | this <part> | last <part>
    | (?:last|this) (?:week(?:end)?|month|year|<day>|<month>)
    | lunch(?:time)? | i (?:går|igår|dag|natt|nat|morges|morse|aftes|kveld)(?: <part>)? | igår(?: <part>)? | idag
    | gestern(?: <part>)? | heute(?: <part>)? | vorgestern | hier(?: (?:au )?<part>)? | aujourd'hui | ce <part>
    | gisteren ?<part>? | vanochtend | vanmorgen | vandaag | vannacht
    | (?:forrige|förra|sidste) (?:uke|veckan|uge|måned|månaden) | en uke | uka
    | (?:letzte[rn]?|vorige[rn]?) (?:woche|monat) | la semaine dernière|le mois dernier | vorige week|vorige maand
""")
_or("to", "to | of | from | to version | on | til | auf | vers | naar")
_or("did", "updated | upgraded | moved | migrated | installed | changed | switched | restarted | rebooted")
_or("there", r"""
    <day>,? (?:the )?<date>
    | <date> | <relative> | <day>(?: <part>| last)? | <clock><zone> | <number> <unit>(?: (?:ago|siden))?
    | (?:the |our |your |last |dem |der |le |la |de )?(?:last |latest |recent )?<event>(?: of (?:<date>|<relative>)|
    (?:de|du|von|van) <day>| <to> [\w.-]*\w)?(?: <part>)?
    | (?:we|you|they|i) (?:have |had )?<did>(?: (?:to|from|the))?(?: [\w.-]*\w)?(?: \d[\w.]*\w)?
    | (?:the )?(?:\w+ )?(?:beginning|start|end|middle) of (?:the |last |this )?\w+
""")
_or("at", r"at | on | the | around | about | kl\.? | um | à | om | den | am | le | op")
_PARTS["more"] = _fill(r"(?:,? <at>?\.? ?(?:<near> )?(?:<clock><zone>|<date>|<relative>|<day>(?: <part>)?))")
_TIME = r"(?:(?:on|at|in|from|after|before|den|am|um|på|le|op) )?(?:<near> )?(?:<last> )?(?:<there>)<more>{0,2}"
TIME = _fill(_TIME).replace(" ", r"\s")      # a mail that was wrapped has a line end where a space was
