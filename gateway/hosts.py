"""Under which names, and from where, the desk may be asked."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from agents.settings import Settings
from memory.errors import NotAllowed

_HOST = re.compile(r"(localhost|[\d.]+|\[[\da-f:.]+\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)
_FORWARDED = re.compile(
    r"forwarded|x-(forwarded|original|envoy|proxy)-.*|x-(real|client|cluster-client)-ip|(true|fastly)-client-ip"
    r"|cf-.*|via|x-forwarded"
)
ANOTHER_SITE = "another site's page asked for it"
NEVER_ACROSS = ("/chat", "/login", "/logout", "/assets/")
"""The web's own doors: they work with cookies, which a page of another site has no part in."""


def stranger(scope: Scope) -> str | None:
    """Why the demo sign-in does not hold for this request; None where it does."""
    headers = Headers(scope=scope)
    client = scope.get("client")
    hosts = headers.getlist("host")
    if client is None or not is_loopback(client[0]):
        return "the request comes from another machine"
    if not scope["raw_path"].startswith(b"/"):
        return "the request names a whole address instead of a path"
    if len(hosts) != 1 or not names_this_machine(hosts[0]):
        return "it was asked for under a name that is not this machine's"
    if any(_FORWARDED.fullmatch(name) for name in headers):
        return "it was passed on by a proxy"
    if not _is_from_here(scope, headers, hosts[0]) or headers.get("sec-fetch-site", "none") not in _OWN_SITES:
        return ANOTHER_SITE
    return None


def foreign(scope: Scope, settings: Settings) -> str | None:
    """Why a request is not looked at though staffers may sign in from elsewhere; None where it is.

    A proxy may stand before the desk then: what it says of the sender gives no right, the token or cookie does.
    """
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    if not scope["raw_path"].startswith(b"/"):
        return "the request names a whole address instead of a path"
    if len(hosts) != 1 or not _is_ours(hosts[0], settings):
        return "it was asked for under a name that is not this desk's"
    if crosses(scope, settings):
        return None if is_preflight(scope) or _has_token(headers) else f"{ANOTHER_SITE} without a token"
    public = settings.public_url if hosts[0].lower() == urlsplit(settings.public_url or "").netloc else None
    if not _is_from_here(scope, headers, hosts[0], public) or not _is_navigation_or_ours(scope, headers):
        return ANOTHER_SITE
    return None


def crosses(scope: Scope, settings: Settings) -> bool:
    """Whether a page of another site that is listed (``cors_origins``) asks the API."""
    if scope["type"] != "http" or scope["path"].startswith(NEVER_ACROSS):
        return False
    origins = Headers(scope=scope).getlist("origin")
    return len(origins) == 1 and origins[0] in settings.cors_origins


def is_preflight(scope: Scope) -> bool:
    """Whether a browser asks beforehand what another site's page may ask; it sends no token with that."""
    headers = Headers(scope=scope)
    return scope.get("method") == "OPTIONS" and "origin" in headers and "access-control-request-method" in headers


def is_secure(scope: Scope, settings: Settings) -> bool:
    """Whether the browser that asks is spoken to over TLS, by us or by the proxy of the public address."""
    if scope["scheme"] in ("https", "wss"):
        return True
    public = urlsplit(settings.public_url or "")
    return public.scheme == "https" and Headers(scope=scope).get("host", "").lower() == public.netloc


def check_bind(host: str, *, with_staff: bool) -> None:
    """Raises NotAllowed for an address that other machines reach, while there is no staffer to sign in there."""
    if not with_staff and host != "localhost" and not is_loopback(host):
        raise NotAllowed(
            f"The desk does not listen on {host!r}: without staffers, everybody who reaches it would be an admin.",
            code="open_bind",
            hint="Add yourself first: muster staff add NAME --role admin. Or use 127.0.0.1 and an SSH tunnel.",
        )


def names_this_machine(host: str) -> bool:
    found = _HOST.fullmatch(host)
    return found is not None and (found[1].lower() == "localhost" or is_loopback(found[1].strip("[]")))


def is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


_OWN_SITES = ("none", "same-origin")


def _is_ours(host: str, settings: Settings) -> bool:
    """This machine's names, the public address, and the address that the desk listens on.

    Where it listens on all addresses, any of them in figures: a name there could be anybody's.
    """
    if names_this_machine(host) or host.lower() == urlsplit(settings.public_url or "").netloc:
        return True
    name = urlsplit(f"//{host}").hostname or ""
    if name == settings.host.lower():
        return True
    try:
        return ip_address(settings.host).is_unspecified and bool(ip_address(name))
    except ValueError:
        return False


def _has_token(headers: Headers) -> bool:
    return headers.get("authorization", "").lower().startswith("bearer ")


def _is_from_here(scope: Scope, headers: Headers, host: str, public: str | None = None) -> bool:
    origins = [origin.lower() for origin in headers.getlist("origin")]
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    return not origins or origins == [f"{scheme}://{host.lower()}"] or origins == [public]


def _is_navigation_or_ours(scope: Scope, headers: Headers) -> bool:
    """A link in Slack or in a mail may open a page; nothing else may be asked for from another site."""
    if headers.get("sec-fetch-site", "none") in _OWN_SITES:
        return True
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return followed and scope.get("method") in ("GET", "HEAD")
