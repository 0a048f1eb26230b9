from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.main import app

DEMO = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy the demo in one language, so that a test may break it."""
    for part in ("flows", "intents", "tests/intents"):
        shutil.copytree(DEMO / part, tmp_path / part, ignore=shutil.ignore_patterns("locales"))
    path = tmp_path / "flows" / "project.yaml"
    path.write_text(re.sub("locales: .*\n", "", path.read_text("utf-8")), "utf-8")
    shutil.copy(DEMO / "handlers.py", tmp_path)
    return tmp_path


def check(project: Path, *options: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(app, ["check", "--project", str(project), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output.splitlines()


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def test_the_demo_has_nothing_to_mend_in_any_language() -> None:
    code, (spanish, german, summary) = check(DEMO)
    assert (code, summary) == (0, "Nothing to mend.")
    assert spanish.startswith("es-ES: ")
    assert german.startswith("de-DE: ")
    assert spanish.endswith(", 100 % up to date.")
    assert german.endswith(", 100 % up to date.")


def test_a_file_that_cannot_be_read_is_named_first(project: Path) -> None:
    with (project / "flows" / "order_status.yaml").open("a", encoding="utf-8") as file:
        file.write("  - [\n")
    code, lines = check(project)
    assert code == 1
    assert lines[-1].startswith("Mend flows/order_status.yaml first: ")


def test_a_type_that_is_misspelt_is_one_finding(project: Path) -> None:
    replace(project / "flows" / "order_status.yaml", "digits(4-8)", "digit(4-8)")
    _, lines = check(project)
    assert len(lines) == 2
    assert "'digit(4-8)' is not a type; did you mean 'digits'?" in lines[0]


def test_findings_are_printed_by_place_with_a_summary(project: Path) -> None:
    replace(project / "flows" / "verify_caller.yaml", "- ask: passcode", "- ask: pascode")
    replace(project / "flows" / "faq.yaml", "kb.answer ", "kb.anser ")
    code, lines = check(project)
    assert code == 1
    errors, warnings = (sum(f": {severity} " in line for line in lines) for severity in ("error", "warning"))
    assert lines[-1] == f"{errors} errors, {warnings} warnings."
    assert lines[:-1] == sorted(lines[:-1], key=lambda line: (line.split(":")[0], *map(int, line.split(":")[1:3])))
    assert any("error F020: unknown slot 'pascode'; did you mean 'passcode'?" in line for line in lines)
    assert any("error F030: there is no handler 'kb.anser'; did you mean 'kb.answer'?" in line for line in lines)


def test_warnings_alone_leave_the_exit_code_at_0(project: Path) -> None:
    replace(project / "flows" / "welcome.yaml", "Thanks for calling Fellside Outdoor.", "Thanks **very** much.")
    code, lines = check(project)
    assert (code, lines[-1]) == (0, "0 errors, 1 warning.")


def test_json_is_the_last_line(project: Path) -> None:
    replace(project / "flows" / "project.yaml", "start: welcome", "start: welcom")
    code, lines = check(project, "--json")
    found = json.loads(lines[-1])
    assert (code, found["ok"], found["errors"]) == (1, False, 1)
    first = found["findings"][0]
    assert first["hint"] == "did you mean 'welcome'?"
    assert (first["file"], first["code"], first["severity"]) == ("flows/project.yaml", "F041", "error")
    assert (first["line"], first["column"]) == (5, 8)


def test_intents_are_checked_too(project: Path) -> None:
    (project / "tests" / "intents" / "balance.yaml").unlink()
    code, lines = check(project)
    assert (code, lines[0].split(": ")[1]) == (1, "error I003")


def test_handlers_that_do_not_load_are_a_finding(project: Path) -> None:
    (project / "handlers.py").write_text("import nothing_of_this_name\n")
    code, lines = check(project)
    assert code == 1
    assert any(line.startswith("flows/project.yaml:1:1: error F035: ") for line in lines)


def test_schemas_are_written_when_asked_for_and_then_kept_up_to_date(project: Path) -> None:
    path = project / ".trunkline" / "schema" / "flow.json"
    check(project)
    assert not path.exists()
    check(project, "--schema")
    assert '"survey"' not in path.read_text("utf-8")
    (project / "flows" / "survey.yaml").write_text("about: A\ntitle: a\nstart: never\nsteps: [end]\n")
    code, _ = check(project)
    assert code == 1
    assert '"survey"' in path.read_text("utf-8")


def test_an_empty_folder(tmp_path: Path) -> None:
    code, lines = check(tmp_path, "--json")
    assert code == 1
    assert [finding["code"] for finding in json.loads(lines[-1])["findings"]] == ["F009", "I001"]
