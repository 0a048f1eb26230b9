"""What follows from a decision? The state it makes, what is said on the way, and the node where the flow goes on.

An empty node means: the turn ends here and waits at the cursor.
"""

from __future__ import annotations

from dataclasses import replace

from engine.dialog.backtrack import go_back, redone
from engine.dialog.decisions import (
    Acted,
    Ambiguous,
    AskedBack,
    Begin,
    Broke,
    Confirmed,
    Corrected,
    Digressed,
    Enacted,
    Filled,
    Given,
    GoOn,
    NoInput,
    NoMatch,
    Reopened,
    Started,
    StayedPut,
    TooLate,
    Unfit,
    Unwound,
)
from engine.dialog.ladder import act, give_up, no_answer, reask
from engine.dialog.live import Live
from engine.dialog.repairs import ask, limit
from engine.dialog.state import (
    Change,
    Choice,
    Frame,
    Pending,
    Readback,
    State,
    cleared,
    fill,
    push,
    tried,
    tries,
    unqueued,
)
from engine.flows.plan import RETURN
from engine.types import Keyed, Said, Secret, Took

Step = tuple[State, str]


def enact(decision: Enacted, before: State, live: Live) -> Step:  # noqa: C901, PLR0911, PLR0912 - one line per decision
    """Carry ``decision`` out."""
    state = replace(before, pending=None)
    match decision:
        case Broke():
            return state, ""
        case Begin():
            return _begin(state, live)
        case GoOn(node=node):
            return state, node
        case Filled(given=given):
            return _filled(state, live, given)
        case AskedBack(slot=slot, value=value):
            live.repair(state.cursor, "read_back")
            live.own("read_back", state.cursor, value=_capital(live.aloud(slot, value)))
            return replace(state, pending=Readback(slot, value)), ""
        case Unfit():
            return _unfit(state, live, decision)
        case Confirmed(yes=yes):
            return _confirmed(state, live, yes=yes)
        case Corrected(given=given):
            return _corrected(state, live, given)
        case Reopened(slot=slot):
            return _reopened(state, live, slot)
        case TooLate(slot=slot):
            live.repair(state.cursor, f"refuse {slot}")
            live.own("gone_through", state.cursor)
            return reask(state, live)
        case Started() | Digressed():
            return _started(state, live, decision, before.pending)
        case Unwound(flow=flow):
            return _unwound(state, live, flow)
        case StayedPut():
            live.repair(state.cursor, "stay")
            live.own("finish_first", state.cursor)
            return reask(state, live)
        case Ambiguous(first=first, second=second):
            return _ambiguous(state, live, Choice(first, second, live.heard))
        case Acted(act=wanted):
            return act(before, live, wanted)
        case NoInput() | NoMatch():
            if live.place(before).secret and isinstance(live.event, Said):
                live.repair(state.cursor, "stay")
            return no_answer(before, live, silent=isinstance(decision, NoInput))


def _begin(state: State, live: Live) -> Step:
    flow = live.plan.project.start
    state = push(state, Frame("start", flow, resume=RETURN))
    first = live.plan.event("started", None)
    entry = live.plan.entries[flow]
    if first is None or first == RETURN:
        return state, entry
    return push(state, Frame("run", "", resume=entry)), first


def given_to(state: State, live: Live, given: tuple[Given, ...]) -> State:
    """Put values into their slots; secrets into the vault."""
    for each in given:
        slot = live.plan.slots[each.slot]
        value = each.value
        if slot.secret:
            value = live.vault.put(f"{slot.name}#{state.turn}", Secret(value))
        state = fill(state, slot.name, value, keep=slot.keep)
        if each.echo:
            live.echoing.add(slot.name)
    return state


def _filled(state: State, live: Live, given: tuple[Given, ...]) -> Step:
    node = live.plan.nodes[state.cursor]
    state = cleared(cleared(given_to(state, live, given), node.name), "choice")
    if any(each.slot == node.writes for each in given):
        return state, node.edges["next"]
    return reask(state, live)


