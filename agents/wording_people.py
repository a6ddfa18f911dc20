"""The wording of who could go, who went, and who must not: searches, orders and reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agents.card import Card, Job, ScorePart
from agents.focusing import wall_time
from agents.messages import Line, Part
from agents.state import Made
from agents.voice import Place, Voice
from agents.wording_facts import told
from agents.wording_names import names_of
from agents.wording_reasons import cited, looser, pattern_line, remarks, unknown, why
from memory.experience import STANDING
from memory.search_types import Source
from tools.blacklist import ClientList
from tools.bookings import LADDER
from tools.hybrid_search import Ranking
from tools.log_contact import ContactLogged
from tools.log_failure import STAGE_AFTER, FailureLogged
from tools.log_fill import FillLogged
from tools.log_order import OpenedOrder

SHOWN = 5
NAMED = 3
"""People who are named where a count alone would do."""


def ranking_parts(answer: Ranking, made: Made, voice: Voice) -> tuple[Part, ...]:
    """A search."""
    return (ranked(answer, voice, head="search.found", query=made.arguments.get("query")),)


def ranked(answer: Ranking, voice: Voice, *, head: str, query: object = None) -> Part:
    """A ranking under one of the heads of the frame: who fits, who could fill the order, who could step in."""
    if not answer.sources:
        return _nobody(answer, voice, head)
    shown = answer.sources[: max(SHOWN, min(answer.headcount or 0, 10))]
    wanted = answer.headcount or 0
    fact = voice.counted(
        head,
        answer.sql_matches,
        wanted=voice.say("search.wanted", count=f"{wanted:,}") if wanted > answer.sql_matches else "",
        wish=_limits(answer, voice) + (voice.say("search.wish", query=query) if query else ""),
        people=voice.people(answer.sql_matches, answer.role),
        place=_place(answer, voice),
        client=voice.say("search.for", client=answer.client) if answer.client else "",
        when=voice.say("search.at", moment=voice.moment(answer.start, site=_site(answer))) if answer.start else "",
    )
    job = Job(answer.role, answer.client, answer.city, answer.state, wall_time(answer.start), answer.order_id)
    return Part(
        fact=fact,
        lines=tuple(_line(source, voice) for source in shown),
        numbered=True,
        reasons=tuple(_reasons(answer, voice)),
        next_step=_next_step(answer, shown[0], voice, opened=head != "search.found"),
        cards=tuple(_card(rank, source, job, voice) for rank, source in enumerate(shown, 1)),
    )


def _nobody(answer: Ranking, voice: Voice, head: str) -> Part:
    """Why nobody fits, and which filter would have to go."""
    if answer.unknown is not None:
        fact, near = unknown(answer.unknown, voice)
        return Part(fact, next_step=near or voice.say("search.next_unknown"))
    fact = voice.say(
        "search.nobody" if head == "search.found" else "search.nobody_steps_in",
        person=voice.people(1, answer.role),
        place=_place(answer, voice),
        client=voice.say("search.for", client=answer.client) if answer.client else "",
        when=(voice.say("search.at", moment=voice.moment(answer.start, site=_site(answer))) if answer.start else "")
        + _limits(answer, voice),
    )
    following = looser(answer, voice) or voice.say("search.next_nobody", people=voice.people(2, answer.role))
    return Part(fact, reasons=(*_left_out(answer, voice), *_elsewhere(answer, voice)), next_step=following)


def _place(answer: Ranking, voice: Voice) -> str:
    place = answer.city or answer.state
    return voice.say("search.in", place=place) if place else ""


def _site(answer: Ranking) -> Place:
    """Where the job is: the place of the search, else the client's."""
    anywhere = answer.city is None and answer.state is None
    return Place(answer.site_city, answer.site_state) if anywhere else Place(answer.city, answer.state)


def _limits(answer: Ranking, voice: Voice) -> str:
    """The filters that nobody sees in the list, so that nobody is left out without a word."""
    said = (
        [voice.say("search.with", certifications=voice.names(answer.certifications))] if answer.certifications else []
    )
    if answer.shift:
        said.append(voice.word("profile.shifts", answer.shift))
    if answer.max_pay_rate is not None:
        said.append(voice.say("search.at_most", rate=f"{answer.max_pay_rate:.2f}"))
    return "".join(f", {limit}" for limit in said)


def _reasons(answer: Ranking, voice: Voice) -> Sequence[str]:
    said = [*remarks(answer, voice), *_left_out(answer, voice), *_elsewhere(answer, voice)]
    pattern = pattern_line(answer, voice)
    return [*said, voice.say("search.pattern", pattern=pattern)] if pattern else said


def _elsewhere(answer: Ranking, voice: Voice) -> list[str]:
    """Where else in the state people fit; how far that is, nobody recorded."""
    if not answer.elsewhere:
        return []
    places = [voice.say("search.elsewhere_in", count=f"{one.matches:,}", city=one.city) for one in answer.elsewhere]
    return [voice.say("search.elsewhere", city=answer.city, places=voice.names(places))]


def _left_out(answer: Ranking, voice: Voice) -> list[str]:
    said = []
    if answer.do_not_return:
        said.append(voice.counted("search.barred", answer.do_not_return, client=answer.client))
    if answer.set_apart:
        apart = voice.names([one.name for one in answer.set_apart])
        said.append(voice.counted("search.set_apart", len(answer.set_apart), names=apart))
    if answer.already_booked:
        names = [booked.name for booked in answer.already_booked[:NAMED]]
        if len(answer.already_booked) > NAMED:
            names.append(voice.counted("search.others", len(answer.already_booked) - NAMED))
        said.append(voice.counted("search.booked", len(answer.already_booked), names=voice.names(names)))
    return said


