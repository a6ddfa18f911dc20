"""The conversations that the web chat shows: SQLite in the store's folder, behind Chainlit's own interface.

It keeps what was shown: texts, steps, and the properties of our elements. What the desk knows of a conversation
lies in its checkpoints, who may sign in is the server's, what became of a button is the desk's to say: none of it is
kept here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from chainlit.context import context
from chainlit.data.base import BaseDataLayer
from chainlit.data.utils import queue_until_user_message
from chainlit.element import Element, ElementDict
from chainlit.step import StepDict
from chainlit.types import Feedback, PageInfo, PaginatedResponse, Pagination, ThreadDict, ThreadFilter
from chainlit.user import PersistedUser, User
from chainlit.utils import utc_now

LONGEST_NAME = 80
"""Letters of a conversation's name in the list."""
_TABLES = """
CREATE TABLE IF NOT EXISTS threads (id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT, created_at TEXT NOT NULL,
    used_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS threads_by_owner ON threads (owner, used_at);
CREATE TABLE IF NOT EXISTS steps (place INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL,
    thread TEXT NOT NULL REFERENCES threads ON DELETE CASCADE, shown TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS steps_by_thread ON steps (thread);
CREATE TABLE IF NOT EXISTS elements (place INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL,
    thread TEXT NOT NULL REFERENCES threads ON DELETE CASCADE, shown TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS elements_by_thread ON elements (thread);
"""


