"""What is heard while we speak: is it for us? The five labels, and a judgement over them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """What an utterance is to us."""

    INTERRUPTION = "interruption"
    """Meant for us: it takes the floor."""
    BACKCHANNEL = "backchannel"
    """"Mm-hmm": go on."""
    TIC = "tic"
    """"Um", a cough: nothing was said yet."""
    ASIDE = "aside"
    """Said to somebody else."""
    NOISE = "noise"
    """Not the caller's words at all."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an utterance is, and how sure that is."""

    label: Label
    """The most likely."""
    sure: float
    """Its probability."""
    meant: float
    """The probability that it is meant for us."""
