"""The desk in seven steps, answered by the store as it is now. Writes are rehearsed, never kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from agents.desk import Desk
from agents.language import USUAL
from agents.messages import Part
from agents.state import Made
from agents.understanding.focus import Focus
from agents.understanding.plan import PlannedCall
from agents.wording import parts_of
from agents.wording_steps import planned
from gateway.calls import Visit
from memory.boost import BOOST_CAP, PENALTY_CAP, RELIABILITY_WEIGHT
from memory.clients import clients
from memory.clock import START_OF_DAY
from memory.grammar import plural
from memory.ledger.tables import from_text
from memory.search_types import Source
from tools.fates import Done, Fate
from tools.hybrid_search import Ranking
from tools.rehearsal import Proposed, Rehearsal

SEATS, SHOWN = 2, 3
HALF_AN_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class Scene:
    """What the walkthrough is about: a role, a place and a client that this store has."""

    role: str
    city: str | None
    client: str | None
    start: datetime

    @property
    def wall_time(self) -> str:
        """The start as people say it: by the site's clock, wherever that is."""
        return f"{self.start:%Y-%m-%dT%H:%M}"


@dataclass(frozen=True)
class Told:
    """A message, what the planner made of it, and what the desk answers."""

    said: str
    understood: str
    """What the planner made of it in words; empty where it would ask back, or reads something else in it."""
    call: str
    """The same as a tool call, for those who want it."""
    parts: tuple[Part, ...]
    kind: Literal["read", "rehearsed"]


@dataclass(frozen=True)
class Figures:
    """What bounds the parts of a score."""

    boost_cap: float = BOOST_CAP
    penalty_cap: float = PENALTY_CAP
    reliability_weight: float = RELIABILITY_WEIGHT


@dataclass(frozen=True)
class Walk:
    """The steps; the person they are about is the best of the first answer."""

    scene: Scene
    ask: Told
    best: Source
    figures: Figures
    cited: float
    """What the fills behind the best one's boost add up to, before the cap."""
    pattern: str | None
    accept: Told
    no_show: Told
    do_not_send: Told | None
    """None where the store knows no client."""
    tight: Told
    today: Told


def walk(visit: Visit) -> Walk | None:
    """Ask everything once. None where nobody on the bench can be asked for."""
    found = _asked(visit)
    if found is None:
        return None
    scene, ask, ranking = found
    best = ranking.sources[0]
    accept, no_show, *do_not_send = _rehearsed(visit, scene, best)
    return Walk(
        scene=scene,
        ask=ask,
        best=best,
        figures=Figures(),
        cited=sum(one.boost for one in best.citations),
        pattern=ranking.pattern,
        accept=accept,
        no_show=no_show,
        do_not_send=do_not_send[0] if do_not_send else None,
        tight=_read(visit, "what's tight this month?", "forecast", {}),
        today=_read(visit, "what did I do today?", "daily_summary", {}),
    )


def _rehearsed(visit: Visit, scene: Scene, best: Source) -> list[Told]:
    """Somebody accepts, does not show the next morning, and is not wanted back, where there is a client to say so."""
    desk, client = visit.desk, scene.client
    place = {"client": client} if client else {}
    city = {"city": scene.city} if scene.city else {}
    shift = place | city | {"role": scene.role, "start": scene.wall_time}
    where = f" in {scene.city}" if scene.city else ""
    next_day = scene.start + HALF_AN_HOUR
    reports: list[tuple[str, str, dict[str, str], datetime]] = [
        (f"accepted{f' for {client}' if client else ''}{where} tomorrow 6am", "log_fill", shift, desk.clock.now()),
        (f"no-showed{f' at {client}' if client else ''}", "log_failure", place | {"reason": "no_show"}, next_day),
    ]
    texts = [f"{best.name} {what}" for what, *_ in reports]
    if client:
        barred = {"action": "add", "reason_text": "no-showed", **place}
        reports.append((client, "blacklist", barred, next_day))
        texts.append(f"do not send {best.name} to {client}, no-showed")
    calls = [Proposed(tool, {**given, "workers": [best.worker_id]}, at) for _, tool, given, at in reports]
    fates = Rehearsal(desk.gate, desk.store, desk.demand).run(calls, visit.caller)
    return [
        _told(desk, text, call.tool, call.arguments, fate, "rehearsed", call.at)
        for text, call, fate in zip(texts, calls, fates, strict=True)
    ]


