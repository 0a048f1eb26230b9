"""Where is the floor? The seven states of ``telephony.floor``, which says how they follow one another."""

from __future__ import annotations

from enum import Enum, auto


class State(Enum):
    """Where the floor is."""

    QUIET = auto()
    CALLER = auto()
    OURS = auto()
    DOUBTED = auto()
    THINKING = auto()
    YIELDED = auto()
    LEAVING = auto()
