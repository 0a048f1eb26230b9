"""A loopback server answering ``POST /v1/messages`` with scripted bytes: odd cases that no polite stand-in makes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from engine.llm.claude import Claude

Respond = Callable[["Wire"], Awaitable[None]]


@dataclass
class Asked:
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Wire:
    """One response being written."""

    writer: asyncio.StreamWriter

    async def head(self, status: int, kind: str = "text/event-stream", **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} X", f"content-type: {kind}", "connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.raw("\r\n".join(lines) + "\r\n\r\n")

    async def raw(self, text: str) -> None:
        self.writer.write(text.encode())
        await self.writer.drain()

    async def events(self, *events: dict[str, Any]) -> None:
        for event in events:
            await self.raw(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n")


@dataclass
class Server:
    """Answers each request with the next of its responses; the last one repeats."""

    address: str = ""
    responses: list[Respond] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client went away before its response ended."""

    def claude(self, model: str = "claude-haiku-5-5") -> Claude:
        return Claude("planted-key", model, self.address)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.asked.append(await _read(reader))
            respond = self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]
            answering = asyncio.ensure_future(respond(Wire(writer)))
            leaving = asyncio.ensure_future(reader.read())
            await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not answering.done():
                self.gone.set()
            for task in (answering, leaving):
                task.cancel()
            await asyncio.gather(answering, leaving, return_exceptions=True)
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:] if line)}
    body = await reader.readexactly(int(headers["content-length"]))
    return Asked(headers | {":path": head[0].split()[1]}, json.loads(body))


def start() -> dict[str, Any]:
    usage = {"input_tokens": 20, "output_tokens": 1, "cache_read_input_tokens": 600, "cache_creation_input_tokens": 0}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [], "usage": usage}
    return {"type": "message_start", "message": message | {"stop_reason": None, "stop_sequence": None}}


def text(*parts: str, index: int = 0) -> list[dict[str, Any]]:
    return [
        {"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": ""}},
        *(
            {"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": part}}
            for part in parts
        ),
        {"type": "content_block_stop", "index": index},
    ]


def tool(name: str, *parts: str, index: int = 0) -> list[dict[str, Any]]:
    block = {"type": "tool_use", "id": f"toolu_{index}", "name": name, "input": {}}
    return [
        {"type": "content_block_start", "index": index, "content_block": block},
        {"type": "ping"},
        *(
            {"type": "content_block_delta", "index": index, "delta": {"type": "input_json_delta", "partial_json": p}}
            for p in parts
        ),
        {"type": "content_block_stop", "index": index},
    ]


def stop(reason: str = "end_turn") -> list[dict[str, Any]]:
    delta = {"stop_reason": reason, "stop_sequence": None}
    return [{"type": "message_delta", "delta": delta, "usage": {"output_tokens": 9}}, {"type": "message_stop"}]


def message(*events: dict[str, Any]) -> Respond:
    async def respond(wire: Wire) -> None:
        await wire.head(200)
        await wire.events(start(), *events)

    return respond


def refusal(status: int, kind: str, said: str = "planted words of the caller", **headers: str) -> Respond:
    async def respond(wire: Wire) -> None:
        await wire.head(status, "application/json", **headers)
        await wire.raw(json.dumps({"type": "error", "error": {"type": kind, "message": said}}))

    return respond


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    listening = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    host, port = listening.sockets[0].getsockname()[:2]
    made.address = f"http://{host}:{port}"
    async with listening:
        yield made
