"""Plans without a call: what to ask the person, and what to say where nothing is ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agents.understanding.focus import Focus
from agents.understanding.lattice import Lattice
from agents.understanding.mentions import Mention
from agents.understanding.plan import Alternative, Plan
from agents.understanding.replies import Replies
from agents.understanding.vocabulary import Phrase, Vocabulary

MOST_OPTIONS = 5


@dataclass(frozen=True)
class Questions:
    """Questions about one message."""

    vocabulary: Vocabulary
    replies: Replies
    lattice: Lattice

    def ask(self, why: str, *, said: str = "", options: Sequence[str] = ()) -> Plan:
        """A question back; ``said`` is what was unclear."""
        say = self.replies.clarify(why, said)
        return Plan(expect="clarify", confidence=0.5, say=say, options=tuple(options)[:MOST_OPTIONS], template=why)

    def which(self, ways: tuple[Alternative, ...]) -> Plan:
        """Which of several readings is meant; each is whole calls."""
        say = self.replies.clarify("thin", "")
        return Plan(expect="clarify", confidence=0.5, say=say, alternatives=ways, template="thin")

    def ask_for(self, missing: str, focus: Focus) -> Plan:
        """A question for a needed part, with what the conversation suggests for it."""
        options: tuple[str, ...] = ()
        if missing == "workers":
            options = tuple(shown.name for shown in (focus.shown or focus.booked)[:MOST_OPTIONS])
        elif missing == "client" and focus.client:
            options = (focus.client,)
        elif missing == "draft_id" and len(focus.drafts) > 1:
            options = focus.drafts[:MOST_OPTIONS]
        say = self.replies.missing(missing)
        return Plan(expect="clarify", confidence=0.5, say=say, options=options, template=f"missing {missing}")

    def elsewhere(self) -> Plan:
        """It is nothing that a staffing desk does."""
        return Plan(expect="out_of_scope", confidence=0.8, say=self.replies.out_of_scope)

    def about_somebody(self, why: str) -> Plan | None:
        """A question about the person or client that the message names for certain."""
        known = self._somebody()
        if known is None:
            return None
        said = self.lattice.message.slice(known.start, known.end)
        return self.ask("hedged" if self.says(self.vocabulary.maybe) else why, said=said)

    def says(self, phrases: Iterable[Phrase]) -> bool:
        """Whether one of the phrases stands in the message."""
        text = f" {' '.join(word.norm for word in self.lattice.message.words)} "
        return any(f" {' '.join(phrase)} " in text for phrase in phrases)

    def _somebody(self) -> Mention | None:
        for mentions in self.lattice.mentions:
            for mention in mentions:
                if mention.cost > 0.05:
                    continue
                if mention.kind == "client" or (mention.people and mention.people[0].how in {"name", "id", "single"}):
                    return mention
        return None
