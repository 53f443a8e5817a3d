"""program/common.py: how people write, in free sentences, the facts every desk wants to know. `{ common = "since" }` in
fields.toml stands for one of these lists.

Promises   the same ways a manager may write (program/vocabulary.py), tried in this order; no product or customer is named.
Does not   hold labels ("Since: …"): what a form says is the program's.
Reads next program/fields.py, program/times.py (points in time)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mailtriage.program.common_free import FIRST, LAST
from mailtriage.program.common_words import CLOCK, DAY, MONTH, NUMBER, PAST, PEOPLE, PHONE, PLACES, SITES, SOME

_WAYS: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "since": (
        {"pattern": rf"\bsince ((?:about |around |roughly )?(?:half past|a? ?quarter (?:past|to)|shortly (?:after|before)|just (?:after|before)) (?:\d{{1,2}}(?:[:.]\d\d)?|{NUMBER}|noon|midnight|lunch))\b"},
        {"pattern": rf"\bsince ((?:about |around |roughly |almost |at least |some )?(?:\d{{1,3}}|an?|{NUMBER}|several|a few|a couple of) (?:minutes?|hours?|days?|weeks?|months?|years?)(?: ago| now)?)\b"},
        {"pattern": rf"\b(?:since|ever since|from|as of|on|started(?: on)?|began(?: on)?) ({DAY},? (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{MONTH}(?: \d{{4}})?)"},
        {"time": ("since", "as of", "ever since", "started", "began", "starting", "happened", "first seen", "first noticed",
                  "noticed it", "sinds", "seit", "siden", "sedan", "depuis", "desde", "vanaf", "ab")},
        {"pattern": rf"\bsince (?:[a-z]{{2,7}} )?(?:\d{{1,2}}(?:[:.]\d\d)?(?:ish)?|{NUMBER})\b(?: (?:am|pm|today|yesterday))?"},
        {"pattern": rf"\b((?:about |around |over )?(?:\d{{1,3}}|an?|{NUMBER}|several|a few|a couple of|some) (?:minutes?|hours?|days?|weeks?|months?) ago)\b"},
        {"pattern": r"\b(between \d{1,2}[:.]\d{2} and \d{1,2}[:.]\d{2}(?: every day| each day| daily| on \w+)?)"},
        {"pattern": rf"\b(?:from|at|around|about|after|by|past|from about|just after) ({CLOCK}(?: (?:today|yesterday|local time|this (?:morning|afternoon|evening)|last night|on {DAY}|on \d{{1,2}} {MONTH}))?)"},
        {"pattern": r"\bsince ((?:the|we|our|they|i|my|you|your|he|she|it|this|that|carrier|firmware) (?:\w+ ){0,4}?(?:\w+ed|went|got|came|put|began|took|made|gave|left|broke|fell|ran|back|over)\b[^.,;!?\n]{0,40})"},
        {"pattern": r"\bsince ((?:the|our|my|your|their|his|her|its|last|this|these|yesterday's) (?:[\w'-]+ )?[\w'-]+)(?:[.,;!?)\n]|$| (?:we|i|the|it|our|my|they|nobody|no|all|and|but|when|she|he|there|only|some|every|none|on|in|at|to|from|of|every)\b)"},
        {"pattern": r"\bsince ((?:breakfast|lunch|lunchtime|dinner|dawn|noon|midnight|christmas|easter|opening|closing|monday's \w+|start of \w+|shift (?:change|start)|we opened|we came in|we closed)(?: (?:today|yesterday))?)\b"},
        {"pattern": rf"\b(?:for|over|in the (?:last|past)|these|the last|the past) ((?:about |almost |nearly |more than |over |around )?(?:the )?(?:last |past )?(?:\d{{1,3}}|an?|{NUMBER}|several|a few|few|couple of|a couple of) (?:minutes?|hours?|days?|weeks?|months?|years?))(?: now)?\b"},
        {"pattern": r"\b(after (?:the |our |your |a |installing |installation of |updating |upgrading |moving |changing )(?:\w+ ){0,3}?(?:update|upgrade|patch|move|migration|restart|reboot|power cut|outage|lunch|weekend|storm|change|installation|maintenance|release|[\d.]+\d)(?: \w+ \w+day)?)\b"},
        {"pattern": rf"\b((?:was|were|worked|all|working|everything) (?:\w+ ){{0,2}}(?:fine|ok|okay|good|well|perfectly|normal|working|works)? ?(?:until|till|up to|before|as late as) (?:{PAST}|{DAY}|\d{{1,2}} {MONTH}|noon|lunch))\b"},
        {"pattern": rf"\b((?:this morning|last night|overnight)(?: (?:at|around|about) (?:{CLOCK}|\d{{1,2}}))?)"},
        {"pattern": rf"\b((?:was|were|worked|all|working|everything) (?:\w+ ){{0,2}}(?:fine|ok|okay|good|well|perfectly|normal|working|works)? ?(?:(?:until|till|on|up to|before|as late as) )?(?:{PAST}|{DAY}|\d{{1,2}} {MONTH}|noon|lunch))\b"},
        {"pattern": rf"\b({PAST}(?: (?:at|around|about) (?:{CLOCK}|\d{{1,2}}))?)"},
        {"pattern": rf"\b((?:on |last |this )?{DAY}(?: (?:morning|afternoon|evening|night|noon))?)\b"},
        {"pattern": r"\b((?:oggi|ieri|hoje|ontem|aujourd'hui|hier|heute|gestern|vorgestern|vandaag|gisteren|eergisteren|i dag|i går|idag|igår|hoy|ayer|leo|jana|dnes|včera|dzisiaj|dziś|wczoraj|eilen|tänään|tegnap|ma)(?: (?:à|a|de|de la|por la|no|na|o|po|au|om|op|klokken)?[ ]?(?:tarde|noite|manhã|mañana|noche|odpoledne|ráno|večer|dopoledne|v noci|rano|południu|wieczorem|pomeriggio|mattina|sera|soir|matin|après-midi|abend|morgen|früh|nachmittag|vormittag|mittag|nacht|middag|avond|ochtend|kväll|kveld|morges|morse))?|vanmorgen|vanochtend|vannacht|i morges|i morse|stamattina|dnes ráno|heute früh)\b"},
        {"pattern": r"\b(all (?:day|morning|night|week)|just now)\b"},
    ),
    "affected": (
        {"pattern": r"\b((?:only |just )(?:the )?(?:two|three|four|five|six|\d) of us(?: (?:in|on|at|from) (?:the |our )?[a-z]+(?: [a-z]+)?)?)\b"},
        {"pattern": r"\b((?:everybody|everyone|people|all) (?:in|at|of|from|on) (?:the |our |my )?[a-z]+(?: [a-z]+)? \(\d+ [a-z]+\))"},
        {"pattern": r"\b((?:about |around |nearly |almost |roughly |over |more than )?(?:a (?:half|third|quarter|fifth|tenth)|half|two thirds|three quarters|most|\d{1,3} ?%) of (?:our |the |all |all our )?(?:[a-z-]+ ){0,2}[a-z]{3,}s)\b"},
        {"pattern": r"\b((?:every|each) (?:[a-z]+ )?(?:call|message|mail|order|report|recording) (?:over|on|from|to|at|through|via) (?:the |that |this |our )[a-z]+(?: [a-z]+)?)\b"},
        {"pattern": r"\b((?:two|three|four|five|six|\d) of us (?:in|on|at|from) (?:the |our )?[a-z]+(?: (?:office|team|department|yard|shop|room|floor))?)\b"},
        {"pattern": rf"\b((?:everyone|everybody|all|all staff|all of us|the whole team|most people) (?:in|at|of|from) (?:the |our |my )?(?:\w+ ){{1,3}}?{PLACES},? (?:\(|some |about |around |roughly )?\d{{1,5}} {PEOPLE})"},
        {"pattern": rf"\b((?:all (?:of )?|the whole |the entire )(?:of )?(?:the |our )?(?:\w+ ){{0,2}}(?:team|department|crew|office|shift|desk|group|floor),? (?:\(|some |about |around |roughly )?\d{{1,5}} {PEOPLE})"},
        {"pattern": r"(?:^|[^\w-])((?:about |around |maybe |roughly |nearly |almost |over )?(?:one|two|three|four|1|2|3|4|a (?:half|third|quarter|fifth|tenth)|half|two thirds|most|\d{1,3} ?%)(?: (?:in|out of|of) (?:our |the |all |every |us |them )?(?:\d{1,5}|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty)(?: (?:\w{4,} ){0,2}\w{3,}s\b)?))"},
        {"pattern": rf"\b((?:(?:all|about|around|some|nearly|almost|over|only|just) )*(?:\d{{1,6}}|{NUMBER}) (?:of us|of them|{PEOPLE}) (?:in|at|across|over|on|from) (?:all |our |the |these )*(?:\d{{1,6}}|{NUMBER}) (?:[a-z-]+ )?[a-z]{{3,15}}s)\b"},
        {"pattern": rf"\b((?:only |just )?(?:all |both |about |around |some |roughly |nearly |almost |over |more than |at least |approximately |maybe )*(?:\d{{1,6}}|{NUMBER})(?:-odd|\+)? (?:out )?of (?:our |the |my |us |them )?(?:{SOME} ?)?(?:\d{{1,6}} )?(?:[a-z-]{{4,}} )?{PEOPLE})\b"},
        {"pattern": rf"(?:^|[^\w.-])((?:only |just )?(?:all |both )?(?:of )?(?:my |our |the |these )?(?:about |around |some |roughly |nearly |almost |over |more than |at least |approximately |maybe )?(?:\d{{1,6}}|{NUMBER})(?:-odd|\+)? (?:[a-z-]{{4,}} )?{PEOPLE})\b"},
        {"pattern": r"\b((?:everybody|everyone|anybody|anyone|those|people|users|all|agents|colleagues|callers|customers) (?:who|that) (?:\w+ ){1,4}?(?:over|through|via|with|from|by|at) (?:the |a |our )?[\w-]+)"},
        {"pattern": r"\b((?:only |just )?the (?:whole |entire )?(?:night|early|late|day|morning|evening|weekend|second|first) (?:shift|crew|team|staff))\b"},
        {"pattern": r"\b((?:some|a few|several|many|most|certain|half|lots|a lot|a handful) (?:of )?(?:the |our |my |these )?(?:\w+ )?(?:calls|conversations|recordings|messages|reports|orders|mails|e-mails|texts|sessions|records|entries|files|screens|accounts)(?: (?:from|of|on|at|in|to) (?:the |our )?[\w-]+(?: [\w-]+)?)?)\b"},
        {"pattern": r"\b((?:on |for )?(?:all|both|every|each|none of the|no) (?:of )?(?:our |the |these )?(?:\w+ )?(?:channels?|lines?|extensions?|trunks?|handhelds?|bridges|scanners?|terminals?|groups?|queues?|accounts?|receptions?|warehouses?|floors?))\b"},
        {"pattern": rf"\b((?:every|each|the whole|the entire|entire|whole|all (?:of )?(?:the|our|my|these|those)|all|both|no) (?:[a-z-]+ ){{0,2}}{PEOPLE}(?: (?:of|in|at|over|on|from) (?:the |our |that |this )?[a-z]+)?)\b"},
        {"pattern": r"\b((?:everybody|everyone|nobody|no one|noone|people|some people|someone|colleagues?|users?|staff) (?:in|at|of|from|on) (?:the |our |my )?[a-z]+(?: [a-z]+)?(?: \(\d+ [a-z]+\))?)"},
        {"pattern": r"\b((?:only|just) (?:me|mine|i|him|her|one (?:user|person|colleague|machine|pc|phone|tablet|site|nurse|of us)|the (?:two|three|four|five) of us(?: in the [a-z]+)?|my (?:pc|machine|account|phone|laptop|tablet|computer)|this (?:pc|machine|phone|user|tablet|device|one)))\b"},
        {"pattern": r"\b((?:i am|i'm) the only (?:one|person)|(?:one|some|several|many|most|a few|a couple|two|three|four|five) of (?:us|our \w+|my \w+|the \w+|them)|several (?:users|colleagues|people|sites|\w+ers)|(?:many|most|several|a few|a couple of|some) (?:of (?:our |the )?)?(?:users|colleagues|people|sites|customers|patients|nurses|agents|clients|callers|phones|[a-z]{3,12}ers))\b"},
        {"pattern": r"\b((?:alla|alle|samtlige|samtliga|hele|hela|tous les|toutes les|todos os|todos los|todas as|os|los|alle unsere|al onze) (?:\w+ )?\w{4,})"},
        {"pattern": r"\b((?:afdeling|abteilung|avdeling|avdelning|département|departamento) (?-i:[A-Z]\w+))"},
        {"pattern": r"\b((?:\d{1,4}|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|zwölf|twaalf|zwei|drei|fünf|sechs|sieben|neun|zehn|deux|trois|quatre|cinq|dix|dois|três|quatro|cinco|dez|två|tre|fyra|fem|to|fire) (?:nieuwe |neue |nouveaux |novos |nya |nye )?(?:laptops?|pc's|pcs|computers?|rechner|arbeitsplätze|werkplekken|postes|ordinateurs|computadores|datorer|datamaskiner|telefoons?|telefone|téléphones|gebruikers|benutzer|utilisateurs|användare|brukere|mitarbeiter|medewerkers|collega's|kollegen|collègues))\b"},
    ),
    "affected_loosely": (
        {"pattern": rf"\b((?:our|the|my) (?:[a-z-]+ )?{PLACES}(?: (?-i:[A-Z]\w+)| team| staff| \(\d+[^)\n]{{0,20}}\))?) (?:is|are|has|have|had|cannot|can|can't|could|gets?|lost|sees?|was|were|no longer|all|still|does|do|[a-z]{{3,}}s)\b"},
        {"pattern": r"\b(?:for us in|in|at|for|from|of) ((?:our|the|my) (?:[a-z-]+ )?(?:team|office|branch|department|shop|plant|depot|campus|warehouse|store|hotel|clinic|hospital|school|ward|factory|reception|laboratory|lab|call cent(?:re|er)|head office)(?: (?-i:[A-Z]\w+)| team| staff)?)\b"},
        {"pattern": r"\b((?:our|my|one of our|one of my) (?:[a-z-]+ )?(?:colleagues?|nurses?|drivers?|users?|staff|team|agents?|operators?|receptionists?|teachers?|clerks?|people|patients?|callers?|accountants?|[a-z]{3,12}(?:ers|ists)))\b"},
        {"pattern": r"(?-i:\bon ([A-Z][a-z]+)'s (?:machine|pc|computer|laptop|phone|tablet|account|screen))"},
        {"pattern": r"\b((?:on|at|for) (?:my|his|her) (?:pc|machine|computer|laptop|phone|tablet|desk|account|own|colleague's))\b"},
    ),
    "steps_taken": (
        {"reads": "steps"},
        {"sentence": (r"re:\b(made|makes|make|brings?|brought) no (difference|odds|change|improvement)\b", r"re:\b(all |but )?with (the same|no|the same old) (result|effect|success|luck)\b", r"re:\b(it|that|this|they) (did not|didn't|didnt|does not|doesn't) (really |even )?(help|change anything|make (any|a) difference)",
                      "to no avail")},
        {"sentence": (r"re:\b(har|hebben|heb|haben|habe|avons|ai|hemos|he|hemos) (\w+ ){0,6}(provat|prøvd|prøvet|testat|testet|startat om|startet|omstart\w*|geprobeerd|herstart|opnieuw|gereset|versucht|probiert|neu ?gestartet|getestet|geprüft|essayé|redémarré|vérifié|testé|probado|reiniciado)",
                      r"re:\b(is|zijn|werd|wurde|ist|sind|wurden) (\w+ ){0,5}(herstart|opnieuw opgestart|gereset|vervangen|getest|gecontroleerd|neu ?gestartet|getauscht|ausgetauscht|geprüft|getestet)\b",
                      r"re:\b(já|ya) (\w+ ){0,2}(reini\w+|tent\w+|aument\w+|mud\w+|troc\w+|gerei|test\w+|verifi\w+|prob\w+|desinstal\w+|actuali\w+)",
                      r"re:\b(restartoval\S*|přeinstaloval\S*|zkusil\S*|zkoušel\S*|vyměnil\S*|nahrál\S*|vypnul\S*|zrestartowa\S+)",
                      r"re:\b(próbowa\S+|wymieni\S+|wyłączy\S+|przeinstalowa\S+|reiniciei|reiniciámos|reiniciamos|tentei|tentámos|testei|desliguei|reinstalei|riavviat\S+|provato|reinstallat\S+|spento|sostituit\S+|käynnist\S+ uudelleen|kokeil\S+|újraindítot\S+|próbált\S+|újratelepít\S+)")},
    ),
    "error_text": (
        {"reads": "error messages"},
        {"quoted": ("error*", "message*", "says", "say", "saying", "shows", "show", "showing", "reads", "fails", "failed", "reports", "invalid", "cannot",
                    "(get|gets|got|getting)", "(stands|except|written|prints|printed|there is)", "(see|sees|saw|seeing)", "(return|returns|returned|throws)", "(logs|logged|writes|repeats|answers)",
                    "(stops|stopped|ends|quits) (* )?(* )?(* )?with", "(nobody|no one|can't|won't|does not|doesn't)", "logs?", "(pop|pops|popped)( |-)?up",
                    "(box|window|banner|bar|screen|dialog|dialogue|notice|warning|red|yellow|line) ", "(appears|comes up|came up|tells me|told me)",
                    "(staat|melding|foutmelding|zegt|meldung|fehlermeldung|steht|sagt|kommt|affiche|erreur|dit|aparece|erro|diz|står|sier|säger|melding|meddelande|besked|inasema)")},
        {"pattern": r"\"([^\"\n]{0,80}\b(?:unavailable|offline|underrun|overrun|overflow|mismatch|stopped|disabled|blocked|rejected|full|disconnected|suspended|degraded|\([a-z]{1,4}-?\d{2,5}\)|error|fail\w*|denied|invalid|cannot|expired|locked|limit|refused|time ?out|aborted|unable|lost|not \w+|unknown|exception|missing)\b[^\"\n]{0,80})\""},
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
        {"pattern": rf"(?:^|[.!?;,:\n(] ?|\b(?:please|pls|just|or|and|can you|could you|someone|best|better|to|prefer) )(?:call|ring|phone|telephone|ringing|phoning|calling|pick up the phone)[ ,][^|]{{0,110}}?(?:^|[^\d+]){PHONE}"},
        {"pattern": rf"\b(?:rückruf\w*|zurück ?ruf\w*|rufen sie|ruft|anruf\w*|anzurufen|erreich\w+|bel(?:len|t)?|terugbel\w*|bereikbaar|rappel\w*|appel\w*|joindre|joignable|llam\w+|ligar|ligue\w*|liguem|contact(?:ar|o)|ring(?: meg| mig|e)?|träffas|treffes|nås|volejte|zavolejte|dzwoni\w+|zadzwoni\w+|chiam\w+|richiam\w+|soit\w+|hívj\w+)\b[^|]{{0,90}}?(?:^|[^\d+]){PHONE}"},
        {"pattern": rf"\b(?:i am|i'm|im|i'll be|i will be|we are|we're|on duty|on call|on site|on shift|my desk|at my|at the|you (?:can )?(?:get|find|have) me)\b[^|.!?]{{0,70}}?(?:^|[^\d+]){PHONE}"},
        {"pattern": rf"{PHONE}[ ,)]{{1,3}}(?:any ?time|day or night|after|before|until|till|between|all (?:day|night)|ask for|i (?:hear|pick|answer|am)|direct|mobile|mornings|afternoons|is (?:my|best|the best))\b"},
        {"pattern": rf"\b(?:on|under|at|op|auf|unter|sur le|au|på|no) {PHONE}"},
        {"pattern": rf"\b(?:please|pls|kindly|best|just|better) (?:call|ring|phone|telephone):? ?{PHONE}"},
        {"pattern": rf"[.,;!?\n] ?(?:(?-i:[A-Z])\w+ ){{0,2}}{PHONE}\W*$"},
    ),
    "callback_time": (
        {"pattern": r"\b(?:rückruf\w*|zurück ?ruf\w*|rufen|ruft|anruf\w*|erreich\w+|bel(?:len|t)?|terugbel\w*|bereikbaar|rappel\w*|appel\w*|joindre|joignable|llam\w+|lig(?:ar|ue\w*)|volejte|zavolejte|dzwoni\w+|zadzwoni\w+|chiam\w+|richiam\w+)\b[^|]{0,110}?\b((?:(?:montag|dienstag|mittwoch|donnerstag|freitag|maandag|dinsdag|woensdag|donderdag|vrijdag|lundi|mardi|mercredi|jeudi|vendredi)s? ?)?(?:vormittags?|nachmittags?|abends|morgens|mittags|'s (?:ochtends|middags|avonds)|le matin|l'après-midi|de manhã|à tarde|la mattina|il pomeriggio|por la (?:mañana|tarde)|odpoledne|dopoledne|rano|po południu)|(?:ab|nach|vor|bis|na|vanaf|voor|après|avant|dès|depois das|após as|antes das|po|dopo le) \d{1,2}(?:[:.h]\d\d)? ?(?:uhr|uur|h|heures|horas)?|(?:zwischen|tussen|entre|mezi|między) \d{1,2}(?:[:.h]\d\d)? ?(?:uhr|uur|h)? ?(?:und|en|et|e|a|i|y) \d{1,2}(?:[:.h]\d\d)?(?: ?(?:uhr|uur|h))?|(?:montag|dienstag|mittwoch|donnerstag|freitag)s?)\b"},
        {"pattern": rf"\b(?:call|ring|phone|reach|reached|telephone|contact|mobile|available|here|desk|site|office|free|awake|working|home|number|back)\b[^|]{{0,90}}?\b((?:today |tomorrow |(?:on )?{DAY}(?: (?:morning|afternoon|evening))? |this (?:afternoon|evening|morning) )?(?:after|before|between|from|until|till|til|by|around|up to) (?:{CLOCK}|\d{{1,2}}|noon|lunch|midday|midnight|\w+ o.clock)(?: ?(?:am|pm))?(?: (?:and|to|till|until) (?:{CLOCK}|\d{{1,2}}|noon)(?: ?(?:am|pm))?)?(?: today| tomorrow| on \w+day)?)"},
        {"pattern": rf"\b(?:call|ring|phone|telephone|reach|reached|contact)\b[^|]{{0,60}}?\b(any ?time|day or night|all day|24/7|round the clock|at your convenience|as soon as (?:you can|possible)|this (?:afternoon|morning|evening)|tomorrow(?: (?:morning|afternoon|evening))?|today|tonight|(?:on |next )?{DAY}(?: (?:morning|afternoon|evening))?|next week)\b"},
        {"pattern": rf"\b(?:at|around|about) ({CLOCK}(?: (?:today|tomorrow))?)[^\n]{{0,20}}\b(?:call|ring|phone)\b"},
        {"pattern": rf"\b(?:call|ring|phone|telephone|reach|contact|mobile)\b[^|]{{0,110}}?\b((?:today|tomorrow|{DAY}|this) (?:before|after|around) (?:noon|lunch|midday|{CLOCK}|\d{{1,2}}))\b"},
    ),
    "workaround": (
        {"pattern": r"\b(?:only way (?:round |around )?(?:it )?is(?: to)?|work ?-?around(?: for now)? (?:is|was|:)(?: to)?|only (?:thing that helps|cure) is(?: to)?) ([^.\n]{4,120})"},
        {"pattern": r"(?:^|[.!?,;:\n] ?|\b(?:and|so|but|meanwhile|now|time being|moment|then|therefore|until then) ?,? ?)((?:we|i|they|she|he|people|staff|everyone|everybody|the \w+(?: on \w+)?|our \w+)(?:'ve|'re)?(?: (?:are|have|had|now|just|all|then|currently|gone))* (?:\w+ ){1,6}?(?:ourselves|themselves|myself|by hand|on paper|with pen and paper|manually|by phone|by telephone|from the browser|every (?:hour|half hour|few \w+|\d+ \w+)|instead)\b[^.!?\n]{0,40})"},
        {"pattern": r"\b((?:we|i|they)(?:'ve| have|'re| are)? (?:gone back to|went back to|fall back on|resorted to|are back to|back to|make do with|help ourselves with|get by with|manage with|bridge it with) [^.!?\n]{3,90})"},
        {"pattern": r"\b((?:we|i|they) (?:put|rolled|took|moved|switched|returned|set|went|brought|turned) [^.!?\n]{0,60}?(?:back|the old|previous|spare|other|backup)(?:[^.!?\n]|\.\d){0,30} and (?:it|that|this|they|all|there) (?:\w+ )?(?:works?|behaves?|is|are|was|runs?|stays?|went|held)[^.!?\n]{0,40})"},
        {"pattern": r"\b((?-i:[A-Z])\w+ (?:works|is (?:ok|okay|fine|good)|does it|behaves)(?: fine)?,? so [^.!?\n]{3,80})"},
        {"sentence": (r"re:\b(work ?-?around|only way (round|around|to)|in the meantime|meanwhile|for now|for the time being|in the interim|until then|till then|detour|temporar(y|ily))\b",
                      r"re:\b(at|for) (the|this) moment,? (we|i|they|he|she|people|staff|everybody|everyone|the|our) ")},
        {"sentence": (r"re:\b(carry on|make do|getting by|get by|people are managing|we manage|can manage|can still|still (able|works?|possible|open|use|print|see)|(works?|is|are) fine (in|with|on|so|if|when)|fine in)\b",
                      r"re:\b(by hand|on paper|manually|via the (web|browser|phone)|diverted|re-?routed|fall(ing)? back (on|to)|so (that's|that is) what (i'm|i am|we're|we are) using|we (now )?use (the )?\w+ instead|instead (we|i|they) (use|print|send|write)|switched (over )?to the (other|backup|old|spare))\b",
                      r"re:\b(dan werkt|mit .* geht es|entre-temps|en attendant|entretanto|enquanto isso|i mellomtiden|under tiden|tills vidare|voorlopig|vorläufig|solange)\b")},
    ),
    "reproduce": (
        {"pattern": r"((?:^|\n)[ \t]*(?:what i do|how to make it happen|steps to reproduce|to reproduce|to trigger it|how to see it|how to trigger|to get (?:it|there)|reproduce)[^:\n]{0,40}: ?\n?(?:[^\n]+(?:\n[ \t]*(?:\d[.)]|[-*]) [^\n]+)*))"},
        {"pattern": r"(?:^|\n)[^\n]{0,30}\b(?:reproduc\w+|trigger|provoke|make it happen|recipe|how to (?:see|get) (?:it|this)|what (?:i|we) do)\b[^\n]{0,60}\n(?:[ \t]*\n)?((?:[ \t]*(?:\d{1,2}[.):]|[-*]|step \d+:?) ?[^\n]+\n?){2,12})"},
    ),
    "when": (
        {"pattern": rf"\b((?:by|before|until|till|not later than|latest|at the latest) (?:on )?(?:{DAY}(?:,? (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{MONTH})?|tomorrow|tonight|next \w+|the (?:end|beginning|middle) of \w+(?: \w+)?|\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{MONTH}|{MONTH} \d{{1,2}})(?: (?:morning|afternoon|evening|night|noon))?(?: at {CLOCK})?)"},
        {"pattern": rf"\b((?:on |from |by |before |in |until |this |next )?(?:{DAY},? (?:the )?)?\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{MONTH}(?: \d{{4}})?(?:,? (?:at |after |before |from )?{CLOCK})?)"},
        {"pattern": rf"\b((?:on |from |by |before |until )?{MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?)\b"},
        {"pattern": rf"\b((?:by |before |until |from |on |coming |this )?(?:next (?:week|month|year|{DAY})|tomorrow(?: (?:morning|afternoon|evening|night))?|the (?:beginning|end|middle) of (?:next |the )?\w+|the \d{{1,2}}(?:st|nd|rd|th)|christmas|new year|easter)(?: at {CLOCK})?)"},
        {"pattern": rf"\b((?:by|before|until|till|for|from|starting|coming|latest) (?:on )?{DAY}(?: (?:morning|afternoon|evening|night|noon))?(?: at {CLOCK})?)"},
        {"pattern": rf"\b(?:please|could|can|would|want\w*|need\w*|plan\w*|going|visit\w*|meeting|will|must|like|has|have)\b[^.!?\n]{{0,80}}? (on {DAY}(?: (?:morning|afternoon|evening|night))?(?: at {CLOCK})?)"},
        {"pattern": rf"\b((?:in|from|by|before|until) {MONTH})"},
        {"pattern": r"\b((?:volgende|nächste[nr]?|nästa|neste|prochaine?|próxim[ao]|příští|przyszły[mn]?|ensi) (?:week|maand|woche[n]?|monat|vecka|månad|uke|måned|semaine|mois|semana|mês|mes|týden|měsíc|tydzień|miesiąc)|(?:la semaine|le mois) prochaine?|(?:la )?semana que vem)\b"},
    ),
    "location": (
        {"pattern": r"\b((?:depot|yard|site|branch|plant|ward|warehouse|office|shop|store|hotel|clinic|building|hall|floor|room|gate|dock|block|terminal|unit|bay|werk|standort|filiale|locatie|vestiging|afdeling|agence|site de|magazijn|gebäude|halle|station|kantoor) (?:no\.? |nr\.? )?(?:\d{1,3}[a-z]?|(?-i:[A-Z](?:[a-z]{2,}|\b))))\b"},
        {"pattern": rf"\b(?:in|at|from|for|to) (?:the |our |my )((?:[a-z-]+ )?{SITES}(?: (?-i:[A-Z]\w+))?)\b"},
        {"pattern": rf"\b(?:in|at|from|for|of|to) (?:the |our |my )?((?-i:[A-Z][a-z]{{2,}}(?: [A-Z][a-z]+)?)) (?:team|{SITES}|server|people|staff|desk)\b"},
        {"pattern": r"\bat ((?-i:[A-Z])[a-z]{2,}(?: (?-i:[A-Z])[a-z]+)?)\b"},
    ),
    "reference": (
        {"pattern": r"\b(?:paid|settled|regarding|concerning|amount|bill|ref(?:erence)?|change|ticket|case|incident|request|customer|contract|order|statement shows|saying|says|says that|invoice|our (?:no|number|ref|reference|ticket|change))\b[ .:#(\[]{0,3}(?:is |no |nr |number |id )?[ :#(\[]{0,2}((?-i:[A-Z]{1,4})-\d{3,8}(?:-\d+)?)\b"},
        {"pattern": r"\b(?:tracking|parcel|shipment|consignment|delivery|order|booking|number|nummer|no|paket\w*|colis|sendung\w*)\b(?: number| code| no\.?)?[ :#]{1,2}((?-i:[A-Z]{2}) ?\d{3,4}(?:[ -]?\d{3,4}){1,3})\b"},
        {"pattern": r"\b(?:ref(?:erence)?|invoice|order|purchase order|po|quote|pro-?forma|ticket|case|incident|number|no|nr|nummer|rechnung|faktura|facture|factuur|contract|delivery)\b\.?(?: number| no\.?| nr\.?| is)?[ :#(]{1,3}((?:[a-z]{1,6}-){0,2}\d[\d/-]{2,14}\d)\b"},
        {"pattern": r"\b(?:ref|reference|with|re|regarding|on|about|of|case|ticket)\b[ :#.\[(]{1,3}((?-i:[A-Z]{2,5})(?:-(?-i:[A-Z]{2,5}))?-\d{3,8}(?:-\d+)?)\b"},
    ),
    "username": (
        {"pattern": r"\((?:login|user|username|account|user id|id|userid):? ([a-z][\w.@-]{2,40})\)"},
        {"pattern": r"\b(?:account|user|login|profile|log-?in)(?: name| id)? \(([a-z][\w.@-]{2,40})\)"},
        {"pattern": r"\b(?:account|user|login|profile|username)(?: name| id)? \"([a-z][\w.@-]{2,40})\""},
        {"pattern": r"\b(?:user(?: ?name| ?id)?|log-?in(?: name)?|account name|gebruiker(?:snaam)?|benutzer(?:name)?|brukernavn(?:et)?|användarnamn(?:et)?|utilisateur|utilizador|identifiant)(?: is| ist| er| är| est| é|:| =) ?\"?([a-z][\w.@-]{2,40}[a-ce-z0-9])\"?(?:[,.;)\n]|$| (?:and|en|und|og|och|if|with|password|please))"},
        {"pattern": r"\b(?:my|his|her|their|for|of|under) (?:user|username|login|account) (?:name )?\"?((?:[a-z]+[._][a-z]+|[a-z]+\d+[a-z0-9]*|[\w.-]+@[\w.-]+\.[a-z]{2,})\b)"},
    ),
    "version": (
        {"behind": ("products",)},
        {"pattern": r"\b(?:version|versie|versjon|versión|versão|release|build|patch|hotfix|v|ver\.?)[ .:]{0,2}(\d{1,3}(?:\.(?:\d{1,5}|x)){1,3}[a-z]?(?: build \d+)?)(?:[^\d:.\w]|\.?\s|\.?$)"},
        {"pattern": r"\b(?:we're on|we are on|i'm on|still on|currently on|running|we run|we have|we use|using|from|to|upgraded to|updated to)[ ]{1,2}v?(\d{1,3}(?:\.(?:\d{1,5}|x)){1,3}[a-z]?)(?:[^\d:.\w]|\.?\s|\.?$)"},
        {"pattern": r"(?:^|[^\d.,\w/-])(\d{1,2}\.\d{1,2}\.\d{1,4})(?:[^\d.:\w]|\.?\s|\.?$)"},
        {"pattern": r"\bfirmware[ .:]{0,2}(\d{1,3}(?:\.(?:\d{1,5}|x)){1,3}[a-z]?)\b"},
    ),
    "platform": (
        {"pattern": r"\b((?:(?:google )?chrome|(?:microsoft )?edge|firefox|safari|opera|brave|internet explorer|vivaldi)(?: version)?[ /]\d{1,3}(?:\.\d+)*)\b"},
        {"pattern": r"\b((?:sql server|mssql|oracle(?: database| db)?|postgres(?:ql)?|mysql|mariadb|vsphere|vmware|esxi|hyper-v|proxmox|nutanix|citrix(?: virtual apps| xenapp)?|xenapp|xendesktop|exchange(?: server)?|java|openjdk|kubernetes|docker|openshift|tomcat|iis|outlook) (?:version )?v?\d[\d.]*\b(?: r2| lts| sp\d)?)"},
        {"pattern": r"\b((?:windows(?: server)?|ubuntu|debian|red hat(?: enterprise linux)?|rhel|centos|rocky(?: linux)?|alma(?: linux)?|suse|sles|macos|mac os(?: x)?|android|ios|ipados) (?:version )?\d[\d.]*(?:,? (?:lts|r2|pro|enterprise|home|\d\dh\d))?)\b"},
        {"pattern": r"\b(windows xp|windows vista|windows(?: server)?|ubuntu|debian|linux|macos|macbook|chromebook|android|iphone|ipad)\b"},
        {"pattern": r"\b(?:on|with|using|in|from) (?:a |an |my |the |our |his |her )(mac|imac|mac mini|tablet|chromebook|thin client|chrome|firefox|edge|safari)\b"},
    ),
}


def _wrapped(way: Mapping[str, Any]) -> Mapping[str, Any]:
    """A way for mails that were wrapped: there is a line end where a space was."""
    return {kind: words.replace(" ", r"\s") if kind == "pattern" else words for kind, words in way.items()}


COMMON: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    name: tuple(map(_wrapped, (*FIRST.get(name, ()), *ways, *LAST.get(name, ())))) for name, ways in _WAYS.items()
}
