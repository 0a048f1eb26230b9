"""How do many sentences share one socket? A line whose reader hands each message to the context it belongs to.

Nothing here blocks the caller: orders are posted and written by the line's own task. What comes for a context that
nobody listens to any more is dropped. A line that breaks fails every sentence on it, and takes no more.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from websockets.exceptions import ConnectionClosed

from engine.errors import ProviderError
from telephony.providers.voices.sentence import Piece
from telephony.speech import vendor

WRITE_S = 1.0
"""A socket that takes no order for this long is dead."""
MOST_WAITING = 256
"""Pieces of one sentence that wait to be read."""
FORGET_S = 5.0
"""A closed context whose end the provider never tells counts as open for so long."""
RETIRE_S = 15.0


@dataclass(frozen=True, slots=True)
class Ended:
    """The context is over."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The provider reported an error."""

    cause: str
    what: str


@dataclass(frozen=True, slots=True)
class Nonsense:
    """Not a message of this protocol."""


News = Piece | Ended | Failed | Nonsense


class Wire(Protocol):
    """A provider's socket."""

    async def send(self, order: object) -> None:
        """Put one order on it."""
        ...

    async def receive(self) -> tuple[str, News]:
        """Return the next message's context, empty for the whole line, and what it says. ``ConnectionClosed``."""
        ...

    async def close(self) -> None:
        """Say goodbye. It may be cancelled, and leaves no open socket whatever happens."""
        ...

    def closed(self, closed: ConnectionClosed) -> Failed:
        """Say why the provider closed the line."""
        ...


class Context:
    """One context of a line."""

    def __init__(self, line: Line, name: str, *, fresh: bool) -> None:
        self.name = name
        self.line = line
        self.fresh = fresh
        """Nothing was asked of its line before: it was opened just now."""
        self._news: asyncio.Queue[News] = asyncio.Queue(MOST_WAITING)

    def post(self, order: object) -> None:
        """Send an order after those before it. Never blocks."""
        self.line.post(order)

    async def next(self, deadline_s: float) -> Piece | Ended:
        """Return what comes next. Raises ``TimeoutError``, or ``ProviderError`` when it has failed."""
        async with asyncio.timeout(deadline_s):
            news = await self._news.get()
        match news:
            case Piece() | Ended():
                return news
            case Failed(cause, what):
                raise self.line.error(cause, what)
            case Nonsense():
                raise self.line.error("garbage", "does not speak its own protocol")

    def tell(self, news: News) -> None:
        """Take what the line has for this context."""
        try:
            self._news.put_nowait(news)
        except asyncio.QueueFull:
            self.fail(Failed("garbage", "sends more than a sentence"))

    def fail(self, news: News) -> None:
        """Let whoever listens know at once that it is over."""
        while not self._news.empty():
            self._news.get_nowait()
        self._news.put_nowait(news)

    def forget_pieces(self) -> None:
        """Drop what came after the sentence's end."""
        while not self._news.empty():
            self._news.get_nowait()


class Line:
    """One socket and its contexts."""

    def __init__(self, wire: Wire, provider: str) -> None:
        self.broken = False
        """Nothing can be begun on it."""
        self._wire = wire
        self._provider = provider
        self._contexts: dict[str, Context] = {}
        """Those that somebody listens to."""
        self._counted: set[str] = set()
        """Those that the provider counts as open."""
        self._orders: asyncio.Queue[object] = asyncio.Queue()
        self._fresh = True
        self._retired = asyncio.Event()

    @property
    def open(self) -> int:
        """How many contexts the provider counts."""
        return len(self._counted)

    def begin(self) -> Context:
        """Return a new context."""
        context = Context(self, uuid.uuid4().hex, fresh=self._fresh)
        self._fresh = False
        self._contexts[context.name] = context
        self._counted.add(context.name)
        return context

    def leave(self, context: Context, orders: Iterable[object] = ()) -> None:
        """Listen to ``context`` no more. ``orders`` close it, if the provider has not; until its end it counts."""
        if self._contexts.pop(context.name, None) is None or context.name not in self._counted:
            return
        for order in orders:
            self.post(order)
        asyncio.get_running_loop().call_later(FORGET_S, self._counted.discard, context.name)

    def forget(self, context: Context) -> None:
        """Listen to ``context`` no more, of which the provider was told nothing, or no longer counts it."""
        self._contexts.pop(context.name, None)
        self._counted.discard(context.name)

    def retire(self) -> None:
        """Begin nothing more on a line that is silent; what is said on it now has a while to end."""
        if not self.broken:
            self.broken = True
            asyncio.get_running_loop().call_later(RETIRE_S, self._retired.set)

    def end(self) -> None:
        """Close, now; ``run`` returns when it is done. To cancel it instead would leave the socket half closed."""
        self._retired.set()

    def post(self, order: object) -> None:
        """Send ``order`` after those before it."""
        self._orders.put_nowait(order)

    def error(self, cause: str, what: str) -> ProviderError:
        """Return what goes wrong on this line."""
        todo = f"check {key(self._provider)}" if cause == "refused" else ""
        return ProviderError(f"{self._provider} {what}", provider=self._provider, cause=cause, todo=todo)

    async def run(self) -> None:
        """Carry orders and news until the line breaks or the task is cancelled."""
        writer = asyncio.create_task(self._write(), name=f"{self._provider}-writer")
        reader = asyncio.create_task(self._read(), name=f"{self._provider}-reader")
        retired = asyncio.create_task(self._retire(), name=f"{self._provider}-retired")
        tasks = (reader, writer, retired)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            done = next(task for task in tasks if task.done())
            self._break(done.result() if done.exception() is None else Failed("garbage", "cannot be read"))
        finally:
            self._break(Failed("dropped", "was closed"))
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with suppress(Exception):  # it is over, whatever its end is like
                async with asyncio.timeout(WRITE_S):
                    await self._wire.close()

    def _break(self, why: Failed | Nonsense) -> None:
        self.broken = True
        for context in tuple(self._contexts.values()):
            context.fail(why)
        self._contexts.clear()
        self._counted.clear()

    async def _write(self) -> Failed:
        try:
            while True:
                order = await self._orders.get()
                async with asyncio.timeout(WRITE_S):
                    await self._wire.send(order)
        except ConnectionClosed as closed:
            return self._wire.closed(closed)
        except TimeoutError:
            return Failed("stalled", "takes no more text")

    async def _retire(self) -> Failed:
        await self._retired.wait()
        return Failed("dropped", "was given up")

    async def _read(self) -> Failed | Nonsense:
        while True:
            try:
                name, news = await self._wire.receive()
            except ConnectionClosed as closed:
                return self._wire.closed(closed)
            if isinstance(news, Nonsense) or (isinstance(news, Failed) and not name):
                return news
            if isinstance(news, Ended | Failed):
                self._counted.discard(name)
            if name in self._contexts:
                self._contexts[name].tell(news)


def key(provider: str) -> str:
    """Return the environment variable of the provider's key."""
    return f"{vendor(provider).upper()}_API_KEY"
