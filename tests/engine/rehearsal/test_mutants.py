from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from engine.errors import TrunklineError
from engine.rehearsal.mutants import Bench, Judged, judged, mutants_of, open_bench

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 21)
CALLS = """\
- call: asks where the order is
  given: {orders.lookup: {state: late, day: Friday}}
  turns:
    - caller: where's my order
      hears: What's your order number
    - caller: four five six eight
      hears: [running late, "on Friday"]
    - caller: "no"
"""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    project = tmp_path_factory.mktemp("mutants")
    for name in ("flows", "intents", "tests/intents"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("locales"))
    path = project / "flows" / "project.yaml"  # in one language: a translation notices what is gone
    path.write_text(re.sub("locales: .*\n", "", path.read_text("utf-8")), "utf-8")
    shutil.copy(ROOT / "handlers.py", project)
    (project / "tests" / "calls").mkdir()
    (project / "tests" / "calls" / "x.yaml").write_text(CALLS.replace('"on Friday"', "Friday"), "utf-8")
    return open_bench(project, TODAY)


def judge(bench: Bench, what: str) -> Judged:
    (mutant,) = [each for each in mutants_of(bench) if each.file == "order_status.yaml" and each.what == what]
    return judged(bench, mutant)


def test_the_checker_notices_a_misspelt_handler(bench: Bench) -> None:
    found = judge(bench, "'orders.lookup' is spelt 'orders.ookup'")
    assert found.by == "checker"
    assert "F030" in found.how


def test_a_conversation_notices_what_is_not_heard(bench: Bench) -> None:
    found = judge(bench, "'ask' is gone from 'steps'")
    assert found.by in {"checker", "conversation"}


def test_what_no_conversation_hears_survives(bench: Bench) -> None:
    assert judge(bench, "'help' is gone from 'slots.order_number'").by == "nobody"


def test_a_slip_that_compiles_to_the_same_is_none(bench: Bench) -> None:
    assert judge(bench, "'wait' is gone from 'slots.order_number'").by in {"nobody", "same"}


def test_a_project_that_does_not_check_is_not_judged(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    shutil.copy(ROOT / "handlers.py", tmp_path)
    with pytest.raises(TrunklineError, match="do not check"):
        open_bench(tmp_path, TODAY)
