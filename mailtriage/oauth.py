"""oauth.py: access tokens instead of passwords: from `[mailbox.oauth]` to what IMAP and SMTP log in with. A leaf.

    secret(box, "imap", data, now)    the password, or a Bearer when that side logs in by OAuth
    initial_response(...)             what XOAUTH2 and OAUTHBEARER (RFC 7628) say

Promises   OAuthTrouble says who refused, in their words, and what to do. Secrets and tokens leave over verified TLS
           (or to loopback), follow no redirect, and stand in no text and no log.
Does not   keep anything (oauth_tokens.py), nor retry: the watcher and the outbox come back by their own back-off.
Source     RFC 6749 4.4 and 6, RFC 6750, RFC 7628; Microsoft and Google document XOAUTH2.
Reads next oauth_tokens.py
"""

from __future__ import annotations

import http.client
import json
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mailtriage import log
from mailtriage.config import OAuth, read_secret
from mailtriage.config_problems import loopback, unsafe_url
from mailtriage.points import point

_MOST = 1024 * 1024         # bytes of an answer; a token has 2 to 10 thousand
_MAIL = "https://outlook.office.com"
_SCOPES = {
    ("microsoft", "client-credentials"): "https://outlook.office365.com/.default",
    ("microsoft", "refresh-token"): f"{_MAIL}/IMAP.AccessAsUser.All {_MAIL}/SMTP.Send offline_access",
    ("google", "refresh-token"): "https://mail.google.com/",
}


class OAuthTrouble(Exception):
    """No token now. `refused`: the provider said no, so that the same question gets the same answer until a person
    acts; else nobody answered, or with nonsense."""

    def __init__(self, text: str, refused: bool = False) -> None:
        super().__init__(text)
        self.refused = refused


class Bearer(str):
    """An access token where a password is expected: whoever logs in uses XOAUTH2 or OAUTHBEARER. `refused` is to be
    called when the server does not take it, so that the next one is fetched anew."""

    refused: Callable[[], None]

    def __new__(cls, token: str, refused: Callable[[], None] = lambda: None) -> Bearer:
        made = super().__new__(cls, token)
        made.refused = refused
        return made


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token endpoint gave. `lifetime` in seconds; `refresh_token` "" when there is no new one."""

    access_token: str
    lifetime: float
    refresh_token: str = ""


def initial_response(mechanism: str, user: str, token: str, host: str, port: int) -> bytes:
    """The client's first words for XOAUTH2 or OAUTHBEARER, before base64."""
    if mechanism.upper() == "OAUTHBEARER":
        name = user.replace("=", "=3D").replace(",", "=2C")
        return f"n,a={name},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01".encode()
    return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()


def chosen(offered: set[str]) -> str:
    """The mechanism to use among those a server offers, "" when it takes no token."""
    return next((m for m in ("XOAUTH2", "OAUTHBEARER") if m in offered), "")


def endpoint(oauth: OAuth) -> str:
    """Where tokens are fetched."""
    if oauth.token_endpoint:
        return oauth.token_endpoint
    if oauth.provider == "google":
        return "https://oauth2.googleapis.com/token"
    return f"https://login.microsoftonline.com/{urllib.parse.quote(oauth.tenant, safe='')}/oauth2/v2.0/token"


def scope(oauth: OAuth) -> str:
    """What the token shall allow, words separated by spaces."""
    return oauth.scope or _SCOPES.get((oauth.provider, oauth.flow), "")


def fetch(name: str, oauth: OAuth, refresh_token: str = "") -> Grant:
    """Ask the endpoint for a token, for mailbox `name`. OAuthTrouble; ConfigErrors when a secret cannot be read."""
    form = {"client_id": oauth.client_id, "scope": scope(oauth)}
    if oauth.client_secret_env or oauth.client_secret_file:
        form["client_secret"] = read_secret(oauth.client_secret_env, oauth.client_secret_file, "client secret")
    if oauth.flow == "refresh-token":
        form |= {"grant_type": "refresh_token", "refresh_token": refresh_token}
    else:
        form["grant_type"] = "client_credentials"
    return _grant(name, oauth, *_post(oauth, {key: value for key, value in form.items() if value}))


