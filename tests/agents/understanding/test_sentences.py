"""Every example of `prompts/sentences` is planned as it is written there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.lexicon import Lexicon
from agents.understanding.names import simple_words
from agents.understanding.plan import PlannedCall
from agents.understanding.sentences import Example, load_sentences
from agents.understanding.understanding import Understanding
from agents.understanding.vocabulary import load_vocabulary
from memory.errors import BadInput

ROOT = Path(__file__).parents[3]
EXAMPLES = load_sentences(
    ROOT / "prompts" / "sentences", load_vocabulary(ROOT / "prompts" / "vocabulary").contractions
).examples


def card(name: str, lexicon: Lexicon) -> ShownWorker:
    """The first of the bench with this name."""
    found = lexicon.names.exact(simple_words(name))
    assert found is not None, name
    return ShownWorker(found.workers[0].worker_id, name)


def focus_of(given: Mapping[str, Any], lexicon: Lexicon) -> Focus:
    """A focus from the plain values of an example."""
    plain = {name: value for name, value in given.items() if name not in {"shown", "booked", "recent", "last"}}
    people = {name: tuple(card(who, lexicon) for who in given.get(name, ())) for name in ("shown", "booked", "recent")}
    last = PlannedCall(given["last"]["tool"], given["last"]["args"]) if "last" in given else None
    return Focus(**plain, **people, last_call=last)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.text)
def test_an_example_is_planned_as_written(
    example: Example, understanding: Understanding, lexicon: Lexicon, now: Any
) -> None:
    plan = understanding.plan(example.text, lexicon, focus_of(example.given, lexicon), now)
    assert [(call.tool, dict(call.args)) for call in plan.calls] == [(tool, dict(args)) for tool, args in example.calls]
    assert plan.expect == example.expect
    if plan.expect:
        assert plan.say


@pytest.mark.parametrize("path", sorted((ROOT / "prompts" / "sentences").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_tool_has_examples(path: Path) -> None:
    spec = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert spec["tool"] == path.stem
    assert spec["examples"]


@pytest.mark.parametrize(
    ("sentence", "why"),
    [("find (a|b", "does not close"), ("find a)", "too many"), ("[please]", "nothing is needed")],
)
def test_a_malformed_sentence_is_named(sentence: str, why: str, tmp_path: Path) -> None:
    spec = {"tool": "digest", "takes": [], "frames": [{"sentences": [sentence]}]}
    (tmp_path / "digest.yaml").write_text(yaml.safe_dump(spec), encoding="utf-8")
    with pytest.raises(BadInput, match=r"digest\.yaml") as caught:
        load_sentences(tmp_path, {})
    assert why in caught.value.hint
