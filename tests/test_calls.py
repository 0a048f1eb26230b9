"""Do the demo's conversations hold, with pinned understanding and with the trained model?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.coverage.count import coverage
from engine.coverage.gate import Required, shortfalls
from engine.rehearsal.read import read_calls
from engine.rehearsal.run import Played, play, play_all
from engine.rehearsal.suite import Suite, open_suite
from engine.rehearsal.virtual_time import run_virtual
from training.train import ensure

ROOT = Path(__file__).parents[1]
CALLS, FINDINGS = read_calls(ROOT)
NAMES = [call.name for call in CALLS]
SATURDAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def pinned() -> Suite:
    return open_suite(ROOT, "pinned", SATURDAY)


@pytest.fixture(scope="module")
def real() -> Suite:
    return open_suite(ROOT, "real", SATURDAY, model=ensure(ROOT))


def played(suite: Suite, name: str) -> Played:
    return run_virtual(play(next(call for call in suite.calls if call.name == name), suite.theatre))


def told(result: Played) -> str:
    return "\n".join(map(str, result.failures))


def test_the_conversations_can_be_read(pinned: Suite) -> None:
    assert FINDINGS == ()
    assert pinned.findings == ()
    assert len(NAMES) == len(set(NAMES))
    assert len(NAMES) >= 28
    assert sum(call.wire for call in CALLS) >= 6


@pytest.mark.parametrize("name", NAMES)
def test_pinned(pinned: Suite, name: str) -> None:
    assert not told(played(pinned, name))


def test_they_make_everything_happen_where_flows_commit_and_nearly_everything_elsewhere(pinned: Suite) -> None:
    covered = coverage(pinned.theatre.release.plan, play_all(pinned.calls, pinned.theatre))
    assert [str(each) for each in shortfalls(covered, Required(commits=100, others=90))] == []


@pytest.mark.train
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", NAMES)
def test_with_the_trained_model(real: Suite, name: str) -> None:
    assert not told(played(real, name))
