from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.flows.source import read_text
from engine.rehearsal.model import Caller, Did, Stub, Understood
from engine.rehearsal.read import read_source

FILE = "tests/calls/x.yaml"
CALL = """\
- call: pays after a slip
  wire: true
  given:
    billing.sign_in: [wrong, {owes: "80.00"}]
    kb.answer: {takes: 1.5s, gives: {say: [One., Two.]}}
  opening: may be recorded
  turns:
    - caller: no
      confidence: 0.5
      understood: {between: [order_status, make_payment]}
    - keys: "7391#"
      did: {payments.take: declined}
      with: {amount: 45.0}
      path: [digress(faq), return]
      within: 800ms
    - silence:
        hears: [still there, /press (one|1)/]
    - caller: hold on
      interrupts: {after: You owe}
      did: []
    - interrupts: {after: the most}
      never: 80 pounds
    - hangs up
  ends: {transfer: billing, note: declined}
"""


def test_a_whole_call_is_read() -> None:
    (call,), findings = read_source(read_text(CALL, FILE))
    assert findings == ()
    assert (call.name, call.wire, str(call.at)) == ("pays after a slip", True, f"{FILE}:1:9")
    opening, said, keyed, silent, interrupting, cutting, gone = call.turns
    assert opening.caller == Caller("calls")
    assert opening.expected.hears[0].text == "may be recorded"
    assert said.caller == Caller("says", "no", 0.5)
    assert said.understood
    assert said.understood.labels == ("order_status", "make_payment")
    assert keyed.caller.text == "7391#"
    assert keyed.expected.did == (Did("payments.take", keyed.expected.did[0].at, "declined"),)  # type: ignore[index]
    assert [(f.name, f.value) for f in keyed.expected.given] == [("amount", "45.0")]
    assert keyed.expected.within_s == 0.8
    assert [(f.text, f.pattern) for f in silent.expected.hears] == [("still there", False), ("press (one|1)", True)]
    assert interrupting.caller.interrupts
    assert interrupting.caller.interrupts.text == "You owe"
    assert interrupting.expected.did == ()
    assert cutting.caller.does == "interrupts"
    assert cutting.caller.interrupts
    assert cutting.caller.interrupts.text == "the most"
    assert gone.caller.does == "hangs up"
    assert call.ends
    assert (call.ends.kind, call.ends.queue, call.ends.note[0].text) == ("transfer", "billing", "declined")


def test_stubs_are_results_outcomes_or_slow() -> None:
    (call,), _ = read_source(read_text(CALL, FILE))
    wrong, signed_in = call.given["billing.sign_in"]
    assert wrong == Stub("wrong", wrong.at)
    assert signed_in == Stub("done", signed_in.at, {"owes": "80.00"})
    (slow,) = call.given["kb.answer"]
    assert (slow.takes_s, slow.facts) == (1.5, {"say": ("One.", "Two.")})


@pytest.mark.parametrize(
    ("understood", "labels", "score"),
    [
        ("nothing", (), 1.0),
        ("{flow: order_status, score: 0.62}", ("order_status",), 0.62),
        ("{label: human}", ("human",), 1.0),
    ],
)
def test_understanding_is_pinned(understood: str, labels: tuple[str, ...], score: float) -> None:
    text = f"- call: x\n  turns:\n    - caller: a thing\n      understood: {understood}\n"
    (call,), findings = read_source(read_text(text, FILE))
    pin = call.turns[1].understood
    assert findings == ()
    assert pin
    assert pin == Understood(labels, pin.at, score)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("call: x\n", "1:1: error T003: a file of conversation tests is a list of calls"),
        ("- turns: []\n", "1:3: error T002: a call needs a name"),
        ("- call: x\n  turns:\n    - interrupts: now\n", "3:19: error T002: after which words?"),
        ("- call: x\n  turns:\n    - interrupts: {after: [a, b]}\n", "3:19: error T002: after which words?"),
        ("- call: x\n  turn: []\n", "2:3: error T001: there is no key 'turn' in a call; did you mean 'turns'?"),
        ("- call: x\n  turns:\n    - says: hello\n", "3:7: error T001: there is no key 'says' in a turn; it has "),
        ("- call: x\n  turns:\n    - silence: true\n", "3:16: error T003: behind 'silence:' stand keys and values"),
        ("- call: x\n  turns:\n    - hears: hello\n", "3:7: error T002: a turn is exactly one of caller, keys"),
        ('- call: x\n  turns:\n    - caller: hi\n      keys: "1"\n', "3:7: error T002: a turn is exactly one of"),
        ("- call: x\n  turns:\n    - keys: abc\n", "3:13: error T004: a keypad has"),
        ("- call: x\n  turns:\n    - caller: hi\n      within: soon\n", "4:15: error T004: this is no time"),
        ("- call: x\n  turns:\n    - caller: hi\n      hears: /(/\n", "4:14: error T005: this regular expression"),
        ("- call: x\n  turns:\n    - caller: hi\n      hears: /[[a]/\n", "4:14: error T005: this regular expression"),
        ("- call: x\n  turns:\n    - caller: hi\n      with: {a: b}\n", "4:13: error T002: 'with' needs 'did'"),
        ("- call: x\n  turns:\n    - caller: hi\n      confidence: 2\n", "4:19: error T004: this is no number from 0"),
        ("- call: x\n  ends: later\n", "2:9: error T004: a call ends in"),
        ("- call: x\n  ends: {note: y}\n", "2:9: error T002: which queue"),
        ("- call: x\n  today: tomorrow\n", "2:10: error T004: this is no day; write it like 2026-03-04"),
        ("- call: x\n  variant: 0\n", "2:12: error T004: this is no place in a list of variants"),
        ("- call: x\n  variant: second\n", "2:12: error T004: this is no place in a list of variants"),
        ("- call: x\n  wire: maybe\n", "2:9: error T004: write true or false"),
        ("- call: x\n  given: {a.b: [[c]]}\n", "2:17: error T003: a handler answers with"),
        ("- call: x\n  turns:\n    - caller: hi\n      hears: ''\n", "4:14: error T004: an empty text"),
    ],
)
def test_what_is_wrong_has_a_place(text: str, finding: str) -> None:
    _, findings = read_source(read_text(text, FILE))
    assert any(str(each).startswith(f"{FILE}:{finding}") for each in findings), [str(each) for each in findings]


def test_every_problem_is_reported_at_once() -> None:
    _, findings = read_source(read_text("- call: x\n  wier: true\n  turns:\n    - keys: abc\n    - says: hi\n", FILE))
    assert [each.code for each in findings] == ["T001", "T004", "T001"]


@given(
    st.recursive(
        st.sampled_from(["caller", "keys", "call", "silence", "hears", "/a/", "done", "1", "2s", ""]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["call", "turns", "given", "ends", "caller", "did", "with"]), inner)
        ),
        max_leaves=12,
    )
)
def test_no_shape_of_file_raises(value: object) -> None:
    calls, findings = read_source(read_text(str(value).replace("'", '"'), FILE))
    assert calls or findings or value in ([], "")


def test_a_call_may_be_held_in_another_language() -> None:
    (call,), findings = read_source(read_text("- call: x\n  locale: es-ES\n  turns: [silence]\n", FILE))
    assert findings == ()
    assert (call.locale, str(call.locale and call.locale.at)) == ("es-ES", f"{FILE}:2:11")
