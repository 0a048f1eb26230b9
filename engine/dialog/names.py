"""What is somebody called? A name of one to four words, said, spelled, or both.

What is spelled counts more than what was heard: "Smith, s m y t h e" is Smythe. Words that lead to a name or explain it
are no part of it, and where a word is left that is in no name, there is no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from engine.dialog.respelled import Explained, explanation, respelled
from engine.dialog.spelling import Piece, spelled
from engine.dialog.words import Found, Word, phrase_at, phrase_before
from engine.language import Language

_MOST_WORDS = 4
_MOST_PARTS = 40
"""Words, and runs of letters, of a name and all that is said around it."""
_HYPHEN = "-"
_FEWEST_NAMED = 3
"""So many names of letters in a row, "kilo hotel alpha", are letters; fewer may be a name."""
_INITIAL = re.compile(r"(?<![^\W\d_])(o'|d'|mc)([^\W\d_])")


class _Part(NamedTuple):
    """A word of a name, or one that was spelled."""

    text: str
    """As it is written."""
    spelled: bool
    first: int
    last: int


def find_name(ws: list[Word], text: str, language: Language) -> Found | None:
    """Find a name: what is left of "my name is Jane Smith" without its beginning."""
    told = explanation(ws, language)
    if told is None:
        return _found(ws, text, language, None)
    found = _found([*ws[: told.first], *ws[told.after :]], text, language, told)
    if found is None:
        return None
    skipped = told.after - told.first
    first, last = (k + skipped if k >= told.first else k for k in (found.first, found.last))
    return Found(found.value, first, last)


def _found(ws: list[Word], text: str, language: Language, told: Explained | None) -> Found | None:
    """Find a name in words from which ``told``, what was said about its letters, is gone."""
    c = language.contacts
    first, led = _start(ws, language)
    last = len(ws) - 1
    while last >= first and (tail := phrase_before(ws, last + 1, c.name_tail) or ws[last].text in c.name_trail):
        last -= len(tail) if isinstance(tail, tuple) else 1
    parts = list(_parts(ws[: last + 1], first, text, language))
    end = _end(parts, ws, last, language, led=led)
    if end > _MOST_PARTS:
        return None
    if told is not None:
        about = told.first - 1
        parts = [
            p if p.spelled or p.last != about else p._replace(text=respelled(p.text, told, language)) for p in parts
        ]
    kept = _merged([*parts[:end], *_spelled_later(parts, end)])
    own = [part for part in kept if language.fold(part.text) not in c.particles]
    strange = any(not part.spelled and not _in_a_name(part.text, language) for part in kept)
    if not own or len(own) > _MOST_WORDS or strange:
        return None
    return Found(_written(kept, ws, text, language), kept[0].first, kept[-1].last)


def _spelled_later(parts: Sequence[_Part], end: int) -> list[_Part]:
    """Return what is spelled behind an aside and begins as a word of the name does: "Lee, but it's l e i g h"."""
    initials = {part.text[0].lower() for part in parts[:end]}
    return [p for p in parts[end:] if p.spelled and len(p.text) >= _FEWEST_NAMED and p.text[0].lower() in initials]


def _start(ws: list[Word], language: Language) -> tuple[int, bool]:
    """Return the first word of the name, and whether words say that it is one."""
    c = language.contacts
    parts = {k for i in range(len(ws)) for k in range(i + 1, i + len(phrase_at(ws, i, c.name_parts)))}
    leads = ((i, phrase_at(ws, i, c.name_after)) for i in range(len(ws)) if i not in parts)
    after = [i + len(lead) for i, lead in leads if lead]
    first = max(after, default=0)
    first = 0 if first >= len(ws) else first
    slip = len(phrase_at(ws, first, language.talk.slips))  # "no, it's Tom"
    first += slip if phrase_at(ws, first + slip, c.name_it_is) else 0
    led = first > 0
    while first < len(ws) and (lead := phrase_at(ws, first, c.name_parts) or phrase_at(ws, first, c.name_lead)):
        led = led or bool(phrase_at(ws, first, c.name_parts)) or lead in c.name_it_is.values
        first += len(lead)
    return first, led


def _in_a_name(word: str, language: Language) -> bool:
    folded = language.fold(word)
    if not word[0].isalpha() or folded in language.contacts.not_names:
        return False
    return not language.contacts.name_after.values or folded not in language.days.weekdays


# ------------------------------------------------------------------------------------------------ words and letters


def _parts(ws: list[Word], first: int, text: str, language: Language) -> Iterator[_Part]:
    """Yield words, and one part for each run of letters."""
    c, pieces = language.contacts, spelled(ws[first:], language)
    i = 0
    while i < len(pieces):
        at = first + pieces[i].first
        run = _letters(pieces, i, ws[first:], language)
        if run:
            letters = "".join(_letter(piece, ws[first:], language) for piece in pieces[i : i + run])
            end = first + pieces[i + run].first - 1 if i + run < len(pieces) else len(ws) - 1
            yield _Part(letters, True, at, end)
            i += run
            continue
        hyphen = at > first and at + 1 < len(ws) and c.name_signs.values.get((ws[at].text,)) == _HYPHEN
        skipped = hyphen or len(phrase_at(ws, at, c.name_parts)) or _before_letters(pieces, i, ws, first, language)
        if skipped:
            i += skipped
            continue
        yield from (_Part(text[ws[k].start : ws[k].end], False, k, k) for k in range(at, first + pieces[i].last + 1))
        i += 1


def _before_letters(pieces: Sequence[Piece], i: int, ws: list[Word], first: int, language: Language) -> int:
    """Return how many words from piece ``i`` only lead to letters: "that's spelled"."""
    lead = len(phrase_at(ws, first + pieces[i].first, language.contacts.spelling_lead))
    behind = i + lead
    return lead if lead and behind < len(pieces) and _letters(pieces, behind, ws[first:], language) else 0


def _letters(pieces: Sequence[Piece], i: int, ws: list[Word], language: Language) -> int:
    """Return how many pieces from ``i`` spell a word together; 0 when they do not."""
    j, plain = i, 0
    while j < len(pieces) and (found := _letter(pieces[j], ws, language)):
        plain += found.isalpha() and not _is_named(pieces[j], ws, language)
        j += 1
    named = [_is_named(piece, ws, language) for piece in pieces[i:j]]
    if plain and named and named[0] and all(named[: named.index(False)]):
        return 0  # "Mike s m i t h": a name before letters
    letters = sum(len(_letter(piece, ws, language)) for piece in pieces[i:j])
    fewest = 2 if plain > 1 or (plain and letters > 1) else _FEWEST_NAMED
    return (
        j - i if letters >= fewest and j - i > 1 - (letters > 1) and _letter(pieces[i], ws, language).isalpha() else 0
    )


def _letter(piece: Piece, ws: list[Word], language: Language) -> str:
    """Return the letter, the doubled letter or the sign that a piece is in a spelled word; empty for a word."""
    sign = phrase_at(ws, piece.first, language.contacts.name_signs)
    if sign:
        return language.contacts.name_signs.values[sign]
    alike = piece.text.isalpha() and len(set(piece.text)) == 1
    said = ws[piece.first].text
    doubled = said in language.numbers.repeats and piece.last > piece.first
    return piece.text if alike and (len(piece.text) == 1 or doubled) else ""


def _is_named(piece: Piece, ws: list[Word], language: Language) -> bool:
    """Whether a letter was said by its name alone: "kilo"."""
    return len(piece.text) == 1 and ws[piece.first].text in language.contacts.alphabet


def _end(parts: Sequence[_Part], ws: list[Word], last: int, language: Language, *, led: bool) -> int:
    """Return how many parts belong to the name: up to a word that goes on to something else, where that may be."""
    c, days = language.contacts, language.days
    stops = c.name_stops | language.numbers.spoken | days.weekdays.keys()
    for i, part in enumerate(parts):
        word = language.fold(part.text)
        if i and not part.spelled and (word in stops or word[0].isdigit() or phrase_at(ws, part.first, days.near)):
            rest = ws[part.first : last + 1]
            letters = [w.text.removesuffix("'s") for w in rest if w.text not in language.noise]
            explained = word in c.name_with and any(len(letter) == 1 for letter in letters)
            linking = language.noise | c.name_stops if i > 1 else language.noise
            empty = all(w.text in linking for w in rest)
            later = bool(_spelled_later(parts, i))
            return i if led or explained or empty or later or parts[i - 1].spelled else len(parts)
    return len(parts)


def _merged(parts: Sequence[_Part]) -> list[_Part]:
    """Put what was spelled in the place of the word that it spells, the last before it with its first letter."""
    merged: list[_Part] = []
    for part in parts:
        alike = [k for k, each in enumerate(merged) if each.text[0].lower() == part.text[0].lower()]
        if not part.spelled and any(each.spelled and each.text.lower() == part.text.lower() for each in merged):
            continue  # "p a t e l, Patel"
        if part.spelled and len(merged) > 1 and "".join(each.text for each in merged).lower() == part.text.lower():
            continue  # "Priya Shah p r i y a s h a h"
        again = bool(merged) and merged[-1].text.lower() == part.text.lower()
        if again and not part.spelled and any(each.spelled for each in parts):
            continue  # "Smyth s m y t h Smyth"
        if part.spelled and alike:
            heard = merged[alike[-1]]
            same = heard.text.lower() == part.text.lower()
            merged[alike[-1]] = heard if same else part
        else:
            merged.append(part)
    return merged


def _written(kept: Sequence[_Part], ws: list[Word], text: str, language: Language) -> str:
    """Write a name: as it came, and with capitals where it came without."""
    joints = [_joint(a, b, ws, text, language) for a, b in pairwise(kept)]
    words = [_capital(part.text.lower()) if part.spelled else part.text for part in kept]
    said = "".join(word + joint for word, joint in zip(words, [*joints, ""], strict=True))
    heard = "".join(part.text for part in kept if not part.spelled)
    return _capitals(said, language) if heard.islower() else said


def _joint(one: _Part, other: _Part, ws: list[Word], text: str, language: Language) -> str:
    """Return what stands between two words: the hyphen of "Smith-Jones", also when it is said, else a space."""
    between = text[ws[one.last].end : ws[other.first].start]
    sign = phrase_at(ws, one.last + 1, language.contacts.name_signs) if other.first > one.last + 1 else ()
    said = bool(sign) and language.contacts.name_signs.values[sign] == _HYPHEN
    return _HYPHEN if said or (between == _HYPHEN and not other.spelled) else " "


def _capitals(said: str, language: Language) -> str:
    """Write a name that came without capitals: particles stay small."""
    particles = language.contacts.particles
    return " ".join(w if language.fold(w) in particles else _capital(w) for w in said.split())


def _capital(word: str) -> str:
    """Write one word with its capitals: O'Neill, McDonald, Smith-Jones."""
    word = "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
    return _INITIAL.sub(
        lambda m: m[1].capitalize() + m[2].upper(), word.replace("O'", "o'").replace("D'", "d'").replace("Mc", "mc")
    )
