"""Which role, place and client are meant: canonical names, or words on what would be near."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from memory.clients import Client, clients, find_client
from memory.errors import NotFound
from memory.grammar import in_words
from memory.site_clock import SiteClock
from memory.store import Store

NEAR_SCORE = 60


@dataclass(frozen=True)
class Unknown:
    """A name that the store does not have."""

    field: str
    value: str
    near: tuple[str, ...]

    @property
    def words(self) -> str:
        near = f" Did you mean {in_words(self.near, 'or')}?" if self.near else ""
        where = "" if self.field == "client" else " on the bench"
        return f"There is no {self.field} “{self.value}”{where}.{near}"


def near_names(value: str, known: list[str]) -> tuple[str, ...]:
    """At most three known names like this one, nearest first."""
    folded = {name.casefold(): name for name in known}
    found = process.extract(value.casefold(), folded.keys(), scorer=fuzz.WRatio, score_cutoff=NEAR_SCORE, limit=3)
    return tuple(folded[key] for key, _score, _index in found)


def canonical_role(store: Store, role: str) -> str | Unknown:
    """The bench's own name for a role, after synonyms and plurals."""
    roles = store.bench_vocabulary().roles
    found = store.vocabulary.role(role, roles)
    return found or Unknown("role", role, near_names(role, list(roles)))


def canonical_city(store: Store, city: str) -> str | Unknown:
    """The bench's own spelling of a city."""
    cities = {name for name, _state in store.bench_vocabulary().places}
    found = store.vocabulary.city(city, cities)
    return found or Unknown("city", city, near_names(city, sorted(cities)))


def canonical_state(store: Store, state: str) -> str | Unknown:
    """Two letters for a state, written out or not."""
    found = store.vocabulary.state(state)
    return found or Unknown("state", state, ())


def state_of(store: Store, city: str | None) -> str | None:
    """The state of a city, where the bench knows the city in one state only."""
    if city is None:
        return None
    states = {s for name, s in store.bench_vocabulary().places if s and name.casefold() == city.casefold()}
    return states.pop() if len(states) == 1 else None


def job_clock(store: Store, client: str | None, city: str | None, state: str | None) -> SiteClock:
    """The clock where a job is: of the place that is said, else of the client's site, else the shop's own."""
    return store.site_clock(*job_place(store, client, city, state))


def job_place(store: Store, client: str | None, city: str | None, state: str | None) -> tuple[str | None, str | None]:
    """City and state of a job, as far as they are said or known of the client."""
    site = find_client(store, client) if client else None
    if site is not None and city is None and state is None:
        city, state = site.city, site.state
    elif site is not None and state is None and same_name(city, site.city):
        state = site.state
    if city is not None and store.has_workers:
        found = canonical_city(store, city)
        city = city if isinstance(found, Unknown) else found
        state = state or state_of(store, city)
    return city, store.vocabulary.state(state) if state else None


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names are one, whatever their case; what is not known is nobody's."""
    return one is not None and other is not None and one.casefold() == other.casefold()


def known_client(store: Store, name: str) -> Client:
    """The client of this name. Raises NotFound (``unknown_client``) with near names."""
    found = find_client(store, name)
    if found is None:
        known = [client.client for client in clients(store).values()]
        near = near_names(name, known)
        raise NotFound(
            f"There is no client “{name[:80]}”.",
            code="unknown_client",
            hint=f"Did you mean {in_words(near, 'or')}?" if near else f"Clients: {', '.join(sorted(known)[:12])}.",
            details={"name": name[:80], "near": list(near), "clients": sorted(known)[:12]},
        )
    return found
