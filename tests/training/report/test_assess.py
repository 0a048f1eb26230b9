"""Is a served model measured as calls meet it? With a classifier of few bytes, whose axes are words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest

from engine.flows.model import Asked, Name, Position
from engine.intents import Intent, LoadedIntents
from engine.understanding import normalise
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import FILES, FORMAT, MANIFEST, Manifest, sha256
from training.beliefs import Belief, named
from training.evaluate import NONE
from training.report.assess import RATES, Subject, assess, judge, rerouted
from training.report.figures import Assessment

TINY = Path(__file__).parents[2] / "engine" / "understanding" / "tiny"
LABELS = ("human", "make_payment", "order_status")
AT = Position("intents/human.yaml", 3, 5)


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Classifier:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    shutil.copytree(TINY, folder)
    files = {name: sha256(folder / name) for name in FILES}
    manifest = Manifest(
        format=FORMAT, name="tiny", labels=LABELS, thresholds={"0.95": 0.6, "0.99": 0.9},
        normaliser=normalise.VERSION, files=files, data="0", encoder={}, recipe=0, config={}, metrics={}, versions={},
    )  # fmt: skip
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))
    return Classifier.load(folder)


def intent(label: str, *examples: str) -> Intent:
    return Intent(label, "", tuple(Name(text, AT) for text in examples), (), AT)


INTENTS = LoadedIntents(
    intents={
        "human": intent("human", "speak to a person", "where is my lost parcel"),
        "make_payment": intent("make_payment", "pay the bill"),
        "order_status": intent("order_status", "where is my parcel"),
    },
    background=("a b c",),
    held_out={
        "human": ("agent", "speak person", "pay my bill"),
        "make_payment": ("pay bill money", "money"),
        "order_status": ("where parcel", "where order"),
        NONE: ("nothing like that", "is the"),
    },
)
BELIEF = Belief(named("where is my lost parcel"), "human", True, 0.1, (("order_status", 0.9), ("human", 0.1)))


@pytest.fixture(scope="module")
def found(classifier: Classifier) -> Assessment:
    return assess(Subject("Acme", classifier, INTENTS, Asked(0.95, 0.15), (BELIEF,)))


def test_everything_is_measured(found: Assessment) -> None:
    assert (found.project, found.model, found.asked, found.threshold) == ("Acme", "tiny", 0.95, 0.6)
    assert found.report.sentences == 9
    assert found.report.accuracy == pytest.approx(6 / 7)
    assert [each.asked for each in found.promises] == [0.95, 0.99]
    assert found.promises[0].standing == "unsupported"
    assert found.quality.auroc is not None
    assert 0 < found.latency.p50_ms <= found.latency.p95_ms
    (wrong,) = [cell for cell in found.cells if cell.examples]
    assert (wrong.label, wrong.taken, wrong.examples[0].text) == ("human", "make_payment", "pay my bill")


def test_misheard_words_are_asked_at_each_rate(found: Assessment) -> None:
    assert [each.aimed for each in found.heard] == [0.0, *RATES]
    assert found.heard[0].words_wrong == 0.0
    assert found.heard[0].accuracy == found.report.accuracy
    assert found.heard[-1].words_wrong > found.heard[1].words_wrong > 0


def test_what_may_stand_wrongly_is_found_with_its_place(found: Assessment) -> None:
    assert found.suspects is not None
    (suspect,) = found.suspects
    assert (suspect.text, suspect.believed, suspect.at) == ("where is my lost parcel", "order_status", AT)
    assert {found.twins[0].label, found.twins[0].other_label} == {"human", "order_status"}


def test_a_model_without_beliefs_has_no_word_on_suspects(classifier: Classifier) -> None:
    assert assess(Subject("Acme", classifier, INTENTS, Asked(0.95, 0.15), ())).suspects is None


def test_it_can_be_written_as_json(found: Assessment) -> None:
    read = json.loads(json.dumps(msgspec.to_builtins(found)))
    assert read["suspects"][0]["at"] == {"file": "intents/human.yaml", "line": 3, "column": 5}


def test_a_threshold_is_tried_without_asking_again(classifier: Classifier) -> None:
    once = judge(classifier.scores, INTENTS.held_out, 0.6, 0.15)
    assert rerouted(once, 0.999, 0.15) == judge(classifier.scores, INTENTS.held_out, 0.999, 0.15)
