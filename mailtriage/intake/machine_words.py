"""intake/machine_words.py: what machines write where people write something else, by language.

A subject is a weak sign, so an auto-reply is known by it only when the subject *begins* with one of these and then
ends, or goes on after a colon or dash: "Out of office: until Monday" is a machine, "Out of office phone rings" is not.
"""

from __future__ import annotations

AUTO_REPLY_SUBJECT = {
    "en": "Automatic reply|Auto reply|Auto-reply|Autoreply|Automatic response|Auto response|Auto-response|Autoresponse"
          "|Autoresponder|Automated reply|Automated response|Out of office|Out of the office|Out of office reply"
          "|Out of office autoreply|Out-of-office|Out of office notification|Out of office message|Vacation reply"
          "|Vacation auto-reply|Vacation message|Away message|Away from my mail|I am away|On vacation|On leave|OOO"
          "|Holiday notification|Out of office response|Absence notice",
    "nb": "Automatisk svar|Autosvar|Fravær|Fraværsmelding|Fraværsassistent|Ikke på kontoret|Feriesvar|Bortreist"
          "|Ikke til stede på kontoret|Ikkje på kontoret|Fråvær|Fråværsmelding|Ute av kontoret|På ferie",
    "sv": "Automatiskt svar|Autosvar|Frånvaro|Frånvaromeddelande|Inte på kontoret|Semestersvar|Ej på kontoret"
          "|På semester"
          "|Frånvarande",
    "da": "Automatisk svar|Autosvar|Fraværsbesked|Ikke til stede|Ikke på kontoret|Feriesvar|Fraværsmeddelelse"
          "|Autobesked",
    "de": "Automatische Antwort|Abwesenheitsnotiz|Abwesenheitsnachricht|Abwesenheitsmeldung|Automatische Rückmeldung"
          "|Abwesenheitsassistent|Abwesend|Außer Haus|Nicht im Büro|Abwesenheit|Abwesenheitsbenachrichtigung"
          "|Urlaubsnotiz|Autom. Antwort|Auto-Antwort|Im Urlaub|Automatische Abwesenheitsnotiz",
    "fr": "Réponse automatique|Absence du bureau|Message d'absence|Absent du bureau|Réponse auto|Absent(e) du bureau"
          "|Notification d'absence|En congé|Message automatique|Absence",
    "es": "Respuesta automática|Fuera de la oficina|Fuera de oficina|Respuesta automatica|Ausente de la oficina"
          "|Autorespuesta|De vacaciones|Mensaje automático|Ausencia de la oficina",
    "nl": "Automatisch antwoord|Afwezigheidsbericht|Afwezigheidsmelding|Niet aanwezig|Afwezigheidsassistent|Afwezig"
          "|Automatische reactie|Automatisch bericht",
    "pt": "Resposta automática|Fora do escritório|Ausência temporária|Resposta automatica|Ausente do escritório"
          "|Ausência"
          "|Mensagem automática|De férias",
    "it": "Risposta automatica|Fuori sede|Fuori ufficio|Messaggio automatico|Assenza dall'ufficio|Assente dall'ufficio"
          "|Risponditore automatico|In ferie",
    "fi": "Automaattinen vastaus|Automaattivastaus|Poissa toimistosta|Poissaoloviesti|Poissaoloilmoitus|Lomalla",
    "pl": "Automatyczna odpowiedź|Odpowiedź automatyczna|Autoodpowiedź|Autoresponder|Poza biurem|Nieobecność w biurze"
          "|Nieobecność|Jestem poza biurem",
    "cs": "Automatická odpověď|Odpověď v nepřítomnosti|Mimo kancelář|Nepřítomnost|Nejsem v kanceláři",
    "ru": "Автоматический ответ|Автоответ|Автоответчик|Вне офиса|Отсутствие на рабочем месте|Нет на месте",
    "uk": "Автоматична відповідь|Автовідповідь|Автовідповідач|Поза офісом|Немає на місці",
    "tr": "Otomatik yanıt|Otomatik cevap|Ofis dışında|Ofis dışındayım|İş yeri dışında",
    "sw": "Jibu la otomatiki|Jibu la kiotomatiki|Majibu otomatiki|Nje ya ofisi",
    "af": "Outomatiese antwoord|Outo-antwoord|Uit die kantoor|Buite kantoor",
    "ja": "自動応答|自動返信|不在通知|不在のお知らせ|外出中",
    "zh": "自动答复|自动回复|自動答覆|自動回覆|不在办公室|外出通知|休假通知",
    "ko": "자동 회신|자동 응답|자동회신|자동응답|부재중|부재 중",
    "hu": "Automatikus válasz|Házon kívül|Irodán kívül|Távollét|Távolléti üzenet|Szabadságon vagyok",
    "ro": "Răspuns automat|Raspuns automat|În afara biroului|Absent de la birou|Mesaj automat",
    "el": "Αυτόματη απάντηση|Εκτός γραφείου|Απουσία από το γραφείο|Αυτόματο μήνυμα",
    "sk": "Automatická odpoveď|Mimo kancelárie|Odpoveď v neprítomnosti",
    "hr": "Automatski odgovor|Izvan ureda|Van kancelarije|Аутоматски одговор",
    "sl": "Samodejni odgovor|Avtomatski odgovor|Odsotnost",
    "bg": "Автоматичен отговор|Извън офиса",
    "et": "Automaatvastus|Automaatne vastus|Kontorist väljas",
    "lv": "Automātiska atbilde|Automātiskā atbilde|Ārpus biroja",
    "lt": "Automatinis atsakymas|Automatinis atsakas|Ne biure",
    "ca": "Resposta automàtica|Fora de l'oficina",
    "he": "תשובה אוטומטית|מענה אוטומטי|מחוץ למשרד",
    "ar": "رد تلقائي|الرد التلقائي|خارج المكتب",
    "th": "ตอบกลับอัตโนมัติ|การตอบกลับอัตโนมัติ",
    "vi": "Trả lời tự động|Thư trả lời tự động",
    "id": "Balasan otomatis|Balas otomatis|Jawaban otomatis|Di luar kantor",
}
# What the absent write about themselves, as patterns. Not "out of office" alone: people ask how to set it.
ABSENT = {
    "en": r"I(?:['\u2019]m| am| will be|['\u2019]ll be)(?: currently| now)?"
          r" (?:away|absent|out of|out until|on (?:\w+ )?(?:leave|vacation|holiday))"
          r"|(?:limited|no) access to (?:my )?e-?mail|(?:back|return) (?:in|to) the office"
          r"|this is an automat(?:ic|ed) (?:reply|response|message)|currently (?:out of|not in) the office"
          r"|I am out(?=[.!]?\s*\Z)",
    "nb": r"jeg er (?:ute av|ikke på|på ferie|borte|fraværende|bortreist)|jeg har (?:ferie|permisjon)"
          r"|eg (?:er på|har) ferie|er tilbake (?:på kontoret|den|igjen|\w+dag)"
          r"|dette er (?:et automatisk|en automatisk)|leser ikke e-?post",
    "sv": r"jag är (?:inte på|på semester|borta|ledig|frånvarande)|jag har semester|åter på kontoret"
          r"|är tillbaka (?:den|igen|\w+dag)",
    "da": r"jeg er (?:på ferie|ikke på|fraværende)|jeg (?:har|holder) ferie|er tilbage (?:den|igen|på kontoret|\w+dag)",
    "de": r"ich bin (?:\S+ ){0,3}(?:nicht im|abwesend|im urlaub|außer haus|nicht erreichbar|wieder|nicht da)"
          r"|nicht im büro"
          r"|dies ist eine automatische",
    "fr": r"je (?:suis|serai) (?:\S+ )?(?:absente?|en cong|en vacances|hors du bureau)|de retour (?:le|au)"
          r"|réponse automatique",
    "es": r"(?:estoy|estaré) (?:fuera|de vacaciones|ausente)|respuesta automática|me encuentro fuera",
    "nl": r"ik ben (?:\S+ ){0,2}(?:afwezig|niet aanwezig|met vakantie|op vakantie|weer)",
    "pt": r"(?:estou|estarei) (?:fora|ausente|de férias)|resposta automática",
    "it": r"(?:sono|sarò) (?:fuori|assente|in ferie|in vacanza)|risposta automatica",
    "fi": r"olen (?:lomalla|poissa|matkoilla)|palaan (?:töihin|toimistolle|takaisin)|automaattinen vastaus",
    "pl": r"jestem (?:\S+ )?(?:nieobecn|poza biurem|na urlopie)|przebywam (?:\S+ )?na urlopie|wracam (?:do|dnia)"
          r"|automatyczna odpowiedź|autoresponder",
    "cs": r"(?:jsem|budu) (?:\S+ )?(?:mimo kancelář|na dovolené|nepřítom)|nejsem v kanceláři|automatická odpověď",
    "ru": r"(?:я )?(?:нахожусь|буду) (?:\S+ )?(?:в отпуске|в командировке|вне офиса)|меня (?:не будет|нет) (?:на|в)"
          r"|я (?:сейчас |уже |пока )?(?:в отпуске|в командировке|вне офиса)"
          r"|автоматический ответ",
    "uk": r"(?:я )?(?:перебуваю|буду) (?:\S+ )?(?:у відпустці|у відрядженні|поза офісом)"
          r"|я (?:зараз |вже )?(?:у відпустці|в відпустці|у відрядженні|поза офісом)|мене не буде (?:на|в)"
          r"|автоматична відповідь",
    "tr": r"(?:ofis|iş yeri) dışındayım|izindeyim|izinde olacağım|otomatik (?:yanıt|cevap)",
    "sw": r"(?:niko|nipo|nitakuwa) (?:likizo|nje ya ofisi|mbali)",
    "af": r"ek is (?:\S+ ){0,2}(?:met verlof|uit (?:die )?kantoor|nie op kantoor|weg|afwesig|op vakansie)",
    "ja": r"不在(?:に|と)し?(?:て|な)|休暇を?(?:いただ|取得)|自動(?:返信|応答)(?:メール)?(?:です|で)|出張中",
    "zh": r"(?:我|本人)?(?:正在|目前)?(?:休假|出差|外出|不在办公室|不在辦公室)|自动(?:回复|答复)|自動(?:回覆|答覆)",
    "ko": r"부재\s?중입니다|휴가\s?중|출장\s?중|자동\s?(?:회신|응답)",
    "hu": r"(?:szabadságon|házon kívül|irodán kívül) (?:vagyok|leszek)|nem vagyok (?:az irodában|elérhető)"
          r"|automatikus válasz",
    "ro": r"(?:sunt|voi fi|mă aflu) (?:\S+ )?(?:în concediu|plecat|absent|în afara biroului)|nu sunt (?:la|în) birou"
          r"|răspuns automat",
    "el": r"(?:είμαι|βρίσκομαι) (?:\S+ )?(?:σε άδεια|εκτός γραφείου)|απουσιάζω|αυτόματη απάντηση",
    "sk": r"(?:som|budem) (?:\S+ )?(?:mimo kancelárie|na dovolenke|neprítomn)|automatická odpoveď",
    "hr": r"na godišnjem (?:sam )?odmoru|nisam u (?:uredu|kancelariji)|automatski odgovor",
    "sl": r"(?:sem|bom) (?:\S+ )?(?:na dopustu|odsot)|samodejni odgovor",
    "bg": r"в отпуск съм|отсъствам|извън офиса съм|автоматичен отговор",
    "et": r"olen (?:\S+ )?(?:puhkusel|kontorist|eemal)|automaatne vastus",
    "lv": r"(?:esmu|būšu) (?:\S+ )?(?:atvaļinājumā|prombūtnē)|automātisk[aā] atbilde",
    "lt": r"atostogauju|(?:esu|būsiu) (?:\S+ )?(?:atostogose|išvykęs)|automatinis atsakymas",
    "ca": r"(?:estic|estaré) (?:\S+ )?(?:fora|de vacances)|resposta automàtica",
    "he": r"אני (?:\S+ )?(?:בחופש|בחופשה|מחוץ למשרד)|אינני במשרד|תשובה אוטומטית|מענה אוטומטי",
    "ar": r"(?:أنا|سأكون) (?:\S+ )?(?:خارج المكتب|في إجازة)|رد تلقائي",
    "th": r"ไม่อยู่ที่(?:สำนักงาน|ออฟฟิศ)|ลาพักร้อน|ตอบกลับอัตโนมัติ",
    "vi": r"tôi (?:\S+ ){0,2}(?:nghỉ phép|vắng mặt)|trả lời tự động",
    "id": r"(?:saya|kami) (?:\S+ ){0,2}(?:cuti|di luar kantor)|balasan otomatis",
}
# Read and not-read receipts that come as ordinary mail: the subject begins so, and the text says it.
RECEIPT_SUBJECT = (
    "Read|Not read|Read receipt|Return receipt|Return Receipt (displayed)|Lest|Ikke lest|Lesekvittering|Läst"
    "|Läskvitto|Læst"
    "|Kvittering for læsning|Gelesen|Ungelesen|Lesebestätigung|Empfangsbestätigung (angezeigt)|Lu|Non lu"
    "|Accusé de lecture"
    "|Leído|No leído|Confirmación de lectura|Gelezen|Leesbevestiging|Letto|Non letto|Conferma di lettura"
    "|Ricevuta di ritorno"
    "|Lida|Confirmação de leitura|Luettu|Lukukuittaus|Przeczytano|Przeczytane|Potwierdzenie odczytu|Přečteno"
    "|Potvrzení o přečtení|Прочитано|Прочтено|Уведомление о прочтении|Okundu|Okundu bilgisi|開封済み|開封確認|已读"
    "|已讀|读|읽음"
)
RECEIPT_TEXT = (
    "was read on|was displayed on|has been read|return receipt for the mail|this receipt|was deleted without being read"
    "|ble lest|er lest|lästes|har lästs|blev læst|wurde gelesen|gelesen am|angezeigt wurde|a été lu|fue leído"
    "|ha sido leído"
    "|is gelezen|werd gelezen|è stato letto|foi lida|foi lido|luettiin|został odczytan|została odczytan|przeczytan"
    "|byla přečtena|прочитано|было прочитано|okundu|開封されました|已被阅读|已于|읽었습니다"
)
# What calendars write below an answer to an invitation; an answer with other words than these holds a person's.
CALENDAR_TEXT = (
    "invitation|invitación|invitasjon|inbjudan|indbydelse|invitasjonen|einladung|uitnodiging|invito|convite|kutsu|zaproszeni"
    "|pozvánk"
    "|приглашени|запрошенн|davet|招待|邀请|邀請|초대|calendar.google|google calendar|meeting request|when:|wann:"
    "|quand|når:"
    "|när:|hvornår:|cuándo:|wanneer:|quando:|kiedy:|kdy:|когда:|ne zaman:|日時|时间:|has accepted|has declined"
)
# Software that wants the sender to prove that he is a person before his mail is shown.
CHALLENGE = (
    "confirm that you sent|confirm you sent|please confirm your message|confirm your e-mail"
    "|confirm your email address by"
    "|is being held|awaiting your confirmation|awaiting confirmation|waiting for your confirmation|verify that you are"
    "|verify your address|prove that you are|prove you are human|one-time confirmation|release your message"
    "|approved senders|allowed list|senders I have approved|added to my whitelist|guest list|sender verification"
    "|challenge"
    "|anti-spam system"
    "|bestätigen sie, dass sie|absender bestätigen|confirmez que vous|подтвердите, что"
    "|confirme que você|confirme o envio|confirme seu e-mail|sua mensagem foi bloqueada|a sua mensagem foi bloqueada"
    "|liberar sua mensagem|libertar a sua mensagem|remetente autorizado|remetentes autorizados"
    "|confirme que usted|su mensaje ha sido retenido|confermi di aver"
)
# What a filter that bears its name in From says of a mail it keeps.
HELD = (
    "has been held|is being held|was held|has been blocked|is waiting|awaiting|foi bloquead|foi retid|está retid"
    "|para liberar"
    "|para libertar|ha sido retenid|ha sido bloquead|wurde zurückgehalten|wird zurückgehalten|a été bloqué|a été retenu"
    "|è stato bloccat|è stata bloccat|is tegengehouden|tira-teima|задержано|заблокировано"
)
CHALLENGE_HEADERS = (
    "x-tmda-", "x-spamarrest", "x-boxbe", "x-mailblocks", "x-qconfirm", "x-ask-", "x-choicemail", "x-challenge",
    "x-bluebottle-",
    "x-cr-hashedpuzzle-request",
)
# Headers of trackers, schedulers and monitors, by how they begin; nobody's mail program writes them.
MONITOR_HEADERS = (
    "x-cron-env", "x-nagios", "x-icinga", "x-zabbix", "x-github-", "x-gitlab-", "x-jira-", "x-bugzilla-", "x-jenkins",
    "x-gerrit-", "x-phabricator-", "x-sentry-", "x-pagerduty", "x-grafana", "x-prtg", "x-monit-",
    "x-servicenow-generated",
    "x-mantis-", "x-trac-", "x-opsgenie", "x-redmine-", "x-youtrack", "x-bitbucket-", "x-travis-", "x-circleci",
)
# Programs that are nobody's name: what comes from them and answers nothing is theirs.
MONITOR_SENDER = (
    "nagios|nagiosxi|icinga|icinga2|zabbix|munin|monit|prtg|grafana|alertmanager|prometheus|checkmk|check_mk|librenms"
    "|observium|smokeping|logwatch|fail2ban|mdadm|smartd|apcupsd|sensu|pingdom|uptimerobot|cron|crond|anacron|jenkins"
    "|bugzilla|bugzilla-daemon|sonarqube|sentry|opsgenie|pagerduty|netdata|icinga-web|backuppc|bacula|veeam"
)
# People share these; a monitor's subject is needed besides.
MONITOR_ROLE = (
    "root|alert|alerts|alarm|alarms|monitor|monitoring|notification|notifications|notify|backup|jira|gitlab|github"
)
MONITOR_SUBJECT = (
    r"\*\* ?(?:PROBLEM|RECOVERY|ACKNOWLEDGEMENT|FLAPPING|DOWNTIME)", r"(?:PROBLEM|RECOVERY|RESOLVED) (?:Service"
    r"|Host)\b",
    r"\[(?:FIRING|RESOLVED|PROBLEM|RECOVERY|OK|CRITICAL|WARNING)(?::\d+)?\]", r"(?:Cron|Anacron job) ?[<']",
    r"Logwatch for ", r"SMART error ", r"\w*DegradedArray event", r"\[Fail2Ban\]", r"Monitor is (?:UP|DOWN)",
    r"(?:Host|Service) .{1,60}\b(?:UP|DOWN|CRITICAL|WARNING|UNREACHABLE|UNKNOWN)\b", r"\[?JIRA\]|\[Jira\]",
    r"unattended-upgrades result", r"\*\*\* SECURITY information for", r"Build (?:failed|succeeded|fixed|broken)\b",
    r"\w+ (?:backup|Backup) (?:report|job|completed|failed|successful)",
)
# Services that send for mailing departments, by their headers.
MAILING_HEADERS = (
    "x-mailchimp", "x-mc-user", "x-campaign", "x-cmail", "x-createsend", "x-mailer-lid", "x-sfmc", "x-mkto", "x-elq",
    "x-klaviyo", "x-csa-complaints", "x-mailjet-campaign", "x-sib-id", "x-newsletter", "x-listmember",
    "x-hubspot-campaign",
)
MAILING_SENDER = (
    "news|newsletter|newsletters|nyhetsbrev|nyhedsbrev|mailing|mailings|marketing|campaign|campaigns|offers|digest"
)
NO_SUBJECT = frozenset(("", "no subject", "none", "ingen emne", "intet emne", "uten emne", "inget ämne", "kein betreff",
                        "sans objet", "geen onderwerp", "sin asunto", "ei aihetta", "brak tematu", "без темы",
                        "件名なし"))
