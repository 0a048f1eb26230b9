from __future__ import annotations

from engine.types import Accept, Candidate, Clarify, Defer
from training.evaluate import FEW, NONE, Judged, in_words, report, together


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
    assert (pay.taken, pay.taken_right) == (1, 1)
    order = next(row for row in found.intents if row.label == "order")
    assert (order.sentences, order.accepted, order.taken, order.taken_right) == (1, 0, 2, 0)


def test_several_intents_together() -> None:
    rows = [row for row in report(JUDGED).intents if row.label != NONE]
    both = together("business", rows)
    assert (both.label, both.sentences, both.accepted, both.taken, both.taken_right) == ("business", 4, 2, 3, 1)


def test_a_question_back_is_not_an_answer() -> None:
    asked = [Judged(str(n), "pay", Clarify(guessed("pay", "order"))) for n in range(4)]
    found = report([*asked, Judged("5", "pay", Accept(guessed("pay")))])
    assert (found.coverage, found.precision, found.clarified) == (1 / 5, 1.0, 4 / 5)
    assert (found.intents[0].accepted, found.intents[0].clarified) == (1, 4)


def test_nothing_accepted_is_not_imprecise() -> None:
    found = report([Judged("1", "pay", Defer(guessed("pay")))])
    assert found.precision == 1.0
    assert found.coverage == 0.0


def known(right: int, wrong: int, unsure: int) -> list[Judged]:
    """Sentences for 'pay': accepted rightly, accepted for another, and not accepted."""
    return [
        *(Judged("r", "pay", Accept(guessed("pay"))) for _ in range(right)),
        *(Judged("w", "pay", Accept(guessed("order"))) for _ in range(wrong)),
        *(Judged("u", "pay", Defer(guessed("pay"))) for _ in range(unsure)),
    ]


def test_in_words_it_is_good_enough_when_it_is_as_right_as_asked_and_seldom_asks_again() -> None:
    assert in_words(report(known(97, 3, 0)), 0.95) == (
        "Of 100 sentences about an intent 100 are acted on at once; of those acted on, 97 in 100 are understood "
        "rightly, and 95 are asked for: good enough."
    )
    assert "not good enough yet. Add sentences" in in_words(report(known(90, 10, 0)), 0.95)
    assert "asked again too often" in in_words(report(known(60, 0, 40)), 0.95)
    assert "97.5 are asked for" in in_words(report(known(100, 0, 0)), 0.975)


def test_of_few_sentences_it_is_said_that_they_tell_little() -> None:
    assert in_words(report(known(FEW - 1, 0, 0)), 0.95).endswith("(99 sentences are few to tell by.)")
    assert "few to tell by" not in in_words(report(known(FEW, 0, 0)), 0.95)
