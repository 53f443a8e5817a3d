"""program/speech.py: how people ask for a thing, ask a question, complain, wish, want news, sell, apply for a job.

One list for each act of program/acts.py, on folded text (small letters, plain quotes, one space), for RE2. Data, no
logic. Alternatives stand between bars with space around; a name in < > is one of the lists above. No product, no
program and no customer is named here: what a mail is about is said in the program's own files.
Reads next program/acts.py, program/speech_faults.py
"""

from __future__ import annotations

from mailtriage.program.speech_parts import either as _or

# --- it asks ---

_or("asks", r"""
    (?:how|where|which|what|when|who|whom|whose)
    (?:do|does|did|can|could|should|would|to|is|are|was|will|much|many|long|often|far|exactly|must|about|kind|else|if|would|ports?|versions?|steps?|menu|settings?|formats?|browsers?|systems?|options?|\w+
    (?:do|does|can|should|must|are|is|would)) | is (?:there|it|this|that) (?:\w+
    )*(?:way|possible|possibility|guide|manual|page|document\w*|article|option|setting|limit|description|tool|list|plan|need|ok|okay|allowed|safe|documented|supported|included|compatible|enough)
    | (?:does|do|can|could|will|is|are|would|may|must|should)
    (?:the|your|our|it|this|that|i|we|you|one|there|they|a|an) [^.!]{2,160}\? | (?:wondering|wonder|curious|not
    sure|unsure|no idea|don'?t know|do not know|like to know|want to know|need to know|tell (?:me|us)|explain|show
    (?:me|us)|remind me) (?:\w+ )?(?:if|how|whether|what|where|which|when|who|about)? |
    (?:a|one|quick|short|general|small|simple|few|two|three|stupid|silly) (?:\w+ )?questions? | question
    (?:about|on|regarding|re|from) | is it (?:possible|allowed|ok|okay|safe|true|correct|normal) |
    (?:looking|searching) for (?:the |a |an |some |your )?(?:\w+
    ){0,3}(?:manual|guide|documentation|instructions?|article|page|information|info|tutorial|datasheet|procedure) |
    (?:can|could|would) you (?:please |kindly |maybe |perhaps
    )?(?:tell|explain|show|advise|confirm|point|let|clarify|help me understand|guide|remind|share|direct) | please
    (?:advise|tell|explain|clarify|let (?:me|us) know|confirm|guide|show) | any (?:recommendation|advice|hint|tip|idea
    how|best practice|guidance|documentation|guide)s? | what(?:'s| is| are) the | how come | hoe
    (?:kan|moet|doe|kunnen|kom) | waar (?:kan|vind|staat) | wie (?:kann|geht|muss|können|richte) | wo
    (?:finde|kann|steht) | welche[rsn]? | comment (?:faire|puis|peut|on) | où (?:puis|se|est|trouve) | est-ce que |
    quel(?:le)?s? | cómo | dónde | como (?:posso|faço|se) | onde | hvordan | hvor (?:finner|er|kan|finder) | hur
    (?:gör|kan|får|man) | var (?:hittar|kan) | går det att | fonctionne-t-il | kan jeg | kan man | kunnen we | dotaz
    | jak (?:se|lze|mohu|můžeme) | kde (?:se|najdu|stáhnu|lze) | (?:jestli|zda) (?:lze|je|jde) | é possível | hay
    (?:alguna )?(?:forma|manera)
    | jak (?:mogę|można) | gdzie (?:mogę|można|znajdę) | come (?:posso|si|faccio) | dove (?:posso|trovo|si) | kuinka
    | miten | er det (?:mulig|muligt) | är det möjligt | is het mogelijk
""")
_or("asks_to_know", r"""
    is there (?:a |any |some |an )?(?:\w+
    )?(?:guide|manual|documentation|document|article|page|checklist|instructions?|description|overview) |    how
    (?:can|could|may|might) (?:the|our|my|a|an|this) [^.?!]{0,60} be \w+ | (?:could|can|would|will) you (?:please
    |kindly )?(?:e-?mail|mail|send|forward|post) (?:me|us) (?:the|a|an|your|some) (?:\w+
    )?(?:pdf|manual|guide|link|documentation|handbook|leaflet|brochure|list of)s? | (?:can|could|would|will) you
    (?:please |kindly |maybe |perhaps )?(?:tell|explain|show|advise|point|clarify|guide|remind|direct) | please
    (?:advise|tell|explain|clarify|guide|show) | (?:send|give|provide|get|share|forward|have)(?: me| us)? (?:with
    )?(?:a |an |the |your |some |any |more )?(?:\w+
    ){0,2}(?:links?|manuals?|documentation|guides?|information|info|brochures?|steps|instructions?|data
    ?sheets?|product sheets?|pdf|handbook|release notes|white ?papers?|examples?|procedure|description) |
    (?:wondering|curious|like to know|want to know|need to know)
""")
_or("change", r"""
    take | set | lower | shorten | apply | adjust | modify | edit | define | copy | add | adding | remove | delete |
    change | amend | correct | create | set ?up | enable | disable | activate | deactivate | switch | turn (?:on|off)
    | send | resend | re-send | forward | provide | give | grant | issue | move | transfer | rename | reset | unlock |
    replace | register | deregister | unregister | book | arrange | schedule | order | extend | assign | increase |
    decrease | raise | reduce | mail | e-?mail | share | post | courier | deliver | top up | stop | shut off | limit |
    restrict | lock | bar | withdraw | wipe | exchange | hide | link | unlink | merge | split | import | export |
    restore | recover | install | uninstall | upgrade | downgrade | update | configure | swap | migrate | reactivate |
    suspend | block | unblock | whitelist | close | reopen | cancel | put | take (?:off|out|over) | include | exclude
    | make | see to | take care of | prepare | publish | upload | test | verify | try | map | allocate | deploy
    | roll out | renew | supply |
    ship | organi[sz]e | kick | clear | load | run | rebuild | archive | hide | open (?:up )?(?:an?
    )?(?:account|port|access)
""")
_or("asks_for", r"""
    (?:naomba|tunaomba|ninaomba|ninahitaji|tunahitaji|nahitaji|ningependa kupata|naombeni) \w+ |
    (?:stuur|gee|voeg|skep|verwyder|maak|laai|skrap|blokkeer) (?:\w+,? ){0,6}asseblief |
    (?:kan|sal|kon) (?:julle|u|jy|iemand) (?:\w+
    ){0,8}(?:stuur|gee|byvoeg|skep|verwyder|registreer|oopmaak|toemaak|laai|skrap|blokkeer|verander) |
    if (?:you|someone|somebody|anyone|anybody|one of you) (?:can|could|would|will) (?:\w+ ){0,3}?<change>
    (?:it|this|that|them|these|those|the|her|his|him|me|us|our|my) |
    (?:i|we|she|he|they|who) (?:\w+ )?needs? (?:(?:an?|the|his|her|my|our|their|own|new|also) )*(?:\w+
    )?(?:log-?in|account|user ?name|password|barcode|profile|access)
    (?:for|to|on|with|in|at|now|as|please|and) |
    (?:take|remove|stop|block|put|delete|cancel|change|move|add|reset|register|unblock|load|correct|swap|replace)
    (?:\w+ ){1,5}(?:please|pls|plz) |
    (?:please|kindly|pls|plz) (?:\w+ ){0,4}?<change> | (?:could|can|would|will)
    (?:you|u|someone|somebody|anyone|anybody|sum1|your \w+|an engineer|a technician|one of you|the team|it be|this
    be|they be|\w+ be) (?:\w+ ){0,5}?<change> | (?:we|i)(?:'d| would| do)?
    (?:like|want|wish|need|require|request|ask)(?: \w+){0,5}? <change> | (?:needs?|has|have) to be (?:\w+
    )?<change>(?:d|ed)? | (?:must|should|shall) be <change>(?:d|ed)? | request(?:ing|s)?
    (?:to|for|that|access|a|an|the|you|new) | (?:grateful|appreciate it|great|nice|kind) if you (?:could|would|can)
    (?:\w+ )?<change> | (?:new|another|additional)
    (?:user|account|login|profile|starter|employee|colleague|device|clinic|facility|site|person)s? (?:\w+
    ){0,4}(?:needs?|to be|has|have|starts?|starting|joins?|joining|please|request) | access (?:for|to) (?:\w+
    ){0,6}please | (?:can|could|may|will) (?:[\w-]+,? ){1,14}be (?:\w+
    )?(?:put|moved|changed|added|removed|deleted|blocked|barred|locked|unlocked|shut|limited|restricted|registered|replaced|swapped|topped|loaded|transferred|exchanged|repaired|stopped|cancelled|activated|deactivated|reset|sent|issued|corrected|reversed|closed)
    | (?:may|can|could) (?:i|we) (?:please |kindly )?(?:get|have|receive) (?:\w+
    ){0,3}(?:code|link|barcode|picture|file|card|sim|number|access|one|user|login|password|bundle|data) | user
    creation | (?:graag|gelieve|kunt u|kunnen jullie|kun je) (?:\w+
    ){0,8}(?:toevoegen|verwijderen|wijzigen|aanmaken|sturen|aanpassen|resetten) | bitte (?:\w+
    ){0,8}(?:hinzufügen|löschen|ändern|anlegen|senden|einrichten|zurücksetzen|freischalten) | (?:merci
    de|veuillez|pouvez-vous|prière de) (?:\w+
    ){0,4}(?:ajouter|supprimer|modifier|créer|envoyer|activer|réinitialiser|changer) | kan (?:dere|du|ni|i) (?:\w+
    ){0,5}(?:legge til|slette|fjerne|endre|opprette|lägga till|ta bort|ändra|skapa|tilføje|oprette|sende|skicka) |
    (?:por favor|favor|pode[mr]?) (?:\w+
    ){0,4}(?:adicionar|remover|alterar|criar|enviar|agregar|eliminar|cambiar|crear|ativar)
    | (?:can|could|may) (?:i|we) (?:please |kindly )?have (?:the|a|an|our) (?:\w+
    )?(?:greeting|announcement|message|account|login|user|extension|queue|group|report|alarm|divert|forward\w*|line|number|logo|name|address)
    | (?:zouden jullie|zou(?:dt)? u|zou je|willen jullie|wilt u|kunt u|kunnen jullie|graag) (?:[^ .?!]+
    ){0,12}(?:maken|aanmaken|toevoegen|verwijderen|noteren|sluiten|sturen|wijzigen|afsluiten|blokkeren|opheffen)
    | (?:könnten sie|können sie|würden sie|könntet ihr|bitte) (?:[^ .?!]+
    ){0,12}(?:anlegen|einrichten|löschen|sperren|ändern|schließen|senden|schicken|freischalten|hinzufügen|entfernen|zusenden)
    | (?:pourriez-vous|pouvez-vous|merci de|veuillez) (?:[^ .?!]+
    ){0,6}(?:créer|ajouter|supprimer|fermer|désactiver|modifier|changer|envoyer|bloquer)
    | (?:kan ni|kan du|kunde ni|skulle ni kunna|vänligen|kan dere|kan i) (?:[^ .?!]+ ){0,6}(?:lägga
    (?:till|upp)|skapa|ta bort|stänga|ändra|skicka|legge (?:til|inn)|slette|oprette|opprette|lukke|sperre)
    | (?:podem|podiam|poderiam|pode|poderia|por favor|queiram|podrían|pueden|podéis) (?:[^ .?!]+
    ){0,6}(?:criar|adicionar|remover|fechar|desativar|alterar|enviar|mudar|crear|añadir|eliminar|cerrar|cambiar|bloquear)
    | (?:můžete|mohli byste|mohl byste|prosím|prosíme)(?: o)? (?:[^ .?!]+
    ){0,6}(?:založit|vytvořit|přidat|smazat|zrušit|zablokovat|změnit|poslat|založení|zřízení|zrušení|smazání|změnu|vytvoření)
""")

