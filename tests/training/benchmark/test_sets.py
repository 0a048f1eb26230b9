from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import DataError
from training.benchmark.sets import read_sentences, read_sets


def write(folder: Path, name: str, *rows: str) -> None:
    (folder / name).write_text("text,intent\n" + "".join(f"{row}\n" for row in rows), "utf-8")


def test_files_are_read_where_they_exist(tmp_path: Path) -> None:
    write(tmp_path, "train.csv", "Pay my bill!,pay", '"Where, please, is it?",where')
    write(tmp_path, "test.csv", "pay it,pay")
    write(tmp_path, "oos_test.csv", "sing a song,oos")
    sets = read_sets(tmp_path)
    assert sets.labels == ("pay", "where")
    assert [row.text for row in sets.train] == ["pay my bill", "where please is it"]
    assert sets.oos_test == ("sing a song",)
    assert sets.oos_train == ()
    assert read_sentences(tmp_path / "train.csv") == ("pay my bill", "where please is it")


def test_without_a_test_three_tenths_of_each_intent_are_cut(tmp_path: Path) -> None:
    write(tmp_path, "train.csv", *[f"say {n},pay" for n in range(10)], *[f"ask {n},where" for n in range(20)])
    sets = read_sets(tmp_path)
    assert [row.label for row in sets.test].count("pay") == 3
    assert [row.label for row in sets.test].count("where") == 6
    assert not {row.text for row in sets.train} & {row.text for row in sets.test}
    assert read_sets(tmp_path) == sets


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "train.csv", "only a text", "!?,pay", "pay it,", "fine,pay")
    (tmp_path / "test.csv").write_text("sentence;label\n")
    (tmp_path / "oos_test.csv").write_bytes(b"text,intent\ncaf\xe9,oos\n")
    with pytest.raises(DataError) as error:
        read_sets(tmp_path)
    told = str(error.value).splitlines()
    assert [line.split("/")[-1] for line in told] == [
        "train.csv:2: 1 values instead of 2",
        "train.csv:3: there is no word in the text",
        "train.csv:4: there is no intent",
        "test.csv:1: the columns are sentence;label, not text,intent",
        "oos_test.csv: byte 15 is not UTF-8",
    ]


def test_a_flood_of_problems_is_bounded(tmp_path: Path) -> None:
    write(tmp_path, "train.csv", *["x"] * 50)
    with pytest.raises(DataError, match="and 30 more"):
        read_sets(tmp_path)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"train\.csv: No such file"):
        read_sets(tmp_path)
    write(tmp_path, "train.csv", "pay,pay")
    with pytest.raises(DataError, match=r"val\.csv: No such file"):
        read_sets(tmp_path, on="val")
