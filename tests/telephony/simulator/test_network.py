"""Messages arrive as late as the network says, in order, and the last of them still arrives."""

from __future__ import annotations

import asyncio

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from telephony.simulator.network import Network, over


async def _echo(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(message)


async def test_a_message_takes_the_way_there_and_back() -> None:
    network, loop = Network(up_ms=60.0, down_ms=40.0), asyncio.get_running_loop()
    async with serve(_echo, "127.0.0.1", 0) as server, connect(_address(server)) as near, over(network, near) as socket:
        came, began = aiter(socket), loop.time()
        await socket.send("one")
        network.up_ms = 0.0
        await socket.send("two")
        assert [await anext(came), await anext(came)] == ["one", "two"]
        assert loop.time() - began >= 0.1


async def test_what_was_sent_last_still_arrives() -> None:
    got: list[str | bytes] = []

    async def keep(connection: ServerConnection) -> None:
        got.extend([message async for message in connection])

    async with (
        serve(keep, "127.0.0.1", 0) as server,
        connect(_address(server)) as near,
        over(Network(up_ms=50.0), near) as socket,
    ):
        await socket.send("goodbye")
    assert got == ["goodbye"]


async def test_next_door_nothing_is_between() -> None:
    async with serve(_echo, "127.0.0.1", 0) as server, connect(_address(server)) as near, over(None, near) as socket:
        assert socket is near


def _address(server: object) -> str:
    host, port = next(iter(server.sockets)).getsockname()[:2]  # type: ignore[attr-defined]
    return f"ws://{host}:{port}"
