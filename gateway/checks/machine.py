"""Checks of the machine and of what lies outside: port, clock, models, channels, and the parts that tests use."""

from __future__ import annotations

import importlib.util
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path

from agents.models import NoModel, models_for
from agents.settings import Settings
from gateway.checks.channels import channel_checks
from gateway.checks.check import Check
from gateway.probe import listener

SYSTEM_PARTS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "tesseract-ocr": ("tesseract",),
    "postgresql": ("postgres", "initdb"),
    "mariadb-server": ("mariadbd", "mysqld"),
}
"""What only tests use, by its Debian package → programs of which one is enough."""
MORE_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/sbin")


def machine_checks(settings: Settings, *, serving: bool = False) -> Iterator[Check]:
    """Every part of the machine once; ``serving`` where the asker itself is what listens on the port."""
    yield Check("python", "ok", platform.python_version())
    yield Check("port", "ok", f"{settings.port}: this desk") if serving else _port(settings)
    yield _clock(settings)
    yield _web_chat()
    yield _ollama(settings)
    yield from channel_checks()
    yield _backend()


def _port(settings: Settings) -> Check:
    found = listener(settings)
    match found.who:
        case "nobody":
            return Check("port", "ok", f"{settings.port} is free: muster serve starts the desk")
        case "desk":
            bench = "the demo" if found.bench == "demo" else "your own bench"
            return Check("port", "ok", f"a desk answers at {found.url}, from {bench} ({found.folder})")
        case "other":
            said = f"something else listens on {settings.port}"
            return Check("port", "missing", said, "muster serve --port 3200, or set MUSTER_PORT")


def _clock(settings: Settings) -> Check:
    now = settings.clock.now()
    said = f"{settings.tz}: it is {now:%a %b %-d %-I:%M %p}"
    if settings.now:
        return Check("time zone", "optional", f"{said}, frozen by MUSTER_NOW", "unset MUSTER_NOW")
    return Check("time zone", "ok", said)


def _web_chat() -> Check:
    if importlib.util.find_spec("chainlit") is None:
        return Check("web chat", "broken", "chainlit is not installed", "make setup")
    return Check("web chat", "ok", "chainlit is here")


def _ollama(settings: Settings) -> Check:
    models = models_for(settings.model, settings.ollama_host)
    if models is None:
        return Check("ollama", "optional", "not asked: MUSTER_MODEL is builtin", "set MUSTER_MODEL=auto")
    found = models.find()
    if not isinstance(found, NoModel):
        return Check("ollama", "ok", f"{found.name} answers at {settings.ollama_host}")
    named = settings.model.removeprefix("ollama:") if models.forced else "llama3.2"
    if found.why == "silent":
        said, fix = f"nobody answers at {settings.ollama_host}", "ollama serve, or set OLLAMA_HOST"
    else:
        said, fix = f"no model at {settings.ollama_host} can call tools", f"ollama pull {named}"
    return Check("ollama", "missing" if models.forced else "optional", f"{said}: the built-in planner reads alone", fix)


def _backend() -> Check:
    compiler = next((one for one in ("c++", "g++", "clang++") if shutil.which(one)), None)
    if importlib.util.find_spec("hnswlib") is not None:
        return Check("vector back end", "ok", f"hnswlib is here{'' if compiler else ' (and no C++ compiler)'}")
    if importlib.util.find_spec("faiss") is None:
        return Check("vector back end", "missing", "neither hnswlib nor faiss: large benches are slow", "make setup")
    fix = "make setup" if compiler else "install a C++ compiler (apt-get install g++), then make setup"
    return Check("vector back end", "optional", "faiss stands in for hnswlib", fix)


def checks_for_tests() -> Iterator[Check]:
    """Programs that only tests use; the desk does without."""
    for name, programs in SYSTEM_PARTS.items():
        if any(_is_installed(program) for program in programs):
            yield Check(name, "ok", "installed")
        else:
            yield Check(name, "optional", "not installed; only tests use it", f"apt-get install {name}")


def _is_installed(program: str) -> bool:
    if shutil.which(program):
        return True
    return any(next(Path("/").glob(f"{place.lstrip('/')}/{program}"), None) for place in MORE_PLACES)
