from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest

from engine.errors import ProviderError
from engine.metrics import Metrics
from engine.rehearsal.virtual_time import run_virtual
from engine.types import Fill, Move, OfferedFlow, Situation, StartFlow
from engine.understanding.memory import Memory, Vector
from engine.understanding.remembering import Remembering

HERE = Situation("pay my bill", "How can I help?", "", (), starts=(OfferedFlow("pay", "Pays."),), locale="en-GB")
KNOWN = frozenset({"pay", "my", "bill"})
PAY: tuple[Move, ...] = (StartFlow("pay"),)


class Asked:
    """A fallback that counts."""

    name = "asked"

    def __init__(self, says: tuple[Move, ...] | ProviderError = PAY) -> None:
        self.says, self.times = says, 0

    async def moves(self, situation: Situation) -> tuple[Move, ...]:
        self.times += 1
        if isinstance(self.says, ProviderError):
            raise self.says
        return self.says


async def embed(_text: str) -> Vector:
    await asyncio.sleep(0.001)
    return np.array([1, 0], np.float32)


async def broken(_text: str) -> Vector:
    raise RuntimeError


def said(text: str) -> Situation:
    return Situation(text, HERE.question, "", (), starts=HERE.starts, locale="en-GB")


def asking(asked: Asked, *texts: str, metrics: Metrics | None = None, by: Any = embed) -> list[tuple[Move, ...]]:
    remembering = Remembering(asked, Memory(60.0), by, KNOWN, metrics)

    async def story() -> list[tuple[Move, ...]]:
        return [await remembering.moves(said(text)) for text in texts]

    return run_virtual(story())


def test_it_is_asked_once_and_known_to_every_call_after() -> None:
    asked, metrics = Asked(), Metrics()
    assert asking(asked, "pay my bill", "Pay my bill.", "pay my bill please", metrics=metrics) == [PAY] * 3
    assert asked.times == 1
    count = metrics.registry.get_sample_value
    assert count("trunkline_llm_remembered_total", {"outcome": "remembered"}) == 2
    assert count("trunkline_llm_remembered_total", {"outcome": "asked"}) == 1


def test_values_and_digits_are_asked_about_every_time() -> None:
    asked = Asked((Fill("amount", "forty"),))
    asking(asked, "forty", "forty")
    assert asked.times == 2
    numbers = Asked()
    asking(numbers, "pay 40", "pay 40")
    assert numbers.times == 2


def test_a_failure_is_a_failure_and_is_not_remembered() -> None:
    asked = Asked(ProviderError("down", provider="anthropic", cause="limited"))
    with pytest.raises(ProviderError):
        asking(asked, "pay my bill")


def test_a_broken_encoder_only_forgets() -> None:
    asked = Asked()
    assert asking(asked, "pay my bill", "pay my bill", by=broken) == [PAY, PAY]
    assert asked.times == 2
