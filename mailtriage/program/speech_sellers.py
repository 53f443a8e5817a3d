"""program/speech_sellers.py: how those write who sell, or look for work. Data; see program/speech.py.

Reads next program/acts.py
"""

from __future__ import annotations

from mailtriage.program.speech_parts import either as _or

# What nobody writes who has a contract: one is as good as two of the others.
_or("sells_plainly", r"""
    seo | unsubscribe | (?:had a look|having a look|took a look|looking|looked) at your (?:\w+ )?(?:home ?page|web
    ?site|site|shop|page) | you (?:lose|are losing|may be losing|miss|are missing) (?:out on
    )?(?:customers|visitors|business|money|sales|leads) | at no (?:cost|charge) | our (?:agency|studio) |
    (?:will|won't|shall|would) (?:not )?(?:write|mail|contact|bother) (?:to )?(?:you )?(?:again|any ?more) | no
    interest\? | \d+\+? (?:companies|firms|businesses|brands|clients) (?:already )?(?:trust|use|work) | back ?-?links?
    | guest ?-?posts? | link building | (?:first|top) page (?:of|on) google | (?:on|to) page (?:one|1) | lead
    ?-?gen(?:eration)? | free (?:\w+ )?(?:audit|website (?:check|analysis|review)|consultation|webinar|quote for your)
    | (?:your|the) (?:web ?)?(?:site|page|homepage|online shop|store) (?:is |has |could |was
    )?(?:losing|leaking|missing out|ranks?|ranking|could rank|loses) | (?:was|were|went|ran|put|looked at|looking
    at|visited|visiting|browsing|checked|scanned|reviewed|analysed|analyzed|audited|came across) (?:on |through |at
    )?(?:your (?:company'?s? )?(?:web ?site|site|web ?page|home ?page|linkedin|profile|domain)|the
    (?:company'?s? )?(?:web
    ?site|home ?page|linkedin))(?: through| today|
    and)? | (?:more|extra|new) (?:visitors|enquiries|inquiries|traffic|leads|sales calls|conversions|customers for
    you) | (?:don'?t|do not|no longer|rather not|prefer not to|prefer not) (?:\w+ )?(?:want to |wish to |to
    )?(?:hear|get|receive|be contacted|have) (?:any ?more |further |more
    )?(?:mails?|e-?mails?|messages|news|offers)?(?: ?from (?:me|us))? ?(?:\?|,|just|simply|answer|reply|say|tell|let
    me know) | (?:send|share|drop)(?: you)? (?:over )?(?:a |my |our )?(?:calendar|booking|calendly|media
    kit|deck|one-pager)(?: link)? | growth (?:hacker|ninja|partner|manager|expert|lead) | (?:we|i)(?:'ve| have)?
    helped (?:over |more than |about )?\d+\+? (?:\w+
    ){0,2}(?:firms|companies|businesses|teams|brands|clients|shops|agencies) | (?:just )?(?:answer|reply) (?:with
    )?["']?(?:yes|stop|no|1|info)["']? (?:and|if|to|for) | this is (?:an advertisement|a promotional) | dear
    (?:webmaster|site owner|business owner|purchasing manager|beneficiary|winner)
""")
_or("sells", r"""
    unsubscribe | opt ?-?out |
    (?:boost|grow|increase|double|triple|scale|skyrocket|supercharge|maximi[sz]e|accelerate|explode) (?:your |the
    )?(?:\w+
    ){0,2}(?:sales|traffic|revenue|pipeline|leads?|ranking|rankings|conversions?|visibility|followers|business|growth|roi|productivity|online
    presence) | (?:lead|demand) ?-?gen(?:eration)? | seo | back ?-?links? | guest ?-?posts? | link building |
    (?:first|top) page (?:of|on) google | (?:booked|qualified) (?:demos?|meetings?|leads?|appointments?|calls?) | cold
    e-?mail\w* | (?:companies|businesses|teams|firms|brands|organi[sz]ations) (?:\w+ )?(?:like|such as) yours |
    (?:\d+|a|ten|fifteen|twenty|quick|short|brief|couple of) ?(?:-|to)? ?(?:\d+ )?(?:min|mins|minutes?|minute)?\.?
    ?(?:-)?(?:chat|intro|demo|discovery call|intro call|introductory call|coffee)
    (?:this|next|on|with|to|about|sometime|together|call)? | (?:15|10|20|30|12|five|ten|fifteen|twenty) (?:-|
    )?(?:min|mins|minutes) (?:this|next|on|to|of your time|for a|call|slot) | (?:reaching|reach) out
    (?:to|because|as|from) (?:see|you|introduce|offer|share|discuss|explore)? | (?:i|we) (?:noticed|saw|came
    across|stumbled (?:upon|across)) (?:that )?(?:your|you|the)? ?(?:website|company|profile|web
    ?site|team|are|business|growing|is|linkedin|page)? | (?:right|best|correct|appropriate) person
    (?:to|for|,|\?|could|who|please|in|within)? | limited ?-?(?:time|offer|period) | special
    (?:offer|price|discount|deal|promotion) | exclusive (?:offer|deal|discount|invitation|opportunity) | (?:\d+|up to
    \d+) ?% (?:off|discount|more|cheaper) | (?:free|live|upcoming|our next|complimentary)
    (?:webinar|workshop|consultation|audit|trial of our|e-?book|white ?paper) | webinar |
    (?:sponsor|exhibit|exhibitor|booth|attendee list|delegate list|mailing list|email list|database of|contact list
    of) (?:\w+ )?(?:opportunit\w+|contacts|decision makers|for sale)? |
    (?:dedicated|offshore|skilled|experienced|remote|affordable) (?:\w+ )?(?:developers?|programmers?|engineers?
    (?:for hire|available)|resources|virtual assistants?) | (?:outsourc|staff augmentation|nearshor)\w* | (?:web
    ?site|app|mobile app|logo|software) (?:re)?(?:design|development) (?:services|company|agency|packages|quote)? |
    business (?:proposal|proposition|opportunity|loan|funding|partnership) | partnership opportunit\w+ |
    (?:crypto|bitcoin|forex|casino|betting|lottery|inheritance|jackpot)\w* | million (?:dollars|usd|euros|pounds) |
    (?:you|have) (?:have )?won | our (?:\w+
    ){0,2}(?:platform|solution|agency|software|service|product|tool|company|team|experts|products|range|factory|catalogue|catalog)
    (?:\w+ )?(?:helps?|can help|enables?|offers?|specialis\w+|specializ\w+|provides?|is
    trusted|delivers?|manufactur\w+|will help|lets) | we (?:help|specialise|specialize|offer|are a
    (?:leading|manufacturer|supplier|provider)|supply|manufacture|provide|work with) (?:\w+
    ){0,4}(?:companies|businesses|in|clients|services|wide range|high quality|best|competitive|solutions|customers
    like|brands|teams|agencies|startups|manufacturer|supplier) | competitive (?:prices?|rates?|pricing) |
    (?:bulk|wholesale) (?:order|price|discount|toner|supply)s? | act now | don'?t miss (?:out|this|it)? | last chance
    | early bird | register (?:now|today|here|for free) | click here | book (?:a|your) (?:free
    )?(?:demo|call|slot|seat|meeting|consultation) | (?:stop|quit)
    (?:bugging|emailing|mailing|contacting|bothering|writing) | (?:would|does) (?:\w+day|next week|this
    week|tomorrow)[^.?]{0,40} (?:work|suit|be better|be good)[^.?]{0,30}\? | worth a
    (?:chat|look|call|conversation|quick) | open to (?:a|learning|exploring|discussing|chatting) | did you
    (?:see|get|receive|read) my (?:note|last|previous|email|mail|message) | (?:bumping|floating) this | circling back
    | top ten | newsletter | read (?:more|on|the full)(?: on|:| at| here)? | (?:hello|dear|hi) reader | dear
    (?:friend|beneficiary|winner|valued|purchasing manager|business owner|webmaster|site owner) | (?:your|you(?:'re|
    are)) (?:growing|scaling|hiring) | (?:run|own|founded|started|represent|work for) (?:a|an) (?:\w+
    )?(?:agency|studio|marketing|consultancy|startup|lead) | (?:helps?|helping|help) (?:\w+
    )?(?:firms|companies|businesses|founders|teams|brands|clinics|organisations|organizations) (?:\w+
    )?(?:get|win|find|grow|save|with|to|like) | show you (?:two|three|some|a few|how|what) |
    (?:short|quick|brief|15-minute|introductory) (?:call|meeting|demo) (?:next|this|on|with|to|about)? |
    (?:domain|trademark|listing) (?:\w+ )?(?:will expire|expires|expiry|renewal|registration) | renew with us | save
    (?:up to |over |more than )?\d+ ?% | you(?:'re| are) (?:cordially |kindly )?invited | (?:tickets|registration)
    (?:until|now|from|are) | moq | per (?:hour|month) only | from \d+ (?:eur|usd|euro|euros|dollars|gbp|inr) |
    interested\? | (?:summit|conference|expo|trade fair|congress) 20\d\d |
    (?:senior|junior|php|java|react|full.?stack|offshore) developers? | speak(?:ing|er) slots? | booth | partner
    rates? | free pilot | reply (?:\W)?(?:yes|stop|nope|no) | resolves? \d+ ?% | from day one | (?:our|an) ai
    (?:agents?|chatbot|assistant|platform|tool|powered) | ai-powered | chatbots? | hope this (?:e-?mail |message |mail
    )?finds you well | (?:could|can) beat your | current (?:price|supplier|provider) | who (?:handles|manages|is
    responsible for|takes care of|looks after) your | many (?:\w+ ){0,2}(?:leaders|companies|teams|firms|managers)
    struggle | our (?:\w+ )?(?:programme|program|course|training|workshop|retreat)(?: for)? | we
    (?:clean|print|cater|deliver|supply|manage) (?:for|to)? | reaching out | in your
    (?:street|area|city|neighbourhood|sector|industry) | advertis(?:e|ing) (?:in|with|on) | media kit |
    (?:reach|target) (?:over |more than )?[\d,.]+ (?:it )?(?:managers|decision|people|companies|customers|readers) |
    shortlisted | awards? (?:20\d\d|ceremony|gala|night) | congratulations | claim (?:your|it) | for only | dear award
    | noticed (?:that )?your | see \d+ ?% (?:more|higher|fewer|less) | got (?:\d+|ten|fifteen|five) (?:min|minutes) |
    below list | \d+ ?% below | podcasts? | sponsorships? | packages? (?:start|starting|from) | feature
    (?:you|your|\w+) (?:in|on) (?:our|the)
""")
_or("applies", r"""
    (?:job|internship|traineeship|apprenticeship|student job|unsolicited|speculative|spontaneous)
    (?:applications?|openings?|offers?|vacanc\w+|opportunit\w+|positions?) | vacanc(?:y|ies) |
    (?:apply|applying|application|applied|candidate|candidacy|considered) (?:for|as|to) (?:the |a |an |your |any |that
    |this )?(?:\w+
    ){0,5}(?:job|position|post|role|vacancy|internship|apprenticeship|traineeship|placement|opening|engineer|developer|technician|analyst|assistant|manager|administrator|specialist|officer|agent|programme|program)
    | application(?: ?:| as| -) (?:\w+
    ){0,4}(?:engineer|developer|technician|analyst|assistant|manager|administrator|specialist|officer|trainee|nurse|accountant|agent|clerk|consultant)
    | (?:my|attached|enclosed) (?:\w+ ){0,3}(?:cv|resume|résumé|curriculum vitae|c\.v\.) |
    (?:cv|resume|résumé|curriculum vitae) (?:\w+ ){0,3}(?:attached|enclosed|below) | (?:attached|enclosed)(?: is| are|
    please find| you(?:'ll| will) find)? (?:\w+ )?(?:cv|resume|résumé) | curriculum vitae | cover letter | motivation
    letter | internships? | work (?:experience )?placement | looking for (?:a )?(?:new
    )?(?:job|work|position|internship|challenge|employment) | are you (?:currently )?hiring | (?:job|work) at your
    company | (?:come|invited|available) (?:to|for) (?:an )?(?:interview) | bewerb\w+ | lebenslauf | sollicit\w+ |
    candidature | stage (?:bij|chez) | jobbsøknad | søknad på | jobbansökan | ansøgning | candidatura | emprego |
    emploi | (?:confirm|verify|verification of|dates of|proof of|letter of|certificate of) (?:\w+ ){0,3}employment |
    (?:former|last|previous|past) employe(?:e|r) | employment
    (?:reference|verification|history|certificate|contract|check) | reference (?:check|letter|for (?:a|an|our)
    (?:former|ex)) | background check | payslip\w* | human resources | personnel department | (?:recruit|headhunt)\w*
    | (?:strong|excellent|qualified|perfect) candidates? | apprentices? | apprenticeships? | work experience
    (?:at|in|with|for|week|placement)? | (?:taking on|do you (?:take|employ|hire|offer)) (?:any
    )?(?:trainees?|interns?|apprentices?|students?|jobs?|people) | (?:love|like|wish|want|keen) to (?:work|join)
    (?:\w+ )?(?:for|at|in|with|your) (?:you|your \w+|the \w+|company|team)? | (?:says|claims) (?:that
    )?(?:he|she|they) worked (?:for|with|at) you | (?:finish|finished|graduat\w+) (?:my|in)
    (?:degree|studies|apprenticeship|\w+)[^.]{0,60}(?:job|position|work|cv|team) | cv enclosed | placement year |
    (?:looking|searching|look) for (?:a|an|any|some) (?:\w+
    ){0,2}(?:placement|traineeship|position|job|role|internship|apprenticeship|employment|work experience|vacancy) |
    student of \w+ | (?:you(?:'re| are)|company is|currently) hiring (?:an?|for|people|staff|in) |
    (?:post|position|vacancy|job|role) (?:is |still |be )+(?:open|available|vacant|free) | dear
    (?:hr|recruit\w+|hiring \w+) | hr (?:department|team) |
    (?:part-time|full-time|open|summer|student|junior|entry-level) (?:positions?|jobs?|roles?|posts?) |
    (?:positions?|jobs?|posts?) (?:for|open to) students?
""")
