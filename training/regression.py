"""What is every model measured by? The frozen regression set: the held-out sentences of tests/intents/, and any file.

A file is JSONL with ``text`` and ``label`` in each line, or csv with those columns (or ``intent`` for ``label``); the
label ``_out_of_scope`` means none. Every problem of it is reported at once.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import DataError
from engine.intents import load_intents
from engine.types import Accept
from engine.understanding.classifier import Classifier
from engine.understanding.normalise import normalise
from engine.understanding.router import route
from training.beliefs import named
from training.compare import Answer, Pair
from training.evaluate import NONE
from training.review.decisions import read_decisions, standing

_MOST_TOLD = 20
_TODO = 'each line is {"text": ..., "label": ...}, or csv with the columns text,label, in UTF-8'


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a caller said, and what was meant."""

    text: str = field(repr=False)
    label: str
    """``_out_of_scope`` for none."""


def held_out(project: Path) -> tuple[Sentence, ...]:
    """Return the sentences of the project's tests/intents/."""
    found = load_intents(project).held_out
    return tuple(Sentence(text, label) for label, texts in found.items() for text in texts)


def read_set(path: Path) -> tuple[Sentence, ...]:
    """Read a file. Raises ``DataError`` with every line that cannot be used, and for a file without sentences."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}", todo="name a file of labelled sentences") from None
    except UnicodeDecodeError:
        raise DataError(f"{path} is not in UTF-8", todo=_TODO) from None
    problems: list[str] = []
    lines = _jsonl(text, path, problems) if path.suffix == ".jsonl" else _csv(text, path, problems)
    found = [sentence for number, row in lines if (sentence := _sentence(row, f"{path}:{number}", problems))]
    if not problems and not any(each.label != NONE for each in found):
        problems = [f"{path}: there is no sentence of an intent"]
    if problems:
        more = len(problems) - _MOST_TOLD
        raise DataError("\n".join([*problems[:_MOST_TOLD], *([f"and {more} more"] if more > 0 else [])]), todo=_TODO)
    return tuple(found)


def reviewed(path: Path, learnt: Collection[str]) -> tuple[Sentence, ...]:
    """Return what people said that logged calls mean; not what a model has ``learnt`` (by ``beliefs.named``).

    Raises ``DataError`` for a file that is damaged.
    """
    held = standing(read_decisions(path)).values()
    return tuple(Sentence(each.text, each.label) for each in held if each.label and named(each.text) not in learnt)


def answered(sentences: Iterable[Sentence], champion: Reader, challenger: Reader) -> tuple[Pair, ...]:
    """Let both read every sentence; one that both sets have is read once."""
    once = dict.fromkeys((normalise(each.text), each.label) for each in sentences)
    return tuple(Pair(text, label, champion.answer(text), challenger.answer(text)) for text, label in once)


@dataclass(frozen=True, slots=True)
class Reader:
    """A model that answers as a call would be answered."""

    classifier: Classifier
    precision: float
    margin: float

    def answer(self, text: str) -> Answer:
        """Read ``text``. Raises ``ModelError`` when the model is not calibrated for the precision."""
        scores = self.classifier.scores(text)
        if not scores.candidates:
            return Answer("", 0.0, accepted=False)
        threshold = self.classifier.manifest.threshold(self.precision)
        verdict = route(scores.candidates, scores.none, threshold, self.margin)
        best = scores.candidates[0]
        return Answer(best.label, best.score, isinstance(verdict, Accept))


def _jsonl(text: str, path: Path, problems: list[str]) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError:
                problems.append(f"{path}:{number}: this is not JSON")


def _csv(text: str, path: Path, problems: list[str]) -> Iterator[tuple[int, Any]]:
    rows = csv.DictReader(io.StringIO(text), strict=True)
    try:
        for row in rows:
            yield rows.line_num, row
    except csv.Error as error:
        problems.append(f"{path}:{rows.line_num}: {error}")


def _sentence(row: Any, place: str, problems: list[str]) -> Sentence | None:  # noqa: ANN401 - whatever a line holds
    found = row if isinstance(row, Mapping) else {}
    text, label = found.get("text"), found.get("label") or found.get("intent")
    if not isinstance(text, str) or not normalise(text):
        problems.append(f"{place}: there is no text")
    elif not isinstance(label, str):
        problems.append(f"{place}: there is no label")
    else:
        return Sentence(text, label)
    return None
