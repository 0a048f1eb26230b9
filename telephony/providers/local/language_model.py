"""Which words follow which in this contact centre? A bigram model with back-off, in ARPA format, from sentences.

Small and right beats large and general here: an open model of English is useless on a narrow telephone band, one that
knows the few hundred words callers use with us is not. Pure: sentences in, text out.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

START, END = "<s>", "</s>"
DISCOUNT = 0.5
"""The share of a sentence's weight taken off each of its bigrams and given to unseen ones (absolute discounting)."""

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
_NEVER = -99.0


@dataclass(frozen=True, slots=True)
class Share:
    """Sentences and which part of all speech they stand for."""

    sentences: tuple[str, ...] = field(repr=False)
    part: float
    """Relative to the other shares of a model."""


def words(text: str) -> list[str]:
    """Return the words of ``text`` as a pronouncing dictionary spells them. Figures are not words."""
    return _WORD.findall(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def vocabulary(sentences: Iterable[str]) -> set[str]:
    """Return every word of the sentences."""
    return {word for text in sentences for word in words(text)}


@dataclass(slots=True)
class _Counts:
    singles: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    pairs: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    spared: dict[tuple[str, str], float] = field(default_factory=dict)
    """What is taken off each pair."""

    def add(self, share: Share) -> None:
        lines = [[START, *found, END] for text in share.sentences if (found := words(text))]
        if not lines:
            return
        weight = share.part / sum(map(len, lines))
        for line in lines:
            for word in line:
                self.singles[word] += weight
            for pair in pairwise(line):
                self.pairs[pair] += weight
                self.spared[pair] = min(self.spared.get(pair, weight), weight)


def arpa(shares: Iterable[Share]) -> str:
    """Return the mixture of all shares as ARPA text. Raises ``ValueError`` when there is no word at all."""
    counts = _Counts()
    for share in shares:
        counts.add(share)
    if not counts.singles:
        raise ValueError("a language model needs at least one sentence")
    return _write(_singles(counts), counts)


def _singles(counts: _Counts) -> dict[str, float]:
    """Return each word's chance by itself."""
    total = sum(weight for word, weight in counts.singles.items() if word != START)
    return {word: weight / total for word, weight in counts.singles.items() if word != START}


def _write(chances: Mapping[str, float], counts: _Counts) -> str:
    followed: dict[str, float] = defaultdict(float)
    spare: dict[str, float] = defaultdict(float)
    covered: dict[str, float] = defaultdict(float)
    for (first, second), weight in counts.pairs.items():
        followed[first] += weight
        spare[first] += DISCOUNT * counts.spared[first, second]
        covered[first] += chances[second]
    lines = ["\\data\\", f"ngram 1={len(chances) + 1}", f"ngram 2={len(counts.pairs)}", "", "\\1-grams:"]
    for word in sorted([START, *chances]):
        chance = math.log10(chances[word]) if word in chances else _NEVER
        left = max(1e-6, 1 - covered[word])
        backoff = math.log10(spare[word] / followed[word] / left) if followed[word] else 0.0
        lines.append(f"{chance:.4f} {word} {backoff:.4f}")
    lines += ["", "\\2-grams:"]
    for (first, second), weight in sorted(counts.pairs.items()):
        kept = weight - DISCOUNT * counts.spared[first, second]
        lines.append(f"{math.log10(kept / followed[first]):.4f} {first} {second}")
    return "\n".join([*lines, "", "\\end\\", ""])
