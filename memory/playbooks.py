"""Playbook memory: past successes, and what they say for the people who made them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from memory.boost import NEAREST_PLAYBOOKS, age_days, boost_part, capped_boost
from memory.ledger.mirror import Mirror
from memory.ledger.tables import from_text

PlaceVectors = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts → their stored vectors, one row each."""


Fate = Literal["filled", "ahead", "no_show"]
"""What became of the worker's part in a playbook: an acceptance seeds it before anybody has come."""
NOT_WORKED = frozenset({"no_show", "declined", "cancelled"})
"""Stages of a booking in which nobody came."""
_WORDS: Mapping[Fate, str] = {
    "filled": "filled {job} on {day}",
    "ahead": "booked for {day} as {job}",
    "no_show": "accepted {job} on {day} and did not come",
}


@dataclass(frozen=True)
class Citation:
    """One playbook's part in a worker's boost, with every term of the formula."""

    playbook_id: str
    client: str | None
    role: str
    city: str | None
    state: str | None
    at: str
    cosine: float
    age_days: float
    failures: int
    n_workers: int
    boost: float
    text: str
    """The fill in words: ``filled Welder x2 in Toledo on 2026-04-15``; of a shift to come
    ``booked for 2026-04-22 as Welder x2 in Toledo``."""
    fate: Fate = "filled"


@dataclass(frozen=True)
class Boost:
    """A worker's boost (0 to 0.25) and the playbooks it comes from, strongest first."""

    value: float
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class _Shelf:
    """All playbooks as arrays: one row a playbook, and one row a (playbook, worker) pair."""

    rows: list[dict[str, object]]
    at: NDArray[np.float64]
    place: NDArray[np.int64]
    """Each playbook's place as an index into ``vectors``."""
    vectors: NDArray[np.float64]
    by_recency: NDArray[np.int64]
    """Each playbook's rank: newest first, then by id."""
    pair_playbook: NDArray[np.int64]
    pair_position: NDArray[np.int64]
    """The worker's position on the bench, -1 for somebody who is not on it."""
    pair_worker: list[str]
    endorsed: NDArray[np.int64]


def place_words(role: str, city: str | None, state: str | None) -> str:
    """The words that both a playbook and a search are embedded from: ``Welder in Toledo, OH``."""
    place = ", ".join(part for part in (city, state) if part)
    return f"{role} in {place}" if place else role


