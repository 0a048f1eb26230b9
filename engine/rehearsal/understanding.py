"""Who understands in a rehearsal? What the turn pins, else an exact sentence of the intents, else the mode decides.

``real``: the trained model, on the loop's own thread, so that virtual time holds still. ``pinned``: nobody, and the
turn fails if a rule did not do without. ``stub``: nobody, quietly, as if the model had not been sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Literal

from engine.flows.model import Asked
from engine.rehearsal.model import Understood
from engine.types import Accept, Candidate, Clarify, Defer, Move, Situation, Verdict
from engine.understanding.classifier import Classifier
from engine.understanding.normalise import normalise
from engine.understanding.router import route

Mode = Literal["real", "pinned", "stub"]

SURE = 0.85
"""The threshold of a pinned score where no model says better."""


class RehearsedUnderstander:
    """An ``Understander``, and where a turn pins a language model's moves a ``Fallback``, for one written call."""

    name = "pinned"

    def __init__(
        self, mode: Mode, sentences: Mapping[str, str | None], asked: Asked, classifier: Classifier | None = None
    ) -> None:
        """``sentences``: normalised sentence -> its label, None for the background. ``real`` needs ``classifier``."""
        self._mode = mode
        self._sentences = sentences
        self._asked = asked
        self._classifier = classifier
        self.pin: Understood | None = None
        """What this turn's utterance means."""
        self._unknown: list[bool] = []

    def begin(self, pin: Understood | None) -> None:
        """Start a turn."""
        self.pin = pin
        self._unknown = []

    @property
    def missed(self) -> bool:
        """Mode ``pinned``: somebody asked what nothing here could say, since ``begin``, neither whole nor in halves."""
        if self._mode != "pinned" or not any(self._unknown[:1]):
            return False
        halves = self._unknown[1:]
        return not any(not one and not other for one, other in pairwise(halves))

    async def understand(self, text: str) -> Verdict:
        """Say what the written call, its mode or the model holds ``text`` to mean."""
        if self.pin is not None:
            return pinned(self.pin)
        if self._mode == "real" and self._classifier is not None:
            scores = self._classifier.scores(text)
            threshold = self._classifier.manifest.threshold(self._asked.precision)
            return route(scores.candidates, scores.none, threshold, self._asked.margin)
        return self._exact(normalise(text))

    async def moves(self, situation: Situation) -> tuple[Move, ...]:  # noqa: ARG002 - the protocol's
        """Return the moves that the turn pins; none: nobody could be asked."""
        return () if self.pin is None else self.pin.moves

    def _exact(self, sentence: str) -> Verdict:
        self._unknown.append(sentence not in self._sentences)
        if sentence not in self._sentences:
            return Defer(())
        label = self._sentences[sentence]
        return Defer(()) if label is None else Accept((Candidate(label, 1.0),))


def pinned(pin: Understood) -> Verdict:
    """Return the verdict that ``understood:`` asks for."""
    match pin.labels:
        case ():
            return Defer(())
        case (label,):
            one = (Candidate(label, pin.score),)
            return Accept(one) if pin.score >= SURE else Defer(one)
        case labels:
            return Clarify(tuple(Candidate(label, 1 / len(labels)) for label in labels))
