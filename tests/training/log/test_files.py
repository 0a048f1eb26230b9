"""Is a log that was brought along read line by line, with one finding for each line that cannot be?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import DataError
from engine.store.callers import Callers
from training.log.columns import Columns
from training.log.files import read_log
from training.log.problems import Problems
from training.log.record import LoggedTurn, calls

HASHED = Callers(b"key").hash
CARD = "4111 1111 1111 1111"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., tuple[list[LoggedTurn], Problems]]:
    def written(name: str, content: bytes | str, **how: object) -> tuple[list[LoggedTurn], Problems]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        problems = Problems()
        return list(read_log(path, HASHED, problems, **how)), problems  # type: ignore[arg-type]

    return written


Read = Callable[..., tuple[list[LoggedTurn], Problems]]


def test_jsonl_brings_what_it_has(read: Read) -> None:
    line = {"sid": "CA1", "utterance": "i want to pay", "caller": "+44 1632 960001", "candidates": [["pay", 0.9]]}
    more = {"at": "2026-11-25T09:30:00Z", "none": 0.05, "verdict": "accept", "by": "classifier", "meaning": "pay"}
    turns, problems = read("a.jsonl", json.dumps(line | more) + "\n" + json.dumps({"sid": "CA1", "utterance": "yes"}))
    assert not problems.told
    assert [turn.index for turn in turns] == [0, 1]
    assert turns[0].candidates[0].label == "pay"
    assert turns[0].caller == HASHED("+441632960001")
    assert turns[1].verdict == ""


def test_csv_and_tsv_with_names_of_their_own(read: Read) -> None:
    columns = Columns(text="said", conversation="call", label="intent")
    for name, part in (("a.csv", ","), ("a.tsv", "\t")):
        rows = (("call", "said", "intent"), ("1", "pay my bill", "pay"), ("2", "hi", ""))
        turns, problems = read(name, "".join(part.join(row) + "\n" for row in rows), columns=columns)
        assert [(turn.sid, turn.utterance, turn.label) for turn in turns] == list(rows[1:])
        assert not problems.told


def test_a_card_number_is_told_with_its_line_and_masked(read: Read) -> None:
    turns, problems = read("a.csv", f"utterance\nhello\nmy card is {CARD}\n")
    assert [turn.utterance for turn in turns] == ["hello", "my card is •••• card"]
    assert [(each.line, "card number" in each.message) for each in problems.told] == [(3, True)]
    assert "1111" not in str(problems.lines())


def test_each_broken_line_is_one_finding_and_the_rest_is_read(read: Read) -> None:
    lines = [b'{"utterance": "one"}', b"{broken", b'["no object"]', b'{"utterance": 7}', b'{"utterance": "caf\xe9"}']
    lines += [b'{"utterance": "two", "none": "NaN"}', b'{"utterance": "  "}', b'{"utterance": "three"}']
    turns, problems = read("a.jsonl", b"\n".join(lines))
    assert [turn.utterance for turn in turns] == ["one", "three"]
    assert [each.line for each in problems.told] == [2, 3, 4, 5, 6, 7]
    assert all(str(each).count(";") == 1 and "a.jsonl:" in str(each) for each in problems.told)


def test_a_row_with_too_few_values_and_an_open_quote_do_not_end_the_reading(read: Read) -> None:
    turns, problems = read("a.csv", 'sid,utterance\n1,fine\n2\n3,"open" quote\n4,good\n')
    assert [turn.utterance for turn in turns] == ["fine", "good"]
    assert [each.line for each in problems.told] == [3, 4]


def test_other_encodings(read: Read) -> None:
    assert read("a.csv", "utterance\nquería pagar\n".encode("utf-16"))[0][0].utterance == "quería pagar"
    assert read("b.csv", "\ufeffutterance\nquería pagar\n".encode())[0][0].utterance == "quería pagar"
    latin = "utterance\nquería pagar\nsí\n".encode("cp1252")
    turns, problems = read("c.csv", latin)
    assert turns == []
    assert [each.line for each in problems.told] == [2, 3]
    assert "--encoding cp1252" in str(problems.told[0])
    assert len(read("d.csv", latin, encoding="cp1252")[0]) == 2


def test_many_findings_are_counted_not_kept(read: Read) -> None:
    _, problems = read("a.jsonl", "{\n" * 5000)
    assert len(problems.told) == 20
    assert problems.lines()[-1] == "and 4980 more (no JSON: 5000)"


def test_a_line_without_end_is_left_out(read: Read) -> None:
    turns, problems = read("a.jsonl", '{"utterance": "' + "a" * 3_000_000 + '"}\n{"utterance": "next"}\n')
    assert [turn.utterance for turn in turns] == ["next"]
    assert [each.line for each in problems.told] == [1]


@pytest.mark.parametrize(
    ("name", "content", "how", "told"),
    [
        ("a.parquet", b"", {}, "a log's name ends in"),
        ("a.csv", b"text\nhi\n", {}, "--text NAME"),
        ("a.csv", b"", {}, "--text NAME"),
        ("a.csv", b"utterance\nhi\n", {"encoding": "klingon"}, "cp1252"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    read: Read, name: str, content: bytes, how: dict[str, str], told: str
) -> None:
    with pytest.raises(DataError) as problem:
        read(name, content, **how)
    assert told in problem.value.todo


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200), name=st.sampled_from(["a.jsonl", "a.csv", "a.tsv"]))
def test_whatever_is_in_it_is_read_or_told(read: Read, content: bytes, name: str) -> None:
    try:
        turns, _ = read(name, b"utterance\n" + content if name != "a.jsonl" else content)
    except DataError:
        return
    assert all(turn.utterance for turn in turns)


def test_a_log_is_grouped_into_calls_that_are_bounded() -> None:
    turns = [LoggedTurn(sid, n, "x") for n, sid in enumerate(["a"] * 3 + ["b"] * 1203)]
    assert [len(call) for call in calls(turns)] == [3, 500, 500, 203]


def test_a_line_without_a_call_is_one_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("utterance\npay my bill\nwhere is my parcel\n")
    found = list(read_log(path, lambda _: "", Problems()))
    assert [(turn.sid, turn.index) for turn in found] == [("line 2", 0), ("line 3", 0)]
