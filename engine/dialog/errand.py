"""What is an external handler at work? One coroutine that spans turns: it waits for the call, and the call for it.

It asks for something outside (``verb``), is given the form that the call brings back, and in the end has a result.
Whoever runs the turns sees only whether it asks, is done, or still works.
"""

from __future__ import annotations

import asyncio
from typing import Any

from engine.errors import HandlerError
from engine.handlers.outside import Form
from engine.handlers.registry import Call, Handler


class Errand:
    """One external handler, from its step to its outcome."""

    def __init__(self, handler: Handler, call: Call, arguments: dict[str, Any]) -> None:
        """Begin to work. The running loop keeps it going between turns."""
        self.handler = handler
        self.call = call
        self.verb = ""
        """What it wants done outside; empty while it works."""
        self._form: asyncio.Future[Form] | None = None
        self._asked = asyncio.Event()
        self._left = False
        call.away = self._away
        self.work: asyncio.Future[Any] = asyncio.ensure_future(handler.function(call, **arguments))

    async def _away(self, verb: str) -> Form:
        """Ask for ``verb`` and wait for the call (``Call.outside``)."""
        if self._left:
            raise HandlerError("the call has gone on without this handler")
        if self._form is not None:
            raise HandlerError("the call is outside already", todo="await the first before the second")
        self.verb, self._form = verb, asyncio.get_running_loop().create_future()
        self._asked.set()
        try:
            return await self._form
        finally:
            self.verb, self._form = "", None
            self._asked.clear()

    def answer(self, form: Form) -> None:
        """Give the handler what the call brought back; nothing happens when it does not wait for it."""
        if self._form is not None and not self._form.done():
            self._form.set_result(form)
            self.verb = ""
            self._asked.clear()

    async def settled(self) -> None:
        """Wait until it is done or asks for something outside."""
        asked = asyncio.ensure_future(self._asked.wait())
        try:
            await asyncio.wait({self.work, asked}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            asked.cancel()

    def leave(self) -> None:
        """Go on without it. What waits for the call, or only reads, is cancelled; what commits runs to its end."""
        self._left = True
        if self.verb or not self.handler.commits:
            self.work.cancel()
