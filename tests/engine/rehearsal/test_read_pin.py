from __future__ import annotations

import pytest

from engine.flows.source import read_text
from engine.rehearsal.model import Understood
from engine.rehearsal.read import read_source
from engine.types import Answer, Correct, DoAct, Fill

FILE = "tests/calls/x.yaml"


def pinned(pin: str) -> tuple[Understood | None, list[str]]:
    text = f"- call: x\n  turns:\n    - caller: hello\n      understood: {pin}\n"
    calls, findings = read_source(read_text(text, FILE))
    return (calls[0].turns[1].understood if calls else None), [str(each) for each in findings]


@pytest.mark.parametrize(
    ("pin", "labels", "score"),
    [
        ("nothing", (), 1.0),
        ("{flow: order_status}", ("order_status",), 1.0),
        ("{label: human, score: 0.62}", ("human",), 0.62),
        ("{between: [order_status, make_payment]}", ("order_status", "make_payment"), 1.0),
    ],
)
def test_what_the_classifier_would_say(pin: str, labels: tuple[str, ...], score: float) -> None:
    found, findings = pinned(pin)
    assert findings == []
    assert found
    assert (found.labels, found.score, found.moves) == (labels, score, ())


def test_what_a_language_model_would_answer_comes_in_the_order_of_the_file() -> None:
    found, findings = pinned('{fill: {amount: forty, day: friday}, correct: {account: "1"}, act: human, answer: "no"}')
    assert findings == []
    assert found
    assert found.labels == ()
    assert found.moves == (
        Fill("amount", "forty"), Fill("day", "friday"), Correct("account", "1"), DoAct("human"), Answer(yes=False),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pin", "finding"),
    [
        ("something", "4:19: error T004: understood is 'nothing', or has a flow"),
        ("{flowz: x}", "4:20: error T001: there is no key 'flowz' in understood; did you mean 'flow'?"),
        ("{flows: x}", "4:27: error T004: 'flows' takes two; one is a 'flow'"),
        ("{flows: [a, b, c]}", "4:27: error T004: 'flows' takes two"),
        ("{flows: [a, a]}", "4:27: error T004: 'flows' takes two"),
        ("{between: order_status}", "4:29: error T004: 'between' takes two"),
        ("{flow: [a, b]}", "4:26: error T004: 'between' takes two"),
        ("{flow: a, score: 7}", "4:36: error T004: this is no number from 0 to 1"),
        ("{act: dance}", "4:25: error T004: there is no act 'dance'; acts are human, repeat"),
        ("{answer: maybe}", "4:28: error T004: an answer is yes or no"),
        ("{fill: amount}", "4:26: error T003: fill has keys and values here"),
        ("{flow: a, act: human}", "4:19: error T002: either the classifier is sure, or a model's moves count"),
    ],
)
def test_what_is_wrong_has_a_place(pin: str, finding: str) -> None:
    _, findings = pinned(pin)
    assert any(each.startswith(f"{FILE}:{finding}") for each in findings), findings
