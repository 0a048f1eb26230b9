"""What goes into a version, and what is left out, and why? Everything that was taught and reviewed, less what must not.

Pure. Left out are: what a caller said who was erased or is not believed, what an evaluation asks, doubles, what
contradicts intents/, what is more than one caller's share, and intents with too few sentences. Each is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from engine.intents import BACKGROUND
from engine.understanding.normalise import normalise
from training.data import FEWEST
from training.dataset.row import Labelled
from training.mine.sample import Sampled

SHARE = 0.01
"""Of what callers said: so much may come from one of them."""
EACH = 5
"""Sentences that one caller may always teach."""
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Sources:
    """What there is."""

    taught: tuple[Labelled, ...]
    """Of intents/, background included."""
    reviewed: tuple[Labelled, ...]
    """In the order of the decisions."""
    traffic: tuple[Sampled, ...] = ()
    kept_out: frozenset[str] = field(default=frozenset(), repr=False)
    """Normalised sentences that evaluations ask: learning them would be cheating."""
    erased: frozenset[str] = frozenset()
    """Callers."""
    blocked: frozenset[str] = frozenset()
    """Owners whose labels are not believed."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a version holds."""

    rows: tuple[Labelled, ...]
    traffic: tuple[Sampled, ...]
    left_out: dict[str, int]
    """Why -> how many."""
    told: tuple[str, ...]
    """Each with its place, the first twenty of a kind."""


def build(sources: Sources) -> Built:
    """Put a version together."""
    left: dict[str, list[str]] = defaultdict(list)
    rows = _wanted(sources, left)
    rows = _fair(rows, left)
    rows = _enough(rows, left)
    traffic = tuple(turn for turn in sources.traffic if turn.caller not in sources.erased)
    told = [f"{why}: {each}" for why, found in left.items() for each in list(dict.fromkeys(found))[:MOST_TOLD]]
    return Built(tuple(rows), traffic, {why: len(found) for why, found in left.items()}, tuple(told))


def _wanted(sources: Sources, left: dict[str, list[str]]) -> list[Labelled]:
    owner: dict[str, Labelled] = {}
    for row in (*sources.taught, *sources.reviewed):
        text = normalise(row.text)
        if row.logged and row.caller and row.caller in sources.erased:
            left["erased"].append(_place(row))
        elif row.logged and row.owner in sources.blocked:
            left["not believed"].append(f"{_place(row)} of {row.owner}")
        elif text in sources.kept_out:
            left["asked by an evaluation"].append(_place(row))
        elif not text:
            left["empty"].append(_place(row))
        elif text not in owner:
            owner[text] = replace(row, text=text)
        elif owner[text].label != row.label:
            other = owner[text]
            left["contradiction"].append(f"{_place(row)} says {row.label}, {_place(other)} says {other.label}")
        else:
            left["double"].append(_place(row))
    return list(owner.values())


def _fair(rows: Sequence[Labelled], left: dict[str, list[str]]) -> list[Labelled]:
    most = max(EACH, round(SHARE * sum(row.logged for row in rows)))
    of: Counter[str] = Counter()
    kept = []
    for row in rows:
        of[row.owner] += row.logged
        if row.logged and of[row.owner] > most:
            left["more than one caller's share"].append(f"{_place(row)} of {row.owner}")
        else:
            kept.append(row)
    return kept


def _enough(rows: Sequence[Labelled], left: dict[str, list[str]]) -> list[Labelled]:
    counts = Counter(row.label for row in rows if row.label != BACKGROUND)
    few = {label for label, count in counts.items() if count < FEWEST}
    for label in sorted(few):
        left["too few sentences"] += [f"{label} has {counts[label]} of {FEWEST}"] * counts[label]
    return [row for row in rows if row.label not in few]


def _place(row: Labelled) -> str:
    return f"call {row.sid}, turn {row.index}" if row.logged else "intents/"
