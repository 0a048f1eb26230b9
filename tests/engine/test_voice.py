from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.flows.model import Position, Reference, Template
from engine.voice import SentenceStream, fill, sentences, speakable, spoken, written
from engine.voice.speakable import _spelled_out

AT = Position("flow.yaml", 1, 1)


@pytest.mark.parametrize(
    ("value", "kind", "locale", "said", "seen"),
    [
        ("4568", "digits", "en-GB", "four five six eight", "4568"),
        ("AB12", "digits", "en-GB", "A B one two", "AB12"),
        (Decimal(80), "money", "en-GB", "80 pounds", "£80.00"),
        (Decimal(1), "money", "en-GB", "1 pound", "£1.00"),
        (Decimal("45.50"), "money", "en-GB", "45 pounds 50", "£45.50"),
        (Decimal("45.05"), "money", "en-GB", "45 pounds and 5 pence", "£45.05"),
        (Decimal("0.01"), "money", "en-GB", "1 penny", "£0.01"),
        (Decimal(1200), "money", "en-GB", "1,200 pounds", "£1,200.00"),
        (Decimal("45.50"), "money", "en-US", "45 dollars and 50 cents", "$45.50"),
        (Decimal("45.50"), "money", "de-DE", "45 Euro 50", "45,50\xa0€"),
        (80.0, "money", "en-GB", "80 pounds", "£80.00"),
        (date(2026, 3, 3), "date", "en-GB", "Tuesday the third of March, twenty twenty six", "3 March 2026"),
        (date(2026, 3, 3), "date", "en-US", "Tuesday, March third, twenty twenty six", "March 3, 2026"),
        (date(2026, 3, 3), "date", "de-DE", "Dienstag, den dritten März zweitausendsechsundzwanzig", "3. März 2026"),
        (time(15, 5), "time", "en-GB", "3 oh 5 pm", "15:05"),
        (time(0), "time", "en-GB", "midnight", "00:00"),
        ("+447700900123", "phone", "en-GB", "zero seven seven zero zero, nine zero zero one two three", "07700 900123"),
        (True, "", "en-GB", "yes", "yes"),
        (Decimal("3.5"), "number", "en-GB", "3.5", "3.5"),
        (None, "text", "en-GB", "", ""),
        ("gift_card", "one_of", "en-GB", "gift card", "gift card"),
        ("SW1A 1AA", "postcode", "en-GB", "S W one A one A A", "SW1A 1AA"),
        ("jane.smith@example.com", "email", "en-GB", "jane dot smith at example dot com", "jane.smith@example.com"),
        ("in the porch", "", "en-GB", "in the porch", "in the porch"),
    ],
)
def test_a_value_as_said_and_as_seen(value: object, kind: str, locale: str, said: str, seen: str) -> None:
    assert spoken(value, kind, locale) == said
    assert written(value, kind, locale) == seen


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 6), "today"),
        (date(2026, 3, 7), "tomorrow"),
        (date(2026, 3, 5), "yesterday"),
        (date(2026, 3, 13), "Friday the thirteenth of March"),
        (date(2027, 3, 5), "Friday the fifth of March, twenty twenty seven"),
    ],
)
def test_a_near_date_is_said_short(day: date, said: str) -> None:
    assert spoken(day, "date", today=date(2026, 3, 6)) == said


def test_an_unknown_locale_is_spoken_as_british_english() -> None:
    assert spoken(Decimal(80), "money", "xx-YY") != ""
    assert written(date(2026, 3, 3), "date", "nonsense") == "3 March 2026"


@given(
    st.one_of(st.text(), st.decimals(-9_999, 9_999, places=2, allow_nan=False), st.dates(), st.booleans(), st.none()),
    st.sampled_from(
        [
            "",
            "digits",
            "money",
            "number",
            "date",
            "time",
            "yes_no",
            "one_of",
            "phone",
            "postcode",
            "email",
            "name",
            "text",
        ]
    ),
)
def test_any_value_has_a_form(value: object, kind: str) -> None:
    assert isinstance(spoken(value, kind), str)
    assert isinstance(written(value, kind), str)


# --------------------------------------------------------------------------------------------------------- templates


def test_a_template_is_filled_with_the_forms_of_its_values() -> None:
    template = Template(
        "So that's {amount} from {account}.",
        ("So that's ", Reference(("amount",), AT), " from ", Reference(("account",), AT), "."),
        AT,
    )
    values: dict[tuple[str, ...], object] = {("amount",): Decimal("45.50"), ("account",): "123456"}
    kinds: dict[tuple[str, ...], str] = {("amount",): "money", ("account",): "digits"}
    assert fill(template, values.__getitem__, kinds.__getitem__, spoken) == (
        "So that's 45 pounds 50 from one two three four five six."
    )
    assert fill(template, values.__getitem__, kinds.__getitem__, written) == "So that's £45.50 from 123456."
    assert fill(template, {}.get, kinds.__getitem__, spoken) == "So that's from ."


