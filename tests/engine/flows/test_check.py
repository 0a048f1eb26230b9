from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.flows.check import check
from engine.flows.check_voice import options
from engine.flows.findings import Finding
from engine.flows.project import load
from engine.handlers.registry import Handler, Registry
from engine.inspection import inspect

Write = Callable[[Mapping[str, str]], Path]
Found = Callable[[Mapping[str, str]], tuple[Finding, ...]]
QUAY = Path(__file__).parent / "quay"
MISTAKES = Path(__file__).parent / "mistakes"
LABELS = frozenset({"order_status", "make_payment", "question", "human", "repeat"})
Edit = Callable[[str, str, str], dict[str, str]]


def test_the_example_has_no_finding(found: Found) -> None:
    assert found({}) == ()


def shown(finding: Finding, texts: Mapping[str, str]) -> str:
    """Write a finding with the word it points at instead of its place: a wrong line or column shows at once."""
    flow = finding.at.file.removeprefix("flows/").removesuffix(".yaml")
    rest = str(finding).removeprefix(str(finding.at))
    if flow not in texts:
        return f"{flow}{rest}"
    line = texts[flow].splitlines()[finding.at.line - 1]
    return f"{flow} «{line[finding.at.column - 1 :][:12].rstrip()}»{rest}"


@pytest.mark.parametrize("mistake", yaml.safe_load((MISTAKES / "project.yaml").read_text("utf-8")))
def test_one_mistake_gives_these_findings(
    found: Found, edit: Edit, texts: Mapping[str, str], mistake: Mapping[str, Any]
) -> None:
    change = edit(mistake["file"], mistake["instead of"], mistake["stands"])
    assert sorted(shown(finding, {**texts, **change}) for finding in found(change)) == sorted(mistake["finds"])


@pytest.mark.parametrize("mistake", yaml.safe_load((MISTAKES / "quay.yaml").read_text("utf-8")))
def test_one_mistake_along_the_paths_gives_these_findings(tmp_path: Path, mistake: Mapping[str, Any]) -> None:
    project = shutil.copytree(QUAY, tmp_path / "quay", ignore=shutil.ignore_patterns("__pycache__"))
    path = project / "flows" / f"{mistake['file']}.yaml"
    text = path.read_text("utf-8")
    assert text.count(mistake["instead of"]) == 1
    path.write_text(text.replace(mistake["instead of"], mistake["stands"]), "utf-8")
    texts = {each.stem: each.read_text("utf-8") for each in (project / "flows").glob("*.yaml")}
    assert sorted(shown(each, texts) for each in inspect(project).findings) == sorted(mistake["finds"])


def test_a_broken_project_shows_every_problem_in_one_pass(found: Found) -> None:
    broken = (MISTAKES / "broken.yaml").read_text("utf-8").split("\n", 1)[1]
    findings = found({"make_payment": broken, "verify_caller": "", "faq": "steps: [{say: Hi.}]\nsteps: []\nabuot: x\n"})
    seen = [str(finding).removeprefix("flows/") for finding in findings]
    for expected in (MISTAKES / "broken.txt").read_text("utf-8").splitlines():
        assert expected in seen


def test_no_labels_means_no_word_about_them(write: Write, edit: Edit, handlers: list[Handler]) -> None:
    project = load(write(edit("faq", "start: question", "start: [question, other]"))).project
    assert project is not None
    assert check(project, Registry(handlers), None) == ()


@pytest.mark.parametrize("file", ["project", "welcome", "order_status", "verify_caller", "make_payment", "faq"])
def test_no_lost_line_makes_the_checker_stumble(
    write: Write, handlers: list[Handler], texts: Mapping[str, str], file: str
) -> None:
    lines = texts[file].splitlines(keepends=True)
    for index in range(len(lines)):
        loaded = load(write({file: "".join([*lines[:index], *lines[index + 1 :]])}))
        found = check(loaded.project, Registry(handlers), LABELS) if loaded.project else ()
        for finding in (*loaded.findings, *found):
            assert finding.at.file.startswith(("flows/", "intents/"))
            assert 1 <= finding.at.line <= max(len(text.splitlines()) for text in texts.values()) + 1


def test_a_confirm_in_another_flow_counts(found: Found, edit: Edit) -> None:
    asked_first = edit("make_payment", "- run: verify_caller", "- run: verify_caller\n  - run: sure")
    sure = "about: S\ntitle: s\nstart: never\nsteps:\n  - confirm: Sure?\n    no:\n      - end: hangup\n"
    text = asked_first["make_payment"]
    start, end = text.index("  - confirm: So"), text.index("  - do: pay.card")
    through_another_flow = {"make_payment": text[:start] + text[end:], "sure": sure}
    assert found(through_another_flow) == ()
    falls_through = {**through_another_flow, "sure": sure.replace("end: hangup", "say: Oh.")}
    assert [(finding.code, finding.at.file) for finding in found(falls_through)] == [("F073", "flows/sure.yaml")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Hello.", 0),
        ("Sorry, I didn't get that, or did I?", 3),
        ("For one, press 1. For two, press 2. For three, press three.", 3),
        ("Is it the wrong size, faulty, or just not wanted?", 3),
        ("You can say, wrong size, faulty, or, not wanted.", 3),
    ],
)
def test_options_in_a_text(said: str, expected: int) -> None:
    assert options(said) == expected
