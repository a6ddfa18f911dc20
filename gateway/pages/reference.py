"""The API page: every route, what it takes, and a call of it that works against this store."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

import yaml

from agents.desk import Desk
from gateway.pages.rendering import FOLDER
from memory.clients import clients


@dataclass(frozen=True)
class Field:
    """Something that a route takes."""

    name: str
    kinds: str
    required: bool


@dataclass(frozen=True)
class RouteAbout:
    """One method of one path."""

    method: str
    path: str
    summary: str
    fields: tuple[Field, ...]
    example: str | None
    """A curl command; None where it needs a file or an id that only a moment knows."""


@dataclass(frozen=True)
class Group:
    """Routes about one thing."""

    title: str
    routes: tuple[RouteAbout, ...]


def groups(schema: Mapping[str, Any], base: str, names: Mapping[str, str]) -> tuple[Group, ...]:
    """The API's own description by its tags. ``base`` is where it is served, ``names`` fill the examples."""
    by_tag: dict[str, list[RouteAbout]] = {}
    for path, methods in schema["paths"].items():
        for method, about in methods.items():
            example = curl(method.upper(), path, base, names)
            fields = tuple(_fields(about, schema["components"]["schemas"]))
            route = RouteAbout(method.upper(), path, about["summary"], fields, example)
            by_tag.setdefault(about["tags"][0], []).append(route)
    pages_last = sorted(by_tag, key=lambda tag: tag == "pages")
    return tuple(Group(tag.capitalize(), tuple(by_tag[tag])) for tag in pages_last)


def names_of(desk: Desk) -> dict[str, str]:
    """Names that this store has, so that an example finds something; what it does not have has no example."""
    store = desk.store
    found: dict[str, str] = {}
    bench = store.bench() if store.has_workers else None
    if bench is not None and len(bench):
        (worker,) = bench.workers([str(bench.worker_ids[0])])
        known = {"worker": worker.worker_id, "role": worker.role, "city": worker.city, "state": worker.state}
        found |= {name: value for name, value in known.items() if value}
        client = next(iter(clients(store).values()), None)
        found |= {"client": client.client} if client else {}
    contracts = desk.demand.contracts(desk.clock.now(), limit=1).contracts if store.has_workers else ()
    return found | ({"permit": contracts[0].permit_id} if contracts else {})


def curl(method: str, path: str, base: str, names: Mapping[str, str]) -> str | None:
    """The command of `web/pages/examples.yaml` for a route, with names that exist."""
    example = _examples().get(f"{method} {path}")
    if example is None:
        return None
    try:
        path = _filled(example.get("path", path), {name: quote(value, safe="") for name, value in names.items()})
        body = json.dumps(_filled(example["json"], names), ensure_ascii=False) if "json" in example else None
    except KeyError:  # it needs a name that this store does not have
        return None
    parts = ["curl", "-s"] + ([] if method == "GET" or (method == "POST" and body is not None) else ["-X", method])
    parts.append(shlex.quote(base + path))
    parts += ["-d", shlex.quote(body)] if body is not None else []
    return " ".join(parts)


def _filled(value: Any, names: Mapping[str, str]) -> Any:
    """The example with its ``{role}`` and the like filled; a brace inside of a name stays one."""
    if isinstance(value, str):
        return value.format_map(names)
    if isinstance(value, list):
        return [_filled(one, names) for one in value]
    if isinstance(value, dict):
        return {key: _filled(one, names) for key, one in value.items()}
    return value


@cache
def _examples() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((FOLDER / "examples.yaml").read_text(encoding="utf-8"))
    return found


def _fields(about: Mapping[str, Any], named: Mapping[str, Any]) -> list[Field]:
    fields = [_field(one["name"], one["schema"], one["required"]) for one in about.get("parameters", ())]
    for content in about.get("requestBody", {}).get("content", {}).values():
        body = content["schema"]
        body = named[body["$ref"].rsplit("/", 1)[-1]] if "$ref" in body else body
        required = body.get("required", ())
        fields += [_field(name, one, name in required) for name, one in body["properties"].items()]
    return fields


def _field(name: str, about: Mapping[str, Any], required: bool) -> Field:
    kinds = [one for one in about.get("anyOf", [about]) if one.get("type") != "null"]
    words = " or ".join(" | ".join(map(str, one["enum"])) if "enum" in one else one.get("type", "") for one in kinds)
    return Field(name, words, required)
