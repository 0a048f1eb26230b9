"""What does it take to play a project's conversations? Its release, intents, calls and, for ``real``, its model."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from engine.flows.findings import Finding
from engine.intents import load_intents
from engine.rehearsal.check import check_calls
from engine.rehearsal.model import Rehearsal
from engine.rehearsal.read import read_calls
from engine.rehearsal.run import Theatre, sentences_of
from engine.rehearsal.understanding import Mode
from engine.release import load
from engine.understanding.classifier import Classifier
from engine.understanding.manifest import current


@dataclass(frozen=True, slots=True)
class Suite:
    """Calls, and what to play them with."""

    calls: tuple[Rehearsal, ...] = field(repr=False)
    theatre: Theatre = field(repr=False)
    findings: tuple[Finding, ...]
    """What is wrong with the calls' files. With errors among them nothing should be played."""


def open_suite(folder: Path, mode: Mode, today: date, *, model: Path | None = None) -> Suite:
    """Load the project in ``folder``; ``model`` is a trained model's folder, None: the one in force.

    Raises ``FlowError`` when the flows do not check and ``ModelError`` when ``real`` finds no model.
    """
    intents = load_intents(folder)
    classifier = Classifier.load(model or current(folder / ".trunkline" / "models")) if mode == "real" else None
    release = load(folder, labels=intents.labels)
    calls, wrong = read_calls(folder)
    wrong = (*wrong, *check_calls(calls, release.project, release.registry, intents.labels, today))
    theatre = Theatre(release, sentences_of(intents), mode, today, classifier)
    return Suite(calls, theatre, tuple(sorted(wrong)))
