from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.dialog.slots import hints, key_rule, patience_ms, read_keys, read_slot, retries, wait_s
from engine.flows.model import SlotType
from engine.voice import spoken

TODAY = date(2026, 3, 6)  # a Friday
ORDER = SlotType("digits", 4, 8)
COLOUR = SlotType(
    "one_of",
    options={"red": ("red", "crimson"), "dark_green": ("dark green", "green"), "gift_card": ("gift card", "voucher")},
)
KINDS = ["digits", "money", "number", "date", "time", "yes_no", "phone", "postcode", "email", "name", "text"]


def read(kind: str | SlotType, said: str, locale: str = "en-GB") -> object:
    kind = SlotType(kind) if isinstance(kind, str) else kind
    found = read_slot(kind, said, today=TODAY, locale=locale)
    return None if found is None else found.value


# ----------------------------------------------------------------------------------------------------------- digits


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("it's four five six eight I think", "4568"),
        ("4568", "4568"),
        ("my order number is 4 5 6 8 thanks", "4568"),
        ("order 4568 for 45 pounds", "4568"),
        ("45 pounds for order 4568", "4568"),
        ("four five that's six eight", "4568"),
        ("the last four are nine one oh three", "9103"),
        ("four nines", "9999"),
        ("two sevens and three zeros", "77000"),
        ("treble two and an eight", "2228"),
        ("four five six ate", "4568"),
        ("four to for ate", "4248"),
        ("four five six eight no four five six nine", "4569"),
        ("four five six eight sorry I mean four five six nine", "4569"),
        ("oh one two three four five six seven eight", "12345678"),
        ("four five six eight actually that's for 50 pounds", "4568"),
        ("four five six eight " * 100, None),
        ("123", None),
        ("one two three four five six seven eight nine", None),
        ("four five six eight no nine", None),
        ("is there a fee", None),
        ("", None),
    ],
)
def test_digits(said: str, value: str | None) -> None:
    assert read(ORDER, said) == value


def test_a_reading_says_what_it_used_and_how_much_of_the_utterance_that_is() -> None:
    said = "Well, it's four five six eight."
    found = read_slot(ORDER, said, today=TODAY)
    assert found is not None
    assert found.text == said[slice(*found.span)] == "four five six eight"
    assert found.share == 1.0
    passing = read_slot(SlotType("money"), "is there a fee for paying 45 pounds by card", today=TODAY)
    assert passing is not None
    assert passing.share < 0.5


def test_a_reading_never_shows_what_was_said() -> None:
    assert "4568" not in repr(read_slot(ORDER, "4568", today=TODAY))


# ------------------------------------------------------------------------------------------------------------ money


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("eighty pounds fifty", "80.50"),
        ("forty-five", "45.00"),
        ("a hundred and twenty", "120.00"),
        ("fifty p", "0.50"),
        ("50p", "0.50"),
        ("£45.50", "45.50"),
        ("45", "45.00"),
        ("forty five fifty", "45.50"),
        ("forty five pounds and five pence", "45.05"),
        ("one twenty pounds", "120.00"),
        ("twelve quid", "12.00"),
        ("a tenner", "10.00"),
        ("one two zero pounds", "120.00"),
        ("1,200 pounds", "1200.00"),
        ("45.5", "45.50"),
        ("45 no wait 50 pounds", "50.00"),
        ("45 dollars and 50 cents", "45.50"),
        ("I'd like to pay eighty pounds", "80.00"),
        ("45 pounds, sorry about order 4568", "45.00"),
        ("oh one six three two nine six oh five double five", None),
        ("four fifty", None),
        ("one twenty", None),
        ("minus 45", None),
        ("45 percent", None),
        ("45.555", None),
        ("in 3 days", None),
        ("nothing", None),
        ("two and a half thousand", "2500.00"),
        ("one point two million pounds", "1200000.00"),
        ("a million and a half", "1500000.00"),
        ("a quarter of a million", "250000.00"),
        ("three and a half grand", "3500.00"),
        ("two grand five hundred", "2500.00"),
        ("a couple of hundred quid", "200.00"),
        ("a few hundred", None),
        ("the hundred and thirty", "130.00"),
        ("£30k", "30000.00"),
        ("fifty pounds five zero", "50.00"),
        ("two pounds and a penny", "2.01"),
        ("that one please", None),
    ],
)
def test_money(said: str, value: str | None) -> None:
    assert read("money", said) == (None if value is None else Decimal(value))


