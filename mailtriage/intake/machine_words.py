"""intake/machine_words.py: what machines write where people write something else, by language.

A subject is a weak sign, so an auto-reply is known by it only when the subject *begins* with one of these and then
ends, or goes on after a colon or dash: "Out of office: until Monday" is a machine, "Out of office phone rings" is not.
"""

from __future__ import annotations

AUTO_REPLY_SUBJECT = {
    "en": "Automatic reply|Auto reply|Auto-reply|Autoreply|Automatic response|Auto response|Out of office"
          "|Out of the office|Out of office reply|Out of office autoreply|Out of office notification"
          "|Vacation reply|Vacation auto-reply",
    "nb": "Automatisk svar|Autosvar|Fravær|Fraværsmelding|Fraværsassistent|Ikke på kontoret"
          "|Ikke til stede på kontoret|Ikkje på kontoret|Fråvær|Ute av kontoret",
    "sv": "Automatiskt svar|Autosvar|Frånvaro|Frånvaromeddelande|Inte på kontoret",
    "da": "Automatisk svar|Autosvar|Fraværsbesked|Ikke til stede|Ikke på kontoret",
    "de": "Automatische Antwort|Abwesenheitsnotiz|Abwesenheitsnachricht|Abwesenheitsmeldung"
          "|Abwesenheitsassistent|Abwesend|Außer Haus|Nicht im Büro",
    "fr": "Réponse automatique|Absence du bureau|Message d'absence|Absent du bureau",
    "es": "Respuesta automática|Fuera de la oficina|Fuera de oficina",
    "nl": "Automatisch antwoord|Afwezigheidsbericht|Afwezigheidsmelding|Niet aanwezig",
    "pt": "Resposta automática|Fora do escritório|Ausência temporária",
    "it": "Risposta automatica|Fuori sede|Fuori ufficio",
    "fi": "Automaattinen vastaus",
    "pl": "Automatyczna odpowiedź",
    "sw": "Jibu la otomatiki",
}
# What the absent write about themselves, as patterns. Not "out of office" alone: people ask how to set it.
ABSENT = {
    "en": r"I(?:['\u2019]m| am| will be|['\u2019]ll be)(?: currently| now)?"
          r" (?:away|absent|out of|out until|on (?:\w+ )?(?:leave|vacation|holiday))"
          r"|(?:limited|no) access to (?:my )?e-?mail|(?:back|return) (?:in|to) the office"
          r"|this is an automat(?:ic|ed) (?:reply|response|message)|currently (?:out of|not in) the office",
    "nb": r"jeg er (?:ute av|ikke på|på ferie|borte|fraværende|bortreist)|er tilbake (?:på kontoret|den|igjen|\w+dag)"
          r"|dette er (?:et automatisk|en automatisk)|leser ikke e-?post",
    "sv": r"jag är (?:inte på|på semester|borta|ledig|frånvarande)|åter på kontoret|är tillbaka (?:den|igen|\w+dag)",
    "da": r"jeg er (?:på ferie|ikke på|fraværende)|er tilbage (?:den|igen|på kontoret|\w+dag)",
    "de": r"ich bin (?:\S+ ){0,3}(?:nicht im|abwesend|im urlaub|außer haus|nicht erreichbar|wieder)|nicht im büro"
          r"|dies ist eine automatische",
    "fr": r"je (?:suis|serai) (?:\S+ )?(?:absente?|en cong|hors du bureau)|de retour (?:le|au)|réponse automatique",
    "es": r"(?:estoy|estaré) (?:fuera|de vacaciones|ausente)|respuesta automática",
    "nl": r"ik ben (?:\S+ ){0,2}(?:afwezig|niet aanwezig|met vakantie|op vakantie|weer)",
    "pt": r"(?:estou|estarei) (?:fora|ausente|de férias)|resposta automática",
    "it": r"(?:sono|sarò) (?:fuori|assente|in ferie)|risposta automatica",
}
BOUNCE_SUBJECT = {
    "en": "undeliver|delivery status notification|delivery failure|delivery has failed|delivery report"
          "|failure notice|returned mail|mail delivery failed|mail delivery failure|mail delivery subsystem"
          "|message not delivered|could not be delivered|delivery delayed|delayed mail|warning: message"
          "|warning: could not",
    "nb": "kan ikke leveres|kunne ikke leveres|kunne ikkje leverast|leveringsfeil|ikke levert",
    "sv": "olevererbart|kunde inte levereras|går inte att leverera",
    "da": "kan ikke leveres|kunne ikke leveres|ikke leveret",
    "de": "unzustellbar|nicht zustellbar|zustellung fehlgeschlagen",
    "fr": "non remis|non-remis|échec de la remise|non distribuable",
    "es": "no se puede entregar|no entregado",
    "nl": "onbestelbaar|niet bezorgd",
    "it": "mancato recapito|non recapitabile",
    "pt": "não entregue|não foi possível entregar",
}
DELAY = (
    "delay|warning|still trying|still being retried|will be retried|keep trying|not yet been delivered|forsinket"
    "|verzögert|retard"
)
NO_SUBJECT = frozenset(("", "no subject", "none", "ingen emne", "intet emne", "uten emne", "inget ämne", "kein betreff",
                        "sans objet", "geen onderwerp", "sin asunto"))
# Local parts of senders that take no answers (RFC 3834 2, RFC 2142).
# Nobody writes from these: whatever comes is a report.
DAEMON = (
    "mailer-daemon|mailerdaemon|mailer_daemon|mail-daemon|maildaemon|mdaemon|mail-delivery-subsystem"
    "|mail-delivery-system|mail.delivery.system|double-bounce"
)
# People write from these too; a report needs words besides.
DAEMON_OR_PERSON = "postmaster|mail-delivery|bounce|bounces|mailer|ndr|mailsystem"
# In the words of a report, for reports without a status part.
BOUNCE_TEXT = (
    "could not be delivered|couldn't be delivered|was not delivered|unable to deliver|undeliverable|delivery failed"
    "|failed permanently|permanent error|fatal error|following address|following recipient|user unknown|unknown user"
    "|no such user|did not reach|kunne ikke leveres|konnte nicht zugestellt|n'a pas pu être remis"
)
NO_REPLY = (
    "no-reply|noreply|no_reply|no.reply|donotreply|do-not-reply|do_not_reply|do.not.reply|dont-reply|dontreply"
    "|not-reply|ikke-svar|ikkesvar|nicht-antworten|keine-antwort|ne-pas-repondre|nepasrepondre|no-responder"
    "|listserv|majordomo"
)
