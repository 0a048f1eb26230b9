"""What does a handler get, and what is kept of what it gave? Inputs in; facts to the state, secrets to the vault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.dialog.live import Live
from engine.dialog.state import State, Vaulted, produce, untaken
from engine.flows.expression import Undecided, evaluate
from engine.flows.model import Do, Reference
from engine.flows.plan import Node
from engine.handlers.registry import Call, Handler
from engine.handlers.results import Result, is_secret
from engine.types import Secret

SAY = "say"
"""The fact that is spoken as it comes and never kept."""


class UnwiredError(Exception):
    """An input that the handler needs has no value."""


def inputs_of(node: Node, handler: Handler, state: State, live: Live) -> dict[str, Any]:
    """Return the arguments; a secret goes only where a ``Secret`` is declared. Raises ``UnwiredError``."""
    found: dict[str, Any] = {}
    for name, expression in node.wiring.items():
        value = _value(expression, state, live)
        if isinstance(value, Vaulted):
            value = live.vault.get(value) if is_secret(handler.inputs.get(name)) else None
        elif is_secret(handler.inputs.get(name)) and value is not None:
            value = Secret(value)
        if value is not None:
            found[name] = value
    missing = [name for name in handler.inputs if name not in found and name not in handler.optional]
    if missing:
        raise UnwiredError(f"{handler.name} needs {', '.join(missing)}")
    return found


def _value(expression: Any, state: State, live: Live) -> Any:  # noqa: ANN401 - any slot value
    if isinstance(expression, Reference):
        return live.value(state, expression.path)
    found = evaluate(expression, lambda path: live.value(state, path))
    return None if isinstance(found, Undecided) else found


def call_for(node: Node, state: State, live: Live, deadline_s: float) -> Call:
    """Return what the handler of ``node`` may know of the call."""
    attempt = state.counters.get(f"attempt:{node.name}", 0)
    return Call(
        sid=live.sid,
        key=f"{live.sid}:{node.name}:{attempt}",
        said=live.heard,
        locale=live.locale,
        verified=state.verified,
        deadline_s=deadline_s,
        services=live.services,
        untaken=untaken(state),
    )


def kept(state: State, node: Node, result: Result, live: Live) -> State:
    """Keep a handler's facts under the step's ``as:``; what is spoken is not kept, what is secret is vaulted."""
    name = node.step.result if isinstance(node.step, Do) else None
    if not name:
        return state
    facts = {key: _shelved(f"{name}.{key}#{state.turn}", value, live) for key, value in _plain(result.facts).items()}
    return produce(state, name, facts)


def _plain(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in facts.items() if key != SAY}


def _shelved(key: str, value: Any, live: Live) -> Any:  # noqa: ANN401 - any fact
    return live.vault.put(key, value) if isinstance(value, Secret) else value
