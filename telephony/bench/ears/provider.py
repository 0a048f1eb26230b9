"""Who is at the other end? Deepgram's protocols without a network: the SDK's socket class is made up, the rest is real.

The dial, the line, the dialect and the SDK's message classes are those that serve calls; the machines that answer are
the stand-ins'. A handshake and the way there and back take their time; a socket dies or goes mute when it is told to.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from deepgram.core.unchecked_base_model import construct_type
from deepgram.listen.v1.socket_client import V1SocketClientResponse
from deepgram.listen.v2.socket_client import V2SocketClientResponse
from websockets.exceptions import ConnectionClosedError

from telephony.providers.deepgram.dial import dialled
from telephony.providers.deepgram.line import Dialect, Line
from telephony.providers.deepgram_flux import Flux, thresholds
from telephony.providers.deepgram_nova import UTTERANCE_END_MS, Nova
from telephony.simulator.standins import flux, nova
from telephony.simulator.standins.saying import Saying
from telephony.simulator.standins.watermark import MarkListener, Marks
from telephony.speech import FRAME_BYTES, Focus

NETWORK_S = 0.025
"""Each way."""
TINY_S = 1e-7
"""Two timers of the same moment keep no order."""

Message = dict[str, Any]


class FluxEnd:
    """Listens on v2."""

    response = V2SocketClientResponse

    def __init__(self, focus: Focus) -> None:
        """Listen as ``focus`` wants it."""
        sure = thresholds(focus.patience_ms)
        asked = flux.Thresholds(sure["eager_eot_threshold"], sure["eot_threshold"], int(sure["eot_timeout_ms"]))
        self._machine = flux.Flux(asked, (), MarkListener(), "bench")
        self.configure, self.end_turn = self._machine.configure, self._machine.force_end_turn

    def hear(self, audio: bytes) -> list[Message]:
        """Answer audio."""
        return list(self._machine.hear(audio))


class NovaEnd:
    """Listens on v1. Its marks stand where a script does: fed frame by frame, they know what was said by now."""

    response = V1SocketClientResponse

    def __init__(self, focus: Focus) -> None:
        """Listen as ``focus`` wants it."""
        asked = nova.Options("nova-3", focus.patience_ms, UTTERANCE_END_MS, interim=True, vad=True)
        self._marks = Marks()
        self._machine = nova.Nova(asked, cast("Saying", self._marks), "bench")
        self.configure = self._machine.configure
        self._rest = b""

    def hear(self, audio: bytes) -> list[Message]:
        """Answer audio."""
        found: list[Message] = []
        audio = self._rest + audio
        whole = len(audio) - len(audio) % FRAME_BYTES
        audio, self._rest = audio[:whole], audio[whole:]
        for at in range(0, len(audio), FRAME_BYTES):
            frame = audio[at : at + FRAME_BYTES]
            self._marks.take(frame)
            found += self._machine.hear(frame)
        return found

    def end_turn(self) -> Iterable[Message]:
        """Answer Finalize."""
        return (self._machine.finalize(),)


End = FluxEnd | NovaEnd


class Way:
    """One direction of a network: what is sent arrives later, and in order."""

    def __init__(self) -> None:
        """Nothing is under way."""
        self._loop = asyncio.get_running_loop()
        self._last = 0.0

    def send(self, do: Callable[..., None], *given: object) -> None:
        """Do this at the other end."""
        self._last = max(self._loop.time() + NETWORK_S, self._last + TINY_S)
        self._loop.call_at(self._last, do, *given)


class Socket:
    """What the SDK would give us."""

    def __init__(self, end: End) -> None:
        """Talk to ``end``."""
        self._end = end
        self._came: asyncio.Queue[Message | None] = asyncio.Queue()
        self._there, self._back = Way(), Way()
        self.dead = self.mute = False
        self._websocket = _Wire(self.kill)

    def kill(self) -> None:
        """Die: what is on its way, either way, arrives nowhere."""
        if not self.dead:
            self.dead = True
            while not self._came.empty():
                self._came.get_nowait()
            self._came.put_nowait(None)

    async def send_media(self, audio: bytes) -> None:
        """Take audio."""
        self._post(self._hear, audio)

    async def send_configure(self, asked: Any) -> None:  # noqa: ANN401 - a class on v1, a mapping on v2
        """Take a Configure."""
        given = asked if isinstance(asked, dict) else asked.dict()
        self._post(lambda: self._answer([self._end.configure(given)]))

    async def send_force_end_turn(self) -> None:
        """Close the turn (v2)."""
        self._post(lambda: self._answer(self._end.end_turn()))

    send_finalize = send_force_end_turn

    async def send_keep_alive(self) -> None:
        """Stay open."""

    def _post(self, do: Callable[..., None], *given: object) -> None:
        if self.dead:
            raise ConnectionClosedError(None, None)
        self._there.send(do, *given)

    def _hear(self, audio: bytes) -> None:
        if not self.dead:
            self._answer(self._end.hear(audio))

    def _answer(self, messages: Iterable[Message]) -> None:
        for message in messages:
            if not self.mute:
                self._back.send(self._arrive, message)

    def _arrive(self, message: Message) -> None:
        if not self.dead:
            self._came.put_nowait(message)

    async def __aiter__(self) -> AsyncIterator[object]:
        """Yield what comes."""
        while (message := await self._came.get()) is not None:
            yield construct_type(type_=cast("Any", self._end.response), object_=message)
        raise ConnectionClosedError(None, None)


@dataclass(slots=True)
class _Wire:
    """What we reach for below the SDK."""

    abort: Callable[[], None]
    max_size: int = 0
    close_timeout: float = 0.0

    @property
    def transport(self) -> _Wire:
        return self


@dataclass(slots=True)
class Provider:
    """A transcriber (``speech.Transcriber``) whose every socket can be reached."""

    name: str
    """``deepgram-flux`` or ``deepgram-nova``."""
    handshake_s: float
    sockets: list[Socket] = field(default_factory=list)
    doom: Callable[[Socket], None] | None = None
    """What happens to the next socket as soon as it is open."""

    def listen(self, focus: Focus) -> AbstractAsyncContextManager[Line]:
        """Open a line."""

        @asynccontextmanager
        async def connect() -> AsyncIterator[Socket]:
            await asyncio.sleep(self.handshake_s)
            socket = Socket(FluxEnd(focus) if self.name == Flux.provider else NovaEnd(focus))
            self.sockets.append(socket)
            doom, self.doom = self.doom, None
            if doom is not None:
                doom(socket)
            yield socket

        def dialect(socket: Socket) -> Dialect:
            return Flux(socket) if self.name == Flux.provider else Nova(socket, focus)

        return dialled(connect, dialect, self.name)
