"""Files that were dropped into a conversation: kept for it, named by their handles, and agreed to before they count."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from langchain_core.messages import AIMessage

from agents.state import Made
from memory.intake.preview import Preview
from tools.fates import Done
from tools.ingest import FileTaken

INGEST = "ingest"
KEPT_SECONDS = 24 * 3600
"""How long a file waits for somebody to say what becomes of it."""


def keep_file(folder: Path, name: str, content: BinaryIO) -> str:
    """Put a dropped file into ``folder``; the handle that names it from now on. Older ones are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for older in folder.iterdir():
        if older.is_dir() and time.time() - older.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(older, ignore_errors=True)
    own = name.replace("\\", "/").rpartition("/")[2].replace("\0", "")[-200:].strip() or "file"
    handle = f"{uuid.uuid4().hex}/{'file' if own in ('.', '..') else own}"
    (folder / handle).parent.mkdir()
    with (folder / handle).open("wb") as copy:
        shutil.copyfileobj(content, copy)
    return handle


def by_name(handles: Sequence[str]) -> dict[str, str]:
    """Folded file name → handle; of two with one name the later."""
    return {handle.rpartition("/")[2].casefold(): handle for handle in handles}


def with_files(message: AIMessage, dropped: Sequence[str], kept: Mapping[str, str]) -> AIMessage:
    """The proposal with the conversation's own files in it: named by handle, and each dropped one brought in."""
    calls: list[Any] = []
    sure = bool(message.response_metadata.get("sure", True))
    planned = message.tool_calls if sure or not dropped else []  # a file says more than a guess at its caption
    for call in planned:
        args = call["args"]
        if call["name"] == INGEST and isinstance(args.get("source"), str):
            only = dropped[0] if len(dropped) == 1 else args["source"]
            args = {**args, "source": kept.get(args["source"].casefold(), only)}
        calls.append({**call, "args": args})
    named = {call["args"].get("source") for call in calls if call["name"] == INGEST}
    calls += [_call(INGEST, {"source": handle}) for handle in dropped if handle not in named]
    if not calls or calls == message.tool_calls:
        return message
    said = message.response_metadata if planned else {"planned_by": "builtin", "sure": True}
    return AIMessage("", tool_calls=calls, invalid_tool_calls=message.invalid_tool_calls, response_metadata=said)


def previews(made: Sequence[Made]) -> dict[str, Preview]:
    """Handle → what was shown of the file and waits for somebody to agree."""
    shown = [one.fate.answer for one in made if isinstance(one.fate, Done) and isinstance(one.fate.answer, FileTaken)]
    return {one.handle: one.preview for one in shown if one.preview is not None}


def agreed(made: Sequence[Made]) -> AIMessage | None:
    """After a preview, the call that would take the file in as shown; it is not sure, so a person is asked."""
    shown = [one.fate.answer for one in made if isinstance(one.fate, Done) and isinstance(one.fate.answer, FileTaken)]
    tried = {one.arguments.get("source") for one in made if one.tool == INGEST and one.arguments.get("mapping")}
    calls: list[Any] = [
        _call(INGEST, {"source": one.handle, "dataset": one.dataset, "mapping": one.mapping})
        for one in shown
        if one.needs_confirmation and one.handle not in tried
    ]
    return (
        AIMessage("", tool_calls=calls, response_metadata={"planned_by": "builtin", "sure": False}) if calls else None
    )


def _call(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "args": dict(arguments), "id": f"call-{uuid.uuid4().hex[:12]}"}
