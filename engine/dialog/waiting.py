"""What does the caller hear while something takes long? A filler after a second, a status at four, then a way out.

The waiting itself is bounded; what happens when time runs out is the caller of this file's business.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from engine.dialog.mouth import Mouth

T = TypeVar("T")

FILLER_S = 1.0
STATUS_S = 4.0

SayFiller = Callable[[], None]
Fillers = tuple[tuple[float, SayFiller], ...]
"""(seconds of silence, what to say then), in order."""


async def bridged(task: asyncio.Future[T], mouth: Mouth, fillers: Fillers, deadline_s: float) -> T:
    """Wait for ``task``, at most ``deadline_s``; say each filler when that many seconds of silence have passed.

    Raises ``TimeoutError``. The task is neither cancelled nor awaited further: that depends on whether it commits.
    """
    clock = asyncio.get_running_loop().time
    quiet, end = mouth.quiet_since, clock() + deadline_s
    await asyncio.sleep(0)  # most work is done once it has been let run: no timer, and no place behind other calls
    for after_s, say in fillers:
        await _until(task, min(quiet + after_s, end) - clock())
        if task.done():
            return task.result()
        if clock() < end:
            say()
    await _until(task, end - clock())
    if task.done():
        return task.result()
    raise TimeoutError


async def _until(task: asyncio.Future[T], seconds: float) -> None:
    if not task.done() and seconds > 0:
        await asyncio.wait({task}, timeout=seconds)
