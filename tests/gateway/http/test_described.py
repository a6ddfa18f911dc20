"""Every route by the API's own description, with generated data that fits it and that does not.

No answer is a crash, every refusal has the one shape, and every status and answer is as it is described.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agents.desk import Desk
from agents.settings import Settings
from gateway.server import build_app
from memory.ledger.ledger import Actor

SHORT, FULL = 10, 100
"""Examples of each route and mode."""
SEED = 20
LEFT_OUT: dict[str, str] = {}
"""Route → why it cannot be asked like this. None streams, and none stops the server."""
AS_DESCRIBED = [status_code_conformance, content_type_conformance, response_schema_conformance]
KNOWN: dict[str, list[Any]] = {
    "client": ["Acme Fabrication", "Smith & Sons", "North/South Freight"], "city": ["Toledo", "Gary"],
    "state": ["OH", "IN"], "role": ["Welder", "Electrician"], "dataset": ["workers", "clients"],
    "name": ["workers", "default", "WS-000001"], "staffer": ["Ada", "all"], "worker": ["W0001"],
    "order_id": ["O-000001"], "permit_id": ["3001"], "draft_id": ["D-000001"], "approval_id": ["A-000001"],
    "workspace_id": ["WS-000001"], "start": ["2026-04-21T06:00", "0001-01-01", "9999-12-31"],
    "date": ["2026-04-20", "9999-12-31"], "since": ["2026-04-01", "9999-12-31T23:00-14:00"],
    "before": [5, 2**63], "entry": [1, 2**63], "sql_filter": ["pay_rate < 25", "state = 1", "city IN ()"],
}  # fmt: skip
"""What this desk knows, and the edges of what can be known: examples of it come further than to the first name that
nobody knows."""
WORKERS = {"type": "array", "items": {"enum": ["W0000", "W0001", "Ana Abbott"]}, "minItems": 1, "maxItems": 3}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, filled: Any) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("described")
    desk = Desk(Settings(data=folder / "store", now="2026-04-20T09:00", model="builtin", _env_file=None))
    filled(desk, folder / "files")
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def session(desk: Desk) -> Iterator[requests.Session]:
    token = desk.roster.add("Ada", "admin", "default", Actor("Sarah", "terminal"))
    with requests.Session() as session:
        session.headers["authorization"] = f"Bearer {token}"
        yield session


def with_known(about: Any) -> Any:
    """A schema whose fields hold what this desk knows."""
    if isinstance(about, list):
        return [with_known(one) for one in about]
    if not isinstance(about, dict):
        return about
    found = {key: with_known(value) for key, value in about.items()}
    fields = found.get("properties")
    if isinstance(fields, dict):
        found["properties"] = {name: known(name, value) for name, value in fields.items()}
    return found


def known(name: str, about: Any) -> Any:
    return WORKERS if name == "workers" else {"enum": KNOWN[name]} if name in KNOWN else about


def described(desk: Desk) -> dict[str, Any]:
    """The API's description, with each tool's own arguments at its own path."""
    found: dict[str, Any] = json.loads(json.dumps(build_app(desk, chat=False).openapi()))
    tool = found["paths"]["/tools/{name}"]["post"]
    for one in desk.gate.catalogue.values():
        body = {"content": {"application/json": {"schema": one.arguments.model_json_schema()}}}
        own = {**tool, "operationId": f"tool_{one.name}", "parameters": [], "requestBody": body}
        found["paths"][f"/tools/{one.name}"] = {"post": own}
    return found


def narrowed(whole: dict[str, Any]) -> dict[str, Any]:
    """The description as if nothing but what the desk knows could be sent."""
    found: dict[str, Any] = json.loads(json.dumps(whole))
    for methods in found["paths"].values():
        for about in methods.values():
            if "requestBody" in about:
                about["requestBody"] = with_known(about["requestBody"])
            for one in about.get("parameters", ()):
                one["schema"] = known(one["name"], one["schema"])
    for name, about in found["components"]["schemas"].items():
        if name.startswith("Body_"):
            found["components"]["schemas"][name] = with_known(about)
    return found


def shape_of(answer: schemathesis.Response) -> str | None:
    """What is wrong with a refusal's form; None where nothing is."""
    if answer.status_code < 400:
        return None
    if answer.status_code >= 500:
        return "a crash"
    try:
        error = answer.json()["error"]
    except (ValueError, KeyError, TypeError):
        return "no error in the one shape"
    whole = (
        error.keys() - {"details"} == {"code", "message", "hint", "reference"} and error["code"] and error["message"]
    )
    return None if whole and error["reference"] is None else "no error in the one shape"


def taken_apart(desk: Desk, url: str, session: requests.Session, examples: int) -> tuple[list[str], Counter[str]]:
    """Everything that was wrong, and how often each route was asked."""
    wrong: list[str] = []
    asked: Counter[str] = Counter()

    def ask(case: schemathesis.Case) -> None:
        answer = case.call(base_url=url, session=session, allow_redirects=False)
        asked[case.operation.label] += 1
        problem = problem_of(case, answer)
        if problem is not None:
            sent = f"{answer.request.url} {answer.request.body!r:.300}"
            wrong.append(f"{case.operation.label}: {answer.status_code} {problem}: {sent}")

    whole = described(desk)
    for about, mode in (
        (narrowed(whole), GenerationMode.POSITIVE),
        (whole, GenerationMode.POSITIVE),
        (whole, GenerationMode.NEGATIVE),
    ):
        for found in schemathesis.openapi.from_dict(about).get_all_operations():
            operation = found.ok()
            if operation.label in LEFT_OUT:
                continue
            bounds = settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
                              suppress_health_check=list(HealthCheck))  # fmt: skip
            try:
                seed(SEED)(bounds(given(case=operation.as_strategy(mode))(ask)))()
            except Unsatisfiable:
                # Nothing is sent to it, or any text fits it.
                assert mode is GenerationMode.NEGATIVE, operation.label
                assert not operation.body and not operation.query, operation.label
    return wrong, asked


def problem_of(case: schemathesis.Case, answer: schemathesis.Response) -> str | None:
    """What is wrong with an answer; None where nothing is."""
    problem = shape_of(answer)
    if problem is not None:
        return problem
    try:
        case.validate_response(answer, checks=AS_DESCRIBED)
    except BaseExceptionGroup as group:
        return "; ".join(f"{type(one).__name__}: {one}" for one in group.exceptions)
    return None


def taken_apart_whole(desk: Desk, serving: Any, session: requests.Session, examples: int) -> None:
    wrong, asked = taken_apart(desk, serving(desk).url, session, examples)
    assert not wrong, "\n".join(wrong[:10])
    paths = build_app(desk, chat=False).openapi()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert routes <= asked.keys() | LEFT_OUT.keys() and LEFT_OUT.keys() <= routes
    assert asked.total() > 100 * examples, "most routes take something, and that is tried in all three ways"


def test_every_route_is_as_it_is_described(desk: Desk, serving: Any, session: requests.Session) -> None:
    taken_apart_whole(desk, serving, session, SHORT)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_every_route_is_as_it_is_described_ten_times_over(desk: Desk, serving: Any, session: requests.Session) -> None:
    taken_apart_whole(desk, serving, session, FULL)
