"""Two providers behind one fallback, through both real adapters, against their stand-ins."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from engine.errors import ProviderError
from engine.metrics import Metrics
from engine.settings import Settings
from engine.types import Fallback, NoMove, OfferedFlow, Situation, StartFlow
from telephony.language_models import built, cascade
from telephony.simulator.standins.claude import ClaudeStandin
from telephony.simulator.standins.openai import OpenAIStandin

SITUATION = Situation("pay my bill", "How can I help?", "", (), starts=(OfferedFlow("make_payment", "Pay a bill"),))
PAY = (StartFlow("make_payment"),)


async def eventually(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in the server
            await asyncio.sleep(0.005)


@asynccontextmanager
async def opened(
    claude: ClaudeStandin, other: OpenAIStandin, metrics: Metrics, **wanted: Any
) -> AsyncIterator[Fallback]:
    async with claude.serving() as one, other.serving() as two:
        settings = Settings(
            _env_file=None, anthropic_url=one, anthropic_api_key=claude.key, openai_url=two, openai_api_key=other.key,
            **wanted,
        )  # fmt: skip
        models = tuple(built(settings, metrics))
        try:
            found = cascade(models, settings, metrics)
            assert found is not None
            yield found
        finally:
            for model in models:
                await model.close()


async def test_a_loser_of_a_hedge_is_closed_at_its_server() -> None:
    claude, other = ClaudeStandin(), OpenAIStandin()
    claude.faults.set("slow", seconds=30)
    async with opened(claude, other, Metrics(), hedge_after=0.05) as asked:
        began = time.monotonic()
        assert await asked.moves(SITUATION) == PAY
        assert 0.3 <= time.monotonic() - began < 3
        assert [each.outcome for each in other.requests] == ["whole"]
        await eventually(lambda: claude.requests[0].outcome == "client left")


async def test_a_stall_in_mid_answer_is_followed_by_the_next() -> None:
    claude, other = ClaudeStandin(), OpenAIStandin()
    claude.faults.set("cut")
    async with opened(claude, other, Metrics()) as asked:
        assert await asked.moves(SITUATION) == PAY


async def test_a_small_model_declines_and_a_larger_one_is_asked_each_by_its_own_rules() -> None:
    claude, other, metrics = ClaudeStandin(), OpenAIStandin(), Metrics()
    claude.reply("", ("none", {}))
    wanted = {"anthropic_model": "claude-haiku-5-5, claude-sonnet-5-5", "language_model": "anthropic"}
    async with opened(claude, other, metrics, **wanted) as asked:
        assert asked.name == "claude-haiku-5-5 > claude-sonnet-5-5"
        assert await asked.moves(SITUATION) == PAY
    assert [each.body["model"] for each in claude.requests] == ["claude-haiku-5-5", "claude-sonnet-5-5"]
    assert [each.status for each in claude.requests] == [200, 200]
    assert [each.body["tool_choice"]["type"] for each in claude.requests] == ["any", "auto"]
    output = {"model": "claude-sonnet-5-5", "kind": "output"}
    assert (metrics.registry.get_sample_value("trunkline_llm_tokens_total", output) or 0) > 0


async def test_when_everybody_declines_nothing_is_done() -> None:
    claude, other = ClaudeStandin(), OpenAIStandin()
    async with opened(claude, other, Metrics()) as asked:
        assert await asked.moves(Situation("bananas", "", "", (), starts=SITUATION.starts)) == (NoMove(),)
    assert (len(claude.requests), len(other.requests)) == (1, 1)


async def test_when_everybody_is_down_it_is_said_at_once() -> None:
    claude, other = ClaudeStandin(), OpenAIStandin()
    claude.faults.set("refuse")
    other.faults.set("limit")
    async with opened(claude, other, Metrics()) as asked:
        for expected in ("limited", "limited", "limited", "unreachable"):
            with pytest.raises(ProviderError) as failed:
                await asked.moves(SITUATION)
            assert failed.value.cause == expected
    assert (len(claude.requests), len(other.requests)) == (2, 3), "a key is refused twice, and then nobody is asked"


async def test_a_turn_that_is_taken_back_leaves_no_request_open() -> None:
    claude, other = ClaudeStandin(), OpenAIStandin()
    claude.faults.set("slow", seconds=30)
    other.faults.set("mute", seconds=30)
    async with opened(claude, other, Metrics(), hedge_after=0.01) as asked:
        asking = asyncio.ensure_future(asked.moves(SITUATION))
        await eventually(lambda: claude.requests and other.requests)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await eventually(lambda: claude.requests[0].outcome == other.requests[0].outcome == "client left")
