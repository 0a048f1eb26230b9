"""Who answers at Claude's address? The Messages API over HTTP, with its rules, its stream and its ways to fail.

Replies come from ``replies`` (scripted, in order) and then from the brain. ``requests`` holds every request, so that
a test can look at the prompts.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from telephony.simulator.standins.claude_brain import Reply, ToolCall, think
from telephony.simulator.standins.claude_rules import Refusal, bad_key, refusal
from telephony.simulator.standins.claude_stream import Event, Tokens, encode, events, failure, message
from telephony.simulator.standins.faults import Faults
from telephony.simulator.standins.prompt_cache import MarkedPrefixes, prefixes, tokens
from telephony.simulator.standins.serving import CutError, serving

KEY = "standin-anthropic-key"
LEAST_TOKENS = 1024
LEAST = (("claude-haiku-5-5", 512), ("claude-haiku-4-5", 4096), ("claude-opus-5", 512), ("claude-fable-5", 512))
"""Model -> tokens that a prefix has at least before it is cached; ``LEAST_TOKENS`` for any other."""
_KEPT_REQUESTS = 1000
_REFUSALS = {
    "refuse": Refusal(401, "authentication_error", "invalid bearer token"),
    "limit": Refusal(429, "rate_limit_error", "This request would exceed your account's rate limit."),
    "spend_cap": Refusal(429, "rate_limit_error", "You have reached your specified API usage limits."),
    "overload": Refusal(529, "overloaded_error", "Overloaded"),
    "broken": Refusal(500, "api_error", "Internal server error"),
}
_MIDWAY = ("error_event", "cut", "stall", "slow", "half_tool")


Timing = Callable[[dict[str, Any], int], tuple[float, float]]
"""(request, tokens of the answer) -> seconds until the first of them, and from there until the last."""


@dataclass(slots=True)
class Asked:
    """One request as it came."""

    body: Any = field(repr=False)
    version: str = ""
    status: int = 0
    outcome: str = "open"
    """``open``, ``whole``, ``client left`` or the fault that ended it."""


class ClaudeStandin:
    """The server. ``replies`` and ``faults`` say what it answers."""

    def __init__(self, *, key: str = KEY, pace_s: float = 0.0) -> None:
        """Open for ``key``; ``pace_s`` passes between two events of a stream."""
        self.key = key
        self.pace_s = pace_s
        self.think: Callable[[dict[str, Any]], Reply] = think
        """Answers what nobody scripted."""
        self.timing: Timing = lambda _body, _tokens: (0.0, 0.0)
        self.replies: deque[Reply] = deque()
        self.faults = Faults(*_REFUSALS, *_MIDWAY, "unknown_tool")
        self.requests: deque[Asked] = deque(maxlen=_KEPT_REQUESTS)
        self._prefixes = MarkedPrefixes()
        self.looked = 0
        """How often somebody asked which models there are: that is how a connection is opened ahead."""
        self.app = Starlette(
            routes=[
                Route("/v1/messages", self._messages, methods=["POST"]),
                Route("/v1/models", self._models, methods=["GET"]),
            ]
        )

    def serving(self, host: str = "127.0.0.1", port: int = 0) -> AbstractAsyncContextManager[str]:
        """Serve until left; gives the base URL."""
        return serving(self.app, host, port)

    def reply(self, text: str = "", *tools: tuple[str, dict[str, Any]]) -> None:
        """Script the next reply."""
        self.replies.append(Reply(text, tuple(ToolCall(name, given) for name, given in tools)))

    async def _models(self, request: Request) -> Response:
        if (refused := bad_key(request.headers, self.key)) is not None:
            return JSONResponse(failure(refused.type, refused.message, ""), refused.status)
        self.looked += 1
        return JSONResponse({"data": [], "has_more": False, "first_id": None, "last_id": None})

    async def _messages(self, request: Request) -> Response:
        raw = await request.body()
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        asked = Asked(body, request.headers.get("anthropic-version", ""))
        self.requests.append(asked)
        fault = self.faults.strike(*_REFUSALS)
        refused = _REFUSALS[fault.kind] if fault else refusal(request.headers, body, self.key)
        request_id = f"req_{uuid.uuid4().hex}"
        if refused is not None:
            asked.status, asked.outcome = refused.status, refused.type
            headers = {"request-id": request_id}
            if fault is not None and fault.kind == "limit":
                headers["retry-after"] = f"{fault.seconds:g}"
            content = failure(refused.type, refused.message, request_id)
            return JSONResponse(content, refused.status, headers=headers)
        return self._answer(asked, body, request_id)

    def _answer(self, asked: Asked, body: dict[str, Any], request_id: str) -> Response:
        asked.status = 200
        reply = self.replies.popleft() if self.replies else self.think(body)
        if self.faults.strike("unknown_tool"):
            reply = Reply(tools=(ToolCall("no_such_tool", {"x": 1}),))
        billed = replace(self._tokens(body), output=len(reply.text) // 4 + 20 * len(reply.tools) + 1)
        name, model = f"msg_{uuid.uuid4().hex}", str(body["model"])
        headers = {"request-id": request_id}
        if not body.get("stream"):
            asked.outcome = "whole"
            return JSONResponse(message(reply, model, name, billed), headers=headers)
        whole = list(events(reply, model, name, billed))
        wire = self._wire(asked, whole, request_id, self.timing(body, billed.output))
        return StreamingResponse(wire, media_type="text/event-stream", headers=headers)

    async def _wire(
        self, asked: Asked, whole: list[Event], request_id: str, timing: tuple[float, float]
    ) -> AsyncIterator[bytes]:
        """Yield the stream, or as much of it as the fault in force allows."""
        fault = self.faults.strike(*_MIDWAY)
        kind = fault.kind if fault else ""
        seconds = fault.seconds if fault else 0.0
        if kind == "half_tool":
            whole = _without_end_of_input(whole)
        due, each_s = timing[0], timing[1] / max(1, sum(map(_is_delta, whole)))
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            for number, event in enumerate(whole):
                due += each_s * _is_delta(event)
                if due > clock() - began:
                    await asyncio.sleep(due - (clock() - began))
                if kind == "slow" or self.pace_s:
                    await asyncio.sleep(seconds or self.pace_s)
                if number == len(whole) // 2 and kind in {"error_event", "cut", "stall"}:
                    asked.outcome = kind
                    async for last in _break(kind, request_id):
                        yield last
                    return
                yield encode(event)
            asked.outcome = "whole"
        finally:
            if asked.outcome == "open" or (kind == "stall" and asked.outcome == "stall"):
                asked.outcome = "client left"

    def _tokens(self, body: dict[str, Any]) -> Tokens:
        """Estimate the input; what was marked for the cache and is long enough is read from it, or written to it."""
        whole, marked = prefixes(body)
        model = str(body["model"])
        least = next((least for name, least in LEAST if model.startswith(name)), LEAST_TOKENS)
        read = max((self._prefixes.read(f"{model}{each}", least) for each in marked), default=0)
        longest = max(map(tokens, marked), default=0)
        written = longest - read if longest >= least else 0
        return Tokens(tokens(whole) - read - written, read, written=max(0, written))


def _is_delta(event: Event) -> bool:
    return bool(event["type"] == "content_block_delta")


def _without_end_of_input(whole: list[Event]) -> list[Event]:
    last = max((n for n, event in enumerate(whole) if "partial_json" in event.get("delta", {})), default=None)
    return [event for n, event in enumerate(whole) if n != last]


async def _break(kind: str, request_id: str) -> AsyncIterator[bytes]:
    match kind:
        case "error_event":
            yield encode(failure("overloaded_error", "Overloaded", request_id))
        case "stall":
            await asyncio.Event().wait()
        case _:
            raise CutError
