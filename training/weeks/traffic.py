"""What happens in a simulated week? A labelled log, cut into weeks by conversations, and who answers for its labels."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from engine.errors import DataError
from engine.privacy import mask
from engine.understanding.normalise import normalise
from training.data import FEWEST
from training.dataset.row import Labelled
from training.log.columns import Columns
from training.log.files import read_log
from training.log.problems import Problems
from training.log.record import LoggedTurn
from training.mine.item import Item, identity
from training.review.decisions import Act, Decision, decided

SEVERAL = "<div>"
"""Stands between the labels of a turn that has several."""
_THEN = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Logged:
    """A labelled log and a labelled test, with the intents that count."""

    weeks: tuple[tuple[LoggedTurn, ...], ...] = field(repr=False)
    test: tuple[LoggedTurn, ...] = field(repr=False)
    intents: tuple[str, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Business:
    """Which labels are intents: those named, or all with enough turns but those named."""

    intents: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    fewest: int = 30
    """Turns of the log that make a label an intent where none is named."""


def read_weeks(log: Path, test: Path, columns: Columns, business: Business, weeks: int) -> Logged:
    """Read both files and cut the log. Raises ``DataError`` when there is too little to learn from."""
    problems = Problems()
    turns = list(read_log(log, lambda _: "", problems, columns))
    asked = list(read_log(test, lambda _: "", problems, columns, kept=mask))
    counts: dict[str, int] = {}
    for turn in turns:
        counts[turn.label] = counts.get(turn.label, 0) + 1
    found = business.intents or tuple(
        label
        for label, count in sorted(counts.items())
        if label and label not in business.others and count >= business.fewest and SEVERAL not in label
    )
    missing = [label for label in found if counts.get(label, 0) < FEWEST]
    if missing or len(found) < 2:  # noqa: PLR2004 - one intent is no choice
        told = f"too few turns of {', '.join(missing)}" if missing else f"{len(found)} labels are intents"
        raise DataError(f"{log}: {told}", todo="name the intents with --intents, or what is none with --not")
    return Logged(cut(turns, weeks), tuple(asked), found, tuple(problems.lines()))


def cut(turns: Sequence[LoggedTurn], weeks: int) -> tuple[tuple[LoggedTurn, ...], ...]:
    """Cut a log into ``weeks`` with equally many conversations, in its order."""
    order = {sid: at for at, sid in enumerate(dict.fromkeys(turn.sid for turn in turns))}
    parts: list[list[LoggedTurn]] = [[] for _ in range(weeks)]
    for turn in turns:
        parts[order[turn.sid] * weeks // len(order)].append(turn)
    return tuple(map(tuple, parts))


def first_sentences(logged: Logged, shots: int, seed: int) -> tuple[Labelled, ...]:
    """Draw ``shots`` different sentences of each intent: what somebody wrote before there were calls.

    Nobody writes words that mostly mean something else, whatever one turn's label says.
    """
    rng = random.Random(seed)
    turns = [turn for week in logged.weeks for turn in week]
    words = meanings(turns)
    rows = []
    for label in logged.intents:
        mine = [turn.utterance for turn in turns if turn.label == label == words[identity(turn.utterance)]]
        texts = sorted({normalise(text) for text in mine})
        rows += [Labelled(text, label) for text in rng.sample(texts, min(shots, len(texts)))]
    return tuple(rows)


def meanings(turns: Sequence[LoggedTurn]) -> dict[str, str]:
    """Return what the words of each utterance mean: the label that most of the turns with these words have."""
    counts: dict[str, Counter[str]] = {}
    for turn in turns:
        counts.setdefault(identity(turn.utterance), Counter())[turn.label] += 1
    return {one: labels.most_common(1)[0][0] for one, labels in counts.items()}


def answer(item: Item, labels: Mapping[str, str], intents: Sequence[str]) -> Decision:
    """Decide as the log's own label has it; what has several labels is nobody's example and is discarded."""
    label = labels[item.id]
    act: Act = "discard" if SEVERAL in label else "relabel" if label in intents else "out"
    return decided(item, act, label, "the log", _THEN)
