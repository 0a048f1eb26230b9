"""How does a flow go back? To the earliest step that used a corrected value, or to where a value is asked or produced.

Pure. What was computed from the old value is forgotten; what was committed stays in the trail, whatever is done again.
"""

from __future__ import annotations

from dataclasses import replace

from engine.dialog.place import Place
from engine.dialog.state import State, Visit, cleared, forget, root, root_at, with_root


def go_back(state: State, at: int, stale: frozenset[str]) -> State:
    """Return to the ``at``-th step of the open flow's trail, with the stack it had."""
    index, frame = root_at(state), root(state)
    if index is None or frame is None:
        return state
    visit = frame.trail[at]
    fresh = forget(state, stale)
    if stale:  # whoever the caller proved to be may have followed from what is now forgotten
        fresh = replace(fresh, verified=None)
    fresh = replace(fresh, stack=(*fresh.stack[: index + 1], *visit.under))
    return with_root(fresh, trail=_cut(frame.trail, at))


def redone(place: Place, name: str) -> tuple[State, str] | None:
    """Forget ``name`` and what came of it, and return to the last step that brought it; None when none did."""
    frame = root(place.state)
    trail = () if frame is None else frame.trail
    found = next((i for i in reversed(range(len(trail))) if place.plan.nodes[trail[i].node].writes == name), None)
    if found is None:
        return None
    node = trail[found].node
    state = go_back(place.state, found, place.stale(name) | {name})
    return cleared(state, node), node


def _cut(trail: tuple[Visit, ...], at: int) -> tuple[Visit, ...]:
    return (*trail[:at], *(each for each in trail[at:] if each.committed))
