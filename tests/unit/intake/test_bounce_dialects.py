"""Reports as the large and the old mail systems word them, each written after its form: who failed, how, for good or for
now, and which mail of ours it was. No rule knows any of them by name."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mailtriage.intake.parse import parse
from mailtriage.model.mail import Kind
from tests.unit.intake.mailkit import crlf

OURS = "<mt1.r.k1.abc.def@desk.example>"
COPY = f"""Received: from desk.example by mx.example; Tue, 24 Nov 2026 10:00:00 +0000
From: support@desk.example
To: bob@customer.example
Subject: [MEZ-1] x
Message-ID: {OURS}

quoted words, write to ann@elsewhere.example
"""
BOB = ("bob@customer.example",)


@dataclass(frozen=True)
class Dialect:
    headers: str
    body: str
    reason: str
    status: str = ""
    permanent: bool = True
    recipients: tuple[str, ...] = BOB
    original: str = OURS
    kind: Kind = Kind.BOUNCE


def parts(words: str, returned: str = COPY, of: str = "message/rfc822", more: str = "") -> str:
    return (f"--b\nContent-Type: text/plain; charset=utf-8\n\n{words}\n\n{more}--b\nContent-Type: {of}\n\n{returned}\n--b--\n")


MIXED = "\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b"
TO = "\nTo: support@desk.example"
DIALECTS = {
    "sendmail 5, transcript": Dialect(
        "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>\nSubject: Returned mail: User unknown" + TO,
        "   ----- Transcript of session follows -----\nWhile talking to mx.customer.example:\n>>> RCPT To:<bob@customer.example>\n"
        "<<< 550 5.1.1 <bob@customer.example>... User unknown\n550 bob@customer.example... User unknown\n\n"
        f"   ----- Unsent message follows -----\n{COPY}", "no-such-user", "5.1.1"),
    "a provider's qmail": Dialect(
        "Return-Path: <>\nFrom: MAILER-DAEMON@smtp.example\nSubject: failure notice" + TO,
        "Your mail message to the following address(es) could not be delivered. This\nis a permanent error. If you have\n"
        "difficulty, please contact\nCustomer Support at 480-624-2500.\n\n<bob@customer.example>:\nchild status 100...The e-mail "
        f"message could not be delivered because the user's mailfolder is full.\n\n--- Below this line is a copy of the message.\n\n{COPY}",
        "mailbox-full"),
    "yahoo": Dialect(
        "From: MAILER-DAEMON@yahoo.example\nSubject: Failure Notice" + TO,
        "Sorry, we were unable to deliver your message to the following address.\n\n<bob@customer.example>:\nRemote host said:\n"
        f"552 5.2.2 mailbox full\n[RCPT_TO]\n\n--- Below this line is a copy of the message.\n\n{COPY}", "mailbox-full", "5.2.2"),
    "gmail without a report part": Dialect(
        "From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\nSubject: Delivery Status Notification (Failure)\n"
        "X-Failed-Recipients: bob@customer.example" + TO,
        "Delivery to the following recipient failed permanently:\n\n     bob@customer.example\n\nTechnical details of permanent "
        "failure:\nGoogle tried to deliver your message, but it was rejected by the recipient domain. We recommend contacting the\n"
        "other email provider. The error that the other server returned was:\n554 554 5.7.1 Message rejected as spam (state 18).\n\n"
        f"----- Original message -----\n\n{COPY}", "spam", "5.7.1"),
    "gmail goes on trying": Dialect(
        "From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\nSubject: Delivery Status Notification (Delay)" + TO,
        "THIS IS A WARNING MESSAGE ONLY.\n\nYOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\nDelivery to the following recipient has been "
        "delayed:\n\n     bob@customer.example\n\nMessage will be retried for 2 more day(s)\n\n450 4.2.2 Mailbox full (state 14).\n\n"
        f"----- Original message -----\n\n{COPY}", "mailbox-full", "4.2.2", False, kind=Kind.DELIVERY_NOTICE),
    "exchange 5.5": Dialect(
        "From: System Administrator <postmaster@customer.example>\nSubject: Undeliverable: [MEZ-1] x\nX-MS-Embedded-Report:" + TO + MIXED,
        parts("Your message\n\n  To:      list@customer.example\n  Subject: [MEZ-1] x\n  Sent:    Tue, 24 Nov 2026 10:00:00 -0400\n\n"
              "did not reach the following recipient(s):\n\nbob@customer.example on Tue, 24 Nov 2026 10:00:00 -0400\n"
              "    The recipient name is not recognized\n    MSEXCH:IMS:A:B:C 0 (000C05A6) Unknown Recipient\n"), "no-such-user"),
    "exchange in french": Dialect(
        "Return-Path: <>\nFrom: postmaster@customer.example\nSubject: Non remis : x\nContent-Language: fr-FR" + TO,
        "Échec de la remise aux destinataires ou listes de distribution suivants :\n\nbob@customer.example\n"
        "L'adresse de messagerie que vous avez entrée est introuvable.\n\nInformations de diagnostic pour les administrateurs :\n\n"
        "Serveur de génération : mx.customer.example\n\nbob@customer.example\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\n"
        f"En-têtes de message d'origine :\n\n{COPY}", "no-such-user", "5.1.1"),
    "exchange in german": Dialect(
        "Return-Path: <>\nFrom: postmaster@customer.example\nSubject: Unzustellbar: x" + TO,
        "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:\n\nbob@customer.example\nDas Postfach des Empfängers "
        "ist voll.\n\nDiagnoseinformationen für Administratoren:\n\nbob@customer.example\nRemote Server returned '554 5.2.2 mailbox full'\n\n"
        f"Ursprüngliche Nachrichtenkopfzeilen:\n\n{COPY}", "mailbox-full", "5.2.2"),
    "microsoft 365 words only": Dialect(
        "From: Microsoft Outlook <postmaster@outlook.example>\nSubject: Undeliverable: x\nX-MS-Exchange-Message-Is-Ndr:" + TO,
        "Delivery has failed to these recipients or groups:\n\nbob@customer.example<mailto:bob@customer.example>\nThe email address you "
        "entered couldn't be found.\n\nDiagnostic information for administrators:\n\nGenerating server: AM0PR01.example\n\n"
        "bob@customer.example\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address "
        f"lookup'\n\nOriginal message headers:\n\n{COPY}", "no-such-user", "5.1.10"),
    "domino": Dialect(
        "From: <postmaster@customer.example>\nSubject: DELIVERY FAILURE: User bob (bob@customer.example) not listed in Domino Directory" + TO + MIXED,
        parts("Your message\n\n  Subject: x\n\nwas not delivered to:\n\n  bob@customer.example\n\nbecause:\n\n  User bob "
              "(bob@customer.example) not listed in Domino Directory\n"), "no-such-user"),
    "notes": Dialect(
        "Return-Path: <>\nFrom: Notes_Server@customer.example\nSubject: Undeliverable message" + TO,
        "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nbob@customer.example\n\n\n"
        f"------- Returned Message --------\n\n{COPY}", "no-such-user"),
    "groupwise": Dialect(
        "From: Mailer-Daemon@customer.example\nSubject: Message status - undeliverable" + TO + MIXED,
        parts("The message that you sent was undeliverable to the following:\n\tbob@customer.example\n\nPossibly truncated original "
              "message follows:\n"), "other"),
    "imail": Dialect(
        'From: "Postmaster" <postmaster@customer.example>\nSubject: Undeliverable Mail\nX-Mailer: <SMTP32 v8.22>' + TO,
        f"User mailbox exceeds allowed size: bob@customer.example\n\n\nOriginal message follows.\n\n{COPY}", "mailbox-full"),
    "mdaemon": Dialect(
        "From: MDaemon@customer.example\nSubject: Warning: bob@customer.example - User unknown!\nPrecedence: bulk" + TO + MIXED,
        parts("bob@customer.example - no such user here.\n\nThere is no user by that name at this server.\n"), "no-such-user"),
    "mailenable": Dialect(
        "From: Postmaster@customer.example\nSubject: Message Delivery Failure" + TO,
        "MailEnable: Message could not be delivered to some recipients.\n\nThe following recipient(s) could not be reached:\n\n"
        f"\tRecipient: [SMTP:bob@customer.example]\n\tReason: Remote SMTP Server Returned: 550 user unknown\n\nMessage headers follow:\n\n{COPY}",
        "no-such-user"),
    "kerio": Dialect(
        "From: postmaster@customer.example\nSubject: Undeliverable: x" + TO + MIXED,
        parts("Your message could not be delivered to one or more recipients.\n\nFollowing recipients were affected:\n  "
              "bob@customer.example\n\n   550 5.7.1 Relaying to <bob@customer.example> denied\n"), "relay-denied", "5.7.1"),
    "mimecast": Dialect(
        'From: "Mail Delivery System" <notification@customer.example>\nSubject: [Postmaster] Email Delivery Failure\nX-Mimecast-Originator: <>' + TO,
        "This is a delivery failure notification message indicating that\nan email support@desk.example addressed to email address :\n"
        "-- bob@customer.example\n\ncould not be delivered. The problem appears to be :\n-- Recipient email server rejected the message\n\n"
        "Additional information follows :\n-- 5.4.1 Recipient address rejected: Access denied [AM5.example]\n", "no-such-user", "5.4.1",
        original=""),
    "amavis": Dialect(
        'From: "Content-filter at mx.customer.example" <postmaster@customer.example>\nSubject: Undeliverable mail, MTA-BLOCKED' + TO + MIXED,
        parts(f"The message {OURS} from <support@desk.example> could not be delivered to\n<bob@customer.example>:\n"
              "   550 5.7.1 virus: Eicar-Test\n", of="text/rfc822-headers"), "virus", "5.7.1"),
    "sendgrid": Dialect(
        "Return-Path: <apps@sendgrid.example>\nFrom: MAILER-DAEMON\nSubject: Undelivered Mail Returned to Sender" + TO + MIXED,
        parts("This is an automatically generated message from SendGrid.\n\nI'm sorry to have to tell you that your message was not able "
              "to be\ndelivered to one of its intended recipients.\n\nbobchan:000000:<bob@customer.example> : 192.0.2.250 : "
              "mx.customer.example:[192.0.2.153] :\n  550 5.1.1 <bob@customer.example>... User Unknown  in RCPT TO\n"), "no-such-user", "5.1.1"),
    "gmx": Dialect(
        "From: GMX Mailer Daemon <mailer-daemon@gmx.example>\nSubject: Mail delivery failed: returning message to sender\nX-GMX-Antispam: 0" + TO,
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more\n"
        'of its recipients. This is a permanent error. The following address\nfailed:\n\n"bob@customer.example":\nSMTP error from remote '
        "server after RCPT command:\nhost: mx.customer.example\n5.1.1 <bob@customer.example>... User Unknown\n\n"
        f"--- The header of the original message is following. ---\n\n{COPY}", "no-such-user", "5.1.1"),
    "1&1": Dialect(
        'From: "Mail Delivery System" <noreply@kundenserver.example>\nSubject: Mail delivery failed: returning message to sender' + TO,
        "A message that you sent could not be delivered to one or more of its\nrecipients.\n\nThe following address failed:\n\n"
        "bob@customer.example\n\nFor the following reason:\n\nMail size limit exceeded. For explanation visit\n"
        f"http://postmaster.example/error-messages\n\n--- The header of the original message is following. ---\n\n{COPY}", "too-large"),
    "mail.ru": Dialect(
        "From: Mailer-Daemon@mx77.mail.example\nSubject: Mail failure." + TO,
        "Это письмо создано автоматически\nсервером, отвечать на него не\nнужно.\n\nК сожалению, Ваше письмо не может\nбыть доставлено одному "
        "или нескольким\nполучателям:\n\n**********************\n\n  bob@customer.example\n    SMTP error from remote mail server after RCPT "
        f"TO:<bob@customer.example>:\n    550 Message was not accepted -- invalid mailbox\n\n------ This is a copy of the message's headers. ------\n\n{COPY}",
        "no-such-user"),
    "zoho": Dialect(
        "From: mailer-daemon@mail.zoho.example\nSubject: Undelivered Mail Returned to Sender\nX-ZohoMail: Si" + TO,
        "This message was created automatically by mail delivery software.\nA message that you sent could not be delivered to one or more of "
        "its recipients. This is a permanent error.\n\nbob@customer.example Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 "
        f"<bob@customer.example>... User Unknown\n\n\n{COPY}", "no-such-user", "5.1.1"),
    "qq": Dialect(
        'From: "PostMaster@qq.example" <PostMaster@qq.example>\nSubject: 系统退信/Systems bounce' + TO + MIXED,
        parts("抱歉，您的邮件被退回来了……\n原邮件信息：\n收件人 bob@customer.example\n退信原因 收件人邮件地址（bob@customer.example）不存在，邮件无法送达。\n"
              "host mx3.qq.example[192.0.2.1] said: 550 Mailbox not found. http://service.example\n"), "no-such-user"),
    "163": Dialect(
        "From: Postmaster@163.example\nSubject: 系统退信" + TO + MIXED,
        parts("收件人邮件地址(bob@customer.example)不存在，邮件无法送达。\n\nSMTP error, RCPT TO: 550 User not found: bob@customer.example\n"),
        "no-such-user"),
    "a japanese gateway": Dialect(
        "From: no-reply@carrier.example\nSubject: メールエラー通知" + TO + MIXED,
        parts("送信先のメールボックスが一杯のため、送信できませんでした。\n\nYour mail sent on: Tue, 24 Nov 2026 23:45:22 +0900\n     Could not be "
              "delivered to: <bob@customer.example>\n     As their mailbox is full.\n"), "mailbox-full"),
    "m-filter": Dialect(
        "From: mailer-daemon@customer.example\nSubject: failure notice\nX-Mailer: m-FILTER" + TO,
        "このメールは自動的に生成して送信しています。\n以下のメールアドレスへの送信に失敗しました。\nbob@customer.example\n\n\n-------server message\n"
        f"550 5.1.1 unknown user <bob@customer.example>\n\n-------SMTP command\nDATA\n\n-------original message\n{COPY}", "no-such-user", "5.1.1"),
    "interscan": Dialect(
        "From: imss@customer.example\nSubject: Mail could not be delivered" + TO + MIXED,
        parts("****** Message from InterScan Messaging Security Suite ******\n\n\nSent <<< RCPT TO:<bob@customer.example>\nReceived >>> 550 "
              "5.1.1 <bob@customer.example>... user unknown\n\nUnable to deliver message to <bob@customer.example>.\n"), "no-such-user", "5.1.1"),
    "surfcontrol": Dialect(
        "From: Postmaster <postmaster@customer.example>\nSubject: Undeliverable\nX-Mailer: SurfControl E-mail Filter\nX-SEF-Processed: 0_0" + TO + MIXED,
        parts("Your message could not be sent.\nA transcript of the attempts to send the message follows.\nThe number of attempts made: 1\n"
              "Addressed To: bob@customer.example\n\nTue 24 Nov 2026 23:34:45 +0900\nFailed to send to identified host,\nbob@customer.example: "
              "[192.0.2.5], 550 bob@customer.example... No such user\n--- Message non-deliverable.\n"), "no-such-user"),
    "apache james": Dialect(
        "From: post_master@carrier.example\nSubject: Re:x\nMessage-ID: <1.2.JavaMail.c@carrier.example>\nIn-Reply-To: " + OURS + TO,
        "Error: Invalid user address\n\nError message below:\n550 - Requested action not taken: no such user here\n\nMessage details:\n"
        "  Subject: x\n  Sent date: Tue Nov 24 02:21:53 GMT 2026\n  MAIL FROM: support@desk.example\n  RCPT TO: bob@customer.example\n"
        "  From: support@desk.example\n  Size (in bytes): 39\n", "no-such-user"),
    "mailmarshal": Dialect(
        'From: postmaster@customer.example\nSubject: Undeliverable Mail: "x"' + TO,
        "Your message:\n   From:    support@desk.example\n   Subject: x\n\nCould not be delivered because of\n\n550 5.1.1 User unknown\n\n"
        "The following recipients were affected: \n   bob@customer.example\n\nAdditional Information\n======================\n"
        "Original Sender:    <support@desk.example>\n", "no-such-user", "5.1.1", original=""),
    "mailfoundry": Dialect(
        "From: MAILER-DAEMON@mx.example\nSubject: Message delivery has failed" + TO + MIXED,
        parts("Unable to deliver message to: <bob@customer.example>\nDelivery failed for the following reason:\nServer "
              "mx.customer.example[192.0.2.222] failed with: 550 <bob@customer.example> No such user here\n\nThis has been a permanent "
              "failure.  No further delivery attempts will be made.\n"), "no-such-user"),
    "opensmtpd": Dialect(
        "From: Mailer Daemon <MAILER-DAEMON@mx.example>\nSubject: Delivery status notification: error" + TO,
        "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this e-mail.\n\n    An error has occurred while attempting to "
        "deliver a message for\n    the following list of recipients:\n\nbob@customer.example: 550 5.2.2 <bob@customer.example>... Mailbox Full\n\n"
        f"    Below is a copy of the original message:\n\n{COPY}", "mailbox-full", "5.2.2"),
    "an own form with a star before the address": Dialect(
        "From: Mail Delivery System <noreply@mx.example>\nSubject: Delivery status notification" + TO,
        f"{'=' * 60}\n      This is an automatically generated Delivery Status Notification.\n\nDelivery to the following recipients failed "
        f"permanently:\n\n   * bob@customer.example\n\n\n{'=' * 60}\n                             Technical details:\n\nSMTP:RCPT host "
        f"192.0.2.8: 553 5.3.0 <bob@customer.example>... No such user here\n\n\n{'=' * 60}\n\n{COPY}", "no-such-user", "5.3.0"),
    "an own form in brackets": Dialect(
        'From: "Mail Deliver System" <postmaster@mx.example>\nSubject: Returned Mail: x' + TO,
        "The original message was received at Tue, 24 Nov 2026 23:34:45 +0900 (JST)\nfrom support@desk.example\n\n"
        f"---The following addresses had delivery errors---\n\nbob@customer.example [User unknown]\n\n{COPY}", "no-such-user"),
    "an own form with a count of errors": Dialect(
        "From: postmaster@mx.example\nSubject: There was an error sending your mail" + TO,
        "We had trouble delivering your message. Full details follow:\n\nSubject: 'x'\nDate:    'Tue, 24 Nov 2026 19:21:20 +0900'\n\n1 "
        "error(s):\n\nSMTP Server <mx.customer.example> rejected recipient <bob@customer.example>\n  (Error following RCPT command). It "
        "responded as follows: [550 5.1.1 User unknown]\n\nThe attachment contains the original mail headers.\n", "no-such-user", "5.1.1", original=""),
    "courier": Dialect(
        '"From: "Courier mail server at mx.example" <@>\nSubject: NOTICE: mail delivery status.\nReturn-Path: <>'[1:] + TO + MIXED,
        parts("This is a delivery status notification from mx.example,\nrunning the Courier mail server, version 1.\n\nThe original message was "
              "received on Tue, 24 Nov 2026 10:00:00 +0000\nfrom desk.example (192.0.2.1)\n\n"
              f"{'-' * 75}\n\n                           UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n"
              "<bob@customer.example>:\n    mx.customer.example [192.0.2.2]:\n<<< 550 5.1.1 <bob@customer.example>... User Unknown\n"),
        "no-such-user", "5.1.1"),
    "an isp in italian": Dialect(
        "From: postmaster@isp.example\nSubject: Mancata consegna" + TO,
        "Il messaggio non è stato consegnato al destinatario:\n\nbob@customer.example\n\n550 Nessun utente simile in questo indirizzo: utente "
        f"inesistente\n\n----- Messaggio originale (original message) -----\n{COPY}", "no-such-user"),
    "an isp in spanish": Dialect(
        "From: postmaster@isp.example\nSubject: Error de entrega" + TO,
        "Su mensaje no pudo ser entregado a:\n\nbob@customer.example\n\n552 buzón lleno\n", "mailbox-full", original=""),
    "a gateway that wraps the report": Dialect(
        "From: postmaster@customer.example\nSubject: Delivery Status Notification (Failure)" + TO + MIXED,
        parts("Please see the attached report.\n", returned="From: postmaster@inner.example\nContent-Type: multipart/report; "
              "report-type=delivery-status; boundary=q\n\n--q\nContent-Type: text/plain\n\nfailed\n--q\nContent-Type: message/delivery-status\n\n"
              "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; bob@customer.example\nAction: failed\nStatus: 5.1.1\n--q\nContent-Type: "
              f"message/rfc822\n\n{COPY}\n--q--\n"), "no-such-user", "5.1.1"),
    "success in words": Dialect(
        "From: Mailer Daemon <MAILER-DAEMON@mx.example>\nSubject: Delivery status notification: success" + TO,
        f"    Your message was successfully delivered to these recipients.\n\nbob@customer.example: 250 2.0.0 ok\n\n    Below is a copy of the "
        f"original message:\n\n{COPY}", "other", "", False, kind=Kind.DELIVERY_NOTICE),
}


@pytest.mark.parametrize("name", DIALECTS)
def test_a_report_is_read_in_the_words_of(name: str) -> None:
    d = DIALECTS[name]
    seen = parse(crlf(f"{d.headers}\n\n") + crlf(d.body))
    assert seen.kind is d.kind, seen.kind_evidence
    assert seen.must_not_acknowledge
    assert seen.bounce is not None
    assert seen.bounce.recipients == d.recipients
    assert (seen.bounce.reason, seen.bounce.status, seen.bounce.permanent) == (d.reason, d.status, d.permanent)
    assert seen.bounce.original_message_id == d.original
