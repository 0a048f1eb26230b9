from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("torch")

import torch

from training import plain
from training.config import read_config
from training.data import dataset
from training.weights import named

pytestmark = pytest.mark.train
EXAMPLES = {
    "pay": [f"{verb} my bill {when}" for verb in ("pay", "settle", "clear", "cover") for when in ("now", "today")],
    "order": [f"where is my {what} {now}" for what in ("parcel", "order", "box", "coat") for now in ("now", "please")],
}


@pytest.mark.timeout(300)
def test_it_learns_without_a_word_and_knows_no_none(capfd: pytest.CaptureFixture[str]) -> None:
    config = read_config()
    steps: list[tuple[int, int]] = []
    few = replace(config, setfit=replace(config.setfit, pairs=2))
    threads = torch.get_num_threads()
    try:
        model = plain.train(dataset(EXAMPLES, []), named(""), few, lambda done, total: steps.append((done, total)))
    finally:
        torch.set_num_threads(threads)
    found = model.scores("Where's my parcel?")
    assert [each.label for each in found.candidates] == ["order", "pay"]
    assert sum(each.score for each in found.candidates) == pytest.approx(1)
    assert found.none == 0.0
    assert model.scores("I want to pay the bill").candidates[0].label == "pay"
    assert capfd.readouterr() == ("", "")
    assert steps[-1][0] == steps[-1][1] > 0
