"""Is a synthesizer asked that failed others just now? A voice with a breaker around it, which all calls share.

One that rests fails at once, and the mouth goes on to the next: no caller waits again for what no caller got. The last
voice of a ladder is not guarded, as nobody could go on for it. All protocols of a vendor have one breaker.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any, cast

from engine.errors import ProviderError
from telephony.breakers import Breakers
from telephony.kept_voice import Keepable
from telephony.speech import Alignment, Voicing, vendor

SLOW_S = 1.4
"""Who is stopped before its first audio, and this late, was too slow: the mouth waits 1.5 s."""


class GuardedVoice:
    """Says with ``inner`` what it is asked, while that works (``kept_voice.Keepable``)."""

    def __init__(self, inner: Keepable, breakers: Breakers) -> None:
        """Share ``breakers`` with all calls."""
        self.name, self.model = inner.name, inner.model
        self._inner, self._breakers, self._vendor = inner, breakers, vendor(inner.name)

    async def speak(self, text: str, voicing: Voicing) -> AsyncIterator[bytes | Alignment]:
        """Yield the sentence as it is made (``Synthesizer.speak``)."""
        self._breakers.ask(self._vendor)
        clock, sounded = asyncio.get_running_loop().time, False
        began = clock()
        try:
            async with aclosing(cast("Any", self._inner.speak(text, voicing))) as pieces:
                async for piece in pieces:
                    if not sounded and not isinstance(piece, Alignment):
                        sounded = True
                        self._breakers.worked(self._vendor)
                    yield piece
        except ProviderError as error:
            self._breakers.failed(self._vendor, error)
            raise
        except (asyncio.CancelledError, GeneratorExit):
            if not sounded and clock() - began >= SLOW_S:
                late = ProviderError("no audio in time", provider=self.name, cause="stalled")
                self._breakers.failed(self._vendor, late)
            raise

    async def ready(self) -> None:
        """Open a connection, where the provider can."""
        opening = getattr(self._inner, "ready", None)
        if opening is not None:
            await opening()

    async def close(self) -> None:
        """Close the provider."""
        closing = getattr(self._inner, "close", lambda: None)()
        if inspect.isawaitable(closing):
            await closing
