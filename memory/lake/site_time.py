"""A time without an offset in a file is on the clock of the row's site: SQL that reads it there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from memory.lake.kinds import OFFSET, STATE, Kind, trimmed
from memory.lake.names import literal

Zones = Mapping[tuple[str, str], ZoneInfo]
"""State (two letters) and lower-case city → the zone there; the city is empty for most of a state."""


def at_site(moment: Kind, city: str | None, state: str, zones: Zones) -> Kind:
    """``moment`` as the site's wall time; ``city`` and ``state`` are columns of text. Shop time where the zone is open.

    An offset that is written stands as it is.
    """
    code = STATE.value(state)
    place = f"({code}) || '/' || lower({trimmed(city)})" if city else "NULL"
    towns = {f"{in_state}/{town}": zone for (in_state, town), zone in zones.items() if town}
    states = {in_state: zone for (in_state, town), zone in zones.items() if not town}
    zone = f"coalesce({_case(place, towns)}, {_case(f'({code})', states)}, current_setting('TimeZone'))"
    has_offset = f"regexp_full_match(@, {literal(f'.*[0-9]({OFFSET})')})"
    shop_time = f"({moment.sql})"
    return replace(
        moment,
        sql=f"CASE WHEN {has_offset} THEN {shop_time} ELSE timezone({zone}, CAST({shop_time} AS TIMESTAMP)) END",
    )


def _case(said: str, zones: Mapping[str, ZoneInfo]) -> str:
    """A zone's name by what is said, NULL where it is none of them."""
    by_zone: dict[str, list[str]] = defaultdict(list)
    for name, zone in zones.items():
        by_zone[zone.key].append(literal(name))
    if not by_zone:
        return "NULL"
    whens = " ".join(f"WHEN {said} IN ({', '.join(names)}) THEN {literal(key)}" for key, names in by_zone.items())
    return f"CASE {whens} END"
