"""program/secrets.py: no password on a screen, and the words around it stay."""

from __future__ import annotations

import time

import pytest

from mailtriage.program.secrets import mask


@pytest.mark.parametrize("text", [
    "Password: hunter2x", "password = hunter2x", "PW: hunter2x", "the password is hunter2x.", "my password was hunter2x",
    "Passwort: hunter2x", "Das Passwort lautet hunter2x", "Kennwort hunter2x", "Passord: hunter2x", "passordet er hunter2x",
    "Lösenord: hunter2x", "Adgangskode - hunter2x", "Mot de passe : hunter2x", "mdp: hunter2x", "Wachtwoord: hunter2x",
    "Contraseña: hunter2x", "Senha: hunter2x", "Nenosiri: hunter2x", "PIN: hunter2x", "PIN code hunter2x",
    "Password | hunter2x", "Password\thunter2x", "Password:\nhunter2x", "password\n  hunter2x\n", "*Password:* hunter2x",
    "Password (temporary): hunter2x", "user/password: naledi / hunter2x", "Please set the password to hunter2x",
    "password \"hunter2x\"", "login naledi password hunter2x", "API key: hunter2x", "Authorization: Bearer hunter2xhunter2x",
    "https://naledi:hunter2x@host.example/", "OTP: hunter2x", "one-time code: hunter2x", "Password for naledi: hunter2x",
    "-----BEGIN RSA PRIVATE KEY-----\nhunter2xAAAA\n-----END RSA PRIVATE KEY-----", "PASSWORD:hunter2x", "pwd=hunter2x;",
    "passphrase is \u201chunter2x\u201d", "Password: hunter2x and again hunter2x",
])  # fmt: skip
def test_a_secret_behind_a_word_for_one_is_masked_in_every_form(text: str) -> None:
    assert "hunter2x" not in mask(text) and "[masked]" in mask(text)


@pytest.mark.parametrize("text", [
    "I forgot my password. How can I reset it?", "my password is not accepted", "The password reset mail never arrives.",
    "How to reset the password for user naledi?", "Our password expired today", "password policy", "Password?",
    "Das Passwort ist abgelaufen.", "the keyboard is broken", "passenger: Naledi", "ping 10.0.0.1", "spinning: yes",
    "Product: Gateway 4\nVersion: 4.2", "", "Your password is wrong", "We do not need your password; never send it.",
])  # fmt: skip
def test_talk_about_passwords_stays(text: str) -> None:
    assert mask(text) == text


def test_the_words_around_stay_and_lines_stay_lines() -> None:
    text = "Hello,\nuser: naledi\npassword: Zebra-77\nThe screen shows Zebra-77 too.\nRegards"
    assert mask(text) == "Hello,\nuser: naledi\npassword: [masked]\nThe screen shows [masked] too.\nRegards"


def test_masking_twice_changes_nothing() -> None:
    once = mask("Password: hunter2x and PIN: 4711")
    assert mask(once) == once


def test_a_program_may_name_secrets_of_its_own() -> None:
    assert mask("vault word: sesame9", ("vault word",)) == "vault word: [masked]"


def test_masking_takes_linear_time() -> None:
    begun = time.thread_time()
    many = " ".join(f"password: secret{n}x" for n in range(3_000))
    for text in (many, "password " * 20_000, "password: " * 20_000, "pin" * 50_000, "user/password: " * 10_000, "://a:" * 30_000,
                 "password (" * 10_000, "password is " * 10_000):
        mask(text)
    assert time.thread_time() - begun < 5
