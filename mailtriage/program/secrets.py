"""program/secrets.py: passwords out of everything that is shown. One function, `mask`.

Promises   what stands behind a word for a password, a PIN, a key or a token, in a labelled line, a sentence, a table or
           on the next line, is replaced, and so is every other place in the text where the same secret stands. In
           doubt it is masked: a word too many is a smaller harm than a password on a screen. Linear time.
Does not   touch the raw mail: the bytes stay as they came, for those who may read them.
Reads next work/reading.py, work/record.py, triage/reading.py
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from mailtriage.program.patterns import value_expression
from mailtriage.program.spans import says

MASK = "[masked]"
_SHORT = 20_000  # letters of a text that is worth remembering
MOST_SECRETS = 50  # whose other places in a text are looked for; each is masked where it was found
_NAMES = (
    "pass ?words?|pass ?phrases?|pass ?codes?|passwd|pwd|pw|login code|access code|security code|"
    "one[- ]time (?:code|pin)|"
    "otp|pin(?: ?code| number)?|puk|cvv|cvc|secret(?: key)?|api[ _-]?keys?|api[ _-]?tokens?|access[ _-]?tokens?|"
    "auth(?:entication)?[ _-]?tokens?|bearer|private key|"
    "passord(?:et)?|passordene|kodeord(?:et)?|adgangskode(?:n)?|lösenord(?:et)?|pin-?kode[rn]?|pin-?kod(?:en)?|"
    "passwort|passwörter|kennwort|kennwörter|zugangscode|geheimzahl|mots? de passe|mdp|code (?:pin|secret|d'accès)|"
    "wachtwoord(?:en)?|toegangscode|pincode|contraseñas?|clave|senhas?|palavra-passe|password di accesso|hasło|heslo|"
    "parole|nywila|neno la siri|nenosiri|wagwoord"
)
# Behind a copula a word is a secret only when it is none of these: "my password is not accepted".
_NO_SECRET = frozenset(re.split(r"\s+", """
    it i we they he she see above below not no wrong incorrect expired invalid rejected refused accepted working
    broken lost forgotten blocked locked reset changed correct right required needed asked never always still too
    being the a an my our your their his her and or but please in on at for of to so what how which that this
    there gone weak strong old new okay ok unknown different same missing empty saved stored sent unable fails
    failed ikke ikkje feil utløpt ugyldig glemt sperret riktig inte fel glömt forkert udløbet nicht falsch
    abgelaufen ungültig vergessen gesperrt richtig mein ihr pas incorrect expiré invalide oublié bloqué niet
    onjuist verlopen ongeldig vergeten geblokkeerd reset-link policy
