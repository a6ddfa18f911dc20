"""The cards of a conversation: what they say of a person, and the calls that their buttons stand for.

Whom a card is of, and for which job, lies in the conversation's own state; a button names its card and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict

from agents.card import Button, Card, CardStand, Deed, DeedName, Fact, Job, Recorded
from agents.messages import Part
from agents.state import Context, Made
from agents.voice import Voice
from agents.wording_records import phone_text, valid_text
from memory.bench import Worker
from memory.errors import NotFound
from memory.experience import STANDING
from memory.ledger.tables import from_text, to_text
from memory.store import Store
from tools.bookings import failed_booking
from tools.fates import Done
from tools.masking import sees_private
from tools.place import job_clock
from tools.tool import Caller

DEEDS: tuple[DeedName, ...] = get_args(DeedName)
ASKED_FIRST: tuple[DeedName, ...] = ("no_show", "barred")
"""What a slip of the thumb must not record."""
MOST_KEPT = 200
"""Cards of a conversation whose buttons work; the oldest go first."""


class _Kept(BaseModel):
    """Part of a card, as the checkpointer keeps it."""

    model_config = ConfigDict(frozen=True)


class Noted(_Kept):
    """That a deed was recorded."""

    at: str
    """When, as the ledger writes moments."""
    entry: int | None
    """The journal's entry; None where the deed was recorded before, so that nothing changed."""
    times: int
    """How often it was recorded from this card: it may be taken back and recorded again."""


class KeptCard(_Kept):
    """What the desk itself put on a card."""

    worker_id: str
    job: Job
    done: dict[DeedName, Noted] = {}


Kept = Mapping[str, KeptCard]
"""Card id → card."""


def cards_from(kept: Mapping[str, Any] | None) -> dict[str, KeptCard]:
    """The cards as the checkpointer kept them."""
    return {card_id: KeptCard.model_validate(card) for card_id, card in (kept or {}).items()}


def cards_to_keep(
    kept: Mapping[str, Any] | None, shown: Iterable[Card], made: Sequence[Made], now: datetime
) -> dict[str, Any]:
    """The cards after a turn, as plain data: those that it showed, and what its buttons recorded."""
    cards = cards_from(kept)
    cards |= {card.card_id: KeptCard(worker_id=card.worker_id, job=card.job) for card in shown}
    for one in made:
        card = cards.get(one.pressed.card_id) if one.pressed else None
        if card is None or one.pressed is None or one.pressed.takes_back or not is_recorded(one):
            continue
        before = card.done.get(one.pressed.name)
        assert isinstance(one.fate, Done)
        noted = Noted(at=to_text(now), entry=one.fate.entry, times=(before.times if before else 0) + 1)
        cards[one.pressed.card_id] = card.model_copy(update={"done": {**card.done, one.pressed.name: noted}})
    newest = list(cards.items())[-MOST_KEPT:]
    return {card_id: card.model_dump(mode="json", exclude_defaults=True) for card_id, card in newest}


def is_recorded(made: Made) -> bool:
    """Whether a call did what it is for: one that names somebody who is gone records nothing."""
    return isinstance(made.fate, Done) and bool(getattr(made.fate.answer, "people", True))


