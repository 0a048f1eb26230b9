"""What does Deepgram's listen v2 (Flux) report? Our five events are its own: ``parse``, and a shell over the SDK.

Flux decides by meaning when a turn is over, so the question's patience becomes a threshold: how sure it has to be.
There is no KeepAlive in v2; when nothing is sent for a while, a little silence is.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from deepgram import AsyncDeepgramClient
from deepgram.listen.v2.types.listen_v2configure_failure import ListenV2ConfigureFailure
from deepgram.listen.v2.types.listen_v2configure_success import ListenV2ConfigureSuccess
from deepgram.listen.v2.types.listen_v2connected import ListenV2Connected
from deepgram.listen.v2.types.listen_v2fatal_error import ListenV2FatalError
from deepgram.listen.v2.types.listen_v2turn_info import ListenV2TurnInfo
from deepgram.listen.v2.types.listen_v2warning import ListenV2Warning

from engine.settings import Settings
from telephony.providers.deepgram.dial import client, dialled, tags, terms
from telephony.providers.deepgram.line import (
    GUARD_MS,
    LONGEST_TEXT,
    Configured,
    Failed,
    Line,
    Nonsense,
    Signal,
    settled_after,
)
from telephony.providers.deepgram.outbox import EndTurn, Parcel, StayOpen
from telephony.speech import (
    SAMPLE_RATE,
    SILENCE,
    EagerEndOfTurn,
    EndOfTurn,
    Focus,
    Pulse,
    Settled,
    StartOfTurn,
    TurnResumed,
    Update,
    Word,
)

MODEL = "flux-general-en"

UNDECIDED_MS = 1500.0
"""So long after it was said a word may come at the latest: before, silence was silence."""

_EAGER_BELOW = 0.3
"""How much less sure an ``EagerEndOfTurn`` is than an ``EndOfTurn``."""


def parse(message: object) -> Signal | None:
    """Return what a message of the SDK means; None when it changes nothing."""
    match message:
        case ListenV2TurnInfo():
            return _turn_info(message)
        case ListenV2ConfigureSuccess() | ListenV2ConfigureFailure():
            return Configured()
        case ListenV2Connected() | ListenV2Warning():
            return None
        case ListenV2FatalError():
            return Failed(str(getattr(message, "code", ""))[:60])
    return Nonsense()


def _turn_info(info: ListenV2TurnInfo) -> Signal | None:  # noqa: PLR0911 - one return an event
    text = getattr(info, "transcript", None)
    if not isinstance(text, str):
        return Nonsense()
    text = text.strip()[:LONGEST_TEXT]
    match getattr(info, "event", None):
        case "StartOfTurn":
            return StartOfTurn(text)
        case "Update":
            return Update(text, _confidence(info)) if text else None
        case "EagerEndOfTurn":
            return EagerEndOfTurn(text, _confidence(info))
        case "TurnResumed":
            return TurnResumed()
        case "EndOfTurn":
            return EndOfTurn(text, _confidence(info))
    return Nonsense()


def _confidence(info: ListenV2TurnInfo) -> float:
    """Return the words' mean; a word without one counts as certain."""
    words = getattr(info, "words", None)
    if not isinstance(words, list) or not words:
        return 0.0
    found = [getattr(word, "confidence", 1.0) for word in words]
    sure = [min(max(float(each), 0.0), 1.0) if isinstance(each, int | float) else 1.0 for each in found]
    return round(sum(sure) / len(sure), 4)


def timed(info: ListenV2TurnInfo) -> tuple[Word, ...]:
    """Return the words with their times; none when one of them has no times."""
    words = getattr(info, "words", None)
    try:
        return tuple(Word(str(each.word), 1000.0 * each.start, 1000.0 * each.end) for each in words or ())
    except (AttributeError, TypeError):
        return ()


