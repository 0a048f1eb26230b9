"""Who transcribes this call? A ladder of transcribers, and the masking of all they say.

The first that opens listens; one that dies is opened again, then the next.
Audio comes straight from the socket's reader, never through the inbox. Transcripts are masked here, before anything
else sees them. While a secret is keyed the line stays open on silence: what is said then reaches no provider.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace

from engine.errors import ProviderError
from engine.privacy import mask
from engine.types import Listening
from telephony.speech import SILENCE, Ear, Focus, Hearing, Transcriber, TurnResumed

CLOSE_S = 1.0
"""A line that has not closed by then is left."""
DIAL_S = 3.0
"""A transcriber that has not answered by then is down."""
STEADY_S = 10.0
"""A line that lasted this long and then broke did not break for a reason that lasts."""
TRIES = 3
"""Failures in a row after which a transcriber is given up. One that refuses us is not asked twice."""
PAUSE_S = 0.3
"""Before it is tried again."""
FINAL = frozenset(("refused", "limited"))
MOST_TEXT = 2000
"""Characters of one utterance that are kept."""


@dataclass(frozen=True, slots=True)
class EarReports:
    """Whom the ears tell what happened. None of them may block."""

    heard: Callable[[Hearing], None]
    opened: Callable[[str], None]
    """This transcriber listens now."""
    failed: Callable[[ProviderError], None]
    """A line broke or did not open."""
    deaf: Callable[[], None]
    """No transcriber is left."""


class Ears:
    """One call's hearing."""

    def __init__(self, transcribers: Sequence[Transcriber], reports: EarReports) -> None:
        """``transcribers`` best first; may be empty."""
        self._ladder = list(transcribers)
        self._reports = reports
        self._focus = Focus()
        self._ear: Ear | None = None
        self._opened = False
        self._mute = False
        """Whether the open line has brought nothing yet."""
        self._secret = False

    def send(self, audio: bytes) -> None:
        """Pass on what the caller sounds like."""
        if self._ear is not None:
            self._ear.send(SILENCE if self._secret else audio)

    def listen_for(self, listening: Listening) -> None:
        """Turn to the open question."""
        self._secret = listening.secret
        self._focus = Focus(listening.expects, listening.hints, listening.patience_ms)
        if self._ear is not None:
            self._ear.focus(self._focus)

    def end_turn(self) -> None:
        """Close the turn in progress: it was answered by keys."""
        if self._ear is not None:
            self._ear.end_turn()

    async def run(self) -> None:
        """Listen until cancelled, down the ladder."""
        loop, failures = asyncio.get_running_loop(), 0
        while self._ladder:
            began = loop.time()
            error = await self._listen(self._ladder[0])
            self._reports.failed(error)
            failures = 1 if loop.time() - began > STEADY_S else failures + 1
            if error.cause in FINAL or failures >= TRIES or (not self._opened and len(self._ladder) > 1):
                self._ladder.pop(0)
                failures = 0
            elif failures > 1 or not self._opened:
                await asyncio.sleep(PAUSE_S)
        self._reports.deaf()

    async def _listen(self, transcriber: Transcriber) -> ProviderError:
        """Listen until the line breaks; return why."""
        self._opened = self._mute = False
        try:
            await self._follow(transcriber)
        except ProviderError as error:
            if error.cause == "stalled" and self._mute:
                self._opened = False  # it took the call and never said a thing: as good as not there
            return error
        except Exception as error:  # noqa: BLE001 - an adapter's defect costs this call its rung, not its life
            return ProviderError(type(error).__name__, provider=transcriber.name, cause="garbage")
        return ProviderError("closed the line", provider=transcriber.name, cause="dropped")

    async def _follow(self, transcriber: Transcriber) -> None:
        line = AsyncExitStack()
        try:
            async with asyncio.timeout(DIAL_S):
                ear = await line.enter_async_context(transcriber.listen(self._focus))
        except TimeoutError:
            raise ProviderError("did not answer in time", provider=transcriber.name, cause="unreachable") from None
        try:
            await self._hear(transcriber.name, ear)
        finally:
            self._ear = None
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_S):
                    await line.aclose()

    async def _hear(self, name: str, ear: Ear) -> None:
        self._ear = ear
        self._opened = self._mute = True
        self._reports.opened(name)
        ear.focus(self._focus)
        async for hearing in ear:
            self._mute = False
            self._reports.heard(_masked(hearing))


def _masked(hearing: Hearing) -> Hearing:
    if isinstance(hearing, TurnResumed) or not hearing.text:
        return hearing
    return replace(hearing, text=mask(hearing.text[:MOST_TEXT]))
