from __future__ import annotations

from decimal import Decimal

import pytest

from engine.dialog.shown import DOTS, event_name, heard_of, shown
from engine.dialog.state import Vaulted
from engine.types import CallStarted, Event, Keyed, Returned, Said, Silent


@pytest.mark.parametrize(
    ("event", "name", "heard"),
    [
        (CallStarted(), "started", ""),
        (Said("my card is 4111 1111 1111 1111"), "said", "my card is •••• card"),
        (Keyed("7391"), "keyed", "7391"),
        (Silent(), "silent", ""),
        (Returned("done", {"token": "tok_1"}), "returned", ""),
    ],
)
def test_every_event_has_a_name_and_is_shown_masked(event: Event, name: str, heard: str) -> None:
    assert (event_name(event), heard_of(event, secret=False)) == (name, heard)


@pytest.mark.parametrize("event", [Said("seven three nine one"), Keyed("7391")])
def test_whatever_answers_a_secret_is_dots(event: Event) -> None:
    assert heard_of(event, secret=True) == DOTS


def test_a_value_is_shown_as_it_is_a_secret_as_dots_and_a_card_masked() -> None:
    assert shown(Decimal("40.00")) == Decimal("40.00")
    assert shown(Vaulted("passcode")) == DOTS
    assert shown("4111 1111 1111 1111") == "•••• card"
