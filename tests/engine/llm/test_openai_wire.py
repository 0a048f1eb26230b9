from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.llm.openai_wire import PLAIN, Assembly, capability, chunk, fields
from engine.llm.protocol import Begun, Done, Event, Message, Request, TextDelta, Tool, ToolUse, Usage

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
ASKED = Request("Be brief.", (Message("user", "hello"),), (SAY,), must_use=True, max_tokens=50)


def told(*chunks: dict[str, Any]) -> list[Event]:
    assembly = Assembly((SAY,))
    events = [event for each in chunks for event in assembly.feed(chunk(json.dumps(each)))]
    return [*events, *assembly.finish()]


def delta(finish: str | None = None, **said: Any) -> dict[str, Any]:
    return {"id": "x", "choices": [{"index": 0, "delta": said, "finish_reason": finish}]}


def call(name: str | None, arguments: str, index: int = 0) -> dict[str, Any]:
    return delta(tool_calls=[{"index": index, "function": {"name": name, "arguments": arguments}}])


def test_a_request_in_the_vendors_words() -> None:
    body = fields(ASKED, "gpt-5.4-mini", capability("gpt-5.4-mini"), forced=True)
    assert body["messages"] == [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hello"}]
    assert (body["tool_choice"], body["parallel_tool_calls"]) == ("required", False)
    assert (body["max_completion_tokens"], body["reasoning_effort"]) == (50, "none")
    assert body["tools"][0]["function"] | {"parameters": 0} == {
        "name": "say", "description": "Say a colour.", "parameters": 0, "strict": True,
    }  # fmt: skip
    assert (body["stream"], body["stream_options"]) == (True, {"include_usage": True})
    assert list(body)[:2] == ["model", "tools"], "what never changes comes first"


def test_a_request_in_plain_words() -> None:
    body = fields(ASKED, "qwen3-32b", capability("qwen3-32b"), forced=False)
    assert capability("qwen3-32b") is PLAIN
    assert (body["tool_choice"], body["max_tokens"]) == ("auto", 50)
    assert not {"parallel_tool_calls", "reasoning_effort", "max_completion_tokens"} & set(body)
    assert "strict" not in body["tools"][0]["function"]


@pytest.mark.parametrize(("model", "effort"), [("gpt-5-mini", "minimal"), ("gpt-5.6", "none"), ("gpt-4.1-mini", None)])
def test_the_longest_name_in_the_table_wins(model: str, effort: str | None) -> None:
    assert capability(model).effort == effort


def test_text_as_it_comes_then_done() -> None:
    usage = {"prompt_tokens": 620, "completion_tokens": 9, "prompt_tokens_details": {"cached_tokens": 512}}
    assert told(
        delta(role="assistant", content=""), delta(content="Two "), delta(content="words."), delta("stop"),
        {"choices": [], "usage": usage},
    ) == [Begun(), TextDelta("Two "), TextDelta("words."), Done("end_turn", Usage(620, 512, 9))]  # fmt: skip


def test_fragments_of_several_calls_are_put_together_by_their_index() -> None:
    events = told(
        call("say", '{"col', 1), call("say", "", 0), call(None, '{"colour": "red"}', 0), call(None, 'our": "blue"}', 1),
        delta("tool_calls"),
    )  # fmt: skip
    assert events[1:3] == [ToolUse("say", {"colour": "red"}), ToolUse("say", {"colour": "blue"})]
    assert events[-1] == Done("tool_use", Usage(), 0)


@pytest.mark.parametrize(
    "bent",
    [
        '{"colour": "green"}',
        '{"colour": "red", "size": 3}',
        '{"colour": 7}',
        "{}",
        "",
        '{"colour": "re',
        '["red"]',
        "7",
    ],
)
def test_a_call_that_does_not_fit_is_dropped_and_counted(bent: str) -> None:
    events = told(call("say", bent), delta("tool_calls"))
    assert events == [Begun(), Done("tool_use", Usage(), 1)]
    assert told(call("shout", '{"colour": "red"}'), delta("tool_calls"))[-1] == Done("tool_use", Usage(), 1)


def test_without_its_end_a_message_is_not_whole() -> None:
    assembly = Assembly((SAY,))
    assembly.feed(chunk(json.dumps(call("say", '{"colour": "red"}'))))
    assert assembly.finish() == []
    assert not assembly.complete


def test_a_refusal_is_one() -> None:
    assert told(delta(refusal="I cannot"), delta())[-1] == Done("refusal", Usage())


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
NAMES = st.sampled_from(["choices", "delta", "tool_calls", "index", "usage", "function"])


@given(st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner)))
def test_whatever_json_comes_it_is_read_or_refused(value: object) -> None:
    try:
        found = chunk(json.dumps(value))
    except ValueError:
        return
    Assembly((SAY,)).feed(found)
