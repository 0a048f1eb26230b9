"""Is a labelled log cut into weeks by its conversations, and answered for by the words?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from engine.errors import DataError
from training.log.columns import Columns
from training.log.record import LoggedTurn
from training.mine.item import Item, identity
from training.weeks.traffic import Business, answer, cut, first_sentences, meanings, read_weeks

COLUMNS = Columns(text="said", label="means", conversation="call")
CARD = "4111 1111 1111 1111"


def write(path: Path, count: int) -> Path:
    rows = [
        f"{n // 4}\t{word} {n}\t{label}" for n in range(count) for word, label in (("pay", "pay"), ("book", "book"))
    ]
    path.write_text("call\tsaid\tmeans\n" + "\n".join([*rows, f"9\tmy card is {CARD}\ttalk", "9\tpin 7391 hi\ttalk"]))
    return path


def test_labels_with_enough_turns_are_intents_and_what_is_said_is_masked(tmp_path: Path) -> None:
    log = write(tmp_path / "log.tsv", 40)
    found = read_weeks(log, log, COLUMNS, Business(others=("talk",)), 4)
    assert found.intents == ("book", "pay")
    assert sum(map(len, found.weeks)) == len(found.test) == 82
    assert {"my card is •••• card", "pin •••• number hi"} <= {turn.utterance for week in found.weeks for turn in week}
    assert "pin 7391 hi" in {turn.utterance for turn in found.test}  # as a classifier hears it
    assert any("card number" in each for each in found.problems)


def test_too_little_is_refused(tmp_path: Path) -> None:
    log = write(tmp_path / "log.tsv", 5)
    for business in (Business(), Business(intents=("pay", "nosuch")), Business(intents=("pay",), fewest=8)):
        with pytest.raises(DataError, match=r"log.tsv: "):
            read_weeks(log, log, COLUMNS, business, 2)


def test_no_conversation_is_cut_and_weeks_are_equal() -> None:
    turns = [LoggedTurn(f"c{n // 3}", n % 3, f"text {n}") for n in range(90)]
    weeks = cut(turns, 10)
    assert [turn for week in weeks for turn in week] == turns
    assert {len(week) for week in weeks} == {9}
    assert max(Counter(sid for week in weeks for sid in {turn.sid for turn in week}).values()) == 1


def test_a_reviewer_judges_the_words_and_several_labels_are_nobodys() -> None:
    turns = [LoggedTurn("a", n, "Hello!", label=label) for n, label in enumerate(["talk", "pay", "talk"])]
    turns.append(LoggedTurn("b", 0, "both", label="pay<div>book"))
    turns.append(LoggedTurn("b", 1, "i pay", label="pay"))
    labels = meanings(turns)

    def act(text: str) -> tuple[str, str]:
        decision = answer(Item(identity(text), text, "a", 0, ("audit",)), labels, ("pay", "book"))
        return decision.act, decision.label

    assert act("hello") == ("out", "_out_of_scope")
    assert act("both") == ("discard", "")
    assert act("i pay") == ("relabel", "pay")


def test_nobody_writes_words_that_mostly_mean_something_else(tmp_path: Path) -> None:
    log = write(tmp_path / "log.tsv", 40)
    log.write_text(log.read_text() + "\n8\tok\tpay\n8\tok\ttalk\n8\tok\ttalk")
    found = read_weeks(log, log, COLUMNS, Business(others=("talk",)), 4)
    rows = first_sentences(found, 40, 0)
    assert Counter(row.label for row in rows) == {"pay": 40, "book": 40}
    assert "ok" not in {row.text for row in rows}
    assert first_sentences(found, 8, 0) == first_sentences(found, 8, 0) != first_sentences(found, 8, 1)
