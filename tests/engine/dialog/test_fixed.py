"""The fixed lines are sentences as the dialog says them, and hold nothing of a caller's."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.dialog.fixed import fixed_lines
from engine.release import Release, load

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def demo() -> Release:
    return load(ROOT)


@pytest.mark.parametrize(
    "line",
    [
        "Thanks for calling Fellside Outdoor.",  # say
        "How can I help?",  # listen
        "What's your order number?",  # ask
        "It's four to eight digits long.",  # the second sentence of a retry
        "It has to be more than nothing.",  # check
        "Let me find that for you.",  # filler
        "I don't know that one.",  # confirm
        "Shall I go ahead?",  # a sentence beside one with a value
        "Thank you for calling, and enjoy the hills.",  # a variant
        "You're through to Fellside Outdoor's automated assistant.",  # disclosure
        "Sorry, I didn't get that.",  # our own
        "One moment, please.",  # our own filler
        "Back to your order.",  # our own, with a flow's title
    ],
)
def test_it_is_fixed(demo: Release, line: str) -> None:
    assert line in fixed_lines(demo.plan, "en-GB")


def test_no_line_has_a_place_for_a_value(demo: Release) -> None:
    for locale in ("en-GB", "es-ES", "de-DE"):
        found = fixed_lines(demo.plan, locale)
        assert len(found) == len(set(found)) > 100
        assert not [line for line in found if "{" in line or "Zzyzx" in line]
    assert "You owe" not in " ".join(fixed_lines(demo.plan, "en-GB"))


def test_every_language_has_its_own(demo: Release) -> None:
    spanish = fixed_lines(demo.plan, "es-ES")
    assert "Un momento, por favor." in spanish
    assert "How can I help?" not in spanish
