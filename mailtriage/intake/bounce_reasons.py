"""intake/bounce_reasons.py: from status code and server's words to one word a person can act on.

Promises   one of `REASONS`, always. Words come before codes where senders use a code for anything: a 5.7.1 may be a
           blocklist, spam, or a full stop. The order of the table is the order of the questions: what names one thing
           (full, too large, moved) before what names many (denied, unavailable).
Source     RFC 3463 3, RFC 7372, the IANA registry of enhanced status codes; what Postfix, Exim, qmail, Sendmail,
           Exchange, Gmail, Yahoo, Domino and the larger providers answer, in the languages they answer in.
Reads next intake/bounce.py
"""

from __future__ import annotations

import re

_SAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("relay-denied", (r"relay(?:ing)?(?: access)? denied", r"unable to relay")),
    ("virus", (r"\bvirus(?!walls?\b)", r"malware", r"infected", r"potentially executable", r"contains? a trojan")),
    ("rate-limited", (
        r"rate[- ]limit", r"too many (?:\w+ ){0,2}(?:messages|connections|recipients|e?mails|sessions|errors)\b(?! on)",
        r"receiving e?mail at a rate", r"unusual rate of(?! unsolicited)", r"throttl", r"gr[ea]y-?list",
        r"try(?:ing)? .{0,20}too (?:fast|often|quick)", r"frequency limited", r"trop de (?:connexions|messages)",
        r"exceed.{0,30}(?:per[- ](?:hour|day|minute|domain)|connection limit|rate|hourly|daily)",
        r"(?:maximum|too many).{0,20}connection", r"numerous attempts", r"(?:hourly|daily) .{0,20}(?:limit|quota)",
    )),
    ("mailbox-full", (
        r"(?:mailbox|inbox|storage|account|mail ?box|mail ?folder|mail ?dir|user|mail ?file|boite|postfach|buz[oó]n)"
        r"\b.{0,40}(?:\bfull\b|exceed|\bover\b|used up|pleine|\bvoll\b|lleno|überschritten)",
        r"full (?:mailbox|inbox)", r"\b(?:over|exceed\w*|reached).{0,25}quota", r"overquota",
        r"quota.{0,25}(?:exceed|violat|full|reached|überschritten|d[ée]pass)",
        r"(?:disk|domain|user|mail) ?(?:disk ?)?quota", r"exceed.{0,30}(?:storage|disk space|mailbox)",
        r"insufficient (?:disk |mailbox )?(?:storage|space)", r"out of (?:storage|space)",
        r"not (?:have )?enough (?:storage|disk )?space", r"space has been used up", r"too much mail data",
        r"too many messages (?:on|in)", r"mailbox .{0,20}size limit", r"переполнен|почтовый ящик .{0,20}полон",
    )),
    ("too-large", (
        r"(?:message|mail|e-?mail|file|size|body|attachment).{0,30}(?:too (?:large|big)|(?<!queue )(?<!for )too long"
        r"|exceed)",
        r"size (?:limit|exceeds)", r"exceed.{0,40}(?:size|length)", r"too (?:large|big)\b", r"line limit exceeded",
        r"taille (?:limite|maxim)", r"zu gro[sß]",
    )),
    ("suspended", (
        r"(?:account|mailbox|user|recipient|box)\b.{0,50}(?:disabled|suspend|inactiv|deactivat|\blocked|frozen"
        r"|not active|discontinued|expired)",
        r"no longer (?:active|in use)", r"(?:disabled|suspended|inactive|dormant|deactivated|frozen|closed|archived)"
        r" (?:account|mailbox|user|recipient)", r"extended inactivity", r"has been suspended|currently suspended",
        r"suspend(?:s|ed)? the service", r"archiv[ée]e\b", r"temporary locked",
    )),
    ("moved", (
        r"\bmoved\b.{0,30}(?:address|\bto\b)", r"has changed (?:(?:his|her|their|its) )?(?:e-?mail )?address",
        r"new (?:e-?mail )?address", r"no longer (?:with|works|employed|on server)", r"user not local; please try",
        r"has been replaced by",
    )),
    ("auth-failure", (
        r"\b(?:dmarc|dkim|spf|arc)\b.{0,80}(?:fail|reject|not pass|policy|unauthenticated|invalid|error|not allowed)",
        r"unauthenticated (?:e?mail|sender)", r"authentication (?:required|checks|fail|credentials)",
        r"sender policy framework", r"not authorized to send", r"requires? authentication",
        r"authenti(?:fi)?[ck]at\w+ (?:requise|invalide|erforderlich)", r"has no (?:spf|dkim)", r"spf (?:record"
        r"|settings)",
        r"per its spf|spf\.pobox|unsigned (?:e?mail|message)", r"\bdmarc\b", r"does not have authentication",
    )),
    ("blocked", (
        r"(?:block|black|deny|abuse) ?-?list",
        r"block(?:ed|ing|é|iert)(?! by (?:the )?recipient\b| because its content)",
        r"bloqu[ée]e?s?\b",
        r"rbl\b", r"dnsbl", r"spamhaus", r"barracuda", r"spamcop", r"senderscore", r"sorbs", r"abuseat",
        r"reputation", r"banned", r"\bptr\b", r"reverse[- ](?:dns|lookup)", r"\brdns\b", r"dynamic ip",
        r"access denied.{0,30}\bip\b", r"(?:your|sender|source|client) (?:ip|host|network|server)\b.{0,60}"
        r"(?:denied|reject|refus|not (?:allowed|permitted|accepted)|listed|forbidden|abus|spam)",
        r"user complaints", r"go away", r"\bhelo\b.{0,30}(?:reject|invalid|bad|denied)",
        r"not accepting .{0,20}from your",
        r"cannot find your hostname", r"not allowed to (?:connect|send mail from)", r"unusual rate of unsolicited",
        r"refused to talk to me", r"open proxy",
    )),
    ("relay-denied", (
        r"relay(?:ing)?\b.{0,50}(?:denied|not permitted|not allowed|prohibited|reject|disabled)", r"unable to relay",
        r"not a gateway", r"do(?:es)? not relay", r"(?:not|as) an? (?:open )?relay", r"relaying (?:mail|denied)",
        r"(?:not|n't).{0,30}\brelay", r"insecure mail relay", r"no relay", r"in my list of allowed rcpthost",
        r"not (?:a )?local host", r"don.?t handle mail for", r"relay ?\(ing\)?", r"rcpthosts",
    )),
    ("spam", (
        r"\bspam", r"unsolicited", r"\bjunk\b", r"bulk (?:e?mail|filter)", r"mass mailer", r"content filter",
        r"mail content denied", r"\buri?bl\b", r"recurrent pattern", r"unwanted (?:e?mail|message)", r"looks like spam",
        r"advertising", r"ofr_?506", r"(?<!\w)uce(?!\w)",
    )),
    ("policy", (        # what is said of the sender, not of the recipient, and what calls itself a policy
        r"(?:sender|[ée]metteur|mail from)\b.{0,60}(?:reject|refus|denied|invalid|not (?:allowed|accepted|owned)"
        r"|verify|empty"
        r"|unroutable)", r"(?:invalid|bogus|unroutable|null) (?:sender|mail from)", r"empty envelope sender",
        r"\bbatv\b",
        r"backscatter", r"third-party dsn", r"unsigned dsn", r"(?:for|due to|by) .{0,24}polic(?:y|ies)\b(?! limit)",
        r"not subscribed to", r"user rules",
    )),
    ("host-unknown", (
        r"host (?:or domain )?(?:name )?(?:unknown|not found|unreachable)", r"domain (?:name )?not found",
        r"unrout(?:e)?able", r"no (?:mx|mail exchanger|such domain|such host|route to domain)", r"unknown (?:host"
        r"|domain)",
        r"bad destination (?:host|mailbox system)", r"nxdomain", r"non-?existent domain", r"null ?mx",
        r"domain\b.{0,25}(?:n.t exist|does not exist|couldn.t be found|is invalid|unknown|must exist|not reachable"
        r"|not exist)",
        r"name service error", r"name or service not known", r"(?:host|domain)(?:/domain)? does not accept mail",
        r"no (?:smtp|mail) service", r"(?:account|domain) or (?:account|domain) (?:may|does) not exist",
        r"illegal host", r"point to non-?existent", r"host lookup failed",
        r"no relevant answers", r"could not find a gateway",
    )),
    ("no-such-user", (
        r"(?:user|recipient|mailbox|mail ?box|addresse?|account|addressee|alias|person|spectator|local[- ]part|userid"
        r"|empf[äa]nger|adresse|destinataire|utilisateur|usuario|benutzer|gebruiker|utente|mottaker|mottagare|modtager)"
        r"(?:s|\(s\))?\b.{0,70}(?:unknown|not[- ]found|notfound|n.t exist|not exist|unavailable|invalid|no longer"
        r"|rejected|not known|undeliverable|n.t be found|not be found|wasn.t found|not listed|not recognized|not valid"
        r"|unbekannt|existiert nicht|inconnue?|introuvable|invalide|no existe|desconocid|inesistente|not local"
        r"|not present|missing home|not accepted|does not have|finnes ikke|finns inte|findes ikke|bestaat niet"
        r"|okänd|ukjent|ukendt|onbekend|not ok\b|not active)",
        r"(?:unknown|no such|no-such|invalid|bad|non-?existent|illegal|no valid)[ _].{0,20}(?:user|recipient|mailbox"
        r"|address|account|person|local|alias|userid|addressee)",
        r"bad ?rcpt", r"no (?:mailbox|mail ?box|account|one|user|mail drop)\b.{0,40}\b(?:here|name|found|address"
        r"|available)",
        r"isn.t in my", r"not our customer", r"user doesn.?t", r"not a (?:valid|known|local)", r"sorry, no",
        r"not listed in (?:public|domino)", r"non répertorié", r"no matches to nameserver", r"recipnotfound",
        r"recipientnotfound", r"unknown[_ ](?:user|recipient)", r"no (?:such|existe)", r"can.?t accept user",
        r"not email addresses", r"there is no(?:body|ne| one| user)", r"ディレクトリ|存在しない|見つかりません|不存在",
        r"нет такого|не существует|пользователь .{0,30}не найден|получатель .{0,30}не (?:найден|существует)",
        r"nie istnieje|neexistuje|not-?exist", r"address (?:is )?wrong",
    )),
    ("content", (
        r"(?:attachment|content|message|file type|header|mime|mail).{0,40}(?:not allowed|prohibited|not accepted"
        r"|forbidden|improper|malformed|invalid|unnecessary|complexity)", r"(?:invalid|illegal|bad|malformed) .{0,12}"
        r"(?:header|message|attachment|mime)", r"header error", r"malformed", r"line too long", r"8-?bit",
        r"executable", r"its content presents", r"contain(?:s|ing)? .{0,30}attachment",
        r"conversion (?:required|failed|not supported)", r"content rejected",
    )),
    ("expired", (
        r"expired", r"retry time", r"for too long|a long time", r"giv(?:ing|en) up|gave up", r"delivery time",
        r"queue.{0,20}(?:too long|exceeded|period)", r"(?:could not|unable to) be delivered (?:for|within)",
        r"unable to deliver.{0,40}(?:\bdays?\b|retries|attempts)", r"timed out after", r"message timed out",
        r"(?:failed|after) \d+ (?:delivery )?attempts", r"not been collected", r"delivery attempts",
        r"has been delayed",
        r"maximum (?:delivery|retry)", r"multiple retries", r"retry timeout", r"did(?: not|n.t) respond",
    )),
    ("network", (
        r"connection (?:refused|timed out|reset|lost|dropped|failed)", r"timed? ?out", r"network", r"no route",
        r"unreachable", r"(?:temporary|name|address) (?:\w+ )?look ?up", r"lost connection", r"\btls\b", r"handshake",
        r"conversation with", r"could not connect", r"unable to resolve", r"\bdns\b", r"routing", r"\bloop",
        r"hop count",
        r"too many hops", r"name server", r"not found, try again", r"connect(?:ion)? to .{0,60}fail",
    )),
    ("system", (
        r"system (?:error|resources|not accepting|full|config)", r"insufficient system storage",
        r"disk full", r"(?:local|internal(?: \w+)?|server) (?:error"
        r"|problem)",
        r"internal server", r"configur", r"misconfigured", r"resources", r"(?:write|i/o|output file) error",
        r"unknown mailer error", r"can.?t create", r"temporar(?:y|ily) (?:\w+ )?(?:problem|fail|error|unavailable)",
        r"(?:service|server|system) (?:is )?(?:\w+ )?(?:unavailable|busy|not available)", r"operating system",
        r"interrupted",
        r"encountered an error", r"command (?:died|failed|not found|output)", r"could not load", r"transaction failed",
        r"several matches",
    )),
    ("policy", (
        r"polic(?:y|ies)", r"administrative(?:ly)? (?:prohibit|reject)", r"not (?:permitted|allowed|accept\w*"
        r"|authoriz)",
        r"refus", r"prohibit", r"restrict", r"denied", r"reject", r"rejet", r"forbidden", r"not (?:a )?member",
        r"non-member", r"members[- ]only", r"organizational settings", r"\bbatv\b",
        r"(?<!returned to )sender", r"mail from",
        r"protocol",
        r"abgelehnt|verweigert|avvist|avvisad|rechazad|refus[ée]|geweigerd", r"isn.t on the .{0,40}list",
        r"does not accept",
        r"only accepting", r"protected by", r"low priority", r"closed mailing list", r"blocked by (?:the )?recipient",
    )),
)
# What a scanner writes below every mail, also below a report on something else.
_SCANNED = re.compile(
    r"\b(?:scanned|checked|certified|found to be)\b[^.\n]{0,80}\b(?:virus(?:es)?|malware|spam|threats)\b"
    r"|\bvirus[- ]free\b|\bno virus(?:es)?\b", re.I
)
_WORDS = tuple((reason, re.compile("|".join(patterns), re.I)) for reason, patterns in _SAYS)
REASONS = (*dict(_SAYS), "other")

