"""Desks over one folder or over a demo, what is said to them, and a chat model that answers from a script."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from agents.desk import Desk
from agents.messages import Incoming, Person
from agents.settings import Settings
from agents.understanding.plan import Plan
from agents.understanding.understanding import Understanding
from gateway.demo.load import make_demo

SARAH = Person("Sarah", "admin")
DEMO_NOW = "2026-04-20T10:00"
"""A Monday."""


ENGLISH = frozenset(
    """the of and or is are was were be been to for with not but who what when where which why how this that those these
    them they their his her your you yours its left leave out nobody somebody someone none there then had did does has
    have having can could would will shall may might must say says said give take takes taken back again once next best
    first worker workers fits fit filled booked wanted available recorded nothing already changed changes reliability
    similar fill fills by on in at from name names reason late arrival shows showed walk-off plan message call called
    review before choose another found find search try reply error wrong went order open opened issued permits permit
    bench list lists people person yes only each other others one two also about after over under up down off""".split()
)
"""Everyday English words that Spanish and the trade's names do not have."""


class ScriptedModel(BaseChatModel):
    """Answers with the next message of a script, whatever it is asked; an exception in it is raised."""

    script: list[Any]
    asked: list[list[BaseMessage]]
    tools: list[Any]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **_kwargs: Any) -> Any:
        self.tools[:] = tools
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        self.asked.append(messages)
        answer = self.script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return ChatResult(generations=[ChatGeneration(message=answer)])


@pytest.fixture
def scripted() -> Callable[..., ScriptedModel]:
    return lambda *script: ScriptedModel(script=list(script), asked=[], tools=[])


@pytest.fixture
def proposal() -> Callable[..., AIMessage]:
    """A message that proposes calls."""

    def make(*calls: tuple[str, dict[str, Any]]) -> AIMessage:
        return AIMessage("", tool_calls=[{"name": n, "args": a, "id": uuid.uuid4().hex} for n, a in calls])

    return make


@pytest.fixture
def say() -> Callable[..., Incoming]:
    return lambda text, person=SARAH, thread="t", key=None: Incoming(text, person, "web", thread, key)


@pytest.fixture
def desk_of(folder: Path) -> Iterator[Callable[..., Desk]]:
    """Desks over the same folder; several at once are several processes."""
    opened: list[Desk] = []

    def make(
        chat: BaseChatModel | None = None, now: str = "2026-04-20T09:00", models: Any = None, **settings: Any
    ) -> Desk:
        opened.append(Desk(Settings(data=folder, now=now, **settings), folder, chat, models))
        return opened[-1]

    yield make
    for desk in opened:
        desk.close()


@pytest.fixture
def understood(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Plan], None]:
    """Have every desk read some messages so; all others are read as ever."""
    read, plans = Understanding.plan, dict[str, Plan]()
    monkeypatch.setattr(Understanding, "plan", lambda self, said, *rest: plans.get(said) or read(self, said, *rest))
    return plans.__setitem__


@pytest.fixture
def told() -> Callable[..., list[str]]:
    """A thread's messages in short, after a check that no call is left without its one answer."""

    def read(desk: Desk, thread: str = "t") -> list[str]:
        messages = desk.conversation.history(thread)
        calls = [call["id"] for message in messages if isinstance(message, AIMessage) for call in message.tool_calls]
        answers = [message.tool_call_id for message in messages if isinstance(message, ToolMessage)]
        assert sorted(calls) == sorted(answers), "every call has exactly one answer"
        return [
            f"{'person' if isinstance(message, HumanMessage) else 'desk'}: {message.text}"
            for message in messages
            if message.text and not isinstance(message, ToolMessage)
        ]

    return read


@pytest.fixture(scope="session")
def prepared_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo of 1,500 workers, made once; copy it, never write to it."""
    folder = tmp_path_factory.mktemp("demo") / "store"
    make_demo(Settings(data=folder, now=DEMO_NOW, _env_file=None), 1_500, 1, lambda _progress: None)
    return folder


@pytest.fixture
def demo_desk(prepared_demo: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a demo of one's own."""
    folder = Path(shutil.copytree(prepared_demo, tmp_path / "demo"))
    desk = Desk(Settings(data=folder, now=DEMO_NOW, _env_file=None), folder)
    yield desk
    desk.close()


@pytest.fixture(scope="session")
def english_in() -> Callable[..., list[str]]:
    """Finds English words in a Spanish text."""

    def read(text: str, names: Sequence[str] = ()) -> list[str]:
        """English words of a text; names, commands, ids and the keyword of a text message are none."""
        for name in sorted(names, key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?:s|es)?(?!\w)", "·", text, flags=re.IGNORECASE)
        text = re.sub(r", [A-Z]{2}\b|\{\w+\}", "·", text)  # a state, a place that is filled in
        text = re.sub(r"muster ingest \w+ --dataset \w+|\S+@\S+|https?://\S+|\bMORE\b", "·", text)
        return [word for word in re.findall(r"[^\W\d_][\w'-]*", text) if word.casefold() in ENGLISH]

    return read
