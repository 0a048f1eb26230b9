from __future__ import annotations

import pytest

from engine.flows.model import Asked
from engine.understanding import normalise
from engine.understanding.manifest import FORMAT, Manifest
from training.compare import Comparison, Figure
from training.promotion import judged, no_loss, quantised


def manifest(**metrics: object) -> Manifest:
    return Manifest(
        format=FORMAT, name="m", labels=("a", "b"), thresholds={"0.95": 0.6}, normaliser=normalise.VERSION, files={},
        data="", encoder={}, recipe=0, config={}, metrics=metrics, versions={},
    )  # fmt: skip


def comparison(*figures: Figure) -> Comparison:
    return Comparison(1000, 200, 0.95, figures, (), ())


def lost(name: str, champion: float = 0.99, challenger: float = 0.9) -> Figure:
    return Figure(name, champion, challenger, -0.02, -0.03, -0.01)


@pytest.mark.parametrize("name", ["accuracy", "coverage", "e_aurc"])
def test_a_loss_beyond_chance_shuts_the_gate(name: str) -> None:
    assert not no_loss("frozen", comparison(lost(name))).is_open
    assert no_loss("frozen", comparison(Figure(name, 0.9, 0.88, -0.02, -0.05, 0.001))).is_open


def test_precision_counts_where_it_falls_below_what_is_asked() -> None:
    assert no_loss("frozen", comparison(lost("precision", 0.999, 0.96))).is_open
    assert not no_loss("frozen", comparison(lost("precision", 0.999, 0.94))).is_open


def test_to_act_on_less_is_told_and_not_guarded() -> None:
    gate = no_loss("frozen", comparison(lost("acted_on")))
    assert gate.is_open
    assert "acted_on 0.9900 -> 0.9000" in gate.told


@pytest.mark.parametrize(("agreed", "is_open"), [(0.99, True), (1, True), (0.9899, False), (None, False), ("1", False)])
def test_eight_bits_choose_as_the_trained_weights_did(agreed: object, is_open: bool) -> None:
    assert quantised(manifest(int8_agreement=agreed), 0.99).is_open is is_open


def test_labels_and_precision_are_what_the_flows_need() -> None:
    fit, *_ = judged(manifest(), frozenset("ab"), Asked(precision=0.95), 0.99, ())
    assert fit.is_open
    lacking, *_ = judged(manifest(), frozenset("abc"), Asked(precision=0.98), 0.99, ())
    assert len(lacking.problems) == 2
