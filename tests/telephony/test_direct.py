"""The short way for frames: the same messages as the library's own way, however the bytes are cut."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from telephony.direct import DirectProtocol, divert_of, frame_end, payload

LARGEST = 1 << 20


@given(st.lists(st.binary(max_size=200) | st.just(b"x" * 70_000), min_size=1, max_size=4), st.data())
def test_frames_are_found_whole_wherever_the_bytes_are_cut(contents: list[bytes], data: st.DataObject) -> None:
    wire = b"".join(Frame(Opcode.TEXT, content).serialize(mask=True, extensions=[]) for content in contents)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=5)))
    found, partial = [], b""
    for first, last in zip([0, *cuts], [*cuts, len(wire)], strict=True):
        partial, start = partial + wire[first:last], 0
        while (end := frame_end(partial, start)) and end <= len(partial):
            found.append(payload(partial, start, end))
            start = end
        partial = partial[start:]
    assert found == contents
    assert partial == b""


def test_a_frames_end_is_known_from_its_header() -> None:
    wire = Frame(Opcode.TEXT, b"x" * 2000).serialize(mask=True, extensions=[])
    assert frame_end(wire[:3], 0) == 0
    assert frame_end(wire[:4], 0) == len(wire)


class Endpoint:
    """Keeps what comes directly and what comes the long way."""

    def __init__(self, wait: asyncio.Event) -> None:
        self.direct: list[str] = []
        self.long: list[str] = []
        self.closed = asyncio.Event()
        self._wait = wait

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "websocket":
            return
        await receive()
        await send({"type": "websocket.accept"})
        self.long.append((await receive())["text"])
        await self._wait.wait()
        divert = divert_of(scope)
        assert divert is not None
        divert(lambda text: self.direct.append(text if isinstance(text, str) else text.decode()))
        while (message := await receive())["type"] != "websocket.disconnect":
            self.long.append(message.get("text") or message["bytes"].decode())
        self.closed.set()


@asynccontextmanager
async def serving(endpoint: Endpoint) -> AsyncIterator[ClientConnection]:
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        config = uvicorn.Config(endpoint, ws=DirectProtocol, log_config=None, lifespan="off", ws_max_size=LARGEST)
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            async with connect(f"ws://127.0.0.1:{port}", compression=None) as client:
                yield client
        finally:
            server.should_exit = True
            await task


async def test_waiting_messages_come_first_and_only_whole_text_takes_the_short_way() -> None:
    wait = asyncio.Event()
    endpoint = Endpoint(wait)
    async with serving(endpoint) as client:
        await client.send("start")
        await client.send("waited")
        await asyncio.sleep(0.05)
        wait.set()
        await asyncio.sleep(0.05)
        await client.send("one")
        await client.send(["in ", "pieces"])
        await client.send("grüße " + "x" * 70_000)
        await client.send(b"binary")
        await (await client.ping())
        await client.send("last")
        await client.close()
        async with asyncio.timeout(5):
            await endpoint.closed.wait()
    assert endpoint.direct == ["waited", "one", "grüße " + "x" * 70_000, "last"]
    assert endpoint.long == ["start", "in pieces", "binary"]


async def test_a_message_over_the_limit_closes_the_socket() -> None:
    wait = asyncio.Event()
    wait.set()
    endpoint = Endpoint(wait)
    async with serving(endpoint) as client:
        await client.send("start")
        await asyncio.sleep(0.05)
        await client.send("x" * (LARGEST + 1))
        with pytest.raises(ConnectionClosed) as closed:
            await client.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009
        async with asyncio.timeout(5):
            await endpoint.closed.wait()
    assert endpoint.direct == []
