"""The inbox over a crash: what was taken and not finished comes again, with what was already answered of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from slack_bot.inbox import Inbox


def test_what_a_crash_interrupted_comes_again_with_its_answer(tmp_path: Path) -> None:
    first = Inbox(tmp_path / "slack.sqlite")
    assert first.put("message", "lane", ("event:1", "message:1"), {"text": "one"})
    assert first.put("message", "lane", ("event:2",), {"text": "two"})
    assert not first.put("message", "lane", ("event:3", "message:1"), {"text": "a twin"})
    one = first.take()
    assert one is not None and one.payload == {"text": "one"} and one.answer is None
    assert first.take() is None, "a lane is worked on in its order"
    first.answered(one.item_id, [{"text": "hello"}, {"text": "more"}])
    first.delivered(one.item_id, 1)
    first.close()  # and nobody said done

    second = Inbox(tmp_path / "slack.sqlite")
    assert second.take() is None and second.left() == 2
    second.recover()
    again = second.take()
    assert again is not None and again.item_id == one.item_id
    assert again.answer == [{"text": "hello"}, {"text": "more"}] and again.delivered == 1
    second.later(again.item_id, 3_600)
    assert second.take() is None, "it is not overtaken while it waits"
    second.done(again.item_id)
    two = second.take()
    assert two is not None and two.payload == {"text": "two"}
    assert not second.put("message", "lane", ("event:2",), {}), "a repetition is known after the crash too"
    second.close()


def test_whoever_asked_hears_of_a_failure(
    space: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_given: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("slack_bot.worker.answer_message", broken)
    space.post(space.dm("find 2 welders in Gary"))
    space.settle()
    (told,) = space.wait(lambda: space.slack.of("chat.postEphemeral"))
    reference = re.search(r"reference ([0-9a-f]{8})", told["text"])
    assert reference and told["user"] == "U1SARAH" and "a bug" not in told["text"]
    assert reference[1] in caplog.text, "the log has it under the same reference"
