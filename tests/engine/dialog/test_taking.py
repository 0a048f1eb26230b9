"""Several values in one utterance: what belongs to which slot of the flow that asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from engine.bench.slots import Case, read
from engine.flows.model import Position, SlotType

TODAY = date(2026, 3, 6)  # a Friday
ACCOUNT, SORT = SlotType("digits", 8), SlotType("digits", 6)
CARD = SlotType("digits", 4)
COLOUR = SlotType("one_of", options={"red": ("red",), "green": ("green",)})
TABLE = {"guests": SlotType("number"), "day": SlotType("date"), "time": SlotType("time")}
PAYMENT = {"sum": SlotType("money"), "card": CARD, "day": SlotType("date")}
PERSON = {"name": SlotType("name"), "phone": SlotType("phone")}
ORDER = {"colour": COLOUR, "pieces": SlotType("number")}


def take(slots: Mapping[str, SlotType], said: str) -> dict[str, str]:
    """Return what one turn takes while the first of ``slots`` is asked."""
    case = Case(Position(str(Path(__file__)), 1, 1), "several", said, slots, {})
    return {name: value for name, value in read(case, said, TODAY, "en-GB").items() if value is not None}


@pytest.mark.parametrize(
    ("slots", "said", "values"),
    [
        (TABLE, "at 6 pm on Monday for nine", {"guests": "9", "day": "2026-03-09", "time": "18:00"}),
        (TABLE, "Monday at half past seven in the evening", {"day": "2026-03-09", "time": "19:30"}),
        (TABLE, "four", {"guests": "4"}),
        (TABLE, "tomorrow evening at eight there'll be three of us", {
            "guests": "3", "day": "2026-03-07", "time": "20:00",
        }),
        (PAYMENT, "send 30 pounds to card 4321 on Tuesday", {"sum": "30.00", "card": "4321", "day": "2026-03-10"}),
        (PAYMENT, "card four three two one", {"card": "4321"}),
        (PAYMENT, "four hundred", {"sum": "400.00"}),
        (PERSON, "Ruth Dale, 020 7946 0321.", {"name": "Ruth Dale", "phone": "+442079460321"}),
        (PERSON, "it's ruth dale and you can ring me on oh two oh seven nine four six oh three two one", {
            "name": "Ruth Dale", "phone": "+442079460321",
        }),
        ({"sort": SORT, "account": ACCOUNT}, "account one two three four five six seven eight sort code 10 20 30", {
            "sort": "102030", "account": "12345678",
        }),
        (ORDER, "six red ones", {"colour": "red", "pieces": "6"}),
        (ORDER, "red please and I'll take two", {"colour": "red", "pieces": "2"}),
        (ORDER, "two pieces in green", {"colour": "green", "pieces": "2"}),
        (ORDER, "the red one from aisle 12 that my sister saw", {"colour": "red"}),
        ({"colour": COLOUR, "name": SlotType("name")}, "green and this is urgent", {"colour": "green"}),
        ({"colour": COLOUR, "name": SlotType("name")}, "green and my name is ruth dale", {
            "colour": "green", "name": "Ruth Dale",
        }),
        ({"sure": SlotType("yes_no"), "day": SlotType("date")}, "that's wrong, it's Monday", {
            "sure": "false", "day": "2026-03-09",
        }),
        ({"sure": SlotType("yes_no"), "day": SlotType("date")}, "I have a question about Monday", {
            "day": "2026-03-09",
        }),
    ],
)  # fmt: skip
def test_each_value_goes_to_its_slot(slots: Mapping[str, SlotType], said: str, values: dict[str, str]) -> None:
    assert take(slots, said) == values


STAY = {"arrival": SlotType("date"), "departure": SlotType("date"), "adults": SlotType("number")}
FAMILY = {"adults": SlotType("number"), "children": SlotType("number")}
SHIRT = {"size": SlotType("one_of", options={"small": ("small",), "large": ("large",)}), "colour": COLOUR}


@pytest.mark.parametrize(
    ("slots", "said", "values"),
    [
        (STAY, "from Monday to Wednesday for two adults", {
            "arrival": "2026-03-09", "departure": "2026-03-11", "adults": "2",
        }),
        (STAY, "from the ninth until the twelfth of April", {"arrival": "2026-04-09", "departure": "2026-04-12"}),
        (STAY, "move it from Good Friday to Easter Monday", {"arrival": "2026-04-03", "departure": "2026-04-06"}),
        (STAY, "the twelfth to the ninth of April", {}),
        (FAMILY, "four adults and a couple of kids", {"adults": "4", "children": "2"}),
        (FAMILY, "three kids and two grownups", {"adults": "2", "children": "3"}),
        (FAMILY, "two adults no children", {"adults": "2", "children": "0"}),
        (FAMILY, "five", {"adults": "5"}),
        (SHIRT, "a large in green", {"size": "large", "colour": "green"}),
        (ORDER, "red and I'll have two of those", {"colour": "red", "pieces": "2"}),
        (TABLE, "at seven tomorrow evening for five", {"guests": "5", "day": "2026-03-07", "time": "19:00"}),
        (PAYMENT, "thirty pounds on Monday no make it Tuesday", {"sum": "30.00", "day": "2026-03-10"}),
    ],
)  # fmt: skip
def test_values_of_one_kind_go_to_the_slots_they_are_named_for(
    slots: Mapping[str, SlotType], said: str, values: dict[str, str]
) -> None:
    assert take(slots, said) == values
