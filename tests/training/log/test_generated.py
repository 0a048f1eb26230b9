from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from engine.types import Candidate
from engine.understanding.classifier import Scores
from training.evaluate import NONE
from training.log.generated import TAKEN_BACK, Heard, Wanted, generated_log
from training.log.record import calls
from training.mine.signals import signals

SAID = {
    "pay": ("i want to pay my bill", "take my money for the bill"),
    "order": ("where is my order", "has my parcel been sent"),
    "human": ("let me speak to a person",),
    NONE: ("what is the weather like", "sing me a song", "tell me a joke"),
}


def knows(words: dict[str, str], score: float = 0.95) -> Heard:
    """Return a model that knows an intent by one word."""

    def reads(text: str) -> Scores:
        found = next((label for word, label in words.items() if word in text), "")
        return Scores((Candidate(found, score),), 1 - score) if found else Scores((Candidate("pay", 0.1),), 0.9)

    return Heard("m1", reads, 0.6, 0.1)


GOOD = knows({"bill": "pay", "order": "order", "parcel": "order", "person": "human"})


def test_the_same_seed_gives_the_same_calls_and_another_gives_others() -> None:
    wanted = Wanted(calls=30)
    assert generated_log(SAID, GOOD, wanted) == generated_log(SAID, GOOD, wanted)
    assert generated_log(SAID, GOOD, wanted) != generated_log(SAID, GOOD, Wanted(calls=30, seed=1))


def test_calls_come_in_order_of_time_within_their_weeks() -> None:
    wanted = Wanted(calls=60, weeks=3)
    turns = generated_log(SAID, GOOD, wanted)
    found = list(calls(turns))
    assert len(found) == 60
    times = [call[0].at for call in found]
    assert times == sorted(times)  # type: ignore[type-var]
    assert all(wanted.first <= at < wanted.first + timedelta(weeks=3) for at in times if at is not None)
    assert all([turn.index for turn in call] == list(range(len(call))) for call in found)


def test_what_is_logged_is_what_the_model_made_of_it() -> None:
    turns = generated_log(SAID, GOOD, Wanted(calls=80))
    by = {turn.by for turn in turns}
    assert {"classifier", "nobody"} <= by <= {"classifier", "closed question", "language model", "nobody"}
    for turn in turns:
        assert (turn.verdict == "accept") is (turn.by == "classifier") is (turn.candidates[0].score >= 0.6)
        assert turn.verdict != "accept" or turn.meaning == turn.candidates[0].label
        assert turn.label in SAID


def test_who_is_misunderstood_protests_and_says_it_again() -> None:
    deaf = knows({"bill": "order", "parcel": "pay", "person": "human", "order": "pay"})
    turns = generated_log(SAID, deaf, Wanted(calls=60))
    protests = [n for n, turn in enumerate(turns) if turn.utterance.startswith(("no that", "I didn't"))]
    assert len(protests) > 10
    assert all(turns[n - 1].meaning not in ("", turns[n - 1].label) for n in protests)
    taken_back = [n for n, turn in enumerate(turns) if turn.utterance.startswith(TAKEN_BACK)]
    assert len(taken_back) > 10
    assert all(turns[n - 1].meaning not in ("", turns[n].label) for n in taken_back)


def test_mining_takes_for_corrected_only_what_was_misunderstood() -> None:
    hasty = knows({"bill": "pay", "order": "order", "parcel": "pay", "person": "human"})
    found = [
        (turn.meaning, turn.label)
        for call in calls(generated_log(SAID, hasty, Wanted(calls=400)))
        for n, reasons in signals(call).items()
        if "correction" in reasons
        for turn in (call[n],)
    ]
    assert len(found) > 5
    assert all(meaning != label for meaning, label in found)


def test_the_new_topic_comes_late_and_no_intent_fits_it() -> None:
    turns = generated_log(SAID, GOOD, Wanted(calls=400))
    first = turns[: len(turns) // 2]
    share = Counter(turn.label == NONE for turn in turns[len(turns) * 3 // 4 :])[True] / (len(turns) / 4)
    assert share > 1.3 * sum(turn.label == NONE for turn in first) / len(first)


@pytest.mark.parametrize("said", [{}, {NONE: ("hello there",)}, {"pay": ("pay my bill",)}])
def test_a_project_may_lack_anything(said: dict[str, tuple[str, ...]]) -> None:
    turns = generated_log(said, GOOD, Wanted(calls=10))
    assert {turn.label for turn in turns} <= {*said, NONE}
