"""With what does a house hear and speak? The rungs of both ladders, built, guarded, and lines that wait.

Nothing here knows a concrete provider: which there are, and where their modules are, the ladder says.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from engine.remedies import remedies
from engine.settings import Settings
from telephony import ladder
from telephony.breakers import Breakers
from telephony.guarded_voice import GuardedVoice
from telephony.kept_voice import KeptVoice
from telephony.ladder import Rung
from telephony.lines import Lines
from telephony.speech import Synthesizer, Transcriber
from telephony.speech_store import Store
from telephony.standby import Standby

CLOSE_S = 5.0
"""A provider that has not closed its connections by then is left."""


@dataclass(frozen=True, slots=True)
class Equipment:
    """What calls hear and speak with, best first."""

    transcribers: tuple[Transcriber, ...]
    voices: tuple[Synthesizer, ...]
    lines: Lines


@asynccontextmanager
async def equipped(settings: Settings, phrases: tuple[str, ...], *, warm: bool) -> AsyncIterator[Equipment]:
    """Build every rung, for as long as the block lasts; ``phrases`` is what callers may say.

    ``warm``: lines to the transcriber wait for calls whose own breaks. Raises ``MissingPartError``.
    """
    hearing, speaking = ladder.transcribers(settings), ladder.synthesizers(settings)
    breakers = Breakers(remedies(settings))
    async with AsyncExitStack() as stack:
        voices = tuple(
            _voice(rung, settings, phrases, stack, None if rung is speaking[-1] else breakers) for rung in speaking
        )
        transcribers = tuple(_provider(rung, settings, phrases, stack) for rung in hearing)
        waiting = waiting_lines(hearing[0], transcribers[0], settings, breakers, warm=warm)
        yield Equipment(transcribers, voices, await stack.enter_async_context(waiting))


@asynccontextmanager
async def waiting_lines(
    first: Rung, transcriber: Transcriber, settings: Settings, breakers: Breakers, *, warm: bool
) -> AsyncIterator[Lines]:
    """Open the lines to transcribers; of the first, when it is no part of this machine, some wait if ``warm``."""
    if not warm or first.provider == "local" or not settings.transcriber_lines:
        yield Lines(None, breakers)
        return
    standby = Standby(transcriber, limit=settings.transcriber_lines, remedy=breakers.remedy)
    async with standby.running():
        yield Lines(standby, breakers)


def _voice(
    rung: Rung, settings: Settings, phrases: tuple[str, ...], stack: AsyncExitStack, breakers: Breakers | None
) -> Synthesizer:
    """Build one synthesizer; what a provider is paid for is kept where that can be, and guarded by ``breakers``."""
    voice: Any = ladder.build(rung, settings, phrases)
    if breakers is not None and hasattr(voice, "model"):
        voice = GuardedVoice(voice, breakers)
    kept = kept_if_paid(voice, settings)
    if hasattr(kept, "close"):
        stack.push_async_callback(let_go, kept)
    return kept


def kept_if_paid(voice: Any, settings: Settings) -> Synthesizer:  # noqa: ANN401 - a synthesizer, with a model or without
    """Return ``voice``, with a store for fixed lines around it when it names the model that makes its audio."""
    found: Synthesizer = KeptVoice(voice, Store(settings.home / "speech")) if hasattr(voice, "model") else voice
    return found


def _provider(rung: Rung, settings: Settings, phrases: tuple[str, ...], stack: AsyncExitStack) -> Any:  # noqa: ANN401
    """Build one provider; what it keeps open (connections, threads) is closed with the house."""
    provider = ladder.build(rung, settings, phrases)
    if hasattr(provider, "close"):
        stack.push_async_callback(let_go, provider)
    return provider


async def let_go(provider: Any) -> None:  # noqa: ANN401 - whatever has a ``close``, awaitable or not
    """Close ``provider``; one that hangs does not keep the process."""
    with suppress(TimeoutError):
        async with asyncio.timeout(CLOSE_S):
            closing = provider.close()
            if inspect.isawaitable(closing):
                await closing
