"""The Messages API stand-in, through the real SDK and through our own adapter."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any, cast

import anthropic
import httpx2
import pytest

from engine.errors import ProviderError
from engine.llm.claude import Claude
from engine.llm.grounded import answer
from engine.llm.protocol import Begun, Done, Message, Request, TextDelta, Tool, ToolUse
from engine.types import DoAct, Fill, NoMove, OfferedFlow, OfferedSlot, Situation, StartFlow
from engine.understanding.cascade import Cascade
from telephony.simulator.standins.claude import KEY, ClaudeStandin

HAIKU = "claude-haiku-5-5"
SCHEMA = {
    "type": "object",
    "properties": {"flow": {"type": "string", "enum": ["order_status", "make_payment"]}},
    "required": ["flow"],
    "additionalProperties": False,
}
ABOUT = "Start a flow.\n- order_status: where a parcel is\n- make_payment: pay a bill"
TOOL = {"name": "start_flow", "description": ABOUT, "input_schema": SCHEMA, "strict": True}
NONE = {"name": "none", "input_schema": {"type": "object", "properties": {}}}


@asynccontextmanager
async def opened(standin: ClaudeStandin, key: str = KEY) -> AsyncIterator[anthropic.AsyncAnthropic]:
    async with (
        standin.serving() as url,
        anthropic.AsyncAnthropic(api_key=key, base_url=url, max_retries=0, timeout=5) as sdk,
    ):
        yield sdk


@asynccontextmanager
async def adapter(standin: ClaudeStandin, key: str = KEY, model: str = HAIKU) -> AsyncIterator[Claude]:
    async with standin.serving() as url:
        claude = Claude(key, model, url)
        try:
            yield claude
        finally:
            await claude.close()


async def eventually(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for happens in the server
        await asyncio.sleep(0.005)


def ask(said: str, **more: Any) -> dict[str, Any]:
    body = {"model": HAIKU, "max_tokens": 50, "messages": [{"role": "user", "content": said}]}
    return body | {"thinking": {"type": "disabled"}} | more


async def test_a_streamed_tool_use_is_put_together_by_the_sdk() -> None:
    standin = ClaudeStandin()
    standin.reply("One moment.", ("start_flow", {"flow": "make_payment"}))
    async with opened(standin) as sdk, sdk.messages.stream(**ask("hi", tools=[TOOL])) as stream:
        kinds = [event.type async for event in stream]
        message = await stream.get_final_message()
    assert kinds.count("input_json") > 2
    assert kinds.count("text") > 0
    assert [block.type for block in message.content] == ["text", "tool_use"]
    assert cast("Any", message.content[1]).input == {"flow": "make_payment"}
    assert (message.stop_reason, stream.request_id is not None) == ("tool_use", True)
    assert (standin.requests[0].outcome, standin.requests[0].version) == ("whole", "2026-10-21")


async def test_the_raw_events_come_in_order() -> None:
    standin = ClaudeStandin()
    standin.reply("Hello there.")
    async with opened(standin) as sdk:
        kinds = [event.type async for event in await sdk.messages.create(stream=True, **ask("hi"))]
    assert kinds == [
        "message_start", "content_block_start", "content_block_delta", "content_block_stop",
        "message_delta", "message_stop",
    ]  # fmt: skip


async def test_without_streaming_the_answer_is_one_message() -> None:
    standin = ClaudeStandin()
    async with opened(standin) as sdk:
        message = await sdk.messages.create(**ask("I need to pay my bill", tools=[TOOL]))
    assert cast("Any", message.content[0]).input == {"flow": "make_payment"}


@pytest.mark.parametrize(
    ("said", "flow"),
    [("where is my parcel", "order_status"), ("I would like to pay", "make_payment"), ("bananas", None)],
)
async def test_the_brain_picks_what_shares_most_words(said: str, flow: str | None) -> None:
    async with opened(ClaudeStandin()) as sdk:
        message = await sdk.messages.create(**ask(said, tools=[TOOL, NONE], tool_choice={"type": "any"}))
    use = cast("Any", message.content[0])
    assert (use.name, use.input) == (("start_flow", {"flow": flow}) if flow else ("none", {}))


async def test_a_long_prefix_is_read_from_the_cache_the_second_time() -> None:
    system = [{"type": "text", "text": "rules " * 600, "cache_control": {"type": "ephemeral"}}]
    async with opened(ClaudeStandin()) as sdk:
        first = await sdk.messages.create(**ask("hi", system=system))
        second = await sdk.messages.create(**ask("ho", system=system))
        short = await sdk.messages.create(**ask("hi", system=[system[0] | {"text": "rules " * 300}]))
        other = await sdk.messages.create(**ask("hi", system=system, tools=[TOOL]))
    assert first.usage.cache_read_input_tokens == 0
    assert (first.usage.cache_creation_input_tokens or 0) > 500
    assert (second.usage.cache_read_input_tokens or 0) > 500
    assert second.usage.cache_creation_input_tokens == 0
    assert short.usage.cache_creation_input_tokens == 0, "too short to be kept"
    assert other.usage.cache_read_input_tokens == 0, "the tools stand before it, so the beginning is another"


# --------------------------------------------------------------------------------------------------------- rules


@pytest.mark.parametrize(
    "body",
    [
        ask("hi", model="claude-opus-5-5", tools=[TOOL], tool_choice={"type": "any"}, thinking={"type": "adaptive"}),
        ask("hi", model="claude-sonnet-5-5", tools=[TOOL], tool_choice={"type": "tool", "name": "start_flow"},
            thinking={"type": "between_tools"}),
        ask("hi", model="claude-fable-5-1", tools=[TOOL], tool_choice={"type": "any"}, thinking={"type": "adaptive"}),
        ask("hi", model="claude-sonnet-5-5"),
        ask("hi", tools=[TOOL], tool_choice={"type": "any"}, thinking={"type": "adaptive"}),
        ask("hi", tool_choice={"type": "auto"}),
        ask("hi", tools=[TOOL, TOOL]),
        ask("hi", tools=[TOOL], tool_choice={"type": "tool", "name": "other"}),
        ask("hi", tools=[TOOL | {"name": "start flow"}]),
        ask("hi", tools=[NONE | {"strict": True}]),
        ask("hi", extra_body={"temperature": 0.2}),
        ask("hi", extra_body={"top_p": 0.2}),
        ask("hi", messages=[{"role": "user", "content": "hi"}, {"role": "assistant", "content": "I"}]),
        ask("hi", messages=[{"role": "assistant", "content": "I"}]),
        ask("hi", messages=[]),
        ask(""),
    ],
)  # fmt: skip
async def test_what_the_api_refuses_with_400(body: dict[str, Any]) -> None:
    standin = ClaudeStandin()
    async with opened(standin) as sdk:
        with pytest.raises(anthropic.BadRequestError):
            await sdk.messages.create(**body)
    assert standin.requests[0].status == 400


async def test_a_model_nobody_knows_is_not_found() -> None:
    async with opened(ClaudeStandin()) as sdk:
        with pytest.raises(anthropic.NotFoundError):
            await sdk.messages.create(**ask("hi", model="claude-nobody-1"))


async def test_the_key_is_a_bearer_token_and_the_version_a_must() -> None:
    standin = ClaudeStandin()
    async with opened(standin, "wrong") as sdk:
        with pytest.raises(anthropic.AuthenticationError):
            await sdk.messages.create(**ask("hi"))
    bearer = {"authorization": f"Bearer {KEY}"}
    version = {"anthropic-version": "2026-10-21"}
    async with standin.serving() as url, httpx2.AsyncClient(base_url=url) as http:
        answers = [
            await http.post("/v1/messages", json=ask("hi"), headers=headers)
            for headers in (version | {"x-api-key": KEY}, bearer, bearer | version)
        ]
        nonsense = await http.post("/v1/messages", content="{", headers=bearer | version)
    assert [each.status_code for each in answers] == [401, 400, 200]
    assert nonsense.status_code == 400


# -------------------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("refuse", anthropic.AuthenticationError), ("limit", anthropic.RateLimitError),
     ("spend_cap", anthropic.RateLimitError), ("overload", anthropic.APIStatusError),
     ("broken", anthropic.InternalServerError)],
)  # fmt: skip
async def test_refusals_on_demand(fault: str, kind: type[anthropic.APIStatusError]) -> None:
    standin = ClaudeStandin()
    async with opened(standin) as sdk:
        standin.faults.set(fault, times=1, seconds=30)
        with pytest.raises(kind) as refused:
            await sdk.messages.create(**ask("hi"))
        await sdk.messages.create(**ask("hi"))
    assert refused.value.response.headers.get("retry-after") == ("30" if fault == "limit" else None)


@pytest.mark.parametrize(
    ("fault", "cause"),
    [("refuse", "refused"), ("limit", "limited"), ("spend_cap", "unpaid"), ("overload", "limited"),
     ("broken", "unreachable"), ("error_event", "limited"), ("cut", "dropped"), ("stall", "stalled")],
)  # fmt: skip
async def test_what_our_adapter_makes_of_each_fault(fault: str, cause: str) -> None:
    standin = ClaudeStandin()
    standin.faults.set(fault)
    deadline_s = 0.5 if fault == "stall" else 30.0  # however busy the machine is, an answer is no stall
    async with adapter(standin) as claude:
        with pytest.raises(ProviderError) as failed:
            async for _ in claude.stream(Request("rules", (Message("user", "hi"),), deadline_s=deadline_s)):
                pass
    assert failed.value.cause == cause


@pytest.mark.parametrize("fault", ["half_tool", "unknown_tool"])
async def test_our_adapter_never_reports_a_damaged_tool_use(fault: str) -> None:
    standin = ClaudeStandin()
    standin.faults.set(fault)
    request = Request("rules", (Message("user", "pay my bill"),), (Tool("start_flow", ABOUT, SCHEMA),), must_use=True)
    async with adapter(standin) as claude:
        told = [event async for event in claude.stream(request)]
    assert [event for event in told if isinstance(event, ToolUse)] == []
    assert isinstance(told[-1], Done)
    assert told[-1].dropped == 1


async def test_whoever_leaves_in_mid_stream_is_noticed() -> None:
    standin = ClaudeStandin(pace_s=0.02)
    standin.reply("A long answer. " * 40)
    async with adapter(standin) as claude:
        stream = claude.stream(Request("rules", (Message("user", "hi"),)))
        async with aclosing(cast("Any", stream)) as events:
            assert isinstance(await anext(events), Begun)
            assert isinstance(await anext(events), TextDelta)
        await eventually(lambda: standin.requests[0].outcome == "client left")


# ------------------------------------------------------------------------------------------ with our own prompts

SITUATION = Situation(
    utterance="",
    question="What is your order number?",
    flow="Where an order is",
    candidates=(),
    fills=(OfferedSlot("order_number", "digits", "What is your order number?"),),
    starts=(OfferedFlow("make_payment", "Pay a bill or a balance"), OfferedFlow("faq", "Questions about delivery")),
    acts=("human", "repeat"),
)


@pytest.mark.parametrize(
    ("said", "move"),
    [
        ("it is four five six eight", Fill("order_number", "four five six eight")),
        ("can I pay my balance first", StartFlow("make_payment")),
        ("get me a human", DoAct("human")),
        ("bananas", NoMove()),
    ],
)
async def test_the_fallback_gets_a_sensible_move(said: str, move: object) -> None:
    standin = ClaudeStandin()
    fields = {name: getattr(SITUATION, name) for name in Situation.__dataclass_fields__} | {"utterance": said}
    async with adapter(standin) as claude:
        assert await Cascade((claude,)).moves(Situation(**fields)) == (move,)
    assert json.loads(standin.requests[0].body["messages"][0]["content"])["said"] == said


async def test_a_grounded_answer_comes_from_the_passages() -> None:
    passages = ["Delivery takes two days. Returns are free for a month.", "We open at nine."]
    async with adapter(ClaudeStandin()) as claude:
        found = await answer(claude, "are returns free", passages)
        assert found is not None
        assert [sentence async for sentence in found] == ["Returns are free for a month."]
        assert await answer(claude, "do you sell bicycles", passages) is None
