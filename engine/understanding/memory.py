"""Has a language model been asked this before, at the same place? A small memory of what utterances meant. Pure.

Remembered are only moves that hold no value of the caller's (a flow, an act, a yes or no, "A or B?"), of utterances
without digits. The same place means the same question, offers, language and release. An utterance is as good as another
when nothing is different, or when both mean nearly the same to the encoder and differ only in words that cannot change
that: known words in the same order that are no negation and no number. A word that the project has never heard may be
a name. What is old or used least goes.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from engine.language import Language, of
from engine.types import Answer, ChooseBetween, DoAct, Move, Situation, StartFlow
from engine.understanding.normalise import normalise

NEAR = 0.97
"""Cosine of two utterances that are worth comparing word by word."""
MOST = 1000
LONGEST = 200
"""Characters. Whoever says more is seldom heard twice."""
_PLAIN = (StartFlow, DoAct, Answer, ChooseBetween)

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Kept:
    vector: Vector = field(repr=False)
    moves: tuple[Move, ...]
    at: float


class Memory:
    """What language models have said, for as long as it holds."""

    def __init__(self, lasts_s: float, *, most: int = MOST, near: float = NEAR) -> None:
        """Keep ``most`` utterances for ``lasts_s`` seconds."""
        self._lasts_s, self._most, self._near = lasts_s, most, near
        self._kept: OrderedDict[tuple[Situation, str], _Kept] = OrderedDict()
        self._at_place: dict[Situation, dict[str, None]] = {}

    def __len__(self) -> int:
        """How many utterances are kept."""
        return len(self._kept)

    def knows_place(self, situation: Situation) -> bool:
        """Whether anything was said here, so that an utterance is worth a vector."""
        return bool(self._at_place.get(_place(situation)))

    def same(self, situation: Situation, now: float) -> tuple[Move, ...] | None:
        """Return what the very same words meant here."""
        return self._use((_place(situation), normalise(situation.utterance)), now)

    def like(self, situation: Situation, vector: Vector, known: frozenset[str], now: float) -> tuple[Move, ...] | None:
        """Return what nearly the same words meant here.

        ``known``: the words of the project's own sentences, as the language compares them.
        """
        place, said = _place(situation), normalise(situation.utterance)
        texts = [text for text in self._at_place.get(place, ()) if alike(said, text, situation.locale, known)]
        ranked = sorted(((float(vector @ self._kept[place, text].vector), text) for text in texts), reverse=True)
        if not ranked or ranked[0][0] < self._near:
            return None
        return self._use((place, ranked[0][1]), now)

    def keep(self, situation: Situation, vector: Vector, moves: tuple[Move, ...], now: float) -> None:
        """Remember ``moves``, if they and such an utterance may be remembered."""
        if not memorable(situation.utterance) or not valueless(moves):
            return
        place, said = _place(situation), normalise(situation.utterance)
        self._drop((place, said))
        self._kept[place, said] = _Kept(vector, moves, now)
        self._at_place.setdefault(place, {})[said] = None
        if len(self._kept) > self._most:
            self._drop(next(iter(self._kept)))

    def _use(self, key: tuple[Situation, str], now: float) -> tuple[Move, ...] | None:
        found = self._kept.get(key)
        if found is None:
            return None
        if now - found.at >= self._lasts_s:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return found.moves

    def _drop(self, key: tuple[Situation, str]) -> None:
        if self._kept.pop(key, None) is None:
            return
        place, text = key
        del self._at_place[place][text]
        if not self._at_place[place]:
            del self._at_place[place]


def valueless(moves: Sequence[Move]) -> bool:
    """Whether ``moves`` do something and hold no value of the caller's."""
    return bool(moves) and all(isinstance(move, _PLAIN) for move in moves)


def memorable(utterance: str) -> bool:
    """Whether ``utterance`` holds no digit, no mask of something private, and is of a usual length."""
    return 0 < len(utterance) <= LONGEST and not any(c.isdigit() or c == "•" for c in utterance)


def alike(one: str, other: str, locale: str, known: frozenset[str]) -> bool:
    """Whether two normalised utterances differ only in known words that are no negation and no number."""
    language = of(locale)
    left, right = ([language.fold(word) for word in text.split()] for text in (one, other))
    common = Counter(left) & Counter(right)
    if _of(left, common) != _of(right, common):
        return False
    differing = {*(Counter(left) - common), *(Counter(right) - common)}
    return all(_harmless(word, language, known) for word in differing)


def _harmless(word: str, language: Language, known: frozenset[str]) -> bool:
    """Whether ``word`` is known, and neither a negation nor a number. Words are folded."""
    if word not in known and word not in language.noise:
        return False
    return word not in language.talk.negations and word not in language.numbers.spoken and word.isalpha()


def _of(words: Sequence[str], common: Counter[str]) -> list[str]:
    """Return ``words`` without those that are not ``common``, in their order."""
    left, found = Counter(common), list[str]()
    for word in words:
        if left[word]:
            left[word] -= 1
            found.append(word)
    return found


def _place(situation: Situation) -> Situation:
    return replace(situation, utterance="", candidates=())
