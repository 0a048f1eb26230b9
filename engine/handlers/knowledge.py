"""Which passage of the knowledge folder answers a question? BM25 and embeddings over Markdown sections, fused by rank.

Words find names and numbers that an embedding blurs; the embedding finds what was asked in other words. A question that
no passage is near to gets no answer rather than a wrong one. The answer is the passage's own sentences, or, where there
is a language model, what it says with the passages in hand.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypedDict

import numpy as np
import numpy.typing as npt
from rank_bm25 import BM25Plus

from engine.errors import SettingsError
from engine.handlers.registry import Call, handler
from engine.llm.grounded import answer as grounded_answer
from engine.llm.protocol import LanguageModel
from engine.types import Outcome, Speakable
from engine.voice import sentences, speakable

Vectors = npt.NDArray[np.float32]

RANK_CONSTANT = 60
"""Reciprocal rank fusion: score = sum of 1 / (60 + rank) (Cormack, Clarke and Buettcher, SIGIR 2009)."""
NEAR = 0.42
"""Cosine below which no passage is taken for an answer, unless the words agree too."""
OVERLAP = 0.5
"""Share of the question's content words found in the passage that counts as agreement."""
SPOKEN_SENTENCES = 2
"""Sentences of a passage that are read out; a caller can ask for more."""

_STOP = frozenset(
    re.findall(
        r"\S+",
        """a an and are at be can could do does for from get have how i in is it me my of on or our please that the
        there this to was we what when where which who will with would you your i'm i'd it's tell know
        want about any if much many long""",
    )
)


class Embedder(Protocol):
    """Texts to unit vectors; the intent model's encoder is one."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit-norm float32 row per text."""
        ...


@dataclass(frozen=True, slots=True)
class Passage:
    """One section of one file."""

    source: str
    """``delivery.md#How long it takes``."""
    title: str
    text: str
    """Plain sentences, no markup."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage and how near it is."""

    passage: Passage
    cosine: float
    overlap: float

    @property
    def near(self) -> bool:
        """Whether it may be taken for an answer."""
        return self.cosine >= NEAR or (self.overlap >= OVERLAP and self.cosine >= NEAR / 2)


class Knowledge:
    """The knowledge folder, indexed. Read-only after it was built, so any thread may search it."""

    def __init__(self, passages: Sequence[Passage], embedder: Embedder | None) -> None:
        """Index ``passages``; without an embedder, words alone decide."""
        self._passages = tuple(passages)
        self._embedder = embedder
        texts = [f"{p.title}. {p.text}" for p in self._passages]
        self._words = [_words(text) for text in texts]
        self._bm25 = BM25Plus(self._words) if texts else None
        self._vectors = embedder.embed(texts) if embedder and texts else None

    @classmethod
    def read(cls, folder: Path, embedder: Embedder | None) -> Knowledge:
        """Index every ``*.md`` under ``folder``; a missing folder is an empty knowledge. Raises ``SettingsError``."""
        passages = [p for path in sorted(folder.glob("*.md")) for p in passages_of(path.name, _text(path))]
        return cls(passages, embedder)

    def search(self, question: str, count: int = 3) -> tuple[Found, ...]:
        """Return the best passages, best first."""
        if self._bm25 is None:
            return ()
        asked = _words(question)
        lexical = np.asarray(self._bm25.get_scores(asked), dtype=np.float32)
        cosines = self._cosines(question)
        fused = _reciprocal_ranks(lexical) + (_reciprocal_ranks(cosines) if cosines is not None else 0.0)
        best = np.argsort(-fused, kind="stable")[:count]
        return tuple(self._found(int(i), asked, cosines) for i in best)

    def answer(self, question: str) -> str | None:
        """Return the sentences of the nearest passage that answer best, or None when nothing is near."""
        found = self.search(question, 1)
        if not found or not found[0].near:
            return None
        lines = sentences(found[0].passage.text)
        if len(lines) <= SPOKEN_SENTENCES or self._embedder is None:
            return " ".join(lines[:SPOKEN_SENTENCES])
        scores = self._embedder.embed(lines) @ self._embedder.embed([question])[0]
        chosen = sorted(np.argsort(-scores, kind="stable")[:SPOKEN_SENTENCES])
        return " ".join(lines[i] for i in chosen)

    def _cosines(self, question: str) -> Vectors | None:
        if self._vectors is None or self._embedder is None:
            return None
        return np.asarray(self._vectors @ self._embedder.embed([question])[0], dtype=np.float32)

    def _found(self, index: int, asked: Sequence[str], cosines: Vectors | None) -> Found:
        overlap = len(set(asked) & set(self._words[index])) / max(1, len(set(asked)))
        cosine = float(cosines[index]) if cosines is not None else (1.0 if overlap >= OVERLAP else 0.0)
        return Found(self._passages[index], cosine, overlap)


def passages_of(name: str, markdown: str) -> list[Passage]:
    """Cut a Markdown file into one passage per heading; text before the first heading counts to the file's name."""
    pieces = re.split(r"^#+\s+(.+)$", markdown, flags=re.MULTILINE)
    heads = [Path(name).stem.replace("_", " "), *pieces[1::2]]
    bodies = [speakable(body) for body in pieces[0::2]]
    return [
        Passage(f"{name}#{head.strip()}", head.strip(), body)
        for head, body in zip(heads, bodies, strict=True)
        if body.strip()
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not UTF-8 text", todo="save it as UTF-8, or remove it") from None


def _words(text: str) -> list[str]:
    return [_stem(word) for word in re.findall(r"[a-z0-9]+(?:'[a-z]+)?", text.lower()) if word not in _STOP]


def _stem(word: str) -> str:
    """Plural and tense endings off: enough for short factual text."""
    for ending in ("ies", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:  # noqa: PLR2004 - a stem has three letters
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


def _reciprocal_ranks(scores: Vectors) -> Vectors:
    ranks = np.empty(len(scores), dtype=np.float32)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores), dtype=np.float32)
    return np.asarray(1.0 / (RANK_CONSTANT + ranks), dtype=np.float32)


class KbAnswer(TypedDict):
    """An answer to a question."""

    say: Speakable


@handler("kb.answer", outcomes=("no_answer",))
async def answer(call: Call, question: str) -> KbAnswer | Outcome:
    """Answer a question from the knowledge folder."""
    knowledge = call.use(Knowledge)
    model = call.services.get(LanguageModel)
    if model is None:
        said = await asyncio.to_thread(knowledge.answer, question)
        return KbAnswer(say=said) if said else Outcome("no_answer")
    return await _grounded(model, knowledge, question, call.locale)


async def _grounded(model: LanguageModel, knowledge: Knowledge, question: str, locale: str) -> KbAnswer | Outcome:
    """Let the model answer from the passages that are near."""
    found = [f.passage.text for f in await asyncio.to_thread(knowledge.search, question) if f.near]
    said = await grounded_answer(model, question, found, locale=locale) if found else None
    return KbAnswer(say=said) if said is not None else Outcome("no_answer")
