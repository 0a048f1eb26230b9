"""Which e-mail address was said? Typed, or spoken with "at" and "dot", words, letters and digits between."""

from __future__ import annotations

import re

from engine.dialog.numbers import atoms
from engine.dialog.respelled import explanation
from engine.dialog.spelling import Piece, explained, is_letter_o, repeated
from engine.dialog.words import Found, Word, phrase_at, text_at
from engine.language import Language

_TYPED = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_AT = "@"
_MOST_SPELLED = 3
"""Words that are spelled together."""
_FEWEST_NAMED = 3
"""So many names of letters in a row, "kilo hotel alpha", are letters."""


def find_email(ws: list[Word], text: str, language: Language) -> Found | None:
    """Find an address."""
    typed = _TYPED.search(text)
    if typed:
        inside = [i for i, w in enumerate(ws) if typed.start() <= w.start < typed.end()]
        return Found(typed.group().lower().rstrip("."), inside[0], inside[-1]) if inside else None
    told = explanation(ws, language)
    if told is not None and told.with_ and told.after < len(ws):  # "kath with a k k a t h"
        rest = find_email([*ws[: told.first], *ws[told.after :]], text, language)
        skipped = told.after - told.first
        return rest and Found(rest.value, *(k + skipped if k >= told.first else k for k in rest[1:]))
    pieces = _once(_pieces(ws, text, language))
    joined = _Joined(ws, pieces, language)
    for k, piece in enumerate(pieces):
        if piece.text != _AT or not 0 < k < len(pieces) - 1:
            continue
        first, last = joined.local_part(k), joined.domain(k)
        address = "".join(p.text for p in pieces[first : last + 1])
        if re.fullmatch(_TYPED, address):
            return Found(address, pieces[first].first, pieces[last].last)
    return None


def _pieces(ws: list[Word], text: str, language: Language) -> list[Piece]:
    c = language.contacts
    spoken = {a.first: a for a in atoms(ws, language.numbers)}
    pieces: list[Piece] = []
    i = 0
    while i < len(ws):
        at, sign = phrase_at(ws, i, c.at), phrase_at(ws, i, c.signs)
        again, noted = repeated(ws, i, language), phrase_at(ws, i, c.written_how)
        if noted:
            i += len(noted)
        elif again is not None:
            pieces.append(again)
            i = again.last + 1
        elif named := _named(ws, i, language):
            pieces.append(Piece(named, i, i))
            i += 1
        elif i in spoken and not is_letter_o(ws, i, language):
            pieces.append(Piece(spoken[i].digits, i, spoken[i].last))
            i = spoken[i].last + 1
        elif at or sign:
            pieces.append(Piece(_AT if at else c.signs.values[sign], i, i + len(at or sign) - 1))
            i += len(at or sign)
        else:
            skipped = explained(ws, i, language)
            pieces.append(Piece(_as_written(text[ws[i].start : ws[i].end], language), i, i + skipped))
            i += 1 + skipped
    return pieces


def _once(pieces: list[Piece]) -> list[Piece]:
    """Leave out letters that only spell the words before them: "pete finch p e t e f i n c h"."""
    kept: list[Piece] = []
    i = 0
    while i < len(pieces):
        end = i
        while end < len(pieces) and len(pieces[end].text) == 1 and pieces[end].text.isalpha():
            end += 1
        run = "".join(piece.text for piece in pieces[i:end])
        most = min(_MOST_SPELLED, len(kept)) if len(run) >= _FEWEST_NAMED else 0
        count = next((k for k in range(1, most + 1) if "".join(each.text for each in kept[-k:]) == run), 0)
        if count:
            kept[-count:] = [Piece(run, kept[-count].first, pieces[end - 1].last)]
            i = end
        elif len(run) >= _FEWEST_NAMED and kept and _resembles(kept[-1].text, run):  # "lee l e i g h"
            kept[-1] = Piece(run, kept[-1].first, pieces[end - 1].last)
            i = end
        else:
            kept.append(pieces[i])
            i += 1
    return kept


