import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pytest
import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket
from starlette.websockets import WebSocketDisconnect
from twilio.request_validator import RequestValidator

from telephony.simulator import bursts, wav
from telephony.simulator.caller import Caller, Report, save
from telephony.simulator.pay import Card
from telephony.simulator.script import HangUp, Interrupt, Keys, Say, Script, Silence, Wait

TOKEN = "the-auth-token"
SPEECH = b"\x10\x90" * 80


@dataclass
class Server:
    """A small far end that checks all that Twilio's peer can check, and keeps what it got."""

    act: Callable[["Server", WebSocket], Awaitable[None]]
    after: str = "<Response><Hangup/></Response>"
    url: str = ""
    forms: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    frames: list[dict[str, Any]] = field(default_factory=list)
    stream: str = ""

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/{path:path}")
        async def webhook(path: str, request: Request) -> Response:
            form = {name: str(value) for name, value in (await request.form()).items()}
            signature = request.headers["x-twilio-signature"]
            assert RequestValidator(TOKEN).validate(f"{self.url}/{path}", form, signature)
            self.forms.append((path, form))
            return Response(self.answer(path), media_type="application/xml")

        @app.websocket("/stream/{token}")
        async def stream(socket: WebSocket, token: str) -> None:
            signature = socket.headers["x-twilio-signature"]
            wss = self.url.replace("http", "wss") + f"/stream/{token}"
            assert RequestValidator(TOKEN).validate(wss, {}, signature)
            await socket.accept()
            with contextlib.suppress(WebSocketDisconnect):
                await self.act(self, socket)

        return app

    def answer(self, path: str) -> str:
        if path != "voice":
            return self.after
        url = self.url.replace("http", "wss")
        return (
            f'<Response><Connect action="/voice/after"><Stream url="{url}/stream/t0"><Parameter name="a" value="b"/>'
            "</Stream></Connect></Response>"
        )

    async def next(self, socket: WebSocket) -> dict[str, Any]:
        frame: dict[str, Any] = orjson.loads(await socket.receive_text())
        self.frames.append(frame)
        if frame["event"] == "start":
            self.stream = frame["streamSid"]
        return frame

    async def until(self, socket: WebSocket, event: str) -> dict[str, Any]:
        while (frame := await self.next(socket))["event"] != event:
            pass
        return frame

    async def send(self, socket: WebSocket, event: str, **body: Any) -> None:
        await socket.send_text(orjson.dumps({"event": event, "streamSid": self.stream, **body}).decode())

    async def speak(self, socket: WebSocket, ms: int, mark: str) -> None:
        payload = base64.b64encode(SPEECH * (ms // 20)).decode()
        await self.send(socket, "media", media={"payload": payload})
        await self.send(socket, "mark", mark={"name": mark})


@contextlib.asynccontextmanager
async def serving(server: Server) -> AsyncIterator[Server]:
    runner = uvicorn.Server(uvicorn.Config(server.app(), port=0, log_level="error", lifespan="off"))
    task = asyncio.create_task(runner.serve())
    while not runner.started:  # noqa: ASYNC110 - the server has no event for it
        await asyncio.sleep(0.01)
    server.url = f"http://127.0.0.1:{runner.servers[0].sockets[0].getsockname()[1]}"
    yield server
    runner.should_exit = True
    await task


def ms_of(report: Report, what: str) -> list[int]:
    return [moment.ms for moment in report.moments if moment.what == what]


async def hear_until_stop(server: Server, socket: WebSocket) -> None:
    await server.until(socket, "start")
    await server.speak(socket, 400, "m1")
    await server.until(socket, "stop")


async def test_a_whole_call(tmp_path: Path) -> None:
    told: list[str] = []

    async def announce(sid: str, sentences: Any) -> None:
        told.extend([sid, *sentences])

    script = Script((Wait(quiet_ms=200), Say("hello you"), Keys("7#", gap_ms=60), Silence(100), HangUp()))
    async with serving(Server(hear_until_stop)) as server:
        caller = Caller(script, server.url, TOKEN, render=bursts.render, announce=announce, status_path="/status")
        report = await caller.call()

    assert report.ending.how == "caller"
    assert report.violations == ()
    assert told == [caller.sid, "hello you"]
    assert [path for path, _ in server.forms] == ["voice", "status"]
    form = server.forms[0][1]
    assert (form["CallSid"], form["CallStatus"], form["From"]) == (caller.sid, "ringing", script.caller)

    events = [frame["event"] for frame in server.frames]
    assert events[:3] == ["connected", "start", "media"]
    assert events[-1] == "stop"
    assert [frame["sequenceNumber"] for frame in server.frames[1:]] == [str(n) for n in range(1, len(server.frames))]
    assert server.frames[1]["start"]["customParameters"] == {"a": "b"}
    media = [frame["media"] for frame in server.frames if frame["event"] == "media"]
    assert [each["timestamp"] for each in media] == [str(20 * n) for n in range(len(media))]
    assert {len(base64.b64decode(each["payload"])) for each in media} == {160}
    assert [frame["dtmf"]["digit"] for frame in server.frames if frame["event"] == "dtmf"] == ["7", "#"]
    assert [frame["mark"]["name"] for frame in server.frames if frame["event"] == "mark"] == ["m1"]

    # 400 ms of ours, 200 ms of quiet, and only then the caller.
    (hears,), (quiet,), (says,), (said,) = (ms_of(report, each) for each in ("hears", "quiet", "says", "said"))
    assert quiet - hears == 400
    assert says - quiet == 180
    assert said - says == len(bursts.render("hello you")) // 8
    tracks = wav.read(save(report, tmp_path))
    assert len(tracks) == len(media) * 160
    loud = [abs(tracks[:, side]).reshape(-1, 160).max(axis=1) > 1000 for side in (0, 1)]
    assert loud[0].nonzero()[0].tolist() == list(range(says // 20, said // 20))
    assert loud[1].nonzero()[0].tolist() == list(range(hears // 20, quiet // 20))


async def test_barge_in_clear_and_transfer() -> None:
    async def act(server: Server, socket: WebSocket) -> None:
        await server.until(socket, "start")
        await server.speak(socket, 3000, "long")
        await server.speak(socket, 3000, "longer")
        while base64.b64decode((await server.until(socket, "media"))["media"]["payload"]) == b"\xff" * 160:
            pass
        await server.send(socket, "clear")
        await server.until(socket, "mark")
        await server.until(socket, "mark")
        await server.send(socket, "mark", mark={"name": "nothing buffered"})
        await server.until(socket, "mark")
        await socket.close()

    script = Script((Interrupt(after_ms=500), Say("stop")))
    async with serving(Dialling(act)) as server:
        report = await Caller(script, server.url, TOKEN, render=bursts.render).call()

    assert (report.ending.how, report.ending.to) == ("dialled", "+441632960001")
    assert [path for path, _ in server.forms] == ["voice", "voice/after", "whisper", "dialled"]
    marks = [frame["mark"]["name"] for frame in server.frames if frame["event"] == "mark"]
    assert marks == ["long", "longer", "nothing buffered"]
    (hears,), (says,), (quiet,) = (ms_of(report, each) for each in ("hears", "says", "quiet"))
    assert says - hears == 480
    assert quiet < 3000
    assert ms_of(report, "clear")


async def hangs_up_on(server: Server, socket: WebSocket) -> None:
    await server.until(socket, "start")
    await socket.close()


class Dialling(Server):
    """Puts callers through, and says goodbye to those whom nobody took."""

    dial = '<Dial action="/dialled"><Number url="/whisper">+441632960001</Number></Dial>'

    def answer(self, path: str) -> str:
        found = {"voice/after": self.dial, "dialled": "<Hangup/>", "whisper": "<Say>It is about money.</Say>"}
        return f"<Response>{found[path]}</Response>" if path in found else super().answer(path)


class WithoutAction(Dialling):
    dial = "<Dial>+441632960001</Dial><Say>Nobody is free.</Say><Hangup/>"


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
async def test_what_came_of_it_is_reported_to_the_dials_action(status: Any) -> None:
    async with serving(Dialling(hangs_up_on)) as server:
        report = await Caller(Script((), dials=(status,)), server.url, TOKEN, render=bursts.render).call()
    assert (report.ending.how, report.whispered) == ("hung_up", ())
    path, form = server.forms[-1]
    assert (path, form["DialCallStatus"], form["CallStatus"], form["DialBridged"]) == (
        "dialled", status, "in-progress", "false",
    )  # fmt: skip


async def test_who_answers_is_whispered_to_on_his_own_leg_and_the_call_is_his() -> None:
    async with serving(Dialling(hangs_up_on)) as server:
        report = await Caller(Script(()), server.url, TOKEN, render=bursts.render).call()
    assert (report.ending.how, report.ending.to) == ("dialled", "+441632960001")
    assert report.whispered == ("It is about money.",)
    (_, whisper), (_, action) = server.forms[-2:]
    assert whisper["CallSid"] == action["DialCallSid"] != report.sid
    assert (whisper["ParentCallSid"], whisper["Direction"]) == (report.sid, "outbound-dial")
    assert (action["CallSid"], action["DialCallStatus"]) == (report.sid, "completed")


async def test_a_caller_may_hang_up_while_it_rings() -> None:
    async with serving(Dialling(hangs_up_on)) as server:
        report = await Caller(Script((), dials=("hung-up",)), server.url, TOKEN, render=bursts.render).call()
    assert report.ending.how == "caller"
    form = server.forms[-1][1]
    assert (form["DialCallStatus"], form["CallStatus"]) == ("no-answer", "completed")


async def test_without_an_action_what_stands_behind_is_done() -> None:
    async with serving(WithoutAction(hangs_up_on)) as server:
        report = await Caller(Script((), dials=("busy",)), server.url, TOKEN, render=bursts.render).call()
    assert (report.ending.how, report.announced) == ("hung_up", ("Nobody is free.",))


async def test_a_card_is_keyed_out_of_the_servers_hearing_and_the_script_goes_on_on_the_next_stream() -> None:
    async def act(server: Server, socket: WebSocket) -> None:
        await server.until(socket, "start")
        await server.speak(socket, 200, "m")
        await server.until(socket, "mark")
        if sum(path == "back" for path, _ in server.forms):
            await server.until(socket, "stop")
        await socket.close()

    class Paying(Server):
        def answer(self, path: str) -> str:
            if path == "voice/after":
                return '<Response><Pay tokenType="one-time" action="/back"/></Response>'
            return super().answer("voice")

    card = Card(number="4000123412349876", token="tok_7", takes_ms=400)
    script = Script((Wait(quiet_ms=2000), Keys("1"), HangUp()), cards=(card,))
    async with serving(Paying(act)) as server:
        report = await Caller(script, server.url, TOKEN, render=bursts.render).call()

    assert (report.ending.how, report.violations) == ("caller", ())
    assert [path for path, _ in server.forms] == ["voice", "voice/after", "back"]
    form = server.forms[2][1]
    assert (form["Result"], form["PaymentToken"], form["PaymentCardNumber"]) == (
        "success", "tok_7", "xxxx-xxxx-xxxx-9876",
    )  # fmt: skip
    assert report.paid == ({name: form[name] for name in report.paid[0]},)
    starts = [at for at, frame in enumerate(server.frames) if frame["event"] == "start"]
    assert len(starts) == 2
    assert "dtmf" not in [frame["event"] for frame in server.frames[: starts[1]]]
    second = [frame["media"]["timestamp"] for frame in server.frames[starts[1] :] if frame["event"] == "media"]
    assert second[:2] == ["0", "20"], "each stream has its own clock"
    first, again = ms_of(report, "hears")
    assert again - first >= 400, "and the call one of its own"
    assert len(report.tape.us) == len(report.tape.caller)
    assert len(report.tape.us) // 8 >= again


async def test_breaches_of_the_wire_are_reported_and_the_call_goes_on() -> None:
    async def act(server: Server, socket: WebSocket) -> None:
        await server.until(socket, "start")
        await socket.send_bytes(b"\x00")
        await socket.send_text('{"event":"clear","streamSid":"MZother"}')
        await server.send(socket, "media", media={"payload": "###"})
        await server.send(socket, "mark", mark={"name": "still here"})
        await server.until(socket, "mark")
        await socket.close()

    async with serving(Server(act)) as server:
        report = await Caller(Script(()), server.url, TOKEN, render=bursts.render).call()
    assert [text[:5] for text in report.violations] == ["31950", "31951", "31951"]
    assert report.ending.how == "hung_up"


async def test_a_caller_who_is_never_hung_up_on_goes_after_a_while() -> None:
    async with serving(Server(hear_until_stop)) as server:
        report = await Caller(Script(()), server.url, TOKEN, render=bursts.render, longest_ms=300).call()
    assert report.ending.how == "too_long"
    assert server.frames[-1]["event"] == "stop"


@pytest.mark.parametrize(
    ("answer", "how", "why"),
    [
        ("<Response><Reject/></Response>", "rejected", ""),
        ("<Response><Say>Busy.</Say></Response>", "nothing_left", ""),
        ("<Response><Redirect>/voice</Redirect></Response>", "refused", "circles"),
        ('<Response><Connect><Stream url="wss://127.0.0.1:9/x"/></Connect></Response>', "refused", "31920"),
        ("nonsense", "refused", "12100"),
    ],
)
async def test_other_answers(answer: str, how: str, why: str) -> None:
    class Other(Server):
        def answer(self, path: str) -> str:
            return answer

    async with serving(Other(hear_until_stop)) as server:
        report = await Caller(Script(()), server.url, TOKEN, render=bursts.render).call()
    assert report.ending.how == how
    assert why in report.ending.why


async def test_a_wrong_token_is_refused_and_nothing_is_opened() -> None:
    async with serving(Server(hear_until_stop)) as server:
        with contextlib.suppress(AssertionError):
            report = await Caller(Script(()), server.url, "another", render=bursts.render).call()
            assert report.ending.how == "refused"
    assert server.frames == []
    assert server.forms == []


async def test_many_callers_share_one_process() -> None:
    script = Script((Say("hello"), HangUp()))
    async with serving(Server(hear_until_stop)) as server:
        calls = [Caller(script, server.url, TOKEN, render=bursts.render).call() for _ in range(20)]
        reports = await asyncio.gather(*calls)
    assert {report.ending.how for report in reports} == {"caller"}
    assert len({report.sid for report in reports}) == 20
