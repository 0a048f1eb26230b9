"""Is every turn read once and in order, and the same words alike?"""

from __future__ import annotations

from training.log.record import LoggedTurn
from training.mine.item import identity
from training.mine.read import read
from training.mine.scoring import BATCH, ModelScorer


def test_turns_keep_their_order_and_what_says_nothing_is_not_scored(scorer: ModelScorer) -> None:
    said = ["pay my bill", "", "...", "Pay my bill!", "where is my order"] * BATCH
    found = list(read((LoggedTurn("CA1", n, text) for n, text in enumerate(said)), scorer))
    assert [each.turn.index for each in found] == list(range(len(said)))
    assert [each.id for each in found[:3]] == [identity("pay my bill"), "", ""]
    assert found[1].scores is None
    assert found[2].scores is None
    assert found[0].scores == found[3].scores == scorer.scores(["pay my bill"])[0]
    assert found[4].scores == found[-1].scores
