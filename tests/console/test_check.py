from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from console.main import app
from engine.evaluation import Evaluation, digest, save
from engine.flows.explain import pages
from engine.intents import load_intents

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
    assert lines[1:] == ["1 of these can be mended for you: trunkline check --fix", "1 error, 0 warnings."]
    assert "'digit(4-8)' is not a type; did you mean 'digits'?" in lines[0]


def test_findings_are_printed_by_place_with_a_summary(project: Path) -> None:
    replace(project / "flows" / "verify_caller.yaml", "- ask: passcode", "- ask: pascode")
    replace(project / "flows" / "faq.yaml", "kb.answer ", "kb.anser ")
    code, lines = check(project)
    assert code == 1
    errors, warnings = (sum(f": {severity} " in line for line in lines) for severity in ("error", "warning"))
    assert lines[-1] == f"{errors} errors, {warnings} warnings."
    assert lines[-2] == "2 of these can be mended for you: trunkline check --fix"
    assert lines[:-2] == sorted(lines[:-2], key=lambda line: (line.split(":")[0], *map(int, line.split(":")[1:3])))
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


def test_handlers_that_do_not_load_are_one_finding_and_the_rest_is_checked(project: Path) -> None:
    (project / "handlers.py").write_text("import nothing_of_this_name\n")
    replace(project / "flows" / "verify_caller.yaml", "- ask: passcode", "- ask: pascode")
    code, lines = check(project)
    assert code == 1
    assert [line.split(": ")[:2] for line in lines[:2]] == [
        ["flows/verify_caller.yaml:26:10", "error F020"],
        ["handlers.py:1:1", "error F035"],
    ]
    assert lines[-1] == "2 errors, 0 warnings."


@pytest.mark.parametrize("code", ["F020", "f020"])
def test_a_code_is_explained(code: str) -> None:
    status, lines = check(DEMO, "--explain", code)
    assert (status, lines[0], lines[2]) == (0, "F020", "# A slot that nobody has defined")
    for part in ("## On the phone", "## Wrong", "## Right", "## Mend"):
        assert part in lines


def test_explain_alone_lists_every_code_whatever_follows() -> None:
    status, lines = check(DEMO, "--explain", "--json")
    told = json.loads(lines[-1])
    assert status == 0
    assert [line.split("  ") for line in lines[:-1]] == [[each["code"], each["title"]] for each in told["codes"]]
    assert len(told["codes"]) == len(pages())
    assert json.loads(check(DEMO, "--json", "--explain", "V101")[1][-1])["title"] == pages()["V101"].title


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--explain", "F02"), "there is no code 'F02'; did you mean 'F0"),
        (("--explain", "nonsense"), "trunkline check --explain lists all"),
        (("--dry-run",), "--dry-run goes with --fix"),
        (("--sarif", "--json"), "give --sarif a file here"),
        (("--fix", "--dry-run", "--sarif"), "give --sarif a file here"),
    ],
)
def test_wrong_usage(options: tuple[str, ...], said: str) -> None:
    status, lines = check(DEMO, *options)
    assert status == 2
    assert said in " ".join(lines)


def test_sarif_alone_is_all_that_is_printed(project: Path) -> None:
    replace(project / "flows" / "verify_caller.yaml", "- ask: passcode", "- ask: pascode")
    status, lines = check(project, "--sarif")
    (result,) = json.loads("\n".join(lines))["runs"][0]["results"]
    assert (status, result["ruleId"], result["level"]) == (1, "F020", "error")


def test_sarif_goes_to_a_file_beside_the_rest(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.sarif"
    status, lines = check(project, "--sarif", str(file), "--json")
    assert (status, lines[0], json.loads(lines[-1])["ok"]) == (0, "Nothing to mend.", True)
    assert json.loads(file.read_text("utf-8"))["runs"][0]["results"] == []


def test_fix_mends_in_place_and_says_what_it_did(project: Path) -> None:
    path = project / "flows" / "verify_caller.yaml"
    good = path.read_text("utf-8")
    replace(path, "- ask: passcode", "- ask: pascode   # keyed in")
    replace(project / "flows" / "faq.yaml", "kb.answer ", "kb.anser ")
    status, lines = check(project, "--fix", "--json")
    told = json.loads(lines[-1])
    assert (status, told["ok"], [each["code"] for each in told["mended"]]) == (0, True, ["F030", "F020"])
    assert lines[:3] == [
        "flows/faq.yaml:7:9: mended F030: there is no handler 'kb.anser'",
        "flows/verify_caller.yaml:26:10: mended F020: unknown slot 'pascode'",
        "Nothing to mend.",
    ]
    assert path.read_text("utf-8") == good.replace("- ask: passcode", "- ask: passcode   # keyed in")


def test_a_dry_run_shows_the_changes_and_makes_none(project: Path) -> None:
    path = project / "flows" / "verify_caller.yaml"
    replace(path, "- ask: passcode", "- ask: pascode")
    before = path.read_text("utf-8")
    status, lines = check(project, "--fix", "--dry-run")
    assert (status, lines[-1]) == (0, "Nothing to mend.")
    assert lines[1:3] == ["--- a/flows/verify_caller.yaml", "+++ b/flows/verify_caller.yaml"]
    assert "-  - ask: pascode" in lines
    assert "+  - ask: passcode" in lines
    assert path.read_text("utf-8") == before


def test_what_is_not_certain_is_left_to_people(project: Path) -> None:
    path = project / "flows" / "welcome.yaml"
    replace(path, "3: return_item", "3: payment")
    before = path.read_text("utf-8")
    status, lines = check(project, "--fix")
    assert (status, lines[-1]) == (1, "1 error, 0 warnings.")
    assert path.read_text("utf-8") == before


def test_what_the_model_mixed_up_is_told_until_something_changes(project: Path) -> None:
    mixed = Evaluation("", digest(load_intents(project)), {"balance": 10}, (("balance", "make_payment", 3),))
    save(project / ".trunkline", mixed)
    status, lines = check(project)
    assert (status, lines[0].split(": ")[:2]) == (0, ["intents/balance.yaml:1:1", "warning F082"])
    with (project / "intents" / "balance.yaml").open("a", encoding="utf-8") as file:
        file.write("  - tell me what is open on my account\n")
    assert check(project) == (0, ["Nothing to mend."])


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


def test_a_project_that_is_only_begun(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    code, lines = check(tmp_path, "--json")
    assert code == 1
    assert [finding["code"] for finding in json.loads(lines[-1])["findings"]] == ["F009", "I001"]
