"""What happens when an answer does not come, or the caller wants something else? The ladder, the acts, giving up.

One counter per question for silence and no-match together; a designer's ``on:`` block stands before every default.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from engine.dialog.live import Live
from engine.dialog.repairs import ask, ask_again, help_with, limit
from engine.dialog.state import Change, Choice, Frame, Hold, Readback, State, count, push, tried, tries, unqueued
from engine.flows.model import Listen, TransferTo
from engine.flows.plan import RETURN, Node
from engine.types import Act

Step = tuple[State, str]

UNANSWERED = "unanswered"
"""Counts the transfers of a call that nobody took."""


def reask(state: State, live: Live) -> Step:
    """Ask the open question once more, as one does after a detour."""
    live.again = "again"
    return state, state.cursor or (live.plan.event("done", None) or "")


def detour(state: State, live: Live, event: str, kind: str = "on") -> Step:
    """Go to the nearest ``on:`` block of ``event``; afterwards ask again (``on``) or end the flow (``abort``)."""
    entry = live.plan.event(event, live.plan.nodes.get(state.cursor)) or RETURN
    frame = Frame("abort" if kind == "abort" else "on", "", resume=state.cursor)
    return push(state, frame), entry


def give_up(state: State, live: Live, node: str) -> Step:
    """Stop trying at the question or ``redo`` called ``node``.

    Where the project does not say what is done then, a call that people did not take is not put through to them again.
    """
    live.repair(node, "give_up")
    own = live.plan.overridden("give_up", live.plan.nodes.get(state.cursor)) is not None
    return detour(state, live, "give_up" if own or not state.counters.get(UNANSWERED) else "goodbye", "abort")


def fail(state: State, live: Live, node: Node, event: str = "error") -> Step:
    """Go to the nearest ``on:`` block of ``event``, else of ``error``: something broke, and the flow ends."""
    entry = live.plan.event(event, node) or live.plan.event("error", node) or RETURN
    return push(state, Frame("abort", "", resume=state.cursor)), entry


def end_root(state: State) -> State:
    """Drop everything above the root flow on top, so that it ends when it returns, and nothing follows it."""
    at = next((i for i in range(len(state.stack) - 1, -1, -1) if state.stack[i].is_root), None)
    if at is None:
        return replace(state, stack=())
    return replace(state, stack=(*state.stack[:at], replace(state.stack[at], then=None)))


# ------------------------------------------------------------------------------------------------------------ ladder


def no_answer(state: State, live: Live, *, silent: bool) -> Step:
    """Silence or no match: retry, retry in other words, give up."""
    node = live.plan.nodes.get(state.cursor)
    pending = state.pending
    if node is None:
        return reask(replace(state, pending=None), live)
    if silent and isinstance(pending, Hold):
        live.own("still_there", node.name)
        return ask(replace(state, pending=None), node, live), ""
    state = tried(state, node.name)
    failures = tries(state, node.name)
    if failures >= limit(node, live):
        return give_up(replace(state, pending=None), live, node.name)
    live.mouth.retry()
    if isinstance(pending, Choice | Change) or (silent and isinstance(pending, Readback)):
        return _pending_again(state, live, node), ""
    state = replace(state, pending=None)
    live.repair(node.name, f"{'silence' if silent else 'no_match'} {failures}")
    event = "no_input" if silent else "no_match"
    if live.plan.overridden(event, node) is not None:
        return detour(state, live, event)
    return ask_again(state, node, live, failures, silent=silent), ""


def _pending_again(state: State, live: Live, node: Node) -> State:
    match state.pending:
        case Choice(first=first, second=second):
            place = live.place(state)
            live.own("ambiguous", node.name, first=place.title(first), second=place.title(second))
        case Readback(slot=slot, value=value):
            live.own("read_back", node.name, value=live.aloud(slot, value))
        case _:
            live.own("what_to_change", node.name)
            live.own("change_again", node.name)
    return state


# -------------------------------------------------------------------------------------------------------------- acts


def act(before: State, live: Live, wanted: Act) -> Step:  # noqa: PLR0911 - one return per act
    """Do what a caller may want at any point. Only "repeat" leaves what is pending open: it asks it again."""
    state = replace(before, pending=None)
    node = live.plan.nodes.get(state.cursor)
    own = live.plan.overridden(wanted, node) is not None
    live.repair(state.cursor, wanted)
    match wanted:
        case "human":
            return _to_people(count(unqueued(state), wanted), live)
        case "goodbye":
            return detour(count(state, wanted), live, wanted)
        case "cancel":
            return detour(unqueued(state), live, "cancel", "abort")
        case _ if own:
            return detour(state, live, wanted)
        case "repeat":
            return _repeat(before, live) if live.last_words else reask(state, live)
        case "stop_recording":
            live.own("unrecorded", state.cursor)
            return reask(state, live)
        case "hold":
            live.own("hold", state.cursor)
            return replace(state, pending=Hold()), ""
        case "help" if node is not None:
            state = help_with(state, node, live)
            return (state, "") if isinstance(node.step, Listen) else reask(state, live)
        case _:
            return reask(state, live)


def _to_people(state: State, live: Live) -> Step:
    """Go to the ``on: human`` block; who asks again gets no second offer of our own help."""
    if state.counters["human"] > 1:
        entry = live.plan.event("human", live.plan.nodes.get(state.cursor)) or RETURN
        direct = _behind_offer(live, entry)
        if direct is not None:
            live.own("human", state.cursor)
            return push(state, Frame("on", "", resume=state.cursor)), direct
    return detour(state, live, "human")


def _behind_offer(live: Live, entry: str) -> str | None:
    """Return the nearest transfer after ``entry``; None when nothing is asked before it, or there is none."""
    ahead, seen = deque([(entry, False)]), {RETURN}
    while ahead:
        name, offered = ahead.popleft()
        if name in seen:
            continue
        seen.add(name)
        node = live.plan.nodes[name]
        if isinstance(node.step, TransferTo):
            return name if offered else None
        ahead.extend((each, offered or node.waits) for each in node.edges.values())
    return None


def _repeat(state: State, live: Live) -> Step:
    for words in live.last_words:
        live.mouth.say(words, state.cursor)
    return state, ""
