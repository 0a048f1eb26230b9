"""Does a measurement that was interrupted go on where it was, and come to the same queue?"""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("polars")

from training.progress import silent
from training.rescore.measure import measure

SAID = {
    "order_status": [f"where is my {what}" for what in ("order", "parcel", "money")],
    "make_payment": [f"i want to pay {what}" for what in ("my bill", "what i owe", "the money")],
    "human": ["speak to a person", "is there an agent"],
}


def test_an_interrupted_measurement_goes_on(model: Path, tmp_path: Path) -> None:
    def breaks(stage: str, done: int, total: int) -> None:
        if stage == "mining" and done > 1500:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure(model, SAID, 3000, tmp_path / "one", progress=breaks, size=250)
    stages: list[str] = []
    told = measure(model, SAID, 3000, tmp_path / "one", progress=lambda stage, _d, _t: stages.append(stage), size=250)
    assert told["sittings"] == 2
    assert told["kept"] >= 1500
    assert told["kept"] + told["scored"] == told["turns"] == 3000
    assert set(stages) == {"mining"}
    whole = measure(model, SAID, 3000, tmp_path / "other", progress=silent, size=250)
    assert whole["scored"] == 3000
    assert (told["queue"], told["different"], told["words"]) == (whole["queue"], whole["different"], whole["words"])
    assert whole["encoder_per_second"] > 0
