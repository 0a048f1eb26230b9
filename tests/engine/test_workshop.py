from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.flows.mend import is_better
from engine.inspection import inspect
from engine.workshop import mend_project

QUAY = Path(__file__).parent / "flows" / "quay"
Edit = Callable[[str, str, str], Path]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return shutil.copytree(QUAY, tmp_path / "quay", ignore=shutil.ignore_patterns("__pycache__"))


@pytest.fixture
def edited(project: Path) -> Edit:
    def edit(file: str, old: str, new: str) -> Path:
        path = project / file
        text = path.read_bytes().decode("utf-8")
        assert text.count(old) == 1
        path.write_bytes(text.replace(old, new).encode("utf-8"))
        return project

    return edit


@pytest.mark.parametrize(
    ("file", "slip", "mended"),
    [
        ("flows/booking.yaml", "- aks: code", "- ask: code"),
        ("flows/booking.yaml", "- ask: cod", "- ask: code"),
        ("flows/booking.yaml", "do: bookings.fnid", "do: bookings.find"),
        ("flows/booking.yaml", "not_fuond:", "not_found:"),
        ("flows/booking.yaml", "redo: cdoe", "redo: code"),
        ("flows/booking.yaml", "fillr: One moment.", "filler: One moment."),
        ("flows/booking.yaml", "type: digit(6)", "type: digits(6)"),
        ("flows/booking.yaml", "bay {booking.bya} from", "bay {booking.bay} from"),
        ("flows/booking.yaml", "booking.state == colected", "booking.state == collected"),
        ("flows/booking.yaml", "if: booking.state = collected", "if: booking.state == collected"),
        ("flows/booking.yaml", "if: bookng.state == collected", "if: booking.state == collected"),
        ("flows/booking.yaml", "start: bookng", "start: booking"),
        ("flows/booking.yaml", "say: {code} is not there.", 'say: "{code} is not there."'),
        ("flows/booking.yaml", "say: Sorry: no {code}.", 'say: "Sorry: no {code}."'),
        ("flows/booking.yaml", "say: Press # to stop, {code}.", 'say: "Press # to stop, {code}."'),
        ("flows/booking.yaml", "One moment.\n    filler: One moment.\n", "One moment.\n"),
        ("flows/sign_in.yaml", "redback: always", "readback: always"),
        ("flows/sign_in.yaml", "readback: alway", "readback: always"),
        ("flows/sign_in.yaml", "secret: true\n    readback: always", "secret: true\n    readback: never"),
        ("flows/pay.yaml", "- run: sing_in", "- run: sign_in"),
        ("flows/pay.yaml", "transfer: acounts\n          note: Check", "transfer: accounts\n          note: Check"),
        ("flows/question.yaml", "with: {qestion: caller.said}", "with: {question: caller.said}"),
        ("flows/question.yaml", "caller.siad", "caller.said"),
        ("flows/welcome.yaml", "2: giv_back", "2: give_back"),
        ("flows/welcome.yaml", "1: booking, 1: booking,", "1: booking,"),
        (
            "flows/welcome.yaml",
            "- Press 1 for a booking. Press 2 to cancel one.",
            "- For a booking, press 1. To cancel one, press 2.",
        ),
        ("flows/welcome.yaml", "You can say, **where's** my bike.", "You can say, where's my bike."),
        ("flows/project.yaml", "wait: 5 seconds", "wait: 5s"),
        ("flows/project.yaml", "start: welcom\n", "start: welcome\n"),
        ("flows/project.yaml", "  hunam:", "  human:"),
    ],
)
def test_a_certain_slip_is_mended_and_nothing_else_is_touched(edited: Edit, file: str, slip: str, mended: str) -> None:
    good = (QUAY / file).read_text("utf-8")
    if mended not in good:  # a text that the project does not have: both are put in the place of one that it has
        old = "say: I can't find booking {code}." if "say:" in mended else "secret: true"
        expected = good.replace(old, mended)
        project = edited(file, old, slip)
    else:
        expected = good
        project = edited(file, mended, slip)
    assert inspect(project).findings
    shop = mend_project(project)
    assert shop.mended.texts[file] == expected
    assert shop.changed == {file: expected}


