from __future__ import annotations

import asyncio
import socket
from contextlib import aclosing
from typing import Any

import pytest

from engine.errors import ProviderError, SettingsError
from engine.llm.claude import Claude, build
from engine.llm.protocol import Begun, Done, Event, Message, Request, TextDelta, Tool, ToolUse, Usage
from engine.settings import Settings

from .conftest import Respond, Server, Wire, message, refusal, start, stop, text, tool

SAY = Tool(
    "say",
    "Say a colour.",
    {
        "type": "object",
        "properties": {"colour": {"type": "string", "enum": ["red", "blue"]}},
        "required": ["colour"],
        "additionalProperties": False,
    },
)


def request(**changes: Any) -> Request:
    return Request(**{"system": "Be brief.", "messages": (Message("user", "hello"),), **changes})


async def ask(claude: Claude, asked: Request | None = None) -> list[Event]:
    try:
        async with aclosing(claude.stream(asked or request())) as events:
            return [event async for event in events]
    finally:
        await claude.close()


async def cause(claude: Claude, asked: Request | None = None) -> str:
    with pytest.raises(ProviderError) as error:
        await ask(claude, asked)
    assert error.value.provider == "anthropic"
    assert "planted" not in f"{error.value} {error.value.todo} {error.value.__context__!r:.0}"
    return error.value.cause


async def test_text_as_it_comes_then_done(server: Server) -> None:
    server.responses = [message(*text("Two ", "words."), *stop())]
    assert await ask(server.claude()) == [
        Begun(),
        TextDelta("Two "),
        TextDelta("words."),
        Done("end_turn", Usage(input=620, cached=600, output=9)),
    ]


async def test_what_is_sent(server: Server) -> None:
    server.responses = [message(*text("ok"), *stop())]
    await ask(server.claude(), request(tools=(SAY,), must_use=True))
    headers, body = server.asked[0].headers, server.asked[0].body
    assert headers[":path"] == "/v1/messages"
    assert headers["authorization"] == "Bearer planted-key"
    assert body["thinking"] == {"type": "disabled"}
    assert body["output_config"] == {"effort": "low"}
    assert body["tool_choice"] == {"type": "any", "disable_parallel_tool_use": True}
    assert body["tools"][0]["strict"] is True
    assert body["system"] == [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]
    assert not {"temperature", "top_p", "top_k"} & set(body)


async def test_models_that_refuse_to_be_forced_are_not(server: Server) -> None:
    server.responses = [message(*text("ok"), *stop())]
    await ask(server.claude("claude-opus-5-5"), request(tools=(SAY,), must_use=True))
    await ask(server.claude("claude-of-tomorrow"), request(tools=(SAY,), must_use=True))
    assert [asked.body["tool_choice"]["type"] for asked in server.asked] == ["auto", "auto"]
    assert not any("thinking" in asked.body for asked in server.asked)


async def test_a_tool_use_is_told_only_when_the_message_is_whole(server: Server) -> None:
    whole = asyncio.Event()

    async def respond(wire: Wire) -> None:
        await wire.head(200)
        await wire.events(start(), *text("Well."), *tool("say", '{"col', 'our": "red"}', index=1))
        await whole.wait()
        await wire.events(*stop("tool_use"))

    server.responses = [respond]
    claude = server.claude()
    async with aclosing(claude.stream(request(tools=(SAY,)))) as events:
        assert await anext(events) == Begun()
        assert await anext(events) == TextDelta("Well.")
        following = asyncio.ensure_future(anext(events))
        done, _ = await asyncio.wait((following,), timeout=0.1)
        assert not done
        whole.set()
        assert await following == ToolUse("say", {"colour": "red"})
        assert (await anext(events)).stop_reason == "tool_use"
    await claude.close()


@pytest.mark.parametrize(
    "events",
    [
        tool("say", '{"colour": "gre', 'en"}'),
        tool("say", '{"colour": "red", "size": 3}'),
        tool("say", '{"colour": 7}'),
        tool("say", "{}"),
        tool("say"),
        tool("say", '{"colour": "re'),
        tool("shout", '{"colour": "red"}'),
        tool("say", '["red"]'),
        tool("say", '{"colour": "red"}')[:-1],
    ],
)
async def test_a_tool_use_that_does_not_fit_is_dropped_and_counted(
    server: Server, events: list[dict[str, Any]]
) -> None:
    server.responses = [message(*events, *stop("tool_use"))]
    found = await ask(server.claude(), request(tools=(SAY,)))
    assert found[:-1] == [Begun()]
    assert isinstance(found[-1], Done)
    assert found[-1].dropped == 1


