"""What does an utterance mean, locally? The classifier's scores through the router, as an ``Understander``.

Neither scoring nor deciding happens here; this file only joins them with what the project asks for.
"""

from __future__ import annotations

from dataclasses import replace

from engine.flows.model import Asked
from engine.types import Scored, Verdict
from engine.understanding.classifier import Classifier
from engine.understanding.encoder import Vectors
from engine.understanding.router import route


class LocalUnderstander:
    """Understands with the released intent model alone."""

    def __init__(self, classifier: Classifier, asked: Asked) -> None:
        """Look up the threshold for the precision asked. Raises ``ModelError`` when there is none."""
        self._classifier = classifier
        self._margin = asked.margin
        self.threshold = classifier.manifest.threshold(asked.precision)

    async def vector(self, text: str) -> Vectors:
        """Return one utterance's unit vector."""
        return await self._classifier.vector(text)

    async def understand(self, text: str) -> Verdict:
        """Classify in the classifier's thread, then route."""
        scores = await self._classifier.understand(text)
        verdict = route(scores.candidates, scores.none, self.threshold, self._margin)
        return replace(verdict, scored=Scored(self._classifier.manifest.name, self.threshold, scores.none))
