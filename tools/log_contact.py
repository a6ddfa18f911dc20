"""Record that somebody was called or texted. It never changes a ranking."""

from __future__ import annotations

from typing import Any, Literal

from memory.grammar import counted, in_words
from memory.ledger.tables import to_text
from tools.people import Ghost, Named, find_people
from tools.tool import Answer, Arguments, Call, Names, Tool

Outcome = Literal["called", "texted", "no_answer", "declined"]
WORDS = {"called": "called", "texted": "texted", "no_answer": "no answer", "declined": "declined"}


class ContactArguments(Arguments):
    """Who, and how it went."""

    workers: Names
    outcome: Outcome = "called"


class ContactLogged(Answer):
    """What was recorded."""

    outcome: str
    people: tuple[Named, ...] = ()
    recorded: tuple[str, ...]
    rejected_ghost_names: tuple[Ghost, ...]

    def facts(self) -> dict[str, Any]:
        return {"text": self.note, "workers": list(self.recorded)}


def log_contact(call: Call) -> ContactLogged:
    """Record the contact for everybody named."""
    arguments: ContactArguments = call.arguments
    people = find_people(call.store, arguments.workers)
    for worker in people.workers:
        call.writing.insert(
            "contacts",
            {
                "contact_id": call.writing.next_id("C"),
                "worker_id": worker.worker_id,
                "name": worker.name,
                "outcome": arguments.outcome,
                "at": to_text(call.now),
                "staffer": call.caller.staffer,
            },
        )
    names = [worker.name for worker in people.workers]
    said = f"{in_words(names)}: {WORDS[arguments.outcome]}, {counted(len(names), 'contact')} recorded." if names else ""
    return ContactLogged(
        outcome=arguments.outcome,
        people=people.named,
        recorded=tuple(worker.worker_id for worker in people.workers),
        rejected_ghost_names=people.ghosts,
        note=" ".join(filter(None, [said, people.ghost_note()])),
    )


TOOL = Tool(
    name="log_contact",
    effect="write",
    summary="Record that workers were called or texted, and how it went.",
    arguments=ContactArguments,
    answer=ContactLogged,
    run=log_contact,
)
