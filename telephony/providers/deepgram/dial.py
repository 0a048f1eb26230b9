"""How is a line to Deepgram opened? Client, address, deadline, a second try, and the name of each refusal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import structlog
from deepgram import AsyncDeepgramClient
from deepgram.core.api_error import ApiError
from deepgram.environment import DeepgramClientEnvironment
from websockets.exceptions import InvalidHandshake, InvalidURI

from engine.errors import ProviderError, SettingsError
from engine.refusals import REFUSED, UNPAID, cause_of
from engine.settings import Settings
from telephony.providers.deepgram.line import Dialect, Line
from telephony.speech import encodable

DIAL_S = 0.7
"""What the caller says meanwhile is kept."""
AGAIN_S = 0.35
"""A dial that has not been answered by then has a second beside it, and whichever is answered first is the line."""
DIALS = 2
"""A provider that cannot be reached is tried twice; one that refuses is not."""
_PARTING: set[asyncio.Task[None]] = set()
"""Dials that are given up and not over yet; a task that nobody holds may vanish."""
GOODBYE_S = 1.0
LARGEST_MESSAGE = 65_536
"""Bytes. A transcript of a long turn with all its words is some 20,000."""
TERM_CHARACTERS = 1500
"""The provider takes 500 tokens of vocabulary; three characters a token is on the safe side."""

Connect = Callable[[], AbstractAsyncContextManager[Any]]
"""Begins one attempt."""


def client(settings: Settings) -> AsyncDeepgramClient:
    """Return one client for the process. Raises ``SettingsError`` without a key."""
    key = settings.deepgram_api_key
    if key is None:
        raise SettingsError("Deepgram needs a key", todo="set DEEPGRAM_API_KEY")
    return AsyncDeepgramClient(api_key=key.get_secret_value(), environment=environment(settings.deepgram_url))


def environment(url: str) -> DeepgramClientEnvironment:
    """Return the addresses that belong to ``url``; empty: the provider's own."""
    if not url:
        return DeepgramClientEnvironment.PRODUCTION
    http = url.rstrip("/")
    socket = "ws" + http.removeprefix("http")
    return DeepgramClientEnvironment(base=http, production=socket, agent=socket, agent_rest=http)


def terms(hints: tuple[str, ...]) -> list[str]:
    """Return as many hints, in order and without repetition, as the provider takes."""
    kept: list[str] = []
    room = TERM_CHARACTERS
    for hint in dict.fromkeys(map(encodable, filter(None, hints))):
        room -= len(hint) + 1
        if room < 0:
            break
        kept.append(hint)
    return kept


def tags() -> list[str] | None:
    """Return the call's id, where the log has it bound: the provider's usage pages then name the call too."""
    sid = structlog.contextvars.get_contextvars().get("call_sid")
    return [str(sid)] if sid else None


@asynccontextmanager
async def dialled(connect: Connect, dialect: Callable[[Any], Dialect], provider: str) -> AsyncIterator[Line]:
    """Open a line and run it. Raises ``ProviderError`` when nobody answers in time or the provider refuses."""
    async with AsyncExitStack() as stack:
        socket = await _dial(connect, stack, provider)
        line = Line(socket, dialect(socket))
        writer = asyncio.create_task(line.write(), name=f"{provider}-writer")
        try:
            yield line
        finally:
            line.close()
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)


async def _dial(connect: Connect, stack: AsyncExitStack, provider: str) -> Any:  # noqa: ANN401 - one class a version
    """Dial, and once more when there is no answer; return the socket of the first that is answered."""
    found: dict[asyncio.Task[Any], AsyncExitStack] = {}
    try:
        async with asyncio.timeout(DIAL_S):
            won = await _race(connect, found)
        stack.push_async_callback(found.pop(won).aclose)
        return won.result()
    except ApiError as refusal:
        raise _refused(refusal, provider) from None
    except (OSError, InvalidHandshake, InvalidURI, EOFError) as error:  # TimeoutError is an OSError
        what = f"{provider} cannot be reached ({type(error).__name__})"
        raise ProviderError(what, provider=provider, cause="unreachable") from None
    finally:
        _hang_up(found)


async def _race(connect: Connect, found: dict[asyncio.Task[Any], AsyncExitStack]) -> asyncio.Task[Any]:
    """Return the first dial that is answered. Raises what the last one raised, or at once when one is refused."""
    while True:
        if len(found) < DIALS:
            attempt = AsyncExitStack()
            found[asyncio.create_task(_opened(connect, attempt), name="dial")] = attempt
        pending = [task for task in found if not task.done()]
        last = len(found) == DIALS
        done, _ = await asyncio.wait(
            pending, timeout=None if last else AGAIN_S, return_when=asyncio.FIRST_COMPLETED
        )  # fmt: skip
        for task in done:
            failure = task.exception()
            if failure is None:
                return task
            if isinstance(failure, ApiError) or (last and len(done) == len(pending)):
                raise failure


async def _opened(connect: Connect, attempt: AsyncExitStack) -> Any:  # noqa: ANN401 - one class a version
    """Return the socket of one dial. Its limits hold from the first message on: nothing is awaited before."""
    socket = await attempt.enter_async_context(connect())
    wire = socket._websocket  # noqa: SLF001 - the SDK has no setting for either limit
    wire.max_size, wire.close_timeout = LARGEST_MESSAGE, GOODBYE_S / 5
    return socket


def _hang_up(found: dict[asyncio.Task[Any], AsyncExitStack]) -> None:
    """Give up every dial that is not the line. None is waited for: to part from a far end that hangs takes seconds."""
    for task, attempt in found.items():
        task.cancel()
        parting = asyncio.create_task(_parted(task, attempt), name="dial-parting")
        _PARTING.add(parting)
        parting.add_done_callback(_PARTING.discard)


async def _parted(task: asyncio.Task[Any], attempt: AsyncExitStack) -> None:
    await asyncio.gather(task, return_exceptions=True)
    with suppress(Exception):
        await attempt.aclose()


def _refused(refusal: ApiError, provider: str) -> ProviderError:
    status = refusal.status_code or 0
    cause = cause_of(status, str(refusal.body))
    said = {"limited": "has no line free", "unreachable": "is out of order", UNPAID: "wants to be paid"}
    todo = "check DEEPGRAM_API_KEY" if cause == REFUSED else ""
    what = f"{provider} {said.get(cause, 'refuses the line')} ({status})"
    return ProviderError(what, provider=provider, cause=cause, todo=todo, status=status)
