"""What belongs to the project's country and not to the caller's language: telephone numbers and postcodes."""

from __future__ import annotations

from datetime import date

import pytest

from engine.dialog.slots import read_keys, read_slot
from engine.flows.model import SlotType
from engine.voice import spoken

TODAY = date(2026, 3, 6)


@pytest.mark.parametrize(
    ("kind", "locale", "home", "said", "value"),
    [
        ("phone", "es-ES", "en-GB", "cero siete siete cero cero nueve cero cero uno dos tres", "+447700900123"),
        ("phone", "de-DE", "en-GB", "null sieben sieben null null neun null null eins zwei drei", "+447700900123"),
        ("phone", "de-DE", "en-GB", "plus vier neun drei null eins zwei drei vier fünf sechs sieben", "+49301234567"),
        ("phone", "en-GB", "es-ES", "six one two three four five six seven eight", "+34612345678"),
        ("postcode", "de-DE", "en-GB", "s w eins a eins a a", "SW1A 1AA"),
        ("postcode", "de-DE", "en-GB", "l wie ludwig a vierzehn fünf t wie theodor g", "LA14 5TG"),
        ("postcode", "es-ES", "en-GB", "ese uve doble uno a uno a a", "SW1A 1AA"),
        ("postcode", "es-ES", "en-GB", "mi código postal es ele a catorce cinco te ge", "LA14 5TG"),
        ("postcode", "en-GB", "de-DE", "one oh one one five", "10115"),
    ],
)
def test_numbers_and_codes_are_the_projects_countrys(kind: str, locale: str, home: str, said: str, value: str) -> None:
    reading = read_slot(SlotType(kind), said, today=TODAY, locale=locale, home=home)
    assert reading is not None
    assert reading.value == value
    again = read_slot(SlotType(kind), spoken(value, kind, locale, home=home), today=TODAY, locale=locale, home=home)
    assert again is not None
    assert again.value == value


def test_a_keyed_number_is_the_projects_countrys() -> None:
    assert read_keys(SlotType("phone"), "07700900123", locale="de-DE", home="en-GB") == "+447700900123"
    assert read_keys(SlotType("phone"), "004930123456", locale="de-DE", home="en-GB") == "+4930123456"


@pytest.mark.parametrize(
    ("home", "said"),
    [
        ("en-GB", "null sieben sieben null null, neun null null eins zwei drei"),
        ("", "plus vier vier, sieben sieben null null, neun null null eins zwei drei"),
    ],
)
def test_a_number_of_the_projects_country_is_said_without_its_code(home: str, said: str) -> None:
    assert spoken("+447700900123", "phone", "de-DE", home=home) == said
