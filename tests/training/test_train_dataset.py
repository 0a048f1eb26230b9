"""Does a model that is trained on a dataset say so, learn what callers said, and set its thresholds on the traffic?"""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import pytest

from engine.intents import load_intents
from engine.understanding.classifier import Classifier
from training.config import DEFAULT
from training.dataset.build import Sources, build
from training.dataset.row import Labelled
from training.dataset.sources import taught
from training.dataset.version import write_version
from training.mine.sample import Sampled
from training.train import ensure, read_data

ASK, THINGS = (
    ("where can i leave", "is there room for"),
    ("my car", "a van", "two bikes", "our coach", "a lorry", "it"),
)
PARK = [f"{ask} {what}" for ask, what in itertools.product(ASK, THINGS)]
EAT = (
    "eat with you",
    "dine at nine",
    "come on sunday",
    "sit outside",
    "bring six people",
    "come for lunch",
    "have a table",
)
BOOK = [f"i want to {what}" for what in (*EAT, "reserve for mum", "eat at ten", "dine in")]
OPEN, CLOSE = (
    ("well thank you", "hello there", "just a moment", "let me see"),
    ("now", "then", "sir", "madam", "mate"),
)
TALK = [f"{one} {other}" for one, other in itertools.product(OPEN, (*CLOSE, "dear"))]


@pytest.mark.train
@pytest.mark.timeout(300)
def test_it_learns_from_calls(small: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    project = tmp_path / "project"
    shutil.copytree(small, project, ignore=shutil.ignore_patterns(".trunkline"))
    ours = taught(load_intents(small))
    said = [Labelled(text, "parking", f"CA{n}", 0, f"c{n}") for n, text in enumerate(PARK)]
    said += [Labelled(text, "book", f"CB{n}", 0) for n, text in enumerate(BOOK)]
    said += [Labelled(text, "_out_of_scope", f"CC{n}", 0, audit=n % 3 == 0) for n, text in enumerate(TALK)]
    traffic = [Sampled(row.text, row.sid, 0) for row in said]
    traffic += [Sampled("thank you now", f"CD{n}", 0) for n in range(50)]
    version = write_version(project / ".trunkline" / "datasets", build(Sources(ours, tuple(said), tuple(traffic))))
    config = tmp_path / "config.toml"
    config.write_text(DEFAULT.read_text().replace('["frozen", "proto"]', '["frozen"]'))

    classifier = Classifier.load(ensure(project, config=config, version=version.name[:6]))
    manifest = classifier.manifest
    assert manifest.dataset == version.name
    assert manifest.taught == read_data(small).digest != manifest.data
    assert "parking" in manifest.labels
    assert classifier.classify("is there room for a camper")[0].label == "parking"
    assert manifest.metrics["traffic"]["audited"] == 8
    assert 0 < manifest.metrics["traffic"]["in_scope"] < 0.7
    at = manifest.metrics["traffic"]["at"]["0.95"]
    assert at["supported"] is (at["certified"] >= 0.95)
    assert classifier.scores("thank you now").candidates[0].score < manifest.threshold(0.95)
    classifier.close()