def test_a_decimal_comma_follows_the_locale() -> None:
    assert read("money", "45,50 euros", "de-DE") == Decimal("45.50")
    assert read("money", "£45,50") is None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("forty two", "42"),
        ("oh one six three two nine six oh five double five", None),
        ("four two", "42"),
        ("minus five", "-5"),
        ("a dozen", "12"),
        ("two dozen", "24"),
        ("half a dozen", "6"),
        ("three point one four", "3.14"),
        ("a couple of nights", "2"),
        ("a dozen and a half", "18"),
        ("one point five million", "1500000"),
        ("none", "0"),
        ("oh loads", None),
        ("just me", "1"),
        ("my wife and i", "2"),
        ("three quarters of a million", "750000"),
        ("two and a quarter thousand", "2250"),
    ],
)
def test_number(said: str, value: str | None) -> None:
    assert read("number", said) == (None if value is None else Decimal(value))


# ------------------------------------------------------------------------------------------------------------- time


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("today", "2026-03-06"),
        ("tomorrow please", "2026-03-07"),
        ("yesterday", "2026-03-05"),
        ("the day after tomorrow", "2026-03-08"),
        ("monday", "2026-03-09"),
        ("friday", "2026-03-13"),
        ("this friday", "2026-03-06"),
        ("next friday", "2026-03-13"),
        ("next monday", "2026-03-09"),
        ("last friday", "2026-02-27"),
        ("a week on monday", "2026-03-16"),
        ("friday week", "2026-03-20"),
        ("in two weeks", "2026-03-20"),
        ("three days ago", "2026-03-03"),
        ("the 3rd of march", "2026-03-03"),
        ("the third", "2026-04-03"),
        ("march the third", "2026-03-03"),
        ("twenty third of december", "2026-12-23"),
        ("the third of the twelfth nineteen eighty four", "1984-12-03"),
        ("I was born on 5 May 1984", "1984-05-05"),
        ("3/12/2026", "2026-12-03"),
        ("3/12/84", "1984-12-03"),
        ("3.12.2026", "2026-12-03"),
        ("2026-12-03", "2026-12-03"),
        ("not the 3rd no the 4th of march", "2026-03-04"),
        ("monday no tuesday", "2026-03-10"),
        ("the 31st of february", None),
        ("wednesday the 3rd of march", None),
        ("31/2/2026", None),
        ("may I ask something", None),
        ("my order", None),
    ],
)
def test_date(said: str, value: str | None) -> None:
    assert read("date", said) == (None if value is None else date.fromisoformat(value))


def test_numbers_of_a_date_follow_the_locale() -> None:
    assert read("date", "3/12/2026", "en-US") == date(2026, 3, 12)
    assert read("date", "3/12/2026", "en-GB") == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("half past three", time(15, 30)),
        ("quarter to four", time(15, 45)),
        ("3 15 pm", time(15, 15)),
        ("3 oh 5 pm", time(15, 5)),
        ("15:30", time(15, 30)),
        ("nine in the morning", time(9)),
        ("12 am", time(0)),
        ("noon", time(12)),
        ("ten o'clock", time(10)),
        ("whenever", None),
        ("half four", time(16, 30)),
        ("half past midnight", time(0, 30)),
        ("ten to midnight", time(23, 50)),
        ("eighteen hundred hours", time(18)),
        ("oh six hundred", time(6)),
        ("oh six thirty", time(6, 30)),
        ("at 1430", time(14, 30)),
        ("9.15 am", time(9, 15)),
        ("05:15", time(5, 15)),
        ("tomorrow evening at eight", time(20)),
        ("good morning can I come at three", time(15)),
    ],
)
def test_time(said: str, value: time | None) -> None:
    assert read("time", said) == value


# ---------------------------------------------------------------------------------------------------------- the rest


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("yeah go on then", True),
        ("no I haven't", False),
        ("Tuesday", None),
        ("I'm afraid not", False),
        ("not that I know of", False),
        ("works for me", True),
        ("no it should be Tuesday", False),
        ("that's not right, it's Tuesday", False),
        ("I have a question", None),
        ("I can't hear you", None),
        ("no idea", None),
        ("that's it", None),
        ("yes that's it", True),
    ],
)
def test_yes_no(said: str, value: bool | None) -> None:
    assert read("yes_no", said) is value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("the red one", "red"),
        ("crimson please", "red"),
        ("dark green", "dark_green"),
        ("green", "dark_green"),
        ("gift cards", "gift_card"),
        ("vouchar", "gift_card"),
        ("the second one", "dark_green"),
        ("the last one", "gift_card"),
        ("red no wait green", "dark_green"),
        ("red or green", None),
        ("a card", "gift_card"),
        ("not the red one", None),
        ("reds are no good then a voucher", "gift_card"),
        ("option two", "dark_green"),
        ("the middle one", "dark_green"),
        ("blue", None),
    ],
)
def test_one_of(said: str, value: str | None) -> None:
    assert read(COLOUR, said) == value


