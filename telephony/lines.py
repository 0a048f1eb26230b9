"""How does a call get a line to a transcriber? By a dial, or one that waits when its own broke; none of who rests.

What it knows is shared by all calls of a process: which lines wait, and which transcribers failed others just now.
"""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, AsyncExitStack, nullcontext

from engine.errors import ProviderError
from telephony.breakers import Breakers
from telephony.speech import Ear, Focus, Transcriber
from telephony.standby import Standby

DIAL_S = 0.7
"""A transcriber that has not answered by then is down. What the caller says meanwhile is kept."""


class Lines:
    """The lines of one process."""

    def __init__(self, standby: Standby | None = None, breakers: Breakers | None = None) -> None:
        """Without ``standby`` no line waits."""
        self._standby = standby
        self.breakers = breakers or Breakers()

    def beside(self) -> AbstractContextManager[None]:
        """Count a call that has a line of its own, for as long as the block lasts."""
        return nullcontext() if self._standby is None else self._standby.beside()

    async def open(self, transcriber: Transcriber, focus: Focus, line: AsyncExitStack, *, lost: bool) -> Ear:
        """Open a line, to be closed with ``line``; ``lost``: the call has had one. Raises ``ProviderError``."""
        waiting = self._standby if self._standby is not None and self._standby.name == transcriber.name else None
        ear = await waiting.take(line) if waiting is not None and lost else None
        if ear is not None:
            return ear
        try:
            self.breakers.ask(transcriber.name)
            return await self._dial(transcriber, focus, line)
        except ProviderError:
            ear = await waiting.take(line) if waiting is not None else None
            if ear is None:
                raise
            return ear

    async def _dial(self, transcriber: Transcriber, focus: Focus, line: AsyncExitStack) -> Ear:
        name = transcriber.name
        try:
            async with asyncio.timeout(DIAL_S):
                return await line.enter_async_context(transcriber.listen(focus))
        except TimeoutError:
            failure = ProviderError(f"{name} did not answer in time", provider=name, cause="unreachable")
        except ProviderError as error:
            failure = error
        self.breakers.failed(name, failure)
        raise failure
