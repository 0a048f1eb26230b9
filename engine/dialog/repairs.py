"""What happens when a designer wrote nothing? The built-in ``on:`` blocks, and how a question is asked again.

Every text comes from ``wordings``; every decision about when is the turn policy's.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.dialog.answers import retries
from engine.dialog.live import Live
from engine.dialog.state import State
from engine.dialog.wordings import wording
from engine.flows.model import (
    Ask,
    Block,
    Confirm,
    Do,
    End,
    Listen,
    Project,
    Prompt,
    Say,
    Slot,
    Template,
    TransferTo,
)
from engine.flows.plan import BUILT_IN, Node

_SAID = (
    "nobody", "human", "give_up", "error", "goodbye", "cancelled", "anything_else", "anything_else_again",
    "nobody_free", "call_back", "called_back",
)  # fmt: skip
"""The wordings in the built-in blocks."""


def builtin_blocks(project: Project) -> Mapping[str, Block]:
    """Return event -> block for what every project does unless it says otherwise."""

    def say(key: str) -> Say:
        return Say(_prompt(wording(key, project.locale)), BUILT_IN)

    queue = next(iter(project.queues), None)
    away: Block = (End(BUILT_IN, hangup=True),) if queue is None else (TransferTo(queue, BUILT_IN),)
    human: Block = (say("nobody"),) if queue is None else (say("human"), *away)
    again = (_prompt(wording("anything_else_again", project.locale)),)
    disclosed: Block = (Say(project.disclosure, BUILT_IN, barge=False),) if project.disclosure else ()
    return {
        "started": disclosed,
        "human": human,
        "give_up": (say("give_up"), *away),
        "error": (say("error"), *away),
        "goodbye": (say("goodbye"), End(BUILT_IN, hangup=True)),
        "cancel": (say("cancelled"),),
        "done": (Listen(_prompt(wording("anything_else", project.locale)), BUILT_IN, retry=again),),
        "unanswered": (say("nobody_free"), *_call_back(project.locale, sorry=say("error"), done=say("called_back"))),
    }


def _call_back(locale: str, *, sorry: Say, done: Say) -> Block:
    """Return the offer to call back, if there is a number; who declines, or cannot be promised it, goes on."""
    stop = (End(BUILT_IN),)
    promise = Do("transfers.call_back", BUILT_IN, on={"error": (sorry, *stop)})
    return (
        Do("transfers.reachable", BUILT_IN, on={"withheld": stop, "error": stop}),
        Confirm(
            _prompt(wording("call_back", locale)), BUILT_IN, yes=(promise, done, End(BUILT_IN, hangup=True)), no=()
        ),
    )


def own_texts(home: str, locale: str) -> Mapping[Prompt, Prompt]:
    """Return what the built-in blocks say in a project of the language ``home`` -> the same in ``locale``."""
    return {_prompt(wording(key, home)): _prompt(wording(key, locale)) for key in _SAID}


def _prompt(text: str) -> Prompt:
    return Prompt((Template(text, (text,), BUILT_IN),), BUILT_IN)


def limit(node: Node, live: Live) -> int:
    """Return how often ``node`` may fail before we give up."""
    return live.plan.tries(node)


def ask(state: State, node: Node, live: Live) -> State:
    """Ask the question of ``node``: for the first time, or ``again`` after a detour."""
    match node.step:
        case Ask(slot=name):
            slot = live.plan.slots[name]
            prompt = slot.short if live.again and slot.short else slot.ask
            return live.prompt(state, prompt, node.name, barge=slot.barge)
        case Confirm(prompt=prompt) | Listen(prompt=prompt):
            return live.prompt(state, prompt, node.name)
        case _:
            return state


def ask_again(state: State, node: Node, live: Live, failures: int, *, silent: bool) -> State:
    """Ask once more after the ``failures``-th silence or no-match."""
    match node.step:
        case Ask(slot=name):
            return _slot_again(state, node, live, live.plan.slots[name], failures, silent=silent)
        case Confirm(retry=retry) | Listen(retry=retry) if retry:
            return live.prompt(state, retry[min(failures, len(retry)) - 1], node.name)
        case Confirm() if failures > 1:
            live.own("confirm_again", node.name)
            return state
        case _:
            live.own("no_match", node.name)
            return ask(state, node, live)


def _slot_again(state: State, node: Node, live: Live, slot: Slot, failures: int, *, silent: bool) -> State:
    if silent and failures == 1 and slot.silence is not None:
        return live.prompt(state, slot.silence, node.name)
    if slot.retry:
        return live.prompt(state, slot.retry[min(failures, len(slot.retry)) - 1], node.name)
    if failures == 1 or slot.secret:
        live.own("keypad_only" if slot.secret and not silent else "no_match", node.name)
        return live.prompt(state, slot.ask, node.name)
    if slot.help is not None:
        state = live.prompt(state, slot.help, node.name)
    if not (slot.type.kind in ("digits", "phone", "number", "date", "time") and not slot.keys):
        live.mouth.say(retries(slot.type, live.locale)[1], node.name)
    return state


def help_with(state: State, node: Node, live: Live) -> State:
    """Help with the question that is open."""
    match node.step:
        case Ask(slot=name) if live.plan.slots[name].help is not None:
            return live.prompt(state, live.plan.slots[name].help or live.plan.slots[name].ask, node.name)
        case Ask(slot=name):
            live.mouth.say(retries(live.plan.slots[name].type, live.locale)[1], node.name)
        case Listen(retry=retry) if retry:
            return live.prompt(state, retry[0], node.name)
        case Confirm():
            live.own("help_confirm", node.name)
        case _:
            live.own("help_listen", node.name)
    return state