def _asked(visit: Visit) -> tuple[Scene, Told, Ranking] | None:
    """The first scene of this store that somebody can be found for. All steps are about one place."""
    for scene in _scenes(visit.desk):
        ranking, _ = _ranked(visit, scene)
        if ranking.sources:
            scene = replace(scene, city=scene.city or ranking.sources[0].city)
            ranking, arguments = _ranked(visit, scene)
            where = (f" in {scene.city}" if scene.city else "") + (f" for {scene.client}" if scene.client else "")
            text = f"need {SEATS} {plural(scene.role)}{where} tomorrow 6am"
            shown = {name: value for name, value in arguments.items() if name != "k"}
            return (
                scene,
                _told(visit.desk, text, "hybrid_search", shown, Done(ranking), "read", visit.desk.clock.now()),
                ranking,
            )
    return None


def _ranked(visit: Visit, scene: Scene) -> tuple[Ranking, dict[str, Any]]:
    arguments = {"role": scene.role, "headcount": SEATS, "k": SHOWN, "start": scene.wall_time}
    arguments |= {name: value for name in ("city", "client") if (value := getattr(scene, name))}
    answer = visit.call("hybrid_search", arguments).answer
    assert isinstance(answer, Ranking)
    return answer, arguments


def _scenes(desk: Desk) -> list[Scene]:
    """What was booked last, then whatever the bench has."""
    store = desk.store
    if not store.has_workers:
        return []
    start = datetime.combine(desk.clock.today() + timedelta(days=1), START_OF_DAY, store.settings.zone)
    store.mirror.sync()
    rows = sorted(store.mirror.rows("bookings"), key=lambda row: from_text(row["recorded_at"]), reverse=True)
    jobs = [(row["role"], row["city"], row["client"]) for row in rows if row["role"] and row["client"]][:1]
    known = [client.client for client in clients(store).values()]
    bench = store.bench()
    jobs += [(role, None, known[0] if known else None) for role in bench.vocabulary.roles[:SHOWN]]
    return [Scene(role, city, client, start) for role, city, client in jobs]


def _read(visit: Visit, text: str, tool: str, arguments: Mapping[str, Any]) -> Told:
    done = visit.call(tool, arguments)
    return _told(visit.desk, text, tool, arguments, done, "read", visit.desk.clock.now())


def _told(
    desk: Desk,
    text: str,
    tool: str,
    arguments: Mapping[str, Any],
    fate: Fate,
    kind: Literal["read", "rehearsed"],
    at: datetime,
) -> Told:
    parts = parts_of(Made(tool, arguments, fate), desk.voice(USUAL, at))
    calls = desk.plan(text, Focus()).calls
    calls = calls if [call.tool for call in calls] == [tool] else ()
    words = "; ".join(_in_words(desk, call, at) for call in calls)
    return Told(text, words, "; ".join(f"{call.tool}({_arguments(call.args)})" for call in calls), parts, kind)


def _in_words(desk: Desk, call: PlannedCall, at: datetime) -> str:
    """A call as the conversation's own steps say it, and when it is about."""
    voice = desk.voice(USUAL, at)
    said = planned(call.tool, call.args, desk.gate, desk.phrases, voice)
    start = call.args.get("start")
    if call.tool != "hybrid_search" or not start:
        return said
    when = datetime.fromisoformat(str(start))
    return f"{said}, {voice.moment(when if when.tzinfo else when.replace(tzinfo=at.tzinfo))}"


def _arguments(given: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_value(value)}" for name, value in given.items())


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else str(value)
