from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import ReleaseError
from engine.releases import register
from engine.releases.draft import drafted
from engine.releases.register import Register
from engine.releases.remodel import rehearsed, remodelled
from engine.releases.shelf import Shelf

SATURDAY = date(2026, 11, 21)


@pytest.fixture
def shelf(shop: Path, teach: Any, challenge: Any) -> Shelf:
    teach(shop, "champion")
    challenge(shop, "twin")
    return Shelf(shop / ".trunkline")


def release(shop: Path, shelf: Shelf) -> str:
    with drafted(shop, today=SATURDAY, at="t") as draft:
        assert draft.manifest is not None, draft.gates
        shelf.put(draft.folder, draft.manifest, partial(register.released, name=draft.manifest.hash, at="t"))
        return draft.manifest.hash


def test_where_nothing_is_released_nothing_is_made(shop: Path, shelf: Shelf) -> None:
    assert remodelled(shelf, "twin", "t") == Register()
    assert rehearsed(shelf, shop, shop / ".trunkline" / "models" / "twin", SATURDAY) is None


def test_the_same_files_with_another_model_are_another_release_and_back_is_the_first(shop: Path, shelf: Shelf) -> None:
    first = release(shop, shelf)
    assert remodelled(shelf, "champion", "t").current == first
    second = remodelled(shelf, "twin", "later").current
    assert second is not None
    assert second != first
    made = {each.hash: each for each in shelf.manifests()}[second]
    assert (made.model, made.made) == ("twin", "later")
    after = remodelled(shelf, "champion", "t", back=True)
    assert (after.current, after.before) == (first, ())
    assert [event.what for event in after.history] == ["released", "released", "rolled back to"]


def test_a_damaged_release_is_not_made_again_with_another_model(shop: Path, shelf: Shelf) -> None:
    first = release(shop, shelf)
    file = shelf.folder(first) / "flows" / "welcome.yaml"
    file.chmod(0o644)
    file.write_text(file.read_text() + "\n")
    with pytest.raises(ReleaseError, match="was changed"):
        remodelled(shelf, "twin", "t")
    assert shelf.register().current == first


def confused(weights: np.ndarray) -> None:
    weights[[1, 2]] = weights[[2, 1]]


def test_its_conversations_are_played_with_the_new_model(shop: Path, shelf: Shelf, challenge: Any, edit: Any) -> None:
    release(shop, shelf)
    models = shop / ".trunkline" / "models"
    challenge(shop, "worse", confused)
    good, bad = (rehearsed(shelf, shop, models / name, SATURDAY) for name in ("twin", "worse"))
    assert good is not None
    assert good.is_open
    assert bad is not None
    assert not bad.is_open
    edit(shop, "tests/calls/shop.yaml", "{transfer: counter}", "{transfer: moon}")
    unfit = rehearsed(shelf, shop, models / "twin", SATURDAY)
    assert unfit is not None
    assert "do not fit the current release" in unfit.told
