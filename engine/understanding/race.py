"""Which language model is asked next, and when? Small before large, another beside one that is late. Pure.

    the one that was asked          what follows
    declines, fails                 the next is asked at once
    has not begun in ``hedge_s``    the next is asked as well; whoever answers first wins
    has begun to answer             it is waited for
    answers                         the race is over; the others are let go

The race never lasts longer than its budget. Whoever rests (``breaker``) is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Stand = Literal["waiting", "asked", "begun", "declined", "failed", "resting"]
Why = Literal["first", "cascade", "hedge"]


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask this one now."""

    runner: int
    why: Why
    """``cascade``: those before it declined or failed; ``hedge``: one of them is late."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for whoever was asked."""

    until_s: float
    """Since the start; then decide again."""


@dataclass(frozen=True, slots=True)
class Over:
    """Nobody has answered, and nobody will."""

    how: Literal["declined", "failed", "late"]
    """``declined`` when at least one looked at it and found nothing that fits."""


@dataclass(frozen=True, slots=True)
class Race:
    """One utterance's way through the models, the first to ask first."""

    stands: tuple[Stand, ...]
    hedge_s: float
    """How long one may take to begin before another is asked as well."""
    budget_s: float
    asked_s: tuple[float, ...] = ()
    """When each was asked, since the start; those who were not have the time 0."""

    def now(self, runner: int, stand: Stand, at_s: float) -> Race:
        """Return the race after news of ``runner``."""
        stands = (*self.stands[:runner], stand, *self.stands[runner + 1 :])
        if stand != "asked":
            return replace(self, stands=stands)
        times = self.asked_s or (0.0,) * len(stands)
        return replace(self, stands=stands, asked_s=(*times[:runner], at_s, *times[runner + 1 :]))

    def late(self, at_s: float) -> tuple[int, ...]:
        """Return who was asked so long ago that it should have begun by now."""
        waited = ((i, at_s - self.asked_s[i]) for i, stand in enumerate(self.stands) if stand == "asked")
        return tuple(i for i, seconds in waited if seconds >= self.hedge_s)


def step(race: Race, at_s: float) -> Ask | Wait | Over:
    """Decide what to do ``at_s`` seconds after the start."""
    if at_s >= race.budget_s:
        return Over("declined" if "declined" in race.stands else "late")
    ahead = next((i for i, stand in enumerate(race.stands) if stand == "waiting"), None)
    running = [stand for stand in race.stands if stand in ("asked", "begun")]
    if not running:
        if ahead is not None:
            fresh = all(stand in ("waiting", "resting") for stand in race.stands)
            return Ask(ahead, "first" if fresh else "cascade")
        return Over("declined" if "declined" in race.stands else "failed")
    if ahead is None or "begun" in running:
        return Wait(race.budget_s)
    hedge_at = max(race.asked_s) + race.hedge_s
    return Ask(ahead, "hedge") if at_s >= hedge_at else Wait(min(hedge_at, race.budget_s))
