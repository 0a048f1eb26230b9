"""Which gaps get a line: the causes, outcomes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.coverage.causes import causes
from engine.coverage.count import coverage, gaps
from engine.flows.plan import Plan
from engine.rehearsal.run import Played

Play = Callable[[str], tuple[Played, ...]]


def test_where_everything_happened_there_is_no_cause(plan: Plan, everything: Sequence[Played]) -> None:
    assert causes(plan, coverage(plan, everything)) == ()


def test_a_flow_that_nobody_started_is_told_by_its_starts_alone(plan: Plan) -> None:
    found = causes(plan, coverage(plan, ()), {"hire"})
    assert found
    assert all("never started by the intent" in line for line in found), found


def test_what_stands_behind_an_outcome_comes_with_it(plan: Plan, everything: Sequence[Played]) -> None:
    for number in range(len(everything)):
        covered = coverage(plan, [each for i, each in enumerate(everything) if i != number])
        left, told = gaps(covered), causes(plan, covered)
        assert bool(told) is bool(left)
        outcomes = {f"{item.at} {item.what}" for item in left if item.kind == "outcome"}
        ran = {item.key[1] for item, times in covered.hits.items() if item.kind == "step" and times}
        own = {f"{i.at} {i.what}" for i in left if i.kind == "outcome" and i.key[1] in ran}
        assert own <= set(told)
        assert not (outcomes - own) & set(told), "an outcome of a step that never ran follows from another"


def test_outcomes_come_first_and_repairs_last_counted_by_question(plan: Plan, playing: Play) -> None:
    covered = coverage(plan, playing("- call: x\n  turns:\n    - keys: '1'\n    - caller: goodbye\n"))
    found = causes(plan, covered, {"hire", "welcome"})
    counted = [number for number, line in enumerate(found) if line.endswith("never happened")]
    assert counted == list(range(len(found) - len(counted), len(found)))
    assert any("ask.bike: " in line and "repairs" in line for line in found), found
    assert [line for line in found if "never run" in line] == ["flows/hire.yaml:24:5 do.bikes.find never run"]
