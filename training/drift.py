"""Are callers still who the model was made for? Week by week, from the log and from what people said of a sample. Pure.

Three signs: the share that is acted on at once; the population stability index of the best scores against the model's
first whole week; and how often people agreed with what was acted on, with the precision that so many labels certify.
With too few labels nothing is certified, however right they all were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import numpy as np
import numpy.typing as npt

from training.evaluate import NONE
from training.log.record import LoggedTurn
from training.metrics import lower_bound

FINE = 100
"""Bins of a score that are counted; the index is computed over ten, equally full in the reference."""
COARSE = 10
FEWEST = 200
"""A week with fewer utterances has no index, and is no reference: chance alone makes 18 / n of two alike weeks."""
SHIFTING, DRIFTED = 0.1, 0.25
"""The index from which on a population is commonly said to shift, and to be another one."""
_LEAST = 1e-4
"""The share that an empty bin counts for."""

Standing = Literal["certified", "below", "unsupported"]
Counts = npt.NDArray[np.int64]


@dataclass(slots=True)
class Tally:
    """One model's week, counted as it streams by."""

    asked: int = 0
    accepted: int = 0
    scores: Counts = field(default_factory=lambda: np.zeros(FINE, np.int64))


@dataclass(frozen=True, slots=True)
class Week:
    """One model's week."""

    week: str
    """ISO 8601, ``2026-W48``."""
    model: str
    asked: int
    """Utterances that the classifier was asked about."""
    accepted: float
    """Share of them that was acted on at once."""
    stability: float | None
    """The index against the model's first whole week; None: too few, or it is that week."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What people said of a random sample of the turns."""

    labelled: int
    """Audited utterances that were acted on."""
    right: int
    precision: float
    """Share of right ones; 0 where there is none."""
    low: float
    """What so many labels certify, 95 % sure: Clopper and Pearson's lower bound."""
    asked: float
    standing: Standing
    """``unsupported``: too few labels to tell either way."""
    sampled: int
    """All audited utterances, acted on or not."""
    in_scope: float | None
    """Share of them that mean an intent: the mix of traffic; None where there is none."""


@dataclass(frozen=True, slots=True)
class Drift:
    """All of it."""

    weeks: tuple[Week, ...]
    audit: Audit
    """Of the model that was asked last."""
    undated: int
    """Turns without a time."""

    @property
    def problems(self) -> tuple[str, ...]:
        """What a person should look at."""
        found = []
        last = self.weeks[-1] if self.weeks else None
        if last is not None and last.stability is not None and last.stability >= DRIFTED:
            found.append(f"the scores of {last.week} are those of another population: label what callers say now")
        if self.audit.standing == "below":
            found.append(f"less than {self.audit.asked:g} of what is acted on is right: trunkline rollback --model")
        return tuple(found)


def drift(turns: Iterable[LoggedTurn], audited: Mapping[tuple[str, int], str], asked: float) -> Drift:
    """Count ``turns``, which are never held. ``audited``: (sid, index) -> the label of a turn drawn at random.

    ``asked`` is the precision that the project asks for.
    """
    tallies: dict[tuple[str, str], Tally] = {}
    judged: dict[str, list[tuple[bool, bool, bool]]] = {}
    latest: tuple[datetime, str] | None = None
    undated = 0
    for turn in turns:
        if not turn.verdict or not turn.candidates:
            continue
        if turn.at is None:
            undated += 1
            continue
        if latest is None or turn.at > latest[0]:
            latest = turn.at, turn.model
        _count(tallies.setdefault((_week(turn.at), turn.model), Tally()), turn)
        label = audited.get((turn.sid, turn.index))
        if label is not None:
            judged.setdefault(turn.model, []).append(_judged(turn, label))
    sample = judged.get(latest[1], []) if latest is not None else []
    return Drift(_weeks(tallies), _audit(sample, asked), undated)


def stability(reference: Counts, now: Counts) -> float:
    """Return the population stability index of two histograms over the same fine bins.

    0 when they are alike. The bins are merged to ten that are as equally full in ``reference`` as its bins allow.
    """
    share = np.cumsum(reference) / reference.sum()
    bins = np.minimum((np.append(0.0, share[:-1]) * COARSE).astype(int), COARSE - 1)
    one, other = (np.bincount(bins, each, COARSE) / each.sum() for each in (reference, now))
    used = np.bincount(bins, minlength=COARSE) > 0
    one, other = np.maximum(one[used], _LEAST), np.maximum(other[used], _LEAST)
    return float(((other - one) * np.log(other / one)).sum())


def _count(tally: Tally, turn: LoggedTurn) -> None:
    tally.asked += 1
    tally.accepted += turn.verdict == "accept"
    tally.scores[min(int(max(turn.candidates[0].score, 0.0) * FINE), FINE - 1)] += 1


def _judged(turn: LoggedTurn, label: str) -> tuple[bool, bool, bool]:
    """Return whether the turn was acted on, whether rightly, and whether it meant an intent."""
    return turn.verdict == "accept", turn.candidates[0].label == label, label != NONE


def _weeks(tallies: Mapping[tuple[str, str], Tally]) -> tuple[Week, ...]:
    reference: dict[str, tuple[str, Counts]] = {}
    found = []
    for (week, model), tally in sorted(tallies.items()):
        first, scores = reference.get(model, ("", None))
        enough = tally.asked >= FEWEST
        index = stability(scores, tally.scores) if scores is not None and enough and week != first else None
        if scores is None and enough:
            reference[model] = week, tally.scores
        found.append(Week(week, model, tally.asked, tally.accepted / tally.asked, index))
    return tuple(found)


def _audit(sample: list[tuple[bool, bool, bool]], asked: float) -> Audit:
    acted = [right for accepted, right, _ in sample if accepted]
    labelled, right = len(acted), sum(acted)
    low, high = lower_bound(right, labelled), 1 - lower_bound(labelled - right, labelled)
    return Audit(
        labelled=labelled,
        right=right,
        precision=right / labelled if labelled else 0.0,
        low=low,
        asked=asked,
        standing="certified" if low >= asked else "below" if labelled and high < asked else "unsupported",
        sampled=len(sample),
        in_scope=sum(scope for _, _, scope in sample) / len(sample) if sample else None,
    )


def _week(at: datetime) -> str:
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02}"
