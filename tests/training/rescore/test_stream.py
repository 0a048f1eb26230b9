"""Is a log scored anew without loss or doubling, in its order, also when it is killed in the middle?"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("polars")

from training.log.record import LoggedTurn
from training.mine.marks import Marks
from training.mine.mine import Wanted, mine
from training.mine.read import read
from training.rescore.done import Done
from training.rescore.run import reading
from training.rescore.stream import rescored

Log = Callable[[int], list[LoggedTurn]]

KILLED = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from conftest import made
from training.mine.mine import Wanted
from training.rescore.run import reading

def endless():
    for turn in made(1000):
        yield turn
        if turn.sid == "CA160":
            print("here", flush=True)
            time.sleep(600)

with reading(Path(sys.argv[1]), Path(sys.argv[2])) as reader:
    reader.mine(endless(), frozenset(), Wanted(most=30), size=100)
"""


class Asked:
    """A pool that remembers what it was asked."""

    def __init__(self, pool: object) -> None:
        self._pool, self.texts = pool, []
        self.width = 2

    def submit(self, texts: Sequence[str]) -> Future[Marks]:
        self.texts += texts
        found: Future[Marks] = self._pool.submit(texts)
        return found


def test_every_turn_comes_once_in_order_with_the_scores_of_a_plain_reading(
    model: Path, tmp_path: Path, log: Log
) -> None:
    turns = log(730)
    with reading(model, tmp_path) as reader:
        plain = list(read(turns, reader.scorer))
        done = Done()
        found = list(rescored(turns, reader.pool, reader.shelf, done, size=100))
        assert [each.turn for each in found] == turns
        assert [each.id for each in found] == [each.id for each in plain]
        for each, other in zip(found, plain, strict=True):
            assert (each.scores is None) == (other.scores is None)
            if each.scores is not None and other.scores is not None:
                assert each.scores.none == pytest.approx(other.scores.none, abs=1e-5)
                assert each.scores.candidates[0].score == pytest.approx(other.scores.candidates[0].score, abs=1e-5)
        assert (done.scored, done.kept) == (sum(each.scores is not None for each in plain), 0)


def test_the_same_words_are_scored_once_a_chunk_and_kept_ones_never_again(
    model: Path, tmp_path: Path, log: Log
) -> None:
    turns = log(400)
    with reading(model, tmp_path) as reader:
        asked = Asked(reader.pool)
        first = list(rescored(turns, asked, reader.shelf, size=100))
        assert len(asked.texts) < sum(each.scores is not None for each in first)
        assert sum(text == "Yes!" for text in asked.texts) == 4
        again, done = Asked(reader.pool), Done()
        assert list(rescored(turns, again, reader.shelf, done, size=100)) == first
        assert again.texts == []
        assert done.scored == 0
        turns[150] = replace(turns[150], utterance="something else")
        list(rescored(turns, again, reader.shelf, size=100))
        assert "something else" in again.texts
        assert len(again.texts) < 100


def test_what_is_mined_is_the_same_as_in_one_go(model: Path, tmp_path: Path, log: Log) -> None:
    with reading(model, tmp_path) as reader:
        found = reader.mine(log(900), frozenset(), Wanted(most=30), size=128)
        assert found.items
        assert [item.id for item in found.items] == [
            item.id for item in mine(log(900), frozenset(), reader.scorer, Wanted(most=30)).items
        ]


def test_a_run_that_is_killed_goes_on_without_loss_or_doubling(model: Path, tmp_path: Path, log: Log) -> None:
    here = str(Path(__file__).parent)
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(model), str(tmp_path), here], stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "here\n"
        killed.send_signal(signal.SIGKILL)
    assert killed.returncode == -signal.SIGKILL
    with reading(model, tmp_path) as reader:
        shards = list(reader.shelf.folder.glob("*.parquet"))
        assert 0 < len(shards) < 10
        done = Done()
        rest = reader.mine(log(1000), frozenset(), Wanted(most=30), done=done, size=100)
        assert len(list(reader.shelf.folder.glob("*.parquet"))) == 10
    assert done.kept > 0
    assert done.scored > 0
    with reading(model, tmp_path / "another") as reader:
        whole = Done()
        same = reader.mine(log(1000), frozenset(), Wanted(most=30), done=whole, size=100)
    assert done.kept + done.scored == whole.scored
    assert rest == same


class Breaks:
    width = 2

    def __init__(self, pool: object, after: int) -> None:
        self._pool, self.left = pool, after

    def submit(self, texts: Sequence[str]) -> Future[Marks]:
        self.left -= 1
        if self.left < 0:
            broken: Future[Marks] = Future()
            broken.set_exception(RuntimeError("a machine was lost"))
            return broken
        found: Future[Marks] = self._pool.submit(texts)
        return found


def test_a_failure_ends_the_run_and_keeps_what_was_done(model: Path, tmp_path: Path, log: Log) -> None:
    with reading(model, tmp_path) as reader:
        with pytest.raises(RuntimeError, match="a machine was lost"):
            list(rescored(log(1000), Breaks(reader.pool, 5), reader.shelf, size=100))
        assert len(list(reader.shelf.folder.glob("*.parquet"))) == 5
