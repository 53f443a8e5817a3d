"""program/common.py: how people write, in free sentences, the facts every desk wants to know. `{ common = "since" }` in
fields.toml stands for one of these lists.

Promises   the same ways a manager may write (program/vocabulary.py), tried in this order; no product or customer is named.
Does not   hold labels ("Since: …"): what a form says is the program's.
Reads next program/fields.py, program/times.py (points in time)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mailtriage.program.common_words import CLOCK, DAY, MONTH, NUMBER, PAST, PEOPLE, PHONE, PLACES, SITES, SOME, TRIED

_WAYS: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "since": (
        {"time": ("since", "as of", "ever since", "started", "began", "starting", "happened", "first seen", "first noticed",
                  "noticed it", "sinds", "seit", "siden", "sedan", "depuis", "desde", "vanaf", "ab")},
        {"pattern": rf"\bsince (?:[a-z]{{2,7}} )?(?:\d{{1,2}}(?:[:.]\d\d)?(?:ish)?|{NUMBER})\b(?: (?:am|pm|today|yesterday))?"},
        {"pattern": rf"\b((?:about |around |over )?(?:\d{{1,3}}|an?|{NUMBER}|several|a few|a couple of|some) (?:minutes?|hours?|days?|weeks?|months?) ago)\b"},
        {"pattern": r"\b(between \d{1,2}[:.]\d{2} and \d{1,2}[:.]\d{2}(?: every day| each day| daily| on \w+)?)"},
        {"pattern": rf"\b(?:from|at|around|about|after|by|past|from about|just after) ({CLOCK}(?: (?:today|yesterday|local time|this (?:morning|afternoon|evening)|last night|on {DAY}|on \d{{1,2}} {MONTH}))?)"},
        {"pattern": r"\bsince ((?:the|we|our|they|i|my|you|your|he|she|it|this|that|carrier|firmware) (?:\w+ ){0,4}?(?:\w+ed|went|got|came|put|began|took|made|gave|left|broke|fell|ran|back|over)\b[^.,;!?\n]{0,40})"},
        {"pattern": rf"\b(?:for|over|in the (?:last|past)|these|the last|the past) ((?:about |almost |nearly |more than |over |around )?(?:the )?(?:last |past )?(?:\d{{1,3}}|an?|{NUMBER}|several|a few|a couple of) (?:minutes?|hours?|days?|weeks?|months?|years?))(?: now)?\b"},
        {"pattern": r"\b(after (?:the |our |your |a |installing |installation of |updating |upgrading |moving |changing )(?:\w+ ){0,3}?(?:update|upgrade|patch|move|migration|restart|reboot|power cut|outage|lunch|weekend|storm|change|installation|maintenance|release|[\d.]+\d)(?: \w+ \w+day)?)\b"},
        {"pattern": rf"\b((?:was|were|worked|all|working|everything) (?:\w+ ){{0,2}}(?:fine|ok|okay|good|well|perfectly|normal|working|works)? ?(?:until|till|on|up to|before|as late as) (?:{PAST}|{DAY}|\d{{1,2}} {MONTH}|noon|lunch))\b"},
        {"pattern": rf"\b({PAST}(?: (?:at|around|about) (?:{CLOCK}|\d{{1,2}}))?)"},
        {"pattern": rf"\b((?:on |last |this )?{DAY}(?: (?:morning|afternoon|evening|night|noon))?)\b"},
        {"pattern": r"\b(oggi|hoje|ontem|aujourd'hui|hier|heute|gestern|vandaag|gisteren|vanmorgen|i dag|i går|i morges|i morse|idag|igår|hoy|ayer|leo|jana)\b"},
        {"pattern": r"\b(all (?:day|morning|night|week)|just now)\b"},
    ),
    "affected": (
        {"pattern": rf"\b((?:only |just )?(?:all |both |about |around |some |roughly |nearly |almost |over |more than |at least |approximately |maybe )*(?:\d{{1,6}}|{NUMBER})(?:-odd|\+)? (?:out )?of (?:our |the |my |us |them )?(?:{SOME} ?)?(?:\d{{1,6}} )?(?:[a-z-]{{4,}} )?{PEOPLE})\b"},
        {"pattern": r"\b((?:about |around |maybe |roughly |nearly |almost |over )?(?:one|two|three|four|1|2|3|4|a (?:half|third|quarter|fifth|tenth)|half|two thirds|most|\d{1,3} ?%)(?: (?:in|out of|of) (?:our |the |all |every |us |them )?(?:\d{1,5}|two|three|four|five|six|ten|twenty|\w+)(?: (?:\w{4,} )?\w{3,}s\b)?))"},
        {"pattern": rf"\b((?:only |just )?(?:all |both )?(?:of )?(?:my |our |the |these )?(?:about |around |some |roughly |nearly |almost |over |more than |at least |approximately |maybe )?(?:\d{{1,6}}|{NUMBER})(?:-odd|\+)? (?:[a-z-]{{4,}} )?{PEOPLE})\b"},
        {"pattern": rf"\b((?:every|each|the whole|the entire|entire|whole|all (?:of )?(?:the|our|my|these|those)|all|both|no) (?:[a-z-]+ ){{0,2}}{PEOPLE}(?: (?:of|in|at|over|on|from) (?:the |our |that |this )?[a-z]+)?)\b"},
        {"pattern": r"\b((?:everybody|everyone|nobody|no one|noone|people|some people|someone|colleagues?|users?|staff) (?:in|at|of|from|on) (?:the |our |my )?[a-z]+(?: [a-z]+)?(?: \(\d+ [a-z]+\))?)"},
        {"pattern": r"\b((?:only|just) (?:me|mine|i|him|her|one (?:user|person|colleague|machine|pc|phone|tablet|site|nurse|of us)|the (?:two|three|four|five) of us(?: in the [a-z]+)?|my (?:pc|machine|account|phone|laptop|tablet|computer)|this (?:pc|machine|phone|user|tablet|device|one)))\b"},
        {"pattern": r"\b((?:i am|i'm) the only (?:one|person)|(?:one|some|several|many|most|a few|a couple|two|three|four|five) of (?:us|our \w+|my \w+|the \w+|them)|several (?:users|colleagues|people|sites|\w+ers)|(?:many|most|several|a few|a couple of|some) (?:of (?:our |the )?)?(?:users|colleagues|people|sites|customers|patients|nurses|agents|clients|callers|phones|[a-z]{3,12}ers))\b"},
        {"pattern": r"\b((?:alla|alle|samtlige|samtliga|hele|hela|tous les|toutes les|todos os|todos los|todas as|os|los|alle unsere|al onze) (?:\w+ )?\w{4,})"},
        {"pattern": r"\b((?:afdeling|abteilung|avdeling|avdelning|département|departamento) (?-i:[A-Z]\w+))"},
    ),
    "affected_loosely": (
        {"pattern": rf"\b((?:our|the|my|a|one) (?:[a-z-]+ )?{PLACES}(?: (?-i:[A-Z]\w+)| team| staff| \(\d+[^)\n]{{0,20}}\))?)\b"},
        {"pattern": r"\b((?:our|my|one of our|one of my) (?:[a-z-]+ )?(?:colleagues?|nurses?|drivers?|users?|staff|team|manager|agents?|operators?|receptionists?|teachers?|clerks?|people|customers?|patients?|callers?|boss|director|accountants?|[a-z]{3,12}(?:ers|ists)))\b"},
        {"pattern": r"(?-i:\bon ([A-Z][a-z]+)'s (?:machine|pc|computer|laptop|phone|tablet|account|screen))"},
        {"pattern": r"\b((?:on|at|for) (?:my|his|her) (?:pc|machine|computer|laptop|phone|tablet|desk|account|own|colleague's))\b"},
    ),
    "steps_taken": (
        {"sentence": (*(rf"re:\b(we|i|they|he|she|have|has|had|'ve) (have |had |has |did )?(already |also |then |even |both |now |just )*({verbs})\b" for verbs in TRIED),
                      r"re:\b(did not|didn't|does not|doesn't|didnt|doesnt|do not) (really |even )?(help|change|make (any|a) difference|solve|fix|cure)",
                      r"re:\b(no|not any|without|not much) (difference|change|success|luck|better|effect|improvement|result|joy)\b", r"re:\b(made no|makes no) (difference|odds|change)", "to no avail",
                      r"re:\b(restart|reboot|reinstall|reset|re-login|logg|updat|swapp|clear)ing (it |the |did|has|makes)",
                      r"re:\b(helps|helped|worked|works) (for|only for) (a|some|ten|five|\d+) (minutes?|hours?|while|days?)",
                      r"re:\b(har|hebben|heb|haben|habe|avons|ai|hemos|he) (\w+ ){0,6}(provat|prøvd|prøvet|testat|testet|startat om|startet|omstart\w*|geprobeerd|herstart|opnieuw|gereset|versucht|probiert|neu ?gestartet|getestet|geprüft|essayé|redémarré|vérifié|testé|probado|reiniciado)",
                      r"re:\b(já|ya) (\w+ ){0,2}(reini\w+|tent\w+|gerei|test\w+|verifi\w+|prob\w+|desinstal\w+|actuali\w+)")},
        {"pattern": rf"(?:^|[.!?;:\n] ?|\b(?:and|also|already|then|been|was|were) )((?:{'|'.join(TRIED).replace('(', '(?:')})\b[^.!?\n]{{2,160}})"},
    ),
    "error_text": (
        {"quoted": ("error*", "message*", "says", "say", "saying", "shows", "show", "showing", "reads", "fails", "failed", "reports", "invalid", "cannot",
                    "(get|gets|got|getting)", "(see|sees|saw|seeing)", "(return|returns|returned|throws)", "(logs|logged|writes|repeats|answers)",
                    "(stops|stopped|ends|quits) (* )?(* )?(* )?with", "(nobody|no one|can't|won't|does not|doesn't)", "logs?", "(pop|pops|popped)( |-)?up",
                    "(box|window|banner|bar|screen|dialog|dialogue|notice|warning|red|yellow|line) ", "(appears|comes up|came up|tells me|told me)",
                    "(staat|melding|foutmelding|zegt|meldung|fehlermeldung|steht|sagt|kommt|affiche|erreur|dit|aparece|erro|diz|står|sier|säger|melding|meddelande|besked|inasema)")},
        {"pattern": r"\"([^\"\n]{0,80}\b(?:error|fail\w*|denied|invalid|cannot|expired|locked|limit|refused|time ?out|aborted|unable|lost|not \w+|unknown|exception|missing)\b[^\"\n]{0,80})\""},
        {"pattern": r"(?-i:\b((?:FATAL|ERROR|CRITICAL|PANIC|SEVERE|WARN(?:ING)?|Fatal|Exception)[ :]+[^\n\"]{4,120}))"},
        {"pattern": r"(?-i:(?:^|\n|: )[ \t>]*((?:[A-Z]\w+:? )[^\n\".;]{3,90}\([A-Z]{1,5}-?\d{2,6}\)))"},
        {"pattern": r"(?-i:\b(E(?:RR)?[-_ ]?\d{2,5}\b(?:[: -]{1,3}[A-Za-z][\w ,'-]{3,60})?))"},
        {"pattern": r"\b(?:error|errors|fehler|code|message|alarm|log|logs|says?|shows?|with|gives?|gets?|get|got|returns?|reports?|displays?|reads|meldung|foutmelding|erreur)\b[^\n.]{0,30}?((?-i:\b[A-Z]{1,5}-?\d{3,5})\b(?: [a-z]\w+){0,6})"},
        {"pattern": r"\b((?:access violation|segmentation fault|out of memory|stack overflow|null ?pointer)(?: (?:in|at) [\w.]+)?)"},
        {"pattern": r"(?-i:\b[A-Z]{2,12}(?:::|_)[A-Z][A-Z_]{3,40}\b)"},
        {"pattern": r"\b(?:error|exception|status|http|sip|response|code|fehler|fout|feil|erreur|erro)(?: code| message| number| nr\.?)?[ :#-]{1,3}(?:0x[0-9a-f]{4,8}|[a-z]{0,5}-?\d{2,6})\b"},
        {"pattern": r"(?-i:\b[A-Z][A-Za-z]{2,40}(?:Exception|Error)\b)"},
        {"pattern": r"\b(?:error|message|popup|pop-up|warning|notice|prompt|it says|which says|that says|saying|saying that|it shows|tells (?:me|us|them)(?: that)?|with the (?:message|error|text|words))(?: message| text)?(?: (?:is|was|says|reads|that|saying))?:? ((?-i:[A-Z])[^\n.\"]{4,100}|(?:connection|access|login|session|invalid|no|not|unable|cannot|user|server|network|could|failed|please|wrong|something)\b[^\n.,\"]{3,80})"},
        {"pattern": r"\b((?:no|without any|without an|not any|there is no|never any) (?:error|message|error message|warning|pop-?up|error text)(?: message)?(?: (?:at all|appears|shown|is shown))?)\b"},
    ),
    "call_back": (
        {"pattern": rf"\b(?:(?:call|ring|phone|telephone|reach|contact|whatsapp|dial|text) (?:me|us|back|to me|him|her|on|at)|reach(?:ed|able)|speak|talk|call ?back|(?:a|your|the) (?:phone )?call|give (?:me|us) a (?:call|ring))\b[^|]{{0,90}}?(?:^|[^\d+]){PHONE}"},
        {"pattern": rf"\b(?:my|our) (?:direct |private |home |desk |work |new |own |mobile |cell )?(?:mobile|cell(?:phone)?|number|phone|line|tel(?:ephone)?|extension|nr)\b[^|]{{0,40}}?(?:^|[^\d+]){PHONE}"},
        {"pattern": rf"\b(?:on|under|at|op|auf|unter|sur le|au|på|no) {PHONE}"},
    ),
    "callback_time": (
        {"pattern": rf"\b(?:call|ring|phone|reach|reached|telephone|contact|mobile|available|here|desk|site|office|free|awake|working|home|number|back)\b[^|]{{0,90}}?\b((?:today |tomorrow |(?:on )?{DAY}(?: (?:morning|afternoon|evening))? |this (?:afternoon|evening|morning) )?(?:after|before|between|from|until|till|til|by|around|up to) (?:{CLOCK}|\d{{1,2}}|noon|lunch|midday|midnight|\w+ o.clock)(?: ?(?:am|pm))?(?: (?:and|to|till|until) (?:{CLOCK}|\d{{1,2}}|noon)(?: ?(?:am|pm))?)?(?: today| tomorrow| on \w+day)?)"},
        {"pattern": rf"\b(?:call|ring|phone|telephone|reach|reached|contact)\b[^|]{{0,60}}?\b(any ?time|day or night|all day|24/7|round the clock|at your convenience|as soon as (?:you can|possible)|this (?:afternoon|morning|evening)|tomorrow(?: (?:morning|afternoon|evening))?|today|tonight|(?:on |next )?{DAY}(?: (?:morning|afternoon|evening))?|next week)\b"},
        {"pattern": rf"\b(?:at|around|about) ({CLOCK}(?: (?:today|tomorrow))?)[^\n]{{0,20}}\b(?:call|ring|phone)\b"},
    ),
    "workaround": (
        {"pattern": r"\b(?:only way (?:round |around )?(?:it )?is(?: to)?|work ?-?around(?: for now)? (?:is|was|:)(?: to)?|only (?:thing that helps|cure) is(?: to)?) ([^.\n]{4,120})"},
        {"sentence": (r"re:\b(work ?-?around|only way (round|around|to)|in the meantime|meanwhile|for now|for the time being|in the interim|until then|till then|detour|temporar(y|ily))\b",
                      r"re:\b(carry on|make do|getting by|get by|people are managing|we manage|can manage|can still|still (able|works?|possible|open|use|print|see)|(works?|is|are) fine (in|with|on|so|if|when)|fine in)\b",
                      r"re:\b(by hand|on paper|manually|via the (web|browser|phone)|diverted|re-?routed|fall(ing)? back (on|to)|so (that's|that is) what (i'm|i am|we're|we are) using|we (now )?use (the )?\w+ instead|instead (we|i|they) (use|print|send|write)|switched (over )?to the (other|backup|old|spare))\b",
                      r"re:\b(dan werkt|mit .* geht es|entre-temps|en attendant|entretanto|enquanto isso|i mellomtiden|under tiden|tills vidare|voorlopig|vorläufig|solange)\b")},
    ),
    "reproduce": (
        {"pattern": r"((?:^|\n)[ \t]*(?:what i do|how to make it happen|steps to reproduce|to reproduce|to trigger it|how to see it|how to trigger|to get (?:it|there)|reproduce)[^:\n]{0,40}: ?\n?(?:[^\n]+(?:\n[ \t]*(?:\d[.)]|[-*]) [^\n]+)*))"},
    ),
    "when": (
        {"pattern": rf"\b((?:on |from |by |before |in |until |this |next )?(?:{DAY},? (?:the )?)?\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{MONTH}(?: \d{{4}})?(?:,? (?:at |after |before |from )?{CLOCK})?)"},
        {"pattern": rf"\b((?:on |from |by |before |until )?{MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?)\b"},
        {"pattern": rf"\b((?:by |before |until |from |on |coming |this )?(?:next (?:week|month|year|{DAY})|tomorrow(?: (?:morning|afternoon|evening|night))?|the (?:beginning|end|middle) of (?:next |the )?\w+|the \d{{1,2}}(?:st|nd|rd|th)|christmas|new year|easter)(?: at {CLOCK})?)"},
        {"pattern": rf"\b((?:by|before|until|till|for|from|starting|coming|latest) (?:on )?{DAY}(?: (?:morning|afternoon|evening|night|noon))?(?: at {CLOCK})?)"},
        {"pattern": rf"\b(?:please|could|can|would|want\w*|need\w*|plan\w*|going|visit\w*|meeting|will|must|like|has|have)\b[^.!?\n]{{0,80}}? (on {DAY}(?: (?:morning|afternoon|evening|night))?(?: at {CLOCK})?)"},
        {"pattern": rf"\b((?:in|from|by|before|until) {MONTH})"},
    ),
    "location": (
        {"pattern": rf"\b(?:in|at|from|for|to) (?:the |our |my )((?:[a-z-]+ )?{SITES}(?: (?-i:[A-Z]\w+))?)\b"},
        {"pattern": r"\bat ((?-i:[A-Z])[a-z]{2,}(?: (?-i:[A-Z])[a-z]+)?)\b"},
    ),
    "reference": (
        {"pattern": r"\b(?:ref(?:erence)?|invoice|order|purchase order|po|quote|pro-?forma|ticket|case|incident|number|no|nr|nummer|rechnung|faktura|facture|factuur|contract|delivery)\b\.?(?: number| no\.?| nr\.?| is)?[ :#(]{1,3}((?:[a-z]{1,6}-){0,2}\d[\d/-]{2,14}\d)\b"},
        {"pattern": r"\b(?:ref|reference|with|re|regarding|on|about|of|case|ticket)\b[ :#.\[(]{1,3}((?-i:[A-Z]{2,5})(?:-(?-i:[A-Z]{2,5}))?-\d{3,8}(?:-\d+)?)\b"},
    ),
    "username": (
        {"pattern": r"\b(?:user(?: ?name| ?id)?|log-?in(?: name)?|account name|gebruiker(?:snaam)?|benutzer(?:name)?|brukernavn(?:et)?|användarnamn(?:et)?|utilisateur|utilizador|identifiant)(?: is| ist| er| är| est| é|:| =) ?\"?([a-z][\w.@-]{2,40}[a-ce-z0-9])\"?(?:[,.;)\n]|$| (?:and|en|und|og|och|if|with|password|please))"},
        {"pattern": r"\b(?:my|his|her|their|for|of|under) (?:user|username|login|account) (?:name )?\"?((?:[a-z]+[._][a-z]+|[a-z]+\d+[a-z0-9]*|[\w.-]+@[\w.-]+\.[a-z]{2,})\b)"},
    ),
    "version": (
        {"behind": ("products",)},
        {"pattern": r"\b(?:version|versie|versjon|versión|versão|release|build|patch|hotfix|v|ver\.?)[ .:]{0,2}(\d{1,3}(?:\.(?:\d{1,5}|x)){1,3}[a-z]?)(?:[^\d:.\w]|\.?\s|\.?$)"},
        {"pattern": r"\b(?:we're on|we are on|i'm on|still on|currently on|running|we run|we have|we use|using|from|to|upgraded to|updated to)[ ]{1,2}v?(\d{1,3}(?:\.(?:\d{1,5}|x)){1,3}[a-z]?)(?:[^\d:.\w]|\.?\s|\.?$)"},
        {"pattern": r"(?:^|[^\d.,\w/-])(\d{1,2}\.\d{1,2}\.\d{1,4})(?:[^\d.:\w]|\.?\s|\.?$)"},
        {"pattern": r"\bfirmware[ .:]{0,2}(\d{1,3}(?:\.(?:\d{1,5}|x)){1,3}[a-z]?)\b"},
    ),
    "platform": (
        {"pattern": r"\b((?:windows(?: server)?|ubuntu|debian|red hat(?: enterprise linux)?|rhel|centos|rocky(?: linux)?|alma(?: linux)?|suse|sles|macos|mac os(?: x)?|android|ios|ipados) (?:version )?\d[\d.]*(?: lts| r2| pro| enterprise| home)?)\b"},
        {"pattern": r"\b(windows xp|windows vista|windows(?: server)?|ubuntu|debian|linux|macos|macbook|chromebook|android|iphone|ipad)\b"},
    ),
}


def _wrapped(way: Mapping[str, Any]) -> Mapping[str, Any]:
    """A way for mails that were wrapped: there is a line end where a space was."""
    return {kind: words.replace(" ", r"\s") if kind == "pattern" else words for kind, words in way.items()}


COMMON: Mapping[str, tuple[Mapping[str, Any], ...]] = {name: tuple(map(_wrapped, ways)) for name, ways in _WAYS.items()}
