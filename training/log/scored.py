"""What would a model have made of a log that does not say? Candidates and verdicts for turns without any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from engine.flows.model import Asked
from engine.types import Accept, Clarify
from engine.understanding.classifier import Classifier
from engine.understanding.normalise import normalise
from engine.understanding.router import route
from training.log.record import LoggedTurn
from training.mine.scoring import BATCH, ModelScorer, Scorer


@dataclass(frozen=True, slots=True)
class Judge:
    """A model and where it draws the line."""

    model: str
    scorer: Scorer
    threshold: float
    margin: float


def judged_by(classifier: Classifier, asked: Asked) -> Judge:
    """Return ``classifier`` as it judges a log."""
    scorer = ModelScorer(classifier.encoder, classifier.head, classifier.labels)
    manifest = classifier.manifest
    return Judge(manifest.name, scorer, manifest.threshold(asked.precision), asked.margin)


def scored(turns: Iterable[LoggedTurn], judge: Judge) -> Iterator[LoggedTurn]:
    """Yield ``turns``; one that nobody scored comes with what ``judge`` makes of it."""
    rest = iter(turns)
    while batch := list(islice(rest, BATCH)):
        unknown = [n for n, turn in enumerate(batch) if not turn.verdict and normalise(turn.utterance)]
        for n, turn in zip(unknown, _judged([batch[n] for n in unknown], judge), strict=True):
            batch[n] = turn
        yield from batch


def _judged(turns: Sequence[LoggedTurn], judge: Judge) -> list[LoggedTurn]:
    found = judge.scorer.scores([turn.utterance for turn in turns]) if turns else []
    told = []
    for turn, scores in zip(turns, found, strict=True):
        verdict = route(scores.candidates, scores.none, judge.threshold, judge.margin)
        accepted = isinstance(verdict, Accept)
        told.append(
            replace(
                turn,
                model=judge.model,
                candidates=scores.candidates,
                none=scores.none,
                threshold=judge.threshold,
                verdict="accept" if accepted else "clarify" if isinstance(verdict, Clarify) else "defer",
                by=turn.by or ("classifier" if accepted else ""),
                meaning=turn.meaning or (scores.candidates[0].label if accepted else ""),
            )
        )
    return told
