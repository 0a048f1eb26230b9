"""Where does everything stand, to the pixel? Boxes on their grid, and the ways between them as lines with corners.

Pure. Between two rows runs a gutter: what fans out takes its upper tracks, labels stand in the middle, what joins takes
its lower tracks. Between two lanes runs an alley, where a ``redo`` goes back up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.drawing.faces import WIDTH, Face, face
from engine.drawing.grid import Grid, grid
from engine.drawing.picture import Box, Panel, Way

ALLEY = 34
TRACK = 9
LABEL = 17
MARGIN = 18
CAPTION = 24
"""Room over an ``on:`` block for its name."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """A box and its place."""

    box: Box
    face: Face
    x: float
    y: float

    @property
    def centre(self) -> float:
        """The middle, from the left."""
        return self.x + WIDTH / 2

    @property
    def bottom(self) -> float:
        """The lower side."""
        return self.y + self.face.height


@dataclass(frozen=True, slots=True)
class Route:
    """A way and its line."""

    way: Way
    points: tuple[Point, ...]
    label: Point
    """Where its labels begin."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A panel, laid out."""

    panel: Panel
    placed: tuple[Placed, ...]
    routes: tuple[Route, ...]
    captions: tuple[tuple[str, float, float], ...]
    """The names of ``on:`` blocks, and where they stand."""
    width: float
    height: float


def laid(panel: Panel, *, unfolded: bool = False) -> Laid:
    """Lay ``panel`` out: its steps at the left, each ``on:`` beside them."""
    boxes = {each.node: each for each in panel.boxes}
    placed: list[Placed] = []
    routes: list[Route] = []
    captions: list[tuple[str, float, float]] = []
    x, height = float(MARGIN), 0.0
    named = len(panel.trees) > 1 or any(tree.name != "steps" for tree in panel.trees)
    for tree in panel.trees:
        top = MARGIN + (CAPTION if named else 0)
        field_ = _Field(grid(tree, panel.ways), boxes, x, top, unfolded=unfolded)
        placed += field_.placed.values()
        routes += field_.routes()
        if named:
            captions.append((tree.name, x, MARGIN + CAPTION - 12))
        x = field_.right + MARGIN
        height = max(height, field_.bottom)
    return Laid(panel, tuple(placed), tuple(routes), tuple(captions), x, height + MARGIN)


@dataclass(slots=True)
class _Gutter:
    """The room between two rows."""

    fans: list[str] = field(default_factory=list)
    """Boxes above that fan out here, a track each."""
    joins: list[str] = field(default_factory=list)
    """Boxes below that are joined here, a track each."""
    labelled: bool = False
    top: float = 0.0

    @property
    def height(self) -> float:
        fans, joins = len(self.fans) * TRACK + 8, len(self.joins) * TRACK + 8
        return fans + joins + (LABEL if self.labelled else 6)

    def fan(self, name: str) -> float:
        return self.top + 6 + TRACK * self.fans.index(name)

    def join(self, name: str) -> float:
        return self.top + self.height - 10 - TRACK * self.joins.index(name)

    @property
    def baseline(self) -> float:
        return self.top + len(self.fans) * TRACK + 8 + LABEL - 5


