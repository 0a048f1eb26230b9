"""How is a slot of each type answered? What a type brings besides readers: keys, vocabulary, patience, wording.

The default wording of a retry is ``reprompts``'s.
"""

from __future__ import annotations

from engine.dialog.reprompts import retries
from engine.flows.model import SlotType
from engine.language import of
from engine.types import KeyRule

__all__ = ["hints", "key_rule", "patience_ms", "retries", "wait_s"]

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
_MENU_KEYS = 9


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


def hints(type: SlotType, locale: str = "en-GB") -> tuple[str, ...]:  # noqa: A002 - the field's term
    """Return the words that a transcriber should favour while a slot of ``type`` is asked in ``locale``."""
    if type.kind == "one_of":
        return tuple(dict.fromkeys(way for ways in type.options.values() for way in ways))
    return of(locale).hints.get(type.kind, ())


def wait_s(type: SlotType) -> float | None:  # noqa: A002 - the field's term
    """Return the silence before a reprompt, in seconds; None: the project's."""
    return _WAIT.get(type.kind)


def patience_ms(type: SlotType) -> int:  # noqa: A002 - the field's term
    """Return how long a pause inside the answer may be: people read numbers in groups."""
    return _PATIENCE_MS.get(type.kind, 700)
