"""The pair: an executor that proposes calls, a reviewer that judges each step on facts.

intake → executor → review → act ─→ judge ─→ executor … → finish
            │        ↑       ↓        └─→ abort
            │        └ approve ← ask
            └─ nothing to call ──────────→ finish
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, ToolMessage
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command

from agents.acting import Acting, in_short, proposal
from agents.answers import Answers
from agents.asking import approvals_of, was_turned_down
from agents.cards import cards_to_keep
from agents.dropping import INGEST, agreed, with_files
from agents.focusing import focus_after_all
from agents.history import newest_request, surplus
from agents.job_asked import MAY_LACK_ORDER, JobsAsked
from agents.messages import Step
from agents.phrases import Phrases
from agents.proposing import Proposal, Proposing, meant_from
from agents.question import WhichOption, WhichReading, question_after, question_to_keep
from agents.review.reviewer import Asked, Reviewer
from agents.review.sayings import found_in_words
from agents.state import Context, Made, State, Turn, caller_to_keep, focus_from, focus_to_keep
from agents.understanding.focus import Focus
from agents.verdicts import Approve, Continue, Drift
from agents.voice import Voice
from agents.wording import reply_for
from agents.wording_steps import judged, planned
from tools.fates import Done
from tools.gate import Gate
from tools.permission import TRUSTED
from tools.tool import Caller

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
        jobs: JobsAsked,
        failures: Path,
    ) -> None:
        self._planner = model._llm_type
        self._proposing = Proposing(model, answers)
        self._gate = gate
        self._reviewer = reviewer
        self._failures = failures
        self._phrases = phrases
        self._jobs = jobs
        self.acting = Acting(gate, reviewer, phrases, self._planner)

    def intake(self, state: State, runtime: Runtime[Context]) -> State:
        """A new turn starts from zero counts; old messages go."""
        return {
            "messages": surplus(state["messages"]),
            "malformed": 0,
            "drifts": 0,
            "asked": None,
            "set_aside": False,
            "settled": False,
            "meant": None,
            "doubts": {},
            "asker": caller_to_keep(runtime.context.caller),
            "say": "",
            "choices": [],
            "left": [],
        }

    def executor(self, state: State, runtime: Runtime[Context]) -> Command[Literal["review", "finish"]]:
        """Propose the next calls, or none. An answer to the desk's own question goes on with what that was about."""
        context, turn = runtime.context, runtime.context.turn
        proposed = self._proposed(state, turn, context.voice)
        message, question, say = proposed.message, proposed.question, str(proposed.message.text)
        message, job = self._with_orders(proposed, state, context)
        job = job or (self._job(proposed, state, context) if message.tool_calls else None)
        if job is not None:
            message, question, say = AIMessage("", response_metadata=message.response_metadata), job, ""
        if notice := message.response_metadata.get("notice"):
            missing = context.voice.say(f"models.{notice['why']}", **notice)
            if notice["missed"]:
                turn.notice = context.voice.say("models.alone", missing=missing)
            else:
                runtime.stream_writer(Step("plan", "builtin", missing, context.voice.say("models.own")))
        if message.tool_calls or message.invalid_tool_calls or message.text:
            turn.planned_by = str(message.response_metadata.get("planned_by", self._planner))
        if not (message.tool_calls or message.invalid_tool_calls):
            choices = [choice.label for choice in question.choices] if question else []
            which = "which_job.ask" if job else "said.which"
            say = say or (context.voice.say(which) if question else "")
            if isinstance(question, WhichOption) and question.only is not None:
                say = f"{say} {context.voice.say('said.is_it', one=question.only.label)}"
                choices = list(context.voice.list("approvals.choices"))
            kept: State = {"say": say, "choices": choices} if say else {}
            return Command(goto="finish", update={"question": question_to_keep(question), **kept})
        for call in message.tool_calls:
            words = planned(call["name"], call["args"], self._gate, self._phrases, context.voice)
            runtime.stream_writer(Step("plan", call["name"], in_short(call["args"]), words))
        meant = proposed.meant.to_keep() if proposed.meant else None
        update: State = {"messages": [message], "question": None, "asked": None, "settled": proposed.settled,
                         "meant": meant, "left": message.response_metadata.get("left", state["left"])}  # fmt: skip
        return Command(goto="review", update=update)

    def _with_orders(self, proposed: Proposal, state: State, context: Context) -> tuple[AIMessage, WhichReading | None]:
        """The planner's message with the order or day of each call that leaves it open, or the question which one."""
        message = proposed.message
        open_ones = any(call["name"] in MAY_LACK_ORDER for call in message.tool_calls)
        if proposed.settled or not open_ones or message.response_metadata.get("planned_by") not in TRUSTED:
            return message, None
        text = proposed.meant.text if proposed.meant else newest_request(state["messages"])
        focus = _focus_now(state, context.turn)
        calls, question = self._jobs.with_orders(text, message.tool_calls, focus, context.voice)
        made: Any = calls
        return message.model_copy(update={"tool_calls": made}), question

    def _job(self, proposed: Proposal, state: State, context: Context) -> WhichReading | None:
        """Which order is meant, where the built-in planner is sure of all else."""
        message, said = proposed.message, proposed.message.response_metadata
        if proposed.settled or context.turn.made or said.get("planned_by") not in TRUSTED or not said.get("sure"):
            return None
        text = proposed.meant.text if proposed.meant else newest_request(state["messages"])
        return self._jobs.ask(text, message.tool_calls, context.voice)

    def _proposed(self, state: State, turn: Turn, voice: Voice) -> Proposal:
        """The planner's, with the files that were dropped; after a preview of one, that it be taken in."""
        agreed_to = agreed(turn.new)
        if agreed_to is not None:
            return Proposal(agreed_to)
        proposed = self._proposing.propose(state, voice)
        dropped = state.get("dropped", []) if not turn.new else []
        message = with_files(proposed.message, dropped, state.get("files", {}))
        if message is proposed.message:
            return proposed
        files_alone = bool(dropped) and all(call["name"] == INGEST for call in message.tool_calls)
        return replace(proposed, message=message, question=None, settled=proposed.settled or files_alone)

    def review(self, state: State, runtime: Runtime[Context]) -> Command[Literal["act", "judge"]]:
        """Judge the proposal before anything runs, and what got its yes before that runs; a drift is answered, not run.

        What the built-in planner only half read is put to the person, who says whether it is right: until then, and
        after a yes or a choice, only the store's state can speak against it.
        """
        message, answered = proposal(state["messages"])
        caller = self.acting.caller(state, runtime.context, message)
        approved = tuple(approvals_of(state.get("asked")).values())
        if approved and not self._gate.approvals.stand(approved):
            return Command(goto="act")  # the gate says why
        waiting = [call for call in message.tool_calls if call["id"] not in answered]
        calls = [(call["name"], call["args"]) for call in waiting]
        settled = state["settled"] or bool(approved) or self._is_put_to_the_person(calls, caller)
        answers = []
        verdicts = self._reviewer.before(_asked(state, runtime.context.turn, settled=settled), calls)
        for call, verdict in zip(waiting, verdicts, strict=True):
            if isinstance(verdict, Drift):
                fate = self._gate.refuse(call["name"], call["args"], caller, verdict.error())
                runtime.context.turn.verdicts.append(verdict)
                runtime.context.turn.made.append(Made(call["name"], call["args"], fate, caller.proposer, caller.sure))
                found = found_in_words(verdict.finding, runtime.context.voice)
                runtime.stream_writer(Step("verdict", "drift", found, found))
                answers.append(ToolMessage(verdict.reason, tool_call_id=call["id"], status="error", name=call["name"]))
        drifts = state["drifts"] + bool(answers)
        run = len(answers) < len(waiting) or bool(message.invalid_tool_calls)
        doubts = state["doubts"] if approved else self._doubts(state, runtime.context.turn, waiting)
        update: State = {"messages": list(answers), "drifts": drifts, "doubts": doubts}
        return Command(goto="act" if run else "judge", update=update)

    def _doubts(self, state: State, turn: Turn, waiting: Sequence[Any]) -> dict[str, Any]:
        """What is odd about each call, by its id. Whom the person chose is held against the list they chose from."""
        asked = replace(_asked(state, turn, settled=True), focus=_focus_now(state, turn))
        found = self._reviewer.doubts(asked, [(call["name"], call["args"]) for call in waiting])
        return {str(call["id"]): asdict(doubt) for call, doubt in zip(waiting, found, strict=True) if doubt is not None}

    def _is_put_to_the_person(self, calls: Sequence[tuple[str, Mapping[str, Any]]], caller: Caller) -> bool:
        guessed = caller.proposer in TRUSTED and not caller.sure
        return guessed and any(self._gate.needs_approval(name, arguments, caller) for name, arguments in calls)

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
        words = judged(turn.new, runtime.context.voice)
        runtime.stream_writer(Step("verdict", "continue" if failed else "approve", words=words))
        return Command(goto="executor")

    def abort(self, state: State, runtime: Runtime[Context]) -> State:
        """Write down everything and say where."""
        path = self._failures / f"{runtime.context.turn_id}-FAILED.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        kind = "malformed" if state["malformed"] >= ABORT_AFTER else "drifts"
        cause = "malformed calls" if kind == "malformed" else kind
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
        return {"say": runtime.context.voice.say(f"stopped.{kind}", count=ABORT_AFTER, log=path.name)}

    def finish(self, state: State, runtime: Runtime[Context]) -> State:
        """Keep what the conversation is about now, and what was answered."""
        turn = runtime.context.turn
        focus = _focus_now(state, turn)
        question = (
            question_to_keep(question_after(turn.new, _request(state), runtime.context.voice))
            if turn.new
            else state.get("question")
        )
        said: Any = {"say": state["say"], "choices": tuple(state["choices"]), "left": state["left"]}
        told = reply_for(turn.new, runtime.context, **said)
        turn.reply = reply_for(turn.made, runtime.context, **said) if turn.earlier else told
        answer = AIMessage(told.text, response_metadata={"planned_by": turn.planned_by})
        cards = cards_to_keep(state.get("cards"), turn.reply.cards, turn.new, runtime.context.now)
        return {"focus": focus_to_keep(focus), "question": question, "messages": [answer], "cards": cards}


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
    builder.add_edge("approve", "review")
    builder.add_edge("abort", "finish")
    builder.add_edge("finish", END)
    return builder.compile(checkpointer=checkpointer)


def _asked(state: State, turn: Turn, *, settled: bool) -> Asked:
    """What the proposal answers, and the conversation as the turn's earlier calls have moved it."""
    meant = meant_from(state.get("meant"))
    focus = meant.focus if meant else focus_from(state.get("focus"))
    done: set[str] = set()
    for made in turn.new:
        focus = focus_after_all(focus, [made])
        done |= {worker.worker_id for worker in focus.recent}
    return Asked(_request(state), focus, done, settled)


def _focus_now(state: State, turn: Turn) -> Focus:
    """What the conversation is about, as the turn's earlier calls have moved it."""
    return focus_after_all(focus_from(state.get("focus")), turn.new)


def _request(state: State) -> str:
    """The message that the turn is about; a yes or a choice answers a question about an earlier one."""
    meant = meant_from(state.get("meant"))
    return meant.text if meant else newest_request(state["messages"])
