"""What is painted over a picture? Coverage, one call, or traffic: a tone and a few characters for whatever has a key.

Pure. The keys are those of ``engine.coverage.items``: what a turn's record names is what the picture shows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from engine.coverage.count import Coverage, Record, hits
from engine.coverage.items import Key
from engine.drawing.picture import Box, Panel, Picture
from engine.flows.model import Run
from engine.flows.plan import RETURN, Plan

Tone = Literal["hit", "part", "miss", "seen", "now", "heat1", "heat2", "heat3", "heat4", "none"]
_HEATS: tuple[Tone, ...] = ("heat1", "heat2", "heat3", "heat4")
_MOST_TURNS = 4
"""Turns that a badge names."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How one thing is painted."""

    tone: Tone
    badge: str = ""
    """A few characters in its corner."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is painted over a picture."""

    title: str = ""
    legend: tuple[tuple[Tone, str], ...] = ()
    marks: Mapping[Key, Mark] = field(default_factory=dict)
    panels: Mapping[str, Mark] = field(default_factory=dict)
    """Flow -> how its head is painted."""

    def mark(self, key: Key | None) -> Mark | None:
        """Return how the thing called ``key`` is painted, None: not at all."""
        return None if key is None else self.marks.get(key)


NOTHING = Overlay()


def way_key(source: str, target: str) -> Key:
    """Return the key of a way that has no label."""
    return "way", source, target


# ---------------------------------------------------------------------------------------------------------- coverage


def over_coverage(picture: Picture, covered: Coverage) -> Overlay:
    """Paint what the conversations reach: a step is whole when everything in its box happened."""
    times = {item.key: n for item, n in covered.hits.items()}
    marks: dict[Key, Mark] = {key: Mark("hit" if n else "miss") for key, n in times.items()}
    for panel in picture.panels:
        for box in panel.boxes:
            if box.key in times:
                marks[box.key] = _covered(panel, box, times)
    flows = {flow.name: flow for flow in covered.flows}
    panels: dict[str, Mark] = {}
    for name, flow in flows.items():
        done = sum(count.covered for count in flow.counts.values())
        total = sum(count.total for count in flow.counts.values())
        tone: Tone = "hit" if done == total else "part" if done else "miss"
        panels[name] = Mark(tone, f"{100 * done // total} %" if total else "")
    legend: tuple[tuple[Tone, str], ...] = (
        ("hit", "everything here happened in a conversation"),
        ("part", "reached, but not all that can happen"),
        ("miss", "never happened"),
    )
    return Overlay("Coverage by conversations", legend, marks, panels)


def _covered(panel: Panel, box: Box, times: Mapping[Key, int]) -> Mark:
    if not times[box.key]:
        return Mark("miss", "never")
    labels = [("outcome", box.node, label) for way in panel.ways if way.source == box.node for label in way.labels]
    inside = [key for key in (*labels, *(fold.key for fold in (*box.keys, *box.folds))) if key in times]
    missing = sum(times[key] == 0 for key in inside)
    return Mark("part", f"{missing} missing") if missing else Mark("hit")


# ------------------------------------------------------------------------------------------------------------- trace


def over_trace(plan: Plan, records: Sequence[Record], title: str) -> Overlay:
    """Paint one call: where it went, in which turns, and where it stands."""
    turns: dict[Key, list[int]] = defaultdict(list)
    path: list[str] = []
    for number, record in enumerate(records, 1):
        for node in record.path:
            turns["step", node, ""].append(number)
        for took in record.took:
            turns[took.kind, took.where, took.name].append(number)
        path += record.path
    marks = {key: Mark("seen", _numbers(found)) for key, found in turns.items()}
    marks |= {way_key(a, b): Mark("seen") for a, b in (*pairwise(path), *_came_back(plan, path))}
    if path and path[-1] != RETURN:
        last: Key = ("step", path[-1], "")
        marks[last] = Mark("now", marks[last].badge)
    return Overlay(title, (("seen", "passed, with the numbers of the turns"), ("now", "where it stands")), marks)


def _came_back(plan: Plan, path: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each ``run`` with the step that followed when its flow came back."""
    for before, after in pairwise(path):
        if before == RETURN:
            runs = (plan.nodes[name] for name in dict.fromkeys(path) if name in plan.nodes)
            yield from ((run.name, after) for run in runs if isinstance(run.step, Run) and run.edges["next"] == after)


def _numbers(turns: Sequence[int]) -> str:
    found = list(dict.fromkeys(turns))
    return ", ".join(map(str, found[:_MOST_TURNS])) + (" ..." if len(found) > _MOST_TURNS else "")


# ----------------------------------------------------------------------------------------------------------- traffic


def over_traffic(plan: Plan, records: Iterable[Record], left: Mapping[str, int], title: str) -> Overlay:
    """Paint how often each thing happened; ``left``: question -> calls that ended there unfinished."""
    seen = hits(plan, records)
    most = max((n for (kind, node, _), n in seen.items() if kind == "step" and node != RETURN), default=0)
    marks = {key: Mark(_heat(n, most), f"{n:,}") for key, n in seen.items()}
    for node, calls in left.items():
        key: Key = ("step", node, "")
        if key in marks:
            marks[key] = Mark(marks[key].tone, f"{marks[key].badge}, {calls:,} left")
    panels = {name: Mark(_heat(n, most), f"{n:,}") for name, n in _starts(seen).items()}
    legend: tuple[tuple[Tone, str], ...] = (
        ("heat1", "seldom"),
        ("heat4", "often; a box says how often, and how many calls ended there"),
        ("none", "never"),
    )
    return Overlay(title, legend, marks, panels)


def _starts(seen: Counter[Key]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (kind, where, _), n in seen.items():
        if kind == "start":
            found[where.partition("/")[0]] += n
    return found


def _heat(times: int, most: int) -> Tone:
    """Return one of four tones, each for half as much again as a quarter of the scale: counts fall off fast."""
    if not times or not most:
        return "none"
    share = (times / most) ** 0.5
    return _HEATS[min(int(share * len(_HEATS)), len(_HEATS) - 1)]
