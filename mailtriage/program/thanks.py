"""program/thanks.py: does a mail only say thanks? Such a mail is noted: it opens nothing and gets no answer.

Promises   in doubt no: "Thanks, still broken" and "Thanks, and when?" are not thanks. What remains when the phrases of
           the program and common courtesies are taken away may only be names, where names stand.
Does not   know files; the phrases are data of the program, the courtesies below are the grammar around them.
Reads next triage/reply.py
"""

from __future__ import annotations

import re

from mailtriage.program.patterns import compiled, fold
from mailtriage.program.program import Program

LONGEST = 300  # characters: nobody says only thanks at greater length
MOST_NAME_WORDS = 3  # "Naledi van Wyk"

# What people put around their thanks, folded, longest first when used. en nb sv da de fr nl.
_GREETINGS = (
    "good morning",
    "good afternoon",
    "good evening",
    "hi",
    "hello",
    "hey",
    "dear",
    "hi there",
    "god morgen",
    "god dag",
    "hei",
    "heisann",
    "god morgon",
    "hej",
    "hejsan",
    "kære",
    "kjære",
    "guten morgen",
    "guten tag",
    "hallo",
    "liebe",
    "lieber",
    "sehr geehrte",
    "bonjour",
    "bonsoir",
    "salut",
    "goedemorgen",
    "goedemiddag",
    "goedendag",
    "dag",
    "beste",
)
_SIGN_OFFS = (
    "kind regards",
    "best regards",
    "warm regards",
    "regards",
    "best wishes",
    "best",
    "cheers",
    "yours sincerely",
    "sincerely",
    "br",
    "vennlig hilsen",
    "med vennlig hilsen",
    "med venlig hilsen",
    "venlig hilsen",
    "hilsen",
    "mvh",
    "vh",
    "med vänliga hälsningar",
    "vänliga hälsningar",
    "hälsningar",
    "mit freundlichen grüßen",
    "freundliche grüße",
    "viele grüße",
    "beste grüße",
    "liebe grüße",
    "grüße",
    "gruß",
    "mfg",
    "lg",
    "cordialement",
    "bien cordialement",
    "bien à vous",
    "met vriendelijke groet",
    "met vriendelijke groeten",
    "vriendelijke groet",
    "groeten",
    "groetjes",
)
_COURTESIES = (
    "all",
    "team",
    "everyone",
    "both",
    "again",
    "so far",
    "a lot",
    "so much",
    "very much",
    "a million",
    "indeed",
    "to you",
    "to you all",
    "for your help",
    "for the help",
    "for all your help",
    "for your quick help",
    "for the quick help",
    "for the quick reply",
    "for your reply",
    "for the update",
    "for your time",
    "for your support",
    "for the info",
    "for the information",
    "for your patience",
    "that solved it",
    "that fixed it",
    "that did it",
    "that worked",
    "that works",
    "it works",
    "it works now",
    "it works again",
    "it is working now",
    "it's working now",
    "works now",
    "works again",
    "works fine now",
    "problem solved",
    "solved",
    "sorted",
    "all good",
    "all good now",
    "all is well",
    "much appreciated",
    "appreciated",
    "appreciate it",
    "i appreciate it",
    "we appreciate it",
    "have a nice day",
    "have a good day",
    "have a great day",
    "have a nice weekend",
    "have a good weekend",
    "great",
    "perfect",
    "excellent",
    "super",
    "wonderful",
    "brilliant",
    "lovely",
    "very",
    "and",
    "yes",
    "i",
    "we",
    "is",
    "was",
    "så mye",
    "for hjelpen",
    "for svar",
    "for svaret",
    "for rask hjelp",
    "for rask respons",
    "det virker nå",
    "det fungerer nå",
    "nå virker det",
    "nå fungerer det",
    "løst",
    "supert",
    "topp",
    "flott",
    "fint",
    "kjempefint",
    "perfekt",
    "ha en fin dag",
    "god helg",
    "skal du ha",
    "ja",
    "så mycket",
    "för hjälpen",
    "det fungerar nu",
    "nu fungerar det",
    "bra",
    "toppen",
    "jättebra",
    "ha en bra dag",
    "trevlig helg",
    "så meget",
    "det virker nu",
    "nu virker det",
    "fedt",
    "ha' en god dag",
    "god weekend",
    "vielmals",
    "sehr",
    "für die hilfe",
    "für ihre hilfe",
    "für die schnelle hilfe",
    "für die schnelle antwort",
    "es funktioniert",
    "es funktioniert jetzt",
    "jetzt funktioniert es",
    "klappt",
    "es klappt",
    "alles gut",
    "wunderbar",
    "schönen tag",
    "schönes wochenende",
    "einen schönen tag",
    "und",
    "für votre aide",
    "pour votre aide",
    "pour l'aide",
    "pour votre réponse",
    "beaucoup",
    "infiniment",
    "à vous",
    "ça marche",
    "cela fonctionne",
    "tout fonctionne",
    "parfait",
    "super",
    "bonne journée",
    "bon week-end",
    "et",
    "wel",
    "zeer",
    "hartelijk",
    "voor de hulp",
    "voor je hulp",
    "voor uw hulp",
    "het werkt",
    "het werkt nu",
    "het werkt weer",
    "prima",
    "geweldig",
    "fijne dag",
    "fijn weekend",
    "en",
)
# A capital does not make these a name.
_NOT_NAMES = frozenset(
    "still not no but however broken error errors fails failed again wrong problem problems issue please why when how what help urgent "
    "ikke fortsatt fremdeles men feil virker fungerer inte fortfarande fungerar fejl stadig nicht immer noch aber fehler geht pas "
    "toujours mais erreur niet nog steeds maar fout werkt call ring reopen open stop cancel close wait also".split()
)
_CAPITALISED = re.compile(r"[^\W\d_a-zà-öø-ÿ][\w'’.-]*")


