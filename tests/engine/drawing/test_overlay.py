"""Is what happened painted where it happened?"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.coverage.count import coverage
from engine.coverage.records import Passed
from engine.drawing.draw import picture
from engine.drawing.overlay import over_coverage, over_trace, over_traffic, way_key
from engine.flows.plan import Plan
from engine.rehearsal.run import Played
from engine.types import Took


def step(node: str) -> tuple[str, str, str]:
    return ("step", node, "")


def test_a_box_is_whole_when_all_that_is_in_it_happened(hire: Plan, everything: Sequence[Played]) -> None:
    drawn = picture(hire)
    whole = over_coverage(drawn, coverage(hire, everything))
    assert {mark.tone for mark in whole.marks.values()} == {"hit"}
    assert {mark.badge for mark in whole.panels.values()} == {"100 %"}


def test_a_box_that_was_reached_says_how_much_is_missing(hire: Plan, everything: Sequence[Played]) -> None:
    drawn = picture(hire)
    fewer = [each for each in everything if each.call.name != "the booking hangs"]
    painted = over_coverage(drawn, coverage(hire, fewer))
    assert painted.marks[step("hire/do.bikes.book")].badge == "1 missing"
    assert painted.marks[step("hire/do.bikes.book")].tone == "part"
    assert painted.marks["outcome", "hire/do.bikes.book", "timeout"].tone == "miss"
    assert painted.marks[step("hire/ask.bike")].tone == "hit"


def test_a_box_that_was_never_reached_says_never(hire: Plan) -> None:
    drawn = picture(hire)
    painted = over_coverage(drawn, coverage(hire, ()))
    assert {mark.tone for mark in painted.marks.values()} == {"miss"}
    assert painted.marks[step("hire/ask.bike")].badge == "never"


@pytest.fixture
def call(everything: Sequence[Played]) -> Played:
    return next(each for each in everything if each.call.name == "hires a cheap bike")


def test_a_call_is_painted_by_its_turns_and_where_it_stands(hire: Plan, call: Played) -> None:
    painted = over_trace(hire, call.turns[:4], "Call 1")
    assert painted.marks[step("hire/ask.bike")].badge == "2"
    assert painted.marks[step("hire/do.bikes.find")].badge == "3"
    assert painted.marks[step("member/ask.adult")].tone == "now"
    assert painted.marks["outcome", "hire/do.bikes.find", "done"].tone == "seen"
    assert painted.marks[way_key("hire/do.bikes.find", "hire/ask.hours")].tone == "seen"
    assert step("hire/match.found_band") not in painted.marks


def test_a_flow_that_came_back_is_painted_to_the_step_that_followed(hire: Plan, call: Played) -> None:
    painted = over_trace(hire, call.turns, "Call 1")
    assert painted.marks[way_key("hire/run.member", "hire/match.found_band")].tone == "seen"


def test_many_turns_in_one_place_are_cut_short(hire: Plan) -> None:
    painted = over_trace(hire, [Passed(("hire/ask.bike",))] * 9, "x")
    assert painted.marks[step("hire/ask.bike")].badge == "1, 2, 3, 4 ..."


def test_traffic_is_counted_and_what_is_busiest_is_hottest(hire: Plan, call: Played) -> None:
    seldom = Passed(("hire/say.there_is_no_bike",), (Took("hire/do.bikes.find", "outcome", "none_left"),))
    painted = over_traffic(hire, [*call.turns * 30, seldom], {"hire/ask.bike": 1200}, "Traffic")
    assert painted.marks[step("hire/ask.bike")].badge == "30, 1,200 left"
    assert painted.marks[step("hire/ask.bike")].tone == "heat4"
    assert painted.marks[step("hire/say.there_is_no_bike")].tone == "heat1"
    assert painted.marks["outcome", "hire/do.bikes.find", "none_left"].badge == "1"
    assert painted.panels["welcome"].badge == "30"
