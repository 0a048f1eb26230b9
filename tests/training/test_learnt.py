from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from engine.understanding.manifest import MANIFEST
from training.beliefs import named
from training.dataset.build import Built
from training.dataset.erase import erase
from training.dataset.row import Labelled
from training.dataset.version import write_version
from training.learnt import learnt

ROWS = (Labelled("pay it", "make_payment"), Labelled("my bill", "make_payment", "a", 0, "c1"),
        Labelled("a parcel", "order_status", "b", 0, "c2"))  # fmt: skip


@pytest.fixture
def model(shop: Path, teach: Callable[[Path, str], None]) -> Path:
    teach(shop, "m1")
    version = write_version(shop / ".trunkline" / "datasets", Built(ROWS, (), {}, ()))
    path = shop / ".trunkline" / "models" / "m1" / MANIFEST
    path.write_bytes(msgspec.json.encode(msgspec.json.decode(path.read_bytes()) | {"dataset": version.name}))
    return shop


def test_all_of_its_dataset_is_learnt_whatever_cross_fitting_asked_about(model: Path) -> None:
    assert learnt(model / ".trunkline", "m1") == {named(row.text) for row in ROWS}


def test_where_a_caller_was_erased_the_rest_is_still_known(model: Path) -> None:
    erase(model, "c1")
    assert learnt(model / ".trunkline", "m1") == {named("pay it"), named("a parcel")}


def test_without_a_dataset_only_what_cross_fitting_kept_is_known(
    shop: Path, teach: Callable[[Path, str], None]
) -> None:
    teach(shop, "m1")
    assert learnt(shop / ".trunkline", "m1") == frozenset()
