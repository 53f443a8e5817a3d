"""What mail programs write around an old mail, as they write it, by language: the data of test_reply_languages.py.

Each language has what Gmail, Apple Mail and Thunderbird put above a quote, Outlook's block, a separator, a forward marker,
a closing, a phone's line and a desk's "reply above this line".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lines:
    gmail: str
    apple: str
    thunderbird: str
    outlook: tuple[str, str, str, str]      # from, sent, to, subject
    original: str
    forwarded: str
    closing: str
    device: str
    above: str


_A = "Support <support@desk.example>"

LINES = {
    "en": Lines(
        f"On Tue, Nov 24, 2026 at 10:15 AM {_A} wrote:", f"On 24 Nov 2026, at 10:15, {_A} wrote:", "On 24/11/2026 10:15, Support wrote:",
        ("From", "Sent", "To", "Subject"), "Original Message", "Forwarded message", "Kind regards,", "Sent from my iPhone",
        "##- Please type your reply above this line -##",
    ),
    "nb": Lines(
        f"tir. 24. nov. 2026 kl. 10:15 skrev {_A}:", f"24. nov. 2026 kl. 10:15 skrev {_A}:", "Den 24.11.2026 10:15, skrev Support:",
        ("Fra", "Sendt", "Til", "Emne"), "Opprinnelig melding", "Videresendt melding", "Med vennlig hilsen", "Sendt fra min iPhone",
        "--- Skriv svaret over denne linjen ---",
    ),
    "nn": Lines(
        f"tys. 24. nov. 2026 kl. 10:15 skreiv {_A}:", f"24. nov. 2026 kl. 10:15 skreiv {_A}:", "Den 24.11.2026 10:15, skreiv Support:",
        ("Frå", "Sendt", "Til", "Emne"), "Opphavleg melding", "Vidaresend melding", "Med venleg helsing", "Sendt frå min iPhone",
        "--- Skriv svaret over denne lina ---",
    ),
    "sv": Lines(
        f"Den tis 24 nov. 2026 kl 10:15 skrev {_A}:", f"24 nov. 2026 kl. 10:15 skrev {_A}:", "Den 2026-11-24 kl. 10:15, skrev Support:",
        ("Från", "Skickat", "Till", "Ämne"), "Ursprungligt meddelande", "Vidarebefordrat meddelande", "Med vänliga hälsningar",
        "Skickat från min iPhone", "-- Svara ovanför denna rad --",
    ),
    "da": Lines(
        f"Den tirs. 24. nov. 2026 kl. 10.15 skrev {_A}:", f"Den 24. nov. 2026 kl. 10.15 skrev {_A}:", "Den 24.11.2026 kl. 10.15 skrev Support:",
        ("Fra", "Sendt", "Til", "Emne"), "Oprindelig meddelelse", "Videresendt meddelelse", "Med venlig hilsen", "Hent Outlook til Android",
        "## Svar over denne linje ##",
    ),
    "de": Lines(
        f"Am Di., 24. Nov. 2026 um 10:15 Uhr schrieb {_A}:", f"Am 24.11.2026 um 10:15 schrieb {_A}:", "Am 24.11.2026 um 10:15 schrieb Support:",
        ("Von", "Gesendet", "An", "Betreff"), "Ursprüngliche Nachricht", "Weitergeleitete Nachricht", "Mit freundlichen Grüßen",
        "Von meinem iPhone gesendet", "--- Bitte antworten Sie oberhalb dieser Linie ---",
    ),
    "fr": Lines(
        f"Le mar. 24 nov. 2026 à 10:15, {_A} a écrit :", f"Le 24 nov. 2026 à 10:15, {_A} a écrit :", "Le 24/11/2026 à 10:15, Support a écrit\u00a0:",
        ("De\u00a0", "Envoyé\u00a0", "À\u00a0", "Objet\u00a0"), "Message d'origine", "Message transféré", "Cordialement,", "Envoyé de mon iPhone",
        "## Répondez au-dessus de cette ligne ##",
    ),
    "es": Lines(
        "El mar, 24 nov 2026 a las 10:15, Support (<support@desk.example>) escribió:", f"El 24 nov 2026, a las 10:15, {_A} escribió:",
        "El 24/11/2026 a las 10:15, Support escribió:", ("De", "Enviado el", "Para", "Asunto"), "Mensaje original", "Mensaje reenviado",
        "Un saludo,", "Enviado desde mi iPhone", "## Responda por encima de esta línea ##",
    ),
    "pt": Lines(
        f"Em ter., 24 de nov. de 2026 às 10:15, {_A} escreveu:", f"{_A} escreveu (terça, 24/11/2026 à(s) 10:15):",
        "Em 24/11/2026 10:15, Support escreveu:", ("De", "Enviada em", "Para", "Assunto"), "Mensagem original", "Mensagem encaminhada",
        "Com os melhores cumprimentos,", "Enviado do meu iPhone", "-- Responda acima desta linha --",
    ),
    "it": Lines(
        f"Il giorno mar 24 nov 2026 alle ore 10:15 {_A} ha scritto:", f"Il giorno 24 nov 2026, alle ore 10:15, {_A} ha scritto:",
        "Il 24/11/2026 10:15, Support ha scritto:", ("Da", "Inviato", "A", "Oggetto"), "Messaggio originale", "Messaggio inoltrato",
        "Cordiali saluti", "Inviato da iPhone", "## Rispondere sopra questa riga ##",
    ),
    "nl": Lines(
        f"Op di 24 nov 2026 om 10:15 schreef {_A}:", f"Op 24 nov. 2026 om 10:15 heeft {_A} het volgende geschreven:", "Op 24-11-2026 om 10:15 schreef Support:",
        ("Van", "Verzonden", "Aan", "Onderwerp"), "Oorspronkelijk bericht", "Doorgestuurd bericht", "Met vriendelijke groet,",
        "Verstuurd vanaf mijn iPhone", "## Antwoord boven deze lijn ##",
    ),
    "pl": Lines(
        f"wt., 24 lis 2026 o 10:15 {_A} napisał(a):", f"Wiadomość napisana przez {_A} w dniu 24.11.2026, o godz. 10:15:", "W dniu 24.11.2026 o 10:15, Support pisze:",
        ("Od", "Wysłano", "Do", "Temat"), "Wiadomość oryginalna", "Wiadomość przekazana dalej", "Pozdrawiam", "Wysłane z iPhone'a",
        "## Odpowiedz powyżej tej linii ##",
    ),
    "cs": Lines(
        f"út 24. 11. 2026 v 10:15 odesílatel {_A} napsal:", f"24. 11. 2026 v 10:15, {_A}:", "Dne 24.11.2026 v 10:15 Support napsal(a):",
        ("Od", "Odesláno", "Komu", "Předmět"), "Původní zpráva", "Přeposlaná zpráva", "S pozdravem", "Odesláno z iPhonu",
        "## Odpovězte nad tímto řádkem ##",
    ),
    "hu": Lines(
        f"{_A} ezt írta (időpont: 2026. nov. 24., K, 10:15):", f"2026. nov. 24., k 10:15 időpontban {_A} ezt írta:",
        "2026.11.24. 10:15 keltezéssel, Support írta:", ("Feladó", "Küldve", "Címzett", "Tárgy"), "Eredeti üzenet",
        "Továbbított üzenet", "Üdvözlettel:", "Az iPhone-omról küldve", "## Kérjük, válaszát e sor fölé írja ##",
    ),
    "ru": Lines(
        f"вт, 24 нояб. 2026 г. в 10:15, {_A}:", f"24 нояб. 2026 г., в 10:15, {_A} написал(а):", "24.11.2026 10:15, Support пишет:",
        ("От", "Отправлено", "Кому", "Тема"), "Исходное сообщение", "Пересылаемое сообщение", "С уважением,", "Отправлено с iPhone",
        "## Ответьте выше этой строки ##",
    ),
    "uk": Lines(
        f"вт, 24 лист. 2026 р. о 10:15 {_A} пише:", f"24 лист. 2026 р. о 10:15 {_A} написав(-ла):", "24.11.2026 10:15, Support пише:",
        ("Від", "Надіслано", "Кому", "Тема"), "Оригінальне повідомлення", "Переслане повідомлення", "З повагою,", "Надіслано з iPhone",
        "## Відповідайте вище цього рядка ##",
    ),
    "tr": Lines(
        f"{_A}, 24 Kas 2026 Sal, 10:15 tarihinde şunu yazdı:", f"{_A} şunları yazdı (24 Kas 2026 10:15):", "24.11.2026 10:15 tarihinde Support yazdı:",
        ("Kimden", "Gönderildi", "Kime", "Konu"), "Orijinal Mesaj", "Yönlendirilmiş ileti", "Saygılarımla,", "iPhone'umdan gönderildi",
        "## Yanıtınızı bu satırın üzerine yazın ##",
    ),
    "fi": Lines(
        "ti 24. marrask. 2026 klo 10.15 Support (support@desk.example) kirjoitti:", f"{_A} kirjoitti 24.11.2026 kello 10.15:", "Support kirjoitti 24.11.2026 klo 10.15:",
        ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"), "Alkuperäinen viesti", "Välitetty viesti", "Ystävällisin terveisin",
        "Lähetetty iPhonesta", "## Kirjoita vastauksesi tämän rivin yläpuolelle ##",
    ),
    "sw": Lines(
        f"Mnamo Jum, 24 Nov 2026 saa 10:15, {_A} aliandika:", f"Tarehe 24 Nov 2026, saa 10:15, {_A} aliandika:", "Mnamo 24/11/2026 10:15, Support aliandika:",
        ("Kutoka", "Imetumwa", "Kwa", "Mada"), "Ujumbe wa Asili", "Ujumbe uliosambazwa", "Wako mwaminifu,", "Imetumwa kutoka iPhone yangu",
        "## Jibu juu ya mstari huu ##",
    ),
    "af": Lines(
        f"Op Di. 24 Nov. 2026 om 10:15 het {_A} geskryf:", f"Op 24 Nov. 2026, om 10:15, het {_A} geskryf:", "Op 2026/11/24 10:15 het Support geskryf:",
        ("Van", "Gestuur", "Aan", "Onderwerp"), "Oorspronklike boodskap", "Aangestuurde boodskap", "Vriendelike groete", "Gestuur vanaf my iPhone",
        "## Antwoord bo hierdie lyn ##",
    ),
    "ja": Lines(
        f"2026年11月24日(火) 10:15 {_A}:", f"2026/11/24 10:15、{_A}のメール:", "2026/11/24 10:15、Supportは書きました:",
        ("差出人", "送信日時", "宛先", "件名"), "元のメッセージ", "転送されたメッセージ", "よろしくお願いいたします。", "iPhoneから送信", "## この行より上に返信してください ##",
    ),
    "zh": Lines(
        f"{_A} 于2026年11月24日周二 10:15写道：", f"在 2026年11月24日，10:15，{_A} 写道：", "在 2026/11/24 10:15, Support 写道:",
        ("发件人", "发送时间", "收件人", "主题"), "原始邮件", "转发的邮件", "此致", "发自我的 iPhone", "## 请在此行上方回复 ##",
    ),
    "ko": Lines(
        f"2026년 11월 24일 (화) 오전 10:15, {_A}님이 작성:", f"2026. 11. 24. 오전 10:15, {_A} 작성:", "2026-11-24 10:15에 Support 이(가) 작성:",
        ("보낸 사람", "보낸 날짜", "받는 사람", "제목"), "원본 메시지", "전달된 메시지", "감사합니다.", "내 iPhone에서 보냄", "## 이 줄 위에 답장해 주세요 ##",
    ),
}  # fmt: skip
