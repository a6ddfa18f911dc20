"""Which chat model stands by for what the built-in planner is not sure of."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import Literal, Protocol

import httpx
from langchain_core.language_models import BaseChatModel

log = logging.getLogger("muster.models")

LOOK_SECONDS = 1.0
"""An Ollama on this machine or this network answers a look in milliseconds; nobody should wait for one that is away."""
LOOK_AGAIN_SECONDS = 60.0
ANSWER_SECONDS = 60.0
"""A small model on a busy machine may think for this long before its first word."""


@dataclass(frozen=True)
class NamedModel:
    """A chat model that can call tools."""

    name: str
    """How a reply names it: ``ollama:llama3.2``."""
    chat: BaseChatModel


@dataclass(frozen=True)
class NoModel:
    """Why there is none; the words for it are in `prompts/replies/desk.yaml`."""

    why: Literal["silent", "no_model", "unknown", "gone"]
    host: str = ""
    name: str = ""


class Models(Protocol):
    """Where the planner asks for a model."""

    @property
    def forced(self) -> bool:
        """Whether the model plans every message, not only those the built-in planner is not sure of."""
        ...

    def find(self) -> NamedModel | NoModel:
        """The model that stands by now, or why there is none."""
        ...

    def lost(self, name: str) -> None:
        """That a model which was found did not answer: look again the next time."""
        ...


class OllamaModels:
    """Looks for a tool-calling model at an Ollama server; what was found holds for a minute."""

    def __init__(self, host: str, name: str | None = None) -> None:
        self._host = host
        self._name = name
        self._lock = threading.Lock()
        self._found: NamedModel | NoModel | None = None
        self._looked_at = 0.0

    @property
    def forced(self) -> bool:
        return self._name is not None

    def find(self) -> NamedModel | NoModel:
        with self._lock:
            if self._found is None or time.monotonic() - self._looked_at > LOOK_AGAIN_SECONDS:
                self._found = self._look()
                self._looked_at = time.monotonic()
            return self._found

    def lost(self, name: str) -> None:
        with self._lock:
            self._found = None

    def _look(self) -> NamedModel | NoModel:
        import ollama  # takes a while, and most desks never get here

        client = ollama.Client(host=self._host, timeout=LOOK_SECONDS)
        try:
            names = [self._name] if self._name else [each.model for each in client.list().models if each.model]
            for name in names:
                if "tools" in (client.show(name).capabilities or ()):
                    return NamedModel(f"ollama:{name}", self._chat(name))
        except ollama.ResponseError as error:
            log.warning("Ollama at %s: %s", self._host, error)
        except (ConnectionError, httpx.HTTPError) as error:
            log.info("no Ollama at %s: %s", self._host, error)
            return NoModel("silent", host=self._host)
        finally:
            client.close()  # type: ignore[no-untyped-call]
        return NoModel("unknown" if self._name else "no_model", host=self._host, name=self._name or "")

    def _chat(self, name: str) -> BaseChatModel:
        from langchain_ollama import ChatOllama

        return ChatOllama(model=name, base_url=self._host, temperature=0, client_kwargs={"timeout": ANSWER_SECONDS})


def models_for(choice: str, host: str) -> Models | None:
    """What `MUSTER_MODEL` names: None is the built-in planner alone."""
    if choice == "builtin":
        return None
    return OllamaModels(host, choice.partition(":")[2] or None)
