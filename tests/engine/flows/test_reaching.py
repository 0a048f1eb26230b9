"""What holds at a step is held to what comes of walking the paths one by one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.flows.facts import Facts
from engine.flows.model import Ask, Block, Constant, Flow, If, Position, Project, Redo, Run, Step
from engine.flows.paths import DONE
from engine.flows.reaching import EVERYTHING, UNTOUCHED, Begins, Effect, Reaching
from engine.handlers.registry import Registry

AT = Position("flows/x.yaml", 1, 1)
NAMES = "abcd"
TRUE = Constant(True, AT)


def bit(name: str) -> int:
    return 1 << NAMES.index(name)


def effect(_flow: Flow, step: Step, _label: str) -> Effect:
    """``ask: a`` brings a; ``ask: -a`` takes it away."""
    if not isinstance(step, Ask):
        return UNTOUCHED
    return Effect(keeps=~bit(step.slot[1])) if step.slot.startswith("-") else Effect(adds=bit(step.slot))


def a_flow(name: str, steps: Block, *, started: bool) -> Flow:
    return Flow(name, "About.", "a title", (name,) if started else (), steps, AT)


def a_project(**flows: tuple[Block, bool]) -> Facts:
    made = {name: a_flow(name, steps, started=started) for name, (steps, started) in flows.items()}
    return Facts(Project("p", "en-GB", "main", AT, flows=made), Registry(), None)


def ask(name: str) -> Ask:
    return Ask(name, AT)


def branch(then: Block, otherwise: Block) -> If:
    return If(TRUE, then, otherwise, AT)


def walked(facts: Facts, block: Block, states: frozenset[int], seen: dict[int, set[int]]) -> frozenset[int]:
    """Walk ``block`` from every one of ``states``; note in which each step is reached, return those at the end."""
    for step in block:
        seen.setdefault(id(step), set()).update(states)
        match step:
            case Ask():
                made = effect(facts.project.flows["main"], step, "")
                states = frozenset(made.adds | (held & made.keeps) for held in states)
            case If(then=then, otherwise=otherwise):
                states = walked(facts, then, states, seen) | walked(facts, otherwise, states, seen)
            case Run(flow=name):
                states = walked(facts, facts.project.flows[name].steps, states, seen)
            case _:
                raise AssertionError(step)
    return states


def joined(states: Iterable[int], *, every: bool) -> int:
    return reduce(and_ if every else or_, states)


ASKS = st.builds(ask, st.sampled_from([*NAMES, *(f"-{name}" for name in NAMES)]))


def blocks(leaf: st.SearchStrategy[Any], depth: int) -> st.SearchStrategy[Block]:
    inner = leaf if depth == 0 else st.one_of(leaf, st.builds(branch, blocks(leaf, depth - 1), blocks(leaf, depth - 1)))
    return st.lists(inner, max_size=3).map(tuple)


@settings(max_examples=200, deadline=None)
@given(
    blocks(st.one_of(ASKS, st.builds(lambda: Run("helper", AT))), 2),
    blocks(st.one_of(ASKS, st.builds(lambda: Run("deepest", AT))), 1),
    blocks(ASKS, 1),
    st.booleans(),
)
def test_what_holds_is_what_every_or_some_path_brings(main: Block, helper: Block, deepest: Block, every: bool) -> None:
    facts = a_project(main=(main, True), helper=(helper, True), deepest=(deepest, True))
    seen: dict[int, set[int]] = {}
    ends = [walked(facts, block, frozenset({0}), seen) for block in (main, helper, deepest)]
    reaching = Reaching(facts, effect, touching=(Ask,), every=every)
    for at in reaching.everywhere():
        assert at.holds == joined(seen[id(at.step)], every=every)
    assert reaching.at(facts.project.flows["main"], main, DONE) == joined(ends[0], every=every)


@pytest.mark.parametrize("every", [True, False])
def test_a_flow_that_is_only_run_begins_with_what_its_callers_have(every: bool) -> None:
    inner = (ask("c"),)
    one, other = (ask("a"), ask("b"), Run("inner", AT)), (ask("b"), Run("inner", AT))
    facts = a_project(main=(one, True), more=(other, True), inner=(inner, False))
    reaching = Reaching(facts, effect, touching=(Ask,), every=every)
    (at,) = [each for each in reaching.everywhere() if each.flow.name == "inner"]
    assert at.holds == (bit("b") if every else bit("a") | bit("b"))


def test_what_a_redo_goes_back_with_counts_at_the_step_it_goes_to() -> None:
    again = (ask("a"), ask("b"), branch((Redo("a", AT),), ()), ask("c"))
    facts = a_project(main=(again, True))

    def forgetting(flow: Flow, step: Step, label: str) -> Effect:
        return Effect(keeps=~bit("a")) if isinstance(step, Redo) else effect(flow, step, label)

    for every, expected in ((True, 0), (False, bit("b"))):
        reaching = Reaching(facts, forgetting, touching=(Ask, Redo), every=every)
        held = {at.step.slot: at.holds for at in reaching.everywhere(Ask) if isinstance(at.step, Ask)}
        assert held["a"] == expected
        assert held["c"] == bit("a") | bit("b")


@pytest.mark.parametrize("every", [True, False])
def test_a_flow_that_is_run_and_started_holds_what_both_bring(every: bool) -> None:
    inner = (ask("b"),)
    facts = a_project(main=((ask("a"), Run("inner", AT)), True), inner=(inner, True))
    (at,) = [
        each for each in Reaching(facts, effect, touching=(Ask,), every=every).everywhere() if each.step is inner[0]
    ]
    assert at.holds == (0 if every else bit("a"))
    assert at.alone == 0


def test_a_flow_that_is_not_there_does_what_one_says() -> None:
    facts = a_project(main=((Run("gone", AT), ask("b")), True))
    asked = facts.project.flows["main"].steps[1]
    for elsewhere, holds in ((UNTOUCHED, 0), (Effect(adds=EVERYTHING), EVERYTHING)):
        reaching = Reaching(facts, effect, touching=(Ask,), elsewhere=elsewhere)
        assert [at.holds for at in reaching.everywhere() if at.step is asked] == [holds]


def test_a_flow_that_runs_itself_is_solved_all_the_same() -> None:
    facts = a_project(main=((ask("a"), branch((Run("main", AT),), ()), ask("b")), True))
    for every in (True, False):
        assert [at.holds for at in Reaching(facts, effect, touching=(Ask,), every=every).everywhere(Ask)]


def test_an_on_block_begins_with_what_its_flow_has_by_then() -> None:
    inside = (ask("c"),)
    flow = Flow("main", "A.", "a", ("main",), (ask("a"), ask("b")), AT, on={"help": inside})
    project = Project("p", "en-GB", "main", AT, flows={"main": flow}, on={"human": (ask("d"),)})
    facts = Facts(project, Registry(), None)
    begins = Begins(anywhere=bit("c"))
    for every, expected in ((True, 0), (False, bit("a"))):
        reaching = Reaching(facts, effect, touching=(Ask,), every=every, begins=begins)
        held = {at.step.slot: at.holds for at in reaching.everywhere(Ask) if isinstance(at.step, Ask)}
        assert held["c"] == expected
        assert held["d"] == bit("c")