# Local parts of senders that take no answers (RFC 3834 2, RFC 2142).
# Nobody writes from these: whatever comes is a report.
DAEMON = (
    "mailer-daemon|mailerdaemon|mailer_daemon|mail-daemon|maildaemon|mdaemon|mail-delivery-subsystem"
    "|mail-delivery-system|mail.delivery.system|double-bounce"
)
# People write from these too; a report needs words besides.
DAEMON_OR_PERSON = "postmaster|mail-delivery|bounce|bounces|mailer|ndr|mailsystem|post_master|postmaster2|mailadmin"
# Departments that send complaints of large providers, which are no reports by their form.
COMPLAINT_SENDER = "staff|abuse|complaints|complaint|fbl|feedback|feedbackloop|scomp|spam-report|junkmail"
COMPLAINT_SUBJECT = (
    "complaint about message from|email feedback report|e-mail abuse report|email abuse report|abuse report|spam report"
    "|fw: email complaint|fbl report"
)
NO_REPLY = (
    "no-reply|noreply|no_reply|no.reply|donotreply|do-not-reply|do_not_reply|do.not.reply|dont-reply|dontreply"
    "|not-reply|ikke-svar|ikkesvar|nicht-antworten|keine-antwort|ne-pas-repondre|nepasrepondre|no-responder"
    "|listserv|majordomo"
)
