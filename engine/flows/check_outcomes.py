"""What becomes of a handler's outcomes and results? Checks of what follows ``do``, along the paths.

Only success brings a result. After any other outcome the result holds nothing, so a block that lets the flow go on
must not lead to a step that uses it, nor to words that only success makes true.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from engine.flows.check_handlers import ALWAYS, calls
from engine.flows.facts import Facts
from engine.flows.findings import Finding, error, surely, warning
from engine.flows.given import NAMES
from engine.flows.mentions import place, walk
from engine.flows.model import Ask, Confirm, Constant, Do, Expression, Flow, Listen, Position, Redo, Say, Step
from engine.flows.paths import Paths
from engine.flows.reaching import UNTOUCHED, At, Effect, Reaching
from engine.handlers.results import fields

SAY = "say"
"""The field that is spoken as it comes and never kept."""
_CLOSE = "close it with 'redo', 'end' or 'transfer'"


def fallthrough(facts: Facts) -> Iterator[Finding]:
    """F036: an outcome other than success after which the flow goes on as if there had been success."""
    missing = _Missing(facts)
    found: dict[int, list[Finding]] = {}
    for at in Reaching(facts, missing.effect, touching=(Do, Redo)).everywhere():
        for outcome, finding in missing.judged(at):
            found.setdefault(outcome.bit, []).append(finding)
    yield from (min(findings) for findings in found.values())
    blamed = set(found)
    for _, root in facts.all_roots:
        yield from _as_if_done(facts, facts.layout(root), missing, blamed)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One outcome block of one step that names its result."""

    step: Do
    name: str
    bit: int
    inside: frozenset[int]
    """The steps of its block, by identity."""


@dataclass(slots=True)
class _Missing:
    """Follows, from each outcome block, that the step's result holds nothing."""

    facts: Facts
    outcomes: Mapping[tuple[int, str], _Outcome] = field(init=False)
    of_result: Mapping[str, list[_Outcome]] = field(init=False)
    _bits: Mapping[str, int] = field(init=False)
    """Result -> the bits of all its outcomes."""

    def __post_init__(self) -> None:
        """Give every outcome block of a step with a result its bit."""
        found: dict[tuple[int, str], _Outcome] = {}
        for step in (step for _, step in self.facts.steps if isinstance(step, Do) and step.result):
            for name, block in step.on.items():
                inside = frozenset(map(id, walk(block)))
                found[id(step), name] = _Outcome(step, name, 1 << len(found), inside)
        self.outcomes = found
        self.of_result = {}
        for outcome in found.values():
            self.of_result.setdefault(outcome.step.result or "", []).append(outcome)
        self._bits = {name: sum(each.bit for each in outcomes) for name, outcomes in self.of_result.items()}

    def effect(self, _flow: Flow, step: Step, label: str) -> Effect:
        """Say from where on a result is missing: from an outcome, until some step brings it after all.

        What a ``redo`` goes back on is forgotten with all that came of it, which is ``check_order``'s business.
        """
        if isinstance(step, Redo):
            return Effect(keeps=~self._of(self.facts.stale(step.name)))
        if not isinstance(step, Do) or not step.result:
            return UNTOUCHED
        outcome = self.outcomes.get((id(step), label))
        return Effect(adds=outcome.bit if outcome else 0, keeps=~self._of({step.result}))

    def _of(self, results: Collection[str]) -> int:
        return sum(self._bits.get(result, 0) for result in results)

    def judged(self, at: At) -> Iterator[tuple[_Outcome, Finding]]:
        """Report every use of a result that may be missing at this step."""
        for use in self.facts.uses(at.flow, at.step) if at.holds else ():
            name = use.reference.path[0]
            for outcome in self.of_result[name] if at.holds & self._bits.get(name, 0) else ():
                if at.holds & outcome.bit:
                    yield from self._reported(outcome, name, at, use.reference.at)

    def _reported(self, outcome: _Outcome, name: str, at: At, used: Position) -> Iterator[tuple[_Outcome, Finding]]:
        if id(at.step) not in outcome.inside:
            message = f"after '{outcome.name}' the flow goes on to a step that uses '{name}' (at {used})"
            hint = f"{_CLOSE}: only success brings '{name}'"
            yield outcome, error(place(outcome.name, outcome.step.at), "F036", message, hint)
        elif outcome.name in ALWAYS:
            yield outcome, error(used, "F036", f"'{name}' holds nothing after '{outcome.name}'", "leave it out here")


