"""The real server on a loopback port: a stop waits for the call under way."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from engine.errors import SettingsError
from engine.types import CallStarted, HangUp, Listening
from telephony import doorstep
from telephony.app import create_app
from telephony.house import House
from telephony.server import Server
from telephony.switchboard import Switchboard
from telephony.tokens import Tokens

TOKEN = "loopback"
FORMAT = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}


class Line:
    """A minimal telephone company over real sockets."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.sign = RequestValidator(TOKEN).compute_signature

    async def post(self, path: str, sid: str) -> httpx.Response:
        form = {"CallSid": sid}
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": self.sign(self.base + path, form),
        }
        async with httpx.AsyncClient() as client:
            return await client.post(self.base + path, content=urlencode(form), headers=headers)

    async def talk(self, sid: str) -> str:
        """Hold the line, echoing marks, until the server closes it; return what comes after."""
        found = re.search(r'url="([^"]+)"', (await self.post("/voice", sid)).text)
        assert found is not None
        url = found.group(1)
        async with connect(url, additional_headers={"X-Twilio-Signature": self.sign(url, {})}, compression=None) as ws:
            start = {"callSid": sid, "mediaFormat": FORMAT}
            await ws.send(json.dumps({"event": "start", "streamSid": "MZ1", "sequenceNumber": "1", "start": start}))
            number = 2
            async for message in ws:
                frame = json.loads(message)
                if frame["event"] == "mark":
                    await ws.send(json.dumps({**frame, "sequenceNumber": str(number)}))
                    number += 1
        return (await self.post("/voice/after", sid)).text


async def test_a_stop_takes_no_new_call_and_waits_for_the_one_under_way(fakes: Any, scene: Any) -> None:
    loop = asyncio.get_running_loop()
    dialog = fakes.Dialog(scene(CallStarted(), ("Goodbye.",), HangUp(), takes_s=0.5))
    house = House(
        dialog=lambda _: dialog,
        release="r1",
        transcribers=(fakes.Transcriber(),),
        synthesizers=(fakes.Synthesizer(),),
    )
    switchboard, tokens = Switchboard(5), Tokens(loop.time)
    address = "http://127.0.0.1:0"
    app = create_app(house, address=address, auth_token=TOKEN, switchboard=switchboard, tokens=tokens)
    server = Server(app, host="127.0.0.1", port=0, switchboard=switchboard)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    app_port = server.address[1]
    doors = create_app(
        house, address=f"http://127.0.0.1:{app_port}", auth_token=TOKEN, switchboard=switchboard, tokens=tokens
    )
    app.router.routes[:] = doors.router.routes
    line = Line(app_port)
    call = asyncio.create_task(line.talk("CA1"))
    while len(switchboard) == 0:  # noqa: ASYNC110 - the call is opened over a real socket
        await asyncio.sleep(0.01)
    server.handle_exit(signal.SIGTERM, None)
    await asyncio.sleep(0.05)
    assert "busy" in (await line.post("/voice", "CA2")).text
    assert not running.done()
    assert "<Hangup" in await call
    await running
    assert switchboard.trace("CA1") is not None
    dialog.finish()


async def test_a_second_stop_cuts_the_call_under_way_and_says_who_did(fakes: Any, scene: Any) -> None:
    dialog = fakes.Dialog(scene(CallStarted(), (), Listening("ask", wait_ms=10**9)))
    parts = {"transcribers": (fakes.Transcriber(),), "synthesizers": (fakes.Synthesizer(),)}
    house = House(dialog=lambda _: dialog, release="r1", **parts)
    switchboard, tokens = Switchboard(5), Tokens(asyncio.get_running_loop().time)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(
        house, address=f"http://127.0.0.1:{port}", auth_token=TOKEN, switchboard=switchboard, tokens=tokens
    )
    server = Server(app, host="127.0.0.1", port=port, switchboard=switchboard)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    call = asyncio.create_task(Line(port).talk("CA1"))
    while len(switchboard) == 0:  # noqa: ASYNC110 - the call is opened over a real socket
        await asyncio.sleep(0.01)
    server.stop()
    server.stop()
    async with asyncio.timeout(10):
        await asyncio.gather(call, return_exceptions=True)  # nobody is left to say what comes after
        await running
    trace = switchboard.trace("CA1")
    assert trace is not None
    assert trace["end_reason"] == "us.server.stopped"


async def test_an_address_that_is_taken_is_said_in_a_sentence(fakes: Any) -> None:
    house = House(dialog=fakes.Dialog, release="r1", transcribers=(), synthesizers=())
    tokens = Tokens(asyncio.get_running_loop().time)
    app = create_app(house, address="http://x", auth_token=TOKEN, switchboard=Switchboard(5), tokens=tokens)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = Server(app, host="127.0.0.1", port=taken.getsockname()[1], switchboard=Switchboard(5))
        with pytest.raises(SettingsError, match="cannot listen") as taken_is:
            await server.serve()
    assert "stop what listens there" in taken_is.value.todo


async def test_an_address_of_another_machine_is_told_as_that(fakes: Any) -> None:
    house = House(dialog=fakes.Dialog, release="r1", transcribers=(), synthesizers=())
    tokens = Tokens(asyncio.get_running_loop().time)
    app = create_app(house, address="http://x", auth_token=TOKEN, switchboard=Switchboard(5), tokens=tokens)
    for host in ("192.0.2.1", "no.such.host.invalid"):
        with pytest.raises(SettingsError, match=f"cannot listen on {host}:8080") as found:
            await Server(app, host=host, port=8080, switchboard=Switchboard(5)).serve()
        assert f"{host} is not an address of this machine" in found.value.todo


@pytest.mark.parametrize("said", [b"", b"GET /hea", b"POST /voice HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab"])
async def test_a_connection_that_gets_nowhere_is_closed(
    fakes: Any, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(doorstep, "PATIENCE_S", 0.2)
    house = House(dialog=fakes.Dialog, release="r1", transcribers=(), synthesizers=())
    switchboard, tokens = Switchboard(5), Tokens(asyncio.get_running_loop().time)
    app = create_app(house, address="http://x", auth_token=TOKEN, switchboard=switchboard, tokens=tokens)
    server = Server(app, host="127.0.0.1", port=0, switchboard=switchboard)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    reader, writer = await asyncio.open_connection(*server.address)
    writer.write(said)
    async with asyncio.timeout(5):
        assert await reader.read() == b""
    writer.close()
    server.stop()
    await running


async def test_a_forged_socket_gets_no_upgrade(fakes: Any) -> None:
    house = House(dialog=fakes.Dialog, release="r1", transcribers=(), synthesizers=())
    switchboard = Switchboard(5)
    app = create_app(
        house, address="http://x", auth_token=TOKEN, switchboard=switchboard,
        tokens=Tokens(asyncio.get_running_loop().time),
    )  # fmt: skip
    server = Server(app, host="127.0.0.1", port=0, switchboard=switchboard)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"ws://127.0.0.1:{server.address[1]}/stream/guess")
    assert refused.value.response.status_code == 403
    server.stop()
    await running