class PlaybookMemory:
    """Reads playbooks from the ledger's mirror; finds the nearest and weighs them."""

    def __init__(self, mirror: Mirror, place_vectors: PlaceVectors) -> None:
        self._mirror = mirror
        self._place_vectors = place_vectors

    def boosts(
        self,
        words: str,
        allowed: NDArray[np.bool_],
        positions: Callable[[Sequence[str]], NDArray[np.int64]],
        bench_version: object,
        now: datetime,
        k: int = NEAREST_PLAYBOOKS,
    ) -> dict[str, Boost]:
        """Boost by worker id for the candidates, from the ``k`` nearest playbooks that name one of them.

        ``allowed`` says which bench positions are candidates; ``positions`` maps worker ids to bench positions.
        """
        shelf = self._shelf(positions, bench_version)
        if not shelf.rows or not allowed.any():
            return {}
        known = shelf.pair_position >= 0
        candidate = known & allowed[np.where(known, shelf.pair_position, 0)]
        naming = np.unique(shelf.pair_playbook[candidate])
        if naming.size == 0:
            return {}
        cosines = self._cosines(words, shelf)[shelf.place[naming]]
        nearest = naming[np.lexsort((shelf.by_recency[naming], -cosines))[:k]]
        cosine_of = dict(zip(naming.tolist(), cosines.tolist(), strict=True))
        chosen = candidate & np.isin(shelf.pair_playbook, nearest)
        failures = self._mirror.grouped("failures", "worker_id")
        bookings = self._mirror.grouped("bookings", "worker_id")
        parts: dict[str, list[Citation]] = defaultdict(list)
        for pair in np.flatnonzero(chosen).tolist():
            worker_id, playbook = shelf.pair_worker[pair], int(shelf.pair_playbook[pair])
            failed = len(failures.get(worker_id, ()))
            missed = {row["playbook_id"] for row in bookings.get(worker_id, ()) if row["stage"] == "no_show"}
            citation = _cite(
                shelf,
                playbook,
                cosine_of[playbook],
                failed,
                now,
                missed=str(shelf.rows[playbook]["playbook_id"]) in missed,
            )
            if citation.boost > 0:
                parts[worker_id].append(citation)
        return {
            worker_id: Boost(
                capped_boost(c.boost for c in found), tuple(sorted(found, key=lambda c: (-c.boost, c.playbook_id)))
            )
            for worker_id, found in parts.items()
        }

    def nearest_workers(
        self, words: str, now: datetime, *, at_least: float, k: int = NEAREST_PLAYBOOKS
    ) -> tuple[int, Counter[str]]:
        """How many of the ``k`` nearest playbooks reach a cosine and have been worked, and how often by whom."""
        shelf = self._shelf(lambda ids: np.full(len(ids), -1, np.int64), None)
        if not shelf.rows:
            return 0, Counter()
        cosines = self._cosines(words, shelf)[shelf.place]
        order = np.lexsort((shelf.by_recency, -cosines))[:k]
        near = order[cosines[order] >= at_least]
        pairs = np.flatnonzero(np.isin(shelf.pair_playbook, near)).tolist()
        worked = [pair for pair in pairs if self._was_worked(shelf, pair, now)]
        fills = {int(shelf.pair_playbook[pair]) for pair in worked}
        return len(fills), Counter(shelf.pair_worker[pair] for pair in worked)

    def _was_worked(self, shelf: _Shelf, pair: int, now: datetime) -> bool:
        """Whether the worker's shift is over and they came; a success without a booking counts from its time on."""
        playbook = int(shelf.pair_playbook[pair])
        booked = self._mirror.grouped("bookings", "playbook_id").get(shelf.rows[playbook]["playbook_id"], ())
        own = [row for row in booked if row["worker_id"] == shelf.pair_worker[pair]]
        if not own:
            return bool(shelf.at[playbook] <= now.timestamp())
        return any(row["stage"] not in NOT_WORKED and from_text(row["end"]) <= now for row in own)

    def count(self) -> tuple[int, int]:
        """Playbooks and endorsed names."""
        return len(self._mirror.rows("playbooks")), len(self._mirror.rows("playbook_workers"))

    def _cosines(self, words: str, shelf: _Shelf) -> NDArray[np.float64]:
        query = self._place_vectors([words])[0].astype(np.float64)
        norms = np.linalg.norm(shelf.vectors, axis=1) * np.linalg.norm(query)
        cosines: NDArray[np.float64] = (shelf.vectors @ query) / np.where(norms == 0, 1.0, norms)
        return np.clip(np.round(cosines, 12), -1.0, 1.0)  # equal texts give exactly 1, not 0.9999999999999998

    def _shelf(self, positions: Callable[[Sequence[str]], NDArray[np.int64]], bench_version: object) -> _Shelf:
        def build() -> _Shelf:
            rows = sorted(self._mirror.rows("playbooks"), key=lambda row: row["playbook_id"])
            number = {row["playbook_id"]: index for index, row in enumerate(rows)}
            places = sorted({row["place"] for row in rows})
            place_number = {place: index for index, place in enumerate(places)}
            at = np.array([from_text(row["at"]).timestamp() for row in rows], dtype=np.float64)
            recency = np.empty(len(rows), dtype=np.int64)
            recency[np.lexsort((np.arange(len(rows)), -at))] = np.arange(len(rows))
            pairs = [p for p in self._mirror.rows("playbook_workers") if p["playbook_id"] in number]
            pair_playbook = np.array([number[p["playbook_id"]] for p in pairs], dtype=np.int64)
            workers = [p["worker_id"] for p in pairs]
            return _Shelf(
                rows=rows,
                at=at,
                place=np.array([place_number[row["place"]] for row in rows], dtype=np.int64),
                vectors=self._place_vectors(places).astype(np.float64) if places else np.zeros((0, 1)),
                by_recency=recency,
                pair_playbook=pair_playbook,
                pair_position=positions(workers),
                pair_worker=workers,
                endorsed=np.bincount(pair_playbook, minlength=len(rows)),
            )

        name = "playbook shelf" if bench_version is not None else "playbook shelf without a bench"
        return self._mirror.derive(name, ("playbooks", "playbook_workers"), build, also=(bench_version,))


def _cite(shelf: _Shelf, playbook: int, cosine: float, failures: int, now: datetime, *, missed: bool) -> Citation:
    row = shelf.rows[playbook]
    age, n_workers = age_days(float(shelf.at[playbook]), now.timestamp()), int(shelf.endorsed[playbook])
    at = from_text(str(row["at"])).astimezone(now.tzinfo)
    place = f" in {row['city']}" if row["city"] else ""
    client = f" for {row['client']}" if row["client"] else ""
    job = f"{row['role']} x{n_workers}{client}{place}"
    fate: Fate = "no_show" if missed else "ahead" if at > now else "filled"
    return Citation(
        playbook_id=str(row["playbook_id"]),
        client=row["client"],  # type: ignore[arg-type]
        role=str(row["role"]),
        city=row["city"],  # type: ignore[arg-type]
        state=row["state"],  # type: ignore[arg-type]
        at=at.isoformat(),
        cosine=cosine,
        age_days=age,
        failures=failures,
        n_workers=n_workers,
        boost=boost_part(cosine, age, failures, n_workers),
        text=_WORDS[fate].format(job=job, day=at.date()),
        fate=fate,
    )
