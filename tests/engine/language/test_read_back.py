"""What we say in a language is what its readers read: ``read_slot(type, spoken(value, locale), locale) == value``."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.dialog.numbers import atoms
from engine.dialog.slots import read_slot
from engine.dialog.words import phrase_at, words
from engine.flows.model import SlotType
from engine.language import of
from engine.language.tables import Phrases
from engine.voice import spoken

TODAY = date(2026, 3, 6)
LOCALES = ["en-GB", "en-US", "es-ES", "es-MX", "es", "de-DE", "de-AT", "de-CH", "de"]
each_locale = pytest.mark.parametrize("locale", LOCALES)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def read(kind: str | SlotType, said: str, locale: str, today: date = TODAY) -> object:
    kind = SlotType(kind) if isinstance(kind, str) else kind
    found = read_slot(kind, said, today=today, locale=locale)
    return None if found is None else found.value


@each_locale
@given(digits=st.text("0123456789", min_size=3, max_size=12))
def test_digits(locale: str, digits: str) -> None:
    assert read(SlotType("digits", 3, 12), spoken(digits, "digits", locale), locale) == digits


@each_locale
@given(cents=st.integers(min_value=1, max_value=99_999_999))
def test_money(locale: str, cents: int) -> None:
    amount = Decimal(cents) / 100
    assert read("money", spoken(amount, "money", locale), locale) == amount


@each_locale
@given(value=st.decimals(-999_999, 999_999, places=3, allow_nan=False))
def test_number(locale: str, value: Decimal) -> None:
    assert read("number", spoken(value, "number", locale), locale) == value


@each_locale
@given(day=st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_date(locale: str, day: date) -> None:
    assert read("date", spoken(day, "date", locale), locale) == day


@each_locale
@given(today=st.dates(date(2000, 1, 1), date(2050, 1, 1)), days=st.integers(-400, 400))
def test_date_near_any_day(locale: str, today: date, days: int) -> None:
    day = today + timedelta(days=days)
    assert read("date", spoken(day, "date", locale, today=today), locale, today) == day


@each_locale
def test_every_minute_of_the_day(locale: str) -> None:
    minutes = [time(*divmod(minute, 60)) for minute in range(24 * 60)]
    assert [read("time", spoken(at, "time", locale), locale) for at in minutes] == minutes


@each_locale
@pytest.mark.parametrize("value", [True, False])
def test_yes_no(locale: str, value: bool) -> None:
    assert read("yes_no", spoken(value, "yes_no", locale), locale) is value


@each_locale
@given(data=st.data())
def test_phone(locale: str, data: st.DataObject) -> None:
    start, rest = data.draw(st.sampled_from([("+447", 9), ("+1555", 7), ("+346", 8), ("+4917", 9), ("+5255", 8)]))
    number = start + data.draw(st.text("0123456789", min_size=rest, max_size=rest))
    assume(phonenumbers.is_possible_number(phonenumbers.parse(number)))
    assert read("phone", spoken(number, "phone", locale), locale) == number


@pytest.mark.parametrize("locale", ["es-ES", "es-MX", "de-DE", "en-US"])
@given(code=st.text("0123456789", min_size=5, max_size=5))
def test_postcode(locale: str, code: str) -> None:
    assert read("postcode", spoken(code, "postcode", locale), locale) == code


@each_locale
@given(
    local=st.lists(st.text(LETTERS, min_size=2, max_size=8), min_size=1, max_size=2),
    sign=st.sampled_from("._-"),
    digits=st.sampled_from(["", "7", "42"]),
    domain=st.text(LETTERS, min_size=2, max_size=8),
)
def test_email(locale: str, local: list[str], sign: str, digits: str, domain: str) -> None:
    language, c = of(locale), of(locale).contacts
    for part in (*local, domain):  # a number, a sign or the name of a letter in an address cannot be told from one
        ws = words(part, language)
        told = Phrases({**c.at.values, **c.signs.values, **c.letters.values})
        assume(not atoms(ws, language.numbers) and not phrase_at(ws, 0, told))
    address = f"{sign.join(local)}{digits}@{domain}.com"
    assert read("email", spoken(address, "email", locale), locale) == address


@each_locale
@pytest.mark.parametrize("name", ["Jane Smith", "Ana García", "Jürgen Müller", "María de la Cruz"])
def test_name(locale: str, name: str) -> None:
    assert read("name", spoken(name, "name", locale), locale) == name


@each_locale
def test_one_of(locale: str) -> None:
    options = SlotType("one_of", options={"gift_card": ("gift card",), "red": ("red",)})
    assert read(options, spoken("gift_card", "one_of", locale), locale) == "gift_card"


@each_locale
@given(text=st.text(max_size=80))
def test_text(locale: str, text: str) -> None:
    said = spoken(text, "text", locale)
    assert read("text", said, locale) in {text.strip(), None}


@each_locale
@given(
    kind=st.sampled_from(["digits", "money", "number", "date", "time", "yes_no", "phone", "postcode", "email", "name"]),
    text=st.text(max_size=80),
)
def test_any_text_is_read_without_an_error(locale: str, kind: str, text: str) -> None:
    found = read_slot(SlotType(kind), text, today=TODAY, locale=locale)
    if found is not None:
        assert 0 < found.share <= 1
        assert found.text == text[slice(*found.span)]
