"""Whether a call is of the kind that the message asks for or tells of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agents.review.evidence import Evidence, Part
from agents.review.findings import Finding, ProposedCall
from agents.review.people import REPORTS
from agents.review.words import Cue

TOLD_APART: Mapping[str, str] = {
    "change_order": "action",
    "log_fill": "stage",
    "log_failure": "reason",
    "log_contact": "outcome",
    "blacklist": "action",
    "draft_message": "kind",
    "review_draft": "action",
    "workspace": "action",
}
"""Tool → the argument whose values have phrases of their own."""


def check_fit(call: ProposedCall, evidence: Evidence) -> Finding | None:
    """The message speaks for this tool, or at least for no other; and it tells or asks for it, plainly."""
    if call.tool == "hybrid_search" and call.arguments.get("leave_out"):
        return None  # "take Tom off the list" has the words of another list
    parts = evidence.own_parts(call)
    own = _of(call.tool, _in(parts, evidence.cues))
    told = _in(parts, evidence.telling)
    if not own and not (told and call.tool in REPORTS):
        own = _of(call.tool, evidence.cues)
    if not own:
        return _without_cue(call, told or evidence.telling, evidence)
    return _value(call, own, evidence) or _plain(call, own, evidence)


def _without_cue(call: ProposedCall, others: Sequence[Cue], evidence: Evidence) -> Finding | None:
    if call.tool == "hybrid_search" and _wants_a_role(evidence):
        return None
    if call.tool in evidence.denied or call.tool in evidence.words.must_be_said or others:
        said = evidence.quote_cues(others)
        return Finding("kind" if call.tool in REPORTS else "off_topic", {"tool": call.tool, "said": said})
    if _writes(call, evidence) and evidence.parts and all(part.question for part in evidence.parts):
        return Finding("question")
    return None


def _wants_a_role(evidence: Evidence) -> bool:
    """As in "open spots: 3 welders": a role in a message that speaks of nobody and asks nothing."""
    role = any(mention.kind == "role" for mention in evidence.mentions)
    return role and not any(part.question for part in evidence.parts) and not evidence.spoken


def _value(call: ProposedCall, own: Sequence[Cue], evidence: Evidence) -> Finding | None:
    """The stage, reason, outcome, action or kind is one that the words speak for."""
    argument = TOLD_APART.get(call.tool)
    planned = call.text(argument) if argument else None
    if planned == "list" and not any(one.certain for one in evidence.spoken):
        return None  # "the blacklist of Acme" bans nobody
    told = {cue.value for cue in own} - {""}
    known = evidence.words.values.get(call.tool, frozenset())
    if planned is None or planned not in known or not told or planned in told:
        return None
    return Finding("kind", {"tool": call.tool, "planned": planned, "said": evidence.quote_cues(own)})


def _plain(call: ProposedCall, own: Sequence[Cue], evidence: Evidence) -> Finding | None:
    """A write is told, not asked; a report is told for certain."""
    if not _writes(call, evidence):
        return None
    parts = [part for cue in own if (part := evidence.part_at(cue.places[0])) is not None]
    if parts and all(part.question for part in parts):
        return Finding("question")
    if call.tool in REPORTS and parts and all(part.hedged for part in parts):
        return Finding("unsure")
    return None


def _writes(call: ProposedCall, evidence: Evidence) -> bool:
    """A new text is a text: what it asks is asked of whoever gets it."""
    if call.tool == "draft_message" and "?" in (call.text("about_text") or ""):
        return False
    return call.tool not in evidence.words.reads and call.arguments.get("action") not in {"list", "edit"}


def _of(tool: str, cues: Sequence[Cue]) -> tuple[Cue, ...]:
    return tuple(cue for cue in cues if cue.tool == tool)


def _in(parts: Sequence[Part], cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """The cues that begin in one of these parts."""
    return tuple(cue for cue in cues if any(part.holds(cue.places[0]) for part in parts))
