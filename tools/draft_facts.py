"""What is filled into a draft: each fact as the records have it, in one line and in letters that can be shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import get_args

from memory.bench import Worker
from memory.grammar import in_words
from memory.phrase import Language
from memory.sms_text import gsm_friendly, plain_punctuation
from memory.store import Store
from tools.draft_job import Job
from tools.draft_words import DraftKind, DraftWords

NEAR = {0: ("today", "tonight", "hoy"), 1: ("tomorrow", "tmrw", "tomorrows", "mañana"), -1: ("yesterday", "ayer")}
"""How far off a day is → how people call it."""


def shown(text: str, kind: DraftKind) -> str:
    """A fact in one line, without letters that nobody sees; a phone gets its plain quotes and dashes."""
    visible = "".join(
        " " if letter.isspace() else letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    line = " ".join(visible.split())
    return plain_punctuation(line) if kind == "sms" else line


def first_name(name: str) -> str:
    """How somebody is addressed: ``Maria`` of ``Maria Lopez`` and of ``Lopez, Maria``."""
    last, comma, first = name.partition(",")
    words = (first if comma and first.strip() else last).split()
    return words[0] if words else name


def job_facts(
    job: Job, worker: Worker | None, staffer: str, words: DraftWords, language: Language, kind: DraftKind, store: Store
) -> dict[str, str]:
    """The places of a template → what stands there; what the records do not have is not in it."""
    said: dict[str, str | None] = {
        "staffer": staffer,
        "first": first_name(worker.name) if worker else None,
        "to": first_name(worker.name) if worker else job.client,
        "client": job.client,
        "role": job.role,
        "city": job.city,
        "place": ", ".join(filter(None, (job.address, job.city))),
        "order_id": job.order_id,
        "pay": f"${job.pay_rate:.2f}" if job.pay_rate is not None else None,
        **_moments(job, words, language, kind, store),
    }
    return {name: shown(value, kind) for name, value in said.items() if value and value.strip()}


def crew_facts(names: list[str], words: DraftWords, language: Language, kind: DraftKind) -> dict[str, str]:
    """Who is coming, and how many they are."""
    listed = in_words([shown(name, kind) for name in names], words.conjunctions[language])
    return {"workers": listed, "count": str(len(names))}


def as_typed(text: str, kind: DraftKind) -> str:
    """A person's own words as a sentence of a message."""
    line = gsm_friendly(shown(text, kind)) if kind == "sms" else shown(text, kind)
    line = line.strip(" ,;:-")
    if not line:
        return ""
    return line[0].upper() + line[1:] + ("" if line[-1] in ".?!…" else ".")


def site_time(job: Job, moment: datetime, store: Store) -> tuple[datetime, bool]:
    """A moment on the clock of the site, and whether that clock differs from the shop's."""
    clock = store.site_clock(job.city, job.state)
    return clock.local(moment), clock.differs(moment)


def known_words(job: Job, worker: Worker | None, store: Store, words: DraftWords) -> list[str]:
    """Facts that a reason to write may repeat: names, places, the order, and the day and hour as people say them."""
    named = (job.client, job.role, job.city, job.address, job.order_id, worker.name if worker else None)
    plural = f"{job.role}s" if job.role else None
    return [*filter(None, (*named, plural)), *_spoken_moments(job, store, words)]


def _moments(job: Job, words: DraftWords, language: Language, kind: DraftKind, store: Store) -> dict[str, str]:
    if job.start is None:
        return {}
    local, differs = site_time(job, job.start, store)
    dates = words.dates[language, kind]
    weekday, month = dates.weekdays[local.weekday()], dates.months[local.month - 1]
    day = dates.day.format(weekday=weekday, month=month, number=local.day)
    time = _clock(local, zone=differs)
    said = {"day": day, "time": time, "when": dates.when.format(day=day, time=time)}
    if job.end is not None and timedelta() < job.end - job.start < timedelta(days=1):
        said["end"] = _clock(site_time(job, job.end, store)[0], zone=differs)
    return said


def _clock(local: datetime, *, zone: bool) -> str:
    return f"{local:%-I:%M %p}" + (f" {local:%Z}" if zone else "")


def _spoken_moments(job: Job, store: Store, words: DraftWords) -> Iterator[str]:
    if job.start is None:
        return
    for local in (site_time(job, job.start, store)[0], job.start.astimezone(store.settings.zone)):
        ahead = (local.date() - store.clock.today()).days
        yield from NEAR.get(ahead, ())
        hour, half = f"{local:%-I}", f"{local:%p}".lower()
        yield from (f"{hour}{half}", f"{hour}{half[0]}", f"{hour} {half} {half[0]} {local:%M}")
        yield f"{local.day} {local.month} {local.day}th {local.day}st {local.day}nd {local.day}rd"
        for language in get_args(Language):
            for kind in get_args(DraftKind):
                dates = words.dates[language, kind]
                yield f"{dates.weekdays[local.weekday()]} {dates.months[local.month - 1]}"
