"""program/speech_faults.py: how people say that something fails, and what only sounds so. Data; see program/speech.py.
In other languages: program/speech_abroad.py.

Reads next program/acts.py
"""

from __future__ import annotations

from mailtriage.program.speech_parts import either as _or

# --- it fails ---

_or("no", r"""
    (?:does|do|did|is|are|was|were|has|have|had|wo|would|can|could|will|ca)n'?t |
    (?:can|will|would|could|does|do|did|is|are|was|were|has|have) ?not | not | cannot | never | no longer | nothing |
    nobody | no one | noone | none of (?:us|them|the \w+|our \w+|my \w+) | no
    (?:user|phone|call|device|clinic|nurse|site|customer|agent|report|message|mail|data|record)\w* | unable to | not
    able to | fail(?:s|ed|ing)? to | refus(?:es|ed|ing|e) to | declines to | impossible to | hardly | barely |
    stop(?:s|ped)? | ceased to | isnt | arent | wont | cant | dont | doesnt | didnt | hasnt | havent | couldnt | wasnt
    | without being able to
""")
_or("does", r"""
    work\w* | function\w* | start\w* | boot\w* | open\w* | load\w* | respond\w* | react\w* | answer\w* | connect\w* |
    reach\w* | regist\w+ | sync\w* | play\w* | show\w* | display\w* | appear\w* | print\w* | sav(?:e|es|ed|ing) |
    send\w* | sent | receiv\w+ | arriv\w+ | deliver\w* | ring\w* | log(?:ged|ging)? ?-?(?:in|on|into|onto) |
    sign(?:ed|ing)? ?-?(?:in|on|into) | get(?:s|ting)?
    (?:in|on|through|into|past|to|any|anything|it|the|a|our|out|beyond|no) | export\w* | import\w* | finish\w* |
    complet(?:e|es|ed|ing) | updat(?:e|es|ed|ing) | refresh\w* | run\w* | record(?:s|ed|ing)? | see | sees | seen |
    seeing | hear\w* | find\w* | access\w* | use | used | do anything | do its job | com(?:e|es|ing)
    (?:up|through|in|on|back|out) | go(?:es|ing)? (?:through|past|on|away|anywhere|out) | pass(?:es|ed)? | let\w* |
    allow\w* | accept\w* | recogni[sz]\w+ | detect\w* | transfer\w* | charg(?:e|es|ed|ing) | scan\w* |
    (?:turn|switch|power)\w* (?:on|off) | clos(?:e|es|ed|ing) | delet\w+ | edit\w* | chang(?:e|es|ed|ing) | creat\w+ |
    add\w* | upload\w* | download\w* | click\w* | select\w* | search\w* | listen\w* | match\w* | add up | stay\w* |
    hold\w* | progress\w* | continu\w+ | process\w* | stor(?:e|es|ed|ing) | copy\w* | read\w* | writ(?:e|es|ing|ten) |
    view\w* | submit\w* | generat\w+ | happen\w* | calculat\w+ | count\w* | archiv\w+ | attach\w* | enter\w* |
    captur\w+ | dial\w* | call\w* | make (?:any )?calls? | (?:turn|show)(?:s|ed|ing)? up | terminat\w+ |
    establish\w* | pair\w* | bind\w* | mount\w* |
    authenticat\w+ | launch\w* | install\w* | there | visible | available | reachable | possible
""")
_or("good", r"""
    working | responding | correct | right | reachable | available | visible | complete | synchroni[sz]ed | up to date
    | there | online | in sync | showing | loading | recording | recorded | connected | saved | sent | delivered |
    stored | registered
""")
_or("fails", r"""
    <no>(?: \w+){0,3} <does> | <no>(?: \w+)? <good> | (?:stop|stops|stopped|quits?|ceased) (?:\w+
    )?(?:\w+ing|itself|by itself|dead) | stopped | errors? | errored | exception | stack ?trace | traceback | crash\w*
    | segfault\w* | froze | frozen | freez\w+ | hangs? | hung | hanging | fail(?:s|ed|ing)? | failures? | faulty |
    bugs? | buggy | broken | broke | breaks | glitch\w* | malfunction\w* | misbehav\w+ |
    (?:is|are|was|were|went|goes|gone|go|been|still|completely|all|totally) (?:\w+
    )?(?:down|dead|offline|unreachable|unresponsive|unusable|kaput|jammed) | outage | down | timed? ?-?out | times out
    | timing out | timeouts | unreachable | unresponsive | not responding | no response from the
    (?:server|system|device|app) | disconnect(?:s|ed|ing) | drops? out | dropp?(?:s|ed|ing)
    (?:calls?|out|off|the|every|after|all)? | calls? drop\w* | cuts? (?:out|off) | cut off | gets? cut |
    kick(?:s|ed|ing) (?:\w+ )?(?:out|off) | throws? (?:\w+ )?out | thrown out | logs?
    (?:me|us|them|everyone|people|users) (?:out|off) | logged (?:me|us) out | (?:blank|white|black|empty|grey|blue)
    (?:page|screen|window|list|report|result)s? | nothing happens | stuck | hanging | jammed | spinning | endless loop
    | in a loop | loops? (?:back|forever|endlessly) | keeps? (?:on
    )?(?:crash|restart|reboot|load|spin|fail|drop|disconnect|freez|com|turn|switch|stopp|beep|los|clos|return|jump|go|giv|repeat)\w*
    | (?:restarts?|reboots?|clos(?:es|ed)|shuts?|turns? (?:itself )?off|quits?) (?:by )?(?:itself|themselves|on its
    own|down) | (?:program|app|window|application|client|tool) (?:shuts|closes|quits|disappears) | corrupt\w* |
    garbled | unreadable | illegible | gibberish | scrambled | mangled |
    (?:has|have|had|is|are|was|went|gone|go|goes|gets?|got|getting) (?:\w+
    )?(?:missing|lost|vanished|disappeared|gone|wiped|mixed up|stuck|duplicated|doubled|truncated) | vanish(?:es|ed) |
    disappear(?:s|ed|ing) | lost
    (?:registration|connection|contact|data|calls|audio|signal|messages|records|recordings|all|our|the|its) | missing
    (?:from|in|on|since|after|records?|calls?|data|entries|files?|recordings?|messages?|lines?|pages?|fields?|values?|users?)
    | (?:very|so|extremely|really|terribly|painfully|unusably|awfully|too|incredibly|horribly) slow\w* |
    slow(?:ly|er|ness|ing|ed)? | sluggish | laggy | lagging | lags? | crawl(?:s|ing) | at a crawl | takes?
    (?:ages|forever|minutes|hours|too long|so long|very long|about \d+|over \d+|up to \d+|more than|several|\d+) |
    taking (?:ages|forever|too long|so long) | delayed | (?:minutes|hours|seconds|days) late | come late |
    (?:arriv|com)\w+ (?:too |very )?late | choppy | crackl\w+ | echo(?:es|ing)? | static noise | robotic | distorted |
    one ?-?way (?:audio|sound|speech) | no (?:audio|sound|dial
    ?tone|signal|connection|service|picture|image|video|network|power|response|results?|access|lines?|free
    slot|sync|data|display) | silence on | empty (?:reports?|lists?|files?|exports?|results?|pages?|pdf|csv) |
    (?:is|are|comes?|came|stays?|remains?|turns?|turned|goes|went|all) (?:\w+ )?(?:out |up |back
    )?(?:empty|blank|grey|greyed|white|black|red|frozen|garbled) | wrong
    (?:time|date|day|figures?|numbers?|data|results?|values?|totals?|names?|patient|clinic|language|characters|order|stock|balance|amounts?|person|user|version|file|way|caller|state|status|extension|column)
    | (?:is|are|was|were|looks?|seems?|shows?|gets?|got|calculated|displayed|completely|all) (?:\w+
    )?(?:wrong|incorrect\w*|inaccurate) | wrongly | incorrectly | does not (?:match|add up|agree) | duplicates? |
    (?:shown|appears?|listed|counted|sent|arrives?|delivered|received|recorded|saved|entered) twice | double entries |
    mix(?:es|ed|ing) up | swapp(?:s|ed) | (?:access |permission )?denied | refused | rejected | reject(?:s|ing) |
    aborted | abort(?:s|ing) | (?:certificate|session|token|key|licen[cs]e|account|code) (?:has |is |was |had
    )?(?:been )?(?:expired|revoked|invalid|locked|blocked|disabled) | locked (?:me |us |him |her )?out | lock(?:s|ed)
    (?:me|us|him|her|them) | locked | (?:limit|maximum|quota) (?:reached|exceeded) | out of
    (?:memory|space|disk|sync|order|service|slots|handles) | (?:disk|storage|mailbox|queue|memory|drive) (?:is |was
    |got )?full | (?:play|act)(?:s|ed|ing) up | doing it again | (?:same|the)
    (?:problem|issue|fault|error|thing|story) (?:again|as|is back|has|came|since|still) |
    (?:happen(?:s|ed|ing)|started|come|comes|came|going) again | again (?:today|this morning|since|and again) |
    (?:problems?|issues?|trouble|difficult(?:y|ies)|troubles)
    (?:with|in|on|at|when|since|after|again|is|are|that|logging|accessing|opening|connecting|sending|where|here) |
    (?:a|an|this|the|following|same|big|serious|strange|weird|huge|major|urgent|another|have|having|got|some|technical|network|login|sync)
    (?:problem|issue|fault|trouble|bug|error|defect)s? | goes?
    (?:quiet|silent|dead|blank|black|white|crazy|haywire|wrong|down) | went
    (?:quiet|silent|dead|blank|black|white|wrong|down) | dead | offline | unstable | unreliable | intermittent\w* |
    sporadic\w* | on and off | flaky | hiccups? | throttl\w+ | degrad\w+ | overload\w* | overheat\w* |
    leak(?:s|ing|ed)? | spik(?:es|ing) | 100 ?% cpu | red (?:light|bar|lamp|led|cross|triangle|dot) | warning(?:s)?
    (?:light|message|sign|icon)? | alarm(?:s)? (?:on|is|are|went|goes) | (?:worked|was fine|were fine|was ok|was
    okay|was good|all good|used to (?:work|be)|fine|working) (?:\w+ ){0,3}(?:until|till|before|yesterday|last|on
    (?:mon|tues|wednes|thurs|fri|satur|sun)day|earlier) | ever since | sits? at \d+ ?% | hand ?shake[_ ]fail\w* |
    halt(?:s|ed) | collapsed | panic | fatal | down since | down again | (?:suddenly|all of a sudden) (?:\w+
    ){0,3}(?:not|no|gone|empty|\w+ed) | ask(?:s|ing)? (?:me |us |for )*(?:\w+ )?(?:password|login|log
    in|pin|credentials) (?:again|every|over|each|all) | bounc(?:es|ed|ing) | bounce back | misrout\w+ | jitter |
    packet loss | mess(?:es|ed)? up | messed | gone (?:wrong|bad|crazy) | trouble logging | struggl\w+ to | can only
    (?:see|get|open|use|hear|log) | (?:only|just) (?:get|see|getting|seeing) (?:a|an|half|the first|part) | instead of
    (?:the|a|our|my|his|her) | (?:error|http|status|code) 50[0234] | err[_:-]\w+ | \w+[_-](?:failure|failed|error) |
    (?:e|err|gw|http|sip)-?\d{3,5} | never (?:\w+ )?(?:arriv|reach|finish|end|load|com|show)\w* | overwrites? |
    overwritten | reverts? | reverted | resets? itself | forgets? | lost all | cut short | cutting out | breaking up |
    unresponsive | laggs | (?:opens?|starts?|comes? up|appears?|loads?|connects?|rings?) (?:\w+ )?(?:and|then|but)(?:
    then)? (?:closes?|stops?|dies|quits|goes|ends|disappears|disconnects|drops|nothing) | the wrong \w+ |
    (?:old|yesterday's|last week's|last month's|outdated|stale)
    (?:data|figures?|values?|lists?|menus?|numbers?|entries|page|prices?|stock|information|state|status|reports?) |
    still (?:shows?|showing|displays?|says|lists?|has|see|sees|seeing) (?:the |our |my |an? )?(?:old|wrong|\w+ly) |
    reset by peer | connection reset | (?:warning|message|window|box|pop-?up|notice)s?
    (?:pops?|comes?|appears?|keeps?|is shown)(?: up)? | pops? up | ran out (?:yesterday|today|last|on|at) | get rid of
    (?:it|this|that|the) | every second time | belongs to another | (?:same|this) (?:again|thing)
    (?:today|since|after|on|at|happens) | not (?:the|what|as) (?:same|we|i|it|expected|before)\w* | lose(?:s)?
    (?:the|its|our|my|his|data|connection|all) | losing (?:the|its|our|my|data|connection|calls|all) | blink(?:s|ing)
    | flicker\w* | (?:turns?|goes?|went|turned) (?:grey|gray|amber|red|orange|yellow) | scrambled | upside down |
    greyed out | unusable | useless | half of (?:it|them|the \w+) (?:is|are) (?:missing|gone|empty) | thrown back |
    (?:thinks|believes|claims|says) (?:that )?(?:we|i|it|he|she|the|nobody|everyone) (?:\w+
    ){0,3}(?:not|already|are|is|wrong|no) | any (?:fix|remedy|cure) | (?:odd|strange|weird|funny|curious|mysterious)
    (?:thing|things|behaviou?r|effect|problem|issue|message|noise|error|results?|numbers?|characters|signs) | silence
    | silent | muted? | (?:rings?|rang) (?:once|twice|and) | busy (?:tone|signal) | (?:go|goes|went|straight) to
    (?:busy|voice ?mail) | backwards | (?:minutes?|hours?|days?|seconds?|time|clock)
    (?:ahead|behind|off|fast|slow|out) | (?:half|partial|incomplete|truncated|damaged|broken)
    (?:files?|records?|reports?|pages?|lines?|messages?|pictures?|images?) | cut (?:at|after|to) |
    (?:shows?|displays?|gives?|returns?|lists?|finds?|prints?|exports?|counts?)
    (?:nothing|nobody|zero|only|no|0|none|half|twice|double|too (?:many|few|much)) |
    (?:ends?|dies|stops?|dropped?|closes?|freezes) after | comes? back (?:empty|as|with) | (?:red|yellow|orange)
    (?:dot|icon|symbol|banner|bar|frame|line)s? | (?:complain|complains|complaining) (?:that|about)
    (?:a|no|missing|the) | (?:noise|hiss(?:ing)?|hum(?:ming)?|buzz(?:ing)?|beeps?|beeping|squeal\w*) | giv\w+ up the
    ghost | (?:it|tablet|phone|handset|battery|screen|device|laptop|line|sim|app|charger) (?:\w+
    ){0,2}(?:dies|died|dead|cracked|shattered|swollen|swelling|swells|drains?|drained|overheats?|flickers) |
    (?:gets|runs|is getting|becomes) (?:\w+ )?(?:so |very |too )?hot | (?:signal|reception|network|coverage) (?:\w+
    ){0,2}(?:is|was|has been|are) (?:\w+ )?(?:bad|weak|poor|terrible|gone|awful|down) | (?:fell|dropped)
    (?:in|into|from|off|out|down) | nothing (?:goes|comes|moves|loads|opens|happens|works|gets) | (?:full )?bars but |
    hopeless(?:ly)? slow | not any ?more | half (?:of )?(?:our|the|my|them|it) | out of (?:date|step|line) | no one's
    | (?:has|have) stopped | (?:double|doubled|triple) (?:entries|bookings?|records?|lines?|messages?|calls?) | too
    (?:early|late|high|low|short|long|small|large|loud|quiet|dark|quietly) | garbage | rubbish | nonsense |
    (?:wrong|other|different|foreign) language | never (?:got|get|gets|received|came|arrived|shows?|comes?) |
    (?:refuse|reject)s? (?:the|our|my|it|to|every|all) | (?:comes?|came) up (?:empty|blank|without|with (?:no|an
    error)) | rebooted by itself | by itself | standing still | (?:is|are) standing | (?:wrong|other)
    (?:channel|side|place|person|folder|group|queue) | (?:is|are|was|were)
    (?:shown|displayed|listed|saved|stored|printed|exported|logged|sent|reported) (?:as
    )?(?:empty|blank|wrong\w*|twice|zero|null|unknown|incorrectly|without) | (?:\w+s|is|are|was|were) missing |
    expected ?: | actual(?: result)? ?: | typos? | misspel\w+ | spelling (?:mistake|error)s? | please
    (?:mend|fix|repair) | quarantin\w+ | (?:login|log-in|logon) box | swallow(?:s|ed) | under water | (?:one|an hour|a
    day|a row|a line) too (?:many|few) | names? (?:\w+ )?(?:swapped|mixed|exchanged|cut) | no longer \w+s |
    (?:don't|do not|doesn't|does not|didn't|did not|never|won't) (?:\w+ )?(?:turn up|show up|come
    up|appear|exist|refresh|react) | (?:not a single|not one|hardly any|no) (?:\w+
    ){0,2}(?:calls?|messages?|mails?|lines?|recordings?|orders?)
    (?:comes?|came|gets?|goes|is|are|arrives?|rings?|reaches) | (?:falls?|fell|goes) asleep | stands? still | stood
    still | at a standstill | (?:search|looked|look) for (?:them|it|him|her|one) (?:\w+ ){0,4}(?:without|in
    vain|nothing) |
    (?:sends?|prints?|shows?|records?|gives?|makes?|plays?|takes|accepts?|delivers?|receives?|finds?|opens?|rings?|writes?|stores?|updates?|saves?|displays?|exports?|transmits?)
    (?:no|none|nothing|nobody|not one) | (?:but|and|then|i|we|you|he|she|they|one) (?:can |could )?(?:only
    )?(?:hears?|sees?|finds?|gets?|got) (?:absolutely |just |simply )?(?:nothing|silence|nobody) | throw[ns]? (?:\w+
    )?back | (?:refuses?|rejects?|won'?t take|does not take|doesn'?t take)
    (?:everybody|everyone|us|me|my|our|the|all|every|any) | stopped (?:counting|believing that) | trocad[oa]s?
    | (?:to (?:see|get|reproduce|provoke|trigger) it (?:for yourself|for yourselves|again|happen)|steps to reproduce)
    | (?:was|were|worked) (?:all )?(?:ok|okay|fine|right|good|correct) (?:on|in|with|under) (?:v(?:ersion)?
    ?)?(?:\d|the (?:old|previous|last))
    | (?:one|two|a) (?:column|row|line|page|day|hour|place)s? too (?:far|many|few|late|early|high|low) |
    columns? (?:slips?|shifts?|moves?)
    | too far (?:to the )?(?:left|right|up|down)
""")
# Why somebody else is asked to do it: they cannot get at it, may not, or are not there. Nothing fails by that.
_or("excuses", r"""
    (?:i|we|she|he) (?:can ?not|can'?t|cannot|could not|couldn'?t|am not able to|are not able to) (?:\w+
    )?(?:get|come|go)
    to (?:the|my|our|her|his|a) (?:screen|page|desk|office|computer|pc|laptop|place|shop|bank)
    | (?:questions?|things?|points?|ones|words?|terms?|boxes)(?: that| which)? (?:i|we|she|he|nobody)
    (?:can ?not|can'?t|cannot|could not|couldn'?t) \w+
    | (?:i|we|she|he) (?:myself )?(?:do not|don'?t|does not|doesn'?t|have not|haven'?t) (?:have |got
    )?(?:the|that|this|any|a|such)
    (?:\w+ )?(?:buttons?|rights?|permissions?|menu|tab|role|authority)(?: (?:my|her|him)self)?
    | (?:i|we) (?:would|'d|could)(?: have)? (?:\w+ )?(?:do|done|change|changed|add|added|make|made|set)
    (?:it|this|that|them)
    (?:myself|ourselves)[^.!?]{0,120}
    | (?:can ?not|can'?t|cannot|could not|couldn'?t) (?:open|reach|get (?:in|into|at|to)|read|use|check)
    (?:my|the|our|her|his)
    (?:(?:work|office|company|own|normal) )*(?:e-?mails?|mails?|mail ?box|inbox|desk)
    | (?:nobody|no one|noone) (?:else )?(?:is going to|would ever|ever)?
    ?(?:streams?|captur\w+|wrote|writes?|touch\w*|watch\w*|let|told|tells|knows?|remembers?|chang\w+|plays?)
    (?:us |me |it |them |that |this |anything )*(?:down )?(?:there|here|in between|what|how|where|switch)?
    | (?:i|we|they|she|he|which|who) (?:have |has )?stopp?(?:ed|s)?
    (?:keeping|using|stocking|ordering|selling|buying|needing|taking)
    | not any ?more (?:as|on|by|in|via) (?:an? )?\w+
    | (?:will not|won'?t|cannot|can'?t) (?:take|accept|pay|sign|approve|book)
    (?:it|this|that|them) (?:otherwise|like this|as it (?:is|stands))
""")
# What sounds like a fault and is none; taken out of a sentence before it is looked at.
_or("harmless", r"""
    (?:can'?t|cannot|can not|could ?n[o']t|couldn'?t|do ?n[o']t|don'?t|did ?n[o']t|didn'?t|unable to|not able to)
    (?:seem to |quite )?(?:find|see) (?:it|this|that|them|anything|any|anywhere|out|how|where|whether|(?:the|a|any)
    (?:\w+ )?(?:setting|option|page|menu|manual|document\w*|guide|place|button|instructions?|link|description))(?:
    (?:\w+ )?(?:mentioned|listed|described|documented|in (?:your|the) (?:\w+
    )?(?:list|manual|documentation|guide|notes|menus?|settings)))? | same (?:group|rights|place|folder|queue) as |
       (?:nothing|all|everything)(?:'s| is| was| has)? (?:\w+ )?(?:is |been |gone
    )?(?:broken|wrong|down|failing|faulty|amiss|running|well|fine|in order)(?: (?:so far|here|yet|at the
    moment|today|as such))? | no (?:actual |real |open |acute |current
    )?(?:fault|error|problem|issue|failure|outage|trouble|bug)s? (?:this time|so far|here|yet|today|as such|at the
    moment|at present|to report)? | there (?:is|are) no (?:\w+ )?(?:faults?|errors?|problems?|issues?)\b |
    (?:when|if|in case|should|where) (?:\w+ ){1,3}(?:goes? wrong|fails?|breaks?|crash\w*|stops?|goes? down)(?:
    \w+){0,3} |
    (?:slow|shut|shutting|calm|scroll\w*|drop|writ\w+|wrote|put|set|cut|count|countdown|narrow\w*|note\w*|upside|track\w*|sit|broken?|page|arrow|key|pull|hand\w*|trickl\w+|com\w+|came|walk\w*|went|go)
    down (?:to|the|by|a|an|your|our|my|and|menu|list|arrow|key|in|until|with|at|for)\b | (?:remove|delete|merge|clean
    up|find|list|mark) (?:\w+ )?duplicates? | (?:lost|forgot(?:ten)?|mislaid|misplaced|stole|stolen)
    (?:my|the|his|her|our|their|a) (?:\w+
    )?(?:token|password|pin|phone|card|key|badge|tablet|laptop|device|licen[cs]e|certificate|manual|way) |
    (?:not|no|isn't|never) (?:a |an |really a |any |big
    )?(?:problem|issue|trouble|error|fault|bug|hurry|rush|worries)s?(?: at all)? | if (?:it|this|that|the
    \w+|something|one|anything|there) (?:\w+ )?(?:fails?|breaks?|goes down|goes wrong|crash\w*|is down|stops?|drops?)
    | what happens (?:if|when|to) [^.?]{0,60} | in (?:the )?(?:case|event) of [^.?,]{0,40} |
    (?:would|will|should|could|to avoid|avoid|prevent|without|against) (?:\w+
    ){0,2}(?:failures?|faults?|errors?|outages?|problems?|issues?|downtime|delay)s? |
    (?:fault|error|bug|issue|problem|failure) (?:toleran\w+|handling|tracker|tracking|report form|codes?
    (?:list|mean|stand)|list|statistics|rate)s? | (?:can ?not|can'?t|cant|could not|couldn'?t|did not|didn'?t|do
    not|don'?t|dont|unable to|not|not able to) (?:\w+ )?(?:seem to )?(?:find|see|locate|figure out|work out|get hold
    of|discover|remember) (?:\w+ ){0,2}(?:where|how|which|out how|out where|out|any
    (?:documentation|manual|guide|information|option|setting|mention|hint|instruction)s?|(?:a|the|your|our|an) (?:\w+
    ){0,3}(?:documentation|manual|guide|instructions?|page|article|option|setting|menu|button
    for|link|price\w*|pdf|brochure|form|contact|phone number|address)) | (?:do not|don'?t|dont|did
    not|didn'?t|doesn'?t|does not) (?:\w+ )?(?:know|understand|want|need|mean|mind|remember|matter|worry|have
    to|hesitate|see (?:where|how|why)|like|think|forget|care|require|use (?:it|that|this) (?:yet|much|often)) | not
    (?:sure|urgent|certain|aware|familiar|yet
    decided|important|critical|needed|required|know|because|only|so|too|very|technical|that|the right person|as) |
    nothing (?:urgent|special|important|serious|dramatic|wrong) | no (?:need|idea|longer need\w*|longer
    (?:with|employed|works?|work)) | (?:has|have|had) not (?:yet )?(?:decided|received (?:the|an?|any|your)
    (?:invoice|quote|offer|answer|reply|response)) | (?:no longer|not) (?:works?|working|employed|with|at)
    (?:for|here|with|at|in) (?:us|our|the company|here|this|team)? | left the company | (?:can|will|could|would) not
    (?:attend|come|be there|make it|join|wait) | fail ?-?over | error ?-?free | trouble ?-?free | bug ?-?fix\w* |
    fixed (?:bugs?|issues?|errors?) | issue(?:s|d)? (?:an?|the|us|new|of) (?:\w+
    )?(?:invoice|licen[cs]e|certificate|quote|newsletter|key|statement|card|order) | wrong
    (?:address|person|department|desk|place|company|number) | slow season | slower season | drop (?:me|us|you)
    (?:a|an|by) | drop ?-?down\w* (?:list|menu)? | drop in | by mistake | right away | if (?:you|i|we) (?:can
    ?not|cannot|don'?t|do not|need|have|could)[^.,?]{0,30} | not (?:supported|allowed) (?:any ?more|any longer)?\? |
    does not (?:include|cover|say|mention) | not (?:covered|included|mentioned|described|documented|explained)
    (?:in|by|there|anywhere) | not (?:in|from) (?:the )?(?:budget|scope) | never
    (?:used|done|tried|had|been|made|seen|heard|worked with) (?:\w+ )?(?:one|it|this|that|before|a|such)? | (?:can
    ?not|can'?t|cannot) wait | have(?:n't| not) (?:had|got) (?:the )?(?:time|chance) | in no hurry | no rush | out of
    office | works? (?:fine|well|great|good) (?:again|now) | (?:is|are) (?:fine|ok|okay|good|solved|fixed|resolved)
    (?:again|now) | (?:tell|show|know|see|list|find out) (?:us |me )?what (?:breaks|fails|goes wrong|stops) |
    (?:list|meaning|table|overview|explanation|description)s? of (?:the |all |your )?(?:error|fault|status|alarm)
    ?(?:codes?|messages?|numbers?)? | (?:error|fault|alarm) codes? (?:list|mean\w*|are|documented) | which
    (?:error|fault|alarm)s? | wrong (?:with (?:us|me)|end) | get rid of (?:old|unused|spam) |
    (?:writ\w+|wrote|note[sd]?|jot\w*|calm|sit|scroll\w*|step|cool) down | please (?:do not|don'?t) \w+ | \A(?:do
    not|don'?t) \w+ | need not (?:\w+ )?\w+ | (?:does|do|did) not (?:have|need) to \w+ | (?:we|i)
    (?:have|had|'ve)(?:n't| not)(?: yet)?
    (?:decided|tried|used|heard|received|got|had|found|seen|done|started|installed|checked|looked|bought|ordered|renewed|signed|paid|been
    told|thought|made|asked) | (?:can ?not|can'?t|cannot|could not|couldn'?t)
    (?:say|tell|remember|wait|attend|come|decide|judge|promise|confirm|afford|imagine|think|speak|understand|help|stress|thank|recommend|praise|agree|approve|complain|talk|really|be
    (?:there|right|sure)) | (?:can ?not|can'?t|cannot) (?:reach|get hold of|find) (?:him|her|anybody|you) |
    (?:could|can|would|will) (?:you|someone|somebody)(?: not)? (?:not )? | why (?:not|don't) | can'?t you | won'?t be
    (?:in|at|here|there|available|back) | (?:it|that|this) (?:is|does|was)(?:n't| not) (?:urgent|a
    (?:problem|disaster|drama|hurry)|matter|critical|important|a|the|so|that|clear|mentioned|described|documented|about|for|my|our|your)
    | no one's fault | before i forget | (?:work|works|working|use|used|usable|run|runs) offline | would(?:n't| not)
    it be (?:possible|nice|good|better|great|helpful|an idea|easier|handy) | (?:broke|smashed|broken) (?:into|the
    (?:\w+ )?(?:window|lock|door)) | (?:was|were|been|got) (?:wiped|formatted|stolen|robbed|reset) |
    (?:captured|entered|typed|booked|counted|recorded|ordered) (?:\w+ ){0,2}(?:twice|wrongly|wrong|by mistake|in
    error) | half of (?:them|us|our \w+|the \w+) (?:count|use|work|want|ask|speak|read|come|live) |
    (?:was|is|were|are)(?:n't| not) (?:meant|intended) for | (?:nobody|no one) (?:is|was|will be)
    (?:there|here|in|around|at) | (?:can ?not|can'?t|cannot) be (?:our|your|a|the|my) | (?:links?|url|bookmarks?|web
    page)s? (?:\w+ ){0,7}(?:is|are|seems?) (?:dead|broken|gone) | (?:won'?t|will not|don'?t|do not) need
    | <excuses>
""")
# No word of a fault, but what one is told with: that it is so since then, each time, only there, still, again.
_or("tells", r"""
    since | ever since | whenever | each time | every time | every
    (?:day|morning|evening|night|hour|week|second|third|other) | as soon as | the moment | again and again | again |
    still | instead of | instead | only when | only if | but then | and then | any ?more | suddenly | all of a sudden
    | yesterday | this morning | last (?:night|week|weekend) | always | sometimes | now and then | from time to time |
    occasionally | randomly | at random | keeps? \w+ing | seit | sinds | depuis | desde | sedan | siden | gestern |
    hier | gisteren | plötzlich | immer | toujours | altijd | alltid | ontem | ayer | hoje | plutselig | tangu |
    garbage | (?:everyone|everybody) else | (?:the )?others? (?:are|is|get|gets|do|can|have|has) | (?:is|are|was|were)
    (?:all )?(?:fine|ok|okay|right|clean|good) (?:in|on|with|but|until) | but
    (?:the|it|not|when|we|i|only|no|now|then|on|in) | although | though | except | (?:after|before)
    (?:the|that|we|our|last) | out of the blue | for (?:me|some|several|many|most|all) | opens? (?:a|an|the|in) |
    turns? into | turned into | looks? like | when (?:i|we|you|they|someone|somebody|people) \w+ | longer than |
    (?:has|have|having|see|sees|get|gets) it too | only (?:via|through|over|from|with) | more often |
    (?:starts?|begins?) to | without (?:caller|its|any) \w+ | happens (?:more|when|if|only|every|to) | swallow(?:s|ed)
    | sounds? (?:like|as) | from last (?:year|month|week) | the rest (?:is|are|of) | me and (?:one|two|a|my|some)
    (?:\w+ )?colleagues?
""")

