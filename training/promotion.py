"""May the challenger take the champion's place? One gate for each thing that it must not lose, all judged. Pure.

A loss counts when it is more than chance would explain: the one-sided 95 % bound of the difference lies below nothing.
A model that is merely not shown to be better passes; that is for people to weigh.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.flows.model import Asked
from engine.releases.gates import Gate, counted, understood
from engine.understanding.manifest import Manifest
from training.compare import Comparison, Figure

GUARDED = ("accuracy", "coverage", "e_aurc")
"""What may not get worse."""
WORDS = {
    "accuracy": "fewer sentences are understood",
    "coverage": "fewer are covered at the precision asked",
    "e_aurc": "right and wrong are parted worse",
    "precision": "less of what is acted on is right",
}


def judged(
    challenger: Manifest, labels: frozenset[str], asked: Asked, least: float, compared: Sequence[tuple[str, Comparison]]
) -> tuple[Gate, ...]:
    """Judge ``challenger``, who must know ``labels``; ``compared`` names the sets on which both were compared.

    ``least``: the share of choices that eight-bit weights must leave as they were.
    """
    fit = understood(challenger, labels, asked, "")
    return (fit, quantised(challenger, least), *(no_loss(name, found) for name, found in compared))


def quantised(manifest: Manifest, least: float) -> Gate:
    """Judge whether the released weights choose what the trained ones chose."""
    agreed = manifest.metrics.get("int8_agreement")
    if not isinstance(agreed, int | float):
        return Gate("int8 against fp32", "not measured", ("its manifest does not say how often they agree",))
    problems = () if agreed >= least else (f"at least {least:g} is asked: trunkline train",)
    return Gate("int8 against fp32", f"{agreed:.4f} of the choices agree", problems, {"agreement": agreed})


def no_loss(name: str, found: Comparison) -> Gate:
    """Judge a comparison: nothing that is guarded may be worse, and the precision no lower than what is asked."""
    worse = [each for each in found.figures if each.is_worse and _counts(each, found.precision)]
    told = f"{counted(found.sentences, 'sentence')}: " + ", ".join(
        f"{each.name} {each.champion:.4f} -> {each.challenger:.4f}" for each in found.figures
    )
    return Gate(name, told, tuple(_problem(each) for each in worse), figures(found))


def figures(found: Comparison) -> dict[str, Any]:
    """Return what was measured, for the log of models."""
    kept = {each.name: [each.champion, each.challenger, each.low, each.high] for each in found.figures}
    return {"sentences": found.sentences, "better": len(found.better), "worse": len(found.worse), **kept}


def _counts(found: Figure, asked: float) -> bool:
    """Say whether a loss keeps the gate shut: of precision only what falls below what is asked."""
    return found.name in GUARDED or (found.name == "precision" and found.challenger < asked)


def _problem(found: Figure) -> str:
    return (
        f"{WORDS[found.name]}: {found.name} {found.champion:.4f} -> {found.challenger:.4f}, "
        f"95 % sure that the difference is {found.high:+.4f} or worse"
    )
