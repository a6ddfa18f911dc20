"""Put a client on the list who is in no file."""

from __future__ import annotations

from typing import Any

from memory.clients import CLIENTS, Client, clients
from tools.additions import SAID, put, read_fields
from tools.tool import Answer, Arguments, Call, Name, Tool


class ClientArguments(Arguments):
    """The client as it was said."""

    client: Name
    city: Name | None = None
    state: Name | None = None
    site_address: Name | None = None


class ClientAdded(Answer):
    """Who is on the list now."""

    client: str
    city: str | None = None
    state: str | None = None
    already: bool = False
    """It was there before; nothing changed."""

    def facts(self) -> dict[str, Any]:
        return {"text": self.note, "client": self.client}


def add_client(call: Call) -> ClientAdded:
    """Add the client, or say that it is there already. Raises BadInput (``unreadable_field``)."""
    store = call.store
    texts = read_fields(store, call.arguments.model_dump())
    texts["client"] = name = " ".join(texts["client"].split())
    known = clients(store)
    had_list = store.lake.has(CLIENTS)
    found = known.get(name.casefold())
    if found is not None and had_list:
        return _told(found, already=True)
    if not had_list:
        _begin_list(call, [client for key, client in known.items() if key != name.casefold()])
    put(call, CLIENTS, name, name, texts)
    return _told(Client(name, texts.get("city"), texts.get("state")))


def _begin_list(call: Call, known: list[Client]) -> None:
    """A list that exists is the only truth, so whoever was met in orders and reports comes onto it too."""
    if known:
        records = [{"client": client.client} for client in known]
        source = SAID.format(staffer=call.caller.staffer)
        call.store.lake.put(CLIENTS, records, source=source, staffer=call.caller.staffer, now=call.now)


def _told(client: Client, *, already: bool = False) -> ClientAdded:
    place = f" ({', '.join(part for part in (client.city, client.state) if part)})" if client.city else ""
    said = "is a client already; nothing changed." if already else "is a client now."
    return ClientAdded(
        client=client.client, city=client.city, state=client.state, already=already,
        note=f"{client.client}{place} {said}",
    )  # fmt: skip


TOOL = Tool(
    name="add_client",
    effect="write",
    summary="Put a client on the list who is in no file.",
    arguments=ClientArguments,
    answer=ClientAdded,
    run=add_client,
    datasets=frozenset({"clients"}),
)
