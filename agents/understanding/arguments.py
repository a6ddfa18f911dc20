"""From a matched sentence to a call: each mention goes into the argument that the tool has for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from agents.understanding.drafts_meant import among_recipients
from agents.understanding.focus import Focus, ShownWorker
from agents.understanding.free_text import SHELF, framed_name
from agents.understanding.lattice import Lattice
from agents.understanding.lexicon import City, Lexicon
from agents.understanding.masking import mentions_in
from agents.understanding.matching import Match
from agents.understanding.mentions import Clients, Day, Hours, Mention, Pay, Person
from agents.understanding.moments import of_the_job, put_together
from agents.understanding.order_terms import renewed
from agents.understanding.people import Unclear, who_is_meant
from agents.understanding.plan import PlannedCall
from agents.understanding.sentences import is_text
from agents.understanding.wishes import runs_of
from agents.understanding.words import plain_words


@dataclass(frozen=True)
class Filled:
    """A call, how doubtful its values are, and whether something in it was only guessed at."""

    call: PlannedCall
    doubt: float


class ArgumentReader:
    """Fills the arguments of one clause after another; ``now`` is wall time at the shop."""

    def __init__(self, lattice: Lattice, lexicon: Lexicon, now: datetime, writes: frozenset[str]) -> None:
        self._lattice = lattice
        self._lexicon = lexicon
        self._now = now
        self._writes = writes

    def read(self, match: Match, focus: Focus) -> Filled | Unclear:
        """The call, or what is unclear about it."""
        frame = match.frame
        args: dict[str, Any] = {}
        doubt = sum(max(mention.cost, 0.0) for mention in match.mentions if not _is_checked_by_tools(mention))
        here = _with_city(focus, match.mentions)
        ids: Mapping[str, str] = {}
        people = [person for mention in match.mentions for person in mention.people]
        if people:
            here = among_recipients(here) if frame.tool == "review_draft" else here
            meant = who_is_meant(people, here, self._lexicon.names, write=frame.tool in self._writes)
            if isinstance(meant, Unclear):
                return meant
            ids, doubt = meant.ids, doubt + meant.doubt
            if "workers" not in frame.drops:
                args["workers"] = list(meant.names)
        for mention in match.mentions:
            unclear = self._place(mention, args, frame.takes, focus, guessed=match.guessed)
            if unclear is not None:
                return unclear
        if frame.renews:
            args.update(renewed(match, self._lattice.message.words, self._now))
        else:
            self._moments(match, args, focus)
        runs = PlannedCall(frame.answered_by, _ordered({**args, **frame.sets}), ids) if frame.answered_by else None
        args = {name: value for name, value in args.items() if name not in frame.hides}
        self._words(match, args)
        self._purpose(match, args)
        self._choices(match, args)
        self._manner(match, args)
        args.update({} if runs else frame.sets)
        return Filled(PlannedCall(frame.tool, _ordered(args), ids, runs), doubt)

    def _place(
        self, mention: Mention, args: dict[str, Any], takes: frozenset[str], focus: Focus, *, guessed: bool
    ) -> Unclear | None:
        value, kind = mention.value, mention.kind
        if isinstance(value, Clients):
            if "client" not in takes:
                return None
            if len(value.names) > 1:
                return Unclear("which_client", self._lattice.message.slice(mention.start, mention.end), value.names[:5])
            args.setdefault("client", value.names[0])
        elif isinstance(value, City):
            for name, said in (("city", value.name), ("state", value.state)):
                if said and name in takes:
                    args.setdefault(name, said)
        elif isinstance(value, Pay):
            name = _pay_argument(value, takes, args)
            if name:
                args.setdefault(name, value.amount)
        elif kind == "certification" and "certifications" in takes:
            if value not in args.setdefault("certifications", []):
                args["certifications"].append(value)
        elif kind == "there":
            unclear = self._there(args, takes, focus, str(value))
            return None if guessed else unclear
        elif kind in SIMPLE:
            for name in SIMPLE[kind]:
                if name in takes and not isinstance(value, tuple):
                    args.setdefault(name, value)
        return None

    def _there(self, args: dict[str, Any], takes: frozenset[str], focus: Focus, said: str) -> Unclear | None:
        if focus.client and "client" in takes:
            args.setdefault("client", focus.client)
        elif focus.city and "city" in takes:
            args.setdefault("city", focus.city)
            if focus.state and "state" in takes:
                args.setdefault("state", focus.state)
        else:
            return Unclear("where", said)
        if focus.city and "city" in takes and "headcount" in takes:
            args.setdefault("city", focus.city)
        return None

    def _moments(self, match: Match, args: dict[str, Any], focus: Focus) -> None:
        takes = match.frame.takes
        said = match.mentions if match.frame.past else of_the_job(match.mentions, self._lattice.message.words)
        days = [mention.value for mention in said if isinstance(mention.value, Day)]
        hours = [mention.value for mention in said if isinstance(mention.value, Hours)]
        when = put_together(days, hours, self._now, past=match.frame.past, day=(focus.start or "") if hours else "")
        if when.start and "start" in takes:
            args["start"] = when.start
        if when.end and "end" in takes:
            args["end"] = when.end
        if days and "within_days" in takes:
            args.setdefault("within_days", max((days[0].ahead - self._now.date()).days, 1))
        if days and "date" in takes:
            args["date"] = when.day
        night = any(self._is_night(mention) for mention in match.mentions if mention.kind == "date")
        if night and not hours and "shift" in takes:
            args.setdefault("shift", "night")

    def _is_night(self, mention: Mention) -> bool:
        said = [word.norm for word in self._lattice.message.words[mention.start : mention.end]]
        return bool({"tonight", "noche", "night"} & set(said))

    def _words(self, match: Match, args: dict[str, Any]) -> None:
        message = self._lattice.message
        for name, (first, last) in match.free.items():
            if is_text(name) and not match.guessed:
                first = self._text_start(match, first)
            if name == "name":  # "the field only profile": a word that says little may be part of it
                shelf = next((p for p in range(last, match.end) if message.words[p].norm in SHELF), None)
                first, last = (shelf and framed_name(self._lattice, match.start, shelf)) or (first, last)
            if not name.startswith("_"):
                argument = name.removesuffix("_words").removesuffix("_name")
                args[argument] = message.slice(first, last).strip(" ,.;:!\"'")
            if name == "about_text":
                self._job_within(first, last, match.frame.takes, args)
        if match.frame.whole:
            args.clear()
            args[match.frame.whole] = message.slice(match.start, match.end).strip(" ,")
        if match.frame.rest == "query":
            loose = [(first, message.slice(first, last)) for first, last in runs_of(match.rest, self._lattice)]
            wishes = [(one.start, str(one.value)) for one in match.mentions if one.kind == "wish"]
            said = " ".join(text for _place, text in sorted([*loose, *wishes])).strip()
            if said:
                args["query"] = said

    def _job_within(self, first: int, last: int, takes: frozenset[str], args: dict[str, Any]) -> None:
        """The client or order that a draft's own words name: "asking can she stay till 8 at Acme"."""
        for mention in mentions_in(self._lattice, first, last):
            if isinstance(mention.value, Clients) and not mention.value.ghost and len(mention.value.names) == 1:
                args.setdefault("client", mention.value.names[0]) if "client" in takes else None
            elif mention.kind == "order_id" and "order_id" in takes and AN_ID.fullmatch(str(mention.value)):
                args.setdefault("order_id", mention.value)

    def _purpose(self, match: Match, args: dict[str, Any]) -> None:
        """As in "text Tom a reminder: bring boots" and "reminder text to Tom": what the message is for is said too."""
        message = self._lattice.message
        named = {place for one in match.mentions for place in range(one.start, one.end)}
        places = (p for p in range(match.start, match.end) if message.words[p].norm in match.frame.purposes)
        place = next((p for p in places if p not in named), None)
        text, (first, last) = args.get("about_text"), match.free.get("about_text", (match.end, match.end))
        if place is None or (text and first <= place):
            return
        purpose = message.slice(place, place + 1)
        whom = [one.end for one in match.mentions if one.kind in {"workers", "client"}]
        if not text:
            args["about_text"] = purpose
        elif all(end <= place for end in whom):
            args["about_text"] = message.slice(place, last).strip(" ,.;:!\"'")
        else:
            args["about_text"] = f"{purpose}: {text}"

    def _choices(self, match: Match, args: dict[str, Any]) -> None:
        """Arguments whose values have words of their own; the first of these words counts."""
        words = [word.norm for word in self._lattice.message.words[match.start : match.end]]
        for argument, values in match.frame.choices.items():
            said = plain_words(str(args[argument])) if argument in args else None
            if said is not None:
                args[argument] = next((value for value, ways in values.items() if said in ways), args[argument])
                continue
            places = [
                (place, -len(way), value)
                for value, ways in values.items()
                for way in ways
                for place in range(len(words) - len(way) + 1)
                if tuple(words[place : place + len(way)]) == way
            ]
            if places:
                args[argument] = min(places)[2]

    def _manner(self, match: Match, args: dict[str, Any]) -> None:
        """As in "text her in Spanish that ...": the language that a draft is asked for in, which is no part of it."""
        words = [word.norm for word in self._lattice.message.words]
        first, last = match.free.get("about_text", (match.end, match.end))
        if "about_text" in match.free and not match.guessed:
            first = self._text_start(match, first)
        for way, language in match.frame.languages.items():
            for place in range(match.start, match.end - len(way) + 1):
                end = place + len(way)
                if tuple(words[place:end]) != way or (first < place and end < last):
                    continue
                args["language"] = language
                behind_comma = place < last <= end and place > first and words[place - 1] in {",", ";", "-", "("}
                if place <= first < end or behind_comma:  # else it may be part of what is said
                    first, last = (end, last) if place <= first else (first, place)
                    said = self._lattice.message.slice(first, last).strip(" ,.;:!\"'") if first < last else ""
                    args.pop("about_text", None)
                    args.update({"about_text": said} if said else {})

    def _text_start(self, match: Match, first: int) -> int:
        """Right behind the sentence's own word ("about", ","): what the walk passed over belongs to the text."""
        own = set(re.findall(r"\w+|[,:-]", match.sentence))
        named = [mention.end for mention in match.mentions if mention.kind in {"workers", "client"}]
        barrier = max((end for end in named if end <= first), default=match.start)
        while first > barrier and self._lattice.message.words[first - 1].norm not in own:
            first -= 1
        return first


