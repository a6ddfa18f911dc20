"""From an HTTP request to a tool call and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from typing import Annotated, Any, NoReturn

from fastapi import Depends
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from agents.desk import Desk
from agents.messages import Person
from gateway.errors import Crashed
from memory.errors import BadInput
from tools.fates import Crash, Done
from tools.tool import Answer, Caller, holds_nul

LONGEST_KEY = 200


@dataclass(frozen=True)
class Visit:
    """The desk, and who asks it over HTTP."""

    desk: Desk
    caller: Caller
    person: Person

    def call(self, tool: str, arguments: Mapping[str, Any]) -> Done:
        """Call a tool through the gate. Raises the error of a call that was not done."""
        fate = self.desk.gate.call(tool, arguments, self.caller)
        if isinstance(fate, Done):
            return fate
        raise Crashed(fate.reference) if isinstance(fate, Crash) else fate.error


async def _visit(request: Request) -> Visit:
    person: Person = request.state.person
    key = request.headers.get("idempotency-key", "").strip()
    if len(key) > LONGEST_KEY:
        raise BadInput(
            f"The Idempotency-Key is longer than {LONGEST_KEY} characters.", code="bad_key", hint="Use a UUID."
        )
    if holds_nul([*request.path_params.values(), *request.query_params.values()]):
        raise BadInput("The address has the character NUL in it.", code="bad_arguments", hint="Leave %00 out.")
    desk: Desk = request.app.state.desk
    return Visit(desk.as_seen_by(person.profile), person.caller("http", key=key or None), person)


async def _json_object(request: Request) -> dict[str, Any]:
    raw = await request.body()
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw, parse_constant=_no_number)
        json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair is no text that can be kept
    except (ValueError, RecursionError) as error:
        raise BadInput("The body is no JSON.", code="bad_json", hint="Send a JSON object in UTF-8.") from error
    if not isinstance(body, dict):
        raise BadInput("The body is JSON, but no object.", code="bad_json", hint='Send an object: {"role": "Welder"}.')
    return body


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


Visiting = Annotated[Visit, Depends(_visit)]
JsonObject = Annotated[dict[str, Any], Depends(_json_object)]
"""The body as it was sent; the gate checks it, so that refused calls are audited too."""


def answered(done: Done, *, created: bool = False) -> Response:
    """A tool's answer; 201 where something was created."""
    headers = {"idempotency-replayed": "true"} if done.replayed else {}
    return _json(done.answer.model_dump_json(), 201 if created else 200, headers)


def plain(content: Any, status: int = 200) -> Response:
    """Plain data, dataclasses and answers as JSON; times are ISO."""
    return _json(json.dumps(content, default=_encoded, allow_nan=False), status, {})


def takes(arguments: type[BaseModel]) -> dict[str, Any]:
    """For the API's description: the body is these arguments."""
    return {"requestBody": {"content": {"application/json": {"schema": arguments.model_json_schema()}}}}


def asks(arguments: type[BaseModel]) -> dict[str, Any]:
    """For the API's description: the query is these arguments."""
    schema = arguments.model_json_schema()
    return {
        "parameters": [
            {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": about}
            for name, about in schema["properties"].items()
        ]
    }


def _json(text: str, status: int, headers: Mapping[str, str]) -> Response:
    return Response(text, status_code=status, headers=dict(headers), media_type="application/json")


def _encoded(value: Any) -> Any:
    if isinstance(value, Answer):
        return value.model_dump(mode="json")
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON")
