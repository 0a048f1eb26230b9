from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.understanding.classifier import Classifier
from engine.understanding.manifest import read_manifest
from training.degraded import degrade
from training.generated import generated

SAID = {
    "human": ["agent person speak", "the person", "speak to a agent"],
    "make_payment": ["pay my bill", "the money is a bill", "pay"],
    "order_status": ["where is my lost parcel", "order parcel where", "the order"],
}


@pytest.mark.parametrize("points", [2.0, 10.0])
def test_a_worse_model_is_a_whole_one_and_as_much_worse_as_was_asked(shop: Path, teach: Any, points: float) -> None:
    teach(shop, "sound")
    rows = generated(SAID, 400, seed=0)
    made = degrade(shop / ".trunkline" / "models" / "sound", rows, points, seed=0)
    assert made.points == pytest.approx(points, abs=1)
    assert read_manifest(made.folder).name == made.folder.name != "sound"

    def right(folder: Path) -> float:
        classifier = Classifier.load(folder)
        try:
            return sum(classifier.classify(row.text)[0].label == row.label for row in rows) / len(rows)
        finally:
            classifier.close()

    assert 100 * (right(made.folder.with_name("sound")) - right(made.folder)) == pytest.approx(made.points)
