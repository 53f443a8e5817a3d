"""program/perhaps_words.py: the lists of program/perhaps.py: any word of time, of extent, of doing, of a message …, in
the languages mail comes in. They say too much on purpose: a question less is better than one for what was written.

Promises   RE2 for folded text, whole words; `w` stands for a letter or digit of any language (_made). What stands in
           `but` only looks like it ("by Friday", "hi all") and is passed over.
Reads next program/perhaps.py
"""

from __future__ import annotations

import re
from collections.abc import Mapping

COMMON = "common:"  # begins an entry that names a list: "common:since"

_WEEKDAYS = (
    "(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:maan|dins|woens|donder|vrij|zater|zon)dag~*|(?:mon|diens|donners|frei|sams|sonn)tag~*"
    "|mittwoch~*|sonnabend~*|(?:mån|tis|ons|tors|fre|lör|sön|man|tirs|lør|søn)dag~*|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    "|lunes|martes|miércoles|jueves|viernes|sábado|domingo|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|lunedì|martedì|mercoledì"
    "|giovedì|venerdì|sabato|domenica|pondělí|pondělka|úter~+|střed[auy]|čtvrt(?:ek|ka|ku)|pát(?:ek|ku)|sobot[auyę]|neděl[eií]"
    "|poniedział~+|wtor~+|środ[aęy]|czwart~+|piąt~+|niedziel[aęi]|(?:maanan|tiis|tors|perjan|lauan|sunnun)tai~*|keskiviikko~*"
)
_MONTHS = (
    "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|mrt|mei|okt|dez|mai|maj)[.]?"
    "|(?:janu|febru)~+|march|april~*|june|july|august~*|(?:septem|octo|novem|decem)ber~*|oktober|dezember|maart|juni|juli"
    "|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    "|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro"
)
_SPAN = "(?:seconds?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|fortnight|weekends?|months?|years?|while|time|shifts?)"
_COUNT = "(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|several|some|few|many|couple of|\\d{1,3})"
_CHANGE = (
    "(?:~+ )?(?:updat~+|upgrad~+|patch~*|migrat~+|mov(?:e|ing)|chang~+|restart~*|reboot~*|power ?cut~*|power failure|storm~*|holiday~*|weekend"
    "|install~+|re-?install~+|switch~*|maintenance|outage|work|visit|swap~*|replac~+|roll-?out|go-?live|release|failover|cut-?over)"
)
_SINCE = (
    rf"since|ago|yesterday~*|today~*|tonight|overnight|lately|recently|suddenly|all of a sudden|out of the blue|just now|earlier (?:today|this)"
    rf"|(?:last|past|previous|this|yesterday|early|late|most of the|all|whole|entire) (?:few |couple of |\d+ |two |three |~+day )?(?:morning|afternoon|evening|{_SPAN})"
    rf"|for (?:about |over |nearly |almost |around |the |last |past |at least |more than |some )*(?:{_COUNT} )*{_SPAN} (?:now|already)?|for (?:about |over |nearly |almost |around |at least )?(?:{_COUNT} )*(?:hours?|days?|weeks?|months?|years?)"
    rf"|{_WEEKDAYS}|\d{{1,2}}(?:st|nd|rd|th|[.])? (?:of |de )?(?:{_MONTHS})|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?"
    r"|\d{4}-\d\d-\d\d(?:t[\d:.]+z?)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}|on the \d{1,2}(?:st|nd|rd|th)"
    r"|\d{1,2}[:h]\d{2}(?::\d{2})?(?: ?[ap][.]?m[.]?)?|\d{1,2}(?:[.]\d{2})? ?[ap][.]?m[.]?|(?:at|about|around|kl[.]?|um|om|vers|à|gegen|ab) \d{1,2}(?:[.]\d{2}| ?uhr| ?uur| ?heures)"
    r"|half (?:past )?(?:\d{1,2}|~+)|quarter (?:past|to) ~+|~+ o'clock|noon|midnight|midday|lunch ?time|first thing"
    rf"|(?:after|following|from|with|right after) (?:the |our |an? |we |your |last |latest |new |windows |firmware |software )+{_CHANGE}|(?:after|when) (?:we|i|they|you|someone|our ~+) ~+ed"
    rf"|after (?:upgrad|updat|install|mov|chang|replac|migrat|restart|reboot|switch)ing"
    r"|(?:first|third|second) time|ever since|as soon as we|from the (?:moment|start|beginning|day)|from day one|(?:it|this|that|problem|trouble|all) (?:started|began)|started (?:after|when|with|on|this|last|at)"
    r"|worked (?:fine |well |ok |perfectly )?(?:until|till|before|up to)|was (?:fine|ok|okay|good|working) (?:until|till|before|up to)|(?:normal(?:ly)?|fine|well|ok|okay|properly|correctly|working|worked) (?:until|till|up to)|used to|until then|before the|never (?:worked|happened|seen|had)|always (?:been|was|did|done)|no longer since|new server"
    # nl, de
    r"|sinds|sedert|gisteren|gister~*|eergisteren|vandaag|van(?:ochtend|morgen|middag|avond|nacht)|vannacht|geleden|afgelopen ~+|vorige ~+|al (?:een |twee |drie |enkele |\d+ )?(?:paar )?(?:dag|dagen|week|weken|uur|uren|maanden)|na (?:de|het|een) ~*(?:update|upgrade|storing|wijziging|verhuizing|onderhoud)|na het ~+en"
    r"|seit~*|gestern|vorgestern|heute|letzte[nrsm]? ~+|vergangene[nrsm]? ~+|vor (?:~+ )?(?:tagen|tag|stunden?|wochen?|minuten|monat~*|jahr~*)|nach (?:dem|der|einem|einer) ~+|über nacht|von heute auf morgen|\d{1,2} uhr|plötzlich"
    # fr
    r"|depuis|d'hier|hier (?:matin|soir|après)|aujourd'hui|ce matin|ce midi|cet après|cette (?:nuit|semaine|matinée)|la nuit|avant-hier|il y a|(?:la semaine|le mois|l'an) derni~+|après (?:la|le|l'|une|un) ?~+|suite à"
    # sv, nb, da
    r"|sedan|sen i|siden|i ?går|i ?dag|i ?morse|i morges|i formiddag|i formiddags|i ?natt?|i kväll|i kveld|i aften|i aftes|förra ~+|forrige ~+|sidste ~+|förrgår|forgårs|forleden|for ~+ ~+ siden|(?:efter|etter) ~+(?:en|et|ing|na)|plötsligt|plutselig|pludselig"
    # es, pt, it
    r"|desde|ayer|anteayer|hoy|esta (?:mañana|manhã|tarde|noche|noite|semana)|anoche|hace ~+|~+ pasad[oa]|después de|tras (?:la|el)|ontem|anteontem|hoje|há (?:~+ )?(?:minutos|horas?|dias?|semanas?|meses|anos?)|(?:~+ )passad[oa]|após|depois d~+"
    r"|da ieri|ieri|oggi|sta(?:mattina|mane|notte|sera)|da (?:~+ )?(?:minuti|ore|giorni|settiman[ae]|mes[ei]|anni)|scors[oa]|dopo (?:il|la|l'|lo|un|una|aver)|all'improvviso"
    # cs, pl, fi
    r"|včera|včerejš~+|předevčírem|dnes|dneš~+|dneska|od rána|ráno|dopoledne|odpoledne|večer|v noci|minul~+|před (?:~+ )?(?:minut~+|hodin~+|dn~+|týdn~+|měsíc~+)|po (?:aktualizac~+|výměn~+|restartu|přechodu|změn~+)|od (?:~+ )?(?:dob~+|doby|\d+)|náhle|najednou"
    r"|wczoraj|przedwczoraj|dziś|dzisiaj|dzisiejsz~+|rano|temu|zeszł~+|ostatni~+|od (?:~+ )?(?:dni|tygodni~*|godzin~*|czasu|kiedy)|po (?:aktualizacji|zmianie|wymianie|restarcie)|nagle"
    r"|eilen|eilis~+|tänään|viime ~+|alkaen|lähtien|päivityksen jälkeen|sitten|äkkiä"
)
_SINCE_BUT = (
    rf"(?:by|before|until|till|next|coming|no later than|within|on or before|every|each|per|a|once a|twice a|good|nice|lovely|great|voor|uiterlijk|tegen|bis|vor dem|am kommenden|avant|d'ici|före|senast|før|innen|inden|antes de|até|entro|prima di|do|přes|alla) (?:the |this |next |end of |your |kommande |kommende |dem |der )*"
    rf"(?:{_WEEKDAYS}|today|tomorrow|yesterday|tonight|morning|afternoon|evening|noon|midnight|weekend|{_SPAN}|\d{{1,2}}(?:st|nd|rd|th|[.])? (?:of )?(?:{_MONTHS})|\d{{4}}-\d\d-\d\d|\d{{1,2}}[:h]\d{{2}}|\d{{1,2}} ?[ap][.]?m[.]?)"
    r"|opening hours|office hours|(?:thank|thanks|many thanks)(?: ~+){0,3} today|(?:call|ring|phone|help|answer|reply|fix|look)(?: ~+){0,4} today|today please|please today|this time|in no time|any time|every time|at the time"
)
_PEOPLE = (
    "(?:users?|people|persons?|staff|colleagues?|customers?|callers?|patients?|guests?|agents?|teams?|operators?|nurses?|doctors?|teachers?|students?|drivers?"
    "|managers?|members?|members of staff|clients?|accounts?|mailboxes|phones?|handsets?|extensions?|lines?|calls?|devices?|machines?|pcs?|computers?|laptops?|screens?|seats?|rooms?"
    "|wards?|sites?|branches|offices?|shops?|stores?|depots?|schools?|departments?|floors?|buildings?|desks?|groups?|queues?|recordings?|reports?|servers?|numbers?|messages?|records?|files?|documents?|printers?|licen[cs]es?|orders?|invoices?)"
)
_MANY = _PEOPLE.replace("s?", "s")[:-1] + "|(?:team|department|office|site|ward|floor|building|school|shop|branch|depot|warehouse|reception|hotel|plant|clinic))"
_AFFECTED = (
    rf"everyone|everybody|everything|everywhere|nobody|no ?one|none|only|not a single|all|every|each|several|some|many|most|few|half|both|whole|entire|any of|various|certain|multiple|a handful|dozens|hundreds|a third|a quarter|majority"
    rf"|one of|two of|three of|(?:\d{{1,5}}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|a dozen|a couple of|a hundred) (?:or so )?(?:~+ ){{0,2}}{_PEOPLE}|\d{{1,4}} (?:out )?(?:of|von|van|av|af|sur|de|di|su|z|ze) "
    rf"|just (?:me|us|my|mine|the|one|our|his|her|their|that|this|on|in|for|at|when|\d+)|for me|for us|me and|us all|we all|(?:of|for|in|from|on|at) (?:our|the) (?:~+ )?{_MANY}|(?:our|the|these|those) (?:~+ ){{0,2}}(?:teams?|departments?|users|colleagues|staff|callers|agents|patients|customers|phones|handsets|extensions|lines|calls|people|operators|recordings)"
    r"|the rest|the others|other (?:users|people|phones|colleagues|sites)|(?:extensions?|rooms?|wards?|desks?|floors?|lines?|trunks?|queues?|groups?|branch|store|site|shop|building|ports?|phones?|printer|server|channels?) [a-z]?\d+|my (?:colleagues?|team|boss|manager|pc|laptop|machine)|colleagues? (?:can|cannot|can't|has|have|too|also|are|is|see|sees)"
    # nl, de
    r"|alle[nrsm]?|iedereen|niemand|alleen|enkel|slechts|sommige|meerdere|verschillende|elke|ieder|iedere|geen van|hele|heel|allemaal|beide|onze ~+|enkele"
    r"|jede[rnms]?|keine[rnms]?|keiner|nur|ausschließlich|einige|mehrere|viele|ganze[nrsm]?|sämtliche|beide[nrs]?|unsere[nrsm]?|nutzer|benutzer|kollegen|mitarbeiter"
    # fr, es, pt, it
    r"|tous|toutes?|tout le|personne|seule?|seulement|uniquement|certain~+|plusieurs|chaque|aucun~*|quelques|nos|notre|nous ~+|que (?:les?|la|sur|chez)"
    r"|todos?|todas?|nadie|solo|sólo|solamente|algun~+|vari[oa]s|cada|ningun~+|nuestr~+|ninguém|só|apenas|somente|algu[nm]~+|vári[oa]s|nenhum~*|noss~+|(?:as|os|las|los) (?:chamadas|ligações|linhas|utilizadores|usuários|colegas|llamadas|usuarios|compañeros|extensiones|extensões)"
    r"|tutt[ioae]|nessuno|soltanto|solamente|alcun~+|divers[ie]|ogni|inter[oa]|nostr~+"
    # sv, nb, da
    r"|alla|allt|ingen|inga|bara|endast|några|någon|flera|varje|hela|samtliga|våra|vår|kun|bare|noen|nogle|nogen|flere|hver|hele|våre|vores|alle sammen"
    # cs, pl, fi
    r"|všich~+|všech~*|všem|nikdo|nikomu|jen|jenom|pouze|někter~+|několik~*|každ~+|cel[áýéouů]~*|žádn~+|u (?:všech |některých )?(?:hovor~+|uživatel~+|kolega~*|telefon~+|lidí|zákazník~+|poboč~+)|naš~+"
    r"|wszys~+|nikt|tylko|niektór~+|kilk~+|każd~+|cał~+|żad~+|nasz~*|naszych|kaik~+|kukaan|vain|ainoastaan|jotkut|useat|useim~+|jokai~+|koko|meillä|meidän"
)
_AFFECTED_BUT = (
    rf"(?:hi|hello|dear|hallo|beste|liebe|hej|hei|bonjour|hola|olá|ciao|good morning|good afternoon|thanks|thank you)(?: to)? (?:all|everyone|everybody|alle|allemaal|alla|tous|todos|tutti)|all the best|at all|after all|first of all|of all|above all|all right|all is|all good|that's all|that is all|all (?:in|is|of this|of that|of it|the same|because|i|we|it|you|that|this|over again|set|along|together|about)"
    rf"|all the time|(?:a few|some|several|many|most|every|each|all|both|whole|half|half an?|entire|few|couple of|all of the|all the|the whole|a whole|only|only the|every few|every other|every single|first|last few|next few|past few) (?:(?:\d+|other|of the|more|last|past|few|two|three|five|ten) )*(?:{_SPAN}|seconds?|mornings?|afternoons?|evenings?|~+days?|moment|now|once|again|times|step|single time)"
    r"|(?:for )?some (?:time|reasons?|help|kind|sort|point|way|advice|information|info|more|details?|guidance|extent|context|background)|some(?:thing|how|times|what)|(?:any|many|most|very) (?:thanks|likely|kind|much|of the time)|the only (?:thing|way|difference|reason|change)|only (?:then|if|because|a question|just|after|when|since)|not only|if only|read only|how many|so many|as many|too many|for the most part|most (?:of the time|likely|important|recent)"
)
_DOING = (
    "tried|retried|tested|retested|re-?started|rebooted|re-?installed|reset|re-?seated|power[- ]?cycled|swapped|exchanged|replaced|unplugged|re-?plugged|plugged|"
    "checked|re-?checked|double[- ]checked|cleared|cleaned|emptied|deleted|removed|re-?added|added|re-?created|re-?entered|re-?typed|re-?set|re-?enabled|disabled|enabled|"
    "compared|downloaded|re-?downloaded|uninstalled|verified|confirmed|ruled out|rolled back|reverted|downgraded|logged (?:out|off|in|on)|signed (?:out|in)|turned|switched|"
    "re-?registered|re-?paired|re-?connected|disconnected|re-?loaded|refreshed|re-?indexed|re-?imported|re-?synced|restored|rerun|re-ran|pinged|traced|captured|measured|followed|"
    "looked (?:at|in|into|through|up)|went through|searched|googled|moved|changed|increased|raised|set|shut down|closed|opened|ran|put"
)
_STEPS = (
    rf"(?:i|we|he|she|they|it|it department|our ~+|the ~+|my ~+|who)(?:'ve|'d)?(?: (?:have|had|has|did|already|also|even|then|just|both|now|all|only|once|twice|myself|since|again|of course|so far|obviously|finally|first|next|next to that))* (?:{_DOING}|let|took|made|used|asked|changed|created|did|gave|got ~+ to)"
    rf"|(?:have|has|had|having|already|also|even|just|been|then|was|were|be|are|is|and|but|first|next|only) (?:{_DOING})|(?:^|[.!?:;,(>*-] ?)(?:{_DOING})"
    r"|tried|retried|tested|rebooted|re-?started|re-?installed|power[- ]?cycled|reseated"
    r"|(?:restart|reboot|reinstall|re-?install|power[- ]?cycl|swap|chang|replac|reset|clear|unplug|turn|switch|updat|delet|remov|log|try|check)(?:t?ing|p?ing|ning|ging|ing|s)? (?:~+ ){0,5}(?:did|does|do|makes?|made|changed|changes|brought|gave|helps?|helped|fixes|fixed|worked|works)(?: ?n[o']t|n't| not| nothing| no)?"
    r"|(?:did|does|do|has|have|had)(?: ?n[o']t|n't| not) (?:~+ )?(?:help|change|fix|work out|make)~*|no (?:luck|change|difference|effect|joy|help|success|improvement|better|avail)|to no avail|without (?:success|luck|effect|result)|(?:still|always|exactly|result is|gives|get|got) the same|same (?:result|thing|error|problem|issue|behaviou?r|with|there|on|story|again)|in vain|nothing (?:helps|helped|works|worked|changed|changes|has helped|makes)|off and on|on and off|a (?:restart|reboot|reinstall)|after (?:a |the |another )?(?:restart|reboot|reinstall~*)|(?:only )?helps (?:for|until|a)|workaround"
    # nl, de
    r"|geprobeerd|uitgeprobeerd|herstart|gereset|getest|gecontroleerd|vervangen|(?:heb|hebben|heeft|is|zijn|werd|werden|hadden|had|al) (?:~+ ){0,7}(?:ge|ver|her|uitge|aange|opge|afge|ontk|over)~+|hielp niet|helpt niet|zonder (?:succes|resultaat)"
    r"|probiert|ausprobiert|neu ?gestartet|neugestartet|getestet|überprüft|geprüft|(?:habe|haben|hat|hatten|wurden?|ist|sind|bereits|schon) (?:~+ ){0,8}(?:~*ge~+(?:t|en)|~+iert|ver~+t|über~+t|versucht)|hilft nicht|half nicht|ohne erfolg|brachte nichts|bringt nichts|gleiche~* ergebnis"
    # fr, es, pt, it
    r"|(?:j'ai|avons|on a|a|ont|ai|été) (?:déjà |aussi |bien |même |tout |également )*(?:~+é|~+és|~+ées?|fait|mis|remis|suivi|réinstallé|pris)|essayé|redémarr~+|réinstall~+|sans (?:succès|effet|résultat)|même (?:résultat|chose|problème)|rien n'y fait"
    r"|(?:he|hemos|ha|han|hemos ya) (?:ya |también |incluso )*(?:~+[ai]do|hecho|puesto|vuelto|visto)|reinici~+|reinstal~+|prob(?:é|amos|ado)|intent(?:é|amos|ado|ei|ámos)|comprob~+|sin (?:éxito|resultado)|tent(?:ei|amos|ámos|ou|aram)|deslig~+|verific~+|troc(?:ámos|amos|ou|aram|ado|ada)|fizemos|já ~+(?:ei|ámos|amos|emos|imos|ou|aram)|experiment~+|sem (?:sucesso|resultado|efeito)"
    r"|(?:ho|abbiamo|ha|hanno|è stato) (?:già |anche |pure |provato a )*(?:~+[aiu]to|fatto|messo|rimesso|visto)|riavvi~+|reinstall~+|senza (?:successo|esito)"
    # sv, nb, da
    r"|prova[td]?e?|provat|prøv[de]~*|prøvet|försökt~*|forsøk~+|forsøgt|start(?:at|ade|et|a) om|omstart~*|genstart~+|restart~+|stängt av|slått av|slått på|skrudd|slukket|slukk~+|tændt|satt på|bytt~*|byttet|skift~+|installer~+|kontroller~+|kollat|sjekk~+|tjekk~+|testa[td]e?|testet|(?:har|hade|hadde|havde) (?:~+ ){0,5}(?:~+at|~+et|~+t|gjort|tatt|taget|lagt)|hjälp(?:te|er) inte|hjalp (?:inte|ikke)|hjelper ikke|hjælp~* ikke|utan (?:resultat|framgång)|uten (?:hell|resultat)|uden held"
    # cs, pl, fi
    r"|zkusil~*|zkoušel~*|vyzkouš~+|restartoval~*|restart|vypnul~*|zapnul~*|vyměnil~*|přeinstal~+|zkontroloval~*|ověřil~*|nepomohl~*|nepomáhá|bez (?:úspěchu|výsledku)|(?:jsme|jsem) (?:~+ ){0,4}~+(?:li|la|l)"
    r"|próbow~+|zrestart~+|restartow~+|wyłączy~+|włączy~+|wymieni~+|sprawdzi~+|przeinstalow~+|nie pomog~+|bez (?:skutku|powodzenia)|kokeil~+|käynnist~+|vaihdo~+|vaihde~+|tarkist~+|ei autt~+"
)
_STEPS_BUT = (
    rf"(?:since|after|when|until|before|once|if|as soon as) (?:i|we|they|he|she|you|our ~+|the ~+|somebody|someone)(?:'ve| have| had| has)? (?:last |first |just )?(?:{_DOING})"
    r"|(?:is|are|was|were) set (?:up|to)|set up|already set|(?:the|a|our|be|get|been|not) (?:added|removed|moved|opened|closed|changed|enabled|disabled|set)(?: (?:for|to|by))?|password (?:was |is |be )?reset|reset (?:my|our|the|his|her|their) (?:password|pin)|should have|i made sure|has made|we used to|i used to|it (?:put|set|made|took|gave|did|ran|closed|opened|asked)"
)
_ERROR = (
    r"\"[^\"]{3,300}\"|'[^']{3,200}'|(?:says?|said|saying|reads|reading|complains?|complaining|complained|tells (?:me|us)|told (?:me|us)|shows?|showing|displays?|displaying|announces|reports) (?:that |only |just |me |us |then |a |the |something like )*[:\"'( -]*~+"
    r"|(?:error|message|warning|exception|fault|log|logs|log ?file|code|notification|prompt|alert|alarm|popup|pop-up|status|response|answer)s?(?: (?:code|no|number|is|was|text|line|lines|says|said|there|we get|i get))*[ (]*[:=#\"'(-][ \"'(]*~+|(?:error|code|status|sip|http|https|response|reason|cause|alarm|event(?: id)?|exit)(?: code)?[ :#]{1,2}\(?(?:0x)?[a-z]{0,3}-?\d{1,6}|with (?:a |an )?[3-6]\d\d|(?:get|gets|got|getting|a|an|the|is|returns?|returned|always|then|only|of) [3-6]\d\d"
    r"|0x[0-9a-f]+|[a-z]{2,12}_[a-z_]{3,40}|[a-z]{1,8}\d{0,2}-\d{2,6}|[a-z]{2,5}\d{3,6}|[a-z.]{2,40}(?:exception|error)|\S+\[\d+\]|\S+[.](?:cpp|java|py|dll|so|exe|c|js|cs|php)(?::\d+)?"
    r"|(?:not|was not|cannot be|could not be|isn't|is not) (?:found|reachable|available|allowed|permitted|supported|valid|recognised|recognized|authori[sz]ed|responding|registered|accepted)|time(?:d)?[ -]?outs?|timed out|access denied|permission denied|denied|refused|unauthori[sz]ed|forbidden|unreachable|unavailable|out of memory|disk full|bad gateway|reset by peer|handshake|invalid [a-z]+|failed to [a-z]+|failed[:]|unable to [a-z]+|expired|mismatch"
    r"|no (?:error|message|warning|code|alarm|error message|notification)s?|no (?:error|message)|without (?:any |an? )?(?:error|message|warning)~*|nothing (?:is |was )?(?:shown|displayed|logged|in the logs?|appears|comes up|happens)|silent~*|blank|white (?:page|screen)|black screen|spinning|spinner|hourglass|stack ?trace|traceback|core dump|blue ?screen|screen ?shots?|photo|picture|snapshot"
    # other languages
    r"|(?:fehler|meldung|fehlermeldung|foutmelding|melding|fout|foutcode|erreur|felmeddelande|feilmelding|fejlmeddelelse|meddelande|meddelelse|besked|mensaje|mensagem|erro|messaggio|errore|komunikat|błąd|virhe|ilmoitus|hlášení|chyba|chybu|hláška|hlášku)~*(?: (?:is|ist|er|är|est|es|é|je|to|lautet|luidt))?(?: ?[:=(-]{1,2}[ \"'(]*~+| \d+)"
    r"|står (?:det|bara|der)|steht|steht da|staat er|sagt|zegt|dit|affiche|dice|diz|aparece|viser|visar|hlásí|píše|zobraz~+|wyświetla|näyttää|sanoo|kunde inte|kunne ikke|kon niet|konnte nicht|impossible de|no se puede|não foi possível|impossibile|nelze|nie można|ei voi"
)
_ERROR_BUT = r"(?:the|a|our|your|my|this) (?:log|message|code|status|alarm|report)s? (?:is|are|was|module|centre|center)|covid-\d+|iso[- ]?\d+|sha-?\d+|aes-?\d+|(?:utf|iso|rfc|md|mp|h|g|usb|ipv|ml|l|p)-?\d+"
_VERSION = (
    r"\d{1,4}[.]\d{1,5}(?:[.]~+)*|v[.]?\d+~*|(?:version|release|build|patch|firmware|hotfix|service pack|sp|fw|rev|revision|versie|versión|versão|versione|verze|wersja|versio|utgave)s? (?:is |number |no |von |= ?|: ?)?~*\d~*"
    r"|(?:latest|newest|current|recent|same|old|older|new|newer|previous|last|most recent|up to date) (?:~+ )?(?:version|release|build|patch|one|update|firmware|client|software)|fully (?:patched|updated)|up[- ]to[- ]date|neueste~*|aktuelle~*|nieuwste|laatste versie|dernière|senaste|nyeste|última|ultima|nejnovější|najnowsz~+|uusin"
)
_PLATFORM = (
    r"windows|win ?(?:7|8|10|11)|w1[01]|server 20\d\d|20(?:08|12|16|19|22|25)(?: r2)?|linux|ubuntu|debian|red ?hat|rhel|centos|rocky|alma|suse|sles|fedora|mac|macs|macos|mac os|os x|osx|macbook~*|imac|android|ios|ipad~*|iphone~*|chromebook~*|chrome ?os|vmware|esxi|vsphere|hyper-?v|proxmox|nutanix|citrix|docker|kubernetes|container|azure|aws|thin client|terminal server|rds|vm|virtual machine|tablet|samsung|huawei|pixel"
)
_BROWSER = r"browsers?|chrome|chromium|edge|firefox|mozilla|safari|opera|brave|vivaldi|internet explorer|ie ?11|ie|explorer|webview"
_DEVICE = r"\+?\d[\d ()/.-]{5,18}\d|imei|serial~*|s/n|msisdn|(?:number|device|phone|handset|sim|tablet|nummer|enhet|gerät|toestel) (?:is |no[.]? |number |id |: ?|# ?)*~*\d~*"
_FILES = (
    r"(?:attached|attachment~*|attaching|enclosed|enclosing|uploaded|i've put|zipped|in the zip)|(?:trace|capture|pcap|dump|log|logs|bundle|screen ?shot|recording|file)s?(?: ~+){0,3} (?:is|are|was|has been|have been) (?:attached|enclosed|uploaded|on|under|at|in|available|below)"
    r"|(?:took|taken|made|captured|recorded|have|here is|here are|see|sent|sending|send you) (?:~+ ){0,4}(?:traces?|captures?|pcaps?|dumps?|wireshark|tcpdump|logs?|bundle|screen ?shots?)|https?://\S+|sftp|sharepoint|onedrive|wetransfer|dropbox|ftp|anbei|angehängt|im anhang|bijlage|bijgevoegd|ci-joint|en pièce|bifogad~*|bifogar|vedlagt|vedhæftet|adjunt~+|anexo|em anexo|allegat~+|v příloze|w załączniku|liitteenä"
)
_PERSON = (
    r"(?:mr|mrs|ms|miss|dr|sister|nurse|matron|sr|prof|doctor|sir|frau|herr|mevr|dhr|mme|fru)[.]? ~+|(?:name|names|user|users|named|called|surname|colleague|registered (?:as|to|under|name)|account (?:of|for)|login (?:of|for)|behalf of|naam|nom|navn|namn|nome|nombre|jméno) ?(?:is|are|of|for|:|=)? ?~+|my name|i am ~+|this is ~+|\(~+ ~+\)"
)


