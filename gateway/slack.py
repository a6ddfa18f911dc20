"""Slack at /slack/events, where it is configured; the one place where its people are plugged in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from agents.current import CurrentDesk
from agents.messages import Person
from gateway.errors import as_response
from memory.errors import MusterError, NotAllowed, NotFound
from slack_bot.directory import LinkRefused

if TYPE_CHECKING:
    from slack_bot.bot import SlackBot

router = APIRouter(tags=["slack"])


class SlackPeople:
    """The directory of the desk that is current: after the demo is left, the own one's."""

    def __init__(self, current: CurrentDesk) -> None:
        self._current = current

    def by_identity(self, kind: str, external_id: str) -> Person | None:
        return self._current.now().directory.by_identity(kind, external_id)

    def link_by_code(self, kind: str, external_id: str, code: str) -> Person:
        try:
            return self._current.now().directory.link_by_code(kind, external_id, code)
        except MusterError as error:
            raise LinkRefused(f"{error.message} {error.hint}".strip()) from error

    def is_configured(self) -> bool:
        return self._current.now().directory.is_configured()


def slack_of(current: CurrentDesk) -> SlackBot | None:
    """The bot, where its settings are there."""
    settings = current.now().settings
    if settings.slack_lacks:
        return None
    from slack_bot.bot import SlackBot  # takes a while, and most desks have no Slack

    return SlackBot(settings, current.now, SlackPeople(current))


@router.post("/slack/events", include_in_schema=True)
async def slack_events(request: Request) -> Response:
    """Everything that Slack sends: events, buttons, commands and modals, each signed by it.

    401 where the signature is missing, wrong, older than five minutes, or was answered before.
    """
    bot: SlackBot | None = request.app.state.slack
    if bot is None or not bot.is_signed:
        raise NotFound(
            "Slack is not set up on this desk.",
            code="no_such_route",
            hint="Set MUSTER_SLACK_BOT_TOKEN and MUSTER_SLACK_SIGNING_SECRET; see /setup.",
        )
    answer = await bot.dispatch((await request.body()).decode("utf-8", "replace"), dict(request.headers))
    if answer.status == 401:
        refusal = NotAllowed(
            "The request is not signed by Slack, too old, or came before.",
            code="bad_signature",
            hint="Compare MUSTER_SLACK_SIGNING_SECRET with the app's, and the machine's clock with the time.",
        )
        return as_response(refusal, status=401)
    return Response(answer.body, status_code=answer.status, headers=answer.first_headers_without_set_cookie())
