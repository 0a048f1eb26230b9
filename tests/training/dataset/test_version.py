"""Is a version named by its content, never changed, and a caller erased from every one?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from engine.errors import DataError
from engine.understanding import normalise
from engine.understanding.manifest import FORMAT, MANIFEST, Manifest
from training.dataset.build import Built
from training.dataset.erase import erase, erased
from training.dataset.row import Labelled
from training.dataset.version import find, latest, read_manifest, read_rows, versions, write_version
from training.mine.item import Item, read_queue, write_lines
from training.mine.sample import Sampled
from training.review.decisions import Decision, append, read_decisions

ROWS = (
    Labelled("pay", "pay"),
    Labelled("pay it", "pay", "CA1", 2, "c1", audit=True),
    Labelled("hi", "_out_of_scope", "CA2"),
)
BUILT = Built(ROWS, (Sampled("pay it", "CA1", 2, "c1"), Sampled("yes", "CA2", 1)), {"double": 3}, ())


def test_the_same_content_is_the_same_version(tmp_path: Path) -> None:
    first = write_version(tmp_path, BUILT)
    assert write_version(tmp_path, BUILT) == first
    assert read_rows(tmp_path / first.name) == (BUILT.rows, BUILT.traffic)
    assert (first.taught, first.logged, first.audited, first.callers, first.turns) == (1, 2, 1, 2, 2)
    other = write_version(tmp_path, Built(ROWS[:2], (), {}, ()))
    assert other.name != first.name
    assert latest(tmp_path) == other.name
    assert {each.name for each in versions(tmp_path)} == {first.name, other.name}
    assert find(tmp_path, first.name[:6]).name == first.name
    assert find(tmp_path, "latest").name == other.name
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".making")]


def test_a_changed_one_is_refused_and_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    name = write_version(tmp_path, BUILT).name
    file = tmp_path / name / "labelled.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"pay"', b'"order"'))
    with pytest.raises(DataError, match="was changed"):
        read_rows(tmp_path / name)
    for wrong in ("", "zz"):
        with pytest.raises(DataError):
            find(tmp_path, wrong)
    with pytest.raises(DataError, match="no dataset yet"):
        find(tmp_path / "none", "latest")


def model(project: Path, name: str, dataset: str) -> None:
    folder = project / ".trunkline" / "models" / name
    folder.mkdir(parents=True)
    manifest = Manifest(
        format=FORMAT, name=name, labels=(), thresholds={}, normaliser=normalise.VERSION, files={}, data="", encoder={},
        recipe=0, config={}, metrics={}, versions={}, dataset=dataset,
    )  # fmt: skip
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))


def test_a_caller_is_erased_everywhere_and_the_models_that_knew_him_are_named(tmp_path: Path) -> None:
    datasets, review = tmp_path / ".trunkline" / "datasets", tmp_path / ".trunkline" / "review"
    old = write_version(datasets, BUILT).name
    clean = write_version(datasets, Built(ROWS[::2], (), {}, ())).name
    newest = write_version(datasets, Built(ROWS[:2], (), {}, ())).name
    model(tmp_path, "m1", old)
    model(tmp_path, "m2", clean)
    append(review / "labels.jsonl", Decision("1", "accept", "pay it", "pay", "CA1", 2, "c1", at=datetime.now(UTC)))
    append(review / "labels.jsonl", Decision("2", "out", "hi", "_out_of_scope", "CA2", 0, "c2"))
    write_lines(review / "queue.jsonl", [Item("3", "pay that", "CA1", 4, ("audit",), caller="c1")])
    write_lines(review / "traffic.jsonl", BUILT.traffic)

    found = erase(tmp_path, "c1")

    assert set(found.versions) == {old, newest}
    assert found.models == ("m1",)
    assert (found.decisions, found.queued, found.sampled) == (1, 1, 1)
    everything = b"".join(path.read_bytes() for path in (tmp_path / ".trunkline").rglob("*.jsonl"))
    assert b"c1" not in everything
    assert b"pay it" not in everything
    assert latest(datasets) == found.versions[newest]
    after = read_manifest(datasets / found.versions[old])
    assert (after.parent, after.erased) == (old, ("c1",))
    assert [row.text for row in read_rows(datasets / after.name)[0]] == ["pay", "hi"]
    with pytest.raises(DataError, match="a caller was erased"):
        read_rows(datasets / old)
    assert read_rows(datasets / clean)[0] == ROWS[::2]
    assert [each.id for each in read_decisions(review / "labels.jsonl")] == ["2"]
    assert read_queue(review / "queue.jsonl") == []
    assert erased(tmp_path) == {"c1"}
    assert erase(tmp_path, "c1").versions == {}
    assert erase(tmp_path, "c1").models == ()


def test_a_model_from_before_another_was_erased_is_named_too(tmp_path: Path) -> None:
    datasets = tmp_path / ".trunkline" / "datasets"
    rows = (*ROWS, Labelled("pay now", "pay", "CA3", 0, "c2"), Labelled("pay up", "pay", "CA4", 0, "c3"))
    first = write_version(datasets, Built(rows, (), {}, ())).name
    model(tmp_path, "m1", first)
    second = erase(tmp_path, "c1").versions[first]
    model(tmp_path, "m2", second)
    assert erase(tmp_path, "c2").models == ("m1", "m2")
    assert erase(tmp_path, "c3").models == ("m1", "m2")
    assert erase(tmp_path, "c1").models == ()
