"""Nothing that looks nearly like our files breaks what reads them: a short, seeded piece of ``make soak``."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bench import nearly, soak
from engine.bench.script import PROJECT
from engine.flows.findings import error
from engine.flows.model import Position

ROOT = Path(__file__).parents[3]
SUBJECT = soak.Soak((PROJECT, ROOT))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_edited_files_of_real_projects_are_only_ever_found_fault_with(data: st.DataObject) -> None:
    SUBJECT.run(lambda n: data.draw(st.integers(0, n - 1)))


@pytest.mark.parametrize("number", range(0, 400, 40))
def test_the_first_cases_of_the_soak_pass(number: int) -> None:
    for each in range(number, number + 40):
        SUBJECT.run(soak.chooser(each))


@given(st.integers(0, 1 << 32))
def test_a_case_is_its_number(number: int) -> None:
    text = "a: b\nsteps:\n  - say: Hello {x}.\n"
    once, again = (nearly.edited(text, [text], random.Random(number).randrange) for _ in range(2))
    assert once == again


def test_what_breaks_is_reported_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: soak.Soak, choose: nearly.Choose) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(soak.Soak, "run", broken)
    cases, numbers, _ = soak.soak(0.05, 7, (PROJECT,), tmp_path)
    assert numbers[:2] == [7, 8]
    assert len(numbers) == cases
    assert "ZeroDivisionError" in (tmp_path / "7.txt").read_text()


def test_the_command_says_where_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--project", str(ROOT), "--keep", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["soak", "--seconds", "0.2", "--first", "3", *where])
    assert soak.main() == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["broken"] == []
    assert told["next"] == 3 + told["cases"]


@pytest.mark.parametrize("at", [Position("a.yaml", 9, 1), Position("a.yaml", 0, 1), Position("b.yaml", 1, 1)])
def test_a_finding_that_points_nowhere_is_a_fault(at: Position) -> None:
    with pytest.raises(soak.BrokenError):
        soak.placed((error(at, "F000", "x"),), {"a.yaml": "a: b\n"})
