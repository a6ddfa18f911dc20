"""The reviewer: deterministic checks of a proposed call against the request and the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agents.verdicts import Approve, Drift, Verdict
from memory.errors import MusterError
from memory.store import Store
from tools.people import find_people


class Reviewer:
    """Judges on facts: who exists, who was named, who may be sent where."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def before(self, tool: str, arguments: Mapping[str, Any]) -> Verdict:
        """Judge a call before it runs. Malformed arguments are the gate's to refuse, not a drift."""
        if tool == "log_fill":
            return self._nobody_barred(arguments)
        return Approve()

    def unsettled(self, arguments: Mapping[str, Any]) -> MusterError | None:
        """That a name in a call fits several people; None where it is clear who is meant, or nobody is named."""
        workers, client, city = (arguments.get(name) for name in ("workers", "client", "city"))
        if not isinstance(workers, list) or not self._store.has_workers:
            return None
        try:
            find_people(
                self._store,
                [str(name) for name in workers],
                client=client if isinstance(client, str) else None,
                city=city if isinstance(city, str) else None,
            )
        except MusterError as error:
            return error if error.code == "ambiguous_worker" else None
        return None

    def _nobody_barred(self, arguments: Mapping[str, Any]) -> Verdict:
        """Nobody whom the client does not want back is booked there."""
        client, workers = arguments.get("client"), arguments.get("workers")
        ended = arguments.get("stage") in ("declined", "cancelled")
        if not isinstance(client, str) or not isinstance(workers, list) or ended or not self._store.has_workers:
            return Approve()
        try:
            people = find_people(self._store, [str(name) for name in workers], client=client)
        except MusterError:
            return Approve()  # the gate meets the same and answers it with the candidates
        barred = self._store.experience.do_not_return(client)
        names = [worker.name for worker in people.workers if worker.worker_id in barred]
        return Drift(f"{client} does not want {', '.join(names)} back.") if names else Approve()
