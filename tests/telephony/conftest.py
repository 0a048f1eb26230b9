"""Virtual time, and scripted fakes of everything a call talks to. A fake that is over- or under-used fails its test."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import selectors
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from twilio.request_validator import RequestValidator

from engine.errors import ProviderError
from engine.metrics import Metrics
from engine.types import Event, Line, Listening, Next, Say, Turn
from telephony.app import create_app
from telephony.house import House
from telephony.speech import Focus, Hearing, Pulse, Settled, Voicing, Word
from telephony.switchboard import Switchboard
from telephony.tokens import Tokens

# ------------------------------------------------------------------------------------------------- virtual time


class JumpingSelector(selectors.DefaultSelector):
    """Never waits: when nothing is ready the loop's clock jumps to its next timer."""

    jump: Callable[[float], None]

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:  # only a thread could wake us now; give it a moment of real time
            ready = super().select(2.0)
            if not ready:
                raise RuntimeError("deadlock: nothing is ready and no timer is armed")
            return ready
        self.jump(timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose seconds cost nothing."""

    def __init__(self) -> None:
        self._virtual = 1000.0
        selector = JumpingSelector()
        selector.jump = self._jump
        super().__init__(selector)

    def time(self) -> float:
        return self._virtual

    def _jump(self, seconds: float) -> None:
        self._virtual += seconds


@pytest.fixture
def virtual() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Run a story on virtual time."""

    def run(story: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            return runner.run(story)

    return run


# -------------------------------------------------------------------------------------------------------- fakes


@dataclass
class FakeEar:
    """An open line: what it was sent, and what the test lets it hear."""

    sent: bytearray = field(default_factory=bytearray)
    focused: list[Focus] = field(default_factory=list)
    ended_turns: int = 0
    queue: asyncio.Queue[Hearing | Exception | None] = field(default_factory=asyncio.Queue)
    until: Settled = field(default_factory=Settled)
    timed: tuple[Word, ...] = ()
    pulse: Pulse | None = None
    beats: int = 0

    def settled(self) -> Settled:
        return self.until

    def words(self) -> tuple[Word, ...]:
        return self.timed

    def send(self, audio: bytes) -> None:
        self.sent += audio

    def focus(self, focus: Focus) -> None:
        self.focused.append(focus)

    def end_turn(self) -> None:
        self.ended_turns += 1

    def hear(self, *hearings: Hearing | Exception | None) -> None:
        for hearing in hearings:
            self.queue.put_nowait(hearing)

    async def __aiter__(self) -> AsyncIterator[Hearing]:
        while (item := await self.queue.get()) is not None:
            if isinstance(item, Exception):
                raise item
            self.beats += 1
            yield item


class FakeTranscriber:
    """Opens ``ears`` one after another; refuses while ``refusing``."""

    def __init__(self, name: str = "fake-ears", *, refusing: bool = False) -> None:
        self.name, self.refusing = name, refusing
        self.ears: list[FakeEar] = []
        self.closed = 0

    @property
    def ear(self) -> FakeEar:
        return self.ears[-1]

    @asynccontextmanager
    async def listen(self, focus: Focus) -> AsyncIterator[FakeEar]:
        if self.refusing:
            raise ProviderError("no", provider=self.name, cause="refused")
        self.ears.append(FakeEar())
        try:
            yield self.ear
        finally:
            self.closed += 1


class FakeSynthesizer:
    """Says a sentence in 60 ms a character, in pieces of 100 ms, at once or at the pace it is heard."""

    def __init__(self, name: str = "fake-voice", *, fails_after: int | None = None, mute: bool = False) -> None:
        self.name, self.fails_after, self.mute = name, fails_after, mute
        self.said: list[str] = []
        self.open = 0

    async def speak(self, text: str, voicing: Voicing) -> AsyncIterator[bytes]:
        self.said.append(text)
        self.open += 1
        try:
            if self.mute:
                await asyncio.sleep(3600)
            for n in range(max(1, len(text) * 60 // 100)):
                if self.fails_after is not None and n >= self.fails_after:
                    raise ProviderError("gone", provider=self.name, cause="dropped")
                await asyncio.sleep(0.001)
                yield b"\x10" * 800
        finally:
            self.open -= 1


@dataclass
class Scene:
    """One turn of a scripted dialog: the event it must get, and what it says and does then."""

    event: Event
    lines: tuple[str | Line, ...] = ()
    next: Next | None = None
    takes_s: float = 0.0
    """Time between the event and the first line."""
    then_s: float = 0.0
    """Time between the last line and the end of the turn."""
    raises: Exception | None = None


class FakeDialog:
    """Plays its scenes in order. ``finish`` fails unless every one was used."""

    def __init__(self, *scenes: Scene) -> None:
        self.listening = Listening(step="start")
        self.scenes = list(scenes)
        self.reported: list[tuple[str, str]] = []
        self.confirmed: list[str] = []
        self.prepared: list[str] = []
        self.discarded = 0
        self.stopped: list[Event] = []
        self.brought: list[Mapping[str, str]] = []
        self.closed = False
        self.index = 0

    async def turn(self, event: Event, say: Say) -> Turn:
        assert self.scenes, f"the script has no more scenes, but got {event!r}"
        scene = self.scenes.pop(0)
        assert event == scene.event, f"expected {scene.event!r}, got {event!r} ({getattr(event, 'text', '')!r})"
        try:
            return await self._play(scene, say)
        except asyncio.CancelledError:
            self.stopped.append(event)
            raise

    async def _play(self, scene: Scene, say: Say) -> Turn:
        await asyncio.sleep(scene.takes_s)
        if scene.raises is not None:
            raise scene.raises
        lines = tuple(
            line if isinstance(line, Line) else Line(f"{self.index}.{n}", line, f"step{self.index}")
            for n, line in enumerate(scene.lines)
        )
        for line in lines:
            say(line)
        await asyncio.sleep(scene.then_s)
        then = scene.next or Listening(step=f"step{self.index}")
        if isinstance(then, Listening):
            self.listening = then
        name = type(scene.event).__name__.lower().removeprefix("call")
        heard = getattr(scene.event, "text", getattr(scene.event, "digits", ""))
        self.index += 1
        return Turn(self.index - 1, name, heard, "scripted", "nobody", (), (), lines, (), {}, then, {"total": 1.0})

    def prepare(self, text: str) -> None:
        self.prepared.append(text)

    def discard(self) -> None:
        self.discarded += 1

    def heard(self, line_id: str, text: str) -> None:
        self.reported.append((line_id, text))

    def played(self, line_id: str) -> None:
        self.confirmed.append(line_id)

    def came_back(self, form: Mapping[str, str]) -> None:
        self.brought.append(form)

    async def close(self) -> None:
        self.closed = True

    def finish(self) -> None:
        assert not self.scenes, f"scenes left over: {self.scenes}"
        assert self.closed, "the dialog was not closed"


# ------------------------------------------------------------------------------------------------- the far end

TOKEN = "test auth token"
ADDRESS = "http://calls.test"


class Phone:
    """Twilio's side of one call, in process: signs webhooks, opens the stream, plays what it gets on its own clock."""

    def __init__(self, app: Any, sid: str = "CA1") -> None:
        self.app, self.sid = app, sid
        self.inbound: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outbound: list[dict[str, Any]] = []
        self.accepted: bool | None = None
        self.answered = asyncio.Event()
        self.closed = asyncio.Event()
        self.sequence = 1
        self.began = 0.0
        self.ends = 0.0
        self.plays: list[tuple[float, float]] = []
        self.pending: dict[str, asyncio.TimerHandle] = {}
        self.echoes = True
        self.task: asyncio.Task[None] | None = None

    def now(self) -> float:
        return (asyncio.get_running_loop().time() - self.began) * 1000

    async def post(self, path: str, *, sign: bool = True, **extra: str) -> httpx.Response:
        form = {"CallSid": self.sid, "From": "+441632960001", **extra}
        url = ADDRESS + path
        headers = {"content-type": "application/x-www-form-urlencoded"}
        if sign:
            headers["X-Twilio-Signature"] = RequestValidator(TOKEN).compute_signature(url, form)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=ADDRESS) as client:
            return await client.post(path, content=urlencode(form), headers=headers)

    async def ring(self, path: str = "/voice", **extra: str) -> str:
        answer = await self.post(path, **extra)
        assert answer.status_code == 200, answer.text
        stream = re.search(r'<Stream url="([^"]+)"', answer.text)
        assert stream is not None, answer.text
        return stream.group(1)

    async def open(self, url: str, *, sign: bool = True) -> bool:
        """Upgrade; say whether it was accepted."""
        headers = [(b"host", b"calls.test")]
        if sign:
            headers.append((b"x-twilio-signature", RequestValidator(TOKEN).compute_signature(url, {}).encode()))
        path = url.removeprefix("ws://calls.test")
        scope = {
            "type": "websocket", "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"",
            "headers": headers, "subprotocols": [], "scheme": "ws",
            "client": ("127.0.0.1", 1), "server": ("calls.test", 80),
        }  # fmt: skip
        self.inbound.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(self.app(scope, self.inbound.get, self._send))
        await self.answered.wait()
        return bool(self.accepted)

    async def start(self, url: str | None = None, *, sid: str | None = None) -> None:
        assert await self.open(url or await self.ring())
        self.began = asyncio.get_running_loop().time()
        self.send({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        body = {
            "accountSid": "AC1", "streamSid": "MZ1", "callSid": sid or self.sid, "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}, "customParameters": {},
        }  # fmt: skip
        self.frame("start", start=body)

    def send(self, message: dict[str, Any] | str) -> None:
        text = message if isinstance(message, str) else json.dumps(message)
        self.inbound.put_nowait({"type": "websocket.receive", "text": text})

    def frame(self, event: str, **body: Any) -> None:
        self.send({"event": event, "sequenceNumber": str(self.sequence), "streamSid": "MZ1", **body})
        self.sequence += 1

    def audio(self, payload: bytes = b"\x10" * 160) -> None:
        self.frame("media", media={
            "track": "inbound", "chunk": "1", "timestamp": str(round(self.now())),
            "payload": base64.b64encode(payload).decode(),
        })  # fmt: skip

    async def line(self, seconds: float, payload: bytes = b"\xff" * 160) -> None:
        """Send 20 ms frames for this long."""
        for _ in range(round(seconds * 50)):
            self.audio(payload)
            await asyncio.sleep(0.02)

    async def speak(self, seconds: float) -> None:
        await self.line(seconds, b"\x10" * 160)

    def key(self, digits: str) -> None:
        for digit in digits:
            self.frame("dtmf", dtmf={"track": "inbound_track", "digit": digit})

    def hang_up(self) -> None:
        self.frame("stop", stop={"accountSid": "AC1", "callSid": self.sid})
        self.inbound.put_nowait({"type": "websocket.disconnect", "code": 1000})

    async def over(self) -> None:
        """Wait until the server has closed the socket and is done with the call."""
        await self.closed.wait()
        assert self.task is not None
        await self.task

    async def _send(self, message: dict[str, Any]) -> None:
        self.answered.set()
        match message["type"]:
            case "websocket.accept":
                self.accepted = True
            case "websocket.close":
                self.accepted = self.accepted or False
                self.closed.set()
            case "websocket.send":
                frame = json.loads(message["text"])
                self.outbound.append(frame)
                self._play(frame)

    def _play(self, frame: dict[str, Any]) -> None:
        assert frame["streamSid"] == "MZ1"
        match frame["event"]:
            case "media":
                begin = max(self.ends, self.now())
                self.ends = begin + len(base64.b64decode(frame["media"]["payload"])) / 8
                self.plays.append((begin, self.ends))
            case "mark":
                name = frame["mark"]["name"]
                delay = max(0.0, self.ends - self.now()) / 1000
                self.pending[name] = asyncio.get_running_loop().call_later(delay, self._echo, name)
            case "clear":
                self.ends = self.now()
                self.plays = [(b, min(e, self.ends)) for b, e in self.plays if b < self.ends]
                for name in list(self.pending):
                    self.pending[name].cancel()
                    self._echo(name)

    def _echo(self, name: str) -> None:
        del self.pending[name]
        if self.echoes:
            self.frame("mark", mark={"name": name})


@dataclass
class Rig:
    """One server with fakes behind it."""

    dialog: FakeDialog
    ears: FakeTranscriber
    voice: FakeSynthesizer
    switchboard: Switchboard
    metrics: Metrics
    app: Any
    phone: Phone

    def trace(self, sid: str = "CA1") -> dict[str, Any]:
        found = self.switchboard.trace(sid)
        assert found is not None
        return found


@pytest.fixture
def rig() -> Callable[..., Rig]:
    """Build a server inside a running loop: ``rig(scene, scene, ears=..., voices=...)``."""

    def build(
        *scenes: Scene,
        ears: tuple[FakeTranscriber, ...] | None = None,
        voices: tuple[FakeSynthesizer, ...] | None = None,
        people: str = "+441632960999",
        most: int = 5,
        metrics_token: str = "",
        **house: Any,
    ) -> Rig:
        dialog = FakeDialog(*scenes)
        ears = (FakeTranscriber(),) if ears is None else ears
        voices = (FakeSynthesizer(),) if voices is None else voices
        parts = House(
            dialog=lambda sid: dialog, release="r1", transcribers=ears, synthesizers=voices, people=people, **house
        )
        switchboard, metrics = Switchboard(most), Metrics()
        app = create_app(
            parts, address=ADDRESS, auth_token=TOKEN, switchboard=switchboard,
            tokens=Tokens(asyncio.get_running_loop().time), metrics=metrics, metrics_token=metrics_token,
        )  # fmt: skip
        first_ears = ears[0] if ears else FakeTranscriber()
        return Rig(dialog, first_ears, voices[0], switchboard, metrics, app, Phone(app))

    return build


@pytest.fixture
def scene() -> type[Scene]:
    return Scene


@pytest.fixture
def fakes() -> Any:
    """The fakes' classes, for tests that need more than the rig's one of each."""

    class Fakes:
        Transcriber, Synthesizer, Dialog, Phone, Ear = FakeTranscriber, FakeSynthesizer, FakeDialog, Phone, FakeEar

    return Fakes


Story = Callable[[], Awaitable[None]]
