"""Why was a turn decided like that? The rule of the turn policy, who knew, how sure, and the steps with their places.

Pure: a turn and a plan in, lines out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from engine.flows.plan import Plan
from engine.types import Act, Candidate, Turn

NUMBERED: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(get_args(Act), ("1, a global act", "what a caller may want at any point")),
    "yes": ("2, yes or no", "a bare yes to the confirmation"),
    "no": ("2, yes or no", "a bare no to the confirmation"),
    "fill": ("3, fill", "the answer to the open question, and whatever else of this flow was said in passing"),
    "check": ("3, fill", "an answer that its slot's check does not allow"),
    "read_back": ("3, fill", "an answer heard too badly to believe: it is read back first"),
    "correct": ("4, correct", "another value for what was known already; what followed from the old one is dropped"),
    "change": ("4, correct", "the caller says which value is wrong, not what is right"),
    "refuse": ("4, correct", "a correction that comes too late: a handler has committed with the old value"),
    "start": ("5, start", "a flow starts from an open question"),
    "digress": ("5, start", "a flow starts in the middle of another, which goes on afterwards by itself"),
    "back": ("5, start", "the caller goes back to a flow that a digression had covered"),
    "stay": ("5, start", "a digression that is not allowed here: a secret, 'interrupt: never', or too deep"),
    "clarify": ("6, clarify", "two flows are about as likely: A or B?"),
    "choose": ("6, clarify", "the answer to A or B"),
    "no_match": ("8, no match", "nothing fits: the question's ladder of retries"),
    "menu": ("0, keypad", "a key of the open question's menu"),
    "started": ("", "the call begins"),
    "no_input": ("", "silence: the question's ladder of retries"),
    "returned": ("", "the call is back from outside, with this outcome"),
    "continue": ("", "a handler committed while the caller interrupted: what came of it is told first"),
    "over": ("", "the call is over already"),
    "error": ("", "the turn failed inside; the log says with what"),
}
"""Rule of a turn -> (its number in the turn policy and name, what it means)."""


def number(turn: Turn) -> str:
    """Return which rule of the turn policy decided ``turn``, ``5, start``; empty: none had to.

    What is keyed is decided by rule 0.
    """
    if turn.by == "keys":
        return "0, keypad"
    return NUMBERED.get(turn.rule.partition("(")[0], ("", ""))[0]


def explain(turn: Turn, plan: Plan, accepts: float | None) -> Iterator[str]:
    """Yield why ``turn`` was decided as it was. ``accepts``: the score from which the classifier acts, if any."""
    meaning = NUMBERED.get(turn.rule.partition("(")[0], ("", "a rule without a name here"))[1]
    which = number(turn)
    yield f"{turn.rule}: {meaning}" + (f" (rule {which})." if which else ".")
    yield _who(turn, accepts)
    for name in turn.path:
        node = plan.nodes.get(name)
        place = "" if node is None else str(node.at)
        yield f"  {name}" + (f"  at {place}" if place else "")
    for handler, outcome in turn.did:
        yield f"  {handler} came to '{outcome}'"


def _who(turn: Turn, accepts: float | None) -> str:
    scores = ", ".join(_score(each) for each in turn.candidates[:3]) or "it knows nothing like it"
    acts = "" if accepts is None else f"; it acts from {accepts:.2f}"
    match turn.by:
        case "keys":
            return "A key needs no understanding."
        case "rule":
            return "The words alone decided it; no model was asked."
        case "nobody":
            return "There was nothing to understand."
        case "classifier":
            return f"The classifier decided it: {scores}{acts}."
        case "closed question":
            return f"The classifier was not sure ({scores}{acts}), and there is no language model to ask."
        case model:
            return f"The classifier was not sure ({scores}{acts}), so {model} was asked (rule 7)."


def _score(candidate: Candidate) -> str:
    return f"{candidate.label} {candidate.score:.2f}"
