"""Whether a call is for as many as the message says."""

from __future__ import annotations

from agents.review.evidence import Evidence
from agents.review.findings import Finding, ProposedCall
from agents.review.records import Records
from agents.understanding.mentions import Mention

BETWEEN = 3
"""Words that may stand between a count and what is counted."""
ONE = frozenset({"a", "an", "un", "una", "another", "otro", "otra", "one", "someone", "somebody", "alguien"})


def check_count(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """The headcount is a count that is said, "a welder" being one, else the conversation's or the order's."""
    headcount = call.number("headcount")
    if headcount is not None and not _is_held(int(headcount), call, evidence, records):
        said = _counted(call, evidence) or list(evidence.said("count", call))
        return Finding("count", {"value": f"{headcount:g}", "said": evidence.quote(said)})
    tops = evidence.said("k", call)
    most = call.number("k")
    if most is not None and tops and most not in {m.value for m in (*tops, *evidence.said("count", call))}:
        return Finding("count", {"value": f"{most:g}", "said": evidence.quote(tops)})
    return None


def _is_held(headcount: int, call: ProposedCall, evidence: Evidence, records: Records) -> bool:
    counted = _counted(call, evidence)
    if counted:
        return headcount in {m.value for m in counted} or any(_is_range(m, headcount, evidence) for m in counted)
    said = {mention.value for kind in ("count", "k") for mention in evidence.said(kind, call)}
    if headcount in said or evidence.literally(str(headcount)):
        return True
    alone = _singles(call, evidence)
    if headcount == 1 and (alone or not said):
        return True
    if alone:
        return False
    order = records.order(call.text("order_id"))
    held = {order.headcount if order else None, len(evidence.spoken) or None}
    return headcount in evidence.remembered("headcount") | held


def _counted(call: ProposedCall, evidence: Evidence) -> list[Mention]:
    """Counts that stand before the call's role, else before any role or "people"."""
    role = evidence.canonical(evidence.lexicon.roles, call.text("role"))
    nouns = [m for m in evidence.mentions if m.kind in {"role", "people"}]
    mine = [m for m in nouns if m.kind == "role" and m.value == role] or nouns
    counts = [m for m in evidence.mentions if m.kind == "count"]
    before = [c for c in counts for noun in mine if 0 <= noun.start - c.end < BETWEEN and _is_beside(c, noun, evidence)]
    return list(dict.fromkeys(before))


def _is_range(count: Mention, headcount: int, evidence: Evidence) -> bool:
    """Whether it is the other end of "2-3 welders"."""
    return evidence.norms[count.end : count.end + 1] == (str(headcount),)


def _is_beside(count: Mention, noun: Mention, evidence: Evidence) -> bool:
    """Whether no other noun and no comma stands between."""
    between = evidence.norms[count.end : noun.start]
    other = any(m.kind == "role" and count.end <= m.start < noun.start for m in evidence.mentions)
    return not other and not any(norm in evidence.words.joins for norm in between)


def _singles(call: ProposedCall, evidence: Evidence) -> bool:
    """Whether one is meant: "a welder", "someone"."""
    role = evidence.canonical(evidence.lexicon.roles, call.text("role"))
    starts = [m.start for m in evidence.mentions if m.kind == "people" or (m.kind == "role" and m.value == role)]
    return any(evidence.norms[at] in ONE or (at > 0 and evidence.norms[at - 1] in ONE) for at in starts)
