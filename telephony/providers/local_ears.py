"""How does the call hear with no provider key? Transcriber on the embedded pocketsphinx, for demo and development.

A line costs nothing while its caller is silent: only energy is watched. Speech is buffered and recognised by one of the
few decoders all calls share: now and then while it lasts, and at every pause, before it is known to be the end.
Real telephone callers deserve a real provider; this knows only words that it was given.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from engine.settings import Settings
from telephony.providers.local.endpointer import FRAME_MS, PAUSE_MS, Edge, Endpointer
from telephony.providers.local.recogniser import Question, Recogniser, Words
from telephony.speech import (
    FRAME_BYTES,
    SAMPLE_RATE,
    EagerEndOfTurn,
    EndOfTurn,
    Focus,
    Hearing,
    Settled,
    StartOfTurn,
    TurnResumed,
    Update,
    Word,
)

FIRST_LOOK_MS = 400
"""Into speech, for the first partial: an interruption should not have to wait for its end."""
NEXT_LOOK_MS = 1000
LONGEST_S = 25
"""Of one utterance; what comes later is not heard."""
_BEFORE = 15
"""Frames kept from before speech was noticed."""


def build(settings: Settings, phrases: Sequence[str] = ()) -> LocalEars:  # noqa: ARG001 - every provider's signature
    """Return the embedded ears. ``phrases``: sentences callers say here; words that are in none cannot be heard."""
    return LocalEars(phrases)


class LocalEars:
    """Speech to text on this machine."""

    name = "local"

    def __init__(self, phrases: Sequence[str]) -> None:
        self._recogniser = Recogniser(phrases)

    @asynccontextmanager
    async def listen(self, focus: Focus) -> AsyncIterator[LocalEar]:
        """Open a line for one call."""
        async with asyncio.TaskGroup() as group:
            ear = LocalEar(self._recogniser, focus, group)
            try:
                yield ear
            finally:
                ear.close()

    def close(self) -> None:
        """Stop the decoders."""
        self._recogniser.close()


class LocalEar:
    """One call's line."""

    pulse = None
    beats = 0

    def __init__(self, recogniser: Recogniser, focus: Focus, group: asyncio.TaskGroup) -> None:
        self._recogniser = recogniser
        self._group = group
        self._heard: asyncio.Queue[Hearing | None] = asyncio.Queue()
        self._endpointer = Endpointer()
        self._before: deque[bytes] = deque(maxlen=_BEFORE)
        self._rest = b""
        self._speech = bytearray()
        self._looked_ms = 0
        self._look: asyncio.Task[None] | None = None
        self._words: Words | None = None
        self._ended = False
        self._taken_ms = self._ended_ms = self._settled_ms = 0
        self.focus(focus)

    def focus(self, focus: Focus) -> None:
        """Expect this from now on; a turn in progress keeps its audio."""
        self._question = Question(focus.expects, focus.hints)
        self._endpointer.patience_ms = focus.patience_ms

    def send(self, audio: bytes) -> None:
        """Take mu-law audio of any length."""
        whole = self._rest + audio
        end = len(whole) - len(whole) % FRAME_BYTES
        for start in range(0, end, FRAME_BYTES):
            self._take(whole[start : start + FRAME_BYTES])
        self._rest = whole[end:]

    def end_turn(self) -> None:
        """Forget the turn in progress: keys answered it."""
        self._endpointer.reset()
        self._begin()

    def settled(self) -> Settled:
        """Return where the last turn was over."""
        return Settled(self._settled_ms)

    def words(self) -> Sequence[Word]:
        """Return none: nothing is known of their times."""
        return ()

    def close(self) -> None:
        """End the line: whoever iterates stops."""
        self._drop_look()
        self._heard.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[Hearing]:
        """Yield what is heard until the line closes."""
        while (hearing := await self._heard.get()) is not None:
            yield hearing

    # ------------------------------------------------------------------------------------------------- one frame

    def _take(self, frame: bytes) -> None:
        self._taken_ms += FRAME_MS
        edge = self._endpointer.feed(frame)
        self._keep(frame, began=edge is Edge.BEGAN)
        match edge:
            case Edge.BEGAN:
                self._heard.put_nowait(StartOfTurn())
            case Edge.PAUSED:
                self._start_look(final=True)
            case Edge.RESUMED:
                self._resume()
            case Edge.ENDED:
                self._end()
            case None:
                self._peek()

    def _keep(self, frame: bytes, *, began: bool) -> None:
        if began:
            self._begin()
            self._speech += b"".join(self._before)
        if not (self._endpointer.speaking or began):
            self._before.append(frame)
        elif len(self._speech) < LONGEST_S * SAMPLE_RATE:
            self._speech += frame

    def _begin(self) -> None:
        self._drop_look()
        self._speech.clear()
        self._looked_ms = 0
        self._words, self._ended = None, False

    def _resume(self) -> None:
        if self._words is not None:
            self._heard.put_nowait(TurnResumed())
        self._words = None
        self._drop_look()

    def _end(self) -> None:
        self._ended, self._ended_ms = True, self._taken_ms
        if self._words is not None:
            self._finish(self._words)

    # ------------------------------------------------------------------------------------------------- the words

    def _peek(self) -> None:
        """Recognise the words so far when it is time, nobody else needs the decoder, and no pause has begun."""
        spoken_ms = len(self._speech) // FRAME_BYTES * FRAME_MS
        due = self._looked_ms + (NEXT_LOOK_MS if self._looked_ms else FIRST_LOOK_MS + _BEFORE * FRAME_MS)
        if self._endpointer.speaking and self._endpointer.quiet_ms < PAUSE_MS and spoken_ms >= due:
            self._looked_ms = spoken_ms
            if self._recogniser.free and self._look is None:
                self._start_look(final=False)

    def _start_look(self, *, final: bool) -> None:
        self._drop_look()
        audio, question = bytes(self._speech), self._question
        self._look = self._group.create_task(self._recognise(audio, question, final=final), name="local-ear")

    async def _recognise(self, audio: bytes, question: Question, *, final: bool) -> None:
        words = await self._recogniser.words(audio, question)
        self._look = None
        if not final:
            if words.text:
                self._heard.put_nowait(Update(words.text, words.confidence))
        elif self._ended:
            self._finish(words)
        else:
            self._words = words
            self._heard.put_nowait(EagerEndOfTurn(words.text, words.confidence))

    def _finish(self, words: Words) -> None:
        self._settled_ms = self._ended_ms
        self._begin()
        self._heard.put_nowait(EndOfTurn(words.text, words.confidence))

    def _drop_look(self) -> None:
        if self._look is not None:
            self._look.cancel()
            self._look = None
