"""Asks a demo desk a dozen things and writes what it answers, rich and plain, to docs/answers.md.

.venv/bin/python scripts/answers.py
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from agents.desk import Desk
from agents.messages import Incoming, Person, Reply
from agents.plain import LIMIT, plain_text
from agents.settings import ROOT, Settings
from gateway.demo.load import make_demo
from memory.sms_text import letters

PAGE = ROOT / "docs" / "answers.md"
NOW, SIZE, SEED = "2026-04-20T10:00", 3_000, 1
SARAH = Person("Sarah", "admin")
MESSAGES = (
    "need 2 welders in Gary for Lakeshore Steelworks tomorrow 6a",
    "the first one accepted",
    "{first} no-showed at Lakeshore Steelworks",
    "book 4 laborers for Ninebark Builders thursday 6am",
    "do not send {second} to Acme Fabrication, left early twice",
    "{second} accepted for Acme Fabrication",
    "need 60 hvac technicians in Gary with osha 30 night shift",
    "{shared} accepted for Acme Fabrication",
    "what's tight this month?",
    "contracts due in two weeks",
    "tell me about {first}",
    "necesito 3 electricistas en Chicago mañana a las 6",
)
"""One conversation. {first} and {second} are the best of the first search; {shared} is a name of several people."""
HEAD = f"""# What the desk answers

Twelve messages of one conversation with the demo desk ({SIZE:,} workers, all invented; {NOW.replace("T", " ")}),
and its answers: rich as in the web chat and in Slack, plain as in a text message (at most {LIMIT} letters; what did
not fit comes with MORE). How it should sound, and why, stands in `prompts/replies/tone.yaml`. This page is made by
`scripts/answers.py`; figures move with the demo, the kinds of answer do not.
"""


def asked(folder: Path) -> Iterator[tuple[str, Reply]]:
    """The messages with their replies, in one conversation."""
    settings = Settings(data=folder, now=NOW, model="builtin", _env_file=None)
    make_demo(settings, SIZE, SEED, lambda _progress: None)
    desk = Desk(settings)
    names = list(desk.store.bench().names)
    people = {"shared": max(names, key=names.count)}
    try:
        for template in MESSAGES:
            message = template.format(**people)
            reply = desk.answer(Incoming(message, SARAH, "terminal", "answers"))
            if "first" not in people:
                people |= {"first": reply.cards[0].name, "second": reply.cards[1].name}
            yield message, reply
    finally:
        desk.close()


def section(number: int, message: str, reply: Reply) -> str:
    """One message with both answers."""
    plain = plain_text(reply)
    left = f"; MORE has {len(plain.rest)} more lines" if plain.rest else ""
    return (
        f"\n## {number}. {message}\n\nRich\n\n```text\n{reply.text}\n```\n\n"
        f"Plain, {letters(plain.shown)} letters{left}\n\n```text\n{plain.shown}\n```\n"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sections = [section(number, *one) for number, one in enumerate(asked(Path(folder) / "store"), 1)]
    PAGE.write_text(HEAD + "".join(sections), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}: {len(sections)} answers\n")


if __name__ == "__main__":
    main()
