from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import console.test
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
    assert "No conversation was chosen: none has 'no such call' in its name" in nothing.output


def test_where_there_is_no_conversation_that_is_said(project: Path) -> None:
    for file in (project / "tests" / "calls").iterdir():
        file.unlink()
    nothing = run(project)
    assert nothing.exit_code == 1
    assert "No conversation was chosen: there is none in tests/calls/." in nothing.output


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


def test_of_a_turn_that_failed_in_several_ways_is_told_once_what_was_heard(project: Path) -> None:
    wrong = "hears: [as good as new, as bad as old]\n      did: []\n  ends: {transfer: front_desk}"
    write(project, GOOD.replace("hears: running late", wrong))
    lines = run(project).output.splitlines()
    start = lines.index("FAIL the order is late")
    told = [line.split(":")[0].strip() for line in lines[start + 1 :] if line.startswith("  ")]
    assert told == ["tests/calls/x.yaml"] * 4 + ["heard", "path"]


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


# ---------------------------------------------------------------------------------------------------------- coverage


def last(result: Result) -> Any:
    return json.loads(result.output.splitlines()[-1])


def test_coverage_tells_what_was_reached_and_what_never_happened(project: Path) -> None:
    result = run(project, "--coverage", "--json")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    (row,) = (line for line in lines if line.startswith("  order_status "))
    assert row.split()[1:3] == ["steps", "5/13"]
    flow = (ROOT / "flows" / "order_status.yaml").read_text("utf-8").splitlines()
    place = f"flows/order_status.yaml:{flow.index('      not_found:') + 1}:7"
    assert f"       {place} do.orders.lookup outcome 'not_found' never taken" in lines
    found = last(result)["coverage"]
    assert {flow["flow"]: flow["commits"] for flow in found["flows"]}["make_payment"] is True
    assert len(found["gaps"]) > 10 * sum(line.startswith("       flows/") for line in lines)
    every = run(project, "--coverage", "--all").output.splitlines()
    assert len(found["gaps"]) == sum(line.startswith("       flows/") for line in every)
    named = run(project, "order_status", "LATE", "--coverage").output
    assert "  order_status " in named
    assert "  make_payment" not in named
    gone_through = run(project, "LATE", "--coverage").output
    assert "  welcome " in gone_through
    assert "  make_payment" not in gone_through
    assert "enough" not in found


def test_without_being_asked_for_coverage_is_not_told(project: Path) -> None:
    result = run(project, "--json")
    assert "coverage" not in last(result)
    assert "never happened" not in result.output


def test_only_the_chosen_calls_are_counted(project: Path) -> None:
    assert last(run(project, "person", "--coverage", "--json"))["coverage"]["total"]["outcomes"]["covered"] == 0
    assert last(run(project, "late", "--coverage", "--json"))["coverage"]["total"]["outcomes"]["covered"] == 2


def test_less_than_required_fails_and_says_what(project: Path) -> None:
    result = run(project, "--require", "commits=100,others=5", "--json")
    assert result.exit_code == 1
    assert "not enough: make_payment: outcomes 0/12 is 0 %, 100 % is required" in result.output
    assert last(result)["coverage"]["enough"] is False
    assert last(result)["failed"] == 0
    enough = run(project, "--require", "commits=0,others=0", "--json")
    assert (enough.exit_code, last(enough)["coverage"]["enough"]) == (0, True)


def test_a_requirement_that_is_none_is_wrong_usage(project: Path) -> None:
    problem = run(project, "--require", "all=100").exception
    assert str(problem) == ("--require: 'all' is neither 'commits' nor 'others'; write it like commits=100,others=90")
    assert getattr(problem, "code", "") == "settings"


def test_lcov_and_a_page_are_written(project: Path, tmp_path: Path) -> None:
    result = run(
        project, "--lcov", str(tmp_path / "made" / "lcov.info"), "--html", str(tmp_path / "made" / "page.html")
    )
    assert result.exit_code == 0
    assert f"The coverage is in {tmp_path / 'made' / 'lcov.info'}" in result.output
    lines = (tmp_path / "made" / "lcov.info").read_text("utf-8").splitlines()
    assert "SF:flows/order_status.yaml" in lines
    page = (tmp_path / "made" / "page.html").read_text("utf-8")
    assert "Coverage by conversations" in page
    flow = (project / "flows" / "order_status.yaml").read_text("utf-8")
    line = flow.splitlines().index("  - ask: order_number") + 1
    assert f"vscode://file{project}/flows/order_status.yaml:{line}:5" in page


