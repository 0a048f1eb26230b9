"""What can come of a step? Every label it may leave by, with an edge of its own or without one.

Pure. What cannot happen is left out: a ``match`` whose cases are all that its subject can be has no ``else``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.flows.model import Confirm, Do, Expression, If, Match, Reference, Slot, Step
from engine.flows.shapes import of_result, of_slot
from engine.handlers.registry import Registry
from engine.handlers.results import DONE

FAILURES = ("error", "timeout")
"""What may come of any handler, declared or not."""


class Outcomes:
    """Knows what the values of a project can be."""

    def __init__(self, registry: Registry, slots: Mapping[str, Slot], steps: Mapping[str, list[Do]]) -> None:
        """Take what the project has; ``steps``: flow -> its ``do`` steps."""
        self._registry = registry
        self._slots = slots
        self._steps = steps

    def of(self, step: Step, flow: str) -> tuple[str, ...]:
        """Return the labels that ``step`` in ``flow`` can be left by; none for a step that knows one way on."""
        match step:
            case Confirm():
                return ("yes", "no")
            case If():
                return ("then", "else")
            case Do(handler=name):
                handler = self._registry.get(name)
                declared = () if handler is None else handler.outcomes
                return tuple(dict.fromkeys((DONE, *declared, *FAILURES)))
            case Match(cases=cases, otherwise=otherwise):
                values = self._values(step.subject, flow)
                certain = otherwise is None and bool(values) and set(values) <= set(cases)
                return tuple(str(case) for case in cases) + (() if certain else ("else",))
            case _:
                return ()

    def _values(self, subject: Expression, flow: str) -> tuple[str, ...]:
        """Return all that ``subject`` can be, or nothing when there is no telling."""
        match subject:
            case Reference(path=(name,)) if name in self._slots:
                return of_slot(self._slots[name]).options
            case Reference(path=(result, field)):
                found = [self._field(step, field) for step in self._makers(result, flow)]
                return tuple(dict.fromkeys(value for each in found for value in each)) if all(found) else ()
            case _:
                return ()

    def _makers(self, result: str, flow: str) -> Iterable[Do]:
        near = [step for step in self._steps.get(flow, ()) if step.result == result]
        return near or [step for steps in self._steps.values() for step in steps if step.result == result]

    def _field(self, step: Do, field: str) -> tuple[str, ...]:
        handler = self._registry.get(step.handler)
        shape = None if handler is None else of_result(handler).get(field)
        return () if shape is None else shape.options