class _Field:
    """One tree on its grid."""

    def __init__(self, where: Grid, boxes: Mapping[str, Box], x: float, y: float, *, unfolded: bool) -> None:
        self._grid = where
        self._faces = {name: face(boxes[name], unfolded=unfolded) for name in where.names}
        self._alleys = self._tracks()
        self._gutters = self._channels()
        lanes = self._columns(x)
        tops = self._tops(y)
        self.placed = {
            name: Placed(boxes[name], self._faces[name], lanes[where.lanes[name]], tops[where.rows[name]])
            for name in where.names
        }
        self.right = max(lanes.values()) + WIDTH + self._alley(max(lanes))
        self.bottom = max(each.bottom for each in self.placed.values())
        self._lanes, self._tops_ = lanes, tops

    # ------------------------------------------------------------------------------------------------------ measures

    def _tracks(self) -> dict[int, list[Way]]:
        """Return the ``redo`` ways in the alley to the right of each lane."""
        found: dict[int, list[Way]] = defaultdict(list)
        for way in self._grid.ways:
            if way.back:
                for lane in {self._up(way), self._grid.lanes[way.target]}:
                    found[lane].append(way)
        return found

    def _up(self, way: Way) -> int:
        """Return the alley in which a ``redo`` leaves: left of its lane, or right of it when it stays in it."""
        lane = self._grid.lanes[way.source]
        return lane if lane == self._grid.lanes[way.target] else lane - 1

    def _channels(self) -> dict[int, _Gutter]:
        gutters: dict[int, _Gutter] = defaultdict(_Gutter)
        for way in self._grid.ways:
            if way.back:
                continue
            here, there = self._grid.lanes[way.source], self._grid.lanes[way.target]
            gutter = gutters[self._grid.rows[way.source]]
            gutter.labelled |= bool(way.labels)
            if there > here and way.source not in gutter.fans:
                gutter.fans.append(way.source)
            below = gutters[self._grid.rows[way.target] - 1]
            if there < here and way.target not in below.joins:
                below.joins.append(way.target)
        return gutters

    def _alley(self, lane: int) -> float:
        return ALLEY + TRACK * max(0, len(self._alleys.get(lane, ())) - 1) if lane in self._alleys else ALLEY - 8

    def _columns(self, x: float) -> dict[int, float]:
        lanes: dict[int, float] = {}
        for lane in range(max(self._grid.lanes.values()) + 1):
            lanes[lane] = x
            x += WIDTH + self._alley(lane)
        return lanes

    def _tops(self, y: float) -> dict[int, float]:
        tops: dict[int, float] = {}
        for row in range(max(self._grid.rows.values()) + 1):
            tops[row] = y
            y += max((self._faces[n].height for n in self._grid.names if self._grid.rows[n] == row), default=0.0)
            self._gutters[row].top = y
            y += self._gutters[row].height
        return tops

    # -------------------------------------------------------------------------------------------------------- routes

    def routes(self) -> Sequence[Route]:
        """Return every way's line."""
        return [self._back(way) if way.back else self._forward(way) for way in self._grid.ways]

    def _forward(self, way: Way) -> Route:
        source, target = self.placed[way.source], self.placed[way.target]
        gutter = self._gutters[self._grid.rows[way.source]]
        start, end = (source.centre, source.bottom), (target.centre, target.y)
        if target.centre > source.centre:
            y = gutter.fan(way.source)
            return Route(way, (start, (start[0], y), (end[0], y), end), (end[0] + 7, gutter.baseline))
        label = (start[0] + 7, gutter.baseline)
        if target.centre == source.centre:
            return Route(way, (start, end), label)
        y = self._gutters[self._grid.rows[way.target] - 1].join(way.target)
        return Route(way, (start, (start[0], y), (end[0], y), end), label)

    def _back(self, way: Way) -> Route:
        source, target = self.placed[way.source], self.placed[way.target]
        beside = self._grid.lanes[way.target]
        middle = source.y + source.face.height / 2
        landing = target.y + target.face.height / 2 + 8 * self._alleys[beside].index(way)
        landing = min(landing, target.bottom - 8)
        up = self._track(self._up(way), way)
        start = (source.x + (WIDTH if self._up(way) == self._grid.lanes[way.source] else 0), middle)
        end = (target.x + WIDTH, landing)
        if self._up(way) == beside:
            return Route(way, (start, (up, middle), (up, landing), end), (up + 4, middle))
        along, over = self._track(beside, way), self._gutters[self._grid.rows[way.target]].top + 3
        points = (start, (up, middle), (up, over), (along, over), (along, landing), end)
        return Route(way, points, (up + 4, middle))

    def _track(self, lane: int, way: Way) -> float:
        """Return where in the alley right of ``lane`` the way runs."""
        return self._lanes[lane] + WIDTH + 13 + TRACK * self._alleys[lane].index(way)
