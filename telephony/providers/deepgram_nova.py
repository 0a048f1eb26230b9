"""What does Deepgram's listen v1 (nova) report in our terms? ``parse``, a pure turn machine, and a shell over the SDK.

    message                        the turn                              we say
    SpeechStarted                  begins                                StartOfTurn
    interim words                  begins or goes on                     Update
    is_final words                 its words so far are certain          Update
    speech_final                   ends; or, with a patient question,    EndOfTurn, or EagerEndOfTurn and then
                                   pauses until UtteranceEnd             TurnResumed when words follow
    UtteranceEnd, from_finalize    ends                                  EndOfTurn

The silence that makes ``speech_final`` is fixed when the line is opened; a later question that wants more patience than
that waits for ``UtteranceEnd``. A turn that began and never had words ends with an empty text.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Any

from deepgram import AsyncDeepgramClient
from deepgram.listen.v1.types.listen_v1configure import ListenV1Configure
from deepgram.listen.v1.types.listen_v1configure_failure import ListenV1ConfigureFailure
from deepgram.listen.v1.types.listen_v1configure_success import ListenV1ConfigureSuccess
from deepgram.listen.v1.types.listen_v1error import ListenV1Error
from deepgram.listen.v1.types.listen_v1metadata import ListenV1Metadata
from deepgram.listen.v1.types.listen_v1results import ListenV1Results
from deepgram.listen.v1.types.listen_v1speech_started import ListenV1SpeechStarted
from deepgram.listen.v1.types.listen_v1utterance_end import ListenV1UtteranceEnd

from engine.settings import Settings
from telephony.providers.deepgram.dial import client, dialled, tags, terms
from telephony.providers.deepgram.line import (
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
    EagerEndOfTurn,
    EndOfTurn,
    Focus,
    Hearing,
    Pulse,
    Settled,
    StartOfTurn,
    TurnResumed,
    Update,
    Word,
)

MODEL = "nova-3"
UNDECIDED_MS = 500.0
"""So long after it was said a word may come at the latest when a result has none."""
BLIP_MS = 120
"""So short a sound may be a word."""
LATE_MS = 400
"""So much later than it is due an UtteranceEnd may come."""
UTTERANCE_END_MS = 1000
"""The least the provider allows."""


# ------------------------------------------------------------------------------------------ what a message says


@dataclass(frozen=True, slots=True)
class Started:
    """Somebody makes a sound, at this second of the stream."""

    at: float


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of transcript."""

    text: str = field(repr=False)
    confidence: float
    end: float
    """Second of the stream up to which it goes."""
    final: bool
    speech_final: bool
    finalized: bool
    times: tuple[Word, ...] = ()
    """Of each word; empty when one of them has none."""


@dataclass(frozen=True, slots=True)
class Gap:
    """No words for a second."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """A message that changes nothing."""


Heard = Started | Words | Gap | Nothing | Configured | Failed | Nonsense


def parse(message: object) -> Heard:  # noqa: PLR0911 - one return a message type
    """Return what a message of the SDK says; whatever does not fit the protocol is ``Nonsense``."""
    match message:
        case ListenV1Results():
            return _words(message)
        case ListenV1SpeechStarted(timestamp=float() | int() as at):
            return Started(float(at))
        case ListenV1UtteranceEnd():
            return Gap()
        case ListenV1ConfigureSuccess() | ListenV1ConfigureFailure():
            return Configured()
        case ListenV1Metadata():
            return Nothing()
        case ListenV1Error():
            return Failed(str(getattr(message, "variant", ""))[:60])
    return Nonsense()


def _words(results: ListenV1Results) -> Words | Nonsense:
    try:
        best: Any = results.channel.alternatives[0]
        text, confidence = best.transcript, float(best.confidence)
        end = float(results.start) + float(results.duration)
    except (AttributeError, IndexError, TypeError, ValueError):
        return Nonsense()
    if not isinstance(text, str):
        return Nonsense()
    return Words(
        text.strip()[:LONGEST_TEXT],
        min(max(confidence, 0.0), 1.0),
        end,
        final=results.is_final is True,
        speech_final=results.speech_final is True,
        finalized=getattr(results, "from_finalize", None) is True,
        times=_times(best),
    )


def _times(best: Any) -> tuple[Word, ...]:  # noqa: ANN401 - the SDK's alternative
    try:
        return tuple(
            Word(str(getattr(word, "punctuated_word", None) or word.word), 1000.0 * word.start, 1000.0 * word.end)
            for word in best.words
        )
    except (AttributeError, TypeError):
        return ()


# ---------------------------------------------------------------------------------------------- the turn machine


@dataclass(frozen=True, slots=True)
class Turn:
    """The turn in progress, or the wait for one."""

    open: bool = False
    paused: bool = False
    """After an ``EagerEndOfTurn``."""
    began: float = 0.0
    certain: str = field(default="", repr=False)
    """The words of all finals."""
    latest: str = field(default="", repr=False)
    """With the newest interim: what is left when the final never comes."""
    confidence: float = 1.0
    """Of the least certain final."""


Step = tuple[Turn, tuple[Hearing, ...]]


def advance(turn: Turn, heard: Heard, *, patient: bool = False) -> Step:
    """Return the turn after ``heard``, and what there is to report."""
    match heard:
        case Started(at) if not turn.open:
            return Turn(open=True, began=at), (StartOfTurn(),)
        case Started() if turn.paused:
            return replace(turn, paused=False), (TurnResumed(),)
        case Words():
            return _with_words(turn, heard, patient=patient)
        case Gap() if turn.open:
            return Turn(), (_end(turn),)
    return turn, ()


def _with_words(turn: Turn, words: Words, *, patient: bool) -> Step:
    news: tuple[Hearing, ...] = ()
    if not turn.open:
        if not words.text:
            return turn, ()
        turn, news = Turn(open=True), (StartOfTurn(words.text),)
    elif turn.paused and words.text:
        turn, news = replace(turn, paused=False), (TurnResumed(),)
    turn = _heard(turn, words)
    if words.finalized or (words.speech_final and not patient) or _was_noise(turn, words):
        return Turn(), (*news, _end(turn))
    if words.speech_final and turn.certain:
        paused = EagerEndOfTurn(turn.certain, turn.confidence)
        return replace(turn, paused=True), (*news, paused)
    return turn, (*news, Update(turn.latest, words.confidence)) if words.text else news


def _heard(turn: Turn, words: Words) -> Turn:
    latest = f"{turn.certain} {words.text}".strip()[:LONGEST_TEXT]
    if not words.final:
        return replace(turn, latest=latest or turn.latest)
    confidence = min(turn.confidence, words.confidence) if words.text else turn.confidence
    return replace(turn, certain=latest, latest=latest, confidence=confidence)


def _was_noise(turn: Turn, words: Words) -> bool:
    """Say whether the sound that began the turn turned out to be no speech."""
    return words.final and not turn.latest and words.end > turn.began


def _end(turn: Turn) -> EndOfTurn:
    return EndOfTurn(turn.latest, turn.confidence if turn.latest else 0.0)


# ------------------------------------------------------------------------------------------------------ the shell


def build(settings: Settings, phrases: Sequence[str] = ()) -> DeepgramNova:  # noqa: ARG001 - every provider's signature
    """Return the transcriber. Raises ``SettingsError`` without a key."""
    return DeepgramNova(client(settings))


class DeepgramNova:
    """Speech to text by Deepgram's listen v1."""

    name = "deepgram-nova"

    def __init__(self, sdk: AsyncDeepgramClient) -> None:
        self._api = sdk.listen.v1  # the SDK imports this part now, and not in the middle of the first call

    def listen(self, focus: Focus) -> AbstractAsyncContextManager[Line]:
        """Open a line for one call. Raises ``ProviderError`` on entry."""

        def connect() -> AbstractAsyncContextManager[Any]:
            line: AbstractAsyncContextManager[Any] = self._api.connect(
                model=MODEL,
                encoding="mulaw",
                sample_rate=SAMPLE_RATE,
                channels=1,
                interim_results=True,
                punctuate=True,
                numerals=True,  # smart_format would do it too, and hold finals back until a number is complete
                endpointing=focus.patience_ms,
                utterance_end_ms=max(focus.patience_ms, UTTERANCE_END_MS),
                vad_events=True,
                keyterm=terms(focus.hints) or None,
                mip_opt_out=True,
                tag=tags(),
            )
            return line

        return dialled(connect, lambda socket: Nova(socket, focus), self.name)