def test_nothing_is_covered_where_nothing_could_be_played(project: Path) -> None:
    write(project, GOOD.replace("orders.lookup", "orders.lookpu"))
    result = run(project, "--coverage", "--json", "--require", "commits=0")
    assert result.exit_code == 1
    assert last(result)["coverage"] is None
    assert "never happened" not in result.output


# ------------------------------------------------------------------------------------------------------------- watch


@dataclass
class Saves:
    """Ticks between which files are saved; after the last one somebody presses Ctrl-C."""

    saves: list[Callable[[], object]]
    interrupt: bool = True

    def __call__(self) -> Iterator[None]:
        for save in self.saves:
            save()
            yield
            yield
        if self.interrupt:
            raise KeyboardInterrupt


def watched(
    project: Path, monkeypatch: pytest.MonkeyPatch, *saves: Callable[[], object], more: Sequence[str] = ()
) -> str:
    monkeypatch.setattr(console.test, "_ticks", Saves(list(saves)))
    result = run(project, "--watch", *more)
    assert result.exit_code == 0, result.output
    return result.output


def test_it_plays_again_when_a_call_is_saved(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = watched(
        project,
        monkeypatch,
        lambda: write(project, GOOD.replace("hears: running late", "hears: as good as new")),
        lambda: write(project, GOOD),
    )
    summaries = [line for line in output.splitlines() if " conversations, " in line]
    assert [line.rpartition(": ")[2] for line in summaries] == ["all as expected.", "1 failed.", "all as expected."]
    assert output.count("saved: tests/calls/x.yaml") == 2
    assert output.count("Watching: save a file to play again; Ctrl-C ends.\n") == 3
    assert "tests/calls/x.yaml:12:14: the caller should hear 'as good as new'" in output
    assert "ok  " not in output


def test_it_survives_whatever_is_saved(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flow, handlers = project / "flows" / "order_status.yaml", project / "handlers.py"
    good, code = flow.read_text("utf-8"), handlers.read_text("utf-8")
    output = watched(
        project,
        monkeypatch,
        lambda: flow.write_text(good + "  - [\n", "utf-8"),
        lambda: flow.write_bytes(b"\xff\xfe"),
        flow.unlink,
        lambda: flow.write_text(good, "utf-8"),
        lambda: handlers.write_text("import nothing_of_this_name\n", "utf-8"),
        lambda: handlers.write_text(code, "utf-8"),
        lambda: write(project, "- call: [\n"),
        lambda: write(project, GOOD),
    )
    told = [line for line in output.splitlines() if "Nothing was played" in line or " conversations, " in line]
    assert [("all as expected" in line) for line in told] == [True, False, False, False, True, False, True, False, True]
    assert "flows/order_status.yaml:" in output
    assert "Traceback" not in output


def test_a_change_of_flows_is_checked_and_played(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flow = project / "flows" / "order_status.yaml"
    text = flow.read_text("utf-8")
    output = watched(
        project, monkeypatch, lambda: flow.write_text(text.replace("running late", "rather slow"), "utf-8")
    )
    assert "saved: flows/order_status.yaml" in output
    assert "the caller should hear 'running late'" in output


def test_coverage_is_told_while_watching(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = watched(project, monkeypatch, more=["--coverage"])
    assert "steps 5/13" in output


def test_watching_has_no_last_line_for_programs(project: Path) -> None:
    assert getattr(run(project, "--watch", "--json").exception, "code", "") == "settings"


def test_ctrl_c_ends_it_quietly(project: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from console.main import main; main()",
        "test",
        "--project",
        str(project),
        "--watch",
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        assert any("all as expected" in line for line in watching.stdout)
        watching.send_signal(signal.SIGINT)
        _, errors = watching.communicate(timeout=20)
    assert (watching.returncode, errors) == (0, "")