@pytest.mark.parametrize(
    ("said", "locale", "value"),
    [
        ("oh seven seven double oh nine hundred one two three", "en-GB", "+447700900123"),
        ("my number is 07700 900 123", "en-GB", "+447700900123"),
        ("plus four four seven seven double oh nine double oh one two three", "en-GB", "+447700900123"),
        ("+44 7700 900123", "en-US", "+447700900123"),
        ("555-010-0123", "en-US", "+15550100123"),
        ("1234", "en-GB", None),
        ("never", "en-GB", None),
    ],
)
def test_phone(said: str, locale: str, value: str | None) -> None:
    assert read("phone", said, locale) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("s w one a one a a", "SW1A 1AA"),
        ("it's s for sugar w one a one a a", "SW1A 1AA"),
        ("m1 1ae", "M1 1AE"),
        ("double u one a one a a", "W1A 1AA"),
        ("I forgot", None),
    ],
)
def test_postcode(said: str, value: str | None) -> None:
    assert read("postcode", said) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("my email is jane dot smith at example dot com", "jane.smith@example.com"),
        ("j a n e at example dot co dot uk", "jane@example.co.uk"),
        ("it's bob forty two at example dot com thanks", "bob42@example.com"),
        ("Jane.Smith@Example.com.", "jane.smith@example.com"),
        ("at home", None),
    ],
)
def test_email(said: str, value: str | None) -> None:
    assert read("email", said) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("my name is jane smith", "Jane Smith"),
        ("it's Seán O'Brien", "Seán O'Brien"),
        ("what?", None),
        ("it's me", None),
    ],
)
def test_name(said: str, value: str | None) -> None:
    assert read("name", said) == value


def test_text_is_taken_as_it_is() -> None:
    assert read("text", "  My parcel never came. ") == "My parcel never came."
    assert read("text", " ... ") is None


# ------------------------------------------------------------------------------------------- spoken values read back


@given(st.text("0123456789", min_size=4, max_size=8))
def test_spoken_digits_read_back(digits: str) -> None:
    assert read(ORDER, spoken(digits, "digits")) == digits


@pytest.mark.parametrize("locale", ["en-GB", "en-US", "en-IE"])
@given(cents=st.integers(min_value=1, max_value=99_999_999))
def test_spoken_money_reads_back(locale: str, cents: int) -> None:
    amount = Decimal(cents) / 100
    assert read("money", spoken(amount, "money", locale), locale) == amount


