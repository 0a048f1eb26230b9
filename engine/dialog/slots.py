"""What value does an answer give? One table: a slot type's readers of speech and keys.

Reading never guesses: what could be two values, or does not fit the type, is no value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from itertools import pairwise
from typing import Any

from engine.dialog import acts, amounts, contacts
from engine.dialog.addresses import find_email
from engine.dialog.answers import hints, key_rule, patience_ms, retries, wait_s
from engine.dialog.choices import find_option, keyed_option
from engine.dialog.dates import find_date, full_year, make, nearest, ordered
from engine.dialog.doubt import undecided
from engine.dialog.numbers import Atom, Run, atoms, digit_runs, runs
from engine.dialog.times import find_time
from engine.dialog.words import Found, Word, phrase_at, share, text_at, words
from engine.flows.model import SlotType
from engine.language import Language, of

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


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a reader gets."""

    type: SlotType
    text: str
    words: list[Word]
    today: date
    locale: str
    home: str
    """Locale of the country that numbers and codes are of."""
    language: Language


Reader = Callable[[_Heard], Found | None]
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
    heard = _Heard(type, text, ws, today, locale, home or locale, language)
    found, ws = _instead(heard, reader) or _last_said(heard, reader)
    if found is None or _open(replace(heard, words=ws), found, reader):
        return None
    start, end = ws[found.first].start, ws[found.last].end
    return Reading(found.value, text[start:end], (start, end), share(ws, found.first, found.last, language.noise))


def _instead(heard: _Heard, reader: Reader) -> tuple[Found, list[Word]] | None:
    """Read what is meant when something else is denied first: "not 40 but 45"."""
    start = 0 if heard.type.kind in _TAKEN_WHOLE else acts.meant(heard.text, heard.locale)
    tail = [word for word in heard.words if word.start >= start] if start else []
    found = reader(replace(heard, words=tail)) if tail else None
    return None if found is None else (found, tail)


def _open(heard: _Heard, found: Found, reader: Reader) -> bool:
    """Whether what was found is one of two values that the caller left open."""
    if heard.type.kind not in _ONE_VALUE:
        return False
    parting = heard.language.choosing.either
    if heard.type.kind == "date":
        parting |= heard.language.days.until
    return undecided(heard.words, found, lambda ws: reader(replace(heard, words=ws)), heard.language, parting)


def _last_said(heard: _Heard, reader: Reader) -> tuple[Found | None, list[Word]]:
    """Read what follows the last "no, I mean" that has a value behind it, else the whole; say which words were read."""
    if heard.type.kind in _TAKEN_WHOLE:
        return reader(heard), heard.words
    for at, slip in reversed(_slips(heard)):
        tail = heard.words[at + slip :]
        if not tail or not at:
            continue
        found = reader(replace(heard, words=tail))
        kept = reader(replace(heard, words=heard.words[:at])) if found and not _taken_back(heard, at, slip) else None
        if kept is not None:
            return (kept if _contrasted(heard, at) else None), heard.words[:at]
        noise = heard.language.noise
        if found is not None and share(tail, found.first, found.last, noise) >= 0.5:  # noqa: PLR2004 - an aside is no correction
            return found, tail
        if heard.type.kind in {"digits", "phone"} and _plain_atoms(heard, tail):
            return None, tail  # "four five six eight no nine" takes back an unknown part
    return reader(heard), heard.words


# ---------------------------------------------------------------------------------------------------------- readers


def _digits(heard: _Heard) -> Found | None:
    shortest, longest = heard.type.shortest or 1, heard.type.longest or heard.type.shortest or 32
    n = heard.language.numbers
    strict = runs(heard.words, _plain_atoms(heard, heard.words), n.fillers)
    lenient = digit_runs(heard.words, n, homophones=True)
    for candidates in (strict, [_joined(heard, strict)], lenient, [_joined(heard, lenient)]):
        for run in candidates:
            if run is not None and shortest <= len(run.digits) <= longest:
                return Found(run.digits, run.first, run.last)
    for run in strict:  # "oh four five six eight", where the oh was only a sigh
        if heard.words[run.first].text in n.sighs and shortest <= len(run.digits) - 1 <= longest:
            return Found(run.digits[1:], run.first + 1, run.last)
    return None