def _next_step(answer: Ranking, first: Source, voice: Voice, *, opened: bool) -> str:
    if answer.client and answer.site_city and not opened:
        return voice.say(
            "search.next_site", people=voice.count_of(answer.headcount or 1, answer.role), client=answer.client,
            city=answer.site_city, when=_when_said(answer, voice),
        )  # fmt: skip
    if answer.client and not answer.order_id and not opened:
        people = voice.count_of(answer.headcount or 1, answer.role)
        return voice.say("search.next_order", first=first.name, people=people, client=answer.client)
    return voice.say("search.next", first=first.name)


def _when_said(answer: Ranking, voice: Voice) -> str:
    """The start as a person would type it: `` tomorrow 6am``."""
    if answer.start is None:
        return ""
    minutes = f":{answer.start:%M}" if answer.start.minute else ""
    return f" {voice.day(answer.start.date())} {answer.start:%-I}{minutes}{f'{answer.start:%p}'.lower()}"


def _line(source: Source, voice: Voice) -> Line:
    role = voice.people(1, source.role) if source.role else ""
    about = ", ".join(part for part in (role, source.city) if part)
    initials = "".join(word[0].upper() for word in role.split())
    short = " ".join(part for part in (source.name, initials, source.city, f"{source.score:.2f}") if part)
    text = voice.say("search.candidate", name=source.name, about=about, score=f"{source.score:.2f}",
                     why=why(source, voice))  # fmt: skip
    return Line(text, short)


def _card(rank: int, source: Source, job: Job, voice: Voice) -> Card:
    return Card(
        rank=rank,
        worker_id=source.worker_id,
        name=source.name,
        role=voice.role(source.role) if source.role else "",
        place=", ".join(part for part in (source.city, source.state) if part),
        score=source.score,
        parts=(
            _score_part("semantic", source.semantic, voice),
            _score_part("reliability", source.reliability_part, voice),
            _score_part("boost", source.boost, voice),
            _score_part("penalty", -source.penalty, voice),
        ),
        why=why(source, voice),
        citations=tuple(cited(citation, voice) for citation in source.citations),
        job=job,
    )


def _score_part(name: str, value: float, voice: Voice) -> ScorePart:
    return ScorePart(name, value, voice.word("search.score", name))


def order_parts(answer: OpenedOrder, made: Made, voice: Voice) -> tuple[Part, ...]:
    """The order, then who could fill it."""
    opened = told(answer, made, voice)
    return (opened, _following(answer.candidates, voice, "search.could_fill")) if answer.candidates else (opened,)


def fill_parts(answer: FillLogged, made: Made, voice: Voice) -> tuple[Part, ...]:
    """What was recorded, or why nothing was."""
    fact = told(answer, made, voice)
    if not answer.people:
        return (_with(fact, [voice.say("fill.nobody")], voice.say("fill.check_name")),)
    if not answer.recorded:
        return (fact,)
    if answer.stage not in LADDER:
        return (_with(fact, [], _replace(answer, voice)),)
    learned = [voice.say("fill.learned")] if answer.playbook_id else []
    loose = next((job for job in answer.jobs if not job.start_stated), None)
    if loose is not None and answer.stage in STANDING:
        name, key = names_of(answer.people, loose.workers)[0], "no_time" if loose.client else "no_job"
        learned.append(voice.say(f"fill.{key}", name=name, client=loose.client or ""))
    return (_with(fact, learned, voice.say("said.undo")),)


def _replace(answer: FillLogged, voice: Voice) -> str:
    place = voice.say("search.in", place=answer.city) if answer.city else ""
    client = voice.say("search.for", client=answer.client) if answer.client else ""
    return voice.say("fill.replace", role=voice.people(1, answer.role), place=place, client=client)


def failure_parts(answer: FailureLogged, made: Made, voice: Voice) -> tuple[Part, ...]:
    """What was recorded, then who could step in."""
    fact = told(answer, made, voice)
    if not answer.people:
        fact = _with(fact, [voice.say("fill.nobody")], voice.say("fill.check_name"))
    if answer.refill is None:
        return (fact,)
    head = "search.step_in" if answer.reason in STAGE_AFTER else "search.if_needed"
    return (fact, _following(answer.refill, voice, head))


def contact_parts(answer: ContactLogged, made: Made, voice: Voice) -> tuple[Part, ...]:
    """Whom somebody spoke to."""
    fact = told(answer, made, voice)
    if not answer.people:
        return (_with(fact, [voice.say("fill.nobody")], voice.say("fill.check_name")),)
    following = "" if answer.outcome == "declined" else voice.say("contact.next", first=answer.people[0].name)
    return (_with(fact, [voice.say("contact.reason")], following),)


def list_parts(answer: ClientList, made: Made, voice: Voice) -> tuple[Part, ...]:
    """A client's do-not-return list, or what was changed on it."""
    fact = told(answer, made, voice)
    if answer.changed:
        return (_with(fact, [], voice.say("said.undo")),)
    if made.arguments.get("action") != "list" or not answer.workers:
        return (fact,)
    reasons = [
        voice.say("barred.reason", name=one.name, reason=one.reason_text.strip().rstrip("."))
        for one in answer.workers
        if one.reason_text
    ]
    return (_with(fact, reasons, voice.say("barred.next_list", first=answer.workers[0].name, client=answer.client)),)


def _following(ranking: Ranking, voice: Voice, head: str) -> Part:
    return replace(ranked(ranking, voice, head=head), goes_on=True)


def _with(part: Part, reasons: Sequence[str], following: str) -> Part:
    return replace(part, reasons=(*part.reasons, *reasons), next_step=following)
