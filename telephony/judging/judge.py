"""Is what is heard meant for us? A linear judge over words and their static vectors, fitted as it is made.

Fitted on the phrases of this package, on their beginnings, since what is judged is mostly still coming, and on copies
with a word misheard. The same phrases and vectors make the same judge. What a question asks for is an answer to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import numpy as np

from telephony.judging.features import Features, Meaning, Vector, words
from telephony.judging.head import fit, softmax
from telephony.judging.label import Judgement, Label
from telephony.judging.phrases import Phrase, phrases

LABELS = tuple(Label)
BEGINNING = 0.4
"""What the beginning of a phrase counts; a whole one counts 1."""
HEARD_AS = ("the", "it", "but", "to", "and", "a", "in", "of", "that", "we")
"""Short words that recognisers put where they did not understand."""
SCALE = 3.0
"""What the word vectors weigh beside the words."""

Row = tuple[list[str], int, float]


class Judge:
    """Judges utterances. Thread-safe but for its memory of vectors, which any thread may fill."""

    def __init__(self, meaning: Meaning | None = None, size: int = 0, taught: Sequence[Phrase] | None = None) -> None:
        """Fit. ``meaning``: static word vectors of ``size``; ``taught``: other phrases than the package's."""
        self._centre, self._spread = np.zeros(size, np.float32), 1.0
        rows = list(_rows(phrases() if taught is None else taught))
        if meaning is not None:
            every = np.array([meaning(word) for word in sorted({word for said, _, _ in rows for word in said})])
            self._centre, self._spread = every.mean(0), float(np.linalg.norm(every - every.mean(0), axis=1).mean())
        self._features = Features(None if meaning is None else self._scaled(meaning), size)
        made = np.array([self._features.of(said) for said, _, _ in rows])
        labels, counts = np.array([label for _, label, _ in rows]), np.array([c for _, _, c in rows], np.float32)
        self._head = fit(made, labels, counts, len(LABELS))

    def _scaled(self, meaning: Meaning) -> Meaning:
        def scaled(word: str) -> Vector:
            return np.asarray((meaning(word) - self._centre) * (SCALE / self._spread), np.float32)

        return scaled

    def judge(self, text: str) -> Judgement:
        """Return what ``text``, heard so far, is."""
        found = softmax(self._features.of(words(text)) @ self._head[:-1] + self._head[-1])
        best = int(found.argmax())
        return Judgement(LABELS[best], float(found[best]), float(found[LABELS.index(Label.INTERRUPTION)]))


def _rows(taught: Sequence[Phrase]) -> Iterator[Row]:
    """Yield (words, label, what it counts): phrases, their beginnings, and whole ones with a word misheard."""
    whole = {phrase.text for phrase in taught}
    for phrase in taught:
        said, label = words(phrase.text), LABELS.index(phrase.label)
        yield said, label, 1.0
        for length in range(1, len(said)):
            if " ".join(said[:length]) not in whole:
                yield said[:length], label, BEGINNING
        if len(said) > 1:
            draw = Random(phrase.text)
            place = draw.randrange(len(said))
            yield [*said[:place], draw.choice(HEARD_AS), *said[place + 1 :]], label, BEGINNING