def _slips(heard: _Heard) -> list[tuple[int, int]]:
    """Return where the caller began anew: the index of the first word of each slip, and how many words it has."""
    phrases, found, i = heard.language.talk.slips, list[tuple[int, int]](), 0
    while i < len(heard.words):
        slip = len(phrase_at(heard.words, i, phrases))
        if slip:
            found.append((i, slip))
        i += slip or 1
    return found


def _taken_back(heard: _Heard, at: int, slip: int) -> bool:
    """Whether a slip surely takes back what stands before it."""
    doubtful = phrase_at(heard.words, at, heard.language.talk.doubtful_slips)
    return len(doubtful) < slip or "," in heard.text[heard.words[at].end : heard.words[at + 1].start]


def _contrasted(heard: _Heard, at: int) -> bool:
    """Whether a comma makes a doubtful slip mean "and not": "60, no 70"."""
    return "," in heard.text[heard.words[at - 1].end : heard.words[at].start]


def _plain_atoms(heard: _Heard, ws: list[Word]) -> list[Atom]:
    """Return the digits in ``ws`` that are no amount and no percentage."""
    money = heard.language.money

    def counts(atom: Atom) -> bool:
        before, after = text_at(ws, atom.first - 1), text_at(ws, atom.last + 1)
        return before in amounts.SIGNS or after in money.major or after in money.minor or after == "%"

    return [atom for atom in atoms(ws, heard.language.numbers) if not counts(atom)]


def _joined(heard: _Heard, parts: list[Run]) -> Run | None:
    """Join runs that are parted by nothing that means anything: "four five, that's, six eight"."""
    ws, noise = heard.words, heard.language.noise
    if len(parts) < 2:  # noqa: PLR2004
        return None
    inside = [w for a, b in pairwise(parts) for w in ws[a.last + 1 : b.first]]
    if len(inside) > 2 * len(parts) or share([ws[parts[0].first], *inside], 0, 0, noise) < 1:
        return None
    return Run("".join(p.digits for p in parts), parts[0].first, parts[-1].last, ())


def _money(heard: _Heard) -> Found | None:
    return amounts.money(heard.words, heard.language, heard.locale)


def _number(heard: _Heard) -> Found | None:
    return amounts.number(heard.words, heard.language, heard.locale)


def _yes_no(heard: _Heard) -> Found | None:
    bare = acts.yes_no(heard.text, heard.locale)
    if bare is not None:
        return Found(bare, 0, len(heard.words) - 1)
    first = acts.yes_no(heard.words[0].text, heard.locale)
    return None if first is None else Found(first, 0, 0)


def _one_of(heard: _Heard) -> Found | None:
    return find_option(heard.words, heard.type.options, heard.language)


def _date(heard: _Heard) -> Found | None:
    return find_date(heard.words, heard.text, heard.today, heard.language, heard.locale)


def _text(heard: _Heard) -> Found | None:
    return Found(heard.text.strip(), 0, len(heard.words) - 1)


_READERS: dict[str, Reader] = {
    "digits": _digits,
    "money": _money,
    "number": _number,
    "date": _date,
    "time": lambda heard: find_time(heard.words, heard.text, heard.language),
    "yes_no": _yes_no,
    "one_of": _one_of,
    "phone": lambda heard: contacts.find_phone(heard.words, heard.language, heard.home),
    "postcode": lambda heard: contacts.find_postcode(heard.words, heard.language, heard.home),
    "email": lambda heard: find_email(heard.words, heard.text, heard.language),
    "name": lambda heard: contacts.find_name(heard.words, heard.text, heard.language),
    "text": _text,
}
_ONE_VALUE = frozenset({"digits", "money", "number", "date", "time", "phone"})
"""Kinds in which "this or that" is neither."""
_TAKEN_WHOLE = frozenset({"yes_no", "text", "name"})
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
    return nearest(month, day, today) if not year else None
