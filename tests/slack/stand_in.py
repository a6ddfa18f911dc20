"""Slack as far as the desk sees it: a Web API and Socket Mode on loopback, strict about tokens, shapes and limits."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from slack_bot.blocks.limits import problems, view_problems

BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-test", "xapp-test", "shhh-it-is-signed"
TEAM, BOT = "T0TEAM", "U0BOT"
NEEDED: dict[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.postMessage": ("channel", "text"),
    "chat.update": ("channel", "ts", "text"),
    "chat.postEphemeral": ("channel", "user", "text"),
    "chat.startStream": ("channel", "thread_ts", "recipient_team_id", "recipient_user_id"),
    "chat.appendStream": ("channel", "ts"),
    "chat.stopStream": ("channel", "ts"),
    "views.open": ("trigger_id", "view"),
    "views.publish": ("user_id", "view"),
    "assistant.threads.setStatus": ("channel_id", "thread_ts", "status"),
    "assistant.threads.setSuggestedPrompts": ("channel_id", "prompts"),
    "files.getUploadURLExternal": ("filename", "length"),
    "files.completeUploadExternal": ("files",),
    "apps.connections.open": (),
}


@dataclass
class Call:
    method: str
    arguments: dict[str, Any]


@dataclass
class SlackStandIn:
    """Records every call; what Slack would refuse is refused, and noted in ``faults`` so that a test fails by it."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    messages: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """(channel, ts) → the message as people see it now."""
    uploads: dict[str, bytes] = field(default_factory=dict)
    limited: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Method → how many further calls are answered 429."""
    errors: dict[str, str] = field(default_factory=dict)
    """Method → the error that it answers with."""
    scopes: str = ""
    """What the token may do, where Slack says so."""
    is_down: bool = False
    sockets: list[WebSocket] = field(default_factory=list)
    envelopes: list[str] = field(default_factory=list)
    """Envelopes of Socket Mode that were acknowledged."""

    def __post_init__(self) -> None:
        self._ts = itertools.count(1)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.app = Starlette(
            routes=[
                Route("/api/{method}", self._api, methods=["POST", "GET"]),
                Route("/upload/{file}", self._upload, methods=["POST"]),
                Route("/respond/{name}", self._respond, methods=["POST"]),
                WebSocketRoute("/socket", self._socket),
            ]
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def response_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/respond/one"

    def of(self, method: str) -> list[dict[str, Any]]:
        return [call.arguments for call in self.calls if call.method == method]

    def said(self) -> list[str]:
        """Texts of the messages that people see."""
        return [message["text"] for message in self.messages.values()]

    async def _api(self, request: Request) -> Response:
        self.loop = asyncio.get_running_loop()
        method = request.path_params["method"]
        if self.is_down:
            return Response("away", status_code=503)
        if self.limited[method] > 0:
            self.limited[method] -= 1
            self.calls.append(Call("429", {"method": method, "at": time.monotonic()}))
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "1"})
        token = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if request.headers.get("authorization") != f"Bearer {token}":
            self.faults.append(f"{method}: the wrong token")
            return JSONResponse({"ok": False, "error": "invalid_auth"})
        arguments = await _arguments(request)
        fault = self._fault(method, arguments)
        if fault:
            self.faults.append(f"{method}: {fault}")
            return JSONResponse({"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": [fault]}})
        self.calls.append(Call(method, {**arguments, "_at": time.monotonic()}))
        if method in self.errors:
            return JSONResponse({"ok": False, "error": self.errors[method]})
        headers = {"x-oauth-scopes": self.scopes} if self.scopes else None
        return JSONResponse({"ok": True, **self._do(method, arguments)}, headers=headers)

    def _fault(self, method: str, arguments: dict[str, Any]) -> str:
        if method not in NEEDED:
            return "no such method here"
        lacking = [name for name in NEEDED[method] if arguments.get(name) in (None, "")]
        lacking = [name for name in lacking if (method, name) != ("assistant.threads.setStatus", "status")]
        wrong = [f"{name} is missing" for name in lacking]
        wrong += problems(arguments.get("blocks") or [])
        wrong += view_problems(arguments["view"]) if arguments.get("view") else []
        if len(arguments.get("text") or "") > 40_000:
            wrong.append("text too long")
        for chunk in arguments.get("chunks") or []:
            if chunk["type"] == "markdown_text" and len(chunk["text"]) > 12_000:
                wrong.append("a chunk too long")
        if method == "assistant.threads.setSuggestedPrompts" and len(arguments["prompts"]) > 4:
            wrong.append("too many prompts")
        return "; ".join(wrong)

    def _do(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = arguments.get("channel", "")
        streamed = "".join(chunk.get("text", "") for chunk in arguments.get("chunks") or [])
        match method:
            case "auth.test":
                return {
                    "team_id": TEAM,
                    "user_id": BOT,
                    "bot_id": "B0BOT",
                    "url": "https://x.slack.com/",
                    "user": "muster",
                }
            case "chat.postMessage" | "chat.startStream":
                ts = f"1800000000.{next(self._ts):06d}"
                text = arguments.get("text", streamed)
                self.messages[channel, ts] = {"text": text, "blocks": arguments.get("blocks") or [], "user": BOT,
                                              "thread_ts": arguments.get("thread_ts")}  # fmt: skip
                return {"channel": channel, "ts": ts}
            case "chat.appendStream" | "chat.stopStream":
                message = self.messages[channel, arguments["ts"]]
                message["text"] += streamed
                message["blocks"] = arguments.get("blocks") or []
                return {"channel": channel, "ts": arguments["ts"]}
            case "chat.update":
                self.messages[channel, arguments["ts"]] |= {"text": arguments["text"], "blocks": arguments["blocks"]}
                return {"channel": channel, "ts": arguments["ts"]}
            case "views.open" | "views.publish":
                return {"view": {"id": "V1", **arguments["view"]}}
            case "files.getUploadURLExternal":
                file = f"F{len(self.uploads) + 1}"
                self.uploads[file] = b""
                return {"upload_url": f"http://127.0.0.1:{self.port}/upload/{file}", "file_id": file}
            case "files.completeUploadExternal":
                return {"files": [{"id": one["id"]} for one in json.loads(arguments["files"])]}
            case "apps.connections.open":
                return {"url": f"ws://127.0.0.1:{self.port}/socket"}
        return {}

    async def _upload(self, request: Request) -> Response:
        self.uploads[request.path_params["file"]] = await request.body()
        return Response("OK")

    async def _respond(self, request: Request) -> Response:
        body = await request.json()
        self.faults += [f"response_url: {each}" for each in problems(body.get("blocks") or [])]
        self.calls.append(Call("response_url", body))
        return Response("ok")

    async def _socket(self, socket_: WebSocket) -> None:
        await socket_.accept()
        await socket_.send_json({"type": "hello", "num_connections": 1})
        self.sockets.append(socket_)
        try:
            while True:
                said = await socket_.receive_json()
                self.envelopes.append(said["envelope_id"])
        except WebSocketDisconnect:
            self.sockets.remove(socket_)

    def push(self, kind: str, payload: dict[str, Any], envelope: str = "E1") -> None:
        """Send something over Socket Mode."""
        assert self.loop is not None
        said = {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": False}
        asyncio.run_coroutine_threadsafe(self.sockets[0].send_json(said), self.loop).result(5)


async def _arguments(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(await request.json())
    return {**request.query_params, **dict(parse_qsl((await request.body()).decode()))}


class Running:
    """A server in a thread."""

    def __init__(self, app: Any, port: int = 0) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True)

    def __enter__(self) -> Running:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
