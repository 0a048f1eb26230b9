"""The bench of effects: a hundredth of it for real, and what counts as right."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from telephony.bench.effects.run import Trial, Wanted, report, told
from telephony.bench.effects.scene import HAPPENS, scene


async def test_money_moves_once_and_the_trials_are_kept(tmp_path: Path) -> None:
    found = await report(Wanted(trials=12, out=tmp_path))
    assert (found["trials"], found["wrong"]) == (12, []), found
    assert sum(each["charged_once"] for each in found["happens"].values()) >= 6, found
    seen: list[Any] = []
    again = await report(Wanted(trials=12, out=tmp_path), lambda *bar: seen.append(bar))
    assert again == found
    assert seen == [("calls", 9, 9), ("kills", 3, 3)], "nothing is placed twice"


def test_every_kind_has_its_turn_and_calls_are_the_same_for_a_seed() -> None:
    assert Counter(scene(number, 3).happens for number in range(40)) == dict.fromkeys(HAPPENS, 10)
    assert [scene(number, 3) for number in range(8)] == [scene(number, 3) for number in range(8)]
    assert scene(1, 3) != scene(1, 4)
    assert any(scene(number, 3).due for number in range(40))


@pytest.mark.parametrize(
    ("trial", "right"),
    [
        (Trial(0, "kill", False, 1, 1, 0), True),
        (Trial(0, "hang-up", False, 0, 0, 0), True),
        (Trial(0, "speculation", True, 0, 0, 0), False),
        (Trial(0, "barge-in", False, 2, 2, 0), False),
        (Trial(0, "kill", False, 1, 0, 0), False),
        (Trial(0, "kill", False, 0, 1, 0), False),
        (Trial(0, "kill", False, 1, 1, 1), False),
    ],
)
def test_what_counts_as_right(trial: Trial, right: bool) -> None:
    assert told([trial], 0)["met"] is right
