"""The pages that a person opens, and the API's own description."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from agents.desk import Desk
from agents.settings import Settings
from gateway.pages import page
from tools.hybrid_search import SearchArguments

OUTSIDE = re.compile(r"""(?:src|href)\s*=\s*["'](?!/|data:)|@import|url\(|<script""")


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_fits_a_phone_and_asks_nobody_else(http: httpx.Client, path: str) -> None:
    answer = http.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert 'name="viewport"' in answer.text
    assert "prefers-color-scheme: dark" in answer.text
    assert not OUTSIDE.search(answer.text)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_front_page_says_what_this_is(http: httpx.Client, desk: Desk) -> None:
    text = http.get("/").text
    assert f"{len(desk.store.bench())} workers on the bench" in text
    assert 'href="/docs"' in text
    assert 'href="/health"' in text
    assert 'href="/chat"' not in text  # none is served here
    assert "invented" not in text
    mark = desk.folder / "DEMO"
    mark.touch()
    try:
        assert "invented" in http.get("/").text
        assert http.get("/health").json()["demo"] is True
    finally:
        mark.unlink()


def test_titles_are_only_text() -> None:
    assert "<script>" not in page("<script>alert(1)</script>", "")


def test_health_tells_nothing_private(http: httpx.Client) -> None:
    assert http.get("/health").json() == {"status": "ok", "demo": False, "chat": "off"}


def test_every_route_is_described_for_people_and_programs(http: httpx.Client) -> None:
    schema = http.get("/openapi.json").json()
    text = http.get("/docs").text
    for path, methods in schema["paths"].items():
        assert f"<code>{path}</code>" in text
        for about in methods.values():
            assert about["summary"]
            assert about["tags"]
    assert "<code>file</code><b>*</b> string, <code>dataset</code><b>*</b> string" in text


def test_bodies_and_queries_are_described_by_the_tools_own_arguments(http: httpx.Client) -> None:
    paths = http.get("/openapi.json").json()["paths"]
    body = paths["/search"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"].keys() == SearchArguments.model_fields.keys()
    asked = {one["name"] for one in paths["/intelligence/staffing_forecast"]["get"]["parameters"]}
    assert asked == {"role", "city", "state", "days"}


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [one for value in node.values() for one in references(value)]
    return [one for value in node for one in references(value)] if isinstance(node, list) else []


def test_the_description_points_nowhere_that_is_not_there(http: httpx.Client) -> None:
    schema = http.get("/openapi.json").json()
    found = references(schema)
    assert found
    for reference in found:
        place: Any = schema
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_without_a_chat_the_route_says_so(http: httpx.Client) -> None:
    for path, code in (("/chat", "no_chat"), ("/chat/", "no_such_route")):
        answer = http.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, code)


def test_an_empty_store_answers_too(tmp_path: Path, serving: Callable[..., Any]) -> None:
    desk = Desk(Settings(data=tmp_path, now="2026-04-20T09:00", _env_file=None))
    with httpx.Client(base_url=serving(desk).url, timeout=60) as client:
        assert "Nobody is on the bench yet" in client.get("/").text
        assert client.get("/health").status_code == 200
        for method, path, body in (
            ("POST", "/search", {"role": "Welder"}),
            ("POST", "/log", {"workers": ["Ana"]}),
            ("POST", "/vectors/playbook_memory/patterns", {"role": "Welder"}),
        ):
            answer = client.request(method, path, json=body)
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_bench")
        assert client.post("/vectors/refresh/workers").status_code == 404
        assert client.get("/intelligence/market").json()["contracts"] == 0
        assert client.get("/intelligence/permit_contracts").json()["contracts"] == []
        assert client.get("/intelligence/staffing_forecast").json()["roles"] == []
        assert client.get("/catalog/datasets").json() == {"datasets": []}
        assert client.get("/vectors/playbook_memory/stats").json()["playbooks"] == 0
    desk.close()