async def test_one_more_try_without_force(server: Server) -> None:
    server.responses = [
        refusal(400, "invalid_request_error"),
        message(*tool("say", '{"colour": "blue"}'), *stop("tool_use")),
    ]
    claude = server.claude()
    asked = request(tools=(SAY,), must_use=True)
    async with aclosing(claude.stream(asked)) as events:
        assert [event async for event in events][1] == ToolUse("say", {"colour": "blue"})
    await ask(claude, asked)
    assert [asked.body["tool_choice"]["type"] for asked in server.asked] == ["any", "auto", "auto"]


async def test_a_request_that_is_wrong_anyway_is_tried_twice_at_most(server: Server) -> None:
    server.responses = [refusal(400, "invalid_request_error")]
    claude = server.claude()
    assert await cause(claude, request(tools=(SAY,), must_use=True)) == "refused"
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("respond", "expected"),
    [
        (refusal(401, "authentication_error"), "refused"),
        (refusal(404, "not_found_error"), "refused"),
        (refusal(429, "rate_limit_error", retry_after="30"), "limited"),
        (refusal(529, "overloaded_error"), "limited"),
        (refusal(500, "api_error"), "unreachable"),
        (message({"type": "error", "error": {"type": "overloaded_error", "message": "planted"}}), "limited"),
        (message({"type": "error", "error": {"type": "api_error", "message": "planted"}}), "dropped"),
        (message(*text("Half a"), *stop()[:1]), "dropped"),
        (message(), "dropped"),
    ],
)
async def test_failures_by_cause_and_never_again(server: Server, respond: Respond, expected: str) -> None:
    server.responses = [respond]
    assert await cause(server.claude()) == expected
    assert len(server.asked) == 1


async def test_a_stream_that_is_no_stream(server: Server) -> None:
    async def respond(wire: Wire) -> None:
        await wire.head(200)
        await wire.raw("event: message_start\ndata: {not json\n\n")

    server.responses = [respond]
    assert await cause(server.claude()) == "garbage"


async def test_a_dropped_socket(server: Server) -> None:
    async def respond(wire: Wire) -> None:
        await wire.head(200, transfer_encoding="chunked")
        await wire.raw("40\r\nevent: mess")
        wire.writer.transport.abort()

    server.responses = [respond]
    assert await cause(server.claude()) == "dropped"


async def test_a_stall_ends_at_the_deadline(server: Server) -> None:
    async def respond(wire: Wire) -> None:
        await wire.head(200)
        await wire.events(start(), *text("One"))
        await asyncio.sleep(60)

    server.responses = [respond]
    assert await cause(server.claude(), request(deadline_s=0.2)) == "stalled"
    await asyncio.wait_for(server.gone.wait(), 5)


async def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        assert await cause(Claude("planted-key", "claude-haiku-5-5", f"http://127.0.0.1:{port}")) == "unreachable"


async def test_cancelling_ends_the_request_at_the_provider(server: Server) -> None:
    begun = asyncio.Event()

    async def respond(wire: Wire) -> None:
        await wire.head(200)
        await wire.events(start())
        begun.set()
        await asyncio.sleep(60)

    server.responses = [respond]
    asking = asyncio.ensure_future(ask(server.claude()))
    await begun.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await asyncio.wait_for(server.gone.wait(), 5)


def settings(**changes: Any) -> Settings:
    return Settings(_env_file=None, **{"anthropic_api_key": None, **changes})


async def test_built_only_with_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    with pytest.raises(SettingsError):
        build(settings(), "claude-sonnet-5-5")
    claude = build(settings(anthropic_api_key="planted-key"), "claude-sonnet-5-5")
    assert claude.name == "claude-sonnet-5-5"
    assert "planted-key" not in repr(claude)
    await claude.close()
