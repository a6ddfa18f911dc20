"""What was recorded, told from its facts: as it happens, in the day's summary, and when it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from agents.voice import Site, Voice
from memory.ledger.tables import from_text
from tools.daily_summary import Deed
from tools.recorded import Recorded


def deed_in_words(deed: Deed, voice: Voice) -> str:
    """One thing of the day, or what it was that an undo took back."""
    if voice.is_the_tools or deed.recorded is None:
        return deed.text
    said = recorded_in_words(deed.recorded, voice)
    return voice.say("facts.undone", text=said) if deed.tool == "undo" else said


def recorded_in_words(recorded: Recorded, voice: Voice) -> str:
    """What an entry of the journal changed."""
    names, outcome = list(recorded.names), recorded.outcome or ""
    client = recorded.client or voice.say("profile.client")
    start = from_text(recorded.start) if recorded.start else None
    match recorded.tool:
        case "log_order":
            wanted = voice.count_of(recorded.headcount or 1, recorded.role)
            said = order_text(
                recorded.order_id or "", wanted, client, recorded.city, _when(start, voice, recorded), voice
            )
        case "change_order":
            where = voice.say("orders.of", client=recorded.client) if recorded.client else ""
            said = voice.say(f"facts.order_changed.{outcome}", order_id=recorded.order_id or "", client=where)
        case "log_fill":
            said = fill_text(names, outcome, recorded.client, start, voice, site=recorded)
        case "log_failure":
            said = failure_text(names, outcome, recorded.client, voice)
        case "log_contact":
            said = voice.say(
                "facts.contact_brief", names=voice.names(names), outcome=outcome_text(names, outcome, voice)
            )
        case "blacklist":
            key = "facts.barred" if outcome == "add" else "facts.allowed"
            return voice.counted(key, len(names), client=client, names=voice.names(names))
        case "add_worker" | "add_client":
            said = voice.say(f"facts.brief_{recorded.tool}", name=voice.names(names))
        case "draft_message":
            ids = voice.names(recorded.draft_ids)
            said = voice.counted("facts.drafted", len(recorded.draft_ids), ids=ids, names=voice.names(names))
        case "workspace":
            said = voice.say(f"facts.workspace_brief.{outcome}", names=voice.names(names))
        case "review_draft":
            said = voice.say(f"facts.reviewed.{outcome}", ids=voice.names(recorded.draft_ids))
        case _:
            said = voice.word("deeds", recorded.tool)
    return f"{said}."


def order_text(order_id: str, wanted: str, client: str, place: str | None, terms: str, voice: Voice) -> str:
    """``The order O-000001 is open: 4 Welders for Acme, Tue Apr 21 6:00 AM``, without its full stop."""
    where = voice.say("search.in", place=place) if place else ""
    return voice.say("facts.order", order_id=order_id, people=wanted, client=client, place=where, when=terms)


def fill_text(
    names: Sequence[str], stage: str, client: str | None, start: datetime | None, voice: Voice, *, site: Site
) -> str:
    """``Ana and Ben accepted for Acme, Tue Apr 21 6:00 AM``."""
    how = voice.word("profile.stages" if len(names) == 1 else "facts.stages_many", stage)
    where = voice.say("facts.for", client=client) if client else ""
    return voice.say("facts.fill", names=voice.names(names), stage=how, client=where, when=_when(start, voice, site))


def failure_text(names: Sequence[str], reason: str, client: str | None, voice: Voice) -> str:
    """``Ana did not show up at Acme``."""
    what = voice.word("profile.failures" if len(names) == 1 else "facts.failures_many", reason)
    where = voice.say("facts.at", client=client) if client else ""
    return voice.say("facts.failure", names=voice.names(names), reason=what, client=where)


def outcome_text(names: Sequence[str], outcome: str, voice: Voice) -> str:
    """How a contact with one or several went."""
    return voice.word("facts.outcomes" if len(names) == 1 else "facts.outcomes_many", outcome)


def _when(start: datetime | None, voice: Voice, site: Site) -> str:
    return voice.say("search.at", moment=voice.moment(start, site=site)) if start else ""
