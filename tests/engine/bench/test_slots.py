from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from engine.bench.slots import EXACT, EXACT_BARE, bare, canonical, labelled_in, score, told
from engine.errors import FlowError

HEAD = "today: 2026-03-06\nlocale: en-GB\ncases:\n"
TOMORROW = '  - {kind: date, heard: "tomorrow", slots: {day: date}, values: {day: "2026-03-07"}}\n'
WRONG = '  - {kind: money, heard: "ten pounds", slots: {sum: money}, values: {sum: "11.00"}}\n'
BOTH = (
    '  - {kind: several, heard: "pay 45 pounds on Monday", slots: {sum: money, day: date, code: digits(4)},\n'
    '     values: {sum: "45.00", day: "2026-03-09", code: null}}\n'
)


SETS = sorted((Path(__file__).parents[2] / "slots").glob("*.yaml"))
"""The development set, and the held-out one where it is present."""


def write(folder: Path, *cases: str) -> Path:
    path = folder / "set.yaml"
    path.write_text(HEAD + "".join(cases))
    return path


def test_values_are_compared_in_canonical_form(tmp_path: Path) -> None:
    found = score(labelled_in(write(tmp_path, TOMORROW, WRONG)))
    assert found.kinds == {"date": (1, 1), "money": (0, 1)}
    assert (found.right, found.cases, found.exact) == (1, 2, 0.5)
    assert [str(miss) for miss in found.misses] == [f"{tmp_path}/set.yaml:5 ten pounds / 11.00 / 10.00"]


def test_several_values_are_taken_as_one_turn_takes_them(tmp_path: Path) -> None:
    assert score(labelled_in(write(tmp_path, BOTH))).exact == 1


def test_a_score_is_told_to_programs(tmp_path: Path) -> None:
    path = write(tmp_path, TOMORROW, WRONG)
    found = told({"set": score(labelled_in(path))}, 0.97, asr=False)
    assert found["ok"] is False
    assert found["sets"]["set"]["misses"] == [
        {"at": f"{path}:5:5", "heard": "ten pounds", "wanted": {"sum": "11.00"}, "got": {"sum": "10.00"}}
    ]


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("  - {kind: date, slots: {day: date}, values: {day: null}}\n", "set.yaml:4:5: 'heard' is missing"),
        ('  - {kind: date, heard: "x", slots: {day: dat}, values: {day: null}}\n', "4:43: 'dat' is no type"),
        ('  - {kind: date, heard: "x", slots: {day: date}, values: {}}\n', "4:5: 'slots' and 'values' differ"),
        ("  - x\n", "4:5: names and values should stand here"),
        ("  - {\n", "while parsing"),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path: Path, case: str, message: str) -> None:
    with pytest.raises(FlowError, match=r"set\.yaml") as wrong:
        labelled_in(write(tmp_path, case))
    assert message in str(wrong.value)


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("It's £1,200.50, please.", "it's £1,200.50 please"),
        ("At 11 a.m. Sorry, 11:15.", "at 11 am sorry 11:15"),
        ("J-O-N-E-S.", "j o n e s"),
        ("Jane.Smith@Example.com.", "jane.smith@example.com"),
        ("The code is 16-00-38?", "the code is 16 00 38"),
        ("1 2 2 5... I mean 6", "1 2 2 5 i mean 6"),
    ],
)
def test_a_transcriber_may_leave_punctuation_and_capitals_out(heard: str, said: str) -> None:
    assert bare(heard) == said


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (time(16, 5), "16:05"),
        (date(2026, 11, 25), "2026-11-25"),
        (Decimal("80.00"), "80.00"),
        (Decimal(32600), "32600"),
        ("4568", "4568"),
    ],
)
def test_canonical_forms(value: object, written: str) -> None:
    assert canonical(value) == written


def test_the_development_set_is_there() -> None:
    assert "development.yaml" in [path.name for path in SETS]


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
@pytest.mark.parametrize(("asr", "least"), [(False, EXACT), (True, EXACT_BARE)])
def test_labelled_utterances_are_read_exactly(path: Path, asr: bool, least: float) -> None:
    found = score(labelled_in(path), asr=asr)
    assert found.exact >= least, "\n".join(map(str, found.misses))
