"""Judged sentences of three intents, one of them a global act, with everything that can go wrong."""

from __future__ import annotations

import pytest

from engine.flows.model import Name, Position
from engine.types import Candidate
from engine.understanding.router import route
from training.evaluate import NONE, Judged, report
from training.report import measure
from training.report.figures import Assessment, Heard, Latency, Suspect, Twins

THRESHOLD = 0.7


def judged(text: str, label: str, line: int, none: float = 0.0, **scores: float) -> Judged:
    """Return a sentence with these scores, routed as a call would be."""
    candidates = tuple(Candidate(name, score) for name, score in sorted(scores.items(), key=lambda item: -item[1]))
    named = Name(text, Position(f"tests/intents/{label}.yaml", line, 5))
    return Judged(named, label, route(candidates, none, THRESHOLD, 0.15), none)


@pytest.fixture(scope="session")
def sentences() -> list[Judged]:
    return [
        *(judged(f"pay {n}", "pay", n, pay=0.9 + n / 1000) for n in range(1, 41)),
        *(judged(f"where {n}", "order", n, order=0.8 + n / 1000) for n in range(1, 31)),
        *(judged(f"somebody {n}", "human", n, human=0.95) for n in range(1, 11)),
        judged("<script>alert('pay')</script>", "pay", 50, order=0.92, pay=0.05),
        judged("pay or order", "pay", 51, pay=0.48, order=0.45),
        judged("mumble", "order", 52, none=0.6, order=0.3),
        judged("what is a & b", NONE, 53, human=0.75, none=0.2),
        *(judged(f"weather {n}", NONE, n, none=0.9, order=0.05) for n in range(1, 10)),
    ]


def assessed(sentences: list[Judged]) -> Assessment:
    """Return a whole assessment of these sentences, with one suspect and one pair of twins."""
    found = report(sentences)
    at = Position("intents/pay.yaml", 7, 5)
    return Assessment(
        project="Acme & <Sons>",
        model="4f1c",
        asked=0.95,
        threshold=THRESHOLD,
        report=found,
        groups=measure.groups(found.intents),
        quality=measure.quality(sentences),
        curve=measure.curve(sentences),
        promises=tuple(measure.promise(sentences, target, THRESHOLD, 0.8) for target in (0.95, 0.98)),
        reliability=measure.reliability(sentences),
        scored=measure.scored(sentences),
        cells=measure.cells(sentences),
        heard=(Heard(0.0, 0.0, 0.98, 0.97, 0.98), Heard(0.1, 0.104, 0.9, 0.85, 0.97)),
        latency=Latency(1.25, 2.5),
        suspects=(Suspect("send <b>it</b> back", "pay", "order", 0.91, 0.04, at),),
        twins=(Twins("pay for it", "pay", at, "order it", "order", None, 0.83),),
    )


@pytest.fixture(scope="session")
def found(sentences: list[Judged]) -> Assessment:
    return assessed(sentences)
