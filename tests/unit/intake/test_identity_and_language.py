"""The identity of a mail (attack 18), and the language of a text."""

from __future__ import annotations

import pytest

from mailtriage.intake.language import language_of
from mailtriage.intake.parse import parse
from tests.unit.intake.mailkit import BASE, mail, multipart


def test_the_same_mail_by_two_routes_is_one() -> None:
    """FreeScout #3797, #5155: one mail to two support addresses was answered twice."""
    first = mail(
        "Received: from a by b; Tue, 24 Nov 2026 10:00:01 +0000\nDelivered-To: support@desk.example\nX-Spam: no"
    )
    second = mail(
        "Delivered-To: easupport@desk.example\nReceived: from c by d; Tue, 24 Nov 2026 10:00:09 +0000\n"
        "Return-Path: <ann@customer.example>\nAuthentication-Results: mx; dmarc=pass",
        body="Hello  \r\n\r\n",
    )
    assert first.sha256 != second.sha256
    assert first.identity == second.identity


@pytest.mark.parametrize(
    "other",
    [
        BASE.replace(b"Printer", b"Scanner"),
        BASE.replace(b"ann@", b"eve@"),
        BASE.replace(b"a1@", b"a2@"),
        BASE.replace(b"24 Nov", b"25 Nov"),
    ],
)
def test_a_reused_message_id_does_not_swallow_another_mail(other: bytes) -> None:
    assert mail().identity != mail(base=other).identity


def test_another_text_or_attachment_is_another_mail() -> None:
    assert mail().identity != mail(body="Goodbye").identity
    one = mail(*multipart("mixed", "Content-Type: text/plain\n\nHello", "Content-Type: image/png\n\nONE"))
    two = mail(*multipart("mixed", "Content-Type: text/plain\n\nHello", "Content-Type: image/png\n\nTWO"))
    assert one.identity != two.identity != mail().identity


def test_another_boundary_and_transfer_encoding_are_the_same_mail() -> None:
    one = mail(*multipart("mixed", "Content-Type: text/plain\n\nHello", boundary="one"))
    two = mail(
        *multipart("mixed", "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSGVsbG8=", boundary="two")
    )
    assert one.identity == two.identity == mail().identity


def test_a_mail_without_message_id_has_an_identity_of_its_own() -> None:
    """Chatwoot #9069 dropped every mail without one."""
    bare = b"From: ann@customer.example\r\nSubject: Printer\r\n"
    assert mail(base=bare).message_id == ""
    assert mail(base=bare).identity != mail(base=bare, body="other").identity


def test_unreadable_mails_differ_by_their_bytes() -> None:
    assert parse(b"junk one").identity != parse(b"junk two").identity
    assert parse(b"junk one") == parse(b"junk one")


