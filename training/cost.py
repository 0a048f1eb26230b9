"""What do a thousand calls cost, and how long do callers wait? Arithmetic on what is given. Pure.

Prices, tokens and a language model's times are the reader's to fill in: they change, and none is claimed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from training.log.record import LoggedTurn

MILLION = 1_000_000
CALLS = 1000


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a language model, for a million tokens, in any currency."""

    input: float
    cached: float
    """Input that the provider reads from its cache."""
    output: float


@dataclass(frozen=True, slots=True)
class Use:
    """What one utterance takes when a language model has to understand it."""

    input: int
    """Tokens, cached ones included."""
    cached: float
    """Share of them that comes out of the provider's cache."""
    output: int
    requests: float = 1.0
    """Hedges and second models included."""
    seconds: float = 1.0
    """That the caller waits for it."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A thousand calls."""

    local: float
    """Share of the utterances answered at once."""
    utterances: float
    tokens: float
    money: float
    waiting_s: float
    """That callers wait for language models, together."""


def request(prices: Prices, use: Use) -> float:
    """Return what one utterance costs that a language model has to understand."""
    fresh = use.input * (1 - use.cached)
    spent = fresh * prices.input + use.input * use.cached * prices.cached + use.output * prices.output
    return use.requests * spent / MILLION


def bill(local: float, each: float, prices: Prices, use: Use) -> Bill:
    """Return the bill of a thousand calls of ``each`` utterances, of which ``local`` are answered at once."""
    utterances = CALLS * each
    asked = utterances * (1 - local)
    return Bill(
        local=local,
        utterances=utterances,
        tokens=asked * use.requests * (use.input + use.output),
        money=asked * request(prices, use),
        waiting_s=asked * use.seconds,
    )


def shares(turns: Iterable[LoggedTurn], thresholds: Mapping[str, float]) -> dict[str, float]:
    """Return what share of a log each threshold would answer at once: by name, 0 where nothing was scored."""
    best = [turn.candidates[0].score for turn in turns if turn.candidates]
    return {name: sum(score >= line for score in best) / max(len(best), 1) for name, line in thresholds.items()}
