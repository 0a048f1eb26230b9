"""How is a release's speech ready before its first call? Every fixed line is asked for once, a few at a time.

What is kept already costs nothing. A provider that fails leaves its lines for their first use: nothing else depends on
them being ready.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any, cast

import structlog

from engine.behind import behind
from engine.dialog.fixed import fixed_lines
from engine.errors import ProviderError
from engine.release import Release
from telephony.ending import KEYPAD_ONLY
from telephony.kept_voice import KeptVoice
from telephony.speech import Voicing, voice_of

AT_ONCE = 2
"""Requests to the provider: its limits are for calls."""
MOST_FAILURES = 5
"""In a row; then it is left for later."""
LINE_S = 20.0


@dataclass(slots=True)
class Warmed:
    """What became of a release's fixed lines."""

    lines: int
    kept: int = 0
    """Were there already."""
    made: int = 0
    characters: int = 0
    """Of those that were made: what providers bill."""
    failed: int = 0


async def warm(
    voice: KeptVoice,
    lines: Iterable[str],
    voicing: Voicing,
    progress: Callable[[int, int], None] = lambda done, of: None,  # noqa: ARG005 - nobody looks
) -> Warmed:
    """See that ``voice`` has all ``lines``."""
    wanted = list(dict.fromkeys(lines))
    voice.fix(wanted)
    warmed, places, streak = Warmed(len(wanted)), asyncio.Semaphore(AT_ONCE), 0

    async def one(line: str) -> None:
        nonlocal streak
        async with places:
            if await voice.find(voice.recipe(line, voicing)) is not None:
                warmed.kept += 1
            elif streak < MOST_FAILURES and await _made(voice, line, voicing):
                streak, warmed.made, warmed.characters = 0, warmed.made + 1, warmed.characters + len(line)
            else:
                streak, warmed.failed = streak + 1, warmed.failed + 1
        progress(warmed.kept + warmed.made + warmed.failed, warmed.lines)

    async with asyncio.TaskGroup() as making:
        for line in wanted:
            making.create_task(one(line))
    return warmed


async def _made(voice: KeptVoice, line: str, voicing: Voicing) -> bool:
    try:
        async with asyncio.timeout(LINE_S), aclosing(cast("Any", voice.speak(line, voicing))) as pieces:
            async for _ in pieces:
                pass
    except (ProviderError, TimeoutError):
        return False
    return True


# ----------------------------------------------------------------------------------------------------- of releases


def lines_of(release: Release) -> tuple[str, ...]:
    """Return what calls on ``release`` may say that is always the same."""
    return (*fixed_lines(release.plan, release.project.locale), KEYPAD_ONLY)


def voicing_of(release: Release, synthesizer: str) -> Voicing:
    """Return how ``synthesizer`` says a line of ``release`` that follows nothing."""
    project = release.project
    return Voicing(voice=voice_of(project.voices, synthesizer), locale=project.locale)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be warmed. It does not hold the release: that is to go when its last call has ended."""

    release: str
    voice: KeptVoice
    lines: tuple[str, ...]
    voicing: Voicing


class Warming:
    """Names the fixed lines of every release that a process takes up, and warms them behind the calls."""

    def __init__(self, voices: Sequence[KeptVoice], *, ahead: bool) -> None:
        """``ahead``: make what is missing now, not when it is first said, with the first of ``voices``."""
        self._voices, self._ahead = tuple(voices), ahead
        self._known: set[str] = set()
        self._waiting: asyncio.Queue[_Wanted] = asyncio.Queue()

    def take(self, release: Release) -> None:
        """Keep the lines of ``release`` from now on; taken again and again it costs nothing."""
        if not self._voices or release.hash in self._known:
            return
        self._known.add(release.hash)
        others = [line for locale in release.project.locales for line in fixed_lines(release.plan, locale)]
        lines = lines_of(release)
        for voice in self._voices:
            voice.fix((*lines, *others))
        if self._ahead:
            voice = self._voices[0]  # the others are paid for what they say, not for what they might
            self._waiting.put_nowait(_Wanted(release.hash, voice, lines, voicing_of(release, voice.name)))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Warm for as long as the block lasts."""
        async with behind(self._run(), name="warming"):
            yield

    async def _run(self) -> None:
        while True:
            wanted = await self._waiting.get()
            warmed = await warm(wanted.voice, wanted.lines, wanted.voicing)
            told = {"synthesizer": wanted.voice.name, "release": wanted.release, **asdict(warmed)}
            structlog.get_logger().info("speech_warmed", **told)
