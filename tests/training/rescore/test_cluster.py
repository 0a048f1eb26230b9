"""Does Ray give the same answer as this machine's own cores?"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("polars")
pytest.importorskip("ray")

from engine.errors import MissingPartError
from training.log.record import LoggedTurn
from training.mine.mine import Wanted
from training.rescore.cluster import LOCAL
from training.rescore.done import Done
from training.rescore.run import reading


@pytest.fixture(autouse=True)
def _nobody_elses_signals() -> Iterator[None]:
    """Ray takes SIGTERM for itself and does not give it back."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_a_local_ray_scores_and_mines_the_same(
    model: Path, tmp_path: Path, log: Callable[[int], list[LoggedTurn]]
) -> None:
    turns, wanted = log(1000), Wanted(most=30)
    with reading(model, tmp_path / "cores") as reader:
        own = reader.mine(turns, frozenset(), wanted, size=200)
    done = Done()
    with reading(model, tmp_path / "ray", LOCAL) as reader:
        found = reader.mine(turns, frozenset(), wanted, done=done, size=200)
    assert found == own
    assert done.scored == found.turns
    shards = [sorted((tmp_path / each).rglob("*.parquet")) for each in ("cores", "ray")]
    assert [path.name for path in shards[0]] == [path.name for path in shards[1]]
    assert [path.read_bytes() for path in shards[0]] == [path.read_bytes() for path in shards[1]]


def test_where_there_is_no_ray_it_is_said(model: Path, tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match="there is no Ray at"), reading(model, tmp_path, "auto"):
        pass