""".strip()))
_COPULA = r"(?:is|was|are|er|var|är|ist|war|lautet|est|était|is nu|es|é|ni|now is|is now)"
_TOKEN = r"[^\s\"'<>|,;]{1,200}"


@lru_cache(maxsize=16)
def _patterns(more: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    own = "".join(f"|{re.escape(name)}" for name in more)
    name = rf"(?<![\w@./-])(?:{_NAMES}{own})(?![\w-])"
    aside = r"[ \t*_]{0,3}(?:\([^()\n]{0,40}\)|for [^\s:=]{1,60}|of [^\s:=]{1,60})?[ \t*_]{0,3}"
    ends = rf"(?P<secret>\"[^\"\n]{{1,200}}\"|'[^'\n]{{1,200}}'|{_TOKEN})"
    return (
        # Label: value · label = value · label | value · label<tab>value · label - value
        re.compile(rf"(?i){name}{aside}(?:[:=：|]|\t| {{2,}}| [-\u2013\u2014] |->|=>)[ \t*_|]{{0,9}}{ends}"),
        # Label: (line end) value
        re.compile(rf"(?i){name}{aside}[:=：]?[ \t*_]{{0,9}}\n[ \t>]{{0,9}}(?P<secret>\S{{4,200}})[ \t]*(?=\n|$)"),
        # the password is value; "password" in quotes; set the PIN to value
        re.compile(rf"(?i){name}{aside}(?<!\w)(?:{_COPULA}|to|as)[ \t]{{1,4}}[:*_]{{0,2}}{ends}"),
        re.compile(rf"(?i){name}[ \t]{{1,4}}(?P<secret>\"[^\"\n]{{1,200}}\"|'[^'\n]{{1,200}}')"),
        # password hunter2: a word with a digit or a sign in it
        re.compile(rf"(?i){name}[ \t]{{1,4}}(?P<secret>(?=[^\s]{{0,200}}[\d!#$%&@^*])[^\s\"',;|]{{4,200}})"),
        # user/password: naledi / hunter2
        re.compile(rf"(?i)(?:user(?:name)?|login|bruker|benutzer)[ \t]*[/&+][ \t]*(?:{_NAMES})[ \t]*[:=][ \t]*"
                   rf"[^\s/]{{1,80}}[ \t]*[/|,][ \t]*(?P<secret>{_TOKEN})"),
        # https://user:password@host, Authorization: Bearer …, -----BEGIN … PRIVATE KEY-----
        re.compile(r"(?i)://[^\s/:@]{1,80}:(?P<secret>[^\s/@]{1,200})@"),
        re.compile(r"(?i)\b(?:bearer|basic)[ ]{1,3}(?P<secret>[A-Za-z0-9._~+/=-]{12,2000})"),
        re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----\s(?P<secret>[A-Za-z0-9+/=\s]{1,20000}?)-----END"),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _hint() -> Callable[[bytes], bool]:
    """Pieces of which each pattern needs one; RE2 looks for all of them at once."""
    return says(value_expression(
        r"pass|pw|code|otp|\bpin|puk|cv[vc]|secret|key|token|bearer|basic|kod|kennw|lösenord|geheim|mdp|wachtw|contrase|"
        r"clave|senha|has[lł]|heslo|parole|nywila|siri|nenosiri|wagwo|://|private|adgang|user|login|bruker|benutzer"
    ))


@lru_cache(maxsize=8)
def may_have_secrets(text: str) -> bool:
    """Whether it is worth a closer look. The same subject is looked at by several."""
    return _hint()(text.encode("utf-8", "replace"))


def mask(text: str, more: tuple[str, ...] = ()) -> str:
    """`text` without its secrets. `more` are names a program has for secrets of its own (fields with secret = true)."""
    return (_found_again if len(text) <= _SHORT else _found)(text, more)[0]


def secrets_in(text: str, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The secrets that `mask` replaces wherever they stand, the longest first: for the same words in another form."""
    return _found(text, more)[1]


def _found(text: str, more: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """(the text without its secrets, the secrets)."""
    if not more and not may_have_secrets(text):
        return text, ()
    secrets: set[str] = set()
    for pattern in _patterns(more):
        text = pattern.sub(lambda m: _masked(m, secrets), text)
    found = sorted(secrets, key=len, reverse=True)[:MOST_SECRETS]
    for secret in reversed(found):
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", MASK, text)
    return text, tuple(found)


# The same words of a mail come back: as a field, as its source, in the reasons, and under another version of the rules.
_found_again = lru_cache(maxsize=64)(_found)


def _masked(match: re.Match[str], secrets: set[str]) -> str:
    whole, secret = match.group(), match["secret"]
    bare = secret.strip("\"'*_").rstrip(".,;:!?)")
    plain = bare.isalpha() and bare == bare.lower()
    by_words = not re.search(r"[:=：|\t]|  | [-\u2013\u2014] ", whole[: match.start("secret") - match.start()])
    if not bare or MASK in secret or not any(c.isalnum() for c in bare):
        return whole
    if bare.casefold() in _NO_SECRET and secret[0] not in "\"'" and (by_words or plain):
        return whole
    if len(bare) >= 4 and bare.casefold() not in _NO_SECRET:
        secrets.add(bare)
    at = match.start("secret") - match.start()
    return whole[:at] + secret.replace(bare, MASK, 1) + whole[at + len(secret) :]
