"""Where did a conversation stand? All that a later turn changes, so that a designer can go back and try again."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.dialog.history import History
from engine.dialog.state import State
from engine.dialog.vault import Vault
from engine.types import Next


@dataclass(frozen=True, slots=True)
class Mark:
    """A conversation between two turns. It holds secrets, and is never written down."""

    state: State
    vault: Vault
    history: History = field(repr=False)
    over: Next | None
    """How the call has ended, if it has."""
