"""How long do others take on each turn? Every delay is drawn from a seed, by what it belongs to, and remembered.

All are lognormal, the 95th percentile twice the median. A turn's delays are found again by the stretch of audio, the
words that were asked about, or the text that was spoken.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from telephony.simulator.standins.told import FRAME_MS, Told, drawn

SPREAD = 2.0


@dataclass(frozen=True, slots=True)
class Medians:
    """What others take, in milliseconds."""

    eager: float = 100.0
    """From the caller's last frame until the transcriber holds the turn's end for likely."""
    over: float = 200.0
    """Until it is sure; the text is the same."""
    first_token: float = 250.0
    token: float = 12.5
    """Each of those that follow: 80 a second."""
    first_audio: float = 90.0
    network: float = 25.0
    """Between the caller and us, each way."""


@dataclass(slots=True)
class Delays:
    """Those of one run."""

    seed: int = 0
    medians: Medians = field(default_factory=Medians)
    heard: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Stretch -> until its end was likely, until it was sure: whole frames, since that is how a caller's time comes."""
    thought: dict[str, list[float]] = field(default_factory=dict)
    """Words -> until the last token, for each time they were asked about."""
    spoken: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    """Text -> when it was asked for, in seconds by the loop, and until its first audio; for each time."""

    def drew(self, told: Told, eager_ms: float, over_ms: float) -> None:
        """Note what the transcriber takes (``ToldListener``)."""
        self.heard[told.number] = _frames(eager_ms), _frames(over_ms)

    def thinks(self, body: dict[str, Any], tokens: int) -> tuple[float, float]:
        """Return what the language model takes for ``body``, in seconds (``ClaudeStandin.timing``)."""
        words = str(json.loads(_text(body["messages"][-1]["content"]))["said"])
        draw = self._draw("think", words, len(self.thought.get(words, ())))
        first = drawn(self.medians.first_token, SPREAD, draw)
        rest = drawn(self.medians.token, SPREAD, draw) * max(0, tokens - 1)
        self.thought.setdefault(words, []).append(first + rest)
        return first / 1000, rest / 1000

    @property
    def asked(self) -> int:
        """How often the language model was asked, words included that turned out not to be all."""
        return sum(map(len, self.thought.values()))

    def speaks(self, text: str) -> float:
        """Return what the synthesizer takes until the first audio of ``text``, in seconds."""
        taken = drawn(self.medians.first_audio, SPREAD, self._draw("speak", text, len(self.spoken.get(text, ()))))
        self.spoken.setdefault(text, []).append((asyncio.get_running_loop().time(), taken))
        return taken / 1000

    def speech(self, text: str, since: float, until: float) -> float:
        """Return what the first audio of ``text`` took that was asked for in this time; 0: nobody was asked."""
        return next((ms for at, ms in self.spoken.get(text, ()) if since <= at <= until), 0.0)

    def network(self, call: int, turn: int) -> tuple[float, float]:
        """Return what the ways to us and back take for one turn, in milliseconds."""
        draw = self._draw("network", call, turn)
        return drawn(self.medians.network, SPREAD, draw), drawn(self.medians.network, SPREAD, draw)

    def _draw(self, *parts: object) -> Random:
        return Random(f"{self.seed} {parts}")


def _frames(ms: float) -> float:
    return float(-(-ms // FRAME_MS) * FRAME_MS)


def _text(content: Any) -> str:  # noqa: ANN401 - a text, or blocks with one
    return content if isinstance(content, str) else str(content[-1]["text"])
