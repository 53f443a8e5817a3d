"""intake/reply_words.py: the words mail programs put around quoted mail, by language.

One line for a language and a thing, alternatives separated by `|`; `reply_text.py` makes patterns of them. To add a
language, add its lines here and its examples to tests/unit/intake/test_reply_text.py.
"""

from __future__ import annotations

# "wrote", in "On <date>, <name> wrote:".
WROTE = {
    "en": "wrote|writes",
    "nb": "skrev|skreiv",
    "sv": "skrev",
    "da": "skrev",
    "de": "schrieb",
    "fr": "a écrit|écrivait|écrit",
    "nl": "schreef",
    "af": "het geskryf|geskryf|skryf",
    "es": "escribió|escribio",
    "it": "ha scritto",
    "pt": "escreveu",
    "pl": "napisał|napisała|napisał(a)",
    "fi": "kirjoitti",
    "sw": "aliandika",
}
# How such a line begins: a preposition, or a day of the week.
BEGINS = {
    "en": "On",
    "nb": "Den|På|man|tir|tirs|ons|tor|tors|fre|lør|søn|mån|tys|laur|sun",
    "sv": "Den|mån|tis|ons|tors|fre|lör|sön",
    "da": "Den|man|tirs|ons|tors|fre|lør|søn",
    "de": "Am",
    "fr": "Le",
    "nl": "Op",
    "es": "El",
    "it": "Il",
    "pt": "Em",
    "pl": "W dniu|Dnia",
}
# Labels of the block Outlook puts above the quoted mail.
FROM = "From|Fra|Frå|Von|De|Van|Från|Da|Od|Lähettäjä|Kutoka"
SENT = (
    "Sent|Date|Sendt|Dato|Gesendet|Datum|Envoyé|Verzonden|Gestuur|Skickat|Enviado|Enviado el|Fecha|Inviato|Data"
    "|Lähetetty|Wysłano"
)
TO = "To|Til|An|À|A|Aan|Till|Para|Cc|Kopi|Kopie|Kopia|Vastaanottaja|Do"
SUBJECT = "Subject|Emne|Betreff|Objet|Onderwerp|Ämne|Asunto|Oggetto|Assunto|Temat|Aihe|Mada"
# Between dashes: "-----Original Message-----".
ORIGINAL = {
    "en": "Original Message",
    "nb": "Opprinnelig melding|Opphavleg melding",
    "sv": "Ursprungligt meddelande",
    "da": "Oprindelig meddelelse",
    "de": "Ursprüngliche Nachricht",
    "fr": "Message d'origine|Message original",
    "nl": "Oorspronkelijk bericht",
    "af": "Oorspronklike boodskap",
    "es": "Mensaje original",
    "it": "Messaggio originale",
    "pt": "Mensagem original",
}
# Between dashes, or as a line of its own: what follows is the message, not history.
FORWARDED = {
    "en": "Forwarded message|Begin forwarded message",
    "nb": "Videresendt melding|Videresendt e-post|Vidaresend melding|Begynnelse på videresendt melding",
    "sv": "Vidarebefordrat meddelande|Vidarebefordrat brev",
    "da": "Videresendt meddelelse",
    "de": "Weitergeleitete Nachricht|Anfang der weitergeleiteten Nachricht",
    "fr": "Message transféré|Début du message réexpédié",
    "nl": "Doorgestuurd bericht|Begin doorgestuurd bericht",
    "es": "Mensaje reenviado",
}
# What a phone or a mail program signs with: the whole line begins like this.
SENT_FROM = {
    "en": "Sent from my|Sent from Mail for|Sent from Outlook|Sent from Yahoo|Sent from Samsung|Sent from Proton"
          "|Get Outlook for",
    "nb": "Sendt fra min|Sendt fra Outlook|Sendt fra E-post|Sendt fra Mail|Sendt frå min|Hent Outlook for"
          "|Last ned Outlook|Skaff deg Outlook",
    "sv": "Skickat från min|Skickat från Outlook|Hämta Outlook",
    "da": "Sendt fra min|Hent Outlook",
    "de": "Von meinem|Gesendet von|Gesendet mit",
    "fr": "Envoyé de mon|Envoyé depuis|Télécharger Outlook",
    "nl": "Verzonden vanaf|Verstuurd vanaf|Download Outlook",
    "af": "Gestuur vanaf",
    "es": "Enviado desde mi",
    "it": "Inviato da",
    "pt": "Enviado do meu",
    "sw": "Imetumwa kutoka",
}
# What a desk writes above its own mail so that answers stand above it.
ANSWER_ABOVE = {
    "en": "reply above this line|type your reply above|write above this line",
    "nb": "svar over denne linjen|svaret over denne linjen",
    "sv": "svara ovanför denna rad",
    "da": "svar over denne linje",
    "de": "antworten sie oberhalb dieser|antwort oberhalb dieser",
    "fr": "répondez au-dessus de cette ligne",
    "nl": "antwoord boven deze",
}
