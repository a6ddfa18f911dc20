"""What the built-in planner itself proposes passes: every example of `prompts/sentences` over the same shop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agents.review.reviewer import Asked
from agents.understanding.sentence_files import load_sentences
from agents.understanding.vocabulary import load_vocabulary
from agents.verdicts import Drift

ROOT = Path(__file__).parents[3]
BLOCKED_AT_MOST = 0.02


def test_the_planners_own_examples_pass(bench: Any) -> None:
    vocabulary = load_vocabulary(ROOT / "prompts" / "vocabulary")
    examples = load_sentences(ROOT / "prompts" / "sentences", vocabulary.contractions).examples
    planned, blocked = 0, []
    for example in examples:
        given = dict(example.given)
        focus = bench.focus(given)
        plan = bench.desk.plan(example.text, focus)
        if not plan.calls:
            continue
        planned += 1
        calls = [
            (call.tool, {**call.args, **({"workers": [call.worker_ids.get(w, w) for w in call.args["workers"]]}
                                         if "workers" in call.args else {})})
            for call in plan.calls
        ]  # fmt: skip
        drifts = [v for v in bench.desk.reviewer.before(Asked(example.text, focus), calls) if isinstance(v, Drift)]
        blocked += [f"{example.text!r} {calls} -> {v.code}: {v.reason}" for v in drifts]
    print(f"\nthe planner's own: blocked {len(blocked)} of {planned} examples", *blocked, sep="\n  blocked ")  # noqa: T201
    assert planned > 120
    assert len(blocked) <= BLOCKED_AT_MOST * planned, blocked
