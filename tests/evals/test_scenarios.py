"""Every scenario passes with the pair, fails for who does nothing, and a scenario that judges nothing is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import agents.desk
from evals import scenario as scenarios
from evals.run import run
from memory.errors import BadInput


@pytest.mark.parametrize("name", scenarios.names())
def test_the_pair_passes_and_doing_nothing_does_not(name: str) -> None:
    loaded = scenarios.load(name)
    result = run(loaded, "pair")
    assert result.passed, [score for score in result.scores if not score.passed]
    assert len(result.transcript) == len(loaded.day)
    assert not run(loaded, "do-nothing").passed


def test_what_else_runs_on_the_machine_plans_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario is planned by the built-in planner, whatever the environment names, unless its caller says so."""
    chosen: list[str] = []
    models_for = agents.desk.models_for
    monkeypatch.setenv("MUSTER_MODEL", "ollama:llama3.2")
    monkeypatch.setattr(
        agents.desk, "models_for", lambda choice, host: (chosen.append(choice), models_for("builtin", host))[1]
    )
    loaded = scenarios.load("first_day")
    run(loaded, "do-nothing")
    run(loaded, "do-nothing", "auto")
    assert chosen == ["builtin", "auto"]


@pytest.mark.parametrize("must", [{}, {"bookings": []}, {"audit": ["hybrid_search"]}])
def test_a_scenario_that_judges_nothing_is_refused(
    must: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = yaml.safe_load((scenarios.SCENARIOS / "first_day.yaml").read_text())
    (tmp_path / "empty.yaml").write_text(yaml.safe_dump(whole | {"must": must}))
    monkeypatch.setattr(scenarios, "SCENARIOS", tmp_path)
    with pytest.raises(BadInput, match="judges nothing"):
        scenarios.load("empty")
