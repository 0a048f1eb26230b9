"""Does mining find what it is for in a log, within its bounds, and the same again after an interruption?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import DataError
from engine.types import Candidate
from training.log.record import LoggedTurn
from training.mine.item import Item, identity, read_queue, write_lines
from training.mine.mine import Wanted, mine
from training.mine.scoring import ModelScorer

CLAUDE = "claude-haiku-5-5"
WORDS = ["order", "parcel", "where", "pay", "bill", "money", "agent", "person", "speak", "lost", "the", "my", "a", "is"]


def log(calls: int) -> Iterator[LoggedTurn]:
    """Yield calls of two turns: words in all combinations, then the same "yes"."""
    for n in range(calls):
        text = " ".join(WORDS[n // len(WORDS) ** k % len(WORDS)] for k in range(3))
        yield LoggedTurn(f"CA{n}", 0, text)
        yield LoggedTurn(f"CA{n}", 1, "yes")


def test_the_unsure_are_queued_with_an_audit_and_what_is_known_is_not(scorer: ModelScorer) -> None:
    known = frozenset({identity("pay order parcel")})
    found = mine(log(600), known, scorer, Wanted(most=40, unknown=0.0))
    assert found.turns == 1200
    assert len(found.items) == 40
    assert Counter(reason for item in found.items for reason in item.reasons) == {"audit": 8, "unsure": 32}
    assert not known & {item.id for item in found.items}
    assert len({item.id for item in found.items}) == 40
    unsure = [item.candidates[0].score for item in found.items if item.reasons == ("unsure",)]
    assert all(0.2 < score < 0.8 for score in unsure)
    assert len(found.traffic) == 1200


def test_protests_and_disagreement_come_first_and_say_what_was_made_of_it(scorer: ModelScorer) -> None:
    held = (Candidate("order_status", 0.5),)
    wrong = LoggedTurn(
        "X", 0, "lost money", by="claude-haiku-5-5", meaning="make_payment", verdict="defer", candidates=held
    )
    found = mine([*log(300), wrong], frozenset(), scorer, Wanted(most=10, audit=0.0, unknown=0.0))
    item = next(item for item in found.items if item.text == "lost money")
    assert "disagreement" in item.reasons
    assert (item.meaning, item.by) == ("make_payment", CLAUDE)


def test_groups_of_unknown_ones_are_queued_under_a_name(scorer: ModelScorer) -> None:
    unknown = [LoggedTurn(f"U{n}", 0, "lost " * (n + 1) + "the") for n in range(12)]
    found = mine([*unknown, *log(50)], frozenset(), scorer, Wanted(most=20, audit=0.0, unknown=0.2))
    named = [item for item in found.items if item.name]
    assert named
    assert all(item.reasons == ("unknown",) and "lost" in item.name for item in named)


def test_one_caller_cannot_fill_the_queue(scorer: ModelScorer) -> None:
    flood = [LoggedTurn(f"F{n}", 0, turn.utterance, caller="c1") for n, turn in enumerate(log(400)) if turn.index == 0]
    found = mine(flood, frozenset(), scorer, Wanted(most=50))
    assert len(found.items) <= 4


def test_an_audit_that_fills_the_queue_leaves_no_room(scorer: ModelScorer) -> None:
    found = mine(log(100), frozenset(), scorer, Wanted(most=20, audit=1.0, unknown=0.5))
    assert [item.reasons for item in found.items] == [("audit",)] * 20


def test_a_log_longer_than_the_pool_is_mined_alike_whatever_is_forgotten(
    scorer: ModelScorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted(most=10, audit=0.0, unknown=0.0)
    turns = [turn for turn in log(900) if turn.utterance != "yes"]
    wrong = [LoggedTurn("X", n, "lost money", verdict="accept", meaning="human") for n in range(2)]
    protest = LoggedTurn("X", 2, "no that's wrong", verdict="defer")
    whole = mine([*turns, *wrong, protest], frozenset(), scorer, wanted)
    monkeypatch.setattr("training.mine.mine.POOL", 90)  # all of them
    same = mine([*turns, *wrong, protest], frozenset(), scorer, wanted)
    assert {item.text for item in whole.items if "not wanted" in item.reasons} == {"lost money"}
    assert [item.id for item in whole.items] == [item.id for item in same.items]


def test_the_same_words_are_counted_and_the_turn_that_went_wrong_is_shown(scorer: ModelScorer) -> None:
    turns = [LoggedTurn(f"CA{n}", 0, "lost money", verdict="accept", meaning="human") for n in range(5)]
    turns.append(LoggedTurn("CA4", 1, "no that's wrong", verdict="defer"))
    found = mine(turns, frozenset(), scorer, Wanted(most=10, audit=0.0, unknown=0.0))
    item = next(item for item in found.items if item.text == "lost money")
    assert (item.seen, item.sid, found.turns, found.different) == (5, "CA4", 6, 2)
    assert "not wanted" in item.reasons


def test_an_empty_log_gives_an_empty_queue(scorer: ModelScorer) -> None:
    assert mine([], frozenset(), scorer, Wanted()).items == ()


def test_a_queue_is_read_as_it_was_written_and_a_broken_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "queue.jsonl"
    item = Item(identity("pay"), "pay", "CA1", 3, ("audit",), (Candidate("pay", 0.5),), 0.25)
    write_lines(path, [item])
    assert read_queue(path) == [item]
    assert list(tmp_path.iterdir()) == [path]
    path.write_text(path.read_text() + "{\n")
    with pytest.raises(DataError, match=r"queue.jsonl:2"):
        read_queue(path)
    assert read_queue(tmp_path / "none.jsonl") == []


def test_progress_ends_whole_though_fewer_turns_came_than_lines(scorer: ModelScorer) -> None:
    told: list[tuple[str, int, int]] = []
    mine(log(3), frozenset(), scorer, Wanted(), progress=lambda *each: told.append(each), total=7)
    assert told[-1] == ("mining", 6, 6)
