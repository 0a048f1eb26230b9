"""What is in force, whatever was done in whatever order."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from engine.errors import ReleaseError
from engine.releases.register import (
    Candidate,
    Register,
    dump,
    load,
    on_trial,
    promoted,
    released,
    rolled_back,
    tried,
)

A, B, C = "a" * 16, "b" * 16, "c" * 16
NAMES = st.sampled_from([A, B, C, "d" * 16, "e" * 16])


def after(*names: str) -> Register:
    found = Register()
    for at, name in enumerate(names):
        found = released(found, name, str(at))
    return found


def test_back_goes_back_step_by_step() -> None:
    found = after(A, B, C)
    for expected in (B, A):
        found = rolled_back(found, "t")
        assert found.current == expected
    with pytest.raises(ReleaseError, match="no release before"):
        rolled_back(found, "t")


def test_what_is_released_after_a_rollback_is_rolled_back_to_where_it_was() -> None:
    found = released(rolled_back(after(A, B), "t"), C, "t")
    assert (found.current, rolled_back(found, "t").current) == (C, A)


def test_back_to_one_by_name_forgets_what_came_after_it_and_forward_does_not() -> None:
    found = rolled_back(after(A, B, C), "t", A)
    assert (found.current, found.before) == (A, ())
    found = rolled_back(found, "t", C)
    assert (found.current, found.before) == (C, (A,))
    with pytest.raises(ReleaseError, match="current already"):
        rolled_back(found, "t", C)


def test_the_same_release_again_changes_nothing() -> None:
    found = tried(after(A, B), C, 1000, "t")
    assert released(found, B, "later") is found


def test_a_candidate_is_promoted_or_withdrawn() -> None:
    trial = tried(after(A), B, 1000, "t")
    assert (trial.current, trial.candidate) == (A, Candidate(B, 1000))
    for back in (rolled_back(trial, "t"), rolled_back(trial, "t", A)):
        assert (back.current, back.candidate, back.history[-1].what) == (A, None, "withdrawn")
    up = promoted(trial, "t")
    assert (up.current, up.before, up.candidate) == (B, (A,), None)
    assert released(trial, C, "t").candidate is None


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda: tried(Register(), A, 1000, "t"), "no current release"),
        (lambda: tried(after(A), A, 1000, "t"), "current already"),
        (lambda: promoted(after(A), "t"), "no candidate"),
        (lambda: rolled_back(Register(), "t"), "no release before"),
    ],
)
def test_what_cannot_be_says_so(change: Any, match: str) -> None:
    with pytest.raises(ReleaseError, match=match) as caught:
        change()
    assert caught.value.todo


class AnyHistory(RuleBasedStateMachine):
    """Whatever is done: there is no way to lose what is current, and the register can be read again."""

    def __init__(self) -> None:
        super().__init__()
        self.found = Register()

    @rule(name=NAMES)
    def release(self, name: str) -> None:
        self.found = released(self.found, name, "t")
        assert self.found.current == name

    @precondition(lambda self: self.found.current is not None)
    @rule(name=NAMES, share=st.integers(1, 9_999))
    def trial(self, name: str, share: int) -> None:
        if name != self.found.current:
            self.found = tried(self.found, name, share, "t")

    @precondition(lambda self: self.found.candidate is not None)
    @rule()
    def promote(self) -> None:
        trial = self.found.candidate
        self.found = promoted(self.found, "t")
        assert trial is not None
        assert self.found.current == trial.hash

    @precondition(lambda self: self.found.candidate is not None or self.found.before)
    @rule()
    def back(self) -> None:
        before = self.found
        self.found = rolled_back(before, "t")
        assert self.found.current == (before.current if before.candidate else before.before[-1])

    @precondition(lambda self: self.found.current is not None)
    @rule(name=NAMES)
    def back_to(self, name: str) -> None:
        if name != self.found.current or self.found.candidate is not None:
            self.found = rolled_back(self.found, "t", name)
            assert self.found.current == name

    @invariant()
    def one_release_has_one_part(self) -> None:
        assert self.found.candidate is None or self.found.candidate.hash != self.found.current
        assert not self.found.before or self.found.before[-1] != self.found.current
        assert (self.found.current is None) == (not self.found.history)

    @invariant()
    def it_can_be_read_again(self) -> None:
        assert load(dump(self.found)) == self.found


TestAnyHistory = AnyHistory.TestCase


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"[]", b'"a"', b"\xff\xfe", b'{"format": 2}', b'{"current": "../../../etc/passwd"}',
        b'{"current": "' + A.encode() + b'", "candidate": {"hash": "' + B.encode() + b'", "share": 0}}',
    ],
)  # fmt: skip
def test_what_is_no_register_is_refused(text: bytes) -> None:
    with pytest.raises(ReleaseError) as caught:
        load(text)
    assert "trunkline release" in caught.value.todo


# ---------------------------------------------------------------------------------------------------- sharing out


@pytest.mark.parametrize("share", [100, 1000, 5000])
def test_a_candidate_gets_its_share(share: int) -> None:
    """Within four standard deviations of the binomial; the ids are fixed, so this holds always or never."""
    calls, chance = 20_000, share / 10_000
    got = sum(on_trial(B, share, f"CA{number:032x}") for number in range(calls))
    assert abs(got - calls * chance) < 4 * math.sqrt(calls * chance * (1 - chance))


@given(st.text(max_size=40), st.integers(1, 9_999), st.integers(1, 9_999))
def test_a_call_gets_the_same_answer_and_stays_when_the_share_grows(sid: str, one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert on_trial(B, less, sid) == on_trial(B, less, sid)
    assert on_trial(B, more, sid) or not on_trial(B, less, sid)


def test_another_candidate_gets_other_calls() -> None:
    sids = [f"CA{number}" for number in range(2000)]
    both = sum(on_trial(B, 5000, sid) and on_trial(C, 5000, sid) for sid in sids)
    assert 400 < both < 600


def test_the_history_is_kept_in_bounds() -> None:
    found = Register()
    for number in range(500):
        found = released(found, f"{number:016x}", "t")
    assert len(found.history) == 200
    assert replace(found, history=()).current == f"{499:016x}"
