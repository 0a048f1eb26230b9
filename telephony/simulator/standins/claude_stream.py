"""How does a reply look on the wire? A reply in, the Messages API's server-sent events, or its JSON, out; pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from telephony.simulator.standins.claude_brain import Reply

TEXT_CHARACTERS = 16
JSON_CHARACTERS = 9
"""How much one delta carries: little, so that every reader has to put pieces together."""

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the answer is billed for."""

    input: int
    """Neither read from the cache nor written to it."""
    cached: int = 0
    output: int = 0
    written: int = 0
    """To the cache."""


def message(reply: Reply, model: str, id: str, tokens: Tokens) -> Event:  # noqa: A002 - the field's name
    """Return the answer to a request that does not stream."""
    content: list[Event] = [{"type": "text", "text": reply.text}] if reply.text else []
    for number, tool in enumerate(reply.tools):
        content.append({"type": "tool_use", "id": f"toolu_{number:024}", "name": tool.name, "input": dict(tool.input)})
    return {
        "id": id,
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": content,
        "stop_reason": stop_reason(reply),
        "stop_sequence": None,
        "usage": _usage(tokens) | {"output_tokens": tokens.output},
    }


def events(reply: Reply, model: str, id: str, tokens: Tokens) -> Iterator[Event]:  # noqa: A002 - the field's name
    """Yield the events of a streamed answer, in the API's order."""
    start = message(Reply(), model, id, tokens) | {"stop_reason": None, "usage": _usage(tokens)}
    yield {"type": "message_start", "message": start}
    yield {"type": "ping"}
    index = 0
    if reply.text:
        parts = [{"type": "text_delta", "text": part} for part in _cut(reply.text, TEXT_CHARACTERS)]
        yield from _block(index, {"type": "text", "text": ""}, parts)
        index += 1
    for number, tool in enumerate(reply.tools):
        block = {"type": "tool_use", "id": f"toolu_{number:024}", "name": tool.name, "input": {}}
        text = ["", *_cut(json.dumps(dict(tool.input)), JSON_CHARACTERS)]
        yield from _block(index, block, [{"type": "input_json_delta", "partial_json": part} for part in text])
        index += 1
    delta = {"stop_reason": stop_reason(reply), "stop_sequence": None}
    yield {"type": "message_delta", "delta": delta, "usage": {"output_tokens": tokens.output}}
    yield {"type": "message_stop"}


def stop_reason(reply: Reply) -> str:
    """Return why the answer ended."""
    return reply.stop_reason or ("tool_use" if reply.tools else "end_turn")


def encode(event: Event) -> bytes:
    """Return one event as it stands on the wire."""
    return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()


def failure(kind: str, why: str, request_id: str) -> Event:
    """Return an error as a body or an event."""
    return {"type": "error", "error": {"type": kind, "message": why}, "request_id": request_id}


def _block(index: int, block: Event, deltas: list[Event]) -> Iterator[Event]:
    yield {"type": "content_block_start", "index": index, "content_block": block}
    for delta in deltas:
        yield {"type": "content_block_delta", "index": index, "delta": delta}
    yield {"type": "content_block_stop", "index": index}


def _cut(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def _usage(tokens: Tokens) -> Event:
    return {
        "input_tokens": tokens.input,
        "cache_creation_input_tokens": tokens.written,
        "cache_read_input_tokens": tokens.cached,
        "output_tokens": 1,
    }
