"""How do our requests and events look to an OpenAI-compatible server? A request's fields, and the assembly of chunks.

Pure. The protocol is chat completions with tools, streamed. The vendor's own models differ in what they refuse; the
table says which. A model that the table does not know may be anybody's, so it is sent the oldest words for things.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from engine.llm.protocol import Begun, Done, Event, Request, TextDelta, Tool, ToolUse, Usage
from engine.llm.schema import fits

END = "[DONE]"
"""What the stream's last event holds instead of a chunk."""
STOP_REASONS = {"stop": "end_turn", "tool_calls": "tool_use", "length": "max_tokens", "content_filter": "refusal"}
"""Their ``finish_reason`` -> ours."""


@dataclass(frozen=True, slots=True)
class Capability:
    """What one family of models accepts."""

    limit: str = "max_tokens"
    """What the field that limits the answer is called."""
    effort: str | None = None
    """``reasoning_effort`` that answers soonest and takes tools; None: the field is left out."""
    strict: bool = False
    """Whether a tool's input can be held to its schema by the server."""
    single: bool = False
    """Whether ``parallel_tool_calls`` is taken."""


_VENDOR = Capability(limit="max_completion_tokens", strict=True, single=True)
CAPABILITIES: dict[str, Capability] = {
    "gpt-5.": Capability(limit="max_completion_tokens", effort="none", strict=True, single=True),
    "gpt-5": Capability(limit="max_completion_tokens", effort="minimal", strict=True, single=True),
    "gpt-4.1": _VENDOR,
    "gpt-4o": _VENDOR,
}
"""Beginning of a model's id -> what it accepts, the longest first. From 5.1 on, chat completions take tools only with
an effort of none. Source: the vendor's model pages and its published refusals, November 2026."""
PLAIN = Capability()
"""What any server that speaks the protocol accepts."""


def capability(model: str) -> Capability:
    """Return what ``model`` accepts."""
    return next((found for name, found in CAPABILITIES.items() if model.startswith(name)), PLAIN)


def fields(request: Request, model: str, able: Capability, *, forced: bool) -> dict[str, Any]:
    """Return the body of a request. What never changes comes first, so that the provider can cache it."""
    body: dict[str, Any] = {"model": model}
    if request.tools:
        body["tools"] = [_tool(tool, strict=able.strict) for tool in request.tools]
        body["tool_choice"] = "required" if request.must_use and forced else "auto"
        if able.single:
            body["parallel_tool_calls"] = request.several
    turns = [{"role": message.role, "content": message.text} for message in request.messages]
    body["messages"] = [{"role": "system", "content": request.system}, *turns]
    body[able.limit] = request.max_tokens
    if able.effort:
        body["reasoning_effort"] = able.effort
    return body | {"stream": True, "stream_options": {"include_usage": True}}


def _tool(tool: Tool, *, strict: bool) -> dict[str, Any]:
    function: dict[str, Any] = {"name": tool.name, "description": tool.about, "parameters": dict(tool.schema)}
    return {"type": "function", "function": function | ({"strict": True} if strict else {})}


# ------------------------------------------------------------------------------------------------ what comes back


class _Function(msgspec.Struct):
    name: str | None = None
    arguments: str | None = None


class _Call(msgspec.Struct):
    index: int = 0
    function: _Function = msgspec.field(default_factory=_Function)


class _Delta(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_Call] | None = None


class _Choice(msgspec.Struct):
    delta: _Delta = msgspec.field(default_factory=_Delta)
    finish_reason: str | None = None


class _Details(msgspec.Struct):
    cached_tokens: int | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0
    prompt_tokens_details: _Details | None = None


class Chunk(msgspec.Struct):
    """One event of the stream; what we do not use is left unread."""

    choices: list[_Choice] = msgspec.field(default_factory=list)
    usage: _Usage | None = None
    error: Any = None
    """Some servers fail in the middle of a stream, in a chunk of its own."""


def chunk(data: str) -> Chunk:
    """Read one event. Raises ``ValueError``."""
    found: Chunk = msgspec.json.decode(data, type=Chunk)
    return found


class Assembly:
    """One streamed message: text goes on at once, tool uses only when the whole message is there."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        """Know the tools that were offered."""
        self._schemas: Mapping[str, Mapping[str, Any]] = {tool.name: tool.schema for tool in tools}
        self._calls: dict[int, tuple[list[str], list[str]]] = {}
        self._usage = Usage()
        self._stop = ""
        self._begun = False
        self.complete = False
        """Whether the end has come; without it the stream was cut."""

    def feed(self, found: Chunk) -> list[Event]:
        """Take one chunk; return what may be told now."""
        events: list[Event] = [] if self._begun else [Begun()]
        self._begun = True
        if found.usage is not None:
            details = found.usage.prompt_tokens_details
            cached = 0 if details is None else details.cached_tokens or 0
            self._usage = Usage(found.usage.prompt_tokens, cached, found.usage.completion_tokens)
        for choice in found.choices[:1]:
            self._stop = choice.finish_reason or self._stop
            events.extend(self._delta(choice.delta))
        return events

    def _delta(self, delta: _Delta) -> list[Event]:
        for call in delta.tool_calls or ():
            name, arguments = self._calls.setdefault(call.index, ([], []))
            name.append(call.function.name or "")
            arguments.append(call.function.arguments or "")
        if delta.refusal:
            self._stop = "content_filter"
        return [TextDelta(delta.content)] if delta.content else []

    def finish(self) -> list[Event]:
        """Take the end of the stream; return the tool uses that fit, and ``Done``. Nothing when the answer was cut."""
        if not self._stop:
            return []
        self.complete = True
        uses = [use for _, call in sorted(self._calls.items()) if (use := self._use(*map("".join, call)))]
        return [*uses, Done(STOP_REASONS.get(self._stop, self._stop), self._usage, len(self._calls) - len(uses))]

    def _use(self, name: str, text: str) -> ToolUse | None:
        try:
            value = json.loads(text or "{}")
        except ValueError:
            return None
        schema = self._schemas.get(name)
        return ToolUse(name, value) if schema is not None and fits(value, schema) else None
