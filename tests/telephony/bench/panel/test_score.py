"""Turn-taking scored on tracks made by hand, every result of every kind, and on the edges of every window."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.bench.panel.figures import TARGETS, met, panel
from telephony.bench.panel.score import BREATH_MS, KINDS, Kind, Scored, Spell, Stretch, joined, score

TURN = Stretch("turn", 0, 1000)


def results(caller: list[Stretch], ours: list[Spell]) -> list[tuple[str, str, int]]:
    return [(event.kind, event.result, event.ms) for event in score(caller, ours).events]


# ----------------------------------------------------------------------------------------------------- answers


def test_a_turn_is_answered() -> None:
    assert results([TURN], [Spell(1400, 3000)]) == [("turn", "answered", 400)]


def test_an_answer_at_once_counts() -> None:
    assert results([TURN], [Spell(1000, 3000)]) == [("turn", "answered", 0)]


def test_a_turn_is_unanswered_when_the_caller_has_to_speak_again() -> None:
    again = Stretch("turn", 5000, 6000)
    assert results([TURN, again], [Spell(6300, 7000)]) == [("turn", "unanswered", -1), ("turn", "answered", 300)]


def test_nothing_ever_said_is_unanswered() -> None:
    assert results([TURN], []) == [("turn", "unanswered", -1)]


@pytest.mark.parametrize(("gap", "first"), [(999, []), (1000, [("turn", "unanswered", -1)])])
def test_who_goes_on_at_once_did_not_have_to(gap: int, first: list[tuple[str, str, int]]) -> None:
    more = Stretch("turn", 1000 + gap, 3000)
    assert results([TURN, more], [Spell(3500, 4000)]) == [*first, ("turn", "answered", 500)]


def test_a_turn_that_ends_under_our_speech_is_no_turn_to_answer() -> None:
    scored = score([TURN], [Spell(500, 3000)])
    assert (scored.events, scored.our_interruptions) == ((), 1)


def test_words_beside_do_not_stand_between_a_turn_and_its_answer() -> None:
    assert ("turn", "answered", 700) in results([TURN, Stretch("tic", 1200, 1400)], [Spell(1700, 3000)])


# ------------------------------------------------------------------------------------------------- interruptions


@pytest.mark.parametrize(
    ("end", "result"), [(2400, ("yielded", 400)), (4000, ("yielded", 2000)), (4001, ("kept on", -1))]
)
def test_we_yield_within_two_seconds_or_not(end: int, result: tuple[str, int]) -> None:
    found = results([Stretch("interruption", 2000, 3000)], [Spell(0, end)])
    assert ("interruption", *result) in found


def test_a_reply_that_was_over_is_no_yielding() -> None:
    found = results([Stretch("interruption", 2000, 3000)], [Spell(0, 2400, cut=False)])
    assert found == [("interruption", "void", -1), ("turn", "unanswered", -1)]


def test_a_pause_of_ours_is_yielding() -> None:
    found = results([Stretch("interruption", 2000, 3000)], [Spell(0, 2500), Spell(2500 + BREATH_MS, 9000)])
    assert ("interruption", "yielded", 500) in found


def test_whoever_stops_and_begins_anew_at_once_has_stopped() -> None:
    found = results([Stretch("interruption", 2000, 3000)], [Spell(0, 2500), Spell(2500, 9000)])
    assert found == [("interruption", "yielded", 500)]


def test_a_breath_of_ours_is_none() -> None:
    found = results([Stretch("interruption", 2000, 3000)], [Spell(0, 2500, cut=False), Spell(2499 + BREATH_MS, 9000)])
    assert found == [("interruption", "kept on", -1)]


def test_an_interruption_we_yielded_to_is_answered_too() -> None:
    found = results([Stretch("interruption", 2000, 3000)], [Spell(0, 2400), Spell(3600, 5000)])
    assert found == [("interruption", "yielded", 400), ("turn", "answered", 600)]


def test_what_began_over_us_is_an_interruption_whatever_it_was_meant_to_be() -> None:
    assert results([Stretch("turn", 2000, 3000)], [Spell(0, 2400)])[0] == ("interruption", "yielded", 400)


def test_what_began_in_silence_is_a_turn() -> None:
    assert results([Stretch("interruption", 0, 1000)], [Spell(1500, 2000)]) == [("turn", "answered", 500)]


def test_whoever_speaks_as_our_last_sound_ends_does_not_interrupt() -> None:
    assert results([Stretch("turn", 2000, 3000)], [Spell(0, 2000), Spell(3100, 4000)]) == [("turn", "answered", 100)]


# ---------------------------------------------------------------------------------------------------- our own


@pytest.mark.parametrize(("start", "count"), [(0, 0), (1, 1), (999, 1), (1000, 0)])
def test_we_interrupt_when_we_begin_inside_a_turn(start: int, count: int) -> None:
    assert score([TURN], [Spell(start, start + 100)]).our_interruptions == count


@pytest.mark.parametrize("kind", ["backchannel", "tic", "aside", "noise"])
def test_whoever_does_not_address_us_cannot_be_interrupted(kind: Kind) -> None:
    assert score([Stretch(kind, 0, 1000)], [Spell(500, 900)]).our_interruptions == 0


def test_each_beginning_counts() -> None:
    assert score([Stretch("turn", 0, 5000)], [Spell(500, 900), Spell(2000, 2500)]).our_interruptions == 2


# ------------------------------------------------------------------------------------------------ selectivity


@pytest.mark.parametrize("kind", ["backchannel", "tic", "aside", "noise"])
@pytest.mark.parametrize(
    ("spell", "result", "ms", "strict"),
    [
        (Spell(0, 3000), "wrong", 1000, True),
        (Spell(0, 3000, cut=False), "void", -1, True),
        (Spell(0, 3001), "right", -1, False),
        (Spell(0, 3300), "right", -1, False),
        (Spell(0, 3301), "right", -1, True),
        (Spell(0, 3300, cut=False), "right", -1, True),
    ],
)
def test_what_is_not_for_us_is_talked_through(kind: Kind, spell: Spell, result: str, ms: int, strict: bool) -> None:
    (event,) = score([Stretch(kind, 2000, 2300)], [spell]).events
    assert (event.kind, event.over, event.result, event.ms, event.strict) == (kind, True, result, ms, strict)


@pytest.mark.parametrize("kind", ["tic", "aside", "noise"])
@pytest.mark.parametrize(("start", "result"), [(2100, "wrong"), (2300, "wrong"), (4299, "wrong"), (4300, "right")])
def test_what_is_not_for_us_is_left_alone_in_silence(kind: Kind, start: int, result: str) -> None:
    (event,) = score([Stretch(kind, 2000, 2300)], [Spell(0, 1500), Spell(start, 9000)]).events
    assert (event.over, event.result) == (False, result)
    assert event.ms == (start - 2000 if result == "wrong" else -1)


def test_a_backchannel_in_silence_is_not_judged() -> None:
    assert score([Stretch("backchannel", 2000, 2300)], [Spell(2500, 9000)]).events == ()


def test_while_an_answer_is_due_nothing_is_judged() -> None:
    found = results([TURN, Stretch("tic", 1200, 1500)], [Spell(1700, 3000)])
    assert found == [("turn", "answered", 700), ("tic", "due", -1)]


def test_once_it_was_given_everything_is() -> None:
    found = results([TURN, Stretch("tic", 4000, 4200)], [Spell(1700, 3000), Spell(5000, 6000)])
    assert found[-1] == ("tic", "wrong", 1000)


def test_an_answer_to_the_next_turn_is_no_answer_to_a_tic() -> None:
    caller = [Stretch("tic", 2000, 2100), Stretch("turn", 2400, 3000)]
    assert results(caller, [Spell(0, 1500), Spell(3300, 4000)])[0] == ("tic", "right", -1)


# ---------------------------------------------------------------------------------------------------- figures


def test_the_panel_adds_up() -> None:
    one = score(
        [TURN, Stretch("backchannel", 2000, 2300), Stretch("interruption", 4000, 5000), Stretch("aside", 9000, 9500)],
        [Spell(1400, 4400), Spell(5800, 8000, cut=False), Spell(9800, 9900, cut=False)],
    )
    two = score(
        [TURN, Stretch("tic", 3500, 3700), Stretch("backchannel", 6000, 6200)], [Spell(900, 950), Spell(4000, 6500)]
    )
    found = panel([one, two])
    assert found["metrics"] == {
        "L_R": 1.4, "L_Y": 0.4, "R_R": 1.0, "R_Y": 1.0, "I_A": 0.3333, "S_BC": 0.5, "S_VT": None, "S_ND": 0.0,
    }  # fmt: skip
    assert found["counts"] == {
        "L_R": 3, "L_Y": 1, "R_R": 3, "R_Y": 1, "I_A": 3, "S_BC": 2, "S_VT": 0, "S_ND": 1,
    }  # fmt: skip
    assert found["left_out"] == {"void": 0, "due": 1}
    row = next(row for row in found["kinds"] if row["kind"] == "backchannel" and row["while"] == "we speak")
    assert (row["events"], row["right"], row["strict"]) == (2, 0.5, 0.5)


def test_nothing_measured_is_no_figure_and_meets_no_target() -> None:
    found = panel([Scored((), 0)])
    assert set(found["metrics"].values()) == {None}
    assert not any(met(found["metrics"], found["counts"]).values())


def test_a_target_is_met_on_enough_events_only() -> None:
    best = {name: target for name, (_, target) in TARGETS.items()}
    assert all(met(best, dict.fromkeys(TARGETS, 100)).values())
    assert not any(met(best, dict.fromkeys(TARGETS, 99)).values())
    assert not met(best | {"L_R": 0.61}, dict.fromkeys(TARGETS, 100))["L_R"]


# ------------------------------------------------------------------------------------------------- properties

STARTS = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 100)), max_size=12)


@given(STARTS, st.lists(st.sampled_from(KINDS), min_size=12, max_size=12), STARTS, st.booleans())
def test_every_event_is_within_its_window(
    caller: list[tuple[int, int]], kinds: list[Kind], ours: list[tuple[int, int]], cut: bool
) -> None:
    stretches = [Stretch(kind, 20 * at, 20 * (at + n)) for kind, (at, n) in zip(kinds, caller, strict=False)]
    spells = [Spell(20 * at, 20 * (at + n), cut) for at, n in ours]
    found = score(stretches, spells)
    for event in found.events:
        match event.result:
            case "yielded":
                assert 0 < event.ms <= 2000
            case "answered":
                assert event.ms >= 0
            case "wrong":
                assert event.ms >= 0
                assert event.kind not in {"turn", "interruption"}
            case _:
                assert event.ms == -1
    assert score(list(reversed(stretches)), list(reversed(spells))) == found


@given(STARTS, st.lists(st.booleans(), min_size=12, max_size=12))
def test_joined_spells_lie_apart_and_cover_what_they_were_made_of(
    ours: list[tuple[int, int]], cuts: list[bool]
) -> None:
    spells = [Spell(20 * at, 20 * (at + n), cut) for (at, n), cut in zip(ours, cuts, strict=False)]
    found = joined(spells)
    assert all(a.cut or b.start_ms - a.end_ms >= BREATH_MS for a, b in pairwise(found))
    for spell in spells:
        assert any(each.start_ms <= spell.start_ms and spell.end_ms <= each.end_ms for each in found)
