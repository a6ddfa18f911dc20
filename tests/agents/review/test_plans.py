"""Planted wrong plans are caught, right ones pass: the share of each, and per kind of fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.verdicts import Approve, Drift

CAUGHT_AT_LEAST, BLOCKED_AT_MOST = 0.95, 0.02
HERE = Path(__file__).parent


def plans(name: str) -> dict[str, list[dict[str, Any]]]:
    loaded: dict[str, list[dict[str, Any]]] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return loaded


def line(plan: Mapping[str, Any], verdicts: Any) -> str:
    said = [f"{v.code}: {v.reason}" if isinstance(v, Drift) else "approved" for v in verdicts]
    return f"{plan['say']!r} {[(call['tool'], call['args']) for call in plan['calls']]} -> {said}"


@pytest.mark.parametrize("name", ["plans.yaml", "more_plans.yaml"])
def test_wrong_plans_are_caught(bench: Any, name: str) -> None:
    planted: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    misses, stopped_beside = [], []
    for plan in plans(name)["wrong"]:
        verdicts = bench.verdicts(plan)
        for call, verdict in zip(plan["calls"], verdicts, strict=True):
            if "fault" not in call:
                stopped_beside += [line(plan, verdicts)] * isinstance(verdict, Drift)
                continue
            planted[call["fault"]] += 1
            caught[call["fault"]] += isinstance(verdict, Drift)
            misses += [line(plan, verdicts)] * isinstance(verdict, Approve)
    figures = ", ".join(f"{fault} {caught[fault]}/{count}" for fault, count in planted.items())
    print(f"\n{name}: caught {caught.total()} of {planted.total()} wrong calls ({figures})", *misses, sep="\n  missed ")  # noqa: T201
    assert caught.total() >= CAUGHT_AT_LEAST * planted.total(), misses
    assert not stopped_beside


@pytest.mark.parametrize("name", ["plans.yaml", "more_plans.yaml"])
def test_right_plans_pass(bench: Any, name: str) -> None:
    right = plans(name)["right"]
    judged = [(plan, bench.verdicts(plan)) for plan in right]
    blocked = [line(plan, verdicts) for plan, verdicts in judged if any(isinstance(v, Drift) for v in verdicts)]
    print(f"\n{name}: blocked {len(blocked)} of {len(right)} right plans", *blocked, sep="\n  blocked ")  # noqa: T201
    assert len(blocked) <= BLOCKED_AT_MOST * len(right), blocked


OTHERS: dict[str, list[Any]] = {
    "workers": [[name] for name in ("Tom Baker", "Ana Ruelas", "Rosa Delgado", "Wei Chen", "Omar Said")],
    "client": ["Acme Manufacturing", "Midwest Steel", "Bluebird Foods", "Lakeside Foods", "Lakeside Paper"],
    "city": ["Gary", "Chicago", "Toledo", "Hammond", "Milwaukee"],
    "state": ["IN", "IL", "OH", "WI"],
    "role": ["Welder", "Electrician", "Packer", "Forklift Operator", "Production Worker", "Roofer"],
    "order_id": ["1042", "1050"],
    "shift": ["day", "night", "swing"],
    "reason": ["no_show", "late", "quit", "sent_home"],
    "outcome": ["called", "texted", "no_answer", "declined"],
}
"""Values of the shop, one of which takes the place of what a right call states."""


def other_value(name: str, value: Any, text: str) -> Any:
    """Another value for an argument; None where it has none that is surely wrong."""
    if name in ("headcount", "k"):
        return value + 2
    if name in ("pay_rate", "bill_rate", "max_pay_rate"):
        return value + 3
    if name == "start":
        return f"{date.fromisoformat(value[:10]) + timedelta(days=9)}{value[10:]}"
    if name == "workers":
        return next(one for one in OTHERS[name] if one[0] not in value and one[0] not in text)
    others = [one for one in OTHERS.get(name, ()) if one != value]
    return others[len(text) % len(others)] if others else None


def spoilt(plan: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The plan with one stated value exchanged, for each value in turn."""
    for place, call in enumerate(plan["calls"]):
        for name, value in call["args"].items():
            other = other_value(name, value, plan["say"])
            if other is not None:
                calls = [*plan["calls"]]
                calls[place] = {**call, "args": {**call["args"], name: other}}
                yield {**plan, "calls": calls}


def test_a_single_wrong_value_is_caught(bench: Any) -> None:
    """Right plans with one value exchanged for another of the shop."""
    wrong = [bad for name in ("plans.yaml", "more_plans.yaml") for plan in plans(name)["right"] for bad in spoilt(plan)]
    judged = [(plan, bench.verdicts(plan)) for plan in wrong]
    misses = [line(plan, verdicts) for plan, verdicts in judged if all(isinstance(v, Approve) for v in verdicts)]
    print(f"\nsingle values: caught {len(wrong) - len(misses)} of {len(wrong)}", *misses, sep="\n  missed ")  # noqa: T201
    assert len(wrong) > 300
    assert len(misses) <= (1 - CAUGHT_AT_LEAST) * len(wrong), misses
