"""Does the caller want the floor, or is it a murmur, a hesitation, talk to others, or noise? By the words so far.

One linear layer over static word vectors and a few counts, fitted on the phrases in ``languages/`` and on their
beginnings: an interim transcript is judged in a tenth of a millisecond, where the sentence encoder takes two.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from telephony.judging.features import features, words
from telephony.judging.vectors import FOLDER, Floats, WordVectors, common

Label = Literal["interruption", "backchannel", "tic", "aside", "noise"]
LABELS: tuple[Label, ...] = get_args(Label)
LANGUAGES = Path(__file__).with_name("languages")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What something said may be."""

    label: Label
    """The most likely."""
    interruption: float
    """Probability that the caller wants the floor."""
    aside: float
    """Probability that somebody else was meant, or nobody."""
    tic: float
    """Probability that it is a hesitation or a noise people make."""

    def heard(self, beside: float) -> Judgement:
        """Return the judgement with log-odds from elsewhere that somebody else was meant; its label stays."""
        more = math.exp(beside)
        whole = 1 + self.aside * (more - 1)
        return Judgement(self.label, self.interruption / whole, self.aside * more / whole, self.tic / whole)


class Judge:
    """Judges what is said in one language. Stateless."""

    def __init__(self, weights: Floats, vectors: WordVectors) -> None:
        """``weights``: ``[labels, features]``."""
        self._weights, self._vectors = weights, vectors

    def __call__(self, text: str, *, whole: bool) -> Judgement | None:
        """Judge the words so far, or ``whole``, all of them; None where there is no word."""
        said = words(text)
        if not said:
            return None
        powers = np.exp(self._weights @ features(said, self._vectors, whole=whole))
        shares = (powers / powers.sum()).tolist()
        return Judgement(LABELS[shares.index(max(shares))], shares[0], shares[3] + shares[4], shares[2])


@cache
def judge(locale: str) -> Judge | None:
    """Return the judge of a locale's language; None where nobody wrote phrases in it."""
    path = FOLDER / f"{locale.partition('-')[0].lower()}.npz"
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as arrays:
        return Judge(arrays["weights"], common())


def digest(language: str) -> str:
    """Return the hash of a language's phrases, by which a fit is known to be of them."""
    return hashlib.sha256((LANGUAGES / f"{language}.yaml").read_bytes()).hexdigest()