JOB = ("client", "role", "city", "state", "start", "shift", "headcount", "order_id")
"""What the conversation is about; one that names another client, role or city starts afresh."""
SIMPLE: Mapping[str, tuple[str, ...]] = {
    "role": ("role",),
    "state": ("state",),
    "span": ("days", "within_days"),
    "shift": ("shift",),
    "count": ("headcount",),
    "k": ("k",),
    "order_id": ("order_id",),
    "draft_id": ("draft_id",),
    "phone": ("phone",),
    "email": ("email",),
    "path": ("source",),
    "availability": ("availability",),
    "street": ("site_address",),
}
AN_ID = re.compile(r"[A-Za-z]+-\w+")
"""An order by its whole id; "order 4" in a text may be anything."""
ORDER = tuple("action workers outcome reason kind query role client city state date headcount start end shift".split())


def _is_checked_by_tools(mention: Mention) -> bool:
    """People and a client that the store does not have: taken as typed, and the tool itself knows or refuses them.

    A wish is the person's own words whatever they mean.
    """
    return mention.kind in {"workers", "wish"} or (isinstance(mention.value, Clients) and mention.value.ghost)


def _ordered(args: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: args[name] for name in sorted(args, key=lambda name: (ORDER.index(name) if name in ORDER else 99, name))
    }


