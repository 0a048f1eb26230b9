"""How is an OpenAI-compatible server reached? HTTP behind ``LanguageModel``: one shared client, a deadline, causes.

Hosted and self-hosted servers speak it; a self-hosted one may want no key. No retries, with one exception: a server
that refuses a field that the protocol has but it does not know is asked again in the plainest words, and from then on.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any, cast

import httpx2
import orjson
import structlog

from engine.errors import ProviderError, SettingsError
from engine.llm.openai_wire import END, PLAIN, Assembly, capability, chunk, fields
from engine.llm.protocol import Done, Event, LanguageModel, Request
from engine.llm.sse import EventStream
from engine.refusals import cause_of
from engine.settings import Settings

ADDRESS = "https://api.openai.com"
PROVIDER = "openai"
_TIMEOUT = httpx2.Timeout(connect=2.0, read=3.0, write=2.0, pool=1.0)
"""Seconds without any progress; ``Request.deadline_s`` bounds the whole."""
_KEPT = httpx2.Limits(max_connections=1000, max_keepalive_connections=100, keepalive_expiry=60)
"""Connections outlast the pauses of a conversation."""
_FAILURES = (httpx2.HTTPError, TimeoutError, ValueError)
REASON_S = 1.0
"""How long a server may take to say why it refuses us."""

log = structlog.get_logger(__name__)


def build(settings: Settings, model: str) -> LanguageModel:
    """Return ``model`` behind the server of the settings. Raises ``SettingsError`` without a key or an address."""
    key = settings.openai_api_key
    if key is None and not settings.openai_url:
        raise SettingsError("there is neither a key nor a server of our own", todo="set OPENAI_API_KEY")
    return OpenAICompatible("" if key is None else key.get_secret_value(), model, settings.openai_url or ADDRESS)


class OpenAICompatible:
    """One model of an OpenAI-compatible server. One for the process; its connections are shared by all calls."""

    def __init__(self, key: str, model: str, address: str = ADDRESS) -> None:
        """Open no connection yet. ``address`` may end in the version or not; ``key`` may be empty."""
        self.name = model
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._client = httpx2.AsyncClient(headers=headers, timeout=_TIMEOUT, limits=_KEPT, trust_env=False)
        base = address.rstrip("/")
        self._url = f"{base if re.search(r'/v[0-9]+$', base) else base + '/v1'}/chat/completions"
        self._able = capability(model)
        self._forced = True

    async def stream(self, request: Request) -> AsyncIterator[Event]:
        """Ask, and yield the answer as it arrives; the deadline bounds only our waiting."""
        until = asyncio.get_running_loop().time() + request.deadline_s
        assembly = Assembly(request.tools)
        try:
            async with self._answer(request, until) as response, aclosing(cast("Any", _data(response, until))) as told:
                async for data in told:
                    for event in _events(assembly, data):
                        _report(event, self.name)
                        yield event
                    if assembly.complete:
                        break
        except _FAILURES as error:
            raise _failure(_cause(error)) from None
        if not assembly.complete:
            raise _failure("dropped")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    @asynccontextmanager
    async def _answer(self, request: Request, until: float) -> AsyncIterator[httpx2.Response]:
        """Open the stream, once more in plain words where the server refuses ours. Raises ``ProviderError``."""
        response = await self._send(request, until)
        if response.status_code == httpx2.codes.BAD_REQUEST and (self._able != PLAIN or self._forced):
            await response.aclose()
            response = await self._send(request, until, plain=True)
            if response.is_success:
                self._able, self._forced = PLAIN, False
                log.info("plain_words", model=self.name)
        try:
            if not response.is_success:
                raise _failure(cause_of(response.status_code, await _told(response)), response.status_code)
            yield response
        finally:
            await response.aclose()

    async def _send(self, request: Request, until: float, *, plain: bool = False) -> httpx2.Response:
        able = PLAIN if plain else self._able
        body = orjson.dumps(fields(request, self.name, able, forced=self._forced and not plain))
        asked = self._client.build_request(
            "POST", self._url, content=body, headers={"content-type": "application/json"}
        )
        async with asyncio.timeout_at(until):
            return await self._client.send(asked, stream=True)


async def _told(response: httpx2.Response) -> str:
    """Return the reason of a refusal, as far as it comes in time."""
    try:
        async with asyncio.timeout(REASON_S):
            return (await response.aread()).decode("utf-8", "replace")
    except (httpx2.HTTPError, TimeoutError):
        return ""


async def _data(response: httpx2.Response, until: float) -> AsyncIterator[str]:
    stream, pieces = EventStream(), response.aiter_bytes()
    while True:
        async with asyncio.timeout_at(until):
            piece = await anext(pieces, None)
        if piece is None:
            yield END  # some servers end the stream without saying so; whether the answer is whole is seen below
            return
        for data in stream.feed(piece):
            yield data


def _events(assembly: Assembly, data: str) -> list[Event]:
    if data == END:
        return assembly.finish()
    found = chunk(data)
    if found.error is not None:
        raise _failure("dropped")
    return assembly.feed(found)


def _report(event: Event, model: str) -> None:
    if isinstance(event, Done) and event.dropped:
        log.warning("tool_uses_dropped", model=model, count=event.dropped)


def _failure(cause: str, status: int = 0) -> ProviderError:
    """Return the error for people. It quotes nothing of the provider's answer, which may quote the caller."""
    todo = "check OPENAI_API_KEY, TRUNKLINE_OPENAI_URL and TRUNKLINE_OPENAI_MODEL" if cause == "refused" else ""
    told = f" ({status})" if status else ""
    said = f"the OpenAI-compatible server failed: {cause}{told}"
    return ProviderError(said, provider=PROVIDER, cause=cause, todo=todo, status=status)


def _cause(error: Exception) -> str:
    match error:
        case httpx2.TimeoutException() | TimeoutError():
            return "stalled"
        case httpx2.ConnectError():
            return "unreachable"
        case httpx2.HTTPError():
            return "dropped"
        case _:
            return "garbage"
