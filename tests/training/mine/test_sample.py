"""Is the sample uniform, the audit drawn from it, and neither larger than it may be?"""

from __future__ import annotations

import numpy as np

from training.log.record import LoggedTurn
from training.mine.item import identity
from training.mine.sample import Sample, audit


def test_every_turn_has_the_same_chance() -> None:
    counts = np.zeros(200)
    for seed in range(400):
        sample = Sample(seed, size=20)
        for n in range(200):
            sample.add(LoggedTurn("CA", n, "x"))
        counts[[turn.index for turn in sample.turns()]] += 1
    assert sample.seen == 200
    assert abs(counts[:100].mean() / counts[100:].mean() - 1) < 0.05
    assert counts.min() > 15
    assert counts.max() < 75


def test_the_audit_asks_about_each_words_once_and_never_what_is_known() -> None:
    turns = [
        LoggedTurn(f"CA{n}", n, text) for n, text in enumerate(["yes", "Yes!", "pay", "known", "pay my bill", "help"])
    ]
    found = audit(turns, frozenset({identity("known")}), 3, 1)
    assert [turn.utterance for turn in found] == ["yes", "pay", "pay my bill"]
    one_caller = [LoggedTurn("CA1", n, f"text {n}", caller="c") for n in range(9)]
    assert len(audit(one_caller, frozenset(), 5, 2)) == 2
