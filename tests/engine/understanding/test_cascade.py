from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from engine.errors import ProviderError
from engine.llm.protocol import Begun, Done, Event, Request, ToolUse, Usage
from engine.metrics import Metrics
from engine.rehearsal.virtual_time import run_virtual
from engine.types import Move, NoMove, OfferedFlow, Situation, StartFlow
from engine.understanding.cascade import BUDGET_S, Cascade

SITUATION = Situation("pay my bill", "How can I help?", "", (), starts=(OfferedFlow("pay", "Pays."),))
PAY, NONE, REFUND = ToolUse("start_flow", {"flow": "pay"}), ToolUse("none", {}), ToolUse("start_flow", {"flow": "x"})
HEDGE = 2.4


@dataclass
class Model:
    """Begins after ``begins_s``, is done ``lasts_s`` later, and says or raises what it was told to."""

    name: str
    says: ToolUse | ProviderError | Exception
    begins_s: float = 0.1
    lasts_s: float = 0.1
    asked: list[float] = field(default_factory=list)
    left: list[float] = field(default_factory=list)
    deadlines: list[float] = field(default_factory=list)

    async def stream(self, request: Request) -> AsyncIterator[Event]:
        clock = asyncio.get_running_loop().time
        self.asked.append(clock())
        self.deadlines.append(request.deadline_s)
        try:
            await asyncio.sleep(self.begins_s)
            if isinstance(self.says, Exception):
                raise self.says
            yield Begun()
            await asyncio.sleep(self.lasts_s)
            yield self.says
            yield Done("tool_use", Usage())
        except (asyncio.CancelledError, GeneratorExit):
            self.left.append(clock())
            raise

    async def close(self) -> None: ...


def failing(cause: str = "unreachable") -> ProviderError:
    return ProviderError("down", provider="anthropic", cause=cause)


def asking(cascade: Cascade, times: int = 1, pause_s: float = 0.0) -> list[tuple[float, Any]]:
    """Return how long each utterance took, and what came of it."""

    async def story() -> list[tuple[float, Any]]:
        clock, found = asyncio.get_running_loop().time, list[tuple[float, Any]]()
        for _ in range(times):
            began = clock()
            try:
                came: Any = await cascade.moves(SITUATION)
            except ProviderError as problem:
                came = problem.cause
            found.append((round(clock() - began, 3), came))
            await asyncio.sleep(pause_s)
        return found

    return run_virtual(story())


PAYS: tuple[Move, ...] = (StartFlow("pay"),)


def test_a_small_model_that_knows_is_all_that_is_asked() -> None:
    small, large = Model("small", PAY), Model("large", PAY)
    cascade = Cascade((small, large))
    assert asking(cascade) == [(0.2, PAYS)]
    assert (cascade.name, large.asked) == ("small > large", [])


@pytest.mark.parametrize("says", [NONE, REFUND, failing(), ValueError("bug")])
def test_one_that_declines_or_fails_is_followed_by_a_larger_one_at_once(says: Any) -> None:
    small, large = Model("small", says), Model("large", PAY)
    ((took, came),) = asking(Cascade((small, large)))
    assert came == PAYS
    assert took <= 0.4
    assert large.deadlines[0] == pytest.approx(BUDGET_S - large.asked[0])


def test_one_that_has_not_begun_in_time_is_hedged_and_let_go() -> None:
    small, large = Model("small", PAY, begins_s=100), Model("large", PAY)
    assert asking(Cascade((small, large))) == [(HEDGE + 0.2, PAYS)]
    assert small.left == [pytest.approx(HEDGE + 0.2)]


def test_the_first_wins_if_it_wakes_up_before_its_hedge() -> None:
    small, large = Model("small", PAY, begins_s=HEDGE + 0.1), Model("large", NONE, begins_s=100)
    assert asking(Cascade((small, large))) == [(HEDGE + 0.2, PAYS)]
    assert len(large.left) == 1


def test_one_that_has_begun_is_waited_for() -> None:
    small, large = Model("small", PAY, lasts_s=5), Model("large", PAY)
    assert asking(Cascade((small, large))) == [(5.1, PAYS)]
    assert large.asked == []


def test_a_hedge_that_declines_does_not_end_the_race() -> None:
    small, large = Model("small", PAY, begins_s=4.0), Model("large", NONE)
    assert asking(Cascade((small, large))) == [(4.1, PAYS)]


