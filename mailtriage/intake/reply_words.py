"""intake/reply_words.py: the words mail programs put around quoted mail, by language.

One line a language and thing; `reply_text.py` makes patterns of them. To add a language, add its lines and an example to
tests/unit/intake/test_reply_text.py.
"""

from __future__ import annotations

# "wrote", as the verb of "On <date>, <name> wrote:". May stand before the name ("schrieb Kari:") or at the end.
WROTE = {
    "en": ("wrote", "writes"), "nb": ("skrev", "skreiv"), "sv": ("skrev",), "da": ("skrev",), "de": ("schrieb",),
    "fr": ("a \u00e9crit", "\u00e9crivait", "\u00e9crit"), "nl": ("schreef", "het geskryf", "geskryf", "skryf"),
    "es": ("escribi\u00f3", "escribio"), "it": ("ha scritto",), "pt": ("escreveu",), "pl": ("napisa\u0142", "napisa\u0142a"),
    "fi": ("kirjoitti",), "sw": ("aliandika",),
}
# How such a line begins: a preposition, or a day of the week.
BEGINS = {
    "en": ("On",), "nb": ("Den", "P\u00e5", "man", "tir", "tirs", "ons", "tor", "tors", "fre", "l\u00f8r", "s\u00f8n", "m\u00e5n", "tys", "laur", "sun"),
    "sv": ("Den", "m\u00e5n", "tis", "ons", "tors", "fre", "l\u00f6r", "s\u00f6n"), "da": ("Den", "man", "tirs", "ons", "tors", "fre", "l\u00f8r", "s\u00f8n"),
    "de": ("Am",), "fr": ("Le",), "nl": ("Op",), "es": ("El",), "it": ("Il",), "pt": ("Em", "A"), "pl": ("W dniu", "Dnia"),
}
# Labels of the block Outlook puts above the quoted mail.
LABELS = {
    "from": ("From", "Fra", "Fr\u00e5", "Von", "De", "Van", "Fr\u00e5n", "Da", "Od", "L\u00e4hett\u00e4j\u00e4", "Kutoka"),
    "sent": ("Sent", "Date", "Sendt", "Dato", "Gesendet", "Datum", "Envoy\u00e9", "Verzonden", "Gestuur", "Skickat", "Enviado",
             "Enviado el", "Fecha", "Inviato", "Data", "L\u00e4hetetty", "Wys\u0142ano"),
    "to": ("To", "Til", "An", "\u00c0", "A", "Aan", "Till", "Para", "Cc", "Kopi", "Kopie", "Kopia", "Vastaanottaja", "Do"),
    "subject": ("Subject", "Emne", "Betreff", "Objet", "Onderwerp", "\u00c4mne", "Asunto", "Oggetto", "Assunto", "Temat", "Aihe", "Mada"),
}
# Between dashes: "-----Original Message-----".
ORIGINAL = (
    "Original Message", "Original message", "Opprinnelig melding", "Opphavleg melding", "Urspr\u00fcngliche Nachricht",
    "Message d'origine", "Message original", "Oorspronkelijk bericht", "Oorspronklike boodskap", "Ursprungligt meddelande",
    "Oprindelig meddelelse", "Mensaje original", "Messaggio originale", "Mensagem original",
)
# Between dashes, or as a line of its own: what follows is the message, not history.
FORWARDED = (
    "Forwarded message", "Forwarded Message", "Videresendt melding", "Videresendt e-post", "Vidaresend melding",
    "Weitergeleitete Nachricht", "Message transf\u00e9r\u00e9", "Doorgestuurd bericht", "Vidarebefordrat meddelande",
    "Videresendt meddelelse", "Mensaje reenviado", "Begin forwarded message", "Begynnelse p\u00e5 videresendt melding",
    "Anfang der weitergeleiteten Nachricht", "D\u00e9but du message r\u00e9exp\u00e9di\u00e9",
)
# What a phone or a mail program signs with; the whole line begins like this.
SENT_FROM = (
    "Sent from my", "Sent from Mail for", "Sent from Outlook", "Sent from Yahoo", "Sent from Samsung", "Sent from Proton",
    "Sendt fra min", "Sendt fra Outlook", "Sendt fra E-post", "Sendt fra Mail", "Sendt fr\u00e5 min", "Get Outlook for", "Hent Outlook for", "Last ned Outlook",
    "Skaff deg Outlook", "Von meinem", "Gesendet von", "Gesendet mit", "Envoy\u00e9 de mon", "Envoy\u00e9 depuis", "Gestuur vanaf", "Verzonden vanaf",
    "Verstuurd vanaf", "Skickat fr\u00e5n min", "H\u00e4mta Outlook", "Enviado desde mi", "Inviato da", "Enviado do meu", "Imetumwa kutoka",
)
# What a desk writes above its own mail so that answers stand above it.
ANSWER_ABOVE = (
    "reply above this line", "type your reply above", "skriv svaret over denne linjen", "svar over denne linjen", "svara ovanf\u00f6r denna rad",
    "skriv dit svar over denne linje", "antworten sie oberhalb dieser", "r\u00e9pondez au-dessus de cette ligne", "antwoord boven deze",
)
