"""How do people answer a question of this kind? Examples for each kind of slot, for the language model's mixture.

They stand for the shape of an answer, every pair of words that may follow one another, not for its values. Pure data.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product

ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
DIGITS = (*ONES, "zero", "oh", "double")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "thirtieth",
)  # fmt: skip
YES = ("yes", "yes please", "yeah", "yep", "yes that's right", "that's right", "yes go ahead", "go ahead", "correct")
NO = ("no", "no thanks", "no thank you", "nope", "no that's wrong", "that's not right", "no it isn't")
OPENERS = ("", "make it ", "no make it ", "no i meant ", "just ", "i'd like to pay ", "about ")


def answers(expects: str) -> tuple[str, ...]:
    """Return example answers to a question of kind ``expects``; none for an open one."""
    examples = _KINDS.get(expects)
    return examples() if examples else ()


def _yes_no() -> tuple[str, ...]:
    return YES + NO


def _choice() -> tuple[str, ...]:
    return (*YES, *NO, "the first one", "the second one", "the first", "the second", "neither")


@cache
def _digits() -> tuple[str, ...]:
    """Every digit after every other, and a way to begin."""
    pairs = tuple(f"{first} {second} {first}" for first, second in product(DIGITS, DIGITS))
    return (*pairs, *(f"it's {each} {each}" for each in DIGITS))


@cache
def _numbers() -> tuple[str, ...]:
    tens = tuple(f"{ten} {one}" for ten, one in product(TENS, ONES))
    hundreds = tuple(f"{one} hundred" for one in ONES)
    return (*ONES, *TEENS, *TENS, *tens, *hundreds, *(f"{each} and {ten}" for each, ten in product(hundreds, TENS)))


@cache
def _money() -> tuple[str, ...]:
    whole = tuple(f"{number} pounds" for number in _numbers())
    opened = tuple(f"{opener}{ten} pounds" for opener, ten in product(OPENERS, (*TEENS, *TENS)))
    pence = tuple(f"{ten} pounds {other}" for ten, other in product(TENS, (*TENS, *TEENS)))
    ends = ("pounds please", "pounds and fifty pence", "twenty pence", "all of it", "the full amount", "half of it")
    return whole + opened + pence + ends


@cache
def _dates() -> tuple[str, ...]:
    days = tuple(f"{opener}{day}" for opener, day in product(("", "on ", "next ", "this "), DAYS))
    dates = tuple(f"the {ordinal} of {month}" for ordinal, month in product(ORDINALS, MONTHS))
    times = tuple(f"{opener}{hour}" for opener, hour in product(("at ", "half past ", "quarter to "), (*ONES, "ten")))
    halves = ("in the morning", "in the afternoon", "in the evening", "o'clock", "this morning", "this afternoon")
    more = ("the twenty first of may", "the thirty first of may", "today", "tomorrow", "the day after tomorrow")
    return days + dates + times + halves + more


_KINDS: dict[str, Callable[[], tuple[str, ...]]] = {
    "yes_no": _yes_no,
    "confirm": _yes_no,
    "choice": _choice,
    "digits": _digits,
    "phone": _digits,
    "money": _money,
    "number": _numbers,
    "date": _dates,
    "time": _dates,
}
