"""What becomes of a call that people did not take? It comes back, and the nearest ``on: unanswered`` says what is done.

The flow that wanted people is over then. After ``MOST`` such transfers we take leave: no call rings at empty desks for
ever.
"""

from __future__ import annotations

from dataclasses import replace

from engine.dialog.decisions import CameBack
from engine.dialog.handoff import transfer
from engine.dialog.ladder import UNANSWERED, detour, end_root
from engine.dialog.live import Live
from engine.dialog.state import UNTAKEN, Frame, State, Transferred, count, push
from engine.flows.model import TransferTo
from engine.flows.plan import RETURN, Node

Step = tuple[State, str]

MOST = 3


def unanswered(before: State, live: Live, transferred: Transferred) -> Step:
    """Go on with a call that is back from the step ``transferred``."""
    if live.understood is not None:
        live.understood = replace(live.understood, decision=CameBack(UNANSWERED, {}))
    node = live.plan.nodes.get(transferred.node)
    results = _of(node, before, live)
    state = end_root(count(replace(before, pending=None), UNANSWERED))
    if state.counters[UNANSWERED] >= MOST:
        live.own("nobody_free", state.cursor)
        return detour(state, live, "goodbye")
    entry = live.plan.event(UNANSWERED, node) or RETURN
    return push(state, Frame("abort", "", resume=state.cursor, results=results)), entry


def _of(node: Node | None, state: State, live: Live) -> dict[str, dict[str, str]]:
    """Return the transfer that nobody took, as a frame keeps it: written while everything is still known."""
    if node is None or not isinstance(node.step, TransferTo):
        return {}
    asked = transfer(node.step, state, live)
    return {UNTAKEN: {"queue": asked.queue, "note": asked.note}}
