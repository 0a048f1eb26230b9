"""What hears, thinks and speaks in no time? In-process parts for ``bench calls``, so that only our work is measured.

The transcriber is an energy gate that reports the same words each time, the synthesizer hands out ready audio, and the
language model answers at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from engine.llm.protocol import Done, Event, Request, ToolUse, Usage
from engine.types import Defer, Verdict
from telephony.bench.gate import loud
from telephony.speech import EndOfTurn, Focus, Hearing, Settled, StartOfTurn, Voicing, Word

ANSWER = b"\x30\xb0" * 8000
"""Two seconds of a loud tone."""
CHUNK_BYTES = 800
"""100 ms: what one media message carries."""
BYTES_PER_CHARACTER = 170
"""Speech at about 47 characters a second: the answer's two sentences last two seconds, as the bare server's do."""
LEAD_S = 0.3
"""How far ahead of the caller's ear audio is sent."""


class InstantEar:
    """Reports speech the moment the gate opens, and its end the moment the gate closes."""

    pulse = None
    beats = 0

    def __init__(self, words: str) -> None:
        """Hear ``words`` in every utterance."""
        self._words = words
        self._events: asyncio.Queue[Hearing] = asyncio.Queue(64)
        self._speaking = False

    def send(self, audio: bytes) -> None:
        """Gate 20 ms."""
        speaking = loud(audio)
        if speaking is self._speaking:
            return
        self._speaking = speaking
        self._events.put_nowait(StartOfTurn(self._words) if speaking else EndOfTurn(self._words))

    def focus(self, focus: Focus) -> None:
        """Ignore what is asked: the words are always the same."""

    def end_turn(self) -> None:
        """Ignore it: the gate ends turns."""

    def settled(self) -> Settled:
        """Return the beginning: this line does not break."""
        return Settled()

    def words(self) -> Sequence[Word]:
        """Return none."""
        return ()

    async def __aiter__(self) -> AsyncIterator[Hearing]:
        """Yield what the gate reports."""
        while True:
            yield await self._events.get()


class InstantTranscriber:
    """Hears the same words on every call."""

    name = "instant"

    def __init__(self, words: str) -> None:
        """Hear ``words``."""
        self._words = words

    @asynccontextmanager
    async def listen(self, focus: Focus) -> AsyncIterator[InstantEar]:  # noqa: ARG002 - the protocol's signature
        """Open a line."""
        yield InstantEar(self._words)


class InstantSynthesizer:
    """Hands out audio as long as the text would take, in one piece."""

    name = "instant"

    async def speak(self, text: str, voicing: Voicing) -> AsyncIterator[bytes]:  # noqa: ARG002 - the protocol's signature
        """Yield the audio."""
        yield (ANSWER * 2)[: len(text) * BYTES_PER_CHARACTER]


class InstantLanguageModel:
    """Picks the one flow it is offered."""

    name = "instant"

    async def stream(self, request: Request) -> AsyncIterator[Event]:  # noqa: ARG002 - the protocol's signature
        """Answer with a tool use at once."""
        yield ToolUse("start_flow", {"flow": "parcel"})
        yield Done("tool_use", Usage())

    async def close(self) -> None:
        """Nothing is open."""


class Unsure:
    """An understander that leaves everything to the language model."""

    async def understand(self, text: str) -> Verdict:  # noqa: ARG002 - the protocol's signature
        """Defer."""
        return Defer(())