@pytest.mark.parametrize("locale", ["en-GB", "en-US"])
@given(day=st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_spoken_date_reads_back(locale: str, day: date) -> None:
    assert read("date", spoken(day, "date", locale), locale) == day
    assert read("date", spoken(day, "date", locale, today=TODAY), locale) == day


@given(days=st.integers(-400, 400))
def test_a_spoken_date_reads_back_on_any_day(days: int) -> None:
    today = TODAY + timedelta(days=days * 3)
    day = today + timedelta(days=days)
    found = read_slot(SlotType("date"), spoken(day, "date", today=today), today=today)
    assert found is not None
    assert found.value == day


@given(st.times(), st.sampled_from(["en-GB", "en-US"]))
def test_a_spoken_time_reads_back(at: time, locale: str) -> None:
    at = at.replace(second=0, microsecond=0, tzinfo=None)
    assert read("time", spoken(at, "time", locale), locale) == at


@pytest.mark.parametrize(
    ("locale", "start", "rest"), [("en-GB", "+447", 9), ("en-US", "+1555", 7), ("en-GB", "+1555", 7)]
)
@given(data=st.data())
def test_a_spoken_phone_number_reads_back(locale: str, start: str, rest: int, data: st.DataObject) -> None:
    number = start + data.draw(st.text("0123456789", min_size=rest, max_size=rest))
    assume(phonenumbers.is_possible_number(phonenumbers.parse(number)))
    assert read("phone", spoken(number, "phone", locale), locale) == number


@given(st.sampled_from([*KINDS, "one_of"]), st.text(max_size=80))
def test_any_text_is_read_without_an_error(kind: str, text: str) -> None:
    slot = COLOUR if kind == "one_of" else SlotType(kind)
    found = read_slot(slot, text, today=TODAY)
    if found is not None:
        assert 0 < found.share <= 1
        assert found.text == text[slice(*found.span)]


# ------------------------------------------------------------------------------------------------------------- keys


@pytest.mark.parametrize(
    ("slot", "keys", "value"),
    [
        (ORDER, "4568", "4568"),
        (ORDER, "123", None),
        (ORDER, "45a8", None),
        (SlotType("yes_no"), "1", True),
        (SlotType("yes_no"), "2", False),
        (SlotType("yes_no"), "3", None),
        (COLOUR, "3", "gift_card"),
        (COLOUR, "4", None),
        (COLOUR, "0", None),
        (SlotType("date"), "03122026", date(2026, 12, 3)),
        (SlotType("date"), "0303", date(2026, 3, 3)),
        (SlotType("date"), "3102", None),
        (SlotType("phone"), "07700900123", "+447700900123"),
        (SlotType("time"), "1530", time(15, 30)),
        (SlotType("time"), "2460", None),
        (SlotType("number"), "42", Decimal(42)),
        (SlotType("money"), "45", None),
        (SlotType("text"), "45", None),
    ],
)
def test_keys(slot: SlotType, keys: str, value: object) -> None:
    assert read_keys(slot, keys, today=TODAY) == value


@given(st.sampled_from([*(SlotType(k) for k in KINDS), ORDER, COLOUR]), st.text("0123456789*#٣", max_size=16))
def test_any_keys_are_read_without_an_error(slot: SlotType, keys: str) -> None:
    value = read_keys(slot, keys, today=TODAY)
    assert value is None or key_rule(slot) is not None


def test_the_key_rule_of_digits_is_their_length() -> None:
    rule = key_rule(ORDER)
    assert rule is not None
    assert (rule.shortest, rule.longest) == (4, 8)
    exact = key_rule(SlotType("digits", 6, 6))
    assert exact is not None
    assert (exact.shortest, exact.longest) == (6, 6)


@pytest.mark.parametrize("slot", [*(SlotType(k) for k in KINDS), ORDER, COLOUR])
def test_every_type_brings_its_defaults(slot: SlotType) -> None:
    assert all(text[0].isupper() and text[-1] in ".?" for text in retries(slot))
    assert all(hints(slot))
    assert (wait_s(slot) or 5) >= 5
    assert 500 <= patience_ms(slot) <= 2000


def test_retries_name_the_lengths_and_the_options() -> None:
    assert retries(ORDER)[0] == "Sorry, I need a number of four to eight digits."
    assert retries(SlotType("digits", 6, 6))[0] == "Sorry, I need a number of six digits."
    assert retries(COLOUR) == (
        "Sorry, I need one of these: red, dark green or gift card.",
        "For red, press 1, for dark green, press 2, for gift card, press 3.",
    )


@pytest.mark.parametrize(
    ("options", "said", "value"),
    [
        (("home insurance", "car insurance"), "it's about the car", "car insurance"),
        (("standard delivery", "express delivery"), "express will do", "express delivery"),
        (("standard delivery", "express delivery"), "the delivery", None),
        (("water", "heating", "both"), "the water and the heating", "both"),
        (("water", "heating", "both"), "the water", "water"),
        (("morning", "evening"), "any but the morning", None),
    ],
)
def test_an_option_is_told_by_a_word_of_its_own(options: tuple[str, ...], said: str, value: str | None) -> None:
    kind = SlotType("one_of", options={each: (each,) for each in options})
    found = read_slot(kind, said, today=TODAY)
    assert (None if found is None else found.value) == value


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("time", "nine hundred hours", "09:00:00"),
        ("time", "four on the dot", "16:00:00"),
        ("time", "on the stroke of noon", "12:00:00"),
        ("time", "five and twenty past eight", "08:25:00"),
        ("time", "4.30", "16:30:00"),
        ("yes_no", "not in a million years", "False"),
        ("yes_no", "I can't see why not", "True"),
        ("yes_no", "I'm fine with that", "True"),
        ("yes_no", "I'm fine thanks", "False"),
        ("money", "half a grand", "500.00"),
        ("money", "five tenners", "50.00"),
        ("money", "two grand and a half", "2500.00"),
        ("money", "thirty nine ninety nine per month", "39.99"),
        ("money", "four per cent", "None"),
        ("digits", "three oh then the same again", "3030"),
        ("digits", "a new one six two six one", "6261"),
        ("digits", "four hundred nine", "None"),
    ],
)
def test_ways_to_say_it(kind: str, said: str, value: str) -> None:
    found = read_slot(SlotType(kind, 4) if kind == "digits" else SlotType(kind), said, today=TODAY)
    assert str(None if found is None else found.value) == value