class History(BaseDataLayer):
    """One file a store. Its calls are short and in order, so they run where they are made."""

    def __init__(self, folder: Callable[[], Path], forget: Callable[[str], None]) -> None:
        """``folder`` is the store's of the moment, for a desk may leave the demo while it runs; ``forget`` deletes what
        the desk remembers of a conversation."""
        self._folder = folder
        self._forget = forget
        self._opened: dict[Path, sqlite3.Connection] = {}

    @property
    def _file(self) -> sqlite3.Connection:
        path = self._folder() / "chat.sqlite"
        if path not in self._opened:
            opened = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
                opened.execute(f"PRAGMA {pragma}")
            opened.executescript(_TABLES)
            self._opened[path] = opened
        return self._opened[path]

    async def get_user(self, identifier: str) -> PersistedUser | None:
        """Nobody: the one who signed in is taken as they are, with the role that they have today."""
        return None

    async def create_user(self, user: User) -> PersistedUser | None:
        return PersistedUser(id=user.identifier, createdAt="", identifier=user.identifier, metadata=user.metadata)

    async def upsert_feedback(self, feedback: Feedback) -> str:
        """Thumbs are not offered."""
        return ""

    async def delete_feedback(self, feedback_id: str) -> bool:
        return False

    async def get_favorite_steps(self, user_id: str) -> list[StepDict]:
        return []

    @queue_until_user_message()
    async def create_step(self, step_dict: StepDict) -> None:
        thread = self._open_thread()
        if step_dict["threadId"] == thread:
            self._keep("steps", step_dict["id"], thread, step_dict)

    @queue_until_user_message()
    async def update_step(self, step_dict: StepDict) -> None:
        await self.create_step(step_dict)

    @queue_until_user_message()
    async def delete_step(self, step_id: str) -> None:
        self._file.execute("DELETE FROM steps WHERE id = ? AND thread = ?", (step_id, context.session.thread_id))

    @queue_until_user_message()
    async def create_element(self, element: Element) -> None:
        """Ours only, and only into the conversation that is open: a browser may send any. Files are not kept here."""
        thread = self._open_thread()
        if element.type == "custom" and element.thread_id == thread:
            self._keep("elements", element.id, thread, element.to_dict())

    async def get_element(self, thread_id: str, element_id: str) -> ElementDict | None:
        return next((each for each in self.elements(thread_id) if each["id"] == element_id), None)

    @queue_until_user_message()
    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        self._file.execute("DELETE FROM elements WHERE id = ? AND thread = ?", (element_id, context.session.thread_id))

    def elements(self, thread_id: str, name: str | None = None) -> list[ElementDict]:
        """The elements of a conversation in their order, or those of one kind."""
        found = cast(list[ElementDict], self._shown("elements", thread_id))
        return [each for each in found if name in (None, each["name"])]

    async def get_thread_author(self, thread_id: str) -> str:
        row = self._file.execute("SELECT owner FROM threads WHERE id = ?", (thread_id,)).fetchone()
        return str(row[0]) if row else ""

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        query = "SELECT id, owner, name, created_at FROM threads WHERE id = ?"
        row = self._file.execute(query, (thread_id,)).fetchone()
        if row is None:
            return None
        steps = cast(list[StepDict], self._shown("steps", thread_id))
        return _thread(row, steps, self.elements(thread_id))

    async def list_threads(self, pagination: Pagination, filters: ThreadFilter) -> PaginatedResponse[ThreadDict]:
        """The conversations of one person, the newest first; ``cursor`` is the last one that was listed."""
        after = self._file.execute("SELECT used_at FROM threads WHERE id = ?", (pagination.cursor or "",)).fetchone()
        words = f"%{(filters.search or '').replace('%', '').replace('_', ' ')}%"
        rows = self._file.execute(
            "SELECT id, owner, name, created_at FROM threads WHERE owner = ? AND used_at < ? AND (name LIKE ? OR EXISTS"
            " (SELECT 1 FROM steps WHERE thread = threads.id AND json_extract(shown, '$.output') LIKE ?)) "
            "ORDER BY used_at DESC LIMIT ?",
            (filters.userId, after[0] if after else "~", words, words, pagination.first + 1),
        ).fetchall()
        listed = [_thread(row, [], []) for row in rows[: pagination.first]]
        first, last = (listed[0]["id"], listed[-1]["id"]) if listed else (None, None)
        return PaginatedResponse(PageInfo(len(rows) > pagination.first, first, last), listed)

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Its name. What else Chainlit would keep of a session, sharing included, is not wanted."""
        if name is None:
            return
        if user_id is not None:
            self._open_thread()
        short = " ".join(name.split())
        short = short if len(short) <= LONGEST_NAME else f"{short[: LONGEST_NAME - 1]}…"
        self._file.execute("UPDATE threads SET name = ? WHERE id = ?", (short, thread_id))

    async def delete_thread(self, thread_id: str) -> None:
        """The conversation, and all that the desk remembers of it."""
        self._forget(thread_id)
        self._file.execute("DELETE FROM threads WHERE id = ?", (thread_id,))

    async def build_debug_url(self) -> str:
        return ""

    async def close(self) -> None:
        for opened in self._opened.values():
            opened.close()

    def _open_thread(self) -> str:
        """The conversation of the session that is at work, in the list from its first message on."""
        session, now = context.session, utc_now()
        owner = session.user.identifier if session.user else ""
        self._file.execute(
            "INSERT INTO threads (id, owner, created_at, used_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at",
            (session.thread_id, owner, now, now),
        )
        return str(session.thread_id)

    def _keep(self, table: str, key: str, thread: str, shown: Any) -> None:
        self._file.execute(
            f"INSERT INTO {table} (id, thread, shown) VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET shown = excluded.shown WHERE thread = excluded.thread",
            (key, thread, json.dumps(shown)),
        )

    def _shown(self, table: str, thread: str) -> list[Any]:
        rows = self._file.execute(f"SELECT shown FROM {table} WHERE thread = ? ORDER BY place", (thread,))
        return [json.loads(row[0]) for row in rows]


def _thread(row: tuple[str, str, str, str], steps: list[StepDict], elements: list[ElementDict]) -> ThreadDict:
    thread, owner, name, created_at = row
    return ThreadDict(
        id=thread, createdAt=created_at, name=name, userId=owner, userIdentifier=owner, tags=[], metadata={},
        steps=steps, elements=elements,
    )  # fmt: skip
