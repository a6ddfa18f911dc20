"""The pages that a person opens, and the API's own description."""

from __future__ import annotations

import re
import shlex
import threading
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from agents.desk import Desk
from agents.messages import Incoming, Person
from agents.settings import Settings
from agents.understanding.plan import Plan, PlannedCall
from agents.understanding.understanding import Understanding
from demand.desk import DemandDesk
from memory.ledger import audit
from memory.ledger.tables import PROJECTIONS
from tools.hybrid_search import SearchArguments

OUTSIDE = re.compile(
    r"""(?:src|href|action)\s*=\s*["'](?!/|data:|#)|@import|url\(|<script(?![^>]* src="/assets/)|\sstyle=|\son\w+="""
)
PAGES = ("/", "/brief", "/walkthrough", "/architecture", "/docs", "/setup", "/setup/checks", "/nothing")
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone_and_asks_nobody_else(http: httpx.Client, path: str) -> None:
    answer = http.get(path, headers=BROWSER)
    assert answer.status_code == (404 if path == "/nothing" else 200)
    assert answer.headers["content-type"].startswith("text/html")
    assert not OUTSIDE.search(answer.text)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    if path != "/setup/checks":  # a piece of one
        assert '<html lang="en">' in answer.text and 'name="viewport"' in answer.text
        assert len(re.findall(r"<h1>", answer.text)) == 1
        assert re.search(r"<title>[^<]+ · Muster</title>", answer.text)


def test_what_a_page_is_made_of_is_served_here(http: httpx.Client) -> None:
    for name in set(re.findall(r'"(/assets/[^"]+)"', http.get("/").text)):
        assert http.get(name).status_code == 200
    style = http.get("/assets/muster.css").text
    assert "prefers-color-scheme: dark" in style and "http" not in style
    assert "htmx" in http.get("/assets/htmx.min.js").text
    assert "Zero-Clause BSD" in http.get("/assets/htmx.LICENSE.txt").text


def test_browsers_find_the_icon_where_they_look_for_it(http: httpx.Client) -> None:
    answer = http.get("/favicon.ico")
    assert answer.headers["content-type"].startswith("image/svg+xml") and "<svg" in answer.text


def test_the_brief_tells_what_the_api_tells(http: httpx.Client, desk: Desk) -> None:
    text = http.get("/").text
    assert "Monday, April 20" in text and "9:00 AM in Chicago" in text
    assert f"{len(desk.store.bench())} workers on the bench" in text
    contracts = http.get("/intelligence/permit_contracts", params={"within_days": 21}).json()["contracts"][:6]
    assert len(contracts) == 6
    for contract in contracts:
        assert f"for order {contract['permit_id']}" in text
        for worker in contract["candidates"][:3]:
            assert worker["name"] in text
    market = http.get("/intelligence/market").json()
    assert f"${market['pipeline_usd'] / 1_000_000:,.1f}M" in text
    for line in market["tight"]:
        assert re.search(rf'{line["role"]}</th>\s*<td class="status"><span class="chip {line["status"]}">', text)
    assert 'href="/chat' not in text  # none is served here
    assert http.get("/brief", headers={"hx-request": "true"}).text.lstrip().startswith('<section id="brief"')


def test_a_demo_says_so_on_every_page(http: httpx.Client, desk: Desk) -> None:
    assert "Everybody on this bench" not in http.get("/").text
    mark = desk.folder / "DEMO"
    mark.touch()
    try:
        for path in PAGES:
            assert (
                path == "/setup/checks" or "Everybody on this bench is invented" in http.get(path, headers=BROWSER).text
            )
        assert http.get("/health").json()["demo"] is True
    finally:
        mark.unlink()


