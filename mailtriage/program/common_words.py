"""program/common_words.py: the words program/common.py is written with: people, places, points in time, verbs. Data."""

from __future__ import annotations

DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
CLOCK = r"(?:\d{1,2}[:.h]\d{2}(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?|\d{1,2} ?o'?clock|\d{1,2}ish)"
NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred|a dozen|dozens)"
PAST = (r"(?:yesterday(?:'s)?(?: (?:morning|afternoon|evening|night))?|today|tonight|last (?:night|week|month|weekend|" + DAY + r"(?: (?:morning|evening|night|afternoon))?)"
        r"|this (?:morning|afternoon|evening|week|month|term)|(?:mon|tues|wednes|thurs|fri|satur|sun)day (?:morning|afternoon|evening|night)|the other day|overnight|over the weekend|in the night|the weekend)")
SOME = r"(?:one|two|three|four|five|six|seven|eight|nine|ten)"
PEOPLE = (
    r"(?:users?|people|persons?|colleagues|staff|agents?|employees|operators?|nurses?|doctors?|teachers?|students?|pupils|drivers?|planners?|clerks?|handlers?"
    r"|dispatchers?|managers?|patients?|farmers?|customers?|clients?|guests?|members?|volunteers?|caregivers?|carers|supervisors?|callers?|sites?|offices?|branches"
    r"|branch|shops?|stores?|depots?|plants?|hotels?|schools?|clinics?|hospitals?|facilities|facility|wards?|warehouses?|rooms?|desks?|teams?|departments?|regions?"
    r"|districts?|locations?|phones?|handsets?|extensions?|tablets?|devices?|computers?|machines?|pcs?|laptops?|workstations?|terminals?|tills?|printers?|scanners?"
    r"|seats?|lines?|halls?|docks?|yards?|gates?|lanes?|receptions?|factories|factory|mills?|(?:\w+ )?calls?|servers?|nodes?|gateways?|trunks?|company|country|floors?|buildings?|campus(?:es)?|vehicles?|lorries|trucks"
    r"|workers|trainers|officers|engineers|learners|tutors|porters|waiters|bookkeepers|sellers|buyers|brokers|advis[eo]rs|lawyers|bankers|cashiers|receptionists|pharmacists|scientists|therapists|dentists|specialists|assistants|consultants|accountants|inspectors|directors|coordinators|administrators|admins|auditors|editors"
    r"|instructors|visitors|contractors|vendors|installers|packers|pickers|loaders|riders|couriers|passengers|leaders|helpers|partners|owners|subscribers|traders|miners"
    r"|growers|sailors|officials|interns|apprentices|trainees|attendees|midwives|medics|technicians|electricians|clinicians|physicians|librarians|secretaries|cleaners"
    r"|cooks|guards|rangers|pilots|crew|men|women|of us|of them)"
)
PLACES = (
    r"(?:team|office|branch|department|site|location|shop|plant|depot|campus|warehouse|building|store|hotel|clinic|hospital|school|ward|floor|mill|yard|factory"
    r"|station|centre|center|library|reception|laboratory|lab|district|facility|farm|college|hall|room|kitchen|counter|front desk|call cent(?:re|er)|head office|line)"
)
SITES = (
    r"(?:office|branch|site|location|shop|plant|depot|campus|warehouse|building|store|hotel|clinic|hospital|school|ward|floor|mill|yard|factory|station|centre|center"
    r"|library|reception|laboratory|facility|farm|college|kitchen|head office|call cent(?:re|er))"
)
PHONE = r"(\+\d[\d ()/.-]{6,18}\d|\(?0\d[\d ()/.-]{5,16}\d|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}[ -]\d{3}[ -]\d{3,4})"
# What is done about a fault, in the past; the second without what may also be told of a machine or of a person.
DONE = (
    r"(?:tried|restarted|re-started|rebooted|re-booted|reinstalled|re-installed|uninstalled|checked|cleared|emptied|replaced|swapped|disabled|enabled"
    r"|switched|turned|unplugged|plugged|pulled|reset|rolled back|reverted|recreated|re-created|deleted|re-added|tested|verified|compared|logged (?:out|off|in)"
    r"|power-?cycled|recycled|killed|repaired|reseated|re-?registered|reconnected|forced|refreshed|upgraded|updated|downgraded|removed|bypassed|ruled out"
    r"|moved|changed|failed (?:over|back)|uploaded|re-?uploaded|loaded|reloaded|re-?loaded|imported|re-?imported|copied|looked (?:at|in|into|for|through|under|around)|took|ran|re-?ran"
    r"|increased|raised|lowered|cleaned|wiped|re-?synced|stopped and started|rang|searched|went through|followed|pinged|traced|measured|disconnected"
    r"|isolated|excluded|whitelisted|renewed|rebuilt|repeated|shut down|adjusted|re-?entered|signed (?:out|in|off)|opened|closed|gave|put|used another"
    r"|used a different|borrowed|did|made|started|set|installed|exchanged|re-?typed|pasted|connected|called|asked|created|added|wrote|exported|blocked|unblocked|dropped|taken|given|gone through|downloaded|re-?downloaded|typed|retyped|done|had (?:them|it|him|her|the \w+) \w+)"
)
DONE_FOR_SURE = (
    r"(?:restarted|re-started|rebooted|re-booted|reinstalled|re-installed|uninstalled|checked|cleared|emptied|replaced|swapped|disabled|enabled|unplugged"
    r"|plugged|pulled|reset|rolled back|reverted|recreated|deleted|tested|verified|compared|logged (?:out|off|in)|power-?cycled|killed|reseated|re-?registered"
    r"|reconnected|refreshed|downgraded|bypassed|ruled out|failed over|uploaded|re-?uploaded|reloaded|imported|re-?imported|copied|looked (?:at|in|into|through)"
    r"|cleaned|wiped|searched|went through|pinged|traced|disconnected|excluded|whitelisted|rebuilt|re-?ran|tried|put|switched|turned|gave|moved|signed (?:out|in)"
    r"|exchanged|borrowed|took|ran|set|changed|downloaded|increased|raised|lowered|updated|upgraded|loaded|connected|closed|opened|used|removed|asked|rang|called|made|did)"
)
