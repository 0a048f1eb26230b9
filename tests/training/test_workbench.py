"""The table an ML engineer works on, with a log of its own, one in a file, and none; and a round of the loop on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, create_engine

from engine.store.tables import UnderstandingRow
from training.dataset.version import latest, read_rows
from training.evaluate import NONE
from training.lesson import learn
from training.log.generated import Wanted
from training.playground import LOG, playground
from training.regression import held_out
from training.review.decisions import Decision, append
from training.workbench import opened

Teach = Callable[[Path, str], None]
FEW = Wanted(calls=40, weeks=2)


@pytest.fixture
def taught(shop: Path, teach: Teach) -> Path:
    teach(shop, "m1")
    return shop


def test_without_a_log_it_is_the_playground(taught: Path) -> None:
    bench = opened(taught, wanted=FEW)
    assert bench.is_generated
    assert bench.settings.project == taught / ".trunkline" / "playground"
    assert bench.registry.in_force == "m1"
    assert len({turn.sid for turn in bench.turns}) == 40
    assert all(turn.caller.startswith("c") for turn in bench.turns)
    assert "generated" in str(bench)
    assert len(bench.sentences) > len(held_out(taught))
    assert len(bench.judged()) == len(bench.sentences)


def test_the_playground_is_kept_until_the_model_changes(taught: Path, teach: Teach) -> None:
    log = playground(taught, FEW) / LOG
    log.write_text("mine", "utf-8")
    assert (playground(taught, FEW) / LOG).read_text() == "mine"
    teach(taught, "m2")
    assert (playground(taught, FEW) / LOG).read_text() != "mine"


def test_a_log_in_a_file_is_read_and_scored(taught: Path, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("utterance,sid\npay my bill,a\nwhere is a parcel,b\n,c\n", "utf-8")
    bench = opened(taught, str(path))
    assert not bench.is_generated
    assert [turn.verdict for turn in bench.turns] == ["accept", "accept"]
    assert bench.problems[0].startswith(f"{path}:4: nothing is said")
    assert bench.sentences == held_out(taught)


def test_our_own_log_comes_before_a_generated_one(taught: Path) -> None:
    store(taught, "pay my bill", '[["make_payment", 0.9]]')
    bench = opened(taught)
    assert not bench.is_generated
    assert [turn.utterance for turn in bench.turns] == ["pay my bill"]


def test_a_generated_log_is_reviewed_by_its_own_labels(taught: Path) -> None:
    bench = opened(taught, wanted=FEW)
    lesson = learn(bench, 12)
    assert 0 < len(lesson.decisions) == len(lesson.mined.items) <= 12
    assert {each.label for each in lesson.decisions} <= {*bench.intents.intents, NONE}
    rows, traffic = read_rows(bench.settings.home / "datasets" / lesson.version.name)
    assert sum(row.logged for row in rows) == lesson.version.logged > 0
    assert len(traffic) == len(bench.turns)
    assert not (taught / ".trunkline" / "datasets").exists()
    assert latest(bench.settings.home / "datasets") == ""


def test_of_a_real_log_only_what_people_decided_is_learnt(taught: Path) -> None:
    store(taught, "lost my parcel", '[["order_status", 0.9]]')
    review = taught / ".trunkline" / "review"
    decision = Decision("0" * 16, "relabel", "i lost my parcel", "order_status", "a", 0, "c1", "jo")
    append(review / "labels.jsonl", decision)
    before = (review / "labels.jsonl").read_text()
    lesson = learn(opened(taught), 12)
    assert [each.text for each in lesson.decisions] == ["i lost my parcel"]
    assert [item.text for item in lesson.mined.items] == ["lost my parcel"]
    assert lesson.version.logged == 1
    assert (review / "labels.jsonl").read_text() == before
    assert not (review / "queue.jsonl").exists()


def store(project: Path, text: str, candidates: str) -> None:
    """Write one turn into the project's own log."""
    json.loads(candidates)
    engine = create_engine(f"sqlite:///{project / '.trunkline' / 'trunkline.db'}")
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["understandings"]])
    with Session(engine) as session:
        session.add(
            UnderstandingRow(
                sid="a", index=0, at=datetime(2026, 11, 1, tzinfo=UTC), model="m1", locale="en-GB", place="",
                utterance=text, candidates=candidates, none=0.0, threshold=0.6, verdict="accept", by="classifier",
                meaning=json.loads(candidates)[0][0], caller="c1",
            )
        )  # fmt: skip
        session.commit()
    engine.dispose()
