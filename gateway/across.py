"""What a listed site's page may ask, and read of the answer: the API, with a token, never by a cookie."""

from __future__ import annotations

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from agents.settings import Settings

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
SENT = ("Authorization", "Content-Type", "Idempotency-Key")
READ = ("Idempotency-Replayed", "Retry-After", "WWW-Authenticate")


def across(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The app for a request that `gateway.hosts.crosses`: a preflight is answered here, and goes no further."""
    return CORSMiddleware(
        app,
        allow_origins=settings.cors_origins,
        allow_methods=METHODS,
        allow_headers=SENT,
        expose_headers=READ,
        allow_credentials=False,
    )
