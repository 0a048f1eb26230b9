"""How does a reply look on an OpenAI-compatible wire? A reply in, the chunks of chat completions out; pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from telephony.simulator.standins.claude_brain import Reply
from telephony.simulator.standins.claude_stream import JSON_CHARACTERS, TEXT_CHARACTERS, Tokens

Event = dict[str, Any]
END = b"data: [DONE]\n\n"


def chunks(reply: Reply, model: str, id: str, tokens: Tokens, *, usage: bool) -> Iterator[Event]:  # noqa: A002
    """Yield the chunks of a streamed answer; ``usage`` adds the last one, which has no choices."""

    def made(delta: Event, finish: str | None = None) -> Event:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _around(model, id) | {"choices": [choice]} | ({"usage": None} if usage else {})

    yield made({"role": "assistant", "content": "" if reply.text else None, "refusal": None})
    for part in _cut(reply.text, TEXT_CHARACTERS):
        yield made({"content": part})
    for number, tool in enumerate(reply.tools):
        head = {"id": f"call_{number:024}", "type": "function", "function": {"name": tool.name, "arguments": ""}}
        yield made({"tool_calls": [{"index": number, **head}]})
        for part in _cut(json.dumps(dict(tool.input)), JSON_CHARACTERS):
            yield made({"tool_calls": [{"index": number, "function": {"arguments": part}}]})
    yield made({}, finish_reason(reply))
    if usage:
        yield _around(model, id) | {"choices": [], "usage": billed(tokens)}


def message(reply: Reply, model: str, id: str, tokens: Tokens) -> Event:  # noqa: A002 - the field's name
    """Return the answer to a request that does not stream."""
    functions = [{"name": tool.name, "arguments": json.dumps(dict(tool.input))} for tool in reply.tools]
    calls = [{"id": f"call_{n:024}", "type": "function", "function": each} for n, each in enumerate(functions)]
    said: Event = {"role": "assistant", "content": reply.text or None} | ({"tool_calls": calls} if calls else {})
    choice = {"index": 0, "message": said, "finish_reason": finish_reason(reply)}
    around = _around(model, id) | {"object": "chat.completion"}
    return around | {"choices": [choice], "usage": billed(tokens)}


def finish_reason(reply: Reply) -> str:
    """Return why the answer ended."""
    return reply.stop_reason or ("tool_calls" if reply.tools else "stop")


def billed(tokens: Tokens) -> Event:
    """Return the usage; what was read from the cache is part of the prompt's tokens."""
    prompt = tokens.input + tokens.cached
    return {
        "prompt_tokens": prompt,
        "completion_tokens": tokens.output,
        "total_tokens": prompt + tokens.output,
        "prompt_tokens_details": {"cached_tokens": tokens.cached},
    }


def encode(event: Mapping[str, Any]) -> bytes:
    """Return one chunk as it stands on the wire."""
    return f"data: {json.dumps(event)}\n\n".encode()


def _around(model: str, id: str) -> Event:  # noqa: A002 - the field's name
    return {"id": id, "object": "chat.completion.chunk", "created": 1_790_000_000, "model": model}


def _cut(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]
