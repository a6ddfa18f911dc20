"""The wording of workspaces: what happened, who is in it, what to do next."""

from __future__ import annotations

from agents.messages import Line, Part
from agents.state import Made
from agents.voice import Voice
from agents.wording_facts import told
from tools.workspaces import WorkspaceAnswer


def workspace_parts(answer: WorkspaceAnswer, made: Made, voice: Voice) -> tuple[Part, ...]:
    """One workspace as it is now, or the list."""
    part = told(answer, made, voice)
    lines = tuple(Line(item.name, item.name) for item in answer.items)
    following = "list" if answer.action == "list" and not answer.whole else "one"
    next_step = voice.say(f"workspaces.next_{following}")
    return (Part(part.fact, lines=lines, reasons=part.reasons, next_step=next_step),)
