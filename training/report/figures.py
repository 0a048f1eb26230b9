"""What is known of a measured model? Every figure of the report, as data.

Shares lie between 0 and 1, and count held-out sentences as they stand in ``tests/intents/``, unless a line says
otherwise. What a sample cannot tell is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from engine.flows.model import Position
from training.evaluate import Report, Row
from training.metrics import Bin

Standing = Literal["certified", "open", "missed", "unsupported"]
"""Of a promise. certified: the lower bound keeps it. missed: the upper bound is below it. open: it may be either.
unsupported: so few sentences were accepted that no result could have certified it."""
TARGETS = (0.95, 0.98, 0.99)


@dataclass(frozen=True, slots=True)
class Quality:
    """How well the scores part right from wrong, whatever the threshold."""

    accuracy: float
    macro_f1: float
    auroc: float | None
    """How often an in-scope sentence outscores one out of scope; None: there are none of them."""
    fpr95: float | None
    """Share of the out-of-scope sentences accepted where 95 % of the in-scope ones are."""
    e_aurc: float
    """Area under risk and coverage above a model without mistakes; 0 is perfect."""
    calibration_error: float
    coverage_at: Mapping[str, float]
    """Precision -> coverage at the best threshold that a look at the answers would find."""


@dataclass(frozen=True, slots=True)
class Point:
    """One threshold of the risk-coverage curve."""

    score: float
    coverage: float
    """Share of the in-scope sentences accepted."""
    risk: float
    """Share of the accepted that is wrong."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What the model's threshold for one precision keeps."""

    asked: float
    threshold: float
    coverage: float
    accepted: int
    right: int
    precision: float
    lower: float
    """With 95 % confidence it is not below."""
    upper: float
    """With 95 % confidence it is not above."""
    in_traffic: float
    """Precision when in-scope and other sentences are weighted to the traffic that the threshold was set for."""
    standing: Standing
    needed: int | None
    """Accepted sentences, all right, that it takes at least to certify it; None: no number suffices."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How it goes when some of the words are misheard."""

    aimed: float
    words_wrong: float
    """Word error rate, measured."""
    accuracy: float
    coverage: float
    precision: float


@dataclass(frozen=True, slots=True)
class Said:
    """A held-out sentence and where it stands."""

    text: str = field(repr=False)
    score: float
    """Of the best intent."""
    accepted: bool
    at: Position | None


@dataclass(frozen=True, slots=True)
class Cell:
    """Sentences of one label that were taken for one label, whatever the score; ``_out_of_scope``: for none."""

    label: str
    taken: str
    count: int
    examples: tuple[Said, ...]
    """Best score first; of those that are right, none."""


@dataclass(frozen=True, slots=True)
class Scored:
    """How the best scores of the sentences are spread."""

    in_scope: tuple[int, ...]
    """Sentences in each of equally wide parts of 0 to 1."""
    out_of_scope: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds for one utterance, one thread, one after the other."""

    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Suspect:
    """A sentence to learn from that models which had not seen it take for another intent."""

    text: str = field(repr=False)
    label: str
    believed: str
    score: float
    own: float
    """What was believed of its own label."""
    at: Position | None


@dataclass(frozen=True, slots=True)
class Twins:
    """Two sentences of different intents that lie close together for the model."""

    text: str = field(repr=False)
    label: str
    at: Position | None
    other_text: str = field(repr=False)
    other_label: str
    other_at: Position | None
    likeness: float
    """Cosine of their vectors."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Another model, measured on the same sentences."""

    name: str
    quality: Quality
    curve: tuple[Point, ...]
    threshold: float
    """The one it usually comes with."""
    coverage: float
    precision: float
    seconds: float
    """To train it."""
    latency: Latency


@dataclass(frozen=True, slots=True)
class Assessment:
    """All of it."""

    project: str
    model: str
    """The content hash."""
    asked: float
    """Precision that the project asks for."""
    threshold: float
    report: Report
    """Counts at that threshold, intent by intent."""
    groups: tuple[Row, ...]
    """The same of global acts, of yes and no, and of everything else, each together."""
    quality: Quality
    curve: tuple[Point, ...]
    promises: tuple[Promise, ...]
    reliability: tuple[Bin, ...]
    scored: Scored
    cells: tuple[Cell, ...]
    """The confusion matrix, without its empty cells."""
    heard: tuple[Heard, ...]
    """Not misheard first."""
    latency: Latency
    suspects: tuple[Suspect, ...] | None
    """None: the model was made without keeping what cross-fitting believed."""
    twins: tuple[Twins, ...]
    compared: Compared | None = None
