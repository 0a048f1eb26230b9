"""How much of a log has been scored anew? What a run tells of itself while it goes on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Done:
    """How far a run is."""

    scored: int = 0
    """Utterances that were scored in this run."""
    kept: int = 0
    """That had been scored before."""
