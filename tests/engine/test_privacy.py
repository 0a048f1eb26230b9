from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from engine.language import of
from engine.privacy import DROPPED, MASK, Redactor, luhn_windows, mask
from engine.types import Secret

CARD = "4111111111111111"
NAMES = dict(
    zip("0123456789", ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), strict=True)
)
HOMOPHONES = {"2": "to", "4": "for", "8": "ate"}


def groups(digits: str) -> list[str]:
    return [digits[i : i + 4] for i in range(0, len(digits), 4)]


def names(digits: str, zero: str = "zero") -> str:
    return " ".join(zero if d == "0" else NAMES[d] for d in digits)


def doubled(digits: str) -> str:
    runs = [m.group() for m in re.finditer(r"(\d)\1{0,2}", digits)]
    return " ".join({1: "", 2: "double ", 3: "triple "}[len(run)] + NAMES[run[0]] for run in runs)


def pairs(digits: str) -> str:
    twos = [digits[i : i + 2] for i in range(0, len(digits), 2)]
    return " ".join(
        f"oh {names(two[1:], 'oh')}" if two[0] == "0" and len(two) == 2 else num2words(int(two)) for two in twos
    )


def with_fillers(said: str) -> str:
    return re.sub(r"(\S+ \S+ \S+) ", r"\1 um ", said)


STYLES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "groups": lambda d: " ".join(groups(d)),
    "hyphens": lambda d: "-".join(groups(d)),
    "dots": lambda d: ".".join(groups(d)),
    "digit by digit": " ".join,
    "commas": lambda d: ", ".join(groups(d)),
    "words": names,
    "oh": lambda d: names(d, "oh"),
    "double": doubled,
    "pairs": pairs,
    "pairs without hyphens": lambda d: pairs(d).replace("-", " "),
    "fillers": lambda d: with_fillers(" ".join(d)),
    "words with fillers": lambda d: with_fillers(names(d)),
    "homophones": lambda d: " ".join(HOMOPHONES.get(c, NAMES[c]) for c in d),
    "mixed": lambda d: " ".join(c if i % 3 else NAMES[c] for i, c in enumerate(d)),
    "words in groups": lambda d: ", and then ".join(names(g) for g in groups(d)),
}


def valid(body: str) -> str:
    """Add the check digit to ``body``."""
    doubled_sum = sum(int(c) if i % 2 else sum(divmod(int(c) * 2, 10)) for i, c in enumerate(reversed(body)))
    return body + str(-doubled_sum % 10)


CARDS = st.builds(
    lambda first, rest: valid(first + rest),
    st.sampled_from("123456789"),
    st.text("0123456789", min_size=11, max_size=17),
)
AROUND = st.sampled_from(
    [
        "{}",
        "my card number is {}",
        "yes it's {} thanks",
        "can I pay 45 pounds with {} please",
        "{} expiry twelve thirty",
    ]
)


def luhn(digits: str) -> bool:
    """Written the textbook way, apart from the code under test."""
    values = [int(d) for d in reversed(digits)]
    return sum(values[0::2] + [sum(divmod(2 * v, 10)) for v in values[1::2]]) % 10 == 0


@given(CARDS)
def test_windows_are_those_of_the_textbook(card: str) -> None:
    digits = f"12{card}3"
    expected = {
        (a, a + n)
        for n in range(13, 20)
        for a in range(len(digits) - n + 1)
        if digits[a] != "0" and luhn(digits[a : a + n])
    }
    assert set(luhn_windows(digits)) == expected
    assert (2, 2 + len(card)) in expected


@pytest.mark.parametrize("style", STYLES)
@given(card=CARDS, around=AROUND)
def test_a_card_number_is_masked_however_it_is_said(style: str, card: str, around: str) -> None:
    said = around.format(STYLES[style](card))
    masked = mask(said)
    assert MASK in masked
    assert STYLES[style](card) not in masked
    assert mask(masked) == masked


SPOKEN = {"es": of("es").speech.digits, "de": of("de").speech.digits}
BREATHS = {"es": "eh", "de": "äh"}


def in_pairs(digits: str, language: str) -> str:
    twos = [digits[i : i + 2] for i in range(0, len(digits), 2)]
    spelled = SPOKEN[language]
    return " ".join(
        " ".join(spelled[int(d)] for d in two) if two[0] == "0" or len(two) == 1 else num2words(int(two), lang=language)
        for two in twos
    )


