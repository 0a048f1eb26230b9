from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.types import Candidate
from training.drift import DRIFTED, FEWEST, FINE, drift, stability
from training.log.record import LoggedTurn

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)


def turn(n: int, score: float, *, week: int = 0, model: str = "m", label: str = "a", accept: bool = True) -> LoggedTurn:
    return LoggedTurn(
        sid=f"CA{n}", index=1, utterance="x", at=MONDAY + timedelta(weeks=week, minutes=n), model=model,
        candidates=(Candidate(label, score),), verdict="accept" if accept else "defer",
    )  # fmt: skip


def weeks(*levels: float, model: str = "m", size: int = 400) -> Iterator[LoggedTurn]:
    """Yield weeks whose scores lie around ``levels``."""
    rng = np.random.default_rng(0)
    for week, level in enumerate(levels):
        for n in range(size):
            score = float(np.clip(rng.normal(level, 0.1), 0, 1))
            yield turn(week * size + n, score, week=week, model=model, accept=score > 0.8)


def test_a_week_like_the_first_is_stable_and_another_population_is_told() -> None:
    found = drift(weeks(0.8, 0.8, 0.6), {}, 0.95)
    assert [each.week for each in found.weeks] == ["2026-W45", "2026-W46", "2026-W47"]
    first, second, third = found.weeks
    assert first.stability is None
    assert second.stability is not None
    assert second.stability < 0.1
    assert third.stability is not None
    assert third.stability > 0.25
    assert first.accepted == pytest.approx(0.5, abs=0.08)
    assert third.accepted < 0.1
    assert "2026-W47" in found.problems[0]


def test_each_model_is_its_own_reference() -> None:
    later = (turn(1000 + n, 0.3, week=2, model="n") for n in range(100))
    found = drift((*weeks(0.8, 0.8), *later), {}, 0.95)
    assert [(each.model, each.stability is None) for each in found.weeks] == [("m", True), ("m", False), ("n", True)]
    assert found.problems == ()


def test_a_thin_week_is_no_reference_and_has_no_index() -> None:
    thin = (turn(n, 0.1) for n in range(FEWEST - 1))
    whole = (turn(n, 0.9, week=week) for week in (1, 2) for n in range(FEWEST))
    found = drift((*thin, *whole), {}, 0.9)
    assert [each.stability for each in found.weeks] == [None, None, 0.0]


def test_chance_alone_is_no_drift() -> None:
    rng = random.Random(1)
    steady = [turn(n, rng.betavariate(5, 2), week=week) for week in range(30) for n in range(FEWEST)]
    found = [each.stability for each in drift(steady, {}, 0.9).weeks[1:]]
    assert max(index for index in found if index is not None) < DRIFTED


def audited(right: int, wrong: int, asked: float) -> tuple[str, float]:
    turns = [turn(n, 0.9) for n in range(right + wrong)]
    labels = {(f"CA{n}", 1): "a" if n < right else "b" for n in range(right + wrong)}
    found = drift(turns, labels, asked).audit
    assert (found.labelled, found.right) == (right + wrong, right)
    return found.standing, found.low


@pytest.mark.parametrize(
    ("right", "wrong", "asked", "standing"),
    [
        (59, 0, 0.95, "certified"),
        (58, 0, 0.95, "unsupported"),
        (148, 0, 0.98, "unsupported"),
        (149, 0, 0.98, "certified"),
        (50, 3, 0.95, "unsupported"),
        (80, 20, 0.95, "below"),
        (0, 0, 0.95, "unsupported"),
    ],
)
def test_what_so_many_labels_certify(right: int, wrong: int, asked: float, standing: str) -> None:
    assert audited(right, wrong, asked)[0] == standing


def test_only_what_was_acted_on_is_audited_and_all_of_it_tells_the_mix() -> None:
    turns = [turn(0, 0.9), turn(1, 0.9), turn(2, 0.4, accept=False), turn(3, 0.3, accept=False)]
    labels = {("CA0", 1): "a", ("CA1", 1): "_out_of_scope", ("CA2", 1): "a", ("CA3", 1): "_out_of_scope"}
    found = drift(turns, labels, 0.95).audit
    assert (found.labelled, found.right, found.sampled, found.in_scope) == (2, 1, 4, 0.5)


def test_less_than_what_is_asked_is_a_problem() -> None:
    turns = [turn(n, 0.9) for n in range(100)]
    found = drift(turns, {(f"CA{n}", 1): "b" for n in range(100)}, 0.95)
    assert found.audit.precision == 0
    assert "less than 0.95" in found.problems[0]


def test_turns_that_nobody_was_asked_about_or_without_a_time_do_not_count() -> None:
    keys = LoggedTurn(sid="a", index=1, utterance="", at=MONDAY)
    undated = LoggedTurn(sid="b", index=1, utterance="x", candidates=(Candidate("a", 0.9),), verdict="accept")
    found = drift([keys, undated], {}, 0.95)
    assert (found.weeks, found.undated) == ((), 1)


COUNTS = st.lists(st.integers(0, 50), min_size=FINE, max_size=FINE).map(np.array).filter(lambda each: each.sum() > 0)


@given(COUNTS, COUNTS)
def test_the_index_is_never_negative_and_nothing_against_itself(one: np.ndarray, other: np.ndarray) -> None:
    assert stability(one, other) >= 0
    assert stability(one, one) == pytest.approx(0)
    assert stability(one, 3 * one) == pytest.approx(0)
