"""The desk's four faces over equal stores: Slack, the web chat in a browser, the terminal, and HTTP."""

from __future__ import annotations

from tests.slack.conftest import serve, slack
from tests.web.conftest import _serving

__all__ = ["_serving", "serve", "slack"]
