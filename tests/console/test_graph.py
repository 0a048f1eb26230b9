from __future__ import annotations

import asyncio
import json
import shutil
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from console.main import app
from engine.coverage.records import plain
from engine.rehearsal.read import read_calls
from engine.rehearsal.run import Played, Theatre, play_all
from engine.release import load
from engine.store.database import Database
from engine.store.journal import Journal

HIRE = Path(__file__).parents[1] / "engine" / "coverage" / "hire"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TRUNKLINE_DATABASE_URL", raising=False)
    shutil.copytree(HIRE, tmp_path / "shop", ignore=shutil.ignore_patterns(".trunkline", "__pycache__"))
    return tmp_path / "shop"


@pytest.fixture(scope="module")
def played() -> tuple[Played, ...]:
    calls, _ = read_calls(HIRE)
    return play_all(calls, Theatre(load(HIRE), {}, "pinned", date(2026, 11, 21)))


def run(project: Path, *more: str) -> Result:
    return CliRunner().invoke(app, ["graph", "--project", str(project), *more])


def failure(project: Path, *more: str) -> Exception:
    result = run(project, *more)
    assert isinstance(result.exception, Exception)
    return result.exception


def test_without_options_a_page_is_written_and_named(project: Path) -> None:
    result = run(project)
    assert result.exit_code == 0, result.output
    page = project / ".trunkline" / "graph.html"
    assert result.output == f"The picture is in {page}\n"
    text = page.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert f"vscode://file{project}/flows/hire.yaml:24:5" in text


def test_flows_can_be_chosen_and_bring_what_they_run(project: Path) -> None:
    result = run(project, "hire", "--json")
    assert json.loads(result.output.splitlines()[-1])["flows"] == ["hire", "member"]


def test_a_flow_that_is_not_there_is_wrong_usage(project: Path) -> None:
    problem = failure(project, "hir")
    assert (str(problem), getattr(problem, "todo", ""), getattr(problem, "code", "")) == (
        "there is no flow 'hir'",
        "did you mean 'hire'?",
        "settings",
    )


def test_an_svg_leads_to_the_files_beside_it(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "pictures" / "flows.svg"
    result = run(project, "--svg", str(file), "--unfold", "--json")
    assert json.loads(result.output.splitlines()[-1])["files"] == [str(file)]
    root = ET.parse(file).getroot()  # noqa: S314 - we wrote it
    links = {each.get("href") for each in root.iter("{http://www.w3.org/2000/svg}a")}
    assert "../shop/flows/hire.yaml#L24" in links
    assert not (project / ".trunkline").exists()


def test_mermaid_goes_to_the_terminal_or_to_a_file(project: Path, tmp_path: Path) -> None:
    printed = run(project, "opening", "--mermaid", "-")
    assert printed.output.startswith("flowchart TD\n  subgraph flow_opening")
    assert "click" not in printed.output
    run(project, "opening", "--mermaid", str(tmp_path / "flows.mmd"))
    assert "click opening__say_were_open_from_nine href" in (tmp_path / "flows.mmd").read_text("utf-8")


def test_coverage_plays_the_conversations(project: Path) -> None:
    shutil.copytree(ROOT / "intents", project / "intents")
    for label in ("hire", "book", "opening"):
        (project / "intents" / f"{label}.yaml").write_text(
            (ROOT / "intents" / "balance.yaml").read_text("utf-8"), "utf-8"
        )
    result = run(project, "--coverage")
    assert result.exit_code == 0, result.exception
    text = (project / ".trunkline" / "graph.html").read_text("utf-8")
    assert "Coverage by conversations" in text
    assert "<table>" in text


def trace_of(played: Played) -> dict[str, object]:
    return {
        "sid": "CA1",
        "release": "x",
        "turns": [{"path": list(turn.path), "took": plain(turn.took)} for turn in played.turns],
    }


def test_a_call_is_painted_by_its_id_or_its_file(project: Path, played: tuple[Played, ...], tmp_path: Path) -> None:
    folder = project / ".trunkline" / "calls" / "CA1"
    folder.mkdir(parents=True)
    (folder / "trace.json").write_text(json.dumps(trace_of(played[0])), "utf-8")
    assert run(project, "--trace", "CA1").exit_code == 0
    page = (project / ".trunkline" / "graph.html").read_text("utf-8")
    assert "Call CA1" in page
    assert 'class="ask seen"' in page
    shutil.move(folder / "trace.json", tmp_path / "elsewhere.json")
    assert run(project, "--trace", str(tmp_path / "elsewhere.json")).exit_code == 0


def test_a_call_of_another_release_says_what_is_gone(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    file.write_text(json.dumps({"sid": "CA1", "turns": [{"path": ["hire/ask.bike", "hire/ask.colour"]}]}), "utf-8")
    result = run(project, "--trace", str(file))
    assert result.exit_code == 0
    assert "1 step of this call is not in the flows: it ran on another release." in result.output


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"turns": [1]}', '{"turns": [{}]}', '{"turns": [{"path": [], "took": [["a", "b"]]}]}']
)
def test_a_file_that_is_no_trace_is_named(project: Path, tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(content, "utf-8")
    assert str(failure(project, "--trace", str(file))).startswith(f"{file} is not a trace: ")


def test_a_call_that_left_no_trace_is_said_so(project: Path) -> None:
    problem = failure(project, "--trace", "CA9")
    assert str(problem) == f"there is no trace {project / '.trunkline' / 'calls' / 'CA9' / 'trace.json'}"
    outside = failure(project, "--trace", "../../../etc/CA9")
    assert str(outside) == str(problem)


def test_traffic_is_painted_from_the_log(project: Path, played: tuple[Played, ...]) -> None:
    async def log() -> None:
        (project / ".trunkline").mkdir()
        async with (
            Database.open(f"sqlite+aiosqlite:///{project / '.trunkline' / 'trunkline.db'}") as database,
            Journal.open(database) as journal,
        ):
            for number, call in enumerate(played):
                for turn in call.turns:
                    journal.write(f"CA{number}", turn, {})

    asyncio.run(log())
    assert run(project, "--traffic").exit_code == 0
    page = (project / ".trunkline" / "graph.html").read_text("utf-8")
    assert f"Traffic of {len(played)} calls" in page
    assert "heat4" in page
    assert ">none_left 4<" in page or ">none_left 3<" in page


def test_an_empty_log_is_said_so(project: Path) -> None:
    assert str(failure(project, "--traffic")) == "no call has been logged yet"


def test_only_one_thing_is_painted_over_a_picture(project: Path) -> None:
    problem = failure(project, "--traffic", "--coverage")
    assert str(problem) == "--coverage, --trace and --traffic are one picture each"
    assert getattr(problem, "code", "") == "settings"


def test_flows_that_do_not_check_are_not_drawn(project: Path) -> None:
    (project / "flows" / "opening.yaml").write_text(
        "about: x\ntitle: y\nstart: opening\nsteps:\n  - sya: hm\n", "utf-8"
    )
    assert "flows/opening.yaml:5:5: error" in str(failure(project))
