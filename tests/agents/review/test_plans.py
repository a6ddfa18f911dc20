"""Planted wrong plans are caught, right ones pass: the share of each, and per kind of fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
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
    print(f"\n{name}: caught {caught.total()} of {planted.total()} wrong calls ({figures})", *misses, sep="\n  missed ")
    assert caught.total() >= CAUGHT_AT_LEAST * planted.total(), misses
    assert not stopped_beside


@pytest.mark.parametrize("name", ["plans.yaml", "more_plans.yaml"])
def test_right_plans_pass(bench: Any, name: str) -> None:
    right = plans(name)["right"]
    judged = [(plan, bench.verdicts(plan)) for plan in right]
    blocked = [line(plan, verdicts) for plan, verdicts in judged if any(isinstance(v, Drift) for v in verdicts)]
    print(f"\n{name}: blocked {len(blocked)} of {len(right)} right plans", *blocked, sep="\n  blocked ")
    assert len(blocked) <= BLOCKED_AT_MOST * len(right), blocked
