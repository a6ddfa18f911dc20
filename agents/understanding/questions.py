"""Plans without a call: what to ask the person, and what to say where nothing is ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from agents.understanding.focus import Focus
from agents.understanding.lattice import Lattice
from agents.understanding.lexicon import Lexicon
from agents.understanding.mentions import Mention
from agents.understanding.plan import Alternative, Plan
from agents.understanding.replies import Replies
from agents.understanding.vocabulary import Phrase, Vocabulary
from agents.understanding.words import PUNCTUATION, plain_words

MOST_OPTIONS = 5
TOLD_OF_SOMEBODY = frozenset(
    tuple(said.split())
    for said in (
        "is in", "is out", "accepted", "is coming", "said yes", "said no", "declined", "confirmed", "no showed",
        "called off",
        "did not show", "acepto", "dijo que si", "dijo que no", "confirmo", "no llego", "si va", "no va",
    )
)  # fmt: skip
"""What is told of one person and of nothing else."""
REPORTS = frozenset({"log_fill", "log_failure", "log_contact"})
"""What people say without being certain: how it went."""


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

    def whole_text(self, draft_id: str) -> Plan:
        """That a draft takes a whole new text; "make it shorter" is none."""
        say = self.replies.part_of_draft(draft_id)
        return Plan(expect="clarify", confidence=0.5, say=say, template="part_of_draft")

    def count_or_hour(self, count: Plan, at: Plan, hour: time) -> Plan:
        """Whether "packers for 7" are seven of them, or as many as come at seven."""
        if not at.calls:
            return count
        said = str(count.calls[0].args["headcount"])
        ways = (
            Alternative(_begun(self.replies.meant("count", said)), count.calls),
            Alternative(_begun(self.replies.meant("hour", f"{hour:%H:%M}")), at.calls),
        )
        return self.which(ways)

    def if_so(self, outright: Plan, lexicon: Lexicon) -> Plan | None:
        """Whether a report is so that did not sound certain; a yes makes its call.

        ``outright`` is the plan of the same words without their hedge. None where it is not one report of known people.
        """
        if len(outright.calls) != 1 or outright.left or outright.calls[0].tool not in REPORTS:
            return None
        call = outright.calls[0]
        known = [lexicon.names.exact(plain_words(name)) for name in call.args["workers"]]
        if not all(found and found.workers for found in known):
            return None
        kind = next((call.args[name] for name in ("reason", "stage", "outcome") if name in call.args), "accepted")
        who = ", ".join(call.args["workers"])
        where = [str(call.args[name]) for name in ("client", "order_id") if name in call.args]
        label = ", ".join([self.replies.meant(f"{call.tool}/{kind}", who), *where])
        way = Alternative(_begun(label), (call,))
        say = self.replies.clarify("whether", way.label)
        return Plan(expect="clarify", confidence=0.5, say=say, alternatives=(way,), template="hedged")

    def ask_for(self, missing: str, focus: Focus) -> Plan:
        """A question for a needed part, with what the conversation suggests for it."""
        options: tuple[str, ...] = ()
        if missing in {"workers", "to_whom"}:
            options = tuple(shown.name for shown in (focus.shown or focus.booked)[:MOST_OPTIONS])
        elif missing == "client" and focus.client:
            options = (focus.client,)
        elif missing == "draft_id" and len(focus.drafts) > 1:
            options = focus.drafts[:MOST_OPTIONS]
        say = self.replies.missing(missing)
        return Plan(expect="clarify", confidence=0.5, say=say, options=options, template=f"missing {missing}")

    def elsewhere(self) -> Plan:
        """It is nothing that a staffing desk does, unless it tells of somebody who is not on the bench."""
        strange = self._stranger()
        if strange:
            return self.ask("unknown", said=strange)
        return Plan(expect="out_of_scope", confidence=0.8, say=self.replies.out_of_scope)

    def about_somebody(self, why: str) -> Plan | None:
        """A question about the person or client that the message names for certain."""
        known = self._somebody()
        if known is None:
            return None
        said = self.lattice.message.slice(known.start, known.end)
        return self.ask("hedged" if self.says(self.vocabulary.maybe) else why, said=said)

    def _stranger(self) -> str:
        """Whose report it is, where nobody of the bench is called so: "rosalba is in"; else empty."""
        words = [word for word in self.lattice.message.words if word.norm not in PUNCTUATION]
        for count in (1, 2):
            name, told = words[:count], tuple(word.norm for word in words[count:])
            plain = any(not word.norm.isalpha() or word.norm in self.vocabulary.plain_words for word in name)
            if told in TOLD_OF_SOMEBODY and not plain:
                return " ".join(word.typed for word in name).title()
        return ""

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


def _begun(label: str) -> str:
    """As the beginning of a sentence."""
    return label[:1].upper() + label[1:]