@pytest.mark.parametrize(
    "around",
    [
        ("es", "mi tarjeta es la {}"),
        ("es", "{} gracias"),
        ("de", "meine Karte ist die {}"),
        ("de", "das ist die {} danke"),
    ],
)
@given(card=CARDS)
def test_a_card_number_is_masked_in_every_language(around: tuple[str, str], card: str) -> None:
    language, frame = around
    spelled = [SPOKEN[language][int(d)] for d in card]
    ways = [
        " ".join(spelled),
        in_pairs(card, language),
        with_fillers(" ".join(spelled)).replace("um", BREATHS[language]),
        " ".join(groups(card)),
        " ".join(c if i % 3 else spelled[i] for i, c in enumerate(card)),
    ]
    for said in (frame.format(way) for way in ways):
        masked = mask(said)
        assert MASK in masked
        assert not any(way in masked for way in ways)
        assert mask(masked) == masked
        assert mask(said.upper()) != said.upper()


@pytest.mark.parametrize(
    "text",
    [
        "mi pedido es el cuatro cinco seis ocho y mi teléfono seis doce treinta y cuatro cincuenta y seis",
        "Bestellung vier fünf sechs acht, Telefon null eins sieben sechs zwölf vierunddreißig sechsundfünfzig",
        "ich möchte zweihundertfünfundvierzig Euro fünfzig am dreiundzwanzigsten zahlen",
    ],
)
def test_other_numbers_stay_in_every_language(text: str) -> None:
    assert mask(text) == text


SEPARATED = re.compile(r"\d(?:[\s,.\-/()]*\d){12,}")


DIGITS_AND_SIGNS = st.lists(st.sampled_from([*"0123456789" * 3, *" ,.-/", " order ", " to ", "double "]), max_size=80)


@given(DIGITS_AND_SIGNS.map("".join))
def test_no_card_number_is_left(text: str) -> None:
    for run in SEPARATED.findall(mask(text)):
        digits = re.sub(r"\D", "", run)
        assert luhn_windows(digits) == []


@given(st.text(max_size=120))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def test_what_is_said_in_the_same_breath_goes_too_and_the_sentence_stays() -> None:
    assert mask(f"my card is {CARD} and cvv 123") == f"my card is {MASK} and cvv 123"
    assert mask(f"{CARD} 123 please") == f"{MASK} please"


def test_orders_and_telephone_numbers_stay() -> None:
    chance = random.Random(20)
    shapes: list[Callable[[str], str]] = [str, " ".join, names, lambda d: names(d, "oh"), doubled]
    frames = [
        "my order is {} and my phone number is {}",
        "order number {}, you can reach me on {}",
        "it's {} and call me on {}",
        "order {} phone {}",
    ]
    for _ in range(4000):
        order = "".join(chance.choices("0123456789", k=chance.randint(4, 8)))
        phone = "07" + "".join(chance.choices("0123456789", k=9))
        said = chance.choice(frames).format(chance.choice(shapes)(order), chance.choice(shapes)(phone))
        assert mask(said) == said


@pytest.mark.parametrize("text", ["", "I'd like to pay", "00 44 7700 900123", "+44 7700 900123", "4000000000000"])
def test_what_is_no_card_stays(text: str) -> None:
    assert mask(text) == text


# -------------------------------------------------------------------------------------------------------------- logs


def test_a_log_event_loses_what_is_personal_at_any_depth() -> None:
    event = Redactor(["plate"])(
        None,
        "info",
        {
            "event": "turn",
            "call_sid": "CA" + CARD,
            "transcript": "it's me",
            "plate": "AB1",
            "token": "",
            "why": f"got {CARD}",
            "number": int(CARD),
            "turn": 3,
            "path": ["ask", {"digits": "4568", "rule": f"card {CARD}"}],
            "secret_value": Secret("hush"),
            "failure": ValueError(f"bad {CARD}"),
            "raw": CARD.encode(),
        },
    )
    assert event == {
        "event": "turn",
        "call_sid": "CA" + CARD,
        "transcript": DROPPED,
        "plate": DROPPED,
        "token": "",
        "why": f"got {MASK}",
        "number": MASK,
        "turn": 3,
        "path": ["ask", {"digits": DROPPED, "rule": f"card {MASK}"}],
        "secret_value": "Secret(•••)",
        "failure": f"ValueError: bad {MASK}",
        "raw": DROPPED,
    }


def test_the_redactor_is_a_structlog_processor() -> None:
    with structlog.testing.capture_logs(processors=[Redactor()]) as captured:
        structlog.get_logger().info("heard", text="four five six eight", took_ms=12.5)
    assert captured == [{"event": "heard", "log_level": "info", "text": DROPPED, "took_ms": 12.5}]


@given(CARDS)
def test_an_exception_rendered_as_text_is_masked(card: str) -> None:
    raised = {"event": "failed", "exc_info": ValueError(f"could not read {card}")}
    event = Redactor()(None, "error", structlog.processors.format_exc_info(None, "error", raised))
    assert card not in str(event)
    assert MASK in str(event)
