"""A staffer's work on one contract, order or client: its shortlist, its searches, what happened, whose it is."""

from __future__ import annotations

import json
from typing import Any

from memory.errors import BadInput, Conflict, NotAllowed, NotFound
from memory.grammar import counted, in_words
from memory.ledger import staff
from memory.ledger import workspaces as kept
from memory.ledger.ledger import Row
from memory.ledger.tables import to_text
from tools.people import Named, People, find_people
from tools.place import known_client
from tools.refusals import not_wanted_back
from tools.tool import ROLES, Call, Tool
from tools.workspaces import EVERYBODY, Action, Item, Search, Workspace, WorkspaceAnswer, WorkspaceArguments


def workspace(call: Call) -> WorkspaceAnswer:
    """Do one thing with one workspace.

    Raises NotFound (``unknown_workspace``, ``unknown_client``, ``unknown_staffer``), NotAllowed (``not_yours``),
    BadInput (``which_workspace``), Conflict (``do_not_return``, ``no_search``).
    """
    arguments: WorkspaceArguments = call.arguments
    client = known_client(call.store, arguments.client).client if arguments.client else None
    match arguments.action:
        case "open":
            return _open(call, client)
        case "list":
            return _list(call, client)
        case "handoff":
            return _hand_off(call, _found(call, arguments.name, client))
        case "shortlist":
            return _shortlist(call, _found(call, arguments.name, client))
        case "save_search":
            return _save_search(call, client)


def _open(call: Call, client: str | None) -> WorkspaceAnswer:
    said = call.arguments.name
    connection = call.writing.connection
    mine = kept.last_opened(connection, call.caller.staffer, client) if said is None else None
    name = said or client
    row = mine or (kept.named(connection, name) if name else None)
    if row is None and name is None:
        raise _which()
    if row is not None:
        _refuse_foreign(call, row)
        opened = row | {"opened_at": to_text(call.now)}
        call.writing.update("workspaces", {"workspace_id": row["workspace_id"]}, opened_at=opened["opened_at"])
        return _whole(call, opened, "open", changed=True, note=f"The workspace {row['name']} is open.")
    assert name is not None
    row = {
        "workspace_id": call.writing.next_id("WS"),
        "name": name,
        "folded": kept.folded(name),
        "client": client,
        "staffer": call.caller.staffer,
        "made_at": to_text(call.now),
        "opened_at": to_text(call.now),
    }
    call.writing.insert("workspaces", row)
    about = f" for {client}" if client and client != name else ""
    return _whole(call, row, "open", changed=True, created=True, note=f"The workspace {name}{about} is new and open.")


def _list(call: Call, client: str | None) -> WorkspaceAnswer:
    arguments: WorkspaceArguments = call.arguments
    if arguments.name is not None:
        row = _found(call, arguments.name, client)
        return _whole(call, row, "list", note=f"The workspace {row['name']} is {row['staffer']}'s.")
    whose = arguments.staffer or call.caller.staffer
    if whose.casefold() != call.caller.staffer.casefold() and not _leads(call):
        raise _not_yours("Other people's workspaces are", {"owner": whose})
    everybody = whose.casefold() == EVERYBODY
    rows = kept.owned(call.writing, staffer=None if everybody else whose, client=client)
    names = in_words([row["name"] for row in rows[:5]])
    more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""
    note = f"{counted(len(rows), 'workspace')}: {names}{more}." if rows else "There is no workspace yet."
    found = tuple(_told(row, row["workers"], row["saved"]) for row in rows)
    return WorkspaceAnswer(action="list", workspaces=found, total=len(rows), note=note)


def _hand_off(call: Call, row: Row) -> WorkspaceAnswer:
    connection, to = call.writing.connection, call.arguments.staffer
    if staff.any_active(connection):  # else there is one demo sign-in, and a name is all that is known of anybody
        to = staff.meant(connection, to).name
    changed = to.casefold() != row["staffer"].casefold()
    if changed:
        call.writing.update("workspaces", {"workspace_id": row["workspace_id"]}, staffer=to)
        row = row | {"staffer": to}
    note = (
        f"The workspace {row['name']} is now {to}'s." if changed else f"The workspace {row['name']} is {to}'s already."
    )
    return WorkspaceAnswer(action="handoff", workspaces=(_told(row),), total=1, changed=changed, note=note)


def _shortlist(call: Call, row: Row) -> WorkspaceAnswer:
    people = find_people(call.store, call.arguments.workers, client=row["client"])
    call.store.mirror.sync()
    barred = call.store.experience.do_not_return(row["client"]) if row["client"] else frozenset()
    unwanted = [person for person in people.named if person.worker_id in barred]
    if unwanted:
        raise not_wanted_back(row["client"], unwanted)
    there = {item["worker_id"] for item in kept.items_of(call.writing, row["workspace_id"])}
    last = kept.last_position(call.writing.connection, row["workspace_id"])
    new = [person for person in dict.fromkeys(people.named) if person.worker_id not in there]
    for number, person in enumerate(new, last + 1):
        item = {
            "workspace_id": row["workspace_id"],
            "worker_id": person.worker_id,
            "name": person.name,
            "position": number,
            "staffer": call.caller.staffer,
            "at": to_text(call.now),
        }
        call.writing.insert("workspace_items", item)
    return WorkspaceAnswer(
        action="shortlist",
        workspaces=(_told(row, len(there) + len(new)),),
        total=1,
        changed=bool(new),
        people=tuple(new),
        rejected_ghost_names=people.ghosts,
        note=_listed(row, new, people),
    )


