"""Who answers at an OpenAI-compatible server's address? Chat completions over HTTP, with rules, stream and failures.

Replies come from ``replies`` (scripted, in order) and then from the brain, which is Claude's stand-in's too.
``requests`` holds every request, so that a test can look at the prompts and at how each ended.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from telephony.simulator.standins.claude_brain import Reply, ToolCall, think
from telephony.simulator.standins.claude_stream import Tokens
from telephony.simulator.standins.faults import Faults
from telephony.simulator.standins.openai_rules import Refusal, refusal
from telephony.simulator.standins.openai_stream import END, Event, chunks, encode, message
from telephony.simulator.standins.prompt_cache import AnyPrefixes, tokens
from telephony.simulator.standins.serving import CutError, serving

KEY = "standin-openai-key"
_KEPT_REQUESTS = 1000
_REFUSALS = {
    "refuse": Refusal(401, "invalid_request_error", "Incorrect API key provided.", "invalid_api_key"),
    "limit": Refusal(429, "rate_limit_exceeded", "Rate limit reached for requests", "rate_limit_exceeded"),
    "quota": Refusal(429, "insufficient_quota", "You exceeded your current quota.", "insufficient_quota"),
    "broken": Refusal(500, "server_error", "The server had an error while processing your request."),
}
_MIDWAY = ("error_event", "cut", "stall", "slow", "half_tool", "mute")


@dataclass(slots=True)
class Asked:
    """One request as it came."""

    body: Any = field(repr=False)
    status: int = 0
    outcome: str = "open"
    """``open``, ``whole``, ``client left`` or the fault that ended it."""


class OpenAIStandin:
    """The server. ``replies`` and ``faults`` say what it answers."""

    def __init__(self, *, key: str = KEY, models: frozenset[str] = frozenset(), pace_s: float = 0.0) -> None:
        """Open for ``key``, or for everybody without one. ``models``: a server of one's own that has these."""
        self.key = key
        self.models = models
        self.pace_s = pace_s
        self.replies: deque[Reply] = deque()
        self.faults = Faults(*_REFUSALS, *_MIDWAY, "unknown_tool")
        self.requests: deque[Asked] = deque(maxlen=_KEPT_REQUESTS)
        self._prompts = AnyPrefixes()
        self.app = Starlette(routes=[Route("/v1/chat/completions", self._completions, methods=["POST"])])

    def serving(self, host: str = "127.0.0.1", port: int = 0) -> AbstractAsyncContextManager[str]:
        """Serve until left; gives the base URL."""
        return serving(self.app, host, port)

    def reply(self, text: str = "", *tools: tuple[str, dict[str, Any]]) -> None:
        """Script the next reply."""
        self.replies.append(Reply(text, tuple(ToolCall(name, given) for name, given in tools)))

    async def _completions(self, request: Request) -> Response:
        raw = await request.body()
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        asked = Asked(body)
        self.requests.append(asked)
        fault = self.faults.strike(*_REFUSALS)
        refused = _REFUSALS[fault.kind] if fault else refusal(request.headers, body, self.key, self.models)
        if refused is None:
            return self._answer(asked, body)
        asked.status, asked.outcome = refused.status, refused.code or refused.type
        headers = {"retry-after": f"{fault.seconds:g}"} if fault is not None and fault.kind == "limit" else None
        return JSONResponse({"error": _error(refused)}, refused.status, headers=headers)

    def _answer(self, asked: Asked, body: dict[str, Any]) -> Response:
        asked.status = 200
        reply = self.replies.popleft() if self.replies else think(_as_claude(body))
        if self.faults.strike("unknown_tool"):
            reply = Reply(tools=(ToolCall("no_such_tool", {"x": 1}),))
        prompt = json.dumps([body.get("tools"), body["messages"]])
        cached = self._prompts.read(prompt)
        billed = Tokens(tokens(prompt) - cached, cached, len(reply.text) // 4 + 20 * len(reply.tools) + 1)
        name, model = f"chatcmpl-{uuid.uuid4().hex}", str(body["model"])
        if not body.get("stream"):
            asked.outcome = "whole"
            return JSONResponse(message(reply, model, name, billed))
        wanted = bool((body.get("stream_options") or {}).get("include_usage"))
        whole = list(chunks(reply, model, name, billed, usage=wanted))
        return StreamingResponse(self._wire(asked, whole), media_type="text/event-stream")

    async def _wire(self, asked: Asked, whole: list[Event]) -> AsyncIterator[bytes]:
        """Yield the stream, or as much of it as the fault in force allows."""
        fault = self.faults.strike(*_MIDWAY)
        kind, seconds = (fault.kind, fault.seconds) if fault else ("", 0.0)
        if kind == "half_tool":
            whole = _without_end_of_input(whole)
        try:
            for number, event in enumerate(whole):
                if kind == "mute" and number == 0:
                    await asyncio.sleep(seconds)
                if kind == "slow" or self.pace_s:
                    await asyncio.sleep(seconds or self.pace_s)
                if number == len(whole) // 2 and kind in {"error_event", "cut", "stall"}:
                    asked.outcome = kind
                    async for last in _break(kind):
                        yield last
                    return
                yield encode(event)
            asked.outcome = "whole"
            yield END
        finally:
            if asked.outcome in {"open", "stall"}:
                asked.outcome = "client left"


def _as_claude(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the request in the words that the brain reads."""
    functions = [tool["function"] for tool in body.get("tools") or ()]
    tools = [{**each, "input_schema": each.get("parameters", {})} for each in functions]
    system = "\n".join(str(m["content"]) for m in body["messages"] if m["role"] in {"system", "developer"})
    return {"tools": tools, "system": system, "messages": body["messages"]}


def _without_end_of_input(whole: list[Event]) -> list[Event]:
    last = max((n for n, event in enumerate(whole) if '"arguments": "' in json.dumps(event)), default=None)
    return [event for n, event in enumerate(whole) if n != last]


def _error(refused: Refusal) -> dict[str, str | None]:
    return {"message": refused.message, "type": refused.type, "param": refused.param, "code": refused.code}


async def _break(kind: str) -> AsyncIterator[bytes]:
    match kind:
        case "error_event":
            yield encode({"error": _error(_REFUSALS["broken"])})
        case "stall":
            await asyncio.Event().wait()
        case _:
            raise CutError