def test_nothing_is_written_before_it_is_delivered(edited: Edit) -> None:
    project = edited("flows/booking.yaml", "- ask: code", "- ask: cod   # the code")
    before = (project / "flows" / "booking.yaml").read_text("utf-8")
    shop = mend_project(project)
    assert (project / "flows" / "booking.yaml").read_text("utf-8") == before
    shop.deliver(project)
    assert "- ask: code   # the code\n" in (project / "flows" / "booking.yaml").read_text("utf-8")
    assert inspect(project).findings == ()


def test_line_ends_and_a_byte_order_mark_stay(project: Path) -> None:
    path = project / "flows" / "booking.yaml"
    text = "\ufeff" + path.read_text("utf-8").replace("- ask: code", "- ask: cod").replace("\n", "\r\n")
    path.write_bytes(text.encode("utf-8"))
    mend_project(project).deliver(project)
    assert path.read_bytes().decode("utf-8") == text.replace("- ask: cod\r", "- ask: code\r")


def test_an_error_is_mended_although_warnings_come_to_light(edited: Edit) -> None:
    project = edited("flows/welcome.yaml", "{1: booking, 2: give_back}", "{1: giv_back, 2: booking}")
    shop = mend_project(project)
    assert [finding.code for finding in shop.mended.done] == ["F041"]
    assert {finding.code for finding in shop.mended.left} == {"V108"}


def test_slips_in_conversations_are_mended_too(edited: Edit) -> None:
    edited("tests/calls/booking.yaml", "hears: booking code", "hear: booking code")
    slips = edited("tests/calls/booking.yaml", "    - caller: one two", "    - silence: true\n    - caller: one two")
    shop = mend_project(slips)
    assert [finding.code for finding in shop.mended.done] == ["T001", "T003"]
    assert "      hears: booking code\n    - silence:\n" in shop.changed["tests/calls/booking.yaml"]
    assert shop.mended.left == ()


def test_several_slips_in_several_files_are_mended_at_once(edited: Edit) -> None:
    edited("flows/booking.yaml", "- ask: code", "- ask: cod")
    edited("flows/booking.yaml", "filler: One moment.", "fillr: One moment.")
    project = edited("intents/booking.yaml", "about:", "abuot:")
    shop = mend_project(project)
    assert [finding.code for finding in shop.mended.done] == ["F020", "F005", "F005"]
    assert shop.mended.left == ()
    assert shop.diff().count("\n+++ ") == 2


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("flows/booking.yaml", "redo: code", "redo: booking_code"),
        ("flows/welcome.yaml", "1: booking", "1: bikes"),
        ("flows/booking.yaml", "find booking {code}.", "find booking {code}. # new"),
        ("flows/booking.yaml", "filler: One moment.", "filler: One moment.\n    filler: Let me see."),
        ("flows/pay.yaml", "amount <= customer.owes", "amount + customer.owes"),
    ],
)
def test_what_could_be_meant_otherwise_is_left(edited: Edit, file: str, old: str, new: str) -> None:
    project = edited(file, old, new)
    shop = mend_project(project)
    assert shop.mended.left
    assert shop.changed == {}
    assert shop.diff() == ""


@pytest.mark.parametrize("name", ["booking", "give_back", "pay", "project", "sign_in"])
def test_whatever_line_is_lost_or_doubled_mending_never_makes_it_worse(project: Path, name: str) -> None:
    file = f"flows/{name}.yaml"
    path = project / file
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for index, line in enumerate(lines):
        for instead in ("", line * 2):
            path.write_text("".join([*lines[:index], instead, *lines[index + 1 :]]), "utf-8")
            before = inspect(project).findings
            shop = mend_project(project)
            assert shop.mended.left == before or is_better(before, shop.mended.left)
            assert set(shop.changed) <= {file}


def test_an_unreadable_file_is_left_as_it_is(project: Path) -> None:
    path = project / "flows" / "booking.yaml"
    path.write_bytes(b"about: \xff\n")
    shop = mend_project(project)
    assert shop.changed == {}
    assert "F009" in {finding.code for finding in shop.mended.left}


def test_a_project_without_flows_is_no_trouble(tmp_path: Path) -> None:
    assert mend_project(tmp_path).changed == {}
