"""What does each step do when the turn comes to it? One small function per word of the flow language.

A step returns the state after it and the node that follows; an empty name ends the turn. A node never reads the clock.
"""

from __future__ import annotations

from dataclasses import replace

import structlog

from engine.dialog.backtrack import redone
from engine.dialog.decisions import Acted, CameBack
from engine.dialog.doing import do, went
from engine.dialog.enact import enact, given_to
from engine.dialog.errands import came_back, depart
from engine.dialog.handoff import transfer
from engine.dialog.ladder import end_root, fail, give_up, reask
from engine.dialog.live import Live
from engine.dialog.off_record import away, quiet, unrecorded
from engine.dialog.repairs import ask, limit
from engine.dialog.state import (
    Frame,
    State,
    Then,
    Transferred,
    Vaulted,
    forget,
    push,
    root,
    tried,
    tries,
    value_at,
    visit,
)
from engine.dialog.taking import in_passing
from engine.dialog.unanswered import unanswered
from engine.flows.expression import Undecided, as_case, decide, evaluate
from engine.flows.model import Ask, Confirm, Do, End, If, Listen, Match, Redo, Run, Say, TransferTo
from engine.flows.plan import RETURN, TURN, Node, Plan
from engine.handlers.results import Result
from engine.types import HangUp, Said

_log = structlog.get_logger()

Step = tuple[State, str]


async def perform(_plan: Plan, node: Node, state: State, live: Live) -> Step:  # noqa: C901, PLR0911, PLR0912 - a case per word
    """Run one node, as it is in the call's language."""
    if node.name == TURN:
        return await _turn(state, live)
    node = live.plan.nodes[node.name]
    live.path.append(node.name)
    if node.reads or node.writes:
        state = visit(state, node.name)
    match node.step:
        case Say(prompt=prompt, barge=barge):
            return live.prompt(state, prompt, node.name, barge=barge), node.edges["next"]
        case Ask(slot=slot):
            return await _ask(node, slot, state, live)
        case Confirm() | Listen():
            return _question(node, state, live)
        case Do() as step:
            return await _do(node, step, state, live)
        case If() as step:
            return _if(node, step, state, live)
        case Match() as step:
            return _match(node, step, state, live)
        case Run(flow=flow):
            return push(state, Frame("run", flow, resume=node.edges["next"])), node.edges["enter"]
        case Redo(name=name):
            return _redo(node, name, state, live)
        case TransferTo() as step:
            live.next = transfer(step, state, live)
            return replace(state, pending=Transferred(node.name)), ""
        case End(hangup=True):
            live.next = HangUp()
            return state, ""
        case End():
            return state, RETURN
        case None:
            return _return(state, live)


async def _turn(state: State, live: Live) -> Step:
    """Apply the turn policy."""
    live.understood = await live.understand(live.place(state))
    decision = live.understood.decision
    if isinstance(decision, CameBack) and isinstance(state.pending, Transferred):
        return unanswered(state, live, state.pending)
    if isinstance(decision, CameBack):
        return await came_back(replace(state, pending=None), live, decision)
    if isinstance(decision, Acted) and decision.act == "stop_recording" and not await unrecorded(state, live):
        return reask(replace(state, pending=None), live)
    return enact(decision, state, live)


async def _do(node: Node, step: Do, state: State, live: Live) -> Step:
    handler = live.registry.get(step.handler)
    if handler is None:
        _log.error("handler_unknown", handler=step.handler)
        return went(node, step, state, live, Result("error"))
    if handler.external and not await away(node, live):
        return went(node, step, state, live, Result("error"))
    return await (depart if handler.external else do)(node, step, handler, state, live)


def _question(node: Node, state: State, live: Live) -> Step:
    state = ask(replace(state, cursor=node.name), node, live)
    live.again = ""
    return state, ""


async def _ask(node: Node, name: str, state: State, live: Live) -> Step:
    """Ask, unless the slot is known and still holds its checks. A secret is asked only where nobody records it."""
    value = value_at(state, (name,))
    slot = live.plan.slots[name]
    if value is None and slot.secret and not await quiet(node, live):
        return fail(state, live, node)
    if value is None:
        return _question(node, state, live)
    unfit = None if isinstance(value, Vaulted) else live.place(state).unfit(slot, value)
    if unfit is None:
        return state, node.edges["next"]
    live.prompt(state, slot.checks[unfit].otherwise, node.name)
    live.echoing.discard(name)
    live.again = "again"
    return _question(node, forget(state, {name}), live)


def _if(node: Node, step: If, state: State, live: Live) -> Step:
    holds = decide(step.condition, live.place(state).value)
    if isinstance(holds, Undecided):
        return fail(state, live, node)
    label = "then" if holds else "else"
    live.branch(node.name, label)
    return state, node.edges[label]


def _match(node: Node, step: Match, state: State, live: Live) -> Step:
    value = evaluate(step.subject, live.place(state).value)
    if isinstance(value, Undecided):
        return fail(state, live, node)
    case = as_case(value)
    label = case if case in node.edges else "else"
    live.branch(node.name, label)
    return state, node.edges[label]


def _redo(node: Node, name: str, state: State, live: Live) -> Step:
    """Go back, a limited number of times."""
    state = tried(state, node.name)
    if tries(state, node.name) >= limit(live.plan.nodes[node.edges["next"]], live):
        return give_up(state, live, node.name)
    live.again = "again"
    return redone(live.place(state), name) or (forget(state, {name}), node.edges["next"])


def _return(state: State, live: Live) -> Step:
    """End what is on top of the stack and go back to whoever began it."""
    ahead = RETURN
    while ahead == RETURN and state.stack:
        top = state.stack[-1]
        if top.kind == "abort":
            state = end_root(state)
            if not state.stack:
                break
            top = state.stack[-1]
        state = replace(state, stack=state.stack[:-1])
        if top.then is not None and live.place(state).startable(top.then.flow):
            return _next_up(state, live, top, top.then)
        ahead = top.resume or RETURN
        if top.kind in ("on", "digress"):
            live.again = "again"
        if top.kind == "digress":
            _bridge(state, live)
    return state, (live.plan.event("done", None) or "") if ahead == RETURN else ahead


def _next_up(state: State, live: Live, ended: Frame, then: Then) -> Step:
    """Begin what was asked for together with the flow that has ended, in its place."""
    live.own("next_up", RETURN, title=live.place(state).title(then.flow))
    given = in_passing(live.place(state), then.flow, Said(then.said))
    frame = Frame(ended.kind, then.flow, resume=ended.resume, said=then.said)
    return given_to(push(state, frame), live, given), live.plan.entries[then.flow]


def _bridge(state: State, live: Live) -> None:
    frame = root(state)
    if frame is not None:
        live.own("back_to", RETURN, title=live.place(state).title(frame.flow))
