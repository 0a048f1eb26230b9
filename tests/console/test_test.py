from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from console.main import app

ROOT = Path(__file__).parents[2]
GOOD = """\
- call: asks for a person
  turns:
    - caller: can I speak to someone please
      hears: put you through
  ends: {transfer: front_desk}

- call: the order is late
  given: {orders.lookup: {state: late, day: Friday}}
  turns:
    - caller: where's my order
    - keys: "4568"
      hears: running late
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("flows", "intents", "tests/intents"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "handlers.py", tmp_path)
    (tmp_path / "tests" / "calls").mkdir()
    write(tmp_path, GOOD)
    return tmp_path


def write(project: Path, calls: str) -> None:
    (project / "tests" / "calls" / "x.yaml").write_text(calls, "utf-8")


def run(project: Path, *more: str) -> Result:
    return CliRunner().invoke(app, ["test", "--project", str(project), *more])


def test_all_as_expected_is_exit_code_0(project: Path) -> None:
    result = run(project)
    assert result.exit_code == 0, result.output
    assert "ok   asks for a person" in result.output
    assert "2 conversations, 5 turns" in result.output


def test_a_filter_chooses_by_name_or_file(project: Path) -> None:
    assert "1 conversation," in run(project, "LATE").output
    assert "2 conversations" in run(project, "x.yaml").output
    nothing = run(project, "no such call")
    assert nothing.exit_code == 1
    assert "No conversation was chosen." in nothing.output


def test_what_is_not_true_is_shown_with_its_place_and_what_was_heard(project: Path) -> None:
    write(project, GOOD.replace("hears: running late", "hears: as good as new"))
    result = run(project, "--json")
    assert result.exit_code == 1
    assert "FAIL the order is late" in result.output
    assert "tests/calls/x.yaml:12:14: the caller should hear 'as good as new'" in result.output
    assert "heard: I'm sorry, that one's running late." in result.output
    last = json.loads(result.output.splitlines()[-1])
    assert (last["conversations"], last["failed"]) == (2, 1)
    assert last["failures"][0]["at"] == "tests/calls/x.yaml:12:14"


def test_a_handler_without_an_answer_fails(project: Path) -> None:
    write(project, GOOD.replace("  given: {orders.lookup: {state: late, day: Friday}}\n", ""))
    result = run(project)
    assert result.exit_code == 1
    assert "'orders.lookup' was called and has no answer in given:" in result.output


def test_an_utterance_that_nothing_pins_fails_and_a_stub_shrugs(project: Path) -> None:
    calls = "- call: mumbles\n  turns:\n    - caller: whatever do you reckon of the thing over there\n"
    write(project, calls)
    pinned = run(project)
    assert pinned.exit_code == 1
    assert "tests/calls/x.yaml:3:7: nothing says what this utterance means" in pinned.output
    assert run(project, "--understanding", "stub").exit_code == 0


def test_every_problem_of_the_files_is_printed_and_nothing_is_played(project: Path) -> None:
    broken = GOOD.replace("orders.lookup: {state: late", "orders.lookpu: {state: late").replace(
        "front_desk", "font_desk"
    )
    write(project, broken + "      waits: 2s\n")
    result = run(project)
    assert result.exit_code == 1
    assert (
        "x.yaml:8:26: error T006: there is no handler 'orders.lookpu'; did you mean 'orders.lookup'?" in result.output
    )
    assert "x.yaml:5:9: error T009: there is no queue 'font_desk'; did you mean 'front_desk'?" in result.output
    assert "x.yaml:13:7: error T001: there is no key 'waits' in a turn" in result.output
    assert "Nothing was played" in result.output
    assert "ok  " not in result.output


def test_flows_that_do_not_check_stop_it(project: Path) -> None:
    flow = project / "flows" / "goodbye.yaml"
    flow.write_text(flow.read_text("utf-8").replace("end: hangup", "trasnfer: orders"), "utf-8")
    result = run(project)
    assert result.exit_code == 1


def test_a_project_without_a_model_cannot_run_for_real(project: Path) -> None:
    result = run(project, "--understanding", "real")
    assert result.exit_code == 1


def test_an_unknown_mode_is_wrong_usage(project: Path) -> None:
    assert run(project, "--understanding", "guess").exit_code == 2
