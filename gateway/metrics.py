"""What an operator watches, in Prometheus' text format: requests, tool calls, and how the store stands."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest
from prometheus_client import Counter as Counted
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agents.current import CurrentDesk
from agents.desk import Desk
from memory.agenda import orders_ahead
from memory.ledger.audit import tallies
from tools.tool import Caller

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram's buckets."""
WATCHER = Caller("metrics", "admin", "http")
"""Counts whatever waits, whoever may answer it."""
UNKNOWN = "none"
"""The route of a request that no route takes: paths themselves would be labels without end."""


class Metrics:
    """The meters of one app."""

    def __init__(self, current: CurrentDesk) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counted(
            "muster_http_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self.seconds = Histogram(
            "muster_http_request_seconds", "Until the whole answer was sent.", ("route",), buckets=SECONDS,
            registry=self._registry,
        )  # fmt: skip
        self.under_way = Gauge("muster_http_requests_under_way", "Requests not answered yet.", registry=self._registry)
        self._registry.register(_Deeds(current))
        self._registry.register(_Standing(current))
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)

    def text(self) -> bytes:
        """All of it, as it is now. Raises StorageDown where the ledger is away."""
        return generate_latest(self._registry)


class Metered:
    """ASGI guard outside of all others: it counts also what they refuse."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self._metrics.under_way.inc()
        try:
            await self._app(scope, receive, watched)
        finally:
            self._metrics.under_way.dec()
            route = route_of(scope)
            self._metrics.requests.labels(scope["method"], route, status).inc()
            self._metrics.seconds.labels(route).observe(time.perf_counter() - began)


def route_of(scope: Scope) -> str:
    """``/clients/{client}/blacklist``; the folder of what is mounted, as ``/chat``."""
    path = getattr(scope.get("route"), "path_format", None)
    if path is not None:
        return str(path)
    mounted = scope.get("root_path", "")
    return mounted or UNKNOWN


class _Deeds(Collector):
    """Tool calls by the audit: those of every process on the store, and none twice."""

    def __init__(self, current: CurrentDesk) -> None:
        self._current = current
        self._lock = threading.Lock()
        self._of: Desk | None = None
        self._seen = 0
        self._calls: Counter[tuple[str, str, str]] = Counter()
        self._seconds: Counter[str] = Counter()

    def describe(self) -> Iterator[Metric]:
        yield from ()

    def collect(self) -> Iterator[Metric]:
        calls = CounterMetricFamily(
            "muster_tool_calls", "Calls through the gate.", labels=("tool", "channel", "outcome")
        )
        seconds = CounterMetricFamily("muster_tool_seconds", "Time that they took together.", labels=("tool",))
        with self._lock:
            self._catch_up()
            for key, count in sorted(self._calls.items()):
                calls.add_metric(key, count)
            for tool, spent in sorted(self._seconds.items()):
                seconds.add_metric((tool,), spent)
        yield calls
        yield seconds

    def _catch_up(self) -> None:
        desk = self._current.now()
        if desk is not self._of:  # the demo was left: another store, another audit
            self._of, self._seen = desk, 0
            self._calls.clear()
            self._seconds.clear()
        self._seen, new = tallies(desk.store.ledger, after=self._seen)
        for one in new:
            tool = one.tool if one.tool in desk.gate.catalogue else UNKNOWN
            self._calls[tool, one.channel, one.outcome] += one.attempts
            self._seconds[tool] += one.seconds  # type: ignore[assignment]


class _Standing(Collector):
    """How the store stands at the moment of the scrape."""

    def __init__(self, current: CurrentDesk) -> None:
        self._current = current

    def describe(self) -> Iterator[Metric]:
        yield from ()

    def collect(self) -> Iterator[Metric]:
        desk = self._current.now()
        store, now = desk.store, desk.clock.now()
        figures = {
            "muster_demo": ("1 where everybody on the bench is invented.", store.is_demo),
            "muster_workers": ("People on the bench.", len(store.bench()) if store.has_workers else 0),
            "muster_journal_entries": ("Deeds recorded.", store.ledger.version()),
            "muster_approvals_waiting": (
                "Deeds that wait for a person's yes.",
                len(desk.gate.approvals.waiting(WATCHER)),
            ),
            "muster_open_seats": ("Seats of orders ahead.", sum(one.open_seats for one in orders_ahead(store, now))),
        }
        for name, (about, value) in figures.items():
            yield GaugeMetricFamily(name, about, value=float(value))