# --- it complains, wishes, asks for news ---

_or("complains", r"""
    complain(?:t|ts|ing)? (?:about|regarding|on|over|against|to|formally) | formal complaint |
    (?:make|file|lodge|raise|register) (?:a|an) (?:\w+ )?complaint | (?:un)?acceptable service | (?:not |un)acceptable
    (?:service|support|level|way|treatment|response|that (?:nobody|no one|you|your)|how|from (?:a|you|your)) |
    unprofessional | (?:disappointed|dissatisfied|fed up|appalled|displeased|disgusted|let down)
    (?:with|by|in|about|at|of|that|how) (?:your?|you|the|this|nobody|no one|we|i)(?: \w+){0,2}?
    (?:service|support|help
    ?desk|desk|team|company|response|reply|replies|handling|way|people|staff|attitude|treated|waiting) | (?:un)happy
    with (?:your|the|this) (?:\w+
    )?(?:service|support|help|desk|answer|response|handling|way|team|attitude|behaviou?r) | (?:nobody|no
    one|noone|no-one|none of you|not one person) (?:has |have |had |ever |even |at your (?:end|desk|side|company)
    |there |from (?:your \w+|support|you) |in your \w+
    )*(?:answer(?:s|ed)?|repl(?:y|ies|ied)|respond(?:s|ed)?|call(?:s|ed)?(?: \w+)? back|call(?:s|ed)?
    (?:me|us)|called|phoned|rang|cares?|picks? up|picked up|gets? back|got back|came back|comes
    back|contacted|bother(?:s|ed)|did(?:$|[.!])|reads? (?:my|our|these|this|what|mails?|e-?mails?)|followed
    up|take(?:s)? (?:us|this|me) serious\w*) | (?:never|not|still not|not once|not yet) (?:\w+
    )?(?:got|had|received|get|heard|been given|been) (?:\w+ )?(?:a |an |any |one )?(?:call
    ?back|reply|answer|response|apology|callback|human|straight answer|back from (?:you|anyone|support|anybody)) |
    (?:speak|talk|escalate\w*|escalat(?:e|ed|ing)) (?:this )?(?:to|with) (?:a|an|your|the|some) (?:\w+
    )?(?:manager|supervisor|superior|boss|director|management|head of|someone in charge|human being|real person|human)
    | (?:manager|supervisor|director|human being|human|person) (?:with (?:some )?authority|in charge) |
    (?:manager|supervisor|director|human being|human) to (?:call|ring|phone) | (?:call|answer|word|reply|apology)
    (?:back )?from (?:a|your|the) (?:manager|director|supervisor|boss) | (?:name|number|address) of your
    (?:manager|director|supervisor|boss|superior) |
    (?:poor|bad|terrible|awful|horrible|lousy|shocking|dreadful|pathetic|abysmal|worst|appalling|disastrous|miserable|third-rate|substandard|rude)
    (?:\w+ )?(?:service|support|help ?desk|customer care|experience|communication|attitude|treatment|answer|response
    time)s? | (?:your|this|the) (?:\w+ )?(?:support|service|help ?desk|desk|team|response
    times?|hotline|helpline|people)(?: is| are| was| were|'s)? (?:a |an |so |just |simply |really |very |absolutely
    |beyond |getting
    )?(?:joke|disgrace|shame|insult|useless|hopeless|poor|bad|terrible|worthless|rude|pathetic|worse|laughable|slow
    to|below|not good enough|not (?:up to|what|acceptable)) |
    (?:third|fourth|fifth|sixth|seventh|tenth|3rd|4th|5th|6th|umpteenth|nth)
    (?:mail|email|e-mail|message|call|request|reminder|attempt) (?:\w+ ){0,3}(?:i|we|this|about|that|to
    you|without|and|in a row|regarding)? | (?:third|fourth|fifth|sixth|seventh|tenth|3rd|4th|5th|6th|umpteenth|nth)
    time (?:\w+ ){0,3}(?:i|we) (?:\w+
    ){0,2}(?:ask|writ|mail|email|e-mail|call|phon|report|contact|log|send|request|explain|chas|remind)\w* |
    (?:only|just|nothing but|all (?:i|we) (?:ever )?get (?:is|are)|another) (?:an?
    )?(?:automatic|automated|standard|canned|template|robot|copy-paste)\w* (?:mail|message|repl|answer|response)\w* |
    what (?:are|do|did|am) (?:we|i) (?:even )?pay\w*(?: you)?(?: for)? | for what we pay | we pay (?:you )?(?:for|a
    lot|good
    money|premium|so much) | (?:(?:our|my) (?:lawyer|solicitor)|legal (?:action|steps)|ombudsman|consumer
    protection|trading
    standards|breach of (?:contract|sla|the agreement))\w* |
    (?:rude|unfriendly|impolite|arrogant|dismissive|patronising|condescending|hung up on|hangs up|put the phone
    down)(?: \w+)? | passed (?:\w+ )?(?:from pillar to post|around|from one (?:person|desk|agent) to) | from pillar to
    post | same promise | empty promises | broken promises? | promised (?:me |us |that )?(?:an? |to |that )?(?:call
    ?back|call|ring|phone|engineer|somebody|someone|answer|\w+ days?)[^.]{0,60} | was told (?:that )?(?:an? |some|it
    |you |the )\w*(?:one|body|engineer|technician|manager|agent|it|you)? ?(?:would|will) (?:call|ring|phone|be|get
    back|contact|come)[^.]{0,40} | (?:closed|closing) (?:my|our|the) (?:ticket|case|call) without | (?:ticket|case)
    (?:was|has been|got) closed without | (?:lost|losing|run out of|out of) patience | patience (?:is|has)
    (?:running|run|worn) (?:out|thin) | (?:is|are) (?:a )?joke | take our business elsewhere | look(?:ing)? for
    another (?:supplier|vendor|provider) | cancel(?:ling)? (?:our|the) contract (?:if|unless|because) | waste of
    (?:time|money) | how (?:we|i) (?:are|am|was|were) (?:being )?treated | treat(?:ed|ing) (?:us|me|customers) |
    do(?:es)? (?:any|some)(?:body|one) (?:\w+ )?(?:read|care|work there|look at) | (?:zwei|drei|mehrere|seit) \w+
    (?:\w+ )?(?:keine antwort|warten) | beschwer\w+ | klacht\w* | klage (?:på|over) | reklamation | réclamation |
    plainte | queixa | reclamaç\w+ | klagomål | unzufrieden | ontevreden | mécontent\w* | misfornøyd | missnöjd |
    utilfreds | malalamiko | explained? (?:it|this|that|everything|the (?:same|whole) \w+|my \w+|our \w+)
    (?:again|from scratch|\w+ times|to (?:\w+ )?(?:different|four|three|five|several|somebody|someone|every)) |
    (?:starts?|start(?:ed|ing)) from (?:zero|scratch) (?:each|every|again|with) | (?:each|every time|everybody|all)
    (?:\w+ )?(?:starts?|begins?) from (?:zero|scratch) | not what (?:premium|gold|support|we pay|service|we signed)\w*
    | scandal\w* | outrage\w* | fobbed off | (?:being|been|are|am|feel|were) (?:completely |totally |simply )?ignored
    | ignor(?:es|ing) (?:us|me|our|my) | (?:nobody|no one) (?:takes|feels|is) (?:\w+
    )?(?:ownership|responsib\w+|seriously|in charge) | who is in charge | (?:are|am|were|was|get) treated | \w+
    (?:days|weeks) (?:for|until|before) (?:a|an|the|any|your) (?:first |single |simple
    )?(?:answer|reply|response|call) | expect an apology | apolog(?:y|ise|ize) (?:from|to|for) | (?:call
    ?-?backs?|promises?|appointments?),? (?:and )?none (?:came|kept|happened) | none came | (?:if|should) this (?:goes
    on|continues?|happens again) | not (?:renew|extend)\w* (?:the |our )?(?:contract)? ?(?:if|unless|because|with you)
    | how many (?:more )?times (?:do|must|should|have) (?:i|we) | not (?:at all )?(?:how (?:you|one) treats?) |
    (?:rang|called|phoned|written|wrote|mailed|emailed|tried to reach|contacted) (?:you |your \w+ )?(?:already
    )?(?:two|three|four|five|six|seven|several|many|\d+) times | (?:zero|0)
    (?:answers?|repl(?:y|ies)|reactions?|responses?) | (?:two|three|four|several|\d+) (?:unanswered
    )?(?:reminders|chasers),? | explain (?:to me |to us )?what (?:premium|gold|your|support|service|we pay) |
    (?:what|which) (?:sort|kind) of (?:support|service|company|help ?desk) | call(?:s)?
    (?:this|that|yourselves|itself) (?:a )?(?:support|service|premium|help ?desk) | no way to (?:speak|talk|treat|run)
    | didn'?t (?:turn|show) up | did not (?:turn|show) up | put (?:this|it|things|matters) right | head of (?:your
    )?(?:service|support|customer) | stood (?:by|us up) | closed (?:my|our|the|this) (?:\w+
    )?(?:ticket|case|call|request) (?:as|without|although|though|and|even) | (?:somebody|someone|anybody|people)
    (?:more )?competent | incompeten\w+ | (?:round|around) in circles | (?:everyone|everybody|every agent|each
    (?:agent|person|time)) tells? (?:us|me) (?:something|a different|another) | file a complaint | had never
    (?:seen|touched|heard) | (?:raise|raised|escalat\w+|discuss\w*|take|bring|brought) (?:this |it |the matter )?(?:up
    )?(?:with|to) (?:your|the) (?:management|manager|head|director|board|superiors?) | stopped believing |
    (?:don'?t|do not) believe (?:you|a word|it) any ?more | used to be the reason
""")
# Of a thing it is no complaint about the service: it counts where nothing fails.
_or("displeased", r"""
    (?:not |un)acceptable | (?:very |extremely |deeply |really |so |most |quite |bitterly |utterly
    )(?:disappointed|dissatisfied|fed up|appalled|displeased|disgusted|let down|unhappy|annoyed|angry|frustrated) |
    (?:am|are|is|was|were|feel|feeling|being|been) (?:disappointed|dissatisfied|fed
    up|appalled|displeased|disgusted|let down) | not (?:at all )?(?:impressed|amused|good enough) | unimpressed |
    disgrace\w*
""")
_or("looks_wrong", r"""
    (?:is|are|still|stays?|remains?|prints?|shows?|showing|comes?|came|looks?|appears?|has|have|with|in|the|our|an|a)
    (?:still |always |the |our |in |out |up |a |an |all |only
    )*(?:old|wrong|previous|former|orange|red|green|grey|gray|blue|pink|ugly|crooked|cut|too
    \w+|blurred|blurry|mis\w+|out of date|outdated|different|not the) | typos? | spelling | logo\w* | colou?rs? |
    fonts? | cover (?:sheet|page) | head(?:er|ing) | footer | label\w* | translation | wording
""")
# What is ordered of the makers: it is no fault that it cannot be done yet.
_or("orders", r"""
    (?:development|enhancement|customi[sz]ation|programming) (?:request|order|job|work for|for us) | change request
    (?:for|to) (?:the|your|a) (?:product|software|system|programmers?|developers?) | (?:order|commission|pay
    for|fund|sponsor) (?:this|that|it|such \w+|the|a|an) (?:\w+ )?(?:as a |as an
    )?(?:development|enhancement|extension|feature|function|customi[sz]ation|adaptation|change of) |
    (?:like|want|need|ask|wish|love) (?:you|your \w+|somebody) to
    (?:build|develop|program|implement|create|code|write|extend) | (?:could|can|would|will) (?:you|your
    (?:developers|programmers|engineers|people|team)) (?:please )?(?:build|develop|program|implement|code|extend) |
    (?:build|develop|program|implement|code|create) (?:that|this|it|one|something|such a \w+|an? \w+)
    (?:for|into|specially|especially) (?:us|it|the product|our) | (?:write|provide|supply|send|give
    you|deliver|describe it in|draw up) (?:you )?(?:a|the|our) (?:spec|specification|requirements?)(?: document)? |
    (?:there is|we have|have (?:a |the |some )?|with|got) (?:\w+ )?(?:budget|money) (?:for|to)
    (?:it|this|that|develop|build|have) | bespoke (?:development|feature|version|work|change) | custom
    (?:development|feature|work|build|function)
""")
_or("wishes", r"""
    (?:just |only )?(?:a|an|one|my|our|another) (?:small |little |quick |humble |possible |few )?(?:suggestions?|idea
    for|ideas for|idea|wish|proposal|improvement|enhancement|feature idea) | suggestion\w* | feature
    (?:request|idea|wish|suggestion|proposal)s? | enhancement (?:request|idea)?s? | (?:wish|feature) ?list | (?:i|we)
    (?:would like to |want to |wish to )?(?:suggest|propose)(?: that| to| a| an|:)? | (?:would|it'd|it would|that
    would|'d) (?:also |really |just |indeed )?be (?:so |very |really |quite
    )?(?:nice|lovely|handy|cool|useful|wonderful|brilliant|fantastic|practical|convenient|awesome|amazing|welcome|a
    help|a relief) (?:if|to (?:see|be|have (?:an?|the|one|some|more)|get (?:an?|the))|when|for|with)? | (?:would|'d)
    (?:also |really |just )?be (?:so |very |really |quite )?(?:good|great|helpful|better) (?:if
    (?:the|it|there|one|that|a|an|these|this)|to (?:be able|have an? (?:\w+
    )?(?:button|option|key|shortcut|list|view|filter|setting|field|column|way|choice))) | an? (?:\w+
    )?(?:key|button|option|shortcut|field|column|filter|switch|function|feature|setting|view|sound|symbol|icon|mode)
    (?:for|to|that|which|with)[^.!?]{0,60} (?:would|might|could) (?:also )?(?:be|help|make) | (?:would|'d) (?:really
    )?(?:love|appreciate) (?:it )?(?:if|to see|to have|a|an|that) (?:the |a |an |you |there )? |
    (?:future|coming|next|later|upcoming) (?:version|release|update)s?[?.!]? | have you (?:ever
    )?(?:thought|considered) (?:of|about)? ?(?:\w+ing|making|adding|an?)? | (?:please )?consider
    (?:adding|making|including|implementing|a|an) | (?:could|can) you (?:\w+ )?(?:consider|think about|add)
    (?:\w+ing|a (?:button|option|shortcut|feature|filter|dark mode|column|field)|an (?:option|indicator|export))
    (?:\w+ ){0,6}(?:in|for) (?:a|the|some)? ?(?:future|next|coming|later)? | room for improvement | why (?:not|don'?t
    you) (?:make|add|let|offer|put) | (?:i|we) (?:often |always |really )?(?:miss|wish|dream of)
    (?:a|an|that|the|there|it|i|we|you) | (?:small|little|tiny) improvement | on (?:the|your) roadmap\? |
    (?:make|making) it (?:easier|better|nicer|simpler) (?:for|if|to) | (?:verbesserungs)?vorschlag | suggestie |
    verbetervoorstel | suggestion d'amélioration | forslag | förslag | sugestão | sugerencia | wens voor |
    (?:find|found) it (?:very |really |so )?(?:handy|useful|nice|helpful|great|good|practical|easier) (?:if|to|when) |
    (?:would|could) save (?:us|me|our|a lot|so|thousands|hours|time|many|\w+ of) | why not
    (?:let|make|add|allow|offer|put|show|have|give) | something for (?:you|your|the (?:next|list|roadmap)) |
    time-?saver | put(?:ting)? it out there | make a proposal | (?:bigger|larger|smaller|darker|nicer|clearer)
    (?:font|button|icon|text|letter|field|picture|display|print)s?(?: (?:for|in|on|please|so|would))? |
    (?:could|can|might|should|would|may) (?:it|this|that|they|these|those|the \w+(?: \w+)?) (?:not |also |maybe
    |perhaps |please )*(?:be |be made |get |become |be a bit |be a little |be shown
    )(?:bigger|larger|smaller|darker|lighter|louder|longer|shorter|wider|clearer|easier|quicker|simpler|more \w+|made
    (?:\w+ )?\w+er|in (?:a )?\w+ colou?rs?|colou?red|movable|sortable|optional|configurable|remembered|sorted) |
    (?:small|little|tiny|quick|humble|crazy) (?:idea|wish|thought|suggestion|feature)s? | (?:^|\.
    ?)(?:idea|wish|suggestion|feature)s?\.? | (?:would|it'd|it would|that would|this would|that'd) (?:really
    )?(?:make|help) (?:a lot of|many|all of|so many|us|our|me|my|life|the \w+)(?: \w+){0,3} (?:happy|happier|a
    lot|much|easier|very much|enormously|greatly) | (?:is|would) it (?:be )?possible (?:that|for) you (?:to
    )?(?:add|make|show|build|change|put|give|offer) | (?:help|helps) (?:us|me|our \w+|the \w+) (?:a lot|very much|so
    much|enormously) (?:if|to) | it (?:would|could) help (?:us |me |a lot |very much |enormously |our \w+ )?(?:a lot
    |very much )?(?:if|to have|when) | (?:it'?s|it is|is|there is|that is) (?:a pity|a shame|pity) that | (?:what|how)
    about (?:a|an|adding|making|showing|letting) (?:\w+
    )?(?:button|option|setting|shortcut|colou?r|view|filter|mode|key|column|field|list|\w+ing) | (?:could|can|would)
    you (?:please |perhaps |maybe )?(?:make|let) (?:it|the \w+(?: \w+){0,3}|this|that|them) (?:so that|such
    that|possible|bigger|larger|optional|sortable|more|remember|show|in future|work with) | for a
    (?:future|later|coming) (?:version|release|update) | (?:one thing|something|a thing) (?:i|we) (?:would like|'d
    like|miss|would love|'d love|wish) | nice to have | wish for the | (?:make|making) (?:it|life|our
    (?:life|lives|work|day)|things) (?:\w+ ){0,2}(?:easier|better|simpler|nicer|faster) | any chance
    (?:of|in|for|that|to) | ask(?:ed|s|ing)? (?:me |us )?(?:if|whether) (?:\w+ ){1,9}(?:could|can|might) (?:\w+
    ){0,2}(?:be|have|show|get|also) | one day (?:be|have|get) | would(?:n't| not) it be
    (?:possible|nice|good|better|great|helpful|an idea|easier|handy) | (?:have|has|had|keeps?|are) been asking (?:me
    |us |you )?(?:for|about) | passing (?:it|this|that) (?:on|along) | (?:it|that|this) would (?:really |also
    )?(?:help|make|save|spare) (?:us|me|them|her|him|my|our|the|a lot|so) |
    (?:maybe|perhaps) (?:one|some) day |
    (?:farmers|nurses|sisters|teachers|users|people|staff|members|agents|clinics) (?:\w+ )?(?:ask|asked|wonder)
    (?:if|whether) (?:\w+ ){1,6}(?:could|can|might) |
    (?:farmers|nurses|sisters|teachers|users|people|staff|members|agents|board|colleagues|management)
    (?:have |has )?(?:asked|ask|wish|wished|proposed?|want|wants) (?:\w+ ){0,5}?that
    (?:the|a|an|there|each|it) | (?:just |only )?(?:a|one) (?:small |little |quick )?thought |
    (?:bigger|larger|smaller|darker|nicer|brighter) (?:buttons?|letters?|fonts?|print|icons?) | ideas? from
    (?:our|my|the|a) | idea ?:
""")
_or("news", r"""
    (?:is there |are there |have you |do you have |got |had |has there been |was there |still no |without )?any
    (?:news|updates?|progress|word|development|movement|feedback|solution|joy)s?(?: on| about| yet| for| from|
    regarding| with|\?)? | (?:what|how)(?:'s| is| are|s) (?:the |our |my )?(?:latest|current |present
    )?(?:status|state|progress|situation|news|latest)(?: of| on| with| for| regarding|\?)? | where (?:are|do)
    (?:we|you|things) (?:stand|now |at )?(?:with|on|in)? ?(?:this|the|our|my|case|ticket|regarding|\w+-?\d+)? |
    (?:status|update|progress|state|news|feedback) (?:of|on|for|about|regarding)
    (?:my|our|the|this|that|ticket|case|your) (?:\w+
    )?(?:case|ticket|request|call|query|issue|problem|order|report|mail|matter|fault|incident)? | (?:have|did) you
    (?:\w+ )?(?:had|have|got|get) (?:a |the |any )?(?:chance|time|opportunity|look)(?: to)? | (?:following|follow)
    ?-?up(?: on| to| about| regarding| my| from)? | (?:just |kindly |gently )?(?:chasing|checking in|checking
    back|touching base|nudging|(?:just|only|this is|gentle|friendly|kind|second|third|another) (?:a )?reminder)(?:
    (?:on|about|for|regarding|up))? | reminder (?:about|regarding|:) | your (?:\w+ )?reminder | (?:still |we are |i am
    |been )?(?:waiting|wait) (?:for|to hear|on) (?:a |an |the |your |any |some |from |back |news|feedback)(?:\w+)? |
    last (?:i|we) heard | (?:(?:we|i|have|has|had|'ve) heard nothing|heard anything|hear (?:nothing|anything)
    (?:back|since|from you|more|further)) | not heard (?:anything|back|from|since) | haven'?t heard(?: anything| back|
    from| since)? | how far (?:is|are|have|along) (?:\w+ )* | (?:when|how soon|how long until)
    (?:can|will|could|may|do|should) (?:we|i|you|it|this|my|our|the \w+) (?:\w+ )?(?:expect|hear|get (?:an answer|a
    reply|feedback|news)|be (?:\w+ )?(?:solved|fixed|resolved|done|ready|repaired|answered|completed|closed)) |
    (?:is|has|was) (?:this|that|it|my (?:case|ticket|issue|request)|our (?:case|ticket|issue|request)|the
    (?:case|ticket|issue|problem|request|fault|bug)) (?:been |already |now )*(?:fixed|resolved|solved|sorted|looked
    at|processed|done|assigned|picked up|closed|forgotten)(?: yet| by now| already|\?)? | eta | still
    (?:open|pending|outstanding|unresolved)\? | any eta | wie ist der stand | gibt es (?:schon |etwas )?neu\w+ | is er
    (?:al |nog )?nieuws | stand van zaken | des nouvelles | où en (?:est|sommes) | noe nytt | nytt om | status på |
    några nyheter | hur går det med | alguma novidade | ponto de situação | noticias | (?:tell|say|let (?:me|us)
    know|know) (?:me |us )?how far | how far (?:you|we|they|it|this|things) (?:are|is|have|has|got) |
    (?:found|find|found out|discovered) (?:anything|something) (?:out|yet|in|already)?\?? | (?:any|some) movement |
    did you (?:have|find|get) (?:the )?(?:time|chance|anything|a chance) | (?:what|whatever) (?:has |have
    )?(?:become|became|happened|happens?|happen) (?:of|with|to) (?:our|my|the|this|that) (?:\w+
    )?(?:question|case|ticket|request|query|mail|report|order|matter|call) | no sign of life | (?:your|the|any)
    (?:answer|reply|feedback|response) (?:to|on|is still|still|regarding) | (?:somebody|someone|anybody|anyone|who)
    (?:is |'s )?(?:already |still |currently )?(?:working|looking|dealing|busy) (?:on|at|into|with)
    (?:my|our|this|the|it|that) | any (?:sign|signal|hint|idea when) | it(?:'s| has) been (?:a|an|\w+)
    (?:week|day|month)s? (?:now|since)? | (?:have|has|had)(?:n't| not) (?:\w+ )?(?:got|had|received|heard|seen|gotten)
    (?:\w+ )?(?:an? |any |your |the )?(?:answer|reply|response|feedback|news|word) | (?:being|been) looked (?:at|into)
    | still open or | slipped through | (?:give|send) (?:me|us) an update (?:on|about|for|of) | (?:promised|announced)
    be ready | anything new (?:on|about|regarding|with|from) | (?:anything|something) to report |
    (?:did|has|have) anything (?:come (?:out )?of|happened with|been done about|moved) | (?:has|have|had)
    (?:anyone|anybody|someone|somebody|you|your \w+) (?:had |found )?(?:a |the |any )?(?:chance|time|moment) to
    (?:look|check|see) |
    (?:anybody|anyone|somebody|someone) (?:has |have |had
    |'s )?(?:had |found |got
    )?(?:the |any |a )?(?:time|chance|opportunity) (?:for|to) | nothing but (?:the|a|an|your) (?:\w+
    )?(?:receipt|acknowledg\w+|automatic|confirmation)
    | any idea yet | (?:the|our|my) [^.?!]{3,60} (?:i|we) (?:reported|sent|raised|mailed|wrote) (?:to you |you
    )?(?:last|on|yesterday|two|three|\d+|a (?:week|month|fortnight))
    | is (?:somebody|anybody|someone|anyone) on it | keeps? asking (?:me|us) (?:about|for|when)
""")

# It brings what was asked for, and says nothing else.
_or("hands_over", r"""
    attached (?:is|are|you|please|the) | (?:is|are|find|please|see|file) (?:\w+ )?(?:attached|enclosed) | enclosed
    (?:is|are|you|please|the) | (?:i|we) (?:attach|enclose|have attached|send) (?:you )?(?:the|a|our|my) | here
    (?:is|are|comes?) (?:the|a|our|my)
""")