def test_a_brief_that_takes_long_comes_later(http: httpx.Client, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is there at once and says what is coming; htmx, or a link, brings the rest."""
    goes_on = threading.Event()
    forecast = DemandDesk.forecast

    def slow(self: DemandDesk, *given: Any, **named: Any) -> Any:
        assert goes_on.wait(30)
        return forecast(self, *given, **named)

    monkeypatch.setattr(DemandDesk, "forecast", slow)
    text = http.get("/").text
    goes_on.set()
    assert 'hx-get="/brief"' in text and '<a href="/brief">' in text and "Recorded last" in text
    assert "Most pressing contracts" not in text
    assert "Most pressing contracts" in http.get("/brief").text


def test_open_seats_come_before_any_permit(http: httpx.Client) -> None:
    order = http.post("/tools/log_order", json={"client": "Acme Fabrication", "role": "Welder", "headcount": 3,
                      "start": "2026-04-21T06:00"}).json()  # fmt: skip
    try:
        text = http.get("/").text
        seat = text.index("3 Welders for Acme Fabrication")
        assert seat < text.index("What is coming")
        assert "3 open" in text and "0 of 3 filled" in text and "Tue Apr 21 6:00 AM EDT, in 20 h" in text
        assert f"need 3 Welders for order {order['order_id']}" in text
    finally:
        http.post("/tools/undo", json={})


def test_who_starts_and_what_was_recorded(http: httpx.Client, workers_of: Callable[..., list[str]], desk: Desk) -> None:
    (worker,) = workers_of("Electrician", "Gary", 1)
    name = desk.store.bench().workers([worker])[0].name
    shift = {"workers": [worker], "client": "Acme Fabrication", "start": "2026-04-20T14:00"}
    assert http.post("/log", json=shift).status_code == 201
    text = http.get("/").text
    assert "1 Electrician, Acme Fabrication" in text and f"{name} (accepted)" in text
    assert f"{name}: accepted for Acme Fabrication" in text
    http.post("/tools/undo", json={})
    text = http.get("/").text
    assert "1 Electrician, Acme Fabrication" not in text
    assert re.search(rf"<s>{name}: accepted for Acme Fabrication[^<]*</s>", text)


def test_every_crew_is_there_and_one_without_a_client_says_so(
    http: httpx.Client, workers_of: Callable[..., list[str]], desk: Desk
) -> None:
    people = workers_of("Electrician", "Gary", 5)
    for number, worker in enumerate(people):
        client = {"client": "Acme Fabrication"} if number else {}
        shift = {"workers": [worker], "start": f"2026-04-20T{14 + number}:00"} | client
        assert http.post("/log", json=shift).status_code == 201
    text = http.get("/").text
    for worker in desk.store.bench().workers(people):
        assert f"{worker.name} (accepted)" in text
    assert "<summary>2 more crews</summary>" in text
    assert re.search(r'1 Electrician, <span class="soft unnamed">no client named</span>', text)
    assert re.search(r"<dd>5<small>first at 2:00 PM", text)
    for _ in people:
        http.post("/tools/undo", json={})


@pytest.fixture
def asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A question in Tom's chat that waits; its id."""
    plan = Plan((PlannedCall("log_contact", {"workers": ["W0000"], "outcome": "no_answer"}),), confidence=0.6)
    monkeypatch.setattr(Understanding, "plan", lambda *_args: plan)
    tom = Person("Tom", "recruiter")
    yield str(desk.answer(Incoming("something about Carla Abbott", tom, "web", "tom")).approval_id)
    desk.answer(Incoming("no", tom, "web", "tom"))


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_button_of_the_brief_answers_what_waits(http: httpx.Client, desk: Desk, asked: str, answer: str) -> None:
    before = len(desk.store.ledger.rows("contacts"))
    assert "Record a contact: Ana Abbott (W0000), called, no answer" in http.get("/").text
    form = {"data": {"answer": answer}, "headers": {"hx-request": "true"}}
    part = http.post(f"/brief/approvals/{asked}", **form).text  # type: ignore[arg-type]
    assert part.lstrip().startswith('<div id="waiting"') and "Waits for your yes" not in part
    assert ("1 contact recorded" in part) == (answer == "yes")
    assert len(desk.store.ledger.rows("contacts")) == before + (answer == "yes")
    again = http.post(f"/brief/approvals/{asked}", data={"answer": "yes"}).text
    assert "said" in again and "<h1>" in again  # without htmx it is the whole page
    assert len(desk.store.ledger.rows("contacts")) == before + (answer == "yes")


def test_another_sites_form_answers_nothing(http: httpx.Client, asked: str) -> None:
    theirs = {"origin": "https://evil.com"}
    assert http.post(f"/brief/approvals/{asked}", data={"answer": "yes"}, headers=theirs).status_code == 403
    assert [one["approval_id"] for one in http.get("/approvals").json()["approvals"]] == [asked]


def test_the_walkthrough_answers_and_records_nothing(http: httpx.Client, desk: Desk) -> None:
    before = {name: desk.store.ledger.rows(name) for name in PROJECTIONS}
    journal = desk.store.ledger.version()
    text = http.get("/walkthrough").text
    assert len(re.findall(r"<h2>", text)) == 7
    assert "hybrid_search(role=" in text and "could step in" in text and "will not be sent to" in text
    understood = re.findall(r"<summary>Understood: ([^<]+)</summary>\s*<p>As a call: <code>(\w+)\(", text)
    assert {"hybrid_search", "log_fill", "forecast", "daily_summary"} <= {tool for _, tool in understood}
    assert not [words for words, _ in understood if re.search(r"[_=]|\w\(", words)]
    assert "Tue Apr 21 6:00 AM" in understood[0][0]
    assert "all together never more than 0.25" in text
    (asked,) = re.findall(r"need 2 \w+ in ([^<]+?) for ", text)
    assert set(re.findall(r"\d+ \w+ in (.+?)(?: fit|,? \w{3} \w{3} \d+ | could step in)", text)) == {asked}
    assert text.count("Rehearsed: not recorded") == 3
    assert {name: desk.store.ledger.rows(name) for name in PROJECTIONS} == before
    assert desk.store.ledger.version() == journal
    assert {entry["tool"] for entry in audit.newest(desk.store.ledger, limit=3)} <= {
        "hybrid_search", "forecast", "daily_summary"
    }  # fmt: skip


RUDE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def test_a_name_that_is_markup_is_only_a_name(
    tmp_path: Path, serving: Callable[..., Any], write_csv: Callable[..., Path]
) -> None:
    desk = Desk(Settings(data=tmp_path / "store", now="2026-04-20T09:00", _env_file=None))
    people = [[f"W{n}", f"{RUDE} {n}", "Electrician", "Chicago", "IL", "available", "0.9"] for n in range(4)]
    for dataset, header, rows in (
        ("workers", "worker_id,name,role,city,state,availability,reliability", people),
        ("clients", "client,city,state", [[f"{RUDE} Inc", "Chicago", "IL"]]),
        ("permits", "id,permit_type,work_type,reported_cost,issue_date,permit_status,street_name",
         [[f"P<i>{n}", "PERMIT - NEW CONSTRUCTION", "Electrical Work", "900000", f"2026-04-{n:02d}", "ACTIVE", RUDE]
          for n in range(1, 9)]),
    ):  # fmt: skip
        desk.store.ingest(write_csv(tmp_path / f"{dataset}.csv", header, rows), dataset, staffer="Sarah")
    with httpx.Client(base_url=serving(desk).url, timeout=60) as client:
        client.post("/log", json={"workers": ["W0"], "client": f"{RUDE} Inc", "start": "2026-04-20T14:00"})
        for path in ("/", "/brief", "/walkthrough", "/docs"):
            text = client.get(path).text
            assert "alert(1)" in text, path
            assert "<script>" not in text and "<img src=x" not in text and "<i>" not in text
    desk.close()


def test_an_error_is_a_page_to_a_browser_and_json_to_a_program(http: httpx.Client) -> None:
    page = http.get("/nothing<b>", headers=BROWSER)
    assert (page.status_code, "<h1>There is nothing here</h1>" in page.text) == (404, True)
    assert "<b>" not in page.text and "default-src 'none'" in page.headers["content-security-policy"]
    assert http.get("/nothing").json()["error"]["code"] == "no_such_route"
    stranger = http.get("/", headers=BROWSER | {"host": "evil.com"})
    assert stranger.status_code == 403 and "Nobody is signed in" in stranger.text
    piece = http.post("/brief/approvals/A-1", data={"answer": "perhaps"}, headers={"hx-request": "true"})
    assert piece.status_code == 400 and piece.text.lstrip().startswith('<div class="card')


def examples(text: str) -> list[tuple[str, str, str | None]]:
    """Method, address and body of every curl command of the API page."""
    found = []
    for command in re.findall(r"<pre><code>(curl [^<]+)</code></pre>", text):
        words = shlex.split(unescape(command))
        body = words[words.index("-d") + 1] if "-d" in words else None
        method = words[words.index("-X") + 1] if "-X" in words else "POST" if body else "GET"
        found.append((method, next(word for word in words if word.startswith("http://")), body))
    return found


def test_every_example_of_the_api_page_works(http: httpx.Client, desk: Desk, address: Any) -> None:
    found = examples(http.get("/docs").text)
    assert len(found) > 20
    records = 0
    for method, url, body in found:
        assert url.startswith(f"{address.url}/")
        answer = http.request(method, url, content=body)
        assert answer.status_code in (200, 201), (method, url, body, answer.text)
        records += answer.status_code == 201
    for _ in range(records + 1):  # and what they recorded is taken back
        http.post("/tools/undo", json={})


def test_the_map_has_every_room(http: httpx.Client) -> None:
    text = http.get("/architecture").text
    for room in ("memory", "demand", "tools", "agents", "gateway", "evals", "prompts"):
        assert f"<b><code>{room}/</code></b>" in text
    assert "`" not in text and "**" not in text


def test_the_set_up_says_what_is_there_and_what_is_missing(http: httpx.Client, desk: Desk) -> None:
    text = http.get("/setup").text
    for title in ("Your own bench", "Building permits", "Ollama", "Slack", "Text messages"):
        assert title in text
    assert f"{len(desk.store.bench())} workers" in text and "Built in, learned, no model needed" in text
    again = http.get("/setup/checks").text
    assert set(re.findall(r'id="(checks-\w+)"', again)) == set(re.findall(r'id="(checks-\w+)"', text))
    assert again.count('hx-swap-oob="true"') == again.count("<ul")
    found = [*map(int, re.findall(r"All (\d+) required checks are in order</b>, (\d+) optional", again)[0])]
    assert found == [again.count("in order</span>"), again.count("optional</span>")] and min(found) > 0


def test_a_filled_order_is_no_open_one(
    tmp_path: Path, serving: Callable[..., Any], write_csv: Callable[..., Path]
) -> None:
    desk = Desk(Settings(data=tmp_path / "store", now="2026-04-20T09:00", model="builtin", _env_file=None))
    people = [["W1", "Ann Lee", "Welder", "Gary", "IN"]]
    desk.store.ingest(
        write_csv(tmp_path / "w.csv", "worker_id,name,role,city,state", people), "workers", staffer="Sarah"
    )
    for text in ("book 1 welder for Acme Steel in Gary tomorrow 6am", "Ann Lee accepted for Acme Steel tomorrow 6am"):
        desk.answer(Incoming(text, Person("Sarah", "admin"), "terminal", "orders"))
    with httpx.Client(base_url=serving(desk).url, timeout=60) as client:
        front, brief = client.get("/").text, client.get("/brief").text  # the front page may come before its brief
    opened, _, rest = front.partition("No order is open.")
    assert "Open orders" in opened and "1 of 1 filled" not in opened
    assert "1 filled order</summary>" in rest and "1 of 1 filled" in rest
    assert "There are no permits yet" in brief and "`" not in front + brief
    desk.close()


def test_health_tells_nothing_private(http: httpx.Client) -> None:
    assert http.get("/health").json() == {"status": "ok", "demo": False, "chat": "off"}


def test_every_route_is_described_for_people_and_programs(http: httpx.Client) -> None:
    schema = http.get("/openapi.json").json()
    text = http.get("/docs").text
    for path, methods in schema["paths"].items():
        assert f"<code>{path}</code></h3>" in text
        for about in methods.values():
            assert about["summary"]
            assert about["tags"]
    assert "<code>file</code> (needed) string, <code>dataset</code> (needed) string" in text


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
        front = client.get("/").text
        assert "Nobody is on the bench yet: three ways to begin" in front
        assert "`" not in front
        assert "make run" in front and "muster ingest workers.csv" in front and "muster ingest permits.csv" in front
        assert "nobody on the bench to ask for" in client.get("/walkthrough").text
        assert client.get("/setup").status_code == client.get("/docs").status_code == 200
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
