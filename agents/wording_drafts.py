"""The wording of drafts: each with its text, how long it is, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from agents.messages import DraftCard, Line, Part
from agents.state import Made
from agents.voice import Voice
from agents.wording_facts import told
from tools.draft_message import Drafted
from tools.drafts import Draft, most_units
from tools.review_draft import DraftsReviewed

LISTED = 10
"""Drafts of a list; more are counted."""
NAMED = 3
"""Names in one sentence; more are counted."""
SHORT = 60
"""Letters of a draft's text in a list."""


def drafted_parts(answer: Drafted, made: Made, voice: Voice) -> tuple[Part, ...]:
    """New drafts, then the names that are not on the bench."""
    parts = [
        _draft(draft, voice, "drafts.made", reasons=_remarks(answer, voice) if draft is answer.drafts[-1] else ())
        for draft in answer.drafts
    ]
    if not answer.rejected_ghost_names:
        return tuple(parts)
    return (*parts, _ghosts(answer, made, voice))


def reviewed_parts(answer: DraftsReviewed, made: Made, voice: Voice) -> tuple[Part, ...]:
    """One draft as it is now, or the list."""
    if answer.action == "list" and made.arguments.get("draft_id") is None:
        return (_list(answer, voice, str(made.arguments.get("status") or "")),)
    (draft,) = answer.drafts
    reasons = (voice.say("drafts.not_sent"),) if answer.action == "approve" else ()
    key = "one" if answer.action == "list" else answer.action if answer.changed else f"{answer.action}_again"
    return (_draft(draft, voice, f"drafts.{key}", reasons=reasons, quoted=answer.action != "discard"),)


def unsent(draft_id: str, voice: Voice) -> Part:
    """That nothing is sent from here yet, and what can be done instead."""
    fact, *reasons = voice.sentences("drafts.unsent")
    following = voice.say("drafts.unsent_next", draft_id=draft_id) if draft_id else voice.say("drafts.unsent_which")
    return Part(fact, reasons=tuple(reasons), next_step=following)


def _draft(draft: Draft, voice: Voice, head: str, *, reasons: Sequence[str] = (), quoted: bool = True) -> Part:
    """A draft with what can be done with it."""
    fact = voice.say(head, **_about(draft, voice))
    subject = voice.say("drafts.subject", subject=draft.subject) if draft.subject else ""
    body = "\n".join(filter(None, (subject, draft.text))) if quoted else ""
    following = voice.say(f"drafts.next_{draft.status}", draft_id=draft.draft_id)
    return Part(fact, body=body, reasons=tuple(reasons), next_step=following, drafts=(draft_card(draft),))


def _about(draft: Draft, voice: Voice) -> dict[str, str]:
    size = voice.counted("drafts.characters", draft.characters)
    if draft.segments is not None:
        size = voice.say("drafts.size", characters=size, segments=voice.counted("drafts.segments", draft.segments))
    return {
        "draft_id": draft.draft_id,
        "to": draft.to,
        "kind": voice.word("drafts.kinds", draft.kind),
        "language": voice.word("drafts.languages", draft.language),
        "size": size,
        "status": voice.word("drafts.statuses", draft.status),
        "who": draft.decided_by or draft.staffer,
    }


def _remarks(answer: Drafted, voice: Voice) -> tuple[str, ...]:
    said = []
    if answer.unknown:
        missing = [voice.word("drafts.fields", name) for name in answer.unknown]
        said.append(voice.say("drafts.unknown", fields=voice.names(missing)))
    if answer.away:
        said.append(voice.say("drafts.away"))
    if answer.not_agreed:
        people = [person.name for person in answer.not_agreed]
        named = people[:NAMED] + ([voice.counted("search.others", len(people) - NAMED)] if people[NAMED:] else [])
        said.append(voice.counted("drafts.not_agreed", len(people), names=voice.names(named)))
    if answer.own_words:
        said.append(voice.say("drafts.own_words"))
    return tuple(said)


def _list(answer: DraftsReviewed, voice: Voice, status: str) -> Part:
    which = status or "any"
    if not answer.drafts:
        return Part(voice.say(f"drafts.none.{which}"), next_step=voice.say("drafts.none_next"))
    shown = answer.drafts[:LISTED]
    left = answer.total - len(shown)
    return Part(
        voice.counted(f"drafts.list.{which}", answer.total),
        lines=tuple(_line(draft, voice) for draft in shown),
        reasons=(voice.counted("drafts.more", left),) if left else (),
        next_step=voice.say("drafts.next_list", draft_id=shown[0].draft_id),
        drafts=tuple(map(draft_card, shown)),
    )


def _line(draft: Draft, voice: Voice) -> Line:
    text = " ".join(draft.text.split())
    brief = text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} …"
    said = voice.say("drafts.line", **_about(draft, voice), text=brief)
    return Line(said, voice.say("drafts.short", **_about(draft, voice)))


def _ghosts(answer: Drafted, made: Made, voice: Voice) -> Part:
    part = told(answer.model_copy(update={"note": answer.ghost_note}), made, voice)
    return part if answer.drafts else Part(part.fact, reasons=part.reasons, next_step=voice.say("fill.check_name"))


def draft_card(draft: Draft) -> DraftCard:
    return DraftCard(
        draft_id=draft.draft_id,
        to=draft.to,
        kind=draft.kind,
        language=draft.language,
        text=draft.text,
        characters=draft.characters,
        segments=draft.segments,
        status=draft.status,
        subject=draft.subject or "",
        most=most_units(to_worker=draft.worker_id is not None) if draft.kind == "sms" else None,
    )
