"""What might a group of alike utterances be called? Its most telling words, in the order in which they are said. Pure.

A word tells much when it stands in much of the group and seldom elsewhere. Left out are empty words, all words of
numbers and, so that nobody's name is an intent's, what is written like a name, introduced as one, or said by few.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.language import LANGUAGES
from engine.language.tables import unaccented
from engine.learnable import EMAIL, NUMBER
from engine.privacy import MASK
from engine.understanding.normalise import normalise
from training.mine.empty_words import EMPTY

FREQUENT = 0.3
"""Share of the group in which a word of its name stands, and in which both stand."""
RARER = 3.0
"""So many times as often as elsewhere, at least."""
CALLERS = 3
"""Who say it, at least: what fewer say may be somebody's name."""
NOUNS = 0.12
"""Share of capitals inside sentences from which on they begin nouns, as in German, and tell nothing of names."""
LONGEST = 40
"""Characters of an intent's name."""
_SHORT = 3
"""Letters of the shortest word that tells anything."""
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[.!?]")
_INTRODUCED = re.compile(
    r"\b(?:name(?: is|'s)|mr|mrs|ms|dr|mister|missus|name ist|heiße|heisse|herr|frau|me llamo|nombre es|señora?) "
    r"(\w+)(?: (\w+))?"
)
_NEVER = EMPTY.union(*(each.numbers.spoken | each.numbers.scaled for each in LANGUAGES.values()))


@dataclass(frozen=True, slots=True)
class Usage:
    """How the words of a log are used."""

    texts: int
    """Different ones."""
    counts: Mapping[str, int]
    """Word -> in how many of them it stands."""
    names: frozenset[str]
    """Words that are mostly written like a name, or introduced as one."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One utterance of a group."""

    who: str
    """The caller, or where he is unknown the call."""
    text: str


def usage(texts: Iterable[str]) -> Usage:
    """Count the words of ``texts``; the same words with another punctuation are one text."""
    different = {_plain(text): text for text in texts}
    counts = Counter(word for said in different for word in set(said.split()))
    introduced = Counter(
        word for said in different for found in _INTRODUCED.finditer(said) for word in found.groups() if word
    )
    names = {word for word, count in introduced.items() if 2 * count > counts[word]}
    return Usage(len(different), counts, frozenset(names | _capital(different.values())))


def proposal(group: Sequence[Saying], used: Usage) -> str:
    """Return a name for ``group``, ``parking_permit``; empty where no word tells. ``used``: by all, the group too."""
    callers: dict[str, set[str]] = defaultdict(set)
    for each in group:
        for word in _plain(each.text).split():
            callers[word].add(each.who)
    said = [text.split() for text in dict.fromkeys(_plain(each.text) for each in group)]
    here = Counter(word for words in said for word in set(words))
    known = [word for word in here if len(callers[word]) >= CALLERS and _usable(word, used)]
    telling = {word: much for word in known if (much := _telling(here[word], len(said), word, used))}
    best = sorted(telling, key=lambda word: (-telling[word], -len(word), word))
    for other in best[1:]:
        both = [words for words in said if best[0] in words and other in words]
        if len(both) >= FREQUENT * len(said):
            later = sum(1 if words.index(best[0]) < words.index(other) else -1 for words in both)
            return _name([best[0], other] if later >= 0 else [other, best[0]])
    return _name(best[:1])


def _telling(here: int, size: int, word: str, used: Usage) -> float:
    """Return how much ``word`` tells of a group, ``here`` of whose ``size`` texts have it; 0 if seldom or common."""
    inside = here / size
    outside = (used.counts[word] - here + 1) / (used.texts - size + 2)
    return inside * math.log(inside / outside) if inside >= FREQUENT and inside >= RARER * outside else 0.0


def _usable(word: str, used: Usage) -> bool:
    plain = unaccented(word)
    return len(word) >= _SHORT and word.isalpha() and plain not in _NEVER and word not in used.names


def _name(words: Sequence[str]) -> str:
    """Return ``words`` as an intent is called."""
    plain = [re.sub(r"[^a-z]", "", unaccented(word).replace("ß", "ss")) for word in words]
    kept = [word for word in plain if len(word) >= _SHORT]
    name = "_".join(kept)
    return name if len(name) <= LONGEST else kept[0][:LONGEST]


def _plain(text: str) -> str:
    """Return ``text`` as a model sees it, without the signs that stand for what was taken out."""
    for mark in (MASK, NUMBER, EMAIL):
        text = text.replace(mark, " ")
    return normalise(text)


def _capital(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that mostly begin with a capital letter inside a sentence; none where nouns do."""
    capital, small = Counter[str](), Counter[str]()
    for text in texts:
        for before, word in pairwise(_WORD.findall(text)):
            if before not in ".!?" and len(word) > 1 and not word.startswith(("I'", "I\u2019")):
                (small if word.islower() else capital)[word.lower()] += not word.isupper()
    if capital.total() > NOUNS * (capital.total() + small.total()):
        return frozenset()
    return frozenset(word for word, count in capital.items() if count > small[word])
