"""Which line has room for a context? The sockets of one process to one synthesizer, opened when they are needed.

Lines are shared by all calls and outlast them: a new one costs a handshake before the first word. A line that broke is
forgotten; whoever needs one next opens it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable

from websockets.exceptions import InvalidHandshake, InvalidStatus, InvalidURI
from websockets.http11 import Response

from engine.errors import ProviderError
from engine.refusals import REFUSED, UNPAID, cause_of
from telephony.providers.voices.line import Context, Line, Wire, key

DIAL_S = 1.0


class Lines:
    """The open lines to one provider."""

    def __init__(self, provider: str, dial: Callable[[str], Awaitable[Wire]], most: int) -> None:
        """``dial`` opens a socket for what it is told (a voice, or nothing); ``most`` contexts share one."""
        self._provider, self._dial, self._most = provider, dial, most
        self._lines: dict[str, list[Line]] = defaultdict(list)
        self._running: dict[asyncio.Task[None], Line] = {}
        self._dialling: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def context(self, wanted: str) -> Context:
        """Begin a context where there is room. Raises ``ProviderError`` when a new line is needed and cannot be had."""
        async with self._dialling[wanted]:
            lines = self._lines[wanted] = [line for line in self._lines[wanted] if not line.broken]
            found = next((line for line in lines if line.open < self._most), None)
            if found is None:
                found = Line(await self._dialled(wanted), self._provider)
                self._lines[wanted].append(found)
                task = asyncio.create_task(found.run(), name=f"{self._provider}-line")
                self._running[task] = found
                task.add_done_callback(self._running.pop)
            return found.begin()

    async def _dialled(self, wanted: str) -> Wire:
        try:
            async with asyncio.timeout(DIAL_S):
                return await self._dial(wanted)
        except InvalidStatus as refusal:
            raise self._refused(refusal.response) from None
        except (OSError, InvalidHandshake, InvalidURI, EOFError) as error:  # TimeoutError is an OSError
            raise self._error("unreachable", f"cannot be reached ({type(error).__name__})") from None

    def _refused(self, answer: Response) -> ProviderError:
        status, told = answer.status_code, (answer.body or b"").decode("utf-8", "replace")
        cause = cause_of(status, told)
        said = {
            "limited": "has too many requests at once",
            "unreachable": "is out of order",
            UNPAID: "wants to be paid",
        }
        todo = f"check {key(self._provider)}" if cause == REFUSED else ""
        return self._error(cause, f"{said.get(cause, 'refuses the line')} ({status})", todo, status)

    def _error(self, cause: str, what: str, todo: str = "", status: int = 0) -> ProviderError:
        return ProviderError(f"{self._provider} {what}", provider=self._provider, cause=cause, todo=todo, status=status)

    async def close(self) -> None:
        """Close every line."""
        for line in self._running.values():
            line.end()
        await asyncio.gather(*self._running, return_exceptions=True)
