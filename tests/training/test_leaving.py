"""Is a candidate that eight bits make another one passed over for the next, and never released?"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

pytest.importorskip("torch")

from sentence_transformers import SentenceTransformer
from setfit import SetFitModel

from engine.errors import ModelError
from engine.understanding.encoder import OnnxEncoder
from engine.understanding.head import Head
from training import frozen
from training.candidates import CANDIDATES, Candidate
from training.config import Config, read_config
from training.data import Row
from training.fit import Material, Step, embed, load_body, probabilities
from training.leaving import leave
from training.progress import silent
from training.weights import locate, named

pytestmark = [pytest.mark.train, pytest.mark.timeout(300)]
CONFIG = read_config()
VERBS = {"pay": ("pay", "settle", "see"), "bring": ("bring", "fetch", "take")}
THINGS = ("bill", "invoice", "rent", "fees", "pizza", "parcel", "soup", "flowers")
MATERIAL = Material(
    tuple(
        Row(f"i want to {verb} the {thing}", n) for n, name in enumerate(VERBS) for verb in VERBS[name]
        for thing in THINGS
    ),
    ("what is the weather", "tell me a story", "how tall is the tower", "play some music"),
    tuple(VERBS),
)  # fmt: skip
TEXTS = [*(row.text for row in MATERIAL.rows), *MATERIAL.background]


def shaky(body: SentenceTransformer, material: Material, config: Config, seed: int, step: Step) -> SetFitModel:
    """Choose by the direction in which the sentences differ least: eight bits leave nothing of it."""
    model = frozen.fit(body, material, config, seed, step)
    vectors = embed(body, TEXTS)
    line = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)[2][len(TEXTS) - 2]
    head = model.model_head
    head.coef_ = np.stack([1e6 * line, -1e6 * line, 0 * line])
    middle = float(np.median(vectors @ line))
    head.intercept_ = np.array([-1e6 * middle, 1e6 * middle, -1e4])
    return model


@pytest.fixture(scope="module")
def body() -> Any:
    return load_body(locate(named("")), 64)


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cast("dict[str, Candidate]", CANDIDATES), "shaky", shaky)


def test_the_next_one_is_exported_whole_and_what_was_passed_over_is_said(body: Any, tmp_path: Path) -> None:
    passed = leave(["shaky", "frozen"], body, MATERIAL, CONFIG, tmp_path, progress=silent)
    assert passed.name == "frozen"
    assert passed.agreed >= CONFIG.export.agreement > passed.passed_over["shaky"]
    assert passed.sentences == len(TEXTS)
    served = Head.load(tmp_path / "head.npz", 2).probabilities(OnnxEncoder.load(tmp_path).embed(TEXTS))
    assert np.mean(served.argmax(axis=1) == probabilities(passed.model, TEXTS).argmax(axis=1)) == passed.agreed
    assert (tmp_path / "encoder.bin").stat().st_size < 24_000_000  # nothing of the first is left in it


def test_where_none_holds_none_is_released(body: Any, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"for 99% of the 52 sentences: shaky for \d\d?$") as error:
        leave(["shaky"], body, MATERIAL, CONFIG, tmp_path, progress=silent)
    assert "--config" in error.value.todo