def _unfit(state: State, live: Live, unfit: Unfit) -> Step:
    node = live.plan.nodes[state.cursor]
    state = tried(state, node.name)
    slot = live.plan.slots[unfit.slot]
    trial = fill(state, unfit.slot, unfit.value)
    live.prompt(trial, slot.checks[unfit.check].otherwise, node.name)
    return give_up(state, live, node.name) if tries(state, node.name) >= limit(node, live) else reask(state, live)


def _confirmed(state: State, live: Live, *, yes: bool) -> Step:
    node = live.plan.nodes[state.cursor]
    state = cleared(state, node.name)
    label = "yes" if yes else "no"
    live.branch(node.name, label)
    if label in node.edges:
        return state, node.edges[label]
    if yes:
        live.own("how_can_i_help", node.name)
        return state, ""
    live.own("what_to_change", node.name)
    return replace(state, pending=Change()), ""


def _corrected(state: State, live: Live, given: Given) -> Step:
    place = live.place(state)
    found, stale = place.reader(given.slot), place.stale(given.slot)
    live.repair(state.cursor, f"correct {given.slot}")
    state = given_to(cleared(state, state.cursor), live, (given,))
    live.own("corrected", state.cursor, value=live.aloud(given.slot, given.value))
    live.echoing.discard(given.slot)
    if found is None:
        return reask(state, live)
    return go_back(state, found[0], stale), found[1].node


def _reopened(state: State, live: Live, slot: str) -> Step:
    live.repair(state.cursor, f"change {slot}")
    found = redone(live.place(state), slot)
    if found is None:
        live.own("what_to_change", state.cursor)
        return replace(state, pending=Change()), ""
    live.again = "again"
    return found


def _started(state: State, live: Live, started: Started | Digressed, pending: Pending | None) -> Step:
    digression = isinstance(started, Digressed)
    _note_start(state, live, started)
    state = unqueued(state, started.flow)
    if started.then is not None:
        title = live.place(state).title
        live.own("both", state.cursor, first=title(started.flow), second=title(started.then.flow))
    node = live.plan.nodes.get(state.cursor)
    onwards = RETURN if node is None else node.edges.get("next", RETURN)
    state = cleared(cleared(state, "choice"), state.cursor)
    frame = Frame(
        kind="digress" if digression else "start",
        flow=started.flow,
        resume=state.cursor if digression else onwards,
        said=pending.said if isinstance(pending, Choice) and started.how == "choose" else live.heard,
        then=started.then,
    )
    return given_to(push(state, frame), live, started.given), live.plan.entries[started.flow]


def _note_start(state: State, live: Live, started: Started | Digressed) -> None:
    """Note what started the flow: a key of the menu, or the label that the classifier was sure of."""
    if isinstance(started, Digressed):
        live.repair(state.cursor, "digress")
    understood = live.understood
    if started.how == "menu" and isinstance(live.event, Keyed):
        live.took.append(Took(state.cursor, "start", live.event.digits))
    elif understood is not None and understood.by == "classifier" and started.how in ("start", "digress"):
        live.took.append(Took(started.flow, "start", understood.candidates[0].label))


def _unwound(state: State, live: Live, flow: str) -> Step:
    """Drop the digressions that cover ``flow`` and go on where the first of them came from."""
    below = max(i for i, f in enumerate(state.stack) if f.is_root and f.flow == flow)
    first = next(i for i, f in enumerate(state.stack) if i > below and f.is_root)
    state = replace(state, cursor=state.stack[first].resume, stack=state.stack[:first])
    live.own("back_to", state.cursor, title=live.place(state).title(flow))
    return reask(state, live)


def _ambiguous(state: State, live: Live, choice: Choice) -> Step:
    """First time by title, the second time by the open question's own wording, the third time give up."""
    state = tried(state, "choice")
    live.repair(state.cursor, "clarify")
    asked = tries(state, "choice")
    if asked > 2:  # noqa: PLR2004 - the third time
        return give_up(state, live, state.cursor)
    place = live.place(state)
    node = place.node
    if asked > 1 and node is not None and place.listen is not None and place.listen.retry:
        return live.prompt(state, place.listen.retry[0], node.name), ""
    if asked > 1 and node is not None:
        live.own("no_match", node.name)
        return ask(state, node, live), ""
    first, second = place.title(choice.first), place.title(choice.second)
    live.own("ambiguous", state.cursor, first=first, second=second)
    return replace(state, pending=choice), ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
