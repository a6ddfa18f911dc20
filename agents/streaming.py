"""A turn's parts, made in a thread, handed over one by one to a surface that awaits them."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

from agents.messages import Reply, Step

log = logging.getLogger("muster.turns")
Part = Step | Reply
InThread = Callable[[Callable[[], None]], Awaitable[None]]
"""Runs work in a thread: `asyncio.to_thread`, or a pool of the surface's own."""


async def streamed(
    work: Callable[[], Iterable[Part]], in_thread: InThread, failed: Callable[[str], Reply]
) -> AsyncIterator[Part]:
    """Each part as soon as it is made; a failure becomes the reply that ``failed`` makes of its reference."""
    parts: asyncio.Queue[Part | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def run() -> None:
        try:
            for part in work():
                loop.call_soon_threadsafe(parts.put_nowait, part)
        finally:
            loop.call_soon_threadsafe(parts.put_nowait, None)

    working = asyncio.ensure_future(in_thread(run))
    while (part := await parts.get()) is not None:
        yield part
    await asyncio.wait({working})
    if error := working.exception():
        reference = secrets.token_hex(4)
        log.error("a turn failed, reference %s", reference, exc_info=error)
        yield failed(reference)
