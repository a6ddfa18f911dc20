"""People who seem to stand in one source twice, under different ids: told, never merged."""

from __future__ import annotations

from collections.abc import Collection

from memory.lake.merge import TYPED
from memory.lake.staging import Staged

NAMED_AT_MOST = 5
_FIGURES = "right(regexp_replace(phone, '[^0-9]', '', 'g'), 10)"


def tell_doubles(staged: Staged, columns: Collection[str]) -> None:
    """Note who has the name and the phone, or the name and the e-mail, of somebody else in TYPED."""
    if not {"worker_id", "name"} <= set(columns):
        return
    ways = [_FIGURES] * ("phone" in columns) + ["lower(email)"] * ("email" in columns)
    found: dict[str, list[int]] = {}
    for way in ways:
        rows = staged.cursor.execute(
            f"SELECT min(name), list(_row ORDER BY _row) FROM {TYPED} WHERE length({way}) > 6"
            f" GROUP BY lower(name), {way} HAVING count(*) > 1 ORDER BY min(_row)"
        ).fetchall()
        for name, numbers in rows:
            found.setdefault(name, numbers)
    if not found:
        return
    named = [f"{name} in rows {' and '.join(map(str, rows[:3]))}" for name, rows in list(found.items())[:NAMED_AT_MOST]]
    more = f", and {len(found) - NAMED_AT_MOST} more" if len(found) > NAMED_AT_MOST else ""
    people = f"{len(found)} people stand" if len(found) > 1 else "One person stands"
    staged.notes.append(
        f"{people} in the source more than once, with the same name and contact under different ids"
        f" ({'; '.join(named)}{more}): all were kept."
    )