# --------------------------------------------------------------------------------------------------------- sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hello Mr. Smith. How are you?", ["Hello Mr. Smith.", "How are you?"]),
        ("It costs £4.99. Or less!", ["It costs £4.99.", "Or less!"]),
        ("Call No. 5 now. Thanks.", ["Call No. 5 now.", "Thanks."]),
        ("J. Smith said so... And left.", ["J. Smith said so...", "And left."]),
        ('She said "no." Then she left.', ['She said "no."', "Then she left."]),
        ("We ship e.g. boots. Free.", ["We ship e.g. boots.", "Free."]),
        ("One\n\nTwo", ["One", "Two"]),
        ("A wrapped\nline here.", ["A wrapped line here."]),
        ("Bring:\n- a card\n- a letter", ["Bring:", "- a card", "- a letter"]),
        ("approx. five days", ["approx. five days"]),
        ("", []),
        ("   \n ", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


PROSE = st.lists(st.sampled_from([*"ab A.!?\n,-1£\"' ", "e.g. ", "Mr. ", "Yes. "]), max_size=120).map("".join)


@given(PROSE, st.lists(st.integers(0, 120), max_size=8))
def test_sentences_do_not_depend_on_the_chunks(text: str, cuts: list[int]) -> None:
    stream = SentenceStream(early=False)
    edges = [0, *sorted(min(c, len(text)) for c in cuts), len(text)]
    parts = [s for a, b in pairwise(edges) for s in stream.feed(text[a:b])]
    assert [*parts, *stream.finish()] == sentences(text)


@given(st.text(max_size=900))
def test_sentences_lose_and_add_no_word(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
    assert all(len(s) <= 300 for s in sentences(text))


def test_the_first_clause_of_a_long_sentence_goes_out_early() -> None:
    stream = SentenceStream()
    assert stream.feed("Your parcel was handed to the driver this morning, ") == []
    assert stream.feed("and it should be ") == ["Your parcel was handed to the driver this morning,"]
    assert stream.feed("with you by five, unless the road over the hill is closed. ") == []
    assert stream.finish() == ["and it should be with you by five, unless the road over the hill is closed."]


def test_a_short_first_sentence_is_not_cut() -> None:
    stream = SentenceStream()
    assert stream.feed("Yes, it is. And ") == ["Yes, it is."]


# --------------------------------------------------------------------------------------------------------- speakable


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("**Free** over £50.", "Free over 50 pounds."),
        ("See [our returns page](https://example.com/returns).", "See our returns page."),
        ("Visit https://www.example.com/help?x=1 now.", "Visit example dot com now."),
        ("## Fees\nNone.", "Fees None."),
        ("Bring:\n- a card\n- a letter", "Bring: a card. a letter"),
        ("It takes 3\u20135 days & costs £4.99, or 5%.", "It takes 3 to 5 days and costs 4 pounds 99, or 5 percent."),
        ("Done \U0001f600!", "Done !"),
        ("<break time='9s'/>Hello `code` <b>you</b>", "Hello code you"),
        ("Plain words, as they are.", "Plain words, as they are."),
        ("snake_case stays", "snake_case stays"),
    ],
)
def test_speakable(text: str, said: str) -> None:
    assert speakable(text) == said


@given(st.text(max_size=200))
def test_nothing_unspeakable_is_left(text: str) -> None:
    said = speakable(text)
    assert not set(said) & set("<>{}[]\\^#`~\n\u200b")
    assert "http://" not in said


PIECES = ("Order", "a", " ", ".", ". ", ", ", "!", "? ", "'", "7", "e.g. ", "www.a.uk", "\n", "- ", "_", "é", "…")
OTHERS = ("¿", "¡", "z. B. ", "núm. ", " ca. ", "p. ej. ", "3. ", "am ", "März ", "5 €", "Sr. ")
LOCALES = ("en-GB", "es-ES", "de-DE")


def plainish(*pieces: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=12).map("".join)


@given(plainish(*PIECES, *OTHERS), st.sampled_from(LOCALES))
def test_the_short_way_for_plain_texts_says_the_same(text: str, locale: str) -> None:
    stream = SentenceStream(early=False, locale=locale)
    assert sentences(text, locale) == [*stream.feed(text), *stream.finish()]
    assert speakable(text, locale) == _spelled_out(text, locale)