class Nova:
    """The dialect of listen v1 on one socket."""

    provider = DeepgramNova.name
    unanswered_bytes = 15 * SAMPLE_RATE
    """In silence an empty result comes every few seconds."""
    filler_ms = 0.0

    def __init__(self, socket: Any, focus: Focus) -> None:  # noqa: ANN401 - the SDK's socket
        self._socket = socket
        self._turn = Turn()
        self._finals: tuple[Word, ...] = ()
        self._interim: tuple[Word, ...] = ()
        self._settled = Settled()
        self._endpointing_ms = focus.patience_ms
        self.pulse = Pulse(owed_ms=max(focus.patience_ms, UTTERANCE_END_MS) + LATE_MS, blip_ms=BLIP_MS, by_silence=True)
        self._patient = False

    def hear(self, message: object) -> Sequence[Signal]:
        """Say what a message means, given the turn so far."""
        heard = parse(message)
        if isinstance(heard, Configured | Failed | Nonsense):
            return (heard,)
        if not self._turn.open:
            self._finals = self._interim = ()
        self._turn, hearings = advance(self._turn, heard, patient=self._patient)
        if isinstance(heard, Words):
            self._take(heard)
        if hearings and isinstance(hearings[-1], EndOfTurn):
            self._settle_turn(heard)
        return hearings

    def settled(self) -> Settled:
        """Return how far it has got: up to the last final, also within a turn."""
        return self._settled

    def words(self) -> Sequence[Word]:
        """Return the words of the last turn."""
        return (*self._finals, *self._interim)

    def _take(self, heard: Words) -> None:
        if not heard.final:
            self._interim = heard.times
            return
        self._finals, self._interim = (*self._finals, *heard.times), ()
        if heard.times:
            place = heard.times[-1].end_ms
        else:
            place = 1000.0 * heard.end - (0.0 if heard.text or self._turn.open else UNDECIDED_MS)
        self._settled = Settled(max(self._settled.until_ms, place), self._turn.certain)

    def _settle_turn(self, heard: Heard) -> None:
        words, place = self.words(), self._settled.until_ms
        if words:
            over = 1000.0 * heard.end if isinstance(heard, Words) else words[-1].end_ms + UTTERANCE_END_MS
            place = settled_after(words[-1].end_ms, over)
        self._settled = Settled(place)

    async def send(self, parcel: Parcel) -> None:
        """Put one parcel on the socket."""
        match parcel:
            case bytes():
                await self._socket.send_media(parcel)
            case Focus():
                self._patient = parcel.patience_ms > self._endpointing_ms
                await self._socket.send_configure(ListenV1Configure(keyterms=terms(parcel.hints)))
            case EndTurn():
                await self._socket.send_finalize()
            case StayOpen():
                await self._socket.send_keep_alive()
