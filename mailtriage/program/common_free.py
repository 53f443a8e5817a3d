"""program/common_free.py: facts in clauses that begin or end with a word that any mail may have, also in other languages:
what is looked for before and behind the ways of program/common.py. Data.

Reads next program/common.py
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mailtriage.program.common_words import CLOCK, DAY, MONTH, NUMBER, PAST

_DAY_ABROAD = (
    r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag[^\s.,;:!?]*|(?:mon|diens|donners|frei|sams|sonn)tag[^\s.,;:!?]*|mittwoch[^\s.,;:!?]*"
    r"|(?:mån|tis|ons|tors|fre|lör|sön|man|tirs|lør|søn)dag[^\s.,;:!?]*|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado"
    r"|domingo|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|pondělí|pondělka|úter[^\s.,;:!?]+|střed[auy]|čtvrt(?:ek|ka|ku)|pát(?:ek|ku)|sobot[auyę]|neděl[eií]"
    r"|poniedział[^\s.,;:!?]+|wtor[^\s.,;:!?]+|środ[aęy]|czwart[^\s.,;:!?]+|piąt[^\s.,;:!?]+|niedziel[aęi])"
)
_MONTH_ABROAD = (
    r"(?:januari|februari|maart|mei|juni|juli|augustus|oktober|januar|februar|märz|mai|august|dezember|desember|janvier|février|mars|avril|juin|juillet|août|septembre"
    r"|octobre|novembre|décembre|enero|febrero|marzo|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|março|maio|junho|julho|setembro"
    r"|outubro|novembro|dezembro|ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince|grudnia|stycznia|september|november|december|april)"
)
_REST = r"[^.,;:!?()\n]"

# Looked for before the ways of common.py.
FIRST: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "since": (
        {"pattern": rf"\b(?:goes? back to|went back to|dates? back to|(?:days|calls|records|entries|everything|recordings|dates|all) (?:after|from|since)) ((?:the )?\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH})"},
        {"pattern": rf"\b(?:happened|occurred|came|seen|crashed|failed)\b[^.!?\n]{{0,30}}? (on (?:the )?\d{{1,2}}(?:st|nd|rd|th)?,? and (?:on )?(?:the )?\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH})"},
        {"pattern": rf"\bsince ((?:early|late|mid|the (?:beginning|start|middle|end) of)[ -]{MONTH})"},
        {"pattern": rf"\bsince ((?:about |around |roughly )?half (?:past )?(?:\d{{1,2}}|{NUMBER})(?: (?:this morning|yesterday|today))?)"},
        {"pattern": rf"\b((?:about|around|at|from|since) (?:a? ?quarter|half|\d{{1,2}}|{NUMBER}) (?:minutes )?(?:past|to|after|before) (?:\d{{1,2}}|{NUMBER})(?: (?:o'clock ))?(?: ?(?:this (?:morning|afternoon|evening)|yesterday|today|last night|on {DAY}))?)\b"},
        {"pattern": rf"\b(from the (?:night|morning|evening|afternoon) of {DAY})\b"},
        {"pattern": rf"\b(from {DAY}(?:'s)? (?:night|morning|day|late|early|evening) ?shift)\b"},
        {"pattern": rf"\bsince (?:the|we|our|they|i|my|your|he|she|it) {_REST}{{3,60}}? ((?:last |this )?{DAY}(?: (?:morning|afternoon|evening|night|lunchtime))?)\b"},
        {"pattern": rf"\b((?:on |last |this )?{DAY} (?:after|before|around|at) (?:lunch|noon|midnight|breakfast|closing|opening|dinner))\b"},
        {"pattern": rf"\b((?:sinds|sedert|vanaf|seit|sedan|siden|depuis|desde|od|da|alkaen|ab) (?:de |dem |der |den |o |a |le |el |i |w |we |v |ve |den |afgelopen |vorige |letzten |förra )?{_DAY_ABROAD})"},
        {"pattern": r"\b((?:sinds|sedert|seit|sedan|siden|depuis|desde|od) (?:gister[^\s.,;:!?]*|gestern|vandaag|vanmorgen|vanochtend|heute|igår|i går|i natt|hier|ce matin|ontem|hoje|ayer|hoy|esta (?:mañana|manhã)|včerejš[^\s.,;:!?]+|včera|dneš[^\s.,;:!?]+|rána|wczoraj|rana|dziś)(?: (?:morgen|früh|abend|ochtend|middag|avond|matin|soir))?)"},
    ),
    "affected": (
        {"pattern": r"\b((?:the |our )?whole [a-z]+ (?:is|are) (?:without|cut off)[^.!?\n]{0,60})"},
        {"pattern": r"\b((?:about |around |nearly |almost |roughly |over |more than )?(?:a (?:half|third|quarter|fifth|tenth)|half|two thirds|three quarters|most|\d{1,3} ?%) of (?:our |the |all |all our )?(?:[a-z-]+ ){0,2}[a-z]{3,}s)\b"},
        {"pattern": rf"\b((?:only|just) (?:(?:for|on|at|in|from|with|about|when it is|it's) )?(?:the|our|those|these|people|calls|users|colleagues|customers|callers|guests|phones|extensions|lines|some|outgoing|incoming|internal|external|inbound|outbound) {_REST}{{2,60}})"},
        {"pattern": r"\b((?:extensions?|lines?|rooms?|desks?|channels?|ports?|phones?|seats?) \d{1,6} ?(?:to|and|through|until|-) ?\d{1,6})\b"},
        {"pattern": rf"\b((?:geen van|keiner von|keiner der|ingen av|aucun de|nenhum d|nenhuma d|ninguno de|žádn[^\s.,;:!?]+ z|nikdo z|żaden z){_REST}{{2,40}})"},
        {"pattern": r"\b((?:as|os|las|los) (?:chamadas|ligações|linhas|llamadas|líneas|extensões|extensiones)(?: (?:para|de|da|do|del) [^\s.,;:!?]+)?)"},
        {"pattern": rf"\b(u (?:všech |některých )?(?:hovor|uživatel|telefon|pobočk|zákazník)[^\s.,;:!?]*(?: {_REST}{{2,40}})?)"},
    ),
    "when": (
        {"pattern": rf"\b((?:by |before |until |at )?(?:noon|midnight|midday|lunchtime|{CLOCK}) on {DAY}(?:,? (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{MONTH})?)"},
        {"pattern": rf"\b((?:on |over )?the weekend of (?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: (?:of )?{MONTH})?)"},
        {"pattern": r"\b((?:by |before |until )?(?:tonight|today|tomorrow),? (?:at )?\d{1,2}[:.]\d\d)\b"},
        {"pattern": r"\b((?:after|before|by|until) (?:lunch|breakfast|noon|midday|month[ -]end|year[ -]end|closing time))\b"},
        {"pattern": r"\b((?:mon|tues?|wed|thurs?|fri|sat|sun) (?:the )?\d{1,2}(?:st|nd|rd|th)?)\b"},
        {"pattern": rf"\b((?:from|between) \d{{1,2}}(?:st|nd|rd|th)? (?:to|and|until|till|-) \d{{1,2}}(?:st|nd|rd|th)? {MONTH})"},
        {"pattern": rf"\b((?:in|during) the (?:first|second|third|last) (?:week|half|days?|weekend) of (?:{MONTH}|next month))"},
        {"pattern": rf"\b(over the weekend(?: of (?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: {MONTH})?)?)"},
        {"pattern": rf"\b((?:by|in|until|before|from) (?:mid|early|late|the middle of|the beginning of|the start of|the end of|end of)[ -]{MONTH})"},
        {"pattern": rf"\b((?:at |by |before )?{CLOCK} (?:today|tomorrow|tonight|on {DAY}|this (?:morning|afternoon|evening)))"},
        {"pattern": rf"\b(in(?:side)? the next (?:\d{{1,3}}|{NUMBER}|few) (?:minutes?|hours?|days?|weeks?))\b"},
        {"pattern": rf"\b(for (?:a|\d{{1,2}}|{NUMBER}) (?:days?|weeks?|months?) from (?:{DAY}|tomorrow|next week|\d{{1,2}} {MONTH}))"},
    ),
    "error_text": (
        {"pattern": r"(?:^|\n)[ \t]*((?:[\w.-]*/[\w./-]+|[\w-]+\.(?:exe|dll|so|run|sh|py|jar|bin|conf|cfg)): [^\n]{4,120})"},
        {"pattern": r"(?-i:\bSIG[A-Z]{3,5}\b(?: in [\w:.]+(?:\(\))?)?)"},
        {"quoted": (r"re:\b(hangs?|hung|stuck|stays|sits|stops|stopped|freezes|stands|waits) (\w+ )?(at|on|with)\b",)},
        {"reads": "error messages"},
        {"quoted": (r"re:(^|[^a-z])(krijg|krijgen|kreeg|aparece|hlásí|píše|meldet|erscheint|visar|viser|affiche|s'affiche|mostra|zobrazuje)([^a-z]|$)",)},
        {"pattern": r"(?:\w|\)): ?\"([^\"\n]{8,200})\""},
        {"pattern": r"(?:[:]|\b(?:with|mit|says|said|med|met|par|com|get|gets|then))[ \t]*\r?\n(?:[ \t]*\r?\n)?[ \t]{2,12}([A-Za-z<\[][^\n]{12,160})"},
    ),
    "steps_taken": (
        {"reads": "steps"},
        {"pattern": r"(?:^|[.!?\n] ?)(tried [^.!?\n]{3,80})"},
        {"pattern": r"\b((?:i|we) (?:have |'ve )?(?:already |also |even )?(?:typed|let (?:them|him|her|it)|had (?:them|him|her|it)|pulled|wiggled|shook|downloaded|unplugged) [^.,;!?\n]{3,60})"},
    ),
    "reference": (
        {"pattern": r"\b(?:invoice|bill|policy|order|contract|claim|account|case|ticket|po|r[eé]f[eé]rence|referência|referencia|ref)\b[^.\n]{0,40}?[ :,(#]((?-i:[A-Z]{2,4})-\d[\d-]{2,14}\d)\b"},
        {"pattern": r"\b(?:call|session|job|trace|record(?:ing)?|event|order|policy) (?:id|number|no\.?|nr\.?):? ?#?((?:[a-z]{1,3}-?)?\d{3,10}(?:-[a-z0-9]{1,4})?)\b"},
        {"pattern": r"\b(?:our|your|my|side|reference|ref|number|overdue|reminder|account|case|ticket)[ :#.(]{1,3}((?-i:[A-Z]{2,4})-\d{4,8}(?:-\d{1,3})?)\b"},
        {"pattern": r"\b(?:invoice|bill|order|statement|note|account|receipt)s?\b[^.\n]{0,30}? \((?:no\.? ?|nr\.? ?|number )?(\d{4}-\d{3,6}|\d{5,9})\)"},
    ),
}

# Looked for where those find nothing.
LAST: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "since": (
        {"pattern": rf"(?:^|[^\w])((?:no|na|em|am|op|på|i|w|we|v|ve|le|on) {_DAY_ABROAD})"},
        {"pattern": rf"(?:^|[^\w])({PAST})\b"},
        {"pattern": r"\b(?:normally|fine|well|okay?|properly|correctly|worked|working) (?:until|till|up to) ((?:the |last |our )?[^.,;:!?()\n]{3,40})"},
        {"pattern": r"\b(since the \d{1,2}(?:st|nd|rd|th))\b"},
    ),
    "affected": (
        {"pattern": rf"\b(the (?:recordings|calls|phones|screens|lines|reports|messages|alarms|orders|queues|users|people|colleagues|agents|extensions) (?:of|from|on|at|in|to|via|through|who|that) {_REST}{{2,40}})"},
        {"pattern": rf"\b((?:alleen|enkel|nur|bara|endast|seulement|uniquement|solamente|apenas|somente|pouze|jenom|tylko) (?:{_REST}{{4,60}}))"},
        {"pattern": r"\b(none of (?:the|our|my|these) (?:[a-z-]+ ){0,2}[a-z-]+) (?:has|have|had|can|could|is|are|was|were|get|gets|see|sees|will|works?|do|does)\b"},
        {"pattern": r"\b(callers|customers|patients|guests|passengers|visitors|parents) (?:tell|say|hear|complain|get|cannot|can't|report|are|do)\b"},
    ),
    "when": (
        {"pattern": rf"(?:^|[^\w])((?:mitte|anfang|ende|eind|begin|midden|medio|fin|début|mi|meados de|finais de|princípios de|mediados de|finales de|a partir de|à partir de?|vanaf|ab)?[ -]?{_MONTH_ABROAD}(?: de)? \d{{4}})\b"},
        {"pattern": rf"(?:^|[^\w])((?:mitte|anfang|ende|eind|begin|midden|medio|fin|début|mi|meados de|finais de|princípios de|mediados de|finales de)[ -]{_MONTH_ABROAD})"},
        {"pattern": rf"(?:^|[^\w])({_DAY_ABROAD},? (?:den |de |le |o |dem |el )?\d{{1,2}}\.? (?:de )?{_MONTH_ABROAD})"},
        {"pattern": r"\b((?:teen|voor|tot|op) (?:(?:maan|dins|woens|donder|vry|sater|son)dag|m[ôo]re)(?:oggend|middag|aand)?|kesho(?: asubuhi| mchana| jioni)?|keshokutwa|kabla ya \w+)"},
        {"pattern": rf"(?:^|[^\w])((?:vóór|voor|tegen|uiterlijk|bis|vor|am|op|per|på|innan|före|senast|før|inden|avant|d'ici|antes de|até|no|na|do|před|przed|zum|ab|från|fra) (?:de |den |dem |zum |a |o |el |la |fim de semana de )?\d{{1,2}}\.? (?:de )?{_MONTH_ABROAD})"},
        {"pattern": rf"(?:^|[^\w])((?:vóór|voor|tegen|uiterlijk|bis|vor|am|op|på|innan|före|senast|før|inden|avant|d'ici|antes de|até|no|na|do|před|v|ve|w|we|przed|na|i|kommande|komende) (?:de |den |dem |zum |a |o |el |la |fim de semana de |fin de semana |helgen |volgende )?{_DAY_ABROAD})"},
        {"pattern": rf"\b(on the \d{{1,2}}(?:st|nd|rd|th)(?: of {MONTH})?)\b"},
    ),
    "workaround": (
        {"pattern": r"\b((?:the |our )?(?:old|older|other|second|local|previous|spare|desk) [a-z]+(?: [a-z]+)? (?:still )?(?:works?|gets? (?:in|through)|(?:is|are) (?:fine|ok|okay|good)))\b"},
        {"pattern": r"\b([a-z]+ing(?: and [a-z]+ing)? (?:it |them )?(?:in|with|via|through|over|from) (?-i:[A-Z])[\w ]{1,30}? (?:works?|is (?:fine|ok|okay)|helps))\b"},
        {"pattern": r"\b((?:in|med|com|mit|con|avec|i) (?-i:[A-Z])\w+ (?:it works|everything works|all is (?:fine|well)|går det bra|geht es|funciona|funktioniert es|ça marche|werkt het))\b"},
        {"pattern": r"\b((?:we|i|they)(?:'ve| have)? (?:shifted|moved|switched|postponed|put off) (?:the |our |all )?[^.!?\n]{3,50}? to (?:the )?(?:mornings?|afternoons?|evenings?|nights?|weekends?|lunch))\b"},
        {"pattern": r"\b((?:we|i|they|people|staff|dispatchers|everyone|everybody|agents|the \w+)(?: now| currently| meanwhile)? (?:use|uses|using|are using|ring|call|phone|work|run|keep|key|copy|write|moved?|have moved|'ve moved|subtract|restart|reboot|reset|forward|divert|read|send|print)s? [^.!?\n]{3,90}?\b(?:instead|mobiles?|runners|whatsapp|paper|cron|meanwhile|for now|for the (?:moment|time being)|in the meantime|next to the \w+|by hand|every (?:\w+ )?(?:night|day|morning|hour|evening))\b[^.!?\n]{0,30})"},
        {"pattern": r"\b((?:i|we)(?:'ve| have) (?:moved|switched|set|told|asked|put) [^.!?\n]{3,80}? (?:to \d{1,2}\b|for now|instead|one at a time|meanwhile)[^.!?\n]{0,30})"},
        {"pattern": r"\b(a manual [a-z-]+ (?:at|every|each|in) [^.!?\n]{3,40})"},
    ),
    "platform": (
        {"pattern": r"\b(server 20\d\d(?: r2)?)\b"},
        {"pattern": r"\b((?:keycloak|okta|adfs|entra|azure ad|freepbx|asterisk|avaya|mitel|alcatel|unify|zimbra|haproxy|nginx|apache) (?:version )?v?\d[\d.]*)\b"},
        {"pattern": r"(?-i:\b([A-Z][a-z]+ (?:PBX|SBC|ATA|DECT|VPN|NAS|IPBX|SIP) \d[\d.]*)\b)"},
    ),
    "version": (
        {"pattern": r"\b(?:verzi|verze|wersji|wersja|versão|versión|versie|version|utgåva|versjon|da|von|van|fra|från|de|para a|auf|naar|till|til) (\d{1,2}\.\d{1,3}(?:\.\d{1,4})?)\b"},
    ),
    "location": (
        {"pattern": r"\b((?:mill|hall|plant|depot|store|shop|hangar|shed|block|warehouse|yard|site|branch) \d{1,3})\b"},
        {"pattern": r"\b(?:depot|office|branch|warehouse|plant|site|shop|store|clinic|school|yard) (?:in|at) ((?-i:[A-Z][a-z]{2,}(?: [A-Z][a-z]+)?))\b"},
    ),
    "username": (
        {"pattern": r"\b(?:account|login|log-in|username|konto|compte|conta|cuenta|účet|gebruiker|användare|bruker|subscriptions should go to|rights as|copied from) ([a-z]{1,2}[bcdfghjklmnpqrstvwxz][a-z]{3,12})\b"},
    ),
}
