"""How does work go on behind a block? It begins with the block and is cancelled, and waited for, when the block ends.

Whatever becomes of it is nobody's answer: the block neither waits for it nor fails with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def behind(*works: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """Run each of ``works`` for as long as the block lasts, as tasks called ``name``."""
    tasks = [asyncio.create_task(work, name=name) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
