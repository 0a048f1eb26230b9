"""How is a fixed line said at once? A synthesizer around another: what a release always says is made once and kept.

Only lines that were named as fixed are kept, so nothing of a caller's ever is. A kept line is the same wherever it
stands in a turn: it is made without what was said before. Everything else goes straight to the provider.
"""

from __future__ import annotations

import asyncio
import inspect
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Protocol, cast

import structlog

from engine.bill import charge
from telephony.speech import Alignment, Synthesizer, Voicing, vendor
from telephony.speech_store import Made, Recipe, Store

MOST_BYTES = 64 * 1024 * 1024
"""In memory: more than two hours of speech."""

_log = structlog.get_logger()


class Keepable(Synthesizer, Protocol):
    """A synthesizer whose speech is worth keeping."""

    model: str
    """What makes the audio, its format, and where, if not at the provider: ``eleven_flash_v2_5 ulaw_8000``."""


class KeptVoice:
    """Says fixed lines from a store, everything else, and what is not there yet, with ``inner``."""

    def __init__(self, inner: Keepable, store: Store) -> None:
        """No line is fixed yet."""
        self.name = inner.name
        self._inner, self._store = inner, store
        self._fixed: set[str] = set()
        self._memory: OrderedDict[Recipe, Made] = OrderedDict()
        self._bytes = 0
        self._writing: set[asyncio.Task[None]] = set()

    def fix(self, lines: Iterable[str]) -> None:
        """Take ``lines`` for fixed from now on."""
        self._fixed.update(lines)

    async def speak(self, text: str, voicing: Voicing) -> AsyncIterator[bytes | Alignment]:
        """Yield the line, kept or as it is made (``Synthesizer.speak``). Who fails before any audio is not charged."""
        if text not in self._fixed:
            async with aclosing(self._paid(text, voicing)) as pieces:
                async for piece in pieces:
                    yield piece
            return
        recipe = self.recipe(text, voicing)
        made = await self.find(recipe)
        if made is None:
            async with aclosing(self._make(recipe, replace(voicing, before=""))) as making:
                async for piece in making:
                    yield piece
            return
        charge("synthesizer", self.name, "kept", len(text))
        for alignment in made.alignments:
            yield alignment
        yield made.audio

    def recipe(self, text: str, voicing: Voicing) -> Recipe:
        """Return what a fixed line is kept as: the same, over whichever of a vendor's protocols it comes."""
        return Recipe(text, voicing.voice, voicing.locale, vendor(self.name), self._inner.model)

    async def find(self, recipe: Recipe) -> Made | None:
        """Return what is kept; None: nothing."""
        made = self._memory.get(recipe)
        if made is not None:
            self._memory.move_to_end(recipe)
            return made
        made = await asyncio.to_thread(self._store.get, recipe)
        if made is not None:
            self._remember(recipe, made)
        return made

    async def _paid(self, text: str, voicing: Voicing) -> AsyncGenerator[bytes | Alignment, None]:
        """Yield what the provider makes; put the text on the bill with the first audio."""
        charged = False
        async with aclosing(cast("Any", self._inner.speak(text, voicing))) as pieces:
            async for piece in pieces:
                if not charged and not isinstance(piece, Alignment):
                    charged = True
                    charge("synthesizer", self.name, "characters", len(text))
                yield piece

    async def _make(self, recipe: Recipe, voicing: Voicing) -> AsyncGenerator[bytes | Alignment, None]:
        """Yield the line as it is made, and keep it once it is whole."""
        audio, alignments = bytearray(), list[Alignment]()
        async with aclosing(self._paid(recipe.text, voicing)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Alignment):
                    alignments.append(piece)
                else:
                    audio += piece
                yield piece
        if audio:
            made = Made(bytes(audio), tuple(alignments))
            self._remember(recipe, made)
            writing = asyncio.create_task(self._write(recipe, made), name="keep-speech")
            self._writing.add(writing)
            writing.add_done_callback(self._writing.discard)

    async def _write(self, recipe: Recipe, made: Made) -> None:
        try:
            await asyncio.to_thread(self._store.put, recipe, made)
        except OSError as error:
            _log.warning("speech_not_kept", error=type(error).__name__)

    def _remember(self, recipe: Recipe, made: Made) -> None:
        before = self._memory.pop(recipe, None)
        self._bytes += len(made.audio) - (len(before.audio) if before else 0)
        self._memory[recipe] = made
        while self._bytes > MOST_BYTES:
            _, gone = self._memory.popitem(last=False)
            self._bytes -= len(gone.audio)

    async def ready(self) -> None:
        """Open a connection, where the provider can."""
        opening = getattr(self._inner, "ready", None)
        if opening is not None:
            await opening()

    async def close(self) -> None:
        """Finish writing, and close the provider."""
        if self._writing:
            await asyncio.wait(self._writing)
        closing = getattr(self._inner, "close", lambda: None)()
        if inspect.isawaitable(closing):
            await closing
