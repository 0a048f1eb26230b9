"""Who calls during ``bench calls`` and ``bench overload``? Many scripted callers in a process of their own.

Each sends 50 frames a second.

Six seconds over and over: 1.0 s of speech, 1.2 s of silence (the answer begins), 0.8 s of speech over the answer, 3.0 s
of silence (the second answer). Run as ``python -m telephony.bench.load``; prints one JSON object.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import time
from binascii import a2b_base64
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
import uvloop
from websockets.asyncio.client import ClientConnection, connect

from telephony.simulator.answer import Stream
from telephony.simulator.webhook import Identity, Webhooks
from telephony.speech import FRAME_BYTES, SILENCE

PHASES = ((1.0, True), (1.2, False), (0.8, True), (3.0, False))
"""(seconds, whether the caller speaks)."""
FRAMES = tuple(speaks for seconds, speaks in PHASES for _ in range(round(seconds * 50)))
TICKS = 10
"""Callers are spread over so many slots of a 20 ms frame."""
_SPEECH = base64.b64encode(b"\x10\x90" * (FRAME_BYTES // 2)).decode()
_SILENCE = base64.b64encode(SILENCE).decode()


@dataclass(slots=True)
class Measured:
    """What one caller saw, in milliseconds."""

    answers: list[float] = field(default_factory=list)
    """First silent frame sent -> first audio received."""
    interrupts: list[float] = field(default_factory=list)
    """First loud frame over the answer sent -> ``clear`` received."""
    stalls: list[float] = field(default_factory=list)
    """Per answer: how long the play-out ran dry inside it."""
    unanswered: int = 0
    unheeded: int = 0
    """Times that the caller spoke over the answer, and the answer was not cleared."""


class LoadCaller:
    """One call: a position in the cycle, and the stamps of what it waits for."""

    def __init__(self, socket: ClientConnection, sid: str, offset: int) -> None:
        """Start ``offset`` frames into the cycle."""
        self._socket = socket
        self._sid = sid
        self._frame = offset
        self._sent = 0
        self._sequence = 1
        """``start`` was the first."""
        self._spoke = False
        self._silent_at: float | None = None
        self._loud_at: float | None = None
        self._plays_until = 0.0
        self._marks: deque[tuple[float, str]] = deque()
        self.measured = Measured()
        self.measuring = False

    @property
    def frames(self) -> int:
        """How many frames were sent after ``start``."""
        return self._sequence - 1

    async def send(self, now: float) -> None:
        """Send the next 20 ms."""
        while self._marks and self._marks[0][0] <= now:
            await self._echo(self._marks.popleft()[1])
        speaks = FRAMES[self._frame % len(FRAMES)]
        if speaks != self._spoke:
            self._turn(speaks, now)
        self._frame += 1
        self._sent += 1
        payload = _SPEECH if speaks else _SILENCE
        place = f'"track":"inbound","chunk":"{self._sent}","timestamp":"{self._sent * 20}"'
        await self._message("media", f'"media":{{{place},"payload":"{payload}"}}')

    async def _echo(self, name: str) -> None:
        await self._message("mark", f'"mark":{{"name":"{name}"}}')

    async def _message(self, event: str, body: str) -> None:
        self._sequence += 1
        head = f'{{"event":"{event}","sequenceNumber":"{self._sequence}"'
        await self._socket.send(f'{head},{body},"streamSid":"{self._sid}"}}')

    def _turn(self, speaks: bool, now: float) -> None:
        self._spoke = speaks
        if speaks:
            if self._silent_at is not None and self.measuring:
                self.measured.unanswered += 1
            self._silent_at = None
            if self._loud_at is not None and self.measuring:
                self.measured.unheeded += 1
            if self._plays_until > now:
                self._loud_at = now
        else:
            self._silent_at = now

    async def listen(self) -> None:
        """Receive until the socket closes."""
        async for message in self._socket:
            self._hear(orjson.loads(message), time.perf_counter())

    def _hear(self, message: dict[str, Any], now: float) -> None:
        match message["event"]:
            case "media":
                self._play(len(a2b_base64(message["media"]["payload"])) / 8000, now)
            case "mark":
                self._marks.append((self._plays_until, message["mark"]["name"]))
            case "clear":
                self._marks = deque((now, name) for _, name in self._marks)
                if self._loud_at is not None and self.measuring:
                    self.measured.interrupts.append((now - self._loud_at) * 1000)
                self._loud_at, self._plays_until = None, now

    def _play(self, seconds: float, now: float) -> None:
        if self._silent_at is not None:
            if self.measuring:
                self.measured.answers.append((now - self._silent_at) * 1000)
                self.measured.stalls.append(0.0)
            self._silent_at = None
            self._plays_until = now
        elif now > self._plays_until and self.measuring and self.measured.stalls and not self._spoke:
            self.measured.stalls[-1] += (now - self._plays_until) * 1000
        self._plays_until = max(self._plays_until, now) + seconds


async def dial(client: httpx.AsyncClient, base: str, token: str, index: int) -> tuple[ClientConnection, str]:
    """Ring the server like Twilio does (or, without a token, go straight to the bare one) and open the stream."""
    call, stream = f"CAbench{index:08d}", f"MZbench{index:08d}"
    address = f"{base.replace('http', 'ws', 1)}/stream/bench{index}"
    headers = {}
    if token:
        webhooks = Webhooks(base, auth_token=token)
        identity = Identity("ACbench", call, "+15550100", "+15550199")
        verbs = await webhooks.ask(client, "/voice", identity.form("ringing"))
        asked = next(verb for verb in verbs if isinstance(verb, Stream))
        address = webhooks.socket(asked.url)
        headers = {"x-twilio-signature": webhooks.signature(asked.url)}
    socket = await connect(address, compression=None, additional_headers=headers, max_size=None)
    await socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}')
    body = {
        "accountSid": "ACbench",
        "streamSid": stream,
        "callSid": call,
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {},
    }
    await socket.send(json.dumps({"event": "start", "sequenceNumber": "1", "start": body, "streamSid": stream}))
    return socket, stream


@asynccontextmanager
async def holding(base: str, token: str, calls: int) -> AsyncIterator[list[LoadCaller]]:
    """Hold ``calls`` calls, spread over the cycle, for as long as the block lasts."""
    async with httpx.AsyncClient() as client:
        opened = [await dial(client, base, token, index) for index in range(calls)]
    step = len(FRAMES) / max(1, calls)
    callers = [LoadCaller(socket, sid, round(i * step)) for i, (socket, sid) in enumerate(opened)]
    listening = [asyncio.create_task(caller.listen()) for caller in callers]
    yield callers
    await asyncio.gather(*(socket.close() for socket, _ in opened))
    await asyncio.gather(*listening, return_exceptions=True)


async def pace(callers: list[LoadCaller], seconds: float) -> float:
    """Send every caller's frames on absolute deadlines; return the worst lateness of a tick, in milliseconds."""
    slots = [callers[i::TICKS] for i in range(TICKS)]
    began, late = time.perf_counter(), 0.0
    for tick in range(int(seconds * 50 * TICKS)):
        due = began + tick * 0.02 / TICKS
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        late = max(late, time.perf_counter() - due)
        for caller in slots[tick % TICKS]:
            await caller.send(time.perf_counter())
    return late * 1000


async def main(base: str, token: str, calls: int, warmup_s: float, seconds: float) -> dict[str, Any]:
    """Hold ``calls`` calls and return what they saw."""
    async with holding(base, token, calls) as callers:
        await pace(callers, warmup_s)
        print("measuring", flush=True)  # noqa: T201 - the parent process waits for this line
        for caller in callers:
            caller.measuring = True
        late = await pace(callers, seconds)
        print("measured", flush=True)  # noqa: T201 - as above
    seen = [caller.measured for caller in callers]
    return {
        "answers": [ms for m in seen for ms in m.answers],
        "interrupts": [ms for m in seen for ms in m.interrupts],
        "stalls": [ms for m in seen for ms in m.stalls],
        "unanswered": sum(m.unanswered for m in seen),
        "late_ms": late,
    }


if __name__ == "__main__":
    base_url, auth_token, count, warm, measure = sys.argv[1:]
    found = uvloop.run(main(base_url, auth_token, int(count), float(warm), float(measure)))
    print(json.dumps(found))  # noqa: T201 - the result
