"""How is Claude reached? The anthropic SDK behind ``LanguageModel``: one shared client, a deadline, errors by cause.

No retries, because the SDK waits as long as a ``retry-after`` says while a caller hears nothing. One exception: a
model that refuses to be forced to use a tool is asked again without force.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import anthropic
import httpx2
import structlog
from anthropic.types import RawMessageStreamEvent

from engine.errors import ProviderError, SettingsError
from engine.llm.claude_wire import Assembly, capability, fields
from engine.llm.protocol import Done, Event, LanguageModel, Request
from engine.refusals import cause_of
from engine.settings import Settings

ADDRESS = "https://api.anthropic.com"
PROVIDER = "anthropic"
_TIMEOUT = httpx2.Timeout(connect=2.0, read=3.0, write=2.0, pool=1.0)
"""Seconds without any progress; ``Request.deadline_s`` bounds the whole."""
KEPT = httpx2.Limits(max_connections=1000, max_keepalive_connections=100, keepalive_expiry=60)
"""Connections outlast the pauses of a conversation: a new one costs handshakes before the first token."""
READY_S = 5.0
_FAILURES = (anthropic.AnthropicError, httpx2.HTTPError, TimeoutError, ValueError)
_BUSY = ("overloaded_error", "rate_limit_error")

log = structlog.get_logger(__name__)


def build(settings: Settings, model: str) -> LanguageModel:
    """Return ``model``, one of Claude's. Raises ``SettingsError`` without a key."""
    key = settings.anthropic_api_key
    if key is None:
        raise SettingsError("Claude needs a key", todo="set ANTHROPIC_API_KEY")
    return Claude(key.get_secret_value(), model, settings.anthropic_url or ADDRESS)


class Claude:
    """Claude. One for the process; its connections are shared by all calls."""

    def __init__(self, key: str, model: str, address: str = ADDRESS) -> None:
        """Open no connection yet."""
        self.name = model
        self._client = anthropic.AsyncAnthropic(
            api_key=key,
            base_url=address,
            max_retries=0,
            timeout=_TIMEOUT,
            http_client=anthropic.DefaultAsyncHttpxClient(timeout=_TIMEOUT, limits=KEPT),
        )
        self._forced = capability(model).forced

    async def stream(self, request: Request) -> AsyncIterator[Event]:
        """Ask, and yield the answer as it arrives; the deadline bounds only our waiting."""
        until = asyncio.get_running_loop().time() + request.deadline_s
        assembly = Assembly(request.tools)
        try:
            async with asyncio.timeout_at(until):
                source = await self._open(request)
            async with source:
                while (raw := await _next(source, until)) is not None:
                    for event in assembly.feed(raw):
                        _report(event, self.name)
                        yield event
        except _FAILURES as error:
            raise _failure(error) from None
        if not assembly.complete:
            raise ProviderError("Claude's answer broke off", provider=PROVIDER, cause="dropped")

    async def ready(self) -> None:
        """Load what the SDK loads late, and open a connection, so that no caller waits for either.

        Raises ``ProviderError``.
        """
        try:
            async with asyncio.timeout(READY_S):
                await self._client.models.list(limit=1)
        except _FAILURES as error:
            raise _failure(error) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _open(self, request: Request) -> anthropic.AsyncStream[RawMessageStreamEvent]:
        try:
            return await self._create(request, forced=self._forced)
        except anthropic.BadRequestError:
            if not (request.must_use and self._forced):
                raise
        source = await self._create(request, forced=False)
        self._forced = False
        log.info("tool_choice_refused", model=self.name)
        return source

    async def _create(self, request: Request, *, forced: bool) -> anthropic.AsyncStream[RawMessageStreamEvent]:
        body: Any = fields(request, self.name, forced=forced)
        source: anthropic.AsyncStream[RawMessageStreamEvent] = await self._client.messages.create(stream=True, **body)
        return source


async def _next(source: anthropic.AsyncStream[RawMessageStreamEvent], until: float) -> RawMessageStreamEvent | None:
    async with asyncio.timeout_at(until):
        return await anext(source, None)


def _report(event: Event, model: str) -> None:
    if isinstance(event, Done) and event.dropped:
        log.warning("tool_uses_dropped", model=model, count=event.dropped)


def _failure(error: Exception) -> ProviderError:
    """Return the error for people. It quotes nothing of the provider's answer, which may quote the caller."""
    cause = _cause(error)
    todo = (
        "check ANTHROPIC_API_KEY, TRUNKLINE_ANTHROPIC_URL and TRUNKLINE_ANTHROPIC_MODEL" if cause == "refused" else ""
    )
    status = error.status_code if isinstance(error, anthropic.APIStatusError) else 0
    said = f"Claude failed: {cause}" + (f" ({status})" if status else "")
    return ProviderError(said, provider=PROVIDER, cause=cause, todo=todo, status=status)


def _cause(error: Exception) -> str:
    match error:
        case anthropic.APIStatusError() if error.status_code == httpx2.codes.OK:  # an error event inside the stream
            return "limited" if error.type in _BUSY else "dropped"
        case anthropic.APIStatusError():
            return cause_of(error.status_code, error.message)
        case anthropic.APITimeoutError() | httpx2.TimeoutException() | TimeoutError():
            return "stalled"
        case anthropic.APIConnectionError() | httpx2.ConnectError():
            return "unreachable"
        case httpx2.HTTPError():
            return "dropped"
        case _:
            return "garbage"
