"""Are the demo's sentences enough to learn from, and does a model that learned them understand the ones held out?"""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

import pytest

from engine.flows.project import load
from engine.intents import BACKGROUND, LoadedIntents, load_intents
from engine.understanding.classifier import Classifier
from engine.understanding.normalise import normalise
from engine.understanding.router import route
from training.evaluate import Judged, report
from training.train import ensure

ROOT = Path(__file__).parents[1]
ACTS = {"human", "repeat", "cancel", "help", "goodbye", "hold"}


@pytest.fixture(scope="module")
def intents() -> LoadedIntents:
    return load_intents(ROOT)


def test_there_is_enough_to_learn_from(intents: LoadedIntents) -> None:
    assert not intents.findings
    assert len(intents.intents) >= 12
    assert intents.labels >= ACTS
    assert {label: len(i.examples) for label, i in intents.intents.items() if len(i.examples) < 24} == {}
    assert len(intents.background) >= 300


def test_there_is_enough_held_out_to_judge_by(intents: LoadedIntents) -> None:
    few = {label: len(sentences) for label, sentences in intents.held_out.items() if len(sentences) < 10}
    assert few == {}
    assert len(intents.held_out[BACKGROUND]) >= 60


def test_no_held_out_sentence_is_nearly_one_that_was_learned(intents: LoadedIntents) -> None:
    near = []
    for label, sentences in intents.held_out.items():
        learned = intents.background if label == BACKGROUND else intents.intents[label].examples
        words = [normalise(each).split() for each in learned]
        for sentence in sentences:
            mine = normalise(sentence).split()
            near += [sentence for other in words if SequenceMatcher(None, mine, other).ratio() > 0.85]
    assert near == []


@pytest.mark.train
@pytest.mark.timeout(900)
def test_the_trained_model_understands_what_was_held_out(intents: LoadedIntents) -> None:
    classifier = Classifier.load(ensure(ROOT))
    project = load(ROOT).project
    assert project
    asked = project.understanding
    threshold = classifier.manifest.threshold(asked.precision)
    judged = []
    for label, sentences in intents.held_out.items():
        for sentence in sentences:
            scores = classifier.scores(sentence)
            judged.append(Judged(sentence, label, route(scores.candidates, scores.none, threshold, asked.margin)))
    found = report(judged)
    assert found.accuracy >= 0.93
    assert found.precision >= asked.precision
    assert found.coverage >= 0.8
    assert found.out_of_scope_accepted <= 0.06
