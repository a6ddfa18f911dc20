"""The pair: an executor that proposes calls, a reviewer that judges each step on facts.

intake → executor → review → act ─→ judge ─→ executor … → finish
            │                ↑│       └─→ abort
            │        approve ←ask
            └─ nothing to call ──────────→ finish
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command

from agents.acting import Acting, in_short, was_turned_down
from agents.focusing import focus_after
from agents.history import surplus
from agents.messages import Step
from agents.phrases import Phrases
from agents.question import (
    Anew,
    Answers,
    Question,
    Settled,
    WhichOption,
    asked_by_planner,
    question_after,
    question_from,
    question_to_keep,
)
from agents.reviewer import Reviewer
from agents.state import Context, Made, State, caller_to_keep, focus_from, focus_to_keep
from agents.understanding.focus import Focus
from agents.verdicts import Approve, Continue, Drift
from agents.wording import reply_for
from memory.errors import NotAllowed
from tools.fates import Done
from tools.gate import Gate

ABORT_AFTER = 3
"""Malformed calls, or drifts, in a row."""
STEPS_AT_MOST = 40
Graph = CompiledStateGraph[State, Context, State, State]


class Pair:
    """The nodes of the graph, but those of `Acting`. It holds parts, never a turn."""

    def __init__(
        self,
        model: BaseChatModel,
        gate: Gate,
        reviewer: Reviewer,
        answers: Answers,
        phrases: Phrases,
        failures: Path,
    ) -> None:
        self._model = model
        self._answers = answers
        self._gate = gate
        self._reviewer = reviewer
        self._phrases = phrases
        self._failures = failures
        self.acting = Acting(gate, reviewer, phrases, model._llm_type)

    def intake(self, state: State, runtime: Runtime[Context]) -> State:
        """A new turn starts from zero counts; old messages go."""
        return {
            "messages": surplus(state["messages"]),
            "malformed": 0,
            "drifts": 0,
            "asked": None,
            "set_aside": False,
            "asker": caller_to_keep(runtime.context.caller),
            "say": "",
            "choices": [],
        }

    def executor(self, state: State, runtime: Runtime[Context]) -> Command[Literal["review", "finish"]]:
        """Propose the next calls, or none. An answer to the desk's own question goes on with what that was about."""
        message, question = self._propose(state)
        turn = runtime.context.turn
        turn.notice = str(message.response_metadata.get("notice", turn.notice))
        proposed = bool(message.tool_calls or message.invalid_tool_calls)
        if proposed or message.text:
            turn.planned_by = str(message.response_metadata.get("planned_by", self._model._llm_type))
        if not proposed:
            choices = [choice.label for choice in question.choices] if question else []
            say = message.text or (self._phrases.which if question else "")
            kept: State = {"say": say, "choices": choices} if say else {}
            return Command(goto="finish", update={"question": question_to_keep(question), **kept})
        for call in message.tool_calls:
            runtime.stream_writer(Step("plan", call["name"], in_short(call["args"])))
        return Command(goto="review", update={"messages": [message], "question": None, "asked": None})

    def _propose(self, state: State) -> tuple[AIMessage, Question | None]:
        """The next message of the planner, and the question that it puts."""
        newest, focus = state["messages"][-1], focus_from(state.get("focus"))
        asked = question_from(state.get("question")) if isinstance(newest, HumanMessage) else None
        match self._answers.read(asked, newest.text):
            case Settled(calls=calls, planned_by=planned_by, sure=sure):
                made: list[Any] = [{**call, "id": f"call-{uuid.uuid4().hex[:12]}"} for call in calls]
                said = {"planned_by": planned_by, "sure": sure}
                return AIMessage("", tool_calls=made, response_metadata=said), None
            case Anew() as anew:
                return self._plan_anew(state, anew, focus)
            case None:
                message = self._model.invoke(state["messages"], focus=focus)
                assert isinstance(message, AIMessage)
                return message, asked_by_planner(newest.text, message.response_metadata, focus, self._answers.lexicon)

    def _plan_anew(self, state: State, anew: Anew, focus: Focus) -> tuple[AIMessage, Question | None]:
        """Plan the message that was asked about with what the answer settled; never into the same question again."""
        settled = anew.focus(focus)
        for text in anew.ways:
            message = self._model.invoke([*state["messages"][:-1], HumanMessage(text)], focus=settled, alone=True)
            if message.tool_calls:
                return message, None
        text = anew.ways[-1]
        message = self._model.invoke([*state["messages"][:-1], HumanMessage(text)], focus=settled)
        assert isinstance(message, AIMessage)
        question = asked_by_planner(text, message.response_metadata, settled, self._answers.lexicon)
        if not isinstance(question, WhichOption):
            return message, question
        if {choice.label for choice in question.choices} <= {choice.label for choice in anew.question.choices}:
            return AIMessage(self._phrases.still_unclear, response_metadata={"planned_by": "builtin"}), None
        kept = anew.question.text if anew.people else text
        return message, question.model_copy(update={"text": kept, "settled": anew.people})

    def review(self, state: State, runtime: Runtime[Context]) -> Command[Literal["act", "judge"]]:
        """Judge the proposal before anything runs; a drifting call is answered, not run."""
        message = state["messages"][-1]
        assert isinstance(message, AIMessage)
        caller = self.acting.caller(state, runtime.context, message)
        answers = []
        for call in message.tool_calls:
            verdict = self._reviewer.before(call["name"], call["args"])
            if isinstance(verdict, Drift):
                drift = NotAllowed(verdict.reason, code="drift", hint="Say it another way, or choose somebody else.")
                fate = self._gate.refuse(call["name"], call["args"], caller, drift)
                runtime.context.turn.verdicts.append(verdict)
                runtime.context.turn.made.append(Made(call["name"], call["args"], fate, caller.proposer, caller.sure))
                runtime.stream_writer(Step("verdict", "drift", verdict.reason))
                answers.append(ToolMessage(verdict.reason, tool_call_id=call["id"], status="error", name=call["name"]))
        drifts = state["drifts"] + 1 if answers else 0
        run = len(answers) < len(message.tool_calls) or bool(message.invalid_tool_calls)
        return Command(goto="act" if run else "judge", update={"messages": answers, "drifts": drifts})

    def judge(self, state: State, runtime: Runtime[Context]) -> Command[Literal["executor", "abort", "finish"]]:
        """Look at what happened: go on, or stop a turn that leads nowhere."""
        if state["malformed"] >= ABORT_AFTER or state["drifts"] >= ABORT_AFTER:
            return Command(goto="abort")
        turn = runtime.context.turn
        if was_turned_down(turn.new):
            return Command(goto="finish")
        failed = [made for made in turn.new if not isinstance(made.fate, Done)]
        verdict = Continue(len(failed)) if failed else Approve()
        turn.verdicts.append(verdict)
        runtime.stream_writer(Step("verdict", "continue" if failed else "approve"))
        return Command(goto="executor")

    def abort(self, state: State, runtime: Runtime[Context]) -> State:
        """Write down everything and say where."""
        path = self._failures / f"{runtime.context.turn_id}-FAILED.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        cause = "malformed calls" if state["malformed"] >= ABORT_AFTER else "drifts"
        log = {
            "turn": runtime.context.turn_id,
            "at": runtime.context.now.isoformat(),
            "staffer": runtime.context.caller.staffer,
            "channel": runtime.context.caller.channel,
            "cause": f"{ABORT_AFTER} {cause} in a row",
            "verdicts": [repr(verdict) for verdict in runtime.context.turn.verdicts],
            "messages": [message.model_dump(mode="json") for message in state["messages"]],
        }
        path.write_text(json.dumps(log, indent=2, default=str), encoding="utf-8")
        runtime.context.turn.failure_log = path.name
        return {"say": f"I stopped after {ABORT_AFTER} {cause} in a row. The full log is in failures/{path.name}."}

    def finish(self, state: State, runtime: Runtime[Context]) -> State:
        """Keep what the conversation is about now, and what was answered."""
        turn = runtime.context.turn
        focus = focus_from(state.get("focus"))
        for made in turn.new:
            focus = focus_after(focus, made)
        question = question_to_keep(question_after(turn.new)) if turn.new else state.get("question")
        said: Any = {"say": state["say"], "choices": tuple(state["choices"])}
        told = reply_for(turn.new, runtime.context, **said)
        turn.reply = reply_for(turn.made, runtime.context, **said) if turn.earlier else told
        answer = AIMessage(told.text, response_metadata={"planned_by": turn.planned_by})
        return {"focus": focus_to_keep(focus), "question": question, "messages": [answer]}


def build_graph(pair: Pair, checkpointer: BaseCheckpointSaver[Any]) -> Graph:
    """Wire the nodes."""
    builder = StateGraph(State, context_schema=Context)
    for name in ("intake", "executor", "review", "judge", "abort", "finish"):
        node: Callable[..., Any] = getattr(pair, name)
        builder.add_node(name, node)
    builder.add_node("act", pair.acting.act)
    builder.add_node("ask", pair.acting.ask)
    builder.add_node("approve", pair.acting.approve)
    builder.add_edge(START, "intake")
    builder.add_edge("intake", "executor")
    builder.add_edge("ask", "approve")
    builder.add_edge("approve", "act")
    builder.add_edge("abort", "finish")
    builder.add_edge("finish", END)
    return builder.compile(checkpointer=checkpointer)
