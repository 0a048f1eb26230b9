"""How does listen v2 answer to audio? The protocol of Flux as a pure machine: audio and orders in, messages out.

Its rules, which it keeps whatever it hears:

1. an Update for every 250 ms of audio, unless the turn's state changed
2. EagerEndOfTurn always has words
3. TurnResumed only after EagerEndOfTurn
4. EndOfTurn has the words of the EagerEndOfTurn before it
5. turn_index goes up after EndOfTurn

What is heard, and how sure it is that a turn is over, a ``Listener`` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telephony.simulator.standins.listening import Instant, Listener
from telephony.simulator.standins.saying import Word

Message = dict[str, Any]

UPDATE_MS = 250
CONFIDENCE = 0.97
MOST_TOKENS = 500
_EAGER = (0.3, 0.9)
_EOT = (0.5, 1.0)
_TIMEOUT = (500, 60_000)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How sure it has to be."""

    eager: float | None = None
    """None: no EagerEndOfTurn and no TurnResumed."""
    eot: float = 0.7
    """1.0: only ForceEndTurn and the timeout end a turn."""
    timeout_ms: int = 5000

    def __post_init__(self) -> None:
        """Refuse what the provider refuses."""
        _within("eager_eot_threshold", self.eager if self.eager is not None else _EAGER[0], _EAGER)
        _within("eot_threshold", self.eot, _EOT)
        _within("eot_timeout_ms", self.timeout_ms, _TIMEOUT)
        if self.eager is not None and self.eager > self.eot:
            raise ValueError("eager_eot_threshold must not be above eot_threshold")


def _within(name: str, value: float, limits: tuple[float, float]) -> None:
    if not limits[0] <= value <= limits[1]:
        raise ValueError(f"{name} must be from {limits[0]} to {limits[1]}")


def changed(thresholds: Thresholds, asked: Mapping[str, Any]) -> Thresholds:
    """Return the thresholds with those of ``asked`` in their place. Raises ``ValueError``."""
    unknown = sorted(set(asked) - {"eager_eot_threshold", "eot_threshold", "eot_timeout_ms"})
    if unknown:
        raise ValueError(f"unknown threshold {unknown[0]}")
    eager = asked.get("eager_eot_threshold", thresholds.eager)
    return Thresholds(
        eager=None if eager is None else float(eager),
        eot=float(asked.get("eot_threshold", thresholds.eot)),
        timeout_ms=int(asked.get("eot_timeout_ms", thresholds.timeout_ms)),
    )


def options(query: Mapping[str, Sequence[str]]) -> tuple[Thresholds, tuple[str, ...]]:
    """Read thresholds and keyterms from the query string. Raises ``ValueError`` with what the provider would say."""
    one = {name: values[-1] for name, values in query.items()}
    if one.get("model") not in {"flux-general-en", "flux-general-multi"}:
        raise ValueError("v2 has the models flux-general-en and flux-general-multi")
    if one.get("encoding") != "mulaw" or one.get("sample_rate") != "8000":
        raise ValueError("this stand-in hears encoding=mulaw, sample_rate=8000 only")
    asked = {name: float(one[name]) for name in one if name.startswith(("eot_", "eager_"))}
    return changed(Thresholds(), asked), tuple(query.get("keyterm", ()))


class Flux:
    """One connection."""

    def __init__(self, thresholds: Thresholds, keyterms: tuple[str, ...], listener: Listener, request_id: str) -> None:
        self.thresholds = thresholds
        self.keyterms = keyterms
        self._listener = listener
        self._request_id = request_id
        self._sequence = -1
        self._turn_index = 0
        self._turn_open = False
        self._eager: tuple[Word, ...] | None = None
        """The words of the last EagerEndOfTurn while it stands."""
        self._words: tuple[Word, ...] = ()
        """Those of the turn in progress that are out by now."""
        self._window_ms = 0
        self._update_ms = 0

    def connected(self) -> Message:
        """Return the first message."""
        return self._message("Connected")

    def hear(self, audio: bytes) -> Iterator[Message]:
        """Yield the messages that audio gives rise to."""
        for instant in self._listener.hear(audio):
            yield from self._at(instant)

    def _at(self, instant: Instant) -> Iterator[Message]:
        now, self._words = instant.at_ms, instant.words
        if instant.resumes and self._eager is not None:
            self._eager = None
            yield self._turn_info("TurnResumed", now)
        if instant.begins and not self._turn_open:
            self._turn_open = True
            yield self._turn_info("StartOfTurn", now)
        if self._turn_open and not instant.sounding:
            yield from self._maybe_over(instant)
        if now - self._update_ms >= UPDATE_MS:
            yield self._turn_info("Update", now)

    def _maybe_over(self, instant: Instant) -> Iterator[Message]:
        now, sure, eager = instant.at_ms, instant.sure, self.thresholds.eager
        if eager is not None and self._eager is None and sure >= eager and self._words:
            self._eager = self._words
            yield self._turn_info("EagerEndOfTurn", now, sure)
        if sure >= self.thresholds.eot:
            yield self._over(now, "model", sure)
        elif instant.silent_ms >= self.thresholds.timeout_ms:
            yield self._over(now, "timeout", sure)

    def _over(self, now: int, trigger: str, sure: float) -> Message:
        message = self._turn_info("EndOfTurn", now, sure) | {"trigger": trigger}
        self._turn_open, self._eager = False, None
        self._turn_index += 1
        self._window_ms = now
        self._listener.end_turn()
        return message

    def force_end_turn(self) -> Iterator[Message]:
        """Answer ForceEndTurn: nothing without an open turn."""
        if self._turn_open:
            yield self._over(self._listener.at_ms, "manual", 1.0)

    def configure(self, asked: Mapping[str, Any]) -> Message:
        """Answer Configure."""
        keyterms = asked.get("keyterms")
        if keyterms is not None and sum(len(term) // 4 + 1 for term in keyterms) > MOST_TOKENS:
            return self._refusal("more than 500 tokens of keyterms")
        try:
            self.thresholds = thresholds = changed(self.thresholds, asked.get("thresholds") or {})
        except (ValueError, TypeError) as error:
            return self._refusal(str(error))
        self.keyterms = self.keyterms if keyterms is None else tuple(keyterms)
        now = {"eot_threshold": thresholds.eot, "eot_timeout_ms": thresholds.timeout_ms}
        if thresholds.eager is not None:
            now["eager_eot_threshold"] = thresholds.eager
        return self._message("ConfigureSuccess") | {"thresholds": now, "keyterms": list(self.keyterms)}

    def _refusal(self, why: str) -> Message:
        return self._message("ConfigureFailure") | {"code": "INVALID_CONFIGURATION", "description": why}

    def fatal(self, code: str, why: str) -> Message:
        """Return the message after which the connection is closed."""
        return self._message("Error") | {"code": code, "description": why}

    def _turn_info(self, event: str, now: int, sure: float = 0.0) -> Message:
        self._update_ms = now
        words = self._words if self._eager is None else self._eager
        words = words if self._turn_open else ()
        return self._message("TurnInfo") | {
            "event": event,
            "turn_index": self._turn_index,
            "audio_window_start": self._window_ms / 1000,
            "audio_window_end": now / 1000,
            "transcript": " ".join(word.text for word in words),
            "words": [
                {"word": word.text, "confidence": CONFIDENCE, "start": word.start_ms / 1000, "end": word.end_ms / 1000}
                for word in words
            ],
            "end_of_turn_confidence": round(sure, 4),
        }

    def _message(self, kind: str) -> Message:
        self._sequence += 1
        return {"type": kind, "request_id": self._request_id, "sequence_id": self._sequence}
