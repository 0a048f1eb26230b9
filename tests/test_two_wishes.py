"""Are two wishes in one breath both served, and is one never taken for two? Held-out sentences, joined and alone."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from engine.dialog.decisions import Decision, NeedParts, Started
from engine.dialog.place import Place
from engine.dialog.policy import Need, decide
from engine.dialog.state import Frame, State
from engine.intents import load_intents
from engine.release import load
from engine.types import Said, Verdict
from engine.understanding.classifier import Classifier
from engine.understanding.router import route
from training.train import ensure

ROOT = Path(__file__).parents[1]
PAIRS = 150
JOINTS = ("and", "and then", "and also", "then", "and can you")

pytestmark = [pytest.mark.train, pytest.mark.timeout(900)]

Understand = Callable[[str], Decision | Need]


@pytest.fixture(scope="module")
def understand() -> Iterator[Understand]:
    """What the demo's model and the turn policy make of an utterance at the opening question."""
    release, classifier = load(ROOT), Classifier.load(ensure(ROOT))
    asked = release.project.understanding
    threshold = classifier.manifest.threshold(asked.precision)
    state = State(release.hash, cursor="welcome/listen.how_can_i_help", stack=(Frame("start", "welcome", "return"),))
    place = Place(release.plan, state, date(2026, 11, 25))

    def verdict(text: str) -> Verdict:
        scores = classifier.scores(text)
        return route(scores.candidates, scores.none, threshold, asked.margin)

    def decided(text: str) -> Decision | Need:
        whole = verdict(text)
        found = decide(place, Said(text), whole)
        if not isinstance(found, NeedParts):
            return found
        return decide(place, Said(text), whole, parts=tuple((verdict(one), verdict(two)) for one, two in found.ways))

    yield decided
    classifier.close()


def test_most_pairs_are_served_in_their_order_and_hardly_any_wrongly(understand: Understand) -> None:
    plan, draw = load(ROOT).plan, random.Random(0)
    held = load_intents(ROOT).held_out
    told = [(plan.starts[label], text) for label, texts in held.items() if label in plan.starts for text in texts]
    right = wrong = 0
    for _ in range(PAIRS):
        (first, one), (second, other) = draw.sample(told, 2)
        while first == second:
            second, other = draw.choice(told)
        found = understand(f"{one} {draw.choice(JOINTS)} {other}")
        if isinstance(found, Started) and found.then is not None:
            served = (found.flow, found.then.flow) == (first, second)
            right, wrong = right + served, wrong + (not served)
    assert right / PAIRS >= 0.6
    assert wrong / PAIRS <= 0.03


def test_one_wish_is_not_taken_for_two(understand: Understand) -> None:
    intents = load_intents(ROOT)
    alone = [*(text for texts in intents.held_out.values() for text in texts), *intents.background]
    parted = [each for each in alone if isinstance(found := understand(each), Started) and found.then is not None]
    assert len(parted) <= len(alone) / 200, parted
