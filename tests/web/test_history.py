"""The list of conversations: whose they are, what is kept of them, and what is not."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

os.environ.setdefault("CHAINLIT_APP_ROOT", tempfile.mkdtemp())  # Chainlit writes there when it is imported

from chainlit.types import Pagination, ThreadFilter
from chainlit.user import User

from web_chat.history import LONGEST_NAME, History


class Room:
    """A history, and the session that is at work in it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.forgotten = folder, list[str]()
        self.history = History(lambda: self.folder, self.forgotten.append)
        self.session = SimpleNamespace(thread_id="t-1", user=User(identifier="Sarah"), has_first_interaction=True)
        monkeypatch.setattr("web_chat.history.context", SimpleNamespace(session=self.session))
        monkeypatch.setattr("chainlit.data.utils.context", SimpleNamespace(session=self.session))

    def do(self, work: Any) -> Any:
        """In a thread of its own: where a browser is open, this one has a loop that runs already."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, work).result()

    def say(self, thread: str, text: str, *, owner: str = "Sarah") -> None:
        self.session.thread_id, self.session.user = thread, User(identifier=owner)
        self.do(self.history.create_step({"id": f"{thread}-{text}", "threadId": thread, "output": text}))
        self.do(self.history.update_thread(thread, name=text, user_id=owner))

    def names(self, owner: str = "Sarah", **how: Any) -> list[str]:
        first, cursor = how.get("first", 20), how.get("cursor")
        listed = self.do(self.history.list_threads(Pagination(first=first, cursor=cursor),
                                                   ThreadFilter(userId=owner, search=how.get("search"))))  # fmt: skip
        return [thread["name"] for thread in listed.data]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    made = Room(tmp_path, monkeypatch)
    yield made
    made.do(made.history.close())


def element(thread: str, **props: Any) -> Any:
    shown = {"id": "e-1", "name": "CandidateCards", "props": props, "forId": "m", "threadId": thread}
    return SimpleNamespace(type="custom", id="e-1", thread_id=thread, to_dict=lambda: shown)


def test_each_person_has_a_list_of_their_own_the_newest_first(room: Room) -> None:
    for number, text in enumerate(("welders", "roofers", "drivers")):
        room.say(f"s-{number}", text)
    room.say("b-1", "secrets", owner="Ben")
    assert room.names() == ["drivers", "roofers", "welders"] and room.names("Ben") == ["secrets"]
    assert room.names(first=2) == ["drivers", "roofers"] and room.names(first=2, cursor="s-1") == ["welders"]
    assert room.names(search="roof") == ["roofers"] and room.names(search="secret") == []
    assert (
        room.do(room.history.get_thread_author("b-1")) == "Ben" and room.do(room.history.get_thread_author("x")) == ""
    )


def test_a_conversation_is_shown_again_as_it_was(room: Room) -> None:
    room.say("t-1", "welders")
    room.do(room.history.create_element(element("t-1", stands={})))
    room.do(room.history.create_element(element("t-1", stands={"c": 1})))
    thread = room.do(room.history.get_thread("t-1"))
    assert [step["output"] for step in thread["steps"]] == ["welders"]
    assert [one["props"] for one in thread["elements"]] == [{"stands": {"c": 1}}], "drawn anew, kept once"
    json.dumps(thread)


def test_nothing_is_written_into_another_conversation(room: Room) -> None:
    room.say("b-1", "Ben's", owner="Ben")
    room.say("t-1", "welders")
    room.do(room.history.create_element(element("b-1", text="forged")))
    room.do(room.history.create_step({"id": "x", "threadId": "b-1", "output": "forged"}))
    room.do(room.history.create_step({"id": "b-1-Ben's", "threadId": "t-1", "output": "overwritten"}))
    room.do(room.history.delete_step("b-1-Ben's"))
    theirs = room.do(room.history.get_thread("b-1"))
    assert theirs["elements"] == [] and [step["output"] for step in theirs["steps"]] == ["Ben's"]


def test_names_are_short_and_nothing_of_a_session_or_its_sharing_is_kept(room: Room) -> None:
    room.say("t-1", "find  ten\nwelders " + "x" * 200)
    assert room.names()[0].startswith("find ten welders x") and len(room.names()[0]) == LONGEST_NAME
    room.do(room.history.update_thread("t-1", metadata={"is_shared": True, "env": "secret"}))
    assert room.do(room.history.get_thread("t-1"))["metadata"] == {}
    room.do(room.history.update_thread("gone", metadata={"x": 1}))
    assert room.do(room.history.get_thread("gone")) is None, "a closed session opens nothing"


def test_deleting_leaves_nothing_in_the_file_and_nothing_at_the_desk(room: Room) -> None:
    room.say("t-1", "do not send Sam Single there")
    room.do(room.history.create_element(element("t-1", name="Sam Single")))
    room.do(room.history.delete_thread("t-1"))
    assert room.forgotten == ["t-1"] and room.names() == []
    room.do(room.history.close())
    with sqlite3.connect(room.folder / "chat.sqlite") as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert [file.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("steps", "elements")] == [0, 0]
    assert b"Sam Single" not in (room.folder / "chat.sqlite").read_bytes()


def test_roles_are_those_of_today(room: Room) -> None:
    assert room.do(room.history.get_user("Sarah")) is None
    user = room.do(room.history.create_user(User(identifier="Sarah", metadata={"role": "viewer"})))
    assert (user.id, user.metadata) == ("Sarah", {"role": "viewer"})


def test_a_desk_that_leaves_the_demo_has_a_history_of_its_own(room: Room, tmp_path: Path) -> None:
    room.say("t-1", "invented people")
    room.folder = tmp_path / "own"
    room.folder.mkdir()
    assert room.names() == []
    room.say("t-2", "real people")
    assert room.names() == ["real people"]
    room.folder = tmp_path
    assert room.names() == ["invented people"]