# The subject and detail of RFC 3463 that say one thing.
_CODES = {
    "1.0": "no-such-user", "1.1": "no-such-user", "1.2": "host-unknown", "1.3": "no-such-user", "1.4": "no-such-user",
    "1.6": "moved", "1.7": "policy", "1.8": "policy", "1.10": "host-unknown", "2.1": "suspended", "2.2": "mailbox-full",
    "2.3": "too-large", "3.1": "system", "3.2": "system", "3.4": "too-large", "3.5": "system", "4.1": "network",
    "4.2": "network", "4.3": "system", "4.4": "host-unknown", "4.5": "system", "4.6": "network", "4.7": "expired",
    "5.3": "rate-limited", "6.0": "content", "6.1": "content", "6.2": "content", "6.3": "content", "6.5": "content",
    "7.20": "auth-failure", "7.21": "auth-failure", "7.22": "auth-failure", "7.23": "auth-failure",
    "7.24": "auth-failure", "7.25": "blocked", "7.26": "auth-failure", "7.27": "host-unknown", "7.28": "rate-limited",
    "7.29": "auth-failure", "7.124": "policy", "7.133": "policy", "7.134": "policy", "7.136": "policy",
}
# Codes that nobody uses for anything else: they count before the words.
_SURE = {"1.6", "2.2", "2.3", "3.4", "7.20", "7.21", "7.22", "7.23", "7.24", "7.25", "7.26", "7.27", "7.28", "7.29",
         "7.124", "7.133", "7.134", "7.136"}       # the last: Microsoft 365, a group or person for his own house only
# What a bare code leaves open and words settle only when they name one thing.
_VAGUE = ("policy", "system", "network")


def reason(status: str, words: str) -> str:
    """One of `REASONS` for an RFC 3463 status ("" when there is none) and the words beside it."""
    detail = status.partition(".")[2]
    by_code = _CODES.get(detail, "")
    words = _SCANNED.sub(" ", words)
    if by_code and detail in _SURE:
        return by_code
    said = next((name for name, pattern in _WORDS if pattern.search(words)), "")
    if said and not (by_code and said in _VAGUE):
        return said
    if not by_code and detail.startswith("7."):
        return "policy"
    return by_code or said or "other"
