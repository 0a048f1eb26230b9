"""What are callers heard with, and what is each of it? The phrases that a judge is fitted on, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from telephony.judging.label import Label

FOLDER = Path(__file__).with_name("languages")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing that is said."""

    label: Label
    family: str
    """Language, label and a name of its own."""
    text: str = field(repr=False)


@cache
def phrases() -> tuple[Phrase, ...]:
    """Return all of them, always in the same order."""
    return tuple(phrase for file in sorted(FOLDER.glob("*.yaml")) for phrase in _read(file))


def _read(file: Path) -> Iterator[Phrase]:
    for label, families in yaml.load(file.read_text("utf-8"), yaml.BaseLoader).items():  # noqa: S506 - strings alone: "no" is a word here
        for family, texts in families.items():
            for text in texts:
                yield Phrase(Label(label), f"{file.stem}.{label}.{family}", text)
