"""Does a handler keep to what it declares, as far as its source tells? Checks of the project's own ``handlers.py``."""

from __future__ import annotations

from collections.abc import Iterator

from engine.flows.facts import Facts
from engine.flows.findings import Finding, error, suggestion
from engine.flows.model import Position
from engine.handlers.registry import Handler


def declared(facts: Facts) -> Iterator[Finding]:
    """F039: a handler that takes no call, or names an outcome that it does not declare."""
    for handler in facts.registry:
        file = facts.project.handlers
        if file is not None and handler.own:
            yield from _of_call(handler, file)
            yield from _of_outcomes(handler, file)


def _of_call(handler: Handler, file: str) -> Iterator[Finding]:
    if not handler.takes_call:
        message = f"the handler '{handler.name}' takes no call, and would fail on every one"
        yield error(Position(file, handler.line, 1), "F039", message, "let its first parameter be 'call: Call'")


def _of_outcomes(handler: Handler, file: str) -> Iterator[Finding]:
    for named in handler.named:
        if named.name not in handler.outcomes:
            known = ", ".join(handler.outcomes) or "none"
            message = f"the handler '{handler.name}' declares no outcome '{named.name}' (declares {known})"
            yield error(Position(file, named.line, named.column), "F039", message, _remedy(named.name, handler))


def _remedy(name: str, handler: Handler) -> str:
    match name:
        case "done":
            return "return the result itself: that is what 'done' means"
        case "error" | "timeout":
            return "raise an exception: the flow then goes on at 'error'"
        case _:
            near = suggestion(name, handler.outcomes)
            return f"{near} Else add it to 'outcomes'" if near else "add it to 'outcomes' of @handler"
