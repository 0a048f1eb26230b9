"""What does every call know without asking? Names that no slot and no result may take, and their values' kinds."""

from __future__ import annotations

from collections.abc import Mapping

from engine.flows.shapes import Shape

TODAY = ("today",)
"""The day, where the call is answered."""
GIVEN: Mapping[tuple[str, ...], Shape] = {("caller", "said"): Shape("text"), TODAY: Shape("date")}
"""Path -> what kind of value it is."""
NAMES = tuple(path[0] for path in GIVEN)
