from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.inspection import inspect

QUAY = Path(__file__).parent / "flows" / "quay"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return shutil.copytree(QUAY, tmp_path / "quay", ignore=shutil.ignore_patterns("__pycache__"))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def codes(project: Path) -> list[str]:
    return [finding.code for finding in inspect(project).findings]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("hears: booking code", "hear: booking code", ["T001"]),
        ("caller: where's my bike", "user: where's my bike", ["T001"]),
        ("bookings.find: {state", "bookings.fnid: {state", ["T006"]),
        ("caller: where's my bike\n      hears", "caller: where's my bike\n    hears", ["F003"]),
    ],
)
def test_conversations_are_read_with_the_rest(project: Path, old: str, new: str, expected: list[str]) -> None:
    replace(project / "tests" / "calls" / "booking.yaml", old, new)
    assert codes(project) == expected


def test_a_file_that_cannot_be_read_hides_no_slip_of_another(project: Path) -> None:
    broken = project / "flows" / "sign_in.yaml"
    broken.write_bytes(broken.read_bytes() + b"# caf\xe9\n")
    replace(project / "flows" / "booking.yaml", "bay {booking.bay} from", "bay {booking.bya} from")
    replace(project / "flows" / "booking.yaml", "- ask: code", "- ask: cdoe")
    replace(project / "flows" / "pay.yaml", "- run: sign_in", "- run: sing_in")
    replace(project / "flows" / "pay.yaml", "steps:\n", "steps:\n  - say: It's account {account}, or {amonut}.\n")
    with (project / "intents" / "pay.yaml").open("a", encoding="utf-8") as file:
        file.write("slots: [account]\n")
    replace(project / "flows" / "give_back.yaml", "start: give_back", "start: giv_back")
    inspection = inspect(project)
    assert inspection.unread == ("flows/sign_in.yaml",)
    shown = [(each.code, each.at.file) for each in inspection.findings]
    assert sorted(shown) == [
        ("F009", "flows/sign_in.yaml"),
        ("F020", "flows/booking.yaml"),
        ("F041", "flows/pay.yaml"),
        ("F060", "flows/booking.yaml"),
        ("F060", "flows/pay.yaml"),
        ("F080", "flows/give_back.yaml"),
    ]


def test_handlers_that_the_project_does_not_name_are_one_finding(project: Path) -> None:
    replace(project / "flows" / "project.yaml", "handlers: handlers.py\n", "")
    (only,) = inspect(project).findings
    assert str(only).startswith("flows/project.yaml:1:1: error F035: handlers.py is here, and this file does not name")


def test_a_slip_in_a_flow_is_not_found_again_in_its_conversations(project: Path) -> None:
    replace(project / "flows" / "booking.yaml", "  code:\n", "  cod:\n")
    assert not {code for code in codes(project) if code.startswith("T")}
