from __future__ import annotations

import asyncio
import json
import socket
from contextlib import aclosing
from typing import Any, cast

import pytest

from engine.errors import ProviderError, SettingsError
from engine.llm.openai_compatible import OpenAICompatible, build
from engine.llm.protocol import Begun, Done, Event, Message, Request, TextDelta, Tool, ToolUse, Usage
from engine.settings import Settings

from .conftest import Respond, Server, Wire
from .test_openai_wire import SAY, call, delta


def request(**changes: Any) -> Request:
    return Request(**{"system": "Be brief.", "messages": (Message("user", "hello"),), **changes})


def model(server: Server, name: str = "gpt-5.4-mini", key: str = "planted-key") -> OpenAICompatible:
    return OpenAICompatible(key, name, server.address)


async def ask(model: OpenAICompatible, asked: Request | None = None) -> list[Event]:
    try:
        async with aclosing(cast("Any", model.stream(asked or request()))) as events:
            return [event async for event in events]
    finally:
        await model.close()


async def cause(model: OpenAICompatible, asked: Request | None = None) -> str:
    with pytest.raises(ProviderError) as error:
        await ask(model, asked)
    assert error.value.provider == "openai"
    assert "planted" not in f"{error.value} {error.value.todo} {error.value.__context__!r:.0}"
    return error.value.cause


def streamed(*chunks: dict[str, Any], end: str = "data: [DONE]\n\n") -> Respond:
    async def respond(wire: Wire) -> None:
        await wire.head(200)
        for each in chunks:
            await wire.raw(f"data: {json.dumps(each)}\n\n")
        await wire.raw(end)

    return respond


def refusal(status: int, **headers: str) -> Respond:
    async def respond(wire: Wire) -> None:
        await wire.head(status, "application/json", **headers)
        await wire.raw(json.dumps({"error": {"message": "planted words of the caller", "type": "x", "code": None}}))

    return respond


async def test_what_is_sent_and_what_comes_of_it(server: Server) -> None:
    server.responses = [streamed(delta(content="Hi."), delta("stop"))]
    assert await ask(model(server)) == [Begun(), TextDelta("Hi."), Done("end_turn", Usage())]
    assert server.asked[0].headers[":path"] == "/v1/chat/completions"
    assert server.asked[0].headers["authorization"] == "Bearer planted-key"


async def test_names_that_know_where_they_stand_in_a_file_are_text(server: Server) -> None:
    class Name(str):
        """As the flow language's loader makes them."""

        __slots__ = ("at",)

    server.responses = [streamed(delta(content="Hi."), delta("stop"))]
    await ask(model(server), request(tools=(Tool(Name("say"), Name("Say."), {"type": "object"}),)))
    assert server.asked[0].body["tools"][0]["function"]["name"] == "say"


@pytest.mark.parametrize("tail", ["", "/", "/v1", "/v1/"])
async def test_an_address_with_or_without_its_version_and_no_key(server: Server, tail: str) -> None:
    server.responses = [streamed(delta(content="Hi."), delta("stop"))]
    await ask(OpenAICompatible("", "qwen3-32b", server.address + tail))
    assert server.asked[0].headers[":path"] == "/v1/chat/completions"
    assert "authorization" not in server.asked[0].headers


async def test_a_stream_that_ends_without_saying_so_is_whole_if_the_answer_is(server: Server) -> None:
    server.responses = [streamed(call("say", '{"colour": "red"}'), delta("tool_calls"), end="")]
    assert (await ask(model(server), request(tools=(SAY,))))[1] == ToolUse("say", {"colour": "red"})


async def test_a_server_that_knows_less_is_asked_in_plain_words_from_then_on(server: Server) -> None:
    server.responses = [refusal(400), streamed(call("say", '{"colour": "blue"}'), delta("tool_calls"))]
    one, asked = model(server), request(tools=(SAY,), must_use=True)
    async with aclosing(cast("Any", one.stream(asked))) as events:
        assert [each async for each in events][1] == ToolUse("say", {"colour": "blue"})
    await ask(one, asked)
    assert [each.body["tool_choice"] for each in server.asked] == ["required", "auto", "auto"]
    assert "max_tokens" in server.asked[2].body


async def test_a_request_that_is_wrong_anyway_is_tried_twice_at_most(server: Server) -> None:
    server.responses = [refusal(400)]
    assert await cause(model(server), request(tools=(SAY,), must_use=True)) == "refused"
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("respond", "expected"),
    [
        (refusal(401), "refused"),
        (refusal(404), "refused"),
        (refusal(429, retry_after="30"), "limited"),
        (refusal(500), "unreachable"),
        (refusal(503), "unreachable"),
        (streamed({"error": {"message": "planted"}}), "dropped"),
        (streamed(delta(content="Half a"), end=""), "dropped"),
        (streamed(end=""), "dropped"),
        (streamed(delta(content="Half a")), "dropped"),
        (streamed(end="data: {not json\n\n"), "garbage"),
        (streamed(end='data: {"choices": 7}\n\n'), "garbage"),
    ],
)
async def test_failures_by_cause_and_never_again(server: Server, respond: Respond, expected: str) -> None:
    server.responses = [respond]
    assert await cause(model(server)) == expected
    assert len(server.asked) == 1


async def test_a_dropped_socket(server: Server) -> None:
    async def respond(wire: Wire) -> None:
        await wire.head(200, transfer_encoding="chunked")
        await wire.raw("40\r\ndata: {")
        wire.writer.transport.abort()

    server.responses = [respond]
    assert await cause(model(server)) == "dropped"


async def test_a_stall_ends_at_the_deadline(server: Server) -> None:
    async def respond(wire: Wire) -> None:
        await wire.head(200)
        await wire.raw(f"data: {json.dumps(delta(content='One'))}\n\n")
        await asyncio.sleep(60)

    server.responses = [respond]
    assert await cause(model(server), request(deadline_s=0.2)) == "stalled"
    await asyncio.wait_for(server.gone.wait(), 5)


async def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        assert await cause(OpenAICompatible("planted-key", "gpt-5.4-mini", f"http://127.0.0.1:{port}")) == "unreachable"


async def test_cancelling_ends_the_request_at_the_provider(server: Server) -> None:
    begun = asyncio.Event()

    async def respond(wire: Wire) -> None:
        await wire.head(200)
        begun.set()
        await asyncio.sleep(60)

    server.responses = [respond]
    asking = asyncio.ensure_future(ask(model(server)))
    await begun.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await asyncio.wait_for(server.gone.wait(), 5)


async def test_built_with_a_key_or_with_an_address() -> None:
    bare = {"_env_file": None, "openai_api_key": None}
    with pytest.raises(SettingsError):
        build(Settings(**cast("Any", bare)), "gpt-5.4-mini")
    own = build(Settings(**cast("Any", bare | {"openai_url": "http://127.0.0.1:8000"})), "qwen3-32b")
    assert own.name == "qwen3-32b"
    keyed = build(Settings(**cast("Any", bare | {"openai_api_key": "planted-key"})), "gpt-5.4-mini")
    assert "planted-key" not in repr(keyed)
    await own.close()
    await keyed.close()
