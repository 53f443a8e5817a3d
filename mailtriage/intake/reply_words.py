"""intake/reply_words.py: the words mail programs put around quoted mail, one entry of `LANGUAGES` for a language.

Alternatives are separated by `|`; reply_tables.py makes patterns of them, all languages together. To add a language,
add its entry here and its lines to tests/unit/intake/reply_lines.py: a test wants both.
Sources    the localised strings of Gmail, Apple Mail, Thunderbird and Outlook as they write them.
Does not   know what people sign with: signature_words.py. More languages, of which we know less: more_reply_words.py.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """`begins` and `wrote` stand in "On <date>, <name> wrote:"; `from_` to `cc` label the block Outlook writes;
    `original` stands between dashes above a reply's quote, `forwarded` above a forwarded mail; `above` is what a desk
    asks to be answered above of."""

    begins: str
    wrote: str
    from_: str
    sent: str
    to: str
    subject: str
    cc: str = "Cc"
    original: str = ""
    forwarded: str = ""
    above: str = ""


LANGUAGES = {
    "en": Words(
        begins="On|At|In message|Quoting",
        wrote="wrote|writes",
        from_="From",
        sent="Sent|Date|Received",
        to="To",
        subject="Subject",
        cc="Cc|Bcc|Reply-To",
        original="Original Message|Original Mail|Original Appointment|Reply message|Previous message",
        forwarded="Forwarded message|Begin forwarded message|Forwarded by|Start of forwarded message",
        above=(
            "reply above this line|type your reply above|write above this line|reply above the line"
            "|reply above this message|enter your reply above|answer above this line"
        ),
    ),
    "nb": Words(
        begins="Den|På",
        wrote="skrev",
        from_="Fra",
        sent="Sendt|Dato",
        to="Til",
        subject="Emne",
        cc="Kopi|Kopi til|Blindkopi|Svar til",
        original="Opprinnelig melding|Original melding|Opprinnelig e-post",
        forwarded=(
            "Videresendt melding|Videresendt e-post|Begynnelse på videresendt melding|Start på videresendt melding"
            "|Videresendt mail"
        ),
        above="svar over denne linjen|svaret over denne linjen|skriv over denne linjen|svar ovenfor denne linjen",
    ),
    "nn": Words(
        begins="Den|På",
        wrote="skreiv",
        from_="Frå",
        sent="Sendt|Dato",
        to="Til",
        subject="Emne",
        cc="Kopi",
        original="Opphavleg melding|Opprinneleg melding",
        forwarded="Vidaresend melding|Vidaresendt melding|Byrjinga på vidaresend melding",
        above="svar over denne lina|svaret over denne lina|skriv over denne lina",
    ),
    "sv": Words(
        begins="Den",
        wrote="skrev",
        from_="Från",
        sent="Skickat|Datum",
        to="Till",
        subject="Ämne",
        cc="Kopia",
        original="Ursprungligt meddelande|Originalmeddelande|Ursprungligt mail",
        forwarded=(
            "Vidarebefordrat meddelande|Vidarebefordrat brev|Vidarebefordrat mail|Vidarebefordrat mejl"
            "|Början på vidarebefordrat brev"
        ),
        above="svara ovanför denna rad|svara ovanför den här raden|skriv ditt svar ovanför",
    ),
    "da": Words(
        begins="Den|D.",
        wrote="skrev",
        from_="Fra",
        sent="Sendt|Dato",
        to="Til",
        subject="Emne",
        cc="Kopi|Cc",
        original="Oprindelig meddelelse|Original besked|Oprindelig besked",
        forwarded="Videresendt meddelelse|Videresendt besked|Videresendt mail|Start på videresendt besked",
        above="svar over denne linje|skriv dit svar over|besvar over denne linje",
    ),
    "de": Words(
        begins="Am",
        wrote="schrieb|schrieben Sie|geschrieben",
        from_="Von",
        sent="Gesendet|Datum|Gesendet am",
        to="An",
        subject="Betreff",
        cc="Kopie|Blindkopie|Antwort an",
        original="Ursprüngliche Nachricht|Originalnachricht|Original-Nachricht|Antwort Nachricht|Ursprüngliche Mail",
        forwarded=(
            "Weitergeleitete Nachricht|Weitergeleitete E-Mail|Anfang der weitergeleiteten Nachricht"
            "|Anfang der weitergeleiteten E-Mail"
        ),
        above=(
            "antworten sie oberhalb dieser|antwort oberhalb dieser|antworten sie über dieser zeile"
            "|antwort über dieser zeile"
        ),
    ),
    "fr": Words(
        begins="Le",
        wrote="a écrit|écrivait|écrit|nous a dit|a envoyé",
        from_="De|Expéditeur",
        sent="Envoyé|Date|Envoyé le|Date d'envoi",
        to="À|A|Pour|Destinataire",
        subject="Objet|Sujet",
        cc="Copie|Copie à|Répondre à",
        original=(
            "Message d'origine|Message d’origine|Message original|Mail original|E-mail d'origine|Message initial"
        ),
        forwarded=(
            "Message transféré|Début du message réexpédié|Début du message transféré|Courriel transféré"
            "|Message transmis"
        ),
        above="répondez au-dessus de cette ligne|répondre au-dessus de cette ligne|veuillez répondre au-dessus",
    ),
    "es": Words(
        begins="El",
        wrote="escribió|escribio",
        from_="De",
        sent="Enviado|Enviado el|Fecha|Enviada|Fecha de envío",
        to="Para",
        subject="Asunto",
        cc="CC|CCO",
        original="Mensaje original",
        forwarded="Mensaje reenviado|Inicio del mensaje reenviado|Comienzo del mensaje reenviado",
        above=(
            "responda por encima de esta línea|responda encima de esta línea|escriba su respuesta por encima"
            "|responder por encima de esta línea"
        ),
    ),
    "pt": Words(
        begins="Em|No dia",
        wrote="escreveu",
        from_="De",
        sent="Enviado|Enviada em|Enviado em|Data|Enviada",
        to="Para",
        subject="Assunto",
        cc="Cc|CCO",
        original="Mensagem original|Mensagem Original",
        forwarded=(
            "Mensagem encaminhada|Mensagem reencaminhada|Início da mensagem encaminhada"
            "|Início da mensagem reencaminhada"
        ),
        above="responda acima desta linha|responder acima desta linha|escreva a sua resposta acima",
    ),
    "it": Words(
        begins="Il|Il giorno|Nel messaggio",
        wrote="ha scritto",
        from_="Da|Mittente",
        sent="Inviato|Data|Inviato il",
        to="A",
        subject="Oggetto",
        cc="Cc|Ccn|Rispondi a",
        original="Messaggio originale|Messaggio Originale|Messaggio original",
        forwarded="Messaggio inoltrato|Inizio messaggio inoltrato|Messaggio Inoltrato",
        above="rispondere sopra questa riga|rispondi sopra questa riga|scrivi la risposta sopra questa riga",
    ),
    "nl": Words(
        begins="Op",
        wrote="schreef|het volgende geschreven|geschreven",
        from_="Van",
        sent="Verzonden|Datum|Verstuurd",
        to="Aan",
        subject="Onderwerp",
        cc="Cc|Kopie|Antwoord aan",
        original="Oorspronkelijk bericht|Origineel bericht|Oorspronkelijke bericht",
        forwarded="Doorgestuurd bericht|Begin doorgestuurd bericht|Doorgezonden bericht",
        above="antwoord boven deze|reageer boven deze|schrijf uw antwoord boven|typ uw antwoord boven",
    ),
    "pl": Words(
        begins="W dniu|Dnia|Wiadomość napisana przez",
        wrote="napisana przez|napisał|napisała|napisał(a)|napisał/a|pisze|nadesłał",
        from_="Od|Nadawca",
        sent="Wysłano|Data|Wysłane",
        to="Do|Adresat",
        subject="Temat",
        cc="DW|UDW|Kopia",
        original="Wiadomość oryginalna|Oryginalna wiadomość|Treść oryginalnej wiadomości",
        forwarded=(
            "Wiadomość przekazana dalej|Przekazana wiadomość|Początek przekazywanej wiadomości|Przesłana wiadomość"
            "|Treść przekazanej wiadomości"
        ),
        above="odpowiedz powyżej tej linii|odpowiedź powyżej tej linii|proszę odpowiadać powyżej tej linii",
    ),
    "cs": Words(
        begins="Dne",
        wrote="napsal|napsala|napsal(a)|napsal/a|píše",
        from_="Od",
        sent="Odesláno|Datum|Posláno",
        to="Komu",
        subject="Předmět",
        cc="Kopie|Skrytá",
        original="Původní zpráva|Původní e-mail",
        forwarded="Přeposlaná zpráva|Začátek přeposlané zprávy|Začátek přeposílané zprávy|Forwardovaná zpráva",
        above="odpovězte nad tímto řádkem|odpovídejte nad tímto řádkem|odpověď pište nad",
    ),
    "hu": Words(
        begins="",
        wrote="ezt írta|írta",
        from_="Feladó",
        sent="Küldve|Elküldve|Dátum",
        to="Címzett",
        subject="Tárgy",
        cc="Másolat|Másolatot kap",
        original="Eredeti üzenet|Eredeti levél",
        forwarded="Továbbított üzenet|Továbbított levél|Továbbított üzenet kezdete|Továbbított levél kezdete",
        above="válaszát e sor fölé írja|válaszoljon e sor fölött|írja válaszát e sor fölé",
    ),
    "ru": Words(
        begins="В|От",
        wrote="написал|написала|написал(а)|пишет|писал|писал(а)|пользователь",
        from_="От|От кого|Отправитель",
        sent="Отправлено|Дата|Отправлен",
        to="Кому",
        subject="Тема",
        cc="Копия|Скрытая копия",
        original="Исходное сообщение|Оригинальное сообщение|Первоначальное сообщение",
        forwarded=(
            "Пересылаемое сообщение|Пересланное сообщение|Начало переадресованного сообщения"
            "|Перенаправленное сообщение|Начало пересылаемого сообщения"
        ),
        above="ответьте выше этой строки|пишите ответ выше этой строки|напишите ответ выше этой",
    ),
    "uk": Words(
        begins="В|Від",
        wrote="написав|написала|написав(-ла)|написав(ла)|пише|писав",
        from_="Від|Від кого|Відправник",
        sent="Надіслано|Дата|Відправлено|Надіслане",
        to="Кому",
        subject="Тема",
        cc="Копія",
        original="Оригінальне повідомлення|Вихідне повідомлення|Початкове повідомлення",
        forwarded=(
            "Переслане повідомлення|Пересланий лист|Початок переспрямованого повідомлення|Перенаправлене повідомлення"
            "|Початок листа, що пересилається"
        ),
        above="відповідайте вище цього рядка|дайте відповідь вище цього рядка|відповідь вище цього рядка",
    ),
    "tr": Words(
        begins="Tarih",
        wrote="yazdı|şunu yazdı|şunları yazdı|tarihinde şunu yazdı|yazmış",
        from_="Kimden|Gönderen",
        sent="Gönderildi|Gönderilme|Tarih|Gönderme Tarihi|Gönderim",
        to="Kime|Alıcı",
        subject="Konu",
        cc="Bilgi|Gizli",
        original="Özgün İleti|Orijinal Mesaj|Orijinal İleti|Asıl İleti|İlk mesaj",
        forwarded=(
            "Yönlendirilmiş ileti|İletilen mesaj|İletilmiş ileti|Yönlendirilen ileti|Başlangıç iletilen mesaj"
            "|İleti başlangıcı|İletilmiş mesaj|İletilen ileti|İletilen İleti"
        ),
        above="bu satırın üzerine yanıt|yanıtınızı bu satırın üzerine|bu satırın üstüne yazın",
    ),
    "fi": Words(
        begins="",
        wrote="kirjoitti",
        from_="Lähettäjä",
        sent="Lähetetty|Päivämäärä|Päiväys|Pvm",
        to="Vastaanottaja|Saaja",
        subject="Aihe",
        cc="Kopio",
        original="Alkuperäinen viesti|Alkup. viesti",
        forwarded=(
            "Välitetty viesti|Edelleenlähetetty viesti|Välitetty viesti alkaa|Edelleenlähetetty viesti alkaa"
            "|Välitetty viesti / Fwd.Msg"
        ),
        above="vastaa tämän rivin yläpuolelle|kirjoita vastauksesi tämän rivin yläpuolelle",
    ),
    "sw": Words(
        begins="Mnamo|Tarehe|Siku ya",
        wrote="aliandika|ameandika",
        from_="Kutoka|Kutoka kwa",
        sent="Imetumwa|Ilitumwa|Tarehe",
        to="Kwa",
        subject="Mada|Kichwa",
        cc="Nakala",
        original="Ujumbe wa Asili|Ujumbe asilia|Ujumbe halisi",
        forwarded="Ujumbe uliosambazwa|Ujumbe ulioelekezwa|Ujumbe uliotumwa mbele",
        above="jibu juu ya mstari huu|andika jibu lako juu ya mstari",
    ),
    "af": Words(
        begins="Op",
        wrote="geskryf|skryf|het die volgende geskryf",
        from_="Van",
        sent="Gestuur|Datum",
        to="Aan",
        subject="Onderwerp",
        cc="Afskrif",
        original="Oorspronklike boodskap|Oorspronklike Boodskap",
        forwarded="Aangestuurde boodskap|Begin van aangestuurde boodskap",
        above="antwoord bo hierdie lyn|antwoord bokant hierdie lyn|antwoord asseblief bo hierdie lyn",
    ),
    "ja": Words(
        begins="",
        wrote="のメール|のメッセージ|は書きました|が書きました",
        from_="差出人|送信者|From",
        sent="送信日時|日付|日時|送信",
        to="宛先|受信者",
        subject="件名",
        cc="CC|返信先",
        original="元のメッセージ|Original Message|元のメール",
        forwarded="転送されたメッセージ|転送メッセージ|Forwarded message|転送されたメール",
        above="この行より上に返信|この行より上にご返信|この線より上に返信",
    ),
    "zh": Words(
        begins="在|于|於",
        wrote="写道|寫道|写到|写信给",
        from_="发件人|寄件者|寄件人|发送人",
        sent="发送时间|寄件日期|传送时间|傳送時間|日期|发送日期|傳送日期|已发送",
        to="收件人|收件者|至|送达",
        subject="主题|主旨|主題",
        cc="抄送|副本",
        original="原始邮件|原始郵件|原邮件|原始訊息|邮件原件",
        forwarded="转发的邮件|轉寄的郵件|转发邮件信息|已转发邮件|轉寄郵件|转发的消息|開始轉寄郵件|开始转发的邮件",
        above="请在此行上方回复|請在此行上方回覆|请在这一行上面回复",
    ),
    "ko": Words(
        begins="",
        wrote="작성|작성하였습니다|작성했습니다|님이 작성|님이 씀|썼습니다|쓴 글",
        from_="보낸 사람|보낸사람|발신",
        sent="보낸 날짜|날짜|보낸날짜|보낸 시간|일자",
        to="받는 사람|받는사람|수신",
        subject="제목",
        cc="참조|숨은 참조",
        original="원본 메시지|원본 메일|Original Message|원본메세지",
        forwarded="전달된 메시지|전달된 메일|전달 메시지",
        above="이 줄 위에 답장|이 줄 위에 회신|이 선 위에 답장",
    ),
}  # fmt: skip
# What a program puts before the subject of a forward, in lower case.
FORWARD_SUBJECT = (
    "fw|fwd|vs|wg|tr|rv|enc|res-enc|i|doorst|pd|vb|vl|fs|ilt|i̇lt|přep|vidaresend|videresendt|reenv|转发|轉寄|전달|転送"
    "|videresend|továbbítás|πρθ|redir.|redir|pārs|trs|chuyển tiếp|הועבר|إعادة توجيه|ส่งต่อ"
)
