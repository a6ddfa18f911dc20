"""What a workspace takes and answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from memory.ledger.workspaces import Activity
from tools.people import Ghost, Named
from tools.tool import Answer, Arguments, Name

Action = Literal["open", "list", "handoff", "shortlist", "save_search"]
EVERYBODY = "all"
"""As the staffer of a list: everybody's workspaces."""


class WorkspaceArguments(Arguments):
    """Which workspace, and what to do there. Without name and client it is the one that was opened last."""

    action: Action
    name: Name | None = Field(
        None, description="the workspace's name or id; of save_search the search's name, after an id and a slash if any"
    )
    client: Name | None = None
    workers: Annotated[list[Name], Field(max_length=200)] = Field(default_factory=list)
    staffer: Name | None = Field(None, description="who gets it; of a list whose, or all")

    @model_validator(mode="after")
    def _is_whole(self) -> WorkspaceArguments:
        if self.action == "handoff" and self.staffer is None:
            raise ValueError("a handoff names the staffer who gets it")
        if self.action == "shortlist" and not self.workers:
            raise ValueError("a shortlist names the workers")
        return self


@dataclass(frozen=True)
class Workspace:
    """One workspace in a list."""

    workspace_id: str
    name: str
    client: str | None
    staffer: str
    """Whose it is."""
    made_at: str
    opened_at: str
    workers: int | None = None
    """How many are on its shortlist; None where it was not counted."""
    searches: int | None = None


@dataclass(frozen=True)
class Item:
    """Somebody on the shortlist."""

    worker_id: str
    name: str
    staffer: str
    at: str


@dataclass(frozen=True)
class Search:
    """A search that was kept."""

    search_id: str
    name: str
    staffer: str
    at: str
    arguments: dict[str, Any] = field(default_factory=dict)


class WorkspaceAnswer(Answer):
    """The workspaces as they are now; of a single one that was asked for, also what is in it."""

    action: Action
    workspaces: tuple[Workspace, ...] = ()
    total: int = 0
    changed: bool = False
    created: bool = False
    whole: bool = False
    """Whether items, searches and activity of the one workspace are told."""
    items: tuple[Item, ...] = ()
    searches: tuple[Search, ...] = ()
    activity: tuple[Activity, ...] = ()
    people: tuple[Named, ...] = ()
    rejected_ghost_names: tuple[Ghost, ...] = ()

    def facts(self) -> dict[str, Any]:
        one = {"workspace_id": self.workspaces[0].workspace_id} if len(self.workspaces) == 1 else {}
        return {"text": self.note, "workers": [person.worker_id for person in self.people], **one}
