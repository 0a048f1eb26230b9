from __future__ import annotations

from pathlib import Path

import pytest

from engine.bench import generated, loading
from engine.errors import FlowError
from engine.flows.facts import Facts
from engine.flows.project import load
from engine.release import registry_for


def test_fifty_made_flows_have_a_thousand_steps_and_nothing_wrong_with_them(tmp_path: Path) -> None:
    made = loading._made(tmp_path, 50)
    own = [step for flow, step in Facts(made.project, made.registry, None).steps if flow.name not in ("", "welcome")]
    assert len(own) == 50 * generated.STEPS == 1000
    assert len(made.project.flows) == 51


def test_the_same_number_makes_the_same_files() -> None:
    assert generated.project(7) == generated.project(7)


def test_loading_is_measured_beside_its_floor() -> None:
    found = loading.report(2, 1)
    parts = found["ms"]
    assert set(parts) == {"compose", "load", "langgraph", "check", "compile"}
    assert found["floor_ms"] == pytest.approx(parts["compose"] + parts["langgraph"], abs=0.02)
    assert found["load_and_check_ms"] == pytest.approx(parts["load"] + parts["check"], abs=0.02)
    assert found["ratio"] >= found["load_and_check_ratio"] > 0
    assert (found["flows"], found["steps"], found["files"]) == (2, 40 + 2 + 6, 4)


def test_made_flows_that_do_not_check_are_not_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generated, "WELCOME", generated.WELCOME.replace("listen", "lisen"))
    with pytest.raises(FlowError, match="lisen"):
        loading._made(tmp_path, 1)


def test_a_made_project_stands_alone(tmp_path: Path) -> None:
    paths = generated.write(tmp_path, 3)
    assert [path.name for path in paths] == [
        "booking_1.yaml", "meter_2.yaml", "parcel_0.yaml", "project.yaml", "welcome.yaml",
    ]  # fmt: skip
    project = load(tmp_path).project
    assert project is not None
    assert registry_for(tmp_path, project).get("cases.find") is not None
