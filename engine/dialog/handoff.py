"""What does a person get with a call that is handed over? The note in writing, and what is known and was tried.

Everything is masked; secrets are dots. It is written in the project's own language, whatever the caller speaks.
"""

from __future__ import annotations

from typing import Any

from engine.dialog.live import Live
from engine.dialog.state import State, root, slots_of
from engine.flows.model import TransferTo
from engine.privacy import mask
from engine.types import Transfer
from engine.voice import written


def transfer(step: TransferTo, state: State, live: Live) -> Transfer:
    """Return the hand-over that ``step`` asks for."""
    frame = root(state)
    note = mask(live.in_writing(state, step.note))
    context: dict[str, Any] = {
        "queue": step.queue,
        "note": note,
        "flow": "" if frame is None else frame.flow,
        "then": "" if frame is None or frame.then is None else frame.then.flow,
        "step": state.cursor,
        "slots": written_slots(state, live),
        "path": [*live.path],
        "tries": {} if frame is None else dict(frame.tries),
        "last_turns": [{"who": who, "text": text} for who, text in live.recent],
        "language": live.locale,
        "release": state.release,
        "verified": state.verified is not None,
    }
    return Transfer(step.queue, live.plan.project.queues.get(step.queue, ""), note, context)


def written_slots(state: State, live: Live) -> dict[str, str]:
    """Return every known slot in writing, masked."""
    kinds = {name: slot.type.kind for name, slot in live.plan.slots.items()}
    return {
        name: str(value) if kinds.get(name) is None else mask(_written(value, kinds[name], live))
        for name, value in slots_of(state).items()
    }


def _written(value: object, kind: str, live: Live) -> str:
    return written(value, kind, live.plan.home)
