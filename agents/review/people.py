"""Whether a call is about the people whom the message means."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from agents.review.evidence import SURE, Evidence
from agents.review.findings import Finding, ProposedCall
from agents.review.records import Records
from agents.review.spoken import Spoken
from agents.understanding.lexicon import City
from agents.understanding.names import simple_words
from agents.understanding.words import fold

REPORTS = frozenset({"log_fill", "log_failure", "log_contact", "blacklist"})
"""Tools that record what happened to people."""
FREE_TEXTS = ("reason_text", "about_text", "query", "question")


def check_workers(call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    """Every worker is named in the message, or is who a "him" or "the second one" in it can mean."""
    for worker in call.texts("workers"):
        finding = _check_worker(worker, call, evidence, records)
        if finding is not None:
            return finding
    return None


def _check_worker(worker: str, call: ProposedCall, evidence: Evidence, records: Records) -> Finding | None:
    ids = evidence.ids(worker)
    name, _role, _city = records.about(worker)
    speaking = [one for one in evidence.spoken if one.worker_ids & ids]
    read = call.tool in evidence.words.reads
    clear = [one for one in speaking if not one.several and (read or one.wrong_letters <= 1)]
    if clear or _is_from_the_list(ids, call, evidence):
        return None if _is_settled(worker, name, evidence, records, call) else Finding("which", {"said": name})
    if evidence.literally(worker):
        return None
    doubtful = [one for one in evidence.spoken if one.several and (one in speaking or _is_called(name, one, evidence))]
    if doubtful:
        return Finding("which", {"said": doubtful[0].said})
    past = next((one for one in evidence.spoken if one.past_the_list), None)
    if past is not None:
        return Finding("shown", {"said": past.said, "count": str(len(evidence.focus.shown))})
    said = ", ".join(dict.fromkeys(one.said for one in evidence.spoken))
    return Finding("worker", {"name": name, "said": said})


def _is_called(name: str, one: Spoken, evidence: Evidence) -> bool:
    word = fold(one.said)
    return bool({word, *evidence.lexicon.names.nicknames.get(word, ())} & set(simple_words(name)))


def _is_from_the_list(ids: frozenset[str], call: ProposedCall, evidence: Evidence) -> bool:
    """Drafts to the people just found, where the message names nobody: "find 3 welders and text them the address"."""
    shown = {one.worker_id for one in evidence.focus.shown}
    return call.tool == "draft_message" and not evidence.spoken and bool(ids & shown)


def _is_settled(worker: str, name: str, evidence: Evidence, records: Records, call: ProposedCall) -> bool:
    """Whether an id is right for a name that several have: by the conversation, the place, the role or the client."""
    if worker == name or evidence.literally(worker):
        return True
    found = evidence.lexicon.names.exact(simple_words(name))
    if found is None or len(found.workers) == 1:
        return True
    focus = evidence.focus
    if worker in {one.worker_id for one in (*focus.shown, *focus.booked, *focus.recent)}:
        return True
    said = {m.value.name if isinstance(m.value, City) else m.value for m in evidence.mentions
            if m.kind in {"city", "role"} and m.cost <= SURE}  # fmt: skip
    told = said | evidence.remembered("city") | evidence.remembered("role")
    _name, role, city = records.about(worker)
    client = call.text("client") or focus.client
    return bool({role, city} & told) or (client is not None and records.has_booking(worker, client))


def missing_from(
    calls: Sequence[ProposedCall], evidence: Evidence, done: Collection[str]
) -> Iterator[tuple[int, Finding]]:
    """Whom the message names in a report and no call has: the call that should, and what is missing."""
    reports = [place for place, call in enumerate(calls) if call.tool in REPORTS and call.texts("workers")]
    if not reports:
        return
    covered = set(done) | {worker_id for call in calls for worker in call.texts("workers")
                           for worker_id in evidence.ids(worker)}  # fmt: skip
    texts = [fold(call.text(name) or "") for call in calls for name in FREE_TEXTS]
    for one in evidence.spoken:
        if not one.certain or not _is_subject(one, evidence):
            continue
        if any(" ".join(evidence.norms[one.start : one.end]) in text for text in texts):
            continue
        left_out = one.worker_ids - covered
        if left_out and (one.group or left_out == one.worker_ids):
            yield _whose(one, reports, calls, evidence), Finding("missing", {"said": one.said})


def _is_subject(one: Spoken, evidence: Evidence) -> bool:
    """Whether something is reported of somebody, who is not just whom another replaces or fought with."""
    part = evidence.part_at(one.start)
    if part is None or part.question:
        return False
    before = evidence.norms[max(part.start, one.start - 4) : one.start]
    return not any(cue.places[-1] >= len(before) - 1 for cue in evidence.words.not_the_subject.find(before))


def _whose(one: Spoken, reports: Sequence[int], calls: Sequence[ProposedCall], evidence: Evidence) -> int:
    """The report that leaves somebody out: of the kind that the words beside the name speak of, else the last."""
    part = evidence.part_at(one.start)
    tools = {cue.tool for cue in evidence.cues if part is not None and part.holds(cue.places[0])}
    return next((place for place in reports if calls[place].tool in tools), reports[-1])