# A thing denied: a fault, where nothing is asked for and nobody asks how.
_or("denies", r"""
    (?:has|have|had|is|are|was|were)(?:n't| not) (?:\w+ )?(?:been |being |getting )?\w+(?:ed|en|wn|nt|ing) |
    (?:it|they|that|this|he|she) (?:is|does|do|did|has|was|are|were|will)(?:n't| not) | (?:can'?t|cannot|can
    not|couldn'?t|could not|won'?t|will not|unable to) \w+
""")

# What is wrong with money is nobody's fault but bookkeeping's; unless it shows on a screen.
_or("money", r"""
    invoic\w+ | bills? | billed | statements? | payments? | paid | credit notes? | charged | refund\w* | remittance\w*
    | ledger | quotes? | quotation | purchase order | cfo | contract (?:runs?|ran|has run|expired?|ended|ends|lapsed)
    | agreement | renewal | renew(?:ed)? | vat | bank | payable | overdue | outstanding amount | amount
    (?:of|due|outstanding|owed) | credit control |
    bookkeep\w+ | in arrears | (?:gbp|eur|usd|chf|sek|nok) ?\d[\d.,]*
""")
_or("screens", r"""
    screens? | module | page | button | export\w* | report\w* | crash\w* | exception | server | client | error
    (?:message|code) | app | database | login | log in | sign in | press\w* | click\w* | opens | (?:not|n't|cannot)
    open | print\w* | freez\w*
    | software | program | system | nobody can | none of | everybody | everyone | phones? | calls? | recordings? |
    service (?:is|does|stopped|won'?t)
""")
