"""A project with a model of a few kilobytes, and a log in which some words come again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from training.log.record import LoggedTurn

WORDS = ["order", "parcel", "where", "pay", "bill", "money", "agent", "person", "speak", "lost", "the", "my", "a", "is"]

Log = Callable[[int], list[LoggedTurn]]


@pytest.fixture
def model(shop: Path, teach: Callable[[Path, str], None]) -> Path:
    """The model's folder."""
    teach(shop, "m1")
    return shop / ".trunkline" / "models" / "m1"


def made(count: int) -> list[LoggedTurn]:
    """So many turns: three words in all combinations, then a "yes", and a key that says nothing."""
    turns = []
    for n in range(count):
        said = " ".join(WORDS[n // len(WORDS) ** k % len(WORDS)] for k in range(3))
        text = ("" if n % 2 else "Yes!") if n % 10 > 7 else said
        turns.append(LoggedTurn(f"CA{n // 5}", n % 5, text, caller=f"c{n // 5}"))
    return turns


@pytest.fixture
def log() -> Log:
    """Makes a log."""
    return made
