"""Where does a sentence end? Text cut into sentences, as it comes.

A boundary is decided only when the word after it is known: sentences do not depend on how the text was chunked.
"""

from __future__ import annotations

import re

from engine.language import of
from engine.language.speech import Speech

_END = re.compile(r"""[.!?…]+["'\u201d\u2019)\]*_]*(?=\s)|\n\s*\n|\n(?=\s*(?:[-*•]|\d{1,2}[.)])\s)|\n(?=\s*\#)""")
_LAST_WORD = re.compile(r"[\w.&]*$")
_WORD_BEFORE = re.compile(r"(\w+)\W+\w*$")
_NEXT_WORD = re.compile(r"\s*([^\W\d_]+)(?=[^\w])")
_FIGURE = re.compile(r"\d{1,2}")
"""One or two digits with a full stop may be an ordinal."""
_CLAUSE = re.compile(r"[,;:]\s+|\s[\u2013\u2014-]\s")
_FIRST_CLAUSE = 28
"""Characters: a shorter first clause sounds clipped."""
_EARLY = 60
"""Characters without an end after which the first clause goes out alone."""
_LONGEST = 300
"""Characters after which a sentence without an end is cut at a space."""
_ONE = re.compile(rf"[^.!?…\n]{{0,{_LONGEST - 1}}}[.!?…]?")
"""Plainly one sentence: what would end one stands last, if at all."""


class SentenceStream:
    """Takes text as it comes and gives whole sentences; the first clause of a long first sentence goes out early."""

    def __init__(self, *, early: bool = True, locale: str = "en-GB") -> None:
        """``early``: give the first clause of a long first sentence as soon as it is whole."""
        self._speech = of(locale).speech
        self._rest = ""
        self._early = early

    def feed(self, chunk: str) -> list[str]:
        """Take more text; return the sentences that are now known to be whole."""
        self._rest += chunk
        found: list[str] = []
        while (cut := self._cut()) is not None:
            sentence = _tidy(self._rest[:cut])
            self._rest = self._rest[cut:]
            if sentence:
                found.append(sentence)
                self._early = False
        return found

    def finish(self) -> list[str]:
        """Return what is left; the text has ended."""
        found = self.feed("\n\n")
        rest, self._rest = _tidy(self._rest), ""
        return [*found, rest] if rest else found

    def _cut(self) -> int | None:
        for end in _END.finditer(self._rest):
            decided = _ends(self._rest, end, self._speech)
            if decided is None:
                break
            if decided:
                return self._clause(end.end()) or end.end()
        return self._clause(len(self._rest)) or self._overlong()

    def _clause(self, end: int) -> int | None:
        if not self._early or end < _EARLY:
            return None
        clause = _CLAUSE.search(self._rest, _FIRST_CLAUSE, end)
        return clause.end() if clause else None

    def _overlong(self) -> int | None:
        if len(self._rest) <= _LONGEST:
            return None
        space = self._rest.rfind(" ", 1, _LONGEST)
        return space if space > 0 else _LONGEST


def sentences(text: str, locale: str = "en-GB") -> list[str]:
    """Cut ``text``, which is written in the language of ``locale``, into sentences."""
    if _ONE.fullmatch(text):
        return [one] if (one := _tidy(text)) else []
    stream = SentenceStream(early=False, locale=locale)
    return [*stream.feed(text), *stream.finish()]


def _ends(text: str, end: re.Match[str], speech: Speech) -> bool | None:
    """Whether a sentence ends at ``end``; None while what follows is not known well enough."""
    if end.group()[0] == "\n":
        return True
    following = text[end.end() :].lstrip()
    if not following:
        return "\n\n" in text[end.end() :] or None
    if not end.group().startswith(".") or len(end.group().rstrip("\"'\u201d\u2019)]*_")) > 1:
        return True
    word = _LAST_WORD.search(text, 0, end.start())
    last = word.group().lower() if word else ""
    if following[0].islower() or _abbreviated(last, following, speech):
        return False
    return _after_figure(text, end, speech) if speech.ordinal_before and _FIGURE.fullmatch(last) else True


def _abbreviated(last: str, following: str, speech: Speech) -> bool:
    if last in speech.before_figure and following[0].isdigit():
        return True
    return last in speech.abbreviations or (len(last) == 1 and last.isalpha() and last != "i")


def _after_figure(text: str, end: re.Match[str], speech: Speech) -> bool | None:
    """Whether a sentence ends after a figure, or "am 3. März" goes on; None while the next word is not whole."""
    before = _WORD_BEFORE.search(text, 0, end.start())
    if before is not None and before[1].lower() in speech.ordinal_after:
        return False
    following = _NEXT_WORD.match(text, end.end())
    if following is not None:
        return following[1].lower() not in speech.ordinal_before
    return None if text[end.end() :].strip().isalpha() else True


def _tidy(text: str) -> str:
    return " ".join(text.split())
