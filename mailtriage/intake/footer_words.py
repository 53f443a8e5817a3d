"""intake/footer_words.py: what lawyers, lists, virus scanners and gateways put under and over a mail, by language.

Alternatives are separated by `|`; signatures.py makes patterns of them, all languages together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Footers:
    """A legal footer has one of `private` and one of `misdirected`; `footer` begins a paragraph nobody wrote by
    hand."""

    private: str
    misdirected: str
    footer: str


LANGUAGES = {
    "en": Footers(
        private="confidential|privileged|legally protected|private information|proprietary information",
        misdirected=(
            "intended recipient|intended solely|intended only|in error|named addressee|delete it|delete this"
            "|the addressee|named above|strictly prohibited|whom it is addressed|whom they are addressed"
            "|for whom it is intended"
        ),
        footer=(
            "To unsubscribe|Unsubscribe|You received this message because you are subscribed|You are receiving this"
            "|Please consider the environment|Think before you print|Consider the environment|Virus-free"
            "|This email has been checked for viruses|This e-mail has been checked for viruses"
            "|This email was scanned|This message has been scanned|Scanned by|No virus found|To stop receiving"
            "|To view this discussion|View this email in your browser|You can unsubscribe|Manage your subscription"
            "|This e-mail was scanned|Before printing|Save a tree|Please do not print|Mute this topic"
            "|Visit topic or reply|To mute this|Reply to this email directly|You are subscribed to"
            "|For more options, visit this group"
        ),
    ),
    "nb": Footers(
        private="konfidensiell|fortrolig|taushetsbelagt|konfidensielle",
        misdirected="feil mottaker|ved en feil|rette mottaker|kun for|slett|feilaktig|tiltenkt|bare for den",
        footer=(
            "Tenk på miljøet|Tenk miljø|Av hensyn til miljøet|Meld deg av|Avmeld"
            "|Denne e-posten er sjekket for virus|Virusfri|Denne e-posten ble sjekket for virus|Du mottar denne"
            "|Du får denne e-posten fordi|Ta hensyn til miljøet"
        ),
    ),
    "nn": Footers(
        private="konfidensiell|fortruleg|teieplikt",
        misdirected="feil mottakar|ved ein feil|rett mottakar|slett",
        footer="Tenk på miljøet|Meld deg av|Du får denne e-posten fordi",
    ),
    "sv": Footers(
        private="konfidentiell|konfidentiella|sekretess|förtrolig",
        misdirected="avsedd för|av misstag|fel mottagare|avsedda mottagaren|radera|raderas",
        footer="Tänk på miljön|Avprenumerera|Virusfri|Innan du skriver ut|Du får detta mejl|Du får det här mejlet",
    ),
    "da": Footers(
        private="fortrolig|fortrolige|konfidentiel",
        misdirected="ved en fejl|rette modtager|tiltænkt|beregnet for|slette|fejlagtigt",
        footer="Tænk på miljøet|Tænk på naturen|Afmeld|Virusfri|Du modtager denne",
    ),
    "de": Footers(
        private="vertrauliche|vertraulich|rechtlich geschützte",
        misdirected=(
            "richtige adressat|irrtümlich|bestimmungsgemäße|vernichten|bestimmten empfänger|löschen"
            "|nicht der vorgesehene|adressaten|beabsichtigte empfänger|nicht gestattet"
        ),
        footer=(
            "Bitte denken Sie an die Umwelt|Denken Sie an die Umwelt|Bitte prüfen Sie, ob|Abmelden"
            "|Newsletter abbestellen|Virenfrei|Diese E-Mail wurde von Avast|Diese E-Mail wurde auf Viren"
            "|Sie erhalten diese|Schützen Sie die Umwelt|Der Umwelt zuliebe|Bitte schonen Sie die Umwelt|Virenfrei."
        ),
    ),
    "fr": Footers(
        private="confidentiel|confidentiels|confidentielles|confidentielle",
        misdirected="par erreur|destinataire|destinataires|détruire|le supprimer",
        footer=(
            "Pensez à l'environnement|Avant d'imprimer|Se désabonner|Sans virus|Garanti sans virus"
            "|L'absence de virus|Vous recevez ce|N'imprimez ce|Désinscription"
        ),
    ),
    "es": Footers(
        private="confidencial|confidenciales|privilegiada",
        misdirected="por error|destinatario|destinatarios|eliminarlo|eliminelo|se ruega",
        footer=(
            "Antes de imprimir|Piense en el medio ambiente|Libre de virus|Darse de baja|Cancelar suscripción"
            "|Recibe este|Este correo electrónico ha sido comprobado|Cuidemos el medio"
        ),
    ),
    "pt": Footers(
        private="confidencial|confidenciais|sigilosa",
        misdirected="por engano|por erro|destinatário|destinatários|indevidamente|eliminá-la|apague",
        footer=(
            "Antes de imprimir|Pense no meio ambiente|Livre de vírus|Cancelar inscrição|Não contém vírus"
            "|Este email foi escaneado|Recebeu este"
        ),
    ),
    "it": Footers(
        private="riservate|riservato|confidenziali|confidenziale|riservata",
        misdirected="per errore|destinatario|destinatari|distruggerlo|cancellarlo|distruggere",
        footer=(
            "Prima di stampare|Rispetta l'ambiente|Privo di virus|Annulla iscrizione|Mail priva di virus"
            "|Ricevi questa|Pensa all'ambiente|Questa e-mail è stata controllata"
        ),
    ),
    "nl": Footers(
        private="vertrouwelijk|vertrouwelijke",
        misdirected="abusievelijk|ten onrechte|geadresseerde|bestemd voor|verwijderen|per vergissing|vernietigen",
        footer=(
            "Denk aan het milieu|Afmelden|Virusvrij|Denk aan het milieu voordat|U ontvangt deze|Uitschrijven"
            "|Deze e-mail is gecontroleerd"
        ),
    ),
    "pl": Footers(
        private="poufne|poufna|poufny|poufnych",
        misdirected="przez pomyłkę|adresatem|adresata|omyłkowo|usunięcie|usunąć",
        footer=(
            "Zanim wydrukujesz|Pomyśl o środowisku|Wypisz się|Wolny od wirusów|Otrzymujesz tę"
            "|Zrezygnuj z subskrypcji"
        ),
    ),
    "cs": Footers(
        private="důvěrné|důvěrná|důvěrný",
        misdirected="omylem|adresátem|adresáta|určena pouze|určen pouze|smažte|smazat",
        footer=(
            "Myslete na životní prostředí|Než vytisknete|Odhlásit|Bez virů|Tato zpráva byla zkontrolována|Šetřete"
        ),
    ),
    "hu": Footers(
        private="bizalmas|titkos",
        misdirected="tévedésből|címzettje|címzettnek|törölje",
        footer="Gondoljon a környezetre|Mielőtt kinyomtatja|Leiratkozás|Vírusmentes|Kérjük, védje a környezetet",
    ),
    "ru": Footers(
        private="конфиденциальн",
        misdirected="по ошибке|ошибочно|адресат|предназначен|удалите|удалить",
        footer=(
            "Подумайте об окружающей среде|Отписаться|Без вирусов|Прежде чем распечатать|Вы получили это"
            "|Проверено на вирусы"
        ),
    ),
    "uk": Footers(
        private="конфіденційн",
        misdirected="помилково|адресат|призначен|видаліть",
        footer="Відписатися|Без вірусів|Подумайте про довкілля|Ви отримали це",
    ),
    "tr": Footers(
        private="gizli|gizlidir|gizlilik",
        misdirected="yanlışlıkla|alıcısı|muhatabı|siliniz|hedeflenen",
        footer="Yazdırmadan önce|Çevreyi düşünün|Abonelikten çık|Virüs bulunmuyor|Virüssüz|Bu e-postayı alıyorsunuz",
    ),
    "fi": Footers(
        private="luottamuksellinen|luottamuksellisia|luottamuksellista",
        misdirected="virheellisesti|vastaanottajalle|erehdyksessä|tuhoamaan|vahingossa|poista",
        footer="Ajattele ympäristöä|Peruuta tilaus|Virukseton|Ei viruksia|Ennen kuin tulostat|Saat tämän",
    ),
    "sw": Footers(
        private="siri|usiri",
        misdirected="kwa makosa|mlengwa|kimakosa|futa",
        footer="Jiondoe|Fikiria mazingira|Umepokea barua",
    ),
    "af": Footers(
        private="vertroulik|vertroulike",
        misdirected="per abuis|geadresseerde|bedoel vir|verkeerdelik|uitvee",
        footer="Dink aan die omgewing|Teken uit|Virusvry|U ontvang hierdie",
    ),
    "ja": Footers(
        private="機密|秘密",
        misdirected="誤って|受信者|宛先|削除",
        footer="印刷する前に|配信停止|ウイルスフリー|ウイルスチェック",
    ),
    "zh": Footers(
        private="保密|机密|機密|保密信息",
        misdirected="误收|誤收|收件人|删除|刪除|错误",
        footer="请在打印|退订|取消订阅|无病毒|取消訂閱|请考虑环境|不含病毒",
    ),
    "ko": Footers(
        private="기밀|비밀",
        misdirected="잘못 수신|수신자|수신인|삭제",
        footer="인쇄하기 전|수신거부|바이러스 없음|구독 취소",
    ),
}
# Headings of legal footers.
LEGAL_HEADING = (
    "Disclaimer|Confidentiality notice|Confidential|Confidentiality|Privileged and confidential|Privacy notice"
    "|Legal notice|Legal disclaimer|Important notice|Confidentiality note|Email disclaimer|E-mail disclaimer"
    "|Vertraulichkeitshinweis|Wichtiger Hinweis|Rechtlicher Hinweis|Avis de confidentialité|Aviso legal"
    "|Aviso de confidencialidad|Aviso de confidencialidade|Avviso di riservatezza|Informativa privacy"
    "|Fortrolighetserklæring|Konfidensialitet|Sekretess|Fortrolighed|Vertrouwelijkheid|Klauzula poufności|Důvěrnost"
    "|Конфиденциальность|Vrywaring|Gizlilik|Luottamuksellisuus|Viktig informasjon|Ansvarsfraskrivelse"
    "|Privileged/Confidential Information|免责声明|保密声明|면책 조항|機密保持"
)
# What a gateway puts above a mail from outside,
BANNER = (
    "CAUTION|WARNING|EXTERNAL|EXTERNAL EMAIL|EXTERNAL SENDER|External email|This email originated from outside"
    "|This message originated from outside|This message came from outside|EKSTERN|ADVARSEL|OBS|VARNING|ACHTUNG"
    "|EXTERN|Diese E-Mail kommt von|Denne e-posten kommer fra|Denne e-posten er sendt fra|ATTENTION"
    "|You don't often get email from|You don’t often get email from|Du får ikke ofte e-post fra"
    "|Sie erhalten nicht oft|Some people who received this message|U ontvangt niet vaak|Vous n’obtenez pas souvent"
    "|Vous ne recevez pas souvent|Du får inte ofta e-post|Du modtager ikke ofte"
)
# and words one of which stands in that banner.
BANNER_SAYS = (
    "outside|external sender|external|do not click|don't click|learn why this is important"
    "|aka.ms/LearnAboutSenderIdentification|utenfor|ekstern|klikk ikke|ikke klikk|ikke åpne|außerhalb|extern"
    "|klicken sie|utanför|klicka inte|extérieur|externe|ne cliquez|buiten|uden for|klik ikke|klik niet|fuera de"
    "|externo"
)
