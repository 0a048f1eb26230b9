"""How did the intent model do when it was last measured? The part of an evaluation that the checker reads again.

``.trunkline/evaluation.json``, written by ``trunkline evaluate``::

    {"model": "4f1c...", "intents": "9a0e...", "sentences": {"make_payment": 12},
     "confusions": [["make_payment", "balance", 3]]}

It is true of one model and of the sentences as they were; when either has changed since, it says nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from engine.intents import LoadedIntents

FILE = "evaluation.json"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a model took for what."""

    model: str
    """The content hash of the model."""
    intents: str
    """``digest`` of the sentences that it learnt from and was measured on."""
    sentences: Mapping[str, int] = field(default_factory=dict)
    """Label -> how many held-out sentences it has."""
    confusions: tuple[tuple[str, str, int], ...] = ()
    """(right, taken for, how often)."""


def digest(intents: LoadedIntents) -> str:
    """Return the hash of all sentences, with their labels."""
    said = [(label, intent.examples) for label, intent in sorted(intents.intents.items())]
    said += [("", intents.background), *sorted(intents.held_out.items())]
    text = "\n".join(f"{label}\t{sentence}" for label, sentences in said for sentence in sentences)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def save(folder: Path, evaluation: Evaluation) -> None:
    """Write it to ``folder``, the project's ``.trunkline``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(msgspec.json.encode(evaluation) + b"\n")


def last(folder: Path, intents: LoadedIntents, model: str) -> Evaluation | None:
    """Return what was saved, if it is of ``model`` and ``intents``; None when there is nothing to be read."""
    try:
        found = msgspec.json.decode((folder / FILE).read_bytes(), type=Evaluation)
    except (OSError, msgspec.DecodeError):
        return None
    return found if found.model == model and found.intents == digest(intents) else None
