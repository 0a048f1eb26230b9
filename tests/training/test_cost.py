from __future__ import annotations

import pytest

from engine.types import Candidate
from training.cost import Prices, Use, bill, request, shares
from training.log.record import LoggedTurn

PRICES = Prices(input=2.0, cached=0.2, output=10.0)
USE = Use(input=1000, cached=0.5, output=100, requests=1.5, seconds=2.0)


def test_a_request_costs_its_fresh_cached_and_spoken_tokens() -> None:
    assert request(PRICES, USE) == pytest.approx(1.5 * (500 * 2.0 + 500 * 0.2 + 100 * 10.0) / 1e6)


def test_a_thousand_calls_cost_what_is_not_answered_at_once() -> None:
    found = bill(0.75, 4.0, PRICES, USE)
    assert found.utterances == 4000
    assert found.tokens == 1000 * 1.5 * 1100
    assert found.money == pytest.approx(1000 * request(PRICES, USE))
    assert found.waiting_s == 2000
    assert bill(1.0, 4.0, PRICES, USE).money == 0.0


def test_a_threshold_answers_what_scores_above_it() -> None:
    turns = [LoggedTurn("c", n, "x", candidates=(Candidate("pay", n / 10),)) for n in range(10)]
    turns.append(LoggedTurn("c", 10, ""))
    assert shares(turns, {"0.95": 0.5, "0.99": 0.9}) == {"0.95": 0.5, "0.99": 0.1}
    assert shares((), {"0.95": 0.5}) == {"0.95": 0.0}
