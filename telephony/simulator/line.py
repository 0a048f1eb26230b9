"""How does the simulated phone hold its end of a media stream? One socket, 20 ms ticks, both directions recorded.

Ticks keep absolute deadlines. The tick is the only writer; what the reader must send back waits for the next one.
Time 0 is the ``start`` message of the call's first stream.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from websockets.exceptions import ConnectionClosed

from engine.errors import ProtocolError
from telephony import mulaw
from telephony.simulator.network import Socket
from telephony.simulator.performance import TICK_MS, Deed, Performance
from telephony.simulator.playout import PlayOut
from telephony.simulator.wire import Clear, Mark, Media, Wire, read
from telephony.speech import FRAME_BYTES, SILENCE

LOUD = 200.0
"""Root mean square above which 20 ms count as speech."""
_PATIENCE_S = 1.0
"""A server that has not read for this long loses the caller's audio, as with Twilio."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened on the line."""

    what: str
    """``says``, ``said``, ``keys``, ``hears``, ``quiet``, ``clear``, ``refused``, ``closed`` or ``hung_up``."""
    ms: int
    """Since the start message."""
    number: int = -1
    """Which utterance of the script, for ``says`` and ``said``."""
    detail: str = field(default="", repr=False)


Tell = Callable[[Moment], None]


@dataclass(slots=True)
class Tape:
    """Both directions of one call, in mu-law, on one clock: what happens between two streams is silence on it."""

    caller: bytearray = field(default_factory=bytearray, repr=False)
    us: bytearray = field(default_factory=bytearray, repr=False)
    began: float | None = None
    """When the first stream did, by the loop."""

    def open(self, now: float) -> int:
        """Go on at ``now``, seconds; return how many milliseconds are on the tape."""
        if self.began is None:
            self.began = now
        missing = max(0, round((now - self.began) * 1000 / TICK_MS) * FRAME_BYTES - len(self.us))
        self.caller += SILENCE[:1] * missing
        self.us += SILENCE[:1] * missing
        return len(self.us) * TICK_MS // FRAME_BYTES


class Line:
    """One open stream, performed to its end."""

    def __init__(
        self,
        socket: Socket,
        *,
        wire: Wire,
        stream: str,
        performance: Performance,
        tell: Tell,
        longest_ms: int,
        tape: Tape,
    ) -> None:
        self.tape = tape
        self.lost_frames = 0
        """Frames of the caller that the server was too slow to take."""
        self._socket = socket
        self._wire = wire
        self._stream = stream
        self._performance = performance
        self._tell = tell
        self._longest_ms = longest_ms
        self._playout = PlayOut()
        self._passed: list[str] = []
        self._now_ms = 0
        self._hearing = False
        self._closed_by = ""

    async def run(self) -> str:
        """Perform until somebody ends it; return ``caller``, ``server``, ``dropped`` or ``too_long``."""
        await self._send([self._wire.connected(), self._wire.start()])
        async with asyncio.TaskGroup() as group:
            reader = group.create_task(self._read(), name="line-read")
            try:
                await self._pace()
            finally:
                reader.cancel()
        return self._closed_by

    # ------------------------------------------------------------------------------------------------ their side

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                self._obey(message)
        except ConnectionClosed:
            self._close("dropped")
        else:
            self._close("server")

    def _obey(self, message: str | bytes) -> None:
        try:
            order = read(message, self._stream)
        except ProtocolError as error:
            self._tell(Moment("refused", self._now_ms, detail=str(error)))
            return
        match order:
            case Media(audio):
                self._playout.media(audio)
            case Mark(name):
                self._passed += self._playout.mark(name)
            case Clear():
                self._tell(Moment("clear", self._now_ms))
                self._passed += self._playout.clear()

    def _close(self, by: str) -> None:
        if not self._closed_by:
            self._closed_by = by
            self._tell(Moment("closed" if by != "caller" else "hung_up", self._now_ms, detail=by))

    # ------------------------------------------------------------------------------------------------- our side

    async def _pace(self) -> None:
        loop = asyncio.get_running_loop()
        started, before_ms = loop.time(), self.tape.open(loop.time())
        for tick in count():
            await asyncio.sleep(max(0.0, started + tick * TICK_MS / 1000 - loop.time()))
            self._now_ms = before_ms + tick * TICK_MS
            if self._now_ms >= self._longest_ms:
                self._close("too_long")
            if self._closed_by:
                break
            await self._tick(tick * TICK_MS)
        await self._stop()

    async def _tick(self, stream_ms: int) -> None:
        heard, passed = self._playout.tick()
        loud = heard != SILENCE and mulaw.loudness(heard) > LOUD
        self._notice(loud)
        deed = self._performance.tick(loud=loud)
        self.tape.us += heard
        self.tape.caller += deed.frame
        self._report(deed)
        messages = [self._wire.media(deed.frame, stream_ms)]
        messages += [self._wire.dtmf(deed.digit)] if deed.digit else []
        messages += map(self._wire.mark, self._passed + passed)
        self._passed = []
        await self._send(messages)
        if deed.hang_up:
            self._close("caller")

    async def _send(self, messages: list[str]) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                for message in messages:
                    await self._socket.send(message)
        except TimeoutError:
            self.lost_frames += 1
        except ConnectionClosed:
            """The reader says why it closed."""

    async def _stop(self) -> None:
        if self._closed_by in {"caller", "too_long"}:
            await self._send([self._wire.stop()])
        await self._socket.close()

    def _notice(self, loud: bool) -> None:
        if loud != self._hearing:
            self._hearing = loud
            self._tell(Moment("hears" if loud else "quiet", self._now_ms))

    def _report(self, deed: Deed) -> None:
        if deed.began is not None:
            self._tell(Moment("says", self._now_ms, deed.began))
        if deed.digit:
            self._tell(Moment("keys", self._now_ms, detail=deed.digit))
        if deed.ended is not None:
            self._tell(Moment("said", self._now_ms + TICK_MS, deed.ended))
