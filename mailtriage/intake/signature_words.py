"""intake/signature_words.py: what people close with and what phones sign with, one entry for a language.

Alternatives are separated by `|`; signatures.py makes patterns of them, all languages together. To add a language, add
its entry here and in footer_words.py, and its lines to tests/unit/intake/reply_lines.py: a test wants them.
Does not   hold what thanks: "Takk for hjelpen" may be all a customer says.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signing:
    """`closing` is what stands above a name; `device` begins the line of a phone or a mail program."""

    closing: str
    device: str


LANGUAGES = {
    "en": Signing(
        closing=(
            "Regards|Best regards|Kind regards|Kindest regards|Warm regards|Warmest regards|With kind regards"
            "|With best regards|Many regards|With regards|Rgds|Best rgds|BR|Brgds|KR|Best|All the best|Best wishes"
            "|Kind wishes|Sincerely|Yours sincerely|Sincerely yours|Yours faithfully|Yours truly|Respectfully"
            "|Cheers|Warmly|Cordially|Yours|Have a nice day|Have a great day|Have a good day|Thanks and regards"
            "|Thanks & regards|Thank you and regards|Thanks and best regards|Thank you and best regards"
            "|Many thanks and kind regards|With thanks and regards"
        ),
        device=(
            "Sent from my|Sent wirelessly|Sent on my|Sent from a|Sent from an|Sent from Mail for|Sent from Outlook"
            "|Sent from Yahoo"
            "|Sent from Samsung|Sent from Proton|Sent from Gmail|Sent from Windows|Sent from Mailbox"
            "|Sent from mobile|Sent from iPhone|Sent from iPad|Sent from Nine|Sent from BlueMail|Sent from Spark"
            "|Sent from Type|Sent from Mailspring|Sent from Workspace|Sent via|Sent with Proton|Sent with Airmail"
            "|Sent with Spark|Sent with Unibox|From my iPhone|From my mobile|Get Outlook for|Sent using|Sent on the"
            "|Sent with Mailbird|Sent with Tuta|Sent with BlackBerry|Get BlueMail|Get Spark|Sent from Surface"
            "|Sent from Zoho|Sent from the all new|Sent from Front|Sent from Missive|Sent from HCL|Sent from Boxer"
        ),
    ),
    "nb": Signing(
        closing=(
            "Med vennlig hilsen|Vennlig hilsen|Vennlige hilsener|Beste hilsen|Beste hilsener|Hilsen|Hilsener|Mvh"
            "|Med hilsen|Med vennlig helsing|Ha en fin dag|Hilsen fra|Varm hilsen|Vh|Med beste hilsen|God helg"
            "|Med venlig hilsen|M.v.h.|Vennlig hilsning"
        ),
        device=(
            "Sendt fra min|Sendt fra Outlook|Sendt fra E-post|Sendt fra Mail|Sendt fra Yahoo|Sendt fra Samsung"
            "|Sendt fra Gmail|Sendt fra iPhone|Sendt fra iPad|Sendt fra Proton|Sendt fra mobil|Sendt med"
            "|Hent Outlook for|Last ned Outlook|Skaff deg Outlook|Få Outlook for|Sendt via|Sendt fra HTC"
            "|Sendt fra Sony|Sendt fra Huawei|Sendt fra Android|Sendt fra Windows|Sendt fra Surface"
            "|Hent Outlook til"
        ),
    ),
    "nn": Signing(
        closing=(
            "Med venleg helsing|Venleg helsing|Beste helsing|Helsing|Med helsing|Mvh|Ha ein fin dag|Beste helsingar"
        ),
        device="Sendt frå min|Sendt frå Outlook|Sendt frå Mail|Sendt frå iPhone|Sendt frå mobil|Sendt frå iPad",
    ),
    "sv": Signing(
        closing=(
            "Med vänliga hälsningar|Med vänlig hälsning|Vänliga hälsningar|Vänlig hälsning|Bästa hälsningar"
            "|Hälsningar|Hälsning|Mvh|Med bästa hälsningar|Hälsar|Vänligen|Bästa hälsning|Ha en bra dag"
            "|Ha en fin dag|MVH|V.h.|Varma hälsningar|Allt gott"
        ),
        device="Skickat från|Skickades från|Hämta Outlook|Skaffa Outlook|Sänt från|Skickat med",
    ),
    "da": Signing(
        closing=(
            "Med venlig hilsen|Venlig hilsen|Venlige hilsner|Bedste hilsner|De bedste hilsner|Hilsen|Mvh"
            "|Kærlig hilsen|Kh|Dbh|Vh|Bedste hilsen|Med venlige hilsner|Mange hilsner|God dag|Hav en god dag"
            "|De bedste hilsener|Med hilsen"
        ),
        device=(
            "Sendt fra min|Sendt fra Outlook|Sendt fra Mail|Sendt fra Yahoo|Sendt fra Samsung|Hent Outlook til"
            "|Hent Outlook|Sendt fra iPhone|Sendt fra iPad|Sendt fra mobil|Sendt fra Gmail"
        ),
    ),
    "de": Signing(
        closing=(
            "Mit freundlichen Grüßen|Mit freundlichen Grüssen|Mit freundlichen Gruessen|Mit freundlichem Gruß"
            "|Mit freundlichem Gruss|Freundliche Grüße|Freundliche Grüsse|Viele Grüße|Viele Grüsse|Viele Gruesse"
            "|Beste Grüße|Beste Grüsse|Liebe Grüße|Liebe Grüsse|Schöne Grüße|Herzliche Grüße|Herzliche Grüsse|Grüße"
            "|Grüsse|Gruß|Gruss|Lieben Gruß|Liebe Gruesse|MfG|LG|VG|BG|Hochachtungsvoll|Mit besten Grüßen"
            "|Mit besten Grüssen|Besten Gruß|Mit lieben Grüßen|Mit herzlichen Grüßen|Schönen Gruß|Freundlichen Gruß"
            "|Freundlicher Gruß|Mit vielen Grüßen|Schöne Grüsse|Sonnige Grüße|Freundl. Grüße|Schönen Tag noch"
            "|Mit freundlichen Grüßen / Kind regards|Mit freundlichen Grüßen / Best regards|Viele liebe Grüße"
            "|Freundlichst|m.f.G."
        ),
        device=(
            "Von meinem|Von meiner|Von unterwegs|Gesendet von|Gesendet mit|Gesendet über|Gesendet aus"
            "|Diese Nachricht wurde von meinem|Diese Nachricht wurde mit|Holen Sie sich Outlook|Versendet mit"
            "|Hol dir Outlook|Verschickt von|Verschickt mit"
        ),
    ),
    "fr": Signing(
        closing=(
            "Cordialement|Bien cordialement|Très cordialement|Bien à vous|Salutations|Meilleures salutations"
            "|Salutations distinguées|Sincères salutations|Amicalement|Bonne journée|Bonne soirée|Bonne réception"
            "|Cdt|Cdlt|Cdlmt|Bàv|Respectueusement|Bien à toi|Très belle journée|Belle journée|Bonne fin de journée"
            "|Avec mes salutations|Bien sincèrement|Avec mes cordiales salutations|Cordiales salutations"
            "|Bien amicalement|Dans l'attente, cordialement"
        ),
        device=(
            "Envoyé de mon|Envoyé sans fil|Envoyé depuis|Envoyé à partir|Envoyé avec|Télécharger Outlook"
            "|Obtenir Outlook"
            "|Obtenez Outlook|Envoyé via|Provenance|Envoyé d'un"
        ),
    ),
    "es": Signing(
        closing=(
            "Saludos|Un saludo|Saludos cordiales|Un cordial saludo|Cordialmente|Atentamente|Atte|Muy atentamente"
            "|Reciba un cordial saludo|Saludos cordialmente|Un abrazo|Le saluda atentamente|Quedo atento"
            "|Quedo a la espera|Quedo atenta|Saluda atentamente|Cordial saludo|Un saludo cordial|Slds"
            "|Que tenga un buen día|Muchos saludos"
        ),
        device="Enviado desde|Enviado con|Obtener Outlook|Obtenga Outlook|Descargar Outlook|Enviado a través",
    ),
    "pt": Signing(
        closing=(
            "Atenciosamente|Cumprimentos|Com os melhores cumprimentos|Melhores cumprimentos|Cordialmente|Att|Atte"
            "|Abraços|Abraço|Saudações|Um abraço|Com cumprimentos|Obrigado e cumprimentos|Respeitosamente|Grato"
            "|Saudações cordiais|At.te|Os melhores cumprimentos|Cpts|Cumps|Bom dia de trabalho|Tenha um bom dia"
        ),
        device=(
            "Enviado do|Enviado do meu|Enviado de|Enviada do|Enviado a partir|Enviado através|Obter o Outlook"
            "|Baixar o Outlook|Obtenha o Outlook|Enviado com"
        ),
    ),
    "it": Signing(
        closing=(
            "Cordiali saluti|Distinti saluti|Saluti|Un saluto|Cordialmente|Un cordiale saluto|Grazie e saluti"
            "|Grazie e cordiali saluti|Buona giornata|Buon lavoro|Buona serata|I migliori saluti|Tanti saluti"
            "|Cari saluti|In attesa di riscontro, cordiali saluti|Saluti cordiali|Con i migliori saluti|Cordialità"
            "|A presto|Un caro saluto"
        ),
        device=(
            "Inviato da|Inviato dal|Inviato con|Scarica Outlook|Ottieni Outlook|Inviato tramite|Inviata da"
            "|Inviata dal"
        ),
    ),
    "nl": Signing(
        closing=(
            "Met vriendelijke groet|Met vriendelijke groeten|Vriendelijke groet|Vriendelijke groeten|Groet|Groeten"
            "|Hartelijke groet|Hartelijke groeten|Met groet|Mvg|Gr|Gr.|Met hartelijke groet|Hoogachtend"
            "|Beste groeten|Met hartelijke groeten|Fijne dag|Fijne dag verder|Met de meeste hoogachting|M.v.g."
            "|Vr. gr.|Vriendelijke groetjes|Groetjes"
        ),
        device=(
            "Verzonden vanaf|Verstuurd vanaf|Verzonden met|Verstuurd met|Verzonden van|Download Outlook"
            "|Verstuurd vanuit|Verzonden vanuit|Outlook downloaden|Verzonden via"
        ),
    ),
    "pl": Signing(
        closing=(
            "Pozdrawiam|Z poważaniem|Z powazaniem|Serdecznie pozdrawiam|Pozdrawiam serdecznie|Pozdrowienia"
            "|Z wyrazami szacunku|Z pozdrowieniami|Łączę pozdrowienia|Łączę wyrazy szacunku|Pozdr|Miłego dnia"
        ),
        device=(
            "Wysłano z|Wysłane z|Wysłano za pomocą|Pobierz Outlook|Pobierz program Outlook"
            "|Uzyskaj aplikację Outlook|Wysłane przez"
        ),
    ),
    "cs": Signing(
        closing=(
            "S pozdravem|S pozdravom|Srdečně|S přátelským pozdravem|S úctou|Hezký den|Zdraví|S přáním hezkého dne"
            "|S přáním pěkného dne|Pěkný den|Se srdečným pozdravem|Děkuji a přeji hezký den"
            "|S pozdravem a přáním hezkého dne"
        ),
        device=(
            "Odesláno z|Odesláno ze|Odesláno pomocí|Získat Outlook|Stáhnout Outlook|Odesláno přes|Odesláno aplikací"
            "|Získejte Outlook"
        ),
    ),
    "hu": Signing(
        closing=(
            "Üdvözlettel|Udvozlettel|Tisztelettel|Üdv|Köszönettel|Szép napot|Minden jót|Baráti üdvözlettel"
            "|Szívélyes üdvözlettel"
        ),
        device="Az iPhone-omról|iPhone-omról|Az iPademről|Elküldve az|Elküldve innen|Az Outlook letöltése",
    ),
    "ru": Signing(
        closing=(
            "С уважением|С наилучшими пожеланиями|Всего доброго|Всего наилучшего|С наилучшими|С почтением"
            "|С уважением и благодарностью|Хорошего дня|С приветом|Искренне ваш|Удачного дня"
        ),
        device=(
            "Отправлено с|Отправлено из|Отправлено от|Скачать Outlook|Получить Outlook|Получите Outlook"
            "|Отправлено через"
        ),
    ),
    "uk": Signing(
        closing=(
            "З повагою|З найкращими побажаннями|З пошаною|Всього найкращого|Гарного дня|Щиро ваш|З вітанням"
            "|Щиро Ваш|З найкращими"
        ),
        device="Надіслано з|Відправлено з|Надіслано із|Отримати Outlook|Завантажити Outlook|Надіслано через",
    ),
    "tr": Signing(
        closing=(
            "Saygılarımla|Saygılarımızla|İyi çalışmalar|İyi günler dilerim|Selamlar|Sevgiler|Kolay gelsin|Saygılar"
            "|Saygılarımı sunarım|İyi çalışmalar dilerim|Teşekkürler, iyi çalışmalar|En iyi dileklerimle"
        ),
        device=(
            "iPhone'umdan gönderildi|iPad'imden gönderildi|Outlook'u edinin|Android için Outlook|iOS için Outlook"
            "|Android'den|Cep telefonumdan|Yahoo Mail'den"
        ),
    ),
    "fi": Signing(
        closing=(
            "Ystävällisin terveisin|Terveisin|Yst. terv|Ystävällisesti|T.|Parhain terveisin|Terv|Hyvää päivänjatkoa"
            "|Yt|Yst.terv|Hyvin terveisin|Lämpimin terveisin|Kunnioittavasti|Terveiset"
            "|Parhain terveisin / Best regards"
        ),
        device=(
            "Lähetetty iPhone|Lähetetty Outlook|Lähetetty puhelime|Lähetetty Samsung|Lähetetty Android"
            "|Lähetetty laittee|Lähetetty Windows|Lähetetty minun|Lähetetty mobiili|Lähetin tämän|Hanki Outlook"
            "|Lataa Outlook|Hae Outlook"
        ),
    ),
    "sw": Signing(
        closing=(
            "Wako mwaminifu|Wako katika|Kwa heshima|Wasalaam|Heshima|Salamu|Salaam|Wako|Kila la heri|Siku njema"
            "|Wako wa dhati|Kwa heshima na taadhima|Ahsante na siku njema"
        ),
        device="Imetumwa kutoka|Imetumwa kwa|Ilitumwa kutoka|Pata Outlook",
    ),
    "af": Signing(
        closing=(
            "Met vriendelike groete|Vriendelike groete|Groete|Beste groete|Die uwe|Met groete|Hartlike groete"
            "|Met dank en groete|Groetnis|Vriendelik die uwe|Hoogagtend|Mooi dag|Lekker dag"
        ),
        device="Gestuur vanaf|Gestuur van|Gestuur met|Kry Outlook|Gestuur uit",
    ),
    "ja": Signing(
        closing=(
            "よろしくお願いいたします|よろしくお願い致します|よろしくお願いします|宜しくお願いいたします"
            "|宜しくお願い致します|敬具|以上|何卒よろしくお願いいたします|以上、よろしくお願いいたします"
            "|何卒宜しくお願い致します|草々"
        ),
        device=(
            "iPhoneから送信|iPadから送信|私のiPhoneから|Androidから送信|Yahoo!メール|スマートフォンから"
            "|Galaxyから送信|Android 版 Outlook|iOS 版 Outlook"
        ),
    ),
    "zh": Signing(
        closing=(
            "此致|敬礼|祝好|顺颂商祺|谨启|敬上|此致敬礼|順頌商祺|順祝商祺|祝商祺|此致 敬礼|敬祝|祝工作顺利|顺祝商祺"
            "|祝您工作愉快|祝好！|谨上|商祺"
        ),
        device=(
            "发自我的|從我的|从我的|寄自我的|获取 Outlook|下载 Outlook|取得 Outlook|获取Outlook|从 Windows|发送自"
            "|来自我的|寄自|发自"
        ),
    ),
    "ko": Signing(
        closing=(
            "감사합니다|드림|올림|고맙습니다|안녕히 계세요|수고하세요|좋은 하루 되세요|배상|감사드립니다"
            "|수고하십시오|이만 줄이겠습니다"
        ),
        device=(
            "내 iPhone에서|나의 iPhone에서|iPhone에서 보냄|iPad에서 보냄|Outlook 다운로드|내 갤럭시"
            "|Android용 Outlook|iOS용 Outlook|모바일에서|Gmail 모바일"
        ),
    ),
}
# A device's line that ends like this, whatever it begins with: "Von meinem iPhone gesendet", "iPhone'umdan gönderildi".
DEVICE_ENDS = (
    "gesendet|gesendet.|gönderildi|gönderildi.|傳送|传送|发送|发送的|发送的邮件|送信|에서 보냄|에서 보냈습니다"
    "|에서 전송|edinin|から送信|から送信されました|の iPhone から送信|从我的 iPhone 发送|beziehen|herunterladen"
    "|downloaden"
)
# One of these names stands in a device's line: "Sent from my desk" is a sentence.
DEVICE_NAMES = (
    "phone|iPhon|iPad|iPod|Galaxy|Outlook|Android|mobil|Samsung|Huawei|Xiaomi|OnePlus|Nokia|Sony|HTC|BlackBerry|mail"
    "|E-post|Posteo|Proton|Windows|device|tablet|Gerät|handset|cell|telefon|téléphone|teléfono|móvil|celular"
    "|Surface|Spark|Mailbox|Nine|Tuta|Front|Zoho|Workspace|Boxer|Missive|puhelim|puhelime|телефон|смартфон|Nexus"
    "|Pixel|Mac|Verizon|T-Mobile|laptop|unterwegs|Mobilgerät|apparaat|enhet|dispositivo|appareil|手机|手機|携帯"
    "|スマートフォン|스마트폰|갤럭시|simu|foon"
)
