"""cli/login.py: a person signs in to a mailbox that uses OAuth: a code, a browser anywhere (RFC 8628).

Promises   what comes back is kept in data/tokens, and shown to nobody. The extra `m365` (msal) is imported only here.
Does not   work for Google: its device flow gives no right to mail. There a refresh token comes from the Cloud console's
           own consent page, by refresh_token_file.
Reads next oauth_tokens.py
"""

from __future__ import annotations

import functools
import importlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from mailtriage.cli.context import load_config
from mailtriage.cli.output import fail, note, say

if TYPE_CHECKING:
    from mailtriage.config import OAuth


@click.command(short_help="Sign in to a mailbox that uses OAuth, by a code in a browser.")
@click.argument("mailbox", metavar="MAILBOX")
@click.pass_context
def login(ctx: click.Context, mailbox: str) -> None:
    """Sign in to MAILBOX (flow = "refresh-token"): type a code in a browser, on this or another machine.

    Once is enough: the token is renewed from then on, and kept in data/tokens.
    """
    config = load_config(ctx)
    box = next((m for m in config.mailbox if m.name == mailbox), None)
    if box is None:
        fail(f'there is no mailbox "{mailbox}"; there are: {", ".join(m.name for m in config.mailbox)}', 2)
    if box.oauth is None or box.oauth.flow != "refresh-token":
        fail(f'mailbox {mailbox} needs no sign-in; it would with [mailbox.oauth] and flow = "refresh-token"', 2)
    if box.oauth.provider == "google":
        fail("Google lets nobody read mail by a device code; get a refresh token for https://mail.google.com/ by its "
             "consent page and name it in refresh_token_file", 2)
    from mailtriage.oauth import Grant
    from mailtriage.oauth_tokens import keep

    found = _sign_in(box.oauth, mailbox)
    refresh = found.get("refresh_token", "")
    if not refresh:
        fail("the provider gave no refresh token; add offline_access to scope", 1)
    keep(mailbox, box.oauth, config.data, Grant(found["access_token"], float(found["expires_in"]), refresh),
         datetime.now(UTC))
    note(f"signed in; the token of {mailbox} is kept")


def _sign_in(oauth: OAuth, mailbox: str) -> dict[str, Any]:
    try:
        msal: Any = importlib.import_module("msal")
    except ImportError:
        fail("signing in needs the extra m365: pip install 'mailtriage[m365]'", 2)
    from mailtriage.oauth import OAuthTrouble, endpoint, scope

    authority = endpoint(oauth).removesuffix("/").removesuffix("/oauth2/v2.0/token")
    # msal asks for these by itself and refuses to be told.
    scopes = [s for s in scope(oauth).split() if s not in ("offline_access", "openid", "profile")]
    try:
        app = msal.PublicClientApplication(
            oauth.client_id, authority=authority, instance_discovery=False, http_client=_http(oauth, authority),
        )
        flow: dict[str, Any] = app.initiate_device_flow(scopes=scopes)
        if "user_code" not in flow:
            raise OAuthTrouble(_why(flow), True)
        say(f'For {mailbox}: open {flow["verification_uri"]} and type {flow["user_code"]}')
        found: dict[str, Any] = app.acquire_token_by_device_flow(flow)
    except (ValueError, OSError) as e:          # msal's own word for a wrong authority; requests' errors are OSErrors
        raise OAuthTrouble(f"{authority} cannot be asked: {' '.join(str(e).split())[:200]}") from None
    if "access_token" not in found:
        raise OAuthTrouble(_why(found), True)
    return found


def _http(oauth: OAuth, authority: str) -> Any:
    """As msal makes it itself, but that ca_file goes before REQUESTS_CA_BUNDLE of the environment."""
    requests: Any = importlib.import_module("requests")         # msal's own
    session = requests.Session()
    if oauth.ca_file:
        session.proxies = requests.utils.get_environ_proxies(authority)
        session.verify, session.trust_env = oauth.ca_file, False
    session.request = functools.partial(session.request, timeout=oauth.timeout.total_seconds())
    return session


def _why(answer: dict[str, Any]) -> str:
    words = " ".join(f"{answer.get('error')}: {answer.get('error_description') or ''}".split())[:300]
    return f"not signed in: {words.rstrip(': ')}"
