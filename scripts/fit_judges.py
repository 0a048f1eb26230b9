"""Fit the judges of interruptions anew: ``python scripts/fit_judges.py``, after a phrase was edited.

Writes ``telephony/judging/fitted``: word vectors out of the pinned encoder, and one linear layer a language. Run with
``--measure`` it writes nothing and says how well each judges phrases that were held out, with all their beginnings.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import yaml
from safetensors.numpy import load_file
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer

from telephony.judging.features import features, words
from telephony.judging.judge import LABELS, LANGUAGES, digest
from telephony.judging.vectors import FOLDER, SCALE, Floats, WordVectors, common
from training.weights import FILE, locate, named

COMMON = 12000
"""Words: the vocabulary is sorted by how often they were seen."""
SIZE = 128
"""Dimensions; with 64 a fortieth more is misjudged, with all 384 a hundredth less."""
FOLDS = 8
LOOSENESS = 0.5
BEGINNING = 0.5
"""Weight of a phrase's beginning beside the whole."""


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase or its beginning."""

    said: list[str] = field(repr=False)
    label: int
    phrase: int
    """Number of the phrase that it is, or begins."""
    whole: bool


def examples(language: str) -> tuple[Example, ...]:
    """Read a language's phrases and cut their beginnings."""
    return tuple(_examples(yaml.safe_load((LANGUAGES / f"{language}.yaml").read_text("utf-8"))))


def _examples(told: dict[str, dict[str, list[str]]]) -> Iterator[Example]:
    phrases = [(phrase, label) for label, families in told.items() for each in families.values() for phrase in each]
    for number, (phrase, label) in enumerate(phrases):
        said = words(phrase)
        for count in range(1, len(said) + 1):
            yield Example(said[:count], LABELS.index(label), number, count == len(said))


def fit(rows: Sequence[Example], vectors: WordVectors) -> Floats:
    """Return the weights ``[labels, features]``. Deterministic."""
    x = np.stack([features(row.said, vectors, whole=row.whole) for row in rows])
    y = np.array([row.label for row in rows])
    weight = np.where([row.whole for row in rows], 1.0, BEGINNING) / np.sqrt(np.bincount(y))[y]
    model = LogisticRegression(C=LOOSENESS, max_iter=1000, fit_intercept=False)
    model.fit(x, y, sample_weight=weight * len(y) / weight.sum())
    weights: Floats = model.coef_.astype(np.float32)
    return weights


def measure(language: str) -> dict[str, dict[str, float]]:
    """Judge each phrase by a fit without it; return the share judged right by label, of wholes and of beginnings."""
    rows, vectors = examples(language), common()
    fold = np.random.default_rng(0).permutation(rows[-1].phrase + 1) % FOLDS
    right: dict[tuple[bool, str], list[bool]] = {}
    for n in range(FOLDS):
        weights = fit([row for row in rows if fold[row.phrase] != n], vectors)
        for row in rows:
            if fold[row.phrase] == n:
                guess = int((weights @ features(row.said, vectors, whole=row.whole)).argmax())
                right.setdefault((row.whole, LABELS[row.label]), []).append(guess == row.label)
    kinds = {"whole": True, "beginning": False}
    return {
        kind: {label: round(float(np.mean(right[whole, label])), 3) for label in LABELS if (whole, label) in right}
        for kind, whole in kinds.items()
    }


def write(folder: Path = FOLDER) -> None:
    """Write the vectors and every language's weights."""
    folder.mkdir(exist_ok=True)
    vectors = _vectors()
    np.save(folder / "words.npy", vectors.words)
    np.save(folder / "rows.npy", vectors.rows)
    for path in sorted(LANGUAGES.glob("*.yaml")):
        weights = fit(examples(path.stem), vectors)
        np.savez(folder / f"{path.stem}.npz", weights=weights, phrases=np.array(digest(path.stem)))


def _vectors() -> WordVectors:
    """Take the encoder's rows of common words down to fewer dimensions, by principal components."""
    source = Path(locate(named("")))
    known = Tokenizer.from_file(str(source / "tokenizer.json")).get_vocab()
    table = load_file(source / FILE)["embeddings.word_embeddings.weight"]
    plain = sorted((at, word) for word, at in known.items() if word.isascii() and word.isalpha())[:COMMON]
    rows = table[[at for at, _ in plain]]
    rows = rows - rows.mean(axis=0)
    _, _, directions = np.linalg.svd(rows, full_matrices=False)
    small = rows @ directions[:SIZE].T
    small = np.clip(np.round(small / np.linalg.norm(small, axis=1).mean() * SCALE), -127, 127).astype(np.int8)
    names = np.array([word.encode() for _, word in plain])
    order = np.argsort(names)
    return WordVectors(names[order], small[order])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true", help="say how well phrases that were held out are judged")
    if parser.parse_args().measure:
        print(json.dumps({path.stem: measure(path.stem) for path in sorted(LANGUAGES.glob("*.yaml"))}))
    else:
        write()
