"""How are we doing? The counters and histograms an operator watches, by the field's names, in the Prometheus format.

Labels are constants or provider names: never a caller's words, never an id of a call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from engine.llm.protocol import Usage
from engine.prices import Cost
from engine.types import Turn

STAGES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.4, 0.8, 1.2, 2.0, 4.0, 8.0)
"""Seconds; the steps are finest where a caller begins to notice."""
ANSWER_STAGES = ("hear", "decide", "speak", "play")
"""From the caller's last sound: until we know that the turn is over; until the first line, its audio, its play-out."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(slots=True)
class Timeline:
    """When one turn's stages were reached, in milliseconds of the call's clock; None: not yet, or not at all."""

    caller_ended: float | None = None
    """The caller's last sound."""
    turn_began: float | None = None
    """We knew that the caller was done, and began to answer."""
    first_line: float | None = None
    """The dialog had its first line, a filler included."""
    first_audio: float | None = None
    """Its first sample went out: it was due at the caller's ear."""
    first_played: float | None = None
    """It was played, by its mark; the mark's way back to us is in it."""

    def answer_s(self) -> float | None:
        """Seconds from the caller's last sound to our first; None unless both are known."""
        if self.caller_ended is None or self.first_audio is None:
            return None
        return max(0.0, self.first_audio - self.caller_ended) / 1000

    def stages(self) -> dict[str, float]:
        """Return how long each stage took, of those whose both ends are known: they follow one another."""
        ends = (self.caller_ended, self.turn_began, self.first_line, self.first_audio, self.first_played)
        found = {
            name: max(0.0, end - start)
            for name, start, end in zip(ANSWER_STAGES, ends, ends[1:], strict=False)
            if start is not None and end is not None
        }
        if self.caller_ended is not None and self.first_played is not None:
            found["answer"] = max(0.0, self.first_played - self.caller_ended)
        return found


class Metrics:
    """One process's figures, in a registry of their own."""

    def __init__(self) -> None:
        """Register every figure."""
        own = self.registry = CollectorRegistry(auto_describe=True)
        self.calls = Counter("trunkline_calls", "Calls that ended, by reason", ["end_reason"], registry=own)
        self.live = Gauge("trunkline_calls_live", "Calls with an open stream", registry=own)
        self.turns = Counter("trunkline_turns", "Turns, by event and who understood", ["event", "by"], registry=own)
        self.stages = Histogram(
            "trunkline_stage_seconds", "Time of a turn's stages", ["stage"], buckets=STAGES, registry=own
        )
        self.answers = Histogram(
            "trunkline_answer_seconds", "Caller's last sound to our first", buckets=STAGES, registry=own
        )
        self.barge_ins = Counter("trunkline_barge_ins", "Times a caller spoke over us", registry=own)
        self.taken = Counter("trunkline_frames", "Frames taken of streams that are over", registry=own)
        self.dropped = Counter("trunkline_frames_dropped", "Frames not used, by reason", ["reason"], registry=own)
        self.shadowed = Counter(
            "trunkline_shadowed_utterances",
            "Utterances for the shadowing model: scored, dropped",
            ["what"],
            registry=own,
        )
        self.failures = Counter(
            "trunkline_provider_failures", "By provider and cause", ["provider", "cause"], registry=own
        )
        self.tokens = Counter(
            "trunkline_llm_tokens",
            "Tokens of language models: input not read from the provider's cache, input read from it, output",
            ["model", "kind"],
            registry=own,
        )
        self.asked = Counter(
            "trunkline_llm_requests",
            "Understanding asked of language models: first, after another (cascade) or beside it (hedge), and the end",
            ["model", "why", "outcome"],
            registry=own,
        )
        self.remembered = Counter(
            "trunkline_llm_remembered",
            "Deferred utterances: answered from the memory of understandings, or asked of a language model",
            ["outcome"],
            registry=own,
        )
        self.cost = Counter(
            "trunkline_cost",
            "What calls cost by the price table",
            ["component", "currency"],
            registry=own,
        )
        self.saved = Counter(
            "trunkline_saved", "What was not spent: no language model asked, speech kept", ["currency"], registry=own
        )
        self.refused = Counter("trunkline_refused", "Webhooks and streams refused", ["reason"], registry=own)

    def used(self, model: str, usage: Usage) -> None:
        """Count what one answer of a language model took."""
        self.tokens.labels(model, "input").inc(usage.input - usage.cached)
        self.tokens.labels(model, "cached").inc(usage.cached)
        self.tokens.labels(model, "output").inc(usage.output)

    def frames(self, taken: int, dropped: Mapping[str, int]) -> None:
        """Count the frames of one stream, those that were not used by reason."""
        self.taken.inc(taken)
        for reason, count in dropped.items():
            self.dropped.labels(reason).inc(count)

    def turn(self, turn: Turn) -> None:
        """Count one turn and its stages. A handler's stage goes by ``handler``, so that labels stay few."""
        self.turns.labels(turn.event, turn.by).inc()
        for stage, ms in turn.millis.items():
            self.stages.labels(stage.partition(":")[0]).observe(ms / 1000)

    def ended(self, cost: Cost) -> None:
        """Count what one call cost, and what it saved."""
        for component, money in cost.components.items():
            self.cost.labels(component, cost.currency).inc(money)
        self.saved.labels(cost.currency).inc(cost.saved)

    def answer(self, timeline: Timeline) -> None:
        """Note how long a caller waited for us."""
        waited = timeline.answer_s()
        if waited is not None:
            self.answers.observe(waited)

    def played(self, stages: Mapping[str, float]) -> None:
        """Note the stages of an answer that was heard, in milliseconds."""
        for stage, ms in stages.items():
            self.stages.labels(stage).observe(ms / 1000)

    def page(self) -> bytes:
        """Return what ``/metrics`` serves."""
        return generate_latest(self.registry)