def _as_if_done(facts: Facts, layout: Paths, missing: _Missing, blamed: set[int]) -> Iterator[Finding]:
    """Warn of an outcome of a handler that commits, after which the caller hears what success would say."""
    for index, step in enumerate(layout.steps):
        handler = facts.registry.get(step.handler) if isinstance(step, Do) else None
        if not isinstance(step, Do) or handler is None or not handler.commits:
            continue
        edges = dict(layout.edges[index])
        for name in step.on:
            outcome = missing.outcomes.get((id(step), name))
            if outcome is not None and outcome.bit in blamed:
                continue
            if edges["done"] >= 0 and edges["done"] in layout.reached_from(edges[name], past=index):
                message = f"after '{name}' the flow goes on as after success of '{step.handler}'"
                yield warning(place(name, step.at), "F036", message, _CLOSE)


def unused(facts: Facts) -> Iterator[Finding]:
    """F034: a result that nothing uses, or a handler that is asked and not listened to."""
    used = {use.reference.path[0] for flow, step in facts.steps for use in facts.uses(flow, step)}
    used |= {reference.path[0] for _, reference in facts.mentions}
    used |= {step.name for _, step in facts.steps if isinstance(step, Redo)}
    absent = {ref.path[0] for flow, ref in facts.mentions if ref.path[0] not in facts.known[flow.name]} - {*NAMES}
    used |= {surely(name, facts.results) for name in absent}  # a slip that another finding speaks of
    unread = {each.flow.name for each in facts.conditions if _is_unread(each.expression)}
    for name, makers in facts.results.items():
        for step in [step for flow, step in makers if name not in used and flow.name not in unread]:
            message = f"nothing uses the result '{name}'"
            yield warning(place(name, step.at), "F034", message, "delete 'as', or use what it brings")
    for _, step, handler in calls(facts):
        brings = [field for field in fields(handler) if field != SAY]
        listened = step.result or step.on or handler.outcomes or handler.commits or handler.external
        if brings and len(brings) == len(fields(handler)) and not listened:
            message = f"what '{step.handler}' brings ({', '.join(brings)}) is thrown away"
            yield warning(place(step.handler, step.at), "F034", message, "name it with 'as', or delete the step")


def _is_unread(expression: Expression) -> bool:
    """Whether a condition stands for one that could not be read, which may have used anything."""
    return isinstance(expression, Constant) and expression.value is False


def unexplained(facts: Facts) -> Iterator[Finding]:
    """F038: after an outcome the caller is asked again and never told why."""
    silent = Reaching(facts, _silence, touching=(Say, Confirm, Listen, Ask, Do))
    for at in silent.everywhere(Redo):
        if at.holds:
            message = "the caller is asked again and has not been told why"
            yield warning(at.step.at, "F038", message, "say first what went wrong")


def _silence(_flow: Flow, step: Step, label: str) -> Effect:
    match step:
        case Say() | Confirm() | Listen() | Ask():
            return Effect(keeps=0)
        case Do() if label != "done":
            return Effect(adds=1)
        case Do():
            return Effect(keeps=0)
        case _:
            return UNTOUCHED


def risky(facts: Facts) -> Iterator[Finding]:
    """F037: a handler that commits, and nothing that says what to do when nobody knows whether it did."""
    for flow, step, handler in calls(facts):
        if handler.commits and "error" not in step.on and "error" not in flow.on:
            message = f"when '{handler.name}' breaks, nobody knows whether it was done, and the caller is not told"
            hint = "add 'on: error:' with what to say, and a 'transfer' whose note asks to check"
            yield warning(place(step.handler, step.at), "F037", message, hint)
