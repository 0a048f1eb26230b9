"""How do our requests and events look to Claude? A request's fields per model, and the assembly of blocks. Pure.

Models differ in what they refuse: some answer 400 to a forced tool, some to thinking that is switched off. The
table says which; an unknown model is asked for nothing that any model refuses.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anthropic.types import (
    InputJSONDelta,
    RawContentBlockDeltaEvent,
    RawContentBlockStartEvent,
    RawContentBlockStopEvent,
    RawMessageDeltaEvent,
    RawMessageStartEvent,
    RawMessageStopEvent,
    RawMessageStreamEvent,
    ToolUseBlock,
)
from anthropic.types import TextDelta as RawTextDelta

from engine.llm.protocol import Begun, Done, Event, Request, TextDelta, Tool, ToolUse, Usage
from engine.llm.schema import fits


@dataclass(frozen=True, slots=True)
class Capability:
    """What one family of models accepts."""

    forced: bool = False
    """Whether ``tool_choice: any`` is taken rather than answered with 400."""
    thinking: str | None = None
    """The type of ``thinking`` that answers soonest; None: the field is left out."""
    effort: str | None = None
    """``output_config.effort``; None: left out."""


CAPABILITIES: dict[str, Capability] = {
    "claude-haiku-5-5": Capability(forced=True, thinking="disabled", effort="low"),
    "claude-sonnet-5-5": Capability(thinking="between_tools", effort="low"),
    "claude-opus-5-5": Capability(effort="low"),
    "claude-fable-5-1": Capability(),
    "claude-haiku-4-5": Capability(forced=True),
}
"""Model id, with or without a date behind it -> what it accepts. Source: the vendor's model pages, November 2026."""


def capability(model: str) -> Capability:
    """Return what ``model`` accepts; nothing special for a model that the table does not know."""
    return next((found for name, found in CAPABILITIES.items() if model.startswith(name)), Capability())


def fields(request: Request, model: str, *, forced: bool) -> dict[str, Any]:
    """Return the fields of ``messages.create``. The same request gives the same bytes, so the provider can cache it."""
    able = capability(model)
    body: dict[str, Any] = {
        "model": model,
        "max_tokens": request.max_tokens,
        "system": [{"type": "text", "text": request.system, "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": message.role, "content": message.text} for message in request.messages],
    }
    if request.tools:
        choice = "any" if request.must_use and forced else "auto"
        body["tools"] = [_tool(tool) for tool in request.tools]
        body["tool_choice"] = {"type": choice, "disable_parallel_tool_use": not request.several}
    if able.thinking:
        body["thinking"] = {"type": able.thinking}
    if able.effort:
        body["output_config"] = {"effort": able.effort}
    return body


def _tool(tool: Tool) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.about, "input_schema": dict(tool.schema), "strict": True}


class Assembly:
    """One streamed message: text goes on at once, tool uses only when the whole message is there."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        """Know the tools that were offered."""
        self._schemas: Mapping[str, Mapping[str, Any]] = {tool.name: tool.schema for tool in tools}
        self._open: dict[int, tuple[str, list[str]]] = {}
        self._uses: list[tuple[str, str]] = []
        self._input = self._cached = self._output = 0
        self._stop = ""
        self.complete = False
        """Whether ``message_stop`` has come; without it the stream was cut."""

    def feed(self, event: RawMessageStreamEvent) -> list[Event]:
        """Take one event of the wire; return what may be told now."""
        match event:
            case RawMessageStartEvent(message=message):
                self._cached = message.usage.cache_read_input_tokens or 0
                created = message.usage.cache_creation_input_tokens or 0
                self._input = message.usage.input_tokens + self._cached + created
                return [Begun()]
            case RawContentBlockStartEvent(index=index, content_block=ToolUseBlock(name=name)):
                self._open[index] = (name, [])
            case RawContentBlockDeltaEvent(delta=RawTextDelta(text=text)):
                return [TextDelta(text)]
            case RawContentBlockDeltaEvent(index=index, delta=InputJSONDelta(partial_json=part)):
                if index in self._open:
                    self._open[index][1].append(part)
            case RawContentBlockStopEvent(index=index) if index in self._open:
                name, parts = self._open.pop(index)
                self._uses.append((name, "".join(parts)))
            case RawMessageDeltaEvent(delta=delta, usage=usage):
                self._stop = delta.stop_reason or self._stop
                self._output = usage.output_tokens
            case RawMessageStopEvent():
                return self._finished()
        return []

    def _finished(self) -> list[Event]:
        self.complete = True
        uses = [use for name, text in self._uses if (use := self._use(name, text))]
        dropped = len(self._uses) - len(uses) + len(self._open)
        usage = Usage(self._input, self._cached, self._output)
        return [*uses, Done(self._stop or "end_turn", usage, dropped)]

    def _use(self, name: str, text: str) -> ToolUse | None:
        try:
            value = json.loads(text or "{}")
        except ValueError:
            return None
        schema = self._schemas.get(name)
        return ToolUse(name, value) if schema is not None and fits(value, schema) else None
