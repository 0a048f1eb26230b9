"""The OpenAI-compatible stand-in, over bare HTTP and through our own adapter."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any, cast

import httpx2
import pytest

from engine.errors import ProviderError
from engine.llm.grounded import answer
from engine.llm.openai_compatible import OpenAICompatible
from engine.llm.protocol import Begun, Done, Message, Request, TextDelta, Tool, ToolUse, Usage
from engine.types import DoAct, Fill, NoMove, OfferedFlow, OfferedSlot, Situation, StartFlow
from engine.understanding.cascade import Cascade
from telephony.simulator.standins.openai import KEY, OpenAIStandin

MINI = "gpt-5.4-mini"
SCHEMA = {
    "type": "object",
    "properties": {"flow": {"type": "string", "enum": ["order_status", "make_payment"]}},
    "required": ["flow"],
    "additionalProperties": False,
}
ABOUT = "Start a flow.\n- order_status: where a parcel is\n- make_payment: pay a bill"
FUNCTION = {"name": "start_flow", "description": ABOUT, "parameters": SCHEMA, "strict": True}
TOOL = {"type": "function", "function": FUNCTION}
ASKED = Request("rules", (Message("user", "pay my bill"),), (Tool("start_flow", ABOUT, SCHEMA),))


@asynccontextmanager
async def adapter(standin: OpenAIStandin, key: str = KEY, model: str = MINI) -> AsyncIterator[OpenAICompatible]:
    async with standin.serving() as url:
        made = OpenAICompatible(key, model, url)
        try:
            yield made
        finally:
            await made.close()


async def post(standin: OpenAIStandin, body: Any, key: str = KEY) -> httpx2.Response:
    headers = {"authorization": f"Bearer {key}"} if key else {}
    async with standin.serving() as url, httpx2.AsyncClient(base_url=url, trust_env=False) as http:
        return await http.post("/v1/chat/completions", json=body, headers=headers)


async def eventually(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for happens in the server
        await asyncio.sleep(0.005)


def ask(said: str = "hi", **more: Any) -> dict[str, Any]:
    body = {"model": MINI, "messages": [{"role": "user", "content": said}], "max_completion_tokens": 50}
    return body | {"reasoning_effort": "none"} | more


@pytest.mark.parametrize(
    "body",
    [
        ask(colour="red"),
        ask(max_tokens=5),
        ask(temperature=0.2),
        ask(tools=[]),
        ask(tool_choice="required"),
        ask(tools=[TOOL], tool_choice="any"),
        ask(tools=[TOOL], reasoning_effort="low"),
        {name: value for name, value in ask(tools=[TOOL]).items() if name != "reasoning_effort"},
        ask(model="gpt-5-mini"),
        ask(model="gpt-4.1-mini"),
        ask(tools=[{"type": "function", "function": FUNCTION | {"parameters": {"type": "object"}}}]),
        ask(tools=[{"type": "function", "function": FUNCTION | {"parameters": SCHEMA | {"required": []}}}]),
        ask(tools=[{"type": "function", "function": FUNCTION | {"name": "start flow"}}]),
        ask(tools=[FUNCTION]),
        ask(stream_options={"include_usage": True}),
        ask(messages=[]),
        ask(messages=[{"role": "caller", "content": "hi"}]),
        [],
    ],
)
async def test_what_the_server_refuses_with_400(body: Any) -> None:
    answered = await post(OpenAIStandin(), body)
    assert answered.status_code == 400
    assert answered.json()["error"]["message"]


async def test_keys_and_models() -> None:
    assert (await post(OpenAIStandin(), ask(), key="wrong")).status_code == 401
    assert (await post(OpenAIStandin(), ask(model="gpt-nobody"))).status_code == 404
    assert (await post(OpenAIStandin(), ask())).json()["choices"][0]["finish_reason"] == "stop"
    own = OpenAIStandin(key="", models=frozenset({"qwen3-32b"}))
    assert (await post(own, ask())).status_code == 404
    plain = {"model": "qwen3-32b", "messages": [{"role": "user", "content": "hi"}], "max_tokens": 50}
    assert (await post(own, plain, key="")).status_code == 200
    assert (await post(own, plain | {"reasoning_effort": "none"}, key="")).status_code == 400


@pytest.mark.parametrize("model", ["gpt-5.4-mini", "gpt-5.6", "gpt-5-mini", "gpt-4.1-mini", "gpt-4o-mini"])
async def test_what_our_adapter_asks_is_never_refused(model: str) -> None:
    standin = OpenAIStandin()
    async with adapter(standin, model=model) as made:
        told = [event async for event in made.stream(ASKED)]
    assert told[:2] == [Begun(), ToolUse("start_flow", {"flow": "make_payment"})]
    assert len(standin.requests) == 1


async def test_a_server_of_our_own_is_understood_without_a_key() -> None:
    async with adapter(OpenAIStandin(key="", models=frozenset({"qwen3-32b"})), key="", model="qwen3-32b") as made:
        told = [event async for event in made.stream(ASKED)]
    assert told[1] == ToolUse("start_flow", {"flow": "make_payment"})


async def test_a_model_with_new_rules_is_asked_in_plain_words() -> None:
    standin = OpenAIStandin(key="", models=frozenset({"gpt-5.4-mini"}))  # a gateway that knows less than the vendor
    async with adapter(standin, key="") as made:
        for _ in range(2):
            told = [event async for event in made.stream(ASKED)]
            assert told[1] == ToolUse("start_flow", {"flow": "make_payment"})
    assert [each.status for each in standin.requests] == [400, 200, 200]


@pytest.mark.parametrize(
    ("fault", "cause"),
    [("refuse", "refused"), ("limit", "limited"), ("quota", "unpaid"), ("broken", "unreachable"),
     ("error_event", "dropped"), ("cut", "dropped"), ("stall", "stalled"), ("mute", "stalled")],
)  # fmt: skip
async def test_what_our_adapter_makes_of_each_fault(fault: str, cause: str) -> None:
    standin = OpenAIStandin()
    standin.faults.set(fault)
    async with adapter(standin) as made:
        with pytest.raises(ProviderError) as failed:
            async for _ in made.stream(Request("rules", (Message("user", "hi"),), deadline_s=0.5)):
                pass
    assert failed.value.cause == cause


@pytest.mark.parametrize("fault", ["half_tool", "unknown_tool"])
async def test_our_adapter_never_reports_a_damaged_tool_use(fault: str) -> None:
    standin = OpenAIStandin()
    standin.faults.set(fault)
    async with adapter(standin) as made:
        told = [event async for event in made.stream(ASKED)]
    assert [event for event in told if isinstance(event, ToolUse)] == []
    assert isinstance(told[-1], Done)
    assert told[-1].dropped == 1


async def test_whoever_leaves_in_mid_stream_is_noticed() -> None:
    standin = OpenAIStandin(pace_s=0.02)
    standin.reply("A long answer. " * 40)
    async with adapter(standin) as made:
        async with aclosing(cast("Any", made.stream(Request("rules", (Message("user", "hi"),))))) as events:
            assert isinstance(await anext(events), Begun)
            assert isinstance(await anext(events), TextDelta)
        await eventually(lambda: standin.requests[0].outcome == "client left")


async def test_a_long_prefix_is_read_from_the_cache_the_second_time() -> None:
    used: list[Usage] = []
    async with adapter(OpenAIStandin()) as made:
        for said in ("hi", "ho"):
            done = [event async for event in made.stream(Request("rules " * 900, (Message("user", said),)))][-1]
            assert isinstance(done, Done)
            used.append(done.usage)
    assert used[0].cached == 0
    assert used[1].cached >= 1024
    assert used[1].cached % 128 == 0
    assert used[1].input > used[1].cached


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
    standin = OpenAIStandin()
    fields = {name: getattr(SITUATION, name) for name in Situation.__dataclass_fields__} | {"utterance": said}
    async with adapter(standin) as made:
        assert await Cascade((made,)).moves(Situation(**fields)) == (move,)
    assert json.loads(standin.requests[0].body["messages"][1]["content"])["said"] == said


async def test_a_grounded_answer_comes_from_the_passages() -> None:
    passages = ["Delivery takes two days. Returns are free for a month.", "We open at nine."]
    async with adapter(OpenAIStandin()) as made:
        found = await answer(made, "are returns free", passages)
        assert found is not None
        assert [sentence async for sentence in found] == ["Returns are free for a month."]