def _grant(name: str, oauth: OAuth, status: int, body: bytes) -> Grant:
    where = urllib.parse.urlsplit(endpoint(oauth)).netloc
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    said = said if isinstance(said, dict) else {}
    if status == 200 and (token := _word(said, "access_token")):
        kind = said.get("token_type", "bearer")
        if not isinstance(kind, str) or kind.lower() != "bearer":
            raise OAuthTrouble(f"{where}: the token is of a kind we do not know; use another token_endpoint", True)
        refresh = _word(said, "refresh_token")
        log.conceal(token)
        log.conceal(refresh)
        return Grant(token, _seconds(said.get("expires_in")), refresh)
    if isinstance(error := said.get("error"), str) and 400 <= status < 500 and status != 429:
        words = _clean(f"{error}: {said.get('error_description') or ''}".rstrip(": "))
        raise OAuthTrouble(f"{where} gives no token: {words}; {_remedy(name, oauth, error)}", True)
    raise OAuthTrouble(f"{where} answers {status}, which is no token; it is asked again")


def _remedy(name: str, oauth: OAuth, error: str) -> str:
    if error in ("invalid_client", "unauthorized_client"):
        return "check client_id and the client secret (has it expired?) of [mailbox.oauth]"
    if error == "invalid_grant" and oauth.flow == "refresh-token":
        how = "put a new refresh token in its place" if oauth.provider == "google" else f'"mailtriage login {name}"'
        return f"the sign-in has expired or was revoked: sign in again, {how}"
    return "check tenant, client_id, scope and the app's permissions"


def _post(oauth: OAuth, form: Mapping[str, str]) -> tuple[int, bytes]:
    """Status and body. OAuthTrouble when nobody answers in time."""
    url, seconds = endpoint(oauth), oauth.timeout.total_seconds()
    parts = urllib.parse.urlsplit(url)
    if why := unsafe_url(url):
        raise OAuthTrouble(f"token_endpoint {why}", True)
    try:
        context = ssl.create_default_context(cafile=oauth.ca_file or None)
    except OSError as e:
        raise OAuthTrouble(f"ca_file {oauth.ca_file}: {e.strerror or e}; mend [mailbox.oauth]", True) from None
    request = urllib.request.Request(url, urllib.parse.urlencode(form).encode(), {"Accept": "application/json"})
    handlers: list[Any] = [urllib.request.HTTPSHandler(context=context), _NoRedirect()]
    if loopback(parts.hostname or ""):
        handlers.append(urllib.request.ProxyHandler({}))        # what goes to this machine stays on it
    point("oauth.fetch")
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=seconds) as answer:
            return answer.status, _read(answer, seconds)
    except urllib.error.HTTPError as e:
        with e:
            return e.code, _read(e, seconds)
    except (OSError, http.client.HTTPException, ValueError) as e:
        reason = getattr(e, "reason", e)
        if isinstance(reason, ssl.SSLCertVerificationError):
            reason = f"its certificate is not trusted: {reason.verify_message}; ca_file names a private CA"
        words = _clean(str(reason)) or type(e).__name__
        raise OAuthTrouble(f"{parts.netloc} cannot be asked for a token: {words}") from None


def _read(answer: Any, seconds: float) -> bytes:
    """The body, piece by piece: a server that drips cannot hold us longer than `seconds`."""
    end, body = time.monotonic() + seconds, b""
    try:
        while piece := answer.read1(64 * 1024):
            body += piece
            if len(body) > _MOST or time.monotonic() > end:
                raise TimeoutError("it does not come to an end")
    except http.client.HTTPException as e:
        raise ConnectionError(f"it broke off: {type(e).__name__}") from None
    return body


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A secret goes where config.toml says, and not where that server points."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _word(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    usable = isinstance(value, str) and value.isascii() and value.isprintable() and " " not in value
    return str(value) if usable and len(str(value)) <= 100_000 else ""


def _seconds(value: object) -> float:
    """`expires_in`; an hour when it is none, since every provider's is about that."""
    try:
        seconds = float(value) if isinstance(value, int | float | str) else 3600.0
    except ValueError:
        return 3600.0
    return seconds if 0 < seconds <= 30 * 86400 else 3600.0


def _clean(text: str) -> str:
    """One line of 300 characters, as people and logs can bear it."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))[:300]
