"""Are the schemas written for every project, also for one that does not check?"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.schema.documents import documents
from engine.schema.write import SCHEMAS, read_names, write_schemas

from .conftest import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for part in ("flows", "intents"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "handlers.py", tmp_path)
    return tmp_path


def written(project: Path) -> dict[str, Any]:
    return {path.stem: json.loads(path.read_text("utf-8")) for path in write_schemas(project)}


def handlers(made: dict[str, Any]) -> Any:
    return made["flow"]["definitions"]["step do"]["properties"]["do"]


def runs(made: dict[str, Any]) -> list[str]:
    found: list[str] = made["flow"]["definitions"]["step run"]["properties"]["run"]["enum"]
    return found


def test_they_are_where_the_headers_look(project: Path) -> None:
    paths = write_schemas(project)
    assert [path.relative_to(project) for path in paths] == [
        SCHEMAS / f"{name}.json" for name in ("flow", "project", "calls", "intent", "locale")
    ]
    for folder in ("flows", "flows/locales", "intents", "tests/calls", "tests/intents"):
        for path in (ROOT / folder).glob("*.yaml"):
            header, _, _ = path.read_text("utf-8").partition("\n")
            found = path.parent / header.removeprefix("# yaml-language-server: $schema=")
            assert found.resolve().relative_to(ROOT) in {SCHEMAS / f"{at.stem}.json" for at in paths}, path


def test_writing_again_changes_nothing(project: Path) -> None:
    before = [(path, path.stat().st_mtime_ns) for path in write_schemas(project)]
    assert [(path, path.stat().st_mtime_ns) for path in write_schemas(project)] == before


def test_a_new_name_is_known_the_next_time(project: Path) -> None:
    assert "survey" not in runs(written(project))
    (project / "flows" / "survey.yaml").write_text("about: A\ntitle: a\nstart: never\nsteps: [end]\n")
    assert "survey" in runs(written(project))


def test_a_flow_that_cannot_be_read_may_still_be_named(project: Path) -> None:
    (project / "flows" / "faq.yaml").write_text("steps:\n  - [\n")
    (project / "flows" / "goodbye.yaml").write_bytes(b"\xff\xfe\x00")
    assert {"faq", "goodbye", "welcome"} <= set(runs(written(project)))


def test_a_project_file_that_cannot_be_read_leaves_the_flows_names(project: Path) -> None:
    (project / "flows" / "project.yaml").write_text("")
    made = written(project)
    assert "orders.lookup" in handlers(made)["enum"]
    assert "order_status" in runs(made)
    assert made["flow"]["definitions"]["step transfer"]["properties"]["transfer"]["type"] == "string"


def test_where_the_projects_own_handlers_do_not_load_any_name_may_be_one(project: Path) -> None:
    (project / "handlers.py").write_text("import nothing_of_this_name\n")
    offered, other = handlers(written(project))["anyOf"]
    assert "orders.lookup" in offered["enum"]
    assert other["type"] == "string"


def test_an_empty_folder_gets_them_too(tmp_path: Path) -> None:
    made = written(tmp_path)
    assert "kb.answer" in handlers(made)["enum"]
    assert made["flow"]["definitions"]["step run"]["properties"]["run"]["type"] == "string"


@pytest.mark.parametrize("file", ["project.yaml", "order_status.yaml"])
def test_no_lost_line_keeps_a_project_from_its_schemas(project: Path, file: str) -> None:
    path = project / "flows" / file
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for index in range(len(lines)):
        path.write_text("".join([*lines[:index], *lines[index + 1 :]]), "utf-8")
        made = documents(read_names(project))
        assert {"welcome", "faq"} <= set(made["flow"]["definitions"]["step run"]["properties"]["run"]["enum"])