class Cards:
    """Dresses cards with what the store knows, and reads their buttons."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def dressed(self, parts: Sequence[Part], context: Context) -> list[Part]:
        """Parts whose cards have their ids, facts and buttons."""
        wanted = [card.worker_id for part in parts for card in part.cards]
        if not wanted:
            return list(parts)
        self._store.mirror.sync()
        known = {worker.worker_id: worker for worker in self._store.bench().workers(list(dict.fromkeys(wanted)))}
        numbers = iter(range(len(wanted)))
        return [
            replace(part, cards=tuple(
                self._dress(card, f"{context.turn_id}-{next(numbers)}", known.get(card.worker_id), context)
                for card in part.cards
            ))
            for part in parts
        ]  # fmt: skip

    def _dress(self, card: Card, card_id: str, worker: Worker | None, context: Context) -> Card:
        if worker is None:
            return replace(card, card_id=card_id)
        trusted = sees_private(context.caller)
        return replace(
            card,
            card_id=card_id,
            facts=tuple(_facts(worker, context.voice, with_pay=trusted)),
            phone=(phone_text(worker.phone) or "") if trusted else "",
            buttons=self._buttons(card.worker_id, card.job, context.caller, context.voice, taken=()),
        )

    def call(self, deed: Deed, kept: Kept) -> tuple[str, dict[str, Any]]:
        """The tool and the arguments that a button stands for. Raises NotFound (``unknown_card``, ``not_recorded``)."""
        card = kept.get(deed.card_id)
        if card is None:
            raise NotFound(
                "That list is too old for its buttons.", code="unknown_card", hint="Search again, or say it in words."
            )
        if deed.takes_back:
            noted = card.done.get(deed.name)
            if noted is None or noted.entry is None:
                raise NotFound(
                    "Nothing was recorded with that button.",
                    code="not_recorded",
                    hint="“Undo” takes back the last entry.",
                )
            return "undo", {"entry": noted.entry}
        job, who = card.job, {"workers": [card.worker_id]}
        match deed.name:
            case "called":
                return "log_contact", {**who, "outcome": "called"}
            case "drafted":
                where = _stated({"client": job.client, "order_id": job.order_id, "start": self._moment(job)})
                return "draft_message", {**who, **where}
            case "accepted":
                return "log_fill", {**who, **_stated(asdict(job)), "stage": "accepted"}
            case "no_show":
                where = _stated({"client": job.client, "order_id": job.order_id})
                return "log_failure", {**who, **where, "reason": "no_show"}
            case "barred":
                why = {"reason_text": deed.reason} if deed.reason else {}
                return "blacklist", {"action": "add", "client": job.client, **who, **why}

    def _moment(self, job: Job) -> str | None:
        """The start of a card's job with its offset: a draft knows the client's site alone."""
        if job.start is None or job.order_id:
            return None
        at = datetime.fromisoformat(job.start).replace(tzinfo=self._store.settings.zone)
        return job_clock(self._store, job.client, job.city, job.state).read(at).isoformat()

    def stand(self, card: KeptCard, caller: Caller, voice: Voice) -> CardStand:
        """Where a card stands: what was taken back in any way does not stand any more."""
        gone = self._taken_back(card)
        standing = {name: noted for name, noted in card.done.items() if noted.entry not in gone}
        recorded = tuple(
            Recorded(
                name,
                voice.say("cards.recorded", deed=voice.say(f"cards.done.{name}", client=card.job.client or ""),
                          time=voice.time(from_text(noted.at))),
                voice.say("cards.undo") if noted.entry is not None else "",
            )
            for name, noted in standing.items()
        )  # fmt: skip
        self._store.mirror.sync()
        return CardStand(recorded, self._buttons(card.worker_id, card.job, caller, voice, taken=tuple(standing)))

    def _buttons(
        self, worker_id: str, job: Job, caller: Caller, voice: Voice, *, taken: Sequence[DeedName]
    ) -> tuple[Button, ...]:
        """What can still be done with one tap; nothing for a person who may only look, and no no-show and no
        draft without a job."""
        if caller.role == "viewer":
            return ()
        client = job.client or ""
        useless = set(taken)
        useless |= set() if client else {"barred"}
        useless |= set() if client or job.order_id or self._is_ahead(worker_id, voice) else {"drafted"}
        useless |= set() if self._is_booked(worker_id, job, voice) else {"no_show"}
        return tuple(
            Button(name, voice.say(f"cards.deeds.{name}", client=client),
                   voice.say(f"cards.sure.{name}", client=client) if name in ASKED_FIRST else "")
            for name in DEEDS
            if name not in useless
        )  # fmt: skip

    def _is_ahead(self, worker_id: str, voice: Voice) -> bool:
        """Whether there is a shift that a message can be about without a word on which."""
        now = to_text(voice.now)
        booked = self._store.experience.bookings(worker_id)
        return any(row["stage"] in STANDING and row["end"] > now for row in booked)

    def _is_booked(self, worker_id: str, job: Job, voice: Voice) -> bool:
        """Whether there is a booking that a no-show can be about."""
        booked = self._store.experience.bookings(worker_id)
        found = failed_booking(booked, "no_show", (), voice.now, client=job.client, order_id=job.order_id)
        return found is not None

    def stands(self, deed: Deed, card: KeptCard) -> bool:
        """Whether what a button records is recorded by it, and was not taken back."""
        noted = card.done.get(deed.name)
        return noted is not None and noted.entry not in self._taken_back(card)

    def _taken_back(self, card: KeptCard) -> frozenset[int | None]:
        entries = [noted.entry for noted in card.done.values() if noted.entry is not None]
        return frozenset(self._store.ledger.taken_back(entries)) if entries else frozenset()


def _stated(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not None}


def _facts(worker: Worker, voice: Voice, *, with_pay: bool) -> Iterable[Fact]:
    rated = f"{worker.reliability:.0%}" if worker.reliability is not None else voice.say("cards.unrated")
    yield Fact(voice.say("cards.facts.reliability"), rated)
    if with_pay and worker.pay_rate is not None:
        yield Fact(voice.say("cards.facts.pay"), voice.say("cards.pay", amount=f"{worker.pay_rate:,.2f}"))
    if worker.shift:
        yield Fact(voice.say("cards.facts.shift"), voice.word("profile.shifts", worker.shift))
    if worker.certifications:
        yield Fact(
            voice.say("cards.facts.certifications"),
            ", ".join(valid_text(each, voice) for each in worker.certifications),
        )
