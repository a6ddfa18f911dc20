"""Hybrid search: hard filters in SQL, meaning and words fused, then what experience adds and takes away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from memory.bench import Bench, Filter
from memory.boost import RELIABILITY_WEIGHT
from memory.experience import Experience, failures_in_words
from memory.patterns import Patterns
from memory.playbooks import Boost, PlaybookMemory, place_words
from memory.search_types import SHIFT_HOURS, BookedWorker, Remark, SearchAnswer, SearchPlan, SearchRequest, Source
from memory.vectors.store import VectorStore, WorkerVectors

EXACT_UP_TO = 25_000
"""Survivors of the filter up to which an exact scan beats an approximate index (see docs/benchmarks.md)."""
FUSED_TOP = 400
"""How many of each list (meaning, words) an approximate plan carries into the ranking."""
GAVE_BACK = {
    "cancelled": "last, as a shift of that day was given back",
    "no_show": "last, as a shift of that day was a no-show",
}


class HybridSearch:
    """Ranks the bench for a request."""

    def __init__(
        self, vectors: VectorStore, playbooks: PlaybookMemory, experience: Experience, patterns: Patterns
    ) -> None:
        self._vectors = vectors
        self._playbooks = playbooks
        self._experience = experience
        self._patterns = patterns

    def search(self, bench: Bench, request: SearchRequest, now: datetime) -> SearchAnswer:
        """The ``k`` best of all who pass; fewer only where fewer pass.

        Raises BadInput for an SQL filter that is not a plain condition.
        """
        valid_on = (request.start or now).date()
        passing = bench.passing(
            Filter(
                role=request.role,
                city=request.city,
                state=request.state,
                certifications=request.certifications,
                max_pay_rate=request.max_pay_rate,
                availability=request.availability,
                shift=request.shift,
                sql=request.sql_filter,
                valid_on=valid_on,
            )
        )
        allowed = np.zeros(len(bench), dtype=np.bool_)
        allowed[passing] = True
        barred = self._bar(bench, allowed, self._experience.do_not_return(request.client))
        self._bar(bench, allowed, request.leave_out)
        booked = self._booked(bench, allowed, request)
        eligible = np.flatnonzero(allowed)
        boosts = self._boosts(bench, allowed, request, now)
        semantic, candidates, strategy, remarks = self._semantic(bench, eligible, request, boosts)
        sources = self._rank(bench, candidates, semantic, boosts, request, now)
        pattern = None
        if request.role and request.use_playbook_memory:
            found = self._patterns.find(bench, place_words(request.role, request.city, request.state), now)
            pattern = found if found.line else None
        return SearchAnswer(
            sources=sources,
            sql_matches=int(eligible.size),
            plan=SearchPlan(strategy, eligible.size / max(len(bench), 1)),
            pattern=pattern,
            already_booked=booked,
            do_not_return=barred,
            remarks=remarks,
        )

    def _bar(self, bench: Bench, allowed: NDArray[np.bool_], worker_ids: frozenset[str]) -> int:
        positions = bench.positions(sorted(worker_ids))
        positions = positions[positions >= 0]
        count = int(allowed[positions].sum())
        allowed[positions] = False
        return count

    def _booked(self, bench: Bench, allowed: NDArray[np.bool_], request: SearchRequest) -> tuple[BookedWorker, ...]:
        rows = self._experience.booked_on(request.order_id) if request.order_id else []
        if request.start is not None:
            end = request.end or request.start + timedelta(hours=SHIFT_HOURS)
            rows = rows + self._experience.booked_between(request.start, end)
        found: dict[str, BookedWorker] = {}
        for row in rows:
            (position,) = bench.positions([row["worker_id"]])
            if position >= 0 and allowed[position]:
                found[row["worker_id"]] = BookedWorker(
                    row["worker_id"], row["name"], row["client"], row["start"], row["end"]
                )
        self._bar(bench, allowed, frozenset(found))
        return tuple(found.values())

    def _boosts(
        self, bench: Bench, allowed: NDArray[np.bool_], request: SearchRequest, now: datetime
    ) -> dict[str, Boost]:
        if request.role is None or not request.use_playbook_memory:
            return {}
        words = place_words(request.role, request.city, request.state)
        return self._playbooks.boosts(words, allowed, bench.positions, bench.version, now, request.playbook_memory_k)

    def _semantic(
        self, bench: Bench, eligible: NDArray[np.int64], request: SearchRequest, boosts: dict[str, Boost]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], str, tuple[Remark, ...]]:
        """Fused meaning and words of the candidates (0..1), the candidates, the plan's name, and remarks."""
        if not request.query or eligible.size == 0:
            return np.zeros(eligible.size), eligible, "filter only", ()
        vectors = self._vectors.current()
        if vectors is None:
            return np.zeros(eligible.size), eligible, "filter only", ("no_vectors",)
        at = vectors.positions_of(bench)
        words = _spread(vectors.lexical.scores(request.query), at[eligible])
        query = self._vectors.embed_query(request.query)
        index = vectors.approximate
        if eligible.size <= EXACT_UP_TO or index is None:
            meaning = _spread(vectors.cosines(query, at[eligible]))
            return _fuse(meaning, words), eligible, "exact", ()
        near = self._near(bench, vectors, query, at, eligible)
        top_words = eligible[np.argsort(-words, kind="stable")[:FUSED_TOP]]
        boosted = bench.positions(list(boosts))
        candidates = np.unique(np.concatenate([near, top_words, boosted]))
        best_words = float(words.max(initial=0.0))
        chosen = words[np.searchsorted(eligible, candidates)]
        meaning = _spread(vectors.cosines(query, at[candidates]))
        return _fuse(meaning, chosen, best_words), candidates, f"approximate:{index.name}", ()

    def _near(
        self,
        bench: Bench,
        vectors: WorkerVectors,
        query: NDArray[np.float32],
        at: NDArray[np.int64],
        eligible: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        assert vectors.approximate is not None
        inside = np.zeros(len(vectors.worker_ids), dtype=np.bool_)
        embedded = eligible[at[eligible] >= 0]
        inside[at[embedded]] = True
        found, _ = vectors.approximate.search(query, min(FUSED_TOP, embedded.size), inside)
        back = np.full(len(vectors.worker_ids), -1, dtype=np.int64)
        back[at[embedded]] = embedded
        return back[found]

    def _rank(
        self,
        bench: Bench,
        candidates: NDArray[np.int64],
        semantic: NDArray[np.float64],
        boosts: dict[str, Boost],
        request: SearchRequest,
        now: datetime,
    ) -> tuple[Source, ...]:
        reliability = RELIABILITY_WEIGHT * bench.reliability[candidates]
        boost = np.zeros(candidates.size)
        penalty = np.zeros(candidates.size)
        for worker_id, found in boosts.items():
            _set(boost, candidates, bench.positions([worker_id])[0], found.value)
        for worker_id, cost in self._experience.penalties(now).items():
            _set(penalty, candidates, bench.positions([worker_id])[0], cost)
        gave_back = self._experience.gave_back(request.start) if request.start else {}
        last = np.zeros(candidates.size)
        for worker_id in gave_back:
            _set(last, candidates, bench.positions([worker_id])[0], 1.0)
        score = semantic + reliability + boost - penalty
        order = np.lexsort((candidates, -score, last))[: request.k]
        parts = np.stack([semantic, reliability, boost, penalty], axis=1)
        return tuple(self._source(bench, int(candidates[i]), parts[i].tolist(), boosts, gave_back) for i in order)

    def _source(
        self, bench: Bench, position: int, parts: list[float], boosts: dict[str, Boost], gave_back: Mapping[str, str]
    ) -> Source:
        semantic, reliability, boost, penalty = parts
        worker_id = str(bench.worker_ids[position])
        citations = boosts[worker_id].citations if worker_id in boosts else ()
        source = Source(
            worker_id=worker_id,
            name=bench.names[position],
            role=bench.roles[position],
            city=bench.cities[position],
            state=bench.states[position],
            score=semantic + reliability + boost - penalty,
            semantic=semantic,
            reliability_part=reliability,
            boost=boost,
            penalty=penalty,
            citations=citations,
            why="",
            reliability=float(bench.reliability[position]) if bench.rated[position] else None,
            failures=self._experience.failure_counts(worker_id) if penalty > 0 else {},
            gave_back=gave_back.get(worker_id, ""),
        )
        return replace(source, why=_why(source))


def _spread(values: NDArray[np.float32], at: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
    """Values as float64; taken at vector positions where given, 0 for a worker without a vector yet."""
    if at is None:
        return values.astype(np.float64)
    return np.where(at >= 0, values[np.where(at >= 0, at, 0)], 0.0).astype(np.float64)


def _fuse(
    meaning: NDArray[np.float64], words: NDArray[np.float64], best_words: float | None = None
) -> NDArray[np.float64]:
    """Half the cosine, half the BM25 score relative to the best among those who pass; both 0..1."""
    best = best_words if best_words is not None else float(words.max(initial=0.0))
    scaled = words / best if best > 0 else np.zeros_like(words)
    fused: NDArray[np.float64] = 0.5 * np.clip(meaning, 0.0, 1.0) + 0.5 * scaled
    return fused


def _set(values: NDArray[np.float64], candidates: NDArray[np.int64], position: int, value: float) -> None:
    """Put a value at a bench position, where that position is among the candidates (ascending)."""
    if position < 0:
        return
    index = int(np.searchsorted(candidates, position))
    if index < candidates.size and candidates[index] == position:
        values[index] = value


def _why(source: Source) -> str:
    parts = [GAVE_BACK[source.gave_back]] if source.gave_back else []
    if source.citations:
        more = f" and {len(source.citations) - 1} more" if len(source.citations) > 1 else ""
        parts.append(f"{source.citations[0].text}{more} (+{source.boost:.2f})")
    if source.semantic > 0:
        parts.append(f"fits the words (+{source.semantic:.2f})")
    if source.reliability is None:
        parts.append("no reliability record yet")
    else:
        parts.append(f"reliability {source.reliability:.2f} (+{source.reliability_part:.2f})")
    if source.failures:
        parts.append(f"{failures_in_words(source.failures)} (-{source.penalty:.2f})")
    return " · ".join(parts)
