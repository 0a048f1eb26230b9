from __future__ import annotations

from engine.types import Accept, Candidate, Clarify, Defer
from training.evaluate import NONE, Judged, report


def guessed(*labels: str) -> tuple[Candidate, ...]:
    return tuple(Candidate(label, 0.9 - n / 10) for n, label in enumerate(labels))


JUDGED = [
    Judged("1", "pay", Accept(guessed("pay", "order"))),
    Judged("2", "pay", Accept(guessed("order", "pay"))),
    Judged("3", "pay", Clarify(guessed("order", "pay"))),
    Judged("4", "order", Defer(guessed("order"))),
    Judged("5", NONE, Accept(guessed("order"))),
    Judged("6", NONE, Defer(())),
]


def test_counts() -> None:
    found = report(JUDGED)
    assert found.sentences == 6
    assert found.accuracy == 2 / 4
    assert found.coverage == 2 / 4
    assert found.clarified == 1 / 4
    assert found.precision == 1 / 3
    assert found.out_of_scope_accepted == 1 / 2
    assert found.confusions == (("pay", "order", 1), (NONE, "order", 1))
    pay = next(row for row in found.intents if row.label == "pay")
    assert (pay.sentences, pay.right, pay.accepted, pay.accepted_right, pay.clarified) == (3, 1, 2, 1, 1)


def test_nothing_accepted_is_not_imprecise() -> None:
    found = report([Judged("1", "pay", Defer(guessed("pay")))])
    assert found.precision == 1.0
    assert found.coverage == 0.0
