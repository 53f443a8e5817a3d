"""desk/safe_links.py: where a link of a mail leads, told so that it cannot be dressed up.

Promises   the host is the one a browser would go to, whatever stands before an @, in backslashes, in percent signs or
           in letters of another script. A link whose words show another address than its target is told from one whose
           words agree.
Source     WHATWG URL 4.4 (special schemes), UTS #46; RFC 6068.
Reads next desk/safe_html.py
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

_SCHEMES = ("http", "https", "mailto", "tel")
_MOST = 2_000               # characters of a target that are kept
_SHOWN = 100                # characters of it that are shown
_NAME = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}"
_AN_ADDRESS = re.compile(
    rf"(?:(?P<scheme>https?://)|www\.)?(?:[^\s/@<>]{{1,64}}@)?(?P<host>{_NAME})(?P<rest>[:/?#]\S*)?", re.I)
_FILES = frozenset(re.findall(
    r"\w+", "pdf doc docx xls xlsx txt csv log zip png jpg jpeg gif html htm xml json exe msg eml js py"))


@dataclass(frozen=True, slots=True)
class Target:
    """`href` is what a browser may be given, "" for what leads nowhere; before, host and after together are what is
    shown, the host apart. `elsewhere`: the words of the link show another host."""

    href: str
    before: str
    host: str
    after: str
    elsewhere: bool = False

    @property
    def shown(self) -> str:
        return self.before + self.host + self.after


def target_of(href: str, words: str) -> Target | None:
    """Where a link leads; None when it leads nowhere (empty, a place in the same mail)."""
    url = re.sub(r"[\x00-\x20\x7f]", "", href[:_MOST]) if not href.isprintable() or " " in href else href[:_MOST]
    if not url or url.startswith("#"):
        return None
    scheme, colon, rest = url.partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in _SCHEMES:
        return Target("", "", "", _plain(url))
    if scheme in ("mailto", "tel"):
        address = unquote(rest.partition("?")[0])
        return Target(url, "", _plain(address), "", _other(words, address.rpartition("@")[2], mail=True))
    rest = rest.replace("\\", "/").lstrip("/")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    user, at, host = authority.rpartition("@")
    host = ascii_host(re.sub(r":\d{0,5}$", "", host))
    return Target(url, f"{scheme}://{_plain(user + at)}", host, _plain(rest[len(authority):]), _other(words, host))


def ascii_host(host: str) -> str:
    """The name as it is looked up: percent signs undone, letters outside ASCII as xn--."""
    host = unquote(host).lower().rstrip(".")
    if host.isascii():
        return _plain(host)
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return _plain(host)


def _other(words: str, host: str, mail: bool = False) -> bool:
    """Whether the words of a link name an address with another host."""
    for piece in words.split()[:40]:
        match = _AN_ADDRESS.fullmatch(piece.strip("<>()[]\"'.,;!"))
        if match is None or ("@" in piece) != mail and not match["scheme"]:
            continue
        said = ascii_host(match["host"]).removeprefix("www.")
        if said.rpartition(".")[2] in _FILES and not match["scheme"]:
            continue
        if host.removeprefix("www.") != said and not host.endswith("." + said):
            return True
    return False


def _plain(text: str) -> str:
    """What shows as it is, of bounded length: no blank, control or direction character."""
    text = "".join(c if c.isprintable() and c != " " else f"%{ord(c):02X}" for c in text[: _SHOWN + 1])
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "\N{HORIZONTAL ELLIPSIS}"
