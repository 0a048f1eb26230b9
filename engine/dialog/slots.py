"""What value does an answer give? One table: a slot type's readers of speech and keys.

Reading never guesses: what could be two values, or does not fit the type, is no value.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from engine.dialog import acts, amounts, contacts
from engine.dialog.addresses import find_email
from engine.dialog.answers import hints, key_rule, patience_ms, retries, wait_s
from engine.dialog.calendar_days import full_year, make, ordered, without_year
from engine.dialog.choices import find_option, keyed_option
from engine.dialog.dates import find_date
from engine.dialog.denials import instead
from engine.dialog.doubt import ranged, settled, undecided
from engine.dialog.figures import find_digits
from engine.dialog.heard import Heard, Reader
from engine.dialog.names import find_name
from engine.dialog.slips import last_said
from engine.dialog.times import find_time
from engine.dialog.words import Found, Word, share, words
from engine.flows.model import SlotType
from engine.language import of

__all__ = ["Reading", "hints", "key_rule", "patience_ms", "read_keys", "read_slot", "retries", "wait_s"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A value found in an utterance."""

    value: Any = field(repr=False)
    """str, Decimal, date, time or bool, by the slot's type."""
    text: str = field(repr=False)
    """The part of the utterance that was used."""
    span: tuple[int, int]
    """Where that part stands: start and end offset."""
    share: float
    """Which part of the meaningful words it is, 0 to 1. At 1 the utterance is nothing but the value."""


_LONGEST = 1000
"""Characters: whoever says more does not answer with a value."""


def read_slot(
    type: SlotType,  # noqa: A002 - the field's term
    text: str,
    *,
    today: date,
    locale: str = "en-GB",
    home: str = "",
) -> Reading | None:
    """Read a value of ``type`` from what a caller said, or None.

    When the caller corrects himself half way, what he said last counts. ``today`` gives relative dates their meaning;
    ``locale`` the language that is spoken, the order of dates and the decimal sign; ``home``, where it is another, the
    country whose telephone numbers and postcodes are meant.
    """
    reader, language = _READERS[type.kind], of(locale)
    ws = words(text[: _LONGEST + 1], language)
    if not ws or (len(text) > _LONGEST and type.kind != "text"):
        return None
    heard = Heard(type, text, ws, today, locale, home or locale, language)
    whole = type.kind in _TAKEN_WHOLE
    found, ws = (reader(heard), ws) if whole else instead(heard, reader) or last_said(heard, reader)
    found = None if found is None else _sure(replace(heard, words=ws), found, reader)
    if found is None:
        return None
    start, end = ws[found.first].start, ws[found.last].end
    return Reading(found.value, text[start:end], (start, end), share(ws, found.first, found.last, language.noise))


def _sure(heard: Heard, found: Found, reader: Reader) -> Found | None:
    """Return what was found; None when it is one of two values that the caller left open."""
    if heard.type.kind not in _ONE_VALUE:
        return found
    parting = heard.language.choosing.either
    if heard.type.kind == "date":
        parting |= heard.language.days.until

    def read(ws: list[Word]) -> Found | None:
        return reader(replace(heard, words=ws))

    if heard.type.kind in _RANGED and ranged(heard.words, read, heard.language.days.until):
        return None
    if not undecided(heard.words, found, read, heard.language, parting):
        return found
    return settled(heard.words, read, parting)


# ---------------------------------------------------------------------------------------------------------- readers


def _money(heard: Heard) -> Found | None:
    return amounts.money(heard.words, heard.language, heard.locale)


def _number(heard: Heard) -> Found | None:
    return amounts.number(heard.words, heard.language, heard.locale)


def _yes_no(heard: Heard) -> Found | None:
    bare = acts.yes_no(heard.text, heard.locale)
    if bare is not None:
        return Found(bare, 0, len(heard.words) - 1)
    first = acts.opening(heard.text, heard.locale)
    return None if first is None else Found(first[0], 0, first[1] - 1)


def _one_of(heard: Heard) -> Found | None:
    return find_option(heard.words, heard.type.options, heard.language)


def _date(heard: Heard) -> Found | None:
    return find_date(heard.words, heard.text, heard.today, heard.language, heard.locale)


def _text(heard: Heard) -> Found | None:
    return Found(heard.text.strip(), 0, len(heard.words) - 1)


_READERS: dict[str, Reader] = {
    "digits": find_digits,
    "money": _money,
    "number": _number,
    "date": _date,
    "time": lambda heard: find_time(heard.words, heard.text, heard.language),
    "yes_no": _yes_no,
    "one_of": _one_of,
    "phone": lambda heard: contacts.find_phone(heard.words, heard.language, heard.home),
    "postcode": lambda heard: contacts.find_postcode(heard.words, heard.language, heard.home),
    "email": lambda heard: find_email(heard.words, heard.text, heard.language),
    "name": lambda heard: find_name(heard.words, heard.text, heard.language),
    "text": _text,
}
_ONE_VALUE = frozenset({"digits", "money", "number", "date", "time", "phone"})
"""Kinds in which "this or that" is neither."""
_RANGED = frozenset({"money", "number"})
"""Of these, the ones in which "this to that" is neither."""
_TAKEN_WHOLE = frozenset({"yes_no", "text"})
"""Kinds in which a "no" half way is no slip of the tongue."""


# ------------------------------------------------------------------------------------------------------------- keys


def read_keys(  # noqa: PLR0911 - one return for each type
    type: SlotType,  # noqa: A002 - the field's term
    digits: str,
    *,
    today: date | None = None,
    locale: str = "en-GB",
    home: str = "",
) -> Any | None:  # noqa: ANN401 - any slot's value
    """Read a value of ``type`` from key presses, or None. Dates go day, month, year, in the order of ``locale``.

    Without ``today`` a date needs its year. ``home``: as in ``read_slot``.
    """
    rule = key_rule(type)
    if rule is None or not (digits.isascii() and digits.isdecimal() and rule.shortest <= len(digits) <= rule.longest):
        return None
    match type.kind:
        case "digits":
            return digits
        case "number":
            return Decimal(digits)
        case "yes_no":
            return {"1": True, "2": False}.get(digits)
        case "one_of":
            return keyed_option(digits, type.options)
        case "phone":
            return contacts.e164(digits, home or locale)
        case "time":
            hour, minute = int(digits[:-2]), int(digits[-2:])
            return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004
        case _:
            return _keyed_date(digits, today, locale)


def _keyed_date(digits: str, today: date | None, locale: str) -> date | None:
    day, month = ordered((int(digits[:2]), int(digits[2:4])), locale)
    year = digits[4:]
    if len(year) == 4:  # noqa: PLR2004
        return make(int(year), month, day)
    if today is None:
        return None
    if len(year) == 2:  # noqa: PLR2004
        return make(full_year(year, today), month, day)
    return without_year(month, day, today) if not year else None