def thresholds(patience_ms: int) -> dict[str, float]:
    """Return how sure Flux has to be, and how long it may wait: 700 ms is its own default of 0.7."""
    eot = round(min(max(0.5 + patience_ms / 3500, 0.5), 0.9), 2)
    return {
        "eager_eot_threshold": round(max(eot - _EAGER_BELOW, 0.3), 2),
        "eot_threshold": eot,
        "eot_timeout_ms": min(max(3 * patience_ms, 1000), 10_000),
    }


def build(settings: Settings, phrases: Sequence[str] = ()) -> DeepgramFlux:  # noqa: ARG001 - every provider's signature
    """Return the transcriber. Raises ``SettingsError`` without a key."""
    return DeepgramFlux(client(settings))


class DeepgramFlux:
    """Speech to text, and the ends of turns, by Deepgram's listen v2."""

    name = "deepgram-flux"

    def __init__(self, sdk: AsyncDeepgramClient) -> None:
        self._api = sdk.listen.v2  # the SDK imports this part now, and not in the middle of the first call

    def listen(self, focus: Focus) -> AbstractAsyncContextManager[Line]:
        """Open a line for one call. Raises ``ProviderError`` on entry."""

        def connect() -> AbstractAsyncContextManager[Any]:
            sure = thresholds(focus.patience_ms)
            line: AbstractAsyncContextManager[Any] = self._api.connect(
                model=MODEL,
                encoding="mulaw",
                sample_rate=SAMPLE_RATE,
                eager_eot_threshold=sure["eager_eot_threshold"],
                eot_threshold=sure["eot_threshold"],
                eot_timeout_ms=int(sure["eot_timeout_ms"]),
                keyterm=terms(focus.hints) or None,
                mip_opt_out=True,
                tag=tags(),
            )
            return line

        return dialled(connect, Flux, self.name)


class Flux:
    """The dialect of listen v2 on one socket."""

    provider = DeepgramFlux.name
    unanswered_bytes = 5 * SAMPLE_RATE
    """An Update comes for every quarter of a second of audio, words or none."""
    pulse = Pulse(sound_ms=20)
    """Whatever the caller says or does not say: no Update for more than a second is no slip."""
    filler_ms = 40.0

    def __init__(self, socket: Any) -> None:  # noqa: ANN401 - the SDK's socket
        self._socket = socket
        self._info: ListenV2TurnInfo | None = None
        self._in_turn = False
        self._settled_ms = 0.0

    def hear(self, message: object) -> Sequence[Signal]:
        """Say what a message means."""
        signal = parse(message)
        if isinstance(message, ListenV2TurnInfo) and not isinstance(signal, Nonsense):
            self._info = message
            if isinstance(signal, EndOfTurn) or (signal is None and not self._in_turn):
                self._settle(message)
            if signal is not None:
                self._in_turn = not isinstance(signal, EndOfTurn)
        return () if signal is None else (signal,)

    def settled(self) -> Settled:
        """Return how far it has got: a turn in progress is never certain."""
        return Settled(self._settled_ms)

    def words(self) -> Sequence[Word]:
        """Return the words of the last turn."""
        return () if self._info is None else timed(self._info)

    def _settle(self, info: ListenV2TurnInfo) -> None:
        heard, words = getattr(info, "audio_window_end", None), timed(info)
        if not isinstance(heard, int | float):
            return
        if words:
            place = settled_after(words[-1].end_ms, 1000.0 * heard)
        else:
            place = 1000.0 * heard - (GUARD_MS if info.transcript else UNDECIDED_MS)
        self._settled_ms = max(self._settled_ms, place)

    async def send(self, parcel: Parcel) -> None:
        """Put one parcel on the socket."""
        match parcel:
            case bytes():
                await self._socket.send_media(parcel)
            case Focus():
                configure = {
                    "type": "Configure",
                    "thresholds": thresholds(parcel.patience_ms),
                    "keyterms": terms(parcel.hints),
                }
                await self._socket.send_configure(configure)
            case EndTurn():
                await self._socket.send_force_end_turn()
            case StayOpen():
                await self._socket.send_media(SILENCE * 2)
