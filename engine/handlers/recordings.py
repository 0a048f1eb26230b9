"""May we record this call? The caller's own word on it, in either direction, at any time."""

from __future__ import annotations

from engine.handlers.registry import Call, handler
from engine.recording import Recording
from engine.types import Outcome


@handler("recordings.allow", commits=True)
async def allow(call: Call) -> None:
    """Take the caller's yes. It commits, so that only a clear yes of the caller's own leads here."""
    call.use(Recording).allow()


@handler("recordings.refuse", outcomes=["not_stopped"])
async def refuse(call: Call) -> Outcome | None:
    """Record this call no more; ``not_stopped``: it goes on for now, and is deleted when the call is over."""
    return None if await call.use(Recording).refuse() else Outcome("not_stopped")
