from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import DataError
from engine.understanding.classifier import Classifier
from training.compare import Answer
from training.regression import Reader, Sentence, answered, held_out, read_set


class Always:
    """A reader that says the same of everything."""

    def answer(self, text: str) -> Answer:
        return Answer(text[:1], 0.5, accepted=True)


def test_both_kinds_of_file_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"text": "pay my bill", "label": "pay"}\n\n{"text": "hm", "label": "_out_of_scope"}\n'
    )
    (tmp_path / "a.csv").write_text("text,intent\npay my bill,pay\nhm,_out_of_scope\n")
    expected = (Sentence("pay my bill", "pay"), Sentence("hm", "_out_of_scope"))
    assert read_set(tmp_path / "a.jsonl") == read_set(tmp_path / "a.csv") == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", b'{"text": "x"}\nnot json\n[]', r"a\.jsonl:1: there is no label"),
        ("a.jsonl", b"not json", r"a\.jsonl:1: this is not JSON"),
        ("a.jsonl", b'{"text": " ?! ", "label": "a"}', "there is no text"),
        ("a.jsonl", b"", "no sentence of an intent"),
        ("a.jsonl", b'{"text": "x", "label": "_out_of_scope"}', "no sentence of an intent"),
        ("a.csv", b"what,why\n1,2\n", r"a\.csv:2: there is no text"),
        ("a.csv", b'text,label\n"never closed,b\n', r"a\.csv:\d: unexpected end"),
        ("a.csv", b"text,label\n\xff\xfe,b\n", "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_set(tmp_path / name)
    with pytest.raises(DataError, match="No such file"):
        read_set(tmp_path / "gone.csv")


def test_every_bad_line_is_told_at_once_and_not_without_end(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("x\n" * 30)
    with pytest.raises(DataError) as error:
        read_set(tmp_path / "a.jsonl")
    assert len(str(error.value).splitlines()) == 21
    assert str(error.value).endswith("and 10 more")


def test_a_sentence_that_both_sets_have_is_read_once() -> None:
    said = [Sentence("Pay!", "p"), Sentence("pay", "p"), Sentence("pay", "q")]
    found = answered(said, Always(), Always())  # type: ignore[arg-type]
    assert [(pair.text, pair.label) for pair in found] == [("pay", "p"), ("pay", "q")]


def test_the_held_out_sentences_of_a_project(shop: Path) -> None:
    assert {each.label for each in held_out(shop)} == {"human", "make_payment", "order_status", "_out_of_scope"}


def test_a_reader_answers_as_a_call_would_be(shop: Path, teach: object) -> None:
    teach(shop, "tiny")  # type: ignore[operator]
    reader = Reader(Classifier.load(shop / ".trunkline" / "models" / "tiny"), 0.95, 0.15)
    assert reader.answer("where is my order").label == "order_status"
    assert reader.answer("agent person speak").accepted
    assert not reader.answer("fish and chips").accepted
    assert reader.answer("?") == Answer("", 0.0, accepted=False)
