"""Every example of `prompts/sentences` is planned as it is written there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.understanding.focus import Focus, ShownWorker, WaitingDraft
from agents.understanding.lexicon import Lexicon
from agents.understanding.names import simple_words
from agents.understanding.plan import PlannedCall
from agents.understanding.sentence_files import Example, load_sentences
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
    plain = {
        name: value
        for name, value in given.items()
        if name not in {"shown", "booked", "recent", "last", "drafts", "waiting"}
    }
    people = {name: tuple(card(who, lexicon) for who in given.get(name, ())) for name in ("shown", "booked", "recent")}
    last = PlannedCall(given["last"]["tool"], given["last"]["args"]) if "last" in given else None
    waiting = tuple(
        WaitingDraft(draft_id, who, card(who, lexicon).worker_id, "Sarah")
        for draft_id, who in given.get("waiting", {}).items()
    )
    return Focus(**plain, **people, drafts=tuple(given.get("drafts", ())), waiting=waiting, last_call=last)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.text)
def test_an_example_is_planned_as_written(
    example: Example, understanding: Understanding, lexicon: Lexicon, now: Any
) -> None:
    plan = understanding.plan(example.text, lexicon, focus_of(example.given, lexicon), now)
    got = ([(call.tool, dict(call.args)) for call in plan.calls], plan.expect)
    wanted = ([(tool, dict(args)) for tool, args in example.calls], example.expect)
    if example.fails:
        assert got != wanted, f"it is understood now: take the remark {example.fails!r} away"
        return
    assert got == wanted
    if plan.expect:
        assert plan.say


@pytest.mark.parametrize("folder", sorted((ROOT / "prompts" / "sentences").iterdir()), ids=lambda folder: folder.name)
def test_every_tool_has_examples(folder: Path) -> None:
    spec = yaml.safe_load((folder / "_tool.yaml").read_text(encoding="utf-8"))
    assert spec["tool"] == folder.name
    files = [path for path in folder.glob("*.yaml") if path.name != "_tool.yaml"]
    assert any(yaml.safe_load(path.read_text(encoding="utf-8")).get("examples") for path in files)


def write_kind(folder: Path, **spec: Any) -> None:
    """A tool with one kind of sentence."""
    (folder / "digest").mkdir(exist_ok=True)
    (folder / "digest" / "_tool.yaml").write_text("{tool: digest, takes: []}", encoding="utf-8")
    (folder / "digest" / "ask.yaml").write_text(yaml.safe_dump(spec), encoding="utf-8")


@pytest.mark.parametrize(
    ("sentence", "why"),
    [("find (a|b", "does not close"), ("find a)", "too many"), ("[please]", "nothing is needed")],
)
def test_a_malformed_sentence_is_named(sentence: str, why: str, tmp_path: Path) -> None:
    write_kind(tmp_path, sentences=[sentence])
    with pytest.raises(BadInput, match=r"digest/ask\.yaml") as caught:
        load_sentences(tmp_path, {})
    assert why in caught.value.hint


@pytest.mark.parametrize(
    "twice",
    [
        {"sentences": ["what is new", "what is new"]},
        {"exemplars": ["any news for me", "Any news  for me."]},
        {"examples": [{"text": "news", "args": {}}, {"text": "News!", "args": {}}]},
    ],
    ids=["sentence", "exemplar", "example"],
)
def test_a_line_that_stands_twice_is_named(twice: dict[str, Any], tmp_path: Path) -> None:
    write_kind(tmp_path, **twice)
    with pytest.raises(BadInput) as caught:
        load_sentences(tmp_path, {})
    assert "stands in digest/ask already" in caught.value.hint
