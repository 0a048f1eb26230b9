"""What is learned in a week? Mine, review, make a dataset, train, set thresholds and ask the test, as the loop does."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer

from engine.understanding.normalise import normalise
from training import calibrate, metrics, traffic
from training.calibrate import Held
from training.candidates import CANDIDATES
from training.config import Config
from training.dataset.build import Sources, build
from training.dataset.learn import learnt
from training.dataset.row import Labelled
from training.dataset.sources import learned
from training.dataset.suspects import suspects
from training.fit import Material
from training.head import linear
from training.log.record import LoggedTurn
from training.mine.item import identity
from training.mine.mine import Wanted, mine
from training.mine.sample import Sample, Sampled, sampled
from training.mine.scoring import ModelScorer
from training.progress import silent
from training.recipe import expected, logged, select
from training.review.decisions import Decision, standing
from training.weeks.remembered import Remembered
from training.weeks.traffic import Logged, answer, meanings

ASKED = "0.95"
"""The precision whose threshold is asked about."""


@dataclass(slots=True)
class Centre:
    """One simulated contact centre: what it was taught, what was decided, and its model."""

    logged: Logged
    taught: tuple[Labelled, ...]
    wanted: Wanted
    body: Remembered
    config: Config
    decisions: list[Decision] = field(default_factory=list)
    scorer: ModelScorer | None = None

    def train(self, sample: Sequence[Sampled] = (), tuned: SentenceTransformer | None = None) -> dict[str, Any]:
        """Make a dataset of what is known, train on it, and ask the test. Returns the figures.

        ``tuned``: the encoder itself, for candidates that tune it; None: what is remembered of it is enough.
        """
        rows = (*self.taught, *learned(self.decisions))
        blocked = suspects(rows, self.body.embed([row.text for row in rows]))
        sources = Sources(self.taught, learned(self.decisions), tuple(sample), blocked=blocked)
        built = build(sources)
        data = learnt(built.rows, built.traffic)
        body = self.body if tuned is None else copy.deepcopy(tuned)
        (chosen, *_), found = select(body, data, self.config, silent)
        config = logged(self.config, data)
        material = Material(data.rows, data.background, data.labels)
        model = CANDIDATES[chosen](body, material, config, config.seed, lambda _done, _total: None)
        at = calibrate.thresholds(expected(model, found[chosen], data), config.crossfit)[ASKED]
        encoder = self.body if tuned is None else Remembered(model.model_body)
        self.scorer = ModelScorer(encoder, linear(model.model_head, len(data.labels)), data.labels)
        mix = asdict(traffic.mix(data)) if data.traffic is not None else {}
        told = {"candidate": chosen, "labels": len(standing(self.decisions)), "sentences": len(built.rows), "mix": mix}
        return told | {"left_out": built.left_out} | figures(ask(self.scorer, self.logged), at)

    def week(self, number: int) -> dict[str, Any]:
        """Live through week ``number``, from 1: returns the figures after it."""
        assert self.scorer is not None  # noqa: S101 - week 0 came first
        turns = [turn for week in self.logged.weeks[:number] for turn in week]
        known = frozenset(identity(row.text) for row in self.taught) | frozenset(standing(self.decisions))
        mined = mine(turns, known, self.scorer, self.wanted)
        labels = meanings(turns)
        self.decisions += [answer(item, labels, self.logged.intents) for item in mined.items]
        return self.train(mined.traffic)

    def sample(self, number: int) -> tuple[Sampled, ...]:
        """Return the traffic as it was sampled in week ``number``."""
        sample = Sample(self.wanted.seed)
        for turn in (turn for week in self.logged.weeks[:number] for turn in week):
            if normalise(turn.utterance):
                sample.add(turn)
        return tuple(sampled(sample.turns()))


def ask(scorer: ModelScorer, logged_: Logged) -> Held:
    """Return how the test comes out; a turn with several labels, or another, is out of scope."""
    turns: Sequence[LoggedTurn] = logged_.test
    best = [scores.candidates[0] for scores in scorer.scores([turn.utterance for turn in turns])]
    scope = np.asarray([turn.label in logged_.intents for turn in turns], bool)
    right = np.asarray([each.label == turn.label for each, turn in zip(best, turns, strict=True)], bool)
    return Held(np.asarray([each.score for each in best]), right, np.full(len(turns), 1 / len(turns)), scope)


def figures(found: Held, threshold: float) -> dict[str, Any]:
    """Return what is reported of a week."""
    return {
        "coverage_oracle": metrics.coverage_at(found, float(ASKED)),
        "threshold": threshold,
        "precision": found.precision(threshold),
        "coverage": found.coverage(threshold),
        "accuracy": found.accuracy(),
        "auroc": metrics.auroc(found),
        "e_aurc": metrics.excess_aurc(found),
    }
