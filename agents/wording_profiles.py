"""The wording of profiles: what a search sees through each, and which one is on."""

from __future__ import annotations

from agents.messages import Line, Part
from agents.state import Made
from agents.voice import Voice
from tools.profile import KnownProfile, ProfileAnswer


def profile_parts(answer: ProfileAnswer, made: Made, voice: Voice) -> tuple[Part, ...]:
    """The profiles with what each lets a search see, or the one that was put on."""
    if answer.action == "activate":
        (one,) = answer.profiles
        fact = voice.say("profiles.in_use", name=one.name, sees=_sees(one, voice))
        back = voice.say("profiles.next_back") if one.where is not None else ""
        return (Part(fact, reasons=(voice.say("profiles.everywhere"),), next_step=back),)
    lines = [
        voice.say(
            "profiles.active" if one.name == answer.active else "profiles.line", name=one.name, sees=_sees(one, voice)
        )
        for one in answer.profiles
    ]
    other = next((one.name for one in answer.profiles if one.name != answer.active), None)
    following = voice.say("profiles.next", name=other) if other else voice.say("profiles.next_none")
    fact = voice.counted("profiles.list", len(lines))
    return (Part(fact, lines=tuple(Line(line, line) for line in lines), next_step=following),)


def _sees(one: KnownProfile, voice: Voice) -> str:
    return voice.say("profiles.whole") if one.where is None else voice.say("profiles.part", where=one.where)
