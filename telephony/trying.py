"""Does each provider that has a key do its job? One tiny request each, as a call would make it, within some seconds.

A transcriber opens a line and is sent a moment of silence, a synthesizer says one word in its stock voice, a language
model is asked to say one, and Twilio is asked for the account. Each is paid for that; it is next to nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from engine.errors import ProviderError, TrunklineError
from engine.llm.protocol import LanguageModel, Message, Request
from engine.metrics import Metrics
from engine.refusals import REFUSED, UNPAID
from engine.remedies import Remedy, remedies
from engine.settings import Settings
from telephony import ladder
from telephony.equipment import let_go
from telephony.ladder import Rung
from telephony.language_models import built
from telephony.speech import SILENCE, Focus, Synthesizer, Transcriber, Voicing
from telephony.twilio_rest import prove

LONGEST_S = 10.0
"""Who has not done it by then is held for one that hangs."""
LISTEN_S = 0.5
"""How long a transcriber that has opened a line may still refuse it."""
WORD = "Yes."
QUESTION = Request("Answer with one word.", (Message("user", "Say yes."),), max_tokens=16)
WORKS = "works"
_UNAUTHORISED = (401, 403)
_SHOWN = {REFUSED: "refused", UNPAID: "no credit", "limited": "too many at once", "garbage": "answers nonsense"}

Work = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one provider's request."""

    capability: str
    provider: str
    result: str
    """works, wrong key, refused, no credit, too many at once, unreachable, or answers nonsense."""
    why: str = ""
    """What it did instead."""
    todo: str = ""


async def try_all(settings: Settings, *, longest_s: float = LONGEST_S) -> tuple[Tried, ...]:
    """Ask every provider on the ladders that is not of this machine, all at once."""
    async with AsyncExitStack() as stack:
        works = list(_works(settings, stack))
        asked = (_tried(rung, work, remedies(settings), longest_s) for rung, work in works)
        return tuple(await asyncio.gather(*asked))


def _works(settings: Settings, stack: AsyncExitStack) -> Iterator[tuple[Rung, Work]]:
    for rungs, request in ((ladder.transcribers, _hears), (ladder.synthesizers, _speaks)):
        for rung in _remote(rungs, settings):
            provider = _closing(ladder.build(rung, settings, ()), stack)
            yield rung, partial(request, provider)
    thinking = tuple(rung for rung in _remote(ladder.language_models, settings) if rung.module)
    models = built(settings, Metrics()) if thinking else ()
    for rung, model in zip(thinking, models, strict=True):
        yield rung, partial(_answers, _closing(model, stack))
    if settings.twilio_account_sid:
        yield ladder.telephone(settings), partial(prove, settings)


def _remote(rungs: Callable[[Settings], tuple[Rung, ...]], settings: Settings) -> tuple[Rung, ...]:
    """Return who is to be asked; nobody where a part is missing, which is told elsewhere."""
    with suppress(TrunklineError):
        return tuple(rung for rung in rungs(settings) if rung.provider != "local")
    return ()


def _closing(provider: Any, stack: AsyncExitStack) -> Any:  # noqa: ANN401 - whatever a rung builds
    if hasattr(provider, "close"):
        stack.push_async_callback(let_go, provider)
    return provider


async def _hears(transcriber: Transcriber) -> None:
    async with transcriber.listen(Focus()) as ear:
        for _ in range(10):
            ear.send(SILENCE)
        with suppress(TimeoutError):
            async with asyncio.timeout(LISTEN_S):
                async for _ in ear:
                    pass


async def _speaks(synthesizer: Synthesizer) -> None:
    async with aclosing(cast("Any", synthesizer.speak(WORD, Voicing()))) as pieces:
        async for _ in pieces:
            pass


async def _answers(model: LanguageModel) -> None:
    async with aclosing(cast("Any", model.stream(QUESTION))) as events:
        async for _ in events:
            pass


async def _tried(rung: Rung, work: Work, remedy: Remedy, longest_s: float) -> Tried:
    try:
        async with asyncio.timeout(longest_s):
            await work()
    except TimeoutError:
        late = ProviderError(f"no answer within {longest_s:g} s", provider=rung.provider, cause="stalled")
        return _failed(rung, late, remedy)
    except ProviderError as error:
        return _failed(rung, error, remedy)
    return Tried(rung.capability, rung.provider, WORKS)


def _failed(rung: Rung, error: ProviderError, remedy: Remedy) -> Tried:
    wrong = error.cause == REFUSED and error.status in _UNAUTHORISED
    result = "wrong key" if wrong else _SHOWN.get(error.cause, "unreachable")
    return Tried(rung.capability, rung.provider, result, str(error), remedy(error) or error.todo)
