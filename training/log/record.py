"""What is one logged turn, wherever it was logged? An utterance, what was made of it, and who said it. Pure.

The utterance is fit to be kept (``engine.learnable``), whoever wrote the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from engine.types import Candidate

LONGEST_CALL = 500
"""Turns that are taken for one call's at most; what follows is taken for another's."""


@dataclass(frozen=True, slots=True)
class LoggedTurn:
    """One turn in which somebody spoke or keyed."""

    sid: str
    """The call."""
    index: int
    """The turn in the call."""
    utterance: str = field(repr=False)
    """Empty for keys."""
    at: datetime | None = None
    model: str = ""
    """The intent model that was asked; empty: none, or unknown."""
    locale: str = ""
    place: str = ""
    """The question's step that was answered."""
    candidates: tuple[Candidate, ...] = ()
    """Best first, five at most."""
    none: float = 0.0
    threshold: float = 0.0
    verdict: str = ""
    """accept, clarify, defer; empty: the classifier was not asked."""
    by: str = ""
    """Who understood."""
    meaning: str = ""
    """The intent that it was acted on as."""
    caller: str = ""
    """Keyed hash; empty: unknown."""
    label: str = ""
    """What a person has said that it means, where the log knows."""


class OfCall(Protocol):
    """Is part of a call."""

    @property
    def sid(self) -> str:
        """The call."""
        ...


Part = TypeVar("Part", bound=OfCall)


def calls(turns: Iterable[Part]) -> Iterator[list[Part]]:
    """Group turns that follow one another in one call. A call is held whole, the log never is."""
    call: list[Part] = []
    for turn in turns:
        if call and (turn.sid != call[-1].sid or len(call) >= LONGEST_CALL):
            yield call
            call = []
        call.append(turn)
    if call:
        yield call
