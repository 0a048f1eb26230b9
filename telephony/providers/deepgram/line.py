"""How does a call's line to Deepgram run? A writer empties the outbox, a reader asks the dialect what a message means.

Every 20 ms frame costs the line an append; a batch wakes the writer, and so does each quiet frame within a turn.
Whatever ends the line too early becomes a ``ProviderError`` in the reader: a closed socket, an error message, nonsense,
audio that the socket does not take, and audio that nobody answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from websockets.exceptions import ConnectionClosed

from engine.errors import ProviderError
from telephony.providers.deepgram.outbox import Outbox, Parcel, StayOpen
from telephony.speech import (
    FRAME_BYTES,
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

WATCH_S = 3.0
"""How often the line looks whether it is still moving. Nova wants something at least every 10 s."""
NONSENSE = 10
"""Messages in a row that mean nothing before the line gives up."""
LONGEST_TEXT = 2000
"""Characters of one transcript that are kept."""


@dataclass(frozen=True, slots=True)
class Configured:
    """A Configure was answered, with success or without."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The provider reported an error of its own."""

    code: str


@dataclass(frozen=True, slots=True)
class Nonsense:
    """Not a message of this protocol."""


Signal = Hearing | Configured | Failed | Nonsense


class Dialect(Protocol):
    """One version of Deepgram's protocol."""

    provider: str
    unanswered_bytes: int
    """How much audio may be sent without any message coming back: more, and the provider has gone mute."""
    pulse: Pulse
    """How it shows sooner that it lives."""
    filler_ms: float
    """How much silence of ours goes out with a ``StayOpen``."""

    def hear(self, message: object) -> Sequence[Signal]:
        """Say what a message of the SDK means."""
        ...

    async def send(self, parcel: Parcel) -> None:
        """Put one parcel on the socket."""
        ...

    def settled(self) -> Settled:
        """Return how far the provider has got, in all the audio that was sent."""
        ...

    def words(self) -> Sequence[Word]:
        """Return the words of the last turn, in all the audio that was sent."""
        ...


GUARD_MS = 100.0


def settled_after(word_end_ms: float, heard_ms: float) -> float:
    """Return where a new line goes on after a turn whose last word ended here, and that was over when this was heard.

    Not right at the word, or its end would be heard as another; not where it was over, as the next may have begun.
    """
    return word_end_ms + min(GUARD_MS, max(0.0, (heard_ms - word_end_ms) / 2))


class Line:
    """An ``Ear`` over a socket of the Deepgram SDK."""

    def __init__(self, socket: Any, dialect: Dialect) -> None:  # noqa: ANN401 - the SDK has one socket class a version
        self._socket = socket
        self._dialect = dialect
        self.pulse: Pulse | None = dialect.pulse
        self.beats = 0
        self._outbox = Outbox()
        self._wake = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_later(WATCH_S, self._watch)
        self._sends = self._sends_seen = 0
        self._unanswered = 0
        self._taken_over = 0
        self._filled_ms = 0.0
        self._nonsense = 0
        self._failure: ProviderError | None = None
        self._closing = False

    @property
    def dropped(self) -> int:
        """Bytes of audio that could not be sent in time."""
        return self._outbox.dropped

    def send(self, audio: bytes) -> None:
        """Append; wake the writer when a batch is full."""
        if len(audio) > FRAME_BYTES:
            self._taken_over += len(audio)
        if self._outbox.put(audio):
            self._wake.set()

    def focus(self, focus: Focus) -> None:
        """Configure the provider for the open question."""
        self._outbox.focus(focus)
        self._wake.set()

    def end_turn(self) -> None:
        """Close the turn after the audio that was sent so far."""
        self._outbox.end_turn()
        self._wake.set()

    def settled(self) -> Settled:
        """Return how far the provider has got, in the audio that it was given."""
        found = self._dialect.settled()
        return Settled(max(0.0, found.until_ms - self._filled_ms), found.certain)

    def words(self) -> Sequence[Word]:
        """Return the words of the last turn, in the audio that it was given."""
        filled = self._filled_ms
        return [Word(each.text, each.start_ms - filled, each.end_ms - filled) for each in self._dialect.words()]

    async def write(self) -> None:
        """Send what is due, until cancelled or the socket closes."""
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while (parcel := self._outbox.take()) is not None:
                    await self._dialect.send(parcel)
                    self._sends += 1
                    if isinstance(parcel, bytes):
                        self._count(len(parcel))
                    elif isinstance(parcel, StayOpen):
                        self._filled_ms += self._dialect.filler_ms
        except ConnectionClosed:
            return  # the reader finds out too, and it is the one that is listened to

    def _count(self, sent: int) -> None:
        self._unanswered += sent
        if self._unanswered > self._dialect.unanswered_bytes + self._taken_over:
            self._fail("stalled", f"said nothing about {self._unanswered // 8000} s of audio")

    def _watch(self) -> None:
        """Every ``WATCH_S``: is the line moving? If it has no reason to, show that we are there."""
        if self._sends == self._sends_seen:
            if self._outbox.waiting:
                self._fail("stalled", "takes no more audio")
                return
            self._outbox.stay_open()
            self._wake.set()
        self._sends_seen = self._sends
        self._timer = self._loop.call_later(WATCH_S, self._watch)

    async def __aiter__(self) -> AsyncIterator[Hearing]:
        """Yield hearing events until the line is closed from our side. Raises ``ProviderError``."""
        try:
            async for message in self._socket:
                self._unanswered = 0
                self.beats += 1
                for signal in self._dialect.hear(message):
                    match signal:
                        case StartOfTurn() | Update() | EagerEndOfTurn() | TurnResumed() | EndOfTurn():
                            self._nonsense, self._outbox.in_turn = 0, not isinstance(signal, EndOfTurn)
                            yield signal
                        case _:
                            self._note(signal)
        except ConnectionClosed as closed:
            self._failure = self._failure or self._error("dropped", f"closed the line ({_reason(closed)})")
        if self._closing:
            return
        raise self._failure or self._error("dropped", "closed the line")

    def _note(self, signal: Configured | Failed | Nonsense) -> None:
        match signal:
            case Configured():
                self._nonsense = 0
                self._outbox.answered()
                self._wake.set()
            case Failed(code):
                raise self._error("dropped", f"reported {code}")
            case Nonsense():
                self._nonsense += 1
                if self._nonsense >= NONSENSE:
                    raise self._error("garbage", "does not speak its own protocol")

    def _fail(self, cause: str, what: str) -> None:
        """Make the reader raise: it is waiting for a message that will not come."""
        self._failure = self._error(cause, what)
        self._socket._websocket.transport.abort()  # noqa: SLF001 - the SDK cannot close a socket that hangs

    def _error(self, cause: str, what: str) -> ProviderError:
        provider = self._dialect.provider
        return ProviderError(f"{provider} {what}", provider=provider, cause=cause)

    def close(self) -> None:
        """Stop the watch; a reader ends quietly from now on."""
        self._closing = True
        self._timer.cancel()


def _reason(closed: ConnectionClosed) -> str:
    return f"{closed.rcvd.code} {closed.rcvd.reason[:60]}".strip() if closed.rcvd else "no goodbye"
