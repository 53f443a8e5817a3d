"""intake/bounce_words.py: how mail servers word their reports, by language.

A subject counts most when it *begins* with one of these: people put "Fwd:" or "Re:" before it. The words of a report
are looked for in its text only; alone they prove nothing, because people write them too (intake/reports.py).
Who writes so: Postfix, Exim, Sendmail, qmail, courier, Exchange and Microsoft 365, Gmail, Yahoo, Domino, GroupWise,
IMail, MDaemon, MailEnable, Kerio, Mimecast, Proofpoint, PowerMTA, SES, SendGrid, GMX, T-Online, mail.ru, Yandex, QQ.
"""

from __future__ import annotations

SUBJECT = {
    "en": "undeliver|delivery status notification|delivery status|delivery failure|delivery_failure|delivery has failed"
          "|delivery report|delivery notification|delivery problem|failure notice|failed delivery|failed mail"
          "|failure delivery|returned mail|mail returned|mail delivery|mail failure|mail system error"
          "|message not delivered"
          "|message delivery|email delivery failure|e-mail delivery failure|could not be delivered"
          "|couldn't be delivered"
          "|not delivered|delivery delayed|delayed mail|warning: message|warning: could not|warning: e-mail"
          "|message you sent blocked|message frozen|message status|non-delivery|nondeliverable|non-deliverable"
          "|unable to deliver|error sending your mail|permanent delivery failure|notice: mail delivery|bounced mail"
          "|[bounce]|rejected mail|rejected:|delivery error|delivery incomplete|delivery to the following"
          "|problem delivering|mail not delivered|mail could not",
    "nb": "kan ikke leveres|kunne ikke leveres|kunne ikkje leverast|leveringsfeil|ikke levert|kan ikkje leverast",
    "sv": "olevererbart|kunde inte levereras|går inte att leverera|ej levererat|gick inte att leverera"
          "|kan inte levereras",
    "da": "kan ikke leveres|kunne ikke leveres|ikke leveret|uleveret|leveringsfejl",
    "de": "unzustellbar|nicht zustellbar|zustellung fehlgeschlagen|nicht zugestellt|zustellfehler|zustellungsfehler"
          "|nachricht nicht zugestellt|mail-zustellung",
    "fr": "non remis|non-remis|non_remis|échec de la remise|non distribuable|non délivré|échec de remise"
          "|notification d'échec|message non distribué|échec d'envoi|impossible de remettre",
    "es": "no se puede entregar|no entregado|no se pudo entregar|error de entrega|mensaje no entregado"
          "|fallo en la entrega"
          "|correo devuelto",
    "nl": "onbestelbaar|niet bezorgd|niet bestelbaar|kan niet worden bezorgd|aflevering mislukt",
    "it": "mancato recapito|non recapitabile|impossibile recapitare|mancata consegna|non consegnato",
    "pt": "não entregue|não foi possível entregar|não é possível entregar|falha na entrega|não entregável"
          "|devolução de e-mail|não pôde ser entregue",
    "fi": "ei voi toimittaa|toimittaminen epäonnistui|ei voitu toimittaa|toimitus epäonnistui",
    "pl": "niedostarczon|nie można dostarczyć|nie dostarczono|zwrot wiadomości|nie dostarczona|niedoręczon",
    "cs": "nedoručiteln|nedoručen|nelze doručit|vrácená zpráva",
    "ru": "не доставлен|недоставлен|не удалось доставить|сообщение о недоставке|невозможно доставить|возврат письма",
    "uk": "не доставлено|недоставлен|не вдалося доставити",
    "tr": "teslim edilemedi|iletilemedi|gönderilemedi|teslim edilemeyen",
    "af": "kon nie afgelewer word|onaflewerbaar",
    "sw": "haikuweza kuwasilishwa|haikufika",
    "ja": "メールエラー|エラー通知|メール配信に失敗|配信不能|配信できません|配信に失敗|送信できません|届けられません"
          "|未配信|配達不能",
    "zh": "退信|无法投递|未送达|無法傳遞|无法送达|投递失败|傳遞失敗|未传递",
    "ko": "배달되지 않음|전송 실패|배달할 수 없|발송 실패|배달 실패",
}
# What a report says to the person whose mail came back.
TEXT = {
    "en": "could not be delivered|couldn't be delivered|cannot be delivered|can't be delivered|was not delivered"
          "|wasn't delivered|not able to be delivered|unable to deliver|could not deliver|undeliverable|undelivered"
          "|delivery failed|delivery has failed|failed permanently|permanent error|permanent fatal error|fatal error"
          "|following address|following recipient|failed recipient|user unknown|unknown user|no such user"
          "|did not reach|delivery problem|delivery error|mailbox unavailable|message not delivered|non-delivery report"
          "|not been delivered|non-deliverable|transcript of session|invalid final delivery|delivery attempts"
          "|could not be sent|rejected recipient|failed delivery|returned to sender|problems delivering"
          "|error has occurred while attempting to deliver|message was rejected|failed with the following"
          "|affected recipient|mailer-daemon|the mail system|has been rejected|attempted recipient"
          "|rejected your message|your message wasn't|couldn't deliver|error while attempting to deliver"
          "|has been postponed",
    "nb": "kunne ikke leveres|kan ikke leveres|ble ikke levert|kunne ikkje leverast|levering mislyktes",
    "sv": "kunde inte levereras|gick inte att leverera|levererades inte|leveransen misslyckades",
    "da": "kunne ikke leveres|blev ikke leveret|levering mislykkedes",
    "de": "konnte nicht zugestellt|nicht zugestellt werden|unzustellbar|zustellung fehlgeschlagen|empfänger unbekannt"
          "|übermittlung fehlgeschlagen|fehler beim zustellen|nicht erreicht",
    "fr": "n'a pas pu être remis|n'a pas pu etre|n'ont pas pu être|échec de la remise|non remis|impossible de remettre"
          "|n'a pas été remis|n'a pu être délivré|n'a pas pu être délivré",
    "es": "no se pudo entregar|no se ha podido entregar|no pudo ser entregado|error de entrega"
          "|no ha podido ser entregado",
    "nl": "kon niet worden bezorgd|kan niet worden bezorgd|niet worden afgeleverd|bezorging is mislukt",
    "it": "non è stato possibile recapitare|impossibile recapitare|non è stato recapitato|recapito non riuscito"
          "|non è stato consegnato",
    "pt": "não pôde ser entregue|não foi possível entregar|não foi entregue|falha na entrega",
    "fi": "ei voitu toimittaa|ei voi toimittaa|toimitus epäonnistui",
    "pl": "nie mogła zostać dostarczona|nie można dostarczyć|nie została dostarczona|nie dostarczono",
    "cs": "nelze doručit|nebylo možné doručit|nebyla doručena|nepodařilo se doručit",
    "ru": "не может быть доставлен|не удалось доставить|не было доставлено|не доставлено|не может быть"
          "|невозможно доставить",
    "uk": "не вдалося доставити|не може бути доставлен|не доставлено",
    "tr": "teslim edilemedi|iletilemedi|teslim edilemiyor",
    "ja": "配信できませんでした|配信できません|配信に失敗|送信に失敗|届けられません|送信できません",
    "zh": "无法投递|退信|无法送达|無法傳遞|投递失败|未能送达|不能到达|被退回",
    "ko": "배달할 수 없|배달하지 못|전송하지 못|전송 실패",
}
# A mailbox's own filter, in a notification that has the form of a receipt (Sieve's reject).
REJECTED = (
    "automatically rejected|was rejected|has been rejected|was refused|has been refused|quota exceeded|over quota"
    "|mailbox is full|mailbox full|rejected your message"
)
# Not yet: the server goes on trying. Counts when nothing in the report says that it gave up.
DELAY = (
    "delayed|has been delayed|still trying|still being retried|will be retried|keep trying|continue trying"
    "|will continue to be|not yet been delivered|has not been delivered yet|warning message only"
    "|temporary failure report"
    "|do not need to resend|don't need to resend|no action is required|still undelivered|will retry"
    "|message will be retried|postponed"
    "|forsinket|försenat|verzögert|retardé|retrasado|vertraagd|in ritardo|atrasad|opóźnion|zpožděn|задержан|gecikti"
    "|延迟|지연"
)
# The server says that it tries on: counts against all words of failure but those of LAST.
TRIES_ON = (
    "attempts will continue|will continue to try|will continue trying|will continue to attempt|will keep trying"
    "|still trying|still being retried|continue to be made for"
)
LAST = (
    "failed permanently|permanent error|permanent fatal|permanent failure|given up|giving up|will not be retried"
    "|will not continue|no further"
)
GIVEN_UP = (
    f"{LAST}|could not be delivered|couldn't be delivered|unable to deliver your message to|was not delivered"
    "|returned to sender|no such user|user unknown|unknown user|delivery failed|undeliverable|did not reach"
)
DELIVERED = (
    "successfully delivered|was delivered to|has been delivered to|successfully relayed|has been successfully"
    "|relayed (dsn)"
    "|delivered (dsn)|delivery to the following recipients succeeded"
)
# Names in From, of machines whose address says nothing.
SENDER_NAME = (
    "mail delivery|mail deliver|mailer-daemon|mailer daemon|maildaemon|postmaster|content-filter at|interscan"
    "|mail administrator|delivery subsystem|internet mail delivery|mail system|courier mail server|smtp server"
    "|e-mail gateway"
)
# Headers that only a machine's report bears.
HEADERS = (
    "x-failed-recipients", "x-ms-exchange-message-is-ndr", "x-dsncontext", "x-report-type", "x-mx-bounce",
    "x-ms-embedded-report", "x-bounceio-id", "x-ahmailid", "x-mimecast-originator", "x-sef-processed",
)
# The line after which a report copies the mail that came back. No \s: over blank lines it would be quadratic.
COPY = (
    r"[ \t\u00a0>*=_]{0,40}-{2,} ?.{0,60}(?:copy of|original (?:message|mail)|returned (?:message|mail)|unsent message"
    r"|message header"
    r"|below this line|message follows|copy follows|ursprüngliche|mensaje original|message d.origine)",
    r"[ \t\u00a0>*]{0,40}(?:original (?:message|mail) (?:follows|as |headers?\b)|original mail as follows"
    r"|included is a copy"
    r"|below is a copy|your message reads|a copy of the (?:original|message)|the attachment contains the original"
    r"|(?:this is|here is|here's) a copy"
    r"|the first \d{1,5} (?:lines|bytes) of (?:your|the) (?:original )?(?:message|mail)"
    r"|original headers|returned (?:message|mail) follows|old message:"
    r"|the header and top"
    r"|the (?:message|mail) (?:header|text) follows|original message as received|kopie der (?:nachricht|e-?mail))",
    r"[ \t\u00a0>*]{0,40}(?:en-t[êe]tes de message d.origine|intestazioni originali|ursprüngliche nachrichtenkopf"
    r"|encabezados (?:de|del)"
    r" mensaje original|oorspronkelijke berichtkop|cabeçalhos (?:da|originais)|opprinnelige meldingshode"
    r"|ursprungliga meddelanderubrik|oprindelige meddelelseshoved|alkuperäisen viestin otsik|oryginalne nagłówki"
    r"|исходные заголовки|původní záhlaví|元のメッセージ|원본 메시지 헤더|原始邮件(?:头|标头)|原始郵件標題)",
    r"(?:return-path|received|delivered-to|dkim-signature|mime-version|arc-seal): ?\S",
)
