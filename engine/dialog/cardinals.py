"""Which whole number do these words say? "A hundred and twenty", "four thousand five hundred", "half a dozen".

The words are a language's ``Numbers``; what the number is for is not known here.
"""

from __future__ import annotations

from engine.dialog.words import Word, phrase_at, text_at
from engine.language.model import Numbers


def cardinal(ws: list[Word], i: int, n: Numbers) -> tuple[int, int] | None:
    """Read "a hundred and twenty", "four thousand five hundred" from word ``i``; return it and the next index."""
    word = text_at(ws, i)
    if several := phrase_at(ws, i, n.sets):
        j = i + len(several)
        times = scale_of(text_at(ws, j), n)
        return n.sets.values[several] * times, j + (times > 1)
    if part := phrase_at(ws, i, n.portions):
        j = i + len(part)
        scaled = n.portions.values[part] * n.scales.get(text_at(ws, j), 0)
        return (int(scaled), j + 1) if scaled >= 1 else None
    if word in n.bare and text_at(ws, i - 1) in n.vague:
        return None
    if word not in n.spoken and word not in n.ones and not word.isdecimal():
        return None
    group = (1, i) if word in n.bare and word in n.scales else _below_thousand(ws, i, n)
    if group is None:
        return None
    value, j = group
    total = 0
    while (scale := n.scales.get(text_at(ws, j))) is not None:
        total += (value or ws[j].text in n.bare) * scale
        value, j = _rest(ws, j + 1, n) or (0, j + 1)
    return total + value, j


def begins(ws: list[Word], i: int, n: Numbers) -> bool:
    """Whether a number in several words, "a couple", "half a", may begin at word ``i``."""
    return bool(phrase_at(ws, i, n.sets) or phrase_at(ws, i, n.portions))


def _below_thousand(ws: list[Word], i: int, n: Numbers) -> tuple[int, int] | None:
    word = text_at(ws, i)
    if word in n.hundreds:
        tail = _tail(ws, i + 1, n)
        if tail is None and word in n.unfinished:
            return None
        more, k = tail or (0, i + 1)
        return n.hundreds[word] + more, k
    small = (1, i) if word in n.bare and word in n.hundred else _small(ws, i, n)
    if small is None or text_at(ws, small[1]) not in n.hundred:
        return small
    value, j = small
    more, k = _tail(ws, j + 1, n) or (0, j + 1)
    return value * 100 + more, k


def _rest(ws: list[Word], i: int, n: Numbers) -> tuple[int, int] | None:
    """Read what follows a "thousand"."""
    if text_at(ws, i) in n.joints:
        return _below_thousand(ws, i + 1, n)
    hundreds = text_at(ws, i) in n.hundreds or text_at(ws, i) in n.hundred & n.bare
    if hundreds or text_at(ws, i + 1) in n.hundred:
        return _below_thousand(ws, i, n)
    return _tail(ws, i, n)


def _tail(ws: list[Word], i: int, n: Numbers) -> tuple[int, int] | None:
    """Read what follows a "hundred"; "nine hundred one two three" goes on digit by digit, so nothing follows there."""
    if text_at(ws, i) in n.joints:
        return _ending(ws, i + 1, n)
    small = _ending(ws, i, n)
    if small is not None and text_at(ws, small[1]) in n.hundred:
        return None  # "six hundred four hundred" are two numbers
    if small is not None and small[0] < 10 and is_unit(text_at(ws, small[1]), n):  # noqa: PLR2004
        return None
    return small


def is_unit(word: str, n: Numbers) -> bool:
    """Whether ``word`` is one digit, a nought among them."""
    return word in n.units or word in n.zero


def _ending(ws: list[Word], i: int, n: Numbers) -> tuple[int, int] | None:
    """Read a number below a hundred that ends a bigger one: there, "un" is one."""
    return _small(ws, i, n) or ((1, i + 1) if text_at(ws, i) in n.inner else None)


def _small(ws: list[Word], i: int, n: Numbers) -> tuple[int, int] | None:
    word = text_at(ws, i)
    if n.unit_tens and text_at(ws, i + 1) == n.unit_tens and text_at(ws, i + 2) in n.tens:
        unit = _unit(word, n)
        if unit:
            return n.tens[ws[i + 2].text] + unit, i + 3
    if word in n.tens:
        return _with_unit(ws, i, n)
    value = n.units.get(word) or n.teens.get(word)
    if value is None and text_at(ws, i + 1) in n.scaled:
        value = 1 if word in n.ones else int(word) if word.isdecimal() and len(word) <= 3 else None  # noqa: PLR2004
    return None if value is None else (value, i + 1)


def _with_unit(ws: list[Word], i: int, n: Numbers) -> tuple[int, int]:
    tens = n.tens[ws[i].text]
    if n.tens_unit is None:
        return tens, i + 1
    j = i + 1 + len(n.tens_unit)
    joined = tuple(w.text for w in ws[i + 1 : j]) == n.tens_unit
    unit = _unit(text_at(ws, j), n) if joined else 0
    return (tens + unit, j + 1) if unit else (tens, i + 1)


def _unit(word: str, n: Numbers) -> int:
    return n.units.get(word) or (1 if word in n.inner else 0)


def scale_of(word: str, n: Numbers) -> int:
    """Return what ``word`` multiplies by; 1 for one that does not."""
    return 100 if word in n.hundred else n.scales.get(word, 1)
