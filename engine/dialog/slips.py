"""What counts when a caller corrects himself half way? What he says last, and what he does not deny.

A correction may be a part of the value only: "the last one's a four", "no, January". Then the rest of what was said
before stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from engine.dialog import acts
from engine.dialog.figures import plain_atoms
from engine.dialog.heard import Heard, Reader
from engine.dialog.mended_dates import mended_date
from engine.dialog.times import mended_time
from engine.dialog.words import Found, Word, phrase_at, share, text_at

_MOST_SLIPS = 6
"""Nobody corrects himself more often in one breath, and each costs time to try."""
_BESIDE = 2
"""Words that may stand between a denial and what is denied."""
_ASIDE = 0.5
"""What takes less of the words after a slip is an aside and no correction."""
_FIRM = 0.2
"""The same, of what is not read from almost anything."""
_DENIABLE = frozenset({"digits", "date", "time", "phone"})
"""Kinds in which a value that is denied, with no other beside it, is none."""
_FIRM_KINDS = frozenset({"date", "time"})
_PATCH = 8
"""Words in which one digit of a number is corrected."""

Read = tuple[Found | None, list[Word]]
"""What was found, and in which words."""


def last_said(heard: Heard, reader: Reader) -> Read:
    """Read what follows the last "no, I mean" that has a value behind it, else the whole; say which words were read."""
    slips = _slips(heard)[-_MOST_SLIPS:]
    for at, slip in slips if heard.type.kind == "digits" else ():
        head, tail = replace(heard, words=heard.words[:at]), heard.words[at + slip :]
        digits = _other_digit(head, tail, reader) if at and tail and not reader(replace(heard, words=tail)) else None
        if digits is not None:
            return Found(digits, 0, len(heard.words) - 1), heard.words
    for at, slip in reversed(slips):
        tail = heard.words[at + slip :]
        if not tail or not at:
            continue
        head = replace(heard, words=heard.words[:at])
        found = reader(replace(heard, words=tail))
        kept = reader(head) if found and not _taken_back(heard, at, slip) else None
        if kept is not None:
            return (kept if _contrasted(heard, at) else None), heard.words[:at]
        patched = _patched(head, tail)
        if patched is not None:
            return Found(patched, 0, len(heard.words) - 1), heard.words
        enough = _FIRM if heard.type.kind in _FIRM_KINDS else _ASIDE
        if found is not None and share(tail, found.first, found.last, heard.language.noise) >= enough:
            return found, tail
        if heard.type.kind in {"digits", "phone"} and plain_atoms(heard, tail):
            return None, tail  # "four five six eight no nine" takes back an unknown part
    return reader(heard), heard.words


def instead(heard: Heard, reader: Reader) -> Read | None:
    """Read what is meant when something else is denied: "not 40 but 45", "it's not the third, it's the fourth"."""
    start = acts.meant(heard.text, heard.locale)
    tail = [word for word in heard.words if word.start >= start] if start else []
    found = reader(replace(heard, words=tail)) if tail else None
    return _denied(heard, reader) if found is None else (found, tail)


def _denied(heard: Heard, reader: Reader) -> Read | None:
    talk = heard.language.talk
    denials = [(i, denial) for i in range(len(heard.words)) if (denial := phrase_at(heard.words, i, talk.denied))]
    for i, denial in denials[:_MOST_SLIPS]:
        if phrase_at(heard.words, i, talk.asides) or phrase_at(heard.words, i - 1, talk.asides):
            continue
        rest = heard.words[i + len(denial) :]
        denied = reader(replace(heard, words=rest)) if rest else None
        if denied is not None and denied.first <= _BESIDE:
            return _other(heard, reader, denied, (heard.words[:i], rest))
    return None


def _other(heard: Heard, reader: Reader, denied: Found, parts: tuple[list[Word], list[Word]]) -> Read | None:
    """Read what is meant behind what is denied, else before it; None of both is no value where it is surely denied."""
    before, rest = parts
    after = rest[denied.last + 1 :]
    if isinstance(denied.value, date) and (day := _following(heard, denied.value, after)) is not None:
        return day, heard.words
    for part in (after, before):
        found = reader(replace(heard, words=part)) if part else None
        if found is not None and found.value != denied.value:
            return found, part
    surely = denied.first <= (heard.type.kind in _FIRM_KINDS) and heard.type.kind in _DENIABLE  # "not before ten"
    return (None, heard.words) if surely else None


def _following(heard: Heard, denied: date, after: list[Word]) -> Found | None:
    """Read "the one after"."""
    following = heard.language.days.following
    days = [following.values[phrase] for i in range(len(after)) if (phrase := phrase_at(after, i, following))]
    return Found(denied + timedelta(days=days[0]), 0, len(heard.words) - 1) if days else None


def _slips(heard: Heard) -> list[tuple[int, int]]:
    """Return where the caller began anew: the index of the first word of each slip, and how many words it has."""
    talk, found, i = heard.language.talk, list[tuple[int, int]](), 0
    while i < len(heard.words):
        aside = len(phrase_at(heard.words, i, talk.asides))
        slip = 0 if aside or _in_address(heard, i) else len(phrase_at(heard.words, i, talk.slips))
        if slip:
            found.append((i, slip))
        i += aside or slip or 1
    return found


def _in_address(heard: Heard, i: int) -> bool:
    """Whether a word stands beside a sign of an address: "dot no"."""
    signs = heard.language.contacts.signs
    singles = {phrase[-1] for phrase in signs.values} | {phrase[0] for phrase in signs.values}
    return heard.type.kind == "email" and bool(singles & {text_at(heard.words, i - 1), text_at(heard.words, i + 1)})


def _taken_back(heard: Heard, at: int, slip: int) -> bool:
    """Whether a slip surely takes back what stands before it."""
    doubtful = phrase_at(heard.words, at, heard.language.talk.doubtful_slips)
    return len(doubtful) < slip or "," in heard.text[heard.words[at].end : heard.words[at + 1].start]


def _contrasted(heard: Heard, at: int) -> bool:
    """Whether a comma makes a doubtful slip mean "and not": "60, no 70"."""
    return "," in heard.text[heard.words[at - 1].end : heard.words[at].start]


# -------------------------------------------------------------------------------------------------- a part of a value


def _patched(head: Heard, tail: list[Word]) -> object:
    """Return what was said first with the part of it that ``tail`` corrects; None when it corrects no part."""
    match head.type.kind:
        case "date":
            return mended_date(head, tail)
        case "time":
            return mended_time(head.words, tail, head.text, head.language)
        case _:
            return None


def _other_digit(head: Heard, tail: list[Word], reader: Reader) -> str | None:
    """Read "the last one's a four", "it's a three at the end"."""
    place, spoken = next(_places(head, tail), None), plain_atoms(head, tail)
    kept = reader(head) if place is not None and spoken and len(tail) <= _PATCH else None
    if place is None or kept is None:
        return None
    digits = "".join(atom.digits for atom in spoken if not _is_pronoun(tail, atom.first, head))
    start = place if place >= 0 else len(kept.value) - len(digits)
    if not digits or start < 0 or start + len(digits) > len(kept.value):
        return None
    return str(kept.value[:start] + digits + kept.value[start + len(digits) :])


def _places(head: Heard, tail: list[Word]) -> Iterator[int]:
    choosing = head.language.choosing
    for i, word in enumerate(tail):
        if ends := phrase_at(tail, i, choosing.ends):
            yield choosing.ends.values[ends]
        elif word.text in choosing.places:
            yield choosing.places[word.text]


def _is_pronoun(tail: list[Word], i: int, head: Heard) -> bool:
    """Whether a one, or a count, stands behind a place: the last ``one``, the last ``two`` are."""
    return text_at(tail, i - 1) in head.language.choosing.places
