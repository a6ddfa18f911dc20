"""What the desk has lived through with a worker: failures, do-not-returns, bookings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from memory.boost import age_days, penalty
from memory.ledger.ledger import Row
from memory.ledger.mirror import Mirror
from memory.ledger.tables import from_text, to_text

STANDING = ("accepted", "confirmed", "showed", "completed")
"""Stages in which a worker is booked."""
FELL_THROUGH = ("cancelled", "no_show")
"""Stages in which a booked worker does not come."""

FAILURE_WORDS = {
    "no_show": "no-show",
    "late": "late arrival",
    "quit": "walk-off",
    "sent_home": "sent home",
    "other": "other problem",
    "called_off": "called off ahead",
}
"""Reason, or `Experience.kind` of it → its words."""
ALIKE = frozenset({"sent_home", "called_off"})
"""Kinds whose words are the same for several."""


def failures_in_words(counts: Mapping[str, int]) -> str:
    """``2 no-shows, 1 late arrival``; empty where there are none."""
    return ", ".join(
        f"{count} {FAILURE_WORDS[reason]}{'s' if count > 1 and reason not in ALIKE else ''}"
        for reason, count in counts.items()
    )


class Experience:
    """Reads the ledger's mirror; call `Mirror.sync` before a series of reads."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror

    def do_not_return(self, client: str | None) -> frozenset[str]:
        """Worker ids on a client's list, whatever the case its name is written in."""
        if client is None:
            return frozenset()
        return frozenset(row["worker_id"] for row in self.barred_by(client))

    def barred_by(self, client: str) -> list[Row]:
        """A client's do-not-return rows, oldest first."""
        wanted = client.casefold()
        rows = (row for row in self._mirror.rows("blacklist") if row["client"].casefold() == wanted)
        return sorted(rows, key=lambda row: row["at"])

    def barred_at(self, worker_id: str) -> list[Row]:
        """The clients that do not want a worker back."""
        return sorted(
            self._mirror.grouped("blacklist", "worker_id").get(worker_id, ()), key=lambda row: str(row["client"])
        )

    def failures(self, worker_id: str) -> list[Row]:
        """A worker's failures, newest first."""
        rows = self._mirror.grouped("failures", "worker_id").get(worker_id, ())
        return sorted(rows, key=lambda row: row["at"], reverse=True)

    def failure_counts(self, worker_id: str) -> Mapping[str, int]:
        """How often a worker failed in each way (`kind`), the most frequent first."""
        return dict(Counter(self.kind(row) for row in self.failures(worker_id)).most_common())

    def kind(self, failure: Row) -> str:
        """The reason of a failure; ``called_off`` of an unnamed one that was told before its shift began."""
        booked = self._mirror.grouped("bookings", "booking_id").get(failure["booking_id"], ())
        ahead = failure["reason"] == "other" and any(row["start"] > failure["at"] for row in booked)
        return "called_off" if ahead else str(failure["reason"])

    def penalties(self, now: datetime) -> Mapping[str, float]:
        """What failures cost each worker who has any, by worker id."""
        moment = now.timestamp()
        return {
            worker_id: penalty((row["reason"], age_days(from_text(row["at"]).timestamp(), moment)) for row in rows)
            for worker_id, rows in self._mirror.grouped("failures", "worker_id").items()
        }

    def bookings(self, worker_id: str) -> list[Row]:
        """A worker's bookings in any stage, newest first."""
        rows = self._mirror.grouped("bookings", "worker_id").get(worker_id, ())
        return sorted(rows, key=lambda row: row["start"], reverse=True)

    def booked_on(self, order_id: str) -> list[Row]:
        """Standing bookings of an order or permit."""
        rows = self._mirror.grouped("bookings", "order_id").get(order_id, ())
        return [row for row in rows if row["stage"] in STANDING]

    def booked_at(self, client: str, now: datetime) -> list[Row]:
        """Standing bookings at a client that have not ended."""
        wanted, moment = client.casefold(), to_text(now)
        return [
            row
            for row in self._mirror.rows("bookings")
            if row["stage"] in STANDING and (row["client"] or "").casefold() == wanted and row["end"] > moment
        ]

    def filled(self) -> Mapping[str, int]:
        """Standing bookings counted by order or permit."""
        groups = self._mirror.grouped("bookings", "order_id")
        return {order_id: len(self.booked_on(order_id)) for order_id in groups if order_id is not None}

    def gave_back(self, day: datetime) -> Mapping[str, str]:
        """Worker id → how a shift of theirs fell through that was to begin on the day of ``day``, on its clock."""
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        begins, ends = to_text(midnight), to_text(midnight + timedelta(days=1))
        return {
            row["worker_id"]: row["stage"]
            for row in self._mirror.rows("bookings")
            if row["stage"] in FELL_THROUGH and row["start_stated"] and begins <= row["start"] < ends
        }

    def booked_between(self, start: datetime, end: datetime) -> list[Row]:
        """Standing bookings that overlap [start, end)."""
        begins, ends = to_text(start), to_text(end)
        return [
            row
            for row in self._mirror.rows("bookings")
            if row["stage"] in STANDING and row["start"] < ends and row["end"] > begins
        ]
