"""How is a slot of each type answered? What a type brings besides readers: keys, vocabulary, patience, wording."""

from __future__ import annotations

from engine.dialog.dates import MONTHS, WEEKDAYS
from engine.flows.model import SlotType
from engine.types import KeyRule

_DIGIT_WORDS = tuple(
    "zero oh one two three four five six seven eight nine double triple".split()  # noqa: SIM905 - a word list
)
_HINTS: dict[str, tuple[str, ...]] = {
    "digits": _DIGIT_WORDS,
    "phone": (*_DIGIT_WORDS, "plus"),
    "money": ("pounds", "pence", "quid", "dollars", "cents", "euros"),
    "date": (*WEEKDAYS, *MONTHS, "today", "tomorrow", "yesterday"),
    "time": ("o'clock", "half past", "quarter past", "quarter to", "noon", "midnight", "am", "pm"),
    "yes_no": ("yes", "yeah", "yep", "no", "nope"),
    "email": ("at", "dot", "underscore", "dash"),
}
_WAIT = {"digits": 8.0, "phone": 8.0, "postcode": 8.0, "email": 8.0, "date": 8.0}
_PATIENCE_MS = {
    "digits": 1500,
    "phone": 1500,
    "postcode": 1500,
    "email": 2000,
    "name": 1000,
    "text": 1200,
    "money": 1000,
}
_COUNTS = dict(enumerate("zero one two three four five six seven eight nine ten eleven twelve".split()))  # noqa: SIM905
_MENU_KEYS = 9

_ASK_AGAIN: dict[str, str] = {
    "money": "Sorry, I need an amount, like forty five pounds fifty.",
    "number": "Sorry, I need a number.",
    "date": "Sorry, I need a date, like Friday, or the third of March.",
    "time": "Sorry, I need a time, like half past three.",
    "yes_no": "Sorry, was that a yes or a no?",
    "phone": "Sorry, I need a telephone number.",
    "postcode": "Sorry, I need the postcode.",
    "email": "Sorry, I need an e-mail address, like jane at example dot com.",
    "name": "Sorry, I didn't get the name.",
    "text": "Sorry, I didn't get that.",
}
_BY_KEYS: dict[str, str] = {
    "digits": "You can also key it in and press hash.",
    "phone": "You can also key it in and press hash.",
    "number": "You can also key it in and press hash.",
    "date": "You can also key it in, two digits for the day, two for the month and four for the year.",
    "time": "You can also key it in, as four digits.",
    "yes_no": "Press 1 for yes, or 2 for no.",
    "name": "Please say just the name.",
    "email": "Please say it slowly, with at and dot.",
    "postcode": "Please say it letter by letter.",
    "money": "Please say the pounds first, and then the pence.",
}


def key_rule(type: SlotType) -> KeyRule | None:  # noqa: A002, PLR0911 - the field's term; one return for each type
    """Return how key presses become an answer of ``type``; None when it cannot be keyed."""
    match type.kind:
        case "digits":
            return KeyRule(shortest=type.shortest or 1, longest=type.longest or type.shortest or 32)
        case "phone":
            return KeyRule(shortest=7, longest=15)
        case "date":
            return KeyRule(shortest=4, longest=8)
        case "time":
            return KeyRule(shortest=3, longest=4)
        case "number":
            return KeyRule(shortest=1, longest=9)
        case "yes_no":
            return KeyRule(shortest=1, longest=1)
        case "one_of" if len(type.options) <= _MENU_KEYS:
            return KeyRule(shortest=1, longest=1)
        case _:
            return None


def hints(type: SlotType) -> tuple[str, ...]:  # noqa: A002 - the field's term
    """Return the words that a transcriber should favour while a slot of ``type`` is asked."""
    if type.kind == "one_of":
        return tuple(dict.fromkeys(way for ways in type.options.values() for way in ways))
    return _HINTS.get(type.kind, ())


def wait_s(type: SlotType) -> float | None:  # noqa: A002 - the field's term
    """Return the silence before a reprompt, in seconds; None: the project's."""
    return _WAIT.get(type.kind)


def patience_ms(type: SlotType) -> int:  # noqa: A002 - the field's term
    """Return how long a pause inside the answer may be: people read numbers in groups."""
    return _PATIENCE_MS.get(type.kind, 700)


def retries(type: SlotType) -> tuple[str, str]:  # noqa: A002 - the field's term
    """Return the default wording of the first and the second retry; the question follows the first."""
    match type.kind:
        case "digits":
            return f"Sorry, I need {_lengths(type)}.", _BY_KEYS["digits"]
        case "one_of":
            names = [ways[0] if ways else value for value, ways in type.options.items()]
            pressed = ", ".join(f"for {n}, press {i}" for i, n in enumerate(names, 1))
            return f"Sorry, I need one of these: {_listed(names)}.", f"{pressed[:1].upper()}{pressed[1:]}."
        case kind:
            again = _ASK_AGAIN.get(kind, _ASK_AGAIN["text"])
            return again, _BY_KEYS.get(kind, again)


def _lengths(type: SlotType) -> str:  # noqa: A002 - the field's term
    low, high = type.shortest, type.longest or type.shortest
    if not low or not high:
        return "a number, digit by digit"
    span = _COUNTS.get(low, str(low)) if low == high else f"{_COUNTS.get(low, low)} to {_COUNTS.get(high, high)}"
    return f"a number of {span} {'digit' if high == 1 else 'digits'}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) < 2 else f"{', '.join(names[:-1])} or {names[-1]}"  # noqa: PLR2004
