"""How far is training? The callback that shells draw as a bar."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is told about each step of each stage."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """``done`` of ``total`` steps of ``stage`` are finished. Stages come one after the other."""
        ...


def silent(stage: str, done: int, total: int) -> None:
    """Show nothing."""
