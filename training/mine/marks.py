"""What did a model make of many utterances? Columns of numbers, and the scores that they stand for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.types import Candidate
from engine.understanding.classifier import BEST, Scores

Labels = npt.NDArray[np.int16]
Shares = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """A row for each utterance."""

    labels: Labels
    """``[n, k]``: positions among the model's labels, best first; ``k`` is five, or as many as there are."""
    shares: Shares
    """``[n, k]``."""
    none: Shares
    """``[n]``."""

    def __len__(self) -> int:
        """How many utterances."""
        return len(self.none)

    def taken(self, rows: npt.NDArray[np.intp]) -> Marks:
        """Return these rows, in this order."""
        return Marks(self.labels[rows], self.shares[rows], self.none[rows])

    def scores(self, names: Sequence[str]) -> Iterator[Scores]:
        """Yield each row as scores; ``names`` are the model's labels."""
        rows = zip(self.labels.tolist(), self.shares.tolist(), self.none.tolist(), strict=True)
        for labels, shares, none in rows:
            yield Scores(tuple(Candidate(names[n], share) for n, share in zip(labels, shares, strict=True)), none)


def marks(probabilities: Shares) -> Marks:
    """Keep the best of ``[n, labels + 1]``, "none" last."""
    known = probabilities[:, :-1]
    best = np.argsort(-known, axis=1, kind="stable")[:, :BEST]
    return Marks(best.astype(np.int16), np.take_along_axis(known, best, axis=1), probabilities[:, -1])
