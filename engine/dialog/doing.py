"""How is a handler run? Inside a deadline, with fillers while it is slow, shielded when it commits, and never trusted.

Whatever it does wrong - raise, hang, return what it did not declare - becomes the outcome ``error`` or ``timeout``.
Only the class name of what it raised is logged: a message may hold what a caller said.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog

from engine.dialog import trouble
from engine.dialog.ladder import fail
from engine.dialog.live import Live
from engine.dialog.state import Resume, State, count, visit
from engine.dialog.waiting import FILLER_S, STATUS_S, Fillers, bridged
from engine.dialog.wiring import SAY, UnwiredError, call_for, inputs_of, kept
from engine.flows.model import Do
from engine.flows.plan import Node
from engine.handlers.registry import Call, Handler
from engine.handlers.results import DONE, Result, result_of
from engine.voice import speakable

_log = structlog.get_logger()

READING_S = 2.5
"""A handler that only reads has this long."""
COMMITTING_S = 10.0
"""A handler that changes the world has this long before the caller is told something."""
SENTENCE_S = 4.0
"""Between two sentences of a streamed answer."""

Step = tuple[State, str]


async def do(node: Node, step: Do, handler: Handler, state: State, live: Live) -> Step:
    """Run the handler of ``step`` and go where its outcome leads."""
    began = live.clock()
    call, result = await _run(node, step, handler, state, live)
    live.millis[f"handler:{handler.name}"] = (live.clock() - began) * 1000
    state, result = await finished(node, state, live, call, result)
    return went(node, step, state, live, result)


async def finished(node: Node, state: State, live: Live, call: Call | None, result: Result) -> tuple[State, Result]:
    """Take over whom a handler that succeeded has verified, and say what it wants said."""
    if call is not None and result.outcome == DONE:
        state = replace(state, verified=call.verified)
    if result.outcome == DONE and SAY in result.facts:
        result = await _spoken(node, result, live)
    return state, result


# ----------------------------------------------------------------------------------------------------------- running


async def _run(node: Node, step: Do, handler: Handler, state: State, live: Live) -> tuple[Call | None, Result]:
    deadline_s = COMMITTING_S if handler.commits else min(READING_S, live.remaining())
    try:
        arguments = inputs_of(node, handler, state, live)
    except UnwiredError as problem:
        return None, missing(handler, problem, live)
    if handler.commits and live.abandoned:
        raise asyncio.CancelledError  # the turn is being torn down: nothing may begin that could not be undone
    call = call_for(node, state, live, deadline_s)
    try:
        work = asyncio.ensure_future(handler.function(call, **arguments))
    except Exception as problem:  # noqa: BLE001 - it does not even take what it is given
        return call, failed(handler, problem, live)
    live.committing = handler.commits
    try:
        returned = await bridged(work, live.mouth, fillers(node, step, state, live), deadline_s)
        return call, result_of(handler, returned)
    except TimeoutError:
        _leave(work, handler, live)
        return call, late(work, handler, live, deadline_s)
    except asyncio.CancelledError:
        _leave(work, handler, live)
        raise
    except Exception as problem:  # noqa: BLE001 - whatever a handler raises is its outcome "error"
        return call, failed(handler, problem, live)
    finally:
        live.committing = False


def missing(handler: Handler, problem: UnwiredError, live: Live) -> Result:
    """Return what a handler comes to that has no value for an input."""
    found = trouble.unwired(handler, str(problem))
    _log.error("handler_unwired", handler=handler.name, problem=found.what)
    live.trouble.append(found)
    return Result("error")


def failed(handler: Handler, problem: Exception, live: Live) -> Result:
    """Return what a handler that raised comes to."""
    found = trouble.raised(handler, problem)
    _log.warning("handler_failed", handler=handler.name, error=type(problem).__name__, at=found.at)
    live.trouble.append(found)
    return Result("error")


def late(work: asyncio.Future[Any], handler: Handler, live: Live, deadline_s: float) -> Result:
    """Return what a handler that was not waited for any longer comes to."""
    own = work.exception() if work.done() and not work.cancelled() else None
    if isinstance(own, Exception):  # it raised TimeoutError itself
        return failed(handler, own, live)
    _log.warning("handler_timeout", handler=handler.name)
    live.trouble.append(trouble.late(handler, deadline_s))
    return Result("timeout")


def _leave(work: asyncio.Future[Any], handler: Handler, live: Live) -> None:
    """Stop waiting: what only reads is cancelled, what commits runs to its end."""
    live.left_running(work)
    if not handler.commits:
        work.cancel()


def fillers(node: Node, step: Do, state: State, live: Live) -> Fillers:
    """Return what is said while a handler is slow, and when."""

    def filler() -> None:
        if step.filler is None:
            live.filler("filler", node.name)
        else:
            live.prompt(state, step.filler, node.name, filler=True)

    return ((FILLER_S, filler), (STATUS_S, lambda: live.filler("status", node.name)))


async def _spoken(node: Node, result: Result, live: Live) -> Result:
    """Speak the fact ``say``, sentence by sentence as it comes; nothing spoken at all is an error."""
    said = result.facts[SAY]
    before = len(live.mouth.lines)
    if isinstance(said, str):
        live.mouth.say(speakable(said, live.locale), node.name)
    else:
        await _streamed(node, said, live)
    return result if len(live.mouth.lines) > before or live.abandoned else Result("error")


async def _streamed(node: Node, said: AsyncIterator[str], live: Live) -> None:
    try:
        while True:
            async with asyncio.timeout(min(SENTENCE_S, live.remaining())):
                sentence = await anext(said, None)
            if sentence is None:
                return
            live.mouth.say(speakable(sentence, live.locale), node.name)
    except Exception as problem:  # noqa: BLE001 - a broken answer ends at its last whole sentence
        _log.warning("answer_broken", step=node.name, error=type(problem).__name__)
    finally:
        if isinstance(said, AsyncGenerator):
            with suppress(Exception):
                await said.aclose()


# ---------------------------------------------------------------------------------------------------------- outcomes


def went(node: Node, step: Do, state: State, live: Live, result: Result) -> Step:
    """Keep what came of it and go on at its outcome."""
    live.did.append((step.handler, result.outcome))
    live.branch(node.name, result.outcome)
    state = kept(state, node, result, live)
    if node.commits:
        state = _committed(node, state, result.outcome)
    ahead = _ahead(node, step, result.outcome)
    if ahead is None:
        wider = live.plan.overridden(result.outcome, node) is not None
        state, ahead = fail(state, live, node, result.outcome if wider else "error")
    if node.commits:
        live.kept = replace(state, pending=Resume(ahead))
        if live.abandoned:
            return live.kept, ""
    return state, ahead


def _committed(node: Node, state: State, outcome: str) -> State:
    """Note that it is done, or may be. A repetition after an error has the same key, any other a new one."""
    unknown = outcome in ("error", "timeout")
    if unknown or outcome == DONE:
        state = visit(state, node.name, committed=True)
    return state if unknown else count(state, f"attempt:{node.name}")


def _ahead(node: Node, step: Do, outcome: str) -> str | None:
    """Return the step's own way on, None when it has none for this outcome."""
    if outcome == DONE or outcome in step.on:
        return node.edges[outcome]
    return node.edges["error"] if "error" in step.on else None
