"""What is in a folder of labelled sentences? ``text,intent`` files, read and checked; it knows no data set's name.

``train.csv`` must be there. ``test.csv``, ``val.csv`` and ``oos_train.csv``, ``oos_val.csv``, ``oos_test.csv`` are
taken where they exist; where there is no test, three tenths of each intent's sentences are cut from the training
file. Every problem of every file is reported at once.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import DataError
from engine.understanding.normalise import normalise

CUT = 0.3
"""Share of each intent's sentences that becomes the test where a folder has none."""
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Labelled:
    """One sentence of a file."""

    text: str = field(repr=False)
    """Normalised."""
    label: str


@dataclass(frozen=True, slots=True)
class Sets:
    """A folder's sentences."""

    train: tuple[Labelled, ...]
    test: tuple[Labelled, ...]
    oos_train: tuple[str, ...] = ()
    oos_test: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The intents of the training file, sorted."""
        return tuple(sorted({row.label for row in self.train}))


def read_sets(folder: Path, *, on: str = "test") -> Sets:
    """Read ``folder``; ``on`` says which split is measured, ``test`` or ``val``. Raises ``DataError``."""
    problems: list[str] = []
    train = _read(folder / "train.csv", problems)
    asked = _read(folder / f"{on}.csv", problems) if (folder / f"{on}.csv").exists() or on != "test" else None
    oos = {
        split: [row.text for row in _read(path, problems)] if (path := folder / f"oos_{split}.csv").exists() else []
        for split in ("train", on)
    }
    if problems:
        more = len(problems) - _MOST_TOLD
        told = [*problems[:_MOST_TOLD], f"and {more} more"] if more > 0 else problems
        raise DataError("\n".join(told), todo="each file is csv with the columns text,intent, in UTF-8")
    if asked is None:
        train, asked = cut(train)
    return Sets(tuple(train), tuple(asked), tuple(oos["train"]), tuple(oos[on]))


def read_sentences(path: Path) -> tuple[str, ...]:
    """Read the sentences of one file, whatever their labels, normalised and each once. Raises ``DataError``."""
    problems: list[str] = []
    rows = _read(path, problems)
    if problems:
        raise DataError("\n".join(problems[:_MOST_TOLD]), todo="the file is csv with the columns text,intent, in UTF-8")
    return tuple(dict.fromkeys(row.text for row in rows))


def cut(rows: Iterable[Labelled], share: float = CUT) -> tuple[list[Labelled], list[Labelled]]:
    """Divide ``rows`` into training and test, the same share of every intent, the same way every time."""
    rng = random.Random(0)
    of: dict[str, list[Labelled]] = {}
    for row in rows:
        of.setdefault(row.label, []).append(row)
    train, test = [], []
    for label in sorted(of):
        mixed = rng.sample(of[label], len(of[label]))
        at = round(len(mixed) * share)
        test += mixed[:at]
        train += mixed[at:]
    return train, test


def _read(path: Path, problems: list[str]) -> list[Labelled]:
    """Return the rows of ``path`` that can be used; what is wrong is added to ``problems``."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            if (header := next(reader, [])) != ["text", "intent"]:
                problems.append(f"{path}:1: the columns are {','.join(header) or 'missing'}, not text,intent")
                return []
            rows = [(reader.line_num, row) for row in reader]
    except OSError as error:
        problems.append(f"{path}: {error.strerror}")
    except UnicodeDecodeError as error:
        problems.append(f"{path}: byte {error.start} is not UTF-8")
    except csv.Error as error:
        problems.append(f"{path}:{reader.line_num}: {error}")
    else:
        return [one for line, row in rows if (one := _labelled(path, line, row, problems)) is not None]
    return []


def _labelled(path: Path, line: int, row: list[str], problems: list[str]) -> Labelled | None:
    if len(row) != 2:  # noqa: PLR2004 - text and intent
        problems.append(f"{path}:{line}: {len(row)} values instead of 2")
    elif not (text := normalise(row[0])):
        problems.append(f"{path}:{line}: there is no word in the text")
    elif not row[1].strip():
        problems.append(f"{path}:{line}: there is no intent")
    else:
        return Labelled(text, row[1].strip())
    return None