def test_all_decline_all_fail_or_none_answers_in_time() -> None:
    assert asking(Cascade((Model("a", NONE), Model("b", failing())))) == [(0.3, (NoMove(),))]
    assert asking(Cascade((Model("a", failing("limited")), Model("b", failing("refused"))))) == [(0.2, "refused")]
    slow = [Model(name, PAY, begins_s=100) for name in "abcd"]
    assert asking(Cascade(slow)) == [(BUDGET_S, "stalled")]
    assert [len(model.asked) for model in slow] == [1, 1, 1, 0]
    assert [len(model.left) for model in slow] == [1, 1, 1, 0]
    late = [Model("a", NONE), Model("b", PAY, begins_s=100)]
    assert asking(Cascade(late)) == [(BUDGET_S, (NoMove(),))]


def test_when_nobody_answers_it_is_told_of_each_why() -> None:
    async def story() -> list[tuple[dict[str, str], str]]:
        cascade, told = (
            Cascade((Model("a", failing("refused")), Model("b", PAY, begins_s=100), Model("c", failing()))),
            [],
        )
        for _ in range(3):
            with pytest.raises(ProviderError) as nobody:
                await cascade.moves(SITUATION)
            told.append((dict(nobody.value.among), nobody.value.cause))
        return told

    all_failed = {"a": "refused", "b": "late", "c": "unreachable"}
    rested = {"a": "resting", "b": "late", "c": "unreachable"}
    assert run_virtual(story()) == [(each, "unreachable") for each in (all_failed, all_failed, rested)]


def test_the_share_of_the_budget_is_a_setting() -> None:
    small, large = Model("small", PAY, begins_s=100), Model("large", PAY)
    assert asking(Cascade((small, large), hedge_after=0.1)) == [(0.8, PAYS)]
    never = Cascade((Model("small", PAY, begins_s=100), Model("large", PAY)), hedge_after=1.0)
    assert asking(never) == [(BUDGET_S, "stalled")]


def test_one_that_keeps_failing_is_passed_over_for_a_while_and_tried_again() -> None:
    small, large = Model("small", failing()), Model("large", PAY)
    times = [took for took, _ in asking(Cascade((small, large)), times=45, pause_s=1.0)]
    assert times[:4] == [0.3, 0.3, 0.3, 0.2]
    assert len(small.asked) == 4, "three failures, then one try after the rest"


def test_one_that_is_always_late_is_passed_over_too() -> None:
    small, large = Model("small", PAY, begins_s=100), Model("large", PAY)
    times = [took for took, _ in asking(Cascade((small, large)), times=5)]
    assert times == [2.6, 2.6, 2.6, 0.2, 0.2]


def test_a_hedge_that_lost_within_its_time_is_no_failure() -> None:
    small, large = Model("small", PAY, begins_s=HEDGE + 0.1), Model("large", PAY, begins_s=100)
    asking(Cascade((small, large)), times=6)
    assert len(large.asked) == 6


def test_when_all_rest_nobody_waits() -> None:
    cascade = Cascade((Model("small", failing()),))
    assert asking(cascade, times=4)[3] == (0.0, "unreachable")


def test_what_happened_is_counted() -> None:
    metrics = Metrics()
    asking(Cascade((Model("small", failing("limited")), Model("large", PAY)), metrics=metrics))
    asking(Cascade((Model("small", PAY, begins_s=100), Model("large", PAY)), metrics=metrics))

    def count(model: str, why: str, outcome: str) -> float:
        labels = {"model": model, "why": why, "outcome": outcome}
        return metrics.registry.get_sample_value("trunkline_llm_requests_total", labels) or 0.0

    assert count("small", "first", "failed") == count("small", "first", "late") == 1
    assert count("large", "cascade", "answered") == count("large", "hedge", "answered") == 1
    failures = {"provider": "anthropic", "cause": "limited"}
    assert metrics.registry.get_sample_value("trunkline_provider_failures_total", failures) == 1


@pytest.mark.parametrize("after_s", [0.05, 0.15, 2.5])
def test_whoever_stops_asking_leaves_no_request_behind(after_s: float) -> None:
    small, large = Model("small", PAY, begins_s=0.1 if after_s < 1 else 100, lasts_s=9), Model("large", PAY, begins_s=9)

    async def story(check: Callable[[], None]) -> None:
        asking = asyncio.ensure_future(Cascade((small, large)).moves(SITUATION))
        await asyncio.sleep(after_s)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        check()

    def check() -> None:
        assert [len(model.asked) for model in (small, large)] == [len(model.left) for model in (small, large)]
        assert small.left == [after_s]

    run_virtual(story(check))