def _pay_argument(pay: Pay, takes: frozenset[str], args: Mapping[str, Any]) -> str:
    if "max_pay_rate" in takes:
        return "" if pay.label == "bill" else "max_pay_rate"
    if pay.label == "bill" and "bill_rate" in takes:
        return "bill_rate"
    if "pay_rate" not in takes:
        return ""
    return "bill_rate" if pay.label == "" and "pay_rate" in args and "bill_rate" in takes else "pay_rate"


def _with_city(focus: Focus, mentions: Sequence[Mention]) -> Focus:
    city = next((mention.value.name for mention in mentions if isinstance(mention.value, City)), None)
    return replace(focus, city=city) if city else focus


def moved_on(focus: Focus, filled: Filled, people: Sequence[Person] = ()) -> Focus:
    """The conversation after a clause of the same message: "don't send him back" looks at the sentence before."""
    args = filled.call.args
    known = {shown.name: shown for shown in (*focus.shown, *focus.recent, *focus.booked)}
    names = (args["name"],) if filled.call.tool == "add_worker" and "name" in args else args.get("workers", ())
    recent = tuple(known.get(name) or ShownWorker(filled.call.worker_ids.get(name, ""), name) for name in names)
    other_job = any(args.get(name, getattr(focus, name)) != getattr(focus, name) for name in ("client", "role", "city"))
    job = {name: args.get(name, None if other_job else getattr(focus, name)) for name in JOB}
    drafts = (args["draft_id"],) if "draft_id" in args else focus.drafts
    return replace(focus, recent=recent or focus.recent, last_call=filled.call, drafts=drafts, **job)
