"""What Slack said, kept on disk before it is acknowledged, and what was answered, until it is delivered.

A file of its own beside the store: the ledger may be a database elsewhere, and it holds the shop's facts, not a
channel's post.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Kind = Literal["message", "home", "prompts", "action", "command", "view"]
KEPT_SECONDS = 7 * 24 * 3600
"""How long what is finished is remembered, so that its repetition is known. Slack repeats for an hour."""
_TABLES = """
CREATE TABLE IF NOT EXISTS items (
    item_id INTEGER PRIMARY KEY, kind TEXT NOT NULL, lane TEXT NOT NULL, payload TEXT NOT NULL, at REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting', due REAL NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
    answer TEXT, delivered INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS items_by_lane ON items (state, lane, item_id);
CREATE TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS shown (
    channel TEXT NOT NULL, ts TEXT NOT NULL, thread TEXT NOT NULL, language TEXT NOT NULL, text TEXT NOT NULL,
    blocks TEXT NOT NULL, PRIMARY KEY (channel, ts)
);
CREATE TABLE IF NOT EXISTS presses (
    card TEXT NOT NULL, deed TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (card, deed)
);
CREATE TABLE IF NOT EXISTS feedback (at REAL NOT NULL, thread TEXT NOT NULL, user TEXT NOT NULL, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Item:
    """Something to be worked on."""

    item_id: int
    kind: Kind
    lane: str
    """Items of one lane are worked on one after the other."""
    payload: dict[str, Any]
    attempts: int
    answer: list[dict[str, Any]] | None
    """Messages that the desk's answer came to, where it was asked already."""
    delivered: int
    """How many of them have arrived in Slack."""


@dataclass(frozen=True)
class ShownMessage:
    """A message with buttons, as Slack shows it now."""

    channel: str
    ts: str
    thread: str
    language: str
    text: str
    blocks: list[dict[str, Any]]


class Inbox:
    """Safe for use from several threads; every write is on disk when it returns."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(_TABLES)

    def put(self, kind: Kind, lane: str, keys: Sequence[str], payload: dict[str, Any]) -> bool:
        """Keep it, unless one of its keys was seen before; whether it was new."""
        now = time.time()
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            marks = ",".join("?" * len(keys))
            known = self._db.execute(f"SELECT 1 FROM seen WHERE key IN ({marks}) LIMIT 1", list(keys)).fetchone()
            self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", [(key, now) for key in keys])
            if known is None:
                self._db.execute(
                    "INSERT INTO items (kind, lane, payload, at) VALUES (?, ?, ?, ?)",
                    (kind, lane, json.dumps(payload), now),
                )
        return known is None

    def recover(self) -> None:
        """At the start: what was under way when the process ended is waiting again; what is old is let go of."""
        with self._lock, self._db:
            self._db.execute("UPDATE items SET state = 'waiting', due = 0 WHERE state IN ('waiting', 'taken')")
            old = time.time() - KEPT_SECONDS
            self._db.execute("DELETE FROM items WHERE state IN ('done', 'failed') AND at < ?", (old,))
            self._db.execute("DELETE FROM seen WHERE at < ?", (old,))

    def take(self) -> Item | None:
        """The next item whose lane is free and whose time has come."""
        with self._lock, self._db:
            self._db.execute("BEGIN IMMEDIATE")
            row = self._db.execute(
                """SELECT item_id, kind, lane, payload, attempts, answer, delivered FROM items AS one
                WHERE state = 'waiting' AND due <= ? AND NOT EXISTS (
                    SELECT 1 FROM items AS before WHERE before.lane = one.lane AND before.item_id < one.item_id
                    AND before.state IN ('waiting', 'taken'))
                ORDER BY item_id LIMIT 1""",
                (time.time(),),
            ).fetchone()
            if row is None:
                return None
            self._db.execute("UPDATE items SET state = 'taken', attempts = attempts + 1 WHERE item_id = ?", (row[0],))
        item_id, kind, lane, payload, attempts, answer, delivered = row
        return Item(
            item_id, kind, lane, json.loads(payload), attempts + 1, json.loads(answer) if answer else None, delivered
        )

    def answered(self, item_id: int, messages: Sequence[dict[str, Any]]) -> None:
        """Keep the answer, so that a delivery that fails does not ask the desk again."""
        self._do("UPDATE items SET answer = ? WHERE item_id = ?", json.dumps(list(messages)), item_id)

    def delivered(self, item_id: int, count: int) -> None:
        """So many messages of the answer have arrived."""
        self._do("UPDATE items SET delivered = ? WHERE item_id = ?", count, item_id)

    def done(self, item_id: int) -> None:
        """Nothing is left to do."""
        self._do("UPDATE items SET state = 'done' WHERE item_id = ?", item_id)

    def failed(self, item_id: int) -> None:
        """Given up; it stays in the file for whoever looks."""
        self._do("UPDATE items SET state = 'failed' WHERE item_id = ?", item_id)

    def later(self, item_id: int, seconds: float) -> None:
        """Try again after a while."""
        self._do("UPDATE items SET state = 'waiting', due = ? WHERE item_id = ?", time.time() + seconds, item_id)

    def left(self) -> int:
        """Items that are not finished."""
        with self._lock:
            row = self._db.execute("SELECT count(*) FROM items WHERE state IN ('waiting', 'taken')").fetchone()
        return int(row[0])

    def show(self, shown: ShownMessage) -> None:
        """Remember a message with buttons as it is now."""
        self._do(
            "INSERT OR REPLACE INTO shown VALUES (?, ?, ?, ?, ?, ?)",
            shown.channel, shown.ts, shown.thread, shown.language, shown.text, json.dumps(shown.blocks),
        )  # fmt: skip

    def shown(self, channel: str, ts: str) -> ShownMessage | None:
        """The message as it was shown last."""
        with self._lock:
            row = self._db.execute("SELECT * FROM shown WHERE channel = ? AND ts = ?", (channel, ts)).fetchone()
        if row is None:
            return None
        channel, ts, thread, language, text, blocks = row
        return ShownMessage(channel, ts, thread, language, text, json.loads(blocks))

    def pressed(self, card: str, deed: str, user: str) -> None:
        """Who used a card's button."""
        self._do("INSERT OR REPLACE INTO presses VALUES (?, ?, ?)", card, deed, user)

    def pressers(self, cards: Sequence[str]) -> dict[tuple[str, str], str]:
        """(card, deed) → Slack user."""
        marks = ",".join("?" * len(cards))
        with self._lock:
            rows = self._db.execute(f"SELECT card, deed, user FROM presses WHERE card IN ({marks})", list(cards))
            return {(card, deed): user for card, deed, user in rows}

    def note_feedback(self, thread: str, user: str, value: str) -> None:
        """What somebody thought of an answer."""
        self._do("INSERT INTO feedback VALUES (?, ?, ?, ?)", time.time(), thread, user, value)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _do(self, statement: str, *values: object) -> None:
        with self._lock, self._db:
            self._db.execute(statement, values)
