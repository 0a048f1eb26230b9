"""How good is a model on sentences it has never seen? Accuracy, coverage and precision. Pure, no PyTorch.

Precision counts what the dialog would act on: an accepted out-of-scope sentence is as wrong as a confused intent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.types import Accept, Clarify, Verdict

NONE = "_out_of_scope"
ENOUGH = 0.7
"""With less acted on at once, more than three callers in ten are asked again for what they have said."""
FEW = 100
"""With fewer sentences, one that goes wrong moves the precision by more than a hundredth."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One held-out sentence and what was made of it."""

    text: str = field(repr=False)
    label: str
    """The right one; ``_out_of_scope`` for none."""
    verdict: Verdict
    none: float = 0.0
    """How likely it was held to be that no intent is meant."""


@dataclass(frozen=True, slots=True)
class Row:
    """One intent's figures, or those of several together."""

    label: str
    sentences: int
    right: int
    """Best candidate right, whatever the score."""
    accepted: int
    accepted_right: int
    clarified: int
    """Asked "A or B?"."""
    taken: int
    """Sentences of whatever label that were accepted as this one."""
    taken_right: int


@dataclass(frozen=True, slots=True)
class Report:
    """The whole model's figures; shares between 0 and 1."""

    sentences: int
    accuracy: float
    """Of the in-scope sentences: best candidate right."""
    coverage: float
    """Of the in-scope sentences: accepted."""
    clarified: float
    """Of the in-scope sentences: asked "A or B?" with the right one among the two."""
    precision: float
    """Of all accepted sentences: right."""
    out_of_scope_accepted: float
    intents: tuple[Row, ...]
    confusions: tuple[tuple[str, str, int], ...]
    """(right, taken for, how often) among the accepted, most frequent first."""


def report(judged: Sequence[Judged]) -> Report:
    """Count. Shares of nothing are 0, except the precision of nothing, which is 1."""
    scope = [one for one in judged if one.label != NONE]
    outside = [one for one in judged if one.label == NONE]
    accepted = [one for one in judged if isinstance(one.verdict, Accept)]
    wrong = Counter((one.label, best(one)) for one in accepted if best(one) != one.label)
    return Report(
        sentences=len(judged),
        accuracy=_share(sum(best(one) == one.label for one in scope), len(scope)),
        coverage=_share(sum(isinstance(one.verdict, Accept) for one in scope), len(scope)),
        clarified=_share(sum(_offered(one) for one in scope), len(scope)),
        precision=_share(sum(best(one) == one.label for one in accepted), len(accepted), empty=1.0),
        out_of_scope_accepted=_share(sum(isinstance(one.verdict, Accept) for one in outside), len(outside)),
        intents=tuple(_row(label, judged) for label in sorted({one.label for one in judged})),
        confusions=tuple((label, taken, count) for (label, taken), count in wrong.most_common()),
    )


def in_words(found: Report, asked: float) -> str:
    """Say in a sentence what the figures mean, and whether they are good enough. ``asked``: the precision."""
    told = (
        f"Of 100 sentences about an intent {found.coverage * 100:.0f} are acted on at once; of those acted on, "
        f"{found.precision * 100:.0f} in 100 are understood rightly, and {asked * 100:.3g} are asked for"
    )
    if found.precision < asked:
        verdict = "not good enough yet. Add sentences like those taken for others to intents/, and train again"
    elif found.coverage < ENOUGH:
        verdict = "right, but callers are asked again too often. Add more examples to intents/, and train again"
    else:
        verdict = "good enough"
    few = f" ({found.sentences} sentences are few to tell by.)" if found.sentences < FEW else ""
    return f"{told}: {verdict}.{few}"


def best(one: Judged) -> str:
    """Return the best candidate's label, or ``_out_of_scope`` when there is none."""
    return one.verdict.candidates[0].label if one.verdict.candidates else NONE


def _offered(one: Judged) -> bool:
    return isinstance(one.verdict, Clarify) and one.label in [guess.label for guess in one.verdict.candidates[:2]]


def together(name: str, rows: Sequence[Row]) -> Row:
    """Add ``rows`` up: what is true of several intents together."""
    return Row(
        label=name,
        sentences=sum(row.sentences for row in rows),
        right=sum(row.right for row in rows),
        accepted=sum(row.accepted for row in rows),
        accepted_right=sum(row.accepted_right for row in rows),
        clarified=sum(row.clarified for row in rows),
        taken=sum(row.taken for row in rows),
        taken_right=sum(row.taken_right for row in rows),
    )


def _row(label: str, judged: Sequence[Judged]) -> Row:
    mine = [one for one in judged if one.label == label]
    accepted = [one for one in mine if isinstance(one.verdict, Accept)]
    taken = [one for one in judged if isinstance(one.verdict, Accept) and best(one) == label]
    return Row(
        label=label,
        sentences=len(mine),
        right=sum(best(one) == label for one in mine),
        accepted=len(accepted),
        accepted_right=sum(best(one) == label for one in accepted),
        clarified=sum(isinstance(one.verdict, Clarify) for one in mine),
        taken=len(taken),
        taken_right=sum(one.label == label for one in taken),
    )


def _share(part: int, whole: int, *, empty: float = 0.0) -> float:
    return part / whole if whole else empty
