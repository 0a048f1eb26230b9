"""Where would a shadowing model have done something else? Counts, and the utterances that make the difference. Pure.

What counts is what a call would have done: act on an intent, or ask. Two models that would both ask agree, whatever
they thought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.types import Candidate

ACCEPT = "accept"
MOST_KEPT = 10_000
"""Different utterances that are held at most; later ones are only counted."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What one model made of an utterance."""

    candidates: tuple[Candidate, ...]
    verdict: str
    """accept, clarify or defer."""

    @property
    def label(self) -> str:
        """The intent that a call would have acted on; empty: it would have asked."""
        return self.candidates[0].label if self.verdict == ACCEPT and self.candidates else ""


@dataclass(frozen=True, slots=True)
class Both:
    """One utterance and what both made of it."""

    utterance: str = field(repr=False)
    """Fit to be shown."""
    in_force: Scored
    shadow: Scored


@dataclass(frozen=True, slots=True)
class Difference:
    """An utterance on which they would have done different things."""

    utterance: str = field(repr=False)
    in_force: str
    """The intent acted on; empty: it asked."""
    shadow: str
    count: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a shadow did beside the model in force."""

    utterances: int
    same: int
    """Both act on the same intent, or both ask."""
    only_in_force: int
    """Acted on at once by the model in force, asked by the shadow."""
    only_shadow: int
    other: int
    """Both act, on different intents."""
    differences: tuple[Difference, ...] = field(repr=False)
    """Most frequent first."""

    @property
    def share(self) -> float:
        """Of all utterances: the same would have been done; 1 where there are none."""
        return self.same / self.utterances if self.utterances else 1.0


def agreement(found: Iterable[Both]) -> Agreement:
    """Count; the stream is never held."""
    counts: Counter[str] = Counter()
    differences: Counter[tuple[str, str, str]] = Counter()
    for both in found:
        one, other = both.in_force.label, both.shadow.label
        kind = _kind(one, other)
        counts[kind] += 1
        key = (both.utterance, one, other)
        if kind != "same" and (key in differences or len(differences) < MOST_KEPT):
            differences[key] += 1
    return Agreement(
        utterances=counts.total(),
        same=counts["same"],
        only_in_force=counts["only_in_force"],
        only_shadow=counts["only_shadow"],
        other=counts["other"],
        differences=tuple(Difference(*key, count) for key, count in differences.most_common()),
    )


def _kind(one: str, other: str) -> str:
    if one == other:
        return "same"
    if not other:
        return "only_in_force"
    return "only_shadow" if not one else "other"
