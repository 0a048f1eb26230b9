from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from engine.flows.project import load

Write = Callable[[Mapping[str, str]], Path]


def test_the_example_loads_without_a_finding(write: Write) -> None:
    loaded = load(write({}))
    assert loaded.findings == ()
    assert loaded.project is not None
    assert (loaded.project.name, loaded.project.start) == ("Beacon Books", "welcome")
    assert list(loaded.project.flows) == ["faq", "make_payment", "order_status", "verify_caller", "welcome"]
    assert loaded.project.flows["verify_caller"].slots["passcode"].secret


def test_every_file_is_read_although_another_is_broken(write: Write) -> None:
    loaded = load(write({"faq": "about: x\n- y\n", "welcome": "# nothing", "a-b": "about: x"}))
    places = {(finding.at.file, finding.code) for finding in loaded.findings}
    assert {("flows/faq.yaml", "F003"), ("flows/welcome.yaml", "F007"), ("flows/a-b.yaml", "F006")} <= places
    assert loaded.project is not None
    assert "make_payment" in loaded.project.flows
    assert "faq" not in loaded.project.flows
    assert list(loaded.findings) == sorted(loaded.findings)


def test_a_folder_without_a_project(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert loaded.project is None
    assert [(finding.code, finding.at.file) for finding in loaded.findings] == [("F009", "flows/project.yaml")]


def test_a_broken_project_file_leaves_no_project_but_every_finding(write: Write) -> None:
    loaded = load(write({"project": "name: x\n- y\n", "faq": "sya: x"}))
    assert loaded.project is None
    assert {finding.at.file for finding in loaded.findings} == {"flows/project.yaml", "flows/faq.yaml"}