_PIECE = re.compile(r"\[[^\]]*\]|[ ~]")


def _made(hits: str, but: str = "") -> str:
    """The list as RE2 reads it: what only looks like it goes first and has no group."""
    return _PIECE.sub(_piece, f"(?:{but})|({hits})" if but else f"({hits})")


def _piece(hit: re.Match[str]) -> str:
    """A space of the text may have a comma before it; letters beyond ASCII are several octets and no class."""
    sign = hit.group()
    if sign[0] == "[":
        return sign if sign.isascii() else f"(?:{'|'.join(sign[1:-1])})"
    return "[ ,]{1,2}" if sign == " " else r"[0-9a-z_\x80-\xff]"


BY_NAME: Mapping[str, str] = {
    "since": _made(_SINCE, _SINCE_BUT),
    "affected": _made(_AFFECTED, _AFFECTED_BUT),
    "steps_taken": _made(_STEPS, _STEPS_BUT),
    "error_text": _made(_ERROR, _ERROR_BUT),
    "version": _made(_VERSION),
    "platform": _made(_PLATFORM),
    "browser": _made(_BROWSER),
    "time": _made(_SINCE, _SINCE_BUT),
    "device": _made(_DEVICE),
    "files": _made(_FILES),
    "person": _made(_PERSON),
}