def _listed(row: Row, new: list[Named], people: People) -> str:
    names = in_words([person.name for person in new])
    said = f"On the shortlist of {row['name']}: {names}." if new else ""
    if not new and people.named:
        said = f"They are on the shortlist of {row['name']} already; nothing changed."
    return f"{said} {people.ghost_note()}".strip()


def _save_search(call: Call, client: str | None) -> WorkspaceAnswer:
    """The caller's last search in this channel, which the audit has with its arguments."""
    where, slash, called = (call.arguments.name or "").rpartition("/")
    within = where.strip() if slash and kept.named(call.writing.connection, where) else None
    row = _found(call, within, client)
    arguments = kept.last_search(call.writing.connection, call.caller.staffer, call.caller.channel)
    if arguments is None:
        raise Conflict("There is no search of yours to save.", code="no_search", hint="Search first, then save it.")
    name = (called if within else call.arguments.name or "").strip() or _usual_name(arguments)
    saved = {
        "search_id": call.writing.next_id("S"),
        "workspace_id": row["workspace_id"],
        "name": name,
        "arguments": json.dumps(arguments),
        "staffer": call.caller.staffer,
        "at": to_text(call.now),
    }
    call.writing.insert("saved_searches", saved)
    return WorkspaceAnswer(
        action="save_search",
        workspaces=(_told(row),),
        total=1,
        changed=True,
        searches=(_search(saved),),
        note=f"The search “{name}” is saved in {row['name']}.",
    )


def _usual_name(arguments: dict[str, Any]) -> str:
    parts = [str(arguments[key]) for key in ("role", "city", "state", "query", "order_id") if arguments.get(key)]
    return ", ".join(parts)[:200] or "everybody"


def _found(call: Call, name: str | None, client: str | None) -> Row:
    """The workspace that is meant, if the caller may work in it."""
    connection = call.writing.connection
    row = (
        kept.named(connection, name)
        if name is not None
        else kept.last_opened(connection, call.caller.staffer, client)
        or (kept.named(connection, client) if client else None)
    )
    if row is None and (name or client):
        raise NotFound(
            f"There is no workspace “{(name or client or '')[:80]}”.",
            code="unknown_workspace",
            hint="List the workspaces, or open one of that name first.",
            details={"name": name or client},
        )
    if row is None:
        raise _which()
    _refuse_foreign(call, row)
    return row


def _which() -> BadInput:
    return BadInput(
        "It is not said which workspace is meant.", code="which_workspace", hint="Name the workspace, or its client."
    )


def _refuse_foreign(call: Call, row: Row) -> None:
    if row["staffer"].casefold() != call.caller.staffer.casefold() and not _leads(call):
        raise _not_yours(f"The workspace {row['name']} is", {"owner": row["staffer"], "name": row["name"]})


def _leads(call: Call) -> bool:
    return ROLES.index(call.caller.role) >= ROLES.index("manager")


def _not_yours(what: str, details: dict[str, str]) -> NotAllowed:
    return NotAllowed(
        f"{what} not yours.",
        code="not_yours",
        hint="Ask the owner or a manager to hand it to you, or choose another name.",
        details=details,
    )


def _whole(
    call: Call, row: Row, action: Action, *, note: str, changed: bool = False, created: bool = False
) -> WorkspaceAnswer:
    unit, key = call.writing, row["workspace_id"]
    items, searches = kept.items_of(unit, key), kept.searches_of(unit.connection, key)
    return WorkspaceAnswer(
        action=action,
        workspaces=(_told(row, len(items), len(searches)),),
        total=1,
        changed=changed,
        created=created,
        whole=True,
        items=tuple(Item(one["worker_id"], one["name"], one["staffer"], one["at"]) for one in items),
        searches=tuple(_search(one) for one in searches),
        activity=tuple(kept.activity_of(unit, key)),
        note=note,
    )


def _told(row: Row, workers: int | None = None, searches: int | None = None) -> Workspace:
    named = ("workspace_id", "name", "client", "staffer", "made_at", "opened_at")
    return Workspace(**{key: row[key] for key in named}, workers=workers, searches=searches)


def _search(row: Row) -> Search:
    return Search(row["search_id"], row["name"], row["staffer"], row["at"], json.loads(row["arguments"]))


TOOL = Tool(
    name="workspace",
    effect="write",
    summary="A staffer's work on one contract, order or client: open, list, hand off, shortlist, save a search.",
    arguments=WorkspaceArguments,
    answer=WorkspaceAnswer,
    run=workspace,
    datasets=frozenset({"workers", "clients", "orders"}),
    only_reads=lambda arguments: arguments.action == "list",
)
