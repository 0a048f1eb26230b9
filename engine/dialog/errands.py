"""How is an external step run? Over turns: it ends one in ``Leave``, and goes on in the one that ``Returned`` begins.

Its handler gets what any other gets: wired inputs, a deadline in each turn, fillers, an idempotency key, no trust. When
it need not leave after all, the turn simply goes on. A call that came back to a process that does not know the handler,
or with the word that it never came back, goes the way of ``error`` or ``timeout``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from engine.dialog.decisions import CameBack
from engine.dialog.doing import COMMITTING_S, READING_S, failed, fillers, finished, late, missing, went
from engine.dialog.errand import Errand
from engine.dialog.ladder import reask
from engine.dialog.live import Live
from engine.dialog.state import State
from engine.dialog.waiting import bridged
from engine.dialog.wiring import UnwiredError, call_for, inputs_of
from engine.flows.model import Do
from engine.flows.plan import Node
from engine.handlers.registry import Handler
from engine.handlers.results import DONE, NonsenseError, Result, result_of
from engine.types import Leave, Outcome

Step = tuple[State, str]


async def depart(node: Node, step: Do, handler: Handler, state: State, live: Live) -> Step:
    """Begin the external handler of ``step``; end the turn when it sends the call away."""
    try:
        arguments = inputs_of(node, handler, state, live)
    except UnwiredError as problem:
        return went(node, step, state, live, missing(handler, problem, live))
    if handler.commits and live.abandoned:
        raise asyncio.CancelledError  # the turn is being torn down: nothing may begin that could not be undone
    try:
        live.errand = Errand(handler, call_for(node, state, live, _deadline_s(handler, live)), arguments)
    except Exception as problem:  # noqa: BLE001 - it does not even take what it is given
        return went(node, step, state, live, failed(handler, problem, live))
    return await _follow(node, step, state, live, live.errand)


async def came_back(state: State, live: Live, back: CameBack) -> Step:
    """Go on when the call is back: at the step it left from; at the open question when it left from none."""
    node = live.plan.nodes.get(state.cursor)
    if node is None or not isinstance(node.step, Do):
        live.own("nobody", state.cursor)
        return reask(state, live)
    errand, handler = live.errand, live.registry.get(node.step.handler)
    if errand is not None and not back.outcome:
        return await _follow(node, node.step, state, live, errand)
    if errand is not None:
        live.leave(errand)
    return _told(node, node.step, state, live, _given(handler, back.outcome, back.facts))


def _given(handler: Handler | None, outcome: str, facts: Mapping[str, Any]) -> Result:
    """Return what whoever drives the call says came of it, as far as the handler declares such a thing."""
    if handler is not None and outcome in (*handler.outcomes, DONE):
        with suppress(NonsenseError):
            return result_of(handler, facts if outcome == DONE else Outcome(outcome, facts))
    return Result("timeout" if outcome == "timeout" else "error")


async def _follow(node: Node, step: Do, state: State, live: Live, errand: Errand) -> Step:
    """Wait for what the handler does next: leave, or come to its end."""
    began = live.clock()
    result = await _stretch(node, step, state, live, errand)
    live.millis[f"handler:{errand.handler.name}"] = (live.clock() - began) * 1000
    if result is None:
        live.next = Leave(node.name, errand.handler.name, errand.verb)
        return replace(state, cursor=node.name), ""
    live.errand = None
    state, result = await finished(node, state, live, errand.call, result)
    return _told(node, step, state, live, result)


async def _stretch(node: Node, step: Do, state: State, live: Live, errand: Errand) -> Result | None:
    """Return the handler's result; None when it asks for something outside."""
    handler = errand.handler
    settling = asyncio.ensure_future(errand.settled())
    live.committing = handler.commits
    deadline_s = _deadline_s(handler, live)
    try:
        await bridged(settling, live.mouth, fillers(node, step, state, live), deadline_s)
        if errand.work.done():
            return result_of(handler, errand.work.result())
    except TimeoutError:
        live.leave(errand)
        return late(errand.work, handler, live, deadline_s)
    except asyncio.CancelledError:
        live.leave(errand)
        raise
    except Exception as problem:  # noqa: BLE001 - whatever a handler raises is its outcome "error"
        return failed(handler, problem, live)
    finally:
        settling.cancel()
        live.committing = False
    if live.abandoned:  # nobody is sent away from a call that has moved on
        live.leave(errand)
        raise asyncio.CancelledError
    return None


def _deadline_s(handler: Handler, live: Live) -> float:
    return COMMITTING_S if handler.commits else min(READING_S, live.remaining())


def _told(node: Node, step: Do, state: State, live: Live, result: Result) -> Step:
    """Go on at the outcome; a turn that the call's return began is named after it."""
    if live.understood is not None and isinstance(live.understood.decision, CameBack):
        live.understood = replace(live.understood, decision=CameBack(result.outcome, {}))
    return went(node, step, state, live, result)
