from __future__ import annotations

from dataclasses import replace

import pytest

from training import plan
from training.config import read_config
from training.data import dataset
from training.weights import named

DATA = dataset({"pay": [f"pay {n}" for n in range(8)], "order": [f"order {n}" for n in range(8)]}, ["a", "b"])
PLAN = plan.Plan(DATA, read_config(), named(""))


def test_the_name_is_of_all_that_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {
        PLAN.name,
        replace(PLAN, config=replace(PLAN.config, seed=8)).name,
        replace(PLAN, data=replace(DATA, background=("a",))).name,
        replace(PLAN, weights=named("BAAI/bge-small-en-v1.5")).name,
    }
    same = plan.Plan(DATA, read_config(), named("")).name
    monkeypatch.setattr(plan, "RECIPE", plan.RECIPE + 1)
    names.add(PLAN.name)
    assert len(names) == 5
    assert same in names