def _resembles(word: str, run: str) -> bool:
    """Whether letters spell what was heard as ``word``: most of them are the same."""
    alike = sum(a == b for a, b in zip(word, run, strict=False))
    return len(word) > 1 and word.isalpha() and alike * 2 > max(len(word), len(run)) - 1


def _named(ws: list[Word], i: int, language: Language) -> str:
    """Return the letter of a word such as "kilo" when so many stand in a row that they are no words; else nothing."""
    alphabet = language.contacts.alphabet
    if ws[i].text not in alphabet:
        return ""
    start = end = i
    while text_at(ws, start - 1) in alphabet:
        start -= 1
    while text_at(ws, end) in alphabet:
        end += 1
    return ws[i].text[0] if end - start >= _FEWEST_NAMED else ""


def _as_written(word: str, language: Language) -> str:
    """Return a word as an address writes it: "müller" is ``mueller``."""
    word = word.lower().replace("\u2019", "'")
    for letter, instead in language.contacts.written.items():
        word = word.replace(letter, instead)
    return word if word.isascii() else language.fold(word)


class _Joined:
    """Says which pieces around an "at" belong to one address."""

    def __init__(self, ws: list[Word], pieces: list[Piece], language: Language) -> None:
        self._ws = ws
        self._pieces = pieces
        self._signs = frozenset(language.contacts.signs.values.values())
        self._apart = language.noise | language.contacts.address_words
        self._inner = language.contacts.inner_words
        told = (phrase_at(ws, i, language.contacts.written_how) for i in range(len(ws)))
        self._one_word = any(phrase and language.contacts.written_how.values[phrase] for phrase in told)

    def local_part(self, at: int) -> int:
        """Return the first piece of what stands before ``at``."""
        first = at - 1
        while first > 0 and self._belongs(first):
            first -= 1
        return first

    def domain(self, at: int) -> int:
        """Return the last piece of what stands after ``at``."""
        last, texts = at + 1, [piece.text for piece in self._pieces]
        if texts[last + 1 : last + 3][1:] == ["."] and texts[last + 1].isalpha() and texts[last + 1] not in self._apart:
            last += 1  # "hot mail dot com"
        while last + 1 < len(texts):
            joint = texts[last + 1] in {".", "-"}
            if not joint and not (len(texts[last]) == 1 and len(texts[last + 1]) == 1) and not self._touch(last + 1):
                break
            if joint and last + 2 >= len(texts):
                break
            last += 2 if joint else 1
        return last

    def _belongs(self, i: int) -> bool:
        """Whether a piece continues the one before: one is a sign, both are spelled, digits end it, or they touch."""
        before, after = self._pieces[i - 1].text, self._pieces[i].text
        if before in self._signs or after in self._signs or self._touch(i):
            return True
        spelled = (_is_letters(before) or before.isdecimal()) and (_is_letters(after) or after.isdecimal())
        if spelled or (after.isdecimal() and before not in self._apart):
            return True
        initial = min(len(before), len(after)) == 1 and before.isalpha() and after.isalpha()
        if self._one_word and {before, after} & self._inner:  # "bob the builder, all one word"
            return self._inside(i)
        return (initial or self._one_word) and before not in self._apart and after not in self._apart

    def _inside(self, i: int) -> bool:
        """Whether small words beside piece ``i`` stand between two that belong to the address."""
        k = i - 1
        while k > 0 and self._pieces[k].text in self._inner:
            k -= 1
        return self._pieces[k].text not in self._apart and self._pieces[i].text not in self._apart - self._inner

    def _touch(self, i: int) -> bool:
        """Whether nothing stands between a piece and the one before."""
        return self._ws[self._pieces[i - 1].last].end == self._ws[self._pieces[i].first].start


def _is_letters(piece: str) -> bool:
    """Whether a piece is a letter, or one that was doubled."""
    return len(piece) == 1 or (piece.isalpha() and len(set(piece)) == 1)
