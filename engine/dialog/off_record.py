"""How does a turn make sure that nothing is recorded? It asks whoever records, and bridges the wait.

What it could not make sure of, it says; where the flow goes then is its step's business. Where calls are never recorded
nothing is waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from engine.dialog.live import Live
from engine.dialog.state import State
from engine.dialog.waiting import FILLER_S, STATUS_S, bridged
from engine.flows.model import Say
from engine.flows.plan import Node, Plan
from engine.recording import Recorder, Recording

SURE_S = 8.0
"""How long may be waited: a recorder's own deadlines are shorter."""


def recording_of(plan: Plan, recorder: Recorder | None) -> Recording:
    """Return the recording of a new call; its notice is what the project says first."""
    node = plan.nodes.get(plan.event("started", None) or "")
    notice = node.name if node is not None and isinstance(node.step, Say) else ""
    return Recording(plan.project.recording, notice, recorder)


async def quiet(node: Node, live: Live) -> bool:
    """Hold the recording before ``node`` asks for a secret; False, and said so, where that is not sure."""
    if live.recording.rule == "never":
        return True
    return await _sure(live.recording.quiet(), node.name, live, "not_private")


async def away(node: Node, live: Live) -> bool:
    """End the recording before ``node`` sends the call away; False, and said so, where that is not sure."""
    if live.recording.rule == "never":
        return True
    return await _sure(live.recording.away(), node.name, live, "not_private")


async def unrecorded(state: State, live: Live) -> bool:
    """Record a caller no more who does not want it; False, and said so, where it cannot be stopped just now."""
    return await _sure(live.recording.refuse(), state.cursor, live, "still_recorded")


async def _sure(work: Coroutine[None, None, bool], step: str, live: Live, otherwise: str) -> bool:
    task = asyncio.ensure_future(work)
    live.left_running(task)  # a caller who interrupts is not to leave it half done
    fillers = (
        (FILLER_S, lambda: live.filler("filler", step)),
        (STATUS_S, lambda: live.filler("status", step)),
    )
    try:
        sure = await bridged(task, live.mouth, fillers, min(SURE_S, live.remaining()))
    except TimeoutError:
        sure = False
    if not sure:
        live.own(otherwise, step)
    return sure
