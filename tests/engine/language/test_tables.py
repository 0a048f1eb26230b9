"""The tables themselves: complete, and spelled as the readers see words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_args

import pytest

from engine.dialog.answers import hints, patience_ms
from engine.flows.model import SlotType
from engine.language import ENGLISH, GERMAN, LANGUAGES, SPANISH, Language, known, of
from engine.language.country import currency, date_order, decimal_comma, region
from engine.language.tables import Phrases, patterns
from engine.language.talk import Piece
from engine.types import Act

each_language = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
KINDS = ["digits", "money", "date", "time", "yes_no", "phone", "email"]


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en-GB", ENGLISH), ("es", SPANISH), ("es-MX", SPANISH), ("de-CH", GERMAN), ("fr-FR", ENGLISH), ("", ENGLISH)],
)
def test_a_locale_has_the_language_it_names_and_english_when_we_know_none(locale: str, language: Language) -> None:
    assert of(locale) is language
    assert known(locale) is (locale not in {"fr-FR", ""})


@pytest.mark.parametrize(
    ("locale", "country", "money", "comma", "first"),
    [
        ("en-GB", "GB", "GBP", False, "d"),
        ("en-US", "US", "USD", False, "M"),
        ("es", "ES", "EUR", True, "d"),
        ("es-MX", "MX", "MXN", False, "d"),
        ("de", "DE", "EUR", True, "d"),
        ("de-CH", "CH", "CHF", False, "d"),
        ("nonsense", "GB", "GBP", False, "d"),
    ],
)
def test_a_locale_writes_as_its_country_does(locale: str, country: str, money: str, comma: bool, first: str) -> None:
    assert (region(locale), currency(locale), decimal_comma(locale), date_order(locale)) == (
        country, money, comma, first,
    )  # fmt: skip


@each_language
def test_every_word_stands_as_it_is_compared(language: Language) -> None:
    for part in (language.numbers, language.money, language.days, language.clock, language.contacts, language.choosing):
        for name, word in read_words(part):
            if name != "contacts.written":
                assert language.fold(word) == word, name
    assert all(language.fold(word) == word for word in language.noise)


def read_words(table: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield every word that a reader compares with what was said."""
    match table:
        case Phrases(values=values):
            yield from ((name, word) for phrase in values for word in phrase)
        case Mapping():
            yield from ((name, word) for word in table)
        case frozenset() | tuple():
            yield from ((name, word) for word in table if isinstance(word, str))
        case _ if is_dataclass(table):
            for field in fields(table):
                yield from read_words(getattr(table, field.name), f"{type(table).__name__.lower()}.{field.name}")


@each_language
def test_every_act_and_every_piece_of_an_answer_has_patterns(language: Language) -> None:
    assert set(language.talk.acts) == set(get_args(Act))
    assert set(language.talk.pieces) == set(get_args(Piece))
    talk = language.talk
    for table in (*talk.acts.values(), *talk.pieces.values(), talk.lead, talk.tail, talk.openers, talk.strong):
        for pattern in patterns(table):
            assert re.fullmatch(pattern, "") is None  # it would match between any two words


@each_language
def test_we_say_ten_digits_and_read_them(language: Language) -> None:
    n = language.numbers
    digits = [0 if word in n.zero else n.units[word] for word in map(language.fold, language.speech.digits)]
    assert digits == list(range(10))


@pytest.mark.parametrize("locale", ["en-GB", "es-ES", "de-DE"])
def test_every_type_has_its_vocabulary_and_patience(locale: str) -> None:
    for kind in KINDS:
        assert all(hints(SlotType(kind), locale))
        assert 500 <= patience_ms(SlotType(kind)) <= 2000
    assert len(of(locale).hints["confirm"]) == 2
    colours = SlotType("one_of", options={"red": ("rojo", "colorado"), "blue": ("azul",)})
    assert hints(colours, locale) == ("rojo", "colorado", "azul")


def test_vocabulary_is_spelled_as_a_transcriber_writes_it() -> None:
    assert "Dienstag" in hints(SlotType("date"), "de-DE")
    assert "miércoles" in hints(SlotType("date"), "es-ES")
    assert "fünf" in hints(SlotType("digits"), "de-DE")