TEXTS = {
    "en": [
        "Hello, we cannot log in since this morning. Please help.",
        "The tablet still shows last week's stock although I pressed sync.",
        "Thanks, that did it.",
        "Could you please reset the password of my colleague?",
        "It is down again and nobody can work.",
    ],
    "nb": [
        "Hei, vi får ikke logget inn siden i dag morges.",
        "Skriveren virker ikke, og vi trenger hjelp med en gang.",
        "Takk for hjelpen, nå er det i orden.",
        "Hvordan kan jeg legge til en ny bruker i appen?",
        "Eg får ikkje opna appen på telefonen.",
    ],
    "sv": [
        "Hej, vi kan inte logga in sedan i morse.",
        "Hur lägger jag till en ny användare i appen?",
        "Skrivaren fungerar inte och vi behöver hjälp.",
    ],
    "da": [
        "Hej, vi kan ikke logge ind siden i morges, hvad gør vi?",
        "Hvordan kan jeg oprette en bruger, og hvor meget koster det jer?",
        "Printeren virker ikke, og jeg har brug for hjælp af jer.",
    ],
    "de": [
        "Guten Tag, wir können uns seit heute nicht mehr anmelden.",
        "Wie kann ich einen neuen Benutzer anlegen?",
        "Der Drucker geht nicht und wir brauchen Hilfe.",
    ],
    "fr": [
        "Bonjour, nous ne pouvons plus nous connecter depuis ce matin.",
        "Comment est-ce que je peux ajouter un utilisateur ?",
        "L'imprimante ne marche pas et nous avons besoin d'aide.",
    ],
    "nl": [
        "Hallo, wij kunnen sinds vanochtend niet meer inloggen.",
        "Hoe kan ik een nieuwe gebruiker toevoegen?",
        "De printer doet het niet en we hebben hulp nodig.",
    ],
    "es": [
        "Hola, no podemos entrar desde esta mañana.",
        "¿Cómo puedo añadir un nuevo usuario?",
        "La impresora no funciona y necesitamos ayuda con esto.",
    ],
    "pt": [
        "Bom dia, não conseguimos entrar no sistema desde ontem.",
        "Como posso adicionar um novo utilizador à aplicação?",
        "A impressora não funciona e precisamos de ajuda com isso.",
    ],
    "it": [
        "Buongiorno, non riusciamo più ad accedere da questa mattina.",
        "Come posso aggiungere un nuovo utente?",
        "La stampante non funziona e abbiamo bisogno di aiuto.",
    ],
    "pl": [
        "Dzień dobry, od rana nie możemy się zalogować.",
        "Jak mogę dodać nowego użytkownika do aplikacji?",
        "Drukarka nie działa i proszę o pomoc.",
    ],
    "cs": [
        "Dobrý den, od rána se nemůžeme přihlásit.",
        "Jak mohu přidat nového uživatele do aplikace?",
        "Tiskárna nefunguje a prosím o pomoc.",
    ],
    "tr": [
        "Merhaba, bu sabahtan beri giriş yapamıyoruz, yardımcı olur musunuz?",
        "Yeni bir kullanıcı nasıl eklenir?",
        "Yazıcı çalışmıyor ve bize yardım lazım.",
    ],
    "fi": [
        "Hei, emme ole päässeet kirjautumaan tänä aamuna.",
        "Miten voin lisätä uuden käyttäjän sovellukseen?",
        "Tulostin ei toimi ja tarvitsemme apua.",
    ],
    "af": [
        "Goeie môre, ons kan nie vanoggend aanmeld nie.",
        "Hoe kan ek 'n nuwe gebruiker byvoeg?",
        "Die drukker werk nie en ons het hulp nodig, asseblief.",
    ],
    "sw": [
        "Habari, hatuwezi kuingia kwenye mfumo tangu asubuhi.",
        "Naomba msaada kwa sababu programu haifanyi kazi leo.",
        "Asante sana, sasa inafanya kazi tena.",
    ],
    "ru": [
        "Здравствуйте, мы не можем войти в систему с утра.",
        "Как добавить нового пользователя в приложение?",
        "Принтер не работает, и нам нужна помощь.",
    ],
    "uk": [
        "Добрий день, ми не можемо увійти до системи з ранку.",
        "Як додати нового користувача до застосунку?",
        "Принтер не працює, і нам потрібна допомога.",
    ],
    "ja": ["お世話になっております。今朝からログインできません。", "新しい利用者はどのように追加しますか。"],
    "zh": ["您好，今天早上开始我们无法登录系统。", "怎样添加新用户？"],
    "ko": ["안녕하세요, 오늘 아침부터 로그인할 수 없습니다.", "새 사용자를 어떻게 추가합니까?"],
}


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language, texts in TEXTS.items() for text in texts]
)
def test_a_wrong_language_is_never_said_and_mostly_the_right_one(language: str, text: str) -> None:
    assert language_of(text) in (language, "")


def test_most_texts_have_a_language() -> None:
    said = [bool(language_of(text)) for texts in TEXTS.values() for text in texts]
    assert sum(said) >= 0.85 * len(said), (sum(said), len(said))


@pytest.mark.parametrize(
    "text", ["", "ok", "MEZ-104213-7", "error 504 0x80070005", "Printer", "漢字", "12 34 56", "a b c d e"]
)
def test_unsure_is_said_as_nothing(text: str) -> None:
    assert language_of(text) == ""


@pytest.mark.parametrize(("text", "language"), [
    ("Не могу войти", "ru"), ("Помогите, не работает принтер", "ru"), ("Принтер не печатает", "ru"),
    ("Не можу увійти", "uk"), ("Не працює принтер", "uk"), ("Не мога да вляза", ""), ("Моля, помогнете", ""),
    ("Не могу да се пријавим на систем", ""), ("Принтер", ""), ("printer не работает, please help me with this", "en"),
])
def test_a_few_words_of_cyrillic_are_russian_or_ukrainian_or_of_neither(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["Jeg kan ikke se det, og det er vi ikke glade for", "Det er ikke til at se for det"])
def test_what_could_be_norwegian_or_danish_is_neither(text: str) -> None:
    assert language_of(text) == ""


def test_the_language_is_that_of_the_new_words_and_not_of_the_quote() -> None:
    old = "> Hello, we have received your mail and will answer you as soon as we can.\n> The desk"
    seen = mail(
        body="Hei, det virker ikke, og vi får ikke logget inn.\n\n"
        f"On Tue, Nov 24, 2026 Desk <d@desk.example> wrote:\n{old}"
    )
    assert seen.language == "nb"