def is_thanks(program: Program, text: str) -> bool:
    """Whether `text` (what is new in the mail, without signature) says thanks or all right and nothing else."""
    text = text.strip()
    if not text or len(text) > LONGEST or re.search(r"[?\d@]|https?:", text):
        return False
    thanked = False
    rest: list[tuple[int, list[str]]] = []
    lines = [line for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        left, hit = _take_phrases(program, line)
        thanked = thanked or hit
        if left:
            rest.append((number, left))
    return thanked and all(_is_name(words) for _, words in rest) and len(rest) <= 2


def _take_phrases(program: Program, line: str) -> tuple[list[str], bool]:
    """The words of a line that are neither thanks nor courtesy, as written, and whether it thanked."""
    folded = fold(line)
    hit = False
    for phrases in program.thanks.values():
        for phrase in sorted(phrases, key=len, reverse=True):
            found = compiled(phrase)
            while (m := found.search(folded.encode("utf-8", "replace"))) is not None:
                hit, words = True, m.group(1).decode("utf-8", "replace")
                folded = folded.replace(words, " \u00b6 ", 1)
    for courtesy in _LONGEST_FIRST:
        if courtesy in folded:
            folded = re.sub(rf"(?<!\w){re.escape(courtesy)}(?!\w)", " \u00b6 ", folded)
    remaining = set(re.findall(r"[^\W\d_][\w'’.-]*", folded))
    return [w for w in re.findall(r"[^\W\d_][\w'’.-]*", line) if fold(w) in remaining], hit


def _is_name(words: list[str]) -> bool:
    return len(words) <= MOST_NAME_WORDS and all(
        _CAPITALISED.fullmatch(w) and fold(w).strip(".") not in _NOT_NAMES for w in words
    )


_LONGEST_FIRST = tuple(sorted({*_GREETINGS, *_SIGN_OFFS, *_COURTESIES}, key=len, reverse=True))
