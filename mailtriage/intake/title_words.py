"""intake/title_words.py: the words of titles, addresses and legal footers, and those that ask. Data, no logic.

To add a language, add its words where they belong, folded. Below a name a line of other words in small letters is not
sure to be a title.
Reads next intake/signature_proof.py
"""

from __future__ import annotations


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# How titles end: "prosjektleder", "Geschäftsführerin".
TITLES = _list("""
    manager director officer engineer consultant assistant administrator coordinator analyst developer specialist
    accountant architect advisor adviser owner partner founder president executive secretary technician supervisor
    teacher nurse department team services sales marketing finance accounts operations support service purchasing
    leder sjef ansvarlig konsulent direktør rådgiver medarbeider sekretær regnskap økonomi koordinator utvikler
    ingeniør tekniker avdeling innkjøp salg kundeservice drift leiar daglig dagleg teknisk administrativ
    chef ansvarig ledare handläggare rådgivare utvecklare ekonom säljare inköpare avdelning ekonomi
    medarbejder udvikler afdeling bogholder direktion
    leiter leiterin führer führerin berater beraterin ingenieur ingenieurin assistentin sachbearbeiter
    sachbearbeiterin abteilung geschäftsleitung buchhaltung einkauf vertrieb
    directeur directrice responsable gérant gérante ingénieur comptable assistante technicien service général
    director directora gerente jefe jefa ingeniero ingeniera contable asistente departamento
    direttore direttrice responsabile ingegnere ufficio amministrazione
    directeur medewerker adviseur beheerder afdeling boekhouding inkoop verkoop hoofd
    dyrektor kierownik specjalista księgowa dział ředitel vedoucí
    директор менеджер инженер бухгалтер начальник специалист отдел
    johtaja päällikkö suunnittelija assistentti müdür uzman bestuurder mkurugenzi meneja
""")
# Small words inside names, titles and addresses, and labels of numbers.
PARTICLES = frozenset(_list("""
    de van von der den del della di da du des la le les el al bin ibn y i e og och und and et en of the for at in zu zur
    to ter ten fra från frå from
    tel tlf phone mob mobile mobil fax direct office cell telefon telephone téléphone teléfono telefono tél e-mail
    email mail epost e-post web www switchboard sentralbord vat org nr no orgnr ust-id iban bic swift t m f d w p a c/o
    v/ ved bei senior junior head lead deputy chief vice interim acting hr it ceo cto cfo coo as asa ab aps gmbh ag ltd
    inc llc bv oy sa srl spa kg plc pty
"""))
# A capital does not make these a title: below a thanks they ask for something.
ASKING = frozenset(_list("""
    bitte hilfe rückruf antwort dringend melden vennligst hjelp svar snarest haster svara snälla hjälp akut hjælp
    venligst haster aide svp urgence rappelez répondez dépannage alstublieft hulp bel ayuda urgente responda llame
    ajuda ligue aiuto rispondere chiamate pomocy proszę pilne pomoc prosím помогите срочно пожалуйста позвоните
    допоможіть терміново lütfen acil yardım apua kiireellinen tafadhali msaada asseblief
    asap need needed needs help answer reply respond check fix restart reset see look send resend delete remove refund
    add give get tell stop stops crash crashes fail failing missing lost cannot can't won't doesn't don't isn't
    another second next new question more
"""))
# What a legal footer calls the mail it stands under.
ITSELF = _list("""
    mail message communication transmission attachment melding meddelelse meddelande e-post epost nachricht mitteilung
    mensaje mensagem messaggio comunica bericht wiadomo zpráv příspěv сообщен письм повідомл лист ileti mesaj posta
    viesti sähköposti ujumbe barua boodskap üzenet levél correo courriel メール 電子 邮件 郵件 메일 전자
""")
