"""From an approved proposal to deeds: run each call through the gate, and stop where a person must say yes first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from langchain_core.messages import AIMessage, AnyMessage, ToolMessage
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from agents.asking import NOT_APPROVED, Answered, ApprovalQuestion, approvals_of
from agents.card import Deed
from agents.cards import cards_to_keep
from agents.dropping import INGEST, previews
from agents.focusing import focus_after_all
from agents.history import UNREADABLE, spoken
from agents.messages import Step
from agents.phrases import Phrases
from agents.review.doubts import Doubt
from agents.review.reviewer import Reviewer
from agents.review.sayings import found_in_words
from agents.state import Context, Made, State, caller_from, focus_from, focus_to_keep
from agents.verdicts import Drift
from agents.wording import in_brief, reply_for
from agents.wording_steps import Following
from memory.errors import MusterError
from memory.intake.preview import Preview
from tools.fates import Crash, Done, Fate, Refused, Retry
from tools.gate import Gate, answer_as_json
from tools.tool import Caller

WAITS: Literal["waits"] = "waits"
SET_ASIDE = "Not done: the question before it was set aside."
"""What a model is told of a call that stood behind a question which nobody answered."""


class Acting:
    """The nodes act, ask and approve. What waits for a yes waits in the checkpoint, with nothing running."""

    def __init__(self, gate: Gate, reviewer: Reviewer, phrases: Phrases, planner: str) -> None:
        self._gate = gate
        self._reviewer = reviewer
        self._phrases = phrases
        self._planner = planner

    def act(self, state: State, runtime: Runtime[Context]) -> Command[Literal["ask", "judge"]]:
        """Run the calls in order, up to the first that waits for a yes; every call that ran gets its answer."""
        message, answered = proposal(state["messages"])
        caller = self.caller(state, runtime.context, message)
        runtime.context.turn.planned_by = caller.proposer
        granted = approvals_of(state.get("asked"))
        answers: list[Any] = []
        malformed, drifts = state["malformed"], state["drifts"] if answered else 0
        for call in message.tool_calls:
            if call["id"] in answered:
                continue
            approval = granted.get(str(call["id"]))
            if state["set_aside"] and approval is None:
                answers.append(ToolMessage(SET_ASIDE, tool_call_id=call["id"], status="error", name=call["name"]))
                self._leave(call, caller, runtime.context)
                continue
            hold = None if approval else self._hold(call, self._doubted(state, call, caller))
            if hold == WAITS:
                return Command(goto="ask", update={"messages": answers, "malformed": malformed, "drifts": drifts})
            if isinstance(hold, MusterError):
                fate: Fate = self._gate.refuse(call["name"], call["args"], caller, hold)
            else:
                following = Following(runtime.stream_writer, runtime.context.voice, call["args"])
                fate = self._run(call, caller, approval, runtime.context, following, set_aside=state["set_aside"])
            fate, verdict = self._reviewer.after(fate)
            if isinstance(verdict, Drift):
                drifts = state["drifts"] + 1
                runtime.context.turn.verdicts.append(verdict)
                found = found_in_words(verdict.finding, runtime.context.voice)
                runtime.stream_writer(Step("verdict", "drift", found, found))
            drift = verdict if isinstance(verdict, Drift) else None
            made = Made(call["name"], call["args"], fate, caller.proposer, caller.sure, drift, _button(message))
            runtime.context.turn.made.append(made)
            brief = in_brief(made, runtime.context.voice)
            runtime.stream_writer(Step("result", call["name"], brief, brief))
            malformed = malformed + 1 if _is_malformed(fate) else 0
            answers.append(ToolMessage(_for_model(fate), tool_call_id=call["id"], name=call["name"],
                                       status="success" if isinstance(fate, Done) else "error"))  # fmt: skip
        for broken in message.invalid_tool_calls:
            malformed += 1
            answers.append(ToolMessage(f"That call cannot be read: {broken['error']}", status="error",
                                       tool_call_id=broken["id"] or UNREADABLE, name=broken["name"]))  # fmt: skip
        return Command(goto="judge", update={"messages": answers, "malformed": malformed, "drifts": drifts})

    def _leave(self, call: Any, caller: Caller, context: Context) -> None:
        """What stood behind a question that was set aside is left with it; of a write the reply says so."""
        tool = self._gate.catalogue.get(call["name"])
        if tool is None or tool.effect == "read":
            return
        left = self._phrases.not_done(context.voice, "set_aside", self._deed(call, context), "approval_denied")
        fate = self._gate.refuse(call["name"], call["args"], caller, left)
        context.turn.made.append(Made(call["name"], call["args"], fate, caller.proposer, caller.sure))

    def ask(self, state: State, runtime: Runtime[Context]) -> State:
        """Note what needs a yes in the ledger, once a call, and put the question."""
        context = runtime.context
        message, answered = proposal(state["messages"])
        caller = self.caller(state, context, message)
        waiting = [
            call
            for call in message.tool_calls
            if call["id"] not in answered and self._hold(call, self._doubted(state, call, caller)) == WAITS
        ]
        approvals = {
            str(call["id"]): self._gate.approvals.request(
                call["name"],
                call["args"],
                caller,
                thread=context.thread,
                request=f"{context.thread}/{message.id}/{call['id']}",
            ).approval_id
            for call in waiting
        }
        sends = any(self._gate.catalogue[call["name"]].effect == "send" for call in waiting)
        seen = previews(context.turn.made)
        shown = [seen[call["args"]["source"]] for call in waiting if _agrees(call, seen)]
        deeds = [self._phrases.as_shown(context.voice, seen[call["args"]["source"]]) if _agrees(call, seen)
                 else self._deed(call, context) for call in waiting]  # fmt: skip
        odd = [Doubt(**state["doubts"][call["id"]]) for call in waiting if call["id"] in state.get("doubts", {})]
        all_shown = shown if len(shown) == len(waiting) else ()
        part = self._phrases.question(
            context.voice, deeds, odd, sends=sends, planner=caller.proposer, shown=all_shown
        )  # fmt: skip
        asked = ApprovalQuestion(approvals=approvals, part=part, planned_by=caller.proposer)
        context.turn.reply = reply_for(context.turn.made, context, question=part, approval_id=asked.handle,
                                       left=state["left"])  # fmt: skip
        focus = focus_after_all(focus_from(state.get("focus")), context.turn.new)
        cards = cards_to_keep(state.get("cards"), context.turn.reply.cards, context.turn.new, context.now)
        return {"asked": asked.to_keep(), "focus": focus_to_keep(focus), "cards": cards, "left": []}

    def approve(self, state: State) -> State:
        """Wait. This node is run again from its top when the answer comes, so it does nothing else."""
        answer = Answered.model_validate(interrupt(state["asked"]))
        asked = ApprovalQuestion.model_validate(state["asked"])
        said = () if answer.text is None else (spoken(answer.text, answer.channel, answer.key, answers=asked.handle),)
        return {"messages": list(said), "set_aside": answer.text is None}

    def caller(self, state: State, context: Context, message: AIMessage) -> Caller:
        """The one who asked, also where somebody else said yes."""
        said = message.response_metadata
        asker = caller_from(state["asker"], context.caller)
        return replace(asker, proposer=str(said.get("planned_by", self._planner)), sure=bool(said.get("sure", True)))

    @staticmethod
    def _doubted(state: State, call: Any, caller: Caller) -> Caller:
        """The caller, unsure of a call about which something is odd."""
        return replace(caller, sure=False) if call["id"] in state.get("doubts", {}) else caller

    def _hold(self, call: Any, caller: Caller) -> Literal["waits"] | MusterError | None:
        """Why a call is not run yet. Which of several people is meant is settled before anybody is asked for a yes."""
        if not self._gate.needs_approval(call["name"], call["args"], caller):
            return None
        return self._reviewer.unsettled(call["args"]) or WAITS

    def _run(
        self,
        call: Any,
        caller: Caller,
        approval: str | None,
        context: Context,
        following: Following,
        *,
        set_aside: bool,
    ) -> Fate:
        name, arguments = call["name"], call["args"]
        key = f"approval:{approval}" if approval else context.turn.next_key(context.key)
        fate = self._gate.call(name, arguments, replace(caller, key=key), approval, following)
        if not isinstance(fate, Refused) or fate.error.code not in NOT_APPROVED:
            return fate
        how = "set_aside" if set_aside else NOT_APPROVED[fate.error.code]
        return Refused(self._phrases.not_done(context.voice, how, self._deed(call, context), fate.error.code))

    def _deed(self, call: Any, context: Context) -> str:
        tool = self._gate.catalogue[call["name"]]
        return self._phrases.deed(context.voice, tool, self._gate.checked(call["name"], call["args"]))


def proposal(messages: Sequence[AnyMessage]) -> tuple[AIMessage, set[str]]:
    """The newest proposal, and the ids of its calls that have their answer."""
    for place in range(len(messages) - 1, -1, -1):
        message = messages[place]
        if isinstance(message, AIMessage):
            return message, {after.tool_call_id for after in messages[place:] if isinstance(after, ToolMessage)}
    raise AssertionError("calls are run after a proposal")


def _agrees(call: Any, seen: Mapping[str, Preview]) -> bool:
    """Whether a call takes in a file that was shown just now, as it was shown."""
    return call["name"] == INGEST and call["args"].get("source") in seen and "mapping" in call["args"]


def _button(message: AIMessage) -> Deed | None:
    """The button that a proposal was made with."""
    pressed = message.response_metadata.get("pressed")
    return Deed(**pressed) if pressed else None


def _is_malformed(fate: Fate) -> bool:
    return isinstance(fate, Retry) and fate.error.code in ("bad_arguments", "unknown_tool")


def _for_model(fate: Fate) -> str:
    match fate:
        case Done(answer=answer):
            return json.dumps(answer_as_json(answer), default=str)[:8_000]
        case Retry(error=error) | Refused(error=error):
            return json.dumps({"error": error.code, "message": error.message, "hint": error.hint})
        case Crash(reference=reference):
            return json.dumps({"error": "crash", "reference": reference})


def in_short(arguments: Mapping[str, Any]) -> str:
    """Arguments in one line, for the steps of a reply."""
    listed = {name: "; ".join(map(str, v)) if isinstance(v, list | tuple) else v for name, v in arguments.items()}
    return ", ".join(f"{name}={value}" for name, value in listed.items())
