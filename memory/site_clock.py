"""Clock time where a job is: what people say of a shift is the site's time, whatever the shop's clock says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import overload
from zoneinfo import ZoneInfo

from memory.grammar import clock_words, span_words


@dataclass(frozen=True)
class SiteClock:
    """The clock of a site beside the shop's."""

    zone: ZoneInfo
    shop: ZoneInfo

    @overload
    def read(self, stated: datetime) -> datetime: ...
    @overload
    def read(self, stated: None) -> None: ...
    def read(self, stated: datetime | None) -> datetime | None:
        """The moment that is meant: a wall time (on the shop's `ZoneInfo`) is the site's, one with an offset stays."""
        if stated is None:
            return None
        return stated.replace(tzinfo=self.zone) if isinstance(stated.tzinfo, ZoneInfo) else self.local(stated)

    def local(self, moment: datetime) -> datetime:
        """An aware moment on the site's clock."""
        return moment.astimezone(self.zone)

    def differs(self, moment: datetime) -> bool:
        """Whether the shop's clock shows another hour then."""
        return self.local(moment).utcoffset() != moment.astimezone(self.shop).utcoffset()

    def label(self, moment: datetime) -> str:
        """``" EDT"`` where the shop's clock shows another hour, else nothing."""
        return f" {self.local(moment):%Z}" if self.differs(moment) else ""

    def words(self, moment: datetime) -> str:
        """``Tue Apr 21 6:00 AM``, with the zone where it is not the shop's hour."""
        return clock_words(self.local(moment)) + self.label(moment)

    def span_words(self, start: datetime, end: datetime) -> str:
        """``Tue Apr 21 6:00 AM to 2:00 PM EDT``."""
        return span_words(self.local(start), end) + self.label(start)


Clocks = Callable[[str | None, str | None], SiteClock]
"""City and state → the clock there."""
