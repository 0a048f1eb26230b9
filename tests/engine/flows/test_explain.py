from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from engine.evaluation import Evaluation, digest, save
from engine.flows.explain import Example, Page, page, pages
from engine.flows.findings import Finding
from engine.flows.project import load
from engine.inspection import hands_of, inspect
from engine.intents import load_intents
from engine.rehearsal.check import check_calls
from engine.rehearsal.read import read_calls

QUAY = Path(__file__).parent / "quay"
ROOT = Path(__file__).parents[3]
CODE = re.compile(r"""["']([FVITLS][0-9]{3})["']""")
SECTION = re.compile(r"^(?=[^\s#-])", re.MULTILINE)


def found(folder: Path) -> tuple[Finding, ...]:
    """Return everything that ``trunkline check`` and ``trunkline test`` would say of a project's files."""
    findings = set(inspect(folder).findings)
    project = load(folder).project
    hands = None if project is None else hands_of(folder, project)
    if project is not None and hands is not None and hands.problem is None:
        intents = load_intents(folder)
        calls, wrong = read_calls(folder)
        findings |= {*wrong, *check_calls(calls, project, hands.registry, intents.labels, date(2026, 3, 2))}
    return tuple(sorted(findings))


def laid_over(text: str, example: str) -> str:
    """Put the top-level keys of ``example`` in the place of those of ``text``; a list or a module replaces it whole."""
    if not re.match(r"[\w.'-]+:", example.lstrip()) or not text:
        return example
    parts = {part.partition(":")[0]: part for part in SECTION.split(text) if part.strip()}
    new = [part for part in SECTION.split(example) if part.strip()]
    names = [part.partition(":")[0] for part in new]
    kept = [part for name, part in parts.items() if name not in names]
    return "".join([*kept, *new])


@pytest.fixture
def quay(tmp_path: Path) -> Callable[[Sequence[Example]], Path]:
    def written(examples: Sequence[Example]) -> Path:
        shutil.copytree(QUAY, tmp_path / "quay", ignore=shutil.ignore_patterns("__pycache__"))
        for example in examples:
            path = tmp_path / "quay" / example.file
            if example.file.endswith(".json"):
                measured(tmp_path / "quay", json.loads(example.text))
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text("utf-8") if path.exists() and not example.whole else ""
            over = f"{before}\n\n{example.text}" if path.suffix == ".py" else laid_over(before, example.text)
            path.write_text(over, encoding="utf-8")
        return tmp_path / "quay"

    return written


def measured(folder: Path, told: dict[str, object]) -> None:
    """Save an evaluation as of the intents that are there and of no model."""
    confusions = tuple(tuple(each) for each in told["confusions"])  # type: ignore[attr-defined]
    sentences = told["sentences"]
    intents = load_intents(folder)
    save(folder / ".trunkline", Evaluation("", digest(intents), sentences, confusions))  # type: ignore[arg-type]


def test_the_project_of_the_examples_has_no_finding() -> None:
    assert found(QUAY) == ()


@pytest.mark.parametrize("each", pages().values(), ids=pages().keys())
def test_the_wrong_example_yields_its_code_alone(each: Page, quay: Callable[[Sequence[Example]], Path]) -> None:
    assert each.wrong
    findings = found(quay(each.wrong))
    assert {finding.code for finding in findings} == {each.code}, "\n".join(map(str, findings))


@pytest.mark.parametrize("each", pages().values(), ids=pages().keys())
def test_the_right_example_yields_none(each: Page, quay: Callable[[Sequence[Example]], Path]) -> None:
    assert each.right
    assert found(quay(each.right)) == ()


def test_every_code_that_the_source_can_emit_has_a_page() -> None:
    emitted = {
        code
        for package in ("engine", "console", "telephony", "training")
        for path in (ROOT / package).rglob("*.py")
        for code in CODE.findall(path.read_text("utf-8"))
    }
    assert emitted == set(pages())


def test_a_page_that_lacks_a_part_is_refused() -> None:
    with pytest.raises(ValueError, match="F999 lacks Right, Mend"):
        page("F999", "# A title\nIt means.\n## On the phone\nBad.\n## Wrong\nx\n")
    with pytest.raises(ValueError, match="a title or its meaning"):
        page("F999", "# A title\n## On the phone\nBad.\n## Wrong\nx\n## Right\nx\n## Mend\nx\n")
