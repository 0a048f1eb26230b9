from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.flows.findings import Edit, Finding, error, warning
from engine.flows.mend import applied, is_better, mend, offset_of
from engine.flows.model import Position


def at(line: int, column: int, file: str = "a.yaml") -> Position:
    return Position(file, line, column)


@pytest.mark.parametrize(
    ("line", "column", "expected"),
    [(1, 1, 0), (1, 3, 2), (2, 1, 4), (3, 2, 9), (3, 1, 8), (4, 1, None), (9, 1, None), (3, 40, None)],
)
def test_a_place_is_found_in_a_text(line: int, column: int, expected: int | None) -> None:
    assert offset_of("abc\ndef\nghi", at(line, column)) == expected


def test_a_byte_order_mark_is_no_column() -> None:
    text = "\ufeffabc\ndef"
    assert offset_of(text, at(1, 1)) == 1
    assert offset_of(text, at(2, 1)) == 5


def test_edits_of_one_finding_are_made_together_whatever_their_order() -> None:
    edits = (Edit(at(1, 1), "one", "1"), Edit(at(1, 5), "two", "22222"), Edit(at(2, 1, "b.yaml"), "x\n", ""))
    texts = {"a.yaml": "one two three\r\n", "b.yaml": "a\nx\nb"}
    assert applied(texts, edits) == {"a.yaml": "1 22222 three\r\n", "b.yaml": "a\nb"}


@pytest.mark.parametrize("edit", [Edit(at(1, 2), "one", "1"), Edit(at(7, 1), "one", "1"), Edit(at(1, 1), "", "1")])
def test_an_edit_that_does_not_find_its_words_is_not_made(edit: Edit) -> None:
    assert applied({"a.yaml": "one two"}, (Edit(at(1, 5), "two", "2"), edit)) is None


def words(texts: Mapping[str, str], wrong: Mapping[str, str]) -> Sequence[Finding]:
    """Find fault with each of ``wrong`` in every file, and know how to mend it."""
    found = []
    for file, text in texts.items():
        for number, line in enumerate(text.split("\n"), 1):
            for column, word in ((line.find(word) + 1, word) for word in wrong if word in line):
                place = at(number, column, file)
                found.append(error(place, "F001", word, edits=(Edit(place, word, wrong[word]),)))
    return sorted(found)


def test_everything_certain_is_mended_one_after_the_other() -> None:
    mended = mend({"a.yaml": "x teh y\nteh", "b.yaml": "z"}, lambda texts: words(texts, {"teh": "the"}))
    assert mended.texts == {"a.yaml": "x the y\nthe", "b.yaml": "z"}
    assert [finding.at for finding in mended.done] == [at(1, 3), at(2, 1)]
    assert mended.left == ()


def test_what_does_not_help_is_taken_back() -> None:
    mended = mend({"a.yaml": "teh sya"}, lambda texts: words(texts, {"teh": "a teh", "sya": "say"}))
    assert mended.texts == {"a.yaml": "teh say"}
    assert [finding.message for finding in mended.done] == ["sya"]
    assert [finding.message for finding in mended.left] == ["teh"]


def test_fewer_warnings_are_not_worth_one_more_error() -> None:
    two = (warning(at(1, 1), "V101", "long"), warning(at(2, 1), "V101", "long"))
    assert is_better(two, (two[0],))
    assert not is_better(two, (error(at(1, 1), "F001", "wrong"),))
    assert is_better((error(at(1, 1), "F001", "wrong"),), two[:1])
    assert is_better((error(at(1, 1), "F001", "wrong"),), two)
    assert not is_better(two, (error(at(1, 1), "F001", "wrong"),))


def test_what_comes_to_light_behind_a_worse_slip_is_no_reason_to_leave_it() -> None:
    unparsed, two = (error(at(1, 1), "F003", "x"),), (error(at(1, 1), "F020", "y"), error(at(2, 1), "F020", "y"))
    conversations = (error(at(1, 1), "T001", "z"), error(at(2, 1), "T001", "z"), error(at(3, 1), "T001", "z"))
    assert is_better(unparsed, two)
    assert is_better(two, conversations)
    assert not is_better(conversations, two)
    assert not is_better(two, unparsed)


def test_nothing_is_better_than_itself() -> None:
    two = (warning(at(1, 1), "V101", "w"), warning(at(1, 2), "V102", "w"))
    assert not is_better(two, two)


@given(
    st.lists(st.sampled_from(["teh", "sya", "fine", "odd", "#"]), max_size=8),
    st.dictionaries(st.sampled_from(["teh", "sya", "odd"]), st.text("tehsyaod ", max_size=5), max_size=3),
)
def test_mending_ends_and_never_makes_it_worse(line: list[str], wrong: dict[str, str]) -> None:
    texts = {"a.yaml": " ".join(line)}
    before = words(texts, wrong)
    mended = mend(texts, lambda each: words(each, wrong))
    assert len(mended.left) == len(words(mended.texts, wrong)) <= len(before)
    assert len(mended.left) + len(mended.done) <= len(before)
    if not mended.done:
        assert mended.texts == texts
