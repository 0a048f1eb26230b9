"""Does every box have its own place, and does no line run through one that it does not belong to?"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dialog.repairs import builtin_blocks
from engine.drawing.draw import picture
from engine.drawing.faces import WIDTH
from engine.drawing.layout import Laid, Placed, Point, laid
from engine.drawing.picture import Picture
from engine.flows.compile import compile_plan
from engine.flows.model import (
    Ask,
    Compare,
    Confirm,
    Constant,
    Do,
    End,
    Flow,
    If,
    Match,
    Position,
    Project,
    Prompt,
    Redo,
    Reference,
    Say,
    Slot,
    SlotType,
    Template,
    TransferTo,
)
from engine.handlers.registry import Registry

AT = Position("flows/x.yaml", 1, 1)


def text(words: str) -> Prompt:
    return Prompt((Template(words, (words,), AT),), AT)


SLOT = Slot("x", SlotType("digits"), text("Which x?"), AT)
WORDS = st.text("abcdefgh ", min_size=1, max_size=120).map(lambda words: text(words.strip() or "a"))
PLAIN = st.one_of(st.builds(Say, WORDS, st.just(AT)), st.builds(Redo, st.just("x"), st.just(AT)))
LAST = st.one_of(st.builds(End, st.just(AT)), st.builds(lambda note: TransferTo("desk", AT, note), st.none() | WORDS))


def branching(block: Any) -> Any:
    some = st.none() | block
    case = st.sampled_from(["late", "lost", "here", "there"])
    condition = Compare("==", Reference(("x",), AT), Constant("1", AT), AT)
    return st.one_of(
        st.builds(lambda prompt, yes, no: Confirm(prompt, AT, yes, no), WORDS, some, some),
        st.builds(lambda then, other: If(condition, then, other, AT), block, block),
        st.builds(
            lambda cases, other: Match(Reference(("x",), AT), cases, other, AT),
            st.dictionaries(case, block, min_size=1),
            some,
        ),
        st.builds(
            lambda on: Do("orders.find", AT, on=on),
            st.dictionaries(st.sampled_from(["error", "timeout", "not_found"]), block),
        ),
    )


def blocks(steps: Any) -> Any:
    return st.builds(lambda some, last: (*some, *last), st.lists(steps, max_size=4), st.lists(LAST, max_size=1))


STEPS = st.recursive(PLAIN, lambda steps: branching(blocks(steps)), max_leaves=14)
BLOCKS = blocks(STEPS)


def drawn_of(block: tuple[Any, ...]) -> Picture:
    flow = Flow("flow", "about", "title", ("label",), (Ask("x", AT), *block), AT, slots={"x": SLOT})
    project = Project("P", "en-GB", "flow", AT, queues={"desk": "+441632960001"}, flows={"flow": flow})
    return picture(compile_plan(project, Registry(), builtin_blocks(project)))


def assert_tidy(found: Laid) -> None:
    for one, other in combinations(found.placed, 2):
        assert one.x >= other.x + WIDTH or other.x >= one.x + WIDTH or one.y >= other.bottom or other.y >= one.bottom
    for placed in found.placed:
        assert placed.x >= 0
        assert placed.x + WIDTH <= found.width
        assert placed.bottom <= found.height
    for route in found.routes:
        assert all(a == c or b == d for (a, b), (c, d) in pairwise(route.points)), "only level and upright lines"
        for segment in pairwise(route.points):
            for placed in found.placed:
                assert not through(segment, placed), (route.way, placed.box.node)


def through(segment: tuple[Point, Point], placed: Placed) -> bool:
    """Say whether a line goes through a box, not just up to it."""
    (x1, y1), (x2, y2) = segment
    left, right = sorted((x1, x2))
    upper, lower = sorted((y1, y2))
    return left < placed.x + WIDTH - 1 and right > placed.x + 1 and upper < placed.bottom - 1 and lower > placed.y + 1


@pytest.mark.parametrize("unfolded", [False, True])
def test_every_flow_of_every_project_is_tidy(drawn: Picture, unfolded: bool) -> None:
    for panel in drawn.panels:
        assert_tidy(laid(panel, unfolded=unfolded))


@given(BLOCKS)
@settings(max_examples=150, deadline=None)
def test_any_flow_is_tidy(block: tuple[Any, ...]) -> None:
    for panel in drawn_of(block).panels:
        found = laid(panel)
        assert len(found.placed) >= len(panel.boxes)
        assert {route.way for route in found.routes} == set(panel.ways)
        assert_tidy(found)


def test_a_line_leaves_its_box_below_and_arrives_above(drawn: Picture) -> None:
    for panel in drawn.panels:
        found = laid(panel)
        places = {placed.box.node: placed for placed in found.placed}
        for route in (route for route in found.routes if not route.way.back and len(panel.trees) == 1):
            source, target = places[route.way.source], places[route.way.target]
            assert route.points[0] == (source.centre, source.bottom)
            assert route.points[-1] == (target.centre, target.y)


def test_a_redo_goes_back_up_beside_the_boxes(hire: Any) -> None:
    panel = next(panel for panel in picture(hire).panels if panel.name == "hire")
    found = laid(panel)
    places = {placed.box.node: placed for placed in found.placed}
    (route,) = (route for route in found.routes if route.way.back)
    assert route.points[-1][0] == places[route.way.target].x + WIDTH
    assert route.points[-1][1] < route.points[0][1]


def test_what_goes_on_stays_in_its_lane_and_branches_stand_to_the_right(hire: Any) -> None:
    panel = next(panel for panel in picture(hire).panels if panel.name == "hire")
    places = {placed.box.node: placed for placed in laid(panel).placed}
    straight = ("hire/ask.bike", "hire/do.bikes.find", "hire/ask.hours", "hire/run.member", "hire/match.found_band")
    assert len({places[name].x for name in straight}) == 1
    assert [places[name].y for name in straight] == sorted(places[name].y for name in straight)
    assert places["hire/say.there_is_no_bike"].x > places["hire/do.bikes.find"].x
    assert places["hire/say.there_is_no_bike"].y > places["hire/do.bikes.find"].y
