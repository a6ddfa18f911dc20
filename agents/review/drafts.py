"""Whether a call is about the draft that the message means, and puts nothing into it that the message does not say."""

from __future__ import annotations

import re

from agents.review.evidence import Evidence
from agents.review.findings import Finding, ProposedCall
from agents.review.records import Records
from agents.understanding.words import fold
from tools.drafts import draft_number

_TOKEN = re.compile(r"\w+")
OWN_TEXTS = {"draft_message": "about_text", "review_draft": "text"}
"""Tool → the argument that becomes part of a message to somebody."""


def check_draft(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """The draft is one that is named, else the one that the conversation is about."""
    value = call.text("draft_id")
    if value is None:
        return None
    mentions = evidence.said("draft_id", call)
    said = {draft_number(str(mention.value)) for mention in mentions}
    if draft_number(value) in said or (not said and evidence.literally(value)):
        return None
    if not said and draft_number(value) in {draft_number(one) for one in evidence.focus.drafts}:
        return None
    if not said and value in {one.draft_id for one in evidence.focus.waiting}:
        return None  # known by whom it is to, or one of "all my drafts"
    return Finding("draft", {"value": value, "said": evidence.quote(mentions)})


def check_own_words(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """What stands in a message to somebody as the person's own words is made of the message's words alone."""
    value = call.text(OWN_TEXTS.get(call.tool, ""))
    if value is None:
        return None
    said = set(_TOKEN.findall(evidence.lattice.message.folded))
    strange = [word for word in _TOKEN.findall(fold(value)) if word not in said]
    return Finding("words", {"value": " ".join(dict.fromkeys(strange))}) if strange else None
